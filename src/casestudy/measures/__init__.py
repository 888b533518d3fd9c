"""Measures: plain functions of a network or a case that return a tidy frame.

What is measured follows from a question of the book. Where a measure needs to
know that a tie is *absent*, it gives an interval over the pairs of which the
article says nothing (see :mod:`casestudy.measures.structure`).
"""

from casestudy.measures.evidence import carried_by, traces_by_test
from casestudy.measures.institutions import ask_and_answer, decision_rights, duty, process_loops, regimes
from casestudy.measures.presence import basis_by_table, cross_pairs, presence, rows_of, two_way
from casestudy.measures.remedies import answered, cross_links, unanswered
from casestudy.measures.structure import (
    brokerage,
    connected_pairs,
    cut_points,
    krackhardt,
    loops,
    reciprocity,
    steps_from,
    told_pairs,
)

__all__ = [
    "answered",
    "ask_and_answer",
    "basis_by_table",
    "brokerage",
    "carried_by",
    "connected_pairs",
    "cross_links",
    "cross_pairs",
    "cut_points",
    "decision_rights",
    "duty",
    "krackhardt",
    "loops",
    "presence",
    "process_loops",
    "reciprocity",
    "regimes",
    "rows_of",
    "steps_from",
    "told_pairs",
    "traces_by_test",
    "two_way",
    "unanswered",
]
