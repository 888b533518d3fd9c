"""Citations of numbers: right ones give value and rows, wrong ones say what is wrong."""

import pytest

from casestudy import load_case
from casestudy.findings import FINDINGS, Number, cite, list_findings
from casestudy.findings.counts import count, empty, filled, quantity, rows, total, unnamed, year


def test_a_count_comes_with_its_rows(mini):
    assert count(load_case(mini), "ties", direction="down", polarity="affirmed") == Number(1, ("tie_001",))
    assert count(load_case(mini), "ties", direction="down|up").value == 3


def test_rows_of_all_tables(mini):
    assert rows(load_case(mini), basis="inferred") == Number(1, ("support_001",))


def test_printed_quantity_and_what_is_counted_but_not_named(mini):
    case = load_case(mini)
    assert quantity(case, "quantity_001").value == 12
    assert unnamed(case, "quantity_001").value == 12
    with pytest.raises(ValueError, match="has no low"):
        quantity(case, "quantity_001", end="low")


def test_silent_and_told_cells(mini):
    case = load_case(mini)
    assert empty(case, "ties", "channel_en").value == 3
    assert filled(case, "ties", "flow_en").value == 3
    assert count(case, "factors", section="二").rows == ("factor_001",)
    assert total(case, "quantities", "value").value == 12


# The years are those printed in the article for the notice on the three lists and for the end of the fieldwork.
def test_years_of_events():
    case = load_case("pairing")
    assert year(case, "event_012").value == "2019"
    assert year(case, "event_004", end="date_end").value == "2025"


@pytest.mark.parametrize(
    ("citation", "problem"),
    [
        ("pairing", "is no citation"),
        ("nowhere.count(ties)", "there is no case 'nowhere'"),
        ("pairing.cuont(ties)", "there is no finding 'cuont'; did you mean count"),
        ("pairing.count(tise)", "there is no table 'tise'"),
        ("pairing.count(ties, direction=sideways)", "there is no direction 'sideways'"),
        ("pairing.count(ties, colour=red)", "there is no column 'colour'"),
        ("pairing.quantity(quantity_999)", "there is no row of quantities 'quantity_999'"),
    ],
)
def test_a_wrong_citation_is_named(citation, problem):
    with pytest.raises((KeyError, ValueError), match=problem):
        cite(citation)


def test_the_list_of_findings_says_how_each_is_cited():
    frame = list_findings()
    assert set(frame.index) == set(FINDINGS)
    assert frame.loc["steps", "arguments"] == "level, [skips=yes], [start=household]"
    assert (frame["says"].str.len() > 10).all()
    assert cite("group_council.steps(unit, skips=no)").value == cite("group_council.steps(unit, no, household)").value
