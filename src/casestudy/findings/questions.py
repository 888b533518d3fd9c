"""Ask a question that can come out otherwise: a filter, a quantifier, a path or a loop, and what would turn the answer.

A headline of the book should be able to be false. So it is a question about the rows of one table, written as data,
and one small interpreter answers it, of any case, of another coding, of a case with rows taken away or recoded:

>>> from casestudy import load_case
>>> gains = {"relation": "empowerment", "realm": "enacted"}
>>> ask(load_case("pairing"), Question("ties", "any", gains, {"teller": "receiver"})).value
'yes'

What would turn it is a set of *places* in the article: where an answer hangs on two sentences,
a reader who does not believe these two need not believe the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import networkx as nx
import pandas as pd

from casestudy.coding.cases import PLACED, Case
from casestudy.coding.codebook import codebook
from casestudy.coding.lookup import UnknownNameError, look_up
from casestudy.findings.registry import NOTHING, Number

Filter = Mapping[str, str]
SOMETHING = "*"
# What a question is about, unless it says otherwise: what is affirmed, and no proposals.
UNLESS_ASKED = {"polarity": "affirmed", "realm": "designed|enacted"}


@dataclass(frozen=True)
class Question:
    """A question about the rows of one table.

    Attributes
    ----------
    table
        Whose rows are asked about; for a path or a loop one with two columns of keys.
    quantifier
        ``any``, ``none`` or ``all`` of the rows ``where`` are ``such``; ``most``: more than a ``share`` of them are;
        ``more`` are ``such`` than are ``than``; ``which``: the values that column ``of`` takes in them are just
        ``values``; ``apart``: those that it takes in ``such`` and in ``than`` have none in common; ``path``: the
        rows lead from ``start`` to ``end``; ``loop``: they lead from ``start`` back to it.
    where, such, than
        Filters, ``{column: value}``: several values are joined by ``|``, an empty one means an empty cell and ``*``
        any that is not; ``source.side`` is the side of the row to which ``source`` points. Only what is affirmed
        and no proposal counts, unless polarity or realm is asked for.
    of, values
        A column, and its values joined by ``|``.
    share
        Between 0 and 1.
    start, end
        Ids of the rows from which and to which a path leads, or their slugs; several are joined by ``|``.
    ends
        The two columns of keys that a path follows.

    """

    table: str
    quantifier: str
    where: Filter = field(default_factory=dict)
    such: Filter = field(default_factory=dict)
    than: Filter = field(default_factory=dict)
    of: str = ""
    values: str = ""
    share: float = 0.5
    start: str = ""
    end: str = ""
    ends: tuple[str, str] = ("cause", "effect")


def ask(case: Case, question: Question) -> Number:
    """Answer a question: yes, no, or nothing coded where no row is of the kind that it asks about.

    Raises
    ------
    UnknownNameError
        There is no such table, quantifier, column, code or row; the message lists what is.
    ValueError
        The question asks of rows what belongs to their places.

    Examples
    --------
    >>> from casestudy import load_case
    >>> case = load_case("pairing")
    >>> ask(case, Question("ties", "most", {"relation": "empowerment"}, {"direction": "down"})).value
    'no'
    >>> ask(case, Question("ties", "none", {"currency": "authority"}, {"source.kind": "people"})).value
    'yes'

    """
    found = _answer(case, question)
    return NOTHING if found is None else Number("yes" if found.value else "no", tuple(found.rows), "yes_no")


def turning(case: Case, question: Question) -> pd.DataFrame:
    """Return a smallest set of places in the article whose loss turns the answer, be it into *nothing coded*.

    There may be others as small. That nothing is said is turned by no loss but that of all that could have said it.
    Rows go with their last place; what else rests on a row, and falls with it, is not looked at.

    Returns
    -------
    DataFrame
        The places, as :meth:`~casestudy.coding.cases.Case.places` gives them; none where nothing is coded.

    Examples
    --------
    >>> from casestudy import load_case
    >>> gains = Question("ties", "any", {"relation": "empowerment", "direction": "up"}, {"currency": "authority"})
    >>> case = load_case("pairing")
    >>> ask(case, gains).value, len(turning(case, gains)) > 0
    ('no', True)

    """
    found = _answer(case, question)
    return case.places(question.table).iloc[:0] if found is None else _turning(case, question, found)


@dataclass(frozen=True)
class _Answer:
    """Yes or no, the rows that make it so, and losses each of which turns it: rows, and the filters that they bear."""

    value: bool
    rows: list[str]
    losses: list[list[tuple[str, Filter]]]


def _turning(case: Case, q: Question, found: _Answer) -> pd.DataFrame:
    places = case.places(q.table)
    sets = [
        pd.concat([_bearing(case, places, row, q.where, also) for row, also in loss]).index.unique()
        for loss in found.losses
    ]
    return places.loc[min(sets, key=len)].reset_index(drop=True)


def _bearing(case: Case, places: pd.DataFrame, row: str, *filters: Filter) -> pd.DataFrame:
    """Return the places of a row that bear what filters ask of a place."""
    mine = places[places["row"] == row]
    for column, value in (pair for one in filters for pair in one.items() if pair[0] in PLACED):
        parts = value.split("|")
        wanted = [s for part in parts for s in case.sections_within(part)] if column == "section" else parts
        mine = mine[mine[column].isin(wanted)]
    return mine


def _answer(case: Case, q: Question) -> _Answer | None:
    Case.accept(case)
    look_up("table", q.table, case.tables)
    decide = QUANTIFIERS[look_up("quantifier", q.quantifier, QUANTIFIERS)]
    by_row = [
        f"{column}" for column in (*q.such, q.of) if column in PLACED and q.quantifier in ("all", "most", "which")
    ]
    if by_row:
        raise ValueError(f"{q.quantifier} asks of rows, and {by_row[0]} belongs to their places; ask for it in where")
    unsaid = {column: value for column, value in UNLESS_ASKED.items() if column in codebook().columns(q.table)}
    return decide(case, q, filtered(case, q.table, unsaid | dict(q.where)))


def filtered(case: Case, table: str, filters: Filter, among: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the rows of a table, or those among some, that bear what filters ask (see :class:`Question`)."""
    whole = case[table]
    keep = whole["id"].isin((whole if among is None else among)["id"]).to_numpy()
    for column, value in filters.items():
        keep = keep & _mark(case, table, column, value)
    return whole[keep]


def _mark(case: Case, table: str, column: str, value: str) -> Any:
    here, dot, there = column.partition(".")
    v = codebook().column(table, here)
    if dot:
        if v.references not in case.tables:
            raise UnknownNameError(f"{here} of {table} leads to no one table, so that {column} is no column")
        return case.bearing(table, here, filtered(case, v.references, {there: value})["id"])
    if value in ("", SOMETHING):
        empty = case[table][here].map(_is_empty).to_numpy(bool)
        return empty if value == "" else ~empty
    for part in value.split("|"):
        case.check_cell(table, here, part)
    return case.bearing(table, here, value.split("|"))


def _is_empty(cell: Any) -> bool:
    return not cell if isinstance(cell, (str, tuple)) else bool(pd.isna(cell))


def _lost(rows: Iterable[str], also: Filter | None = None) -> list[tuple[str, Filter]]:
    return [(row, also or {}) for row in rows]


def _any(case: Case, q: Question, rows: pd.DataFrame) -> _Answer | None:
    if rows.empty:
        return None
    such = list(filtered(case, q.table, q.such, rows).index)
    return _Answer(bool(such), such or list(rows.index), [_lost(such, q.such) if such else _lost(rows.index)])


def _none(case: Case, q: Question, rows: pd.DataFrame) -> _Answer | None:
    found = _any(case, q, rows)
    return found and _Answer(not found.value, found.rows, found.losses)


def _all(case: Case, q: Question, rows: pd.DataFrame) -> _Answer | None:
    if rows.empty:
        return None
    others = list(rows.index.difference(filtered(case, q.table, q.such, rows).index, sort=False))
    return _Answer(not others, others or list(rows.index), [_lost(others or rows.index)])


def _most(case: Case, q: Question, rows: pd.DataFrame) -> _Answer | None:
    if rows.empty:
        return None
    such = filtered(case, q.table, q.such, rows)
    value = len(such) > q.share * len(rows)
    pool = _cheapest_first(case, q, such.index if value else rows.index.difference(such.index, sort=False))
    left, of = len(such), len(rows)
    lost: list[str] = []
    while of and (left > q.share * of) == value and pool:
        lost.append(pool.pop(0))
        left, of = left - value, of - 1
    turned = not of or (left > q.share * of) != value
    return _Answer(value, list(such.index), [_lost(lost if turned else rows.index)])


def _cheapest_first(case: Case, q: Question, rows: Iterable[str], also: Filter | None = None) -> list[str]:
    places = case.places(q.table)
    return sorted(rows, key=lambda row: len(_bearing(case, places, row, q.where, also or {})))


def _more(case: Case, q: Question, rows: pd.DataFrame) -> _Answer | None:
    such, than = (list(filtered(case, q.table, one, rows).index) for one in (q.such, q.than))
    if both := set(such) & set(than):
        raise ValueError(f"more asks of two kinds of rows, and {', '.join(sorted(both))} are of both")
    if not such and not than:
        return None
    value = len(such) > len(than)
    more, also = (such, q.such) if value else (than, q.than)
    gap = len(such) - len(than) if value else len(than) - len(such) + 1
    lost = _cheapest_first(case, q, more, also)[: gap if value or such else None]
    return _Answer(value, such + than, [_lost(lost, also)])


def _taken(rows: pd.DataFrame, column: str) -> dict[str, list[str]]:
    """Say which rows take which value of a column."""
    found: dict[str, list[str]] = {}
    for row, cell in rows[column].items():
        for value in (cell,) if isinstance(cell, str) else cell:
            if value:
                found.setdefault(value, []).append(str(row))
    return found


def _which(case: Case, q: Question, rows: pd.DataFrame) -> _Answer | None:
    if rows.empty:
        return None
    wanted = set(q.values.split("|"))
    for one in wanted:
        case.check_cell(q.table, q.of, one)
    taken = _taken(rows, q.of)
    others = dict.fromkeys(row for one in taken if one not in wanted for row in taken[one])
    losses = [_lost(rows.index)]
    if not others and wanted == set(taken):
        losses += [_lost(of) for of in taken.values()]
    elif wanted <= set(taken):
        losses += [_lost(others)]
    return _Answer(wanted == set(taken), list(rows.index), losses)


def _apart(case: Case, q: Question, rows: pd.DataFrame) -> _Answer | None:
    sides = [filtered(case, q.table, one, rows) for one in (q.such, q.than)]
    if any(side.empty for side in sides):
        return None
    takers = [_taken(side, q.of) for side in sides]
    shared = [value for value in takers[0] if value in takers[1]]
    filters = q.such, q.than
    losses = [_lost(side.index, also) for side, also in zip(sides, filters, strict=True)]
    if shared:
        losses += [
            [one for value, n in zip(shared, which, strict=True) for one in _lost(takers[n][value], filters[n])]
            for which in product((0, 1), repeat=len(shared))
        ]
    deciding = [row for value in shared for side in takers for row in side[value]]
    return _Answer(not shared, deciding or [row for side in sides for row in side.index], losses)


def _path(case: Case, q: Question, rows: pd.DataFrame) -> _Answer | None:
    if rows.empty:
        return None
    end = q.end if q.quantifier == "path" else q.start
    starts, ends = (_nodes(case, q, names) for names in (q.start, end))
    if q.quantifier == "path" and starts & ends:
        raise ValueError(f"a path leads from one thing to another, and {', '.join(sorted(starts & ends))} is both")
    places = case.places(q.table)
    G = nx.DiGraph()
    G.add_nodes_from(("from", "to"))
    for row, tail, head in rows[list(q.ends)].itertuples():
        a, b = ("from" if tail in starts else tail), ("to" if head in ends else head)
        if a != b and (not G.has_edge(a, b) or row not in G[a][b]["rows"]):
            known = G[a][b]["rows"] if G.has_edge(a, b) else []
            cost = G[a][b]["capacity"] if known else 0
            G.add_edge(a, b, rows=[*known, row], capacity=cost + len(_bearing(case, places, row, q.where)))
    if not nx.has_path(G, "from", "to"):
        return _Answer(False, list(rows.index), [_lost(rows.index)])
    on_way = [G[a][b]["rows"] for a, b in nx.utils.pairwise(nx.shortest_path(G, "from", "to"))]
    near, _ = nx.minimum_cut(G, "from", "to")[1]
    cut = [row for a, b in nx.edge_boundary(G, near) for row in G[a][b]["rows"]]
    return _Answer(True, [row for step in on_way for row in step], [_lost(cut)])


def _nodes(case: Case, q: Question, names: str) -> set[str]:
    """Return the ids of rows that are named by id or slug."""
    table = case[codebook().column(q.table, q.ends[0]).references]
    slugs = dict(zip(table["slug"], table["id"], strict=True)) if "slug" in table else {}
    ids = {name: name for name in table.index} | slugs
    return {ids[look_up(f"row of {q.table} at either end", name, ids)] for name in names.split("|")}


QUANTIFIERS: dict[str, Callable[[Case, Question, pd.DataFrame], _Answer | None]] = {
    "any": _any, "none": _none, "all": _all, "most": _most, "more": _more, "which": _which, "apart": _apart,
    "path": _path, "loop": _path,
}  # fmt: skip
