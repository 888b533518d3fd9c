"""Write a case as an Excel workbook that can be read, sorted and coded further.

The CSV files remain the data; a workbook is a copy for people. All text is
written as text, so that no cell is ever run as a formula, read as a link or
taken for a date, and a drop-down offers the codes of every code column.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from math import ceil
from typing import Any

import pandas as pd
import xlsxwriter

from casestudy.coding.cases import Case
from casestudy.coding.codebook import LANGS, Code, Lang, Variable, codebook
from casestudy.coding.messages import say
from casestudy.coding.references import reference
from casestudy.export.files import MARK

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
NO_DATE = date(2000, 1, 1)  # for a case whose card does not say when it was coded: a file must not know the clock
LONGEST_CELL = 32_767
DIGITS = 15
LAST_ROW = 1_048_575
WIDEST, ABOUT = 44, 60
LINE, HIGHEST = 15, 409  # points; Excel knows no higher row
FILL = 1.15
A4 = 9
TEXTS = ("label_en", "label_zh", "definition_en", "definition_zh")
CITED = {"authors_en", "authors_zh", "year", "title_en", "title_zh", "number"}


def workbook(case: Case) -> dict[str, bytes]:
    """Write all tables of a case, the codebook and the code lists as one Excel workbook.

    The sheet *About* says what the file is; then comes one sheet a table, empty ones
    too, for an empty table is a finding; *Codebook* and *Codes* explain every column and
    code. A comment on each heading gives its label and definition. Numbers are
    numbers; all else, dates too, is text. Several keys are joined with ``;``. Rows are as
    high as their text, and a sheet is printed on pages in landscape, as wide as one, under its headings.

    Parameters
    ----------
    case
        From :func:`~casestudy.coding.cases.load_case`, perhaps with rows taken away; *About*
        then says how many.

    Returns
    -------
    dict of bytes
        ``<case>.xlsx`` → its content; the same bytes whenever it is written.

    Raises
    ------
    ValueError
        A cell holds more than a spreadsheet can: 32,767 characters, or a number
        of more than 15 digits.

    References
    ----------
    ECMA-376, *Office Open XML file formats*; the limits are those of Excel.

    Examples
    --------
    >>> from casestudy import load_case
    >>> list(workbook(load_case("pairing")))
    ['pairing.xlsx']

    """
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        created = datetime.combine(_coded_on(case), time())
        book.set_properties({"title": _title(case, "en") or _title(case, "zh"), "created": created, "comments": MARK})
        style = Style(book)
        _about(style, case)
        for table, frame in case.tables.items():
            _table(style, case, table, frame)
        _list(style, "Codebook", ["table", "column", *TEXTS, "type", "required", "codes", "references"], _variables())
        _list(style, "Codes", ["list", "code", *TEXTS], ([v, c.name, *_texts(c)] for v, c in _codes()))
    return {f"{case.name}.xlsx": file.getvalue()}


@dataclass(frozen=True)
class Style:
    """A workbook with its formats."""

    book: Any

    @cached_property
    def header(self) -> Any:
        """What a heading looks like."""
        return self.book.add_format({"bold": True, "bg_color": "#DCE6F1", "num_format": "@", "valign": "top"})

    @cached_property
    def text(self) -> Any:
        """The format that keeps what is typed later as text, so that 2019-05 becomes no day in May."""
        return self.book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})

    @cached_property
    def number(self) -> Any:
        """The format of numbers."""
        return self.book.add_format({"valign": "top"})


def _table(style: Style, case: Case, table: str, frame: pd.DataFrame) -> None:
    sheet = style.book.add_worksheet(table)
    variables = codebook().variables[table]
    _form(sheet, len(frame), len(variables))
    lists = _ranges()
    for column, v in enumerate(variables):
        number = v.type in ("integer", "number")
        cells = [_shown(cell) for cell in frame[v.name]]
        sheet.set_column(column, column, _width([v.name, *map(str, cells)]), style.number if number else style.text)
        sheet.write_string(0, column, v.name, style.header)
        sheet.write_comment(0, column, _comment(v), {"x_scale": 2.5, "y_scale": 2})
        if v.codes:
            choice = {"validate": "list", "source": lists[v.codes], "ignore_blank": not v.required}
            sheet.data_validation(1, column, LAST_ROW, column, choice)
        for row, (row_id, cell) in enumerate(zip(frame["id"], cells, strict=True), start=1):
            _check(cell, f"{case.name}/{table}.csv:{case.lines[row_id]} {v.name}")
            _write(style, sheet, row, column, cell)
    for row, record in enumerate(frame.to_dict("records"), start=1):
        _set_height(sheet, row, (str(_shown(cell)) for cell in record.values()))


def _form(sheet: Any, rows: int, columns: int) -> None:
    """Let the headings and the first column stand still, and every column be filtered; 2019 is meant as text."""
    sheet.freeze_panes(1, 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{LAST_ROW + 1}"})
    sheet.autofilter(0, 0, rows, columns - 1)
    sheet.repeat_rows(0)
    _set_page(sheet)


def _set_page(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)


def _set_height(sheet: Any, row: int, cells: Iterable[str], width: int = WIDEST) -> None:
    """Make a row as high as the longest of its texts, which no program but Excel does of itself."""
    lines = max((sum(_lines(line, width) for line in cell.split("\n")) for cell in cells), default=1)
    if lines > 1:
        sheet.set_row(row, min(HIGHEST, LINE * lines))


def _lines(text: str, width: int) -> int:
    # A line that breaks between words is not full.
    return max(1, ceil(FILL * _columns(text) / width))


def _shown(cell: Any) -> str | int | float:
    """Return a cell as it is shown; missing numbers and empty text alike are the empty string."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, tuple):
        return ";".join(cell)
    return "" if pd.isna(cell) else cell


def _check(cell: str | int | float, place: str) -> None:
    if isinstance(cell, str):
        # Excel counts UTF-16 units: what lies beyond the basic plane counts twice.
        if len(cell.encode("utf-16-le")) > 2 * LONGEST_CELL:
            raise ValueError(f"{place}: is longer than {LONGEST_CELL:,} characters, all that a cell holds; shorten it")
    elif float(f"{cell:.{DIGITS}G}") != cell:
        raise ValueError(f"{place}={cell}: has more than {DIGITS} digits, all that a spreadsheet keeps; round it")


def _write(style: Style, sheet: Any, row: int, column: int, cell: str | int | float) -> None:
    if not isinstance(cell, str):
        sheet.write_number(row, column, cell, style.number)
    elif cell:
        sheet.write_string(row, column, cell, style.text)


def _width(cells: Iterable[str]) -> int:
    return min(WIDEST, 3 + max(map(_columns, cells)))


def _columns(text: str) -> int:
    # In GBK a Chinese character takes two bytes, as it takes two columns on the screen.
    return len(text.encode("gbk", "replace"))


def _comment(v: Variable) -> str:
    return "\n".join([f"{v.label_en} / {v.label_zh}", v.definition_en, v.definition_zh])


def _list(style: Style, name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a sheet of text."""
    sheet = style.book.add_worksheet(name)
    cells = [list(row) for row in rows]
    _form(sheet, len(cells), len(header))
    for column, heading in enumerate(header):
        sheet.write_string(0, column, heading, style.header)
        sheet.set_column(column, column, _width([heading, *(row[column] for row in cells)]), style.text)
        for n, row in enumerate(cells, start=1):
            _write(style, sheet, n, column, row[column])
    for n, row in enumerate(cells, start=1):
        _set_height(sheet, n, row)


def _texts(entry: Variable | Code) -> list[str]:
    return [getattr(entry, name) for name in TEXTS]


def _variables() -> Iterator[list[str]]:
    for table in codebook().tables:
        for v in codebook().variables[table]:
            yield [table, v.name, *_texts(v), v.type, "yes" if v.required else "no", v.codes, v.references]


def _codes() -> list[tuple[str, Code]]:
    """Return the code lists that a case uses, code by code, as the sheet *Codes* holds them."""
    used = {v.codes for table in codebook().tables for v in codebook().variables[table]}
    return [(name, code) for name, codes in codebook().codes.items() if name in used for code in codes.values()]


def _ranges() -> dict[str, str]:
    """Return where each code list stands; a list written into the validation may have 255 characters only."""
    places: dict[str, list[int]] = {}
    for row, (name, _) in enumerate(_codes(), start=2):
        places.setdefault(name, []).append(row)
    return {name: f"=Codes!$B${rows[0]}:$B${rows[-1]}" for name, rows in places.items()}


def _about(style: Style, case: Case) -> None:
    sheet = style.book.add_worksheet("About")
    _set_page(sheet)
    sheet.set_column(0, 0, 32, style.text)
    sheet.set_column(1, 2, ABOUT, style.text)
    facts = [(_both(key), *values) for key, values in _facts(case) if any(values)]
    for row, cells in enumerate(facts):
        _set_height(sheet, row, cells, ABOUT)
        for column, cell in enumerate(cells):
            _write(style, sheet, row, column, cell)
    start = len(facts) + 1
    for column, heading in enumerate((_both("export_table"), "English", "中文", _both("basis_x"))):
        sheet.write_string(start, column, heading, style.header)
    for row, (table, frame) in enumerate(case.tables.items(), start=start + 1):
        for column, cell in enumerate((table, codebook().table(table).label_en, codebook().table(table).label_zh)):
            _write(style, sheet, row, column, cell)
        sheet.write_number(row, 3, len(frame), style.number)


def _facts(case: Case) -> Iterator[tuple[str, list[str]]]:
    """Yield what the file says of itself: the key of the heading, and the text in each language."""
    yield "export_title", [_title(case, lang) for lang in LANGS]
    yield "export_article", [_article(case, lang) for lang in LANGS]
    yield "export_version", [_of(case, "data_version")] * len(LANGS)
    yield "export_licence", [_of(case, "licence")] * len(LANGS)
    yield "print_cite", [_cite(case, lang) for lang in LANGS]
    yield "export_empty", [say("export_empty_text", lang) for lang in LANGS]
    yield "export_where", [say("export_where_text", lang) for lang in LANGS]
    if case.dropped:
        yield "export_dropped", [say("export_dropped_text", lang, n=len(case.dropped)) for lang in LANGS]
    yield "print_limits", [_limits(case, lang) for lang in LANGS]


def _of(case: Case, key: str) -> str:
    return str(case.card.get(key, ""))


def _limits(case: Case, lang: Lang) -> str:
    limits = case.card.get(f"limits_{lang}", [])
    return limits if isinstance(limits, str) else "\n".join(map(str, limits))


def _title(case: Case, lang: Lang) -> str:
    return _of(case, f"title_{lang}")


def _article(case: Case, lang: Lang) -> str:
    article = case.card["article"]
    if set(article) >= CITED:
        return reference(case, lang)
    return str(article.get(f"title_{lang}") or article.get("title_zh", ""))


def _cite(case: Case, lang: Lang) -> str:
    words = {"title": _title(case, lang), "version": _of(case, "data_version"), "licence": _of(case, "licence")}
    data = [say("export_cite_text", lang, **words)] if all(words.values()) else []
    return "\n".join([*data, say("print_article", lang, reference=_article(case, lang))])


def _both(key: str) -> str:
    return " / ".join(say(key, lang) for lang in LANGS)


def _coded_on(case: Case) -> date:
    try:
        return date.fromisoformat(_of(case, "coded_on"))
    except ValueError:
        return NO_DATE
