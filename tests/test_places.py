"""Further places of a judgement: a row stays as long as one of the passages that state it does."""

import pytest
from conftest import ROWS, STATED, write_case

from casestudy import CodingError, load_case, network
from casestudy.articles.article import coverage, find_anchors, load_article
from casestudy.findings import compute
from casestudy.findings.robustness import changes

# Station B says in part 二 what the authors say of the books in part 一; that it has representatives is told twice by them.
AGAIN = [
    {"id": "place_001", "row": "tie_001", "section": "二", "anchor": "没有人记录", "basis": "inferred",
     "voice": "interviewee", "teller": "receiver"},
    {"id": "place_002", "row": "actor_002", "section": "一", "anchor": "乙站把意见", **STATED},
]  # fmt: skip


@pytest.fixture
def told_twice(tmp_path):
    return load_case(write_case(tmp_path / "mini", ROWS | {"places": AGAIN}))


def test_all_places_of_a_row_are_found_its_own_first(told_twice):
    places = told_twice.places("ties").query("row == 'tie_001'")
    assert places["id"].tolist() == ["tie_001", "place_001"]
    assert places[["section", "voice", "teller"]].values.tolist() == [
        ["一", "author", "author"],
        ["二", "interviewee", "receiver"],
    ]


def test_a_row_whose_own_place_goes_stands_at_the_next(told_twice):
    row = told_twice.only(voice="interviewee")["ties"].loc["tie_001"]
    assert row[["section", "anchor", "basis", "voice", "teller"]].tolist() == [
        "二", "没有人记录", "inferred", "interviewee", "receiver",
    ]  # fmt: skip
    assert row["flow_en"] == "books"


def test_the_place_that_was_taken_over_is_no_further_one_any_more(told_twice):
    assert told_twice.only(voice="interviewee")["places"].empty


def test_a_row_goes_with_its_last_place_and_with_it_what_rests_on_it(told_twice):
    left = told_twice.without_places(["tie_001", "place_001"])
    assert "tie_001" not in left["ties"].index
    assert left["support"].empty


def test_a_row_that_is_taken_away_takes_its_places_along(told_twice):
    left = told_twice.without("tie_001")
    assert left["places"]["id"].tolist() == ["place_002"]
    assert set(left.dropped) == {"tie_001", "place_001", "support_001"}


def test_a_place_alone_may_be_taken_away(told_twice):
    left = told_twice.without("place_001")
    assert left["ties"].loc["tie_001", "section"] == "一"
    assert left["places"]["id"].tolist() == ["place_002"]


def test_without_a_section_what_is_also_said_elsewhere_stays(told_twice):
    left = told_twice.without_section("一")
    assert left["ties"]["id"].tolist() == ["tie_001"]
    assert left["actors"]["id"].tolist() == ["actor_001", "actor_002"]  # both are named by the tie
    assert told_twice.without_section("二")["ties"].loc["tie_001", "section"] == "一"


def test_a_filter_on_the_teller_touches_rows_alone_that_have_one(told_twice):
    left = told_twice.only(teller="receiver")
    assert left["ties"]["id"].tolist() == ["tie_001"]
    assert "place_002" in left["places"].index


def test_a_finding_about_a_section_counts_what_is_said_there_at_a_further_place(told_twice):
    assert compute(told_twice, "count(ties, section=二)").rows == ("tie_001",)
    assert compute(told_twice, "count(ties, voice=interviewee)").rows == ("tie_001",)


def test_a_change_by_passage_takes_one_place_and_not_the_row(told_twice):
    by_passage = {c.what: c for c in changes(told_twice, ("ties",), ()) if c.kind == "passage"}
    left = next(c.case for c in by_passage.values() if c.rows == ("tie_001",) and "二" in c.what)
    assert "tie_001" in left["ties"].index
    assert left["places"]["id"].tolist() == ["place_002"]


def test_without_all_voices_one_by_one_the_row_stands_each_time(told_twice):
    voices = [c for c in changes(told_twice, ("ties",), ()) if c.kind == "voice" and "tie_001" in c.rows]
    assert [("tie_001" in c.case["ties"].index) for c in voices] == [True, True]


def test_the_anchor_of_a_further_place_is_looked_up_and_covers_its_sentence(told_twice, article):
    text = load_article(article, told_twice.card)
    places = find_anchors(told_twice, text).set_index("id")
    assert places.loc["place_001", ["table", "times"]].tolist() == ["places", 1]
    bare = coverage(told_twice.without(["place_001", "factor_001", "claim_001"]), text).query("section == '二'")
    assert bare["state"].tolist() == ["open"]
    twice = coverage(told_twice.without(["factor_001", "claim_001"]), text).query("section == '二'")
    assert twice["state"].tolist() == ["coded"]


def test_networks_know_rows_and_not_places(told_twice):
    assert set(network(told_twice, "empowerment").edges(keys=True)) == {
        ("actor_001", "actor_002", "tie_001"), ("actor_002", "actor_001", "tie_002"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"row": "tie_009"}, "row"),
        ({"row": "place_002"}, "row"),
        ({"teller": ""}, "teller"),
        ({"teller": "nobody"}, "teller"),
    ],
)
def test_a_place_of_nothing_of_a_place_or_of_a_tie_without_a_teller_is_a_fault(tmp_path, changed, column):
    with pytest.raises(CodingError) as raised:
        load_case(write_case(tmp_path / "mini", ROWS | {"places": [AGAIN[0] | changed, AGAIN[1]]}))
    assert [(f.file, f.line, f.column) for f in raised.value.faults] == [("mini/places.csv", 2, column)]
