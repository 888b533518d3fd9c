"""The coding itself: rows by basis, agreement of two coders."""

from __future__ import annotations

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from casestudy.articles.agreement import ENOUGH_PAIRS, GOOD
from casestudy.coding.codebook import Lang, codebook
from casestudy.coding.messages import say
from casestudy.figures.style import BASES, BLUE, GREY, PALE, RED, canvas, figure, finish, legend, nothing, plain, wrap


@figure
def plot_basis(counts: pd.DataFrame, *, ax: Axes | None = None, lang: Lang = "en", title: str | None = None) -> Axes:
    """Draw the rows of each table by basis.

    Parameters
    ----------
    counts
        From :func:`casestudy.measures.presence.basis_by_table`.

    Examples
    --------
    >>> from casestudy import load_case
    >>> from casestudy.measures import basis_by_table
    >>> counts = basis_by_table(load_case("pairing"))
    >>> sum(bar.get_width() for bar in plot_basis(counts).patches) == counts.to_numpy().sum()
    np.True_

    """
    ax = canvas(ax, 1.4 + 0.16 * len(counts))
    total = int(counts.to_numpy().sum())
    if not total:
        return nothing(ax, title, lang)
    labels = [codebook().tables[t].label(lang) for t in counts.index]
    rows = counts.set_axis(pd.CategoricalIndex(labels, labels, ordered=True, name="table"))
    long = rows.melt(ignore_index=False, var_name="basis", value_name="rows").reset_index()
    sns.histplot(
        long, y="table", weights="rows", hue="basis", hue_order=list(BASES)[::-1], multiple="stack", shrink=0.8,
        palette={basis: colour for basis, (colour, _) in BASES.items()}, alpha=1, legend=False, ax=ax,
    )  # fmt: skip
    for bars, (_, hatch) in zip(ax.containers, BASES.values(), strict=True):
        for bar in bars:
            bar.set_hatch(hatch)
    for y, n in enumerate(counts.sum(axis=1)):
        ax.annotate(str(n), (n, y), (3, 0), textcoords="offset points", va="center", fontsize=8, color=GREY)
    ax.set(xlabel=say("basis_x", lang), ylabel="")
    plain(ax)
    words = codebook().codes["basis"]
    legend(
        ax,
        [Patch(facecolor=c, hatch=h, edgecolor="white", label=words[b].label(lang)) for b, (c, h) in BASES.items()],
        3,
    )
    values = {"total": f"{total:,}"} | {b: round(100 * counts[b].sum() / total) for b in BASES}
    return finish(ax, title, say("basis_title", lang, **values), say("basis_alt", lang, **values))


@figure
def plot_agreement(
    columns: pd.DataFrame, name: str = "", *, ax: Axes | None = None, lang: Lang = "en", title: str | None = None
) -> Axes:
    """Draw Krippendorff's alpha of each code column, with the number of pairs behind it.

    Parameters
    ----------
    columns
        From :func:`casestudy.articles.agreement.column_agreement`; columns of which
        alpha is undefined, or with fewer than ten pairs, are left out.
    name
        What was coded: the title of the case.

    Examples
    --------
    >>> from casestudy.articles.agreement import column_agreement, load_recoding
    >>> columns = column_agreement(load_recoding("pairing"))[0]
    >>> plot_agreement(columns).get_title(loc="left").endswith("reach 0.8")
    True

    """
    frame = columns[columns["alpha"].notna() & (columns["pairs"] >= ENOUGH_PAIRS)]
    frame = frame.sort_values(["alpha", "table", "column"], ascending=False)
    ax = canvas(ax, 1.3 + 0.17 * len(frame))
    if frame.empty:
        return nothing(ax, title, lang)
    variables = {(t, v.name): v.label(lang) for t in codebook().tables for v in codebook().variables[t]}
    pairs = list(zip(frame["table"], frame["column"], strict=True))
    labels = [f"{codebook().tables[t].label(lang)}: {variables[t, c]}" for t, c in pairs]
    frame = frame.assign(label=labels, good=frame["alpha"] >= GOOD)
    ax.axvline(GOOD, color=GREY, linewidth=0.8, linestyle=(0, (4, 2)))
    ax.axvline(0, color=PALE, linewidth=0.8)
    ax.hlines(labels, 0, frame["alpha"], color=PALE, zorder=0)
    sns.scatterplot(
        frame, x="alpha", y="label", hue="good", style="good", palette={True: BLUE, False: RED},
        markers={True: "o", False: "v"}, s=40, legend=False, ax=ax,
    )  # fmt: skip
    for y, n in enumerate(frame["pairs"]):
        ax.text(1.04, y, say("pairs", lang, n=n), va="center", fontsize=8, color=GREY)
    ax.set_yticks(range(len(labels)), [wrap(label, 44) for label in labels], fontsize=8)
    ax.set(xlim=(min(-0.1, frame["alpha"].min() - 0.05), 1.3), xticks=[0, 0.5, GOOD, 1])
    ax.set(xlabel=say("alpha", lang), ylabel="", ylim=(len(labels) - 0.4, -0.6))
    plain(ax)
    lowest = {"least": labels[-1], "lowest": f"{frame['alpha'].iloc[-1]:.2f}"}
    values = {"n": len(frame), "good": int(frame["good"].sum())} | lowest
    heading = f"{name}: " if name else ""
    return finish(ax, title, heading + say("agreement_title", lang, **values), say("agreement_alt", lang, **values))
