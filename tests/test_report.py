"""The small book of a case: what it shows, in both languages, of any case, asking nobody."""

import re
import sys
from pathlib import Path

import nbformat
import pytest

from casestudy import load_case
from casestudy.cli import main
from casestudy.codebook import codebook, data_folder
from casestudy.messages import say
from casestudy.report.build import report
from casestudy.report.frames import FINDINGS, card_table, findings_table, rows_table, unsaid_table
from casestudy.report.pages import ReportError, chapters, notebooks, shown
from casestudy.template import case_files

MARKET = data_folder() / "tutorial" / "market"


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """The book of the tutorial's case, as the command makes it."""
    folder = tmp_path_factory.mktemp("report") / "market-report"
    assert main(["report", str(MARKET), "--out", str(folder)]) == 0
    return folder


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_chapter_for_which_there_are_rows_is_a_page_in_each_language(book, lang):
    case = load_case(MARKET)
    for chapter in shown(case):
        html = (book / lang / f"{chapter['name']}.html").read_text("utf-8")
        assert chapter[f"title_{lang}"].format(title=case.title(lang)) in html
    assert f'<html lang="{ {"en": "en", "zh": "zh-CN"}[lang] }"' in html.replace("zh_CN", "zh-CN")


def test_every_figure_is_there_with_words_that_say_what_it_shows(book):
    for lang in ("en", "zh"):
        html = "".join(path.read_text("utf-8") for path in (book / lang).glob("*.html"))
        figures = re.findall(r'<img[^>]*_images/([^"]+)"[^>]*>', html)
        assert len(figures) >= 6
        alts = re.findall(r'<img alt="([^"]*)"[^>]*_images/', html)
        assert len(alts) == len(figures)
        assert all(len(alt) > 20 and not re.fullmatch(r"[0-9a-f.pn]+", alt) for alt in alts)


def test_no_page_asks_another_host_for_anything(book):
    for path in book.rglob("*.html"):
        html = path.read_text("utf-8")
        assert not re.findall(r'<(?:script|link|img|iframe)[^>]*(?:src|href)="(?:https?:)?//[^"]*"', html), path.name


def test_the_front_page_leads_to_both_editions(book):
    html = (book / "index.html").read_text("utf-8")
    assert [Path(book / x).is_file() for x in re.findall(r'href="([^"]+)"', html)] == [True, True]


def test_its_notebooks_come_along_with_their_outputs(book):
    paths = sorted((book / "en" / "notebooks").glob("*.ipynb"))
    assert {p.stem for p in paths} == {chapter["name"] for chapter in shown(load_case(MARKET))}
    for path in paths:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        assert any(cell.get("outputs") for cell in notebook.cells), path.name
        assert str(data_folder()) not in path.read_text("utf-8")


def test_the_book_shows_the_numbers_that_the_functions_give(book):
    case = load_case(MARKET)
    html = (book / "en" / "beside.html").read_text("utf-8")
    cells = [re.sub("<[^>]+>", "", cell) for cell in re.findall(r"<td>(.*?)</td>", html)]
    counted = sum(len(frame) for frame in case.tables.values())
    assert cells[cells.index(say("report_rows")) + 1] == str(counted)


def test_an_earlier_report_is_asked_for_before_the_work_begins(book, capsys):
    assert main(["report", str(MARKET), "--out", str(book)]) == 1
    out, err = capsys.readouterr()
    assert (out, "or --force to replace it" in err) == ("", True)


def test_without_the_packages_of_the_book_the_remedy_is_named(tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "casestudy.report.build", None)
    assert main(["report", str(MARKET), "--out", str(tmp_path / "book")]) == 1
    assert "pip install 'casestudy[book]'" in capsys.readouterr().err


def test_a_new_case_has_the_two_chapters_that_need_no_row(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    for name, content in case_files("mine").items():
        (folder / name).write_bytes(content)
    case = load_case(folder)
    assert [chapter["name"] for chapter in shown(case)] == ["index", "unsaid"]
    assert len(unsaid_table(case, "en")) == len(codebook().tables)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_case_of_nine_rows_can_be_shown_in_every_chapter_that_it_fills(mini, lang):
    made = dict(notebooks(load_case(mini), lang))
    assert set(made) == {"index.ipynb", "who.ipynb", "strengthens.ipynb", "sure.ipynb", "beside.ipynb", "unsaid.ipynb"}


def test_a_case_of_one_language_is_shown_in_it_alone(mini):
    card = mini / "case.toml"
    card.write_text(
        card.read_text("utf-8").replace('["en", "zh"]', '["zh"]').replace('title_en = "Two stations"\n', ""), "utf-8"
    )
    files = report(load_case(mini), tell=lambda _: None)
    assert {name.split("/")[0] for name in files} == {"zh", "index.html"}
    assert b"url=zh/index.html" in files["index.html"]


def test_a_cell_that_fails_is_named(mini, monkeypatch):
    chapters()[0]["cell"].insert(0, {"needs": [], "code": "1 / 0"})
    try:
        with pytest.raises(ReportError, match="mini, index, cell 2: ZeroDivisionError"):
            list(notebooks(load_case(mini), "en"))
    finally:
        chapters()[0]["cell"].pop(0)


@pytest.mark.parametrize("chapter", chapters(), ids=lambda c: c["name"])
def test_every_chapter_is_written_in_both_languages_and_names_tables_that_exist(chapter):
    assert all(chapter[f"{part}_{lang}"] for part in ("title", "text") for lang in ("en", "zh"))
    needed = {*chapter["needs"], *(table for cell in chapter["cell"] for table in cell["needs"])}
    assert needed <= set(codebook().tables)


def test_the_card_is_shown_as_far_as_it_goes(mini):
    assert card_table(load_case(mini), "en").to_numpy().tolist() == [
        ["Article", "合成短文"],
        ["Coded", "9 rows in 6 tables"],
    ]


def test_rows_are_shown_in_words(mini):
    frame = rows_table(load_case(mini), "ties", ("source", "direction", "flow"), "zh")
    assert frame.iloc[0].tolist() == ["tie_001", "甲站", "向下", "图书"]


def test_where_a_case_has_no_rows_for_a_question_it_says_so(mini):
    frame = findings_table([load_case(mini)], "en")
    assert dict(frame.itertuples(index=False))[say("report_or_else")] == "no rows for it"
    assert len(frame) == len(FINDINGS)


def test_the_names_of_whoever_asks_for_a_report_are_left_alone(mini):
    main_module = sys.modules["__main__"]
    dict(notebooks(load_case(mini), "en"))
    assert sys.modules["__main__"] is main_module
    assert "page" not in vars(main_module)
