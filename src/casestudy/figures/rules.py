"""What rules name, who holds which right, and how far told ties reach."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from casestudy.codebook import Lang, codebook
from casestudy.figures.style import BLACK, BLUE, GREEN, GREY, ORANGE, PALE, RED, finish, legend, wrap
from casestudy.messages import listing, say

PARTS = ("or_else", "timing", "recipient", "activation", "attribute")


def plot_named_parts(
    parts: Mapping[str, pd.DataFrame], *, ax: Axes, lang: Lang = "en", title: str = "rules_parts_title"
) -> Axes:
    """Draw in what share of its statements each case names each part of a rule.

    Parameters
    ----------
    parts
        Title of a case → its statements, from :func:`casestudy.measures.institutions.ask_and_answer`.
    title
        Key of the message that says the finding; it may use ``{n}``, ``{attribute}``
        and ``{or_else}``, counted over all cases.

    """
    colours = dict(zip(parts, (BLUE, ORANGE, GREEN), strict=False))
    described = []
    for k, part in enumerate(PARTS):
        for j, (name, frame) in enumerate(parts.items()):
            y, left = -k * (len(parts) + 0.8) - j, 0.0
            for realm in ("designed", "enacted"):
                share = 100 * float((frame[part] & (frame["realm"] == realm)).mean())
                face = colours[name] if realm == "enacted" else "white"
                if share:
                    ax.barh(y, share, left=left, color=face, edgecolor=colours[name], height=0.8, linewidth=1.4)
                left += share
            named = int(frame[part].sum())
            text = say("rules_n_of", lang, named=named or say("rules_zero", lang), total=len(frame))
            described.append(say("rules_alt_part", lang, what=say(f"rules_part_{part}", lang), count=text, case=name))
            ax.text(left + 1.5, y, text, va="center", fontsize=8.5)
    middle = (len(parts) - 1) / 2
    heights = [-k * (len(parts) + 0.8) - middle for k in range(len(PARTS))]
    ax.set_yticks(heights, [wrap(say(f"rules_part_{part}", lang), lang, 18) for part in PARTS], fontsize=9)
    ax.set_xticks([0, 50, 100])
    ax.set_xlim(0, 122)
    ax.set_ylim(heights[-1] - middle - 0.7, 0.7)
    ax.set_xlabel(say("rules_parts_x", lang))
    ax.tick_params(left=False)
    handles = [
        Rectangle((0, 0), 1, 1, facecolor=face, edgecolor=GREY, label=codebook().label("realm", realm, lang))
        for realm, face in (("designed", "white"), ("enacted", GREY))
    ]
    handles += [Rectangle((0, 0), 1, 1, color=colours[name], label=name) for name in parts]
    legend(ax, handles, 2)
    both = pd.concat(parts.values())
    values = {"n": len(both), "attribute": int(both["attribute"].sum())}
    zero = int(both["or_else"].sum()) or say("rules_zero", lang)
    alt = say("rules_parts_alt", lang, parts="; ".join(described))
    return finish(ax, say(title, lang, or_else=zero, **values), alt, lang)


def plot_rights(
    rights: pd.DataFrame,
    names: Mapping[str, str],
    processes: Mapping[str, str],
    *,
    ax: Axes,
    lang: Lang = "en",
    title: str = "rules_rights_title",
) -> Axes:
    """Draw who holds which decision right in which process.

    Parameters
    ----------
    rights
        From :func:`casestudy.measures.institutions.decision_rights`.
    names
        Actor id → name in the language.
    processes
        Process → its name in the language; the processes that are drawn.
    title
        Key of the message that says the finding; it may use ``{deciders}`` and ``{unnamed}``,
        the number of rights whose holder is not named.

    """
    rights = rights[rights["process"].isin(list(processes))]
    columns = [r for r in codebook().codes["right"] if r in set(rights["right"])]
    place = rights["right"].map(columns.index)
    order = place.groupby(rights["actor"]).mean().sort_values(kind="stable")
    actors = sorted(order.index, key=lambda a: (a == "", float(order[a])))
    marks = dict(zip(processes, (("s", BLUE), ("o", RED), ("^", GREEN), ("D", BLACK)), strict=False))
    decides = columns.index("decides") if "decides" in columns else -1
    if decides >= 0:
        ax.add_patch(Rectangle((decides - 0.5, -0.6), 1, len(actors) + 0.2, color=PALE, zorder=0, linewidth=0))
    for y, actor in enumerate(reversed(actors)):
        ax.axhline(y, color=PALE, zorder=0, linewidth=0.8)
        for x, right in enumerate(columns):
            cell = rights[(rights["actor"] == actor) & (rights["right"] == right)]
            here = cell.drop_duplicates(["process", "realm"])
            for k, line in enumerate(here.itertuples()):
                marker, colour = marks[line.process]
                face = colour if line.realm == "enacted" else "white"
                at = x + (k - (len(here) - 1) / 2) * 0.42
                ax.plot(at, y, marker, color=colour, markerfacecolor=face, markersize=7, markeredgewidth=1.5)
    shown = [wrap(names[a] if a else say("rules_unnamed", lang), lang, 24) for a in reversed(actors)]
    ax.set_yticks(range(len(actors)), shown, fontsize=8.5, linespacing=1.1)
    ax.set_xticks(range(len(columns)), [codebook().label("right", r, lang) for r in columns], fontsize=8.5)
    ax.xaxis.tick_top()
    plt.setp(ax.get_xticklabels(), rotation=40, ha="left", rotation_mode="anchor")
    ax.tick_params(left=False, top=False)
    ax.set_xlim(-0.6, len(columns) - 0.4)
    ax.set_ylim(-0.6, len(actors) - 0.4)
    for spine in ax.spines.values():
        spine.set_visible(False)
    handles = []
    for process, name in processes.items():
        realms = list(dict.fromkeys(rights.loc[rights["process"] == process, "realm"]))
        words = listing(_labels("realm", realms, lang), lang).lower()
        label = say("rules_process", lang, name=name, realm=words)
        marker, colour = marks[process]
        face = "white" if realms == ["designed"] else colour
        handles.append(
            Line2D([], [], marker=marker, color=colour, markerfacecolor=face, linestyle="", markersize=7, label=label)
        )
    legend(ax, handles, 1)
    deciding = rights[(rights["right"] == "decides") & (rights["actor"] != "")]
    deciders = dict.fromkeys(a for p in processes for a in deciding.loc[deciding["process"] == p, "actor"])
    values = {
        "deciders": listing([names[a] for a in deciders], lang) or say("none", lang),
        "unnamed": int((rights["actor"] == "").sum()),
    }
    told = []
    for right in columns:
        holders = dict.fromkeys(rights.loc[rights["right"] == right, "actor"])
        who = listing([names[a] if a else say("rules_unnamed", lang) for a in holders], lang)
        told.append(say("rules_alt_right", lang, right=codebook().label("right", right, lang), who=who))
    return finish(ax, say(title, lang, **values), say("rules_rights_alt", lang, parts="; ".join(told), **values), lang)


def plot_ladder(steps: pd.DataFrame, *, ax: Axes, lang: Lang = "en", title: str = "rules_ladder_title") -> Axes:
    """Draw the steps from one level to each other, with and without ties that skip levels.

    Parameters
    ----------
    steps
        From :func:`casestudy.measures.structure.steps_from`.
    title
        Key of the message that says the finding; it may use ``{top}`` and ``{near}``, the
        highest levels reached with and without such ties.

    """
    levels = list(steps.index)
    names = {level: codebook().label("level", level, lang) for level in levels}
    lines = (("with_skips", 0.19, "o", BLUE), ("without_skips", -0.19, "s", ORANGE))
    far = int(steps.max().max())
    for k, level in enumerate(reversed(levels)):
        told, near = steps.loc[level, "with_skips"], steps.loc[level, "without_skips"]
        for count, (_, up, marker, colour) in zip((told, near), lines, strict=True):
            if pd.notna(count) and count:
                ax.plot([0, count], [k + up, k + up], color=colour, linewidth=1.8, zorder=1)
                ax.plot(count, k + up, marker, color=colour, markersize=7.5, zorder=2)
        if pd.isna(told):
            ax.text(0.1, k, say("rules_no_way", lang), va="center", fontsize=8.5, color=GREY)
        elif not told:
            ax.text(0.1, k, say("rules_start", lang), va="center", fontsize=8.5)
        elif pd.isna(near):
            ax.text(told + 0.15, k + 0.19, say("rules_only_skips", lang), va="center", fontsize=8.5, color=GREY)
    ax.set_yticks(range(len(levels)), [names[level] for level in reversed(levels)], fontsize=9)
    ax.set_xticks(range(far + 1))
    ax.set_xlim(0, far + 1.3)
    ax.set_ylim(-0.6, len(levels) - 0.4)
    ax.set_xlabel(say("rules_ladder_x", lang, start=names[_start(steps)].lower()))
    ax.tick_params(left=False)
    handles = [
        Line2D([], [], marker=marker, color=colour, label=say(f"rules_{column}", lang))
        for column, _, marker, colour in lines
    ]
    legend(ax, handles, 1)
    reached = {column: next(level for level in levels if pd.notna(steps.loc[level, column])) for column, *_ in lines}
    values = {"top": names[reached["with_skips"]].lower(), "near": names[reached["without_skips"]].lower()}
    parts = [
        say("rules_ladder_part", lang, level=names[level], **{c: _said(steps.loc[level, c], lang) for c in steps})
        for level in levels
    ]
    return finish(ax, say(title, lang, **values), say("rules_ladder_alt", lang, parts="; ".join(parts)), lang)


def _labels(codes: str, found: list[str], lang: Lang) -> list[str]:
    return [codebook().label(codes, code, lang) for code in found]


def _start(steps: pd.DataFrame) -> str:
    return str(next(level for level in reversed(steps.index) if steps.loc[level, "with_skips"] == 0))


def _said(count: object, lang: Lang) -> str:
    return say("rules_unreached", lang) if pd.isna(count) else str(count)
