"""Numbers and findings with names: what the prose of the book may cite.

A finding is a pure function of a case that returns a
:class:`~casestudy.findings.registry.Number`: a value together with the rows that it
comes from. Prose, exercises, robustness and tests call the same function, so no number in
the book is typed. A citation is written

    pairing.quantity(quantity_003)
    group_council.count(statements, sensitive=yes)
    group_council--pairing.count(answers, said=not_said)

that is: the case (or the comparison of two), a name of ``FINDINGS``, and arguments in parentheses.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from casestudy.cases import Case, list_cases, load_case
from casestudy.codebook import Lang, codebook
from casestudy.compare import Comparison, list_comparisons, load_comparison
from casestudy.lab import Model, list_models, load_model


@dataclass(frozen=True)
class Number:
    """A value and the ids of the rows that it rests on.

    ``codes`` names the code list if the value is a code, so that it can be shown in words.
    """

    value: int | float | str
    rows: tuple[str, ...]
    codes: str = ""

    def text(self, lang: Lang = "en") -> str:
        """Write the value for readers of a language; Chinese counts whole tens of thousands in 万.

        Examples
        --------
        >>> Number(4915, ()).text("en"), Number(4915, ()).text("zh"), Number(55.08, ()).text()
        ('4,915', '4915', '55.08')
        >>> Number(3_200_000, ()).text("en"), Number(3_200_000, ()).text("zh"), Number(32_001, ()).text("zh")
        ('3,200,000', '320万', '32001')
        >>> Number("yes", (), "yes_no").text("zh")
        '是'

        """
        if isinstance(self.value, str):
            return codebook().label(self.codes, self.value, lang) if self.codes else self.value
        if lang == "en":
            return f"{self.value:,}"
        return f"{int(self.value) // MYRIAD}万" if self.value and self.value % MYRIAD == 0 else str(self.value)


@dataclass(frozen=True)
class Finding:
    """A registered function, with what decides it.

    ``tables`` are those whose rows decide the value, and ``codes`` the columns of them whose codes do.
    """

    compute: Callable[..., Number]
    tables: tuple[str, ...]
    codes: tuple[str, ...]


Function = Callable[..., Number]
MYRIAD = 10_000
FINDINGS: dict[str, Finding] = {}
EXPRESSION = re.compile(r"(?P<name>\w+)(?:\((?P<arguments>.*)\))?")


def finding(tables: tuple[str, ...] = (), codes: tuple[str, ...] = ()) -> Callable[[Function], Function]:
    """Register a function of a case as citable under its name."""

    def register(function: Function) -> Function:
        FINDINGS[function.__name__] = Finding(function, tables, codes)
        return function

    return register


def parse(expression: str) -> tuple[Finding, list[str], dict[str, str]]:
    """Take a finding with its arguments, such as ``count(ties, direction=up)``, to pieces.

    Raises
    ------
    KeyError, ValueError
        The expression is malformed, or names an unknown finding.

    """
    match = EXPRESSION.fullmatch(expression.strip())
    if match is None:
        raise ValueError(f"{expression!r} is no finding: write name or name(argument, key=value)")
    if match["name"] not in FINDINGS:
        raise KeyError(f"{expression!r}: there is no finding {match['name']!r}; they are {', '.join(sorted(FINDINGS))}")
    parts = [part.strip() for part in (match["arguments"] or "").split(",") if part.strip()]
    named = dict(part.split("=", 1) for part in parts if "=" in part)
    return FINDINGS[match["name"]], [part for part in parts if "=" not in part], named


def compute(case: Case | Comparison | Model, expression: str) -> Number:
    """Compute a finding of a case, which may have had rows taken away.

    Examples
    --------
    >>> compute(load_case("pairing"), "count(testimony)").value
    7

    """
    found, plain, named = parse(expression)
    return found.compute(case, *plain, **named)


def cite(citation: str) -> Number:
    """Compute the number that a citation names.

    Raises
    ------
    KeyError, ValueError
        The citation is malformed, or names an unknown case, finding or row.

    Examples
    --------
    >>> cite("pairing.count(testimony)").value
    7

    """
    name, dot, expression = citation.strip().partition(".")
    if not dot:
        raise ValueError(
            f"{citation!r} is no citation of a number: write case.finding or case.finding(argument, key=value)"
        )
    return compute(load(name), expression)


def load(name: str) -> Case | Comparison | Model:
    """Load a shipped case, a comparison of two, or a scenario model, by its name.

    Raises
    ------
    KeyError
        There is none of them.

    """
    if name in list_cases():
        return load_case(name)
    if name in list_comparisons():
        return load_comparison(name)
    if name in list_models():
        return load_model(name)
    known = [*list_cases(), *list_comparisons(), *list_models()]
    raise KeyError(f"there is no case {name!r}; there are {', '.join(known)}")
