"""Alpha and the pairing of rows, against values from the literature and by hand."""

import pandas as pd
import pytest
from conftest import ROWS, write_case

from casestudy import list_cases, load_case
from casestudy.articles.agreement import (
    Recoding,
    alpha,
    column_agreement,
    load_recoding,
    matched_rows,
    presence_agreement,
    recoding_of,
    shared_card,
)
from casestudy.articles.article import load_article
from casestudy.cli import main


# Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", section A: two observers, binary data,
# ten units; the paper gives alpha = 0.095.
def test_alpha_of_the_binary_example_in_the_paper():
    a = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
    b = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    assert alpha([str(x) for x in a], [str(x) for x in b]) == pytest.approx(0.095, abs=0.0005)


# The same paper, section B: two observers, nominal data, twelve units; alpha = 0.692.
def test_alpha_of_the_nominal_example_in_the_paper():
    a = ["a", "a", "b", "b", "d", "c", "c", "c", "e", "d", "d", "a"]
    b = ["b", "a", "b", "b", "b", "c", "c", "c", "e", "d", "d", "d"]
    assert alpha(a, b) == pytest.approx(0.692, abs=0.0005)


def test_alpha_is_undefined_without_variation():
    assert pd.isna(alpha(["x", "x"], ["x", "x"]))


def places(*rows):
    return pd.DataFrame(rows, columns=["coder", "table", "id", "section", "sentence", "start"])


def test_rows_are_paired_by_place_in_their_sentence_and_never_twice():
    frame = places(
        ("first", "ties", "tie_001", "一", 1, 0),
        ("first", "ties", "tie_002", "一", 1, 10),
        ("second", "ties", "tie_007", "一", 1, 9),
        ("second", "ties", "tie_008", "一", 2, 30),
    )
    pairs = matched_rows(Recoding({}, {}, None, frame))
    assert pairs.values.tolist() == [["ties", "tie_002", "tie_007"]]


def test_presence_compares_sentences():
    frame = places(
        ("first", "ties", "tie_001", "一", 1, 0),
        ("second", "ties", "tie_001", "一", 1, 4),
        ("second", "ties", "tie_002", "一", 2, 9),
    )
    sample = pd.DataFrame({"section": ["一"], "sentences": [4]})
    line = presence_agreement(Recoding({}, {"ties": pd.DataFrame()}, sample, frame)).loc["ties"]
    assert line[["sentences", "first", "second", "both"]].tolist() == [4, 1, 2, 1]


@pytest.fixture
def part(tmp_path):
    """A second coding of the small case: section 一 alone, without the tie that is denied."""
    rows = {t: [r for r in x if r["section"] == "一" and r["id"] != "tie_003"] for t, x in ROWS.items()}
    return write_case(tmp_path / "part", rows | {"support": []})


def compared(first, second, article, sections=()):
    first, second = load_case(first), load_case(second)
    text = load_article(article, shared_card(first, second).card)
    return recoding_of(first, second, text, sections)


def test_who_coded_a_part_is_compared_over_that_part(mini, part, article):
    recoding = compared(mini, part, article)
    assert recoding.sample.to_numpy().tolist() == [["一", 3]]
    # Ties stand in sentences 2 and 3 of one coder, in 2 of the other: observed disagreement 1/3; of six values three
    # say yes, so that 2 * 3 * 3 / (6 * 5) is expected by chance.
    assert presence_agreement(recoding).loc["ties", "alpha"] == pytest.approx(1 - (1 / 3) / 0.6)


def test_sections_that_are_asked_for_are_compared_whoever_has_coded_them(mini, part, article):
    recoding = compared(mini, part, article, ["二", "一"])
    assert recoding.sample.to_numpy().tolist() == [["一", 3], ["二", 1]]
    line = presence_agreement(recoding).loc["factors"]
    # One yes in eight values: observed disagreement 1/4, and expected 2 * 1 * 7 / (8 * 7), the same.
    assert line.tolist() == [4, 1, 0, 0, 0]


@pytest.mark.parametrize("order", [1, -1])
def test_a_card_with_some_of_the_sections_is_compared_over_those(mini, part, article, order):
    card = part / "case.toml"
    card.write_text(card.read_text("utf-8").partition('[[sections]]\nid = "二"')[0], "utf-8")
    recoding = compared(*[mini, part][::order], article)
    assert recoding.sample.to_numpy().tolist() == [["一", 3]]


def test_a_part_is_compared_where_the_rest_of_the_text_has_changed(mini, part, article):
    article.write_text(article.read_text("utf-8").replace("没有人记录意见", "无人作记"), "utf-8")
    assert len(matched_rows(compared(mini, part, article))) == 5


def test_codings_without_a_common_section_are_not_compared(mini, tmp_path, article):
    rest = write_case(tmp_path / "rest", {"factors": ROWS["factors"]})
    (mini / "factors.csv").write_text((mini / "factors.csv").read_text("utf-8").partition("\n")[0] + "\n", "utf-8")
    for table in ("claims", "support"):
        (mini / f"{table}.csv").write_text((rest / f"{table}.csv").read_text("utf-8"), "utf-8")
    with pytest.raises(ValueError, match="have no section in which both have a row"):
        compared(mini, rest, article)


def test_the_command_says_what_was_compared_and_what_was_left_out(mini, part, article, capsys):
    command = ["compare-coding", str(mini), str(part), str(article)]
    assert main(command) == 0
    assert capsys.readouterr().out.startswith("Sections compared: 一\nLeft out: 题, 二, 注\n\n")
    for asked in (["--sections", "一,二"], ["--sections", "一", "--sections", "二"]):
        assert main([*command, *asked]) == 0
        assert capsys.readouterr().out.startswith("Sections compared: 一, 二\nLeft out: 题, 注\n\n")


def test_an_unknown_section_is_answered_with_those_that_there_are(mini, part, article, capsys):
    assert main(["compare-coding", str(mini), str(part), str(article), "--sections", "一,七"]) == 1
    assert "七: no such section in both codings; there are 题, 一, 二, 注" in capsys.readouterr().err


@pytest.mark.parametrize("name", list_cases())
def test_the_stored_places_are_those_of_rows_that_exist(name):
    recoding = load_recoding(name)
    for row in recoding.places.itertuples():
        assert row.id in set(getattr(recoding, row.coder)[row.table]["id"])
    columns, apart = column_agreement(recoding)
    assert len(apart) == round(sum(columns["pairs"] * (1 - columns["agree"])))
