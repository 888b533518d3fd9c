"""Alpha and the pairing of rows, against values from the literature, an independent library and by hand."""

import random

import krippendorff
import numpy as np
import pandas as pd
import pytest
from conftest import ROWS, write_case

from casestudy import list_cases, load_case
from casestudy.articles.agreement import (
    Recoding,
    alpha,
    column_agreement,
    load_recoding,
    masi,
    matched_rows,
    presence_agreement,
    recoding_of,
    row_agreement,
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


# Passonneau (2006): distances of 1 - J * M, with M 1, 2/3, 1/3 or 0 as the sets are equal, nested, crossing or apart.
@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("a;b;c", "c;a;b", 0), ("a;b;c", "a;b", 1 - 2 / 3 * 2 / 3), ("a;b", "b;c", 1 - 1 / 3 * 1 / 3), ("a", "b", 1),
     ("", "", 0), ("", "a", 1)],
)  # fmt: skip
def test_masi_by_hand(one, other, expected):
    assert masi(one, other) == pytest.approx(expected)
    assert masi(other, one) == pytest.approx(expected)


def table(*pairs, section=None):
    """Two codings of a table, row by row at the same place: pairs of target and currency."""
    names = [f"tie_{n:03d}" for n in range(len(pairs))]
    sections = [section(n) if section else "一" for n in range(len(pairs))]
    frames = [
        pd.DataFrame(
            {"id": names, "section": sections, "target": [p[k] for p in pairs], "currency": [p[k + 1] for p in pairs]}
        )
        for k in (0, 2)
    ]
    at = [
        (coder, "ties", n, s, k, k, 0)
        for coder in ("first", "second")
        for k, (n, s) in enumerate(zip(names, sections, strict=True))
    ]
    return frames, places(*at)


def random_codes(seed, n=60):
    draw = random.Random(seed)
    codes = draw.choices(["resource", "authority", "none"], [6, 3, 1], k=n)
    return codes, [c if draw.random() < 0.7 else draw.choice(["resource", "authority", "none"]) for c in codes]


@pytest.mark.parametrize("seed", range(5))
def test_alpha_is_that_of_another_library(seed):
    a, b = random_codes(seed)
    known = sorted({*a, *b})
    data = [[known.index(x) for x in side] for side in (a, b)]
    assert alpha(a, b) == pytest.approx(krippendorff.alpha(np.array(data, float), level_of_measurement="nominal"))


def test_alpha_of_sets_is_that_of_another_library():
    cells = [("a;b", "a"), ("a", "a"), ("b;c", "a;b"), ("c", "c"), ("a;b;c", "b;c"), ("b", "c")]
    known = sorted({cell for pair in cells for cell in pair})

    def distance(one, other, **_):
        return np.vectorize(lambda x, y: masi(known[int(x)], known[int(y)]))(one, other)

    data = np.array([[known.index(pair[k]) for pair in cells] for k in (0, 1)], float)
    expected = krippendorff.alpha(data, level_of_measurement=distance)
    columns = (
        pd.DataFrame({"beneficiaries": [c[0] for c in cells]}),
        pd.DataFrame({"beneficiaries": [c[1] for c in cells]}),
    )
    frames = [f.assign(id=[f"activity_{n}" for n in range(6)], section="一") for f in columns]
    at = places(
        *[(coder, "activities", f"activity_{n}", "一", n, n, 0) for coder in ("first", "second") for n in range(6)]
    )
    found = column_agreement(
        Recoding({"activities": frames[0]}, {"activities": frames[1]}, None, at, frozenset({"actors"}))
    )[0]
    assert found.set_index("column")["alpha"].to_dict() == {"beneficiaries": pytest.approx(expected)}


def places(*rows):
    return pd.DataFrame(rows, columns=["coder", "table", "id", "section", "sentence", "clause", "start"])


def test_rows_are_paired_by_place_in_their_sentence_and_never_twice():
    frame = places(
        ("first", "ties", "tie_001", "一", 1, 1, 0),
        ("first", "ties", "tie_002", "一", 1, 2, 10),
        ("second", "ties", "tie_007", "一", 1, 2, 9),
        ("second", "ties", "tie_008", "一", 2, 3, 30),
    )
    pairs = matched_rows(Recoding({}, {}, None, frame))
    assert pairs.values.tolist() == [["ties", "tie_002", "tie_007", 0]]


def test_of_rows_at_one_place_those_are_paired_whose_keys_agree():
    frames, at = table(("actor_001", "none", "actor_002", "none"), ("actor_002", "resource", "actor_001", "resource"))
    at = at.assign(sentence=1, clause=1)
    coded = Recoding({"ties": frames[0]}, {"ties": frames[1]}, None, at, frozenset({"actors"}))
    assert matched_rows(coded).values.tolist() == [["ties", "tie_000", "tie_001", 0], ["ties", "tie_001", "tie_000", 0]]
    # The codes were not looked at, and now disagree.
    columns = column_agreement(coded)[0].set_index("column")
    assert columns["agree"].to_dict() == {"target": 1, "currency": 0}
    # Without registers in common keys mean nothing, and the ids decide between two that are as near.
    assert matched_rows(Recoding(*[{"ties": f} for f in frames], None, at))["second"].tolist() == ["tie_000", "tie_001"]


def test_a_key_to_a_row_outside_the_registers_is_compared_through_the_rows_that_match():
    episodes = [
        pd.DataFrame({"id": [i], "section": ["一"], "kind": ["service"]}) for i in ("activity_001", "activity_009")
    ]
    ties = [
        pd.DataFrame({"id": ["tie_001"], "section": ["一"], "target": ["a"], "activity": [i]})
        for i in ("activity_001", "activity_009")
    ]
    at = places(
        ("first", "activities", "activity_001", "一", 1, 1, 0), ("first", "ties", "tie_001", "一", 1, 1, 0),
        ("second", "activities", "activity_009", "一", 1, 1, 0), ("second", "ties", "tie_001", "一", 1, 1, 0),
    )  # fmt: skip
    codings = [{"activities": r, "ties": t} for r, t in zip(episodes, ties, strict=True)]
    columns = column_agreement(Recoding(*codings, None, at, frozenset({"actors"})))[0].set_index(["table", "column"])
    assert columns.loc[("ties", "activity"), "agree"] == 1
    apart = at[at["id"] != "activity_009"]
    columns = column_agreement(Recoding(*codings, None, apart, frozenset({"actors"})))[0].set_index("column")
    assert columns.loc["activity", "agree"] == 0


def test_a_row_of_several_places_is_found_at_each():
    at = places(
        ("first", "ties", "tie_001", "一", 1, 1, 0), ("first", "ties", "tie_001", "二", 1, 1, 0),
        ("second", "ties", "tie_005", "二", 1, 1, 3),
    )  # fmt: skip
    frames = [pd.DataFrame({"id": [i], "section": ["一"], "currency": ["none"]}) for i in ("tie_001", "tie_005")]
    coded = Recoding({"ties": frames[0]}, {"ties": frames[1]}, None, at)
    assert matched_rows(coded)["second"].tolist() == ["tie_005"]
    assert row_agreement(coded).loc["ties"].tolist() == [1, 1, 1, 1, 1, 1]


def test_a_row_that_one_coder_lacks_is_a_value_of_its_own():
    frames, at = table(*[("x", c, "x", c) for c in ("none", "none", "resource")])
    at = at.drop(5)  # the third row of the second coder is none
    coded = Recoding({"ties": frames[0]}, {"ties": frames[1].drop(2)}, None, at)
    line = column_agreement(coded)[0].set_index("column").loc["currency"]
    assert (line["pairs"], line["agree"], line["most"]) == (2, 1, 1)
    assert pd.isna(line["alpha"])
    # Of three units one disagrees: 1/3; values 4 none, 1 resource, 1 missing: (36 - 16 - 1 - 1) / (6 * 5) by chance.
    assert line["with_missing"] == pytest.approx(1 - (1 / 3) / (18 / 30))
    assert row_agreement(coded).loc["ties", ["matched", "f1"]].tolist() == [2, pytest.approx(4 / 5)]


def test_the_interval_comes_from_drawing_sections():
    a, b = random_codes(1)
    pairs = [("x", x, "x", y) for x, y in zip(a, b, strict=True)]
    alike, at = table(*pairs * 3, section=lambda n: "一二三"[n // len(a)])
    line = (
        column_agreement(Recoding({"ties": alike[0]}, {"ties": alike[1]}, None, at))[0]
        .set_index("column")
        .loc["currency"]
    )
    # Three sections that are alike: whichever are drawn, alpha is the same.
    assert line["low"] == pytest.approx(line["alpha"]) == pytest.approx(line["high"])
    mixed, at = table(*pairs, section=lambda n: "一二三四五六"[n % 6])
    line = (
        column_agreement(Recoding({"ties": mixed[0]}, {"ties": mixed[1]}, None, at))[0]
        .set_index("column")
        .loc["currency"]
    )
    assert line["low"] < line["alpha"] < line["high"]
    assert line["alpha"] == pytest.approx(alpha(a, b))
    alone, at = table(*pairs)
    line = (
        column_agreement(Recoding({"ties": alone[0]}, {"ties": alone[1]}, None, at))[0]
        .set_index("column")
        .loc["currency"]
    )
    assert pd.isna(line["low"])


def test_presence_compares_sentences():
    frame = places(
        ("first", "ties", "tie_001", "一", 1, 1, 0),
        ("second", "ties", "tie_001", "一", 1, 2, 4),
        ("second", "ties", "tie_002", "一", 2, 4, 9),
    )
    sample = pd.DataFrame({"section": ["一"], "sentences": [4], "clauses": [9]})
    recoding = Recoding({}, {"ties": pd.DataFrame()}, sample, frame)
    line = presence_agreement(recoding).loc["ties"]
    assert line[["sentences", "first", "second", "both"]].tolist() == [4, 1, 2, 1]
    line = presence_agreement(recoding, "clause").loc["ties"]
    assert line[["clauses", "first", "second", "both"]].tolist() == [9, 1, 2, 0]


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
    assert recoding.sample[["section", "sentences"]].to_numpy().tolist() == [["一", 3]]
    # Ties stand in sentences 2 and 3 of one coder, in 2 of the other: observed disagreement 1/3; of six values three
    # say yes, so that 2 * 3 * 3 / (6 * 5) is expected by chance.
    assert presence_agreement(recoding).loc["ties", "alpha"] == pytest.approx(1 - (1 / 3) / 0.6)


def test_sections_that_are_asked_for_are_compared_whoever_has_coded_them(mini, part, article):
    recoding = compared(mini, part, article, ["二", "一"])
    assert recoding.sample[["section", "sentences"]].to_numpy().tolist() == [["一", 3], ["二", 1]]
    line = presence_agreement(recoding).loc["factors"]
    # One yes in eight values: observed disagreement 1/4, and expected 2 * 1 * 7 / (8 * 7), the same.
    assert line[:5].tolist() == [4, 1, 0, 0, 0]


@pytest.mark.parametrize("order", [1, -1])
def test_a_card_with_some_of_the_sections_is_compared_over_those(mini, part, article, order):
    card = part / "case.toml"
    card.write_text(card.read_text("utf-8").partition('[[sections]]\nid = "二"')[0], "utf-8")
    recoding = compared(*[mini, part][::order], article)
    assert recoding.sample[["section", "sentences"]].to_numpy().tolist() == [["一", 3]]


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
