"""Two articles asked the same questions: what both leave open."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd


def left_open(questions: pd.DataFrame, answers: pd.DataFrame, cases: Sequence[str]) -> list[str]:
    """List the questions of which every article leaves something unsaid.

    Parameters
    ----------
    questions, answers
        Tables of a comparison.
    cases
        Names of the cases that are asked.

    Returns
    -------
    list
        Ids of questions.

    Examples
    --------
    >>> questions = pd.DataFrame({"id": ["q1", "q2"]})
    >>> rows = [("q1", "a", "said"), ("q1", "b", "partly"), ("q2", "a", "not_said"), ("q2", "b", "partly")]
    >>> left_open(questions, pd.DataFrame(rows, columns=["question", "case", "said"]), ["a", "b"])
    ['q2']

    """
    gaps = answers[answers["said"].isin(["partly", "not_said"])]
    found = {question: set(rows["case"]) for question, rows in gaps.groupby("question")}
    return [question for question in questions["id"] if set(cases) <= found.get(question, set())]
