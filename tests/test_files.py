"""Writing: whole or not at all, and never over something else."""

import os

import pytest

from casestudy.export.files import LABEL, WritingError, free, write


def names(folder):
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file() and p.name != LABEL)


def test_one_file_is_written_as_a_file(tmp_path):
    write(tmp_path / "a.bib", {"x.bib": b"one"})
    assert (tmp_path / "a.bib").read_bytes() == b"one"


def test_one_file_of_a_folder_stays_in_its_folder(tmp_path):
    write(tmp_path / "out", {"only.txt": b"one"})
    assert names(tmp_path) == ["out/only.txt"]


def test_several_files_are_a_folder_with_folders_in_it(tmp_path):
    write(tmp_path / "out", {"a.txt": b"1", "b/c.txt": b"2"})
    assert names(tmp_path) == ["out/a.txt", "out/b/c.txt"]


@pytest.mark.parametrize("taken", [b"file", None])
def test_what_exists_stays_as_it_is_unless_it_is_forced(tmp_path, taken):
    target = tmp_path / "out"
    target.write_bytes(taken) if taken else target.mkdir()
    for force in (None, False):
        with pytest.raises(WritingError, match="is there already, and stays as it is"):
            write(target, {"a.txt": b"1", "b.txt": b"2"}, force)
        with pytest.raises(WritingError, match="is there already"):
            free(target, force)
    assert (target.read_bytes() == taken) if taken else not list(target.iterdir())


def test_only_where_it_is_offered_the_remedy_names_force(tmp_path):
    for force, named in ((None, False), (False, True)):
        with pytest.raises(WritingError) as raised:
            free(tmp_path, force)
        assert ("--force" in str(raised.value)) is named


def test_an_earlier_export_is_replaced_as_a_whole(tmp_path):
    write(tmp_path / "out", {"a.txt": b"1", "b.txt": b"2"}, force=False)
    write(tmp_path / "out", {"a.txt": b"3", "b.txt": b"4", "c.txt": b"5"}, force=True)
    assert {n: (tmp_path / n).read_bytes() for n in names(tmp_path)} == {
        "out/a.txt": b"3",
        "out/b.txt": b"4",
        "out/c.txt": b"5",
    }


def test_a_folder_that_holds_something_else_is_never_replaced(tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "thesis.docx").write_bytes(b"years")
    with pytest.raises(WritingError, match=r"thesis\.docx, which is not made here"):
        write(tmp_path / "home", {"a.txt": b"1", "b.txt": b"2"}, force=True)
    assert names(tmp_path) == ["home/thesis.docx"]


def test_a_folder_of_the_same_names_that_bears_no_label_is_never_replaced(tmp_path):
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "a.txt").write_bytes(b"mine")
    with pytest.raises(WritingError, match="was made by nothing here"):
        write(tmp_path / "tables", {"a.txt": b"1", "b.txt": b"2"}, force=True)
    with pytest.raises(WritingError, match="was made by nothing here"):
        write(tmp_path / "tables", {"a.txt": b"1"}, force=True)
    assert (tmp_path / "tables" / "a.txt").read_bytes() == b"mine"


def test_a_link_is_never_followed_to_what_it_points_to(tmp_path):
    (tmp_path / "real.bib").write_bytes(b"mine")
    (tmp_path / "out.bib").symlink_to(tmp_path / "real.bib")
    with pytest.raises(WritingError, match="of an earlier run"):
        write(tmp_path / "out.bib", {"x.bib": b"new"}, force=True)
    assert (tmp_path / "real.bib").read_bytes() == b"mine"


def test_a_file_is_not_replaced_by_a_folder_nor_the_other_way_round(tmp_path):
    (tmp_path / "a.bib").mkdir()
    (tmp_path / "b").write_bytes(b"mine")
    for target, files in (("a.bib", {"x.bib": b"1"}), ("b", {"x": b"1", "y": b"2"})):
        with pytest.raises(WritingError, match="of an earlier run"):
            write(tmp_path / target, files, force=True)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
@pytest.mark.parametrize("files", [{"x.bib": b"1"}, {"x": b"1", "y": b"2"}])
def test_what_is_neither_file_nor_folder_is_never_replaced(tmp_path, files):
    target = tmp_path / "out.bib"
    os.mkfifo(target)
    with pytest.raises(WritingError, match="of an earlier run"):
        write(target, files, force=True)
    assert target.is_fifo()


def test_a_missing_parent_is_named_with_the_remedy(tmp_path):
    with pytest.raises(WritingError, match="is not there; make it"):
        write(tmp_path / "no" / "out", {"a": b"1", "b": b"2"})


@pytest.mark.parametrize("old", [None, {"a.txt": b"old", "b.txt": b"old"}])
def test_a_full_disk_leaves_what_was_there(tmp_path, monkeypatch, old):
    if old:
        write(tmp_path / "out", old, force=False)
    full = OSError(28, "No space left on device")

    def write_bytes(self, content):
        if self.name == "b.txt":
            raise full
        return original(self, content)

    original = type(tmp_path).write_bytes
    monkeypatch.setattr(type(tmp_path), "write_bytes", write_bytes)
    with pytest.raises(
        WritingError, match=r"cannot be written \(No space left on device\); what was there is as it was"
    ):
        write(tmp_path / "out", {"a.txt": b"new", "b.txt": b"new"}, force=True)
    monkeypatch.undo()
    assert {n: (tmp_path / n).read_bytes() for n in names(tmp_path)} == {f"out/{n}": c for n, c in (old or {}).items()}


def test_a_swap_that_fails_half_way_is_taken_back(tmp_path, monkeypatch):
    write(tmp_path / "out", {"a.txt": b"old", "b.txt": b"old"}, force=False)

    def replace(self, target):
        raise OSError(16, "Device or resource busy")

    monkeypatch.setattr(type(tmp_path), "replace", replace)
    with pytest.raises(WritingError, match="resource busy"):
        write(tmp_path / "out", {"a.txt": b"new", "b.txt": b"new"}, force=True)
    assert (tmp_path / "out" / "a.txt").read_bytes() == b"old"
    assert names(tmp_path) == ["out/a.txt", "out/b.txt"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="only who is not root can be refused")
def test_a_read_only_folder_is_named_and_left(tmp_path):
    (tmp_path / "locked").mkdir(mode=0o500)
    with pytest.raises(WritingError, match="Permission denied"):
        write(tmp_path / "locked" / "out", {"a": b"1", "b": b"2"})
    assert not names(tmp_path)
