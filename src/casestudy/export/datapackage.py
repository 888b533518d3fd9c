"""Describe the data as a Frictionless data package, from the codebook alone.

The descriptor lists every table of every shipped case and comparison with its columns,
types, code lists (as ``enum``), required cells, primary keys and foreign
keys, so that tools that have never heard of this project can read and check
the data. Cells that hold several keys stay strings there: the format has no
foreign key for them.
"""

from __future__ import annotations

import json
from typing import Any

from casestudy import __version__
from casestudy.cases import list_cases
from casestudy.codebook import Variable, codebook
from casestudy.compare import list_comparisons
from casestudy.lab import list_models, model_path

TYPES = {"integer": "integer", "number": "number"}
DATE = r"^\d{4}(-\d{2}(-\d{2})?)?$"


def datapackage() -> dict[str, Any]:
    """Return the descriptor of the shipped data.

    Examples
    --------
    >>> datapackage()["resources"][0]["name"]
    'group_council-actors'

    """
    return {
        "name": "casestudy",
        "title": "Two published Chinese case studies of grassroots governance, coded",
        "version": __version__,
        "licenses": [{"name": "CC-BY-4.0", "title": "Creative Commons Attribution 4.0"}],
        "resources": [
            *(_resource("cases", case, table) for case in list_cases() for table in codebook().tables),
            *(_resource("comparisons", name, table) for name in list_comparisons() for table in codebook().comparisons),
            *(_resource("scenarios", name, table) for name in list_models() for table in codebook().scenarios),
        ],
    }


def datapackage_text() -> str:
    """Return the descriptor as it is written."""
    return json.dumps(datapackage(), ensure_ascii=False, indent=1) + "\n"


def _resource(folder: str, case: str, table: str) -> dict[str, Any]:
    variables = codebook().variables[table]
    keys = [
        {
            "fields": [v.name],
            "reference": {"resource": "" if v.references == table else f"{case}-{v.references}", "fields": ["id"]},
        }
        for v in variables
        if v.type == "key" and v.references in codebook().all_tables
    ]
    schema: dict[str, Any] = {"fields": [_field(v) for v in variables], "primaryKey": ["id"], "missingValues": [""]}
    if keys:
        schema["foreignKeys"] = keys
    return {
        "name": f"{case}-{table}",
        "path": model_path(case, table) if folder == "scenarios" else f"{folder}/{case}/{table}.csv",
        "profile": "tabular-data-resource",
        "title": codebook().table(table).label("en"),
        "description": codebook().table(table).definition("en"),
        "encoding": "utf-8",
        "schema": schema,
    }


def _field(v: Variable) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if v.required:
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
