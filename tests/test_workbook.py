"""The workbook, read back by another library: every cell, the drop-downs, and that nothing in it is run."""

import csv
import zipfile
from dataclasses import replace
from datetime import datetime
from functools import cache
from io import BytesIO

import pytest
from conftest import ROWS, checksums, write_case

from casestudy import load_case
from casestudy.coding.codebook import codebook, data_folder
from casestudy.export import workbook as module
from casestudy.export.workbook import workbook

openpyxl = pytest.importorskip("openpyxl", reason="the packages of the tests are not installed")
CASES = ["pairing", "group_council", "mini"]
TEXTS = ["label_en", "label_zh", "definition_en", "definition_zh"]
# Formulas, links, dates, numbers, escapes and entities, as they look; and the longest cells that Excel holds.
ODD_TEXTS = [
    "=1+1", "=cmd|'/c calc'!A0", "+1", "-1", "@SUM(A1)", "'=1", "{=1+1}", "_x0041_", "https://example.org/", "internal:ties!A1",
    "2019-05", "007", "1e3", "TRUE", "#REF!", "<b>&amp;</b>", "𠮷野", "字" * 32_767, "𠮷" * 16_383,
]  # fmt: skip
NUMBERS = ["12.3456789012345", "-0.1", "1e300", "123456789012345"]


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def shipped(table):
    return rows_of(data_folder() / "codebook" / f"{table}.csv")


def case_tables():
    return [row["table"] for row in shipped("tables") if row["scope"] == "case"]


def variable(table, column):
    """Look a column up in variables.csv, where common and qualifying columns stand once for all tables."""
    return next(
        v for v in shipped("variables") if v["variable"] == column and v["table"] in (table, "common", "qualified")
    )


def opened(case):
    (content,) = workbook(case).values()
    return openpyxl.load_workbook(BytesIO(content))


@pytest.fixture(scope="module")
def books():
    return {name: (load_case(name), opened(load_case(name))) for name in ("pairing", "group_council")}


@pytest.fixture(params=CASES)
def case_and_book(request, books):
    if request.param != "mini":
        return books[request.param]
    case = load_case(request.getfixturevalue("mini"))
    return case, opened(case)


def header(sheet):
    return [cell.value for cell in sheet[1]]


def body(sheet):
    """Return the rows below the headings as text, an empty cell as the empty string."""
    return [["" if x is None else x for x in row] for row in sheet.iter_rows(min_row=2, values_only=True)]


def about(book):
    return [[x for x in row if x is not None] for row in book["About"].iter_rows(values_only=True)]


def resolved(book, formula):
    """Return what stands in a range such as Codes!$B$2:$B$4."""
    sheet, _, area = formula.removeprefix("=").partition("!")
    return [row[0].value for row in book[sheet][area.replace("$", "")]]


def plant(folder, table, old, new):
    path = folder / f"{table}.csv"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_every_cell_of_every_table_is_that_of_the_csv_file(case_and_book):
    case, book = case_and_book
    for table in case_tables():
        path = case.folder / f"{table}.csv"
        sheet, rows = book[table], rows_of(path)
        assert header(sheet) == path.read_text("utf-8").splitlines()[0].split(",")
        assert sheet.max_row == len(rows) + 1
        for n, row in enumerate(rows, start=2):
            for cell, (column, source) in zip(sheet[n], row.items(), strict=True):
                if variable(table, column)["type"] in ("integer", "number"):
                    read = "" if cell.value is None else float(cell.value)
                    assert (read, cell.data_type) == (float(source) if source else "", "n"), cell
                else:
                    assert ((cell.value or ""), cell.data_type) == (source, "s" if source else "n"), cell


def test_there_is_a_sheet_for_every_table_even_an_empty_one(case_and_book):
    _, book = case_and_book
    assert book.sheetnames == ["About", *case_tables(), "Codebook", "Codes"]
    assert max(map(len, book.sheetnames)) <= 31


def test_headings_stand_still_and_every_row_can_be_filtered(case_and_book):
    case, book = case_and_book
    for table in case_tables():
        assert book[table].freeze_panes == "B2"
        last = book[table].cell(len(case[table]) + 1, len(header(book[table]))).coordinate
        assert book[table].auto_filter.ref == f"A1:{last}"


def test_a_row_is_as_high_as_its_longest_text(tmp_path):
    # A column is at most 44 wide. 88 letters and 40 Chinese characters, which are twice as wide, need two lines at
    # the least, 200 Chinese characters ten; a line is 15 points, and Excel knows no row above 409.
    texts = {
        "tie_001": "short",
        "tie_002": "letters " * 11,
        "tie_003": "字" * 44,
        "tie_004": "字" * 200,
        "tie_005": "字" * 9000,
    }
    least = {"tie_001": 0, "tie_002": 30, "tie_003": 30, "tie_004": 150, "tie_005": 408}
    rows = [ROWS["ties"][0] | {"id": row, "anchor": row, "flow_en": text.strip()} for row, text in texts.items()]
    sheet = opened(load_case(write_case(tmp_path / "high", ROWS | {"ties": rows})))["ties"]
    heights = {sheet.cell(n, 1).value: sheet.row_dimensions[n].height for n in range(2, 7)}
    assert heights["tie_001"] is None
    assert all(heights[row] >= points for row, points in least.items() if points)
    assert heights["tie_002"] < 60
    assert max(height or 0 for height in heights.values()) <= 409.5


def test_no_text_of_a_shipped_case_is_cut_off_below(case_and_book):
    _, book = case_and_book
    for sheet in book:
        widths = {n: d.width for d in sheet.column_dimensions.values() for n in range(d.min, d.max + 1)}
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value and not cell.font.bold):
            columns = [sum(1 + (c > "\u2e7f") for c in line) for line in str(cell.value).split("\n")]
            least = 15 * sum(-(-n // int(widths.get(cell.column, 13))) for n in columns)
            assert min(least, 408) <= (sheet.row_dimensions[cell.row].height or 15), cell


def test_every_sheet_is_printed_in_landscape_as_wide_as_a_page_under_its_headings(case_and_book):
    _, book = case_and_book
    for sheet in book:
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == (None if sheet.title == "About" else "$1:$1")


def test_headings_tell_label_and_definition_in_both_languages(books):
    _, book = books["pairing"]
    for table in case_tables():
        for cell in book[table][1]:
            assert all(variable(table, cell.value)[text] in cell.comment.text for text in TEXTS)


def test_every_code_column_and_no_other_has_a_drop_down_of_its_codes(case_and_book):
    _, book = case_and_book
    for table in case_tables():
        found = {}
        for choice in book[table].data_validations.dataValidation:
            (area,) = choice.sqref.ranges
            assert (choice.type, area.min_row, area.max_row) == ("list", 2, 1_048_576)
            found[book[table].cell(1, area.min_col).value] = resolved(book, choice.formula1)
        lists = {c: variable(table, c)["codes"] for c in header(book[table])}
        assert found == {c: [r["code"] for r in shipped("codes") if r["list"] == x] for c, x in lists.items() if x}


def test_a_list_too_long_for_a_validation_is_whole_and_nothing_is_written_into_one(mini, monkeypatch):
    long = [f"a_rather_long_code_{n:03}" for n in range(300)]
    known = codebook()
    entry = known.codes["basis"]["stated"]
    grown = replace(known, codes=known.codes | {"basis": {c: replace(entry, name=c) for c in long}})
    monkeypatch.setattr(module, "codebook", lambda: grown)
    book = opened(load_case(mini))
    formulas = [v.formula1 for sheet in book for v in sheet.data_validations.dataValidation]
    assert long in [resolved(book, formula) for formula in formulas]
    assert max(map(len, formulas)) <= 255


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    """The ties and the quantities of a case in which every row has an odd text or number, read back."""
    first = ROWS["ties"][0]
    ties = [first | {"id": f"tie_{n:03}", "anchor": f"{n}", "flow_zh": x} for n, x in enumerate(ODD_TEXTS, start=1)]
    numbers = [ROWS["quantities"][0] | {"id": f"quantity_{n:03}", "value": x} for n, x in enumerate(NUMBERS, start=1)]
    folder = write_case(tmp_path_factory.mktemp("odd") / "odd", ROWS | {"ties": ties, "quantities": numbers})
    book = opened(load_case(folder))
    columns = codebook().columns("ties").index("flow_zh"), codebook().columns("quantities").index("value")
    return [
        [row[c] for row in book[t].iter_rows(min_row=2)] for t, c in zip(("ties", "quantities"), columns, strict=True)
    ]


def test_text_stays_text_whatever_it_looks_like(odd):
    cells, _ = odd
    assert [cell.value for cell in cells] == ODD_TEXTS
    assert {(cell.data_type, cell.number_format, cell.hyperlink) for cell in cells} == {("s", "@", None)}


def test_a_number_of_fifteen_digits_is_whole(odd):
    _, cells = odd
    assert [cell.value for cell in cells] == [float(number) for number in NUMBERS]


def test_no_cell_of_any_sheet_is_a_formula_or_a_link(case_and_book):
    _, book = case_and_book
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert not any(cell.hyperlink for cell in cells)


def test_the_codebook_holds_every_column_of_every_table(books):
    _, book = books["pairing"]
    sheet = book["Codebook"]
    assert header(sheet) == ["table", "column", *TEXTS, "type", "required", "codes", "references"]
    expected = []
    for table in case_tables():
        for column in header(book[table]):
            v = variable(table, column)
            expected.append([table, column, *(v[x] for x in (*TEXTS, "type", "required", "codes", "references"))])
    assert body(sheet) == expected


def test_the_codes_are_all_that_a_case_can_use(books):
    _, book = books["pairing"]
    used = {variable(table, column)["codes"] for table in case_tables() for column in header(book[table])}
    assert header(book["Codes"]) == ["list", "code", *TEXTS]
    assert body(book["Codes"]) == [
        [r["list"], r["code"], *(r[x] for x in TEXTS)] for r in shipped("codes") if r["list"] in used
    ]


def test_about_says_what_the_file_is_in_both_languages(books):
    for case, book in books.values():
        said = about(book)
        assert said[0][1:] == [case.card["title_en"], case.card["title_zh"]]
        text = "\n".join(str(x) for row in said for x in row)
        article = case.card["article"]
        for part in (
            article["title_en"],
            article["title_zh"],
            article["number"],
            case.card["data_version"],
            case.card["licence"],
        ):
            assert part in text
        assert "An empty cell means that the article does not say" in text
        assert "空单元格表示文章未说明" in text
        assert all(limit in text for limit in [*case.card["limits_en"], *case.card["limits_zh"]])


def test_about_counts_the_rows_of_every_table(case_and_book):
    case, book = case_and_book
    counts = {row[0]: row[-1] for row in about(book) if row and row[0] in case_tables()}
    assert counts == {table: len(rows_of(case.folder / f"{table}.csv")) for table in case_tables()}


def test_about_leaves_out_what_the_card_does_not_say(mini):
    keys = [row[0] for row in about(opened(load_case(mini))) if row]
    assert "Title / 标题" in keys
    assert "Data version / 数据版本" not in keys


def test_about_says_how_many_rows_were_taken_away(mini):
    # Without tie_001 the support that rests on it goes along.
    (row,) = [
        row for row in about(opened(load_case(mini).without(["tie_001"]))) if row and row[0].startswith("Rows left out")
    ]
    assert row[1:] == ["Rows of the case that are left out of this file: 2.", "本文件略去了本案例的2行。"]


@pytest.mark.parametrize("text", ["字" * 32_768, "𠮷" * 16_384])
def test_a_longer_cell_is_refused_at_its_place(mini, text):
    plant(mini, "ties", "books,图书", f"books,{text}")
    with pytest.raises(ValueError, match=r"mini/ties.csv:2 flow_zh: is longer than 32,767 characters.*shorten it"):
        workbook(load_case(mini))


def test_a_number_of_more_digits_is_refused_at_its_place(mini):
    plant(mini, "quantities", "12,,", "1234567890123456,,")
    with pytest.raises(ValueError, match=r"mini/quantities.csv:2 value=.*has more than 15 digits.*round it"):
        workbook(load_case(mini))


def test_a_workbook_is_dated_when_the_case_was_coded_and_never_now(books):
    case, book = books["pairing"]
    assert book.properties.created == datetime.fromisoformat(case.card["coded_on"])
    entries = zipfile.ZipFile(BytesIO(workbook(case)["pairing.xlsx"])).infolist()
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("coded_on", ["", 'coded_on = "last winter"\n'])
def test_a_case_without_a_date_has_a_fixed_one(mini, coded_on):
    card = mini / "case.toml"
    card.write_text(coded_on + card.read_text("utf-8"), "utf-8")
    assert opened(load_case(mini)).properties.created == datetime(2000, 1, 1)


@pytest.mark.night("the same bytes in other processes")
def test_two_processes_write_the_same_bytes():
    code = (
        "import sys, casestudy; from casestudy.export.workbook import workbook\n"
        "sys.stdout.buffer.write(workbook(casestudy.load_case('group_council'))['group_council.xlsx'])"
    )
    assert len(checksums(code)) == 1
