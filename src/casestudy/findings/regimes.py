"""Findings on calm and urgent times."""

from __future__ import annotations

from casestudy.cases import Case
from casestudy.findings.registry import Number, finding
from casestudy.measures.times import last_word as last_words
from casestudy.measures.times import places_by_regime


@finding(("processes",), ("right", "realm"))
def last_word(case: Case, /, process: str) -> Number:
    """Say on which side the last decision of a process lies.

    ``joint`` if actors of several sides take it together, ``unsaid`` if no step decides or nobody is named.
    """
    words = last_words(case)
    actors, rows = words.loc[process, ["actors", "rows"]] if process in words.index else ((), ())
    sides = {case.row(a)["side"] if a else "unsaid" for a in actors}
    return Number("unsaid" if not sides else sides.pop() if len(sides) == 1 else "joint", rows, "side")


@finding(("ties", "activities", "processes", "statements", "composition", "incentives"), ("regime",))
def followed_through(case: Case, /, level: str = "community") -> Number:
    """Say whether any place of a level is told of in calm as well as in urgent times."""
    places = places_by_regime(case, level)
    both = [bool(calm and urgent) for calm, urgent in zip(places["calm"], places["urgent"], strict=True)]
    rows = dict.fromkeys(i for line in (*places["calm"], *places["urgent"]) for i in line)
    return Number("yes" if any(both) else "no", tuple(rows), "yes_no")
