"""The setting of a case: its events, actors, numbers, bodies and lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from casestudy.coding.codebook import Lang, codebook
from casestudy.coding.messages import listing, say
from casestudy.figures.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    LIGHT,
    ORANGE,
    PALE,
    PURPLE,
    RED,
    SIDES,
    bare,
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
    plain,
    wrap,
)
from casestudy.measures.presence import bodies_of

EVENTS = {"policy": ("s", BLUE), "practice": ("o", RED), "study": ("D", GREEN)}
EVENTS |= {"context": ("v", GREY), "statistic": ("^", ORANGE)}
SETTINGS = {"rural": ("^", GREEN), "urban": ("s", BLUE), "both": ("D", BLACK)}
SETTINGS |= {"named_unit": ("X", GREY), "unsaid": ("o", PURPLE)}


@figure
def plot_timeline(events: pd.DataFrame, *, ax: Axes | None = None, lang: Lang = "en", title: str | None = None) -> Axes:
    """Draw dated events one below the other, the earliest first.

    Parameters
    ----------
    events
        Rows of the table ``events``.

    Examples
    --------
    >>> from casestudy import load_case
    >>> ax = plot_timeline(load_case("group_council")["events"])
    >>> ax.texts[0].get_text()
    '2020-12'

    """
    ax = canvas(ax, 1.4 + 0.42 * len(events))
    if events.empty:
        return nothing(ax, title, lang)
    # A bare year comes after the dated days of that year, since it may be any of them.
    frame = events.assign(when=events["date"] + "~").sort_values(["when", "id"])
    for y, event in enumerate(frame.itertuples()):
        ax.plot(0, -y, **look(*EVENTS[event.kind], size=7))
        when = event.date + (f"–{event.date_end}" if event.date_end else "")
        ax.text(-0.035, -y, when, ha="right", va="center", fontsize=8.5, color=GREY)
        text = wrap(getattr(event, f"title_{lang}"), 50).split("\n")
        ax.text(0.04, -y, "\n".join(text[:2]) + ("…" if len(text) > 2 else ""), va="center", fontsize=8.5)
    ax.plot([0, 0], [0.5, -len(frame) + 0.5], color=PALE, zorder=0)
    ax.set(xlim=(-0.33, 1), ylim=(-len(frame) + 0.4, 0.7))
    bare(ax)
    used = [k for k in EVENTS if k in set(frame["kind"])]
    legend(ax, [key(codebook().label("event_kind", k, lang), **look(*EVENTS[k])) for k in used], 3)
    values = {
        "n": len(frame),
        "policies": int((frame["kind"] == "policy").sum()),
        "practice": int((frame["kind"] == "practice").sum()),
        "first": frame["date"].min()[:4],
        "last": frame["date"].max()[:4],
    }
    return finish(ax, title, say("timeline_title", lang, **values), say("timeline_alt", lang, **values))


@figure
def plot_actors(actors: pd.DataFrame, *, ax: Axes | None = None, lang: Lang = "en", title: str | None = None) -> Axes:
    """Draw how many actors the article names at each level, by side.

    Parameters
    ----------
    actors
        Rows of the table ``actors``.

    Examples
    --------
    >>> from casestudy import load_case
    >>> actors = load_case("pairing")["actors"]
    >>> bool(sum(bar.get_width() for bar in plot_actors(actors).patches) == len(actors))
    True

    """
    ax = canvas(ax, 3.4)
    if actors.empty:
        return nothing(ax, title, lang)
    words = {x: code.label(lang) for x, code in codebook().codes["level"].items() if x in set(actors["level"])}
    sides = [s for s in SIDES if s in set(actors["side"])]
    levels = pd.Categorical(actors["level"].map(words), list(words.values()), ordered=True)
    sns.histplot(
        y=levels, hue=actors["side"], hue_order=sides[::-1], multiple="stack", shrink=0.72, palette=SIDES, alpha=1,
        legend=False, ax=ax,
    )  # fmt: skip
    counts = actors["level"].value_counts()
    bars: Any
    for bars in ax.containers:
        ink = BLACK if to_hex(bars.patches[0].get_facecolor()) in LIGHT else "white"
        wide = [round(bar.get_width()) for bar in bars.patches]
        shown = [str(n) if n > counts.max() / 30 else "" for n in wide]
        ax.bar_label(bars, shown, label_type="center", color=ink, fontsize=8.5)
    ax.set(xlabel=say("actors_x", lang), ylabel="")
    plain(ax)
    labels = {s: codebook().label("side", s, lang) for s in sides}
    legend(ax, [Rectangle((0, 0), 1, 1, color=SIDES[s], label=labels[s]) for s in sides], 3)
    parts = listing([f"{words[x]} {counts[x]}" for x in words], lang)
    values = {"n": len(actors), "households": int(counts.get("household", 0)), "parts": parts}
    return finish(ax, title, say("actors_title", lang, **values), say("actors_alt", lang, **values))


@figure
def plot_tiers(
    quantities: pd.DataFrame,
    tiers: Sequence[Sequence[str]] | None = None,
    *,
    ax: Axes | None = None,
    lang: Lang = "en",
    title: str | None = None,
) -> Axes:
    """Draw printed numbers as tiers from top to bottom, side by side within a tier.

    Parameters
    ----------
    quantities
        Rows of the table ``quantities``.
    tiers
        From the top: the ids of the quantities that stand on each tier. By default each stands on its own.

    Examples
    --------
    >>> from casestudy import load_case
    >>> ax = plot_tiers(load_case("group_council")["quantities"], [["quantity_003"], ["quantity_005"]])
    >>> [text.get_text() for text in ax.texts][::2]
    ['913', '4,915']

    """
    frame = quantities.set_index("id")
    tiers = [chosen("quantity", tier, frame.index) for tier in tiers or [[row] for row in frame.index]]
    ax = canvas(ax, 0.8 + 0.85 * len(tiers))
    if not tiers:
        return nothing(ax, title, lang)
    parts = []
    for k, ids in enumerate(tiers):
        y, width = len(tiers) - k, 1 / len(ids)
        for j, row in enumerate(ids):
            number, what = _printed(frame.loc[row], lang), str(frame.loc[row, f"what_{lang}"])
            parts.append(f"{number} {what}")
            edge = BLUE if k < len(tiers) - 1 else RED
            corner = (j * width + 0.01, y - 0.4)
            ax.add_patch(Rectangle(corner, width - 0.02, 0.8, facecolor="white", edgecolor=edge, linewidth=1.5))
            ax.text((j + 0.5) * width, y + 0.19, number, ha="center", va="center", fontsize=13)
            words = wrap(what, int(52 / len(ids)))
            ax.text((j + 0.5) * width, y - 0.14, words, ha="center", va="center", fontsize=8, color=GREY)
        if k:
            ax.plot([0.5, 0.5], [y + 0.42, y + 0.58], color=GREY, linewidth=1)
    ax.set(xlim=(0, 1), ylim=(0.5, len(tiers) + 0.5))
    bare(ax)
    return finish(ax, title, say("tiers_title", lang), say("tiers_alt", lang, parts=listing(parts, lang)))


def _printed(number: pd.Series, lang: Lang) -> str:
    """Write a number as a language does, or its range where it has no single value."""
    form = "{:,.10g}" if lang == "en" else "{:.10g}"
    shown = [number["value"]] if pd.notna(number["value"]) else [number["low"], number["high"]]
    return "–".join(form.format(n) for n in shown if pd.notna(n))


@figure
def plot_composition(
    seats: pd.DataFrame,
    names: Mapping[str, str] | None = None,
    bodies: Sequence[str] | None = None,
    *,
    ax: Axes | None = None,
    lang: Lang = "en",
    title: str | None = None,
) -> Axes:
    """Draw which kinds of people sit in which body, in town, in the countryside, or in both.

    Parameters
    ----------
    seats
        Rows of the table ``composition``, denied ones excluded.
    names
        Actor id → name in the language; by default the ids.
    bodies
        The bodies to compare, from left to right; by default all.

    Examples
    --------
    >>> from casestudy import load_case
    >>> seats = load_case("group_council")["composition"].query("polarity == 'affirmed'")
    >>> ax = plot_composition(seats, bodies=["actor_007", "actor_008"])
    >>> [label.get_text() for label in ax.get_xticklabels()]
    ['actor_007', 'actor_008']

    """
    bodies = chosen("body", seats["body"] if bodies is None else bodies, seats["body"])
    bodies = list(dict.fromkeys(bodies))
    seats = seats[seats["body"].isin(bodies)]
    sit = bodies_of(seats)
    ax = canvas(ax, 1.6 + 0.27 * len(sit))
    if seats.empty:
        return nothing(ax, title, lang)
    called = {actor: (names or {}).get(actor, actor) for actor in (*seats["member"], *bodies)}
    members = sorted(sit.index, key=lambda m: (-len(sit[m]), min(map(bodies.index, sit[m]))))
    columns = [called[b] for b in bodies]
    heights = grid(ax, [called[m] for m in members], columns, wide=38, turn=0 if len(bodies) < 5 else 90)
    for y, member in zip(heights, members, strict=True):
        for x, body in enumerate(bodies):
            here = set(seats.loc[(seats["member"] == member) & (seats["body"] == body), "setting"])
            marks(ax, x, y, [look(*SETTINGS[s], size=7) for s in SETTINGS if s in here], 0.2)
    used = [s for s in SETTINGS if s in set(seats["setting"])]
    legend(ax, [key(codebook().label("setting", s, lang), **look(*SETTINGS[s])) for s in used], 3)
    shared = [called[m] for m in members if len(sit[m]) > 1]
    values = {"n": len(members), "shared": len(shared), "shared_names": joined(shared, lang)}
    return finish(
        ax,
        title,
        say("composition_title", lang, **values),
        say("composition_alt", lang, **values),
    )


@figure
def plot_known(
    groups: Mapping[str, tuple[int | None, Sequence[str]]],
    *,
    ax: Axes | None = None,
    lang: Lang = "en",
    title: str | None = None,
) -> Axes:
    """Draw how many things an article counts, and which of them it names.

    Parameters
    ----------
    groups
        Heading → (the printed count, or ``None`` where none is printed; the names).

    Examples
    --------
    >>> ax = plot_known({"Resources": (43, ["a room", "a lecturer"])})
    >>> len(ax.patches), ax.texts[0].get_text()
    (43, 'Resources: 2 named of 43')

    """
    across, y, parts, lists = 22, 0.0, [], {}
    for heading, (total, names) in groups.items():
        lists[heading] = wrap(listing(list(names), lang), 66)
        y += 3.4 + max(total or 0, len(names)) // across + 0.75 * lists[heading].count("\n")
    ax = canvas(ax, 0.8 + 0.2 * y)
    if not groups:
        return nothing(ax, title, lang)
    y = 0.0
    for heading, (total, names) in groups.items():
        count = say("not_counted" if total is None else "known_count", lang, named=len(names), total=total)
        ax.text(0, y, f"{heading}: {count}", fontsize=9.5, va="bottom")
        parts.append(f"{heading}: {count} ({joined(names, lang)})")
        shown = max(total or 0, len(names))
        for k in range(shown):
            face, edge = (BLUE, BLUE) if k < len(names) else ("white", GREY)
            corner = (k % across, y - 1.1 - k // across)
            ax.add_patch(Rectangle(corner, 0.82, 0.82, linewidth=1, facecolor=face, edgecolor=edge))
        if total is None:
            ax.text(shown % across + 0.2, y - 0.7 - shown // across, say("known_open", lang), va="center", color=GREY)
        y -= 1.5 + max(1, -(-shown // across))
        ax.text(0, y + 0.42, lists[heading], fontsize=8, va="top", color=GREY)
        y -= 0.75 * (lists[heading].count("\n") + 1) + 0.9
    ax.set(xlim=(-0.3, across + 0.3), ylim=(y + 1, 1.2))
    bare(ax)
    return finish(ax, title, say("known_title", lang), say("known_alt", lang, parts="; ".join(parts)))
