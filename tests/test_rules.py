"""Rules: IG Script, pairs by design and by report, what leads back, a duty with its unknowns, and the figures."""

import re
from dataclasses import replace

import matplotlib as mpl
import pandas as pd
import pytest
from conftest import title_of

from casestudy import list_cases, load_case, network
from casestudy.coding.codebook import LANGS
from casestudy.export.igscript import ig_script
from casestudy.figures import plot_ladder, plot_named_parts, plot_rights
from casestudy.findings import cite
from casestudy.findings.rules import assumed_duty, cut_point, pairs_by_realm, returns
from casestudy.measures import ask_and_answer, decision_rights, steps_from

mpl.use("Agg")


def changed(case, table, row, **cells):
    frame = case[table].copy()
    for column, cell in cells.items():
        frame.loc[row, column] = cell
    return replace(case, tables={**case.tables, table: frame})


# IG Script ------------------------------------------------------------------------------------------------------------


# Section 二(四) of the article: ordinary households are to be visited twice a year; weekly for the last kind.
def test_a_visit_in_ig_script_has_who_must_what_whom_and_how_often():
    case = load_case("group_council")
    assert ig_script(case, "rule_090").endswith("I(pay a visit) Bdir(persons of special concern) Cex(every week)")
    assert ig_script(case, "rule_088", "zh").startswith("A(村（社）工作人员) D(必须) I(走访)")


# Section 二(二)1: old and common matters are passed up to the departments concerned; by whom is not said.
def test_parts_that_are_not_said_are_not_written():
    script = ig_script(load_case("group_council"), "rule_039")
    assert re.findall(r"(\w+)\(", script) == ["I", "Bdir", "Bind"]


def test_a_condition_of_the_row_is_an_activation_condition():
    assert "Cac(in administrative villages)" in ig_script(load_case("group_council"), "rule_007")


def test_every_part_has_its_symbol_in_the_order_of_the_grammar():
    case = changed(
        load_case("group_council"), "statements", "rule_076",
        deontic="must", constraint_en="at once", or_else_en="lose the post", condition_en="in town",
    )  # fmt: skip
    found = re.findall(r"(\w+)\(", ig_script(case, "rule_076"))
    assert found == ["A", "D", "I", "Bdir", "Bind", "Cac", "Cac", "Cex", "O"]


def test_brackets_of_a_text_never_enter_the_notation():
    case = changed(load_case("group_council"), "statements", "rule_088", object_en="homes 1) old (and [new} ones")
    script = ig_script(case, "rule_088")
    assert "Bdir(homes 1） old （and ［new｝ ones)" in script
    assert script.count("(") == script.count(")") == 5


# Section 二(三)1: many villages and communities have no ledger. That is no prohibition, so no [NOT] and no must not.
def test_what_the_article_denies_is_annotated_and_nothing_else_is():
    case = load_case("group_council")
    annotated = [i for i in case["statements"]["id"] if "[" in ig_script(case, i)]
    assert annotated == ["rule_062", "rule_063", "rule_067"]
    assert ig_script(case, "rule_067").endswith(" [polarity=denied]")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", list_cases())
def test_every_statement_is_a_row_of_balanced_parts_with_an_aim(name, lang):
    case = load_case(name)
    part = r"(?:A|D|I|Bdir|Bind|Cac|Cex|O)\([^()\[\]{}]+\)"
    for row in case["statements"]["id"]:
        script = ig_script(case, row, lang)
        assert re.fullmatch(rf"{part}(?: {part})*(?: \[polarity=denied\])?", script), script
        assert " I(" in f" {script}"


def test_a_row_of_another_table_is_no_statement():
    with pytest.raises(KeyError, match="'tie_001' is no statement of pairing"):
        ig_script(load_case("pairing"), "tie_001")


# Findings -------------------------------------------------------------------------------------------------------------


# The tiny case has a tie each way that is enacted, and one that is denied.
def test_pairs_are_directed_and_denied_rows_tie_nobody(mini):
    frame = pairs_by_realm(load_case(mini))
    assert frame[["source", "target", "designed", "enacted"]].values.tolist() == [
        ["actor_001", "actor_002", (), ("tie_001",)],
        ["actor_002", "actor_001", (), ("tie_002",)],
    ]


def test_a_proposal_ties_nobody_and_a_design_is_no_report(mini):
    case = changed(load_case(mini), "ties", "tie_001", realm="proposed")
    assert pairs_by_realm(changed(case, "ties", "tie_002", realm="designed"))[
        ["designed", "enacted"]
    ].values.tolist() == [[("tie_002",), ()]]


# rule_115: staff are rewarded or punished by the village or community; no tie of the article says the same.
def test_statements_tie_who_is_to_act_to_the_recipient():
    frame = pairs_by_realm(load_case("group_council")).set_index(["source", "target"])
    assert frame.loc[("actor_079", "actor_081"), "designed"] == ("rule_115",)


def test_both_is_not_more_than_either():
    counts = {realm: cite(f"group_council.tied(realm={realm})").value for realm in ("designed", "enacted", "both")}
    assert 0 < counts["both"] < min(counts["designed"], counts["enacted"])


# Section 二(四) ends with feedback and rewards: only the name says that it is a loop. Section 三(二) ends with 评单.
def test_the_closed_loop_closes_by_our_inference_alone_and_the_slips_not_at_all():
    case = load_case("group_council")
    assert returns(case, "closed_loop").rows == ("step_045",)
    assert case.row("step_045")["basis"] == "inferred"
    assert returns(case.only(basis="stated"), "closed_loop").value == 0
    assert returns(case, "slip_method").value == 0


# Section 二(三)2: whoever finds a problem while following the plan calls a meeting, and following goes on.
def test_following_a_plan_goes_on_after_calling_to_account():
    assert returns(load_case("group_council"), "agenda_plan").rows == ("step_020",)


# 2·10 + 12·3 + 52·1 = 108
def test_assumed_numbers_go_into_the_formula():
    case = load_case("group_council")
    assert assumed_duty(case, n1="10", n2="3", n3="1").value == 108
    assert assumed_duty(case, n1="0.5", n2="0", n3="0").value == 1
    with pytest.raises(ValueError, match="needs n1, n2, n3, not n1"):
        assumed_duty(case, n1="10")


def test_no_statement_of_either_case_names_an_or_else():
    assert [cite(f"{name}.any_rule(or_else)").value for name in list_cases()] == ["no", "no"]


# Those who hang on it are told to be tied to it and to nobody else.
def test_what_hangs_on_a_cut_point_has_no_other_neighbour():
    case = load_case("group_council")
    ties = case["ties"].query("polarity == 'affirmed' and realm != 'proposed'")
    near = {}
    for a, b in zip(ties["source"], ties["target"], strict=True):
        near.setdefault(a, set()).add(b)
        near.setdefault(b, set()).add(a)
    alone = [actor for actor, others in near.items() if others - {actor} == {"actor_011"}]
    assert cut_point(case, actor="actor_011", what="cut_off").value == len(alone)
    with pytest.raises(ValueError, match="actor_059 is no cut point"):
        cut_point(case, actor="actor_059", what="bridges")


# Figures --------------------------------------------------------------------------------------------------------------


def frame_of(**cells):
    parts = {part: [False, False] for part in ("or_else", "timing", "recipient", "activation", "attribute")} | cells
    return pd.DataFrame({"realm": ["designed", "enacted"], **parts})


def test_the_bars_are_shares_and_the_enacted_part_is_filled(ax):
    plot_named_parts({"A": frame_of(attribute=[True, True], timing=[False, True])}, ax=ax)
    shown = sorted((p.get_width(), p.get_facecolor()[:3] == (1, 1, 1)) for p in ax.patches if p.get_width())
    assert shown == [(50, False), (50, True), (100, False)]  # the open half of the second stands before the whole
    assert [t.get_text() for t in ax.texts] == ["none of 2", "1 of 2", "none of 2", "none of 2", "2 of 2"]
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["Designed", "Enacted", "A"]
    assert title_of(ax) == "Of 2 statements 2 say who is to act, none what follows otherwise"


def test_the_title_counts_an_or_else_where_there_is_one(ax):
    plot_named_parts({"A": frame_of(or_else=[True, False])}, ax=ax)
    assert "1 what follows otherwise" in title_of(ax)


def rights_of(case, lang="en"):
    steps = case["processes"]
    names = dict(zip(case["actors"]["id"], case["actors"][f"name_{lang}"], strict=True))
    chosen = ("agenda_plan", "closed_loop", "emergency_network")
    return (
        decision_rights(case),
        names,
        {p: steps.loc[steps["process"] == p, f"process_{lang}"].iloc[0] for p in chosen},
    )


def test_each_right_has_a_mark_which_is_open_where_it_is_designed(ax):
    rights, names, processes = rights_of(load_case("group_council"))
    plot_rights(rights, names, processes, ax=ax)
    rights = rights[rights["process"].isin(list(processes))]
    marks = [line for line in ax.lines if line.get_marker() in ("s", "o", "^")]
    assert len(marks) == len(rights)
    assert sum(m.get_markerfacecolor() == "white" for m in marks) == (rights["realm"] == "designed").sum()
    assert ax.get_yticklabels()[-1].get_text() == "nobody named"


# Section 二(二)2: the list of members is drawn up by the unit, and the Party branch decides in the end.
def test_the_title_names_who_decides(ax):
    rights, names, processes = rights_of(load_case("group_council"))
    plot_rights(rights, names, {"emergency_network": processes["emergency_network"]}, ax=ax)
    title = title_of(ax)
    assert title == "Who decides in the processes drawn, as told: Party branch of a village or community"


def test_the_ladder_says_what_only_a_skip_reaches_and_what_nothing_does(ax):
    frame = pd.DataFrame(
        {"with_skips": [None, 1, 1, 0], "without_skips": [None, None, 2, 0]},
        index=["province", "city", "community", "household"],
        dtype="Int64",
    )
    plot_ladder(frame, ax=ax)
    assert [t.get_text() for t in ax.texts] == ["no way told", "only by a skip", "start"]
    ends = sorted((int(x.get_xdata()[0]), x.get_marker()) for x in ax.lines if x.get_marker() in ("o", "s"))
    assert ends == [(1, "o"), (1, "o"), (2, "s")]
    assert title_of(ax).endswith("community or village")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("figure", ["parts", "rights", "ladder"])
def test_title_and_alternative_text_are_in_the_language(ax, figure, lang):
    case = load_case("group_council")
    if figure == "parts":
        plot_named_parts({case.title(lang): ask_and_answer(case)}, ax=ax, lang=lang)
    elif figure == "rights":
        plot_rights(*rights_of(case, lang), ax=ax, lang=lang)
    else:
        plot_ladder(steps_from(network(case, "actors")), ax=ax, lang=lang)
    for text in (title_of(ax), ax.get_label()):
        assert any("\u4e00" <= c <= "\u9fff" for c in text) == (lang == "zh")
        assert "{" not in text
