"""What the rows of a case say of one actor, a sentence a row, in the words of the codebook.

A reader takes one table. It finds the rows that name the actor and says for each in which group
of a sheet it belongs (:mod:`casestudy.book.teaching.sheets` lists them), in which words, and of what kind it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, TypeAlias

import pandas as pd

from casestudy.coding.cases import Case
from casestudy.coding.codebook import Lang, codebook
from casestudy.coding.messages import say
from casestudy.findings.registry import Number

# Steps that put a choice forward, make it or watch over it; the other rights carry out, gather or tell.
DECIDING = ("decides", "sanctions", "screens", "monitors", "proposes")
# Relations that two actors have with each other, whichever of them the row names first.
MUTUAL = ("pairing", "cooperation", "interlock")
REALMS = ("enacted", "designed", "proposed")


class Told(NamedTuple):
    """What one row says of an actor: in which group, in which words, of what kind, and how far in front."""

    row: Any
    group: str
    text: str
    kind: str
    rank: int


Reader: TypeAlias = Callable[[Case, str, Lang], Iterator[Told]]


def _with(text: str, parts: Iterable[str], lang: Lang) -> str:
    """Put what else is said into brackets behind a text, each thing once."""
    opened, between, closed = ("（", "；", "）") if lang == "zh" else (" (", "; ", ")")
    kept = between.join(dict.fromkeys(part for part in parts if part))
    if not kept:
        return text
    return f"{text[:-1]}{between}{kept}{closed}" if text.endswith(closed) else f"{text}{opened}{kept}{closed}"


def _label(codes: str, code: str, lang: Lang) -> str:
    """Return the label of a code within a sentence, nothing for codes that say nothing."""
    if code in ("", "none", "unsaid"):
        return ""
    return _lower(codebook().label(codes, code, lang), lang)


def _lower(text: str, lang: Lang) -> str:
    """Begin a text within a sentence."""
    return text if lang == "zh" else text[:1].lower() + text[1:]


def _rank(row: Any) -> int:
    """Put what is reported before what is laid down, and in each what an episode shows before the general."""
    return 2 * REALMS.index(row.realm) + int(row.prevalence != "some")


def _says_more(text: str, more: str, lang: Lang) -> bool:
    """Whether words hold more than a text already says, e.g. ``problems`` beside ``collect problems``."""
    if lang == "zh":
        return not set(more) - {"的"} <= set(text)
    return not set(more.split()) - {"of", "the"} <= set(text.split())


def _duties(case: Case, actor: str, lang: Lang) -> Iterator[Told]:
    """Read what the actor must, may or is said to do, and what others must do for it."""
    deontics = list(codebook().codes["deontic"])
    for row in case["statements"].query("attribute == @actor or recipient == @actor").itertuples():
        own, what = row.attribute == actor, getattr(row, f"aim_{lang}")
        deontic = say(
            f"role_deontic_{row.deontic}_{row.realm}" if row.deontic == "none" else f"role_deontic_{row.deontic}", lang
        )
        if own:
            head = deontic
        else:
            who = case.text(row.attribute, lang) if row.attribute else say("role_unnamed", lang)
            head, what = (
                say("role_from", lang, other=who),
                say("role_duty", lang, deontic=_lower(deontic, lang), what=what),
            )
        text = _with(say("role_line", lang, head=head, what=what), _duty_parts(case, row, own, lang), lang)
        group, kind = ("duties", row.deontic) if own else ("from", f"duty {row.rule_type}")
        yield Told(row, group, text, kind, (deontics.index(row.deontic) * 6 if own else 0) + _rank(row))


def _duty_parts(case: Case, row: Any, own: bool, lang: Lang) -> Iterator[str]:
    """Yield the object, the recipient and the conditions of a statement, as far as they say more."""
    thing = getattr(row, f"object_{lang}")
    if _says_more(getattr(row, f"aim_{lang}"), thing, lang):
        yield thing
    if own and row.recipient:
        yield say("role_to", lang, other=case.text(row.recipient, lang))
    yield from (getattr(row, f"{part}_{lang}") for part in ("activation", "constraint", "condition"))


def _steps(case: Case, actor: str, lang: Lang) -> Iterator[Told]:
    rights = [*DECIDING, *(right for right in codebook().codes["right"] if right not in DECIDING)]
    for row in case["processes"].query("actor == @actor").itertuples():
        group = "decides" if row.right in DECIDING else "does"
        right = codebook().label("right", row.right, lang)
        text = say("role_line", lang, head=right, what=getattr(row, f"step_{lang}"))
        text = _with(text, [getattr(row, f"process_{lang}"), getattr(row, f"condition_{lang}")], lang)
        yield Told(row, group, text, row.right, rights.index(row.right) * 6 + _rank(row))


def _ties(case: Case, actor: str, lang: Lang) -> Iterator[Told]:
    for row in case["ties"].query("source == @actor or target == @actor").itertuples():
        out, text = row.source == actor, getattr(row, f"flow_{lang}")
        group = "with" if row.relation in MUTUAL else "towards" if out else "from"
        if row.relation == "membership":
            group = "seats"
        else:
            head = say(f"role_{group}", lang, other=case.text(row.target if out else row.source, lang))
            text = say("role_line", lang, head=head, what=text)
        kinds = [_label("relation", row.relation, lang), _label("currency", row.currency, lang)]
        text = _with(text, [*kinds, getattr(row, f"condition_{lang}")], lang)
        yield Told(row, group, text, row.currency, _rank(row))


def _seats(case: Case, actor: str, lang: Lang) -> Iterator[Told]:
    for row in case["composition"].query("body == @actor or member == @actor").itertuples():
        body, member = case.text(row.body, lang), case.text(row.member, lang)
        kinds = [_label("force", row.force, lang) if row.force != "is" else "", _label("standing", row.standing, lang)]
        kinds += [_label("setting", row.setting, lang) if row.setting in ("rural", "urban") else ""]
        kinds += [getattr(row, f"condition_{lang}")]
        text = _with(say("role_seat", lang, member=member, body=body), kinds, lang)
        yield Told(row, "seats", text, f"{row.body == actor} {row.standing} {row.setting}", _rank(row))


def _brought(case: Case, actor: str, lang: Lang) -> Iterator[Told]:
    for row in case["contributions"].query("actor == @actor").itertuples():
        activity = case["activities"].loc[row.activity]
        group = "proposed" if activity["realm"] == "proposed" else "brings"
        text = _with(getattr(row, f"brings_{lang}"), [activity[f"name_{lang}"]], lang)
        yield Told(row, group, text, row.currency, REALMS.index(activity["realm"]))


def _incentives(case: Case, actor: str, lang: Lang) -> Iterator[Told]:
    for row in case["incentives"].query("giver == @actor or receiver == @actor").itertuples():
        giver = case.text(row.giver, lang) if row.giver else say("role_unnamed", lang)
        out = row.giver == actor
        head = say("role_towards" if out else "role_from", lang, other=case.text(row.receiver, lang) if out else giver)
        reason = getattr(row, f"for_{lang}")
        parts = [say("role_for", lang, what=reason) if reason else "", _label("instrument", row.instrument, lang)]
        text = _with(say("role_line", lang, head=head, what=getattr(row, f"given_{lang}")), parts, lang)
        yield Told(row, "incentives", text, row.instrument, _rank(row))


def _numbers(case: Case, actor: str, lang: Lang) -> Iterator[Told]:
    for row in case["quantities"].query("subject == @actor").itertuples():
        ends = [row.low, row.high] if pd.isna(row.value) else [row.value]
        number = "–".join(Number(int(x) if x == int(x) else float(x), ()).text(lang) for x in ends if not pd.isna(x))
        qualifier = _label("qualifier", row.qualifier, lang) if row.qualifier != "exact" else ""
        text = say("role_number", lang, what=getattr(row, f"what_{lang}"), qualifier=qualifier, number=number)
        text = _with(" ".join(text.split()), [_label("unit", row.unit, lang)], lang)
        yield Told(row, "numbers", text, row.unit, int(row.voice != "interviewee"))


def _difficulties(case: Case, actor: str, lang: Lang) -> Iterator[Told]:
    """Read the parts of problems in carrying out that lie on the side of a body or office; people are no side."""
    roles, who = list(codebook().codes["problem_role"]), case["actors"].loc[actor]
    frame = case["problems"].query("stage == 'implementing' and role != 'heading'")
    for row in frame[frame["side"] == who["side"]].itertuples() if who["kind"] != "people" else ():
        yield Told(row, "difficulties", getattr(row, f"name_{lang}"), row.role, roles.index(row.role))


def _asked(case: Case, actor: str, lang: Lang) -> Iterator[Told]:
    frame = case["recommendations"]
    for row in frame[[actor in actors for actors in frame["actors"]]].itertuples():
        name, force = getattr(row, f"name_{lang}"), row.force
        head = say(f"role_deontic_{'none_proposed' if force == 'none' else force}", lang)
        yield Told(row, "proposed", say("role_line", lang, head=head, what=name), row.section, -1)


READERS: dict[str, Reader] = {
    "statements": _duties,
    "processes": _steps,
    "ties": _ties,
    "composition": _seats,
    "contributions": _brought,
    "incentives": _incentives,
    "quantities": _numbers,
    "problems": _difficulties,
    "recommendations": _asked,
}
