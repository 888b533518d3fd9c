"""Open the copies of the chapters in JupyterLab, beside the built pages to which their links lead.

Usage: python tools/launch.py      (after tools/book.py)
"""

import subprocess
import sys
from importlib.util import find_spec

from common import SITE, run
from pack import built


def main() -> int:
    built(SITE)
    if find_spec("jupyterlab") is None:
        raise RuntimeError(f"JupyterLab is not installed: run {sys.executable} -m pip install jupyterlab")
    print("What you change here lasts until the book is built again: save what you want to keep elsewhere.", flush=True)
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={SITE}"]
    return subprocess.run([*command, "--LabApp.default_url=/lab/tree/en/notebooks"], check=False).returncode


if __name__ == "__main__":
    run(main)
