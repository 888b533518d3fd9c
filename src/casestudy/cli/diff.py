"""``casestudy diff``: what changed from one version of data to another."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def add(commands: argparse._SubParsersAction[Any]) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "diff",
        help="say which rows and which findings changed",
        description="Say, in the form of the Data heading of a changelog, which rows were added, removed or changed "
        "between two versions of a case or of a whole data folder, and which findings are different now: the headlines "
        "of a shipped case, of a case of your own all that can be asked of it, and every finding without arguments.",
    )
    parser.add_argument("old", metavar="OLD", type=Path, help="a folder of a case, or of data")
    parser.add_argument("new", metavar="NEW", type=Path, help="the same, later")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run the command."""
    from casestudy.findings.versions import changelog

    print(changelog(args.old, args.new), end="")
    return 0
