"""What a report displays beside its figures: tables, sentences, and every row whole. No cell is interpreted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

import pandas as pd
from IPython.display import display

from casestudy.coding.cases import Case
from casestudy.coding.codebook import Lang, codebook
from casestudy.coding.messages import say
from casestudy.report.frames import rows_table
from casestudy.report.told import Cell, heading, named, placed, said, variables_of


def show_table(frame: pd.DataFrame, caption: str) -> None:
    """Display a frame of words with a caption, which also names the region in which a wide one is scrolled."""
    head = "".join(f'<th scope="col">{escape(column)}</th>' if column else "<td></td>" for column in frame.columns)
    body = "".join(_line(frame.columns, cells) for cells in frame.itertuples(index=False, name=None))
    _display(
        f'<div class="table-scroll" role="region" aria-label="{escape(caption)}" tabindex="0">'
        f'<table class="dataframe casestudy"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>",
        f"{caption}\n{frame.to_string(index=False, na_rep='')}",
    )


def _line(columns: Iterable[str], cells: Iterable[Any]) -> str:
    return "<tr>{}</tr>".format(
        "".join(
            f'<td data-label="{escape(column)}">{_html(value)}</td>'
            for column, value in zip(columns, cells, strict=True)
        )
    )


def _html(value: Any) -> str:
    return value.html if isinstance(value, Cell) else escape(str(value))


def show_rows(case: Case, table: str, columns: Sequence[str], lang: Lang) -> None:
    """Display the rows of a table, with what changes the meaning of each and the place where it stands."""
    show_table(rows_table(case, table, columns, lang), codebook().tables[table].label(lang))


def show_whole(case: Case, lang: Lang) -> None:
    """Display every row of a case with all its cells, under the address to which its id leads."""
    for table, frame in case.tables.items():
        if len(frame):
            label = codebook().tables[table].label(lang)
            rows = "".join(_whole(case, row, lang) for row in frame["id"])
            _display(f'<section class="whole"><h2 id="{table}">{escape(label)}</h2>{rows}</section>', label)


def _whole(case: Case, row_id: str, lang: Lang) -> str:
    row, cells = case.row(row_id), []
    for name, v in variables_of(codebook().table_of(row_id), lang).items():
        words = said(case, v, row[v.name], lang)
        if name not in ("id", "section", "anchor", "basis") and words:
            cells.append(f"<dt>{escape(heading(v, lang))}</dt><dd>{_html(words)}</dd>")
    cells.append(f"<dt>{say('report_placed_column', lang)}</dt><dd>{escape(placed(case, row_id, lang))}</dd>")
    title = f"<code>{row_id}</code> {escape(named(case, row_id, lang))}"
    return f'<div class="row" id="{row_id}"><p>{title}</p><dl>{"".join(cells)}</dl></div>'


def tell(text: str) -> None:
    """Display a sentence."""
    _display(f"<p>{escape(text)}</p>", text)


def _display(html: str, plain: str) -> None:
    display({"text/html": html, "text/plain": plain}, raw=True)
