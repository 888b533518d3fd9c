"""Uncertainty and sensitivity analysis: in which share of the box conclusions hold, and what goes with it."""

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
from scipy.stats import rankdata

from casestudy.scenarios.assumptions import box, load_model
from casestudy.scenarios.sweeps import MODELS, sweep

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

MARGIN = {"share": 0.02, "other": 0.05}  # what we do not call a difference: points of a share, parts of anything else
SEED = 20261122
BLOCKS = 256  # of two points each, at which shares and ranks are taken
INDICES = 64  # blocks that have the points between, which Sobol indices take: of the declared ranges only


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
    """Return the points at which to run a model: in ``n`` blocks (a power of two) of two or more.

    A block has two points that are spread evenly over the box (a Sobol sequence), its
    first and its last; in some blocks of the declared box there stand between them those that take one
    parameter of the last, and all others of the first, as Sobol indices need. ``seed``
    decides the chance of a point: for the last another one, for all others the same, so that
    only the parameter differs.

    References
    ----------
    Saltelli, A. (2002). Making best use of model evaluations to compute sensitivity
    indices. Computer Physics Communications 145, 280–297.

    """
    space = problem(model, doubled)
    made = pd.DataFrame(sampling.sample(space, n, calc_second_order=False, seed=SEED), columns=space["names"])
    size = space["num_vars"] + 2
    block, place = np.divmod(np.arange(len(made)), size)
    between = (place > 0) & (place < size - 1)
    kept = ~between | ((block < INDICES) & (not doubled))
    return made.assign(seed=2 * block + (place == size - 1))[kept].reset_index(drop=True)


def _pair(made: pd.DataFrame, model: str, conclusion: str, outcome: str = "") -> tuple[pd.Series, Floats, Floats]:
    """Return a conclusion and, at each point, an outcome (by default its own) of its design and of the other."""
    r = load_model(model).named("conclusions").loc[conclusion]
    wide = made.pivot(index="point", columns="design", values=outcome or r["outcome"])
    a, b = (np.asarray(wide[r[column]], np.float64) for column in ("design", "against"))
    return r, a, b


def difference(made: pd.DataFrame, model: str, conclusion: str) -> Floats:
    """Return at each point how much more a design has than the other: points, or the logarithm of a ratio.

    A time of which the end is not seen is longer than any that is; two of them do not
    differ. Nor does a share that is missing, as there is nothing of which to take it.
    """
    r, a, b = _pair(made, model, conclusion)
    if MODELS[model].outcomes[r["outcome"]] == "share":
        return np.nan_to_num(a - b)
    a, b = (np.maximum(np.where(np.isnan(times), np.inf, times), 0.1) for times in (a, b))
    unseen = np.isinf(a) & np.isinf(b)
    return np.log(np.where(unseen, 1.0, a)) - np.log(np.where(unseen, 1.0, b))


def verdicts(made: pd.DataFrame, model: str, conclusion: str) -> Integers:
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
    """Return at which points both designs are overloaded: more comes on ordinary days than some queue can handle."""
    if "load_most" not in made:
        return np.zeros(made["point"].nunique(), np.bool_)
    _, a, b = _pair(made, model, conclusion, "load_most")
    return (a >= 1) & (b >= 1)


def survey(
    model: str, n: int, doubled: bool = False, *, executor: Executor | None = None, folder: Path | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Run a model over its box; return how far each conclusion holds, and what goes with it.

    Returns
    -------
    DataFrame
        A row a conclusion: ``holds``, ``open``, ``false`` (shares of the points that are
        spread evenly over the box, each with its own chance), ``error`` (standard error of
        the first, of points and chance together, with two added either way, so that it is
        never nothing), ``points``; and how many more points were left out since both designs
        are ``overloaded`` on ordinary days already.
    DataFrame
        A row a conclusion and parameter: ``rank``, the rank correlation of the parameter with
        what the design gains (above nothing: the more of it, the more the conclusion
        holds) over the points that count, and its error if there were none; ``first`` and
        ``total``, Sobol indices of the verdict (1, 0, -1) over the declared box whole, each
        with half the width of its 95 per cent bootstrap interval. The verdict is bounded, so that single
        points do not outweigh all others, as they do with a ratio of times.

    """
    space, points = problem(model, doubled), sample(model, n, doubled)
    made = sweep(model, points, executor=executor, folder=folder)
    even = ~points["seed"].duplicated().to_numpy()
    whole = points.groupby(points["seed"] // 2)["seed"].transform("size").to_numpy() > 2
    held, turned = [], []
    for name, r in load_model(model).named("conclusions").iterrows():
        counted, found = even & ~overloaded(made, model, str(name)), verdicts(made, model, str(name))
        held.append({"conclusion": name} | _shares(found[counted]) | {"overloaded": int((even & ~counted).sum())})
        gained = difference(made, model, str(name)) * (1 if r["sense"] == "more" else -1)
        ranks = pd.DataFrame(list(_ranks(points[counted], space["names"], gained[counted])))
        turned.append(ranks.assign(**_indices(space, found[whole])))
        turned[-1].insert(0, "conclusion", name)
    return pd.DataFrame(held), pd.concat(turned, ignore_index=True)


def _shares(found: Integers) -> dict[str, float]:
    n = len(found)
    shares = {name: float((found == way).mean()) for name, way in (("holds", 1), ("open", 0), ("false", -1))}
    near = ((found == 1).sum() + 2) / (n + 4)
    return shares | {"error": float(np.sqrt(near * (1 - near) / (n + 4))), "points": n}


def _ranks(points: pd.DataFrame, names: list[str], gained: Floats) -> Iterator[dict[str, Any]]:
    ranks = rankdata(gained)
    for name in names:
        known = np.ptp(ranks) > 0 and len(ranks) > 2
        rank = float(np.corrcoef(ranks, rankdata(points[name]))[0, 1]) if known else np.nan
        yield {"parameter": name, "rank": rank, "rank_error": 1 / np.sqrt(max(len(ranks) - 1, 1))}


def _indices(space: dict[str, Any], found: Integers) -> dict[str, Floats]:
    """Return the Sobol indices of the verdict; none where it is the same everywhere, or has no points for them."""
    names = {"first": "S1", "first_error": "S1_conf", "total": "ST", "total_error": "ST_conf"}
    if not len(found) or np.ptp(found) == 0:
        return {name: np.full(space["num_vars"], np.nan) for name in names}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a resample in which nothing differs
        made = analysis.analyze(space, found.astype(float), calc_second_order=False, num_resamples=200, seed=SEED)
    return {name: np.asarray(made[there]) for name, there in names.items()}
