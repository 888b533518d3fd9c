"""Write the networks of a case for other programs: GraphML, and lists of nodes and edges as CSV.

Both forms hold the same: every node and edge with the attributes of its row, and
``label``, which programs show of themselves, beside ``label_en`` and ``label_zh``.
A number that the article does not give is left out; nothing stands in its place.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any
from xml.etree.ElementTree import Element

import networkx as nx
import pandas as pd
from networkx.readwrite.graphml import GraphMLWriter

from casestudy.coding.cases import Case
from casestudy.coding.csvtext import FORBIDDEN, cell, csv_text
from casestudy.networks import network, network_kinds

# Text that a spreadsheet would run, perhaps behind apostrophes of its own.
RUNS = re.compile(r"'*[=+\-@\t\r]")


def graphml(case: Case) -> dict[str, bytes]:
    """Write every network of a case as GraphML, which Gephi, igraph, Cytoscape and networkx read.

    A file holds one kind of network. Edges are directed. An edge bears the id of
    its row; where one row makes several edges, the ids of both ends follow it
    (``step_003:step_003:step_004``). The card's version and licence stand in ``desc``.

    The format has no missing value: a number that is not given has no ``data``
    element, and an attribute that no node has is not declared. It has no lists
    either; several values are joined with ``;``.

    Parameters
    ----------
    case
        From :func:`~casestudy.coding.cases.load_case`, perhaps with rows taken away.

    Returns
    -------
    dict of bytes
        ``<kind>.graphml`` → its content, in the order of the kinds.

    Raises
    ------
    ValueError
        A row holds a control character, which XML forbids.

    References
    ----------
    U. Brandes, M. Eiglsperger, I. Herman, M. Himsolt and M. S. Marshall (2002). GraphML
    progress report. *Graph Drawing*, LNCS 2265, 501-512.

    Examples
    --------
    >>> from casestudy import load_case
    >>> list(graphml(load_case("pairing")))[:2]
    ['actors.graphml', 'empowerment.graphml']

    """
    return {f"{kind}.graphml": _xml(case, kind, _exported(case, kind)) for kind in network_kinds(case)}


def edge_lists(case: Case) -> dict[str, bytes]:
    """Write every network of a case as two lists, in the columns that the import of Gephi expects.

    ``<kind>-nodes.csv`` begins with ``Id, Label``, ``<kind>-edges.csv`` with ``Source, Target,
    Type, Id, Label``; then come the attributes. An empty cell says that the row has no such
    attribute, or no value. Text that a spreadsheet would run as a formula has an apostrophe
    before it (see :func:`guard`); :func:`unguard` takes it away, so that nothing is lost. The
    files are UTF-8 with LF, and begin with a byte order mark: without it, Excel on a Chinese Windows
    takes them for GBK when they are opened by a double click.

    Parameters
    ----------
    case
        From :func:`~casestudy.coding.cases.load_case`, perhaps with rows taken away.

    Returns
    -------
    dict of bytes
        Name of the file → its content, two files a kind.

    Raises
    ------
    ValueError
        A row holds a control character.

    References
    ----------
    OWASP Foundation, *CSV Injection*: the characters with which a formula may begin.

    Examples
    --------
    >>> from casestudy import load_case
    >>> edge_lists(load_case("pairing"))["empowerment-edges.csv"].decode("utf-8-sig").split(",")[:5]
    ['Source', 'Target', 'Type', 'Id', 'Label']

    """
    files: dict[str, bytes] = {}
    for kind in network_kinds(case):
        G = _exported(case, kind)
        nodes = [{"Id": n, "Label": d["label"], **d} for n, d in G.nodes(data=True)]
        edges = [
            {"Source": u, "Target": v, "Type": "Directed", "Id": k, "Label": d["label"], **d}
            for u, v, k, d in G.edges(keys=True, data=True)
        ]
        files[f"{kind}-nodes.csv"] = _csv(["Id", "Label"], nodes)
        files[f"{kind}-edges.csv"] = _csv(["Source", "Target", "Type", "Id", "Label"], edges)
    return files


def guard(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run as a formula.

    That is text which begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return.
    Where apostrophes stand before such a character already, there is one more, so
    that :func:`unguard` gives back every text as it was.

    Examples
    --------
    >>> guard("=1+1"), guard("'=1+1"), guard("'tis")
    ("'=1+1", "''=1+1", "'tis")

    """
    return f"'{text}" if RUNS.match(text) else text


def unguard(text: str) -> str:
    """Take away the apostrophe that :func:`guard` put before a text.

    Examples
    --------
    >>> unguard("'=1+1"), unguard("''=1+1"), unguard("'tis")
    ('=1+1', "'=1+1", "'tis")

    """
    return text[1:] if text.startswith("'") and RUNS.match(text) else text


def _exported(case: Case, kind: str) -> nx.MultiDiGraph:
    """Return a network in the values that files can hold, its edges keyed by ids that occur once."""
    G = network(case, kind)
    edges = Counter(key for _, _, key in G.edges(keys=True))
    H = nx.MultiDiGraph()
    H.add_nodes_from((n, _attributes(case, data)) for n, data in G.nodes(data=True))
    H.add_edges_from(
        (u, v, key if edges[key] == 1 else f"{key}:{u}:{v}", _attributes(case, data))
        for u, v, key, data in G.edges(keys=True, data=True)
    )
    return H


def _attributes(case: Case, data: Mapping[str, Any]) -> dict[str, Any]:
    plain = {name: _plain(value) for name, value in data.items()}
    for name, value in plain.items():
        if isinstance(value, str) and (found := FORBIDDEN.search(value)):
            place = f"{case.name}/{data['table']}.csv:{case.lines[data['row']]} {name}"
            raise ValueError(
                f"{place}: holds the control character U+{ord(found[0]):04X}, which XML forbids; take it out of the row"
            )
    label = plain["label_en"] or plain["label_zh"]
    return {"label": label, **{name: value for name, value in plain.items() if value is not None}}


def _plain(value: Any) -> Any:
    """Return a value as a Python string or number, or None where it is missing."""
    if isinstance(value, tuple | list):
        return ";".join(map(str, value))
    if pd.isna(value):
        return None
    return value.item() if hasattr(value, "item") else value


def _xml(case: Case, kind: str, G: nx.MultiDiGraph) -> bytes:
    # The writer of the standard library: networkx takes another where lxml is installed, with other bytes.
    writer = GraphMLWriter(infer_numeric_types=True)
    writer.add_graph_element(G)
    root = writer.xml
    *keys, graph = root
    _rename(keys, graph)
    root[:] = [_desc(case, kind), *reversed(keys), graph]
    file = io.BytesIO()
    writer.dump(file)
    return file.getvalue() + b"\n"


def _rename(keys: Iterable[Element], graph: Element) -> None:
    """Name the keys after what they hold: Gephi takes a key ``d3`` or ``d7``, as yEd writes them, for the label."""
    names = {key.get("id"): f"{key.get('for')}_{key.get('attr.name')}" for key in keys}
    for key in keys:
        key.set("id", names[key.get("id")])
    for data in graph.iter("data"):
        data.set("key", names[data.get("key")])


def _desc(case: Case, kind: str) -> Element:
    element = Element("desc")
    said = {"case": case.name, "kind": kind} | {k: case.card[k] for k in ("data_version", "licence") if k in case.card}
    element.text = "; ".join(f"{name}: {value}" for name, value in said.items())
    return element


def _csv(first: list[str], rows: list[dict[str, Any]]) -> bytes:
    columns = [*first, *dict.fromkeys(name for row in rows for name in row if name not in {*first, "label"})]
    return csv_text(columns, ([_guarded(row.get(name)) for name in columns] for row in rows)).encode("utf-8-sig")


def _guarded(value: Any) -> str:
    return guard(value) if isinstance(value, str) else cell(value)
