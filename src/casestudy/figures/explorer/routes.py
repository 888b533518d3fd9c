"""Edge routing: the lines of a diagram: where each leaves its box, bends and arrives, as SVG paths."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from casestudy.figures.explorer.boxes import Layout, Point
from casestudy.figures.explorer.layers import Pair

APART = 7.0  # between two lines that end at one side of a box
SAME = 20.0  # what differs by less stands in one column; parts of an outline are indented
Line = tuple[str, Point]  # the path, and a point on it for a mark


def routes(drawn: Layout, pairs: Iterable[Pair]) -> dict[Pair, Line]:
    """Return the line of every pair and direction, none of which end at the same point of a box.

    Examples
    --------
    >>> from casestudy.figures.explorer.boxes import Layout
    >>> two = Layout(at={"a": (10, 10), "b": (90, 10)}, size={"a": (20, 20), "b": (20, 20)})
    >>> routes(two, [("a", "b")])
    {('a', 'b'): ('M20 10C50 10 50 10 80 10', (50.0, 10.0))}

    """
    pairs = list(pairs)
    straight = [p for p in pairs if p not in drawn.elbows]
    stops = {pair: _stops(drawn, pair) for pair in straight}
    shift = _shifts(drawn, stops)
    made = {pair: _elbow(drawn, pair) for pair in pairs if pair in drawn.elbows}
    for pair in straight:
        made[pair] = _line(drawn, pair, stops[pair], (shift[pair, 0], shift[pair, 1]))
    return made


def _flip(drawn: Layout, p: Point) -> Point:
    """Swap the axes where ties run down, so that all that follows may think from left to right."""
    return p if drawn.axis == 0 else (p[1], p[0])


def _stops(drawn: Layout, pair: Pair) -> list[Point]:
    """Return where a line runs from centre to centre; of two opposite ones each keeps to its side."""
    u, v = pair
    low = (u, v) if (u, v) in drawn.bends else (v, u)
    way = [_flip(drawn, p) for p in drawn.bends.get(low, [])]
    aside = 2.2 if low == pair else -2.2
    way = [(x, y + aside) for x, y in (way if low == pair else way[::-1])]
    return [_flip(drawn, drawn.at[u]), *way, _flip(drawn, drawn.at[v])]


def _sides(stops: list[Point]) -> tuple[int, int]:
    """Say where a line leaves and arrives (1 right, -1 left); within a column, down on the right and up on the left."""
    (x0, y0), (x1, y1) = stops[0], stops[-1]
    if abs(x0 - x1) < SAME:
        return (1, 1) if y1 >= y0 else (-1, -1)
    return (1 if stops[1][0] > x0 else -1), (1 if stops[-2][0] > x1 else -1)


def _shifts(drawn: Layout, stops: dict[Pair, list[Point]]) -> dict[tuple[Pair, int], float]:
    """Spread the ends of lines along each side of each box, in the order of where they go."""
    ports: dict[tuple[str, int], list[tuple[float, Pair, int]]] = {}
    for pair, way in stops.items():
        for end, side in enumerate(_sides(way)):
            toward = way[1] if end == 0 else way[-2]
            twin = 0.1 if pair < pair[::-1] else -0.1
            ports.setdefault((pair[end], side), []).append((toward[1] + twin, pair, end))
    shifts = {}
    for (n, _), ends in ports.items():
        breadth = _flip(drawn, drawn.size[n])[1]
        step = min(APART, (breadth - 8) / max(1, len(ends) - 1))
        for k, (_, pair, end) in enumerate(sorted(ends)):
            shifts[pair, end] = (k - (len(ends) - 1) / 2) * step
    return shifts


def _line(drawn: Layout, pair: Pair, stops: list[Point], shift: Point) -> Line:
    """Draw curves across the ways between columns, and straight lines through the columns."""
    sides = _sides(stops)
    ends = []
    for end, (n, stop) in enumerate(zip(pair, (stops[0], stops[-1]), strict=True)):
        half = _flip(drawn, drawn.size[n])[0] / 2
        ends.append((stop[0] + sides[end] * half, stop[1] + shift[end]))
    points = [ends[0], *stops[1:-1], ends[1]]
    curves = [_curve(a, b, sides) for a, b in pairwise(points)]
    path = "M" + _text(drawn, [points[0]])
    for k, curve in enumerate(curves):
        path += "L" + _text(drawn, curve[3:]) if k % 2 else "C" + _text(drawn, curve[1:])
    middle = curves[len(curves) // 4 * 2]
    return path, _flip(drawn, _half(middle))


def _curve(a: Point, b: Point, sides: tuple[int, int]) -> list[Point]:
    if abs(a[0] - b[0]) < SAME:
        out = sides[0] * min(32.0, 12 + abs(b[1] - a[1]) * 0.12)
        return [a, (a[0] + out, a[1]), (b[0] + out, b[1]), b]
    middle = (a[0] + b[0]) / 2
    return [a, (middle, a[1]), (middle, b[1]), b]


def _half(curve: list[Point]) -> Point:
    x, y = (sum(w * p[i] for w, p in zip((1, 3, 3, 1), curve, strict=True)) / 8 for i in (0, 1))
    return round(x, 1), round(y, 1)


def _elbow(drawn: Layout, pair: Pair) -> Line:
    """Draw the tie of a part to its whole in an outline: sideways, then up."""
    (u, v), side = pair, drawn.elbows[pair]
    (x0, y0), (x1, y1) = drawn.at[u], drawn.at[v]
    start, trunk = x0 + side * drawn.size[u][0] / 2, x1 + side * (drawn.size[v][0] / 2 - 8)
    path = f"M{start:g} {y0:g}H{trunk:g}V{y1 + drawn.size[v][1] / 2:g}"
    return path, (round((start + trunk) / 2, 1), y0)


def _text(drawn: Layout, points: list[Point]) -> str:
    flat = [f"{round(x, 1):g}" for p in points for x in _flip(drawn, p)]
    return " ".join(flat)
