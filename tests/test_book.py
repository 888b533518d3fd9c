"""The chapters: executed, stored clean, without typed numbers, complete."""

import re
from pathlib import Path

import nbformat
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
BOOK = ROOT / "book"
NOTEBOOKS = sorted(BOOK.rglob("*.ipynb"))
CHAPTERS = [p for p in NOTEBOOKS if p.parent.name not in ("start", "book")]
NAMES = [p.stem for p in NOTEBOOKS]


def cells(path, kind):
    return [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == kind]


def pages():
    toc = yaml.safe_load((BOOK / "_toc.yml").read_text("utf-8"))
    files = [toc["root"]]
    for part in toc["parts"]:
        for chapter in part["chapters"]:
            files += [chapter["file"], *(s["file"] for s in chapter.get("sections", []))]
    return files


def test_every_page_is_in_the_contents_and_every_entry_is_a_page():
    found = {str(p.relative_to(BOOK).with_suffix("")) for p in BOOK.rglob("*") if p.suffix in (".md", ".ipynb")}
    assert set(pages()) == found


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_every_cell_is_stored_executed_and_in_order(path):
    code = cells(path, "code")
    assert [c.execution_count for c in code] == list(range(1, len(code) + 1))
    assert any(c.outputs for c in code)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_no_output_holds_an_error_a_warning_or_a_path(path):
    for cell in cells(path, "code"):
        for output in cell.outputs:
            assert output.output_type != "error"
            assert output.get("name") != "stderr"
            assert not re.search(
                r"(?<![\w.])/(?:home|root|tmp|usr|work|Users)/", str(output.get("data", output.get("text", "")))[:20000]
            )


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_every_stored_figure_has_an_alternative_text_that_is_compared(path):
    for cell in cells(path, "code"):
        for output in cell.outputs:
            if "image/png" in output.get("data", {}):
                alt = output.metadata["image/png"]["alt"]
                assert len(alt) > 30
                assert output.data["text/plain"] == alt


@pytest.mark.parametrize("path", CHAPTERS, ids=[p.stem for p in CHAPTERS])
def test_the_first_screen_has_question_answer_figure_and_evidence(path):
    first = cells(path, "markdown")[0].source
    answer = re.search(r"\*\*Answer\.\*\*(.*)", first, flags=re.S).group(1)
    assert "**Question.**" in first
    assert len(answer.split()) <= 55
    shown = [next(iter(o.data)) for o in cells(path, "code")[0].outputs]
    assert shown == ["image/png", "text/html"]


@pytest.mark.parametrize("path", CHAPTERS, ids=[p.stem for p in CHAPTERS])
def test_every_chapter_ends_with_limits_exercises_and_take_aways(path):
    headings = re.findall(r"^## (.+)$", "\n".join(c.source for c in cells(path, "markdown")), flags=re.M)
    assert headings[-3:] == ["Limits", "Exercises", "Take-aways"]
    assert "For discussion, without a right answer" in "".join(c.source for c in cells(path, "markdown"))


# Numbers that are no data: ordinary words, and the parts of a page's own address.
WORDS = r"\b(three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d+)\b"
PLAIN = ("{term}`three lists`", "{term}`three-level joint conference`", "three questions", "three rules", "three doors", "those three", "names three", "gives three", "with three", "answer three", "three columns", "three chinese words", "five things", "a list with three")  # fmt: skip

# Nor are the lengths of a plan, the marks of a rubric, or the name of a licence, where one teaches and at the doors.
PLANS = r"\d+(?:[–-]\d+)?[ -](?:min|minutes?|points?|words)\b|groups of \d+|cc by 4\.0|\ba4\b"


@pytest.mark.parametrize(
    "path",
    [p for p in sorted(BOOK.rglob("*")) if p.suffix in (".md", ".ipynb") and p.parent.name != "reference"],
    ids=lambda p: p.stem,
)
def test_no_number_in_prose_is_typed(path):
    text = path.read_text("utf-8") if path.suffix == ".md" else "\n".join(c.source for c in cells(path, "markdown"))
    text = re.sub(r"^# \d+ ", "", text, flags=re.M).lower()  # the number of the chapter
    for plain in PLAIN:
        text = text.replace(plain, "")
    text = re.sub(r"^:{3,}.*$|^:[a-z-]+:.*$|^\d+\. ", "", text, flags=re.M)
    if path.parent.name == "teach" or path.stem == "index":
        text = re.sub(PLANS, "", text)
    text = re.sub(r"\{[\w:-]+\}`[^`]*`|`[^`]*`|\]\([^)]*\)|\"\+\"", "", text)
    assert re.findall(WORDS, text) == []


def test_every_target_that_the_readme_names_is_there():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), flags=re.M))
    named = set(re.findall(r"(?:^ {4}|`)make ([a-z]+)", (ROOT / "README.md").read_text("utf-8"), flags=re.M))
    assert {"book", "test"} <= named <= targets


def test_the_lock_holds_exact_versions_and_no_address():
    lines = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    assert all("==" in line for line in lines if line)
    assert not [line for line in lines if "://" in line or " @ " in line or line.startswith("-")]
