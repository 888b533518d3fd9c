"""The tools that make calls: a change of data or code must lead to pages that are made anew."""

import os
import shutil
from pathlib import Path

import nbformat
import pytest

pytest.importorskip("jupyter_book", reason="the book's packages are not installed")
import launch
import notebooks
import polish
from nbclient.exceptions import CellTimeoutError

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
        "src/casestudy/networks.py",
        "src/casestudy/coding/words/book.csv",
        "requirements.lock",
    ],
)
def test_any_change_of_data_code_or_versions_leads_to_a_new_folder(copy, changed):

    def both():
        return [book.fingerprint(inputs, copy) for inputs in (book.CHAPTER_INPUTS, book.PAGE_INPUTS)]

    assert (copy / changed).is_file()
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


@pytest.fixture
def small_book(tmp_path, monkeypatch):
    """A book of two chapters, of which the first has been compared with its stored outputs, the second changed since."""
    monkeypatch.setattr(book, "ROOT", tmp_path)
    monkeypatch.setattr(book, "BUILD", tmp_path / "_build")
    monkeypatch.setattr(book, "fingerprint", lambda inputs: "abc")
    for name, changed in (("old", 1000), ("new", 3000)):
        path = notebook(tmp_path / "book" / f"{name}.ipynb", ("code", "print(1)", "stored\n"))
        os.utime(path, (changed, changed))
    mark = tmp_path / "_build" / "proved" / "abc"
    mark.parent.mkdir(parents=True)
    mark.touch()
    os.utime(mark, (2000, 2000))
    return mark


def test_outputs_that_were_just_compared_are_not_made_again(small_book, tmp_path):
    book.take_proved(tmp_path / "done")
    assert [str(name) for name in book.stale(tmp_path / "done")] == ["new.ipynb"]
    taken = nbformat.read(tmp_path / "done" / "old.ipynb", as_version=4)
    assert taken.cells[0].outputs[0].text == "stored\n"


def test_outputs_that_were_not_compared_since_code_or_data_changed_are_made_again(small_book, tmp_path):
    small_book.rename(small_book.with_name("before"))
    book.take_proved(tmp_path / "done")
    assert [str(name) for name in book.stale(tmp_path / "done")] == ["new.ipynb", "old.ipynb"]


def test_a_cell_that_takes_too_long_is_named_in_one_message(tmp_path, monkeypatch):
    path = notebook(tmp_path / "slow.ipynb", ("code", "import time; time.sleep(30)", ""))

    def slow(client, env):
        raise CellTimeoutError.error_from_timeout_and_cell("Cell execution timed out", 600, client.nb.cells[0])

    monkeypatch.setattr(notebooks, "ROOT", tmp_path)
    monkeypatch.setattr(notebooks.NotebookClient, "execute", slow)
    with pytest.raises(RuntimeError, match=r"slow.ipynb \(en\): .*timed out"):
        notebooks.execute(path, "en")


def test_jupyter_says_what_to_do_without_a_site_or_without_jupyterlab(tmp_path, monkeypatch):
    monkeypatch.setattr(launch, "SITE", tmp_path)
    monkeypatch.setattr(launch, "find_spec", lambda name: None)
    with pytest.raises(RuntimeError, match="run make book first"):
        launch.main()
    (tmp_path / "version.json").write_text("{}", "utf-8")
    with pytest.raises(RuntimeError, match=r"JupyterLab is not installed: run .* -m pip install jupyterlab"):
        launch.main()


THEME = (
    ".used{a:b}.never{a:b}.used .never{a:b}.never,.used{c:d}@media (print){.never{a:b}.scripted{a:b}}"
    '.plain:not(.never){a:b}.fa-used:before{content:"\\f061"}.fa-never:before{content:"\\f062"}body{a:b}'
)


def test_of_the_rules_of_a_theme_those_stay_that_meet_something_on_a_page_or_in_a_script(tmp_path, monkeypatch):
    styles, fonts = tmp_path / "_static" / "styles", tmp_path / polish.ICONS
    for folder in (styles, fonts):
        folder.mkdir(parents=True)
    (styles / "pydata-sphinx-theme.css").write_text(THEME, "utf-8")
    (styles / "theme.js").write_text('box.classList.add("scripted")', "utf-8")
    (fonts / "fa-solid-900.woff2").touch()
    kept = []
    monkeypatch.setattr(polish, "subset", lambda source, target, signs: kept.extend(sorted(signs)))
    polish.keep_used_rules(tmp_path, ['<p class="used fa-used">never</p>'])
    assert (styles / "pydata-sphinx-theme.css").read_text("utf-8") == (
        ".used{a:b}.never,.used{c:d}@media (print){.scripted{a:b}}"
        '.plain:not(.never){a:b}.fa-used:before{content:"\\f061"}body{a:b}'
    )
    assert kept == ["\uf061"]
