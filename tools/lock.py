"""Resolve the exact versions anew into requirements.lock, for all Pythons and systems at once, without any address.

Needs uv, which alone can resolve for several Pythons at once: pip install uv
"""

import subprocess
import sys

from common import ROOT, run, uv

# The extra jupyter is a choice of whoever wants it, and large.
EXTRAS = ["--extra", "book", "--extra", "course", "--extra", "lab"]
OPTIONS = [*EXTRAS, "--group", "dev", "--universal", "--no-header", "--no-annotate", "-o", "requirements.lock"]


def main() -> int:
    fast = uv()
    if fast is None:
        raise RuntimeError("uv is not installed: pip install uv")
    command = [fast, "pip", "compile", "pyproject.toml", "--python", sys.executable, *OPTIONS]
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=False).returncode


if __name__ == "__main__":
    run(main)
