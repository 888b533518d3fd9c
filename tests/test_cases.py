"""Loading, walking back to the place of a row, and taking rows away."""

import pytest

from casestudy import load_case
from casestudy.coding.cases import Place


def test_a_row_leads_to_its_place_in_article_and_file(mini):
    assert load_case(mini).place("tie_002") == Place("一", "意见告诉甲站", "ties.csv", 3)


def test_types_are_as_the_codebook_says(mini):
    case = load_case(mini)
    assert case["quantities"]["value"].dtype == "Float64"
    assert case.row("support_001")["from_rows"] == ("claim_001", "tie_001")
    assert case.row("tie_001")["condition_en"] == ""


def test_taking_an_actor_away_takes_its_ties_and_what_they_carry(mini):
    fewer = load_case(mini).without(["actor_002"])
    assert fewer.dropped == ("actor_002", "tie_001", "tie_002", "tie_003", "support_001")
    assert len(fewer["ties"]) == 0
    assert len(fewer["claims"]) == 1


def test_an_optional_key_is_emptied_and_the_row_stays(mini):
    fewer = load_case(mini).without(["actor_001"])
    assert fewer.row("quantity_001")["subject"] == ""


def test_only_keeps_the_codes_asked_for_and_says_what_went(mini):
    stated = load_case(mini).only(basis="stated")
    assert stated.dropped == ("support_001",)
    affirmed = load_case(mini).only(polarity="affirmed")
    assert affirmed.dropped == ("tie_003",)


def test_without_a_section(mini):
    assert load_case(mini).without_section("二").dropped == ("claim_001", "support_001", "factor_001")


def test_unknown_row_table_column_and_case_are_named(mini):
    case = load_case(mini)
    with pytest.raises(KeyError, match="tie_999"):
        case.row("tie_999")
    with pytest.raises(KeyError, match="ids begin with one of"):
        case.row("xyz_001")
    with pytest.raises(KeyError, match="no table 'tie'"):
        case["tie"]
    with pytest.raises(KeyError, match="there is no column 'base'"):
        case.only(base="stated")
    with pytest.raises(FileNotFoundError, match="neither a shipped case"):
        load_case("nowhere")


def test_a_table_behind_a_link_is_read_again_when_it_has_changed(mini):
    path = mini / "actors.csv"
    shared = mini.parent / "shared.csv"
    path.replace(shared)
    path.symlink_to(shared)
    assert load_case(mini).row("actor_001")["name_en"] == "Station A"
    shared.write_text(shared.read_text("utf-8").replace("Station A,", "Post A,"), "utf-8")
    assert load_case(mini).row("actor_001")["name_en"] == "Post A"
