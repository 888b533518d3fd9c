"""Build the book at _build/html, from an execution that knows src and data.

Neither Jupyter's cache nor Sphinx sees a change in ``src/`` or ``data/``, and
neither keys on the language; a page could keep an old number, or a Chinese
page an English figure. So cache, doctrees and output stand in
``_build/<language>/<hash of all that a page is made of>/``: a change makes a
new folder, where everything is executed anew.

Usage: python tools/book.py [LANGUAGE]
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "_build"
# What pages are made of besides their own source, which Sphinx does watch.
INPUTS = ("src", "data", "book/_ext", "book/_toc.yml", "book/references.bib", "requirements.lock", "_config.yml")


def inputs(root: Path) -> Iterator[Path]:
    for name in INPUTS:
        path = root / name
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        yield from (f for f in files if f.is_file() and "__pycache__" not in f.parts and ".egg-info" not in str(f))


def fingerprint(root: Path = ROOT) -> str:
    """Hash everything that a page is made of besides its own source."""
    digest = hashlib.sha256(sys.version.encode())
    for file in inputs(root):
        digest.update(str(file.relative_to(root)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def main(lang: str = "en") -> int:
    folder = BUILD / lang / fingerprint()
    for old in (BUILD / lang).glob("*"):
        if old != folder:
            shutil.rmtree(old)
    environment = os.environ | {"CASESTUDY_LANG": lang, "PYTHONHASHSEED": "0", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    command = [
        sys.executable,
        "-c",
        "from jupyter_book.cli.main import main; main()",
        "build",
        "book",
        "--config",
        "_config.yml",
    ]
    done = subprocess.run(
        [*command, "--path-output", str(folder.relative_to(ROOT)), "-W", "-n", "--keep-going"],
        cwd=ROOT,
        env=environment,
        check=False,
    )
    if done.returncode:
        print("The book was not built: the messages above say where.", file=sys.stderr)
        return done.returncode
    new, site = BUILD / "html.new", BUILD / "html"
    shutil.rmtree(new, ignore_errors=True)
    shutil.copytree(folder / "_build" / "html", new, ignore=shutil.ignore_patterns(".buildinfo", "objects.inv"))
    shutil.rmtree(site, ignore_errors=True)
    new.rename(site)
    print(f"The book is at {(site / 'index.html').relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
