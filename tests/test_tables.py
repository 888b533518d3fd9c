"""A planted fault for every rule: each is found at its file, line and column, and nothing else is accused."""

import csv

import pytest

from casestudy import CodingError, load_case

CLEAN = "tie_001,actor_001,actor_002,empowerment,down,resource,none,author,books,图书"


def plant(folder, table, old, new):
    path = folder / f"{table}.csv"
    text = path.read_text("utf-8")
    assert text.count(old) >= 1, f"{old!r} is not in {table}.csv"
    path.write_text(text.replace(old, new, 1), "utf-8")


def faults(folder):
    with pytest.raises(CodingError) as raised:
        load_case(folder)
    return raised.value.faults


def test_clean_data_are_not_accused(mini):
    assert sum(map(len, load_case(mini).tables.values())) == 9


@pytest.mark.parametrize(
    ("table", "old", "new", "line", "column", "problem"),
    [
        ("ties", "empowerment,down", "empowerment,downwards", 2, "direction", "is not one of ['down', 'up', 'lateral']"),
        ("ties", "tie_001,actor_001", "tie_001,agency_x", 2, "source", "'agency_x' is not in actors.csv"),
        ("ties", "tie_002,", "tie_001,", 3, "id", "stands here a second time"),
        ("ties", "tie_002,", "act_002,", 3, "id", "is no id"),
        ("ties", "books,图书", ",图书", 2, "flow_en", "is empty, but required"),
        ("ties", "books,图书", "books ,图书", 2, "flow_en", "has white space at its ends"),
        ("ties", "books,图书,,", "books,图书,by post,", 2, "channel_zh", "is empty, but channel_en is not"),
        ("ties", "送去图书,stated", "送去图书送去图书送去图书送去图书送,stated", 2, "anchor", "is longer than 16 characters"),
        ("ties", "一,送去图书", "三,送去图书", 2, "section", "is no section of case.toml"),
        ("quantities", "12,,", "4x,,", 2, "value", "is not a number"),
        ("quantities", "12,,", "12,,3", 2, "high", "is below value='12'"),
        ("support", "claim_001;tie_001", "", 2, "from_rows", "is empty, but the row is inferred"),
        ("support", "claim_001;tie_001", "claim_001;tie_009", 2, "from_rows", "'tie_009' is not in any table"),
        ("support", "claim_001;tie_001", "claim_001;support_001", 2, "from_rows", "points to its own row"),
        ("quantities", "exact,,", "exact,2019-13,", 2, "as_of", "is not a date"),
    ],
)  # fmt: skip
def test_a_planted_fault_is_found_at_its_place(mini, table, old, new, line, column, problem):
    plant(mini, table, old, new)
    found = [f for f in faults(mini) if f.column == column]
    assert [(f.file, f.line) for f in found] == [(f"mini/{table}.csv", line)]
    assert problem in found[0].problem


@pytest.mark.parametrize(
    "anchor",
    ["送去 图书 送去 图书 送去 图书 送", "one two three four five six seven eight nine", f"an {'x' * 33}", "x" * 33],
)
def test_an_anchor_is_no_sentence_in_any_writing(mini, anchor):
    plant(mini, "ties", "送去图书,stated", f"{anchor},stated")
    assert [(f.line, f.column) for f in faults(mini)] == [(2, "anchor")]


@pytest.mark.parametrize("anchor", ["x" * 16, "two stations exchange books and views every week"])
def test_eight_words_that_stand_apart_are_an_anchor(mini, anchor):
    plant(mini, "ties", "送去图书,stated", f"{anchor},stated")
    assert load_case(mini)["ties"].loc["tie_001", "anchor"] == anchor


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda raw: raw.decode().encode("gbk"), "is not UTF-8"),
        (lambda raw: b"\xef\xbb\xbf" + raw, "byte order mark"),
        (lambda raw: raw.replace(b"\n", b"\r\n"), "Windows line ends"),
        (lambda raw: b"", "is empty"),
        (lambda raw: raw[:-40], "cut off"),
        (lambda raw: raw.replace(b"books", b'"books', 1), "no well-formed CSV"),
        (lambda raw: raw.replace(b"currency", b"coin", 1), "lacks the columns 'currency'; has unknown columns 'coin'"),
        (lambda raw: raw.replace(b"source,target", b"target,source", 1), "in another order"),
        (lambda raw: raw.replace(b"tie_003,", b"tie_003,extra,", 1), "has 26 cells where the header has 25"),
        (lambda raw: raw.replace(b"books", b"bo\0ks"), "NUL"),
    ],
)
def test_a_damaged_file_is_named_and_left_as_it_was(mini, change, problem):
    path = mini / "ties.csv"
    path.write_bytes(change(path.read_bytes()))
    before = path.read_bytes()
    assert any(f.file == "mini/ties.csv" and problem in f.problem for f in faults(mini))
    assert path.read_bytes() == before


def test_a_missing_table_and_a_stray_file_are_both_named(mini):
    (mini / "events.csv").unlink()
    (mini / "evnets.csv").write_text("id\n", "utf-8")
    assert {f.file: f.problem.split(";")[0] for f in faults(mini)} == {
        "mini/events.csv": "is missing",
        "mini/evnets.csv": "is no table of a case",
    }


def test_a_table_that_cannot_be_read_is_one_fault_and_no_dangling_keys(mini):
    (mini / "ties.csv").unlink()
    (mini / "ties.csv").mkdir()
    assert [(f.file, f.problem.split(";")[0]) for f in faults(mini)] == [
        ("mini/ties.csv", "is a folder, a pipe or a device")
    ]


def test_all_faults_are_listed_at_once(mini):
    plant(mini, "ties", "empowerment,down", "empowerment,downwards")
    plant(mini, "quantities", "12,,", "4x,,")
    with pytest.raises(CodingError, match=r"(?s)2 places break.*quantities\.csv:2 value='4x'.*ties\.csv:2 direction"):
        load_case(mini)


def test_a_case_of_one_language_may_leave_the_other_empty(mini):
    card = mini / "case.toml"
    card.write_text(card.read_text("utf-8").replace('["en", "zh"]', '["zh"]'), "utf-8")
    plant(mini, "ties", "books,图书", ",图书")
    assert load_case(mini).row("tie_001")["flow_zh"] == "图书"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('["en", "zh"]', '["en", "fr"]', "is not one of"),
        ('languages = ["en", "zh"]', "", "is missing"),
        ("[article]", "[article", "no well-formed TOML"),
        ("[article]", '[article]\nauthors_en = ["Qin Jie"]', 'write "Family, Given", as in "Qin, Jie"'),
        ('languages = ["en", "zh"]', 'languages = "en"', "must be a list"),
        ('heading = "一、背景"', "heading = 5", "holds a value that is no text"),
        ('starts = "合成短文"', "", "needs an id, and a heading or starts"),
    ],
)
def test_a_faulty_card_is_named(mini, old, new, problem):
    card = mini / "case.toml"
    card.write_text(card.read_text("utf-8").replace(old, new, 1), "utf-8")
    assert any(problem in f.problem for f in faults(mini))


def test_a_part_cannot_contain_its_own_whole(mini):
    plant(mini, "actors", "community,community,,一,甲站有12名", "community,community,actor_002,一,甲站有12名")
    plant(mini, "actors", "community,community,,一,乙站约有", "community,community,actor_001,一,乙站约有")
    assert {f.problem for f in faults(mini)} == {"leads back to its own row through others"}


def test_a_huge_cell_is_accused_whatever_limit_another_library_has_set(mini):
    before = csv.field_size_limit(10_000_000)
    try:
        plant(mini, "ties", "tie_002,", "x" * 150_000 + "tie_002,")
        assert [(f.file, f.line) for f in faults(mini)] == [("mini/ties.csv", 3)]
    finally:
        csv.field_size_limit(before)
