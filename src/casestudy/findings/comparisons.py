"""Findings about a comparison of two cases; counts of its rows are in :mod:`casestudy.findings.counts`."""

from __future__ import annotations

from typing import Annotated

from casestudy.coding.comparisons import Comparison, read_across, shared_expressions
from casestudy.findings.arguments import InCodes, OneOf
from casestudy.findings.registry import Number, finding


@finding(("answers",), ("said",))
def unsaid_by_both(comparison: Comparison, /, said: Annotated[str, InCodes("said")] = "partly|not_said") -> Number:
    """Count the questions of which each case has an answer of these codes: something that both articles leave open."""
    answers = comparison["answers"]
    silent = answers[answers["said"].isin(said.split("|"))]
    cases = silent.groupby("question")["case"].nunique()
    questions = set(cases.index[cases == len(comparison.cases)])
    return Number(len(questions), tuple(silent.loc[silent["question"].isin(questions), "id"]))


@finding(("answers",), ("said",))
def said_by_both(comparison: Comparison, /) -> Number:
    """Count the questions that both articles answer with nothing left unsaid, as we asked and coded them."""
    answers = comparison["answers"]
    whole = answers["said"].eq("said").groupby(answers["question"]).all()
    questions = set(whole.index[whole])
    return Number(len(questions), tuple(answers.loc[answers["question"].isin(questions), "id"]))


@finding(("readings",), ("fit",))
def elements(
    comparison: Comparison,
    /,
    frame: Annotated[str, OneOf(lambda comparison: read_across(comparison)["frame"].unique())],
    fit: Annotated[str, InCodes("reading_fit")] = "fits|partly|empty",
) -> Number:
    """Count the elements of one frame that the other case fills as far as these codes say."""
    readings = read_across(comparison)
    mine = readings[readings["frame"] == frame]
    found = mine[mine["fit"].isin(fit.split("|"))]
    return Number(len(found), tuple(found.index))


@finding(("expressions",), needs=())
def shared_words(comparison: Comparison, /) -> Number:
    """Count the expressions that both articles print in the same characters."""
    return Number(int(shared_expressions(comparison)["word"].nunique()), ())
