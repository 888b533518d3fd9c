"""Which recommendation meets which problem, and what is left over on both sides."""

from __future__ import annotations

import pandas as pd

from casestudy.cases import Case


def answered(case: Case) -> pd.DataFrame:
    """Say of each part of a problem whether a recommendation meets it.

    The idea: a remedy for a dilemma as a whole is cheap; the question is
    whether each stated cause meets an action. A link says that the one is on the
    matter of the other, never that it would work.

    Returns
    -------
    DataFrame
        Indexed by problem id: ``role`` and ``stage``; ``heading`` (the id of
        the dilemma under which it stands: its nearest ancestor that is a heading,
        or itself); ``direct`` and ``indirect`` (tuples of remedy ids); ``said_by_authors``
        (the authors, or their order of sections, make at least one link).

    Examples
    --------
    >>> from casestudy import load_case
    >>> answered(load_case("pairing")).loc["problem_025", "direct"]
    ('remedy_006', 'remedy_007')

    """
    found: dict[tuple[str, str], list[str]] = {}
    columns = ["problem", "directness", "said_by", "id"]
    for problem, directness, said_by, row in case["remedies"][columns].itertuples(index=False):
        found.setdefault((problem, directness), []).append(row)
        found.setdefault((problem, "coders" if said_by == "coders" else "authors"), []).append(row)
    up = _headings(case)
    lines = [
        (
            problem.role,
            problem.stage,
            up[problem.id],
            *(tuple(found.get((problem.id, d), ())) for d in ("direct", "indirect")),
            (problem.id, "authors") in found,
        )
        for problem in case["problems"].itertuples()
    ]
    columns = ["role", "stage", "heading", "direct", "indirect", "said_by_authors"]
    return pd.DataFrame(lines, index=list(case["problems"]["id"]), columns=columns)


def _headings(case: Case) -> dict[str, str]:
    """Problem → the nearest heading at or above it; empty if it has none."""
    problems = case["problems"]
    parents = dict(zip(problems["id"], problems["parent"], strict=True))
    roles = dict(zip(problems["id"], problems["role"], strict=True))
    found = {}
    for problem in problems["id"]:
        above = problem
        while above and roles[above] != "heading":
            above = parents[above]
        found[problem] = above
    return found


def _dimensions(case: Case) -> dict[str, str]:
    """Recommendation → the topmost one under which it stands."""
    recommendations = case["recommendations"]
    parents = dict(zip(recommendations["id"], recommendations["parent"], strict=True))
    found = {}
    for recommendation in recommendations["id"]:
        above = recommendation
        while parents[above]:
            above = parents[above]
        found[recommendation] = above
    return found


def unanswered(case: Case) -> pd.DataFrame:
    """List what is left over: causes that no recommendation touches, and recommendations that answer nothing.

    A recommendation counts as answering when it, or one that it is part of
    short of the topmost, or one that is part of it, is linked to a problem.

    Returns
    -------
    DataFrame
        ``side`` (cause or recommendation), ``row``, ``under`` (its heading or dimension).

    """
    frame = answered(case)
    causes = frame[(frame["role"] == "cause") & (frame["stage"] == "implementing")]
    left = causes[~(causes["direct"].astype(bool) | causes["indirect"].astype(bool))]
    lines = [("cause", row, under) for row, under in left["heading"].items()]
    linked = set(case["remedies"]["recommendation"])
    parents = dict(zip(case["recommendations"]["id"], case["recommendations"]["parent"], strict=True))
    tops = _dimensions(case)
    for rec in case["recommendations"].itertuples():
        family = {rec.id} | {r for r, up in parents.items() if up == rec.id}
        if rec.parent and parents[rec.parent]:
            family.add(rec.parent)
        if not family & linked:
            lines.append(("recommendation", rec.id, tops[rec.id]))
    return pd.DataFrame(lines, columns=["side", "row", "under"])


def cross_links(case: Case) -> pd.DataFrame:
    """List the links that leave the parallel order of dilemmas and dimensions.

    The idea: where an article sets as many dimensions of remedy beside as many
    dilemmas, in one order, that they meet one by one is by construction.
    What crosses from one to another is what the parallel does not give.
    The parallel itself is read from the links that only the order of sections makes.

    Returns
    -------
    DataFrame
        ``row`` (remedy id), ``recommendation``, ``problem``, ``dimension``,
        ``heading``, ``expected`` (the heading that stands beside the dimension).

    Examples
    --------
    >>> from casestudy import load_case
    >>> sorted(set(cross_links(load_case("pairing"))["dimension"]))[:1]
    ['rec_001']

    """
    links = case["remedies"]
    parallel = links[links["said_by"] == "section_order"]
    beside = dict(zip(parallel["recommendation"], parallel["problem"], strict=True))
    tops, headings, lines = _dimensions(case), _headings(case), []
    for link in links.itertuples():
        dimension, heading = tops[link.recommendation], headings[link.problem]
        if dimension in beside and heading in beside.values() and beside[dimension] != heading:
            lines.append((link.id, link.recommendation, link.problem, dimension, heading, beside[dimension]))
    return pd.DataFrame(lines, columns=["row", "recommendation", "problem", "dimension", "heading", "expected"])
