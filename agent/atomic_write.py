"""Write a text to the file that a person names: whole or not at all, and never in place of what is no file."""

import os
import secrets
import stat
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from agent.errors import InputError

INSTEAD = "give the name of a file"

Sources = Sequence[str | Path]
"""The files that a text is made from, by their names."""


def check_target(name: str | Path, force: bool, sources: Sources = (), instead: str = INSTEAD) -> None:
    """Say before any work whether a text may be written there.

    ``sources`` are what the text is made from, ``instead`` what else to do. Raises InputError where something else than
    a file has the name, where a file does and ``force`` is off, and where it is a source or a standard stream.
    """
    _target(name, force, sources, instead)


def write_text(name: str | Path, text: str, force: bool, sources: Sources = (), instead: str = INSTEAD) -> None:
    """Put a text there as ``write_bytes`` does."""
    write_bytes(name, text.encode("utf-8"), force, sources, instead)


def write_bytes(name: str | Path, content: bytes, force: bool, sources: Sources = (), instead: str = INSTEAD) -> None:
    """Put a file there that is the old one or the whole new one; links are followed, and rights kept.

    Raises InputError as ``check_target`` does, and where the disk does not take it.
    """
    target, before = _target(name, force, sources, instead)
    part = target.parent / f".{secrets.token_hex(8)}.part"
    try:
        _fill(part, content, before)
        _put(part, target, force)
    except FileExistsError:
        raise _exists(name) from None
    except OSError as problem:
        raise InputError(f"cannot write {name}: {problem.strerror}; choose another place") from problem
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _target(name: str | Path, force: bool, sources: Sources, instead: str) -> tuple[Path, os.stat_result | None]:
    """The file behind all links that may be written, and what it is now."""
    path = Path(name)
    try:
        there = _found(path)
        target = path.resolve()
        if there is None and not target.parent.is_dir():
            raise InputError(f"cannot write {name}: there is no folder {target.parent}; make it, or {instead}")
    except OSError as problem:
        raise InputError(f"cannot write {name}: {problem.strerror}; {instead}") from None
    if there is None and str(name).endswith(("/", os.sep)):
        raise InputError(f"cannot write {name}: it names a folder; {instead}")
    if there is not None:
        _check_file(name, there, sources, instead)
        if not force:
            raise _exists(name)
        if not os.access(target, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
            raise InputError(f"cannot write {name}: it is write-protected; allow writing to it, or {instead}")
    return target, there


def _check_file(name: str | Path, there: os.stat_result, sources: Sources, instead: str) -> None:
    if not stat.S_ISREG(there.st_mode):
        kind = _KINDS.get(stat.S_IFMT(there.st_mode), "no plain file")
        raise InputError(f"cannot write {name}: it is {kind}, and would be replaced by a file; {instead}")
    for source in sources:
        if str(source) != "-" and _same(there, source):
            raise InputError(
                f"cannot write {name}: that is {source}, which this is made from, or which keeps sessions; {instead}"
            )
    for number, stream in enumerate(("standard input", "standard output", "standard error")):
        if _same(there, number):
            raise InputError(f"cannot write {name}: {stream} is that file; {instead}")


_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def _exists(name: str | Path) -> InputError:
    return InputError(f"{name} exists already; give --force to overwrite it, or another name")


def _found(path: Path) -> os.stat_result | None:
    """What stands at the end of all links, if anything does."""
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _same(there: os.stat_result, place: str | Path | int) -> bool:
    """Whether a file, given by its name or as an open one, is this very file."""
    try:
        return os.path.samestat(there, os.stat(place))
    except (OSError, ValueError):
        return False


def _fill(part: Path, content: bytes, before: os.stat_result | None) -> None:
    """Write the new file; a fresh one has the rights that the umask leaves, another those of the one before."""
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666 if before is None else 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if before is not None:
        _keep_rights(part, before)


def _keep_rights(part: Path, before: os.stat_result) -> None:
    """Give the new file the owner and mode of the old one; a group that cannot be kept keeps no rights of its own."""
    mode, fresh = stat.S_IMODE(before.st_mode), part.stat()
    if (fresh.st_uid, fresh.st_gid) != (before.st_uid, before.st_gid):
        for owner in (before.st_uid, -1):
            with suppress(OSError):
                os.chown(part, owner, before.st_gid)
                break
        if part.stat().st_gid != before.st_gid:
            mode = mode & ~0o070 | (mode & 0o007) << 3
    part.chmod(mode)


def _put(part: Path, target: Path, force: bool) -> None:
    """Give the new file its name; without force, never that of a file that came meanwhile."""
    if force:
        os.replace(part, target)
        return
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError:  # some disks know no links
        os.replace(part, target)
