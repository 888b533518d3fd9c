"""What an article says of one actor, on one side of paper, and what it does not say.

Each line of a sheet is made of one row (or of several of one passage) and names
them. Nothing is weighed: the choice among many rows follows a rule that
:func:`~casestudy.book.teaching.sheets.role_sheet` states, and what is left out is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from casestudy.book.teaching.readers import READERS, Told
from casestudy.coding.cases import Case
from casestudy.coding.codebook import Lang, codebook
from casestudy.coding.messages import say

# The groups of a sheet, in order, and whether it is said when the article has nothing for one.
GROUPS = {
    "duties": True,
    "decides": True,
    "does": True,
    "towards": True,
    "from": True,
    "with": True,
    "seats": True,
    "brings": True,
    "incentives": True,
    "numbers": False,
    "difficulties": True,
    "denied": False,
    "proposed": False,
}
PREVALENCE = ("all", "most", "usual", "few", "almost_none")


@dataclass(frozen=True)
class Line:
    """A line of a sheet before the choice; ``far`` is 1 if it is said of the body to which an office belongs."""

    group: str
    rows: tuple[str, ...]
    text: str
    mark: str
    kind: str
    passage: tuple[str, str]
    far: int
    read: int
    rank: int


def role_sheet(case: Case, actor: str, lang: Lang = "en", most: int = 3) -> pd.DataFrame:
    """Gather what an article says of an actor, group by group, and what it does not say.

    A sheet holds the rows that name the actor: duties and permissions, parts in procedures,
    ties given, received and shared, seats, contributions, incentives, numbers, and the
    difficulties that the article places on its side. Denials and the authors' proposals stand
    apart. An office (kind ``role``) speaks also for the body to which it belongs; such lines say so.
    Rows of passages that name kinds of resident in a duty (``sensitive``) are left out and counted.

    Of many rows ``most`` a group are shown: first what is said of the actor itself, then what is stated
    before what we read; of these, one of each kind (deontic, decision right, currency, instrument …)
    before a second of any; then what is reported before what is laid down, and what an
    episode shows before what is said in general (of numbers, those told in an interview first); then in the
    order of the data. How many more there are stands below them. Rows say how finely an article tells,
    never how much there is.

    Parameters
    ----------
    case
        From :func:`~casestudy.coding.cases.load_case`, perhaps with rows taken away.
    actor
        The id of a row of the table ``actors``.
    most
        How many lines a group may have; a single further one is shown, too.

    Returns
    -------
    DataFrame
        ``group`` (a code), ``heading``, ``text``, ``mark`` (reported or laid down, by whom told, our reading),
        ``rows`` (a tuple of ids) and ``more`` (whether the line only counts rows that are not shown).

    Raises
    ------
    KeyError
        The case has no such actor.

    Examples
    --------
    >>> from casestudy import load_case
    >>> sheet = role_sheet(load_case("pairing"), "actor_025")
    >>> sheet["group"].tolist()
    ['duties', 'from', 'seats', 'seats', 'silence']
    >>> sheet.loc[1, ["text", "mark", "rows"]].tolist()
    ['From Z City: asks streets to build jointly by lists (authority)', 'laid down; rule text', ('tie_027',)]

    """
    if actor not in case["actors"].index:
        raise KeyError(f"{actor!r} is no actor of {case.name}; its actors are {_span(case)}")
    lines, hidden = _lines(case, actor, lang)
    found: list[tuple[str, str, str, str, tuple[str, ...], bool]] = []
    for group in GROUPS:
        mine = _merged(line for line in lines if line.group == group)
        shown, rest = _choose(mine, most)
        heading = say(f"role_group_{group}", lang)
        found += [(group, heading, line.text, line.mark, line.rows, False) for line in shown]
        if rest:
            rows = tuple(row for line in rest for row in line.rows)
            found.append((group, heading, say("role_more", lang, n=len(rest)), "", rows, True))
    found += _silence({line.group for line in lines}, hidden, lang)
    return pd.DataFrame(found, columns=["group", "heading", "text", "mark", "rows", "more"])


def _span(case: Case) -> str:
    ids = case["actors"]["id"]
    return f"{ids.iloc[0]} to {ids.iloc[-1]}" if len(ids) else "none"


def _silence(told: set[str], hidden: int, lang: Lang) -> Iterator[tuple[str, str, str, str, tuple[str, ...], bool]]:
    """Yield the lines on groups without a row and on what is left out."""
    heading = say("role_group_silence", lang)
    empty = [say(f"role_group_{group}", lang) for group, said in GROUPS.items() if said and group not in told]
    if empty:
        yield ("silence", heading, say("role_silence", lang, what=_semicolon(empty, lang)), "", (), False)
    if hidden:
        yield ("silence", heading, say("role_hidden", lang, n=hidden), "", (), False)


def _semicolon(parts: Iterable[str], lang: Lang) -> str:
    if lang == "zh":
        return "；".join(parts)
    return "; ".join(part[:1].lower() + part[1:] for part in parts)


def _lines(case: Case, actor: str, lang: Lang) -> tuple[list[Line], int]:
    """Return every line on an actor and how many rows of sensitive passages were left out."""
    found: dict[tuple[str, str], Line] = {}
    secret, hidden = _sensitive(case), set()
    for far, who in enumerate(_speaks_for(case, actor)):
        for read in READERS.values():
            for told in read(case, who, lang):
                key = (told.group, told.row.id)
                if any(told.row.section == s and (told.row.anchor in a or a in told.row.anchor) for s, a in secret):
                    hidden.add(told.row.id)
                elif key not in found:
                    line = _line(told, lang)
                    found[key] = replace(line, far=1, text=_said_of(case, line.text, who, lang)) if far else line
    return list(found.values()), len(hidden)


def _speaks_for(case: Case, actor: str) -> list[str]:
    """Return an actor and, if it is an office, the body to which it belongs."""
    actors = case["actors"]
    if actors.loc[actor, "kind"] != "role":
        return [actor]
    return [actor, *(body for body in actors.loc[actor, "part_of"] if actors.loc[body, "kind"] != "place")]


def _sensitive(case: Case) -> list[tuple[str, str]]:
    """Return the passages in which a duty names kinds of resident."""
    frame = case["statements"].query("sensitive == 'yes'")
    return list(zip(frame["section"], frame["anchor"], strict=True))


def _line(told: Told, lang: Lang) -> Line:
    row, table = told.row, codebook().table_of(told.row.id)
    group = told.group
    if table != "recommendations" and getattr(row, "realm", "") == "proposed":
        group = "proposed"
    elif getattr(row, "polarity", "") == "denied":
        group = "denied"
    kind = row.section if group == "proposed" else told.kind
    read = ("stated", "derived", "inferred").index(row.basis)
    return Line(group, (row.id,), told.text, _mark(row, lang), kind, (row.section, row.anchor), 0, read, told.rank)


def _said_of(case: Case, text: str, body: str, lang: Lang) -> str:
    return say("role_of", lang, text=text, body=case.text(body, lang))


def _mark(row: Any, lang: Lang) -> str:
    """Say how a row is told: reported or laid down, how widely, when, by whom, and whether we read it so."""
    realm = getattr(row, "realm", "proposed")
    marks = [] if realm == "proposed" else [say(f"role_realm_{realm}", lang)]
    if getattr(row, "prevalence", "") in PREVALENCE:
        marks.append(codebook().label("prevalence", row.prevalence, lang))
    if getattr(row, "regime", "") in ("calm", "urgent"):
        marks.append(codebook().label("regime", row.regime, lang))
    if row.voice in ("interviewee", "rule"):
        marks.append(say(f"role_voice_{row.voice}", lang))
    if row.basis != "stated":
        marks.append(say(f"role_basis_{row.basis}", lang))
    return _semicolon(marks, lang)


def _merged(lines: Iterable[Line]) -> list[Line]:
    """Make one line of proposals that stand in the same passage and in different tables."""
    found: dict[tuple[object, ...], Line] = {}
    seen: Counter[tuple[object, ...]] = Counter()
    for line in sorted(lines, key=lambda x: x.rank if x.group == "proposed" else 0):
        table = (line.passage, codebook().table_of(line.rows[0]))
        key = (line.passage, seen[table]) if line.group == "proposed" else line.rows
        seen[table] += 1
        first = found.get(key)
        found[key] = replace(first, rows=first.rows + line.rows) if first else line
    return list(found.values())


def _choose(lines: list[Line], most: int) -> tuple[list[Line], list[Line]]:
    """Part the lines to show from the rest, by the rule that the sheet states."""
    seen: Counter[tuple[int, int, str]] = Counter()
    keyed = []
    for n, line in enumerate(sorted(lines, key=lambda x: (x.far, x.read, x.rank))):
        again = seen[line.far, line.read, line.kind]
        seen[line.far, line.read, line.kind] += 1
        keyed.append(((line.far, line.read, again, line.rank, n), line))
    keyed.sort(key=lambda x: x[0])
    most += len(keyed) == most + 1
    shown = sorted(keyed[:most], key=lambda x: (*x[0][:2], *x[0][3:]))
    return [line for _, line in shown], [line for _, line in keyed[most:]]
