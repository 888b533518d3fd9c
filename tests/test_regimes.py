"""Calm and urgent times: measures and findings by hand, figures by what they show."""

from dataclasses import replace

import matplotlib as mpl
import pytest
from conftest import title_of

from casestudy import load_case
from casestudy.coding.codebook import LANGS
from casestudy.figures.regimes import plot_drawn, plot_rights_by_regime, plot_tied
from casestudy.figures.style import SIDES
from casestudy.findings import cite, compute
from casestudy.measures import decision_rights, regimes
from casestudy.measures.times import drawn_upon, last_words, places_by_regime, regime_of

mpl.use("Agg")


@pytest.fixture
def case():
    return load_case("group_council")


def recoded(case, table, row, **cells):
    frame = case[table].copy()
    for column, code in cells.items():
        frame.loc[row, column] = code
    return replace(case, tables=dict(case.tables) | {table: frame})


# Section 二(二)2: the unit draws up a first list, the community Party branch settles it. Section 二(三)2: members of the
# Party group set the topics, the council reaches the plan. Section 二(二)1 names nobody who decides.
def test_who_has_the_last_word_as_the_article_tells_it(case):
    words = last_words(case)["actors"].map(lambda ids: [case.text(a) for a in ids])
    assert words["emergency_network"] == ["Party branch of a village or community"]
    assert words["agenda_plan"] == ["Council"]
    assert words["tiered_mediation"] == []


def test_the_last_of_several_decisions_counts_and_those_of_one_step_count_together(case):
    # Section 三(二): Party branch and council send out the slips in one step.
    assert set(last_words(case).loc["slip_method", "actors"]) == {"actor_006", "actor_008"}
    assert compute(case, "last_word(slip_method)").value == "joint"


def test_the_side_of_the_last_word_and_the_one_row_that_it_hangs_on(case):
    assert compute(case, "last_word(emergency_network)").value == "party"
    assert compute(case.without(["step_010"]), "last_word(emergency_network)").value == "unsaid"
    moved = recoded(case, "processes", "step_016", right="executes")
    assert (compute(case, "last_word(agenda_plan)").value, compute(moved, "last_word(agenda_plan)").value) == (
        "society",
        "party",
    )


def test_a_proposed_step_has_no_last_word(case):
    proposed = recoded(case, "processes", "step_010", realm="proposed")
    assert compute(proposed, "last_word(emergency_network)").value == "unsaid"


# The volunteer teams are told of L Community, the epidemic network of Q Community (both in 二(二)2).
def test_no_community_is_followed_through_both_times(case):
    places = places_by_regime(case)
    names = {case.text(place): (bool(row["calm"]), bool(row["urgent"])) for place, row in places.iterrows()}
    assert names == {"L Community": (True, False), "Q Community": (False, True)}
    assert cite("group_council.followed_through").value == "no"


def test_a_community_told_of_in_both_times_would_be_found(case):
    both = recoded(case, "activities", "activity_021", regime="calm")
    assert compute(both, "followed_through").value == "no"
    both = recoded(case, "ties", "tie_051", source="actor_072")
    assert compute(both, "followed_through").value == "yes"


def test_a_row_takes_its_time_from_itself_or_from_its_activity(case):
    assert regime_of(case, "tie_068") == "urgent"
    assert regime_of(case, "contribution_019") == "calm"  # brought into activity_011
    assert regime_of(case, "quantity_027") == "unsaid"


def test_a_thing_has_one_time(case):
    frame = drawn_upon(case, {"lent": {"teams": ["contribution_019", "tie_052"]}, "own": {"all": ["tie_042"]}})
    assert frame[["sort", "thing", "regime"]].values.tolist() == [["lent", "teams", "calm"], ["own", "all", "unsaid"]]
    with pytest.raises(ValueError, match=r"'mixed': its rows are tied to calm and urgent; make it one thing a time"):
        drawn_upon(case, {"lent": {"mixed": ["contribution_019", "tie_068"]}})


def test_the_tied_rows_and_the_others_add_up(case):
    tied = regimes(case)
    counted = {r: cite(f"group_council.rows(regime={r})").value for r in ("calm", "urgent", "any", "unsaid")}
    assert {r: tied[r].map(len).sum() for r in tied} == {r: counted[r] for r in tied}
    assert sum(counted.values()) == sum(len(case[table]) for table in tied.index)


def marks(ax):
    return sum(len(line.get_xdata()) for line in ax.lines if line.get_marker() not in ("None", None, ""))


@pytest.mark.parametrize("lang", LANGS)
def test_one_mark_a_row(ax, lang):
    plot_tied({"calm": 3, "urgent": 2, "any": 1, "unsaid": 40}, ax=ax, lang=lang)
    assert marks(ax) == 46
    title = title_of(ax)
    assert "46" in title
    assert "40" in title


def drawn_rights(case, ax, lang="en"):
    groups = {"what": {"agenda_plan": "A", "tiered_mediation": "M"}, "who": {"emergency_network": "N"}}
    plot_rights_by_regime(decision_rights(case), last_words(case), case["actors"], groups, ax=ax, lang=lang)
    return [p for p in ax.patches if type(p).__name__ == "FancyBboxPatch"]


def test_one_chip_for_each_right_of_an_actor_in_a_shown_process(case, ax):
    chips = drawn_rights(case, ax)
    rights = decision_rights(case)
    assert len(chips) == rights["process"].isin(["agenda_plan", "tiered_mediation", "emergency_network"]).sum()
    assert sum(chip.get_linewidth() > 2 for chip in chips) == 2  # the branch, the council
    green = mpl.colors.to_rgba(SIDES["party"])
    assert sum(chip.get_facecolor() == green for chip in chips) == 2  # the branch decides, the Party group decides


@pytest.mark.parametrize("lang", LANGS)
def test_the_title_says_with_whom_the_last_word_lies(case, ax, lang):
    drawn_rights(case, ax, lang)
    title = title_of(ax).replace("\n", "")
    assert title.index("A") < title.index("N") < title.rindex("M")
    assert "{" not in title + ax.get_label()


def test_the_title_follows_the_data(case, ax):
    def title(changed):
        ax.clear()
        drawn_rights(changed, ax)
        return title_of(ax)

    start = "Who has the last word in 3 processes:"
    assert title(case) == f"{start} Society: A; Party: N; nobody named: M"
    # The branch settles the epidemic network in this step; without it nobody is named there.
    assert title(case.without(["step_010"])) == f"{start} Society: A; nobody named: M and N"


def test_open_chips_are_designed_and_dashed_ones_inferred(case, ax):
    processes = {"": {"recruiting": "R"}}
    plot_rights_by_regime(decision_rights(case), last_words(case), case["actors"], processes, {"step_007"}, ax=ax)
    chips = [p for p in ax.patches if type(p).__name__ == "FancyBboxPatch"]
    assert [chip.get_linestyle() for chip in chips].count("--") == 1
    assert [chip.get_facecolor()[:3] == (1, 1, 1) for chip in chips].count(True) == 1


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_drawn_upon_stands_under_its_sort_and_time(case, ax, lang):
    sorts = {"lent": {"a": ["contribution_019"]}, "unsaid": {"b": ["tie_068"], "c": ["tie_147"]}}
    drawn = drawn_upon(case, sorts)
    plot_drawn(drawn, {"lent": "Lent", "unsaid": "Open"}, {"a": "AA", "b": "BB", "c": "CC"}, ax=ax, lang=lang)
    at = {t.get_text(): t.get_position() for t in ax.texts}
    assert at["AA"][0] == at["CC"][0] < at["BB"][0]
    assert at["AA"][1] > at["BB"][1] == at["CC"][1]
    assert marks(ax) == 3
    assert {"en": "3 things", "zh": "3项"}[lang] in title_of(ax)
    assert {"en": "urgent times: 1", "zh": "与急时相联系的：1"}[lang] in ax.get_label()
