"""Findings on remedies: which causes are met, who says so, who would act, and what is told elsewhere."""

from __future__ import annotations

from typing import Annotated

from casestudy.coding.cases import Case
from casestudy.coding.comparisons import Comparison, precedents_of
from casestudy.findings.arguments import CellsOf, InCodes, InTable, OneOf, YesNo
from casestudy.findings.counts import count
from casestudy.findings.registry import NOTHING, Number, finding
from casestudy.measures.remedies import answered, closest_practice, cross_links, measure_links, parallel, who_would_act

Role = Annotated[str, InCodes("problem_role")]
Recommendations = Annotated[str, CellsOf("recommendations")]
BOTH = ("problems", "recommendations")


@finding(("remedies", "problems"), ("directness", "role"), needs=BOTH)
def parts_met(
    case: Case,
    /,
    role: Role,
    met: Annotated[str, OneOf(("direct", "indirect", "once", "none"))] = "",
    below: Annotated[str, InTable("problems")] = "",
) -> Number:
    """Count the stated parts of a role of difficulties that were met in carrying something out.

    ``met`` keeps those that a recommendation meets (``direct``; ``indirect``: only so; ``once``: by one row only;
    ``none``); ``below`` those under the headings that are parts of a wider problem.
    """
    frame = answered(case)
    frame = frame[(frame["role"] == role) & (frame["stage"] == "implementing")]
    if below:
        parts = set(case["problems"].loc[case["problems"]["parent"] == below, "id"])
        frame = frame[frame["heading"].isin(parts)]
    direct, indirect = frame["direct"].map(len), frame["indirect"].map(len)
    keep = {
        "": direct >= 0,
        "direct": direct > 0,
        "indirect": (direct == 0) & (indirect > 0),
        "once": direct + indirect == 1,
        "none": direct + indirect == 0,
    }[met]
    return Number(int(keep.sum()), tuple(frame.index[keep]))


@finding(("remedies", "problems"), ("said_by", "role"), needs=BOTH)
def links_to(case: Case, /, role: Role = "", **codes: Annotated[str, CellsOf("remedies")]) -> Number:
    """Count the links of some codes that end in parts of a problem with a role (several joined by ``|``)."""
    links = case["remedies"].loc[list(count(case, "remedies", **codes).rows)]
    if role:
        links = links[links["problem"].isin(count(case, "problems", role=role).rows)]
    return Number(len(links), tuple(links["id"]))


@finding(("remedies",), ("said_by",), needs=BOTH)
def links_across(case: Case, /) -> Number:
    """Count the links that leave the parallel of dilemmas and dimensions."""
    found = cross_links(case)
    return Number(len(found), tuple(found["row"]))


@finding(("remedies", "problems"), ("role",), needs=BOTH)
def measures_without_cause(case: Case, /) -> Number:
    """Count the measures beside the dilemmas of which no link, not even of an action, ends in a stated cause."""
    measures = [m for found in parallel(case)["measures"] for m in found]
    causes = [c for found in parallel(case)["causes"] for c in found]
    links = measure_links(case)
    met = set(links.loc[links["problem"].isin(causes), "measure"])
    left = tuple(m for m in measures if m not in met)
    return Number(len(left), left)


@finding(("remedies",), needs=BOTH)
def unlinked(case: Case, /, **codes: Recommendations) -> Number:
    """Count the recommendations of some codes that have no link of their own to any problem."""
    linked = set(case["remedies"]["recommendation"])
    left = tuple(rec for rec in count(case, "recommendations", **codes).rows if rec not in linked)
    return Number(len(left), left)


@finding(("recommendations",), ("level", "force"))
def would_act(case: Case, /, side: Annotated[str, InCodes("side", ("unnamed",))], **codes: Recommendations) -> Number:
    """Count the recommendations of some codes that name actors of a side (``unnamed``: nobody)."""
    frame = who_would_act(case).loc[list(count(case, "recommendations", **codes).rows)]
    frame = frame[frame["side"] == ("" if side == "unnamed" else side)]
    return Number(len(frame), tuple(frame.index))


@finding(("precedents",), needs=())
def comparable(
    comparison: Comparison,
    /,
    of: Annotated[str, OneOf(lambda comparison: comparison.cases)],
    closest: Annotated[str, InCodes("precedent_fit", ("none",))] = "",
    contrary: YesNo = "",
) -> Number:
    """Count the recommendations of a case by the closest practice told in the other (several joined by ``|``).

    ``closest=none``: nothing comparable is told; ``contrary=yes``: the opposite is told, too or alone.
    """
    if comparison.cases[of]["recommendations"].empty:
        return NOTHING
    frame = closest_practice(comparison.cases[of], precedents_of(comparison, of))
    if closest:
        frame = frame[frame["closest"].replace("", "none").isin(closest.split("|"))]
    if contrary:
        frame = frame[frame["contrary"] == (contrary == "yes")]
    return Number(len(frame), tuple(frame.index))
