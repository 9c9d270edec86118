"""Keep built files under a manifest of digests: published in one step, only ever used as a verified copy.

A sealed folder is written once and never opened in place. Whoever needs it copies it and checks the copy against
the manifest, so a damaged file is noticed before anything tries to understand it, two processes never share open
files, and the folder may lie on a read-only disk.
"""

import json
import os
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from weakref import finalize

MANIFEST = "manifest.json"


class Scratch:
    """A folder of one's own that is removed with its holder, or when the process ends."""

    def __init__(self) -> None:
        self.path = Path(mkdtemp(prefix="threatparley-index-"))
        finalize(self, shutil.rmtree, self.path, ignore_errors=True)


def publish(target: Path, build: Callable[[Path], None]) -> None:
    """Build into a new folder beside the target, seal it, and put it in the target's place in one step.

    Where another process has published a whole one meanwhile, that one stays.
    """
    before = _identity(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        build(fresh)
        (fresh / MANIFEST).write_text(json.dumps(_digests(fresh), indent=1, sort_keys=True), encoding="utf-8")
        if _identity(target) == before or not _whole(target):
            _replace(fresh, target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def copy_of(sealed: Path, into: Path) -> bool:
    """Copy a sealed folder and say whether the copy is whole: every file listed, unchanged, and none besides."""
    try:
        shutil.copytree(sealed, into, symlinks=True, dirs_exist_ok=True)
    except OSError:
        return False
    return _whole(into)


def clear_others(target: Path, pattern: str) -> None:
    """Remove the folders beside the target that match the pattern; one that cannot be removed stays."""
    for other in target.parent.glob(pattern):
        if other != target:
            shutil.rmtree(other, ignore_errors=True)


def _digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if not path.is_dir() and path != folder / MANIFEST)
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


def _replace(fresh: Path, target: Path) -> None:
    old = Path(f"{fresh}-old")
    try:
        if _identity(target):
            os.rename(target, old)
        os.rename(fresh, target)
    except OSError:
        if not target.exists():
            raise
    finally:
        _remove(old)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        state = path.lstat()
    except OSError:
        return None
    return state.st_dev, state.st_ino


def _whole(folder: Path) -> bool:
    try:
        return bool(json.loads((folder / MANIFEST).read_text(encoding="utf-8")) == _digests(folder))
    except (OSError, ValueError):
        return False


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
