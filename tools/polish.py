"""What an edition carries beyond what its pages need, taken away; and what the theme forgets, added."""

import re
from collections.abc import Iterable
from pathlib import Path

from fonts import subset, write_chinese

from casestudy.coding.codebook import Lang
from casestudy.coding.messages import say

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
ICON_RULE = re.compile(r'\.fa-[\w-]+:before\{content:"\\([0-9a-f]+)"\}')
RULE, CLASS, CLASSES = (
    re.compile(r"([^{}]+)\{[^{}]*\}"),
    re.compile(r"\.(-?[A-Za-z_][\w-]*)"),
    re.compile(r'class="([^"]*)"'),
)


def polish(edition: Path, lang: Lang) -> None:
    """Make an edition light enough for a phone, and whole for those who do not see it."""
    pages = {page: page.read_text("utf-8") for page in sorted(edition.rglob("*.html"))}
    text = "".join(pages.values())
    write_chinese(edition / "_static" / "chinese.woff2", text)  # for wide screens without a font; phones have one
    keep_used_rules(edition, pages.values())
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


def keep_used_rules(edition: Path, pages: Iterable[str]) -> None:
    """Keep of the theme's rules only those for classes that a page or a script knows, and of its icons those in use."""
    scripts = "".join(path.read_text("utf-8") for path in edition.rglob("*.js"))
    known = set(re.findall(r"[\w-]+", scripts)) | LATER
    for html in pages:
        known.update(word for names in CLASSES.findall(html) for word in names.split())
    style = edition / "_static" / "styles" / "pydata-sphinx-theme.css"
    rules = RULE.sub(lambda rule: rule[0] if _serves(rule[1], known) else "", style.read_text("utf-8"))
    style.write_text(rules, "utf-8", newline="\n")
    font = edition / ICONS / "fa-solid-900.woff2"
    subset(font, font, {chr(int(code, 16)) for code in ICON_RULE.findall(rules)})
    for other in (edition / ICONS).iterdir():
        if other != font:
            other.unlink()


def _serves(selectors: str, known: set[str]) -> bool:
    """Say whether any of the selectors of a rule could meet something on a page; what is intricate is kept."""
    if not CLASS.search(selectors) or not set("(\\@").isdisjoint(selectors):
        return True
    return any(known.issuperset(CLASS.findall(one)) for one in selectors.split(","))
