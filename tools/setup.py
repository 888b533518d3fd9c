"""Make the virtual environment and install the locked versions and this project.

Usage: python tools/setup.py VENV      (standard library only)
"""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main(folder: str) -> int:
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        print(
            f"casestudy needs Python 3.11 to 3.13; this is {sys.version.split()[0]}. Run: make PYTHON=python3.11",
            file=sys.stderr,
        )
        return 1
    target = ROOT / folder
    python = target / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    print(f"Making {folder} anew …", flush=True)  # anew, so that nothing stays that the lock no longer names
    venv.create(target, with_pip=True, clear=True)
    print("Installing the locked versions (about a minute the first time) …", flush=True)
    fast = shutil.which("uv")  # pip compiles what it installs; uv only when told, and every chapter imports much
    pip = (
        [fast, "pip", "install", "--compile-bytecode", "--python", str(python)]
        if fast
        else [str(python), "-m", "pip", "install", "--disable-pip-version-check"]
    )
    for arguments in (["-r", "requirements.lock"], ["--no-deps", "-e", "."]):
        done = subprocess.run([*pip, "--quiet", *arguments], cwd=ROOT, check=False)
        if done.returncode:
            print(
                "The installation failed: is the package index reachable? Then run the same command again.",
                file=sys.stderr,
            )
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
