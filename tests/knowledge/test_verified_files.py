"""A sealed folder is used only as a whole copy, whatever happened to it."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.loading.verified_files import MANIFEST, Scratch, clear_others, copy_of, publish


def _to_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _to_dead_link(path: Path) -> None:
    path.unlink()
    path.symlink_to("nowhere")


DAMAGES: dict[str, Callable[[Path], object]] = {
    "truncated": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "emptied": lambda path: path.write_bytes(b""),
    "zeroed": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "random": lambda path: path.write_bytes(os.urandom(path.stat().st_size)),
    "one bit": lambda path: path.write_bytes(bytes([path.read_bytes()[0] ^ 1]) + path.read_bytes()[1:]),
    "deleted": lambda path: path.unlink(),
    "a folder": _to_folder,
    "a dead link": _to_dead_link,
}


def fill(folder: Path) -> None:
    (folder / "inner").mkdir()
    (folder / "one.bin").write_bytes(b"one" * 100)
    (folder / "inner" / "two.bin").write_bytes(b"two" * 100)


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    target = tmp_path / "kept" / "thing"
    publish(target, fill)
    return target


def test_a_sealed_folder_can_be_copied_any_number_of_times(sealed: Path, tmp_path: Path) -> None:
    for number in range(3):
        copy = tmp_path / f"copy{number}"
        assert copy_of(sealed, copy)
        (copy / "one.bin").write_bytes(b"changed in the copy")
    assert (sealed / "one.bin").read_bytes() == b"one" * 100


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
@pytest.mark.parametrize("file", ["one.bin", "inner/two.bin", MANIFEST])
def test_any_damage_of_any_file_is_noticed(
    sealed: Path, tmp_path: Path, file: str, damage: Callable[[Path], object]
) -> None:
    damage(sealed / file)
    assert not copy_of(sealed, tmp_path / "copy")


def test_a_file_that_was_slipped_in_is_noticed(sealed: Path, tmp_path: Path) -> None:
    (sealed / "three.bin").write_bytes(b"three")
    assert not copy_of(sealed, tmp_path / "copy")


def test_a_missing_folder_has_no_whole_copy(tmp_path: Path) -> None:
    assert not copy_of(tmp_path / "nowhere", tmp_path / "copy")


def test_publishing_again_replaces_what_was_there(sealed: Path, tmp_path: Path) -> None:
    (sealed / "one.bin").write_bytes(b"broken")
    publish(sealed, lambda folder: (folder / "new.bin").touch())
    assert copy_of(sealed, tmp_path / "copy")
    assert sorted(path.name for path in sealed.iterdir()) == [MANIFEST, "new.bin"]
    assert [path.name for path in sealed.parent.iterdir()] == [sealed.name]


def test_a_build_that_fails_leaves_what_was_there(sealed: Path, tmp_path: Path) -> None:
    def fail(folder: Path) -> None:
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        publish(sealed, fail)
    assert copy_of(sealed, tmp_path / "copy")
    assert [path.name for path in sealed.parent.iterdir()] == [sealed.name]


def test_a_file_in_the_folder_s_place_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "thing").write_text("not a folder")
    publish(tmp_path / "thing", fill)
    assert copy_of(tmp_path / "thing", tmp_path / "copy")


def test_others_are_cleared_and_strangers_kept(sealed: Path) -> None:
    for name in ("thing-old", "stranger"):
        (sealed.parent / name).mkdir()
    clear_others(sealed, "thing*")
    assert sorted(path.name for path in sealed.parent.iterdir()) == ["stranger", "thing"]


def test_a_scratch_folder_goes_with_its_holder() -> None:
    scratch = Scratch()
    path = scratch.path
    (path / "file").write_text("x")
    del scratch
    assert not path.exists()


def test_what_another_process_published_meanwhile_stays(sealed: Path, tmp_path: Path) -> None:
    def slow(folder: Path) -> None:
        (folder / "late.bin").write_bytes(b"late")
        publish(sealed, lambda inner: (inner / "early.bin").touch())

    (sealed / "one.bin").write_bytes(b"broken")
    publish(sealed, slow)
    assert copy_of(sealed, tmp_path / "copy")
    assert sorted(path.name for path in sealed.iterdir()) == ["early.bin", MANIFEST]
    assert [path.name for path in sealed.parent.iterdir()] == [sealed.name]
