"""The command line: ``casestudy check``, ``casestudy verify``, ``casestudy sweep``.

Every fault ends in one clear message on standard error and exit code 1 (2
for a wrong call), never in a traceback.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
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
        description="Check every cell of one case, or of all shipped cases, comparisons and scenario models, "
        "against the codebook. All faults are listed at once, with file, line, column, value and remedy. "
        "Nothing is changed.",
    )
    check.add_argument(
        "path",
        nargs="?",
        metavar="PATH",
        help="a shipped case, comparison or model, or a folder of your own (default: all that is shipped)",
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

    sweep = commands.add_parser(
        "sweep",
        help="run a scenario model over its box of assumptions",
        description="Run every design of a scenario model at many points of its box of assumptions and print in how "
        "many of them each conclusion holds. Needs the extra lab: pip install 'casestudy[lab]'. Most numbers are "
        "assumed; the result says what would have to be true, not what is.",
    )
    sweep.add_argument("model", metavar="MODEL", help="handling or lists")
    sweep.add_argument(
        "--points",
        type=int,
        default=16,
        metavar="N",
        help="a power of two; the model runs at N times the number of its assumptions and two (default: 16)",
    )
    sweep.add_argument("--doubled", action="store_true", help="with all ranges doubled")
    sweep.add_argument(
        "--folder",
        type=Path,
        metavar="DIR",
        help="keep finished points here; the same command goes on from them",
    )
    sweep.add_argument(
        "--scheduler", metavar="ADDRESS", help="run on a Dask cluster, e.g. tcp://127.0.0.1:8786 (default: all cores)"
    )
    sweep.set_defaults(run=_sweep)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    args = parser().parse_args(argv)
    try:
        return int(args.run(args))
    except (ValueError, OSError, ImportError) as fault:
        print(f"casestudy: {fault}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("casestudy: stopped; what was finished and kept in a folder is there for the next time", file=sys.stderr)
        return 130


def _check(args: argparse.Namespace) -> int:
    from casestudy.cases import list_cases, load_case
    from casestudy.compare import list_comparisons
    from casestudy.findings import load
    from casestudy.lab import list_models
    from casestudy.tables import CodingError

    bad = 0
    shipped = [*list_cases(), *list_comparisons(), *list_models()]
    for name in [args.path] if args.path else shipped:
        try:
            checked = load(name) if name in shipped else load_case(name)
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


def _sweep(args: argparse.Namespace) -> int:
    from casestudy.lab import load_model
    from casestudy.scenarios.boxes import survey

    model = load_model(args.model)
    if args.points < 2 or args.points & (args.points - 1):
        raise ValueError(f"--points {args.points}: is no power of two; write 16, 32, 64 …")
    with _executor(args.scheduler) as executor:
        held, turned = survey(args.model, args.points, args.doubled, executor=executor, folder=args.folder)
    for r in held.itertuples():
        print(
            f"{100 * r.holds:4.0f} % ± {100 * r.error:2.0f}  {model.named('conclusions').at[r.conclusion, 'text_en']}"
        )
        for t in turned[turned["conclusion"] == r.conclusion].nlargest(2, "total").itertuples():
            label = model.named("assumptions").at[t.parameter, "label_en"]
            print(f"              {t.total:.2f} ± {t.total_error:.2f}  {label}")
    print(f"of {held['points'].iloc[0]} points; below each what turns it most (total Sobol index); numbers are assumed")
    return 0


@contextmanager
def _executor(scheduler: str | None) -> Iterator[Executor | None]:
    """Give the executor of a Dask cluster, or none."""
    if scheduler is None:
        yield None
        return
    try:
        from distributed import Client
    except ImportError:
        raise ValueError("distributed is not installed: pip install distributed, or leave --scheduler out") from None
    try:
        client = Client(scheduler, timeout=5)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as fault:
        raise ValueError(f"nobody answers at {scheduler} ({fault}): start dask scheduler and dask worker") from None
    with client:
        yield client.get_executor(retries=3)  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    sys.exit(main())
