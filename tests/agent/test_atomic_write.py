"""What a text may be written over, and how a file comes to its place."""

import os
import socket
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from agent import atomic_write
from agent.atomic_write import check_target, write_text
from agent.errors import InputError


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_has_the_rights_that_the_umask_leaves(tmp_path: Path, mask: int, mode: int) -> None:
    with umask(mask):
        write_text(tmp_path / "new.md", "words\n", force=False)
    assert (tmp_path / "new.md").read_text() == "words\n"
    assert mode_of(tmp_path / "new.md") == mode
    assert os.listdir(tmp_path) == ["new.md"]


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755])
def test_an_existing_file_keeps_its_rights(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "old.md"
    file.write_text("before")
    file.chmod(mode)
    write_text(file, "after", force=True)
    assert (file.read_text(), mode_of(file)) == ("after", mode)
    assert os.listdir(tmp_path) == ["old.md"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files to others")
def test_an_existing_file_keeps_its_owner(tmp_path: Path) -> None:
    file = tmp_path / "old.md"
    file.write_text("before")
    os.chown(file, 1234, 2345)
    file.chmod(0o660)
    write_text(file, "after", force=True)
    assert (file.stat().st_uid, file.stat().st_gid, mode_of(file)) == (1234, 2345, 0o660)


def test_a_group_that_cannot_be_kept_gives_its_rights_to_no_other_group(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "old.md"
    file.write_text("before")
    file.chmod(0o664)
    before = os.stat_result((0o100664, 1, 1, 1, 4321, 4321, 1, 0, 0, 0))

    def refused(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "chown", refused)
    atomic_write._keep_rights(file, before)
    assert mode_of(file) == 0o644


@pytest.mark.parametrize("force", [False, True])
def test_what_is_no_file_stays_what_it_is(tmp_path: Path, force: bool) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(os.path.relpath(tmp_path / "socket"))
        for name, kind in (("pipe", "a pipe"), ("folder", "a folder"), ("link", "a pipe"), ("socket", "a socket")):
            with pytest.raises(InputError, match=f"it is {kind}"):
                write_text(tmp_path / name, "words", force=force)
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)
    assert (tmp_path / "link").is_symlink()
    assert sorted(os.listdir(tmp_path)) == ["folder", "link", "pipe", "socket"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes devices")
def test_a_device_stays_a_device(tmp_path: Path) -> None:
    try:
        os.mknod(tmp_path / "device", stat.S_IFCHR | 0o666, os.makedev(1, 3))
    except PermissionError:
        pytest.skip("no devices may be made here")
    with pytest.raises(InputError, match="it is a device"):
        write_text(tmp_path / "device", "words", force=True)
    assert stat.S_ISCHR((tmp_path / "device").stat().st_mode)
    assert os.listdir(tmp_path) == ["device"]


def test_a_link_to_the_device_for_nothing_stays_one(tmp_path: Path) -> None:
    before = os.stat(os.devnull)
    if not stat.S_ISCHR(before.st_mode):
        pytest.skip("the device for nothing is none on this machine")
    (tmp_path / "nothing").symlink_to(os.devnull)
    with pytest.raises(InputError, match="it is a device"):
        check_target(tmp_path / "nothing", force=True)
    assert os.stat(os.devnull).st_ino == before.st_ino


def test_a_link_is_followed_and_stays(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    file = tmp_path / "real" / "model.md"
    file.write_text("before")
    (tmp_path / "link.md").symlink_to("real/model.md")
    write_text(tmp_path / "link.md", "after", force=True)
    assert (tmp_path / "link.md").readlink() == Path("real/model.md")
    assert file.read_text() == "after"
    assert not file.is_symlink()


def test_a_link_that_leads_to_nothing_yet_gets_its_file(tmp_path: Path) -> None:
    (tmp_path / "link.md").symlink_to("later.md")
    write_text(tmp_path / "link.md", "words", force=False)
    assert (tmp_path / "link.md").is_symlink()
    assert (tmp_path / "later.md").read_text() == "words"


@pytest.mark.parametrize("force", [False, True])
def test_a_link_into_a_missing_folder_and_a_ring_of_links_are_refused(tmp_path: Path, force: bool) -> None:
    (tmp_path / "link.md").symlink_to("missing/model.md")
    (tmp_path / "ring.md").symlink_to("ring.md")
    for name in ("link.md", "ring.md"):
        with pytest.raises(InputError, match="cannot write"):
            write_text(tmp_path / name, "words", force=force)
        assert (tmp_path / name).is_symlink()


@pytest.mark.parametrize("way", ["itself", "link", "hardlink", "detour"])
def test_what_a_text_is_made_from_is_never_overwritten(tmp_path: Path, way: str) -> None:
    source = tmp_path / "system.md"
    source.write_text("the description")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(source)
    os.link(source, tmp_path / "hardlink")
    name = {"itself": "system.md", "detour": "folder/../system.md"}.get(way, way)
    with pytest.raises(InputError, match="which this is made from"):
        write_text(tmp_path / name, "the model", force=True, sources=(str(source),))
    with pytest.raises(InputError, match="which this is made from"):
        write_text(source, "the model", force=True, sources=(str(tmp_path / name),))
    assert source.read_text() == "the description"


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=f"there is no folder {tmp_path / 'missing'}"):
        write_text(tmp_path / "missing" / "model.md", "words", force=False)
    with pytest.raises(InputError, match="it names a folder"):
        write_text(f"{tmp_path}/model/", "words", force=False)
    assert os.listdir(tmp_path) == []


def test_a_folder_that_cannot_be_written_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "old.md").write_text("before")
        (folder / "old.md").chmod(0o666)
        folder.chmod(0o555)
        with as_somebody_else():
            for file in ("old.md", "new.md"):
                with pytest.raises(InputError, match="Permission denied"):
                    write_text(folder / file, "after", force=True)
        assert (folder / "old.md").read_text() == "before"
        assert os.listdir(folder) == ["old.md"]
        folder.chmod(0o700)


def test_a_write_protected_file_is_not_replaced() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        (folder / "old.md").write_text("before")
        (folder / "old.md").chmod(0o444)
        with as_somebody_else(), pytest.raises(InputError, match="write-protected"):
            write_text(folder / "old.md", "after", force=True)
        assert (folder / "old.md").read_text() == "before"


def test_a_file_that_comes_meanwhile_is_not_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, fill = tmp_path / "model.md", atomic_write._fill

    def slowly(*given: object) -> None:
        fill(*given)  # type: ignore[arg-type]
        file.write_text("of somebody else")

    monkeypatch.setattr(atomic_write, "_fill", slowly)
    with pytest.raises(InputError, match="exists already"):
        write_text(file, "words", force=False)
    assert file.read_text() == "of somebody else"
    assert os.listdir(tmp_path) == ["model.md"]


def test_a_disk_without_links_takes_a_new_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    write_text(tmp_path / "model.md", "words", force=False)
    assert os.listdir(tmp_path) == ["model.md"]


@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_what_breaks_off_leaves_the_old_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    file = tmp_path / "model.md"
    file.write_text("before")

    def full(_handle: int) -> None:
        raise failure

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises((InputError, KeyboardInterrupt)):
        write_text(file, "after", force=True)
    assert file.read_text() == "before"
    assert os.listdir(tmp_path) == ["model.md"]


@contextmanager
def as_somebody_else() -> Iterator[None]:
    """Without root's rights, which nothing is refused to."""
    own = os.geteuid()
    if own == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(own)
