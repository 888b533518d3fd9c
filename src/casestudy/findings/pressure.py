"""Findings on what moves people and bodies: who gets what, and which causal claims join two factors."""

from __future__ import annotations

from casestudy.cases import Case
from casestudy.findings.registry import Number, finding
from casestudy.measures.pressure import received


@finding(("incentives",), ("sign", "realm"))
def mixed_receivers(case: Case, /) -> Number:
    """Count the kinds of receiver who are told of rewards alone and also of what may punish."""
    frame = received(case)
    hard = set(frame.loc[frame["sign"] != "reward", "receiver"])
    both = hard & set(frame.loc[frame["sign"] == "reward", "receiver"])
    rows = frame if not both else frame[frame["receiver"].isin(both)]
    return Number(len(both), tuple(i for found in rows["rows"] for i in found))


@finding(("causes",))
def joined(case: Case, /, one: str, other: str) -> Number:
    """Say whether any causal claim joins two factors, whichever of them is the cause."""
    causes = case["causes"]
    there = (causes["cause"] == one) & (causes["effect"] == other)
    back = (causes["cause"] == other) & (causes["effect"] == one)
    found = tuple(causes.loc[there | back, "id"])
    return Number("yes" if found else "no", found, "yes_no")
