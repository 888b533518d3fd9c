"""Collect the rows of one coding by name and write them as tables; print an article sentence by sentence.

A coder writes a script of calls of :meth:`Coding.add`, which fills defaults and numbers the rows. The
codebook is that of this folder, put in the place of ``data/codebook`` for as long as the edition is made.

Usage: python coding/kit.py CASE ARTICLE.txt      (the sentences, with their numbers, on the screen)
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from casestudy import load_case
from casestudy.articles.article import load_article
from casestudy.coding.codebook import codebook

DEFAULTS = {
    "basis": "stated", "voice": "author", "realm": "enacted", "regime": "unsaid", "polarity": "affirmed",
    "prevalence": "unsaid", "hedge": "none", "cause_value": "unsaid", "effect_value": "unsaid", "teller": "author",
    "author_label": "none",
}  # fmt: skip
# Where our reading joins two rows, it rests on both.
ENDS = {"support": ("claim", "row"), "remedies": ("recommendation", "target"), "tensions": ("row_a", "row_b")}


class Coding:
    """The rows of one coding, perhaps on top of frozen registers."""

    def __init__(self, registers: Path | None = None) -> None:
        """Take over the rows of frozen registers as they are."""
        self.section = ""
        self.rows: dict[str, list[dict[str, str]]] = {table: [] for table in codebook().tables}
        for path in sorted(registers.glob("*.csv")) if registers else ():
            with path.open(encoding="utf-8", newline="") as file:
                self.rows[path.stem] = list(csv.DictReader(file))

    def at(self, section: str) -> None:
        """Set the section of the rows that follow."""
        self.section = section

    def add(self, table: str, anchor: str, **cells: object) -> str:
        """Add a row, of which only what differs from the defaults need be said, and return its id."""
        columns = codebook().columns(table)
        if unknown := set(cells) - set(columns):
            raise KeyError(f"{table} has no column {', '.join(sorted(unknown))}; it has {', '.join(columns)}")
        row = {
            column: DEFAULTS.get(column, "") if (table, column) != ("places", "teller") else "" for column in columns
        }
        number = len(self.rows[table]) + 1
        row |= {"id": f"{codebook().table(table).prefix}_{number:03d}", "section": self.section, "anchor": anchor}
        row |= {name: ";".join(x) if isinstance(x, (list, tuple)) else str(x) for name, x in cells.items()}
        if table in ENDS and row["basis"] != "stated" and not row["from_rows"]:
            row["from_rows"] = ";".join(row[end] for end in ENDS[table])
        self.rows[table].append(row)
        return row["id"]

    def save(self, folder: Path) -> None:
        """Write every table into a folder, for casestudy check and casestudy verify."""
        folder.mkdir(parents=True, exist_ok=True)
        for table, rows in self.rows.items():
            with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, codebook().columns(table), lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)


def main(case: str, path: str) -> int:
    card = load_case(case).card
    article = load_article(path, card)
    headings = {section["id"]: section.get("heading", "") for section in card["sections"]}
    section = ""
    for one in article.sentences:
        if one.section != section:
            section = one.section
            print(f"\n## {section} {headings.get(section, '')}")
        print(f"[{section} {one.number}] {article.sections[section][one.start : one.end]}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
