"""Boxes, bends and headings of a diagram, in columns and packed together."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import networkx as nx

from casestudy.figures.explorer.layers import Pair, chains, ordered, placed

Point = tuple[float, float]
MARGIN, SIGN, GAP = 12.0, 26.0, 8.0  # around all, for a line of heading, between boxes of one column
LINE = 13.0  # from one line of text to the next; the markup writes at this distance
SMALL, ONE, TWO = LINE + 6, LINE + 7, 2 * LINE + 8  # heights of boxes with one line and with two
COLUMN, ALLEY = 204.0, 46.0  # width of a box and of the way between two columns


@dataclass(frozen=True)
class Sign:
    """A heading: what it says (``level:city`` is a code of a list), and the strip that it names, if any."""

    says: str
    x: float
    top: float
    height: float = 0.0


@dataclass
class Layout:
    """Centres and sizes of the boxes, the bends of lines that pass between them, and headings.

    ``axis`` is 0 where ties run from left to right and 1 where they run down;
    ``elbows`` are the ties of an outline, with the side (-1 left, 1 right) on
    which they climb.
    """

    axis: int = 0
    at: dict[str, Point] = field(default_factory=dict)
    size: dict[str, Point] = field(default_factory=dict)
    bends: dict[Pair, list[Point]] = field(default_factory=dict)
    elbows: dict[Pair, int] = field(default_factory=dict)
    signs: list[Sign] = field(default_factory=list)

    def shift(self, dx: float, dy: float) -> Layout:
        """Move everything."""
        self.at = {n: (x + dx, y + dy) for n, (x, y) in self.at.items()}
        self.bends = {pair: [(x + dx, y + dy) for x, y in way] for pair, way in self.bends.items()}
        self.signs = [Sign(s.says, s.x + dx, s.top + dy, s.height) for s in self.signs]
        return self

    def add(self, other: Layout) -> None:
        """Take in what another layout places."""
        for name in ("at", "size", "bends", "elbows"):
            getattr(self, name).update(getattr(other, name))
        self.signs += other.signs

    def corners(self) -> list[Point]:
        """Return the upper left and lower right corner of every box, and every bend."""
        half = {n: (w / 2, h / 2) for n, (w, h) in self.size.items()}
        boxes = [(x + s * half[n][0], y + s * half[n][1]) for n, (x, y) in self.at.items() for s in (-1, 1)]
        return boxes + [p for way in self.bends.values() for p in way]

    @property
    def extent(self) -> Point:
        """Width and height, with a margin."""
        points = self.corners() or [(0.0, 0.0)]
        return max(x for x, _ in points) + MARGIN, max(y for _, y in points) + MARGIN


def simple(G: nx.MultiDiGraph, nodes: Sequence[str]) -> nx.DiGraph:
    """Return one edge a pair and direction, without loops, everything in a fixed order."""
    D = nx.DiGraph()
    D.add_nodes_from(nodes)
    D.add_edges_from(sorted({(u, v) for u, v in G.subgraph(nodes).edges() if u != v}))
    return D


def components(G: nx.MultiDiGraph) -> list[list[str]]:
    """Return the nodes of each connected part, the largest first, in the order of the network."""
    order = {n: k for k, n in enumerate(G)}
    parts = [sorted(part, key=order.__getitem__) for part in nx.weakly_connected_components(G)]
    return sorted(parts, key=lambda part: (-len(part), order[part[0]]))


def columns(
    rank: Mapping[str, int],
    pairs: Iterable[Pair],
    size: Mapping[str, Point],
    *,
    left: Sequence[float] = (),
    gap: float = GAP,
    tall: Mapping[str, float] | None = None,
) -> Layout:
    """Place nodes in the column of their rank.

    Parameters
    ----------
    rank, pairs, size
        The column of every node, the ties, and the size of every box.
    left
        Where each column begins; without it columns follow at one distance.
    gap
        Between two boxes of a column.
    tall
        Room that a node takes in its column, where more than its box hangs on it.

    """
    nodes, tall = list(rank), tall or {n: size[n][1] for n in rank}
    left = left or [k * (COLUMN + ALLEY) for k in range(1 + max(rank.values()))]
    ways = chains(pairs, rank)
    rows = ordered(nodes, ways, rank)
    y = placed(rows, ways.values(), tall, gap)
    made = Layout(size={n: size[n] for n in nodes})
    for n in nodes:
        made.at[n] = (left[rank[n]] + size[n][0] / 2, y[n] + (size[n][1] - tall[n]) / 2)
    wide = [max((size[n][0] for n in row if n in size), default=COLUMN) for row in rows]
    for (low, high), way in ways.items():
        through = zip(way[1:-1], range(rank[low] + 1, rank[high]), strict=True)
        made.bends[low, high] = [(left[k] + dx, y[b]) for b, k in through for dx in (0, wide[k])]
    return made


def packed(parts: Sequence[Layout], left: Sequence[float] = (), gap: float = 2 * GAP) -> Layout:
    """Put parts of a network beside and below each other, as high up as there is room.

    Parameters
    ----------
    parts
        Each begins at 0, 0; they are placed in this order.
    left
        Where columns begin that all parts share. Without it, columns have one
        width, and a part may begin in any of them.
    gap
        Between two parts.

    """
    starts = left or [k * (COLUMN + ALLEY) for k in range(64)]
    shapes = [_contour(part, starts) for part in parts]
    slots = [MARGIN] * max([4, *(1 + max(shape) for shape in shapes)])
    made = Layout()
    for part, shape in zip(parts, shapes, strict=True):
        free = range(1 if left else len(slots) - max(shape))
        tops = [max(slots[k + j] - high for j, (high, _) in shape.items()) for k in free]
        k = tops.index(min(tops))
        made.add(part.shift(MARGIN + (0 if left else starts[k]), tops[k]))
        for j, (_, low) in shape.items():
            slots[k + j] = tops[k] + low + gap
    return made


def _contour(part: Layout, starts: Sequence[float]) -> dict[int, Point]:
    """Return the highest and lowest point of a part in each column that it uses."""
    ends: dict[int, list[float]] = {}
    for x, y in part.corners():
        ends.setdefault(bisect(starts, x + 1) - 1, []).append(y)
    return {k: (min(ys), max(ys)) for k, ys in ends.items()}


def grid(nodes: Sequence[str], width: float) -> Layout:
    """Place boxes in lines, as many on a line as a width holds."""
    across = max(1, int((width + GAP) // (COLUMN + GAP)))
    made = Layout(size=dict.fromkeys(nodes, (COLUMN, TWO)))
    for k, n in enumerate(nodes):
        made.at[n] = (k % across * (COLUMN + GAP) + COLUMN / 2, k // across * (TWO + GAP) + TWO / 2)
    return made
