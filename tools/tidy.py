"""What an edition carries beyond what its pages need, taken away; and what the theme forgets, added."""

import re
from pathlib import Path

from fonts import chinese_font, subset

from casestudy.codebook import Lang
from casestudy.messages import say

ICONS = Path("_static") / "vendor" / "fontawesome" / "webfonts"
# Signs that scripts add when a page is open.
LATER = {"fa-xmark"}
# Styles and scripts that every page asks for, and the mark of those pages that need them.
SELDOM = {
    r"<link[^>]*_static/sphinx-design[^>]*>|<script[^>]*design-tabs[^>]*></script>": 'class="sd-',
    r"<link[^>]*_static/mystnb\.[^>]*>": 'class="cell',
    r"<script[^>]*(?:clipboard\.min|copybutton)\.js[^>]*></script>|<link[^>]*copybutton\.css[^>]*>": 'class="highlight',
}
# Words that the theme has in English only: in attributes, so that a translation of text does not reach them.
THEME_WORDS = (
    "Link to this heading", "Link to this term", "Link to this definition", "Toggle primary sidebar",
    "Toggle secondary sidebar", "Color mode", "Toggle hidden content",
)  # fmt: skip
ICON_RULE = re.compile(r'((?:\.fa-[\w-]+:before,?)+)\{content:"\\([0-9a-f]+)"\}')


def tidy(edition: Path, lang: Lang) -> None:
    """Make an edition light enough for a phone, and whole for those who do not see it."""
    pages = {page: page.read_text("utf-8") for page in sorted(edition.rglob("*.html"))}
    text = "".join(pages.values())
    write_chinese_font(edition, text)
    keep_used_icons(edition, text)
    for page, html in pages.items():
        page.write_text(hurry_nothing(without_seldom(name_folds(speak(html, lang), lang))), "utf-8", newline="\n")


def speak(html: str, lang: Lang) -> str:
    """Say in the language of the edition what the theme says in English."""
    for n, words in enumerate(THEME_WORDS):
        html = html.replace(f'="{words}"', f'="{say(f"theme_words_{n}", lang)}"')
    return html


def name_folds(html: str, lang: Lang) -> str:
    """Name the signs that unfold a branch of the contents, which the theme leaves without words; mend roles."""
    fold = '<summary><span class="toctree-toggle"'
    html = html.replace(fold, fold.replace("<summary", f'<summary aria-label="{say("toc_unfold", lang)}"'))
    html = html.replace('<th class="head"><p></p></th>', "<td></td>")
    return html.replace('role="doc-biblioentry"', 'role="listitem"')  # the former is out of use, and needs the latter


def without_seldom(html: str) -> str:
    """Let a page ask only for the styles and scripts that it needs."""
    for asked, mark in SELDOM.items():
        if mark not in re.sub(r"<(?:link|script)[^>]*>", "", html):
            html = re.sub(asked, "", html)
    return html


def hurry_nothing(html: str) -> str:
    """Let a page load the figures below its first one only when a reader comes near them."""
    first, image, rest = html.partition("<img ")
    return first + image + rest.replace("<img ", '<img loading="lazy" ')


def write_chinese_font(edition: Path, text: str) -> None:
    """Write the Chinese characters of an edition as a web font.

    ``casestudy.css`` asks for it on wide screens only, after the fonts that
    systems bring; phones have one.
    """
    characters = set(re.findall(r"[\u2e80-\u9fff\uff00-\uffef]", text))
    subset(chinese_font(), edition / "_static" / "chinese.woff2", characters)


def keep_used_icons(edition: Path, text: str) -> None:
    """Keep of the theme's font of icons, and of its rules, only the signs in use."""
    used = set(re.findall(r"\bfa-[\w-]+", text)) | LATER
    style = edition / "_static" / "styles" / "pydata-sphinx-theme.css"
    codes: set[str] = set()

    def keep(rule: re.Match[str]) -> str:
        if used.isdisjoint(re.findall(r"fa-[\w-]+", rule[1])):
            return ""
        codes.add(chr(int(rule[2], 16)))
        return rule[0]

    style.write_text(ICON_RULE.sub(keep, style.read_text("utf-8")), "utf-8", newline="\n")
    font = edition / ICONS / "fa-solid-900.woff2"
    subset(font, font, codes)
    for other in (edition / ICONS).iterdir():
        if other != font:
            other.unlink()
