"""The script of the figures of networks, in a real browser: what one points at, finds, filters, sorts and hears.

Pages are written for the tests, and served under an address of their own with
a policy that forbids all but their own script and style.
"""

import re
from itertools import product
from pathlib import Path

import pytest

from casestudy import load_case, network
from casestudy.figures.explorer.diagram import diagram
from casestudy.figures.explorer.edges import edges

ROOT = Path(__file__).resolve().parents[1]
playwright = pytest.importorskip("playwright.sync_api", reason="the package playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
import chromium

CHROMIUM = chromium.find()
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=chromium.MISSING)

STATIC = ROOT / "book" / "_static"
SITE = "http://book.test/"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'"
# The colours of the theme of the book, as far as the figures use them.
THEME = """
:root { --pst-color-text-base: #222832; --pst-color-text-muted: #48566b; --pst-color-background: #fff;
        --pst-color-surface: #f3f4f5; --pst-color-border: #d1d5da; --pst-color-link: #176de8; }
html[data-theme="dark"] { --pst-color-text-base: #ced6dd; --pst-color-text-muted: #9ca4af; --pst-color-background: #121212;
        --pst-color-surface: #202427; --pst-color-border: #3b444f; --pst-color-link: #528fe4; }
body { margin: 16px; background: var(--pst-color-background); color: var(--pst-color-text-base); font: 16px sans-serif; }
a { color: var(--pst-color-link); }
"""
PAIRING = load_case("pairing")


def piece(kind, lang="en", case=PAIRING):
    return diagram(network(case, kind), lang, lambda row: f"rows.html#{row}")


def document(body, lang="en", theme="light"):
    return (
        f'<!doctype html><html lang="{lang}" data-theme="{theme}"><head><meta charset="utf-8"><title>Networks</title>'
        '<link rel="stylesheet" href="theme.css"><link rel="stylesheet" href="explorer.css">'
        f'<script src="explorer.js"></script></head><body><main><h1>Networks</h1>{body}</main></body></html>'
    )


@pytest.fixture(scope="module")
def chrome():
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(chrome):
    """Open a page with a body; anything that goes wrong in it, or is asked of another host, fails the test."""
    contexts, faults = [], []

    def answer(route, html):
        name = route.request.url.removeprefix(SITE)
        files = {"": html, "theme.css": THEME} | {
            n: (STATIC / n).read_text("utf-8") for n in ("explorer.js", "explorer.css")
        }
        kinds = {"css": "text/css", "js": "text/javascript"}
        if name not in files:
            faults.append(route.request.url)
            return route.abort()
        kind = kinds.get(name.rpartition(".")[2], "text/html")
        return route.fulfill(
            body=files[name], content_type=f"{kind}; charset=utf-8", headers={"Content-Security-Policy": POLICY}
        )

    def open_page(body, lang="en", theme="light", size=(1280, 900), **options):
        context = chrome.new_context(viewport={"width": size[0], "height": size[1]}, **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.route("**/*", lambda route: answer(route, document(body, lang, theme)))
        page.goto(SITE)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def box(page, n):
    return page.locator(f'.nv-box[data-n="{n}"]')


def line(page, u, v):
    return page.locator(f'.nv-line[data-u="{u}"][data-v="{v}"]')


def tell(page):
    return page.locator(".nv-card").inner_text()


def rows_shown(page):
    return page.locator('[data-sheet="edges"] tbody tr:not([hidden])').count()


def tick(page, facet, code):
    page.locator(".nv-filters").evaluate("x => { x.open = true; }")
    page.check(f'fieldset[data-facet="{facet}"] input[value="{code}"]')


def eventually(page, what):
    """Wait for what comes after an event; the browser's own way of waiting needs what the policy forbids."""
    for _ in range(100):
        if page.evaluate(what):
            return
        page.wait_for_timeout(50)
    raise AssertionError(what)


def violations(page):
    found = axe.Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [(v["id"], v["nodes"][0]["html"][:120]) for v in found]


def test_without_the_script_the_figure_and_its_tables_are_there_and_nothing_else(visit):
    page = visit(piece("empowerment"), java_script_enabled=False)
    assert page.locator(".nv-view svg").is_visible()
    assert page.locator(".nv-tools").is_hidden()
    assert rows_shown(page) == 65
    assert page.get_by_role("img", name="Empowerment: 13 boxes and 18 lines").is_visible()


def test_pointing_at_a_line_tells_its_rows_with_links(visit):
    page = visit(piece("empowerment"))
    G = network(PAIRING, "empowerment")
    pair = next((e.source, e.target) for e in edges(G))
    line(page, *pair).locator(".nv-hit").dispatch_event("pointerover")
    links = page.locator(".nv-card a").evaluate_all("links => links.map(x => x.getAttribute('href'))")
    assert links == [f"rows.html#{e.row}" for e in edges(G) if (e.source, e.target) == pair]


def test_a_tapped_box_is_told_of_in_both_languages_and_its_neighbours_come_forward(visit):
    page = visit(piece("empowerment"), size=(390, 844), has_touch=True)
    box(page, "actor_002").tap()
    assert "Party organisation of Community B" in tell(page)
    assert "B社区党组织" in tell(page)
    assert page.locator('.nv-card a[href="rows.html#actor_002"]').count() == 1
    G = network(PAIRING, "empowerment")
    near = {n for e in edges(G) if "actor_002" in (e.source, e.target) for n in (e.source, e.target)}
    assert set(page.locator(".nv-box.nv-near").evaluate_all("x => x.map(g => g.dataset.n)")) == near


def test_escape_clears(visit):
    page = visit(piece("empowerment"))
    box(page, "actor_002").click()
    page.keyboard.press("Escape")
    assert page.locator(".nv-near, .nv-chosen").count() == 0
    assert "actor_002" not in tell(page)


def test_keys_lead_from_box_to_box_along_lines_and_into_what_is_told(visit):
    page = visit(piece("composition"))
    order = page.locator(".nv-box").evaluate_all("x => x.map(g => g.dataset.n)")
    focused = "document.activeElement.dataset.n || [document.activeElement.dataset.u, document.activeElement.dataset.v].join()"
    page.locator(".nv-tools a").focus()
    page.keyboard.press("Tab")
    assert page.evaluate(focused) == order[0]
    page.keyboard.press("ArrowDown")
    assert page.evaluate(focused) == order[1]
    page.keyboard.press("ArrowRight")
    u, v = page.evaluate(focused).split(",")
    assert order[1] in (u, v)
    page.keyboard.press("ArrowDown")
    assert page.evaluate(focused) == (v if u == order[1] else u)
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('.nv-card') !== null")
    page.keyboard.press("Escape")
    assert page.evaluate(focused) == order[0]


def test_every_line_and_box_can_be_reached_by_keys(visit):
    page = visit(piece("empowerment"))
    page.locator('.nv-view [tabindex="0"]').focus()
    reached, boxes, lines = set(), page.locator(".nv-box").count(), page.locator(".nv-line").count()
    where = "(() => { const d = document.activeElement.dataset; return d.n || `${d.u}>${d.v}`; })()"
    for _ in range(boxes):
        home = page.evaluate(where)
        while True:
            reached.add(page.evaluate(where))
            page.keyboard.press("ArrowRight")
            if page.evaluate(where) == home:
                break
        page.keyboard.press("ArrowDown")
    assert len(reached) == boxes + lines


@pytest.mark.parametrize(("lang", "typed"), [("en", "社区党组织"), ("zh", "party organisation of community")])
def test_a_box_is_found_by_its_name_in_the_other_language(visit, lang, typed):
    page = visit(piece("empowerment", lang), lang)
    page.get_by_role("combobox").fill(typed)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.dataset.n") == "actor_002"
    assert box(page, "actor_002").get_attribute("aria-selected") == "true"


def test_a_box_far_away_is_scrolled_into_sight_when_found(visit):
    page = visit(piece("evidence"), size=(390, 844))
    last = page.locator(".nv-box").last.get_attribute("data-n")
    page.get_by_role("combobox").fill(page.locator(".nv-box title").last.text_content())
    page.keyboard.press("Enter")
    at, view = box(page, last).bounding_box(), page.locator(".nv-view").bounding_box()
    assert view["x"] <= at["x"] <= view["x"] + view["width"] - 100
    assert view["y"] <= at["y"] <= view["y"] + view["height"]


def test_what_is_called_nothing_is_said_so(visit):
    page = visit(piece("composition"))
    page.get_by_role("combobox").fill("zzz")
    assert page.locator(".nv-find li").inner_text() == "Nothing is called that"


def test_filters_act_on_figure_table_counts_and_what_is_announced(visit):
    page = visit(piece("actors"))
    of = edges(network(PAIRING, "actors"))
    denied = [e for e in of if e.look == "denied"]
    tick(page, "polarity", "denied")
    assert rows_shown(page) == len(denied)
    assert page.locator(".nv-shown").inner_text() == f"{len(denied)} of {len(of)} ties shown"
    visible = page.locator(".nv-line:not(.nv-gone)")
    assert visible.count() == len({(e.source, e.target) for e in denied})
    assert set(visible.evaluate_all("x => x.map(g => g.dataset.look)")) == {"denied"}
    ends = {n for e in denied for n in (e.source, e.target)}
    assert page.locator(".nv-box:not(.nv-faded)").count() == len(ends)
    assert page.locator('[data-sheet="nodes"] tbody tr:not([hidden])').count() == len(ends)
    up = sum(e.codes["direction"] == "up" for e in denied)
    assert page.locator('fieldset[data-facet="direction"] label', has_text="Up").locator(
        ".nv-count"
    ).inner_text() == str(up)


def test_two_filters_join_and_reset_undoes_them(visit):
    page = visit(piece("actors"))
    of = edges(network(PAIRING, "actors"))
    for facet, code in (("relation", "report"), ("relation", "service"), ("basis", "inferred")):
        tick(page, facet, code)
    wanted = [e for e in of if e.codes["relation"] in ("report", "service") and e.look == "inferred"]
    assert rows_shown(page) == len(wanted)
    page.get_by_role("button", name="Reset").click()
    assert rows_shown(page) == len(of)
    assert page.locator(".nv-faded, .nv-gone").count() == 0


def test_after_a_filter_a_line_is_drawn_by_what_is_left_of_it(visit):
    page = visit(piece("actors"))
    crossed = page.locator('.nv-line[data-denied]:not([data-look="denied"])').first
    tick(page, "polarity", "affirmed")
    assert crossed.count() == 0 or crossed.locator(".nv-cross").is_hidden()
    assert page.locator(".nv-line[data-denied]:not(.nv-gone)").count() == 0


def test_columns_sort_both_ways_by_keyboard_and_say_so(visit):
    page = visit(piece("empowerment"))
    head = page.locator('[data-sheet="edges"] th').nth(2)
    for want in ("ascending", "descending"):
        head.locator("button").focus()
        page.keyboard.press("Enter")
        assert head.get_attribute("aria-sort") == want
        ids = page.locator('[data-sheet="edges"] td:nth-child(3) a').all_inner_texts()
        assert ids == sorted(ids, reverse=want == "descending")


def test_the_wheel_alone_scrolls_the_page_and_with_ctrl_changes_the_size(visit):
    page = visit(piece("composition") + '<p class="long"></p>' + piece("prescribed"))
    svg = page.locator(".nv-view svg").first
    before = svg.bounding_box()["width"]
    svg.hover()
    page.mouse.wheel(0, 300)
    eventually(page, "window.scrollY > 0")
    assert svg.bounding_box()["width"] == before
    svg.hover()
    page.keyboard.down("Control")
    page.mouse.wheel(0, -300)
    page.keyboard.up("Control")
    eventually(page, f"document.querySelector('.nv-view svg').getBoundingClientRect().width > {before}")


def test_buttons_change_the_size_and_whole_shows_all(visit):
    page = visit(piece("evidence"))
    inside = "(() => { const v = document.querySelector('.nv-view'); return v.scrollWidth <= v.clientWidth && v.scrollHeight <= v.clientHeight; })()"
    assert not page.evaluate(inside)
    page.get_by_role("button", name="Whole figure").click()
    assert page.evaluate(inside)
    small = page.locator(".nv-view svg").bounding_box()["width"]
    page.get_by_role("button", name="Larger").click()
    assert page.locator(".nv-view svg").bounding_box()["width"] > small


def test_dragging_moves_the_figure_and_chooses_nothing(visit):
    page = visit(piece("actors"), size=(800, 900))
    page.locator(".nv-view").evaluate("v => { v.scrollLeft = 0; }")
    at = page.locator(".nv-view").bounding_box()
    page.mouse.move(at["x"] + 300, at["y"] + 200)
    page.mouse.down()
    page.mouse.move(at["x"] + 200, at["y"] + 150, steps=4)
    page.mouse.up()
    assert page.locator(".nv-view").evaluate("v => [v.scrollLeft, v.scrollTop]") == [100, 50]
    assert page.locator(".nv-chosen").count() == 0


def test_two_figures_on_a_page_do_not_touch_each_other_and_leave_no_global(visit):
    page = visit(piece("empowerment") + piece("actors"))
    first, second = page.locator(".nv").first, page.locator(".nv").nth(1)
    second.locator(".nv-filters").evaluate("x => { x.open = true; }")
    second.locator('fieldset[data-facet="polarity"] input[value="denied"]').check()
    assert first.locator(".nv-gone").count() == 0
    assert second.locator(".nv-gone").count() > 0
    assert page.evaluate("Object.keys(window).filter(k => /^nv|explor|casestudy/i.test(k))") == []


def test_it_works_from_a_file(chrome, tmp_path):
    for name in ("explorer.js", "explorer.css"):
        (tmp_path / name).write_text((STATIC / name).read_text("utf-8"), "utf-8")
    (tmp_path / "theme.css").write_text(THEME, "utf-8")
    (tmp_path / "page.html").write_text(document(piece("composition")), "utf-8")
    page = chrome.new_page()
    page.goto((tmp_path / "page.html").as_uri())
    assert page.locator(".nv-tools").is_visible()
    page.close()


BY_DAY = [("empowerment", "zh", "dark", (390, 844)), ("composition", "en", "light", (1280, 900))]
WAYS = product([("empowerment", "zh"), ("composition", "en")], ["light", "dark"], [(1280, 900), (390, 844)])
BY_NIGHT = [way for (of, *look) in WAYS if (way := (*of, *look)) not in BY_DAY]
ALL_WAYS = pytest.mark.night("axe in all ways")


@pytest.mark.parametrize(
    ("kind", "lang", "theme", "size"), [*BY_DAY, *(pytest.param(*way, marks=ALL_WAYS) for way in BY_NIGHT)]
)
def test_axe_finds_nothing_at_rest_and_in_use(visit, kind, lang, theme, size):
    page = visit(piece(kind, lang), lang, theme, size)
    assert violations(page) == []
    page.locator(".nv-filters").evaluate_all("x => x.forEach(y => { y.open = true; })")
    page.locator(".nv-box").first.dispatch_event("click")
    page.get_by_role("combobox").fill("a")
    assert violations(page) == []


@pytest.mark.parametrize("kind", ["actors", "evidence"])
def test_on_a_phone_the_page_is_no_wider_than_the_screen_and_controls_are_large(visit, kind):
    page = visit(piece(kind), size=(390, 844))
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    sizes = page.locator(".nv-tools button, .nv-tools input:not([type=checkbox]), .nv-tools summary")
    assert min(x.bounding_box()["height"] for x in sizes.all()) >= 36
    widths = page.locator(".nv-hit").evaluate_all("x => x.map(g => parseFloat(getComputedStyle(g).strokeWidth))")
    assert min(widths) >= 14


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("kind", ["empowerment", "lists", "process", "framework"])
def test_no_letter_leaves_its_box(visit, kind, lang):
    page = visit(piece(kind, lang), lang)
    beyond = """boxes => boxes.filter(g => {
        const box = g.querySelector("rect").getBoundingClientRect(), text = g.querySelector("text").getBoundingClientRect();
        return text.left < box.left || text.right > box.right || text.top < box.top - 2 || text.bottom > box.bottom + 2;
    }).map(g => g.textContent)"""
    assert page.locator(".nv-box").evaluate_all(beyond) == []


def test_with_reduced_motion_nothing_moves_by_itself(visit):
    page = visit(piece("composition"), reduced_motion="reduce")
    assert page.locator(".nv-box").first.evaluate("g => getComputedStyle(g).transitionDuration") == "0s"


def test_the_script_is_small_and_free_of_what_a_strict_policy_forbids():
    import gzip

    script = (STATIC / "explorer.js").read_bytes()
    assert len(gzip.compress(script)) < 15_000
    assert not re.search(rb"\beval\b|new Function|innerHTML|https?://(?!www\.w3\.org)", script)
