"""Which recommendation meets which problem, and what is left over on both sides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pandas as pd

from casestudy.coding.cases import Case
from casestudy.coding.codebook import codebook


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
    roles = dict(zip(case["problems"]["id"], case["problems"]["role"], strict=True))
    above = _chains(case, "problems")
    lines = [
        (
            problem.role,
            problem.stage,
            next((p for p in above[problem.id] if roles[p] == "heading"), ""),
            *(tuple(found.get((problem.id, d), ())) for d in ("direct", "indirect")),
            (problem.id, "authors") in found,
        )
        for problem in case["problems"].itertuples()
    ]
    columns = ["role", "stage", "heading", "direct", "indirect", "said_by_authors"]
    return pd.DataFrame(lines, index=list(case["problems"]["id"]), columns=columns)


def _chains(case: Case, table: str) -> dict[str, list[str]]:
    """Row → itself, what it is part of, and so on to the top."""
    parents = dict(zip(case[table]["id"], case[table]["parent"], strict=True))
    found = {}
    for row in parents:
        chain = [row]
        while parents[chain[-1]]:
            chain.append(parents[chain[-1]])
        found[row] = chain
    return found


def unanswered(case: Case) -> pd.DataFrame:
    """List what is left over: causes that no recommendation touches, and recommendations that answer nothing.

    A recommendation counts as answering when it is linked to a problem, or one that it
    is part of (short of a dimension, which is but the heading of a section), or one that is
    part of it. That is generous: an action shares the link of its measure.

    Returns
    -------
    DataFrame
        ``side`` (cause or recommendation), ``row``, ``under`` (its heading or its topmost recommendation).

    """
    frame = answered(case)
    causes = frame[(frame["role"] == "cause") & (frame["stage"] == "implementing")]
    left = causes[~(causes["direct"].astype(bool) | causes["indirect"].astype(bool))]
    lines = [("cause", row, under) for row, under in left["heading"].items()]
    linked, above = set(case["remedies"]["recommendation"]), _chains(case, "recommendations")
    levels = dict(zip(case["recommendations"]["id"], case["recommendations"]["level"], strict=True))
    met = {whole for rec in linked for whole in above[rec]}
    for rec, chain in above.items():
        if rec not in met and not linked & {whole for whole in chain if levels[whole] != "dimension"}:
            lines.append(("recommendation", rec, chain[-1]))
    return pd.DataFrame(lines, columns=["side", "row", "under"])


def _beside(case: Case) -> dict[str, str]:
    """Dimension → the heading that the order of sections puts beside it."""
    links = case["remedies"]
    links = links[links["said_by"] == "section_order"]
    return dict(zip(links["recommendation"], links["problem"], strict=True))


def parallel(case: Case) -> pd.DataFrame:
    """List which dimension of remedy the article sets beside which dilemma, with the parts of both.

    The idea: where as many dimensions stand beside as many dilemmas, in one order, that they
    meet one by one is by construction. It is read from the links that only the
    order of sections makes; a case without such links has no line.

    Returns
    -------
    DataFrame
        In the order of the article: ``heading``, ``dimension``, ``causes`` and ``measures`` (tuples of ids).

    Examples
    --------
    >>> from casestudy import load_case
    >>> parallel(load_case("pairing")).loc[1, ["heading", "causes"]].tolist()
    ['problem_034', ('problem_036', 'problem_044')]

    """
    frame, tops = answered(case), _chains(case, "recommendations")
    causes = frame.index[(frame["role"] == "cause") & (frame["stage"] == "implementing")]
    measures = case["recommendations"].query("level == 'measure'")["id"]
    lines = [
        (
            heading,
            dimension,
            tuple(c for c in causes if frame.loc[c, "heading"] == heading),
            tuple(m for m in measures if tops[m][-1] == dimension),
        )
        for dimension, heading in _beside(case).items()
    ]
    return pd.DataFrame(lines, columns=["heading", "dimension", "causes", "measures"])


def cross_links(case: Case) -> pd.DataFrame:
    """List the links that leave the parallel order of dilemmas and dimensions.

    The idea: what crosses from one dilemma to the dimension beside another is what the
    parallel (see :func:`parallel`) does not give.

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
    beside, recs, problems = _beside(case), _chains(case, "recommendations"), _chains(case, "problems")
    heads, lines = set(beside.values()), []
    for link in case["remedies"].itertuples():
        dimension = recs[link.recommendation][-1]
        heading = next((p for p in problems[link.problem] if p in heads), "")
        if dimension in beside and heading and beside[dimension] != heading:
            lines.append((link.id, link.recommendation, link.problem, dimension, heading, beside[dimension]))
    return pd.DataFrame(lines, columns=["row", "recommendation", "problem", "dimension", "heading", "expected"])


def measure_links(case: Case) -> pd.DataFrame:
    """Gather the links of each measure and of its actions to parts of problems.

    Links of dimensions are left out, since they only restate the parallel.

    Returns
    -------
    DataFrame
        One line a measure and part: ``measure``, ``problem``, ``role``, ``directness`` (direct if any link is),
        ``ours`` (no link is made by the authors or their order of sections),
        ``crosses`` (a link leaves the parallel), ``rows`` (remedy ids).

    Examples
    --------
    >>> from casestudy import load_case
    >>> links = measure_links(load_case("pairing"))
    >>> links.loc[links["problem"] == "problem_054", ["measure", "directness", "crosses"]].values.tolist()
    [['rec_028', 'indirect', True]]

    """
    levels = dict(zip(case["recommendations"]["id"], case["recommendations"]["level"], strict=True))
    roles = dict(zip(case["problems"]["id"], case["problems"]["role"], strict=True))
    above, crossing = _chains(case, "recommendations"), set(cross_links(case)["row"])
    found: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    columns = ["recommendation", "problem", "id", "directness", "said_by"]
    for rec, problem, *link in case["remedies"][columns].itertuples(index=False):
        measure = next((r for r in above[rec] if levels[r] == "measure"), "")
        if measure:
            found.setdefault((measure, problem), []).append((link[0], link[1], link[2]))
    lines = [
        (
            measure,
            problem,
            roles[problem],
            "direct" if any(d == "direct" for _, d, _ in links) else "indirect",
            all(s == "coders" for _, _, s in links),
            any(row in crossing for row, _, _ in links),
            tuple(row for row, _, _ in links),
        )
        for (measure, problem), links in found.items()
    ]
    return pd.DataFrame(lines, columns=["measure", "problem", "role", "directness", "ours", "crosses", "rows"])


def met(links: pd.DataFrame, bands: pd.DataFrame) -> pd.DataFrame:
    """Say of each cause and measure of the parallel whether a link between them reaches it.

    Parameters
    ----------
    links
        From :func:`measure_links`.
    bands
        From :func:`parallel`.

    Returns
    -------
    DataFrame
        Indexed by row id, causes before measures: ``kind`` (cause or measure) and ``met``.

    Examples
    --------
    >>> from casestudy import load_case
    >>> case = load_case("pairing")
    >>> bool(met(measure_links(case), parallel(case)).loc["problem_044", "met"])
    False

    """
    kinds = {row: kind for kind in ("cause", "measure") for rows in bands[f"{kind}s"] for row in rows}
    both = links[links["problem"].isin(list(kinds)) & links["measure"].isin(list(kinds))]
    reached = {*both["problem"], *both["measure"]}
    lines = [(kind, row in reached) for row, kind in kinds.items()]
    return pd.DataFrame(lines, index=list(kinds), columns=["kind", "met"]).astype({"met": bool})


def who_would_act(case: Case) -> pd.DataFrame:
    """Say of each recommendation on which side the actors stand whom it names.

    The idea: a remedy that names nobody obliges nobody. Chinese leaves out a subject that is
    understood, so an unnamed actor is *not said*, which is less than nobody.

    Returns
    -------
    DataFrame
        Indexed by recommendation id: ``level``, ``force``, ``side`` (a code of ``side``: ``joint`` if
        actors of several sides are named; empty if none is).

    Examples
    --------
    >>> from casestudy import load_case
    >>> who_would_act(load_case("pairing")).loc[["rec_003", "rec_053", "rec_007"], "side"].tolist()
    ['joint', 'agency', '']

    """
    side = dict(zip(case["actors"]["id"], case["actors"]["side"], strict=True))
    frame = case["recommendations"].set_index("id")[["level", "force", "actors"]].rename_axis(None)
    sides = [sorted({side[actor] for actor in actors}) for actors in frame.pop("actors")]
    return frame.assign(side=["joint" if len(found) > 1 else "".join(found) for found in sides])


def closest_practice(case: Case, precedents: pd.DataFrame) -> pd.DataFrame:
    """Reduce the comparable practice of each recommendation to its closest fit, with the opposite kept apart.

    Existence, never effect: that something comparable is told elsewhere does not say that it works.

    Parameters
    ----------
    case
        The case that recommends.
    precedents
        From :func:`casestudy.coding.comparisons.precedents_of`.

    Returns
    -------
    DataFrame
        Indexed by recommendation id: ``dimension`` (the topmost recommendation above it), ``closest``
        (a code of ``precedent_fit``; empty if nothing is told), ``contrary`` (the opposite is told, too).

    """
    fits = [fit for fit in codebook().codes["precedent_fit"] if fit != "contrary"]
    above = _chains(case, "recommendations")
    lines = [
        (above[rec][-1], next((fit for fit in fits if line[fit]), ""), bool(line["contrary"]))
        for rec, line in precedents.iterrows()
    ]
    return pd.DataFrame(lines, index=precedents.index, columns=["dimension", "closest", "contrary"])


def with_links(case: Case, links: Mapping[str, str] | Iterable[tuple[str, str]]) -> Case:
    """Return the case with links that another reader might draw: recommendation → problem.

    Leaving rows out can only leave more causes untouched; whether some stay
    untouched is put to the test by links that we did not draw.

    Examples
    --------
    >>> from casestudy import load_case
    >>> case = with_links(load_case("pairing"), {"rec_038": "problem_044"})
    >>> answered(case).loc["problem_044", "indirect"]
    ('remedy_added_1',)

    """
    pairs = list(links.items() if isinstance(links, Mapping) else links)
    for rec, problem in pairs:
        case.check_row(rec, "recommendations")
        case.check_row(problem, "problems")
    frame = case["remedies"]
    said = {"directness": "indirect", "said_by": "coders", "basis": "inferred", "voice": "coder"}
    more = [
        dict.fromkeys(frame, "")
        | said
        | {"id": f"remedy_added_{n}", "recommendation": rec, "problem": problem, "from_rows": (rec, problem)}
        for n, (rec, problem) in enumerate(pairs, start=1)
    ]
    added = pd.DataFrame(more, index=[line["id"] for line in more], columns=list(frame)).astype(frame.dtypes.to_dict())
    return replace(case, tables=dict(case.tables) | {"remedies": pd.concat([frame, added])})
