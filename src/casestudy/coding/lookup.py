"""Validate names that are typed by hand: a code, a column, a table, a row id, a section; say what there is.

A mistyped name must never pass for a finding: *nothing of that kind* and *there is no such
kind* are two answers. So whatever takes a name from outside looks it up here.
"""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

SHOWN, FEW = 80, 12  # names that are listed; row ids and other numbered ones that are


class UnknownNameError(KeyError):
    """A name that is not there; the message says what is."""

    def __str__(self) -> str:
        return str(self.args[0])


def look_up(what: str, value: object, known: Collection[str], *, more: Collection[str] = ()) -> str:
    """Return a name that is known; ``more`` are known too, but not worth listing.

    Raises
    ------
    UnknownNameError
        It is not; near misses come first, then what there is.

    Examples
    --------
    >>> look_up("basis", "statd", ["stated", "inferred"])
    Traceback (most recent call last):
    ...
    casestudy.coding.lookup.UnknownNameError: there is no basis 'statd'; did you mean stated? there are stated, inferred

    """
    if isinstance(value, str) and (value in known or value in more):
        return value
    near = get_close_matches(str(value), list(known), 3, 0.6)
    meant = f"did you mean {' or '.join(near)}? " if near else ""
    raise UnknownNameError(f"there is no {what} {value!r}; {meant}{_listed(list(known))}")


def _listed(names: list[str]) -> str:
    if not names:
        return "there are none"
    numbered = all(name[-1:].isdigit() for name in names)
    if len(names) <= (FEW if numbered else SHOWN):
        return f"there are {', '.join(names)}"
    return f"there are {len(names)}, from {names[0]} to {names[-1]}"
