"""What spreadsheets do to the form of a table is undone, and nothing else."""

import pytest

from casestudy import list_cases, load_case
from casestudy.cli import main
from casestudy.codebook import codebook, data_folder
from casestudy.reading import tidied

BOM = b"\xef\xbb\xbf"


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("name", list_cases())
def test_a_clean_table_stays_byte_for_byte(name):
    for path in sorted((data_folder() / "cases" / name).glob("*.csv")):
        assert tidied(path.read_text("utf-8")).encode() == path.read_bytes()


def as_saved(text: bytes) -> bytes:
    """What a spreadsheet saves: a mark, Windows line ends, a column and two rows more, all of them empty."""
    lines = text.rstrip(b"\n").split(b"\n")
    empty = b"," * lines[0].count(b",")
    return BOM + b"".join(line + b",\r\n" for line in [*lines, empty, empty])


def test_what_a_spreadsheet_saves_is_clean_after_tidy(mini, capsys):
    before = contents(mini)
    for table in codebook().tables:
        path = mini / f"{table}.csv"
        path.write_bytes(as_saved(path.read_bytes()))
    (mini / "case.toml").write_bytes(BOM + (mini / "case.toml").read_bytes())
    (mini / "~$actors.csv").write_bytes(b"\0lock")
    assert main(["check", str(mini)]) == 1
    assert "casestudy tidy puts this right" in capsys.readouterr().err
    assert main(["tidy", str(mini)]) == 0
    assert f"{len(before)} files rewritten" in capsys.readouterr().out
    assert contents(mini) == before | {"~$actors.csv": b"\0lock"}
    assert len(load_case(mini)["actors"]) == 2
    assert main(["tidy", str(mini)]) == 0
    assert "0 files rewritten" in capsys.readouterr().out


@pytest.mark.parametrize("mark", [";", "\t"])
def test_other_marks_between_cells_become_commas_and_cells_stay(mark):
    assert tidied(f'id{mark}note\r\na{mark}"one, two{mark} three"\r\n') == f'id,note\na,"one, two{mark} three"\n'


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        (lambda raw: raw.decode("utf-8-sig").encode("gbk"), "is not UTF-8"),
        (lambda raw: raw.replace(b"books", b'"books', 1), "no well-formed CSV"),
        (lambda raw: raw + b"\0", "NUL"),
    ],
)
def test_one_file_that_cannot_be_read_and_nothing_is_changed(mini, capsys, damage, problem):
    for name in ("actors", "ties"):
        path = mini / f"{name}.csv"
        path.write_bytes(BOM + path.read_bytes())
    path.write_bytes(damage(path.read_bytes()))
    before = contents(mini)
    assert main(["tidy", str(mini)]) == 1
    said = capsys.readouterr().err
    assert "ties.csv" in said
    assert problem in said
    assert contents(mini) == before


def test_a_folder_without_a_card_is_no_case(tmp_path, capsys):
    (tmp_path / "other.csv").write_bytes(BOM + b"a\r\n")
    assert main(["tidy", str(tmp_path)]) == 1
    assert "no folder with a case.toml" in capsys.readouterr().err
    assert contents(tmp_path) == {"other.csv": BOM + b"a\r\n"}
