"""The built site in a real browser: complete, light, local, accessible, and doing what it offers.

Skipped by name where there is no site (``make book``) or no Chromium.
"""

import csv
import re
from collections import defaultdict
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[1]
pytest.importorskip("playwright", reason="the package playwright is not installed")
pytest.importorskip("bs4", reason="the book's packages are not installed")
import browser
import chromium
from bs4 import BeautifulSoup
from translate import LATIN

SITE = browser.SITE
CHROMIUM = chromium.find()
pytestmark = [
    pytest.mark.site,
    pytest.mark.skipif(not (SITE / "index.html").exists(), reason="there is no site: run make book"),
]
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason=chromium.MISSING)
EDITIONS = ("en", "zh")
LIMIT = 1_000_000


ALL = pytest.param("every page", marks=pytest.mark.night("every page, wide and as on a phone, light and dark"))


@pytest.fixture(scope="session", params=["each template", ALL])
def looks(request):
    import axe_playwright_python

    axe = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
    found = browser.survey(CHROMIUM, axe, every=request.param == "every page")
    assert {look.job.page[:2] for look in found} >= set(EDITIONS)
    return found


@pytest.fixture(scope="session")
def chrome():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture(scope="session")
def address():
    with browser.served(SITE) as found:
        yield found


@pytest.fixture
def page(chrome):
    context = chrome.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def texts():
    """The text of the article of every page of both editions."""
    found = {}
    for path in sorted(SITE.rglob("*.html")):
        article = BeautifulSoup(path.read_text("utf-8"), "lxml").find("article")
        if article:
            found[path.relative_to(SITE).as_posix()] = " ".join(article.get_text(" ").split())
    return found


def wrong(looks, what):
    return [f"{look.job.page} ({look.job.size[0]}, {look.job.scheme}): {what(look)}" for look in looks if what(look)]


# --- every page -----------------------------------------------------------------------------------------------------


@needs_browser
def test_every_page_loads_without_an_error_or_a_failed_request(looks):
    assert wrong(looks, lambda look: look.faults) == []


@needs_browser
def test_no_page_asks_another_host_for_anything(looks):
    assert wrong(looks, lambda look: look.foreign) == []


@needs_browser
def test_no_page_scrolls_sideways(looks):
    assert wrong(looks, lambda look: look.seen["width"] > look.job.size[0] and look.seen["width"]) == []


@needs_browser
def test_axe_finds_nothing(looks):
    assert wrong(looks, lambda look: look.axe) == []


@needs_browser
def test_every_image_has_an_alternative_text(looks):
    assert wrong(looks, lambda look: look.seen["unnamed"]) == []


@needs_browser
def test_no_page_needs_more_than_a_megabyte_before_anybody_does_anything(looks):
    heavy = wrong(looks, lambda look: look.seen["bytes"] > LIMIT and f"{look.seen['bytes']:,} bytes")
    assert heavy == []


@needs_browser
def test_every_page_says_its_language_and_names_both_editions(looks):
    tags = {"en": "en", "zh": "zh-CN"}
    edition = [look for look in looks if look.job.page.startswith(("en/", "zh/"))]
    assert wrong(edition, lambda look: look.seen["lang"] != tags[look.job.page[:2]] and look.seen["lang"]) == []
    assert wrong(edition, lambda look: {tag for tag, _ in look.seen["alternates"]} != set(tags.values())) == []


def test_every_page_has_its_twin():
    names = {lang: {p.relative_to(SITE / lang).as_posix() for p in (SITE / lang).rglob("*.html")} for lang in EDITIONS}
    assert names["en"] == names["zh"]
    assert len(names["en"]) > 100


def test_every_link_within_the_site_leads_somewhere():
    ids = {}
    links = defaultdict(set)
    for path in sorted(SITE.rglob("*.html")):
        soup = BeautifulSoup(path.read_text("utf-8"), "lxml")
        ids[path.resolve()] = {tag["id"] for tag in soup.find_all(id=True)}
        for link in soup.find_all("a", href=True):
            href = re.sub(r"\?[^#]*", "", link["href"])
            if path.name != "404.html" and not re.match(r"[a-z]+:|#$|$", href):
                links[path].add(href)
    broken = []
    for path, found in links.items():
        for href in found:
            file, _, anchor = href.partition("#")
            target = (path.parent / file).resolve() if file else path.resolve()
            if (target not in ids and not target.exists()) or (anchor and target in ids and anchor not in ids[target]):
                broken.append(f"{path.relative_to(SITE)}: {href}")
    assert broken == []


def test_every_row_of_the_data_has_an_address():
    from casestudy import list_cases
    from casestudy.coding.comparisons import list_comparisons
    from casestudy.findings import load
    from casestudy.scenarios.assumptions import list_models

    for lang in EDITIONS:
        for name in (*list_cases(), *list_comparisons(), *list_models()):
            for table, frame in load(name).tables.items():
                text = (SITE / lang / "reference" / f"rows-{name}-{table}.html").read_text("utf-8")
                assert [row for row in frame["id"] if f'<details id="{row}">' not in text] == []


# --- the Chinese edition --------------------------------------------------------------------------------------------

# Beside the names that prose keeps: codes of the data, of people who were interviewed, of statements, and of formulas.
CODES = re.compile(
    r"[a-z]+_\d+|[a-z]+(?:_[a-z0-9]+)+|[A-Z]?\d*|n\d|casestudy|findings|cite|case|only|rules|id|data|Bdir|Bind|Cac|Cex|API|A4"
)


def authors():
    """The surnames of those whom the book cites."""
    from pybtex.database import parse_file

    people = parse_file(ROOT / "book" / "references.bib").entries.values()
    return {name for entry in people for roles in entry.persons.values() for p in roles for name in p.last_names}


def known():
    from casestudy.coding.codebook import codebook
    from casestudy.findings.robustness import headlines

    book = codebook()
    names = {v.name for found in book.variables.values() for v in found}
    return (
        authors()
        | names
        | set(headlines())
        | set(book.tables)
        | {code for codes in book.codes.values() for code in codes}
    )


def latin(text, names=frozenset()):
    text = re.sub(r"(\w+) and (\w+)", lambda pair: "" if {pair[1], pair[2]} <= set(names) else pair[0], text)
    words = re.findall(r"[A-Za-z][A-Za-z_0-9]*", text)
    return [word for word in words if not (LATIN.fullmatch(word) or CODES.fullmatch(word) or word in names)]


def test_no_english_is_drawn_in_a_chinese_figure():
    chapters = sorted((ROOT / "_build" / "zh").glob("*/book/**/*.ipynb"))
    found = {}
    for path in chapters:
        for cell in nbformat.read(path, as_version=4).cells:
            for output in cell.get("outputs", []):
                drawn = output.get("metadata", {}).get("image/png", {})
                for text in (*drawn.get("words", ()), drawn.get("alt", "")):
                    if words := latin(text):
                        found[f"{path.stem}: {text[:60]}"] = words
    assert len(chapters) > 10
    assert found == {}


def test_no_english_is_left_in_the_text_of_the_chinese_edition():
    found, names = {}, known()
    for path in sorted((SITE / "zh").rglob("*.html")):
        name = path.relative_to(SITE / "zh").as_posix()
        article = BeautifulSoup(path.read_text("utf-8"), "lxml").find("article")
        if article is None or name.startswith(("reference/", "genindex", "search", "py-modindex")):
            continue
        for tag in article.select(
            "code, pre, kbd, [lang=en], .bibtex, .citation, .row-link, svg, textarea, a[href*='reference/rows-'], cite, [href*='bibliography']"
        ):
            tag.decompose()
        if words := latin(article.get_text(" "), names):
            found[name] = sorted(set(words))
    assert found == {}


# --- search ---------------------------------------------------------------------------------------------------------

SEARCH = """(terms) => terms.map((term) => {
  const [query, words, excluded, marks, objects] = Search._parseQuery(term);
  return [...new Set(Search._performSearch(query, words, excluded, marks, objects).map((result) => result[0]))];
})"""


@needs_browser
@pytest.mark.parametrize("lang", EDITIONS)
def test_every_term_is_found_on_every_page_that_holds_it(page, address, texts, lang):
    with (ROOT / "data" / "glossary.csv").open(encoding="utf-8", newline="") as file:
        terms = ["自主治理", "双向增权", "一组一会", "治理网络", *(row["term_zh"] for row in csv.DictReader(file))]
    page.goto(f"{address}{lang}/search.html?q=governance", wait_until="networkidle")
    found = page.evaluate(SEARCH, terms)
    mine = {
        name.removeprefix(f"{lang}/").removesuffix(".html"): t for name, t in texts.items() if name.startswith(lang)
    }
    missed = [  # a term of signs alone, 1+1>2, is no word of any index
        f"{term}: {name}"
        for term, names in zip(terms, found, strict=True)
        for name, text in mine.items()
        if term in text and name not in names and term != "1+1>2" and not name.startswith(("genindex", "search"))
    ]
    assert missed == []
    assert all(any(term in text for text in mine.values()) for term in ("双向增权", "一组一会", "治理网络"))


@needs_browser
def test_the_search_of_a_reader_shows_results(page, address):
    page.goto(f"{address}zh/search.html?q=双向增权", wait_until="networkidle")
    page.wait_for_selector("#search-results li")
    page.locator("#search-results a[href*='questions/side-by-side']").first.click()
    page.wait_for_url("**/zh/questions/side-by-side.html*")
    assert "双向增权" in page.locator("article").inner_text()


# --- what a reader does ---------------------------------------------------------------------------------------------


@needs_browser
def test_a_number_leads_to_its_rows_and_a_row_to_its_place_and_a_report(page, address):
    page.goto(f"{address}en/cases/pairing.html")
    page.locator("a.number").first.click()
    page.wait_for_url("**/reference/numbers-pairing.html#*")
    entry = page.locator(".rows details[open]")
    assert entry.count() == 1
    entry.locator("dd a[href*='rows-']").first.click()
    page.wait_for_url("**/reference/rows-pairing-*.html#*")
    row = page.locator(".rows details[open]")
    assert "section" in row.locator(".place").inner_text()
    name = row.get_attribute("id")
    row.locator(".report a").click()
    page.wait_for_url("**/method/correct.html?row=pairing.*")
    assert f"pairing.{name}" in page.locator(".report-form textarea").input_value()


@needs_browser
@pytest.mark.parametrize(("lang", "other"), [("en", "zh"), ("zh", "en")])
def test_a_page_switches_to_its_twin(page, address, lang, other):
    page.goto(f"{address}{lang}/questions/regimes.html")
    page.locator("a.language-switch").click()
    page.wait_for_url(f"{address}{other}/questions/regimes.html")


@needs_browser
@pytest.mark.parametrize(("lang", "word"), [("en", "Notebook"), ("zh", "笔记本")])
def test_a_chapter_is_taken_away_as_a_notebook(page, address, lang, word):
    page.goto(f"{address}{lang}/questions/regimes.html")
    with page.expect_download() as download:
        page.get_by_role("link", name=word, exact=True).click()
    copy = SITE / lang / "notebooks" / "questions-regimes.ipynb"
    assert download.value.suggested_filename == copy.name
    assert download.value.path().read_bytes() == copy.read_bytes()


@needs_browser
def test_an_exercise_replies_to_what_is_chosen(page, address):
    page.goto(f"{address}en/cases/pairing.html")
    quiz = page.locator(".exercise").first
    replies = set()
    for button in quiz.locator(".options button").all():
        button.click()
        assert button.get_attribute("aria-pressed") == "true"
        replies.add(quiz.locator(".reply").inner_text())
    assert "Right." in replies
    assert len(replies) == quiz.locator(".options button").count() > 1


@needs_browser
def test_code_is_folded_until_asked_for(page, address):
    page.goto(f"{address}zh/questions/empowerment.html")
    code = page.locator("div.cell details.hide").first
    assert not code.locator(".highlight").first.is_visible()
    code.locator("summary").first.click()
    assert code.locator(".highlight").first.is_visible()


@needs_browser
@pytest.mark.parametrize(("lang", "other"), [("en", "zh"), ("zh", "en")])
def test_a_network_can_be_filtered_and_searched_on_the_site(page, address, lang, other):
    from casestudy import load_case, network
    from casestudy.coding.messages import say

    G = network(load_case("pairing"), "empowerment")
    denied = [data for *_, data in G.edges(data=True) if data["polarity"] == "denied"]
    node = next(n for n, data in G.nodes(data=True) if data["row"] == "actor_002")
    assert 0 < len(denied) < G.number_of_edges()
    page.goto(f"{address}{lang}/networks/pairing-empowerment.html")
    view = page.locator(".nv")
    view.locator(".nv-filters summary").click()
    view.locator('fieldset[data-facet="polarity"] input[value="denied"]').check()
    shown = say("diagram_shown", lang, n=len(denied), m=G.number_of_edges())
    assert view.locator(".nv-shown").inner_text() == shown
    assert view.locator('[data-sheet="edges"] tbody tr:visible').count() == len(denied)
    view.get_by_role("combobox").fill(G.nodes[node][f"label_{other}"])
    view.get_by_role("combobox").press("Enter")
    assert G.nodes[node][f"label_{lang}"] in view.locator(".nv-card strong").inner_text()
    assert view.locator(f".nv-card a[href$='#{G.nodes[node]['row']}']").count() == 1


@needs_browser
@pytest.mark.parametrize(
    "name", ["en/index.html", "zh/questions/empowerment.html", "zh/networks/pairing-empowerment.html"]
)
def test_the_site_works_from_a_disk(chrome, name):
    page = chrome.new_context(offline=True).new_page()
    faults = []
    page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("requestfailed", lambda r: faults.append(r.url) if "favicon" not in r.url else None)
    page.goto((SITE / name).as_uri())
    assert faults == []
    page.goto((SITE / "zh" / "search.html").as_uri() + "?q=双向增权")
    page.wait_for_selector("#search-results li")
    assert faults == []
    page.context.close()


@needs_browser
@pytest.mark.parametrize(
    "name",
    ["en/index.html", "zh/sure/evidence.html", "en/networks/pairing-lists.html", "zh/reference/rows-pairing-ties.html"],
)
def test_a_page_can_be_read_with_scripts_off(chrome, address, name):
    context = chrome.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(address + name)
    assert len(page.locator("article").inner_text()) > 400
    assert page.locator("article img, article .nv-view svg, article .rows > details").first.is_visible()
    context.close()


def test_what_every_site_has_is_there():
    for name in (
        "index.html",
        "404.html",
        "sitemap.xml",
        "favicon.svg",
        "version.json",
        "en/_static/preview.png",
        "zh/_static/preview.png",
    ):
        assert (SITE / name).stat().st_size > 100, name


@pytest.mark.parametrize("lang", EDITIONS)
def test_every_chapter_says_how_to_cite_it(lang):
    text = (SITE / lang / "questions" / "empowerment.html").read_text("utf-8")
    assert "@incollection{casestudy-questions-empowerment" in text
    assert "[EB/OL]" in text
    assert re.search(r"(commit |提交)[0-9a-f]{7}", text)
