"""A desk to try the commands at, with the text that was written to learn on."""

from __future__ import annotations

import shlex
from contextlib import chdir, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from weakref import finalize

from casestudy.cli import main
from casestudy.coding.codebook import codebook
from casestudy.coding.csvtext import cell, csv_text
from casestudy.coding.tutorial import tutorial_case, tutorial_path


class Desk:
    """A folder of its own to try the commands in, with a copy of the text; it is gone with the desk.

    Examples
    --------
    >>> desk = Desk("mine")
    >>> desk.casestudy("check mine")
    $ casestudy check mine
    casestudy: mine: is neither a shipped case (group_council, pairing) nor a folder with a case.toml in it

    """

    def __init__(self, name: str) -> None:
        self.folder = Path(mkdtemp())
        finalize(self, rmtree, self.folder, True)
        self.case = self.folder / name
        (self.folder / "article.txt").write_bytes(tutorial_path().read_bytes())
        self._changed: dict[tuple[str, str], str] = {}
        self._ids: dict[str, None] = {}

    def casestudy(self, line: str) -> None:
        """Run a command as in a shell, and print it with all that it says."""
        said = StringIO()  # printed at once, so that it is one output of a notebook
        with chdir(self.folder), redirect_stdout(said), redirect_stderr(said):
            main(shlex.split(line))
        print(f"$ casestudy {line}\n{said.getvalue()}", end="")

    def card(self) -> None:
        """Fill in the card, and print how it cuts the text into sections."""
        text = (tutorial_case().folder / "case.toml").read_text("utf-8")
        (self.case / "case.toml").write_text(text, encoding="utf-8", newline="")
        print(f"case.toml\n…\n{text[text.index('[[sections]]') :]}", end="")

    def add(self, *ids: str) -> None:
        """Write rows of the finished coding into their tables; without ids, all of them."""
        everything = [row for frame in tutorial_case().tables.values() for row in frame["id"]]
        self._ids.update(dict.fromkeys(ids or everything))
        for table in {codebook().table_of(row) for row in self._ids}:
            self._write(table)

    def put(self, row: str, column: str, value: str) -> None:
        """Write something else into a cell."""
        self._changed[row, column] = value
        self._write(codebook().table_of(row))

    def mend(self) -> None:
        """Take back everything that was put into cells."""
        tables = {codebook().table_of(row) for row, _ in self._changed}
        self._changed.clear()
        for table in tables:
            self._write(table)

    def show(self, *ids: str) -> None:
        """Print rows as they stand in their files, below the names of these."""
        for table in dict.fromkeys(codebook().table_of(row) for row in ids):
            print(f"{table}.csv")
            print(csv_text(codebook().columns(table), [self._cells(i) for i in ids if codebook().table_of(i) == table]))

    def _cells(self, row: str) -> list[str]:
        record = tutorial_case().row(row)
        return [self._changed.get((row, c), cell(record[c])) for c in codebook().columns(codebook().table_of(row))]

    def _write(self, table: str) -> None:
        order = [row for row in tutorial_case()[table]["id"] if row in self._ids]
        text = csv_text(codebook().columns(table), [self._cells(row) for row in order])
        (self.case / f"{table}.csv").write_text(text, encoding="utf-8", newline="")
