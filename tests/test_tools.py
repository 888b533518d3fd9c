"""The tools that make calls: a change of data or code must lead to pages that are made anew."""

import shutil
from pathlib import Path

import nbformat
import pytest

pytest.importorskip("jupyter_book", reason="the book's packages are not installed")
import book

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def copy(tmp_path):
    for name in book.PAGE_INPUTS:
        source, target = ROOT / name, tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    return tmp_path


@pytest.mark.parametrize(
    "changed",
    [
        "data/cases/pairing/ties.csv",
        "data/exercises/01_pairing.toml",
        "src/casestudy/measures.py",
        "src/casestudy/words/book.csv",
        "requirements.lock",
    ],
)
def test_any_change_of_data_code_or_versions_leads_to_a_new_folder(copy, changed):

    def both():
        return [book.fingerprint(inputs, copy) for inputs in (book.CHAPTER_INPUTS, book.PAGE_INPUTS)]

    before = both()
    assert both() == before
    with (copy / changed).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert all(old != new for old, new in zip(before, both(), strict=True))


def notebook(path, *cells):
    made = nbformat.v4.new_notebook()
    for kind, source, shown in cells:
        cell = nbformat.v4.new_markdown_cell(source) if kind == "prose" else nbformat.v4.new_code_cell(source)
        if shown:
            cell.outputs, cell.execution_count = [nbformat.v4.new_output("stream", text=shown)], 1
        made.cells.append(cell)
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(made, path)
    return path


def test_new_prose_takes_the_outputs_of_a_chapter_that_was_executed_before(tmp_path):
    source = notebook(tmp_path / "new.ipynb", ("prose", "Said better.", ""), ("code", "print(1)", ""))
    executed = notebook(tmp_path / "old.ipynb", ("prose", "Said.", ""), ("code", "print(1)", "1\n"))
    made = nbformat.reads(book.with_outputs(source, executed).decode(), as_version=4)
    assert [cell.source for cell in made.cells] == ["Said better.", "print(1)"]
    assert made.cells[1].outputs[0].text == "1\n"


def test_a_chapter_is_executed_again_when_its_code_changes_and_not_when_its_prose_does(tmp_path):
    executed = notebook(tmp_path / "old.ipynb", ("prose", "Said.", ""), ("code", "print(1)", "1\n"))
    prose = notebook(tmp_path / "prose.ipynb", ("prose", "Said better.", ""), ("code", "print(1)", ""))
    code = notebook(tmp_path / "code.ipynb", ("prose", "Said.", ""), ("code", "print(2)", ""))
    assert book.code(prose) == book.code(executed) != book.code(code)
    assert book.code(tmp_path / "missing.ipynb") is None
