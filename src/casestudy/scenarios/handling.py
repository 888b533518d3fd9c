"""Simulation model: matters arise, are judged, handled at a tier, closed, sometimes raised again, in calm and surge.

A town has units, villages (each with some of the units) and departments (shared).
All designs have the same seats; who sits in both bodies is one person. With the same
persons, what differs is where they stand, and when. The numbers are assumptions
(``data/scenarios/handling/assumptions.csv``); the routes are those that the article tells.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casestudy.scenarios.assumptions import load_model
from casestudy.scenarios.queues import NOWHERE, Floats, Hands, Integers, Matters, serve

DAYS = 365
SETTLED, SURGE = 30.0, 180.0  # days from which calm is measured, and on which the urgent time begins
SPOT, SUDDEN, LASTING = 1, 2, 3  # the tier that a matter calls for
PLUS = ("plus", "plus_village")  # designs that keep persons for the urgent time
OUTCOMES = {
    "feedback": "days", "closure": "days", "closure_calm": "days", "closure_surge": "days", "closure_seen": "days",
    "closure_kept": "days", "closure_others": "days", "right_tier": "share", "backlog": "matters a unit",
    "recovery": "days", "load_calm": "share", "load_surge": "share", "sensitivity": "ratio", "load_most": "share",
}  # fmt: skip

Values = Mapping[str, float]


@dataclass(frozen=True)
class Design:
    """Who stands where: handled on the spot or reported up, who sits in both bodies, who joins, what is kept back."""

    on_spot: bool
    overlap: str
    joins: str
    hides: bool


@cache
def designs() -> dict[str, Design]:
    """Return the designs that are compared.

    Examples
    --------
    >>> list(designs())
    ['reported_up', 'group_council', 'plus', 'weak', 'strong', 'borrowed', 'gaming', 'plus_village']

    """
    model = load_model("handling")
    told = {name: model.told(name) for name in model.named("designs").index}
    return {n: Design(t["on_spot"] == "yes", t["overlap"], t["joins"], t["hides"] == "yes") for n, t in told.items()}


@dataclass(frozen=True)
class Draws:
    """What chance decides, the same for every design: when and where matters arise, their tier, and how they fare."""

    born: Floats
    unit: Integers
    tier: Integers
    hit: NDArray[np.bool_]
    misjudged: Floats
    hidden: Floats
    again: Floats
    size: Floats

    @classmethod
    def of(cls, p: Values, seed: int, town: int) -> Draws:
        """Draw a year of a town; of calm and of surge apart, so that a change of one leaves the other as it is."""
        units = int(p["units"])
        rate = p["households"] * (p["visits"] * p["found"] + p["brought"]) / DAYS
        hit = np.arange(units) < hit_units(p)
        parts = []
        for k, (begin, days, rates, sudden) in enumerate((
            (0.0, float(DAYS), np.full(units, rate), p["sudden"]),
            (SURGE, p["surge_days"], np.where(hit, rate * (p["surge"] - 1), 0.0), p["surge_sudden"]),
        )):  # fmt: skip
            chance = np.random.default_rng([seed, town, k])
            unit = np.repeat(np.arange(units), chance.poisson(rates * days))
            n = len(unit)
            kind = chance.random(n)
            tier = np.where(kind < p["lasting"], LASTING, np.where(kind < p["lasting"] + sudden, SUDDEN, SPOT))
            parts.append(
                (begin + days * chance.random(n), unit, tier, chance.random((n, 3)), chance.exponential(1.0, (n, 5)))
            )
        columns: list[Any] = [np.concatenate(column) for column in zip(*parts, strict=True)]
        order = np.argsort(columns[0], kind="stable")
        born, unit, tier, chances, size = (column[order] for column in columns)
        return cls(born, unit, tier, hit, chances[:, 0], chances[:, 1], chances[:, 2], size)


def overlap(p: Values, design: Design) -> int:
    """Return how many persons of a unit sit in both bodies: not more than the group has."""
    return int(min(p[f"overlap_{design.overlap}"], p["group"]))


def persons(p: Values, design: Design) -> int:
    """Return the persons of a unit: the seats of the two bodies, who sits in both counted once.

    Examples
    --------
    >>> from casestudy.scenarios.assumptions import settings
    >>> [persons(settings("handling"), designs()[name]) for name in ("weak", "group_council", "strong")]
    [10, 9, 7]

    """
    return int(p["group"] + p["council"]) - overlap(p, design)


def hit_units(p: Values) -> int:
    """Return how many units an urgent time reaches: the first ones, and at least one."""
    return max(1, round(p["surge_share"] * p["units"]))


def hands(p: Values, design: Design) -> Hands:
    """Return who serves where, from when until when, and how many hours a day each gives.

    Raises
    ------
    ValueError
        Nobody would be left in a unit.

    """
    units, villages, hit, lent = int(p["units"]), int(p["villages"]), hit_units(p), int(p["plus"])
    ends, goes, give = SURGE + p["surge_days"], SURGE + p["borrowed_days"], p["hours_unit"]
    fixed = persons(p, design) - (lent if design.joins in PLUS else 0)
    borrows = design.joins == "borrowed" and goes < ends
    if fixed - lent * borrows < 1:
        raise ValueError("nobody is left to handle matters in a unit: lower plus or overlap, or raise group or council")
    village = units + village_of(units, villages)
    listed: list[tuple[int, float, float, float]] = []
    for unit in range(units):
        place = unit if design.on_spot else int(village[unit])
        lends = lent * (borrows and unit >= hit)
        listed += [(place, 0.0, np.inf, give)] * (fixed - lends)
        listed += [(place, 0.0, goes, give), (place, ends, np.inf, give)] * lends
    places = village[:hit].tolist() if design.joins == "plus_village" else list(range(hit))
    if design.joins in PLUS:
        listed += _spread(units * lent, places, SURGE + p["plus_days"], ends, give)
    if borrows:
        listed += _spread((units - hit) * lent, places, goes, ends, give / p["stranger"])
    listed += [(units + v, 0.0, np.inf, p["hours_staff"]) for v in range(villages) for _ in range(int(p["staff"]))]
    listed += [(units + villages, 0.0, np.inf, p["hours_officials"])] * int(p["officials"])
    queue, joins, leaves, speed = zip(*sorted(listed), strict=True)
    return Hands(np.array(queue), np.array(joins), np.array(leaves), np.array(speed))


def _spread(
    n: int, places: list[int], joins: float, leaves: float, speed: float
) -> list[tuple[int, float, float, float]]:
    """Return persons spread evenly over places, unless they would come after it is over."""
    return [(places[k % len(places)], joins, leaves, speed) for k in range(n)] if joins < leaves else []


def village_of(units: int, villages: int) -> Integers:
    """Return the village of every unit: neighbours, as evenly as can be.

    Examples
    --------
    >>> village_of(5, 2)
    array([0, 0, 0, 1, 1])

    """
    return np.arange(units) * villages // units


def matters(p: Values, design: Design, draws: Draws) -> tuple[Matters, Floats]:
    """Return the matters of a design with their routes, and which of them go straight to the tier that they call for.

    Visits, each left out where it does not apply: taken in and judged; tried at a tier
    that is not theirs; passed on by the village; done at their own tier; once more there.
    Misjudged is the same in all designs: a matter is tried one tier below its own, or one
    above where there is none below, until part of the work is done, and then done at its own.
    """
    units, villages = int(p["units"]), int(p["villages"])
    n = len(draws.born)
    kept = design.hides & (draws.hidden < p["hidden"])
    wrong = (draws.misjudged < p["misjudged"]) & ~kept
    tier = np.where(kept, SUDDEN, draws.tier)
    spot, sudden, lasting = (tier == t for t in (SPOT, SUDDEN, LASTING))
    village, department = units + village_of(units, villages)[draws.unit], np.full(n, units + villages)
    first = draws.unit if design.on_spot else village
    other = np.where(sudden, draws.unit, village) if design.on_spot else np.where(lasting, village, department)
    away = np.select([spot, sudden], [p["work_unit"] * p["remote"], p["work_village"]], p["work_department"])
    own = np.where(spot, p["work_unit"], away) if design.on_spot else away
    place = np.select([spot, sudden], [first, village], department)
    queue, work, delay = np.full((n, 5), NOWHERE), np.zeros((n, 5)), np.zeros((n, 5))

    def visit(column: int, where: Any, place: Any, hours: Any, after: Any = 0.0) -> None:
        queue[:, column] = np.where(where, place, NOWHERE)
        work[:, column] = np.where(where, hours, 0.0) * draws.size[:, column]
        delay[:, column] = after

    up = p["passing"]
    council = p["handover"] * (1 - min(1.0, overlap(p, design) / p["group"]))
    handed = np.where(spot, council, up) if design.on_spot else np.zeros(n)
    tried = np.where(sudden, council, up) if design.on_spot else np.where(lasting, 0.0, up)
    visit(0, ~kept, first, p["screening"])
    visit(1, wrong, other, p["tried"] * away, tried)
    visit(2, lasting & ~wrong & design.on_spot, village, p["screening"], up)
    visit(3, True, place, own, np.where(wrong | lasting, up, handed))
    visit(4, draws.again < p["reopened"], place, own, p["reopened_after"])
    comes = draws.born + np.where(kept, p["hidden_days"], 0.0 if design.on_spot else up)
    return Matters(comes, queue, work, delay), np.asarray(~wrong & ~kept & (design.on_spot | ~spot), np.float64)


def load(p: Values, design: Design) -> pd.Series[float]:
    """Return the load of each tier in calm times: hours that come a day to its busiest queue, by the hours given.

    It follows from the assumptions alone; at 1 and above a queue grows without end.

    Examples
    --------
    >>> from casestudy.scenarios.assumptions import settings
    >>> bool((load(settings("handling"), designs()["group_council"]) < 1).all())
    True

    """
    draws = Draws.of(p, 0, 0)
    return loads(p, draws, matters(p, design, draws)[0], hands(p, design))


def loads(p: Values, draws: Draws, made: Matters, who: Hands) -> pd.Series[float]:
    """Return the load of each tier by what came before the urgent time, and who was there from the first day.

    Of several queues of a tier it is the busiest that counts: the village with the most units.
    """
    units, villages = int(p["units"]), int(p["villages"])
    parts = {
        "unit": np.full(units, 1 / units),
        "village": np.bincount(village_of(units, villages), minlength=villages) / units,
        "department": np.ones(1),
    }
    here = who.joins == 0
    given = np.bincount(who.queue[here], who.speed[here], units + villages + 1)
    seen = (made.queue != NOWHERE) & (draws.born < SURGE)[:, None]
    asked = np.bincount(made.queue[seen], made.work[seen], units + villages + 1) / SURGE
    found, begin = {}, 0
    for tier, part in parts.items():
        queues = slice(begin, begin := begin + len(part))
        if given[queues].all():
            found[tier] = float((asked[queues].sum() * part / given[queues]).max())
    return pd.Series(found)


@dataclass(frozen=True)
class Run:
    """What came of a year of one town: its draws, its matters as they arose, and who served them when."""

    draws: Draws
    made: Matters
    right: Floats
    hands: Hands
    began: Floats
    ended: Floats
    by: Integers

    @property
    def closed(self) -> Floats:
        """When each matter was closed for good: done, or done once more."""
        return np.where(np.isnan(self.ended[:, 4]), self.ended[:, 3], self.ended[:, 4])


def run(p: Values, design: Design, seed: int = 1, number: int = 0) -> Run:
    """Run a year of one town.

    Examples
    --------
    >>> from casestudy.scenarios.assumptions import settings
    >>> ran = run(settings("handling"), designs()["group_council"])
    >>> bool((ran.closed > ran.made.arrival).all())
    True

    """
    return play(p, design, Draws.of(p, seed, number))


def play(p: Values, design: Design, draws: Draws) -> Run:
    """Run a year of a town whose chance is drawn."""
    who = hands(p, design)
    made, right = matters(p, design, draws)
    if not design.hides:
        return Run(draws, made, right, who, *serve(made, who))
    order = np.argsort(made.arrival, kind="stable")
    made = Matters(*(getattr(made, f.name)[order] for f in fields(made)))
    back = np.argsort(order)
    began, ended, by = serve(made, who)
    made = Matters(*(getattr(made, f.name)[back] for f in fields(made)))
    return Run(draws, made, right, who, began[back], ended[back], by[back])


def outcomes(p: Values, ran: Run) -> dict[str, float]:
    """Return the outcomes of a run (:data:`OUTCOMES`), and how many services were given.

    ``closure`` runs from when a matter arises until it is closed for good, ``closure_seen``
    from when it is entered; ``closure_kept`` is of those that are kept back where reports
    count against the unit, ``closure_others`` of all others, the same matters in every
    design. ``recovery`` is the days after the urgent time until no more is open than at most
    before it, and not a number if that is not seen before the year ends. ``load_most`` is
    that of the busiest queue on ordinary days.
    """
    born, closed, ends = ran.draws.born, ran.closed, SURGE + p["surge_days"]
    took, kept = closed - born, ran.draws.hidden < p["hidden"]
    calm = (born >= SETTLED) & (born < SURGE)
    urgent = (born >= SURGE) & (born < ends) & ran.draws.hit[ran.draws.unit]
    times, waiting = np.arange(DAYS + 1.0), open_matters(ran)
    most = waiting[(times >= SETTLED) & (times < SURGE)].max()
    back = np.flatnonzero((times >= ends) & (waiting <= most))
    heard = np.where(np.isnan(ran.ended[:, 0]), ran.ended[:, 3], ran.ended[:, 0])
    closure_calm, closure_surge = _mean(took[calm]), _mean(took[urgent])
    return {
        "feedback": _mean((heard - born)[urgent]),
        "closure": _mean(took),
        "closure_calm": closure_calm,
        "closure_surge": closure_surge,
        "closure_seen": _mean((closed - ran.made.arrival)[urgent]),
        "closure_kept": _mean(took[kept]),
        "closure_others": _mean(took[~kept]),
        "right_tier": _mean(ran.right),
        "backlog": float(waiting.max() / p["units"]),
        "recovery": float(times[back[0]] - ends) if len(back) else np.nan,
        "load_calm": _busy(ran, p, SETTLED, SURGE),
        "load_surge": _busy(ran, p, SURGE, ends),
        "sensitivity": closure_surge / closure_calm,
        "load_most": float(loads(p, ran.draws, ran.made, ran.hands).max()),
        "services": float((ran.by >= 0).sum()),
    }


def open_matters(ran: Run) -> Integers:
    """Return how many matters of a run are open at the beginning of each day, and at the end of the last."""
    times = np.arange(DAYS + 1.0)
    arisen, closed = (np.searchsorted(np.sort(t), times, "right") for t in (ran.draws.born, ran.closed))
    return np.asarray(arisen - closed)


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else np.nan


def _busy(ran: Run, p: Values, begin: float, end: float) -> float:
    """Return the share of their time in which the hands of units and villages are at work."""
    department = int(p["units"] + p["villages"])
    seen = (ran.by >= 0) & (ran.made.queue != department)
    local = ran.hands.queue != department
    spent = np.clip(np.minimum(ran.ended[seen], end) - np.maximum(ran.began[seen], begin), 0, None).sum()
    given = np.clip(np.minimum(ran.hands.leaves, end) - np.maximum(ran.hands.joins, begin), 0, None)[local].sum()
    return float(spent / given)


def simulate(p: Values, design: str, towns: int = 1, seed: int = 1) -> dict[str, float]:
    """Run a year of so many towns, one after another; return the means of the outcomes over towns, and all services.

    Every town draws from its own seed, so that it is the same whoever runs it;
    nothing of a town is kept but its outcomes.

    Raises
    ------
    ValueError
        There is no such design, or a tier is overloaded on ordinary days already.

    Examples
    --------
    >>> from casestudy.scenarios.assumptions import settings
    >>> simulate(settings("handling", surge=12, surge_share=0.6), "plus")["closure_surge"] > 5
    True

    """
    if design not in designs():
        raise ValueError(f"there is no design {design!r}; there are {', '.join(designs())}")
    calm = load(p, designs()[design])
    if calm.max() >= 1:
        raise ValueError(
            f"{design}: more comes to the {calm.idxmax()} on ordinary days than can be handled "
            f"(load {calm.max():.2f}); lower the arrivals or the work, or raise the persons or their hours"
        )
    return means(p, design, towns, seed)


def means(p: Values, design: str, towns: int = 1, seed: int = 1) -> dict[str, float]:
    """Return what :func:`simulate` does, for an overloaded town as well: a year ends in any case."""
    chosen = designs()[design]
    total, services = np.zeros(len(OUTCOMES)), 0.0
    for number in range(towns):
        found = outcomes(p, run(p, chosen, seed, number))
        total += [found[name] for name in OUTCOMES]
        services += found["services"]
    return dict(zip(OUTCOMES, (total / towns).tolist(), strict=True)) | {"services": services}


def try_designs(p: Values, seed: int) -> dict[str, dict[str, float]]:
    """Return the outcomes of every design in a year of one town, with the same draws for all."""
    draws = Draws.of(p, seed, 0)
    return {name: outcomes(p, play(p, design, draws)) for name, design in designs().items()}
