"""The notebooks of a report: standard chapters of any case, with their outputs."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from contextlib import chdir
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import matplotlib as mpl
import nbformat
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import RichOutput, capture_output

from casestudy.coding.cases import Case
from casestudy.coding.codebook import Lang, codebook, data_folder
from casestudy.coding.messages import listing, say
from casestudy.report.told import has

OPENING = """import matplotlib as mpl

from casestudy import list_cases, load_case
from casestudy.book.page import open_page

page = open_page({lang!r})
mpl.rcParams["text.parse_math"] = False  # a dollar sign in a name is a dollar sign
case = load_case({case!r})
others = [one for one in map(load_case, list_cases()) if one.title() != case.title()]"""
MARKUP = re.compile(r"([!-/:-@\[-`{-~])")


class ReportError(ValueError):
    """The book of a case could not be made."""


@cache
def chapters() -> list[dict[str, Any]]:
    """Return the records of the standard chapters."""
    with (Path(__file__).parent / "chapters.toml").open("rb") as file:
        return list(tomllib.load(file)["chapter"])


def shown(case: Case) -> list[dict[str, Any]]:
    """Return the chapters for which a case has rows.

    Examples
    --------
    >>> from casestudy import load_case
    >>> [chapter["name"] for chapter in shown(load_case("pairing"))][:3]
    ['index', 'who', 'ties']

    """
    return [chapter for chapter in chapters() if _filled(case, chapter)]


def _filled(case: Case, record: dict[str, Any]) -> bool:
    return all(has(case, need) for need in record["needs"])


def left_out(case: Case, lang: Lang) -> list[str]:
    """Return the titles of the chapters for which nothing is coded.

    Examples
    --------
    >>> from casestudy import load_case
    >>> left_out(load_case("pairing"), "en")
    []

    """
    return [chapter[f"title_{lang}"] for chapter in chapters() if not _filled(case, chapter)]


def _opening(case: Case, lang: Lang, chapter: dict[str, Any]) -> str:
    """Write what a chapter asks, and of which tables it has nothing to show."""
    title = MARKUP.sub(r"\\\1", " ".join(case.title(lang).split()))
    needed = {need for cell in chapter["cell"] for need in cell["needs"]}
    empty = [entry.label(lang) for name, entry in codebook().tables.items() if name in needed and not has(case, name)]
    text = [f"# {chapter[f'title_{lang}'].format(title=title)}", chapter[f"text_{lang}"]]
    text += [say("report_not_coded", lang, tables=listing(empty, lang))] if empty else []
    return "\n\n".join(text)


def notebooks(case: Case, lang: Lang) -> Iterator[tuple[str, bytes]]:
    """Make the chapters of a case in a language: name of the file, and its content with all outputs.

    Raises
    ------
    ReportError
        A cell fails, which is a fault of this project and not of the case.

    """
    if not InteractiveShell.initialized():  # what displays; its module must not be main
        InteractiveShell.instance(user_module=ModuleType("report"), user_ns={})
    names: dict[str, Any] = {}
    with mpl.rc_context():
        for chapter in shown(case):
            yield f"{chapter['name']}.ipynb", _notebook(case, lang, chapter, names)


def _notebook(case: Case, lang: Lang, chapter: dict[str, Any], names: dict[str, Any]) -> bytes:
    made = nbformat.v4.new_notebook()
    made.cells.append(nbformat.v4.new_markdown_cell(_opening(case, lang, chapter), id="opening"))
    shipped = case.folder.parent == data_folder() / "cases"
    sources = [OPENING.format(lang=lang, case=case.name if shipped else f"./{case.name}")]
    sources += [cell["code"].strip() for cell in chapter["cell"] if _filled(case, cell)]
    for number, source in enumerate(sources, start=1):
        outputs = _run(names, source, case.folder.parent, f"{case.name}, {chapter['name']}, cell {number}")
        cell = nbformat.v4.new_code_cell(source, id=f"cell-{number}", execution_count=number, outputs=outputs)
        cell.metadata["tags"] = ["remove-input" if number == 1 else "hide-input"]
        made.cells.append(cell)
    made.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return str(nbformat.writes(made)).encode()


def _run(names: dict[str, Any], source: str, folder: Path, where: str) -> list[nbformat.NotebookNode]:
    """Run a cell in this process, which takes a tenth of the time of a kernel, and return what it displays."""
    with chdir(folder), capture_output() as captured:
        try:
            exec(compile(source, where, "exec"), names)
        except Exception as fault:  # whatever it is, it is the cell that has to be named
            raise ReportError(f"{where}: {fault!r}") from fault
    outputs = [nbformat.v4.new_output("stream", name="stdout", text=captured.stdout)] if captured.stdout else []
    return outputs + [_display(output) for output in captured.outputs]


def _display(output: RichOutput) -> nbformat.NotebookNode:
    made: nbformat.NotebookNode = nbformat.v4.new_output("display_data", data=output.data)
    made.metadata = output.metadata or {}
    return made
