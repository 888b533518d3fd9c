"""Write what to cite as BibTeX: the article of a case, and its coding."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from casestudy.cases import Case
from casestudy.files import MARK

# What TeX would read as a command; braces last, since they are also what the others are written with.
TEX = {"\\": r"\textbackslash ", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_"}
TEX |= {"~": r"\textasciitilde ", "^": r"\textasciicircum "}

PLAIN = ("author", "doi")


def bibtex(case: Case) -> dict[str, bytes]:
    """Write an entry for the article in each language that its card has, and one for the coding.

    What the card does not know is left out: an entry without a year or an
    author can be read, and completed by whoever knows more.

    Examples
    --------
    >>> from casestudy import load_case
    >>> print(bibtex(load_case("pairing"))["pairing.bib"].decode().splitlines()[1])
    @misc{pairing,

    """
    article = case.card["article"]
    key = re.sub(r"[^\w-]+", "-", case.name)
    entries = [_article(key, article, "zh"), _article(f"{key}-en", article, "en")]
    coding = {
        "title": f"{case.title('en' if 'en' in case.card['languages'] else 'zh')}: a coded case study",
        "author": f"{{{tex(coder)}}}" if (coder := case.card.get("coded_by")) else "",
        "year": year[0] if (year := re.match("[0-9]{4}(?![0-9])", case.card.get("coded_on", ""))) else "",
        "version": case.card.get("data_version", ""),
        "note": f"Data, {case.card['licence']}" if "licence" in case.card else "Data",
    }
    entries.append(_entry("misc", f"{key}-coding", coding))
    return {f"{case.name}.bib": "\n".join([f"% {MARK}", *filter(None, entries)]).encode()}


def _article(key: str, article: Mapping[str, Any], lang: str) -> str:
    """Write the entry of an article in a language, or nothing if its title is not known there."""
    if not article.get(f"title_{lang}"):
        return ""
    fields = {
        "title": article[f"title_{lang}"],
        "author": " and ".join(map(tex, article.get(f"authors_{lang}", []))),
        "year": str(article.get("year", "")),
        "journal": article.get(f"journal_{lang}", ""),
        "doi": article.get("doi", ""),
        "note": article.get("number", ""),
        "langid": {"zh": "chinese", "en": "english"}[lang],
    }
    return _entry("article" if fields["journal"] else "misc", key, fields)


def _entry(kind: str, key: str, fields: Mapping[str, str]) -> str:
    given = {name: value if name in PLAIN else tex(value) for name, value in fields.items() if value}
    return "\n".join([f"@{kind}{{{key},", *(f"  {name} = {{{value}}}," for name, value in given.items()), "}", ""])


def tex(text: str) -> str:
    r"""Write a text so that TeX prints it.

    Examples
    --------
    >>> print(tex("A & B_1"))
    A \& B\_1

    """
    plain = text.replace("{", "(").replace("}", ")")
    return "".join(TEX.get(character, character) for character in plain)
