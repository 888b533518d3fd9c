"""Simulation model: demands and resources appear and go; what stands on the lists is only what the last survey saw.

A pairing settles projects from its lists once a month, by kind. Between two
surveys the lists age; a survey delays the projects that are settled from it; a
change of the contact person stops everything for a while, and some projects for
good. The numbers are assumptions (``data/scenarios/lists/assumptions.csv``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

MONTHS, SETTLED = 60, 12  # length of a run, and the first month that counts
WEEK = 12 / 52
PAIRINGS = 20  # what a sweep averages at every point
OUTCOMES = {"met": "share", "dead": "share", "unneeded": "share", "lost": "project-months a change"}
WARNED = -1.0  # instead of months between two surveys
REVISIONS = {"never": np.inf, "yearly": 12.0, "quarterly": 3.0, "warned": WARNED}

Values = Mapping[str, float]
Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Items:
    """Demands or resources: when each appears and goes (months), and its kind."""

    born: Floats
    gone: Floats
    kind: Integers


def items(chance: np.random.Generator, start: int, rate: float, months: float, kinds: int) -> Items:
    """Draw items: so many at the start, then at a rate a month, each for an exponential time."""
    new = chance.poisson(rate * MONTHS)
    born = np.concatenate([np.zeros(start), np.sort(MONTHS * chance.random(new))])
    return Items(born, born + chance.exponential(months, len(born)), chance.integers(0, kinds, len(born)))


@dataclass(frozen=True)
class Draws:
    """What chance decides, the same for every design.

    ``second`` is the other kind that a resource fits, or -1; ``seen`` the demands that a
    survey finds; ``changes`` the months in which contact persons change; ``falls`` how
    easily each demand's project is dropped at each change (dropped where it is below the share).
    """

    demands: Items
    stock: Items
    second: Integers
    seen: NDArray[np.bool_]
    changes: Floats
    falls: Floats

    @classmethod
    def of(cls, p: Values, seed: int, pairing: int) -> Draws:
        """Draw five years of a pairing."""
        chance = [np.random.default_rng([seed, pairing, k]) for k in range(5)]
        kinds, stay = int(p["kinds"]), p["resource_months"]
        demands = items(chance[0], int(p["demands"]), p["new_demands"], p["demand_months"], kinds)
        stock = items(chance[1], int(p["resources"]), p["resources"] / stay, stay, kinds)
        n = len(stock.born)
        second = np.where(chance[2].random(n) < p["versatile"], chance[2].integers(0, kinds, n), -1)
        seen = chance[3].random(len(demands.born)) >= p["overlooked"]
        changes = np.cumsum(chance[4].exponential(p["contact_months"], 200))
        changes = changes[changes < MONTHS]
        return cls(demands, stock, second, seen, changes, chance[4].random((len(demands.born), len(changes))))


@njit(cache=True)
def pair_up(demands, kinds, second, most):  # type: ignore[no-untyped-def]
    """Return for each demand the resource that takes it, or -1: the oldest first, as many as can be up to so many.

    Each demand takes the first free resource on a path on which those taken before step
    aside. Where one demand finds none, no later one of its kind will.

    Examples
    --------
    The only resource of kind 1 can do kind 0 too; both demands are taken.

    >>> pair_up(np.array([0, 1]), np.array([1, 0]), np.array([0, -1]), 2).tolist()
    [1, 0]

    """
    taken, holder = np.full(len(demands), -1), np.full(len(kinds), -1)
    before, line = np.empty(len(kinds), np.int64), np.empty(len(demands), np.int64)
    without = np.zeros(1 + (demands.max() if len(demands) else 0), np.bool_)
    n = 0
    for new in range(len(demands)):
        if n >= most or without[demands[new]]:
            continue
        before[:] = -1
        line[0], head, tail, free = new, 0, 1, -1
        while head < tail and free < 0:
            d = line[head]
            head += 1
            for r in range(len(kinds)):
                if before[r] < 0 and (kinds[r] == demands[d] or second[r] == demands[d]):
                    before[r] = d
                    if holder[r] < 0:
                        free = r
                        break
                    line[tail] = holder[r]
                    tail += 1
        if free < 0:
            without[demands[new]] = True
            continue
        n += 1
        while free >= 0:
            d = before[free]
            given = taken[d]
            taken[d], holder[free] = free, d
            free = given
    return taken


def simulate_lists(p: Values, revised: str, handover: bool, seed: int = 1, pairings: int = 1) -> dict[str, float]:
    """Run so many pairings for five years each; return the means of the outcomes (:data:`OUTCOMES`) of the last four.

    ``met`` is the share of demands that a project served while they were alive,
    ``dead`` the mean share of entries on the list of demands that are gone, ``unneeded``
    the share of projects whose demand was gone when they ended (not a number if no
    project ended), ``lost`` the months of projects that are lost at each change of a
    contact person, by standing still or by being dropped.

    Parameters
    ----------
    p
        :func:`casestudy.scenarios.assumptions.settings` of ``"lists"``.
    revised
        ``"never"``, ``"yearly"``, ``"quarterly"``, or ``"warned"``: as soon as the list
        differs by more than a share from what a survey would see.
    handover
        Whether who leaves hands over in writing.
    seed
        Decides all chance; the same for every way of revising.
    pairings
        How many are averaged, each with its own chance.

    Raises
    ------
    ValueError
        There is no such way of revising.

    Examples
    --------
    >>> from casestudy.scenarios.assumptions import settings
    >>> yearly = simulate_lists(settings("lists"), "yearly", True)
    >>> yearly["met"] > simulate_lists(settings("lists"), "never", True)["met"]
    True

    """
    if revised not in REVISIONS:
        raise ValueError(f"lists are not revised {revised!r}; they are {', '.join(REVISIONS)}")
    return _means([play(p, revised, handover, Draws.of(p, seed, pairing)) for pairing in range(pairings)])


def try_designs(
    p: Values, told: Mapping[str, tuple[str, bool]], seed: int, pairings: int
) -> dict[str, dict[str, float]]:
    """Return the mean outcomes of every design, with the same draws for all; of each, how it revises and hands over."""
    draws = [Draws.of(p, seed, pairing) for pairing in range(pairings)]
    return {name: _means([play(p, *how, drawn) for drawn in draws]) for name, how in told.items()}


def _means(found: list[tuple[float, ...]]) -> dict[str, float]:
    """Return the mean of each outcome over the pairings in which it is a number."""
    known = np.isfinite(np.array(found))
    sums = np.where(known, found, 0.0).sum(axis=0)
    means = np.divide(sums, known.sum(axis=0), out=np.full(len(OUTCOMES), np.nan), where=known.any(axis=0))
    return dict(zip(OUTCOMES, means.tolist(), strict=True))


def play(p: Values, revised: str, handover: bool, draws: Draws) -> tuple[float, ...]:
    """Run one pairing whose chance is drawn; return its outcomes in their order."""
    stop = WEEK * p["kept_weeks" if handover else "lost_weeks"]
    drops = p["dropped"] * (p["dropped_kept"] if handover else 1.0)
    demands, stock = draws.demands, draws.stock
    return _play(  # type: ignore[no-any-return]
        demands.born, demands.gone, demands.kind, stock.born, stock.gone, stock.kind, draws.second, draws.seen,
        draws.changes, draws.falls < drops, stop, REVISIONS[revised], p["warned"], WEEK * p["survey_weeks"],
        p["project_months"], int(p["at_once"]),
    )  # fmt: skip


@njit(cache=True)
def _play(  # type: ignore[no-untyped-def]
    born, gone, kind, came, left, can, second, seen,
    changes, falls, stop, every, warned, survey, takes, at_once,
):  # fmt: skip
    """Step by the month: revise if it is due, settle projects, and let them run until they end or are dropped.

    A demand whose project was dropped may be settled again; until then its project keeps its place and its resource.
    """
    n = len(born)
    asked, offered = (born <= 0) & seen, came <= 0
    began, until, served = np.full(n, np.inf), np.full(n, -1.0), np.zeros(n, np.bool_)
    dropped, busy = np.zeros(n, np.bool_), np.zeros(len(came))
    last, ready, still, dead = 0.0, 0.0, 0.0, 0.0
    done, needless = 0, 0
    for month in range(MONTHS):
        now = float(month)
        for d in range(n):
            if dropped[d] and until[d] <= now:
                dropped[d], began[d] = False, np.inf
        listed = asked & np.isinf(began)
        if month >= SETTLED:
            dead += (listed & (gone <= now)).sum() / max(listed.sum(), 1)
        if now < ready or ((changes <= now) & (now < changes + stop)).any():
            continue
        visible = seen & (born <= now) & (gone > now)
        waits = visible & np.isinf(began)
        due = now - last >= every
        if every == WARNED:
            due = (listed ^ waits).sum() >= warned * max((listed | waits).sum(), 1)
        if due:
            asked, offered, last, ready = visible, (came <= now) & (left > now), now, now + survey
            listed = waits
        start = max(now, ready)
        free = np.flatnonzero(offered & (busy <= start) & (left > now))
        ask = np.flatnonzero(listed)
        room = at_once - (until > start).sum()
        taken = pair_up(kind[ask], can[free], second[free], room)
        for k in range(len(ask)):
            if taken[k] < 0:
                continue
            d = ask[k]
            began[d], end = start, start + takes
            for s in range(len(changes)):
                if changes[s] >= end or changes[s] + stop <= start:
                    continue
                if changes[s] >= start and falls[d, s]:
                    end, dropped[d] = changes[s], True
                    break
                end += changes[s] + stop - max(changes[s], start)
            until[d], busy[free[taken[k]]] = end, end
            still += end - start - (0.0 if dropped[d] else takes)
            if not dropped[d]:
                served[d] = end <= gone[d]
                if start >= SETTLED:
                    done += 1
                    needless += not served[d]
    counted = (born >= SETTLED) & (gone < MONTHS)
    return (
        (served & counted).sum() / max(counted.sum(), 1),
        dead / (MONTHS - SETTLED),
        needless / done if done else np.nan,
        still / max(len(changes), 1),
    )
