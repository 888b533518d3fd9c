"""``casestudy report``: a small illustrated book of a case."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def add(commands: argparse._SubParsersAction[Any]) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "report",
        help="build a small illustrated book of a case",
        description="Build a small illustrated book of a case, in the languages of its card, beside the shipped cases: "
        "who is named, who strengthens whom, rules, times, difficulties, how sure, what is not said. The notebooks "
        "behind it come along. Needs the extra book: pip install 'casestudy[book]'. It takes about a minute.",
    )
    parser.add_argument("case", metavar="CASE", help="a shipped case or a folder of your own")
    parser.add_argument("--out", metavar="DIR", type=Path, help="where (default: here, named after the case)")
    parser.add_argument("--force", action="store_true", help="replace an earlier report of the same chapters")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run the command."""
    from casestudy.coding.cases import load_case
    from casestudy.export.files import free, write

    case = load_case(args.case)
    target = args.out or Path(f"{case.name}-report")
    free(target, args.force)
    try:
        from casestudy.report.build import report
    except ImportError as fault:
        raise ImportError(f"a report needs the extra book ({fault}): pip install 'casestudy[book]'") from None
    print(f"{write(target, report(case), force=args.force) / 'index.html'}")
    return 0
