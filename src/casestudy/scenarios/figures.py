"""Figures of the scenario lab: how far conclusions hold, and what a run looks like."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from casestudy.coding.codebook import Lang
from casestudy.coding.messages import say
from casestudy.figures.style import (
    BLACK,
    BLUE,
    COLOURS,
    GREY,
    ORANGE,
    PALE,
    canvas,
    figure,
    finish,
    key,
    legend,
    look,
    nothing,
    plain,
    wrap,
)
from casestudy.scenarios.assumptions import Model, majorities

VERDICTS = {"holds": BLUE, "open": PALE, "false": ORANGE}


@figure
def plot_held(
    held: pd.DataFrame, model: Model, *, ax: Axes | None = None, lang: Lang = "en", title: str | None = None
) -> Axes:
    """Draw in how much of the box each conclusion holds, is open, or is false; a thin bar has all ranges doubled.

    Parameters
    ----------
    held
        From :func:`casestudy.scenarios.assumptions.held`.
    model
        From :func:`casestudy.scenarios.assumptions.load_model`.

    Examples
    --------
    >>> from casestudy.scenarios.assumptions import held, load_model
    >>> ax = plot_held(held("lists"), load_model("lists"))
    >>> ax.get_xticklabels()[-1].get_text()
    '100 %'

    """
    names = list(dict.fromkeys(held["conclusion"]))
    ax = canvas(ax, 1.3 + 0.42 * len(names))
    if held.empty:
        return nothing(ax, title, lang)
    texts = model.named("conclusions")[f"text_{lang}"]
    labels = {name: wrap(texts[name].rstrip(".。"), 44) for name in names}
    for box, width, shift in (("declared", 0.44, 0.0), ("doubled", 0.14, 0.35)):
        rows = held[held["box"] == box].set_index("conclusion").loc[names]
        ends = 100 * rows[list(VERDICTS)].cumsum(axis=1)
        for verdict in reversed(VERDICTS):
            ax.barh(np.arange(len(names)) + shift, ends[verdict], width, color=VERDICTS[verdict])
            for y, (end, share) in enumerate(zip(ends[verdict], 100 * rows[verdict], strict=True)):
                if box == "declared" and share >= 8:
                    ink = "white" if verdict == "holds" else BLACK
                    ax.text(end - share / 2, y, f"{share:.0f}", ha="center", va="center", fontsize=8, color=ink)
    ax.set_yticks(range(len(names)), list(labels.values()), fontsize=8)
    ax.set_xticks([0, 50, 100], ["0", "50", "100 %"])
    ax.set(xlim=(0, 100), ylim=(len(names) - 0.4, -0.5))
    plain(ax)
    legend(ax, [key(say(f"scenario_{verdict}", lang), **look("s", c)) for verdict, c in VERDICTS.items()], 3)
    most = majorities(held)
    values: dict[str, Any] = {verdict: int((most == verdict).sum()) for verdict in (*VERDICTS, "rest")} | {
        "n": len(names)
    }
    declared = held[held["box"] == "declared"].set_index("conclusion")["holds"]
    told = ("；" if lang == "zh" else "; ").join(f"{texts[n]} {100 * declared[n]:.0f} %" for n in names)
    alt = say("scenario_held_alt", lang, told=told, **values)
    return finish(ax, title, say("scenario_held_title", lang, **values), alt)


@figure
def plot_runs(
    runs: Mapping[str, np.ndarray],
    surge: tuple[float, float],
    *,
    ax: Axes | None = None,
    lang: Lang = "en",
    title: str | None = None,
) -> Axes:
    """Draw for one run of each design how many matters a unit are open, day by day, around an urgent time.

    Parameters
    ----------
    runs
        Name of a design → open matters a unit at the end of each day.
    surge
        First and last day of the urgent time.

    Examples
    --------
    >>> ax = plot_runs({"all up": np.array([0, 5, 4, 0.0])}, (1, 2))
    >>> ax.texts[0].get_text()
    'urgent time'

    """
    ax = canvas(ax, 3.2)
    if not runs:
        return nothing(ax, title, lang)
    ax.axvspan(*surge, color=PALE, zorder=0)
    place: dict[str, Any] = {"transform": ax.get_xaxis_transform(), "ha": "right", "va": "top", "color": GREY}
    length, begin, end = len(next(iter(runs.values()))), *map(int, surge)
    ax.text(surge[0] - 0.015 * length, 0.97, say("scenario_urgent", lang), **place)
    height = max(float(values.max()) for values in runs.values()) or 1.0
    colours = dict(zip(runs, (ORANGE, BLUE, *COLOURS[2:]), strict=False))
    sns.lineplot(pd.DataFrame(dict(runs)), palette=colours, dashes=False, legend=False, ax=ax)
    cleared, told = [], []
    for k, (name, values) in enumerate(runs.items()):
        back = np.flatnonzero(values[end:] <= values[:begin].max(initial=0))
        words, n = ("scenario_run_back", int(back[0])) if len(back) else ("scenario_run_open", length - 1 - end)
        cleared.append(n)
        told.append(say(words, lang, design=name, most=f"{values.max():.0f}", n=n))
        y, text = height * (1 - 0.34 * k), re.sub(r"(?<=[:,：，]) ?", "\n", told[-1])
        ax.text(length * 1.015, y, text, color=colours[name], va="top")
    ax.set(xlim=(0, length), ylim=(0, height * 1.08))
    ax.locator_params(axis="y", integer=True, nbins=5)
    ax.set(xlabel=say("scenario_day", lang), ylabel=say("scenario_open_matters", lang))
    values_ = {"days": f"{surge[1] - surge[0]:.0f}", "told": ("；" if lang == "zh" else "; ").join(told)}
    return finish(
        ax,
        title,
        say("scenario_runs_title", lang, least=min(cleared), **values_),
        say("scenario_runs_alt", lang, **values_),
    )
