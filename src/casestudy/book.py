"""What a chapter needs: a page in a language, figures with their alternative text.

Only this module reads the environment: ``CASESTUDY_LANG`` (``en`` or ``zh``)
says in which language a chapter is executed.
"""

from __future__ import annotations

import io
import os
from base64 import b64encode
from collections.abc import Callable, Iterable
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeAlias

import matplotlib as mpl
import matplotlib.pyplot as plt
import networkx as nx
import pandas as pd
from IPython.display import display
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

from casestudy.agreement import load_coverage
from casestudy.cases import Case, load_case
from casestudy.codebook import LANGS, Lang, codebook, describe
from casestudy.exercises import exercise
from casestudy.findings.robustness import headlines
from casestudy.lab import Model
from casestudy.messages import listing, say

# What an evidence line counts: a case, a scenario model, some of its rows, a network, or a frame of rows of one case.
Evidence: TypeAlias = Case | Model | tuple[Case, Iterable[str]] | nx.MultiDiGraph | pd.DataFrame
DPI = 200
COLOURS = 128
CSS_PIXELS_PER_INCH = 130
# Colours of Okabe and Ito (2008), the plain grid of the book, and a font that has Chinese.
STYLE: dict[str, Any] = {
    "font.family": ["DejaVu Sans", "Noto Sans SC"],
    "font.size": 9,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.unicode_minus": False,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
}


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
    _add_chinese_font()
    mpl.rcParams.update(STYLE)  # type: ignore[arg-type]
    return Page(chosen)


def _add_chinese_font() -> None:
    spec = find_spec("zhplot")
    if spec is None or spec.origin is None:
        raise ImportError(
            "the package zhplot, which brings the Chinese font, is not installed: run make book or make test"
        )
    font_manager.fontManager.addfont(Path(spec.origin).parent / "fonts" / "NotoSansSC-Regular.ttf")


class Page:
    """A page in one language: shows figures, tables, evidence lines and exercises."""

    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang

    def show(
        self, plot: Callable[..., Axes], *data: Any, size: tuple[float, float] = (4.8, 3.4), **options: Any
    ) -> None:
        """Draw a figure and display it with the alternative text that the plot wrote.

        A plot leaves its alternative text, made from the data, in the label
        of its axes (:func:`~casestudy.figures.style.finish`). All words that
        are drawn stand in the metadata, so that a reader of the file, or a
        test, can see them.
        """
        fig, ax = plt.subplots(figsize=size, layout="constrained")
        alt = plot(*data, ax=ax, lang=self.lang, **options).get_label()
        png = _png(fig)
        words = [text.get_text() for text in fig.findobj(Text) if text.get_visible() and text.get_text().strip()]
        plt.close(fig)
        shape = {"alt": alt, "width": f"{size[0] * CSS_PIXELS_PER_INCH:.0f}px", "words": list(dict.fromkeys(words))}
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

    def coverage(self) -> None:
        """Display what the data do with the sentences of each article."""
        frame = load_coverage().query("section == 'all'").set_index("case").drop(columns="section")
        frame.index = pd.Index([load_case(name).title(self.lang) for name in frame.index])
        self.table(frame.rename(columns={c: self.say(c) for c in frame}), index=True)

    def presence(self, agreement: pd.DataFrame, caption: str) -> None:
        """Display the agreement on presence, the tables by their labels."""
        frame = agreement[["alpha", "both", "first", "second", "sentences"]].round(2)
        frame.index = pd.Index([codebook().tables[name].label(self.lang) for name in frame.index])
        self.table(frame.rename(columns={c: self.say(f"agreement_{c}") for c in frame}), index=True, caption=caption)

    def alphas(self, columns: pd.DataFrame) -> None:
        """Display the agreement on some columns of one table."""
        labels = {v.name: v.label(self.lang) for v in codebook().variables[columns["table"].iloc[0]]}
        frame = columns[["alpha", "agree", "pairs"]].round(2)
        frame.index = pd.Index([labels[name] for name in columns.index])
        names = {"alpha": "agreement_alpha", "agree": "alpha_agree", "pairs": "alpha_pairs"}
        self.table(frame.rename(columns={c: self.say(key) for c, key in names.items()}), index=True)

    def audit(self, audit: pd.DataFrame) -> None:
        """Display how many rows of each case were agreed with, doubted, or found wrong."""
        counts = (
            audit.groupby(["case", "verdict"]).size().unstack(fill_value=0).reindex(columns=["agree", "doubt", "wrong"])
        )
        counts.index = pd.Index([load_case(name).title(self.lang) for name in counts.index])
        counts.columns = pd.Index([self.say(f"audit_{c}") for c in counts])
        self.table(counts.fillna(0).astype(int), index=True)

    def turned(self, tried: pd.DataFrame, most: int = 3) -> None:
        """Display which single changes turn which headline finding, at most so many of a kind."""
        lines = []
        for name, part in tried[~tried["stands"]].groupby("headline", sort=False):
            headline = headlines()[str(name)]
            case = load_case(headline.case)
            turns = []
            for kind, mine in part.groupby("change", sort=False):
                what = [self._change(str(kind), text) for text in mine["what"].head(most)]
                if len(mine) > most:
                    what.append(self.say("robustness_more", n=len(mine) - most))
                turns.append(self.say("robustness_turn", kind=self.say(f"change_{kind}"), what=self._and_then(what)))
            became = sorted({self._value(case, value) for value in part["value"]})
            said = ("" if self.lang == "zh" else " ").join(turns)
            lines.append((headline.statement(self.lang), said, self._and_then(became)))
        head = [self.say(f"robustness_{column}") for column in ("finding", "what", "becomes")]
        self.table(pd.DataFrame(lines, columns=head))

    def settles(self) -> None:
        """Display what new evidence would settle each headline finding."""
        head = [self.say(f"robustness_{name}") for name in ("chapter", "finding", "settles")]
        lines = [(h.record["chapter"], h.statement(self.lang), h.settles(self.lang)) for h in headlines().values()]
        self.table(pd.DataFrame(lines, columns=head))

    def tensions(self, *cases: Case) -> None:
        """Display the kinds of tension, how many rows of each case are of the kind, and one of each."""
        kinds = codebook().codes["tension_kind"]
        counts = {case: case["tensions"]["kind"].value_counts() for case in cases}
        lines = []
        for kind, entry in kinds.items():
            shown = next(case["tensions"].query("kind == @kind").iloc[0] for case in cases if kind in counts[case])
            numbers = [int(counts[case].get(kind, 0)) for case in cases]
            lines.append((entry.label(self.lang), *numbers, shown[f"text_{self.lang}"]))
        head = [self.say("tensions_kind"), *(case.title(self.lang) for case in cases), self.say("tensions_example")]
        self.table(pd.DataFrame(lines, columns=head))

    def _and_then(self, parts: list[str]) -> str:
        return ("；" if self.lang == "zh" else "; ").join(parts)

    def _change(self, kind: str, what: str) -> str:
        if kind == "passage":
            section, _, sentence = what.partition("#")
            return self.say("passage_place", section=section, sentence=sentence)
        if kind == "code":
            return self._moved(what)
        return self.label("voice", what) if kind == "voice" else what or self.say("robustness_all")

    def _moved(self, what: str) -> str:
        """Say in the words of the codebook what a change such as ``tie_006: currency capability → authority`` does."""
        row, column, code, _, near = what.replace(":", "").split()
        v = next(v for v in codebook().variables[codebook().table_of(row)] if v.name == column)
        moved = f"{self.label(v.codes, code)} → {self.label(v.codes, near)}"
        return self.say("robustness_moved", row=row, column=v.label(self.lang), moved=moved)

    def _value(self, case: Case, value: Any) -> str:
        if isinstance(value, str) and value.startswith("actor_"):
            return self.listing([case.text(row, self.lang) for row in value.split(";")])
        for codes in ("flow", "yes_no"):
            if value in codebook().codes[codes]:
                return self.label(codes, value)
        return str(value) or self.say("none")

    def side_by_side(self, blocks: pd.DataFrame) -> None:
        """Display blocks to unfold, e.g. of :func:`~casestudy.figures.comparison.question_blocks`."""
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
    if isinstance(source, Case):
        yield from _rows_of((source, [i for frame in source.tables.values() for i in frame["id"]]))
    elif isinstance(source, Model):
        rows = source["assumptions"]
        yield from ((source.name, i, b, "") for i, b in zip(rows["id"], rows["basis"], strict=True))
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
        return list(images)
