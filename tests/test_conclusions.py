"""Findings that conclude: on the small case by foresight, on the articles by what they say."""

import pytest

from casestudy import load_case
from casestudy.findings import cite, compute
from casestudy.findings.registry import bind, load


# In the small case resources go down, information comes up, and authority is denied; of most kinds it has nothing.
@pytest.mark.parametrize(
    ("finding", "value"),
    [
        ("ways(resource)", "down"),
        ("ways(information)", "up"),
        ("ways(authority)", "none"),
        ("ways(resource, realm=designed)", "none"),
        ("ways(resource, teller=author|giver)", "down"),
        ("ways_in(一)", "both"),
        ("ways_in(二)", "none"),
        ("is_quoted", "nothing_coded"),
        ("any_rule(or_else)", "nothing_coded"),
        ("rules_without(attribute)", "nothing_coded"),
        ("yearly_duty", "nothing_coded"),
        ("gives(reward)", "nothing_coded"),
        ("argument_loops", "nothing_coded"),
        ("mixed_cases", "nothing_coded"),
        ("left_over(cause)", "nothing_coded"),
        ("carries(account, conclusion)", 1),
        ("carries(interview, conclusion)", 0),
        ("carried_by_nothing(conclusion)", 0),
        ("mostly_unsought", "nothing_coded"),
        ("is_cut_point(actor_001)", "no"),
        ("shortcut(district)", "no"),
        ("steps(district)", "none"),
    ],
)
def test_on_the_small_case(mini, finding, value):
    assert compute(load_case(mini), finding).value == value


def test_a_tie_counts_only_if_it_is_affirmed_and_not_proposed(mini):
    path = mini / "ties.csv"
    path.write_text(path.read_text("utf-8").replace("图书,,,,enacted", "图书,,,,proposed"), "utf-8")
    case = load_case(mini)
    assert compute(case, "ways(resource)").value == "none"
    assert compute(case, "ways(resource, realm=proposed)").value == "down"


# Read in the articles: two joint conditions leave two mixtures; visits are twice a year, monthly and
# weekly; the branch settles the urgent network; seven slips follow a name of six; nobody is quoted in
# the part on dilemmas (三); no rule says "or else".
@pytest.mark.parametrize(
    ("citation", "text"),
    [
        ("group_council.mixed_cases", "2"),
        ("group_council.yearly_duty", "2·n₁ + 12·n₂ + 52·n₃"),
        ("group_council.name_differs(expression_083)", "Yes"),
        ("group_council.name_differs(expression_054)", "No"),
        ("group_council.any_rule(or_else)", "No"),
        ("pairing.any_rule(or_else)", "No"),
        ("pairing.is_quoted(section=三)", "No"),
        ("pairing.is_quoted(section=二)", "Yes"),
        ("group_council.closes(closed_loop)", "Yes"),
        ("group_council.closes(recruiting)", "No"),
    ],
)
def test_on_the_articles(citation, text):
    assert cite(citation).text() == text


def test_the_urgent_network_is_settled_by_a_party_branch():
    found = cite("group_council.holders(emergency_network, decides)")
    assert load_case("group_council").row(found.value)["kind"] == "party_organisation"
    assert found.rows == ("step_010",)


def test_section_names_with_parentheses_can_be_cited():
    assert bind(load_case("group_council"), "ways_in(三(一))").given == {"section": "三(一)"}


def test_a_comparison_is_cited_like_a_case():
    assert cite("group_council--pairing.count(questions)").value == 10
    with pytest.raises(KeyError, match="there is no case 'nowhere'"):
        load("nowhere")
