"""How to cite: the article of a case, and a page of the book.

A page is cited from what the build says of itself: a mapping with ``version``,
``commit``, ``date`` and ``site`` (the address of the site, or nothing).
"""

from __future__ import annotations

from collections.abc import Mapping

from casestudy.cases import Case
from casestudy.codebook import Lang
from casestudy.messages import listing, say


def reference(case: Case, lang: Lang) -> str:
    """Return how to cite the article of a case.

    Examples
    --------
    >>> from casestudy import load_case
    >>> load_case("pairing").card["article"]["title_en"] in reference(load_case("pairing"), "en")
    True

    """
    article = case.card["article"]
    names = article[f"authors_{lang}"]
    return say(
        "print_reference",
        lang,
        authors=listing(names, lang) if lang == "en" else "，".join(names),
        year=article["year"],
        title=article["title_en"],
        original=article["title_zh"],
        number=article["number"],
    )


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


def bibtex(made: Mapping[str, str], lang: Lang, page: str, title: str) -> str:
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
