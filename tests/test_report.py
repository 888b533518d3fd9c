"""The small book of a case: what it shows, in both languages, of any case, asking nobody."""

import re
import shutil
import sys
from html import unescape
from pathlib import Path

import matplotlib as mpl
import nbformat
import pytest
from conftest import QUALIFIED, ROWS, STATED, write_case

from casestudy import load_case
from casestudy.cli import main
from casestudy.coding.codebook import codebook, data_folder
from casestudy.coding.messages import say
from casestudy.coding.template import case_files
from casestudy.coding.tutorial import tutorial_case
from casestudy.findings import compute
from casestudy.report.build import report
from casestudy.report.frames import FINDINGS, card_table, findings_table, rows_table, scripts_table, unsaid_table
from casestudy.report.pages import ReportError, chapters, left_out, notebooks, shown
from casestudy.report.told import GRANTED, has, marks, named

MARKET = data_folder() / "tutorial" / "market"
WILD = '<b>b</b> | `c` {num}`x.y` $x_1$ $\\foo$ {{ x }} *s* [l](http://example.org) & "q" {0} %s'

# A page is no wider than the window; a table, no wider than its region, or the region is named and can be scrolled.
CUT = """(narrow) => {
  const tables = [...document.querySelectorAll("table")].filter((table) => {
    const region = table.closest("[role=region][aria-label][tabindex]");
    if (!region) return true;
    const scrolls = getComputedStyle(region).overflowX === "auto" && !narrow;
    return table.offsetWidth > region.clientWidth && !scrolls;
  });
  const faults = tables.map((table) => table.outerHTML.slice(0, 80));
  return document.documentElement.scrollWidth > innerWidth ? ["the page itself", ...faults] : faults;
}"""


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
    cells = [re.sub("<small>.*|<[^>]+>", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", html)]
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


@pytest.fixture
def new(tmp_path):
    """A case that was begun and has no row."""
    folder = tmp_path / "mine"
    folder.mkdir()
    for name, content in case_files("mine").items():
        (folder / name).write_bytes(content)
    return load_case(folder)


def words(case, lang, chapter):
    """The words that a chapter shows, without its code."""
    notebook = nbformat.reads(dict(notebooks(case, lang))[f"{chapter}.ipynb"].decode(), as_version=4)
    outputs = [output.data["text/plain"] for cell in notebook.cells[1:] for output in cell.outputs]
    return "\n".join([notebook.cells[0].source, *outputs])


def test_a_new_case_has_the_two_chapters_that_need_no_row(new):
    case = new
    assert [chapter["name"] for chapter in shown(case)] == ["index", "unsaid"]
    of_their_own = [table for table in codebook().tables.values() if not table.bare]
    assert len(unsaid_table(case, "en")) == len(of_their_own) == len(codebook().tables) - 1


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_front_page_names_the_chapters_that_are_left_out(new, lang):
    absent = [c[f"title_{lang}"] for c in chapters() if c["name"] not in ("index", "unsaid")]
    assert left_out(new, lang) == absent
    assert all(title in words(new, lang, "index") for title in absent)


def test_a_chapter_names_the_tables_that_it_has_nothing_of(mini):
    assert "Nothing coded: Events." in words(load_case(mini), "en", "who")


def test_where_every_table_has_rows_the_last_chapter_says_so():
    assert say("report_none_empty") in words(load_case("pairing"), "en", "unsaid")


def test_no_row_tied_to_calm_or_urgent_times_no_chapter_on_them(mini):
    rule = {
        "id": "rule_001",
        "deontic": "must",
        "aim_en": "meet",
        "aim_zh": "开会",
        "rule_type": "choice",
        "timing": "none",
    }
    rule |= {"sensitive": "no", **QUALIFIED, **STATED, "section": "一", "anchor": "12名"}
    case = load_case(write_case(mini.parent / "rule", ROWS | {"statements": [rule]}))
    assert "rules" in {chapter["name"] for chapter in shown(case)}
    assert "times" not in {chapter["name"] for chapter in shown(case)}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_case_of_nine_rows_can_be_shown_in_every_chapter_that_it_fills(mini, lang):
    made = dict(notebooks(load_case(mini), lang))
    assert set(made) == {f"{name}.ipynb" for name in ("index", "who", "ties", "sure", "beside", "unsaid", "rows")}


@pytest.mark.night("builds a second report")
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
    for need in needed - {"*"} - set(codebook().tables):
        assert has(load_case("pairing"), need) or has(load_case("group_council"), need)


def test_the_card_is_shown_as_far_as_it_goes(mini):
    assert card_table(load_case(mini), "en").to_numpy().tolist() == [
        ["Article", "合成短文"],
        ["Coded", "9 rows in 6 tables"],
    ]


def test_rows_are_shown_in_words(mini):
    frame = rows_table(load_case(mini), "ties", ("source", "direction", "flow"), "zh")
    assert frame.iloc[0].tolist() == ["tie_001", "", "甲站", "向下", "图书", "明述，一、背景，“送去图书”"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("rule_003", "Polarity: Denied"),
        ("rule_005", "Deontic: Must not"),
        ("tie_014", "Realm: Proposed"),
        ("tie_009", "Prevalence: Some"),
        ("tie_013", "Condition: when the three disagree"),
        ("cause_008", "Hedge: May"),
        ("quantity_001", "Qualifier: About; Unit: Places"),
        ("event_002", "Precision: Month"),
    ],
)
def test_what_changes_the_meaning_of_a_row_is_told(row, said):
    assert said in marks(tutorial_case(), row, "en")


def test_a_range_is_told_with_both_ends(mini):
    number = ROWS["quantities"][0] | {"value": "", "low": "10", "high": "20", "qualifier": "usual_range"}
    case = load_case(write_case(mini.parent / "range", ROWS | {"quantities": [number]}))
    assert marks(case, "quantity_001", "zh") == "数量限定：一般区间；下限：10；上限：20；单位：人"


def test_what_is_taken_for_granted_is_not_told(mini):
    assert marks(load_case(mini), "tie_001", "en") == ""


def test_every_column_that_changes_a_meaning_is_one_of_the_codebook_with_codes_that_it_has():
    columns = {}
    for variables in codebook().variables.values():
        for v in variables:
            columns.setdefault(v.name.removesuffix("_en"), set()).update(codebook().codes.get(v.codes, ()))
    assert all(set(codes) <= columns[name] for name, codes in GRANTED.items())


def test_a_column_that_is_asked_for_is_not_told_twice(mini):
    frame = rows_table(load_case(mini), "ties", ("polarity",), "en")
    assert frame.iloc[2, 1:3].tolist() == ["", "Denied"]


def test_a_row_that_is_named_by_another_bears_its_denial(mini):
    support = ROWS["support"][0] | {"row": "tie_003", "from_rows": "claim_001;tie_003"}
    case = load_case(write_case(mini.parent / "denied", ROWS | {"support": [support]}))
    assert rows_table(case, "support", ("row",), "en").iloc[0, 2] == "leadership (Polarity: Denied)"
    assert named(case, "tie_003", "zh") == "领导（极性：否定）"


def test_a_rule_bears_its_marks_beside_its_script():
    frame = scripts_table(tutorial_case(), "en").set_index("Row")
    assert "Polarity: Denied" in frame.loc["rule_003", say("report_marks")]
    assert frame.loc["rule_003", say("report_placed_column")].startswith("Stated, section 二(一)")


def test_where_a_case_has_no_rows_for_a_question_it_says_so(mini):
    frame = findings_table([load_case(mini)], "en")
    told = dict(frame.itertuples(index=False))
    asked = ("authority", "or_else", "quoted", "bad", "reward", "loops", "left", "tensions")
    assert {told[say(f"report_{key}")] for key in asked} == {"nothing coded"}
    assert len(frame) == len(FINDINGS)


def test_an_answer_leads_to_the_rows_that_it_rests_on(mini):
    frame = findings_table([load_case(mini)], "en")
    answer = dict(frame.itertuples(index=False))[say("report_information")]
    assert (answer, re.findall(r'href="([^"]*)"', answer.html)) == ("Up", ["rows.html#tie_002"])


def test_causes_without_an_answer_are_named_with_what_changes_their_meaning():
    case = tutorial_case()
    left = compute(case, "left_over(cause)").rows
    assert all(named(case, row, "en") in words(case, "en", "difficulties") for row in left)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_row_stands_whole_where_its_id_leads(book, lang):
    html = (book / lang / "rows.html").read_text("utf-8")
    places = re.findall(r'<div class="row" id="(\w+)">', html)
    assert sorted(places) == sorted(i for frame in load_case(MARKET).tables.values() for i in frame["id"])
    pages = "".join(path.read_text("utf-8") for path in (book / lang).glob("*.html"))
    links = re.findall(r'href="rows\.html#(\w+)"', pages)
    assert {"tie_001", "rule_003", "tension_001", "quantity_001"} <= set(links) <= set(places)


def test_a_case_of_ones_own_that_bears_the_name_of_a_shipped_one_is_the_one_that_is_shown(mini):
    folder = mini.parent / "pairing"
    shutil.copytree(mini, folder)
    assert "合成短文" in words(load_case(folder), "en", "index")


@pytest.fixture(scope="module")
def wild(tmp_path_factory):
    """The pages of a case in English alone whose name, card and cells hold what could be taken for markup."""
    rows = {
        table: [
            {k: f"{WILD} {v}" if k.endswith("_en") else v for k, v in row.items() if k[-3:] != "_zh"} for row in lines
        ]
        for table, lines in ROWS.items()
    }
    event = {
        "id": "event_001",
        "title_en": WILD,
        "kind": "policy",
        "level": "city",
        "date": "1990",
        "precision": "since",
    }
    rows["events"] = [event | STATED | {"section": "一", "anchor": "12名"}]
    rows["actors"][0]["name_en"] = "x" * 300 + " long" * 300
    folder = write_case(tmp_path_factory.mktemp("wild") / '甲 "b\'s" {x}', rows)
    card = (
        (folder / "case.toml").read_text("utf-8").replace('["en", "zh"]', '["en"]').replace('title_zh = "两站"\n', "")
    )
    title = f"title_en = '''{WILD}'''\ncoded_by = '''{WILD}'''"
    (folder / "case.toml").write_text(card.replace('title_en = "Two stations"', title), "utf-8")
    return report(load_case(folder), tell=lambda _: None)


def test_nothing_that_stands_in_a_card_or_a_cell_is_interpreted(wild):
    pages = {name: text.decode() for name, text in wild.items() if name.endswith(".html") and "_static" not in name}
    assert not [
        name
        for name, html in pages.items()
        if "<b>b</b>" in html or "http://example.org" in re.findall("<a [^>]*", html)
    ]
    heading = re.search(r"<section[^>]*>\s*<h1>(.*?)<a", pages["en/index.html"], re.DOTALL)[1]
    assert unescape(heading).replace("“", '"').replace("”", '"') == WILD
    assert unescape(pages["en/ties.html"]).count(WILD) >= 6


def test_the_pages_of_a_case_in_english_have_no_empty_chinese_beside_them(wild):
    assert {name.split("/")[0] for name in wild} == {"en", "index.html"}


def test_a_report_leaves_the_settings_of_figures_alone(mini):
    before = dict(mpl.rcParams)
    dict(notebooks(load_case(mini), "en"))
    assert dict(mpl.rcParams) == before


def test_the_names_of_whoever_asks_for_a_report_are_left_alone(mini):
    main_module = sys.modules["__main__"]
    dict(notebooks(load_case(mini), "en"))
    assert sys.modules["__main__"] is main_module
    assert "page" not in vars(main_module)


@pytest.mark.parametrize("size", [(1280, 900), (390, 844)], ids=["wide", "phone"])
def test_no_table_is_cut_off(book, wild, tmp_path, size):
    sync_api = pytest.importorskip("playwright.sync_api", reason="the package playwright is not installed")
    chromium = pytest.importorskip("chromium")
    if not (executable := chromium.find()):
        pytest.skip(chromium.MISSING)
    for name, content in wild.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    cut = []
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        page = running.new_page(viewport={"width": size[0], "height": size[1]})
        for path in [*book.glob("*/*.html"), *tmp_path.glob("*/*.html")]:
            page.goto(path.as_uri())
            cut += [(path.name, fault) for fault in page.evaluate(CUT, size[0] < 600)]
        running.close()
    assert cut == []
