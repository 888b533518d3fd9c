"""Registry: numbers and findings with names: what the prose of the book may cite.

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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, wraps
from importlib.metadata import entry_points
from inspect import Parameter, signature
from typing import Any, get_args, get_type_hints
from unicodedata import normalize

import pandas as pd

from casestudy.coding.cases import list_cases, load_case
from casestudy.coding.codebook import Lang, codebook
from casestudy.coding.comparisons import list_comparisons, load_comparison
from casestudy.coding.lookup import UnknownNameError, look_up
from casestudy.coding.records import Records
from casestudy.findings.arguments import Argument, CellsOf


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


NOTHING = Number("nothing_coded", (), "answer")


@dataclass(frozen=True)
class Finding:
    """A registered function, with what decides it.

    ``tables`` are those whose rows decide the value, ``codes`` the columns of them whose codes do, and
    ``needs`` those of which each must have a row, or else nothing is coded that the finding is about.
    """

    compute: Callable[..., Number]
    tables: tuple[str, ...]
    codes: tuple[str, ...]
    needs: tuple[str, ...]

    @cached_property
    def parameters(self) -> list[Parameter]:
        """Its parameters besides the case."""
        return list(signature(self.compute).parameters.values())[1:]

    @property
    def says(self) -> str:
        """What it says, in a line."""
        return (self.compute.__doc__ or "").strip().splitlines()[0].replace("``", "")

    def type_of(self, name: str) -> Argument:
        """Return the type of an argument: its own, or that of all ``column=value``."""
        return self._types[name if name in self._types else self.parameters[-1].name]

    @cached_property
    def subject(self) -> type[Records]:
        """What it is about: a case, a comparison, a scenario model, or records of any kind."""
        return self._hints[next(iter(signature(self.compute).parameters))]  # type: ignore[no-any-return]

    @cached_property
    def _hints(self) -> dict[str, Any]:
        return get_type_hints(self.compute, include_extras=True)

    @cached_property
    def _types(self) -> dict[str, Argument]:
        return {n: meta for n, hint in self._hints.items() for meta in get_args(hint) if isinstance(meta, Argument)}


@dataclass(frozen=True)
class Bound:
    """A finding with its arguments, looked up once; called on a case, perhaps with rows taken away, it computes.

    ``tables`` and ``codes`` are those that decide the value with these arguments.
    """

    finding: Finding
    given: Mapping[str, str]
    tables: tuple[str, ...]
    codes: tuple[str, ...]

    def __call__(self, records: Records) -> Number:
        """Compute the value; of what is not there any more, or where there is nothing of the kind, NOTHING."""
        if any(records.tables[table].empty for table in self.finding.needs if table in records.tables):
            return NOTHING
        if any(self.finding.type_of(name).gone(value, records) for name, value in self.given.items()):
            return NOTHING
        return self.finding.compute(records, **self.given)


Function = Callable[..., Number]
MYRIAD = 10_000
FINDINGS: dict[str, Finding] = {}
EXPRESSION = re.compile(r"(?P<name>\w+)(?:\((?P<arguments>.*)\))?")


def finding(
    tables: tuple[str, ...] = (), codes: tuple[str, ...] = (), needs: tuple[str, ...] | None = None
) -> Callable[[Function], Function]:
    """Register a function of a case as citable under its name; it needs rows in its tables, unless others are named.

    Called by hand, too, it has its arguments looked up.
    """

    def register(function: Function) -> Function:
        made = FINDINGS[function.__name__] = Finding(function, tables, codes, tables if needs is None else needs)

        @wraps(function)
        def looked_up(records: Records, /, *plain: str, **named: str) -> Number:
            return _bound(made, records, function.__name__, plain, named)(records)

        return looked_up

    return register


def bind(records: Records, expression: str) -> Bound:
    """Look up a finding with its arguments, such as ``count(ties, direction=up)``, for a case.

    Raises
    ------
    UnknownNameError
        The finding, or a name among its arguments, is not there; the message lists what is.
    ValueError
        The expression is malformed, or has too many or too few arguments.

    Examples
    --------
    >>> bind(load_case("pairing"), "ways(informatoin)")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    casestudy.coding.lookup.UnknownNameError: ... there is no currency 'informatoin'; did you mean information? ...

    """
    match = EXPRESSION.fullmatch(normalize("NFKC", str(expression)).strip())
    if match is None:
        raise ValueError(f"{expression!r} is no finding: write name or name(argument, key=value)")
    found = FINDINGS[look_up("finding", match["name"], sorted(FINDINGS))]
    parts = [part.strip() for part in (match["arguments"] or "").split(",") if part.strip()]
    pairs = [part.split("=", 1) for part in parts if "=" in part]
    named = {name.strip(): value.strip() for name, value in pairs}
    if len(named) < len(pairs):
        raise ValueError(f"{expression}: an argument is given twice; several values are written a|b")
    return _bound(found, records, expression, [part for part in parts if "=" not in part], named)


def _bound(found: Finding, records: Records, expression: str, plain: Sequence[str], named: Mapping[str, str]) -> Bound:
    """Give every argument its name, and look each of them up."""
    Records.accept(records)
    if not isinstance(records, found.subject):
        raise ValueError(f"{expression} is about a {found.subject.__name__.lower()}, and {records.name} is none")
    given = _given(found, expression, plain, named)
    types = {name: found.type_of(name) for name in given}
    try:
        for name, value in given.items():
            types[name].check(name, value, records, given)
    except UnknownNameError as fault:
        raise UnknownNameError(f"{expression}: {fault}") from None
    more = (table for name, value in given.items() for table in types[name].tables(name, value, records))
    tables = tuple(dict.fromkeys((*found.tables, *more)))
    cells = tuple(name for name in given if isinstance(types[name], CellsOf))
    return Bound(found, given, tables, (*found.codes, *cells))


def _given(found: Finding, expression: str, plain: Sequence[str], named: Mapping[str, str]) -> dict[str, str]:
    try:
        bound = signature(found.compute).bind(None, *plain, **named)
    except TypeError as fault:
        wanted = ", ".join(str(p).partition(":")[0] for p in found.parameters) or "none"
        raise ValueError(f"{expression}: {fault}; its arguments are {wanted}, with a comma between two") from None
    given: dict[str, str] = {}
    for name, value in list(bound.arguments.items())[1:]:
        given |= value if isinstance(value, dict) else {name: value}
    return given


def compute(records: Records, expression: str) -> Number:
    """Compute a finding of a case, which may have had rows taken away.

    Raises
    ------
    UnknownNameError, ValueError
        As :func:`bind`.

    Examples
    --------
    >>> compute(load_case("pairing"), "count(testimony)").value
    7

    """
    return bind(records, expression)(records)


def cite(citation: str) -> Number:
    """Compute the number that a citation names.

    Raises
    ------
    UnknownNameError, ValueError
        The citation is malformed, or names an unknown case, finding, code, row or section.

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


def load(name: str) -> Records:
    """Load a shipped case, a comparison of two, or what an annex brings such as a scenario model, by its name.

    Raises
    ------
    UnknownNameError
        There is none of them.

    """
    for names, read in sources():
        if name in names():
            return read(name)
    raise UnknownNameError(f"there is no case {name!r}; there are {', '.join(shipped())}")


def shipped() -> list[str]:
    """Return the names of all that :func:`load` loads.

    Examples
    --------
    >>> shipped()
    ['group_council', 'pairing', 'group_council--pairing', 'handling', 'lists']

    """
    return [name for names, _ in sources() for name in names()]


def list_findings() -> pd.DataFrame:
    """Return the findings that there are, each with its arguments and what it says.

    Returns
    -------
    DataFrame
        Indexed by name: ``arguments`` (as a citation writes them; those in brackets may be left out), ``says``.

    Examples
    --------
    >>> list_findings().loc["ways"].tolist()[0]
    'currency, [column=value …]'

    """
    lines = {}
    for name, found in sorted(FINDINGS.items()):
        arguments = [_shown(p) for p in found.parameters]
        lines[name] = (", ".join(arguments), found.says)
    return pd.DataFrame.from_dict(lines, orient="index", columns=["arguments", "says"])


def _shown(parameter: Parameter) -> str:
    if parameter.kind is Parameter.VAR_KEYWORD:
        return "[column=value …]"
    return parameter.name if parameter.default is Parameter.empty else f"[{parameter.name}={parameter.default}]"


@cache
def sources() -> list[tuple[Callable[[], list[str]], Callable[[str], Records]]]:
    """Return what lists names and what loads one: of cases, of comparisons, and of each annex.

    An annex is a package that registers findings of its own when it is imported, and has
    ``list_models`` and ``load_model``; it is found by its entry point ``casestudy.annexes``.
    """
    annexes = [entry.load() for entry in entry_points(group="casestudy.annexes")]
    return [
        (list_cases, load_case),
        (list_comparisons, load_comparison),
        *((annex.list_models, annex.load_model) for annex in annexes),
    ]
