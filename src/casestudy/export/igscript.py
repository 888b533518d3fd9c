"""Write institutional statements in IG Script, the notation of the Institutional Grammar 2.0."""

from __future__ import annotations

from casestudy.coding.cases import Case
from casestudy.coding.codebook import Lang, codebook

# In IG Script these are syntax; in a text they become their full-width forms, which are not.
BRACKETS = str.maketrans("()[]{}", "（）［］｛｝")


def ig_script(case: Case, row_id: str, lang: Lang = "en") -> str:
    """Write a statement in IG Script, such as ``A(Party group) D(must) I(lead the council) Bdir(council)``.

    The idea: a rule that is cut into the same few parts as every other can be laid
    beside it, and what it leaves open shows. Only parts that are filled are
    written: an attribute ``A`` that is missing means that the article
    names nobody. A condition under which the row holds is a second activation
    condition. The text of a part never brings brackets of its own into the
    notation. A row that the article denies bears the annotation ``[polarity=denied]``:
    it says that this is not so, which is no prohibition.

    Parameters
    ----------
    case
        From :func:`~casestudy.coding.cases.load_case`.
    row_id
        The id of a row of ``statements``.
    lang
        The language of the texts; the symbols stay.

    Returns
    -------
    str
        The parts in the order ``A D I Bdir Bind Cac Cac Cex O``.

    Raises
    ------
    KeyError
        The case has no such statement.

    References
    ----------
    C. K. Frantz and S. Siddiki (2021). Institutional Grammar 2.0. *Public
    Administration* 99, 222-247; C. K. Frantz and S. Siddiki (2022). *Institutional
    Grammar: Foundations and Applications for Institutional Analysis*.

    Examples
    --------
    >>> from casestudy import load_case
    >>> ig_script(load_case("group_council"), "rule_088")
    'A(Village and community staff) D(must) I(pay a visit) Bdir(ordinary households) Cex(twice a year)'

    """
    if row_id not in case["statements"].index:
        raise KeyError(f"{row_id!r} is no statement of {case.name}")
    rule = case["statements"].loc[row_id]
    parts = [
        ("A", case.text(rule["attribute"], lang) if rule["attribute"] else ""),
        ("D", codebook().label("deontic", rule["deontic"], lang).lower() if rule["deontic"] != "none" else ""),
        ("I", rule[f"aim_{lang}"]),
        ("Bdir", rule[f"object_{lang}"]),
        ("Bind", case.text(rule["recipient"], lang) if rule["recipient"] else ""),
        ("Cac", rule[f"activation_{lang}"]),
        ("Cac", rule[f"condition_{lang}"]),
        ("Cex", rule[f"constraint_{lang}"]),
        ("O", rule[f"or_else_{lang}"]),
    ]
    written = [f"{symbol}({text.translate(BRACKETS)})" for symbol, text in parts if text]
    return " ".join([*written, "[polarity=denied]"] if rule["polarity"] == "denied" else written)


def ig_scripts(case: Case) -> dict[str, bytes]:
    """Write every statement of a case, a line each: row id, tab, IG Script; a file for each language of its card.

    What the notation cannot hold: realm, regime, basis, the place in the article, and notes.

    Examples
    --------
    >>> from casestudy import load_case
    >>> sorted(ig_scripts(load_case("group_council")))
    ['group_council.en.ig.txt', 'group_council.zh.ig.txt']

    """
    return {
        f"{case.name}.{lang}.ig.txt": "".join(
            f"{row}\t{ig_script(case, row, lang)}\n" for row in case["statements"]["id"]
        ).encode()
        for lang in case.card["languages"]
    }
