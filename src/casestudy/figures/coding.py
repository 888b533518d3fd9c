"""The coding itself: rows by basis, agreement of two coders."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from casestudy.codebook import Lang, codebook
from casestudy.figures.style import (
    BASES,
    BLUE,
    GREY,
    PALE,
    RED,
    finish,
)
from casestudy.messages import say


def plot_basis(counts: pd.DataFrame, *, ax: Axes, lang: Lang = "en", title: str = "basis_title") -> Axes:
    """Draw the rows of each table by basis.

    Parameters
    ----------
    counts
        From :func:`casestudy.measures.presence.basis_by_table`.
    title
        Key of the message that says the finding; it may use ``{total}``,
        ``{stated}`` (per cent) and ``{inferred}`` (per cent).

    """
    tables = list(reversed(counts.index))
    left = np.zeros(len(tables))
    for basis, (colour, hatch) in BASES.items():
        values = counts.loc[tables, basis].to_numpy()
        ax.barh(
            range(len(tables)),
            values,
            left=left,
            color=colour,
            hatch=hatch,
            edgecolor="white",
            label=codebook().label("basis", basis, lang),
        )
        left += values
    for y, total in enumerate(left):
        ax.text(total + left.max() * 0.01, y, f"{total:.0f}", va="center", fontsize=8, color=GREY)
    ax.set_yticks(range(len(tables)), [codebook().tables[t].label(lang) for t in tables], fontsize=8.5)
    ax.set_xlabel(say("basis_x", lang))
    ax.tick_params(left=False)
    ax.legend(frameon=False, loc="lower right")
    total = counts.to_numpy().sum()
    share = {b: round(100 * counts[b].sum() / total) for b in BASES}
    return finish(
        ax, say(title, lang, total=f"{total:,}", **share), say("basis_alt", lang, total=f"{total:,}", **share), lang
    )


def plot_agreement(
    columns: pd.DataFrame, *, ax: Axes, lang: Lang = "en", name: str, title: str = "agreement_title"
) -> Axes:
    """Draw Krippendorff's alpha of each code column, with the number of pairs behind it.

    Parameters
    ----------
    columns
        From :func:`casestudy.agreement.column_agreement`; columns of which
        alpha is undefined, or with fewer than ten pairs, are left out.
    name
        The title of the case.
    title
        Key of the message that says the finding; it may use ``{name}``, ``{n}``, ``{good}`` and ``{least}``.

    """
    frame = (
        columns[columns["alpha"].notna() & (columns["pairs"] >= 10)]
        .sort_values(["alpha", "table", "column"])
        .reset_index(drop=True)
    )
    good = frame["alpha"] >= 0.8
    ax.axvline(0.8, color=GREY, linewidth=0.8, linestyle=(0, (4, 2)))
    ax.axvline(0, color=PALE, linewidth=0.8)
    for y, row in enumerate(frame.itertuples()):
        shape, colour = ("o", BLUE) if row.alpha >= 0.8 else ("v", RED)
        ax.plot([0, row.alpha], [y, y], color=PALE, zorder=0)
        ax.plot(row.alpha, y, shape, color=colour, markersize=6)
        ax.text(1.04, y, say("pairs", lang, n=row.pairs), va="center", fontsize=7, color=GREY)
    table = codebook().tables
    names = {(t, v.name): v.label(lang) for t in table for v in codebook().variables[t]}
    labels = [f"{table[r.table].label(lang)}: {names[r.table, r.column]}" for r in frame.itertuples()]
    ax.set_yticks(range(len(frame)), labels, fontsize=7.5)
    ax.set_xlim(min(-0.1, frame["alpha"].min() - 0.05), 1.22)
    ax.set_xticks([0, 0.5, 0.8, 1])
    ax.set_xlabel(say("alpha", lang))
    ax.tick_params(left=False)
    values = {
        "name": name,
        "n": len(frame),
        "good": int(good.sum()),
        "least": labels[0],
        "lowest": f"{frame['alpha'].iloc[0]:.2f}",
    }
    return finish(ax, say(title, lang, **values), say("agreement_alt", lang, **values), lang)
