"""Collect the rows of one coding by name and write them as tables; print an article sentence by sentence.

A coder writes a script of calls of :meth:`Coding.add`, which fills defaults and numbers the rows. The
codebook is that of this folder, put in the place of ``data/codebook`` for as long as the edition is made.

Usage: python coding/kit.py CASE ARTICLE.txt      (the sentences, with their numbers, on the screen)
       python coding/kit.py --codebook            (the codebook as coders read it, in English)
       python coding/kit.py --merge REGISTERS FOLDER PART …      (the parts of one coder as one coding)
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
REGISTERS = ("actors", "factors", "activities", "problems", "framework", "concepts")
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

    def take(self, part: Path) -> None:
        """Take over the rows of a part that was coded on the same registers, with ids of their own."""
        found: dict[str, list[dict[str, str]]] = {}
        for path in sorted(part.glob("*.csv")):
            with path.open(encoding="utf-8", newline="") as file:
                known = {row["id"] for row in self.rows[path.stem]} if path.stem in REGISTERS else set()
                found[path.stem] = [row for row in csv.DictReader(file) if row["id"] not in known]
        names: dict[str, str] = {}
        for table, rows in found.items():
            first = len(self.rows[table]) + 1
            names |= {r["id"]: f"{codebook().table(table).prefix}_{n:03d}" for n, r in enumerate(rows, first)}
        for table, rows in found.items():
            keys = [v.name for v in codebook().variables[table] if v.type in ("key", "keys")]
            for row in rows:
                moved = {key: ";".join(names.get(one, one) for one in row[key].split(";")) for key in keys}
                self.rows[table].append(row | moved | {"id": names[row["id"]]})

    def save(self, folder: Path) -> None:
        """Write every table into a folder, for casestudy check and casestudy verify."""
        folder.mkdir(parents=True, exist_ok=True)
        for table, rows in self.rows.items():
            with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, codebook().columns(table), lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)


def handbook() -> str:
    """Write the codebook of a case's tables in English, codes last."""
    lines, used = ["# Codebook for coders"], dict[str, None]()
    for table in codebook().tables.values():
        kind = "bare" if table.bare else "qualified" if table.qualified else "plain"
        lines += ["", f"## {table.name} ({kind}): {table.definition('en')}", ""]
        for v in codebook().variables[table.name]:
            if not v.name.endswith("_zh"):
                used |= {v.codes: None} if v.codes else {}
                of = f"; codes: {v.codes}" if v.codes else f"; refers to {v.references}" if v.references else ""
                lines.append(f"- `{v.name}` ({v.type}{', required' if v.required else ''}{of}): {v.definition('en')}")
    for name in used:
        lines += ["", f"## Codes: {name}", ""]
        lines += [f"- `{code.name}`: {code.definition('en')}" for code in codebook().codes[name].values()]
    return "\n".join(lines)


def main(case: str, *paths: str) -> int:
    if case == "--codebook":
        print(handbook())
        return 0
    if case == "--merge":
        registers, folder, *parts = map(Path, paths)
        whole = Coding(registers)
        for part in parts:
            whole.take(part)
        whole.save(folder)
        return 0
    (path,) = paths
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
