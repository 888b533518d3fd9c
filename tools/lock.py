"""Resolve the exact versions anew into requirements.lock, for all supported Pythons, without any address.

Needs uv, which alone can resolve for several Pythons at once: pip install uv
"""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    if shutil.which("uv") is None:
        print("uv is not installed: pip install uv", file=sys.stderr)
        return 1
    command = ["uv", "pip", "compile", "pyproject.toml", "--all-extras", "--universal", "--no-header", "--no-annotate"]
    return subprocess.run([*command, "-o", "requirements.lock"], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
