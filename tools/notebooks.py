"""Execute every chapter in English and store its outputs, without time stamps.

Usage: python tools/notebooks.py [CHAPTER.ipynb …]
"""

import os
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

ROOT = Path(__file__).resolve().parents[1]


def store(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        record_timing=False,
        resources={"metadata": {"path": str(path.parent)}},
    ).execute()
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    nbformat.write(notebook, path)


def main(names: list[str]) -> int:
    os.environ |= {"CASESTUDY_LANG": "en", "PYTHONHASHSEED": "0", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    paths = [Path(name).resolve() for name in names] or sorted((ROOT / "book").rglob("*.ipynb"))
    for path in paths:
        start = time.perf_counter()
        try:
            store(path)
        except CellExecutionError as fault:
            print(f"{path.relative_to(ROOT)}: {fault}", file=sys.stderr)
            return 1
        print(f"{path.relative_to(ROOT)}: {time.perf_counter() - start:.1f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
