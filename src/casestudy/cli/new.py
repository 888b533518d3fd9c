"""``casestudy new``: a folder to begin a case in."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def add(commands: argparse._SubParsersAction[Any]) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "new",
        help="begin a case of your own",
        description="Write a folder to begin a case in: its card, a header for every table, and a README with an "
        "example of each table. A folder that exists is left as it is.",
    )
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="where; its last part is the name of the case")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run the command."""
    from casestudy.coding.template import case_files, typed
    from casestudy.export.files import write
    from casestudy.findings import shipped

    if args.folder.name in shipped():
        raise ValueError(
            f"{args.folder.name!r} is the name of what is shipped, which every command would take; give another"
        )
    folder = write(args.folder, case_files(args.folder.name))
    print(f"{folder}: a card, a header for every table, and a README with an example of each")
    then = f"casestudy check {typed(str(folder))}"
    print(f"next: fill in {folder / 'case.toml'}, then actors.csv; and now and then: {then}")
    return 0
