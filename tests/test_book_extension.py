"""The roles and the image plugin, in a small Sphinx project of their own: in English, and translated."""

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("sphinx", reason="the book's packages are not installed")
from casestudy.book.page import AltText
from casestudy.findings import cite

ROOT = Path(__file__).resolve().parents[1]
CONF = f"""
import sys
sys.path.insert(0, {str(ROOT / "book" / "_ext")!r})
extensions = ["myst_parser", "casestudy_book"]
exclude_patterns = ["out"]
locale_dirs = ["locale"]
gettext_compact = False
"""
PAGE = """# Page

There are {num}`pairing.count(testimony)` passages and {num}`group_council.quantity(quantity_005)` organisations; see {row}`pairing.talk_001`.
"""


def build(folder, *arguments):
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", *arguments, str(folder), str(folder / "out")]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


@pytest.fixture
def project(tmp_path):
    (tmp_path / "conf.py").write_text(CONF, "utf-8")
    (tmp_path / "index.md").write_text(PAGE, "utf-8")
    return tmp_path


def test_numbers_in_prose_are_computed(project):
    done = build(project, "-W")
    assert done.returncode == 0, done.stderr
    html = (project / "out" / "index.html").read_text("utf-8")
    assert f">{cite('pairing.count(testimony)').text()}<" in html
    assert ">4,915<" in html


def test_a_signature_names_the_types_of_its_arguments_and_no_more(project):
    (project / "index.md").write_text(
        "# Page\n\n```{eval-rst}\n.. autofunction:: casestudy.findings.conclusions.carries\n```\n", "utf-8"
    )
    assert build(project, "-W").returncode == 0
    html = (project / "out" / "index.html").read_text("utf-8")
    signature = html[html.index('<dt class="sig') : html.index("</dt>")]
    assert "Annotated" not in signature
    assert "InCodes" not in signature
    assert signature.count(">str<") == 2


def test_numbers_survive_in_a_translated_paragraph(project):
    message = PAGE.splitlines()[2]
    folder = project / "locale" / "zh_CN" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    zh = "共有{num}`pairing.count(testimony)`段引文，{num}`group_council.quantity(quantity_005)`个组织；见{row}`pairing.talk_001`。"
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    (folder / "index.po").write_text(f'{header}msgid "{message}"\nmsgstr "{zh}"\n', "utf-8")
    done = build(project, "-W", "-D", "language=zh_CN")
    assert done.returncode == 0, done.stderr
    html = (project / "out" / "index.html").read_text("utf-8")
    assert f'共有<span class="number">{cite("pairing.count(testimony)").text("zh")}</span>段引文' in html
    assert ">4915</span>个组织" in html
    assert "passages" not in html


def test_a_wrong_citation_fails_the_build_and_says_why(project):
    (project / "index.md").write_text("# Page\n\n{num}`pairing.cuont(ties)`\n", "utf-8")
    done = build(project, "-W")
    assert done.returncode != 0
    assert "there is no finding 'cuont'" in done.stderr


def test_a_png_with_a_text_gets_it_as_its_alternative_text():
    class Renderer:
        def render_image(self, data):
            return [{}]

    class Data:
        mime_type = "image/png"

        def __init__(self, **metadata):
            self.output_metadata = {"image/png": metadata}

    assert AltText.handle_mime(Renderer(), Data(alt="Three of forty-three."), False) == [
        {"alt": "Three of forty-three.", "loading": "lazy"}
    ]
    assert AltText.handle_mime(Renderer(), Data(width="1px"), False) is None
