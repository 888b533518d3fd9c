"""Figures of the scenario lab: how far conclusions hold, and what a run looks like."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from casestudy.codebook import Lang
from casestudy.figures.style import BLACK, BLUE, GREEN, GREY, ORANGE, PALE, RED, finish, legend, wrap
from casestudy.lab import Model
from casestudy.messages import say

VERDICTS = {"holds": BLUE, "open": PALE, "false": ORANGE}
LINES = (GREEN, BLUE, RED, ORANGE, BLACK)


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
    labels = [wrap(texts.at[name, f"text_{lang}"], lang, 44) for name in reversed(names)]
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
    declared = held[held["box"] == "declared"].set_index("conclusion")["holds"]
    firm = int((declared.round(2) >= 0.9).sum())
    values = {"n": len(names), "firm": firm, "rest": len(names) - firm}
    told = "; ".join(f"{texts.at[n, f'text_{lang}']} {100 * declared[n]:.0f} %" for n in names)
    return finish(
        ax,
        say("scenario_held_title", lang, **values),
        say("scenario_held_alt", lang, told=told, **values),
        lang,
        width=46,
    )


def plot_runs(runs: Mapping[str, np.ndarray], surge: tuple[float, float], *, ax: Axes, lang: Lang = "en") -> Axes:
    """Draw for one run of each design how many matters a unit are open, day by day, around an urgent time.

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
    ends = []
    for (name, values), colour in zip(runs.items(), LINES, strict=False):
        ax.plot(np.arange(len(values)), values, color=colour, linewidth=1.6)
        peak = int(np.argmax(values))
        ends.append((float(values[peak]), peak, name, colour))
    height = max(value for value, *_ in ends)
    for k, (value, _, name, colour) in enumerate(sorted(ends, reverse=True)):
        ax.text(
            len(next(iter(runs.values()))) + 3,
            height * (0.95 - 0.16 * k),
            f"{name}: {value:.0f}",
            color=colour,
            fontsize=8.5,
            va="center",
        )
    ax.set_xlim(0, len(next(iter(runs.values()))))
    ax.set_ylim(0, height * 1.08)
    ax.set_xlabel(say("scenario_day", lang), fontsize=8.5)
    ax.set_ylabel(say("scenario_open_matters", lang), fontsize=8.5)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    told = "; ".join(f"{name} {value:.0f}" for value, _, name, _ in ends)
    return finish(ax, say("scenario_runs_title", lang), say("scenario_runs_alt", lang, told=told), lang)
