"""Layered layout (Sugiyama): nodes in layers with few crossings, whatever it is that is laid out.

The steps are those of Sugiyama, Tagawa and Toda (1981): rank the nodes, give
every tie that skips ranks a bend in each of them, order each rank by where
its neighbours stand, then place the nodes as near to their neighbours as the
order allows.

References
----------
Eades, P., Lin, X., Smyth, W. F. (1993). A fast and effective heuristic for the
feedback arc set problem. *Information Processing Letters* 47(6), 319–323.

Sugiyama, K., Tagawa, S., Toda, M. (1981). Methods for visual understanding of
hierarchical system structures. *IEEE Transactions on Systems, Man, and
Cybernetics* 11(2), 109–125.

"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import networkx as nx

Pair = tuple[str, str]
BEND = 8.0  # room that a line takes where it passes between nodes
SWEEPS = 24
PULL = 0.15  # towards the middle, which keeps figures narrow


def ranks(D: nx.DiGraph) -> dict[str, int]:
    """Rank nodes so that ties run to higher ranks, but for those that close a loop.

    A node without a tie into it stands right before the first that it leads to.

    Examples
    --------
    >>> ranks(nx.DiGraph([("a", "b"), ("b", "c"), ("c", "a"), ("x", "c")]))
    {'a': 0, 'b': 1, 'c': 2, 'x': 1}

    """
    forward = D.copy()
    forward.remove_edges_from(_returning(D))
    forward.remove_edges_from(_closing(forward))
    rank: dict[str, int] = {}
    for n in nx.topological_sort(forward):
        rank[n] = 1 + max((rank[m] for m in forward.predecessors(n)), default=-1)
    for n in D:
        if not forward.in_degree(n) and forward.out_degree(n):
            rank[n] = min(rank[m] for m in forward.successors(n)) - 1
    return {n: rank[n] for n in D}


def _returning(D: nx.DiGraph) -> list[Pair]:
    """Return the ties of loops that lead nearer to where one comes from: the first node that leads to the loop."""
    back: list[Pair] = []
    for loop in nx.strongly_connected_components(D):
        into = nx.ancestors(D, next(iter(loop))) | loop
        steps = nx.single_source_shortest_path_length(D, next(n for n in D if n in into))
        back += [(u, v) for u, v in D.subgraph(loop).edges if steps.get(v, 0) < steps.get(u, 0)]
    return back


def _closing(D: nx.DiGraph) -> list[Pair]:
    """Return few ties without which there is no loop (the greedy way of Eades, Lin and Smyth 1993)."""
    first, last, rest = list[str](), list[str](), D.copy()
    while rest:
        if ends := [n for n in rest if not rest.out_degree(n)]:
            last = ends + last
        elif starts := [n for n in rest if not rest.in_degree(n)]:
            first += (ends := starts)
        else:
            first += (ends := [max(rest, key=lambda n: rest.out_degree(n) - rest.in_degree(n))])
        rest.remove_nodes_from(ends)
    place = {n: k for k, n in enumerate(first + last)}
    return [(u, v) for u, v in D.edges if place[u] > place[v]]


def chains(pairs: Iterable[Pair], rank: Mapping[str, int]) -> dict[Pair, list[str]]:
    """Return for every two tied nodes, lower rank first, the way from one to the other: a bend in each rank between.

    Examples
    --------
    >>> chains([("c", "a")], {"a": 0, "c": 2})
    {('a', 'c'): ['a', 'a|c|1', 'c']}

    """
    made: dict[Pair, list[str]] = {}
    for pair in pairs:
        low, high = sorted(pair, key=lambda n: (rank[n], n))
        bends = [f"{low}|{high}|{r}" for r in range(rank[low] + 1, rank[high])]
        made[low, high] = [low, *bends, high]
    return made


def ordered(nodes: Sequence[str], ways: Mapping[Pair, list[str]], rank: Mapping[str, int]) -> list[list[str]]:
    """Order the nodes and bends of each rank so that few ties cross; what stands first is the order given."""
    level = dict(rank) | {b: rank[way[0]] + k for way in ways.values() for k, b in enumerate(way[:-1]) if k}
    near = nx.Graph(step for way in ways.values() for step in pairwise(way))
    rows: list[list[str]] = [[] for _ in range(1 + max(level.values(), default=-1))]
    for n in [*nodes, *(n for n in level if n not in rank)]:
        rows[level[n]].append(n)
    best, fewest = [list(row) for row in rows], _crossings(rows, near, level)
    for sweep in range(SWEEPS):
        order = rows if sweep % 2 == 0 else rows[::-1]
        for before, row in pairwise(order):
            _sort_by(row, before, near)
        if (found := _crossings(rows, near, level)) < fewest:
            best, fewest = [list(row) for row in rows], found
    return best


def _sort_by(row: list[str], before: Sequence[str], near: nx.Graph) -> None:
    """Sort a rank by the mean place of the neighbours in it and in the rank before; who has none keeps its own."""
    own = {n: k / max(1, len(row) - 1) for k, n in enumerate(row)}
    at = own | {n: k / max(1, len(before) - 1) for k, n in enumerate(before)}

    def mean(n: str) -> float:
        places = [at[m] for m in near.adj.get(n, ()) if m in at]
        return sum(places) / len(places) if places else own[n]

    row.sort(key=lambda n: (round(mean(n), 6), own[n]))


def _crossings(rows: Sequence[Sequence[str]], near: nx.Graph, level: Mapping[str, int]) -> int:
    total = 0
    for upper, lower in pairwise(rows):
        at = {n: k for k, n in enumerate(lower)}
        ends = [at[m] for n in upper for m in sorted(near.adj.get(n, ()), key=lambda m: at.get(m, -1)) if m in at]
        total += sum(a > b for i, a in enumerate(ends) for b in ends[i + 1 :])
    return total


def placed(
    rows: Sequence[Sequence[str]], ways: Iterable[Sequence[str]], breadth: Mapping[str, float], gap: float
) -> dict[str, float]:
    """Place nodes along their ranks near their neighbours, in the order given, a gap apart, beginning at 0."""
    level = {n: k for k, row in enumerate(rows) for n in row}
    near = nx.Graph((a, b) for way in ways for a, b in pairwise(way) if level[a] != level[b])
    at: dict[str, float] = {}
    for row in rows:
        at |= _apart(row, dict.fromkeys(row, 0.0), breadth, gap)
    for sweep in range(SWEEPS):
        centre = sum(at.values()) / max(1, len(at))
        for row in rows if sweep % 2 == 0 else reversed(rows):
            near_by = {n: sum(at[m] for m in near.adj[n]) / len(near.adj[n]) if n in near else at[n] for n in row}
            wish = {n: x + PULL * (centre - x) for n, x in near_by.items()}
            at |= _apart(row, wish, breadth, gap)
    first = min((at[n] - breadth.get(n, BEND) / 2 for n in at), default=0.0)
    return {n: x - first for n, x in at.items()}


def _apart(row: Sequence[str], wish: Mapping[str, float], breadth: Mapping[str, float], gap: float) -> dict[str, float]:
    """Keep an order and a distance with the least squared departure from the wish (pooling adjacent violators)."""
    offsets, blocks = [0.0], list[tuple[float, int]]()
    for a, b in pairwise(row):
        between = gap if a in breadth or b in breadth else 0.0
        offsets.append(offsets[-1] + (breadth.get(a, BEND) + breadth.get(b, BEND)) / 2 + between)
    for n, offset in zip(row, offsets, strict=False):
        mean, size = wish[n] - offset, 1
        while blocks and blocks[-1][0] > mean:
            other, more = blocks.pop()
            mean, size = (mean * size + other * more) / (size + more), size + more
        blocks.append((mean, size))
    values = [mean for mean, size in blocks for _ in range(size)]
    return {n: value + offset for n, value, offset in zip(row, values, offsets, strict=False)}
