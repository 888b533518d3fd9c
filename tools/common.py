"""What the commands of this folder share: where things stand, and how a command ends."""

import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "_build"
SITE = BUILD / "html"


def run(main: Callable[..., int], *arguments: object) -> None:
    """Run a command; what it raises as a RuntimeError is a message to whoever gave it, and ends it."""
    try:
        sys.exit(main(*arguments))
    except RuntimeError as fault:
        sys.exit(str(fault))
