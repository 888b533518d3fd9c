"""The copies of the chapters: plain Markdown that says what the pages say, and code that runs without the repository."""

import json
import os
import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import nbformat
import pytest

pytest.importorskip("markdownify", reason="the book's packages are not installed")
import runnable
from bs4 import BeautifulSoup
from common import SITE
from markdown_it import MarkdownIt

ROOT = Path(__file__).resolve().parents[1]
MYST = re.compile(r"\{[\w:-]+\}`|^\s*:::|^\s*```\{|^\([\w-]+\)=|^%|^\+\+\+|\{#[\w-]+\}", re.MULTILINE)
COPIES = sorted(SITE.glob("??/notebooks/*.ipynb"))
needs_site = pytest.mark.skipif(not COPIES, reason="there is no site: run make book")
PAGE = """(place)=
# A page of **all** things

% a remark to ourselves

There are {num}`pairing.count(testimony)` passages, see {row}`pairing.talk_001` and [](#place).[^note]
It costs \\$5, not \\$6; 2\\*3\\*4 is no slant, nor is a<b, and `code` stays.

[^note]: Said *aside*.

> Quoted.

- one
  - two

1. first
2. second

| a | b |
|---|---|
| x \\| y | $z^2$ |

```{admonition} Mind
It is **so**.
```

```{figure} dot.png
:alt: A dot.

A dot, drawn.
```

A term
: What it means.

+++

$$
E = mc^2
$$
"""
CONF = f"""
import sys
sys.path.insert(0, {str(ROOT / "book" / "_ext")!r})
extensions = ["myst_nb", "sphinx.ext.mathjax", "casestudy_book"]
exclude_patterns = ["out"]
myst_enable_extensions = ["deflist", "dollarmath"]
nb_execution_mode = "off"
"""


def rendered(markdown):
    return BeautifulSoup(MarkdownIt("commonmark").enable("table").render(markdown), "lxml")


def words(soup):
    return re.sub(r"\s+", "", soup.get_text())


def prose(copy):
    return "\n\n".join(cell.source for cell in copy.cells if cell.cell_type == "markdown")


def from_html(html):
    return runnable.Markdown().convert_soup(BeautifulSoup(html, "lxml")).strip()


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The copy of a page on which everything stands that Markdown has, and that only MyST has."""
    folder = tmp_path_factory.mktemp("copy")
    code = nbformat.v4.new_code_cell("page = open_page()", metadata={"tags": ["hide-input"]})
    code.outputs, code.execution_count = [nbformat.v4.new_output("stream", text="shown\n")], 1
    chapter = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(PAGE), code])
    nbformat.write(chapter, folder / "index.ipynb")
    (folder / "conf.py").write_text(CONF, "utf-8")
    (folder / "dot.png").write_bytes((ROOT / "book" / "_static" / "readme.png").read_bytes())
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", str(folder), str(folder / "out")]
    subprocess.run(command, check=True, capture_output=True)
    page = folder / "out" / "index.html"
    html = BeautifulSoup(page.read_text("utf-8"), "lxml")
    article = html.select_one("div.body")
    article.name = "article"
    pictures = dict(runnable.settle(html, page, folder / "out", "../"))
    return runnable.runnable(article, chapter, "zh", pictures)


def test_nothing_of_myst_is_left(copy):
    assert MYST.search(PAGE)
    assert not MYST.search(prose(copy))


def test_numbers_rows_and_places_are_words_and_links(copy):
    text = rendered(prose(copy)).get_text()
    assert "There are 7 passages, see talk_001" in text
    assert "[A page of all things](../index.html#place)" in prose(copy)


@pytest.mark.parametrize(
    ("selector", "text"),
    [
        ("h1 strong", "all"),
        ("blockquote p", "Quoted."),
        ("li li", "two"),
        ("ol li", "first"),
        ("td", "x | y"),
        ("code", "code"),
        ("blockquote p strong", "Mind"),
    ],
)
def test_what_markdown_has_stays_what_it_is(copy, selector, text):
    assert text in [tag.get_text() for tag in rendered(prose(copy)).select(selector)]


def test_formulas_stay_formulas_and_a_dollar_a_dollar(copy):
    assert "$$E = mc^2$$" in prose(copy)
    assert "$z^2$" in prose(copy)
    assert r"It costs \$5, not \$6" in prose(copy)


def test_notes_terms_and_signs_are_read_as_they_were_written(copy):
    text = rendered(prose(copy)).get_text()
    assert re.search(r"\[1\] Said aside\.", text)
    assert re.search(r"A term\s+What it means\.", text)
    assert "2*3*4 is no slant, nor is a<b, and code stays." in text


def test_a_figure_comes_with_its_picture_words_and_caption(copy):
    cell = copy.cells[0]
    assert "![A dot.](attachment:dot.png)" in cell.source
    assert "A dot, drawn." in cell.source
    assert list(cell.attachments["dot.png"]) == ["image/png"]


def test_code_opens_the_page_in_the_language_of_the_copy_and_keeps_its_outputs(copy):
    code = copy.cells[1]
    assert code.source == 'page = open_page("zh")'
    assert code.metadata == {"jupyter": {"source_hidden": True}}
    assert code.outputs[0].text == "shown\n"


@pytest.mark.parametrize(
    "html", ["<strong>问题。</strong>文章", "文章<em>“引文”</em>说", "甲<strong>（乙）</strong>丙"]
)
def test_emphasis_in_chinese_is_emphasis(html):
    assert rendered(from_html(f"<p>{html}</p>")).select("strong, em")


def test_a_page_that_has_not_the_cells_of_its_chapter_is_no_copy():
    chapter = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1"), nbformat.v4.new_code_cell("2")])
    article = BeautifulSoup('<article><h1>Title</h1><div class="cell">1</div></article>', "lxml").article
    with pytest.raises(RuntimeError, match="2 cells of code, and its page 1: # Title"):
        runnable.runnable(article, chapter, "en", {})


# --- the copies that were built ---------------------------------------------------------------------------------------


def name(path):
    return f"{path.parts[-3]}-{path.stem}"


@needs_site
def test_every_chapter_has_a_copy_in_each_language():
    chapters = {p.relative_to(ROOT / "book").as_posix().replace("/", "-") for p in (ROOT / "book").rglob("*.ipynb")}
    for lang in {path.parts[-3] for path in COPIES}:
        assert {path.name for path in COPIES if path.parts[-3] == lang} == chapters


@pytest.mark.parametrize("path", COPIES, ids=name)
def test_a_copy_says_what_its_page_says_and_leads_to_where_it_leads(path):
    copy = nbformat.read(path, as_version=4)
    nbformat.validate(copy)
    assert not MYST.search(prose(copy))
    origin = re.search(r"\n\n\*.*\]\(([^)]*)\).*\*$", copy.cells[0].source)
    copy.cells[0].source = copy.cells[0].source[: origin.start()]
    page = local(path, origin[1])
    html = BeautifulSoup(page.read_text("utf-8"), "lxml").select_one("article")
    for tag in html.select(f"div.cell, {runnable.DROPPED}"):
        tag.decompose()
    made = rendered(prose(copy))
    assert words(made) == words(html)
    assert {local(path, link["href"]) for link in made.select("a")} >= {
        local(page, link["href"]) for link in html.select("a:not([href^='#'])")
    }


def local(base, address):
    """Where an address leads from a file: to another file of this site, if it is one."""
    site = json.loads((SITE / "version.json").read_text("utf-8"))["site"]
    address = address.partition("#")[0]
    if site and address.startswith(site):
        return SITE / address.removeprefix(site).lstrip("/")
    return address if "://" in address else (base.parent / address).resolve()


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """A Python with the wheel and the packages of this one, but not this repository."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    venv.create(folder / "venv")
    paths = {"base": str(folder / "venv"), "platbase": str(folder / "venv")}
    site = Path(sysconfig.get_path("purelib", "venv", paths))
    zipfile.ZipFile(next(folder.glob("*.whl"))).extractall(site)
    # A line that names a folder brings its packages, and not what its own .pth files name: the repository.
    (site / "packages.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return Path(sysconfig.get_path("scripts", "venv", paths)) / "python"


RUN = """
import sys, nbclient, nbformat
copy = nbformat.read(sys.argv[1], as_version=4)
copy.cells.append(nbformat.v4.new_code_cell("import casestudy\\nprint(casestudy.__file__)"))
nbclient.execute(copy, cwd=sys.argv[2], kernel_name="python3")
nbformat.write(copy, sys.argv[1])
"""


def shown(cells):
    """What the cells of a copy show: printed text, in how many pieces ever, and all else but the points of figures."""
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    printed = "".join(output.text for output in outputs if output.output_type == "stream")
    data = [output.data for output in outputs if "data" in output]
    return printed, [{mime: text for mime, text in found.items() if mime != "image/png"} for found in data]


def runs(path, python, folder):
    """Run a copy as a stranger would: elsewhere, with the wheel alone, and no language set."""
    kept = nbformat.read(path, as_version=4)
    run = folder / path.name
    run.write_bytes(path.read_bytes())
    env = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "CASESTUDY_LANG")}
    done = subprocess.run([python, "-c", RUN, run, folder], env=env, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    *cells, where = nbformat.read(run, as_version=4).cells
    assert str(ROOT) not in where.outputs[0].text
    assert shown(cells) == shown(kept.cells)


SHORT = [path for path in COPIES if path.stem == "questions-regimes"]


@pytest.mark.parametrize("path", SHORT, ids=name)
def test_a_copy_runs_without_the_repository_and_shows_what_it_showed(path, python, tmp_path):
    runs(path, python, tmp_path)


@pytest.mark.night("every copy of a chapter is run")
@pytest.mark.parametrize("path", [path for path in COPIES if path not in SHORT], ids=name)
def test_every_copy_runs_without_the_repository_and_shows_what_it_showed(path, python, tmp_path):
    runs(path, python, tmp_path)
