"""The scenario models as data: their assumptions, the designs that they compare, the conclusions that are tried.

Every number that a model takes is a row of ``data/scenarios/<model>/assumptions.csv``: stated in an
article, or assumed with a reason. The models themselves are in
:mod:`casestudy.scenarios`, and need more packages than this module.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from casestudy.coding.cases import list_cases, load_case
from casestudy.coding.checks import check_form, typed
from casestudy.coding.codebook import Lang, codebook, data_folder, list_shipped
from casestudy.coding.lookup import UnknownNameError
from casestudy.coding.messages import say
from casestudy.coding.reading import CodingError, Fault, Raw, read_table
from casestudy.coding.records import Records

# Units, each with the least and the most that makes sense in it.
UNITS = {
    "count": (1.0, math.inf),
    "household": (1.0, math.inf),
    "person": (0.0, math.inf),
    "share": (0.0, 0.95),
    "factor": (1.0, math.inf),
    "hour": (0.01, math.inf),
    "hour_per_day": (0.1, 24.0),
    "per_year": (0.0, math.inf),
    "per_month": (0.0, math.inf),
    "day": (0.0, math.inf),
    "week": (0.0, math.inf),
    "month": (0.1, math.inf),
}
WHOLE = ("count", "household", "person")
# The game: a place, its players, the slips that come to it, how many in calm and urgent times, minutes a slip.
GAME = (
    ("unit_1", 4, "white", (3, 6), "1"),
    ("unit_2", 4, "white", (3, 3), "1"),
    ("village", 3, "grey", (1, 3), "2"),
    ("department", 2, "black", (1, 1), "4"),
)


@dataclass(frozen=True, eq=False)
class Model(Records):
    """What a scenario model is told.

    Attributes
    ----------
    name
        ``"handling"`` or ``"lists"``.
    tables
        ``assumptions``, ``designs``, ``conclusions``: one frame each, indexed by row id.

    """

    name: str
    tables: Mapping[str, pd.DataFrame]

    def title(self, lang: Lang = "en") -> str:
        """Return what the model is called."""
        return say(f"scenario_{self.name}", lang)

    def named(self, table: str) -> pd.DataFrame:
        """Return a table by the names of its rows.

        Examples
        --------
        >>> list(load_model("lists").named("designs").index)[:2]
        ['never', 'yearly']

        """
        return self[table].set_index("name", drop=False)

    def told(self, design: str) -> dict[str, str]:
        """Return what the model is told of a design.

        Raises
        ------
        ValueError
            There is no such design.

        Examples
        --------
        >>> load_model("lists").told("quarterly")
        {'revised': 'quarterly', 'handover': 'no'}

        """
        designs = self.named("designs")["settings"]
        if design not in designs:
            raise ValueError(f"{self.name} has no design {design!r}; there are {', '.join(designs.index)}")
        return dict(pair.split("=") for pair in designs[design].split("; "))


def list_models() -> list[str]:
    """Return the scenario models.

    Examples
    --------
    >>> list_models()
    ['handling', 'lists']

    """
    return list_shipped("scenarios")


@cache
def load_model(name: str) -> Model:
    """Load and check what a scenario model is told.

    Raises
    ------
    ValueError
        There is no such model.
    CodingError
        Its files break the codebook, or a number makes no sense; every fault is listed.

    Examples
    --------
    >>> load_model("handling")["assumptions"].loc["assumption_001", "value"]
    np.float64(33.0)

    """
    if name not in list_models():
        raise ValueError(f"there is no scenario model {name!r}; there are {', '.join(list_models())}")
    return read_model(data_folder() / "scenarios" / name)


def read_model(folder: Path) -> Model:
    """Read and check the three tables of a model in a folder that bears its name."""
    raws: dict[str, Raw] = {}
    faults: list[Fault] = []
    for table in codebook().scenarios:
        raw, found = read_table(folder / f"{table}.csv", table)
        faults += found
        if raw is not None:
            raws[table] = raw
            faults += check_form(raw, ("en", "zh"))
    if not faults:
        faults += _check_sources(raws)
    if not faults:
        faults += _check_numbers(raws["assumptions"])
        faults += _check_names(raws)
    if faults:
        raise CodingError(faults)
    return Model(folder.name, {table: typed(raw) for table, raw in raws.items()})


def _check_sources(raws: Mapping[str, Raw]) -> Iterator[Fault]:
    """Check that rows of cases exist, and that the number of a stated row is that of its source."""
    for table, column in (("assumptions", "row"), ("conclusions", "rows")):
        raw = raws[table]
        for n, (case, cell) in enumerate(zip(raw.frame["case"], raw.frame[column], strict=True)):
            for row in filter(None, cell.split(";")):
                if case not in list_cases():
                    yield raw.fault(n, "case", f"is not one of {', '.join(list_cases())}")
                elif not _there(case, row):
                    yield raw.fault(n, column, f"{row!r} is not in {case}")


def _there(case: str, row: str) -> bool:
    try:
        load_case(case).row(row)
    except UnknownNameError:
        return False
    return True


def _check_numbers(raw: Raw) -> Iterator[Fault]:
    for n, r in enumerate(raw.frame.to_dict("records")):
        value, low, high = (float(r[column]) for column in ("value", "low", "high"))
        least, most = UNITS[r["unit"]]
        if low < least or high > most:
            yield raw.fault(n, "unit", f"{low:g} to {high:g} is not within {least:g} to {most:g}, as this unit must be")
        if r["basis"] == "assumed" and not r["reason_en"]:
            yield raw.fault(n, "reason_en", "what is assumed needs its reason")
        if r["basis"] == "stated":
            yield from _check_stated(raw, n, r, value)


def _check_stated(raw: Raw, n: int, r: Mapping[str, str], value: float) -> Iterator[Fault]:
    if not r["row"]:
        yield raw.fault(n, "row", "what is stated needs the row that holds it")
    elif "value" in (row := load_case(r["case"]).row(r["row"])) and float(row["value"]) != value:
        yield raw.fault(n, "value", f"is stated, but {r['row']} has {float(row['value']):g}")


def _check_names(raws: Mapping[str, Raw]) -> Iterator[Fault]:
    for raw in raws.values():
        for n, again in enumerate(raw.frame["name"].duplicated()):
            if again:
                yield raw.fault(n, "name", "stands here a second time")
    designs = set(raws["designs"].frame["name"])
    for column in ("design", "against"):
        for n, name in enumerate(raws["conclusions"].frame[column]):
            if name not in designs:
                yield raws["conclusions"].fault(n, column, f"is not one of {', '.join(sorted(designs))}")


def settings(model: str, **changes: float) -> dict[str, float]:
    """Return the values that a model takes, some of them changed.

    Raises
    ------
    ValueError
        A name is unknown, or a number makes no sense in its unit.

    Examples
    --------
    >>> settings("handling", surge=5)["surge"]
    5.0
    >>> settings("handling", surges=5)
    Traceback (most recent call last):
    ...
    ValueError: handling has no assumption 'surges'; did you mean surge, surge_days, surge_share?

    """
    known = load_model(model).named("assumptions")
    made = {str(name): float(value) for name, value in known["value"].items()}
    for name, value in changes.items():
        if name not in known.index:
            near = ", ".join(get_close_matches(name, known.index, 3, 0.5)) or ", ".join(known.index)
            raise ValueError(f"{model} has no assumption {name!r}; did you mean {near}?")
        unit = known.at[name, "unit"]
        least, most = UNITS[unit]
        if not (math.isfinite(value) and least <= value <= most):
            raise ValueError(f"{name}={value:g}: in this unit ({unit}) a value is between {least:g} and {most:g}")
        made[name] = float(round(value)) if unit in WHOLE else float(value)
    return made


def box(model: str, doubled: bool = False) -> dict[str, tuple[float, float]]:
    """Return the ranges that are tried: of every assumption that has one, or twice as wide.

    A doubled range stays within what its unit allows, and towards nothing it only halves.

    Examples
    --------
    >>> box("handling")["surge"], box("handling", doubled=True)["surge"]
    ((2.0, 10.0), (1.0, 15.0))

    """
    made: dict[str, tuple[float, float]] = {}
    for r in load_model(model)["assumptions"].itertuples():
        if r.low < r.high:
            least, most = UNITS[r.unit]
            low = max(r.value - 2 * (r.value - r.low), r.low / 2, least)
            wide = min(low, r.low), min(r.value + 2 * (r.high - r.value), most)
            low, high = wide if doubled else (r.low, r.high)
            made[r.name] = float(low), float(high)
    return made


def assumption_table(model: str, lang: Lang = "en") -> pd.DataFrame:
    """Return the assumptions to print and argue about: what, value, range, unit, whose they are, and why.

    Examples
    --------
    >>> assumption_table("lists").iloc[0].tolist()[:2]
    ['Resources on the list at the start', '43']

    """
    lines = []
    for r in load_model(model)["assumptions"].itertuples():
        width = f"{r.low:g}–{r.high:g}" if r.low < r.high else ""
        place = say("scenario_row", lang, case=load_case(r.case).title(lang), row=r.row) if r.row else ""
        basis = codebook().label("assumption_basis", r.basis, lang)
        said = [f"{basis}。" if lang == "zh" else f"{basis}.", getattr(r, f"reason_{lang}"), place]
        why = ("" if lang == "zh" else " ").join(filter(None, said))
        lines.append(
            (getattr(r, f"label_{lang}"), f"{r.value:g}", width, codebook().label("rate_unit", r.unit, lang), why)
        )
    return pd.DataFrame(
        lines, columns=[say(f"scenario_{head}", lang) for head in ("what", "value", "range", "unit", "why")]
    )


def expectations(model: str, lang: Lang = "en") -> pd.DataFrame:
    """Return what is asked before a model runs: what one would expect, and what would make it false.

    Examples
    --------
    >>> expectations("lists").shape
    (7, 3)

    """
    rows = load_model(model)["conclusions"]
    alone = [codebook().label("yes_no", code, lang) for code in rows["alone"]]
    columns = {"conclusion": rows[f"text_{lang}"], "alone": alone, "falseif": rows[f"false_{lang}"]}
    return pd.DataFrame({say(f"scenario_{name}", lang): list(values) for name, values in columns.items()})


def verdict_table(model: str, lang: Lang = "en", most: int = 3) -> pd.DataFrame:
    """Return how far each conclusion held, with declared and with doubled ranges, and what goes with it most.

    Of what goes with it only what is more than chance (:func:`goes_with`); in brackets the Sobol index
    of the verdict, where it is known well enough (:func:`precise`).

    Examples
    --------
    >>> verdict_table("lists").shape
    (7, 4)

    """
    told, rows = load_model(model), held(model).set_index(["conclusion", "box"])
    names = told.named("assumptions")[f"label_{lang}"]
    lines = []
    for name, r in told.named("conclusions").iterrows():
        found = [_turn(names[t.parameter], t) for t in goes_with(model, str(name)).head(most).itertuples()]
        cells = [rows.loc[(name, box)] for box in ("declared", "doubled")]
        shown = [f"{100 * c.holds:.0f} ± {math.ceil(100 * c.error)} % ({c.points:.0f})" for c in cells]
        lines.append((r[f"text_{lang}"], *shown, ("；" if lang == "zh" else "; ").join(found)))
    heads = ("conclusion", "share", "doubled", "turns")
    return pd.DataFrame(lines, columns=[say(f"scenario_{head}", lang) for head in heads])


def game_table(lang: Lang = "en") -> pd.DataFrame:
    """Return who plays the game without computers, and what comes to whom.

    Examples
    --------
    >>> game_table().iloc[2].tolist()
    ['Village office', '3', '1 grey', '3 grey', '2']

    """
    lines = [
        (
            say(f"scenario_game_{place}", lang),
            str(players),
            *(say(f"scenario_game_{slip}", lang, n=n) for n in comes),
            took,
        )
        for place, players, slip, comes, took in GAME
    ]
    heads = ("place", "players", "calm", "urgent", "minutes")
    return pd.DataFrame(lines, columns=[say(f"scenario_game_{head}", lang) for head in heads])


def goes_with(model: str, conclusion: str, box: str = "declared") -> pd.DataFrame:
    """Return the assumptions that go with a conclusion, the closest first: those whose rank correlation is no chance.

    No chance is three times the error that a correlation has where there is none, as there are many assumptions.

    Examples
    --------
    >>> bool((goes_with("lists", "quarterly_meets")["rank"].abs() < 1).all())
    True

    """
    rows = turned(model).query("conclusion == @conclusion and box == @box")
    rows = rows[rows["rank"].abs() >= 3 * rows["rank_error"]]
    return rows.sort_values("rank", key=abs, ascending=False)


def precise(turn: Any) -> bool:
    """Say whether a Sobol index is known well enough to print: half its interval is at most half of it."""
    return bool(0 < turn.total_error <= turn.total / 2)


def _turn(label: str, turn: Any) -> str:
    index = f" ({turn.total:.2f} ± {turn.total_error:.2f})" if precise(turn) else ""
    return f"{label} {turn.rank:+.2f}{index}".replace("-", "−")


def held(model: str) -> pd.DataFrame:
    """Return how far each conclusion held over the box, as stored by ``make lab``.

    Returns
    -------
    DataFrame
        ``conclusion``, ``box`` (``declared``, ``doubled``), ``holds``, ``open``, ``false`` (shares of
        the points), ``error`` (standard error of ``holds``), ``points``, ``overloaded`` (points left out,
        where both designs are overloaded on ordinary days).

    """
    return pd.read_csv(data_folder() / "scenarios" / model / "held.csv")


def majorities(held: pd.DataFrame) -> pd.Series:
    """Say of each conclusion what it does in more than half of the box as declared.

    Parameters
    ----------
    held
        From :func:`held`.

    Returns
    -------
    Series
        Conclusion → ``holds``, ``open``, ``false``, or ``rest`` where none has a majority.

    Examples
    --------
    >>> rows = [("a", "declared", 0.6, 0.4, 0), ("b", "declared", 0.5, 0.25, 0.25)]
    >>> majorities(pd.DataFrame(rows, columns=["conclusion", "box", "holds", "open", "false"])).to_dict()
    {'a': 'holds', 'b': 'rest'}

    """
    shares = held[held["box"] == "declared"].set_index("conclusion")[["holds", "open", "false"]]
    return shares.idxmax(axis=1).where(shares.max(axis=1) > 0.5, "rest")


def turned(model: str) -> pd.DataFrame:
    """Return what goes with each conclusion and what turns it, as stored by ``make lab``.

    Returns
    -------
    DataFrame
        ``conclusion``, ``box``, ``parameter``; ``rank`` (rank correlation with what the design gains) and its error
        if there were none; ``first``, ``first_error``, ``total``, ``total_error`` (Sobol indices of the verdict with
        half the width of a 95 per cent bootstrap interval).

    """
    return pd.read_csv(data_folder() / "scenarios" / model / "turned.csv")
