"""Figures of the scenario lab: how far conclusions hold, and what a run looks like."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from casestudy.codebook import Lang
from casestudy.figures.style import BLACK, BLUE, GREY, ORANGE, PALE, finish, legend, wrap
from casestudy.lab import Model
from casestudy.messages import say

VERDICTS = {"holds": BLUE, "open": PALE, "false": ORANGE}
LINES = (ORANGE, BLUE)


def plot_held(held: pd.DataFrame, model: Model, *, ax: Axes, lang: Lang = "en") -> Axes:
    """Draw in how much of the box each conclusion holds, is open, or is false; a thin bar has all ranges doubled.

    Parameters
    ----------
    held
        From :func:`casestudy.lab.held`.
    model
        From :func:`casestudy.lab.load_model`.

    """
    names = list(dict.fromkeys(held["conclusion"]))
    texts = model.named("conclusions")
    for box, height, shift in (("declared", 0.44, 0.1), ("doubled", 0.14, -0.25)):
        rows = held[held["box"] == box].set_index("conclusion")
        for y, name in enumerate(reversed(names)):
            left = 0.0
            for verdict, colour in VERDICTS.items():
                width = 100 * float(rows.at[name, verdict])
                ax.barh(y + shift, width, height, left=left, color=colour)
                if box == "declared" and width >= 8:
                    ink = "white" if colour == BLUE else BLACK
                    ax.text(
                        left + width / 2, y + shift, f"{width:.0f}", ha="center", va="center", fontsize=8, color=ink
                    )
                left += width
    labels = [wrap(texts.at[name, f"text_{lang}"].rstrip(".。"), lang, 44) for name in reversed(names)]
    ax.set_yticks(range(len(names)), labels, fontsize=8)
    ax.set_xlim(0, 100)
    ax.set_xticks([0, 50, 100], ["0", "50", "100 %"])
    for spine in ax.spines.values():
        spine.set_visible(False)
    ax.tick_params(left=False)
    mark: dict[str, Any] = {"marker": "s", "linestyle": "", "markersize": 9}
    handles = [
        Line2D([], [], color=c, label=say(f"scenario_{verdict}", lang), **mark) for verdict, c in VERDICTS.items()
    ]
    legend(ax, handles, 3)
    declared = held[held["box"] == "declared"].set_index("conclusion")
    values = {verdict: int((declared[verdict] > 0.5).sum()) for verdict in VERDICTS}
    values |= {"n": len(names), "rest": len(names) - sum(values.values())}
    shares = [f"{texts.at[n, f'text_{lang}']} {100 * declared.at[n, 'holds']:.0f} %" for n in names]
    told = ("；" if lang == "zh" else "; ").join(shares)
    return finish(
        ax,
        say("scenario_held_title", lang, **values),
        say("scenario_held_alt", lang, told=told, **values),
        lang,
        width=46,
    )


def plot_runs(runs: Mapping[str, np.ndarray], surge: tuple[float, float], *, ax: Axes, lang: Lang = "en") -> Axes:
    """Draw for one run of two designs how many matters a unit are open, day by day, around an urgent time.

    Parameters
    ----------
    runs
        Name of a design → open matters a unit at the end of each day.
    surge
        First and last day of the urgent time.

    """
    ax.axvspan(*surge, color=PALE, zorder=0)
    ax.text(
        surge[0] - 4,
        0.97,
        say("scenario_urgent", lang),
        transform=ax.get_xaxis_transform(),
        ha="right",
        va="top",
        fontsize=8.5,
        color=GREY,
    )
    length, begin, end = len(next(iter(runs.values()))), *map(int, surge)
    height = max(float(values.max()) for values in runs.values())
    cleared, told = [], []
    for k, ((name, values), colour) in enumerate(zip(runs.items(), LINES, strict=True)):
        ax.plot(np.arange(length), values, color=colour, linewidth=1.6)
        back = np.flatnonzero(values[end:] <= values[:begin].max())
        key, n = ("scenario_run_back", int(back[0])) if len(back) else ("scenario_run_open", length - 1 - end)
        cleared.append(n)
        told.append(say(key, lang, design=name, most=f"{values.max():.0f}", n=n))
        y = height * (1 - 0.34 * k)
        ax.text(length + 6, y, re.sub(r"(?<=[:,：，]) ?", "\n", told[-1]), color=colour, fontsize=8.5, va="top")
    ax.set_xlim(0, length)
    ax.set_ylim(0, height * 1.08)
    ax.locator_params(axis="y", integer=True, nbins=5)
    ax.set_xlabel(say("scenario_day", lang), fontsize=8.5)
    ax.set_ylabel(say("scenario_open_matters", lang), fontsize=8.5)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    days = f"{surge[1] - surge[0]:.0f}"
    title = say("scenario_runs_title", lang, days=days, least=min(cleared))
    joined = ("；" if lang == "zh" else "; ").join(told)
    return finish(ax, title, say("scenario_runs_alt", lang, days=days, told=joined), lang)
