"""Calm and urgent times: who has the last word, which places are told of, what is drawn upon."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from casestudy.coding.cases import Case
from casestudy.coding.codebook import codebook
from casestudy.coding.lookup import look_up


def last_words(case: Case) -> pd.DataFrame:
    """Say with whom the last decision of each process lies.

    The idea: of the steps in which something is decided, the one that comes last
    binds. Where no step decides, the article does not say who does; that is
    not the same as nobody. What is decided differs between processes (who takes
    part, what is done), so that two last words are not yet comparable.

    Returns
    -------
    DataFrame
        Indexed by process, in the order of the table: ``actors`` (tuple of ids of those who
        take the last deciding step; an empty id where it names nobody; an empty tuple where no step
        decides) and ``rows`` (tuple of step ids). Denied and proposed steps do not count.

    References
    ----------
    E. F. Fama and M. C. Jensen (1983). Separation of ownership and control.
    *Journal of Law and Economics* 26, 301-325 (ratification).

    Examples
    --------
    >>> from casestudy import load_case
    >>> last_words(load_case("group_council")).loc["tiered_mediation", "actors"]
    ()

    """
    columns = ["process", "order", "actor", "id", "right", "polarity", "realm"]
    found: dict[str, list[tuple[int, str, str]]] = {}
    for process, order, actor, row, right, polarity, realm in case["processes"][columns].itertuples(index=False):
        if polarity == "affirmed" and realm != "proposed":
            deciding = found.setdefault(process, [])
            if right == "decides":
                deciding.append((order, actor, row))
    lines = {}
    for process, deciding in found.items():
        last = [step for step in deciding if step[0] == max(deciding)[0]]
        lines[process] = {"actors": tuple(dict.fromkeys(s[1] for s in last)), "rows": tuple(s[2] for s in last)}
    return pd.DataFrame.from_dict(lines, orient="index", columns=["actors", "rows"])


def last_word_sides(last: pd.DataFrame, actors: pd.DataFrame) -> pd.Series:
    """Say on which sides those stand who have the last word in each process.

    Parameters
    ----------
    last
        From :func:`last_words`.
    actors
        Rows of the table ``actors``.

    Returns
    -------
    Series
        Process → tuple of codes of ``side``; empty where nobody is named.

    Examples
    --------
    >>> from casestudy import load_case
    >>> case = load_case("group_council")
    >>> last_word_sides(last_words(case), case["actors"])["tiered_mediation"]
    ()

    """
    side = dict(zip(actors["id"], actors["side"], strict=True))
    order = list(codebook().codes["side"])
    found = {p: {side[a] for a in who if a} for p, who in last["actors"].items()}
    return pd.Series({p: tuple(sorted(sides, key=order.index)) for p, sides in found.items()}, dtype=object)


def places_by_regime(case: Case, level: str = "community") -> pd.DataFrame:
    """List the places that rows tied to calm, and rows tied to urgent times, name.

    The idea: that an arrangement serves both times could be seen in a place that is
    followed through both. A row counts if one of its cells names the place; places of which a
    row tells without naming them are missed.

    Parameters
    ----------
    level
        Only places of this level, e.g. ``"community"``: a whole city is named in both anyway.

    Returns
    -------
    DataFrame
        Indexed by the ids of the places that are named at all: ``calm`` and ``urgent``, tuples of row ids.

    Examples
    --------
    >>> from casestudy import load_case
    >>> frame = places_by_regime(load_case("group_council"))
    >>> int((frame["calm"].map(bool) & frame["urgent"].map(bool)).sum())
    0

    """
    look_up("level", level, codebook().codes["level"])
    actors = case["actors"]
    columns = zip(actors["id"], actors["kind"], actors["level"], strict=True)
    places = {row for row, kind, where in columns if kind == "place" and where == level}
    found: dict[str, dict[str, dict[str, None]]] = {}
    for name, table in codebook().tables.items():
        if table.qualified:
            frame = case[name]
            for v in codebook().variables[name]:
                if v.references == "actors":
                    for row, regime, cell in zip(frame["id"], frame["regime"], frame[v.name], strict=True):
                        for place in places.intersection((cell,) if isinstance(cell, str) else cell):
                            if regime in ("calm", "urgent"):
                                found.setdefault(place, {"calm": {}, "urgent": {}})[regime][row] = None
    lines = {place: {r: tuple(ids) for r, ids in found[place].items()} for place in sorted(found)}
    return pd.DataFrame.from_dict(lines, orient="index", columns=["calm", "urgent"])


def regime_of(case: Case, row: str) -> str:
    """Say to which time a row is tied: by its own code, or else by that of the activity that it belongs to.

    Rows of tables without the column ``regime``, such as contributions, take
    that of their activity; rows that have neither are ``unsaid``.

    Examples
    --------
    >>> from casestudy import load_case
    >>> regime_of(load_case("group_council"), "contribution_019")
    'calm'

    """
    cells = case.row(row)
    if "regime" in cells:
        return str(cells["regime"])
    return str(case.row(cells["activity"])["regime"]) if cells.get("activity") else "unsaid"


def drawn_upon(case: Case, sorts: Mapping[str, Mapping[str, Iterable[str]]]) -> pd.DataFrame:
    """Lay out a sorting of what an account tells of as drawn upon, with the time that it is tied to.

    The idea: whether something was *added* depends on whose books are
    kept. A thing can be new, lent by somebody else, the same under another name, or
    somebody's own time. The sorting is a reading, made by whoever calls this; the rows are the article's.

    Parameters
    ----------
    sorts
        Sort → thing → ids of the rows that tell of it.

    Returns
    -------
    DataFrame
        One line a thing, in the order given: ``sort``, ``thing``, ``regime`` (the one to which its rows are
        tied) and ``rows`` (tuple of ids).

    Raises
    ------
    ValueError
        The rows of a thing are tied to different times: it is two things.

    Examples
    --------
    >>> from casestudy import load_case
    >>> frame = drawn_upon(load_case("group_council"), {"lent": {"volunteers": ["contribution_019"]}})
    >>> frame["regime"].tolist()
    ['calm']

    """
    lines = []
    for sort, things in sorts.items():
        for thing, ids in things.items():
            rows = tuple(ids)
            tied = sorted({regime_of(case, row) for row in rows})
            if len(tied) != 1:
                raise ValueError(f"{thing!r}: its rows are tied to {' and '.join(tied)}; make it one thing a time")
            lines.append((sort, thing, tied[0], rows))
    return pd.DataFrame(lines, columns=["sort", "thing", "regime", "rows"])
