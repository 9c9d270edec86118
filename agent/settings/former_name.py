"""Take over what was kept under the product's former name: found once, told, and opened.

Another program has that name too, so only what is known to be ours is moved, and the rest is left where it is. Each
step is one renaming, so that a start that is cut off is finished by the next one. A database is held against
every other program meanwhile, with its journal written into it, so that its file is all there is to move.
"""

import os
import re
import sqlite3
import tomllib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from os.path import exists, isfile
from pathlib import Path

from agent.errors import SettingsError, StoreUnavailable

FORMER = "threatwright"
FORMER_DATABASE = "threatwright.sqlite"
DATABASE = "threatparley.sqlite"
CONFIG = "config.toml"
NOTE = "taken-over.txt"
"""Lies in a folder that was taken over until a page has told it."""
BUSY_SECONDS = 5
_OURS = re.compile(
    rf"(?:{re.escape(FORMER_DATABASE)}|(?:checkpoints|model)\.sqlite)(?:-wal|-shm|-journal)?"
    rf"|catalog|index|{re.escape(NOTE)}"
)
"""The names of what the program keeps in its data folder."""
_OUR_TABLE = "tw_sessions"


def take_over_config(folder: Path, former: Path, known: frozenset[str]) -> str:
    """Take over the config file, unless there is one already; what was done, in a sentence, or nothing.

    A file that sets anything else than the ``known`` settings is of another program. Raises SettingsError where it
    cannot be moved.
    """
    if exists(folder / CONFIG) or not isfile(former / CONFIG) or not _sets_only(known, former / CONFIG):
        return ""
    try:
        if exists(folder) or os.listdir(former) != [CONFIG]:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.rename(former / CONFIG, folder / CONFIG)
            with suppress(OSError):
                former.rmdir()
        else:
            os.rename(former, folder)
    except OSError as problem:
        if exists(folder / CONFIG):  # another start was quicker
            return ""
        raise SettingsError(
            f"{former / CONFIG}, of this program's former name, cannot be moved to {folder}: {problem.strerror}; "
            "move it there yourself"
        ) from None
    return f"This program was called Threatwright before: its settings in {former} are now in {folder}."


def take_over_data(folder: Path, former: Path | None) -> str:
    """Take over the data folder, or a database in it, unless there is one already; what was done, or nothing.

    ``former`` is the folder of the former name, where that is looked at at all. Raises StoreUnavailable where another
    program holds the database, or where it cannot be moved; nothing is lost then.
    """
    if exists(folder / DATABASE):
        return ""
    source = folder if former is None or exists(folder / FORMER_DATABASE) else former
    if not _is_ours(source / FORMER_DATABASE) and (source == folder or not _holds_only_ours(source)):
        return ""
    try:
        with _held(source / FORMER_DATABASE):
            told = _taken_over(source, folder)
        if former is not None:
            _tidy(former)
        return told
    except (OSError, StoreUnavailable) as problem:
        if exists(folder / DATABASE):  # another start was quicker
            return ""
        if isinstance(problem, StoreUnavailable):
            raise
        raise StoreUnavailable(
            f"{source}, of this program's former name, cannot be moved to {folder}: {problem.strerror}. Nothing was "
            "lost; move it there yourself, or name it as THREATPARLEY_DATA_DIR."
        ) from None


def pop_note(folder: Path) -> str:
    """What a page has to tell about a folder that was taken over; it is told once."""
    note = folder / NOTE
    try:
        told = note.read_text(encoding="utf-8").strip()
        note.unlink()
    except (OSError, UnicodeDecodeError):
        return ""
    return told


def left_alone(folder: Path, former: Path | None) -> str:
    """Where sessions of the former name are not looked at, because there are others; empty: nowhere."""
    if former is None or former == folder:
        return ""
    if not exists(folder / DATABASE) or not _is_ours(former / FORMER_DATABASE):
        return ""
    return (
        f"{former} holds sessions of this program's former name; they are left alone, since {folder} has its own. "
        f"See them with THREATPARLEY_DATA_DIR={former}"
    )


def _taken_over(source: Path, folder: Path) -> str:
    """The steps, in an order in which the next start can go on after each."""
    told = f"This program was called Threatwright before: what it kept in {source} is now in {folder}."
    if source == folder:
        told = f"This program was called Threatwright before: {FORMER_DATABASE} in {folder} is now {DATABASE}."
    noting = not exists(folder / NOTE)
    with suppress(OSError):  # only the page's note would be missing
        if noting:
            (source / NOTE).write_text(f"{told}\n", encoding="utf-8")
    moved = _move(source, folder) if source != folder else 0
    if exists(folder / FORMER_DATABASE):
        os.rename(folder / FORMER_DATABASE, folder / DATABASE)
        moved += 1
    if noting and not moved:
        pop_note(folder)
    return told if moved else ""


def _tidy(former: Path) -> None:
    """Remove what a start that was cut off may leave of the former folder, if that is all there is."""
    with suppress(OSError):
        if os.listdir(former) in ([], [NOTE]):
            (former / NOTE).unlink(missing_ok=True)
            former.rmdir()


def _move(source: Path, folder: Path) -> int:
    """Give a folder its new name; where that is in use, or not all is ours, move what it lacks. How much was moved."""
    names = os.listdir(source)
    ours = [name for name in names if _OURS.fullmatch(name)]
    if not exists(folder) and len(ours) == len(names):
        folder.parent.mkdir(parents=True, exist_ok=True)
        os.rename(source, folder)
        return 1
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return _merge(source, folder, ours)


def _merge(source: Path, folder: Path, names: list[str]) -> int:
    """Move what another folder lacks into it, the database last. How much was moved."""
    moved = 0
    for name in sorted(names, key=lambda name: (name == FORMER_DATABASE, name)):
        old, new = source / name, folder / name
        if not os.path.lexists(new):
            os.rename(old, new)
            moved += name != NOTE
        elif old.is_dir() and new.is_dir() and not old.is_symlink():
            moved += _merge(old, new, os.listdir(old))
    _tidy(source)
    return moved


def _holds_only_ours(folder: Path) -> bool:
    """Whether a folder without sessions holds something, and nothing that is not ours."""
    try:
        names = set(os.listdir(folder)) - {NOTE}
    except OSError:
        return False
    return bool(names) and FORMER_DATABASE not in names and all(_OURS.fullmatch(name) for name in names)


def _is_ours(database: Path) -> bool:
    """Whether a database holds our sessions; one that cannot be looked into might, and is told about then."""
    if not exists(database):
        return False
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (_OUR_TABLE,)).fetchone()
    except sqlite3.Error:
        return True
    return found is not None


def _sets_only(known: frozenset[str], config: Path) -> bool:
    try:
        given = tomllib.loads(config.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return False
    return bool(given) and known.issuperset(given)


@contextmanager
def _held(database: Path) -> Iterator[None]:
    """Hold a database, if there is one, against every other program, with nothing beside its file."""
    if not exists(database):
        yield
        return
    connection = _closed_to_others(database)
    try:
        yield
    finally:
        connection.close()


def _closed_to_others(database: Path) -> sqlite3.Connection:
    connection = None
    try:
        address = f"{database.absolute().as_uri()}?mode=rw"
        connection = sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
        connection.execute("PRAGMA journal_mode = DELETE").fetchall()
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error as problem:
        if connection is not None:
            connection.close()
        raise StoreUnavailable(_why_not(database, problem)) from None
    return connection


def _why_not(database: Path, problem: sqlite3.Error) -> str:
    name = getattr(problem, "sqlite_errorname", "") or type(problem).__name__
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return (
            f"Another program holds the sessions in {database}: Threatwright, this program's former name, is still at "
            "work. Nothing was changed. Close it, then start again."
        )
    return (
        f"The sessions in {database}, of this program's former name, cannot be taken over ({name}). Nothing was "
        "changed. Check the file and its permissions, or move its folder away to begin anew."
    )
