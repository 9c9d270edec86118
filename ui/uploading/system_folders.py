"""Find the systems in a folder: each file in it is one, and each folder in it is one of several files."""

import re
from collections import Counter
from pathlib import Path

from agent.errors import InputError
from agent.exchange.readers.bundles.bundle import MOST_FILES
from agent.portfolio import Item, ItemFile
from agent.portfolio.item_digest import item_id
from ui.uploading.documents import LIMIT_MB, shown_name

_MOST_BYTES = LIMIT_MB * 1024 * 1024
_STRANGE = re.compile(r"[^\w.()+ -]+")
_DEVICES = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|\Z)")


def systems_in(folder: Path) -> dict[str, Path]:
    """The systems of a folder by the names that their models get, in order; hidden entries are none.

    Raises InputError where the folder cannot be read or holds none.
    """
    try:
        there = sorted(path for path in folder.iterdir() if not path.name.startswith(".") and _counts(path))
    except OSError as problem:
        raise InputError(f"cannot read {folder}: {problem.strerror}; name a folder of descriptions") from problem
    if not there:
        raise InputError(f"{folder} holds no system; put one description in each file, or the files of one in a folder")
    often = Counter(_name(path.stem if path.is_file() else path.name).casefold() for path in there)
    names: dict[str, Path] = {}
    for path in there:
        short = _name(path.stem if path.is_file() else path.name)
        name = short if often[short.casefold()] == 1 else _name(path.name.replace(".", "-"))
        number = 2
        while any(name.casefold() == other.casefold() for other in names):
            name, number = f"{_name(path.name.replace('.', '-'))}-{number}", number + 1
        names[name] = path
    return names


def item_of(name: str, path: Path, terms: str, here: Path) -> Item:
    """A system with what its files hold, noted by their paths from a folder on; raises InputError and OSError."""
    files = tuple(_read(one, here) for one in ([path] if path.is_file() else _inside(path)))
    if not files:
        raise InputError(f"{shown_name(path.name)} holds no file; put the system's files into it")
    return Item(id=item_id(files, terms), name=name, files=files)


def _counts(path: Path) -> bool:
    """Whether an entry is a system: a file or a folder, and no pipe or device."""
    return path.is_file() or path.is_dir()


def _inside(folder: Path) -> list[Path]:
    there = sorted(path for path in folder.iterdir() if not path.name.startswith(".") and path.is_file())
    if len(there) > MOST_FILES:
        raise InputError(f"{shown_name(folder.name)} holds {len(there):,} files; at most {MOST_FILES} make one system")
    return there


def _read(path: Path, here: Path) -> ItemFile:
    """A file with one byte more than is read of any, so that whoever reads it can say that it is too large."""
    with path.open("rb") as file:
        content = file.read(_MOST_BYTES + 1)
    near = path.resolve().is_relative_to(here)
    noted = path.resolve().relative_to(here).as_posix() if near else path.name
    return ItemFile(name=shown_name(path.name), path=noted, content=content)


def _name(text: str) -> str:
    """A name that files can have anywhere."""
    plain = _STRANGE.sub("-", text.encode("utf-8", "replace").decode()).strip(" .-")[:100] or "system"
    return f"{plain}-" if _DEVICES.match(plain) else plain
