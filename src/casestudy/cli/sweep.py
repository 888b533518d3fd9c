"""``casestudy sweep``: a scenario model over its box of assumptions."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def add(commands: argparse._SubParsersAction[Any]) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "sweep",
        help="run a scenario model over its box of assumptions",
        description="Run every design of a scenario model at many points of its box of assumptions and print in how "
        "many of them each conclusion holds. Needs the extra lab: pip install 'casestudy[lab]'. Most numbers are "
        "assumed; the result says what would have to be true, not what is.",
    )
    parser.add_argument("model", metavar="MODEL", help="handling or lists")
    parser.add_argument(
        "--points",
        type=int,
        default=16,
        metavar="N",
        help="a power of two; two points each are spread over the box, with others between them (default: 16)",
    )
    parser.add_argument("--doubled", action="store_true", help="with all ranges doubled")
    parser.add_argument(
        "--folder",
        type=Path,
        metavar="DIR",
        help="keep finished points here; the same command goes on from them",
    )
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help="run on a Dask cluster, e.g. tcp://127.0.0.1:8786 (default: all cores)"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Run the command."""
    from casestudy.scenarios.assumptions import load_model
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
        for t in turned[turned["conclusion"] == r.conclusion].sort_values("rank", key=abs).tail(2).itertuples():
            label = model.named("assumptions").at[t.parameter, "label_en"]
            print(f"              {t.rank:+.2f} ± {t.rank_error:.2f}  {label}")
    print(
        f"of at most {held['points'].max()} points; below each what goes with it (rank correlation); "
        "numbers are assumed"
    )
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
