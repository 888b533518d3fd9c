"""What the edges of a network say, by what one may filter them, and how they are drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import networkx as nx

from casestudy.coding.codebook import LANGS, Lang, Variable, codebook
from casestudy.coding.messages import say
from casestudy.figures.explorer.layers import Pair

# What a reader may filter by, where the edges of a network differ in it.
FACETS = ("relation", "direction", "currency", "sign", "right", "deontic", "basis", "realm", "regime", "polarity")
RELATIONS = ("part_of", "feeds", "fills", "meets")  # relations that networks have and tables do not
FIRMNESS = ("stated", "derived", "inferred")
COLOURS = {
    "down": "blue", "up": "red", "lateral": "grey", "raises": "blue", "lowers": "red",
    "acts": "blue", "concerned": "red", "part_of": "grey", "fills": "grey", "feeds": "blue", "meets": "blue",
}  # fmt: skip


@dataclass(frozen=True)
class Edge:
    """One edge: its ends, its row and the table of that, its codes and text.

    ``means`` is the key of :data:`COLOURS` that gives its colour, or empty.
    """

    source: str
    target: str
    row: str
    table: str
    codes: dict[str, str]
    text: dict[Lang, str]
    means: str

    @property
    def colour(self) -> str:
        """Name of the colour of its line."""
        return COLOURS.get(self.means, "blue")

    @property
    def look(self) -> str:
        """Say how its line is drawn: ``denied``, or by how the row follows from the text."""
        return "denied" if self.codes.get("polarity") == "denied" else self.codes.get("basis", "stated")


def edges(G: nx.MultiDiGraph) -> list[Edge]:
    """Return the edges of a network in its order.

    Examples
    --------
    >>> from casestudy import load_case, network
    >>> first = edges(network(load_case("pairing"), "composition"))[0]
    >>> first.row, first.look
    ('seat_001', 'stated')

    """
    return [_edge(G, u, v, str(key), data) for u, v, key, data in G.edges(keys=True, data=True)]


def _edge(G: nx.MultiDiGraph, u: str, v: str, key: str, data: dict[str, Any]) -> Edge:
    row, table = str(data.get("row", key)), str(data.get("table", ""))
    # Of a row that is itself a node only what one may filter by stands with the edge, the rest with the node.
    own = set(FACETS) if row in (u, v) else {*FACETS, *coded(table)}
    codes = {name: str(value) for name, value in data.items() if name in own}
    ends = {lang: [str(G.nodes[n].get(f"label_{lang}", n)) for n in (u, v)] for lang in LANGS}
    text = {lang: str(data.get(f"label_{lang}", "")) for lang in LANGS}
    told = {lang: "" if t in (*ends[lang], " → ".join(ends[lang])) else t for lang, t in text.items()}
    return Edge(u, v, row, table, codes, told, _means(G, v, data))


def coded(table: str) -> dict[str, Variable]:
    """Return the columns of a table that hold a code."""
    return {v.name: v for v in codebook().variables.get(table, ()) if v.codes}


def _means(G: nx.MultiDiGraph, target: str, data: dict[str, Any]) -> str:
    for name in ("direction", "sign", "relation"):
        if data.get(name) in COLOURS:
            return str(data[name])
    if data.get("table") in ("statements", "contributions", "activities"):
        return "concerned" if G.nodes[target].get("table") == "actors" else "acts"
    return ""


def by_pair(of: Iterable[Edge]) -> dict[Pair, list[Edge]]:
    """Group edges by source and target."""
    pairs: dict[Pair, list[Edge]] = {}
    for e in of:
        pairs.setdefault((e.source, e.target), []).append(e)
    return pairs


def drawn_as(of: Iterable[Edge]) -> tuple[str, str, bool]:
    """Return the colour and look of the one line for several edges, and whether any of them is denied.

    The line is as firm as the firmest edge that is affirmed; only where all
    are denied does it look so.

    Examples
    --------
    >>> said = Edge("a", "b", "tie_1", "ties", {"basis": "inferred"}, {}, "down")
    >>> denied = Edge("a", "b", "tie_2", "ties", {"polarity": "denied"}, {}, "up")
    >>> drawn_as([said, denied]), drawn_as([denied])
    (('black', 'inferred', True), ('red', 'denied', True))

    """
    colours, looks = {e.colour for e in of}, {e.look for e in of}
    firmest = next((look for look in FIRMNESS if look in looks), "denied")
    return colours.pop() if len(colours) == 1 else "black", firmest, "denied" in looks


def differing(of: Iterable[Edge]) -> dict[str, str]:
    """Return the codes in which edges differ, and always the basis, each with what it is called in which table."""
    values: dict[str, set[str]] = {}
    table: dict[str, str] = {}
    for e in of:
        for name, code in e.codes.items():
            values.setdefault(name, set()).add(code)
            if name in coded(e.table):
                table.setdefault(name, e.table)
    several = [name for name in values if name == "basis" or len(values[name]) > 1]
    order = sorted(several, key=lambda name: FACETS.index(name) if name in FACETS else len(FACETS))
    return {name: table.get(name, "ties") for name in order}


def facets(of: Iterable[Edge]) -> dict[str, dict[str, int]]:
    """Return the columns to filter by, each with its codes in the order of the codebook and their numbers of edges."""
    made: dict[str, dict[str, int]] = {}
    for name in FACETS:
        found = [e.codes.get(name, "") for e in of]
        order = [*codebook().codes[name], *RELATIONS, ""]
        if len({code for code in found if code}) > 1:
            made[name] = {code: found.count(code) for code in order if code in found}
    return made


def code_label(table: str, name: str, code: str, lang: Lang) -> str:
    """Return what a code is called; relations that only networks have are messages.

    Examples
    --------
    >>> code_label("ties", "direction", "up", "en"), code_label("ties", "relation", "part_of", "zh")
    ('Up', '属于')

    """
    if code in RELATIONS or not code:
        return say(f"diagram_{code or 'uncoded'}", lang)
    lists = coded(table).get(name)
    return codebook().label(lists.codes if lists else name, code, lang)
