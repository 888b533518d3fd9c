"""The tables and filters that say in words what a diagram draws."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from html import escape

import networkx as nx

from casestudy.coding.codebook import Lang, codebook
from casestudy.coding.messages import say
from casestudy.figures.explorer.edges import FACETS, Edge, code_label, coded, differing, facets

Href = Callable[[str], str | None]


def label(G: nx.MultiDiGraph, n: str, lang: Lang) -> str:
    """Return the name of a node, or its id where it has none."""
    return str(G.nodes[n].get(f"label_{lang}", n))


def link(row: str, href: Href) -> str:
    """Link to a row, or write its id where it has no page.

    Examples
    --------
    >>> link("tie_001", lambda row: f"rows.html#{row}")
    '<a href="rows.html#tie_001">tie_001</a>'

    """
    to = href(row)
    return f'<a href="{escape(to)}">{escape(row)}</a>' if to else escape(row)


def edge_sheet(G: nx.MultiDiGraph, of: list[Edge], lang: Lang, href: Href) -> str:
    """Write the edges as a table: from, to, what, and the codes in which they differ."""
    names = differing(of)
    heads = [(say(f"diagram_{k}", lang), "") for k in ("from", "to", "what")]
    heads += [(coded(table)[name].label(lang), name) for name, table in names.items()]
    rows = []
    for e in of:
        cells = [escape(label(G, n, lang)) for n in (e.source, e.target)]
        cells.append(" ".join(filter(None, [link(e.row, href), escape(e.text[lang])])))
        codes = [
            (e.codes.get(name, ""), names[name] if name not in coded(e.table) else e.table, name) for name in names
        ]
        ends = f'data-u="{escape(e.source)}" data-v="{escape(e.target)}" data-colour="{e.colour}" data-look="{e.look}"'
        rows.append(f"<tr {ends}>{_cells(cells)}{_coded(codes, lang)}</tr>")
    return _sheet("edges", say("diagram_edges", lang, n=len(of)), heads, rows)


def node_sheet(G: nx.MultiDiGraph, lang: Lang, href: Href) -> str:
    """Write the nodes as a table: name, row, the table of that, and the codes that most of them have."""
    tables = {str(d.get("table", "")) for _, d in G.nodes(data=True)}
    have = Counter(name for _, d in G.nodes(data=True) for name in coded(str(d.get("table", ""))) if name in d)
    main = Counter(str(d.get("table", "")) for _, d in G.nodes(data=True)).most_common(1)[0][0]
    names = [name for name in coded(main) if have[name] > len(G) / 2]
    heads = [(say("diagram_name", lang), ""), (say("diagram_row", lang), "")]
    heads += [(say("diagram_table", lang), "")] * (len(tables) > 1) + [(coded(main)[n].label(lang), n) for n in names]
    rows = []
    for n, d in G.nodes(data=True):
        table = str(d.get("table", ""))
        cells = [escape(label(G, n, lang)), link(str(d.get("row", n)), href)]
        cells += [escape(codebook().table(table).label(lang)) if table else ""] * (len(tables) > 1)
        codes = [(str(d.get(name, "")), table, name) for name in names]
        rows.append(f'<tr data-n="{escape(str(n))}">{_cells(cells)}{_coded(codes, lang)}</tr>')
    return _sheet("nodes", say("diagram_nodes", lang, n=len(G)), heads, rows)


def _cells(cells: Iterable[str]) -> str:
    return "".join(f"<td>{cell}</td>" for cell in cells)


def _coded(codes: Iterable[tuple[str, str, str]], lang: Lang) -> str:
    """Write codes by what they are called; only what one may filter by needs to stand there as a code too."""
    cells = []
    for code, table, name in codes:
        mark = f' data-c="{escape(code)}"' if name in FACETS and code else ""
        cells.append(f"<td{mark}>{escape(code_label(table, name, code, lang)) if code else ''}</td>")
    return "".join(cells)


def _sheet(name: str, title: str, heads: Iterable[tuple[str, str]], rows: Iterable[str]) -> str:
    head = "".join(f'<th scope="col" data-column="{code}">{escape(text)}</th>' for text, code in heads)
    return (
        f'<details class="nv-sheet" data-sheet="{name}" open><summary>{escape(title)}</summary><div class="nv-scroll">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div></details>"
    )


def filters(of: list[Edge], lang: Lang) -> str:
    """Write a group of boxes to tick for each code in which edges differ, with counts of rows."""
    tables = differing(of)
    return "".join(
        f'<fieldset data-facet="{name}"><legend>{escape(coded(tables[name])[name].label(lang))}</legend>'
        + "".join(_box(code, code_label(tables[name], name, code, lang), n) for code, n in counts.items())
        + "</fieldset>"
        for name, counts in facets(of).items()
    )


def _box(code: str, text: str, n: int) -> str:
    box = f'<input type="checkbox" value="{escape(code)}">'
    return f'<label>{box} {escape(text)} <span class="nv-count">{n}</span></label>'
