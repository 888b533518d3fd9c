"""A new case: what is written, and that it is clean from the first moment."""

import csv
import io

import pytest

from casestudy import list_cases, load_case
from casestudy.cli import main
from casestudy.codebook import codebook, data_folder
from casestudy.sources import coverage, find_anchors, load_article
from casestudy.template import case_files, readme
from casestudy.tutorial import tutorial_case, tutorial_path

TEXT = tutorial_path()


def test_a_new_case_is_clean_and_says_where_to_begin(tmp_path, capsys):
    assert main(["new", str(tmp_path / "my_case")]) == 0
    assert main(["check", str(tmp_path / "my_case")]) == 0
    assert capsys.readouterr().out.splitlines()[-2:] == [
        f"my_case: 0 rows in {len(codebook().tables)} tables, no fault",
        "begin with actors.csv, who is named; README.md has an example of each table",
    ]


def test_a_new_case_has_a_header_for_every_table_and_nothing_else():
    files = case_files("mine")
    assert set(files) == {"case.toml", "README.md", *(f"{table}.csv" for table in codebook().tables)}
    for table in codebook().tables:
        assert list(csv.reader(io.StringIO(files[f"{table}.csv"].decode()))) == [list(codebook().columns(table))]


def test_the_readme_has_an_example_of_every_table_that_the_tutorial_fills():
    text = readme("mine")
    for table, frame in tutorial_case().tables.items():
        section = text.split(f"## {table}.csv:")[1].split("\n## ")[0]
        assert ("| `id` | " + frame["id"].iloc[0] if len(frame) else "nothing for it") in section


@pytest.mark.parametrize("name", list_cases())
def test_the_name_of_a_shipped_case_is_refused(tmp_path, capsys, name):
    assert main(["new", str(tmp_path / name)]) == 1
    assert "is the name of a shipped case" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["", "1case", "my case", "a/b", "案例", "x" * 3 + "."])
def test_a_name_that_would_not_do_is_refused(name):
    with pytest.raises(ValueError, match="is no name for a case"):
        case_files(name)


def test_a_folder_that_exists_is_left_as_it_is(mini, capsys):
    before = {p.name: p.read_bytes() for p in mini.iterdir()}
    assert main(["new", str(mini)]) == 1
    assert "is there already, and stays as it is; give another place" in capsys.readouterr().err
    assert {p.name: p.read_bytes() for p in mini.iterdir()} == before


@pytest.mark.parametrize("folder", ["market", "second"])
def test_every_anchor_of_the_tutorial_stands_once_in_its_text_and_no_sentence_is_left(folder):
    case = load_case(data_folder() / "tutorial" / folder)
    article = load_article(TEXT, case.card["sections"])
    assert (find_anchors(case, article)["times"] == 1).all()
    assert (coverage(case, article)["state"] != "open").all()
    assert article.sha256 == case.card["article"]["sha256"]


def test_a_case_that_changes_on_disk_is_read_again(mini):
    before = load_case(mini).row("tie_001")["flow_en"]
    path = mini / "ties.csv"
    path.write_text(path.read_text("utf-8").replace("books,图书", "maps,地图"), "utf-8")
    assert (before, load_case(mini).row("tie_001")["flow_en"]) == ("books", "maps")


def test_two_codings_are_compared_by_table_column_and_row(capsys):
    folder = data_folder() / "tutorial"
    assert main(["compare-coding", str(folder / "market"), str(folder / "second"), str(TEXT)]) == 0
    said = capsys.readouterr().out
    assert "By table: sentences in which each coding has a row" in said
    assert "By column: rows that stand in the same sentence" in said
    assert "Row by row: " in said


def test_a_coding_agrees_with_itself(mini, article, capsys):
    assert main(["compare-coding", str(mini), str(mini), str(article)]) == 0
    assert "Row by row: 0 cells differ" in capsys.readouterr().out


def test_one_code_apart_is_one_disagreement(mini, article, tmp_path, capsys):
    other = tmp_path / "other" / "mini"
    other.mkdir(parents=True)
    for path in mini.iterdir():
        (other / path.name).write_bytes(
            path.read_bytes().replace(b"empowerment,down,resource", b"service,down,resource")
        )
    assert main(["compare-coding", str(mini), str(other), str(article)]) == 0
    said = capsys.readouterr().out
    assert "Row by row: 1 cells differ" in said
    assert [line.split() for line in said.splitlines()][-1] == [
        "ties",
        "relation",
        "tie_001",
        "tie_001",
        "empowerment",
        "service",
    ]


def test_codings_with_other_sections_cannot_be_compared(mini, article, tmp_path, capsys):
    other = tmp_path / "other" / "mini"
    other.mkdir(parents=True)
    for path in mini.iterdir():
        (other / path.name).write_bytes(path.read_bytes())
    card = other / "case.toml"
    card.write_text(card.read_text("utf-8") + '\n[[sections]]\nid = "三"\nstarts = "没有人记录"\n', "utf-8")
    assert main(["compare-coding", str(mini), str(other), str(article)]) == 1
    assert "differ in their sections (三); use one card for both" in capsys.readouterr().err


def test_a_coding_whose_anchors_are_not_found_cannot_be_compared(mini, tmp_path, capsys):
    text = tmp_path / "other.txt"
    text.write_text("合成短文：甲站与乙站\n\n一、背景\n甲站有 12 名志愿者。\n\n二、问题\n没有人记录意见。\n", "utf-8")
    assert main(["compare-coding", str(mini), str(mini), str(text)]) == 1
    assert "anchors do not stand once in their section; casestudy verify says which" in capsys.readouterr().err
