"""Mistyped names: wherever a name is taken, a wrong one is an error that lists what there is, never a finding."""

import json
from inspect import Parameter

import networkx as nx
import pytest

import casestudy.scenarios
from casestudy import describe, load_case, network
from casestudy.coding.lookup import UnknownNameError
from casestudy.coding.messages import say
from casestudy.findings import FINDINGS, cite, compute
from casestudy.findings.arguments import Argument
from casestudy.findings.robustness import robustness
from casestudy.measures import cross_pairs, two_way
from casestudy.measures.evidence import quoted_by_part
from casestudy.measures.pressure import section_reach

CITATIONS = {
    "pairing.ways(informatoin)": "did you mean information",
    "pairing.ways(information, realm=enactd)": "did you mean enacted",
    "pairing.ways(information, relm=enacted)": "no column 'relm'; did you mean realm",
    "pairing.ways_in(zzz)": "no section of pairing 'zzz'",
    "pairing.gives(rewrad)": "did you mean reward",
    "pairing.is_quoted(valence=badd)": "did you mean bad",
    "pairing.is_quoted(section=zzz)": "no section of pairing 'zzz'",
    "group_council.holders(nope, decides)": "no process 'nope'.* closed_loop",
    "group_council.holders(closed_loop, decide)": "did you mean decides",
    "pairing.count(ties, section=zzz)": "no section of pairing 'zzz'",
    "pairing.count(ties, source=actor_999)": "no row of actors 'actor_999'",
    "pairing.is_cut_point(actor_999)": "no row of actors 'actor_999'",
    "pairing.is_cut_point(tie_001)": "no row of actors 'tie_001'",
    "group_council.closes(x)": "no process 'x'",
    "group_council.last_word(x)": "no process 'x'",
    "group_council.returns(x)": "no process 'x'",
    "group_council.steps(vilage)": "no level 'vilage'",
    "group_council.steps(city, skips=maybe)": "no skips 'maybe'; there are yes, no",
    "pairing.carries(interviews, conclusion)": "did you mean interview",
    "pairing.carries(interview, conclusions)": "did you mean conclusion",
    "pairing.parts_met(cause, nothing)": "no met 'nothing'",
    "pairing.would_act(nobody)": "no side 'nobody'.* unnamed",
    "pairing.tied(planned)": "no realm 'planned'; there are designed, enacted, both",
    "pairing.rows(bsis=stated)": "no column 'bsis'; did you mean basis",
    "pairing.rows(basis=statd)": "did you mean stated",
    "pairing.quantity(quantity_003, end=hihg)": "did you mean high",
    "pairing.turning(recogntion)": "did you mean recognition",
    "group_council--pairing.elements(frame=dual)": "no frame 'dual'.* dual_mechanism",
    "group_council--pairing.comparable(of=pairings)": "did you mean pairing",
    "handling.points(plus_fast)": "did you mean plus_faster",
    "handling.points(plus_faster, box=double)": "did you mean doubled",
}


@pytest.mark.parametrize(("citation", "problem"), CITATIONS.items(), ids=list(CITATIONS))
def test_a_mistyped_argument_of_a_citation_is_named(citation, problem):
    with pytest.raises(UnknownNameError, match=problem):
        cite(citation)


@pytest.mark.parametrize("expression", ["ways", "ways(information, down, up)", "closes(agenda_plan, right=decides)"])
def test_too_few_or_too_many_arguments_are_named_with_those_that_are_taken(expression):
    with pytest.raises(ValueError, match="its arguments are"):
        compute(load_case("group_council"), expression)


def test_a_finding_about_something_else_is_named():
    with pytest.raises(ValueError, match="shared_words is about a comparison, and pairing is none"):
        compute(load_case("pairing"), "shared_words")


@pytest.mark.parametrize("name", sorted(FINDINGS))
def test_every_argument_of_every_finding_has_a_type_that_is_looked_up(name):
    for parameter in FINDINGS[name].parameters:
        own = parameter.kind is not Parameter.VAR_KEYWORD
        assert isinstance(FINDINGS[name].type_of(parameter.name if own else "any column"), Argument)


@pytest.mark.parametrize(
    ("do", "problem"),
    [
        (lambda case: case.only(basis="statd"), "no basis 'statd'; did you mean stated"),
        (lambda case: case.only(basis=["stated", "infered"]), "no basis 'infered'; did you mean inferred"),
        (lambda case: case.only(bsis="stated"), "no column 'bsis'; did you mean basis"),
        (lambda case: case.only(section="zzz"), "no section of pairing 'zzz'"),
        (lambda case: case.without_section("zzz"), "no section of pairing 'zzz'"),
        (lambda case: case.without_section(""), "no section of pairing ''"),
        (lambda case: case.without(["tie_001", "tie_999"]), "no row of pairing 'tie_999'"),
        (lambda case: case.row("tei_001"), "ids begin with one of"),
        (lambda case: case["tie"], "did you mean ties"),
        (lambda case: network(case, "empowermnet"), "did you mean empowerment"),
        (lambda case: two_way(network(case, "empowerment"), realm="enactd"), "did you mean enacted"),
        (lambda case: two_way(network(case, "empowerment"), relm="enacted"), "did you mean realm"),
        (lambda case: cross_pairs(network(case, "empowerment"), ["agencyy"], ["community"]), "did you mean agency"),
        (lambda case: section_reach(case, ["zzz"]), "no section of pairing 'zzz'"),
        (lambda case: quoted_by_part(case, ["zzz"]), "no section of pairing 'zzz'"),
        (lambda case: robustness(case, "ways(resurce)"), "did you mean resource"),
        (lambda case: say("nonsense", "en"), "there is no message 'nonsense'"),
        (lambda case: say("place", "de"), "there is no language 'de'; there are en, zh"),
    ],
)
def test_a_mistyped_name_given_by_hand_is_named(do, problem):
    with pytest.raises(UnknownNameError, match=problem):
        do(load_case("pairing"))


def test_a_section_holds_its_subsections_and_no_other_that_begins_alike(mini):
    card = (mini / "case.toml").read_text("utf-8")
    parts = "".join(f'\n[[sections]]\nid = "{name}"\nheading = "{name}"\n' for name in ("1", "1.2", "1(a)", "10", "1b"))
    (mini / "case.toml").write_text(card + parts, encoding="utf-8")
    assert load_case(mini).sections_within("1") == ["1", "1.2", "1(a)"]


# The three rows of the small case that stand in its second section are a factor, a claim, and what supports that.
def test_without_a_section_its_rows_and_what_rests_on_them_are_gone(mini):
    assert set(load_case(mini).without_section("二").dropped) == {"factor_001", "claim_001", "support_001"}


def test_only_leaves_tables_alone_whose_column_of_that_name_knows_no_such_code(mini):
    case = load_case(mini)
    kept = case.only(kind="volunteers")  # a kind of actor; claims and factors have kinds of their own
    assert [len(kept[table]) for table in ("actors", "claims", "factors")] == [2, 1, 1]
    assert len(case.only(kind="place")["actors"]) == 0


def test_a_row_that_was_taken_away_is_no_typing_error_but_nothing_coded():
    case = load_case("group_council")
    found = compute(case.without(["expression_083"]), "name_differs(expression_083)")
    assert (found.value, found.text("en"), found.text("zh")) == ("nothing_coded", "Nothing coded", "无相应编码")


@pytest.mark.parametrize(
    ("expression", "problem"),
    [
        ("count(ties, direction=up, direction=down)", "given twice"),
        ("count(ties, source=tie_001)", "no row of actors 'tie_001'"),
        ("count(quantities, value=nan)", "is no number"),
        ("steps(unsaid)", "there is no level 'unsaid'"),
        ("cross_ties(agency|community, community)", "community is in both groups"),
        ("ways_between(resource, agency, agency)", "agency is in both groups"),
        ("unnamed(quantity_012)", "say which, as list="),
        ("total(ties, source)", "holds no numbers"),
        ("total(quantities, value)", "which do not add up"),
        ("year(event_001, date_end)", "has no date_end"),
    ],
)
def test_what_makes_no_sense_is_no_number(expression, problem):
    with pytest.raises((UnknownNameError, ValueError), match=problem):
        compute(load_case("pairing"), expression)


def test_a_number_is_the_same_number_however_it_is_written():
    case = load_case("pairing")
    counts = {compute(case, f"count(quantities, value={three})").value for three in ("3", "3.0", "03")}
    assert len(counts) == 1
    assert counts != {0}


def test_a_change_of_a_table_that_was_handed_out_changes_no_answer(mini):
    case = load_case(mini)
    ties = case["ties"]
    ties["currency"] = ties["currency"].str.title()
    ties.loc["tie_002", "direction"] = "down"
    del ties["relation"]
    assert compute(case, "ways(resource)").value == "down"
    assert len(load_case(mini)["ties"]) == 3


def test_nothing_asked_for_leaves_nothing_and_a_single_id_is_taken_as_one(mini):
    case = load_case(mini)
    assert len(case.only(direction=[])["ties"]) == 0
    assert case.without("tie_001").dropped[0] == "tie_001"


def test_a_network_can_be_written_as_json():
    assert json.dumps(nx.node_link_data(network(load_case("group_council"), "process"), edges="edges"))


def test_sweep_stays_a_function_once_it_was_used():
    from casestudy.scenarios import boxes, sweep  # noqa: F401

    assert callable(casestudy.scenarios.sweep)
    assert callable(sweep)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda case: case.only(kind="polcy"), "no kind 'polcy'.*in another table"),
        (lambda case: case.only(basis="stated|derived"), "no basis 'stated|derived'; did you mean"),
        (lambda case: case.without_section(["三"]), "no section of pairing"),
        (lambda case: case.row(1), "'1' is no row id"),
        (lambda case: case.title("de"), "no language 'de'; there are en, zh"),
        (lambda case: case.text("tie_001", "fr"), "no language 'fr'"),
        (lambda case: case.section_title("zzz"), "no section of pairing 'zzz'"),
        (lambda case: describe("basis", "fr"), "no language 'fr'"),
        (lambda case: compute(case, None), "no finding 'None'"),
    ],
)
def test_what_is_no_name_at_all_is_told_from_what_is_one(call, said):
    with pytest.raises(UnknownNameError, match=said.replace("|", r"\|")):
        call(load_case("pairing"))


@pytest.mark.parametrize(
    "call",
    [
        lambda: network("pairing", "actors"),
        lambda: compute("pairing", "count(ties)"),
        lambda: robustness("pairing", "count(ties)"),
    ],
)
def test_the_name_of_a_case_is_no_case(call):
    with pytest.raises(TypeError, match="'pairing' is a str; pass what load_case returns"):
        call()


def test_a_number_is_looked_up_as_it_stands_in_a_cell():
    quantities = load_case("pairing").only(value=43)["quantities"]
    assert set(quantities["value"]) == {43}


def test_what_a_chinese_keyboard_types_in_a_citation_is_understood():
    case = load_case("pairing")
    assert compute(case, "count（ties，direction=up）") == compute(case, "count(ties, direction=up)")


def test_a_missing_comma_is_told():
    with pytest.raises(ValueError, match="with a comma between two"):
        compute(load_case("pairing"), "count(ties direction=up)")
