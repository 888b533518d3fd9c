"""Render in a chapter: what it needs: a page in a language, figures with their alternative text.

Only this module reads the environment: ``CASESTUDY_LANG`` (``en`` or ``zh``)
says in which language a chapter is executed.
"""

from __future__ import annotations

import io
import os
from base64 import b64encode
from collections.abc import Callable, Iterable
from html import escape
from typing import Any, TypeAlias

import matplotlib.pyplot as plt
import networkx as nx
import pandas as pd
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

from casestudy.book.exercises import exercise
from casestudy.coding.cases import Case
from casestudy.coding.codebook import LANGS, Lang, codebook, describe
from casestudy.coding.messages import listing, say
from casestudy.coding.records import Records
from casestudy.figures.style import set_theme, sheet

# What an evidence line counts: a case, a scenario model, some of its rows, a network, or a frame of rows of one case.
Evidence: TypeAlias = Records | tuple[Case, Iterable[str]] | nx.MultiDiGraph | pd.DataFrame
DPI = 200
COLOURS = 128
CSS_PIXELS_PER_INCH = 130


def open_page(lang: Lang | None = None) -> Page:
    """Open a page of the book in a language, by default that of the environment.

    Raises
    ------
    ValueError
        The language is neither ``en`` nor ``zh``.

    """
    chosen = lang or os.environ.get("CASESTUDY_LANG", "en")
    if chosen not in LANGS:
        raise ValueError(f"CASESTUDY_LANG is {chosen!r}; it must be one of {list(LANGS)}")
    set_theme()
    return Page(chosen)


class Page:
    """A page in one language: shows figures, tables, evidence lines and exercises."""

    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang

    def show(
        self, plot: Axes | Callable[..., Axes], *data: Any, size: tuple[float, float] | None = None, **options: Any
    ) -> None:
        """Display a figure with the alternative text that its plot wrote.

        ``page.show(plot_actors(actors, lang=page.lang))`` shows what was drawn;
        ``page.show(plot_actors, actors)`` draws it first, in the language of the page.

        A plot leaves its alternative text, made from the data, in the label
        of its axes (:func:`~casestudy.figures.style.finish`). All words that
        are drawn stand in the metadata, so that a reader of the file, or a
        test, can see them.
        """
        ax = plot if isinstance(plot, Axes) else plot(*data, lang=self.lang, **options)
        fig, alt = sheet(ax), ax.get_label()
        if size:
            fig.set_size_inches(size)
        png = _png(fig)
        words = [text.get_text() for text in fig.findobj(Text) if text.get_visible() and text.get_text().strip()]
        plt.close(fig)
        width = f"{fig.get_figwidth() * CSS_PIXELS_PER_INCH:.0f}px"
        shape = {"alt": alt, "width": width, "words": list(dict.fromkeys(words))}
        display(
            {"image/png": b64encode(png).decode(), "text/plain": alt},
            metadata={"image/png": shape},
            raw=True,
        )

    def table(self, frame: pd.DataFrame, index: bool = False, caption: str = "") -> None:
        """Display a frame as a plain table."""
        html = frame.to_html(index=index, border=0, classes="casestudy", justify="left", na_rep="", escape=True)
        html = html.replace("<th></th>", "<td></td>")  # the corner over an index is no heading
        if caption:
            html = html.replace("<thead>", f"<caption>{escape(caption)}</caption>\n  <thead>", 1)
        text = frame.to_string(index=index, na_rep="")
        self._html(f'<div class="table-scroll" tabindex="0">{html}</div>', f"{caption}\n{text}".strip())

    def evidence(self, *sources: Evidence) -> None:
        """Display the evidence line: on how many rows of which basis a page rests."""
        tally = evidence_tally(sources)
        said = [
            self.say("evidence_part", basis=_basis_label(b, self.lang).lower(), n=n)
            for b, n in tally.items()
            if b != "proposed" and n
        ]
        proposed = self.say("evidence_proposed", n=tally["proposed"]) if tally["proposed"] else ""
        text = self.say("evidence", parts=listing(said, self.lang), proposed=proposed)
        self._html(f'<p class="evidence">{escape(text)}</p>', text)

    def exercise(self, number: str) -> None:
        """Display an exercise with the answers to choose from, and its solution folded."""
        found = exercise(number)
        prompt, solution, options = found.prompt(self.lang), found.solution(self.lang), found.options(self.lang)
        words = {k: say(f"exercise_{k}", self.lang) for k in ("title", "solution")}
        choices = "".join(f'<li data-reply="{escape(reply)}">{escape(text)}</li>' for text, reply in options)
        self._html(
            f'<div class="exercise"><p><strong>{words["title"]} {number}.</strong> {escape(prompt)}</p>'
            f'<ul class="options">{choices}</ul><p class="reply" role="status"></p>'
            f"<details><summary>{words['solution']}</summary><p>{escape(solution)}</p></details></div>",
            f"{words['title']} {number}. {prompt}\n{' / '.join(text for text, _ in options)}\n"
            f"{words['solution']}: {solution}",
        )

    def say(self, key: str, **values: object) -> str:
        """Return a message in the language of the page."""
        return say(key, self.lang, **values)

    def listing(self, items: list[str]) -> str:
        """Join words as the language of the page does."""
        return listing(items, self.lang) or say("none", self.lang)

    def label(self, codes: str, code: str) -> str:
        """Return the label of a code in the language of the page."""
        return codebook().label(codes, code, self.lang)

    def meaning(self, name: str) -> None:
        """Display what the codebook says of a variable, a table or a code."""
        frame = describe(name, self.lang)[["label", "definition"]]
        self.table(frame.rename(columns={c: self.say(f"codebook_{c}") for c in frame}))

    def side_by_side(self, blocks: pd.DataFrame) -> None:
        """Display blocks to unfold, e.g. of :func:`~casestudy.book.blocks.question_blocks`."""
        html, plain = [], []
        for heading, lines in blocks.groupby("heading", sort=False):
            cells = "".join(
                f"<dt>{escape(line.term)}</dt><dd>{escape(line.text)} {_row_links(line.rows)}</dd>"
                for line in lines.itertuples()
            )
            html.append(f"<details><summary>{escape(str(heading))}</summary><dl>{cells}</dl></details>")
            plain += [str(heading), *(f"  {line.term}: {line.text}" for line in lines.itertuples())]
        self._html(f'<div class="rows">{"".join(html)}</div>', "\n".join(plain))

    def _html(self, html: str, plain: str) -> None:
        display({"text/html": html, "text/plain": plain}, raw=True)


def _png(fig: Figure) -> bytes:
    """Draw a figure with a palette of its own colours: a third of the bytes, for those who read on a phone."""
    drawn, small = io.BytesIO(), io.BytesIO()
    fig.savefig(drawn, format="png", dpi=DPI)
    with Image.open(drawn) as image:
        image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(small, format="png", optimize=True)
    return small.getvalue()


def rows_page(case: str, row_id: str) -> str:
    """Return the page of the book on which a row stands, with the row's id as its address there.

    Examples
    --------
    >>> rows_page("pairing", "tie_001")
    'reference/rows-pairing-ties'

    """
    return f"reference/rows-{case}-{codebook().table_of(row_id)}"


def _row_links(citations: Iterable[str]) -> str:
    """Link to rows such as ``pairing.tie_001``, from a page one folder below the front page."""
    split = [citation.partition(".") for citation in citations]
    return ", ".join(f'<a href="../{rows_page(case, row)}.html#{row}">{row}</a>' for case, _, row in split)


def evidence_tally(sources: Iterable[Evidence]) -> dict[str, int]:
    """Count the distinct rows behind cases, networks or frames by basis, and the proposals among them.

    Returns
    -------
    dict
        ``stated``, ``derived``, ``inferred`` and ``proposed``.

    """
    rows: dict[tuple[str, str], tuple[str, str]] = {}
    for source in sources:
        for name, row_id, basis, realm in _rows_of(source):
            recommended = codebook().table_of(row_id) == "recommendations"
            rows[name, row_id] = basis, "proposed" if recommended else realm
    tally = dict.fromkeys([*codebook().codes["basis"], "assumed", "proposed"], 0)
    for basis, realm in rows.values():
        tally[basis] += 1
        tally["proposed"] += realm == "proposed"
    return tally


def _basis_label(code: str, lang: Lang) -> str:
    lists = "basis" if code in codebook().codes["basis"] else "assumption_basis"
    return codebook().label(lists, code, lang)


def _rows_of(source: Evidence) -> Iterable[tuple[str, str, str, str]]:
    if isinstance(source, Records):
        for frame in source.tables.values():
            if "basis" in frame:
                yield from ((source.name, i, b, r) for _, i, b, r in _rows_of(frame))
    elif isinstance(source, tuple):
        case, ids = source
        wanted = set(ids)
        for frame in case.tables.values():
            hit = frame[frame["id"].isin(wanted)]
            yield from ((case.name, i, b, r) for _, i, b, r in _rows_of(hit))
    elif isinstance(source, pd.DataFrame):
        realms = source["realm"] if "realm" in source else [""] * len(source)
        yield from (("", i, b, r) for i, b, r in zip(source["id"], source["basis"], realms, strict=True))
    else:
        for _, _, row, data in source.edges(keys=True, data=True):
            yield source.graph["case"], row, data["basis"], data.get("realm", "")


class AltText:
    """Give the images of a page the alternative text of their output (a myst-nb plugin)."""

    mime_priority_overrides: tuple[tuple[str, str, int | None], ...] = ()

    @staticmethod
    def handle_mime(renderer: Any, data: Any, inline: bool) -> list[Any] | None:
        """Render a PNG whose metadata hold an ``alt``; leave everything else to myst-nb."""
        alt = data.output_metadata.get("image/png", {}).get("alt")
        if data.mime_type != "image/png" or inline or not alt:
            return None
        images = renderer.render_image(data)
        images[0]["alt"] = alt
        images[0]["loading"] = "lazy"  # a phone loads what is read
        return list(images)
