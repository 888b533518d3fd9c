"""Write what is made from other files, or (--check) say which of it is out of date.

Usage: python tools/generate.py [--check]
"""

import base64
import sys
from pathlib import Path

import metadata
import nbformat
import pandas as pd

from casestudy import list_cases
from casestudy.articles.agreement import column_agreement, load_recoding, presence_agreement, row_agreement
from casestudy.coding.codebook import data_folder
from casestudy.export.datapackage import datapackage_text

ROOT = Path(__file__).resolve().parents[1]
FIGURE_CHAPTER = ROOT / "book" / "questions" / "empowerment.ipynb"


def figure() -> bytes:
    """The figure of the README: the first one that the chapter stores."""
    notebook = nbformat.read(FIGURE_CHAPTER, as_version=4)
    outputs = (o for cell in notebook.cells for o in cell.get("outputs", []))
    return next(base64.b64decode(o["data"]["image/png"]) for o in outputs if "image/png" in o.get("data", {}))


def agreement() -> dict[Path, bytes]:
    """The agreement of the two codings: by sentence, by row, by column, and every disagreement."""
    frames: dict[str, list[pd.DataFrame]] = {"presence": [], "rows": [], "columns": [], "disagreements": []}
    for name in list_cases():
        recoding = load_recoding(name)
        columns, apart = column_agreement(recoding)
        presence, rows = (f(recoding).reset_index(names="table") for f in (presence_agreement, row_agreement))
        for kind, frame in zip(frames, (presence, rows, columns, apart), strict=True):
            frame.insert(0, "case", name)
            frames[kind].append(frame.round(3))
    folder = data_folder() / "recoding"
    return {
        folder / f"{kind}.csv": pd.concat(parts).to_csv(index=False, lineterminator="\n").encode()
        for kind, parts in frames.items()
    }


def generated() -> dict[Path, bytes]:
    return {
        **agreement(),
        **metadata.files(),
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
