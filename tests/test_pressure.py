"""Pressure and voluntary effort: measures and findings on toys and on the article, figures by what they show."""

import matplotlib as mpl
import pandas as pd
import pytest
from conftest import title_of

from casestudy import load_case
from casestudy.coding.codebook import LANGS
from casestudy.figures.pressure import plot_incentives, plot_treatment, plot_ways
from casestudy.findings import compute
from casestudy.findings.robustness import robustness
from casestudy.measures import rows_of
from casestudy.measures.pressure import mixtures, received, section_reach

mpl.use("Agg")
PRESSURE, MOBILISATION = "三(一)", "三(二)"
OBSERVED = ["contrast_005", "contrast_007", "contrast_008"]


@pytest.fixture
def case():
    return load_case("group_council")


def recoded(case, table, row, **cells):
    frame = case[table].copy()
    for column, cell in cells.items():
        frame.loc[row, column] = cell
    return type(case)(case.name, case.folder, case.card, dict(case.tables) | {table: frame}, case.lines)


def texts(ax):
    return [t.get_text().replace("\n", " ") for t in ax.texts]


def ticks(ax, lang="en"):
    return [t.get_text().replace("\n", " " if lang == "en" else "") for t in ax.get_yticklabels()]


def marks(ax):
    return [line for line in ax.lines if line.get_marker() not in ("None", None, "")]


# Ties: the small case has one down and one up, and a denied one, all in its section 一.
def test_a_denied_tie_reaches_nobody(mini):
    frame = section_reach(load_case(mini), ["一"])
    assert frame[["direction", "target", "side", "realm", "rows"]].values.tolist() == [
        ["down", "actor_002", "community", "enacted", ("tie_001",)],
        ["up", "actor_001", "community", "enacted", ("tie_002",)],
    ]
    assert section_reach(load_case(mini), ["二"]).empty


# 三(一) ends a paragraph with a need of the Party as such (需要): a proposal, tie_129.
def test_a_proposal_reaches_nobody(case):
    assert case.row("tie_129")["realm"] == "proposed"
    assert "tie_129" not in rows_of(section_reach(case, [PRESSURE]))


def contrasts(*joint, kind="treatment", direction="higher"):
    ids = [row for group in joint for row in group]
    others = {row: tuple(x for x in group if x != row) for group in joint for row in group}
    lines = [{"id": i, "joint_with": others[i], "kind": kind, "direction": direction} for i in ids]
    return pd.DataFrame(lines, columns=["id", "joint_with", "kind", "direction"]).set_index("id", drop=False)


@pytest.mark.parametrize(("k", "left_open"), [(2, 2), (3, 6)])
def test_all_and_none_are_two_lines_of_the_truth_table(k, left_open):
    frame = mixtures(contrasts([f"c{n}" for n in range(k)], direction="lower"))
    assert len(frame) == 2**k
    assert (frame["ruled"] == "").sum() == left_open
    assert frame.loc[frame["ends"] == ("first",) * k, "ruled"].tolist() == ["lower"]
    assert frame.loc[frame["ends"] == ("second",) * k, "ruled"].tolist() == ["higher"]


def test_what_is_observed_or_stands_alone_rules_nothing():
    assert mixtures(contrasts(["a", "b"], kind="observed")).empty
    assert mixtures(contrasts(["a"])).empty


# 三(一), the sentence on differentiated staffing: weak self-governance and heavy tasks, strong; rich resources and light tasks, weak.
def test_the_rule_of_the_article_leaves_the_two_mixed_cells_open(case):
    frame = mixtures(case["contrasts"])
    assert dict(zip(frame["ends"], frame["ruled"], strict=True)) == {
        ("first", "first"): "higher",
        ("first", "second"): "",
        ("second", "first"): "",
        ("second", "second"): "lower",
    }
    assert (frame["ruled"] == "").sum() == compute(case, "mixed_cases").value


# 二(四), fifth link: what village and community give to the kinds of council member, one clause each.
def test_the_last_link_of_the_loop_gives_each_kind_of_member_its_own(case):
    frame = received(case)
    last = {f"incentive_{n:03}" for n in range(7, 12)}
    mine = frame[[bool(last & set(rows)) for rows in frame["rows"]]]
    assert set(zip(mine["receiver"], mine["instrument"], mine["sign"], strict=True)) == {
        ("actor_081", "unclear", "either"),
        ("actor_052", "career", "either"),
        ("actor_092", "honour", "reward"),
        ("actor_093", "honour", "reward"),
        ("actor_093", "material", "reward"),
    }


# Residents are told of rewards, and in 四 of multiple means (多重激励手段) of which it is not said whether they reward.
def test_receivers_of_both_are_counted(case, mini):
    def mixed(changed):
        found = compute(changed, "mixed_receivers")
        return found.value, set(case["incentives"].loc[list(found.rows), "receiver"])

    assert mixed(case) == (1, {"actor_059"})
    assert mixed(recoded(case, "incentives", "incentive_026", sign="reward"))[0] == 0
    # A punishment for active residents, who are told of a reward in another row, makes a second kind of receiver of both.
    punished = recoded(case, "incentives", "incentive_001", sign="punishment")
    assert mixed(punished) == (2, {"actor_059", "actor_060"})
    # Members from other units have one row only: whatever it says, they are not told of both.
    assert mixed(recoded(case, "incentives", "incentive_009", sign="either")) == (1, {"actor_059"})
    assert compute(load_case(mini), "mixed_receivers").value == "nothing_coded"


# 三(一): differentiated staffing is to solve the problem of intensity; no sentence has embedding in the council act on it.
def test_two_factors_are_joined_by_a_claim_in_either_direction(case):
    assert compute(case, "joined(factor_127, factor_126)") == compute(case, "joined(factor_126, factor_127)")
    assert compute(case, "joined(factor_127, factor_126)").rows == ("cause_113",)
    assert compute(case, "joined(factor_128, factor_184)").value == "no"


def test_a_mark_for_each_receiver_direction_and_realm(ax, case):
    sections = {PRESSURE: "Push", MOBILISATION: "Pull"}
    reach = section_reach(case, sections)
    names = {row: case.text(row) for row in case["actors"]["id"]}
    plot_ways(reach, sections, names, ax=ax)
    shown = reach[reach["direction"] != "lateral"]
    assert len(marks(ax)) == len(shown)
    assert sum(m.get_markerfacecolor() == "white" for m in marks(ax)) == (shown["realm"] == "designed").sum()
    assert sum(m.get_marker() == "^" for m in marks(ax)) == (shown["direction"] == "up").sum()
    assert set(ticks(ax)) == {names[t] for t in shown["target"]}
    assert {"Push", "Pull"} <= set(texts(ax))
    assert "push and pull" in title_of(ax)
    assert "pull, up: " in ax.get_label()


def test_a_section_that_tells_of_one_way_is_not_in_the_title(ax, case):
    sections = {PRESSURE: "Push", MOBILISATION: "Pull"}
    reach = section_reach(case, sections)
    down = reach[(reach["section"] == MOBILISATION) | (reach["direction"] == "down")]
    plot_ways(down, sections, {row: row for row in case["actors"]["id"]}, ax=ax)
    assert "pull" in title_of(ax)
    assert "push" not in title_of(ax)
    assert "one way only: push" in ax.get_label()


def test_the_deeper_context_stands_left_whichever_way_the_row_compares(ax, case):
    frame = case["contrasts"]
    turned = recoded(case, "contrasts", "contrast_005", direction="lower")["contrasts"]
    for table, left in ((frame, "countryside"), (turned, "city")):
        ax.clear()
        plot_treatment(table, mixtures(table), ["contrast_005"], ax=ax)
        at = {t.get_text(): t.get_position()[0] for t in ax.texts}
        assert min(("countryside", "city"), key=at.get) == left


def test_cells_show_what_is_ruled_and_what_is_open(ax, case):
    frame = case["contrasts"]
    plot_treatment(frame, mixtures(frame), OBSERVED, ax=ax)
    shown = texts(ax)
    assert [shown.count(x) for x in ("Higher", "Lower", "not told")] == [2, 2, 2]  # also over the comparisons
    assert {"countryside", "city", "better-off ones", "those with lighter"} <= set(shown)
    assert len(ax.patches) == 4
    assert "of 4 combinations of conditions 2 are not told" in title_of(ax)


def test_incentives_have_a_mark_for_each_receiver_means_and_sign(ax, case):
    got = received(case)
    names = {row: case.text(row) for row in case["actors"]["id"]}
    plot_incentives(got, names, ax=ax)
    assert len(marks(ax)) == len(got)
    assert sum(m.get_marker() == "D" for m in marks(ax)) == (got["sign"] == "either").sum()
    assert set(ticks(ax)) == {names[r] for r in got["receiver"]}
    filled = [m for m in marks(ax) if m.get_markerfacecolor() != "white"]
    assert len(filled) == (got["realm"] == "enacted").sum()
    numbers = [int(x) for x in title_of(ax).replace(";", " ").split() if x.isdigit()]
    # Rewards alone: active residents, people away, members from other units, ordinary members. Not alone: members of the
    # model at large, staff, cadres posted down, Party organisations, units that handle slips. Both: residents.
    assert numbers == [4, 5, 1]


@pytest.mark.parametrize("lang", LANGS)
def test_the_figures_speak_the_language(ax, case, lang):
    names = {row: case.text(row, lang) for row in case["actors"]["id"]}
    sections = {PRESSURE: case.text("factor_102", lang), MOBILISATION: case.text("factor_104", lang)}
    frame = case["contrasts"]
    draw = [
        lambda: plot_ways(section_reach(case, sections), sections, names, ax=ax, lang=lang),
        lambda: plot_treatment(frame, mixtures(frame), OBSERVED, ax=ax, lang=lang),
        lambda: plot_incentives(received(case), names, ax=ax, lang=lang),
    ]
    for plot in draw:
        ax.clear()
        plot()
        words = title_of(ax) + ax.get_label() + "".join(texts(ax))
        assert any("\u4e00" <= c <= "\u9fff" for c in words) == (lang == "zh")
        assert any("a" <= c.lower() <= "z" for c in words.replace("B", "")) == (lang == "en")
        assert "{" not in words


# The answer and the prose of the chapter are words, not numbers: these keep them true.
def test_both_sections_tell_of_both_directions_also_without_our_inferences(case):
    for section in (PRESSURE, MOBILISATION):
        assert compute(case, f"ways_in({section})").value == "both"
        assert compute(case.only(basis="stated"), f"ways_in({section})").value == "both"


def test_upward_pressure_hangs_on_the_row_on_the_party_as_such(case):
    assert compute(case, f"count(ties, section={PRESSURE}, direction=up, basis=stated)").rows == ("tie_128",)
    thinner = case.only(basis="stated").without(["tie_128"])
    assert compute(thinner, f"ways_in({PRESSURE})").value == "down"
    assert compute(case.only(realm="enacted"), f"ways_in({PRESSURE})").rows == ("tie_134",)
    assert case.row("trace_002")["outcome"] == "not_sought"


def test_only_the_voice_of_the_authors_turns_the_two_ways(case):
    for section in (PRESSURE, MOBILISATION):
        tried = robustness(case, f"ways_in({section})")
        assert tried.loc[~tried["stands"], ["change", "what"]].values.tolist() == [["voice", "author"]]


def test_the_rule_falls_with_its_sentence_and_the_receivers_with_theirs_or_a_code(case):
    turned = {f: robustness(case, f).query("not stands") for f in ("mixed_cases", "mixed_receivers")}
    assert sorted(turned["mixed_cases"]["change"]) == ["passage", "voice"]
    receivers = turned["mixed_receivers"]
    assert set(receivers["change"]) == {"passage", "voice", "code"}
    # The sentence is that on the multiple means. The authors tell all that residents get.
    assert receivers.query("change == 'passage'")["rows"].tolist() == [("incentive_026",)]
    assert receivers.query("change == 'voice'")["what"].tolist() == ["author"]
    # A code of that row leaves nobody told of both; a code of others with several rows, all of one sign, adds a kind.
    codes = receivers.query("change == 'code'").assign(row=lambda f: f["rows"].str[0])
    assert set(codes.loc[codes["value"] == 0, "row"]) == {"incentive_026"}
    others = case["incentives"].query("receiver != 'actor_059'")
    several = others["receiver"].duplicated(keep=False)
    assert set(codes.loc[codes["value"] == 2, "row"]) == set(others.loc[several, "id"])
    assert set(codes["value"]) == {0, 2}


def test_one_act_is_told_as_reward_and_as_pressure(case):
    zeal, drive = case.row("incentive_006"), case.row("incentive_015")
    assert (zeal["receiver"], zeal["sign"]) == ("actor_059", "reward")
    assert (drive["giver"], drive["receiver"], drive["instrument"]) == ("actor_059", "actor_085", "pressure")


def test_tangible_rewards_stand_in_the_closed_loop_and_nobody_is_quoted_on_the_mechanisms(case):
    tangible = case["incentives"].query("instrument in ['material', 'honour', 'career']")
    assert set(tangible["section"]) == {"二(四)"}
    assert "activity_030" in case.row("frame_030")["filled_by"]
    assert compute(case, "is_quoted(三)").value == "no"
    told = case["incentives"].query("realm == 'enacted'")
    assert set(told.query("section.str.startswith('三')")["voice"]) == {"author"}
    # One secretary tells of room to speak and of a platform; zeal (incentive_006) is the authors' word.
    assert told.query("voice == 'interviewee'")["id"].tolist() == ["incentive_001", "incentive_002"]
    assert told.loc["incentive_006", "voice"] == "author"


# 二(一)3 compares by place, economic condition and workload; 三(一) rules by self-governance, resources and workload.
def test_of_what_is_observed_only_the_workload_returns_in_the_rule(case):
    frame = case["contrasts"]
    assert (frame.loc[OBSERVED, "kind"] == "observed").all()
    assert frame.loc[OBSERVED, "joint_with"].map(len).sum() == 0
    ruled = frame[frame["joint_with"].map(len) > 0]["context_en"].str.cat(sep=" ")
    assert "workload" in ruled
    assert "workload" in frame.loc["contrast_008", "context_en"]
    assert not any(word in ruled for word in ("countryside", "economic"))
    observed = frame.query("kind == 'observed'")["context_en"].str.cat(sep=" ")
    assert not any(word in observed for word in ("self-governance", "resources"))
