"""Quotation marks are written in both languages, and are wider in Chinese: each edition takes them from its own fonts."""

from pathlib import Path

import matplotlib
import pytest

pytest.importorskip("playwright", reason="the package playwright is not installed")
import chromium
import fonts
import paper
import pdf
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parents[1]
pytestmark = pytest.mark.skipif(chromium.find() is None, reason=chromium.MISSING)
# A system that has one Latin and one Chinese font, and neither Arial nor what stands in for it.
FONTCONFIG = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<dir>{latin}</dir><dir>{chinese}</dir><cachedir>{cache}</cachedir>
<alias><family>sans-serif</family><prefer><family>DejaVu Sans</family></prefer></alias></fontconfig>"""
CHINESE = "Noto Sans CJK SC"  # as most systems name it; the font that comes with zhplot is called otherwise
QUOTES = '<p class="quotes">“’…—”</p>'


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    from playwright.sync_api import sync_playwright

    folder = tmp_path_factory.mktemp("fonts")
    latin = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    with TTFont(fonts.chinese_font()) as font:
        for name in font["name"].names:
            name.string = CHINESE
        font.save(folder / "chinese.ttf")
    made = FONTCONFIG.format(latin=latin, chinese=folder, cache=folder / "cache")
    (folder / "fonts.conf").write_text(made, "utf-8")
    with sync_playwright() as playwright:
        env = {"FONTCONFIG_FILE": str(folder / "fonts.conf"), "HOME": str(folder)}
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=["--no-sandbox"], env=env)
        yield browser.new_page(viewport={"width": 1280, "height": 900})
        browser.close()


def faces(page, address, selector=".quotes"):
    """The fonts of which the marks of a page are made."""
    page.goto(address)
    page.evaluate(chromium.LOAD_FONTS)
    tools = page.context.new_cdp_session(page)
    for room in ("DOM", "CSS"):
        tools.send(f"{room}.enable")
    root = tools.send("DOM.getDocument")["root"]["nodeId"]
    node = tools.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    return {font["familyName"] for font in tools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]}


def styled(folder, lang, body):
    """Write a page with the styles of the book; of the theme, only how it sets the font."""
    styles = "".join(
        (ROOT / "book" / "_static" / f"{name}.css").read_text("utf-8") for name in ("casestudy", "explorer")
    )
    fonts.write_chinese(folder / "chinese.woff2", body)
    path = folder / "page.html"
    style = f"<style>{styles} body {{ font-family: var(--pst-font-family-base); }}</style>"
    path.write_text(f'<!doctype html><html lang="{lang}"><meta charset="utf-8">{style}<body>{body}', "utf-8")
    return path.as_uri()


WANTED = pytest.mark.parametrize(("lang", "face"), [("en", "DejaVu Sans"), ("zh-CN", CHINESE)])


@WANTED
def test_the_marks_of_a_page_come_from_the_fonts_of_its_language(page, tmp_path, lang, face):
    assert faces(page, styled(tmp_path, lang, QUOTES)) == {face}


@WANTED
def test_the_marks_of_a_network_come_from_the_fonts_of_its_language(page, tmp_path, lang, face):
    from casestudy.figures.explorer.diagram import FONTS

    drawn = f'<div class="nv"><svg font-family="{FONTS}"><text y="20" class="quotes">“’…—”</text></svg></div>'
    assert faces(page, styled(tmp_path, lang, drawn)) == {face}


@pytest.mark.parametrize(("lang", "face"), [("en", "DejaVu Sans"), ("zh", "Noto Sans SC")])
def test_the_marks_in_print_come_from_the_fonts_of_its_language(page, lang, face):
    with pdf.laid_out(paper.document(lang, "标题", QUOTES)) as path:
        assert faces(page, path.as_uri()) == {face}


def test_chinese_on_an_english_page_is_drawn_by_a_chinese_font(page, tmp_path):
    assert faces(page, styled(tmp_path, "en", '<p class="quotes">双向增权</p>')) == {CHINESE}
