"""The command line: ``casestudy check`` and ``casestudy verify``.

Every fault ends in one clear message on standard error and exit code 1 (2
for a wrong call), never in a traceback.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import casestudy


def parser() -> argparse.ArgumentParser:
    """Return the parser; the page of commands in the book is made from it."""
    top = argparse.ArgumentParser(prog="casestudy", description="Check and trace coded case studies.")
    top.add_argument("--version", action="version", version=f"casestudy {casestudy.__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    check = commands.add_parser(
        "check",
        help="check every cell of a case against the codebook",
        description="Check every cell of one case, or of all shipped cases and comparisons, against the codebook. "
        "All faults are listed at once, with file, line, column, value and remedy. Nothing is changed.",
    )
    check.add_argument(
        "path",
        nargs="?",
        metavar="PATH",
        help="a shipped case or comparison, or a folder of your own (default: all that is shipped)",
    )
    check.set_defaults(run=_check)

    verify = commands.add_parser(
        "verify",
        help="find the anchor of every row in your own copy of the article",
        description="Find the anchor of every row of a case in your own copy of the article, and say of each "
        "sentence what the data do with it. Exit code 0 only when every anchor is found exactly once.",
    )
    verify.add_argument("case", metavar="CASE", help="a shipped case or a folder of your own")
    verify.add_argument("article", metavar="ARTICLE.txt", help="the article as UTF-8 text")
    verify.add_argument(
        "--uncovered",
        action="store_true",
        help="list, by place and without their text, the sentences that no row touches",
    )
    verify.set_defaults(run=_verify)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    args = parser().parse_args(argv)
    try:
        return int(args.run(args))
    except (ValueError, OSError) as fault:
        print(f"casestudy: {fault}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _check(args: argparse.Namespace) -> int:
    from casestudy.cases import list_cases, load_case
    from casestudy.compare import list_comparisons, load_comparison
    from casestudy.tables import CodingError

    bad = 0
    for name in [args.path] if args.path else [*list_cases(), *list_comparisons()]:
        try:
            checked = load_comparison(name) if name in list_comparisons() else load_case(name)
        except CodingError as fault:
            print(f"{name}: {fault}", file=sys.stderr)
            bad += 1
        else:
            rows = sum(map(len, checked.tables.values()))
            print(f"{checked.name}: {rows} rows in {len(checked.tables)} tables, no fault")
    return 1 if bad else 0


def _verify(args: argparse.Namespace) -> int:
    from casestudy.cases import load_case
    from casestudy.sources import coverage, coverage_table, find_anchors, load_article

    case = load_case(args.case)
    article = load_article(Path(args.article), case.card["sections"])
    expected = case.card["article"].get("sha256", "")
    if article.sha256 != expected:
        print(
            f"warning: this is not the edition that was coded: its SHA-256 is {article.sha256}, "
            f"the card has {expected or 'none'}",
            file=sys.stderr,
        )
    places = find_anchors(case, article)
    bad = places[places["times"] != 1]
    for row in bad.itertuples():
        found = "is not found" if row.times == 0 else f"is found {row.times} times"
        print(
            f"{case.name}/{row.table}.csv:{row.line} anchor={row.anchor!r}: {found} in section {row.section}",
            file=sys.stderr,
        )
    print(f"{case.name}: {len(places) - len(bad)} of {len(places)} anchors found")
    covered = coverage(case, article)
    print(coverage_table(covered).to_string())
    if args.uncovered:
        for row in covered[covered["state"] == "open"].itertuples():
            print(f"open: section {row.section}, sentence {row.number} ({row.end - row.start} characters)")
    return 1 if len(bad) else 0


if __name__ == "__main__":
    sys.exit(main())
