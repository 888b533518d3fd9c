"""Calls of every command with arguments that nobody would think of: a message and an exit code, never a traceback."""

import argparse
import io
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from hypothesis import Phase, configuration, example, given, settings
from hypothesis import strategies as st

from casestudy.cli import main, parser

configuration.set_hypothesis_home_dir(Path(tempfile.gettempdir()) / "casestudy-hypothesis")
tried = settings(
    deadline=None, max_examples=80, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate]
)
COMMANDS = next(a for a in parser()._actions if isinstance(a, argparse._SubParsersAction)).choices
# Builds a book, which takes a minute: only what its parser makes of its arguments is tried.
SLOW = {"report"}

# What stands in the folder in which commands are run, and other things that can be written where a path should be.
THERE = [
    "mini",
    "./mini/",
    "mini/ties.csv",
    "mini/case.toml",
    "article.txt",
    "gbk.txt",
    "empty.txt",
    "bare",
    "round",
    ".",
]
NOWHERE = [
    "nowhere",
    "no/where",
    "/nonexistent/x",
    "/dev/null",
    "mini/ties.csv/x",
    "x" * 300,
    "x/" * 3000 + "x",
    "~",
    "*",
    "mini\n",
]
SHIPPED = ["pairing", "group_council--pairing", "handling", "lists"]
ODD = [
    "",
    " ",
    "-",
    "--",
    "-x",
    "-1",
    "--x=y",
    "=",
    "@article.txt",
    "%s",
    "{}",
    "%(prog)s",
    "\0",
    "a\0b",
    "\udcff",
    "\ud800",
    "\x1b[31m",
]
# Never a path that leads out of the folder: a command that is told to write there may.
TEXT = st.text(st.characters(exclude_characters="/."), max_size=12)
VALUE = st.one_of(
    st.sampled_from(THERE), st.sampled_from(NOWHERE), st.sampled_from(SHIPPED), st.sampled_from(ODD), TEXT
)
# A sweep that could run would: a model that is none, or a number of points that is no power of two.
NO_MODEL = VALUE.filter(lambda text: text not in SHIPPED)
NO_POINTS = st.sampled_from(["0", "1", "-4", "3", "15", "x", "", "1.5", "１５", "nan", "1e3", "9" * 5000, "\0"])


def value_of(command: str, action: argparse.Action) -> st.SearchStrategy[str]:
    """What is written for a value: often one that would do, so that calls get further than their arguments."""
    if command == "sweep" and action.dest == "points":
        return NO_POINTS
    if command == "sweep" and action.dest == "model":
        return NO_MODEL
    if action.choices:
        would_do = list(action.choices)
    else:
        would_do = (
            ["article.txt"] if "article" in action.dest else ["made", "mini"] if action.option_strings else ["mini"]
        )
    return st.integers(0, 3).flatmap(lambda n: st.sampled_from(would_do) if n else VALUE)


def given_to(command: str, action: argparse.Action) -> st.SearchStrategy[list[str]]:
    """What is written for one argument: mostly what it asks for, and sometimes nothing, or too much."""
    value = value_of(command, action)
    if not action.option_strings:
        rarely = st.lists(value, max_size=2)
        return st.integers(0, 19).flatmap(lambda n: st.lists(value, min_size=1, max_size=1) if n else rarely)
    name = action.option_strings[-1]
    if name == "--help":
        return st.just([])
    if action.nargs == 0:
        return st.sampled_from([[], [], [], [], [name], [name], [name], [name, name], [f"{name}=x"]])
    # --out=-- is left out: argparse makes an empty list of it.
    spelled = value.map(lambda text: [name, text] if text == "--" else [f"{name}={text}"]) | value.map(
        lambda text: [name, text]
    )
    needed = st.integers(0, 19).flatmap(lambda n: spelled if n else st.just([name]))
    return needed if action.required else st.just([]) | needed


def calls(command: str) -> st.SearchStrategy[list[str]]:
    """Build what may be written after the name of a command, in any order."""
    parts = st.tuples(*(given_to(command, action) for action in COMMANDS[command]._actions))
    return parts.flatmap(st.permutations).map(lambda found: [command, *(word for part in found for word in part)])


WRITES: list[str] = []
WATCHED = {
    "open": 0,
    "os.mkdir": 0,
    "os.rename": 1,
    "os.remove": 0,
    "os.rmdir": 0,
    "os.symlink": 1,
    "os.link": 1,
    "os.truncate": 0,
}


def watch(event: str, arguments: tuple[object, ...]) -> None:
    """Note where something is written, if it is watched."""
    if WATCHING and event in WATCHED:
        path = arguments[WATCHED[event]]
        reading = event == "open" and not (int(arguments[2]) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
        if isinstance(path, str | bytes | os.PathLike) and not reading:
            WRITES.append(os.path.abspath(os.fsdecode(path)))


WATCHING: list[str] = []
sys.addaudithook(watch)


@contextmanager
def watched(folder: Path) -> Iterator[list[str]]:
    """Run in a folder; give the paths outside it at which something was written (caches of Python apart)."""
    home, outside = Path.cwd(), []
    WRITES.clear()
    os.chdir(folder)
    WATCHING.append(str(folder))
    try:
        yield outside
    finally:
        WATCHING.clear()
        os.chdir(home)
        outside += [p for p in WRITES if not p.startswith((f"{folder}/", "/dev/")) and "__pycache__" not in p]


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Path:
    """The folder that each call begins with."""
    from conftest import ROWS, TEXT, write_case

    folder = tmp_path_factory.mktemp("template")
    write_case(folder / "mini", ROWS)
    write_case(folder / "round", {})
    (folder / "bare").mkdir()
    (folder / "article.txt").write_text(TEXT, "utf-8")
    (folder / "gbk.txt").write_text(TEXT, "gbk")
    (folder / "empty.txt").touch()
    (folder / "round" / "ties.csv").unlink()
    (folder / "round" / "ties.csv").symlink_to("ties.csv")
    return folder


def run(argv: list[str], template: Path, limit: tuple[int, ...] = (0, 1, 2)) -> str:
    """Run a call in a fresh folder; check what any call must keep to; return what it printed as an error."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="ascii") for _ in range(2))
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made).resolve() / "here"
        shutil.copytree(template, folder, symlinks=True)
        with watched(folder) as outside, redirect_stdout(out), redirect_stderr(err):
            try:
                code = main(argv)
            except SystemExit as left:
                code = left.code
    out.flush()
    err.flush()
    told = err.buffer.getvalue().decode("utf-8")
    assert code in limit, (argv, code)
    assert "Traceback" not in told
    assert outside == []
    assert code == 0 or told.strip()
    return told


def test_every_command_is_tried_or_known_to_be_slow():
    assert set(COMMANDS) >= {"check", "verify", "sweep", *SLOW}


@pytest.mark.parametrize("command", sorted(set(COMMANDS) - SLOW))
def test_no_call_of_a_command_ends_in_a_traceback(template, command):
    done = set()

    @tried
    @given(argv=calls(command))
    def tried_often(argv):
        if tuple(argv) not in done:
            run(argv, template)
            done.add(tuple(argv))

    tried_often()


@pytest.mark.parametrize("command", sorted(SLOW))
def test_no_call_of_a_slow_command_gets_through_its_parser_otherwise_than_as_a_call(command):
    @tried
    @given(argv=calls(command))
    def tried_often(argv):
        told = io.StringIO()
        with redirect_stderr(told):
            try:
                left = parser().parse_args(argv).command
            except SystemExit as wrong:
                left = wrong.code
        assert left == command or (left, told.getvalue()[:7]) == (2, "usage: ")

    tried_often()


@tried
@given(argv=st.lists(VALUE, max_size=3))
@example(argv=[])
@example(argv=["--version"])
@example(argv=["--help"])
@example(argv=["check", "--help"])
def test_no_other_call_ends_in_a_traceback(template, argv):
    run([word for word in argv if word not in COMMANDS], template)


def test_a_call_that_writes_outside_its_folder_would_be_seen(template, tmp_path):
    with pytest.raises(AssertionError):
        run(["new", str(tmp_path / "elsewhere")], template)
