"""Write files atomically: what was made: whole or not at all, and never over something else."""

from __future__ import annotations

import lzma
import os
import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

# By these words what an export made is known again: in the first comment of a file, in the description of a packed
# one, or in a file of its own in a folder.
MARK = "made by casestudy export"
LABEL = ".casestudy"
COMMENT = re.compile(rf"% {MARK}\n|<\?xml[^>]*\?>\s*<\w[^>]*>\s*<!-- {MARK} -->")
DESCRIBED = {"docProps/core.xml": f">{MARK}<", "project.qde": f"<!-- {MARK} -->"}
BEGINNING = 400


class WritingError(OSError):
    """Something could not be written; what was there before is as it was."""


def write(target: Path, files: Mapping[str, bytes], force: bool | None = None) -> Path:
    r"""Write files, by name, into a folder; a single file whose name ends as the target does is written as such.

    Everything is first written beside the target and then moved there in one
    step, so that a full disk or a broken-off run leaves what was there.

    Parameters
    ----------
    target
        The file or folder to make. Its parent must be there.
    files
        Name, perhaps with folders, → content.
    force
        Whether to replace what an earlier run left; nothing, where that is not offered. What bears no
        :data:`MARK`, and a folder that holds anything but files of these names, is never replaced.

    Returns
    -------
    Path
        The target.

    Raises
    ------
    WritingError
        The target exists, or cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> write(folder / "a.bib", {"a.bib": b"% made by casestudy export\n"}).name
    'a.bib'
    >>> write(folder / "a.bib", {"a.bib": b"two"}, force=True).read_bytes()
    b'two'

    """
    single = len(files) == 1 and Path(next(iter(files))).suffix == target.suffix != ""
    if not single and force is not None:
        files = {**files, LABEL: MARK.encode()}
    try:
        free(target, force)
        if os.path.lexists(target):
            _may_replace(target, files, single)
        if not target.absolute().parent.is_dir():
            raise WritingError(f"{target}: the folder {target.parent} is not there; make it, or write elsewhere")
        with tempfile.TemporaryDirectory(dir=target.absolute().parent, prefix=f".{target.name[:40]}-") as space:
            made = Path(space) / "new"
            for name, content in files.items():
                path = made if single else made / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            if not single and os.path.lexists(target):
                _swap(made, target, Path(space) / "old")
            else:
                made.replace(target)
    except WritingError:
        raise
    except (OSError, ValueError) as fault:
        why = getattr(fault, "strerror", None) or fault
        raise WritingError(f"{target}: cannot be written ({why}); what was there is as it was") from None
    return target


def rewrite(path: Path, content: bytes) -> None:
    """Put new content into a file that is there: whole, or not at all.

    Raises
    ------
    WritingError
        It cannot be written.

    """
    path = path.resolve()  # the file itself, where a link leads to it
    try:
        if not path.stat().st_mode & 0o222:
            raise WritingError(f"{path}: is read-only; it is as it was")
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name[:40]}-") as space:
            made = Path(space) / "new"
            made.write_bytes(content)
            shutil.copymode(path, made)
            made.replace(path)
    except WritingError:
        raise
    except OSError as fault:
        raise WritingError(f"{path}: cannot be written ({fault.strerror}); it is as it was") from None


def free(target: Path, force: bool | None = None) -> None:
    """Say before long work that what it makes would not be written, as its place is taken.

    Raises
    ------
    WritingError
        The target exists, and may not be replaced.

    """
    if os.path.lexists(target) and not force:
        offer = "" if force is None else ", or --force to replace it"
        raise WritingError(f"{target}: is there already, and stays as it is; give another place{offer}")


def _may_replace(target: Path, files: Mapping[str, bytes], single: bool) -> None:
    if target.is_symlink() or not (target.is_file() if single else target.is_dir()):
        raise WritingError(f"{target}: is no {'file' if single else 'folder'} of an earlier run; give another place")
    strange = None if single else next((name for name in _names(target) if name not in files), None)
    if strange:
        raise WritingError(f"{target}: holds {strange}, which is not made here; give another place")
    if not (_made_here(target) if single else (target / LABEL).is_file() or not any(target.iterdir())):
        raise WritingError(f"{target}: was made by nothing here; move it, or give another place")


def _made_here(path: Path) -> bool:
    """Say whether a file bears the mark of an export."""
    try:
        with zipfile.ZipFile(path) as packed:
            places = [name for name in DESCRIBED if name in packed.namelist()]
            return any(DESCRIBED[name] in packed.read(name).decode("utf-8", "replace") for name in places)
    except zipfile.BadZipFile:
        with path.open("rb") as file:
            return COMMENT.match(file.read(BEGINNING).decode("utf-8", "replace")) is not None
    except (zlib.error, lzma.LZMAError, RuntimeError, NotImplementedError, EOFError, OSError):  # damaged, or locked
        return False


def _names(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        if not path.is_dir() or path.is_symlink():
            yield path.relative_to(folder).as_posix()


def _swap(made: Path, target: Path, aside: Path) -> None:
    """Put a folder in the place of another, or leave that where it is."""
    shutil.move(target, aside)
    try:
        made.replace(target)
    except OSError:
        shutil.move(aside, target)
        raise
