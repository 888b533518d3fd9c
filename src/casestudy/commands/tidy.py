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
        "of Unix, commas, no empty lines and no empty columns at the end. No cell is changed; a file that cannot be "
        "read stays as it is, and so do all others then.",
    )
    parser.add_argument("folder", metavar="FOLDER", help="the folder of a case of your own")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run the command."""
    import csv

    from casestudy.files import rewrite
    from casestudy.reading import LARGEST_FILE, plain, read_text, tidied

    folder = Path(args.folder)
    if not (folder / "case.toml").is_file():
        raise FileNotFoundError(f"{folder}: is no folder with a case.toml in it")
    made: dict[Path, str] = {}
    for path in [folder / "case.toml", *sorted(folder.glob("[!.~]*.csv"))]:
        text, problem = read_text(path, LARGEST_FILE)
        try:
            tidy = plain(text) if path.suffix == ".toml" else tidied(text)
        except csv.Error as fault:
            problem = f"is no well-formed CSV ({fault})"
        if problem:
            raise ValueError(f"{path}: {problem}; nothing was changed")
        if tidy != text:
            made[path] = tidy
    for path, tidy in made.items():
        rewrite(path, tidy.encode())
        print(f"{path.name}: rewritten")
    print(f"{folder.name}: {len(made)} files rewritten; next: casestudy check {args.folder}")
    return 0
