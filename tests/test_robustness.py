"""Robustness: what is changed, what stands, on a case small enough to foresee each answer."""

import pytest

from casestudy import load_case
from casestudy.coding.codebook import codebook
from casestudy.findings import cite, compute
from casestudy.findings.robustness import (
    CHANGES,
    changes,
    headlines,
    passages,
    robustness,
    survival,
    tally,
    try_all,
)


# The small case: tie_001 brings resources down, tie_002 information up, tie_003 denies authority.
def test_the_one_passage_that_tells_of_it_turns_a_finding(mini):
    tried = robustness(load_case(mini), "ways(resource)")
    turned = tried[~tried["stands"] & (tried["change"] == "passage")]
    assert turned[["rows", "value"]].values.tolist() == [[("tie_001",), "none"]]


def test_each_code_of_each_row_is_moved_to_each_of_its_neighbours(mini):
    case = load_case(mini)
    tried = robustness(case, "ways(resource)").query("change == 'code'")
    near = codebook().codes
    expected = sum(
        len(near[column][code].near)
        for column in ("relation", "direction", "currency", "realm", "teller")
        for code in case["ties"][column]
    )
    assert len(tried) == expected
    moved = tried[tried["what"] == "tie_001: direction down → lateral"]
    assert moved["value"].tolist() == ["none"]


def test_what_a_finding_asks_of_a_column_without_codes_is_not_moved(mini):
    tried = robustness(load_case(mini), "count(ties, direction=down, source=actor_001)").query("change == 'code'")
    assert set(tried["what"].str.split().str[1]) == {"direction"}


def test_a_voice_is_taken_off_with_all_its_rows(mini):
    tried = robustness(load_case(mini), "ways(information)").query("change == 'voice'")
    assert tried[["what", "rows", "stands"]].values.tolist() == [["author", ("tie_001", "tie_002", "tie_003"), False]]


def test_inferences_are_taken_off_only_where_there_are_any(mini):
    case = load_case(mini)
    assert set(robustness(case, "ways(resource)")["change"]) == {"passage", "voice", "code"}
    assert "inferred" in set(robustness(case, "carries(account, conclusion)")["change"])


def test_what_rests_on_a_row_goes_with_it(mini):
    tried = robustness(load_case(mini), "carries(account, conclusion)")
    assert compute(load_case(mini), "carries(account, conclusion)").value == 1
    assert tried.query("change == 'inferred'")["value"].tolist() == [0]


def test_nothing_that_is_tried_changes_the_case_itself(mini):
    case = load_case(mini)
    before = {name: frame.to_csv() for name, frame in case.tables.items()}
    robustness(case, "ways(resource)")
    assert {name: frame.to_csv() for name, frame in case.tables.items()} == before


def test_undoing_a_merge_cuts_the_factor_and_keeps_every_claim():
    case = load_case("pairing")
    undone = [change for change in changes(case, ("factors", "causes"), ()) if change.kind == "merge"]
    merged = case["factors"].query("merged_from != ''")
    assert 0 < len(undone) <= len(merged)
    for change in undone[:5]:
        assert len(change.case["causes"]) == len(case["causes"])
        assert len(change.case["factors"]) > len(case["factors"])
        assert change.what not in set(change.case["factors"]["id"])


def test_a_list_that_was_split_into_rows_goes_as_one():
    case = load_case("pairing")
    where = passages(case)
    # One sentence lists six further preparations; its rows share a passage.
    assert len({where[row] for row in ("item_024", "item_025", "item_026")}) == 1
    assert where["tie_001"] != where["tie_123"]


def test_without_numbered_sentences_rows_of_one_anchor_are_a_passage(mini):
    where = passages(load_case(mini))
    assert where["tie_001"] == where["support_001"] == "一#送去图书"


def test_several_findings_at_once_give_what_each_gives_alone(mini):
    case = load_case(mini)
    both = try_all(case, ["ways(resource)", "ways_in(一)", "argument_loops"])
    for finding, part in both.groupby("finding"):
        alone = robustness(case, finding)
        assert part.drop(columns="finding").sort_values(["change", "what"]).values.tolist() == (
            alone.sort_values(["change", "what"]).values.tolist()
        )


def test_survival_counts_by_kind_in_a_fixed_order(mini):
    counts = survival(robustness(load_case(mini), "ways(resource)"))
    assert list(counts.index) == ["passage", "voice", "code"]
    # Three passages (the three ties stand in two sentences, with three anchors), one of them decisive.
    assert counts.loc["passage"].tolist() == [3, 2]
    assert counts.loc["voice"].tolist() == [1, 0]


def test_tally_keeps_headlines_apart(mini):
    tried = robustness(load_case(mini), "ways(resource)").assign(headline="a")
    assert tally(tried)[["headline", "change"]].values.tolist() == [["a", "passage"], ["a", "voice"], ["a", "code"]]


@pytest.mark.parametrize("name", list(headlines()))
def test_every_headline_holds_as_the_book_states_it(name):
    headline = headlines()[name]
    assert str(cite(headline.record["finding"]).value) == headline.record["holds"]
    for lang in ("en", "zh"):
        assert headline.statement(lang)
        assert headline.short(lang)
        assert headline.settles(lang)
    assert headline.record["chapter"] in map(str, range(1, 11))


def test_headlines_have_names_of_their_own_and_known_kinds_of_change(mini):
    assert len({h.record["finding"] for h in headlines().values()}) == len(headlines())
    assert set(robustness(load_case(mini), "ways(resource)")["change"]) <= set(CHANGES)


def test_neighbours_are_codes_of_the_same_list_and_mutual():
    for codes in codebook().codes.values():
        for name, code in codes.items():
            for near in code.near:
                assert name in codes[near].near


def test_an_unknown_finding_is_named(mini):
    with pytest.raises(KeyError, match="there is no finding 'wayz'"):
        robustness(load_case(mini), "wayz(resource)")


# Published in the book: single sentences that carry a finding, found by reading the article.
def test_recognition_upward_and_reported_resources_hang_on_one_sentence_each():
    for headline, row in (("recognition", "tie_072"), ("resource_reported", "tie_074")):
        found = cite(f"pairing.turning({headline}, passage)")
        assert found.value == 1
        assert row in found.rows
