"""The book on paper, the slides, the packages: made from a small site, written for these tests."""

import csv
import hashlib
import io
import json
import re
import zipfile
from pathlib import Path

import nbformat
import pytest
from PIL import Image

pytest.importorskip("pptx", reason="python-pptx is not installed")
pytest.importorskip("bs4", reason="beautifulsoup4 is not installed")
ROOT = Path(__file__).resolve().parents[1]

import chromium
import course
import deck
import pack
import paper
import pdf
import pictures
from pptx import Presentation
from pptx.oxml.ns import qn
from pypdf import PdfReader

from casestudy import load_case
from casestudy.book.exercises import exercise
from casestudy.coding.messages import say
from casestudy.findings import cite, load

BROWSER = chromium.find()
with_browser = pytest.mark.skipif(BROWSER is None, reason=f"printing: {chromium.MISSING}")

NAV = [
    ("cases/pairing", "1 A case", "Cases", 1),
    ("cases/pairing-summary", "Summary", "Cases", 2),
    ("questions/empowerment", "3 A question", "Questions", 1),
    ("teach/index", "For teachers", "Teach", 1),
    ("teach/pairing-case", "A teaching case", "Teach", 1),
    ("teach/pairing-notes", "Notes", "Teach", 2),
    ("reference/rows-pairing", "Rows", "Reference", 1),
]
SECRET = "Only the instructor reads this."
BODIES = {
    "index": '<p>Front. <a href="cases/pairing.html">Go</a></p>',
    "cases/pairing": '<img src="../_images/main.png" alt="What is counted" style="width: 624px"><p>结对共建。</p>',
    "cases/pairing-summary": "<p>Two pages about 结对共建.</p>"
    + "".join(f"<p><strong>Part {n}.</strong> {'三张清单 and more words. ' * 12}</p>" for n in range(8))
    + '<p><a class="number" href="../reference/numbers.html#x">43</a></p>',
    "teach/index": "<p>For teachers.</p>",
    "teach/pairing-case": '<p id="start">A case, see <a href="../cases/pairing.html#scene">the chapter</a> and '
    '<a href="pairing-notes.html">the notes</a>.</p><details class="hide"><summary>Code</summary><p>import x</p></details>'
    '<details><summary>More</summary><p>Opened on paper.</p></details><script src="x.js"></script>{exercise}',
    "teach/pairing-notes": f"<p>{SECRET}</p>",
    "reference/rows-pairing": "<p>Rows.</p>",
}


def png(colour="white"):
    file = io.BytesIO()
    Image.new("RGB", (96, 68), colour).save(file, format="png")
    return file.getvalue()


def exercise_html(number, lang):
    found = exercise(number)
    choices = "".join(f'<li data-reply="{reply}">{text}</li>' for text, reply in found.options(lang))
    return (
        f'<div class="exercise"><p><strong>Exercise {number}.</strong> {found.prompt(lang)}</p><ul class="options">{choices}'
        f"</ul><details><summary>S</summary><p>{found.solution(lang)}</p></details></div>"
    )


def page_html(name, title, body, nav=""):
    return (
        f'<html lang="en"><body>{nav}<article><section id="top"><h1>{title}<a class="headerlink" href="#top">#</a></h1>{body}'
        "</section></article></body></html>"
    )


def nav_html():
    lines, part = [], ""
    for name, title, of, depth in NAV:
        if of != part:
            lines.append(f'<p class="caption"><span>{of}</span></p>')
            part = of
        lines.append(f'<li class="toctree-l{depth}"><a href="{name}.html">{title}</a></li>')
    return f'<nav class="bd-links"><a href="#">Front</a>{"".join(lines)}</nav>'


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A site of two editions with eight pages each."""
    root = tmp_path_factory.mktemp("site")
    made = {"version": "9.9.9", "commit": "abc", "date": "2020-01-02", "versions": "", "site": ""}
    (root / "version.json").write_text(json.dumps(made), "utf-8")
    (root / "index.html").write_text("<p>Both editions</p>", "utf-8")
    for lang in ("en", "zh"):
        bodies = BODIES | {"questions/empowerment": exercise_html("3.1", lang) + exercise_html("3.2", lang)}
        bodies["teach/pairing-case"] = bodies["teach/pairing-case"].replace("{exercise}", exercise_html("3.3", lang))
        for name, title in [("index", "Front"), *((entry[0], entry[1]) for entry in NAV)]:
            path = root / lang / f"{name}.html"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(page_html(name, title, bodies[name], nav_html() if name == "index" else ""), "utf-8")
        (root / lang / "_images").mkdir()
        (root / lang / "_images" / "main.png").write_bytes(png())
    return root


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    """Executed chapters that drew every figure of the slides."""
    folder = tmp_path_factory.mktemp("build") / "en" / "abc" / "book"
    for address in {slide["figure"] for slide in deck.slides() if "figure" in slide} | {"cases/pairing#figure"}:
        chapter, _, cell_id = address.partition("#")
        data = {"image/png": __import__("base64").b64encode(png("blue")).decode(), "text/plain": "x"}
        output = nbformat.v4.new_output("display_data", data, metadata={"image/png": {"alt": f"图{chapter}"}})
        cell = nbformat.v4.new_code_cell("show()", id=cell_id, outputs=[output])
        path = folder / f"{chapter}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    return folder


@pytest.fixture(scope="module")
def package(site, sources):
    """The files of the English course package, without PDF."""
    return course.course("en", site, sources, None)


def readable(package, folder):
    names = (name for name in package if name.startswith(folder) and name.endswith((".html", ".txt", ".csv")))
    contents = {name: package[name] for name in names}
    return {name: (c if isinstance(c, bytes) else c.read_bytes()).decode("utf-8-sig") for name, c in contents.items()}


# What students get.


@pytest.mark.parametrize("number", ["3.1", "3.2", "3.3"])
def test_no_solution_and_no_hint_is_in_the_package_for_students(package, number):
    found = exercise(number)
    hidden = [found.solution("en"), *(hint["hint_en"] for hint in found.record["misconception"])]
    texts = readable(package, "student/")
    assert found.prompt("en") in "".join(texts.values())
    assert [
        (name, text) for name, html in texts.items() for text in hidden if text in html.replace("&quot;", '"')
    ] == []


def test_no_page_for_instructors_is_in_the_package_for_students(package):
    assert [name for name in package if name.startswith("student/") and re.search("notes|index|solutions", name)] == []
    assert SECRET not in "".join(readable(package, "student/").values())


def test_instructors_get_all_that_students_get_and_the_solutions(package):
    student = {name.removeprefix("student/") for name in package if name.startswith("student/")}
    instructor = {name.removeprefix("instructor/") for name in package if name.startswith("instructor/")}
    assert instructor - student == {"index.html", "pairing-notes.html", "solutions.html"}
    assert student <= instructor
    assert exercise("3.1").solution("en") in package["instructor/solutions.html"].decode()


def test_pages_of_the_package_stand_alone(package):
    for html in (text for name, text in readable(package, "").items() if name.endswith(".html")):
        assert "<script" not in html
        assert "<link" not in html
        assert all(source.startswith("data:") for source in re.findall(r'src="([^"]*)"', html))


def test_every_figure_is_listed_with_its_alternative_text(package):
    rows = list(csv.reader(readable(package, "student/")["student/figures/figures.csv"].splitlines()))
    assert {f"student/figures/{row[0]}" for row in rows[1:]} == {
        n for n in package if re.match("student/figures/.*png", n)
    }
    assert ["pairing-figure.png", "1 A case", "图cases/pairing"] in rows


def test_the_readme_says_licence_citation_and_that_pdf_files_are_missing(package):
    text = package["README.txt"].decode()
    assert "CC BY 4.0" in text
    assert load_case("pairing").card["article"]["title_zh"] in text
    assert say("course_no_pdf", "en").strip() in text


# Packages.


def test_the_same_content_makes_the_same_package_and_its_checksum_is_right(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    first = pack.write_zip(tmp_path / "a.zip", {"x.txt": b"x", "b.png": b"y"})
    second = pack.write_zip(tmp_path / "b.zip", {"b.png": b"y", "x.txt": b"x"})
    assert first.read_bytes() == second.read_bytes()
    assert zipfile.ZipFile(first).infolist()[0].date_time[:3] == (2023, 11, 14)
    checksum, name = (tmp_path / "a.zip.sha256").read_text("utf-8").split()
    assert (checksum, name) == (hashlib.sha256(first.read_bytes()).hexdigest(), "a.zip")
    assert not list(tmp_path.glob("*.part"))


def test_the_package_of_the_site_holds_every_page_and_says_how_to_open_it(site, tmp_path):
    made = zipfile.ZipFile(pack.site_package(site, tmp_path))
    assert "casestudy-site-9.9.9/zh/cases/pairing.html" in made.namelist()
    assert "index.html" in made.read("casestudy-site-9.9.9/README.txt").decode()


def test_without_a_site_it_is_said_what_to_do(tmp_path):
    with pytest.raises(RuntimeError, match="run make book first"):
        pack.built(tmp_path)


def test_without_executed_chapters_it_is_said_what_to_do(tmp_path):
    with pytest.raises(RuntimeError, match="run make book first"):
        pictures.executed("en", tmp_path)


# Pages as paper.


@pytest.fixture(scope="module")
def joined(site):
    edition = site / "en"
    return paper.join(paper.Paper(edition, paper.contents(edition)[:6]))


def test_contents_come_with_parts_and_depth(site):
    entries = paper.contents(site / "en")
    assert [(e.name, e.title, e.part, e.depth) for e in entries] == [("index", "Front", "", 1), *NAV]


def test_links_between_pages_become_anchors_that_exist(joined):
    ids = re.findall(r'id="([^"]+)"', joined)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', joined)) <= set(ids)
    assert '<a href="#cases-pairing">the chapter</a>' in joined  # the place within it is not there


def test_a_link_to_a_page_that_is_not_printed_is_text_unless_the_site_has_an_address(site, joined):
    assert "and the notes." in joined
    edition = site / "en"
    entries = paper.only(paper.contents(edition), "teach/pairing-case")
    known = paper.join(paper.Paper(edition, entries, "https://example.org/en"))
    assert '<a href="https://example.org/en/teach/pairing-notes.html">the notes</a>' in known


def test_paper_opens_what_is_folded_except_code(joined):
    assert "Opened on paper." in joined
    assert exercise("3.1").solution("en") in joined
    assert "<details" not in joined
    assert "import x" not in joined


# Slides.


@pytest.fixture(scope="module", params=["en", "zh"])
def slides(request, sources):
    return request.param, Presentation(io.BytesIO(deck.deck(request.param, sources)))


def texts(slide):
    return [p.text for s in slide.shapes if s.has_text_frame for p in s.text_frame.paragraphs if p.text.strip()]


def test_there_are_twelve_slides_with_a_title_and_notes_each(slides):
    _, made = slides
    assert len(made.slides) == 12
    assert all(slide.shapes.title.text for slide in made.slides)
    assert all(len(slide.notes_slide.notes_text_frame.text) > 40 for slide in made.slides)


def test_every_picture_of_the_slides_has_the_text_of_its_figure(slides):
    _, made = slides
    shown = [s for slide in made.slides for s in slide.shapes if s.shape_type == 13]
    wanted = [f"图{slide['figure'].partition('#')[0]}" for slide in deck.slides() if "figure" in slide]
    assert [s._element.nvPicPr.cNvPr.get("descr") for s in shown] == wanted


# What stays Latin in Chinese: names of places, ids of rows, licences, what identifies an article or this project.
LATIN = re.compile(r"[\w-]+\.\w+_\d+|casestudy|CC BY 4\.0|MIT|[ABZ](?=市)|10\.\d+/\S+|\d[\d.()-]*")


def test_no_english_word_is_left_in_the_chinese_slides(sources):
    made = Presentation(io.BytesIO(deck.deck("zh", sources)))
    shown = [t for s in made.slides for t in [*texts(s), s.notes_slide.notes_text_frame.text]]
    assert [word for text in shown for word in re.findall(r"[A-Za-z]+", LATIN.sub("", text))] == []


def test_numbers_on_the_slides_are_those_of_the_findings(slides):
    lang, made = slides
    for slide, record in zip(made.slides, deck.slides(), strict=True):
        shown = "\n".join(texts(slide))
        for citation in deck.citations(record, lang):
            assert re.search(rf"(?<![\d,]){re.escape(cite(citation).text(lang))}(?!\d)", shown), citation


def test_no_number_is_typed_on_a_slide():
    written = (deck.FILLED.sub("", text) for text in flat(deck.slides()) if "#" not in text and ".rule" not in text)
    assert [text for text in written if re.search(r"\d", text) and not re.fullmatch(r"[\w-]+\.\w+_\d+", text)] == []


def flat(value):
    if isinstance(value, str):
        return [value]
    return [text for part in (value.values() if isinstance(value, dict) else value) for text in flat(part)]


def test_type_on_the_slides_is_large_and_names_its_chinese_font(slides):
    _, made = slides
    runs = [
        r
        for slide in made.slides
        for s in slide.shapes
        if s.has_text_frame
        for p in s.text_frame.paragraphs
        for r in p.runs
    ]
    assert min(run.font.size.pt for run in runs) >= 18
    assert {run._r.rPr.find(qn("a:ea")).get("typeface") for run in runs} == {"Microsoft YaHei"}


def test_the_rows_that_the_notes_name_exist():
    named = [row.partition(".") for slide in deck.slides() for row in slide.get("rows", ())]
    assert named
    assert all(load(case).text(row) for case, _, row in named)


def test_the_same_slides_make_the_same_file(sources):
    assert deck.deck("en", sources) == deck.deck("en", sources)


def test_text_that_does_not_fit_a_slide_is_named(sources, tmp_path):
    long = "word " * 400
    written = f'[[slide]]\nlayout = "points"\ntitle_en = "T"\npoints_en = ["{long}"]\nnotes_en = "N"\n'
    (tmp_path / "deck.toml").write_text(written, "utf-8")
    with pytest.raises(RuntimeError, match=r"slide 1 \(en\): the text does not fit at 18 points"):
        deck.deck("en", sources, tmp_path / "deck.toml")


def test_a_figure_that_is_not_there_is_named_with_those_that_are(sources):
    with pytest.raises(RuntimeError, match="there is no figure 'a#b'; there are"):
        pictures.picture(sources, "a#b")


# Printing.


def test_the_browser_that_is_named_is_the_one(monkeypatch, tmp_path):
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("CHROMIUM", str(program))
    assert chromium.find() == str(program)
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "none"))
    assert chromium.find() is None


def test_without_a_browser_printing_is_skipped_with_a_word(monkeypatch, capsys, site, tmp_path):
    monkeypatch.setattr(pdf, "find", lambda: None)
    assert pdf.main(site, tmp_path) == 0
    assert "no Chromium" in capsys.readouterr().out
    assert not list(tmp_path.iterdir())


@pytest.fixture(scope="module")
def print_file():
    pytest.importorskip("playwright", reason="playwright is not installed")
    with chromium.printer(BROWSER, "20200102030405") as made:
        yield made


def text_of(made):
    """Return the text of a PDF, page by page, by what its fonts say that their glyphs mean."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(made)).pages]


@with_browser
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_summary_has_two_sides_and_its_chinese_can_be_found(site, print_file, lang):
    summary, chapter, case = next(pdf.summaries(site / lang))
    made = pdf.print_summary(pdf.summary_html(site, lang, summary, chapter, case), print_file)
    assert chromium.count_pages(made) == 2
    text = "".join(text_of(made))
    assert "结对共建" in text  # and not by the radicals of a dictionary that look the same
    assert not re.search("[\u2e80-\u2fdf]", text)
    assert len(made) < 2_000_000


@with_browser
def test_the_contents_of_the_edition_name_the_page_on_which_each_chapter_begins(site, print_file):
    made = pdf.print_edition(pdf.edition_html(site, "en"), print_file)
    contents = text_of(made)[1]
    numbers = chromium.page_numbers(made)
    assert "PAGE-OF" not in contents
    for name, title, *_ in NAV[:-1]:
        assert re.search(rf"{re.escape(title)}\W*{numbers[name.replace('/', '-')]}(?!\d)", contents), name
    assert "reference-rows-pairing" not in numbers
    assert b"/Outlines" in made
    assert b"/StructTreeRoot" in made


@with_browser
def test_the_same_page_prints_the_same_file(print_file):
    html = paper.document("zh", "题", '<p class="page first">双向增权</p>')
    assert pdf.print_html(html, print_file) == pdf.print_html(html, print_file)
