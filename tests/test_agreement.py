"""Alpha and the pairing of rows, against values from the literature and by hand."""

import pandas as pd
import pytest

from casestudy import list_cases
from casestudy.agreement import Recoding, alpha, column_agreement, load_recoding, matched_rows, presence_agreement


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


@pytest.mark.parametrize("name", list_cases())
def test_the_stored_places_are_those_of_rows_that_exist(name):
    recoding = load_recoding(name)
    for row in recoding.places.itertuples():
        assert row.id in set(getattr(recoding, row.coder)[row.table]["id"])
    columns, apart = column_agreement(recoding)
    assert len(apart) == round(sum(columns["pairs"] * (1 - columns["agree"])))
