"""What spreadsheets do to the form of a table is undone, and nothing else."""

import subprocess
import sys

import pytest

from casestudy import list_cases, load_case
from casestudy.cli import main
from casestudy.coding.codebook import codebook, data_folder
from casestudy.coding.reading import tidied

BOM = b"\xef\xbb\xbf"


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("name", list_cases())
def test_a_clean_table_stays_byte_for_byte(name):
    for path in sorted((data_folder() / "cases" / name).glob("*.csv")):
        assert tidied(path.read_text("utf-8"), codebook().columns(path.stem)).encode() == path.read_bytes()


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
    assert f"{len(before)} of {len(before)} files rewritten" in capsys.readouterr().out
    assert contents(mini) == before | {"~$actors.csv": b"\0lock"}
    assert len(load_case(mini)["actors"]) == 2
    assert main(["tidy", str(mini)]) == 0
    assert f"0 of {len(before)} files rewritten" in capsys.readouterr().out


@pytest.mark.parametrize("mark", [";", "\t"])
def test_other_marks_between_cells_become_commas_and_cells_stay(mark):
    text = f'id{mark}note\r\na{mark}"one, two{mark} three"\r\n'
    assert tidied(text, ["id", "note"]) == f'id,note\na,"one, two{mark} three"\n'


def test_cells_are_left_where_it_is_not_plain_how_they_are_parted():
    for text in ('\nActors\nid;note\na;"b, c"\n', 'id;note;"mine, too"\na;"b, c";d\n', 'id,notes\n"a",b\n'):
        assert tidied(text, ["id", "note"]) == text
        assert tidied("\ufeff\ufeff" + text, ["id", "note"]) == text


def test_a_row_that_is_too_long_stays_so_and_is_accused(mini, capsys):
    path = mini / "support.csv"
    path.write_bytes(BOM + path.read_bytes().replace(b"claim_001;tie_001", b"claim_001,tie_001"))
    assert main(["tidy", str(mini)]) == 0
    assert main(["check", str(mini)]) == 1
    assert "has 12 cells where the header has 11" in capsys.readouterr().err


def test_a_link_stays_a_link_and_the_file_behind_it_is_rewritten(mini, tmp_path):
    path = mini / "actors.csv"
    clean = path.read_bytes()
    path.replace(tmp_path / "shared.csv").write_bytes(BOM + clean)
    path.symlink_to(tmp_path / "shared.csv")
    assert main(["tidy", str(mini)]) == 0
    assert path.is_symlink()
    assert (tmp_path / "shared.csv").read_bytes() == clean


def test_a_file_that_is_read_only_is_left(mini, capsys):
    path = mini / "actors.csv"
    path.write_bytes(BOM + path.read_bytes())
    path.chmod(0o444)
    assert main(["tidy", str(mini)]) == 1
    assert "actors.csv: is read-only" in capsys.readouterr().err
    assert path.read_bytes().startswith(BOM)


def test_a_folder_with_the_name_of_a_shipped_case_is_not_taken_for_it(mini, capsys):
    folder = mini.rename(mini.with_name("pairing"))
    assert main(["tidy", str(folder)]) == 1
    assert "has the name of a shipped case" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        (lambda raw: raw.decode("utf-8-sig").encode("gbk"), "is not UTF-8"),
        (lambda raw: raw.replace(b"books", b'"books', 1), "no well-formed CSV"),
        (lambda raw: raw + b"\0", "NUL"),
        (
            lambda raw: raw.decode("utf-8-sig").encode("utf-16"),
            "is UTF-16, as Excel's 'Unicode text' is; save it as UTF-8",
        ),
        (lambda raw: "\ufeff".encode("utf-16-be") + raw.decode("utf-8-sig").encode("utf-16-be"), "is UTF-16"),
        (lambda raw: raw[:-40], "is it cut off?"),
        (lambda raw: raw.replace(b"books", b'"bo\roks"', 1), "line ends of old Macs"),
        (lambda raw: b"", "is empty"),
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


def test_whoever_stops_reading_does_not_stop_the_work(mini):
    clean = contents(mini)
    for path in mini.iterdir():
        path.write_bytes(BOM + path.read_bytes())
    command = f"{sys.executable} -u -m casestudy.cli tidy {mini} | head -0"
    done = subprocess.run(["bash", "-c", command], capture_output=True, encoding="utf-8", check=False)
    assert contents(mini) == clean
    assert done.stderr == ""
