"""Execute every chapter in English and store its outputs, without time stamps.

Usage: python tools/notebooks.py [CHAPTER.ipynb …]
"""

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from common import ROOT, run
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError

PATIENCE = 600  # seconds a cell; the longest takes a few dozen where nothing else runs


def execute(path: Path, lang: str) -> nbformat.NotebookNode:
    """Execute a chapter in a language and return it with its outputs."""
    notebook = nbformat.read(path, as_version=4)
    environment = os.environ | {
        "CASESTUDY_LANG": lang,
        "PYTHONHASHSEED": "0",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }
    client = NotebookClient(
        notebook,
        timeout=PATIENCE,
        kernel_name="python3",
        record_timing=False,
        coalesce_streams=True,  # in how many pieces a text arrives is chance
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(path.parent)}},
    )
    try:
        client.execute(env=environment)
    except (CellExecutionError, CellTimeoutError) as fault:
        raise RuntimeError(f"{path.relative_to(ROOT)} ({lang}): {fault}") from None
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error" or output.get("name") == "stderr":
                raise RuntimeError(f"{path.relative_to(ROOT)} ({lang}) warns: {output.get('text', output)}")
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return notebook


def store(path: Path) -> float:
    start = time.perf_counter()
    nbformat.write(execute(path, "en"), path)
    return time.perf_counter() - start


def main(names: list[str]) -> int:
    paths = [Path(name).resolve() for name in names] or sorted((ROOT / "book").rglob("*.ipynb"))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for path, seconds in zip(paths, pool.map(store, paths), strict=True):
            print(f"{path.relative_to(ROOT)}: {seconds:.1f} s", flush=True)
    return 0


if __name__ == "__main__":
    run(main, sys.argv[1:])
