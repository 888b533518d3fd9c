"""Write what to cite as BibTeX: the article of a case, and its coding."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from casestudy.coding.cases import Case
from casestudy.coding.codebook import Lang
from casestudy.export.files import MARK

# What TeX would read as a command; braces last, since they are also what the others are written with.
TEX = {"\\": r"\textbackslash ", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_"}
TEX |= {"~": r"\textasciitilde ", "^": r"\textasciicircum "}

WORD = re.compile(r"[A-Za-zÀ-ɏ]+(?:[-'’][A-Za-zÀ-ɏ]+)*")
SHORT = 4  # letters: words such as from and with are small in any title


def bibtex(case: Case) -> dict[str, bytes]:
    """Write an entry for the article in each language that its card has, and one for the coding.

    What the card does not know is left out: an entry without a year or an
    author can be read, and completed by whoever knows more.

    Examples
    --------
    >>> from casestudy import load_case
    >>> print(bibtex(load_case("pairing"))["pairing.bib"].decode().splitlines()[1])
    @article{pairing,

    """
    article = case.card["article"]
    key = re.sub(r"[^\w-]+", "-", case.name)
    entries = [_article(key, article, "zh"), _article(f"{key}-en", article, "en")]
    lang: Lang = "en" if "en" in case.card["languages"] else "zh"
    coding = {
        "title": protected(f"{case.title(lang)}: a coded case study"),
        "author": f"{{{tex(coder)}}}" if (coder := case.card.get("coded_by")) else "",
        "year": year[0] if (year := re.match("[0-9]{4}(?![0-9])", case.card.get("coded_on", ""))) else "",
        "version": tex(case.card.get("data_version", "")),
        "note": tex(f"Data, {case.card['licence']}" if "licence" in case.card else "Data"),
    }
    entries.append(_entry("misc", f"{key}-coding", coding))
    return {f"{case.name}.bib": "\n".join([f"% {MARK}", *filter(None, entries)]).encode()}


def _article(key: str, article: Mapping[str, Any], lang: str) -> str:
    """Write the entry of an article in a language, or nothing if its title is not known there."""
    if not article.get(f"title_{lang}"):
        return ""
    number, doi = article.get("number", ""), article.get("doi", "")
    fields = {
        "title": protected(article[f"title_{lang}"]),
        "author": " and ".join(map(_author, article.get(f"authors_{lang}", []))),
        "year": str(article.get("year", "")),
        "journal": tex(article.get(f"journal_{lang}") or article.get("journal_zh") or article.get("journal_en") or ""),
        "volume": tex(article.get("volume", "")),
        "number": tex(article.get("issue", "")),
        "pages": re.sub("[-–]+", "--", tex(article.get("pages", ""))),
        "issn": tex(article.get("issn", "")),
        "doi": doi,
        "note": tex(number if number != doi else ""),
        "langid": {"zh": "chinese", "en": "english"}[lang],
    }
    # Programs stop at an article without a journal, which a text file may not tell.
    return _entry("article" if fields["journal"] else "misc", key, fields)


def _author(name: str) -> str:
    """Write ``Family, Given`` as it is, and a name of several words that is one in braces, so that none parts it."""
    family, _, given = (tex(part.strip()) for part in name.partition(","))
    if given:
        return f"{family}, {given}"
    return f"{{{family}}}" if " " in family else family


def _entry(kind: str, key: str, fields: Mapping[str, str]) -> str:
    given = {name: value for name, value in fields.items() if value}
    return "\n".join([f"@{kind}{{{key},", *(f"  {name} = {{{value}}}," for name, value in given.items()), "}", ""])


def protected(title: str) -> str:
    """Write a title with those capitals in braces that a style which makes capitals small must leave.

    These are capitals within a word and single letters; and, where most words begin with
    a small letter, every capital behind the first word, since it is that of a name.
    A name in a title whose words all have capitals nobody can tell from the rest.

    Examples
    --------
    >>> protected("Paired Party organisations (Z City)")
    'Paired {Party} organisations ({Z} {City})'
    >>> protected("Two-way Empowerment in Grassroots Party Building: The Case of Z City")
    'Two-way Empowerment in Grassroots Party Building: The Case of {Z} City'

    """
    long = [word[0] for word in WORD.findall(title)[1:] if len(word) > SHORT]
    names = 2 * sum(letter.islower() for letter in long) >= len(long)
    parts, at = [], 0
    for word in WORD.finditer(title):
        inside = any(letter.isupper() for letter in word[0][1:]) or len(word[0]) == 1
        kept = word.start() > 0 and word[0] != word[0].lower() and (inside or names)
        parts += [tex(title[at : word.start()]), f"{{{word[0]}}}" if kept else word[0]]
        at = word.end()
    return "".join([*parts, tex(title[at:])])


def tex(text: str) -> str:
    r"""Write a text so that TeX prints it.

    Examples
    --------
    >>> print(tex("A & B_1"))
    A \& B\_1

    """
    plain = text.replace("{", "(").replace("}", ")")
    return "".join(TEX.get(character, character) for character in plain)
