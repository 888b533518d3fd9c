"""Findings that conclude: a direction, a yes or a no, a name.

Each declares the tables whose rows, and the columns whose codes, decide it, so that
:func:`casestudy.findings.robustness.robustness` can try what it takes to turn it.
"""

from __future__ import annotations

from functools import lru_cache

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casestudy.cases import Case
from casestudy.findings.registry import Number, finding
from casestudy.measures import (
    ask_and_answer,
    carried_by,
    duty,
    loops,
    process_loops,
    steps_from,
    unanswered,
)


def _said(yes: bool, rows: tuple[str, ...]) -> Number:
    return Number("yes" if yes else "no", rows, "yes_no")


def _kept(frame: pd.DataFrame, **codes: str) -> NDArray[np.bool_]:
    """Mark the affirmed rows of some codes (several joined by ``|``); proposals only if they are asked for."""
    keep = np.ones(len(frame), dtype=bool)
    if "polarity" in frame:
        keep &= frame["polarity"].to_numpy() == "affirmed"
    if "realm" in frame and "realm" not in codes:
        keep &= frame["realm"].to_numpy() != "proposed"
    for column, code in codes.items():
        cells = frame[column].to_numpy()
        keep &= np.logical_or.reduce([cells == c for c in code.split("|")])
    return keep


def _ways(ties: pd.DataFrame, keep: NDArray[np.bool_]) -> Number:
    direction, ids = ties["direction"].to_numpy(), ties["id"].to_numpy()
    down, up = keep & (direction == "down"), keep & (direction == "up")
    code = {(True, True): "both", (True, False): "down", (False, True): "up", (False, False): "none"}
    return Number(code[bool(down.any()), bool(up.any())], tuple(ids[down | up]), "flow")


Edges = frozenset[tuple[str, str]]
Levels = tuple[tuple[str, str], ...]


def _told(case: Case) -> tuple[Edges, Levels]:
    """Give the told pairs and the levels of the actors: all that decides who is how far from whom."""
    ties = case["ties"][_kept(case["ties"])]
    actors = case["actors"]
    return frozenset(zip(ties["source"], ties["target"], strict=True)), tuple(
        zip(actors["id"], actors["level"], strict=True)
    )


# Most changes that robustness tries leave the told pairs as they were.
@lru_cache(maxsize=256)
def _steps(edges: Edges, levels: Levels, start: str) -> pd.DataFrame:
    G = nx.MultiDiGraph(list(edges))
    G.add_nodes_from((actor, {"level": level}) for actor, level in levels)
    return steps_from(G, start)


@lru_cache(maxsize=256)
def _cut_points(edges: Edges) -> frozenset[str]:
    return frozenset(nx.articulation_points(nx.Graph(list(edges))))


@finding(("ties",), ("relation", "direction", "currency", "realm", "teller"))
def ways(case: Case, /, currency: str, **codes: str) -> Number:
    """Say in which directions empowerment in a currency is affirmed (``realm=enacted`` and the like narrow it)."""
    ties = case["ties"]
    return _ways(ties, _kept(ties, relation="empowerment", currency=currency, **codes))


@finding(("ties",), ("direction", "realm"))
def ways_in(case: Case, /, section: str) -> Number:
    """Say in which directions ties of any kind run that a section tells of."""
    ties = case["ties"]
    return _ways(ties, _kept(ties) & np.array([s.startswith(section) for s in ties["section"]], dtype=bool))


@finding(("testimony",), ("valence",))
def is_quoted(case: Case, /, section: str = "", **codes: str) -> Number:
    """Say whether anybody is quoted in a section, or with some codes (``valence=bad``)."""
    talks = case["testimony"][_kept(case["testimony"], **codes)]
    talks = talks[talks["section"].str.startswith(section)]
    return _said(len(talks) > 0, tuple(talks["id"]))


@finding(("statements",), ("timing", "realm"))
def any_rule(case: Case, /, part: str, **codes: str) -> Number:
    """Say whether any rule names a part: attribute, recipient, activation, timing, or_else."""
    rules = case["statements"][_kept(case["statements"], **codes)]
    named = ask_and_answer(case).loc[rules["id"], part]
    return _said(bool(named.any()), tuple(named.index[named]))


@finding(("statements",), ("timing", "realm"))
def rules_without(case: Case, /, part: str, **codes: str) -> Number:
    """Count the rules of some codes that do not name a part."""
    rules = case["statements"][_kept(case["statements"], **codes)]
    named = ask_and_answer(case).loc[rules["id"], part]
    return Number(int((~named).sum()), tuple(named.index[~named]))


@finding(("statements",))
def yearly_duty(case: Case, /) -> Number:
    """Write what the rules with a rate add up to in a year, as a formula with its unknowns."""
    terms = duty(case)
    return Number(" + ".join(f"{term.rate:g}·{term.symbol}" for term in terms), tuple(term.row for term in terms))


@finding(("incentives",), ("sign", "instrument", "realm"))
def gives(case: Case, /, sign: str, **codes: str) -> Number:
    """Say whether any incentive has a sign (several joined by ``|``), perhaps with other codes or a given receiver."""
    given = case["incentives"][_kept(case["incentives"], sign=sign, **codes)]
    return _said(len(given) > 0, tuple(given["id"]))


@finding(("ties",), ("realm",))
def shortcut(case: Case, /, level: str, start: str = "household") -> Number:
    """Say whether ties that skip levels shorten the way from households to a level, or open it at all."""
    line = _steps(*_told(case), start).loc[level]
    told, near = line["with_skips"], line["without_skips"]
    return _said(not pd.isna(told) and bool(pd.isna(near) or told < near), ())


@finding(("ties",), ("realm",))
def steps(case: Case, /, level: str, skips: str = "yes", start: str = "household") -> Number:
    """Count the steps from households to a level over told ties, with or without ties that skip levels."""
    count = _steps(*_told(case), start).loc[level, "with_skips" if skips == "yes" else "without_skips"]
    return Number("none", (), "flow") if pd.isna(count) else Number(int(count), ())


@finding(("ties",), ("realm",))
def is_cut_point(case: Case, /, actor: str) -> Number:
    """Say whether the network of all told ties falls apart without an actor."""
    return _said(actor in _cut_points(_told(case)[0]), (actor,))


@finding(("processes",))
def closes(case: Case, /, process: str) -> Number:
    """Say whether a process is part of a loop that leads back to an earlier step."""
    found = process_loops(case)
    mine = found[np.array([process in names for names in found["processes"]], dtype=bool)]
    return _said(len(mine) > 0, tuple(dict.fromkeys(i for rows in mine["rows"] for i in rows)))


@finding(("causes", "factors"), ("sign",))
def argument_loops(case: Case, /) -> Number:
    """Count the loops of the argument map."""
    G = nx.MultiDiGraph()
    for cause, effect, row, sign in case["causes"][["cause", "effect", "id", "sign"]].itertuples(index=False):
        G.add_edge(cause, effect, key=row, sign=sign)
    found = loops(G)
    return Number(len(found), tuple(dict.fromkeys(i for rows in found["rows"] for i in rows)))


@finding(("processes",), ("right", "regime", "realm"))
def holders(case: Case, /, process: str, right: str, regime: str = "") -> Number:
    """Name who holds a right in a process: the ids of the actors, as the steps order them."""
    codes = {"process": process, "right": right} | ({"regime": regime} if regime else {})
    steps = case["processes"]
    held = steps[_kept(steps, **codes)].sort_values("order", kind="stable")
    return Number(";".join(dict.fromkeys(a for a in held["actor"] if a)), tuple(held["id"]))


@finding(("contrasts",), ("kind",))
def mixed_cases(case: Case, /) -> Number:
    """Count the mixtures of conditions that joint treatment rules leave open.

    A rule for all of k conditions and one for none of them leave 2**k - 2 mixtures.
    """
    rules = case["contrasts"].query("kind == 'treatment'")
    joint = max((1 + len(others) for others in rules["joint_with"]), default=1)
    return Number(2**joint - 2, tuple(rules.loc[rules["joint_with"].map(len) > 0, "id"]))


@finding(("remedies",), ("directness",))
def left_over(case: Case, /, side: str) -> Number:
    """Count the causes that no recommendation touches (``side=cause``), or the recommendations that meet no problem."""
    found = unanswered(case).query("side == @side")
    return Number(len(found), tuple(found["row"]))


@finding(("support",), ("directness", "evidence"))
def carries(case: Case, /, evidence: str, kind: str) -> Number:
    """Count the claims of a kind (several joined by ``|``) that evidence of a kind carries."""
    frame = carried_by(case)
    mine = frame[frame["kind"].isin(kind.split("|")) & frame[evidence].astype(bool)]
    return Number(len(mine), tuple(mine.index))


@finding(("support",), ("directness", "evidence"))
def carried_by_nothing(case: Case, /, kind: str) -> Number:
    """Count the claims of a kind (several joined by ``|``) that no row is coded as carrying."""
    frame = carried_by(case)
    evidence = frame.drop(columns=["kind", "direct"]).astype(bool).any(axis=1)
    mine = frame[frame["kind"].isin(kind.split("|")) & ~evidence]
    return Number(len(mine), tuple(mine.index))


@finding(("traces",), ("test", "outcome"))
def mostly_unsought(case: Case, /) -> Number:
    """Say whether for most steps of the claimed mechanisms no expected observation is reported."""
    traces = case["traces"]
    unsought = traces[traces["outcome"] == "not_sought"]
    return _said(2 * len(unsought) > len(traces), tuple(unsought["id"]))


@finding(("expressions",))
def name_differs(case: Case, /, row: str) -> Number:
    """Say whether a numeral label names another number of parts than the text lists."""
    cells = case["expressions"].loc[[i for i in case["expressions"]["id"] if i == row]]
    differs = cells[(cells["named"] != cells["listed"]).fillna(False)]
    return _said(len(differs) > 0, tuple(cells["id"]))
