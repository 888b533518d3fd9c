"""Role plays: a scene with roles, and for each role a sheet of what the article says of its actor.

The scenes stand in ``data/roles/``, a file a case; what is invented in them is marked so. A
sheet is made from the rows of the case, so that a player can tell what the article
says of a body from what the scene adds, and sees what the article leaves open.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casestudy.book.teaching.sheets import role_sheet
from casestudy.coding.cases import Case
from casestudy.coding.codebook import LANGS, Lang, data_folder
from casestudy.coding.reading import CodingError, Fault

__all__ = ["Role", "RolePlay", "Step", "Words", "duty_objects", "load_roles", "role_sheet"]

SCENE = ("title", "situation", "decision", "start", "end")


@dataclass(frozen=True)
class Words:
    """The same words in both languages."""

    en: str
    zh: str

    def say(self, lang: Lang = "en") -> str:
        """Return the words in a language.

        Examples
        --------
        >>> Words("street", "街道").say("zh")
        '街道'

        """
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True)
class Role:
    """A part in the play: an office or body of the case, and what it wants in the scene.

    ``secret`` is known to the player alone; a silent chair has none.
    """

    actor: str
    name: Words
    aim: Words
    secret: Words | None


@dataclass(frozen=True)
class Step:
    """A step of the running order and the minutes that it takes."""

    minutes: int
    what: Words


@dataclass(frozen=True)
class RolePlay:
    """A scene: what must be decided, in which order, by whom.

    Attributes
    ----------
    start, end
        What the chair says first and last.
    order
        The running order.
    debrief
        Questions for afterwards, when the roles are put down.
    roles
        The parts to play, in the order in which they speak.
    silent
        A chair at which nobody sits: those of whom the article speaks and whom it does not quote.

    """

    case: str
    title: Words
    situation: Words
    decision: Words
    start: Words
    end: Words
    order: tuple[Step, ...]
    debrief: tuple[Words, ...]
    roles: tuple[Role, ...]
    silent: Role | None

    @property
    def minutes(self) -> int:
        """How long the running order takes."""
        return sum(step.minutes for step in self.order)


def load_roles(case: Case, file: Path | None = None) -> RolePlay:
    """Load the role play of a case and check it against the case.

    Parameters
    ----------
    case
        From :func:`~casestudy.coding.cases.load_case`.
    file
        A file of your own; by default that of the shipped data.

    Raises
    ------
    CodingError
        Something is missing in a language, an actor is not in the case, or a part is one that
        nobody plays: residents, and kinds of resident that duties name. Every fault is listed.
    FileNotFoundError
        The case has no role play.

    Examples
    --------
    >>> from casestudy import load_case
    >>> play = load_roles(load_case("pairing"))
    >>> play.roles[0].actor, play.minutes
    ('actor_001', 38)

    """
    path = file or data_folder() / "roles" / f"{case.name}.toml"
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in (data_folder() / "roles").glob("*.toml")))
        raise FileNotFoundError(f"{path.name}: there is no such role play; there are those of {known}")
    reader = _Reader(f"roles/{path.name}")
    play = _play(case, _record(path, reader), reader)
    reader.faults += _unplayable(case, play, reader.file)
    if reader.faults:
        raise CodingError(reader.faults)
    return play


class _Reader:
    """Takes a record apart and notes what is wrong with it."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []

    def fault(self, where: str, column: str, value: object, problem: str) -> None:
        self.faults.append(Fault(f"{self.file} {where}".strip(), 0, column, str(value), problem))

    def words(self, record: Mapping[str, Any], key: str, where: str = "", optional: bool = False) -> Words | None:
        """Return a text in both languages; one of the two alone is a fault."""
        found = {lang: record.get(f"{key}_{lang}", "") for lang in LANGS}
        if optional and not any(found.values()):
            return None
        for lang, text in found.items():
            if not (isinstance(text, str) and text.strip()):
                self.fault(where, f"{key}_{lang}", text, f"is missing; write the text in each of {list(LANGS)}")
        return Words(*(str(found[lang]).strip() for lang in ("en", "zh")))

    def must(self, record: Mapping[str, Any], key: str, where: str = "") -> Words:
        return self.words(record, key, where) or Words("", "")

    def known(self, record: Mapping[str, Any], keys: set[str], where: str = "") -> None:
        for key in sorted(set(record) - keys):
            self.fault(where, key, record[key], f"is no field here; the fields are {', '.join(sorted(keys))}")

    def tables(self, record: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
        found = record.get(key, [])
        if not (isinstance(found, list) and found and all(isinstance(item, dict) for item in found)):
            self.fault("", key, found, f"is missing; write at least one [[{key}]]")
            return []
        return found


def _record(path: Path, reader: _Reader) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        reader.fault("", "", "", f"is no well-formed TOML in UTF-8: {error}")
        raise CodingError(reader.faults) from None


def _both(*keys: str) -> set[str]:
    return {f"{key}_{lang}" for key in keys for lang in LANGS}


def _play(case: Case, record: Mapping[str, Any], reader: _Reader) -> RolePlay:
    reader.known(record, _both(*SCENE) | {"order", "debrief", "role", "silent"})
    chair = record.get("silent")
    return RolePlay(
        case=case.name,
        **{key: reader.must(record, key) for key in SCENE},
        order=tuple(_step(item, f"order {n}", reader) for n, item in enumerate(reader.tables(record, "order"), 1)),
        debrief=tuple(
            reader.must(item, "question", f"debrief {n}") for n, item in enumerate(reader.tables(record, "debrief"), 1)
        ),
        roles=tuple(_role(item, f"role {n}", reader) for n, item in enumerate(reader.tables(record, "role"), 1)),
        silent=_role(chair, "silent", reader) if isinstance(chair, dict) else None,
    )


def _step(item: Mapping[str, Any], where: str, reader: _Reader) -> Step:
    reader.known(item, _both("what") | {"minutes"}, where)
    minutes = item.get("minutes", 0)
    if not (isinstance(minutes, int) and minutes > 0):
        reader.fault(where, "minutes", minutes, "is not a whole number of minutes above 0")
        minutes = 0
    return Step(minutes, reader.must(item, "what", where))


def _role(item: Mapping[str, Any], where: str, reader: _Reader) -> Role:
    reader.known(item, _both("name", "aim", "secret") | {"actor"}, where)
    name, aim = reader.must(item, "name", where), reader.must(item, "aim", where)
    return Role(str(item.get("actor", "")), name, aim, reader.words(item, "secret", where, optional=True))


def _unplayable(case: Case, play: RolePlay, file: str) -> Iterator[Fault]:
    """Yield the parts that the case does not have or that nobody plays."""
    seen: set[str] = set()
    parts = [(f"role {n}", role) for n, role in enumerate(play.roles, 1)]
    for where, role in [*parts, *([("silent", play.silent)] if play.silent else [])]:
        for problem in _problems(case, role, where == "silent"):
            yield Fault(f"{file} {where}", 0, "actor", role.actor, problem)
        if role.actor in seen:
            yield Fault(f"{file} {where}", 0, "actor", role.actor, "has a role already; give each actor one")
        seen.add(role.actor)
    named = duty_objects(case)
    for text in _texts(play):
        for kind in named:
            if kind.casefold() in text.casefold():
                yield Fault(file, 0, "", kind, "is what a sensitive duty names; it is no part of a play: leave it out")


def _problems(case: Case, role: Role, silent: bool) -> Iterator[str]:
    actors = case["actors"]
    if role.actor not in actors.index:
        yield f"is not in actors.csv of {case.name}; write the id of a row there"
    elif not silent and actors.loc[role.actor, "level"] == "household":
        yield "is a kind of resident; roles are offices and bodies, and residents have the silent chair only"
    elif role.actor in set(case["statements"].query("sensitive == 'yes'")["recipient"]):
        yield "is named by a sensitive duty; such residents are objects of a rule and nobody plays them"


def duty_objects(case: Case) -> tuple[str, ...]:
    """Return the words by which sensitive duties name whom they are about, in both languages.

    They are objects of a rule: neither a role nor the text of a scene may use them.

    Examples
    --------
    >>> from casestudy import load_case
    >>> duty_objects(load_case("pairing"))
    ()

    """
    sensitive = case["statements"].query("sensitive == 'yes'")
    return tuple(text for lang in LANGS for text in sensitive[f"object_{lang}"] if text)


def _texts(play: RolePlay) -> Iterator[str]:
    parts = [*play.roles, *([play.silent] if play.silent else [])]
    scene = [play.title, play.situation, play.decision, play.start, play.end, *play.debrief]
    scene += [step.what for step in play.order] + [words for part in parts for words in (part.name, part.aim)]
    for words in [*scene, *(part.secret for part in parts if part.secret)]:
        yield from (words.en, words.zh)
