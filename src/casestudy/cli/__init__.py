"""The command line: one command a file.

Every fault ends in one clear message on standard error and exit code 1 (2
for a wrong call), never in a traceback.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

import casestudy
from casestudy.cli import check, compare_coding, describe, diff, export, new, report, sweep, tidy, verify
from casestudy.coding.lookup import UnknownNameError

COMMANDS = (check, verify, describe, new, tidy, report, compare_coding, diff, export, sweep)


def parser() -> argparse.ArgumentParser:
    """Return the parser; the page of commands in the book is made from it."""
    top = argparse.ArgumentParser(prog="casestudy", description="Check, trace, compare and export coded case studies.")
    top.add_argument("--version", action="version", version=f"casestudy {casestudy.__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add(commands)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    args = parser().parse_args(argv)
    if [] in vars(args).values():  # which argparse makes of --to=--
        parser().error("-- is no value")
    try:
        done = int(args.run(args))
        sys.stdout.flush()
        return done
    except BrokenPipeError:  # whoever read along has stopped, as head does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (ValueError, OSError, ImportError, UnknownNameError) as fault:
        print(f"casestudy: {fault}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("casestudy: stopped; what was finished and kept in a folder is there for the next time", file=sys.stderr)
        return 130
