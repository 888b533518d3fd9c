"""Demands and resources appear and go; what stands on the lists is only what the last survey saw.

A pairing settles projects from its lists once a month, by kind. Between two
surveys the lists age; a change of the contact person stops everything for a
while. The numbers are assumptions (``data/scenarios/lists.csv``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

MONTHS, SETTLED = 60, 12  # length of a run, and the first month that counts
WEEK = 12 / 52
OUTCOMES = {"met": "share", "dead": "share", "unneeded": "share", "lost": "project-months a change"}
REVISIONS = {"never": np.inf, "yearly": 12.0, "quarterly": 3.0, "warned": 0.0}

Values = Mapping[str, float]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Items:
    """Demands or resources: when each appears and goes (months), and its kind."""

    born: Floats
    gone: Floats
    kind: NDArray[np.int64]

    def live(self, at: float) -> NDArray[np.bool_]:
        """Return which of them are there at a time."""
        return (self.born <= at) & (at < self.gone)


def items(chance: np.random.Generator, start: int, rate: float, months: float, kinds: int) -> Items:
    """Draw items: so many at the start, then at a rate a month, each for an exponential time."""
    new = chance.poisson(rate * MONTHS)
    born = np.concatenate([np.zeros(start), np.sort(MONTHS * chance.random(new))])
    return Items(born, born + chance.exponential(months, len(born)), chance.integers(0, kinds, len(born)))


def pauses(chance: np.random.Generator, p: Values, handover: bool) -> list[tuple[float, float]]:
    """Return when contact persons change, and how long nothing moves then."""
    ends = np.cumsum(chance.exponential(p["contact_months"], 200))
    length = WEEK * p["kept_weeks" if handover else "lost_weeks"]
    return [(float(t), float(t + length)) for t in ends[ends < MONTHS]]


def pair_up(demands: NDArray[np.int64], kinds: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each demand the resource that takes it, as many as can be, or -1.

    Examples
    --------
    The only resource of kind 1 can do kind 0 too; both demands are taken.

    >>> pair_up(np.array([0, 1]), np.array([1, 0]), np.array([0, -1])).tolist()
    [1, 0]

    """
    if not len(demands) or not len(kinds):
        return np.full(len(demands), -1)
    fits = (demands[:, None] == kinds[None, :]) | (demands[:, None] == second[None, :])
    return np.asarray(maximum_bipartite_matching(csr_array(fits), perm_type="column"))


def simulate_lists(p: Values, revised: str, handover: bool, seed: int = 1) -> dict[str, float]:
    """Run one pairing for five years; return the outcomes (:data:`OUTCOMES`) of the last four.

    ``met`` is the share of demands that a project served while they were alive,
    ``dead`` the mean share of entries on the list of demands that are gone, ``unneeded``
    the share of projects whose demand was gone when they ended, ``lost`` the months by
    which projects stood still at each change of a contact person.

    Parameters
    ----------
    p
        :func:`casestudy.lab.settings` of ``"lists"``.
    revised
        ``"never"``, ``"yearly"``, ``"quarterly"``, or ``"warned"``: as soon as list
        and life differ by more than a share.
    handover
        Whether who leaves hands over in writing.
    seed
        Decides all chance; the same for every way of revising.

    Raises
    ------
    ValueError
        There is no such way of revising.

    Examples
    --------
    >>> from casestudy.lab import settings
    >>> yearly = simulate_lists(settings("lists"), "yearly", True)
    >>> yearly["met"] > simulate_lists(settings("lists"), "never", True)["met"]
    True

    """
    if revised not in REVISIONS:
        raise ValueError(f"lists are not revised {revised!r}; they are {', '.join(REVISIONS)}")
    streams = [np.random.default_rng([seed, k]) for k in range(5)]
    kinds = int(p["kinds"])
    demands = items(streams[0], int(p["demands"]), p["new_demands"], p["demand_months"], kinds)
    stock = items(streams[1], int(p["resources"]), p["resources"] / p["resource_months"], p["resource_months"], kinds)
    second = np.where(
        streams[2].random(len(stock.born)) < p["versatile"], streams[2].integers(0, kinds, len(stock.born)), -1
    )
    seen = streams[3].random(len(demands.born)) >= p["overlooked"]
    stops = pauses(streams[4], p, handover)
    falls = streams[4].random(len(demands.born)) < (0.0 if handover else p["dropped"])
    return _Pairing(p, revised, demands, stock, second, seen, stops, falls).run()


@dataclass
class _Pairing:
    p: Values
    revised: str
    demands: Items
    stock: Items
    second: NDArray[np.int64]
    seen: NDArray[np.bool_]
    stops: list[tuple[float, float]]
    falls: NDArray[np.bool_]

    def run(self) -> dict[str, float]:
        p, demands, stock = self.p, self.demands, self.stock
        asked, offered = demands.live(0) & self.seen, stock.live(0)
        began, ends = np.full(len(demands.born), np.inf), np.full(len(demands.born), np.inf)
        busy = np.zeros(len(stock.born))
        last, survey, dead, still = 0.0, -1.0, [], 0.0
        for month in range(MONTHS):
            now = float(month)
            halted = any(a <= now < b for a, b in self.stops)
            listed, live = asked & np.isinf(began), demands.live(now) & np.isinf(began)
            if month >= SETTLED:
                dead.append((listed & ~live).sum() / max(listed.sum(), 1))
            if not halted and self._due(now, last, listed, live):
                asked, offered, last = demands.live(now) & self.seen, stock.live(now), now
                survey = now + WEEK * p["survey_weeks"]
                listed = asked & np.isinf(began)
            if not halted and now >= survey:
                d, r = np.flatnonzero(listed), np.flatnonzero(offered & (busy <= now) & (stock.gone > now))
                taken = pair_up(demands.kind[d], stock.kind[r], self.second[r])
                room = int(p["at_once"]) - int((ends > now)[np.isfinite(began)].sum())
                pairs = list(zip(d[taken >= 0], taken[taken >= 0], strict=True))
                for demand, k in pairs[: max(room, 0)]:
                    began[demand], end = now, self._end(now)
                    stopped = end > now + p["project_months"]
                    still += end - now - p["project_months"]
                    ends[demand] = np.nan if stopped and self.falls[demand] else end
                    busy[r[k]] = end
        counted = (demands.born >= SETTLED) & (demands.gone < MONTHS)
        done = (began >= SETTLED) & np.isfinite(began) & np.isfinite(ends)
        served = ends <= demands.gone
        return {
            "met": float(served[counted].mean()) if counted.any() else 0.0,
            "dead": float(np.mean(dead)),
            "unneeded": float((~served[done]).mean()) if done.any() else 0.0,
            "lost": still / max(len(self.stops), 1),
        }

    def _due(self, now: float, last: float, listed: NDArray[np.bool_], live: NDArray[np.bool_]) -> bool:
        """Whether to survey anew: by the calendar, or as list and life differ by more than a share of both."""
        if self.revised == "warned":
            return bool((listed ^ live).sum() >= self.p["warned"] * max((listed | live).sum(), 1))
        return now - last >= REVISIONS[self.revised]

    def _end(self, now: float) -> float:
        """Return when a project that begins now ends: it stands still while nothing moves."""
        end = now + self.p["project_months"]
        for a, b in self.stops:
            if now <= a < end:
                end += b - a
        return end
