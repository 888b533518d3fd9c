"""The notebooks of a report: standard chapters of any case, with their outputs."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import chdir
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import nbformat
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import RichOutput, capture_output

from casestudy.cases import Case, list_cases
from casestudy.codebook import Lang

OPENING = """from casestudy import list_cases, load_case
from casestudy.book import open_page

page = open_page("{lang}")
case = load_case("{case}")
others = [load_case(name) for name in list_cases() if name != case.name]"""


class ReportError(ValueError):
    """The book of a case could not be made."""


@cache
def chapters() -> list[dict[str, Any]]:
    """Return the records of the standard chapters."""
    with (Path(__file__).parent / "chapters.toml").open("rb") as file:
        return list(tomllib.load(file)["chapter"])


def shown(case: Case) -> list[dict[str, Any]]:
    """Return the chapters for which a case has rows, each with the cells that it can fill.

    Examples
    --------
    >>> from casestudy import load_case
    >>> [chapter["name"] for chapter in shown(load_case("pairing"))][:3]
    ['index', 'who', 'strengthens']

    """

    def filled(record: dict[str, Any]) -> bool:
        return not any(case[table].empty for table in record["needs"])

    return [
        chapter | {"cell": [cell for cell in chapter["cell"] if filled(cell)]}
        for chapter in chapters()
        if filled(chapter)
    ]


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
    for chapter in shown(case):
        yield f"{chapter['name']}.ipynb", _notebook(case, lang, chapter, names)


def _notebook(case: Case, lang: Lang, chapter: dict[str, Any], names: dict[str, Any]) -> bytes:
    made = nbformat.v4.new_notebook()
    title = chapter[f"title_{lang}"].format(title=case.title(lang))
    made.cells.append(nbformat.v4.new_markdown_cell(f"# {title}\n\n{chapter[f'text_{lang}']}", id="opening"))
    shipped = str(case.folder.name) in list_cases()
    sources = [OPENING.format(lang=lang, case=case.name if shipped else f"./{case.name}")]
    sources += [cell["code"].strip() for cell in chapter["cell"]]
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
