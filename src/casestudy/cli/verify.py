"""``casestudy verify``: every row to its place in the article."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

WORDS = 24  # so many characters of an uncovered sentence are shown


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
        help="list the sentences that no row touches: their places and, on a screen, their first words",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run the command."""
    from casestudy.articles.article import coverage, coverage_table, find_anchors, load_article
    from casestudy.coding.cases import load_case

    case = load_case(args.case)
    article = load_article(Path(args.article), case.card)
    if doubt := _doubt(case.card["article"], article.sha256):
        print(doubt, file=sys.stderr)
    places = find_anchors(case, article)
    bad = places[places["times"] != 1]
    for row in bad.itertuples():
        found = "is not found" if row.times == 0 else f"is found {row.times} times"
        column = "anchor" if row.anchor == case.row(row.id)["anchor"] else "until"
        why = row.times == 0 and article.astray(row.section, row.anchor)
        print(
            f"{case.name}/{row.table}.csv:{row.line} {column}={row.anchor!r}: {found} in section {row.section}"
            f"{f'; {why}' if why else ''}",
            file=sys.stderr,
        )
    print(f"{case.name}: {len(places) - len(bad)} of {len(places)} anchors found")
    covered = coverage(case, article)
    print(coverage_table(covered).to_string())
    if args.uncovered:
        for row in covered[covered["state"] == "open"].itertuples():
            words = f": {article.sections[row.section][row.start : row.end][:WORDS]} …" if sys.stdout.isatty() else ""
            print(f"open: section {row.section}, sentence {row.number} ({row.end - row.start} characters){words}")
    return 1 if len(bad) else 0


def _doubt(card: Mapping[str, Any], checksum: str) -> str:
    """Say what tells the copy from the text that was coded, if anything does."""
    from casestudy.articles.article import READING

    fresh = f'sha256 = "{checksum}" and reading = {READING} under [article]'
    if not card.get("sha256"):
        return f"the card has no checksum yet; put {fresh}"
    if card.get("reading") != READING:
        return f"warning: another version of casestudy made the checksum on the card; if this is the text, put {fresh}"
    if card["sha256"] != checksum:
        return (
            "warning: this is another text than the one that was coded: the SHA-256 of its letters and figures is "
            f"{checksum}, the card has {card['sha256']}"
        )
    return ""
