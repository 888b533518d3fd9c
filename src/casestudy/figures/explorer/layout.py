"""Layout: where the nodes of a network stand: a place that means something, for every kind.

Actors stand in the tiers of administration, from the nation down to the
household; steps and factors in the order in which one leads to the next;
rules, activities and bodies between those who act and those whom it concerns;
claims in the columns of their kind, right of the rows that carry them;
problems face remedies, each list as an outline; the elements of a frame stand
in its layers, with the rows that fill them beneath. What is tied to nothing
stands below, apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import networkx as nx

from casestudy.coding.codebook import codebook
from casestudy.figures.explorer.boxes import (
    ALLEY,
    COLUMN,
    GAP,
    MARGIN,
    ONE,
    SIGN,
    SMALL,
    TWO,
    Layout,
    Point,
    Sign,
    columns,
    components,
    grid,
    packed,
    simple,
)
from casestudy.figures.explorer.layers import Pair, chains, ordered, placed, ranks

TIER = (128.0, TWO)
PER_LINE, GUTTER, BETWEEN = 5, 84.0, 40.0  # actors on a line of a tier, room for its name, between lines
INDENT, FINGER = 16.0, 24.0  # of a part below its whole; from one row to the next that a finger can still tell apart
ROWS = "message:diagram_rows"  # rows stand between what is reported and how it is explained, as they carry both
CARRIED = (
    "claim_kind:reported_effect",
    ROWS,
    "claim_kind:mechanism",
    "claim_kind:conclusion",
    "claim_kind:contribution",
)


def layout(G: nx.MultiDiGraph) -> Layout:
    """Lay out a network as its kind asks for; what is tied to nothing stands below the rest.

    Examples
    --------
    >>> G = nx.MultiDiGraph([("a", "b"), ("b", "c")])
    >>> [x for x, _ in layout(G).at.values()]
    [114.0, 364.0, 614.0]

    """
    alone = [n for n in G if not G.degree(n)]
    tied = G.copy()
    tied.remove_nodes_from(alone)  # a view of the rest could lose its order
    drawn = PLANS.get(G.graph.get("kind", ""), flow)(tied)
    if alone:
        wide, high = drawn.extent if drawn.at else (0.0, 0.0)
        alone.sort(key=lambda n: (G.nodes[n].get("table", ""), _level(G, n), n))
        drawn.signs.append(Sign("message:diagram_alone", MARGIN, high))
        drawn.add(grid(alone, max(wide, 860.0) - 2 * MARGIN).shift(MARGIN, high + SIGN))
    drawn.at = {n: (round(x, 1), round(y, 1)) for n, (x, y) in ((n, drawn.at[n]) for n in G)}
    return drawn


def _level(G: nx.MultiDiGraph, n: str) -> int:
    levels = list(codebook().codes["level"])
    level = G.nodes[n].get("level", "unsaid")
    return levels.index(level) if level in levels else len(levels)


def flow(G: nx.MultiDiGraph) -> Layout:
    """From left to right by what leads to what; parts that hang together are packed."""
    graphs = [simple(G, nodes) for nodes in components(G)]
    return packed([columns(ranks(D), D.edges, dict.fromkeys(D, (COLUMN, TWO))) for D in graphs])


def tiers(G: nx.MultiDiGraph) -> Layout:
    """Levels of administration from top to bottom, each on as many lines as it needs."""
    sides, levels = list(codebook().codes["side"]), list(codebook().codes["level"])
    nodes = sorted(G, key=lambda n: (sides.index(G.nodes[n].get("side", "unsaid")), n))
    place, pairs = {n: _level(G, n) for n in nodes}, simple(G, nodes).edges
    line = _lines(place, pairs)
    ways = chains(pairs, line)
    rows = ordered(nodes, ways, line)
    x = placed(rows, ways.values(), dict.fromkeys(nodes, TIER[0]), GAP)
    made, pitch = Layout(axis=1, size=dict.fromkeys(nodes, TIER)), TIER[1] + BETWEEN
    for n in nodes:
        made.at[n] = (MARGIN + GUTTER + x[n], (line[n] + 0.5) * pitch)
    for (low, high), way in ways.items():
        through = zip(way[1:-1], range(line[low] + 1, line[high]), strict=True)
        tops = [(MARGIN + GUTTER + x[b], (k + 0.5) * pitch - TIER[1] / 2) for b, k in through]
        made.bends[low, high] = [(a, y + dy) for a, y in tops for dy in (0, TIER[1])]
    for level in sorted(set(place.values())):
        of = [line[n] for n in nodes if place[n] == level]
        made.signs.append(Sign(f"level:{levels[level]}", 0, min(of) * pitch, (1 + max(of) - min(of)) * pitch))
    return made


def _lines(place: Mapping[str, int], pairs: Iterable[Pair]) -> dict[str, int]:
    """Give every node its line: a tier that is too long takes turns over several, so that neighbours stay near."""
    used = sorted(set(place.values()))
    rank = {n: used.index(level) for n, level in place.items()}
    rows = ordered(list(rank), chains(pairs, rank), rank)
    line: dict[str, int] = {}
    for row in rows:
        own, first = [n for n in row if n in rank], 1 + max(line.values(), default=-1)
        many = -(-len(own) // PER_LINE)
        line |= {n: first + k % many for k, n in enumerate(own)}
    return line


def duties(G: nx.MultiDiGraph) -> Layout:
    """Rules or activities between those who act and those whom it concerns."""
    tables = {n: str(d.get("table", "")) for n, d in G.nodes(data=True)}
    rank = {n: 1 if tables[n] != "actors" else 0 if G.out_degree(n) >= G.in_degree(n) else 2 for n in G}
    middle = next(tables[n] for n in G if rank[n] == 1)
    size = {n: (380.0, ONE) if rank[n] == 1 else (190.0, TWO) for n in G}
    return _stacked(
        G, rank, size, [0, 274, 738], ["message:diagram_acts", f"table:{middle}", "message:diagram_concerned"]
    )


def bodies(G: nx.MultiDiGraph) -> Layout:
    """Bodies between their members, who stand on both sides only to save room."""
    rank = {n: 1 for n in G if G.in_degree(n)}
    members = sorted((n for n in G if n not in rank), key=lambda n: (sorted(G.succ[n]), n))
    rank |= {n: 2 * (k % 2) for k, n in enumerate(members)}
    names = ["message:diagram_members", "message:diagram_bodies", "message:diagram_members"]
    return _stacked(G, rank, dict.fromkeys(G, (COLUMN, TWO)), [0, COLUMN + 2 * ALLEY, 2 * COLUMN + 4 * ALLEY], names)


def support(G: nx.MultiDiGraph) -> Layout:
    """Claims in the columns of their kind, with the rows that carry most of them in between."""
    used = {d.get("kind") for _, d in G.nodes(data=True) if d.get("table") == "claims"}
    names = [name for name in CARRIED if name == ROWS or name.partition(":")[2] in used]
    column = {name: k for k, name in enumerate(names)}
    rank = {n: column.get(f"claim_kind:{d.get('kind')}", column[ROWS]) for n, d in G.nodes(data=True)}
    size = {n: (COLUMN, TWO) if G.nodes[n].get("table") == "claims" else (COLUMN, ONE) for n in G}
    # Lines within the first column bulge to the left of it.
    return _stacked(G, rank, size, [ALLEY / 2 + k * (COLUMN + ALLEY) for k in range(len(names))], names)


def _stacked(
    G: nx.MultiDiGraph,
    rank: Mapping[str, int],
    size: Mapping[str, Point],
    left: Sequence[float],
    names: Sequence[str],
) -> Layout:
    """Place the parts that hang together below each other, in the same columns, under their headings."""
    parts = []
    for nodes in components(G):
        of = {n: rank[n] for n in nodes}
        parts.append(columns(of, simple(G, nodes).edges, size, left=left, gap=GAP / 2))
    made = packed(parts, left, GAP * 1.5).shift(0, SIGN)
    for k, name in enumerate(names):
        if k in rank.values():
            made.signs.append(Sign(name, MARGIN + left[k], MARGIN / 2))
    return made


def outline(G: nx.MultiDiGraph) -> Layout:
    """Problems and recommendations, each as an outline; the second stands as near to the first as it can."""
    whole = {u: v for u, v, d in G.edges(data=True) if d.get("relation") == "part_of"}
    made, wide, across = Layout(), 370.0, 560.0
    left = [n for n in G if G.nodes[n].get("table") == "problems"]
    _list(made, left, whole, dict.fromkeys(left, 0.0), lambda depth: (MARGIN + depth * INDENT, wide))
    right = [n for n in G if n not in made.at]
    meets = {n: [made.at[v][1] for v in G.succ[n] if v in left] for n in right}
    wish = {n: _mean([y for m in right if n in _line_up(m, whole) for y in meets[m]]) for n in right}
    _list(made, right, whole, wish, lambda depth: (MARGIN + across, wide))
    made.elbows = {(u, v): -1 if u in left else 1 for u, v in whole.items() if u in made.at}
    made.shift(0, SIGN)
    made.signs = [Sign("table:problems", MARGIN, 4), Sign("table:recommendations", MARGIN + across, 4)]
    return made


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _line_up(n: str, whole: Mapping[str, str]) -> list[str]:
    """Return a part, its whole, the whole of that, and so on."""
    return [n, *(_line_up(whole[n], whole) if n in whole else [])]


def _list(
    made: Layout,
    nodes: Sequence[str],
    whole: Mapping[str, str],
    wish: Mapping[str, float],
    place: Callable[[int], Point],
) -> None:
    """Write wholes and, indented, their parts below each other, in the order of a wish."""
    y = MARGIN

    def write(n: str, depth: int) -> None:
        nonlocal y
        x, wide = place(depth)
        made.size[n] = (wide - depth * INDENT, ONE)
        made.at[n] = (x + made.size[n][0] / 2, y + ONE / 2)
        y += ONE + GAP / 2
        for part in sorted((m for m in nodes if whole.get(m) == n), key=wish.__getitem__):
            write(part, depth + 1)

    for n in sorted((n for n in nodes if n not in whole), key=wish.__getitem__):
        write(n, 0)
        y += GAP


def frame(G: nx.MultiDiGraph) -> Layout:
    """Elements in the layers of their frame, each with the rows that fill it beneath."""
    elements = [n for n in G if G.nodes[n].get("table") == "framework"]
    fills = [(u, v) for u, v, d in G.edges(data=True) if d.get("relation") == "fills" and u not in elements]
    home: dict[str, str] = {}
    for u, v in fills:
        if u not in home or G.nodes[v]["layer"] < G.nodes[home[u]]["layer"]:
            home[u] = v
    hang = {e: [u for u in home if home[u] == e] for e in elements}
    room = {e: TWO + len(hang[e]) * FINGER + GAP for e in elements}
    layers = sorted({int(G.nodes[e]["layer"]) for e in elements})
    parts = []
    for nodes in components(G):
        rank = {n: layers.index(G.nodes[n]["layer"]) for n in nodes if n in room}
        also = [(u, v) for u, v in fills if home[u] != v and v in rank]
        pairs = [*simple(G, list(rank)).edges, *((home[u], v) for u, v in also)]
        of = columns(rank, pairs, dict.fromkeys(rank, (COLUMN, TWO)), tall=room)
        for e in rank:
            _hang(of, e, hang[e])
        for u, v in also:  # a row that fills a second element goes there by the way of the first
            of.bends[u, v] = of.bends.get((home[u], v)) or of.bends.get((v, home[u]), [])[::-1]
        parts.append(of)
    made = packed(parts, [k * (COLUMN + ALLEY) for k in range(len(layers))]).shift(0, SIGN)
    made.signs = [Sign(f"layer:{n}", MARGIN + k * (COLUMN + ALLEY), MARGIN / 2) for k, n in enumerate(layers)]
    return made


def _hang(made: Layout, element: str, rows: Sequence[str]) -> None:
    x, y = made.at[element]
    for k, n in enumerate(rows):
        made.size[n] = (COLUMN - INDENT, SMALL)
        made.at[n] = (x + INDENT / 2, y + TWO / 2 + 3 + k * FINGER + SMALL / 2)
        made.elbows[n, element] = -1


PLANS: dict[str, Callable[[nx.MultiDiGraph], Layout]] = {
    "actors": tiers,
    "empowerment": tiers,
    "hierarchy": tiers,
    "lists": duties,
    "prescribed": duties,
    "composition": bodies,
    "remedies": outline,
    "evidence": support,
    "framework": frame,
}
