"""The setting of a case: its events, actors, numbers, bodies and lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from casestudy.codebook import Lang, codebook
from casestudy.figures.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PALE,
    PURPLE,
    RED,
    SIDES,
    bare,
    finish,
    legend,
    wrap,
)
from casestudy.messages import listing, say


def plot_timeline(events: pd.DataFrame, *, ax: Axes, lang: Lang = "en", title: str = "timeline_title") -> Axes:
    """Draw dated events one below the other, the earliest first.

    Parameters
    ----------
    events
        Rows of the table ``events``.
    title
        Key of the message that says the finding; it may use ``{n}``,
        ``{policies}``, ``{practice}``, ``{first}`` and ``{last}``.

    """
    # A bare year comes after the dated days of that year, since it may be any of them.
    frame = (
        events.assign(when=events["date"].str.cat(["~"] * len(events)))
        .sort_values(["when", "id"])
        .reset_index(drop=True)
    )
    kinds = {
        "policy": ("s", BLUE),
        "practice": ("o", RED),
        "study": ("D", GREEN),
        "context": ("v", GREY),
        "statistic": ("^", ORANGE),
    }
    for y, event in enumerate(frame.itertuples()):
        marker, colour = kinds[event.kind]
        ax.plot(0, -y, marker, color=colour, markersize=7)
        when = event.date + (f"–{event.date_end}" if event.date_end else "")
        ax.text(-0.035, -y, when, ha="right", va="center", fontsize=8.5, color=GREY)
        text = wrap(getattr(event, f"title_{lang}"), lang, 50).split("\n")
        ax.text(0.04, -y, "\n".join(text[:2]) + ("…" if len(text) > 2 else ""), ha="left", va="center", fontsize=8.5)
    ax.plot([0, 0], [0.5, -len(frame) + 0.5], color=PALE, zorder=0)
    used = [k for k in kinds if k in set(frame["kind"])]
    handles = [
        Line2D(
            [], [], marker=kinds[k][0], color=kinds[k][1], linestyle="", label=codebook().label("event_kind", k, lang)
        )
        for k in used
    ]
    legend(ax, handles, 3)
    ax.set_xlim(-0.33, 1)
    ax.set_ylim(-len(frame) + 0.4, 0.7)
    bare(ax)
    values = {
        "n": len(frame),
        "policies": int((frame["kind"] == "policy").sum()),
        "practice": int((frame["kind"] == "practice").sum()),
        "first": frame["date"].min()[:4],
        "last": frame["date"].max()[:4],
    }
    return finish(ax, say(title, lang, **values), say("timeline_alt", lang, **values), lang)


def plot_actors(actors: pd.DataFrame, *, ax: Axes, lang: Lang = "en", title: str = "actors_title") -> Axes:
    """Draw how many actors the article names at each level, by side.

    Parameters
    ----------
    actors
        Rows of the table ``actors``.
    title
        Key of the message that says the finding; it may use ``{n}`` and
        ``{households}``, the actors at the level of households.

    """
    levels = [x for x in codebook().codes["level"] if x in set(actors["level"])]
    counts = pd.crosstab(actors["level"], actors["side"]).reindex(levels)
    sides = [s for s in SIDES if s in counts]
    for y, level in enumerate(reversed(levels)):
        left = 0
        for side in sides:
            n = int(counts.loc[level, side])
            if n:
                ax.barh(y, n, left=left, color=SIDES[side], edgecolor="white", height=0.72)
                light = side in ("unsaid", "market", "government", "society")
                if n > counts.sum(axis=1).max() / 30:
                    ax.text(
                        left + n / 2,
                        y,
                        str(n),
                        ha="center",
                        va="center",
                        color=BLACK if light else "white",
                        fontsize=8.5,
                    )
                left += n
    ax.set_yticks(range(len(levels)), [codebook().label("level", x, lang) for x in reversed(levels)])
    ax.set_xlabel(say("actors_x", lang))
    ax.tick_params(left=False)
    handles = [Rectangle((0, 0), 1, 1, color=SIDES[s], label=codebook().label("side", s, lang)) for s in sides]
    legend(ax, handles, 3)
    totals = counts.sum(axis=1)
    values = {"n": len(actors), "households": int(totals.get("household", 0))}
    parts = [f"{codebook().label('level', x, lang)} {int(totals[x])}" for x in levels]
    return finish(ax, say(title, lang, **values), say("actors_alt", lang, parts=listing(parts, lang), **values), lang)


def plot_tiers(
    quantities: pd.DataFrame, *, ax: Axes, lang: Lang = "en", tiers: Sequence[Sequence[str]], title: str
) -> Axes:
    """Draw printed numbers as tiers from top to bottom, side by side within a tier.

    Parameters
    ----------
    quantities
        Rows of the table ``quantities``.
    tiers
        From the top: the ids of the quantities that stand on each tier.
    title
        Key of the message that says the finding.

    """
    frame = quantities.set_index("id")
    parts = []
    for k, ids in enumerate(tiers):
        y, width = len(tiers) - k, 1 / len(ids)
        for j, row in enumerate(ids):
            number = frame.loc[row]
            text = f"{number['value']:,.0f}" if lang == "en" else f"{number['value']:.0f}"
            what = str(number[f"what_{lang}"])
            parts.append(f"{text} {what}")
            box = Rectangle(
                (j * width + 0.01, y - 0.4),
                width - 0.02,
                0.8,
                facecolor="white",
                edgecolor=BLUE if k < len(tiers) - 1 else RED,
                linewidth=1.5,
            )
            ax.add_patch(box)
            x = (j + 0.5) * width
            ax.text(x, y + 0.19, text, ha="center", va="center", fontsize=13)
            ax.text(x, y - 0.14, wrap(what, lang, int(52 / len(ids))), ha="center", va="center", fontsize=8, color=GREY)
        if k:
            ax.annotate("", (0.5, y + 0.42), (0.5, y + 0.58), arrowprops={"arrowstyle": "-", "color": GREY})
    ax.set_xlim(0, 1)
    ax.set_ylim(0.5, len(tiers) + 0.5)
    bare(ax)
    return finish(ax, say(title, lang), say("tiers_alt", lang, parts=listing(parts, lang)), lang)


def plot_composition(
    seats: pd.DataFrame, names: Mapping[str, str], bodies: Sequence[str], *, ax: Axes, lang: Lang = "en", title: str
) -> Axes:
    """Draw which kinds of people sit in which body, in town, in the countryside, or in both.

    Parameters
    ----------
    seats
        Rows of the table ``composition``, denied ones excluded.
    names
        Actor id → name in the language.
    bodies
        The bodies to compare, from left to right.
    title
        Key of the message that says the finding; it may use ``{n}`` and ``{shared}``.

    """
    seats = seats[seats["body"].isin(bodies)]
    marks = {
        "rural": ("^", GREEN),
        "urban": ("s", BLUE),
        "both": ("D", BLACK),
        "named_unit": ("x", GREY),
        "unsaid": ("o", PURPLE),
    }
    members = list(dict.fromkeys(seats["member"]))
    bodies_of = {m: [b for b in bodies if ((seats["member"] == m) & (seats["body"] == b)).any()] for m in members}
    members.sort(key=lambda m: (-len(bodies_of[m]), bodies.index(bodies_of[m][0])))
    labels = [wrap(names[m], lang, 38) for m in members]
    heights, y = [], 0.0
    for label in labels:
        heights.append(y)
        y -= 1 + 0.75 * label.count("\n")
    for y, member in zip(heights, members, strict=True):
        ax.axhline(y, color=PALE, zorder=0, linewidth=0.7)
        for x, body in enumerate(bodies):
            settings = [
                s
                for s in marks
                if ((seats["member"] == member) & (seats["body"] == body) & (seats["setting"] == s)).any()
            ]
            for k, s in enumerate(settings):
                ax.plot(x + (k - (len(settings) - 1) / 2) * 0.2, y, marks[s][0], color=marks[s][1], markersize=7)
    ax.set_yticks(heights, labels, fontsize=8, linespacing=0.95)
    ax.set_xticks(range(len(bodies)), [names[b] for b in bodies], fontsize=9.5)
    ax.xaxis.tick_top()
    ax.set_xlim(-0.6, len(bodies) - 0.4)
    ax.set_ylim(heights[-1] - 0.9, 0.7)
    ax.tick_params(left=False, top=False)
    for spine in ax.spines.values():
        spine.set_visible(False)
    used = [s for s in marks if s in set(seats["setting"])]
    handles = [
        Line2D([], [], marker=marks[s][0], color=marks[s][1], linestyle="", label=codebook().label("setting", s, lang))
        for s in used
    ]
    legend(ax, handles, 3)
    shared = [m for m in members if len(bodies_of[m]) > 1]
    values = {"n": len(members), "shared": len(shared)}
    alt = say(
        "composition_alt", lang, shared_names=listing([names[m] for m in shared], lang) or say("none", lang), **values
    )
    return finish(ax, say(title, lang, **values), alt, lang)


def plot_known(
    groups: Mapping[str, tuple[int | None, Sequence[str]]], *, ax: Axes, lang: Lang = "en", title: str
) -> Axes:
    """Draw how many things an article counts, and which of them it names.

    Parameters
    ----------
    groups
        Heading → (the printed count, or ``None`` where none is printed; the names).
    title
        Key of the message that says the finding.

    """
    per_row, y = 22, 0.0
    parts = []
    for heading, (total, names) in groups.items():
        count = say("not_counted" if total is None else "known_count", lang, named=len(names), total=total)
        ax.text(0, y, f"{heading}: {count}", fontsize=9.5, va="bottom")
        parts.append(f"{heading}: {count} ({listing(list(names), lang) or say('none', lang)})")
        shown = len(names) if total is None else total
        for k in range(shown):
            x, row = k % per_row, k // per_row
            known = k < len(names)
            ax.add_patch(
                Rectangle(
                    (x, y - 1.1 - row),
                    0.82,
                    0.82,
                    facecolor=BLUE if known else "white",
                    edgecolor=BLUE if known else GREY,
                    linewidth=1,
                )
            )
        if total is None:
            ax.text(shown + 0.2, y - 0.7, say("known_open", lang), fontsize=9, va="center", color=GREY)
        y -= 1.5 + max(1, -(-shown // per_row))
        lines = wrap(listing(list(names), lang), lang, 70)
        ax.text(0, y + 0.42, lines, fontsize=8, va="top", color=GREY)
        y -= 0.75 * (lines.count("\n") + 1) + 0.9
    ax.set_xlim(-0.3, per_row + 0.3)
    ax.set_ylim(y + 1, 1.2)
    bare(ax)
    return finish(ax, say(title, lang), say("known_alt", lang, parts="; ".join(parts)), lang)
