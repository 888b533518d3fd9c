"""The way from a number to the article: number, rows, places."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from casestudy.coding.codebook import Lang
from casestudy.coding.messages import say
from casestudy.figures.style import BLACK, BLUE, GREY, bare, canvas, figure, finish, nothing


@figure
def plot_trail(
    number: str,
    rows: Sequence[str],
    places: Sequence[str],
    *,
    ax: Axes | None = None,
    lang: Lang = "en",
    title: str | None = None,
) -> Axes:
    """Draw a number, some of the rows that it is counted from, and where they stand in the article.

    Parameters
    ----------
    number
        The number as text.
    rows, places
        Row ids, and the section of the article in which each stands.

    Examples
    --------
    >>> from casestudy import load_case
    >>> case, rows = load_case("pairing"), ["talk_001", "talk_002"]
    >>> ax = plot_trail("2", rows, [case.place(row).section for row in rows])
    >>> [text.get_text() for text in ax.texts][:2]
    ['2', 'talk_001']

    """
    ax = canvas(ax, 1.0 + 0.3 * len(rows))
    if not rows:
        return nothing(ax, title, lang)
    middle = (len(rows) - 1) / 2
    ax.text(0, middle, number, fontsize=30, color=BLUE, ha="center", va="center")
    for y, (row, place) in enumerate(zip(rows, places, strict=True)):
        ax.text(1, y, row, ha="center", va="center", family="monospace", fontsize=10)
        ax.text(2, y, place, ha="center", va="center", fontsize=10)
        for start, end in (((0.22, middle), (0.6, y)), ((1.42, y), (1.72, y))):
            line = {"arrowstyle": "->", "color": BLACK, "lw": 1.1, "shrinkA": 2, "shrinkB": 2}
            ax.annotate("", end, start, arrowprops=line)
    for x, head in enumerate(("trail_number", "trail_rows", "trail_places")):
        ax.text(x, -0.95, say(head, lang), ha="center", va="center", color=GREY)
    ax.set(xlim=(-0.4, 2.4), ylim=(len(rows) - 0.4, -1.3))
    bare(ax)
    alt = say("trail_alt", lang, number=number, rows=", ".join(rows), places=", ".join(dict.fromkeys(places)))
    return finish(ax, title, say("trail_title", lang), alt)
