"""``casestudy check``: every cell against the codebook."""

from __future__ import annotations

import argparse
import sys
from typing import Any


def add(commands: argparse._SubParsersAction[Any]) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "check",
        help="check every cell of a case against the codebook",
        description="Check every cell of one case, or of all shipped cases, comparisons and scenario models, "
        "against the codebook. All faults are listed at once, with file, line, column, value and remedy. "
        "Of a case that is named, what a second reader would ask about is listed too, and is no fault. "
        "Nothing is changed.",
    )
    parser.add_argument(
        "path",
        nargs="?",
        metavar="PATH",
        help="a shipped case, comparison or model, or a folder of your own (default: all that is shipped)",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run the command."""
    from casestudy.coding.cases import Case, load_case
    from casestudy.coding.doubts import doubts
    from casestudy.coding.reading import CodingError
    from casestudy.findings import load, shipped

    bad = 0
    for name in [args.path] if args.path is not None else shipped():
        try:
            checked = load(name) if name in shipped() else load_case(name)
        except CodingError as fault:
            print(f"{name}: {fault}", file=sys.stderr)
            bad += 1
        else:
            rows = sum(map(len, checked.tables.values()))
            print(f"{checked.name}: {rows} rows in {len(checked.tables)} tables, no fault")
            asked = doubts(checked) if isinstance(checked, Case) else []
            if asked and args.path is None:
                print(f"  {len(asked)} rows to look at again: casestudy check {name}")
            elif asked:
                print("\n".join(f"  {row} {question}" for row, question in asked))
            if not rows:
                print("begin with actors.csv, who is named; README.md has an example of each table")
    return 1 if bad else 0
