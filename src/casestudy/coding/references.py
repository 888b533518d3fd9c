"""Citations: how to cite: the article of a case, and a page of the book.

A page is cited from what the build says of itself: a mapping with ``version``,
``commit``, ``date`` and ``site`` (the address of the site, or nothing).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from casestudy.coding.cases import Case
from casestudy.coding.codebook import Lang
from casestudy.coding.messages import listing, say

CHINESE = re.compile("[\u3400-\u9fff]{2,4}")


def reference(case: Case, lang: Lang) -> str:
    """Return how to cite the article of a case.

    Examples
    --------
    >>> from casestudy import load_case
    >>> load_case("pairing").card["article"]["title_en"] in reference(load_case("pairing"), "en")
    True

    """
    article, names = case.card["article"], authors(case.card["article"], lang)
    return say(
        "print_reference",
        lang,
        authors=listing(names, lang) if lang == "en" else "，".join(names),
        year=article["year"],
        title=article["title_en"],
        original=article["title_zh"],
        number=article["number"],
    )


def authors(article: Mapping[str, Any], lang: Lang) -> list[str]:
    """Return the authors of an article as readers are shown them.

    A card writes them ``Family, Given``. Whose name is a Chinese one keeps that order, everybody else is called
    by the given name first; which is which, the name in Chinese tells, where the card has it.

    Examples
    --------
    >>> authors({"authors_en": ["Qin, Jie", "Ostrom, Elinor"], "authors_zh": ["秦洁", "埃莉诺·奥斯特罗姆"]}, "en")
    ['Qin Jie', 'Elinor Ostrom']
    >>> authors({"authors_en": ["Ostrom, Elinor", "World Bank,"]}, "en")
    ['Elinor Ostrom', 'World Bank']

    """
    names = article.get(f"authors_{lang}", [])
    if lang == "zh":
        return list(names)
    chinese = [*article.get("authors_zh", []), *[""] * len(names)]
    return [_called(name, other) for name, other in zip(names, chinese, strict=False)]


def _called(name: str, chinese: str) -> str:
    family, _, given = (part.strip() for part in name.partition(","))
    return " ".join(filter(None, [family, given] if CHINESE.fullmatch(chinese) else [given, family]))


def address(made: Mapping[str, str], lang: Lang, page: str = "") -> str:
    """Return the address of an edition or of a page of it on the web, or nothing if it is not known.

    Examples
    --------
    >>> address({"site": "https://example.org/"}, "zh", "cases/pairing")
    'https://example.org/zh/cases/pairing.html'

    """
    if not made["site"]:
        return ""
    edition = f"{made['site'].rstrip('/')}/{lang}"
    return f"{edition}/{page}.html" if page else edition


def page_reference(made: Mapping[str, str], lang: Lang, page: str, title: str) -> str:
    """Return how to cite a page of the book by GB/T 7714."""
    words = {"author": say("book_author", lang), "book": say("book_title", lang), "title": title, **made}
    where = address(made, lang, page)
    return say("cite_gbt_form", lang, **words) + (f" {where}." if where else "")


def bibtex_entry(made: Mapping[str, str], lang: Lang, page: str, title: str) -> str:
    """Return how to cite a page of the book as an entry of BibTeX."""
    where = address(made, lang, page)
    lines = [
        f"@incollection{{casestudy-{page.replace('/', '-')},",
        f"  title = {{{title}}},",
        f"  author = {{{{{say('book_author', lang)}}}}},",
        f"  booktitle = {{{say('book_title', lang)}}},",
        f"  year = {{{made['date'][:4]}}},",
        f"  note = {{{say('cite_version', lang, **made)}}},",
        *([f"  url = {{{where}}},"] if where else []),
        "}",
    ]
    return "\n".join(lines)
