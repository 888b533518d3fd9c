"""``casestudy tidy``: undo what spreadsheets do to the form of a table."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def add(commands: argparse._SubParsersAction[Any]) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "tidy",
        help="undo what spreadsheets do to the form of your tables",
        description="Rewrite the tables in a folder as check wants them: UTF-8 without byte order mark, line ends "
        "of Unix, commas, no empty lines and no empty columns at the end. No cell is changed. Where one file cannot "
        "be read, or seems to be cut off, all stay as they are.",
    )
    parser.add_argument("folder", metavar="FOLDER", help="the folder of a case of your own")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run the command."""
    import csv

    from casestudy.coding.cases import list_cases
    from casestudy.coding.codebook import codebook, data_folder
    from casestudy.coding.reading import LARGEST_FILE, plain, read_text, tidied, whole_problem
    from casestudy.export.files import rewrite

    folder = Path(args.folder).resolve()
    if not (folder / "case.toml").is_file():
        raise FileNotFoundError(f"{args.folder}: is no folder with a case.toml in it")
    if folder.name in list_cases() and not folder.is_relative_to(data_folder().resolve()):
        raise ValueError(f"{args.folder}: has the name of a shipped case, which every command takes; rename it first")
    made: dict[Path, str] = {}
    files = {table: folder / f"{table}.csv" for table in codebook().tables}
    for table, path in {"": folder / "case.toml", **files}.items():
        try:
            text, problem = read_text(path, LARGEST_FILE)
            problem = problem or (whole_problem(text) if table else "")
            tidy = tidied(text, codebook().columns(table)) if table else plain(text)
        except FileNotFoundError:
            problem = "is missing"
        except csv.Error as fault:
            problem = f"is no well-formed CSV ({fault})"
        if problem:
            raise ValueError(f"{path.name}: {problem}; nothing was changed")
        if tidy != text:
            made[path] = tidy
    done: list[str] = []
    try:
        for path, tidy in made.items():
            rewrite(path, tidy.encode())
            done.append(path.name)
    finally:  # told behind the work, which whoever stops reading would break off
        for name in done:
            print(f"{name}: rewritten")
    print(f"{folder.name}: {len(made)} of {len(files) + 1} files rewritten; next: casestudy check {args.folder}")
    return 0
