"""The commands: what they print, how they exit, and that no fault ends in a traceback."""

import re
import subprocess
import sys

import pytest

from casestudy.cli import main


def test_check_of_a_clean_case(mini, capsys):
    assert main(["check", str(mini)]) == 0
    assert capsys.readouterr().out == "mini: 9 rows in 27 tables, no fault\n"


def test_check_names_file_line_column_and_remedy(mini, capsys):
    path = mini / "ties.csv"
    path.write_text(path.read_text("utf-8").replace("empowerment,down", "empowerment,downwards", 1), "utf-8")
    assert main(["check", str(mini)]) == 1
    assert "mini/ties.csv:2 direction='downwards': is not one of ['down', 'up', 'lateral']" in capsys.readouterr().err


def test_verify_finds_every_anchor_and_lists_what_is_left(mini, article, capsys):
    assert main(["verify", str(mini), str(article), "--uncovered"]) == 0
    out, err = capsys.readouterr()
    assert "mini: 9 of 9 anchors found" in out
    assert "open: section 注, sentence 1" in out
    assert re.search(
        r'the card has no checksum yet; put sha256 = "[0-9a-f]{64}" and reading = 2 under \[article\]', err
    )
    assert "志愿者" not in out  # by place only, never the text


def test_verify_warns_of_another_edition(mini, article, capsys):
    card = mini / "case.toml"
    card.write_text(card.read_text("utf-8").replace('sha256 = ""', f'sha256 = "{"0" * 64}"\nreading = 2'), "utf-8")
    assert main(["verify", str(mini), str(article)]) == 0
    assert "another text than the one that was coded" in capsys.readouterr().err


def test_verify_names_a_missing_anchor_and_exits_with_one(mini, article, capsys):
    path = mini / "actors.csv"
    path.write_text(path.read_text("utf-8").replace("乙站约有", "丙站约有"), "utf-8")
    assert main(["verify", str(mini), str(article)]) == 1
    assert "mini/actors.csv:3 anchor='丙站约有': is not found in section 一" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["check", "nowhere"], "neither a shipped case"),
        (["verify", "pairing", "nowhere.txt"], "there is no such file"),
        (["verify", "nowhere", "nowhere.txt"], "neither a shipped case"),
    ],
)
def test_bad_calls_end_in_one_message(arguments, problem, capsys):
    assert main(arguments) == 1
    assert re.fullmatch(rf"casestudy: .*{problem}.*\n", capsys.readouterr().err)


def test_the_installed_command_says_how_it_is_called():
    done = subprocess.run(
        [sys.executable, "-m", "casestudy.cli", "verify"], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 2
    assert "usage: casestudy verify" in done.stderr
    assert "Traceback" not in done.stderr


def test_whoever_reads_along_may_stop():
    command = (
        f"{sys.executable} -m casestudy.cli verify --help | head -1; {sys.executable} -m casestudy.cli check | head -0"
    )
    done = subprocess.run(["bash", "-c", command], capture_output=True, encoding="utf-8", check=False)
    assert (done.stdout.split()[:1], done.stderr) == (["usage:"], "")


@pytest.mark.parametrize("arguments", [["export", "pairing", "--to=--"], ["sweep", "handling", "--points=--"]])
def test_two_dashes_are_no_value(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


def test_describe_answers_for_tables_columns_and_codes_in_both_languages(capsys):
    assert main(["describe"]) == 0
    assert "ties: Ties" in capsys.readouterr().out
    assert main(["describe", "basis", "--lang", "zh"]) == 0
    assert "inferred: 推断" in capsys.readouterr().out
    assert main(["describe", "inferred"]) == 0
    assert "inferred (basis): Inferred" in capsys.readouterr().out
    assert main(["describe", "infered"]) == 1
    assert "did you mean" in capsys.readouterr().err
