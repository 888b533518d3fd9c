"""Findings on arguments and on what carries them."""

from __future__ import annotations

from casestudy.cases import Case
from casestudy.codebook import codebook
from casestudy.findings.registry import Number, finding
from casestudy.measures.evidence import argued, carried_by, evidence_of, factor_places, longest_chain, loop_if_one


@finding(("causes", "problems"), ("hedge", "form", "sign"))
def argued_under(case: Case, /, problem: str, **codes: str) -> Number:
    """Count the causal claims argued under a problem or a part of it that bear some codes (several joined by ``|``)."""
    causes = argued(case, problem)
    for column, wanted in codes.items():
        causes = causes[causes[column].isin(wanted.split("|"))]
    return Number(len(causes), tuple(causes["id"]))


@finding(("causes", "problems", "factors"))
def starts(case: Case, /, problem: str = "") -> Number:
    """Count the factors with which the argument under a problem starts: causes for which it names no cause."""
    places = factor_places(argued(case, problem))
    return Number(int((places["place"] == "start").sum()), tuple(places.index[places["place"] == "start"]))


@finding(("causes", "problems", "factors"))
def shared_ends(case: Case, /, problem: str = "") -> Number:
    """Count the factors at which the arguments under several parts of a problem meet."""
    causes, problems = argued(case, problem), case["problems"]
    parts = problems.loc[problems["parent"] == problem, "id"]
    seen = [set(part["cause"]) | set(part["effect"]) for part in (argued(case, p) for p in parts)]
    both = {f for k, one in enumerate(seen) for other in seen[k + 1 :] for f in one & other}
    rows = causes[causes["cause"].isin(both) | causes["effect"].isin(both)]
    return Number(len(both), tuple(rows["id"]))


@finding(("causes", "problems", "factors"))
def chain(case: Case, /, problem: str = "") -> Number:
    """Count the links of the longest chain in the argument under a problem, or in the whole argument."""
    rows = longest_chain(argued(case, problem))
    return Number(len(rows), rows)


@finding(("causes", "factors"))
def loop_closes(case: Case, /, first: str, second: str) -> Number:
    """Count the links of the loop that would close if two factors were one; 0 if none would."""
    rows = loop_if_one(case, first, second)
    return Number(len(rows), rows)


@finding(("causes", "factors"))
def loop_inferred(case: Case, /, first: str, second: str) -> Number:
    """Count the links that we inferred in the loop that would close if two factors were one."""
    causes = case["causes"].loc[list(loop_if_one(case, first, second))]
    rows = causes[causes["basis"] == "inferred"]
    return Number(len(rows), tuple(rows["id"]))


@finding(("support",), ("directness", "evidence"))
def carries_directly(case: Case, /, evidence: str, kind: str) -> Number:
    """Count the claims of a kind (several joined by ``|``) that evidence of a kind carries directly."""
    frame = evidence_of(case, kind)
    mine = frame[frame[evidence] == "direct"]
    return Number(len(mine), tuple(mine.index))


@finding(("support",), ("evidence",))
def carries_alone(case: Case, /, evidence: str, kind: str, section: str = "") -> Number:
    """Count the claims of a kind (several joined by ``|``) that evidence of one kind carries and no other does."""
    frame = carried_by(case)
    frame = frame[case["claims"].loc[frame.index, "section"].str.startswith(section)]
    sorts = frame[list(codebook().codes["evidence"])].astype(bool)
    mine = frame[frame["kind"].isin(kind.split("|")) & sorts[evidence] & (sorts.sum(axis=1) == 1)]
    return Number(len(mine), tuple(mine.index))
