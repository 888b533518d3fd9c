"""Describe the data as a Frictionless data package, from the codebook alone.

The descriptor lists every table of every shipped case and comparison with its columns,
types, code lists (as ``enum``), required cells, primary keys and foreign
keys, so that tools that have never heard of this project can read and check
the data. Cells that hold several keys stay strings there: the format has no
foreign key for them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from casestudy.coding.cases import Case
from casestudy.coding.codebook import LANGS, Variable, codebook, list_shipped
from casestudy.coding.csvtext import case_tables
from casestudy.coding.project import project

TYPES = {"integer": "integer", "number": "number"}
# What is shipped, and where the codebook has its tables.
KINDS = {"cases": "tables", "comparisons": "comparisons", "scenarios": "scenarios"}
DATE = r"^\d{4}(-\d{2}(-\d{2})?)?$"


def datapackage() -> dict[str, Any]:
    """Return the descriptor of the shipped data.

    Examples
    --------
    >>> datapackage()["resources"][0]["name"]
    'group_council-actors'

    """
    made = project()
    return {
        "name": made["name"],
        "title": made["title_en"],
        "description": made["description_en"],
        "version": made["data_version"],
        "keywords": made["keywords"],
        "contributors": [{"title": made["author_en"], "role": "author"}],
        "licenses": [{"name": made["data_licence"], "title": made["data_licence_name"]}],
        "resources": [
            _resource(f"{kind}/{name}/", f"{name}-".lower(), table)
            for kind, tables in KINDS.items()
            for name in list_shipped(kind)
            for table in getattr(codebook(), tables)
        ],
    }


def case_package(case: Case) -> dict[str, bytes]:
    """Write the tables of one case with a descriptor beside them: any tool that reads data packages can check them.

    What the format cannot hold: that a row goes back to a place in an article, that a cell of
    several keys names rows, and what only holds across cells, such as the order of two dates.

    Examples
    --------
    >>> from casestudy import load_case
    >>> len(case_package(load_case("pairing")))
    28

    """
    described = {
        "name": re.sub("[^a-z0-9._-]+", "-", case.name.lower()).strip("-") or "case",
        "title": case.card.get("title_en") or case.card["title_zh"],
        **({"version": case.card["data_version"]} if "data_version" in case.card else {}),
        **({"licenses": [{"name": case.card["licence"]}]} if "licence" in case.card else {}),
        "resources": [_resource("", "", table, case.card["languages"]) for table in codebook().tables],
    }
    return case_tables(case) | {"datapackage.json": _written(described)}


def datapackage_text() -> str:
    """Return the descriptor of the shipped data as it is written."""
    return _written(datapackage()).decode()


def _written(descriptor: dict[str, Any]) -> bytes:
    return (json.dumps(descriptor, ensure_ascii=False, indent=1) + "\n").encode()


def _resource(folder: str, prefix: str, table: str, languages: Sequence[str] = LANGS) -> dict[str, Any]:
    variables = codebook().variables[table]
    keys = [
        {
            "fields": [v.name],
            "reference": {
                "resource": "" if v.references == table else f"{prefix}{v.references}",
                "fields": ["id"],
            },
        }
        for v in variables
        if v.type == "key" and v.references in codebook().all_tables
    ]
    schema: dict[str, Any] = {
        "fields": [_field(v, languages) for v in variables],
        "primaryKey": ["id"],
        "missingValues": [""],
    }
    if keys:
        schema["foreignKeys"] = keys
    return {
        "name": f"{prefix}{table}",
        "path": f"{folder}{table}.csv",
        "profile": "tabular-data-resource",
        "title": codebook().table(table).label("en"),
        "description": codebook().table(table).definition("en"),
        "encoding": "utf-8",
        "schema": schema,
    }


def _field(v: Variable, languages: Sequence[str]) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    lang = v.name.rpartition("_")[2]
    if v.required and (lang not in LANGS or lang in languages):
        constraints["required"] = True
    if v.codes:
        constraints["enum"] = list(codebook().codes[v.codes])
    if v.type == "date":
        constraints["pattern"] = DATE
    field = {
        "name": v.name,
        "type": TYPES.get(v.type, "string"),
        "title": v.label("en"),
        "description": v.definition("en"),
    }
    return field | ({"constraints": constraints} if constraints else {})
