"""Write what is made from other files, or (--check) say which of it is out of date.

Usage: python tools/generate.py [--check]
"""

import base64
import sys
from pathlib import Path

import nbformat

from casestudy.export.datapackage import datapackage_text

ROOT = Path(__file__).resolve().parents[1]
FIGURE_CHAPTER = ROOT / "book" / "questions" / "empowerment.ipynb"


def figure() -> bytes:
    """The figure of the README: the first one that the chapter stores."""
    notebook = nbformat.read(FIGURE_CHAPTER, as_version=4)
    outputs = (o for cell in notebook.cells for o in cell.get("outputs", []))
    return next(base64.b64decode(o["data"]["image/png"]) for o in outputs if "image/png" in o.get("data", {}))


def generated() -> dict[Path, bytes]:
    return {
        ROOT / "data" / "datapackage.json": datapackage_text().encode(),
        ROOT / "book" / "_static" / "readme.png": figure(),
    }


def main(*arguments: str) -> int:
    stale = [path for path, content in generated().items() if not path.exists() or path.read_bytes() != content]
    for path in stale:
        if "--check" in arguments:
            print(f"{path.relative_to(ROOT)} is out of date: run python tools/generate.py", file=sys.stderr)
        else:
            path.write_bytes(generated()[path])
            print(f"wrote {path.relative_to(ROOT)}")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
