"""Findings on calm and urgent times, and on what moves people and bodies."""

from __future__ import annotations

from typing import Annotated

from casestudy.coding.cases import Case
from casestudy.findings.arguments import InCodes, InTable, Process
from casestudy.findings.registry import NOTHING, Number, finding
from casestudy.measures.pressure import received
from casestudy.measures.times import last_words, places_by_regime

Factor = Annotated[str, InTable("factors")]


@finding(("processes",), ("right", "realm"))
def last_word(case: Case, /, process: Process) -> Number:
    """Say on which side the last decision of a process lies.

    ``joint`` if actors of several sides take it together, ``unsaid`` if no step decides or nobody is named.
    """
    words = last_words(case)
    actors, rows = words.loc[process, ["actors", "rows"]] if process in words.index else ((), ())
    sides = {case.row(a)["side"] if a else "unsaid" for a in actors}
    return Number("unsaid" if not sides else sides.pop() if len(sides) == 1 else "joint", rows, "side")


@finding(("ties", "activities", "processes", "statements", "composition", "incentives"), ("regime",), needs=())
def followed_through(case: Case, /, level: Annotated[str, InCodes("level")] = "community") -> Number:
    """Say whether any place of a level is told of in calm as well as in urgent times."""
    places = places_by_regime(case, level)
    if places.empty:
        return NOTHING
    both = [bool(calm and urgent) for calm, urgent in zip(places["calm"], places["urgent"], strict=True)]
    rows = dict.fromkeys(i for line in (*places["calm"], *places["urgent"]) for i in line)
    return Number("yes" if any(both) else "no", tuple(rows), "yes_no")


@finding(("incentives",), ("sign", "realm"))
def mixed_receivers(case: Case, /) -> Number:
    """Count the kinds of receiver who are told of rewards alone and also of what may punish."""
    frame = received(case)
    hard = set(frame.loc[frame["sign"] != "reward", "receiver"])
    both = hard & set(frame.loc[frame["sign"] == "reward", "receiver"])
    rows = frame if not both else frame[frame["receiver"].isin(both)]
    return Number(len(both), tuple(i for found in rows["rows"] for i in found))


@finding(("causes",))
def joined(case: Case, /, one: Factor, other: Factor) -> Number:
    """Say whether any causal claim joins two factors, whichever of them is the cause."""
    causes = case["causes"]
    there = (causes["cause"] == one) & (causes["effect"] == other)
    back = (causes["cause"] == other) & (causes["effect"] == one)
    found = tuple(causes.loc[there | back, "id"])
    return Number("yes" if found else "no", found, "yes_no")
