"""Write a case as an RO-Crate: its tables, and beside them what they are, whose, and of what."""

from __future__ import annotations

import json
from typing import Any

from casestudy.coding.cases import Case
from casestudy.coding.codebook import codebook
from casestudy.coding.csvtext import case_tables
from casestudy.coding.project import project
from casestudy.coding.references import authors

SPECIFICATION = "https://w3id.org/ro/crate/1.1"
Entity = dict[str, Any]


def crate(case: Case) -> dict[str, bytes]:
    """Write the tables of a case and ``ro-crate-metadata.json``, which machines and archives read.

    The coding is a dataset that is based on an article; article, authors and licence are
    entities of their own, from the card of the case. What the format cannot hold: columns
    and codes, for which the data package is the better form.

    References
    ----------
    P. Sefton et al. (2022). RO-Crate Metadata Specification 1.1.

    Examples
    --------
    >>> from casestudy import load_case
    >>> "ro-crate-metadata.json" in crate(load_case("pairing"))
    True

    """
    graph = {"@context": f"{SPECIFICATION}/context", "@graph": list(_entities(case))}
    text = json.dumps(graph, ensure_ascii=False, indent=1) + "\n"
    return case_tables(case) | {"ro-crate-metadata.json": text.encode()}


def _entities(case: Case) -> list[Entity]:
    card, made = case.card, project()
    article, authors = _article(case)
    licence = card.get("licence", "")
    address = made["data_licence_url"] if licence == made["data_licence"] else f"#{licence or 'unstated'}"
    root: Entity = {
        "@id": "./",
        "@type": "Dataset",
        "name": _titles(card, "title"),
        "description": f"The coding of an article, row by row: {', '.join(_titles(card, 'title'))}",
        "datePublished": str(card.get("coded_on", made["released"])),
        "license": {"@id": address},
        "isBasedOn": {"@id": article["@id"]},
        "inLanguage": list(card["languages"]),
        "hasPart": [{"@id": f"{table}.csv"} for table in codebook().tables],
    }
    if "data_version" in card:
        root["version"] = card["data_version"]
    described: Entity = {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        "conformsTo": {"@id": SPECIFICATION},
        "about": {"@id": "./"},
    }
    terms: Entity = {"@id": address, "@type": "CreativeWork", "name": licence or "no licence is stated"}
    return [described, root, article, *authors, terms, *(_file(table) for table in codebook().tables)]


def _file(table: str) -> Entity:
    entry = codebook().tables[table]
    return {
        "@id": f"{table}.csv",
        "@type": "File",
        "name": [entry.label_en, entry.label_zh],
        "description": [entry.definition_en, entry.definition_zh],
        "encodingFormat": "text/csv",
    }


def _article(case: Case) -> tuple[Entity, list[Entity]]:
    """Return the article and its authors as the card has them; what it does not say is left out."""
    article = case.card["article"]
    written = [authors(article, lang) for lang in case.card["languages"] if f"authors_{lang}" in article]
    persons: list[Entity] = [
        {"@id": f"#author-{n}", "@type": "Person", "name": list(names)}
        for n, names in enumerate(zip(*written, strict=True), start=1)
    ]
    entity: Entity = {
        "@id": f"https://doi.org/{article['doi']}" if "doi" in article else "#article",
        "@type": "ScholarlyArticle",
        "name": _titles(article, "title"),
        "author": [{"@id": person["@id"]} for person in persons],
    }
    if "year" in article:
        entity["datePublished"] = str(article["year"])
    return entity, persons


def _titles(record: Any, stem: str) -> list[str]:
    """Return what a record is called, in each language that it has."""
    return [record[f"{stem}_{lang}"] for lang in ("zh", "en") if record.get(f"{stem}_{lang}")]
