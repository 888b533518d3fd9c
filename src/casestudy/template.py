"""What a new case is made of: a card to fill in, a header for every table, an example of each."""

from __future__ import annotations

import re
from collections.abc import Iterator

from casestudy.cases import list_cases
from casestudy.codebook import codebook
from casestudy.export.project import project
from casestudy.export.tables import cell, csv_text
from casestudy.tutorial import tutorial_case

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
CARD = """\
# The card of the case: which article it reads, how it is cut into sections, how it was coded.
# Columns that end in _en or _zh are asked for in the languages that stand here; one is enough.
languages = ["en", "zh"]
title_en = "{name}"
title_zh = "{name}"
data_version = "0.1.0"
# licence = "{licence}"
# coded_by = "your name"
# coded_on = "2026-01-31"
# What a reader should know first: what the text leaves out, what you could not see.
limits_en = []
limits_zh = []

[article]
title_en = ""
title_zh = ""
authors_en = []
authors_zh = []
# year = 2026
# casestudy verify prints the checksum of your copy; put it here, and other editions are noticed.
sha256 = ""

# The sections, in the order of the article. A row stands in one of them: id is what its column "section" says.
# heading: a line of its own; starts: how the first line begins where there is no heading.
[[sections]]
id = "1"
heading = "1 Introduction"
title_en = "1 Introduction"
"""
README = """\
# {name}

One row is one judgement: what the article says, in your own words, and where it says so. An empty cell means
that the article does not say; an empty table is a finding. Begin with `actors.csv`, go on with what the article
is about, and leave what it does not have.

{commands}

Every table ends in the same columns. `section`: an id of `case.toml`. `anchor`: the shortest string, at most 16
characters (eight words where words stand apart), that stands once in that section, copied as it is. `basis`: stated,
derived or inferred; the last two name in `from_rows` the rows that they rest on. `voice`: who says it.
"""

COMMANDS = {
    "describe basis": "what a table, a column or a code means",
    "check {name}": "every cell against the codebook",
    "tidy {name}": "undo what a spreadsheet does to the form of the files",
    "verify {name} ARTICLE.txt": "every anchor in its section; what no row touches yet",
    "report {name}": "a small illustrated book of the case",
}


def case_files(name: str) -> dict[str, bytes]:
    """Return the files of a new case, by name: a card, a header for every table, a README with examples.

    Raises
    ------
    ValueError
        The name would not do as the name of a case.

    Examples
    --------
    >>> sorted(case_files("my_case"))[:3]
    ['README.md', 'activities.csv', 'actors.csv']

    """
    if not NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name for a case: begin with a letter, then letters, digits and _ alone")
    if name in list_cases():
        raise ValueError(f"{name!r} is the name of a shipped case, which every command would take; give another")
    headers = {f"{table}.csv": csv_text(codebook().columns(table), []).encode() for table in codebook().tables}
    card = CARD.format(name=name, licence=project()["data_licence"])
    return {"case.toml": card.encode(), "README.md": readme(name).encode(), **headers}


def readme(name: str) -> str:
    """Write what each table is for, with a row of the tutorial as an example, in Markdown.

    Examples
    --------
    >>> readme("my_case").splitlines()[0]
    '# my_case'

    """
    width = max(len(command.format(name=name)) for command in COMMANDS) + 3
    lines = (f"    casestudy {command.format(name=name):{width}}# {does}" for command, does in COMMANDS.items())
    begin = README.format(name=name, commands="\n".join(lines))
    return "\n".join([begin, *(line for table in codebook().tables for line in _about(table))]) + "\n"


def _about(table: str) -> Iterator[str]:
    entry, rows = codebook().tables[table], tutorial_case()[table]
    yield f"## {table}.csv: {entry.label_en} · {entry.label_zh}"
    yield ""
    yield f"{entry.definition_en} {entry.definition_zh}"
    yield ""
    if rows.empty:
        yield "The text to learn on has nothing for it: the header alone stands there."
        yield ""
        return
    row = rows.iloc[0]
    filled = [(v.name, cell(row[v.name])) for v in codebook().variables[table] if cell(row[v.name])]
    yield "| column | example |"
    yield "|---|---|"
    yield from (f"| `{column}` | {text.replace('|', '/')} |" for column, text in filled)
    yield ""
