"""How to cite: the article of a case, and a page of the book."""

from collections.abc import Mapping

from casestudy.cases import Case
from casestudy.codebook import Lang
from casestudy.messages import listing, say


def reference(case: Case, lang: Lang) -> str:
    """Return how to cite the article of a case."""
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


def address(made: Mapping[str, str], lang: Lang) -> str:
    """Return the address of an edition on the web, or nothing if it is not known."""
    return f"{made['site']}/{lang}" if made["site"] else ""


def citation(made: Mapping[str, str], lang: Lang, name: str, title: str) -> str:
    """Return how to cite a page of the book."""
    words = {"author": say("book_author", lang), "book": say("book_title", lang), "title": title, **made}
    where = f" {address(made, lang)}/{name}.html." if made["site"] else ""
    return say("cite_gbt_form", lang, **words) + where
