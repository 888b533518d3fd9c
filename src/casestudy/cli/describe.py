"""``casestudy describe``: ask the codebook."""

from __future__ import annotations

import argparse
from typing import Any


def add(commands: argparse._SubParsersAction[Any]) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "describe",
        help="ask the codebook what a table, a column or a code means",
        description="Ask the codebook: of a table its columns, of a column or list its codes, of a code its "
        "definition. Without a name, all tables.",
    )
    parser.add_argument("name", nargs="?", metavar="NAME", help="a table, a column, a list of codes, or a code")
    parser.add_argument("--lang", choices=("en", "zh"), default="en", help="the language of the answer (default: en)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run the command."""
    from casestudy.coding.codebook import describe

    for name, home, label, definition in describe(args.name, args.lang).itertuples():
        print(f"{name} ({home}): {label}" if home not in (args.name, "case") else f"{name}: {label}")
        print(f"    {definition}")
    return 0
