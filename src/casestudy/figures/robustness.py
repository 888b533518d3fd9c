"""What turns a finding: findings against kinds of change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from casestudy.codebook import Lang
from casestudy.figures.style import BLUE, GREY, PALE, RED, finish, legend
from casestudy.messages import listing, say


def plot_robustness(
    counts: pd.DataFrame,
    groups: Mapping[str, Mapping[str, str]],
    kinds: Sequence[str],
    *,
    ax: Axes,
    lang: Lang = "en",
    title: str = "robustness_title",
) -> Axes:
    """Draw which kind of single change turns which finding.

    A filled mark stands against every change of the kind, a crossed open one is
    turned by some (the number says by how many); no mark, nothing of the kind could be changed.

    Parameters
    ----------
    counts
        Columns ``headline``, ``change``, ``tried``, ``stood``.
    groups
        Heading → headline → what it says, short; from top to bottom.
    kinds
        Kinds of change, from left to right.
    title
        Key of the message that says the finding; it may use ``{n}``, ``{firm}`` and ``{thin}``.

    """
    names = {headline: text for group in groups.values() for headline, text in group.items()}
    at: dict[str, float] = {}
    y = 0.0
    for heading, group in groups.items():
        ax.text(
            -0.04, y, heading, transform=ax.get_yaxis_transform(), ha="right", va="center", fontsize=9.5, color=BLUE
        )
        for headline in group:
            y -= 1
            at[headline] = y
            ax.axhline(y, color=PALE, zorder=0, linewidth=0.7)
        y -= 1.2
    for line in counts.itertuples():
        x, y, turned = kinds.index(line.change), at[line.headline], line.tried - line.stood
        if turned:
            ax.plot(x, y, "s", color=RED, markerfacecolor="white", markersize=11, markeredgewidth=1.3)
            ax.text(x, y - 0.03, str(turned), ha="center", va="center", fontsize=8, color=RED)
        else:
            ax.plot(x, y, "o", color=BLUE, markersize=7)
    ax.set_yticks(list(at.values()), list(names.values()), fontsize=9)
    labels = [say(f"change_{kind}", lang) for kind in kinds]
    ax.set_xticks(range(len(kinds)), labels, fontsize=9, rotation=35, ha="left")
    ax.xaxis.tick_top()
    ax.tick_params(left=False, top=False)
    ax.set_xlim(-0.5, len(kinds) - 0.5)
    ax.set_ylim(min(at.values()) - 0.7, 0.6)
    for spine in ax.spines.values():
        spine.set_visible(False)
    handles = [
        Line2D([], [], marker="o", color=BLUE, linestyle="", markersize=7, label=say("robustness_stands", lang)),
        Line2D(
            [], [], marker="s", color=RED, markerfacecolor="white", linestyle="", markersize=9,
            label=say("robustness_turned", lang),
        ),
        Line2D([], [], marker="_", color=GREY, linestyle="", markersize=7, label=say("robustness_blank", lang)),
    ]  # fmt: skip
    legend(ax, handles, 1)
    turned = counts.assign(turned=counts["tried"] - counts["stood"])
    thin = [h for h in names if _turned(turned, h, ["passage"])]
    firm = [h for h in names if not _turned(turned, h, kinds)]
    values = {"n": len(names), "firm": len(firm), "thin": len(thin)}
    alt = say("robustness_alt", lang, thin_names=listing([names[h] for h in thin], lang) or say("none", lang), **values)
    return finish(ax, say(title, lang, **values), alt, lang)


def _turned(counts: pd.DataFrame, headline: str, kinds: Sequence[str]) -> bool:
    mine = counts[(counts["headline"] == headline) & counts["change"].isin(kinds)]
    return bool((mine["turned"] > 0).any())
