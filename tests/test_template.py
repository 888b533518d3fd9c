"""A new case: what is written, and that it is clean from the first moment."""

import csv
import io
import shutil

import frictionless
import pytest

from casestudy import load_case
from casestudy.articles.article import coverage, find_anchors, load_article
from casestudy.cli import main
from casestudy.coding.codebook import codebook, data_folder
from casestudy.coding.template import case_files, readme
from casestudy.coding.tutorial import tutorial_case, tutorial_path
from casestudy.export.formats import FORMATS
from casestudy.findings import shipped

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


@pytest.mark.parametrize("name", shipped())
def test_the_name_of_what_is_shipped_is_refused(tmp_path, capsys, name):
    assert main(["new", str(tmp_path / name)]) == 1
    assert "is the name of what is shipped" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "is empty"),
        ("..", "dots alone"),
        ("a/b", "holds one of /"),
        ("a\\b", "holds one of /"),
        ("which?", "holds one of /"),
        ("a\nb", "character that nobody sees"),
        (" a", "white space at its ends"),
        ("v1.", "a dot at its end"),
        ("--all", "begins with a hyphen"),
        ("NUL", "what Windows calls a device"),
        ("com1.2026", "what Windows calls a device"),
    ],
)
def test_a_name_that_some_system_cannot_bear_is_refused_with_the_reason(name, why):
    with pytest.raises(ValueError, match=f"is no name for a case: it .*{why}"):
        case_files(name)


@pytest.mark.parametrize("name", ["案例", "2026-market, v1.2 ('draft') {x}"])
def test_a_name_in_any_writing_does_for_every_command(tmp_path, capsys, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    assert main(["new", name]) == 0
    shutil.copytree(tutorial_case().folder, name, dirs_exist_ok=True)
    assert main(["check", name]) == 0
    assert f"{name}: " in capsys.readouterr().out
    assert main(["verify", name, str(TEXT)]) == 0
    assert main(["tidy", name]) == 0
    assert main(["diff", name, name]) == 0
    assert main(["compare-coding", name, name, str(TEXT)]) == 0
    for to, known in FORMATS.items():
        assert main(["export", name, "--to", to, "--article", str(TEXT)]) == 0
        assert (tmp_path / f"{name}{known.ending}").exists()
    package = frictionless.validate(tmp_path / f"{name}-datapackage" / "datapackage.json")
    assert package.valid, package.flatten(["type", "note"])[:3]
    (tmp_path / f"{name}-report").mkdir()
    assert main(["report", name]) == 1
    assert f"{name}-report: is there already" in capsys.readouterr().err


def test_a_name_with_a_space_is_told_in_quotation_marks(tmp_path, capsys):
    assert main(["new", str(tmp_path / "my case")]) == 0
    assert f'casestudy check "{tmp_path / "my case"}"' in capsys.readouterr().out
    assert '    casestudy check "my case"' in (tmp_path / "my case" / "README.md").read_text("utf-8")


def test_a_folder_that_exists_is_left_as_it_is(mini, capsys):
    before = {p.name: p.read_bytes() for p in mini.iterdir()}
    assert main(["new", str(mini)]) == 1
    assert "is there already, and stays as it is; give another place" in capsys.readouterr().err
    assert {p.name: p.read_bytes() for p in mini.iterdir()} == before


@pytest.mark.parametrize("folder", ["market", "second"])
def test_every_anchor_of_the_tutorial_stands_once_in_its_text_and_no_sentence_is_left(folder):
    case = load_case(data_folder() / "tutorial" / folder)
    article = load_article(TEXT, case.card)
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
    assert (
        f"2 anchors do not stand once in their section; casestudy verify says which (sections as in {card})"
        in capsys.readouterr().err
    )
    card.write_text(card.read_text("utf-8").replace('id = "二"', 'id = "2"'), "utf-8")
    for path in other.glob("*.csv"):
        path.write_text(path.read_text("utf-8").replace(",二,", ",2,"), "utf-8")
    assert main(["compare-coding", str(mini), str(other), str(article)]) == 1
    assert "differ in their sections (2, 三, 二); use one card for both" in capsys.readouterr().err


def test_a_coding_whose_anchors_are_not_found_cannot_be_compared(mini, tmp_path, capsys):
    text = tmp_path / "other.txt"
    text.write_text("合成短文：甲站与乙站\n\n一、背景\n甲站有 12 名志愿者。\n\n二、问题\n没有人记录意见。\n", "utf-8")
    assert main(["compare-coding", str(mini), str(mini), str(text)]) == 1
    assert "anchors do not stand once in their section; casestudy verify says which" in capsys.readouterr().err
