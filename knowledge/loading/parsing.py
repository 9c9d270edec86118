"""Parse YAML files, and keep what was parsed beside the user's data: parsing takes longer than all else at a start.

What is kept is plain JSON under the digest of the file it came from, so a changed file is parsed again; the whole is
checked against a digest of its own, and anything odd about it only means that the files are parsed once more.
"""

import atexit
import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from knowledge.loading.kept_json import read_kept, write_kept
from knowledge.loading.prepared import FOLDER, keep_prepared_in


class _StrictLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc] # libyaml is not everywhere
    """A safe loader that refuses a key given twice in one mapping."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        names = [key.value for key, _ in node.value]
        if len(set(names)) < len(names):
            twice = sorted({name for name in names if names.count(name) > 1})
            raise yaml.constructor.ConstructorError(None, None, f"key given twice: {', '.join(twice)}", node.start_mark)
        return dict(super().construct_mapping(node, deep))


class _Kept:
    """What was parsed, by the digest of its file, and where it is kept between two starts."""

    def __init__(self) -> None:
        self.path: Path | None = None
        self.known: dict[str, Any] = {}
        self.used: dict[str, Any] = {}
        self.new = False

    def open(self, path: Path) -> None:
        """Take what an earlier process kept, and see to it that this one does the same when it ends."""
        if self.path is None:
            atexit.register(self.save)
        self.path, self.known = path, _read(path)

    def save(self) -> None:
        """Keep what was parsed here, if any of it is new; where nothing can be written, nothing is kept."""
        if self.path is not None and self.new and write_kept(self.path, self.used):
            self.new = False


_kept = _Kept()


def keep_parsed_in(path: Path) -> None:
    """From now on use, and at the end of the process renew, the file in which parsed data is kept.

    What is worked out of the data is kept in a folder beside it.
    """
    _kept.open(path)
    keep_prepared_in(path.parent / FOLDER)


def parsed(content: bytes) -> Any:
    """The data of a YAML file, not to be changed; a key given twice is refused."""
    if _kept.path is None:
        return _parse(content)
    digest = sha256(content).hexdigest()
    if digest in _kept.used:
        return _kept.used[digest]
    if digest in _kept.known:
        _kept.used[digest] = _kept.known[digest]
        return _kept.used[digest]
    data = _parse(content)
    if _survives(data):
        _kept.used[digest], _kept.new = data, True
    return data


def holds(name: str, asked: Callable[[], bool]) -> bool:
    """Whether something is so that is named after all it depends on; what was so in an earlier process still is."""
    if _kept.path is not None and (name in _kept.used or name in _kept.known):
        _kept.used[name] = True
        return True
    if not asked():
        return False
    if _kept.path is not None:
        _kept.used[name], _kept.new = True, True
    return True


def _parse(content: bytes) -> Any:
    return yaml.load(content.decode("utf-8"), Loader=_StrictLoader)


def _survives(data: Any) -> bool:
    """Whether JSON gives back just what was parsed; dates, for example, it does not know."""
    try:
        return bool(json.loads(json.dumps(data)) == data)
    except (TypeError, ValueError):
        return False


def _read(path: Path) -> dict[str, Any]:
    found = read_kept(path)
    return found if isinstance(found, dict) else {}
