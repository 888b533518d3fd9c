"""Remedies: what meets what, on a case written by hand and on the article itself."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from conftest import ROWS, title_of, write_case

from casestudy import load_case
from casestudy.book.page import open_page
from casestudy.coding.codebook import LANGS
from casestudy.coding.comparisons import load_comparison, precedents_of
from casestudy.coding.messages import say
from casestudy.figures import plot_precedents, plot_remedies, plot_who_acts
from casestudy.findings import cite, compute
from casestudy.measures.remedies import (
    answered,
    closest_practice,
    cross_links,
    measure_links,
    parallel,
    unanswered,
    who_would_act,
    with_links,
)

mpl.use("Agg")

AT = {"section": "二", "anchor": "没有人", "basis": "stated", "voice": "author"}
PROBLEMS = {  # id: (parent, role)
    "problem_001": ("", "heading"),
    "problem_002": ("problem_001", "heading"),
    "problem_003": ("problem_001", "heading"),
    "problem_004": ("problem_002", "cause"),
    "problem_005": ("problem_002", "feature"),
    "problem_006": ("problem_005", "cause"),
    "problem_007": ("problem_003", "cause"),
    "problem_008": ("problem_003", "effect"),
}
RECOMMENDATIONS = {  # id: (parent, level, actors, force)
    "rec_001": ("", "dimension", "", "none"),
    "rec_002": ("rec_001", "measure", "", "should"),
    "rec_003": ("rec_002", "action", "actor_001", "may"),
    "rec_004": ("rec_002", "action", "actor_001;actor_002", "must"),
    "rec_005": ("", "dimension", "", "none"),
    "rec_006": ("rec_005", "measure", "", "should"),
    "rec_007": ("rec_006", "action", "", "may"),
    "rec_008": ("", "measure", "", "none"),
    "rec_009": ("rec_008", "action", "", "none"),
}
REMEDIES = {  # id: (recommendation, problem, directness, said_by)
    "remedy_001": ("rec_001", "problem_002", "direct", "section_order"),
    "remedy_002": ("rec_005", "problem_003", "direct", "section_order"),
    "remedy_003": ("rec_003", "problem_004", "indirect", "coders"),
    "remedy_004": ("rec_004", "problem_004", "direct", "authors"),
    "remedy_005": ("rec_003", "problem_008", "indirect", "coders"),
    "remedy_006": ("rec_008", "problem_001", "direct", "coders"),
}


@pytest.fixture
def toy(tmp_path):
    """Two dilemmas, two dimensions, and a measure beside them; the second dimension meets nothing but its heading."""
    actors = [row | {"side": side} for row, side in zip(ROWS["actors"], ("agency", "community"), strict=True)]
    rows = ROWS | {
        "actors": actors,
        "problems": [
            {
                "id": i,
                "name_en": i,
                "name_zh": f"甲{i}",
                "parent": p,
                "stage": "implementing",
                "role": r,
                "side": "joint",
                **AT,
            }
            for i, (p, r) in PROBLEMS.items()
        ],
        "recommendations": [
            {"id": i, "name_en": i, "name_zh": f"甲{i}", "parent": p, "level": level, "actors": a, "force": f, **AT}
            for i, (p, level, a, f) in RECOMMENDATIONS.items()
        ],
        "remedies": [
            {"id": i, "recommendation": r, "problem": p, "directness": d, "said_by": s, **AT}
            for i, (r, p, d, s) in REMEDIES.items()
        ],
    }
    return load_case(write_case(tmp_path / "toy", rows))


def test_each_part_belongs_to_its_nearest_heading_even_below_a_feature(toy):
    heading = answered(toy)["heading"]
    assert heading[["problem_002", "problem_006", "problem_007"]].tolist() == [
        "problem_002",
        "problem_002",
        "problem_003",
    ]


def test_direct_and_indirect_links_are_kept_apart_and_so_is_who_says_them(toy):
    line = answered(toy).loc["problem_004"]
    assert (line["direct"], line["indirect"], line["said_by_authors"]) == (("remedy_004",), ("remedy_003",), True)
    assert not answered(toy).loc["problem_008", "said_by_authors"]


def test_a_cause_is_left_over_though_its_heading_is_met(toy):
    left = unanswered(toy).query("side == 'cause'")
    assert left[["row", "under"]].values.tolist() == [["problem_006", "problem_002"], ["problem_007", "problem_003"]]


# The link of a dimension is that of its heading, so it saves neither rec_006 nor rec_007; that of the
# measure rec_008 saves its action rec_009, though rec_008 stands at the top.
def test_an_action_shares_the_link_of_its_measure_but_not_that_of_a_dimension(toy):
    left = unanswered(toy).query("side == 'recommendation'")
    assert left["row"].tolist() == ["rec_006", "rec_007"]
    assert left["under"].tolist() == ["rec_005", "rec_005"]


def test_the_parallel_is_read_from_the_order_of_sections_and_holds_the_parts_of_both(toy):
    assert parallel(toy).values.tolist() == [
        ["problem_002", "rec_001", ("problem_004", "problem_006"), ("rec_002",)],
        ["problem_003", "rec_005", ("problem_007",), ("rec_006",)],
    ]


def test_only_a_link_between_different_pairs_crosses(toy):
    # remedy_005 goes from the first dimension to the second dilemma; remedy_006 stands outside the parallel.
    assert cross_links(toy)[["row", "heading", "expected"]].values.tolist() == [
        ["remedy_005", "problem_003", "problem_002"]
    ]


def test_a_link_to_a_part_below_a_nested_heading_crosses_all_the_same(toy):
    problems = toy["problems"].copy()
    problems.loc["problem_004", "role"] = "heading"
    problems.loc["problem_004", "parent"] = "problem_003"
    nested = type(toy)(**{**toy.__dict__, "tables": dict(toy.tables) | {"problems": problems}})
    assert cross_links(nested)["row"].tolist() == ["remedy_003", "remedy_004", "remedy_005"]


def test_a_measure_gathers_the_links_of_its_actions(toy):
    assert measure_links(toy).values.tolist() == [
        ["rec_002", "problem_004", "cause", "direct", False, False, ("remedy_003", "remedy_004")],
        ["rec_002", "problem_008", "effect", "indirect", True, True, ("remedy_005",)],
        ["rec_008", "problem_001", "heading", "direct", True, False, ("remedy_006",)],
    ]


def test_actors_of_two_sides_act_jointly_and_an_unnamed_actor_is_empty(toy):
    assert who_would_act(toy).loc[["rec_003", "rec_004", "rec_007"], "side"].tolist() == ["agency", "joint", ""]


def test_a_link_that_another_reader_draws_closes_a_cause_and_leaves_the_case_as_it_was(toy):
    more = with_links(toy, [("rec_007", "problem_006")])
    assert answered(more).loc["problem_006", "indirect"] == ("remedy_added_1",)
    assert answered(toy).loc["problem_006", "indirect"] == ()
    assert compute(more, "parts_met(cause, none)").value == compute(toy, "parts_met(cause, none)").value - 1


@pytest.mark.parametrize(
    ("finding", "value"),
    [
        ("parts_met(cause)", 3),
        ("parts_met(cause, direct)", 1),
        ("parts_met(cause, once)", 0),
        ("parts_met(effect, indirect)", 1),
        ("parts_met(cause, none, below=problem_001)", 2),
        ("parts_met(cause, below=problem_002)", 0),
        ("links_to(cause)", 2),
        ("links_to(cause, said_by=authors)", 1),
        ("links_to(said_by=section_order)", 2),
        ("links_across", 1),
        ("measures_without_cause", 1),
        ("unlinked", 4),
        ("unlinked(level=action)", 2),
        ("would_act(joint)", 1),
        ("would_act(unnamed, level=action)", 2),
        ("left_over(recommendation)", 2),
    ],
)
def test_findings_on_the_case_written_by_hand(toy, finding, value):
    found = compute(toy, finding)
    assert (found.value, len(found.rows)) == (value, value)


def test_the_closest_fit_wins_and_the_opposite_is_kept_apart(toy):
    told = pd.DataFrame(
        {"close": [(), ()], "partial": [("p1",), ()], "loose": [("p2",), ()], "contrary": [(), ("p3",)]},
        index=["rec_003", "rec_009"],
    )
    assert closest_practice(toy, told).values.tolist() == [["rec_001", "partial", False], ["rec_008", "", True]]


# From here on: what the chapter says in words, held to the article's data.


@pytest.fixture(scope="module")
def pairing():
    return load_case("pairing")


def test_the_answer_of_the_chapter_holds(pairing):
    # Part three states the reassignment of work and the place at the end of the structure; part four takes up neither.
    assert compute(pairing, "parts_met(cause, none, below=problem_023)").rows == ("problem_044", "problem_057")
    more = with_links(pairing, {"rec_038": "problem_044", "rec_074": "problem_057"})
    assert compute(more, "parts_met(cause, none, below=problem_023)").value == 0


def test_no_link_to_a_cause_is_made_by_the_authors(pairing):
    authors = pairing.without(pairing["remedies"].query("said_by == 'coders'")["id"])
    everything = compute(pairing, "parts_met(cause, below=problem_023)").value
    assert compute(authors, "parts_met(cause, none, below=problem_023)").value == everything


def test_causes_that_hang_on_one_link_lie_on_the_community_side_but_for_one(pairing):
    rows = list(compute(pairing, "parts_met(cause, once, below=problem_023)").rows)
    assert sorted(pairing["problems"].loc[rows, "side"]) == ["agency", "community", "community", "community"]


def test_what_answers_nothing_are_actions_of_the_division_of_tasks(pairing):
    # 四(一), third measure: its wording has no counterpart in part three.
    rows = list(compute(pairing, "left_over(recommendation)").rows)
    assert set(pairing["recommendations"].loc[rows, "parent"]) == {"rec_020"}
    linked = set(measure_links(pairing).query("measure == 'rec_020'")["role"])
    assert linked == {"effect"}


def test_all_but_one_of_the_measures_without_a_cause_meet_parts_of_the_dilemma_beside_them(pairing):
    idle = compute(pairing, "measures_without_cause").rows
    links = measure_links(pairing)
    beside = set(links.loc[~links["crosses"] & links["role"].isin(["feature", "effect"]), "measure"])
    assert [m for m in idle if m not in beside] == ["rec_020"]


def test_the_actions_of_the_agency_stand_under_one_measure_and_no_action_is_for_the_community(pairing):
    rows = list(compute(pairing, "would_act(agency, level=action)").rows)
    assert set(pairing["recommendations"].loc[rows, "parent"]) == {"rec_052"}
    assert compute(pairing, "would_act(community)").value == 0
    assert (
        compute(pairing, "would_act(unnamed, level=measure)").value
        == compute(pairing, "count(recommendations, level=measure)").value
    )


def test_nobody_is_quoted_on_difficulties_or_remedies(pairing):
    sections = pairing["testimony"]["section"]
    assert not sections.str.startswith(("三", "四")).any()


def test_links_that_cross_are_all_ours(pairing):
    rows = cross_links(pairing)["row"].tolist()
    assert set(pairing["remedies"].loc[rows, "said_by"]) == {"coders"}


def test_all_crosses_and_those_that_the_chapter_names_rest_on_one_paragraph():
    council = load_case("group_council")
    told = load_comparison("group_council--pairing")["precedents"].query("fit == 'contrary'")
    rows = {row for rows in told["rows"] for row in rows}
    named = {"rule_062", "rule_067", "tie_090"}  # and claim_098, the credit, which no precedent cites
    assert named <= rows
    assert {council.row(row)["section"] for row in {*rows, "claim_098"}} == {"二(三)1"}
    # Division of duties, and a communication file.
    assert {"rec_020", "rec_043"} <= set(told["recommendation"])


def test_reporting_a_risk_by_word_of_mouth_is_not_set_against_a_handover_in_writing():
    told = load_comparison("group_council--pairing")["precedents"]
    oral = told[["rule_066" in rows for rows in told["rows"]]]
    assert not oral.empty
    assert "rec_041" not in set(oral["recommendation"])


def test_the_open_question_of_the_other_article_has_no_recommendation():
    assert "problem_031" not in set(load_case("group_council")["remedies"]["problem"])


def test_comparable_practice_adds_up_to_all_measures_and_actions():
    fits = ("close", "partial", "loose", "none")
    parts = [cite(f"group_council--pairing.comparable(of=pairing, closest={fit})").value for fit in fits]
    assert sum(parts) == cite("group_council--pairing.comparable(of=pairing)").value
    assert sum(parts) == cite("pairing.count(recommendations, level=measure|action)").value


# Figures.


def labels_of(case, lang="en"):
    bands = parallel(case)
    return bands, {row: say(f"remedies_{case.name}_{row}", lang) for column in bands for row in bands[column].explode()}


def test_open_marks_are_what_no_line_reaches(pairing, ax):
    bands, labels = labels_of(pairing)
    plot_remedies(measure_links(pairing), bands, labels, ax=ax)
    marks = [line for line in ax.lines if line.get_marker() in ("o", "s")]
    assert len(marks) == 24  # twelve stated causes, and four dimensions of three numbered measures each
    hollow = [m.get_marker() for m in marks if m.get_markerfacecolor() == "white"]
    assert (hollow.count("o"), hollow.count("s")) == (2, 5)
    boxed = {t.get_text() for t in ax.texts if t.get_bbox_patch() is not None}
    assert {labels["problem_044"], labels["problem_057"], labels["rec_020"]} <= boxed
    assert len(boxed) == 7


def test_a_line_for_each_measure_and_cause_thick_where_it_crosses(pairing, ax):
    bands, labels = labels_of(pairing)
    plot_remedies(measure_links(pairing), bands, labels, ax=ax)
    drawn = measure_links(pairing).query("role == 'cause'")
    lines = [line for line in ax.lines if line.get_marker() in ("None", None, "")]
    assert len(lines) == len(drawn)
    assert sum(line.get_linewidth() > 2 for line in lines) == drawn["crosses"].sum()
    assert sum(line.get_linestyle() == "--" for line in lines) == (drawn["directness"] == "indirect").sum()


def test_the_title_stops_saying_that_every_line_is_ours_when_one_is_not(pairing, ax):
    bands, labels = labels_of(pairing)
    links = measure_links(pairing)
    links.loc[links["problem"] == "problem_025", "ours"] = False
    plot_remedies(links, bands, labels, ax=ax)
    assert "every line" not in title_of(ax)
    assert "11 of the lines" in title_of(ax)


def test_one_dot_for_each_action_and_a_word_where_there_is_none(pairing, ax):
    acts = who_would_act(pairing).query("level == 'action'")
    plot_who_acts(acts, ax=ax, sides=["joint", "agency", "community", "unsaid"])
    dots = [line for line in ax.lines if line.get_marker() in ("o", "s")]
    assert len(dots) == len(acts)
    assert sum(d.get_markerfacecolor() == "white" for d in dots) == acts["side"].isin(["", "unsaid"]).sum()
    assert [t.get_text() for t in ax.texts] == [say("remedies_no_action")]


def test_one_tile_for_each_recommendation_and_a_cross_where_the_opposite_is_told(pairing, ax):
    practice = closest_practice(pairing, precedents_of(load_comparison("group_council--pairing"), "pairing"))
    heads = {row: row for row in dict.fromkeys(practice["dimension"])}
    plot_precedents(practice, heads, ax=ax)
    assert sum(line.get_marker() == "s" for line in ax.lines) == len(practice)
    assert sum(line.get_marker() == "X" for line in ax.lines) == practice["contrary"].sum()


@pytest.mark.parametrize("lang", LANGS)
def test_titles_and_alternative_texts_are_in_the_language(pairing, lang):
    open_page(lang)
    bands, labels = labels_of(pairing, lang)
    acts = who_would_act(pairing).query("level == 'action'")
    practice = closest_practice(pairing, precedents_of(load_comparison("group_council--pairing"), "pairing"))
    heads = {row: labels[row] for row in bands["dimension"]}
    for plot, data, options in (
        (plot_remedies, (measure_links(pairing), bands, labels), {}),
        (plot_who_acts, (acts,), {"sides": ["joint", "agency", "community", "unsaid"]}),
        (plot_precedents, (practice, heads), {}),
    ):
        _, ax = plt.subplots()
        plot(*data, ax=ax, lang=lang, **options)
        words = title_of(ax) + ax.get_label()
        assert any("\u4e00" <= c <= "\u9fff" for c in words) == (lang == "zh")
        assert "{" not in words
    plt.close("all")
