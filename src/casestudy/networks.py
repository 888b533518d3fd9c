"""Networks of a case: one registry, every kind a plain function of a case.

Every kind returns a ``networkx.MultiDiGraph`` whose nodes and edges are keyed
by row id. Each node and edge carries ``row`` (that id), ``table``, ``basis``,
``label_en`` and ``label_zh``, and the codes of its row. So from any node or
edge one gets to its row (``case.row(G.nodes[n]["row"])``) and to its place in
the article (``case.place(...)``). There are no filters here: pass
``case.only(basis="stated")`` or ``case.without(ids)`` instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import networkx as nx

from casestudy.coding.cases import Case
from casestudy.coding.codebook import LANGS, codebook
from casestudy.coding.lookup import look_up

Builder = Callable[[Case], nx.MultiDiGraph]


@dataclass(frozen=True)
class Kind:
    """A kind of network: the tables that it needs, and what builds it."""

    name: str
    needs: tuple[str, ...]
    build: Builder


KINDS: dict[str, Kind] = {}


def kind(name: str, needs: Iterable[str]) -> Callable[[Builder], Builder]:
    """Register a function of a case as a kind of network."""

    def register(build: Builder) -> Builder:
        KINDS[name] = Kind(name, tuple(needs), build)
        return build

    return register


def network_kinds(case: Case) -> list[str]:
    """Return the kinds of network for which a case has rows.

    Examples
    --------
    >>> from casestudy import load_case
    >>> "empowerment" in network_kinds(load_case("pairing"))
    True

    """
    return [k.name for k in KINDS.values() if not _lacking(case, k)]


def network(case: Case, kind: str) -> nx.MultiDiGraph:
    """Build a network of a case.

    Parameters
    ----------
    case
        From :func:`~casestudy.coding.cases.load_case`, perhaps with rows taken away.
    kind
        One of :func:`~casestudy.networks.network_kinds`.

    Raises
    ------
    UnknownNameError
        There is no such kind.
    ValueError
        The case has no rows for it: an empty table, which is a finding.

    Examples
    --------
    >>> from casestudy import load_case
    >>> G = network(load_case("pairing"), "empowerment")
    >>> G.nodes["actor_002"]["label_zh"]
    'B社区党组织'

    """
    Case.accept(case)
    found = KINDS[look_up("kind of network", kind, KINDS)]
    if lacking := _lacking(case, found):
        raise ValueError(f"{case.name} has no rows in {', '.join(lacking)}, so it has no {kind} network")
    G = found.build(case)
    G.graph |= {"case": case.name, "kind": kind}
    return G


def _lacking(case: Case, kind: Kind) -> list[str]:
    return [table for table in kind.needs if case[table].empty]


def _attributes(case: Case, row_id: str) -> dict[str, Any]:
    table = codebook().table_of(row_id)
    row = case.row(row_id)
    codes = {
        v.name: _plain(row[v.name]) for v in codebook().variables[table] if v.type in ("code", "integer", "number")
    }
    labels = {f"label_{lang}": case.text(row_id, lang) for lang in LANGS}
    return {"row": row_id, "table": table, **codes, **labels}


def _plain(value: Any) -> Any:
    """Return a number as Python's own, which every format can write."""
    return value.item() if hasattr(value, "item") else value


def _nodes(G: nx.MultiDiGraph, case: Case, ids: Iterable[str]) -> None:
    for row_id in ids:
        if row_id not in G:
            G.add_node(row_id, **_attributes(case, row_id))


def _edge(G: nx.MultiDiGraph, case: Case, source: str, target: str, row_id: str, **more: Any) -> None:
    _nodes(G, case, (source, target))
    G.add_edge(source, target, key=row_id, **_attributes(case, row_id), **more)


def _tie_network(case: Case, relations: Iterable[str] | None = None) -> nx.MultiDiGraph:
    G = nx.MultiDiGraph()
    ties = case["ties"]
    if relations is not None:
        ties = ties[ties["relation"].isin(list(relations))]
    for tie in ties.itertuples():
        _edge(G, case, tie.source, tie.target, tie.id)
    return G


@kind("actors", needs=("actors", "ties"))
def actors(case: Case) -> nx.MultiDiGraph:
    """Every actor, and every tie of any kind; an isolate is named but tied to nobody."""
    G = _tie_network(case)
    _nodes(G, case, case["actors"]["id"])
    return G


@kind("empowerment", needs=("actors", "ties"))
def empowerment(case: Case) -> nx.MultiDiGraph:
    """Who strengthens whom: the ties that the article presents as empowerment."""
    return _tie_network(case, ["empowerment"])


@kind("hierarchy", needs=("actors", "ties"))
def hierarchy(case: Case) -> nx.MultiDiGraph:
    """Who stands above whom: containment, leadership, membership, appointment, reports."""
    G = _tie_network(case, ["authority", "membership", "appointment", "report"])
    for actor in case["actors"].itertuples():
        for whole in actor.part_of:
            _edge(G, case, actor.id, whole, actor.id, relation="part_of")
    return G


@kind("lists", needs=("listed_items",))
def lists(case: Case) -> nx.MultiDiGraph:
    """Listed items, and the activities with who contributes and who benefits.

    An item is tied to an activity only where a row says so; that most items
    stay isolated says how little the article tells of what meets what.
    """
    G = nx.MultiDiGraph()
    _nodes(G, case, case["listed_items"]["id"])
    for row in case["contributions"].itertuples():
        _edge(G, case, row.actor, row.activity, row.id)
    for row in case["activities"].itertuples():
        for actor in row.beneficiaries:
            _edge(G, case, row.id, actor, row.id)
    return G


@kind("process", needs=("processes",))
def process(case: Case) -> nx.MultiDiGraph:
    """Steps and what follows what; a cycle is a loop that the article closes."""
    G = nx.MultiDiGraph()
    _nodes(G, case, case["processes"]["id"])
    for step in case["processes"].itertuples():
        for target in step.leads_to:
            _edge(G, case, step.id, target, step.id)
    return G


@kind("prescribed", needs=("statements",))
def prescribed(case: Case) -> nx.MultiDiGraph:
    """Who must do what for whom: actor → statement → recipient.

    A statement without an edge out names no recipient; one without an edge
    in names nobody who is to act.
    """
    G = nx.MultiDiGraph()
    for rule in case["statements"].itertuples():
        _nodes(G, case, [rule.id])
        if rule.attribute:
            _edge(G, case, rule.attribute, rule.id, rule.id)
        if rule.recipient:
            _edge(G, case, rule.id, rule.recipient, rule.id)
    return G


@kind("composition", needs=("composition",))
def composition(case: Case) -> nx.MultiDiGraph:
    """Who may or does sit in which body: member → body."""
    G = nx.MultiDiGraph()
    for seat in case["composition"].itertuples():
        _edge(G, case, seat.member, seat.body, seat.id)
    return G


@kind("argument", needs=("factors", "causes"))
def argument(case: Case) -> nx.MultiDiGraph:
    """The article's argument map: factors, and signed claims that one moves another."""
    G = nx.MultiDiGraph()
    _nodes(G, case, case["factors"]["id"])
    for claim in case["causes"].itertuples():
        _edge(G, case, claim.cause, claim.effect, claim.id)
    return G


@kind("remedies", needs=("problems", "recommendations"))
def remedies(case: Case) -> nx.MultiDiGraph:
    """Recommendation → problem; part → whole within each (``relation="part_of"``)."""
    G = nx.MultiDiGraph()
    for table in ("problems", "recommendations"):
        _nodes(G, case, case[table]["id"])
        for row in case[table].itertuples():
            if row.parent:
                _edge(G, case, row.id, row.parent, row.id, relation="part_of")
    for row in case["remedies"].itertuples():
        _edge(G, case, row.recommendation, row.problem, row.id, relation="meets")
    return G


@kind("evidence", needs=("claims",))
def evidence(case: Case) -> nx.MultiDiGraph:
    """Row → claim that it carries; a claim without an edge in is carried by nothing coded."""
    G = nx.MultiDiGraph()
    _nodes(G, case, case["claims"]["id"])
    for row in case["support"].itertuples():
        _edge(G, case, row.row, row.claim, row.id)
    return G


@kind("framework", needs=("framework",))
def framework(case: Case) -> nx.MultiDiGraph:
    """Elements of the article's frame in layers, and the rows that fill them (``relation="fills"``)."""
    G = nx.MultiDiGraph()
    _nodes(G, case, case["framework"]["id"])
    for element in case["framework"].itertuples():
        for target in element.feeds:
            _edge(G, case, element.id, target, element.id, relation="feeds")
        for row in element.filled_by:
            _edge(G, case, row, element.id, element.id, relation="fills")
    return G
