"""What others read of the project, made from data/project.toml and the cards of the cases."""

import json
from typing import Any

import yaml
from common import ROOT

from casestudy import __version__, list_cases, load_case
from casestudy.coding.project import project


def articles() -> list[dict[str, Any]]:
    """Return what the cards say of the articles that were coded."""
    return [dict(load_case(name).card["article"]) for name in list_cases()]


def citation() -> bytes:
    """Return CITATION.cff: how to cite the project, and the articles beside it."""
    made = project()
    record = {
        "cff-version": "1.2.0",
        "message": "If you use this project, please cite it, and cite the two articles for what they report.",
        "title": made["title_en"],
        "type": "dataset",
        "authors": [{"name": made["author_en"]}],
        "version": __version__,
        "date-released": made["released"],
        "license": [made["code_licence"], made["data_licence"]],
        "keywords": made["keywords"],
        "references": [_reference(article) for article in articles()],
    }
    return yaml.safe_dump(record, allow_unicode=True, sort_keys=False, width=120).encode()


def _reference(article: dict[str, Any]) -> dict[str, Any]:
    authors = [{"name": name} for name in article["authors_zh"]]
    doi = {"doi": article["doi"]} if "doi" in article else {}
    return {"type": "article", "title": article["title_zh"], "authors": authors, "year": article["year"], **doi}


def deposit() -> bytes:
    """Return .zenodo.json: what an archive shows of a release."""
    made = project()
    record = {
        "title": made["title_en"],
        "description": made["description_en"],
        "upload_type": "dataset",
        "version": __version__,
        "creators": [{"name": made["author_en"]}],
        "license": made["data_licence"],
        "keywords": made["keywords"],
        "notes": f"Code: {made['code_licence']}. Data and text: {made['data_licence']}. Version of the data: "
        f"{made['data_version']}. The two articles are under copyright and not part of the deposit.",
        "related_identifiers": [
            {"identifier": article["doi"], "relation": "isDerivedFrom", "scheme": "doi"}
            for article in articles()
            if "doi" in article
        ],
    }
    return (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode()


def files() -> dict[Any, bytes]:
    """Return both files by their places."""
    return {ROOT / "CITATION.cff": citation(), ROOT / ".zenodo.json": deposit()}
