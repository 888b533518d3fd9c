"""What must hold whatever is written in a table, an article or a call, tried on many made-up ones."""

import csv
import string
import tempfile
import unicodedata
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROWS
from hypothesis import assume, configuration, given, settings
from hypothesis import strategies as st

from casestudy import load_case
from casestudy.articles.article import find_anchors, load_article
from casestudy.coding.cases import Case
from casestudy.coding.checks import ANCHOR_LENGTH, HIDDEN, check_cells, split_keys
from casestudy.coding.codebook import codebook
from casestudy.coding.reading import read_table
from casestudy.coding.text import fold, normalise, sentence_spans

configuration.set_hypothesis_home_dir(Path(tempfile.gettempdir()) / "casestudy-hypothesis")
tried = settings(deadline=None, max_examples=60, derandomize=True, database=None)

# Whatever UTF-8 can hold, with what spreadsheets, formulas and CSV stumble over more often than by chance.
TRAPS = ",\";'=+-@\t\n|\\ #%&<>￥，；“”（）🙂é\u3000\xa0\u200b"
ANY = st.text(
    st.one_of(st.sampled_from(TRAPS), st.characters(exclude_categories=["Cs"], exclude_characters="\r\0")), max_size=30
)
PLAIN = ANY.map(lambda text: HIDDEN.sub("", text).strip())
IDS = st.from_regex(r"[a-z]{1,9}_[0-9]{3}", fullmatch=True)
COLUMNS = codebook().columns("set_aside")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("made")


def write(path: Path, columns: tuple[str, ...], rows: list[list[str]], quoting: int = csv.QUOTE_MINIMAL) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n", quoting=quoting).writerows([columns, *rows])
    return path


@tried
@given(
    rows=st.lists(st.lists(ANY, min_size=len(COLUMNS), max_size=len(COLUMNS)).filter(any), max_size=4),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
)
def test_any_text_that_is_written_as_csv_is_read_back_with_its_lines(folder, rows, quoting):
    raw, faults = read_table(write(folder / "set_aside.csv", COLUMNS, rows, quoting), "set_aside")
    heights = [1 + "".join(row).count("\n") for row in rows]
    assert faults == []
    assert raw.frame.to_numpy().tolist() == rows
    assert list(raw.lines) == [2 + sum(heights[:n]) for n in range(len(rows))]


@tried
@given(text=PLAIN)
def test_no_text_that_can_be_seen_is_accused(folder, text):
    rows = [
        [(row | {"note": text}).get(column, "") for column in codebook().columns("actors")] for row in ROWS["actors"]
    ]
    raw, faults = read_table(write(folder / "actors.csv", codebook().columns("actors"), rows), "actors")
    assert [*faults, *check_cells(raw, ("en", "zh"), {"一"})] == []


@tried
@given(keys=st.lists(IDS, unique=True))
def test_keys_that_are_joined_are_split_again(keys):
    assert split_keys(";".join(keys)) == tuple(keys)


@tried
@given(text=st.text(";ab_ 一", max_size=20))
def test_splitting_and_joining_keys_twice_is_as_once(text):
    assert split_keys(";".join(split_keys(text))) == split_keys(text)
    assert "" not in split_keys(text)


# What journals print. Left out: marks that combine with the letter before them, and full-width * and ^, which are folded
# to what is a reference mark where it is printed in half width.
PRINTED = st.one_of(
    st.sampled_from(
        [
            *string.ascii_letters,
            *string.digits,
            *"（）()，。！？；：“”、·…—【】《》[]①②⑴㈠％１２Ａｂ",
            " ",
            "\u3000",
            "\xa0",
            "^[3]",
            "*",
            "ﬁ",
            "Ⅳ",
            "㎡",
            "é",
        ]
    ),
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
)
LINE = st.lists(PRINTED, min_size=1, max_size=40).map("".join)


@tried
@given(text=LINE)
def test_a_text_that_is_normalised_stays_as_it_is(text):
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.normalize("NFKC", once) == once
    assert not any(character.isspace() for character in once)
    apart = normalise(text, spaced=True)
    assert normalise(apart, spaced=True) == apart
    assert normalise(apart) == once
    assert "  " not in apart


@tried
@given(text=LINE, spaced=st.booleans())
def test_every_visible_character_stands_in_one_sentence(text, spaced):
    paragraph = normalise(text, spaced=spaced)
    within = [n for start, end in sentence_spans(paragraph, spaced=spaced) for n in range(start, end)]
    assert within == sorted(set(within))
    assert {n for n, character in enumerate(paragraph) if character != " "} <= set(within)


@tried
@given(first=LINE, second=LINE, space=st.sampled_from(["", " ", "\u3000", "\n", "\xa0"]))
def test_white_space_between_two_texts_does_not_count(first, second, space):
    assert normalise(f"{first}{space}{second}") == normalise(first + second)


def case_of(section: str, anchor: str) -> Case:
    frame = pd.DataFrame([{"id": "actor_001", "section": section, "anchor": anchor}])
    return Case("made", Path(), {}, {"actors": frame}, {"actor_001": 2})


@tried
@given(bodies=st.lists(st.lists(LINE, min_size=1, max_size=6), min_size=2, max_size=2), data=st.data())
def test_an_anchor_cut_from_anywhere_in_a_section_is_found_there(folder, bodies, data):
    sections = [{"id": "一", "heading": "一、始题"}, {"id": "二", "starts": "二、次题"}]
    text = "\n".join(["一、始题", *bodies[0], "二、次题", *bodies[1], "收稿日期：某日"])
    (folder / "made.txt").write_text(text, "utf-8")
    article = load_article(folder / "made.txt", {"sections": sections})
    name = data.draw(st.sampled_from(sorted(article.sections)))
    body = article.sections[name]
    start = data.draw(st.integers(0, len(body) - 1))
    anchor = body[start : start + data.draw(st.integers(1, ANCHOR_LENGTH))].strip()
    assume(anchor)
    place = find_anchors(case_of(name, anchor), article).iloc[0]
    assert place["times"] == fold(body)[0].count(fold(anchor)[0]) >= 1
    assert place["start"] <= body.index(anchor, start)
    assert fold(body[place["start"] : place["end"]])[0] == fold(anchor)[0]


# Taking rows away, on a case with keys of every sort.


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case("group_council")


def ids_of(case: Case) -> list[str]:
    return [row for frame in case.tables.values() for row in frame["id"]]


def keys_in(case: Case) -> set[str]:
    """Gather the keys of all cells, without a help of the case itself."""
    found: set[str] = set()
    for table, frame in case.tables.items():
        for v in codebook().variables[table]:
            if v.type in ("key", "keys"):
                for cell in frame[v.name]:
                    found.update([cell] if isinstance(cell, str) else cell)
    return found - {""}


def same(first: Case, second: Case) -> None:
    for table, frame in first.tables.items():
        pd.testing.assert_frame_equal(frame, second.tables[table])
    assert set(first.dropped) == set(second.dropped)


few = settings(tried, max_examples=12)


@few
@given(data=st.data())
def test_without_any_rows_no_key_is_left_dangling_and_no_required_one_empty(case, data):
    gone = data.draw(st.lists(st.sampled_from(ids_of(case)), max_size=25))
    fewer = case.without(gone)
    left = set(ids_of(fewer))
    assert keys_in(fewer) <= left
    assert not left & set(fewer.dropped)
    assert left | set(fewer.dropped) == set(ids_of(case))
    for table, frame in fewer.tables.items():
        for v in codebook().variables[table]:
            assert not (v.required and v.type == "key" and (frame[v.name] == "").any()), (table, v.name)


@few
@given(data=st.data())
def test_rows_can_be_taken_away_in_any_order_and_in_any_parts(case, data):
    gone = data.draw(st.lists(st.sampled_from(ids_of(case)), unique=True, max_size=8))
    other = data.draw(st.permutations(gone))
    whole = case.without(gone)
    same(whole, case.without(other))
    parted = case
    for row in other:
        parted = parted.without([row] if row not in parted.dropped else [])
    same(whole, parted)


@few
@given(data=st.data())
def test_to_keep_only_some_codes_twice_is_as_once(case, data):
    columns = [v.name for v in codebook().variables["ties"] if v.codes]
    column = data.draw(st.sampled_from(columns))
    allowed = data.draw(st.sets(st.sampled_from(list(codebook().codes[codebook().column("ties", column).codes]))))
    once = case.only(**{column: allowed})
    same(once, once.only(**{column: allowed}))
    assert set(once["ties"][column]) <= allowed
    assert replace(once, dropped=()).only(**{column: allowed}).dropped == ()
