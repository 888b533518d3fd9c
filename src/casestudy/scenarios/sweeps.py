"""Parameter sweep: every design of a model at many points, on all cores or a cluster, resumed where it stopped."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow
from tqdm import tqdm

from casestudy.scenarios import handling, lists
from casestudy.scenarios.assumptions import load_model, settings

CHUNK = 16  # points that are run, and kept, together
Values = Mapping[str, float]


Outcomes = dict[str, dict[str, float]]


def _lists(p: Values, seed: int) -> Outcomes:
    model = load_model("lists")
    told = {name: model.told(name) for name in model.named("designs").index}
    how = {name: (t["revised"], t["handover"] == "yes") for name, t in told.items()}
    return lists.try_designs(p, how, seed, lists.PAIRINGS)


@dataclass(frozen=True)
class Runner:
    """What a sweep needs of a model: its outcomes with their units, and a run of all designs with the same draws."""

    outcomes: Mapping[str, str]
    run: Callable[[Values, int], Outcomes]


MODELS = {"handling": Runner(handling.OUTCOMES, handling.try_designs), "lists": Runner(lists.OUTCOMES, _lists)}


def run_points(model: str, points: list[dict[str, float]], first: int) -> pd.DataFrame:
    """Run every design at some points; return a row a point and design, with its outcomes."""
    known = MODELS[model]
    rows = []
    for number, point in enumerate(points, first):
        for design, outcomes in known.run(settings(model, **_changes(point)), int(point.get("seed", 1))).items():
            rows.append({"point": number, "design": design} | {name: outcomes[name] for name in known.outcomes})
    return pd.DataFrame(rows)


def _changes(point: Values) -> dict[str, float]:
    return {name: value for name, value in point.items() if name != "seed"}


def sweep(
    model: str, points: pd.DataFrame, *, executor: Executor | None = None, folder: Path | None = None
) -> pd.DataFrame:
    """Run every design of a model at every point; return a row a point and design.

    Chance is the same for every design of a point (common random numbers), and
    decided by the seed of the point, so that the result does not depend on who
    runs what, or when.

    Parameters
    ----------
    model
        ``"handling"`` or ``"lists"``.
    points
        A row a point, a column a parameter; what has no column keeps its value. A
        column ``seed`` decides the chance of each point (without it, 1 for all).
    executor
        Any :class:`concurrent.futures.Executor`, such as ``Client(…).get_executor()``
        of Dask; without one all cores of this machine.
    folder
        Where to keep finished points (Parquet, a file for every sixteen); a sweep
        that was broken off goes on from there.

    Returns
    -------
    DataFrame
        ``point``, ``design``, and the outcomes of the model.

    Raises
    ------
    ValueError
        The model or a parameter is unknown, a number makes no sense, the folder holds
        another sweep, or a worker died.

    Examples
    --------
    >>> made = sweep("lists", pd.DataFrame({"kinds": [4, 8]}))
    >>> made.groupby("point").size().tolist()
    [6, 6]

    """
    records = points.to_dict("records")
    load_model(model)  # or say that there is none
    for record in records:
        settings(model, **_changes(record))
    chunks = {first: records[first : first + CHUNK] for first in range(0, len(records), CHUNK)}
    done = _finished(folder, model, records, chunks) if folder else {}
    waiting = {first: chunk for first, chunk in chunks.items() if first not in done}
    for first, frame in _run(model, waiting, executor, len(done), len(chunks)):
        done[first] = frame
        if folder:
            write_parquet(frame, folder / f"points-{first:06}.parquet")
    return pd.concat([done[first] for first in sorted(done)], ignore_index=True)


Chunks = Mapping[int, list[dict[str, float]]]


def _run(
    model: str, waiting: Chunks, executor: Executor | None, done: int, all_: int
) -> Iterator[tuple[int, pd.DataFrame]]:
    pool = executor or ProcessPoolExecutor(os.cpu_count())
    running = {pool.submit(run_points, model, chunk, first): first for first, chunk in waiting.items()}
    try:
        for future in tqdm(as_completed(running), desc=model, initial=done, total=all_, unit=" chunks", delay=2):
            yield running[future], future.result()
    except BrokenProcessPool:
        raise ValueError("a worker of the sweep died; what was finished is kept: run the same sweep again") from None
    finally:
        for future in running:
            future.cancel()
        if executor is None:
            pool.shutdown(cancel_futures=True)


def write_parquet(frame: pd.DataFrame, path: Path) -> None:
    """Write a file so that it is there whole or not at all."""
    part = path.with_name(path.name + ".part")
    frame.to_parquet(part, index=False)
    part.replace(path)


def _finished(folder: Path, model: str, records: list[dict[str, float]], chunks: Chunks) -> dict[int, pd.DataFrame]:
    """Return the chunks that a folder holds whole; what is cut off is removed, to be run again."""
    folder.mkdir(parents=True, exist_ok=True)
    card = {"model": model, "points": hashlib.sha256(json.dumps(records).encode()).hexdigest()}
    path = folder / "sweep.json"
    if path.exists() and json.loads(path.read_text("utf-8")) != card:
        raise ValueError(f"{folder} holds another sweep: name another folder, or remove this one")
    path.write_text(json.dumps(card) + "\n", "utf-8")
    done = {}
    for first in chunks:
        file = folder / f"points-{first:06}.parquet"
        try:
            done[first] = pd.read_parquet(file)
        except FileNotFoundError:
            continue
        except (OSError, pyarrow.ArrowException):
            file.unlink()
    return done
