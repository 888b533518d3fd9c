"""What turns a finding: findings against kinds of change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes

from casestudy.coding.codebook import Lang
from casestudy.coding.messages import say
from casestudy.figures.style import (
    BLUE,
    GREY,
    RED,
    canvas,
    chosen,
    figure,
    finish,
    grid,
    joined,
    key,
    legend,
    look,
    marks,
    nothing,
)
from casestudy.findings.robustness import CHANGES, standing


@figure
def plot_robustness(
    counts: pd.DataFrame,
    groups: Mapping[str, Mapping[str, str]] | None = None,
    kinds: Sequence[str] | None = None,
    *,
    ax: Axes | None = None,
    lang: Lang = "en",
    title: str | None = None,
) -> Axes:
    """Draw which kind of single change turns which finding.

    A filled mark stands against every change of the kind, a crossed open one is
    turned by some (the number says by how many); no mark, nothing of the kind could be changed.

    Parameters
    ----------
    counts
        From :func:`casestudy.findings.robustness.tally`.
    groups
        Heading → headline → what it says, short; from top to bottom. By default the names of the headlines.
    kinds
        Kinds of change, from left to right; by default those that were tried.

    Examples
    --------
    >>> lines = [("both", "passage", 5, 4), ("both", "voice", 2, 2)]
    >>> ax = plot_robustness(pd.DataFrame(lines, columns=["headline", "change", "tried", "stood"]))
    >>> [text.get_text() for text in ax.texts]
    ['1']

    """
    groups = groups or {"": {headline: headline for headline in counts["headline"]}}
    wanted = chosen("headline", [name for group in groups.values() for name in group], counts["headline"])
    counts = counts[counts["headline"].isin(wanted)]
    kinds = [x for x in CHANGES if x in set(counts["change"])] if kinds is None else chosen("change", kinds, CHANGES)
    lines = [
        line for heading, group in groups.items() for line in ([("", heading)] if heading else []) + [*group.items()]
    ]
    ax = canvas(ax, 1.9 + 0.24 * len(lines))
    if counts.empty:
        return nothing(ax, title, lang)
    labels = [say(f"change_{kind}", lang) for kind in kinds]
    heads = [k for k, (headline, _) in enumerate(lines) if not headline]
    heights = grid(ax, [text for _, text in lines], labels, heads=heads, wide=40, turn=35)
    at = {headline: y for y, (headline, _) in zip(heights, lines, strict=True)}
    for line in counts[counts["change"].isin(list(kinds))].itertuples():
        x, y, turned = kinds.index(line.change), at[line.headline], line.tried - line.stood
        marks(ax, x, y, [look("s", RED, False, 11) if turned else look("o", BLUE, size=7)])
        if turned:
            ax.text(x, y - 0.03, str(turned), ha="center", va="center", fontsize=8, color=RED)
    handles = [
        key(say("robustness_stands", lang), **look("o", BLUE, size=7)),
        key(say("robustness_turned", lang), **look("s", RED, False, 9)),
        key(say("robustness_blank", lang), **look("_", GREY)),
    ]
    legend(ax, handles, 1)
    held = standing(counts[counts["change"].isin(list(kinds))]).reindex([headline for headline, _ in lines if headline])
    names = dict(lines)
    thin = [names[headline] for headline in held.index[held["thin"].eq(True)]]
    values = {"n": len(held), "firm": int(held["firm"].ne(False).sum()), "thin": len(thin)}
    alt = say("robustness_alt", lang, thin_names=joined(thin, lang), **values)
    return finish(ax, title, say("robustness_title", lang, **values), alt)
