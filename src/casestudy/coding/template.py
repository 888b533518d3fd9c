"""Scaffold: what a new case is made of: a card to fill in, a header for every table, an example of each."""

from __future__ import annotations

import re
from collections.abc import Iterator

from casestudy.coding.checks import HIDDEN
from casestudy.coding.codebook import codebook
from casestudy.coding.csvtext import cell, csv_text
from casestudy.coding.project import project
from casestudy.coding.tutorial import tutorial_case

# What some system cannot bear in the name of a folder, or takes for something else.
BREAKS = (
    (re.compile(r"^\.*$"), "is empty, or dots alone"),
    (re.compile(r'[/\\:*?"<>|]'), 'holds one of / \\ : * ? " < > |'),
    (HIDDEN, "holds a character that nobody sees"),
    (re.compile(r"^\s|[\s.]$"), "has white space at its ends, or a dot at its end"),
    (re.compile(r"^-"), "begins with a hyphen, as the options of a command do"),
    (re.compile(r"^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE), "is what Windows calls a device"),
)
PLAIN = re.compile(r"[\w./\\:-]+")
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
# authors_en: "Family, Given" each, as in "Qin, Jie"; of an organisation with a comma behind it, as in "World Bank,".
authors_en = []
authors_zh = []
# year = 2026
# What is printed of these: journal_en, journal_zh, volume, issue, pages, issn, doi, and number (of the article).
# casestudy verify prints the checksum of your copy and how it was read; put both here, and other texts are noticed.
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
    for broken, why in BREAKS:
        if broken.search(name):
            raise ValueError(f"{name!r} is no name for a case: it {why}; give another, such as my_case")
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
    commands = {command.format(name=typed(name)): does for command, does in COMMANDS.items()}
    width = max(map(len, commands)) + 3
    lines = (f"    casestudy {command:{width}}# {does}" for command, does in commands.items())
    begin = README.format(name=name, commands="\n".join(lines))
    return "\n".join([begin, *(line for table in codebook().tables for line in _about(table))]) + "\n"


def typed(name: str) -> str:
    """Write a name as it is typed at a shell: in quotation marks where there is a space or a mark in it.

    Examples
    --------
    >>> typed("案例-1"), typed("my case")
    ('案例-1', '"my case"')

    """
    return name if PLAIN.fullmatch(name) else f'"{name}"'


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
