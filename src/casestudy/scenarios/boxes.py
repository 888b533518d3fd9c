"""How far conclusions hold: the share of the box of assumptions, what turns them, and all ranges doubled."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from SALib.analyze import sobol as analysis
from SALib.sample import sobol as sampling

from casestudy.lab import box, load_model
from casestudy.scenarios.sweep import MODELS, sweep

MARGIN = {"share": 0.02, "other": 0.05}  # what we do not call a difference: points of a share, parts of anything else
SEED = 20261122
POINTS = {"handling": 64, "lists": 128}  # times the number of parameters and two
HELD = ("conclusion", "holds", "open", "false", "error", "points", "overloaded")


def problem(model: str, doubled: bool = False) -> dict[str, Any]:
    """Return the box of a model as SALib takes it: every parameter with a range.

    Examples
    --------
    >>> made = problem("lists")
    >>> made["names"][:2], made["bounds"][:2]
    (['demands', 'new_demands'], [(20.0, 80.0), (1.0, 10.0)])

    """
    ranges = box(model, doubled)
    return {"num_vars": len(ranges), "names": list(ranges), "bounds": list(ranges.values())}


def sample(model: str, n: int, doubled: bool = False) -> pd.DataFrame:
    """Return the points at which to run a model: ``n`` (a power of two) times the number of parameters and two.

    References
    ----------
    Saltelli, A. (2002). Making best use of model evaluations to compute sensitivity
    indices. Computer Physics Communications 145, 280–297.

    """
    space = problem(model, doubled)
    return pd.DataFrame(sampling.sample(space, n, calc_second_order=False, seed=SEED), columns=space["names"])


def difference(made: pd.DataFrame, model: str, conclusion: str) -> NDArray[np.float64]:
    """Return at each point how much more a design has than the other: points, or the logarithm of a ratio."""
    r = load_model(model).named("conclusions").loc[conclusion]
    wide = made.pivot(index="point", columns="design", values=r["outcome"])
    a, b = (np.asarray(wide[r[column]], np.float64) for column in ("design", "against"))
    if MODELS[model].outcomes[r["outcome"]] == "share":
        return a - b
    return np.asarray(np.log(np.maximum(a, 0.1) / np.maximum(b, 0.1)))


def verdicts(made: pd.DataFrame, model: str, conclusion: str) -> NDArray[np.int64]:
    """Return at each point 1 where a conclusion holds, 0 where nothing differs to speak of, -1 where it is false.

    *No more* holds where there is no difference, and is never open.
    """
    r = load_model(model).named("conclusions").loc[conclusion]
    share = MODELS[model].outcomes[r["outcome"]] == "share"
    margin = MARGIN["share"] if share else float(np.log1p(MARGIN["other"]))
    gained = difference(made, model, conclusion) * (1 if r["sense"] == "more" else -1)
    if r["sense"] == "no_more":
        return np.where(gained >= -margin, 1, -1)
    return np.where(gained > margin, 1, np.where(gained < -margin, -1, 0))


def overloaded(made: pd.DataFrame, model: str, conclusion: str) -> NDArray[np.bool_]:
    """Return at which points more comes to a tier than it can handle on ordinary days, in either design."""
    r = load_model(model).named("conclusions").loc[conclusion]
    if "load_most" not in made:
        return np.zeros(made["point"].nunique(), np.bool_)
    wide = made.pivot(index="point", columns="design", values="load_most")
    return np.asarray(wide[[r["design"], r["against"]]].max(axis=1) >= 1)


def survey(
    model: str, n: int, doubled: bool = False, *, executor: Executor | None = None, folder: Path | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Run a model over its box; return how far each conclusion holds, and what turns it.

    Returns
    -------
    DataFrame
        A row a conclusion: ``holds``, ``open``, ``false`` (shares of the points drawn
        independently), ``error`` (standard error of the first), ``points``; and how many
        more points were left out since a tier is ``overloaded`` on ordinary days already.
    DataFrame
        A row a conclusion and parameter: ``first`` and ``total`` (Sobol indices of the
        difference), each with half the width of its 95 per cent bootstrap interval.

    """
    space = problem(model, doubled)
    made = sweep(model, sample(model, n, doubled), executor=executor, folder=folder)
    block = space["num_vars"] + 2
    independent = np.isin(np.arange(n * block) % block, (0, block - 1))
    held, turned = [], []
    for name in load_model(model).named("conclusions").index:
        counted = independent & ~overloaded(made, model, name)
        found = verdicts(made, model, name)[counted]
        holds, open_, false = (float((found == way).mean()) for way in (1, 0, -1))
        error = float(np.sqrt(holds * (1 - holds) / len(found)))
        held.append(
            dict(
                zip(
                    HELD,
                    (name, holds, open_, false, error, len(found), int(independent.sum()) - len(found)),
                    strict=True,
                )
            )
        )
        turned += list(_indices(space, difference(made, model, name), name))
    return pd.DataFrame(held), pd.DataFrame(turned)


def _indices(space: dict[str, Any], values: NDArray[np.float64], name: str) -> Iterator[dict[str, Any]]:
    if np.ptp(values) == 0:
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a resample in which nothing differs
        found = analysis.analyze(space, values, calc_second_order=False, num_resamples=200, seed=SEED)
    for k, parameter in enumerate(space["names"]):
        yield {
            "conclusion": name, "parameter": parameter, "first": found["S1"][k], "first_error": found["S1_conf"][k],
            "total": found["ST"][k], "total_error": found["ST_conf"][k],
        }  # fmt: skip
