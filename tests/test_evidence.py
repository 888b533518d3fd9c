"""Who is quoted, how an argument runs, what carries a conclusion: by hand, or by the article."""

import matplotlib as mpl
import pandas as pd
import pytest
from conftest import title_of

from casestudy import list_cases, load_case
from casestudy.coding.codebook import LANGS
from casestudy.figures.evidence import plot_argument, plot_carried, plot_quoted, plot_tests
from casestudy.figures.style import SIDES
from casestudy.findings import cite
from casestudy.findings.evidence import carries_alone, chain, loop_closes
from casestudy.measures.evidence import (
    argued,
    evidence_of,
    factor_places,
    longest_chain,
    loop_if_one,
    quoted_by_part,
    traces_by_test,
)

mpl.use("Agg")

PARTS = {"二": "case", "三": "dilemmas"}
# The four headings of part three of the article on the paired case.
DILEMMAS = ["problem_024", "problem_034", "problem_050", "problem_065"]


def causes(*rows):
    """Causal claims (cause, effect, sign, form), hedged where a fifth word says so."""
    lines = [(f"cause_{k}", *row, "none")[:6] for k, row in enumerate(rows, 1)]
    return pd.DataFrame(lines, columns=["id", "cause", "effect", "sign", "form", "hedge"])


def words(ax):
    return [t.get_text().replace("\n", " ") for t in ax.texts]


def marks(ax):
    return [line for line in ax.lines if line.get_linestyle() == "None" and len(line.get_xdata()) == 1]


# Measures


# By hand: b is lowered by too little a, so it is high; c falls with a high b.
def test_the_state_of_a_factor_follows_from_form_and_sign():
    found = factor_places(causes(("a", "b", "lowers", "too_little"), ("b", "c", "lowers", "monotone")))
    assert found["state"].to_dict() == {"a": "low", "b": "high", "c": "low"}
    assert found["place"].to_dict() == {"a": "start", "b": "passage", "c": "end"}


def test_a_factor_driven_both_ways_has_no_state():
    found = factor_places(causes(("a", "c", "raises", "monotone"), ("b", "c", "raises", "too_little")))
    assert found.loc["c", "state"] == ""


def test_parts_of_an_argument_that_do_not_hang_together_are_told_apart():
    found = factor_places(causes(("a", "b", "raises", "monotone"), ("c", "d", "raises", "monotone")))
    assert found.loc["a", "group"] == found.loc["b", "group"] != found.loc["c", "group"]


def test_the_longest_chain_is_undefined_in_a_loop():
    with pytest.raises(ValueError, match="has a loop"):
        longest_chain(causes(("a", "b", "raises", "monotone"), ("b", "a", "raises", "monotone")))


# In the article the lists fit badly, become paperwork, lose their function, activities stay shallow: from the survey on, four links.
def test_the_chain_of_the_first_dilemma():
    found = longest_chain(argued(load_case("pairing"), "problem_024"))
    assert found[1:3] == ("cause_146", "cause_147")
    assert chain(load_case("pairing"), "problem_024").value == 4


def test_claims_under_a_problem_are_those_of_its_parts_too():
    case = load_case("pairing")
    assert set(argued(case, "problem_023")["id"]) > {i for p in DILEMMAS for i in argued(case, p)["id"]}
    assert len(argued(case)) == len(case["causes"])


def test_a_loop_closes_only_between_factors_that_a_chain_joins():
    case = load_case("pairing")
    assert loop_if_one(case, "factor_190", "factor_183") == loop_if_one(case, "factor_183", "factor_190")
    assert loop_closes(case, "factor_183", "factor_077").value == 0


# The single support of the small case carries its conclusion directly, by the account.
def test_evidence_of_a_conclusion(mini):
    case = load_case(mini)
    line = evidence_of(case, "conclusion").loc["claim_001"]
    assert line["account"] == "direct"
    assert not line.drop("account").any()
    assert carries_alone(case, "account", "conclusion").rows == ("claim_001",)


def test_direct_evidence_wins_over_indirect():
    case = load_case("pairing")
    support = case["support"]
    both = support.groupby(["claim", "evidence"])["directness"].nunique()
    claim, evidence = both[both == 2].index[0]
    kind = case.row(claim)["kind"]
    assert evidence_of(case, kind).loc[claim, evidence] == "direct"


# The article on the paired case quotes in 二(一) two, in 二(二) three, in 二(三) two passages, and none in part three.
def test_passages_by_part():
    case = load_case("pairing")
    assert quoted_by_part(case, ["二", "三"])["part"].tolist() == ["二"] * 7
    assert quoted_by_part(case, ["二(一)", "二(三)"])["part"].value_counts().to_dict() == {"二(一)": 2, "二(三)": 2}


# Everybody quoted is introduced by an office: of the agency, of the community, of a town.
@pytest.mark.parametrize("name", ["pairing", "group_council"])
def test_nobody_is_quoted_as_a_resident_or_on_bad_news(name):
    talks = load_case(name)["testimony"]
    assert not talks["side"].isin(["society"]).any()
    assert not (talks["valence"] == "bad").any()


@pytest.mark.parametrize(
    ("citation", "value"),
    [
        # Part three ends one dilemma and another with activities that stay shallow: one factor, merged from two wordings.
        ("pairing.shared_ends(problem_023)", 1),
        # Part three dates nothing.
        ("pairing.count(events, section=三)", 0),
        # Performance is printed as a tie of the incentive, the incentive as what brings precision.
        ("group_council.loop_closes(factor_144, factor_071)", 2),
        ("group_council.loop_inferred(factor_144, factor_071)", 1),
    ],
)
def test_findings(citation, value):
    assert cite(citation).value == value


# 三(一): one 往往 governs both ends of the first dilemma, shallow activities and aims not reached. 三(二): one 易 stands
# before misunderstanding and what slips through. The other links of these two dilemmas are said without reserve.
def test_hedged_links_are_counted_under_their_problem_only():
    assert cite("pairing.argued_under(problem_024, hedge=often)").rows == ("cause_148", "cause_149")
    assert cite("pairing.argued_under(problem_034, hedge=often)").rows == ("cause_156", "cause_157")


# Figures


@pytest.mark.parametrize("lang", LANGS)
def test_each_passage_is_one_mark_and_an_empty_part_says_so(ax, lang):
    case = load_case("pairing")
    plot_quoted({"A": quoted_by_part(case, list(PARTS))}, {"A": PARTS}, ax=ax, lang=lang)
    assert len(marks(ax)) == 7
    assert {m.get_color() for m in marks(ax)} == {SIDES["agency"], SIDES["community"]}
    assert len([w for w in words(ax) if w in ("nobody is quoted here", "此处无人被引用")]) == 1
    assert "none" in title_of(ax) or "无" in title_of(ax)


def test_bad_news_would_stand_in_its_column_and_in_the_title(ax):
    frame = pd.DataFrame([("talk_001", "三", "society", "bad")], columns=["id", "part", "side", "valence"])
    plot_quoted({"A": frame}, {"A": PARTS}, ax=ax)
    (mark,) = marks(ax)
    assert mark.get_marker() == "X"
    assert title_of(ax).endswith("bad news alone: 1")


def test_an_argument_has_a_box_a_factor_and_an_arrow_a_claim_dashed_if_hedged(ax):
    claims = causes(("a", "b", "raises", "too_little"), ("b", "c", "lowers", "too_little", "often"))
    plot_argument({"H": claims}, {"H": factor_places(claims)}, {"a": "Aa", "b": "Bb", "c": "Cc"}, ax=ax)
    boxes = [
        p for p in ax.patches if hasattr(p, "get_xy") and p.get_width() == p.get_width() and "Rectangle" in repr(p)
    ]
    arrows = [p for p in ax.patches if "Arrow" in type(p).__name__]
    assert len(boxes) == 3
    assert sorted(a.get_linestyle() == "-" for a in arrows) == [False, True]
    assert {"Aa", "Bb", "Cc", "H"} <= set(words(ax))
    assert [m.get_marker() for m in marks(ax)] == ["v", "v", "^"]


@pytest.mark.parametrize("lang", LANGS)
def test_the_dilemmas_name_every_factor_in_the_alternative_text(ax, lang):
    case = load_case("pairing")
    claims = {case.text(p, lang): argued(case, p) for p in DILEMMAS}
    names = {f: case.text(f, lang) for f in case["factors"]["id"]}
    plot_argument(claims, {h: factor_places(rows) for h, rows in claims.items()}, names, ax=ax, lang=lang)
    used = {f for rows in claims.values() for f in (*rows["cause"], *rows["effect"])}
    assert all(names[f] in ax.get_label() for f in used)


def test_no_box_of_the_dilemmas_covers_another(ax):
    case = load_case("pairing")
    claims = {p: argued(case, p) for p in DILEMMAS}
    names = {f: case.text(f) for f in case["factors"]["id"]}
    plot_argument(claims, {h: factor_places(rows) for h, rows in claims.items()}, names, ax=ax)
    boxes = [p.get_bbox() for p in ax.patches if "Rectangle" in type(p).__name__]
    assert not [1 for k, b in enumerate(boxes) for other in boxes[k + 1 :] if b.overlaps(other)]


@pytest.mark.parametrize("lang", LANGS)
def test_a_square_is_direct_a_dot_indirect_a_cross_nothing(ax, lang):
    frame = pd.DataFrame({"interview": ["", "", ""], "account": ["direct", "indirect", ""]}, index=["x", "y", "z"])
    frame = frame.reindex(columns=evidence_of(load_case("pairing"), "conclusion").columns, fill_value="")
    plot_carried({"A": frame}, ax=ax, lang=lang)
    assert sorted(m.get_marker() for m in marks(ax)) == ["o", "s", "x"]
    assert [w for w in words(ax) if w.isdigit()] == ["2", "1"]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", list_cases())
def test_each_step_is_one_mark(ax, name, lang):
    case = load_case(name)
    plot_tests({"A": traces_by_test(case)}, ax=ax, lang=lang)
    assert len(marks(ax)) == len(case["traces"])
    unsought = (case["traces"]["outcome"] == "not_sought").sum()
    assert sum(m.get_markerfacecolor() == "white" for m in marks(ax)) == unsought
    assert str(len(case["traces"])) in title_of(ax)
