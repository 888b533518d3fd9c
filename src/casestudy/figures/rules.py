"""What rules name, who holds which right, and how far told ties reach."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from casestudy.coding.codebook import Lang, codebook
from casestudy.coding.messages import say
from casestudy.figures.style import (
    BLUE,
    COLOURS,
    GREY,
    ORANGE,
    PALE,
    SHAPES,
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
    named,
    nothing,
    plain,
    wrap,
)
from casestudy.measures.institutions import named_parts

LINES = {"with_skips": ("o", BLUE, -0.19), "without_skips": ("s", ORANGE, 0.19)}


@figure
def plot_named_parts(
    parts: Mapping[str, pd.DataFrame], *, ax: Axes | None = None, lang: Lang = "en", title: str | None = None
) -> Axes:
    """Draw in what share of its statements each case names each part of a rule.

    Parameters
    ----------
    parts
        Title of a case → its statements, from :func:`casestudy.measures.institutions.ask_and_answer`.

    Examples
    --------
    >>> from casestudy import load_case
    >>> from casestudy.measures import ask_and_answer
    >>> ax = plot_named_parts({"Council": ask_and_answer(load_case("group_council"))})
    >>> [text.get_text() for text in ax.texts][0][:7]
    'none of'

    """
    frame = named_parts(parts)
    order = list(dict.fromkeys(frame["part"]))
    ax = canvas(ax, 1.6 + 0.17 * (1 + len(parts)) * len(order))
    if frame.empty:
        return nothing(ax, title, lang)
    colours = {name: COLOURS[k % len(COLOURS)] for k, name in enumerate(parts)}
    for share, fill in (("share", colours), ("designed", dict.fromkeys(parts, "white"))):
        sns.barplot(frame, x=share, y="part", hue="case", palette=fill, saturation=1, legend=False, ax=ax)
        for bars, colour in zip(ax.containers[-len(parts) :], colours.values(), strict=True):
            for bar in bars:
                bar.set(edgecolor=colour, linewidth=1.4 if bar.get_width() else 0)
    counts, described = {}, []
    for line in frame.itertuples():
        counts[line.part, line.case] = say(
            "rules_n_of", lang, named=line.named or say("rules_zero", lang), total=line.total
        )
        what, count = say(f"rules_part_{line.part}", lang), counts[line.part, line.case]
        described.append(say("rules_alt_part", lang, what=what, count=count, case=line.case))
    for bars, name in zip(ax.containers, parts, strict=False):
        for bar, part in zip(bars, order, strict=True):
            ax.text(
                bar.get_width() + 1.5, bar.get_y() + bar.get_height() / 2, counts[part, name], va="center", fontsize=8.5
            )
    ax.set_yticks(range(len(order)), [wrap(say(f"rules_part_{part}", lang), 18) for part in order])
    ax.set(xticks=[0, 50, 100], xlim=(0, 130), xlabel=say("rules_parts_x", lang), ylabel="")
    plain(ax)
    faces = {"designed": "white", "enacted": GREY}
    handles = [Patch(facecolor=c, edgecolor=GREY, label=codebook().label("realm", r, lang)) for r, c in faces.items()]
    legend(ax, [*handles, *(Patch(color=colour, label=name) for name, colour in colours.items())], 2)
    sums = frame.groupby("part")["named"].sum()
    values = {
        "n": int(frame.groupby("part")["total"].sum().iloc[0]),
        "attribute": int(sums["attribute"]),
        "or_else": int(sums["or_else"]) or say("rules_zero", lang),
    }
    alt = say("rules_parts_alt", lang, parts="; ".join(described))
    return finish(ax, title, say("rules_parts_title", lang, **values), alt)


@figure
def plot_rights(
    rights: pd.DataFrame,
    names: Mapping[str, str] | None = None,
    processes: Mapping[str, str] | None = None,
    *,
    ax: Axes | None = None,
    lang: Lang = "en",
    title: str | None = None,
) -> Axes:
    """Draw who holds which decision right in which process.

    Parameters
    ----------
    rights
        From :func:`casestudy.measures.institutions.decision_rights`.
    names
        Actor id → name in the language; by default the ids.
    processes
        Process → its name in the language; the processes that are drawn. By default all, by their codes.

    Examples
    --------
    >>> from casestudy import load_case
    >>> from casestudy.measures import decision_rights
    >>> ax = plot_rights(decision_rights(load_case("group_council")), processes={"closed_loop": "Loop"})
    >>> ax.get_legend().get_texts()[0].get_text()[:4]
    'Loop'

    """
    processes = {p: p for p in rights["process"]} if processes is None else processes
    chosen("process", processes, rights["process"])
    rights = rights[rights["process"].isin(list(processes))].drop_duplicates(["process", "right", "actor", "realm"])
    columns = [r for r in codebook().codes["right"] if r in set(rights["right"])]
    order = rights["right"].map(columns.index).astype(float).groupby(rights["actor"]).mean().sort_values(kind="stable")
    actors = sorted(order.index, key=lambda a: (a == "", float(order[a])))
    cells = dict(list(rights.groupby(["actor", "right"], sort=False)))
    tall = [
        max((1 + 0.5 * ((len(c) - 1) // 3) for (a, _), c in cells.items() if a == actor), default=1.0)
        for actor in actors
    ]
    ax = canvas(ax, 1.6 + 0.3 * sum(tall) + 0.2 * len(processes))
    if rights.empty:
        return nothing(ax, title, lang)
    called = {a: (names or {}).get(a, a) if a else say("rules_unnamed", lang) for a in actors}
    shapes = {p: (SHAPES[k % len(SHAPES)], COLOURS[k % len(COLOURS)]) for k, p in enumerate(processes)}
    labels = [codebook().label("right", r, lang) for r in columns]
    heights = dict(zip(actors, grid(ax, list(called.values()), labels, tall=tall, wide=24, turn=40), strict=True))
    if "decides" in columns:
        x = columns.index("decides")
        ax.axvspan(x - 0.5, x + 0.5, color=PALE, zorder=0, linewidth=0)
    for (actor, right), cell in cells.items():
        looks = [look(*shapes[line.process], line.realm == "enacted") for line in cell.itertuples()]
        marks(ax, columns.index(right), heights[actor], looks, 0.35, across=3)
    handles = []
    for process, name in processes.items():
        found = list(dict.fromkeys(rights.loc[rights["process"] == process, "realm"]))
        words = say("rules_process", lang, name=name, realm=named("realm", found, lang))
        handles.append(key(words, **look(*shapes[process], found != ["designed"])))
    legend(ax, handles, 1 if len(handles) < 6 else 2)
    deciding = rights[(rights["right"] == "decides") & (rights["actor"] != "")]
    deciders = dict.fromkeys(a for p in processes for a in deciding.loc[deciding["process"] == p, "actor"])
    values = {"deciders": joined([called[a] for a in deciders], lang), "unnamed": int((rights["actor"] == "").sum())}
    told = []
    for right, label in zip(columns, labels, strict=True):
        holders = dict.fromkeys(rights.loc[rights["right"] == right, "actor"])
        told.append(say("rules_alt_right", lang, right=label, who=joined([called[a] for a in holders], lang)))
    alt = say("rules_rights_alt", lang, parts="; ".join(told), **values)
    return finish(ax, title, say("rules_rights_title", lang, **values), alt)


@figure
def plot_ladder(steps: pd.DataFrame, *, ax: Axes | None = None, lang: Lang = "en", title: str | None = None) -> Axes:
    """Draw the steps from one level to each other, with and without ties that skip levels.

    Parameters
    ----------
    steps
        From :func:`casestudy.measures.structure.steps_from`.

    Examples
    --------
    >>> from casestudy import load_case, network
    >>> from casestudy.measures import steps_from
    >>> ax = plot_ladder(steps_from(network(load_case("group_council"), "actors")))
    >>> "start" in [text.get_text() for text in ax.texts]
    True

    """
    ax = canvas(ax, 1.5 + 0.3 * len(steps))
    if not steps["with_skips"].eq(0).any():
        return nothing(ax, title, lang)
    names = {level: codebook().label("level", level, lang) for level in steps.index}
    far = int(steps["with_skips"].max())
    for y, (told, near) in enumerate(steps[list(LINES)].itertuples(index=False)):
        for count, (marker, colour, dy) in zip((told, near), LINES.values(), strict=True):
            if pd.notna(count) and count:
                far = max(far, int(count))
                ax.plot([0, count], [y + dy, y + dy], color=colour, linewidth=1.8, zorder=1)
                ax.plot(count, y + dy, marker, color=colour, markersize=7.5, zorder=2)
        if pd.isna(told) or not told:
            ax.text(0.1, y, say("rules_no_way" if pd.isna(told) else "rules_start", lang), va="center", color=GREY)
        elif pd.isna(near):
            ax.text(told + 0.15, y - 0.19, say("rules_only_skips", lang), va="center", color=GREY)
    ax.set_yticks(range(len(names)), list(names.values()))
    ax.set(xticks=range(far + 1), xlim=(0, far + 1.3), ylim=(len(names) - 0.4, -0.6))
    start = names[steps.index[steps["with_skips"].eq(0)][-1]].lower()
    ax.set_xlabel(say("rules_ladder_x", lang, start=start))
    plain(ax)
    looks = {column: {"marker": marker, "color": colour} for column, (marker, colour, _) in LINES.items()}
    legend(ax, [key(say(f"rules_{column}", lang), **style) for column, style in looks.items()], 1)
    top, near_top = (names[steps.index[steps[column].notna()][0]].lower() for column in LINES)
    parts = [
        say("rules_ladder_part", lang, level=names[level], **{c: _said(steps.loc[level, c], lang) for c in LINES})
        for level in names
    ]
    values = {"start": start, "top": top, "near": near_top}
    alt = say("rules_ladder_alt", lang, parts="; ".join(parts), **values)
    return finish(ax, title, say("rules_ladder_title", lang, **values), alt)


def _said(count: object, lang: Lang) -> str:
    return say("rules_unreached", lang) if pd.isna(count) else str(count)
