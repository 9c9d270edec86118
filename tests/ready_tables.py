"""SQLite databases whose tables are there already, and whose statements are compiled already, for all tests."""

import os
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import Engine

from agent.store import Database, SessionStore, database

_make_private, _sqlite = database._make_private, database._sqlite


class ReadyTables:
    """A file with the store's tables and nothing in them, and what one engine has compiled, for each engine to come."""

    @cached_property
    def _file(self) -> bytes:
        with TemporaryDirectory(prefix="threatparley-tables-") as folder, pytest.MonkeyPatch.context() as patch:
            patch.setattr(database, "_make_private", _make_private)
            file = Path(folder) / "tables.sqlite"
            store = SessionStore(Database(f"sqlite:///{file}"))
            assert not store.unfinished_turns()
            store.close()
            return file.read_bytes()

    @cached_property
    def _first(self) -> Engine:
        with TemporaryDirectory(prefix="threatparley-tables-") as folder:
            engine = _sqlite(f"sqlite:///{folder}/first.sqlite")
            engine.connect().close()
            engine.dispose()
            return engine

    def lay(self, file: Path) -> None:
        """Make a database that is not there as the program does, with its tables; others see all of it or nothing."""
        if file.exists():
            return
        content = self._file
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = file.with_name(f".{file.name}.{os.getpid()}.{id(file)}")
        made.touch(mode=0o600)
        made.write_bytes(content)
        with suppress(FileExistsError):
            os.link(made, file)
        made.unlink()

    def engine(self, url: str) -> Engine:
        """An engine that has compiled what those before it have."""
        engine = _sqlite(url)
        engine.dialect, engine._compiled_cache = self._first.dialect, self._first._compiled_cache
        return engine


TABLES = ReadyTables()
