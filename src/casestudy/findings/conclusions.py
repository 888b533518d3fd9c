"""Findings that conclude: a direction, a yes or a no, a name.

Each declares the tables whose rows, and the columns whose codes, decide it, so that
:func:`casestudy.findings.robustness.robustness` can try what it takes to turn it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from casestudy.coding.cases import Case
from casestudy.findings.arguments import CellsOf, InCodes, InTable, OneOf, Process, Section, YesNo
from casestudy.findings.registry import NOTHING, Number, finding
from casestudy.measures import (
    ask_and_answer,
    carried_by,
    duty,
    loops,
    process_loops,
    steps_from,
    unanswered,
)
from casestudy.measures.structure import LADDER

Currency = Annotated[str, InCodes("currency")]
Level = Annotated[str, OneOf(LADDER)]
Ties = Annotated[str, CellsOf("ties")]
Testimony = Annotated[str, CellsOf("testimony")]
Rules = Annotated[str, CellsOf("statements")]
ClaimKinds = Annotated[str, InCodes("claim_kind")]
Evidence = Annotated[str, InCodes("evidence")]
Part = Annotated[str, OneOf(("attribute", "recipient", "activation", "timing", "or_else"))]


def _said(yes: bool, rows: tuple[str, ...]) -> Number:
    return Number("yes" if yes else "no", rows, "yes_no")


def kept(frame: pd.DataFrame, **codes: str) -> NDArray[np.bool_]:
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


def directions(ties: pd.DataFrame, keep: NDArray[np.bool_]) -> Number:
    """Say in which directions the marked ties run."""
    direction, ids = ties["direction"].to_numpy(), ties["id"].to_numpy()
    down, up = keep & (direction == "down"), keep & (direction == "up")
    code = {(True, True): "both", (True, False): "down", (False, True): "up", (False, False): "none"}
    return Number(code[bool(down.any()), bool(up.any())], tuple(ids[down | up]), "flow")


Edges = frozenset[tuple[str, str]]
Levels = tuple[tuple[str, str], ...]


def _told(case: Case) -> tuple[Edges, Levels]:
    """Give the told pairs and the levels of the actors: all that decides who is how far from whom."""
    ties = case["ties"][kept(case["ties"])]
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
def ways(case: Case, /, currency: Currency, **codes: Ties) -> Number:
    """Say in which directions empowerment in a currency is affirmed (``realm=enacted`` and the like narrow it)."""
    ties = case["ties"]
    return directions(ties, kept(ties, relation="empowerment", currency=currency, **codes))


@finding(("ties",), ("direction", "realm"))
def ways_in(case: Case, /, section: Section) -> Number:
    """Say in which directions ties of any kind run that a section tells of."""
    ties = case["ties"]
    return directions(ties, kept(ties) & case.bearing("ties", "section", [section]))


@finding(("testimony",), ("valence",))
def is_quoted(case: Case, /, section: Section = "", **codes: Testimony) -> Number:
    """Say whether anybody is quoted in a section, or with some codes (``valence=bad``)."""
    keep = kept(case["testimony"], **codes)
    if section:
        keep &= case.bearing("testimony", "section", [section])
    talks = case["testimony"][keep]
    return _said(len(talks) > 0, tuple(talks["id"]))


@finding(("statements",), ("timing", "realm"))
def any_rule(case: Case, /, part: Part, **codes: Rules) -> Number:
    """Say whether any rule names a part: attribute, recipient, activation, timing, or_else."""
    rules = case["statements"][kept(case["statements"], **codes)]
    named = ask_and_answer(case).loc[rules["id"], part]
    return _said(bool(named.any()), tuple(named.index[named]))


@finding(("statements",), ("timing", "realm"))
def rules_without(case: Case, /, part: Part, **codes: Rules) -> Number:
    """Count the rules of some codes that do not name a part."""
    rules = case["statements"][kept(case["statements"], **codes)]
    named = ask_and_answer(case).loc[rules["id"], part]
    return Number(int((~named).sum()), tuple(named.index[~named]))


@finding(("statements",))
def yearly_duty(case: Case, /) -> Number:
    """Write what the rules with a rate add up to in a year, as a formula with its unknowns."""
    terms = duty(case)
    if not terms:
        return NOTHING
    return Number(" + ".join(f"{term.rate:g}·{term.symbol}" for term in terms), tuple(term.row for term in terms))


@finding(("incentives",), ("sign", "instrument", "realm"))
def gives(
    case: Case, /, sign: Annotated[str, InCodes("sign_incentive")], **codes: Annotated[str, CellsOf("incentives")]
) -> Number:
    """Say whether any incentive has a sign (several joined by ``|``), perhaps with other codes or a given receiver."""
    given = case["incentives"][kept(case["incentives"], sign=sign, **codes)]
    return _said(len(given) > 0, tuple(given["id"]))


@finding(("ties",), ("realm",))
def shortcut(case: Case, /, level: Level, start: Level = "household") -> Number:
    """Say whether ties that skip levels shorten the way from households to a level, or open it at all."""
    line = _steps(*_told(case), start).loc[level]
    told, near = line["with_skips"], line["without_skips"]
    return _said(not pd.isna(told) and bool(pd.isna(near) or told < near), ())


@finding(("ties",), ("realm",))
def steps(case: Case, /, level: Level, skips: YesNo = "yes", start: Level = "household") -> Number:
    """Count the steps from households to a level over told ties, with or without ties that skip levels."""
    count = _steps(*_told(case), start).loc[level, "with_skips" if skips == "yes" else "without_skips"]
    return Number("none", (), "flow") if pd.isna(count) else Number(int(count), ())


@finding(("ties",), ("realm",))
def is_cut_point(case: Case, /, actor: Annotated[str, InTable("actors")]) -> Number:
    """Say whether the network of all told ties falls apart without an actor."""
    return _said(actor in _cut_points(_told(case)[0]), (actor,))


@finding(("processes",))
def closes(case: Case, /, process: Process) -> Number:
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
def holders(
    case: Case,
    /,
    process: Process,
    right: Annotated[str, InCodes("right")],
    regime: Annotated[str, InCodes("regime")] = "",
) -> Number:
    """Name who holds a right in a process: the ids of the actors, as the steps order them."""
    codes = {"process": process, "right": right} | ({"regime": regime} if regime else {})
    steps = case["processes"]
    held = steps[kept(steps, **codes)].sort_values("order", kind="stable")
    if held.empty:
        return NOTHING
    return Number(";".join(dict.fromkeys(a for a in held["actor"] if a)), tuple(held["id"]))


@finding(("contrasts",), ("kind",))
def mixed_cases(case: Case, /) -> Number:
    """Count the mixtures of conditions that joint treatment rules leave open.

    A rule for all of k conditions and one for none of them leave 2**k - 2 mixtures.
    """
    rules = case["contrasts"].query("kind == 'treatment'")
    if rules.empty:
        return NOTHING
    joint = max((1 + len(others) for others in rules["joint_with"]), default=1)
    return Number(2**joint - 2, tuple(rules.loc[rules["joint_with"].map(len) > 0, "id"]))


@finding(("remedies",), ("directness",), needs=("problems", "recommendations"))
def left_over(case: Case, /, side: Annotated[str, OneOf(("cause", "recommendation"))]) -> Number:
    """Count the causes that no recommendation touches (``side=cause``), or the recommendations that meet no problem."""
    found = unanswered(case).query("side == @side")
    return Number(len(found), tuple(found["row"]))


def claims_of(case: Case, kind: str) -> pd.DataFrame:
    """Return the claims of a kind (several joined by ``|``) with what carries them."""
    frame = carried_by(case)
    return frame[frame["kind"].isin(kind.split("|"))]


@finding(("support",), ("directness", "evidence"), needs=("claims",))
def carries(case: Case, /, evidence: Evidence, kind: ClaimKinds) -> Number:
    """Count the claims of a kind (several joined by ``|``) that evidence of a kind carries."""
    frame = claims_of(case, kind)
    if frame.empty:
        return NOTHING
    mine = frame[frame[evidence].astype(bool)]
    return Number(len(mine), tuple(mine.index))


@finding(("support",), ("directness", "evidence"), needs=("claims",))
def carried_by_nothing(case: Case, /, kind: ClaimKinds) -> Number:
    """Count the claims of a kind (several joined by ``|``) that no row is coded as carrying."""
    frame = claims_of(case, kind)
    if frame.empty:
        return NOTHING
    mine = frame[~frame.drop(columns=["kind", "direct"]).astype(bool).any(axis=1)]
    return Number(len(mine), tuple(mine.index))


@finding(("traces",), ("test", "outcome"))
def mostly_unsought(case: Case, /) -> Number:
    """Say whether for most steps of the claimed mechanisms no expected observation is reported."""
    traces = case["traces"]
    unsought = traces[traces["outcome"] == "not_sought"]
    return _said(2 * len(unsought) > len(traces), tuple(unsought["id"]))


@finding(("expressions",))
def name_differs(case: Case, /, row: Annotated[str, InTable("expressions")]) -> Number:
    """Say whether a numeral label names another number of parts than the text lists."""
    cells = case["expressions"].loc[[i for i in case["expressions"]["id"] if i == row]]
    differs = cells[(cells["named"] != cells["listed"]).fillna(False)]
    return _said(len(differs) > 0, tuple(cells["id"]))
