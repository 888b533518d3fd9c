"""``casestudy compare-coding``: how far two codings of one article agree."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def add(commands: argparse._SubParsersAction[Any]) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "compare-coding",
        help="say how far two codings of one article agree",
        description="Compare two codings of one article: by table, in which sentences and clauses each has a row, and "
        "how many rows of one the other has too; by column, over the rows that stand nearest to each other in the same "
        "sentence; and every disagreement, row by row. Agreement is Krippendorff's alpha: 1 is perfect, 0 is chance. "
        "Keys are compared where both codings have the same rows in a table to which they lead, texts never. "
        "Whoever coded some sections only is compared over these.",
    )
    parser.add_argument("first", metavar="A", help="a shipped case or a folder of your own")
    parser.add_argument("second", metavar="B", help="the other coding of the same article")
    parser.add_argument("article", metavar="ARTICLE.txt", help="your own copy of the article as UTF-8 text")
    parser.add_argument(
        "--sections",
        action="append",
        metavar="LIST",
        help="compare these alone, by their ids with commas between them; may be given again "
        "(default: those in which both codings have a row)",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run the command."""
    from casestudy.articles.agreement import (
        column_agreement,
        presence_agreement,
        recoding_of,
        row_agreement,
        shared_card,
    )
    from casestudy.articles.article import load_article
    from casestudy.coding.cases import load_case

    first, second = load_case(args.first), load_case(args.second)
    article = load_article(Path(args.article), shared_card(first, second).card)
    asked = [name.strip() for names in args.sections or [] for name in names.split(",") if name.strip()]
    if args.sections and not asked:
        raise ValueError("--sections is empty: name sections, or leave it out")
    recoding = recoding_of(first, second, article, asked)
    compared = list(recoding.sample["section"])
    print(f"Sections compared: {', '.join(compared)}")
    print(f"Left out: {', '.join(s for s in article.sections if s not in compared) or 'none'}", end="\n\n")
    columns, apart = column_agreement(recoding)
    for unit, units in (("sentence", "sentences"), ("clause", "clauses")):
        print(f"By table: {units} in which each coding has a row")
        print(presence_agreement(recoding, unit).round(2).to_string(na_rep="–"), end="\n\n")
    print("By table: rows of each, and those that the other has in the same sentence")
    print(row_agreement(recoding).round(2).to_string(na_rep="–"), end="\n\n")
    if columns.empty:
        print("The two codings have no row in the same sentence: no column can be compared.")
        return 0
    print("By column: rows that stand in the same sentence")
    print(columns.round(2).to_string(index=False, na_rep="–"), end="\n\n")
    print(f"Row by row: {len(apart)} cells differ")
    if len(apart):
        print(apart.to_string(index=False))
    return 0
