"""``casestudy verify``: every row to its place in the article."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any


def add(commands: argparse._SubParsersAction[Any]) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "verify",
        help="find the anchor of every row in your own copy of the article",
        description="Find the anchor of every row of a case in your own copy of the article, and say of each "
        "sentence what the data do with it. Exit code 0 only when every anchor is found exactly once.",
    )
    parser.add_argument("case", metavar="CASE", help="a shipped case or a folder of your own")
    parser.add_argument("article", metavar="ARTICLE.txt", help="the article as UTF-8 text")
    parser.add_argument(
        "--uncovered",
        action="store_true",
        help="list, by place and without their text, the sentences that no row touches",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run the command."""
    from casestudy.cases import load_case
    from casestudy.sources import coverage, coverage_table, find_anchors, load_article

    case = load_case(args.case)
    article = load_article(Path(args.article), case.card["sections"])
    expected = case.card["article"].get("sha256", "")
    if not expected:
        print(f'the card has no checksum yet; put sha256 = "{article.sha256}" under [article]', file=sys.stderr)
    elif article.sha256 != expected:
        print(
            "warning: this is not the edition that was coded, or another version of casestudy read that one: its "
            f"SHA-256 is {article.sha256}, the card has {expected}",
            file=sys.stderr,
        )
    places = find_anchors(case, article)
    bad = places[places["times"] != 1]
    for row in bad.itertuples():
        found = "is not found" if row.times == 0 else f"is found {row.times} times"
        column = "anchor" if row.anchor == case.row(row.id)["anchor"] else "until"
        print(
            f"{case.name}/{row.table}.csv:{row.line} {column}={row.anchor!r}: {found} in section {row.section}",
            file=sys.stderr,
        )
    print(f"{case.name}: {len(places) - len(bad)} of {len(places)} anchors found")
    covered = coverage(case, article)
    print(coverage_table(covered).to_string())
    if args.uncovered:
        for row in covered[covered["state"] == "open"].itertuples():
            print(f"open: section {row.section}, sentence {row.number} ({row.end - row.start} characters)")
    return 1 if len(bad) else 0
