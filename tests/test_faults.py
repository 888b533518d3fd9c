"""Every rule, in every column to which it applies: a fault planted there is found there, and no other place is accused.

The case to plant in, and the faults, are made from the codebook; how many there must be is counted from its files anew.
"""

import csv
import io
import json
import os
import re
import signal
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import accumulate, count
from pathlib import Path

import pytest

from casestudy import CodingError, load_case
from casestudy.cli import main
from casestudy.coding.cards import read_card
from casestudy.coding.checks import ACYCLIC, check_cells, check_keys
from casestudy.coding.codebook import Variable, codebook, data_folder
from casestudy.coding.reading import LARGEST_FILE, Fault, Raw, read_table

TABLES = list(codebook().tables)
DERIVED = [table for table in TABLES if "from_rows" in codebook().columns(table)]
LAST = 3  # rows a table; nothing points to the last one, and all its cells are filled
SECTIONS = ["一", "二(一)"]
Row = dict[str, str]
Place = tuple[str, int, str]
Found = list[tuple[Place, str]]


# A clean case: every column filled, keys of every sort, no row that leads back to itself.


def key(table: str, n: int) -> str:
    return f"{codebook().tables[table].prefix}_{n:03d}"


def home(v: Variable, table: str) -> str:
    """Return a table to which a column points: if it may be any, not its own."""
    return v.references if v.references != "*" else {"actors": "ties", "places": "ties"}.get(table, "actors")


def keys(v: Variable, table: str, n: int) -> str:
    if v.name == "from_rows":
        before = DERIVED[DERIVED.index(table) - 1]
        return ["", key(table, 1), f"{key(table, 1)};{key(before, 1)}"][n - 1]
    if v.references == table:
        return key(table, 1 if n > 1 else 2) if v.name not in ACYCLIC or n > 1 else ""
    ends = [other.name for other in codebook().variables[table] if other.type == "key" and other.required]
    other_end = v.name in ends[1:] and v.name not in ("row", "recommendation")  # a row joins two
    return ";".join(key(home(v, table), k) for k in ((1, 2) if v.type == "keys" else (1 + (n + other_end) % 2,)))


def cell(v: Variable, table: str, n: int) -> str:
    """Return a valid cell of the n-th row."""
    special = {
        "basis": ["stated", "derived", "inferred"][n - 1],
        "section": SECTIONS[n % 2],
        "anchor": f"{table}{n}",
        "until": f"{n}🙂" + "止" * 14,
        "low": f"{n}",
        "value": f"{n}.5",
        "high": f"{n + 1}e0",
        "date_end": f"2020-0{n}",
    }
    if v.name in special:
        return special[v.name]
    if v.type == "code":
        codes = list(codebook().codes[v.codes])
        return codes[n % len(codes)]
    if v.type in ("key", "keys"):
        return keys(v, table, n)
    words = f'"{v.name}", {table} {n}' if v.name.endswith("_en") else f"{v.name}，{table}之{n}"
    return {"id": key(table, n), "date": f"2019-0{n}-1{n}", "integer": f"{n}", "number": f"{n}"}.get(v.type, words)


ROWS = {
    table: [{v.name: cell(v, table, n) for v in codebook().variables[table]} for n in range(1, LAST + 1)]
    for table in TABLES
}
CARD = {
    "name": "base",
    "title_en": "A case of every cell",
    "title_zh": "满格案例",
    "languages": ["en", "zh"],
    "place_en": "somewhere",
    "period_zh": "某时",
    "data_version": "0.1.0",
    "licence": "CC-BY-4.0",
    "coded_on": "2020-01-01",
    "coded_by": "nobody",
    "limits_en": ["none"],
    "article": {
        "title_zh": "某文",
        "subtitle_zh": "之二",
        "authors_en": ["A", "B"],
        "authors_zh": ["甲", "乙"],
        "journal_en": "J",
        "year": 2020,
        "number": "1-2",
        "doi": "10.1/2",
        "sha256": "a" * 64,
    },
    "sections": [{"id": SECTIONS[0], "heading": "一、始"}, {"id": SECTIONS[1], "starts": "终", "title_en": "II"}],
}


def toml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k} = {toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)


def card_text(card: dict[str, object]) -> str:
    return "".join(f"{name} = {toml(value)}\n" for name, value in card.items())


def csv_text(table: str, rows: Iterable[Row]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, codebook().columns(table), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write(folder: Path, rows: dict[str, list[Row]]) -> Path:
    folder.mkdir()
    (folder / "case.toml").write_text(card_text(CARD), "utf-8")
    for table in TABLES:
        (folder / f"{table}.csv").write_text(csv_text(table, rows.get(table, [])), "utf-8")
    return folder


# The faults in cells and rows, a function a rule.

MALFORMED = {
    "id": "3 {} {}_ {}_03 {}_abc {}_００３ {}-003 {}_-03 _{}_003 {}_003;{}_004 x{}_003 {}__003",
    "integer": "1.0 1e3 x - --1 +1 1_000 1,000 １２ ١٢ ² nan 0x10 1\xa02",
    "number": "x 4x 1e999 -1e999 nan NaN inf -Infinity 1_000 1,000 1,5 １２ ١٢ ½ 0x10 1e 5% -- 1.2.3",
    "date": "2019-13 2019-00 2019-02-30 2019-02-29 2019-04-31 2019-01-00 20190501 201905 2019-5 2019-5-1 19 02019 0000 "
    "2019- 2019-05- 2019/05 2019.05 ２０１９ ٢٠١٩ -2019 +2019 2019-+5 2019年 nan 1e3 2019-05-01T00:00",
    "end": "2018 2019-02 2019-03-12 2018-12-31 0001",
}


@dataclass(frozen=True)
class Plant:
    """A row with a fault: a copy of a clean one with an id and an anchor of its own (``{own}``), and a change."""

    rule: str
    table: str
    column: str
    change: Row
    copied: int = LAST

    def row(self, n: int) -> Row:
        own = {"id": key(self.table, n), "anchor": f"第{n}行"}
        change = {column: own["id"] if value == "{own}" else value for column, value in self.change.items()}
        return ROWS[self.table][self.copied - 1] | own | change


Planter = Callable[[Variable, str], Iterator[Row | str | tuple[Row, int]]]
RULES: dict[str, tuple[str, Planter]] = {}


def rule(words: str) -> Callable[[Planter], Planter]:
    """Register what yields the faulty cells of a column, or changes of a row; ``words`` are what each is told in."""

    def register(planter: Planter) -> Planter:
        RULES[planter.__name__] = words, planter
        return planter

    return register


TURN = count()


def next_of(values: Sequence[str]) -> str:
    """Return another of the values each time, so that over all columns each is planted often."""
    return values[next(TURN) % len(values)]


@rule("is not one of [")
def unknown_code(v, table):
    if v.type == "code":
        good = ROWS[table][-1][v.name]
        yield from ("no_such_code", next_of((good.upper(), good + "s", "其他", "nan", "None")))


@rule("is no id")
def no_id(v, table):
    if v.type == "id":
        for form in MALFORMED["id"].split(" "):
            yield form.replace("{}", codebook().tables[table].prefix)
        yield key(table, 3).upper()


@rule("is no id")
def wrong_prefix(v, table):
    if v.type == "id":
        other = "events" if table != "events" else "claims"
        yield from (key(other, 999), key(other, 2), "answer_001", "nobody_001")


@rule("stands here a second time")
def duplicate_id(v, table):
    if v.type == "id":
        yield key(table, 2)


@rule("repeats another row")
def repeated_row(v, table):
    if v.type == "id":
        told = {"note": "another note"} if "note" in codebook().columns(table) else {}
        yield ROWS[table][1] | {"id": "{own}"} | told


@rule("is empty, but required")
def required_empty(v, table):
    if v.required:
        yield ""


@rule("is not a whole number")
def malformed_integer(v, table):
    if v.type == "integer":
        yield from (*MALFORMED["integer"].split(" "), "1 2", "9" * 16, "9" * 5000)


@rule("is not a number")
def malformed_number(v, table):
    if v.type == "number":
        yield from (*MALFORMED["number"].split(" "), "1 2", "9" * 400)


@rule("is not a date")
def malformed_date(v, table):
    if v.type == "date":
        yield from (*MALFORMED["date"].split(" "), "5 May 2019")


@rule("is not in")
def dangling_key(v, table):
    if v.references:
        yield from (key(home(v, table), 999), next_of(("nobody", "_001", "Actor_001", "actor_1", "actor 001", "nan")))
    if v.type == "keys":
        yield f"{key(home(v, table), 1)};{key(home(v, table), 999)}"


@rule("points to its own row")
def own_row(v, table):
    if v.references in ("*", table):
        yield "{own}"


@rule("is not in")
def wrong_table(v, table):
    if v.references and v.references != "*":
        yield from (key(t, 1) for t in (TABLES[0], TABLES[1], TABLES[-1]) if t != v.references)


@rule("names several rows")
def several_keys(v, table):
    if v.type == "key":
        yield from (f"{key(home(v, table), 1)};{key(home(v, table), 2)}", next_of((";", f"{key(home(v, table), 1)};")))


@rule("is no list of ids")
def malformed_keys(v, table):
    if v.type == "keys":
        a, b = key(home(v, table), 1), key(home(v, table), 2)
        yield from (f"{a};{a}", next_of((";", f"{a};", f";{a}", f"{a};;{b}", f"{a};{b};{a}")))


@rule("is not in")
def keys_otherwise_parted(v, table):
    if v.type == "keys":
        yield next_of((", ", ",", "；", "; ", " ", "、", "|")).join((key(home(v, table), 1), key(home(v, table), 2)))


@rule("is below")
def descending(v, table):
    if v.name == "value" and table == "quantities":
        yield from ({"low": "3.6"}, {"low": "9"}, {"value": "-3.5"}, {"low": "10"})
    if v.name == "high" and table == "quantities":
        yield from ({"high": "3.4"}, {"low": "5", "value": ""}, {"high": "-4"})
    if v.name == "date_end":
        yield from MALFORMED["end"].split(" ")


@rule("is more exact than")
def too_exact(v, table):
    if v.name == "precision":
        yield {"date": "2018", "precision": "day"}
        yield {"date": "2018-11", "precision": "day"}
        yield {"date": "2018", "precision": "month"}


@rule("is longer than 16 characters")
def too_long(v, table):
    if v.name in ("anchor", "until"):
        yield from ("长" * 17, "x" * 33, "🙂" * 17, "x" * 5000, "one two three four five six seven eight nine")


@rule("is no section of case.toml")
def unknown_section(v, table):
    if v.name == "section":
        yield from ("三", "二（一）", "二", "一、始", "二(一)1", "nan", "../一")


@rule("has white space at its ends")
def white_space(v, table):
    space = next_of((" ", "\u3000", "\xa0", "\t", "\u2003"))
    yield next_of((f"{space}%s", f"%s{space}", f"%s {space}")) % ROWS[table][-1][v.name]


@rule("holds a line break")
def hidden_character(v, table):
    good = ROWS[table][-1][v.name]
    for hidden in ("\n", next_of("\t\x0b\x0c\x1b\x7f\x85\xad\u2028\u2029\u200b\u200e\u2060\ufeff\uffff")):
        yield f"{good[:1]}{hidden}{good[1:]}"


@rule("give both languages or neither")
def one_language(v, table):
    stem, _, lang = v.name.rpartition("_")
    if not v.required and f"{stem}_{'zh' if lang == 'en' else 'en'}" in ROWS[table][0] and lang in ("en", "zh"):
        yield ""


@rule("name the rows that it rests on")
def unfounded(v, table):
    if v.name == "from_rows":
        yield from ("", ({"from_rows": ""}, 2), ({"basis": "derived"}, 1), ({"basis": "inferred"}, 1))


def planted() -> Iterator[Plant]:
    for name, (_, planter) in RULES.items():
        for table in TABLES:
            for v in codebook().variables[table]:
                for fault in planter(v, table):
                    change, *copied = fault if isinstance(fault, tuple) else (fault,)
                    yield Plant(name, table, v.name, {v.name: change} if isinstance(change, str) else change, *copied)


PLANTS = list(planted())
# A column, a first row, and a last one that rests on it, or is a part of it, and to which it is then made to point.
CIRCLES = [
    (v.name, table, last)
    for table, after in zip(DERIVED, [*DERIVED[1:], DERIVED[0]], strict=True)
    for v in codebook().variables[table]
    if v.name in ACYCLIC
    for last in ((table, after) if v.name == "from_rows" else (table,))
]


def implied() -> Counter[str]:
    """Count, from the files of the codebook alone, in how many columns of tables of a case each rule can be broken."""
    with (data_folder() / "codebook" / "tables.csv").open(encoding="utf-8", newline="") as file:
        tables = [r for r in csv.DictReader(file) if r["scope"] == "case"]
    with (data_folder() / "codebook" / "variables.csv").open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))
    found: Counter[str] = Counter()
    for t in tables:
        homes = {t["table"], "common", "qualified" if t["qualified"] == "yes" else "common"}
        columns = [v for v in listed if v["table"] in homes]
        if t["qualified"] == "bare":
            columns = [v for v in columns if v["table"] != "common" or v["required"] == "yes"]
        names = {v["variable"] for v in columns}
        found.update(["no_id", "wrong_prefix", "duplicate_id", "repeated_row", "unknown_section"])
        found["unfounded"] += "from_rows" in {v["variable"] for v in columns}
        found["too_exact"] += {"date", "precision"} <= names
        found["descending"] += 2 * ({"low", "value", "high"} <= names) + ({"date", "date_end"} <= names)
        for v in columns:
            found.update(broken(v, t["table"]))
            other = re.sub("_en$", "_zh", v["variable"])
            found["one_language"] += 2 * (v["required"] == "no" and other != v["variable"] and other in names)
    return found


def broken(v: Row, table: str) -> Iterator[str]:
    """Yield the rules that can be broken in a column whatever the others are, from its line in the codebook."""
    of_type = {
        "key": ["dangling_key", "several_keys"],
        "keys": ["dangling_key", "malformed_keys", "keys_otherwise_parted"],
    } | {sort: [f"malformed_{sort}"] for sort in ("integer", "number", "date")}
    yield from ("white_space", "hidden_character", *of_type.get(v["type"], []))
    yield from (["required_empty"] if v["required"] == "yes" else []) + (["unknown_code"] if v["codes"] else [])
    yield from ["too_long"] if v["variable"] in ("anchor", "until") else []
    yield from ["cycle"] if v["variable"] in ("parent", "part_of", "from_rows") else []
    yield from ["own_row"] if v["references"] in ("*", table) else []
    yield from ["wrong_table"] if v["references"] not in ("*", "") else []


# Reading what was planted.


def seen(faults: Iterable[Fault]) -> Found:
    return [((f.file, f.line, f.column), f.problem) for f in faults]


@dataclass(frozen=True)
class Base:
    """The clean case as read; a place for copies of its tables; what is said of it when a table cannot be read."""

    folder: Path
    raws: dict[str, Raw]
    spare: Path
    without: dict[str, list[Fault]]

    def put(self, table: str, content: str | bytes) -> Path:
        path = self.spare / f"{table}.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def read(self, table: str, rows: Iterable[Row]) -> Found:
        """Check a table with these rows, and the keys of the whole case with it."""
        raw, faults = read_table(self.put(table, csv_text(table, rows)), table)
        assert raw is not None
        return seen([*faults, *check_cells(raw, ("en", "zh"), set(SECTIONS)), *check_keys(self.raws | {table: raw})])

    def form(self, table: str, path: Path) -> Found:
        """Check the form of a table, and the keys of the whole case with what could be read of it."""
        raw, faults = read_table(path, table)
        return seen([*faults, *(check_keys(self.raws | {table: raw}) if raw else self.without[table])])


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> Base:
    folder = write(tmp_path_factory.mktemp("clean") / "base", ROWS)
    spare = tmp_path_factory.mktemp("planted") / "base"
    spare.mkdir()
    raws = {table: read_table(folder / f"{table}.csv", table)[0] for table in TABLES}
    return Base(folder, raws, spare, {t: check_keys({k: raw for k, raw in raws.items() if k != t}) for t in TABLES})


@pytest.fixture(scope="module")
def grown(base) -> dict[str, tuple[dict[int, Plant], Found]]:
    """Each table with all its plants, each in a row of its own: which plant stands at which line, and what is found."""
    found = {}
    for table in TABLES:
        plants = [p for p in PLANTS if p.table == table]
        rows = [*ROWS[table], *(p.row(n) for n, p in enumerate(plants, start=LAST + 1))]
        heights = [csv_text(table, [row]).count("\n") - 1 for row in rows]
        lines = list(accumulate(heights, initial=2))[LAST:]
        found[table] = dict(zip(lines, plants, strict=False)), base.read(table, rows)
    return found


@pytest.fixture(scope="module")
def tally(request) -> Iterator[Counter[str]]:
    """What was planted and found, told at the end."""
    n: Counter[str] = Counter()
    yield n
    with request.config.pluginmanager.get_plugin("capturemanager").global_and_fixture_disabled():
        print(f"\nfaults: {n['planted']} planted, {n['found']} found at their place and nowhere else")


def test_a_case_with_every_cell_filled_is_clean(base):
    assert all(rows[LAST - 1][column] for rows in ROWS.values() for column in rows[0])
    assert load_case(base.folder).lines["tie_003"] == LAST + 1


def test_every_rule_is_planted_in_every_column_to_which_it_applies():
    made = {name: {(p.table, p.column) for p in PLANTS if p.rule == name} for name in RULES}
    made["cycle"] = {(table, column) for column, table, _ in CIRCLES}
    assert {name: len(columns) for name, columns in made.items()} == dict(implied())


@pytest.mark.parametrize("name", RULES)
def test_each_planted_fault_is_found_in_its_row_and_column(grown, tally, name):
    words, _ = RULES[name]
    for plants, found in grown.values():
        for line, plant in plants.items():
            if plant.rule == name:
                at = {column for (_, n, column), problem in found if n == line and words in problem}
                tally.update(planted=1, found=at == {plant.column})
                assert at == {plant.column}, (plant, [f for f in found if f[0][1] == line])


@pytest.mark.parametrize("table", TABLES)
def test_no_place_is_accused_but_those_with_a_fault(grown, table):
    plants, found = grown[table]
    assert {place for place, _ in found} == {(f"base/{table}.csv", line, p.column) for line, p in plants.items()}


@pytest.mark.parametrize("name", RULES)
def test_a_fault_alone_in_a_case_is_all_that_is_found(base, name):
    mine = [p for p in PLANTS if p.rule == name]
    for plant in (mine[0], mine[len(mine) // 2], mine[-1]):
        found = base.read(plant.table, [*ROWS[plant.table], plant.row(LAST + 1)])
        assert {place for place, _ in found} == {(f"base/{plant.table}.csv", LAST + 2, plant.column)}, plant


def test_rows_in_a_circle_are_accused_and_those_that_only_lead_to_it_are_not(base, tally):
    for column, table, last in CIRCLES:
        found = base.read(table, [ROWS[table][0] | {column: key(last, LAST)}, *ROWS[table][1:]])
        circle = {(f"base/{table}.csv", 2, column), (f"base/{last}.csv", LAST + 1, column)}
        tally.update(planted=1, found={place for place, _ in found} == circle)
        assert {place for place, _ in found} == circle
        assert {problem for _, problem in found} == {"leads back to its own row through others"}


@pytest.mark.parametrize("name", ["unknown_code", "dangling_key", "unfounded", "hidden_character"])
def test_loading_the_whole_case_finds_the_same(tmp_path, name):
    plant = [p for p in PLANTS if p.rule == name][-1]
    folder = write(tmp_path / "base", ROWS | {plant.table: [*ROWS[plant.table], plant.row(LAST + 1)]})
    with pytest.raises(CodingError) as raised:
        load_case(folder)
    assert {place for place, _ in seen(raised.value.faults)} == {(f"base/{plant.table}.csv", LAST + 2, plant.column)}


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("events", {"date": "2019-03", "date_end": "2019"}),
        ("events", {"date": "2019", "date_end": "2019-01"}),
        ("events", {"date": "2020-02-29", "date_end": "2020-02-29"}),
        ("quantities", {"low": "3.5", "high": "3.50"}),
        ("quantities", {"low": "-1e3", "value": "", "high": "1E3"}),
        ("expressions", {"named": "-0", "listed": "9" * 15}),
        ("actors", {"anchor": "🙂" * 16, "name_zh": "“甲\u3000乙”，=1+1", "note": "a\xa0b 👩‍👩‍👧 e\u0301"}),
        ("actors", {"id": "actor_0004", "part_of": ""}),
        ("ties", {"note": "", "channel_en": "", "channel_zh": "", "activity": ""}),
    ],
)
def test_what_only_looks_odd_is_not_accused(base, table, change):
    assert base.read(table, [*ROWS[table][:-1], ROWS[table][-1] | change]) == []


def test_numbers_that_are_accepted_can_be_computed_with(tmp_path):
    numbers = {"low": "-.5", "value": "+1.", "high": "1" + "0" * 30}
    folder = write(
        tmp_path / "base", ROWS | {"quantities": [*ROWS["quantities"][:-1], ROWS["quantities"][-1] | numbers]}
    )
    assert load_case(folder).row("quantity_003")[list(numbers)].tolist() == [-0.5, 1.0, 1e30]


def test_in_a_case_of_one_language_cells_of_the_other_may_be_empty(base):
    rows = [{c: "" if c.endswith("_en") else cell for c, cell in row.items()} for row in ROWS["statements"]]
    raw, faults = read_table(base.put("statements", csv_text("statements", rows)), "statements")
    assert [*faults, *check_cells(raw, ("zh",), set(SECTIONS))] == []


# Files that are damaged: what is done to one, the line that is accused (0: the whole file), and in which words.


def whole(table: str) -> bytes:
    return csv_text(table, ROWS[table]).encode()


def line(n: int, change: Callable[[str], str]) -> Callable[[str], bytes]:
    """Return what changes the n-th line of a table."""

    def damage(table: str) -> bytes:
        lines = csv_text(table, ROWS[table]).splitlines(keepends=True)
        return "".join([*lines[: n - 1], change(lines[n - 1]), *lines[n:]]).encode()

    return damage


# fmt: off
DAMAGES: dict[str, tuple[Callable[[str], bytes], int, str]] = {
    "gbk": (lambda t: whole(t).decode().replace("🙂", "").encode("gbk"), 0, "is not UTF-8 from line 2 on"),
    "utf-16": (lambda t: whole(t).decode().encode("utf-16"), 0, "is UTF-16"),
    "utf-16-be": (lambda t: whole(t).decode().encode("utf-16-be"), 0, "NUL"),
    "bom": (lambda t: b"\xef\xbb\xbf" + whole(t), 0, "byte order mark"),
    "crlf": (lambda t: whole(t).replace(b"\n", b"\r\n"), 0, "Windows line ends"),
    "cr": (lambda t: whole(t).replace(b"\n", b"\r"), 0, "line ends"),
    "one cr": (line(3, lambda x: x.replace(",", ",\r", 1)), 0, "line ends"),
    "nul": (line(3, lambda x: x.replace(",", ",\0", 1)), 0, "NUL"),
    "empty": (lambda t: b"", 0, "is empty"),
    "white space alone": (lambda t: b" \n\n\t\n", 0, "is empty"),
    "no last line end": (lambda t: whole(t)[:-1], 0, "cut off"),
    "quote open at the end": (line(4, lambda x: x[:-1] + ',"\n'), 4, "no well-formed CSV"),
    "quote open in a row": (line(2, lambda x: '"' + x.replace('"', "")), 2, "no well-formed CSV"),
    "quote open in the header": (lambda t: b'"' + whole(t).replace(b'"', b""), 1, "no well-formed CSV"),
    "text after a quote": (line(3, lambda x: f'"a"{x}'), 3, "no well-formed CSV"),
    "huge cell": (line(3, lambda x: "x" * 200_000 + x), 3, "no well-formed CSV"),
    "column more": (line(1, lambda x: x.replace("\n", ",more\n")), 1, "has unknown columns 'more'"),
    "column less": (line(1, lambda x: x.replace(",basis", "")), 1, "lacks the columns 'basis'"),
    "column twice": (line(1, lambda x: x.replace("basis", "basis,basis")), 1, "repeats 'basis'"),
    "columns turned": (line(1, lambda x: x.replace("basis,voice", "voice,basis")), 1, "in another order"),
    "column renamed": (line(1, lambda x: x.replace("basis", "Basis")), 1, "has unknown columns 'Basis'"),
    "white space in the header": (line(1, lambda x: x.replace(",basis", ", basis")), 1, "lacks the columns 'basis'"),
    "other delimiter": (line(1, lambda x: x.replace(",", ";")), 1, "lacks the columns"),
    "no header": (line(1, lambda x: ""), 1, "lacks the columns"),
    "blank first line": (line(1, lambda x: "\n" + x), 1, "lacks the columns"),
    "cell more at the end": (line(3, lambda x: x.replace("\n", ",\n")), 3, "cells where the header has"),
    "cell more at the start": (line(2, lambda x: "," + x), 2, "cells where the header has"),
    "cell less": (line(2, lambda x: x.rpartition(",")[0] + "\n"), 2, "cells where the header has"),
    "two rows in a line": (line(2, lambda x: x.replace("\n", ",")), 2, "cells where the header has"),
    "blank line": (line(2, lambda x: x + "\n"), 3, "is an empty line"),
    "blank last line": (line(4, lambda x: x + "\n"), 5, "is an empty line"),
    "conflict mark": (line(2, lambda x: "<<<<<<< HEAD\n" + x), 2, "has 1 cells"),
}
# fmt: on


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_file_is_accused_where_it_is_damaged_and_no_other_is(base, tally, name):
    damage, at, words = DAMAGES[name]
    for table in TABLES:
        found = base.form(table, base.put(table, damage(table)))
        tally.update(planted=1, found=len(found) == 1)
        assert [place for place, _ in found] == [(f"base/{table}.csv", at, "")], found
        assert words in found[0][1]


@pytest.mark.parametrize("table", ["events", "support", "actors"])
def test_a_file_cut_off_anywhere_but_at_the_end_of_a_line_is_accused(base, table):
    content = whole(table)
    for cut in (n for n in range(1, len(content)) if content[n - 1 : n] != b"\n"):
        found = base.form(table, base.put(table, content[:cut]))
        assert [column for (_, _, column), _ in found] == [""], (cut, found)


def test_rows_that_are_gone_are_accused_only_where_something_points_to_them(base):
    assert base.read("events", ROWS["events"][:2]) == []
    assert {place for place, _ in base.read("events", ROWS["events"][:1])} == {("base/events.csv", 2, "follows")}


def test_a_case_of_headers_alone_is_clean(tmp_path):
    assert sum(map(len, load_case(write(tmp_path / "bare", {})).tables.values())) == 0


# What stands where a file should be, and in which words it is told.


def sparse(path: Path) -> None:
    path.touch()
    os.truncate(path, LARGEST_FILE + 1)


def circle(path: Path) -> None:
    path.symlink_to(path.with_name(".round"))
    path.with_name(".round").symlink_to(path)


STRANGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "nothing": (lambda path: None, "is missing"),
    "folder": (Path.mkdir, "is a folder, a pipe or a device"),
    "pipe": (os.mkfifo, "is a folder, a pipe or a device"),
    "device": (lambda path: path.symlink_to("/dev/null"), "is a folder, a pipe or a device"),
    "huge file": (sparse, "is larger than 50 MB"),
    "link to nothing": (lambda path: path.symlink_to("nowhere"), "is missing"),
    "link to itself": (lambda path: path.symlink_to(path.name), "cannot be read ("),
    "links in a circle": (circle, "cannot be read ("),
}


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fail, rather than wait, when something takes longer."""

    def late(*_: object) -> None:
        raise AssertionError(f"took longer than {seconds} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("name", STRANGE)
def test_what_is_no_plain_file_is_told_at_once_and_never_read(base, tmp_path, monkeypatch, tally, name):
    make, words = STRANGE[name]
    monkeypatch.setattr(Path, "read_bytes", lambda path: pytest.fail(f"{path} was read"))
    for table in TABLES:
        folder = tmp_path / table / "base"
        folder.mkdir(parents=True)
        make(folder / f"{table}.csv")
        with within(5):
            found = base.form(table, folder / f"{table}.csv")
        tally.update(planted=1, found=len(found) == 1)
        assert [place for place, _ in found] == [(f"base/{table}.csv", 0, "")]
        assert words in found[0][1]


def test_a_file_that_may_not_be_read_is_told(base, monkeypatch):
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    place = ("base/ties.csv", 0, "")
    words = "cannot be read (Permission denied); look at its permissions"
    assert base.form("ties", base.folder / "ties.csv") == [(place, words)]


# The card.

WRONG = {
    "text": [5, 2.5, True, ["x"], {"a": 1}, date(2020, 1, 1)],
    "a list of texts": ["en", 5, True, {"a": 1}, [5], [["en"]], ["en", ["zh"]], ["en", True]],
    "a whole number": ["2020", 2020.5, True, [2020]],
    "a table": ["x", 5, ["x"], [{"a": 1}]],
    "a list of tables": ["x", 5, {"a": 1}, ["x"], [["x"]], [{"id": "a", "starts": "x"}, 5]],
}
SORTS = {str: "text", list: "a list of texts", int: "a whole number", dict: "a table"}
CardFaults = Iterator[tuple[dict[str, object], str, str]]


def card_faults() -> CardFaults:
    """Yield cards with one fault, the key that must be accused, and in which words."""
    for name, value in CARD.items():
        sort = "a list of tables" if name == "sections" else SORTS[type(value)]
        for wrong in WRONG[sort]:
            yield CARD | {name: wrong}, name, f"must be {sort}"
    for name in ("languages", "article", "sections", "title_en", "title_zh"):
        yield {k: v for k, v in CARD.items() if k != name}, name, "is missing"
    for name, nothing in (("languages", []), ("article", {}), ("sections", [])):
        yield CARD | {name: nothing}, name, "is empty"
    for wrong in (["en", "fr"], ["en", "zh", "EN"], [""], ["en_zh"]):
        yield CARD | {"languages": wrong}, "languages", "is not one of ['en', 'zh']"
    for twice in (["en", "en"], ["zh", "en", "zh"]):
        yield CARD | {"languages": twice}, "languages", "twice"
    for blank in ("", " ", "\u3000"):
        yield CARD | {"title_zh": blank}, "title_zh", "is missing"
    for wrong in ("../base", "/etc/passwd", "a/b", "a\\b", "", ".", "..", "a b", "a\nb", "a\0b", "~", "base\n"):
        yield CARD | {"name": wrong}, "name", "is no plain name"
    yield from article_faults(CARD["article"])
    yield from section_faults(*CARD["sections"])


def article_faults(article: dict[str, object]) -> CardFaults:
    for name, value in article.items():
        for wrong in WRONG[SORTS[type(value)]]:
            yield CARD | {"article": article | {name: wrong}}, f"article.{name}", f"must be {SORTS[type(value)]}"
    for wrong in ("x", "a" * 63, "a" * 65, "A" * 64, "g" * 64, " " * 64, "a" * 64 + "\n"):
        yield CARD | {"article": article | {"sha256": wrong}}, "article.sha256", "is no SHA-256"
    yield CARD | {"article": {"year": 2020}}, "article.sha256", "is missing"
    for names in ([], ["A"], ["A", "B", "C"]):
        yield CARD | {"article": article | {"authors_en": names}}, "article.authors", "not the same number"


def section_faults(first: Row, second: Row) -> CardFaults:
    def with_second(change: dict[str, object]) -> dict[str, object]:
        return CARD | {"sections": [first, second | change]}

    for name in ("../一", "/etc", "a/b", "a\\b", " 一", "一\u3000", "a\nb", "a\tb", "a\u200bb", "a\u2028b"):
        yield with_second({"id": name}), "sections", "white space at its ends"
    for twice in (SECTIONS[0], "注"):
        yield with_second({"id": twice}), "sections", f"has the id {twice!r}"
    for change in ({"id": ""}, {"id": "\xa0"}, {"starts": ""}, {"starts": " "}, {"heading": ""}, {"heading": "\u3000"}):
        yield with_second(change), "sections", "that is empty"
    for change in ({"id": 5}, {"starts": 5}, {"title_en": 5}, {"starts": ["x"]}, {"id": True}, {"a": date(2020, 1, 1)}):
        yield with_second(change), "sections", "holds a value that is no text"
    for lacking in ({"id": "三"}, {"starts": "x"}, {"heading": "x", "title_en": "y"}, {}):
        yield CARD | {"sections": [first, second, lacking]}, "sections", "needs an id, and a heading or starts"


def card_read(folder: Path) -> Found:
    with pytest.raises(CodingError) as raised:
        read_card(folder)
    return seen(raised.value.faults)


def test_a_fault_in_the_card_is_found_at_its_key_and_nowhere_else(tmp_path, tally):
    for card, column, words in card_faults():
        (tmp_path / "case.toml").write_text(card_text(card), "utf-8")
        found = card_read(tmp_path)
        tally.update(planted=1, found=len(found) == 1)
        assert [place for place, _ in found] == [(f"{tmp_path.name}/case.toml", 0, column)], (card, found)
        assert words in found[0][1], (card, found)


CARD_BYTES = card_text(CARD).encode()
DAMAGED_CARDS = {
    "gbk": (card_text(CARD).encode("gbk"), "is not UTF-8 from line 3 on"),
    "utf-16": (card_text(CARD).encode("utf-16"), "is UTF-16"),
    "bom": (b"\xef\xbb\xbf" + CARD_BYTES, "byte order mark"),
    "nul": (CARD_BYTES + b"\0", "NUL"),
    "cr": (CARD_BYTES.replace(b"\n", b"\r"), "no well-formed TOML"),
    "cut off": (CARD_BYTES[:-5], "no well-formed TOML"),
    "key twice": (CARD_BYTES + b'name = "x"\n', "no well-formed TOML"),
    "nested too deep": (b"a = " + b"[" * 20_000, "no well-formed TOML"),
    "number too long": (b"a = " + b"9" * 20_000, "no well-formed TOML"),
    "no date": (b"a = 2019-02-30", "no well-formed TOML"),
    "too large": (b"#" * 1_000_001, "is larger than 1 MB"),
    "json": (json.dumps(CARD).encode(), "no well-formed TOML"),
}


def test_faults_of_the_card_and_of_the_tables_come_at_once(tmp_path):
    folder = write(tmp_path / "base", ROWS)
    (folder / "case.toml").write_text(card_text(CARD | {"languages": []}), "utf-8")
    rows = (folder / "actors.csv").read_text("utf-8").replace(ROWS["actors"][0]["kind"], "no_such_code", 1)
    (folder / "actors.csv").write_bytes(b"\xef\xbb\xbf" + rows.replace("\n", "\r\n").encode())
    with pytest.raises(CodingError) as raised:
        load_case(folder)
    told = [(fault.file.rpartition("/")[2], fault.column) for fault in raised.value.faults]
    assert told == [("actors.csv", ""), ("actors.csv", ""), ("actors.csv", "kind"), ("case.toml", "languages")]


@pytest.mark.parametrize("name", DAMAGED_CARDS)
def test_a_damaged_card_is_one_fault_of_the_file(tmp_path, tally, name):
    content, words = DAMAGED_CARDS[name]
    (tmp_path / "case.toml").write_bytes(content)
    found = card_read(tmp_path)
    tally.update(planted=1, found=len(found) == 1)
    assert [place for place, _ in found] == [(f"{tmp_path.name}/case.toml", 0, "")]
    assert words in found[0][1]


def test_a_card_with_other_line_ends_is_read(tmp_path):
    (tmp_path / "case.toml").write_bytes(CARD_BYTES.replace(b"\n", b"\r\n"))
    assert read_card(tmp_path)["title_zh"] == CARD["title_zh"]


@pytest.mark.parametrize(
    ("line", "told_of"),
    [
        ("limit_en = ['none']", "limit_en=.*did you mean limits?"),
        ("mine = 1", "mine=.*is nothing that is read.*known are languages"),
    ],
)
def test_a_key_of_the_card_that_nobody_reads_is_a_fault(tmp_path, line, told_of):
    (tmp_path / "case.toml").write_bytes(CARD_BYTES + line.encode())
    with pytest.raises(CodingError, match=told_of):
        read_card(tmp_path)


def test_a_row_whose_two_ends_are_one_and_a_judgement_made_twice_are_faults(mini):
    from conftest import ROWS as SMALL
    from conftest import write_case

    ties = SMALL["ties"]
    turned_on_itself = ties[0] | {"target": ties[0]["source"]}
    write_case(mini, SMALL | {"ties": [turned_on_itself, *ties[1:]]})
    with pytest.raises(CodingError, match=r"ties.csv:2 target='actor_001': is source too; a row joins two"):
        load_case(mini)
    again = ties[0] | {"id": "tie_009", "flow_en": "printed matter", "flow_zh": "印刷品", "voice": "interviewee"}
    write_case(mini, SMALL | {"ties": [*ties, again]})
    with pytest.raises(
        CodingError, match=r"ties.csv:5 anchor='送去图书': makes a judgement at a place where another row"
    ):
        load_case(mini)
    write_case(mini, SMALL | {"ties": [*ties, again | {"currency": "capability"}]})  # another judgement
    assert len(load_case(mini)["ties"]) == 4


def test_doubts_are_told_and_are_no_faults(mini, capsys):
    from conftest import QUALIFIED, STATED, write_case
    from conftest import ROWS as SMALL

    rule = {
        "id": "rule_001", "attribute": "actor_001", "deontic": "must", "aim_en": "send", "aim_zh": "送", "rule_type": "choice",
        "timing": "none", "sensitive": "no", **QUALIFIED, "realm": "designed", "section": "一", "anchor": "送去图书", **STATED,
    }  # fmt: skip
    noted = SMALL["actors"][0] | {"note": "the station is not named here"}
    write_case(mini, SMALL | {"statements": [rule], "actors": [noted, *SMALL["actors"][1:]]})
    assert main(["check", str(mini)]) == 0
    told = capsys.readouterr().out
    assert "actor_001 is stated, and its note says 'not named'" in told
    assert "rule_001 has the realm designed, and tie_001, of the same passage, enacted: is it both?" in told


def test_a_case_of_one_language_is_called_by_its_title_in_any(tmp_path):
    folder = write(tmp_path / "base", {})
    card = {k: v for k, v in CARD.items() if k != "title_en"} | {"languages": ["zh"]}
    (folder / "case.toml").write_text(card_text(card), "utf-8")
    assert load_case(folder).title("en") == "满格案例"


# The commands: each of these ends in exit code 1 and a message, never in a traceback.


def put(name: str, make: Callable[[Path], object]) -> Callable[[Path], object]:
    """Return what puts something in the place of a file of a case."""

    def replace(folder: Path) -> None:
        (folder / name).unlink()
        make(folder / name)

    return replace


def holding(content: bytes) -> Callable[[Path], object]:
    return partial(Path.write_bytes, data=content)


ILL: dict[str, Callable[[Path], object]] = (
    {f"table: {name}": put("events.csv", holding(damage("events"))) for name, (damage, _, _) in DAMAGES.items()}
    | {f"table: {name}": put("events.csv", make) for name, (make, _) in STRANGE.items()}
    | {f"card: {name}": put("case.toml", make) for name, (make, _) in STRANGE.items()}
    | {f"card: {name}": put("case.toml", holding(content)) for name, (content, _) in DAMAGED_CARDS.items()}
    | {"stray file": lambda folder: (folder / "evnets.csv").touch()}
    | {"stray name": lambda f: (f / "a\nb\udcff.csv").touch()}
)


def told(arguments: list[str], capsys) -> str:
    """Run a command that must fail; return its message."""
    with within(30):
        code = main(arguments)
    out, err = capsys.readouterr()
    assert (code, out) == (1, "")
    assert "Traceback" not in err
    return err


@pytest.fixture
def bare(tmp_path) -> Path:
    return write(tmp_path / "bare", {})


@pytest.mark.parametrize("name", ILL)
def test_check_and_verify_of_an_ill_case_end_in_a_message(bare, article, capsys, name):
    ILL[name](bare)
    checked = told(["check", str(bare)], capsys)
    verified = told(["verify", str(bare), str(article)], capsys)
    assert checked.count(f"{bare}: ") == 1
    assert "breaks the codebook:\n" in checked or "break the codebook:\n" in checked or "a case.toml in it" in checked
    assert verified in (checked, checked.replace(f"{bare}:", "casestudy:", 1))


@pytest.mark.night("every ill card, through the commands")
def test_check_and_verify_with_an_ill_card_end_in_a_message(bare, article, capsys):
    for card, column, _ in card_faults():
        (bare / "case.toml").write_text(card_text(card), "utf-8")
        told_by_check = told(["check", str(bare)], capsys)
        assert f"1 place breaks the codebook:\n  bare/case.toml {column}=" in told_by_check
        assert told(["verify", str(bare), str(article)], capsys) == told_by_check.replace(f"{bare}:", "casestudy:", 1)


ODD_PATHS = ["", ".", "..", "/", "/etc", "/dev/null", "/dev/zero", "nowhere", "pairing/", "../pairing", "cases/pairing"]


@pytest.mark.parametrize("path", [*ODD_PATHS, "a\0b", "x" * 300, "\udcff", "~", "*", "a\nb"])
def test_a_path_that_is_no_case_is_told_in_one_message(tmp_path, monkeypatch, capsys, path):
    monkeypatch.chdir(tmp_path)
    assert re.fullmatch(r"(?s)casestudy: .+\n", told(["check", path], capsys))
    assert re.fullmatch(r"(?s)casestudy: .+\n", told(["verify", path, "nowhere.txt"], capsys))


@pytest.mark.parametrize("path", ["mini/../mini", "./mini/", "mini//", "link"])
def test_any_way_to_write_the_path_of_a_case_leads_to_it(mini, monkeypatch, capsys, path):
    monkeypatch.chdir(mini.parent)
    Path("link").symlink_to("mini")
    assert main(["check", path]) == 0
    assert capsys.readouterr().out.startswith("mini: 9 rows")
