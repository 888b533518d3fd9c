"""``casestudy export``: a case in the form that another tool reads."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def add(commands: argparse._SubParsersAction[Any]) -> None:
    """Describe the command."""
    from casestudy.export.formats import FORMATS

    parser = commands.add_parser(
        "export",
        help="write a case for other tools: Excel, Gephi, QualCoder …",
        description="Write a case in the form that another tool reads. What exists is left as it is, unless --force "
        "is given; a file or folder appears whole or not at all.",
        epilog="formats: " + "; ".join(f"{name}: {known.holds}" for name, known in FORMATS.items()),
    )
    parser.add_argument("case", metavar="CASE", help="a shipped case or a folder of your own")
    parser.add_argument("--to", metavar="FORMAT", required=True, choices=list(FORMATS), help=", ".join(FORMATS))
    parser.add_argument(
        "--out", metavar="PATH", type=Path, help="where (default: here, named after the case and the format)"
    )
    parser.add_argument(
        "--article", metavar="ARTICLE.txt", help="your own copy of the article, for formats that hold its text (qdpx)"
    )
    parser.add_argument("--force", action="store_true", help="replace what an earlier export left there")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run the command."""
    from casestudy.articles.article import load_article
    from casestudy.coding.cases import load_case
    from casestudy.export.files import write
    from casestudy.export.formats import exported

    case = load_case(args.case)
    article = load_article(args.article, case.card) if args.article else None
    name, files = exported(case, args.to, article)
    print(write(args.out or Path(name), files, force=args.force))
    return 0
