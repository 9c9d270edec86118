"""Keep what the program works out of its packaged data beside the user's: the next start takes it up as it is.

Each part has a file of its own, so that a command reads no more than it needs. It is named after a digest of all that
the part depends on, the program's own files among it: whatever changes, the part is worked out anew. What is kept is
plain JSON under a digest of its own, and anything odd about it only means that it is worked out once more.
"""

import atexit
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

from knowledge.loading.kept_json import read_kept, survives, write_kept

Part = dict[str, Any]
"""What JSON gives back as it was: lists, dictionaries with texts as keys, texts and numbers."""

FOLDER = "prepared"
"""The folder of the data folder in which the parts lie."""


class _Kept:
    """Where parts are kept between two starts, and those that are still to be written."""

    def __init__(self) -> None:
        self.folder: Path | None = None
        self.new: dict[str, Part] = {}

    def open(self, folder: Path) -> None:
        """Take the parts of a folder from now on, and see to it that new ones are there when this process ends."""
        if self.folder is None:
            atexit.register(self.save)
        self.folder = folder

    def save(self) -> None:
        """Write the new parts, each in place of what an earlier program or an earlier catalog made of it."""
        if self.folder is None or not self.new or not self.folder.parent.is_dir():
            return
        with suppress(OSError):
            self.folder.mkdir(mode=0o700, exist_ok=True)
            for name, part in self.new.items():
                target = self.folder / name
                if write_kept(target, part):
                    _clear(target)
        self.new = {}


_kept = _Kept()


def keep_prepared_in(folder: Path) -> None:
    """From now on use, and at the end of the process complete, the folder in which parts are kept."""
    _kept.open(folder)


def prepared(name: str, depends_on: Iterable[str], make: Callable[[], Part]) -> Part:
    """A part by its name, as ``make`` works it out of all that it depends on; not to be changed."""
    if _kept.folder is None:
        return make()
    file = f"{name}-{sha256(chr(10).join(depends_on).encode('utf-8', 'surrogatepass')).hexdigest()[:32]}.json"
    found = _kept.new.get(file) or read_kept(_kept.folder / file)
    if not isinstance(found, dict):
        found = make()
        if survives(found):
            _kept.new[file] = found
    return found


@cache
def program(*modules: ModuleType) -> str:
    """A digest over the files of modules, for parts that depend on what they do."""
    return sha256(b"".join(Path(str(one.__file__)).read_bytes() for one in modules)).hexdigest()


def _clear(target: Path) -> None:
    """Remove the earlier forms of a part."""
    name = target.name.rpartition("-")[0]
    for other in target.parent.glob(f"{name}-*.json"):
        if other != target and other.name.rpartition("-")[0] == name:
            other.unlink(missing_ok=True)
