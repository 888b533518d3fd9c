"""Pack folders so that the same content always makes the same file, and pack the site.

``_build/casestudy-site-<version>.zip`` holds the whole site, both editions; unpacked,
it is read from a disk or a USB stick. Beside every package stands its SHA-256.

Usage: python tools/pack.py      (after tools/book.py)
"""

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from common import BUILD, ROOT, SITE, git, run

from casestudy.coding.messages import say

PACKED = {".png", ".woff2", ".woff", ".jpg", ".zip", ".pptx"}  # to compress them again would only take time

Content = bytes | Path


def when() -> datetime:
    """Return the time that everything made bears: ``SOURCE_DATE_EPOCH``, or that of the last commit."""
    named = os.environ.get("SOURCE_DATE_EPOCH") or git("log", "-1", "--format=%ct")
    return datetime.fromtimestamp(int(named) if named.isdigit() else 0, UTC)


def built(site: Path = SITE) -> dict[str, str]:
    """Return what the site says of itself: version, commit, date, and its address if it is known."""
    try:
        return dict(json.loads((site / "version.json").read_text("utf-8")))
    except FileNotFoundError:
        raise RuntimeError(f"no site at {shown(site)}: run make book first") from None


def shown(path: Path) -> str:
    """Return a path as a reader knows it."""
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)


def folder_files(folder: Path, inside: str = "") -> dict[str, Content]:
    """Return the files of a folder by the name that they have in a package."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {f"{inside}{path.relative_to(folder).as_posix()}": path for path in found}


def write_zip(target: Path, files: Mapping[str, Content], time: datetime | None = None) -> Path:
    """Write a package and its checksum; names in order and one date for all, so that it is always the same."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")  # what is half written must not look like a package
    with zipfile.ZipFile(part, "w") as package:
        for name in sorted(files):
            content = files[name]
            package.writestr(
                _entry(name, time or when()), content if isinstance(content, bytes) else content.read_bytes()
            )
    part.replace(target)
    checksum = hashlib.sha256(target.read_bytes()).hexdigest()
    line = f"{checksum}  {target.name}\n"
    target.with_name(target.name + ".sha256").write_text(line, "utf-8", newline="\n")
    return target


def freeze(package: bytes, time: datetime) -> bytes:
    """Return a package (a PPTX is one) with one date for all that it holds."""
    old, new = zipfile.ZipFile(io.BytesIO(package)), io.BytesIO()
    with zipfile.ZipFile(new, "w") as target:
        for name in old.namelist():
            target.writestr(_entry(name, time), old.read(name))
    return new.getvalue()


def _entry(name: str, time: datetime) -> zipfile.ZipInfo:
    moment = max(time, datetime(1980, 1, 1, tzinfo=UTC))  # a zip knows no earlier day
    entry = zipfile.ZipInfo(name, moment.timetuple()[:6])
    entry.external_attr = 0o644 << 16
    entry.create_system = 3
    entry.compress_type = zipfile.ZIP_STORED if Path(name).suffix in PACKED else zipfile.ZIP_DEFLATED
    return entry


def site_package(site: Path = SITE, build: Path = BUILD) -> Path:
    """Pack the site, with a word on how to open it."""
    made = built(site)
    name = f"casestudy-site-{made['version']}"
    readme = "\n\n".join(say("site_readme", lang, **made) for lang in ("en", "zh")) + "\n"
    files = folder_files(site, f"{name}/") | {f"{name}/README.txt": readme.encode()}
    return write_zip(build / f"{name}.zip", files)


def said(path: Path) -> str:
    """Say what was made, and how large it is."""
    return f"{shown(path)} ({path.stat().st_size / 1e6:.1f} MB)"


def main() -> int:
    print("Packing the site …", flush=True)
    print(said(site_package()))
    return 0


if __name__ == "__main__":
    run(main)
