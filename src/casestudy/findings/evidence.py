"""Findings on arguments and on what carries them."""

from __future__ import annotations

from typing import Annotated

from casestudy.coding.cases import Case
from casestudy.coding.codebook import codebook
from casestudy.findings.arguments import CellsOf, InTable, Section
from casestudy.findings.conclusions import ClaimKinds, Evidence, claims_of
from casestudy.findings.counts import count
from casestudy.findings.registry import NOTHING, Number, finding
from casestudy.measures.evidence import argued, evidence_of, longest_chain, loop_if_one

Problem = Annotated[str, InTable("problems")]
Factor = Annotated[str, InTable("factors")]


@finding(("causes", "problems"), ("hedge", "form", "sign"))
def argued_under(case: Case, /, problem: Problem, **codes: Annotated[str, CellsOf("causes")]) -> Number:
    """Count the causal claims argued under a problem or a part of it that bear some codes (several joined by ``|``)."""
    ids = set(argued(case, problem)["id"]) & set(count(case, "causes", **codes).rows)
    rows = tuple(row for row in case["causes"]["id"] if row in ids)
    return Number(len(rows), rows)


@finding(("causes", "problems", "factors"))
def shared_ends(case: Case, /, problem: Problem = "") -> Number:
    """Count the factors at which the arguments under several parts of a problem meet."""
    causes, problems = argued(case, problem), case["problems"]
    parts = problems.loc[problems["parent"] == problem, "id"]
    seen = [set(part["cause"]) | set(part["effect"]) for part in (argued(case, p) for p in parts)]
    both = {f for k, one in enumerate(seen) for other in seen[k + 1 :] for f in one & other}
    rows = causes[causes["cause"].isin(both) | causes["effect"].isin(both)]
    return Number(len(both), tuple(rows["id"]))


@finding(("causes", "problems", "factors"))
def chain(case: Case, /, problem: Problem = "") -> Number:
    """Count the links of the longest chain in the argument under a problem, or in the whole argument."""
    rows = longest_chain(argued(case, problem))
    return Number(len(rows), rows)


@finding(("causes", "factors"))
def loop_closes(case: Case, /, first: Factor, second: Factor) -> Number:
    """Count the links of the loop that would close if two factors were one; 0 if none would."""
    rows = loop_if_one(case, first, second)
    return Number(len(rows), rows)


@finding(("causes", "factors"))
def loop_inferred(case: Case, /, first: Factor, second: Factor) -> Number:
    """Count the links that we inferred in the loop that would close if two factors were one."""
    causes = case["causes"].loc[list(loop_if_one(case, first, second))]
    rows = causes[causes["basis"] == "inferred"]
    return Number(len(rows), tuple(rows["id"]))


@finding(("support",), ("directness", "evidence"), needs=("claims",))
def carries_directly(case: Case, /, evidence: Evidence, kind: ClaimKinds) -> Number:
    """Count the claims of a kind (several joined by ``|``) that evidence of a kind carries directly."""
    frame = evidence_of(case, kind)
    if frame.empty:
        return NOTHING
    mine = frame[frame[evidence] == "direct"]
    return Number(len(mine), tuple(mine.index))


@finding(("support",), ("evidence",), needs=("claims",))
def carries_alone(case: Case, /, evidence: Evidence, kind: ClaimKinds, section: Section = "") -> Number:
    """Count the claims of a kind (several joined by ``|``) that evidence of one kind carries and no other does."""
    frame = claims_of(case, kind)
    if section:
        inside = case["claims"].loc[case.bearing("claims", "section", [section]), "id"]
        frame = frame[frame.index.isin(inside)]
    if frame.empty:
        return NOTHING
    sorts = frame[list(codebook().codes["evidence"])].astype(bool)
    mine = frame[sorts[evidence] & (sorts.sum(axis=1) == 1)]
    return Number(len(mine), tuple(mine.index))
