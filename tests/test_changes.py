"""What changed between two versions of the data."""

import shutil

import pytest

from casestudy import load_case
from casestudy.cli import main
from casestudy.coding.cases import Case
from casestudy.coding.codebook import data_folder
from casestudy.findings.registry import FINDINGS, Number, finding
from casestudy.findings.versions import changed_findings, changed_rows, changelog


@pytest.fixture
def versions(mini, tmp_path):
    """Two versions: a cell changed, a row removed, a row added."""
    newer = tmp_path / "newer" / "mini"
    shutil.copytree(mini, newer)
    ties = newer / "ties.csv"
    lines = ties.read_text("utf-8").splitlines(keepends=True)
    lines[1] = lines[1].replace("resource", "information")
    lines[3] = lines[3].replace("tie_003", "tie_004")
    ties.write_text("".join(lines), "utf-8")
    return mini, newer


def test_rows_are_added_removed_and_changed_by_their_ids(versions):
    rows = changed_rows(*versions)
    assert rows.to_numpy().tolist() == [
        ["ties", "tie_004", "added", "", "", ""],
        ["ties", "tie_003", "removed", "", "", ""],
        ["ties", "tie_001", "changed", "currency", "resource", "information"],
    ]


def test_nothing_changed_is_said(mini):
    assert changelog(mini, mini) == "### Data\n- nothing changed\n"


def test_the_changelog_names_each_changed_cell(versions):
    said = changelog(*versions).splitlines()
    assert said[:4] == [
        "### Data",
        "- ties: 1 added (tie_004)",
        "- ties: 1 removed (tie_003)",
        "- ties: 1 cell changed (tie_001 currency: 'resource' → 'information')",
    ]


def test_many_changed_cells_are_counted_by_column(mini, tmp_path):
    newer = tmp_path / "newer" / "mini"
    shutil.copytree(mini, newer)
    for table in ("ties", "actors"):
        path = newer / f"{table}.csv"
        path.write_text(path.read_text("utf-8").replace("stated,author,,", "stated,interviewee,,seen"), "utf-8")
    assert "- ties: 6 cells changed (tie_001 voice: 'author' → 'interviewee', " in changelog(mini, newer)


def test_a_headline_that_turns_is_named(tmp_path):
    shipped = data_folder() / "cases" / "pairing"
    newer = tmp_path / "pairing"
    shutil.copytree(shipped, newer)
    path = newer / "testimony.csv"
    first = load_case("pairing")["testimony"].iloc[0]["section"]
    path.write_text(path.read_text("utf-8").replace(f",{first},", ",三(一),", 1), "utf-8")
    assert "- finding `pairing.is_quoted(section=三)`: no → yes" in changelog(shipped, newer).splitlines()


def test_findings_of_a_case_of_ones_own_are_compared(versions):
    said = changelog(*versions).splitlines()
    # In the newer version the books of tie_001 are information, and views went up before; resources went down alone.
    assert "- finding `mini.ways(information)`: up → both" in said
    assert "- finding `mini.two_way_currencies`: 0 → 1" in said


@pytest.fixture
def asked():
    """A finding that has an answer only where there is a fourth tie."""

    @finding()
    def fourth(case: Case) -> Number:
        return Number(case.row("tie_004")["flow_en"], ("tie_004",))

    yield "fourth"
    del FINDINGS["fourth"]


def test_a_finding_that_one_version_cannot_answer_is_told_with_the_reason(versions, asked):
    lines = changed_findings(*versions).set_index("finding")
    assert lines.loc[f"mini.{asked}", "old"].startswith("no answer (")
    assert "tie_004" in lines.loc[f"mini.{asked}", "old"]
    assert lines.loc[f"mini.{asked}", "new"] == "leadership"
    assert f"mini.{asked}" not in set(changed_findings(versions[0], versions[0])["finding"])


def test_whole_data_folders_are_compared_case_by_case(versions, tmp_path):
    for name, case in zip(("old", "new"), versions, strict=True):
        shutil.copytree(case, tmp_path / name / "cases" / "mini")
    assert "- cases/mini/ties: 1 added (tie_004)" in changelog(tmp_path / "old", tmp_path / "new").splitlines()


def test_a_case_that_was_not_there_is_one_line(versions, tmp_path):
    shutil.copytree(versions[0], tmp_path / "old" / "cases" / "mini")
    for name in ("mini", "other"):
        shutil.copytree(versions[0], tmp_path / "new" / "cases" / name)
    assert changelog(tmp_path / "old", tmp_path / "new") == "### Data\n- cases/other: new, 9 rows in 6 tables\n"


@pytest.mark.parametrize("depth", ["", "cases/mini"])
def test_tables_in_a_folder_within_a_case_are_no_tables_of_it(mini, tmp_path, depth):
    old, new = (tmp_path / name / depth for name in ("old", "new"))
    shutil.copytree(mini, old)
    shutil.copytree(mini, new)
    shutil.copytree(mini, new / "mini-datapackage")
    assert changed_rows(tmp_path / "old", tmp_path / "new").empty


def test_where_a_version_has_faults_its_rows_are_compared_and_its_findings_are_not(versions):
    ties = versions[1] / "ties.csv"
    ties.write_text(ties.read_text("utf-8").replace(",down,", ",dwon,", 1), "utf-8")
    said = changelog(*versions).splitlines()
    assert said[-1] == "- findings of mini were not compared: a version breaks the codebook of today in 1 place(s)"
    assert "- ties: 1 added (tie_004)" in said


def test_findings_that_stay_are_not_listed(mini):
    assert changed_findings(mini, mini).empty


@pytest.mark.parametrize("make", [lambda p: None, lambda p: p.mkdir(), lambda p: p.write_text("x", "utf-8")])
def test_a_folder_without_tables_ends_in_one_message(mini, tmp_path, capsys, make):
    make(tmp_path / "nothing")
    assert main(["diff", str(tmp_path / "nothing"), str(mini)]) == 1
    assert "holds no table with ids" in capsys.readouterr().err


def test_a_table_that_cannot_be_read_is_named(mini, tmp_path, capsys):
    newer = tmp_path / "newer"
    shutil.copytree(mini, newer)
    (newer / "ties.csv").write_bytes((newer / "ties.csv").read_text("utf-8").encode("gbk"))
    assert main(["diff", str(mini), str(newer)]) == 1
    assert "ties.csv: cannot be read as a table" in capsys.readouterr().err
