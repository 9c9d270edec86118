"""Every store and every native file that a version of this program has ever written opens today."""

import gzip
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import MetaData, insert, inspect

from agent.assembly import assemble
from agent.domain.sessions.session import Said
from agent.errors import InputError
from agent.exchange.as_json import from_json
from agent.settings import Settings
from agent.store import Database, SessionStore, schema_migration
from agent.store.tables import revision

MAKES_TABLES = True

KEPT = sorted(path for path in (Path(__file__).parent / "kept").iterdir() if path.is_dir())
ORDER = ("tw_schema", "tw_sessions", "tw_versions", "tw_turns", "tw_leases", "tw_version_names")

each = pytest.mark.parametrize("kept", KEPT, ids=lambda path: path.name)


def told(kept: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((kept / "told.json").read_text(encoding="utf-8"))
    return found


def words(kept: Path, name: str) -> str:
    return gzip.decompress((kept / f"{name}.gz").read_bytes()).decode()


def put_back(kept: Path, file: Path) -> None:
    connection = sqlite3.connect(file)
    connection.executescript(words(kept, "store.sql"))
    connection.close()


def laid(kept: Path, url: str, folder: Path) -> None:
    """Put the kept store where an address leads, as the program of then would have left it there."""
    if url.startswith("sqlite"):
        put_back(kept, Path(url.removeprefix("sqlite:///")))
        return
    put_back(kept, folder / "kept.sqlite")
    source, target = Database(f"sqlite:///{folder / 'kept.sqlite'}"), Database(url)
    with source._engine.connect() as old, target._engine.connect() as new, new.begin():
        version = int(old.exec_driver_sql("SELECT max(version) FROM tw_schema").scalar_one())
        revision.create(new)
        config = schema_migration._config()
        config.attributes.update(connection=new, version_table="tw_revision", on_version_apply=())
        command.upgrade(config, f"{version:04}")
        revision.drop(new)
        tables = MetaData()
        tables.reflect(new)
        for name in ORDER:
            if inspect(old).has_table(name):
                rows = [dict(row) for row in old.exec_driver_sql(f"SELECT * FROM {name}").mappings()]
                if rows:
                    new.execute(insert(tables.tables[name]), rows)
    source.close()
    target.close()


@each
def test_a_kept_store_opens_with_all_it_had(kept: Path, store_url: str, tmp_path: Path) -> None:
    laid(kept, store_url, tmp_path)
    store = SessionStore(Database(store_url))
    for session, then in told(kept).items():
        now = store.open(session)
        assert (now.version, len(now.model.threats), now.model.system.name) == (
            then["version"], then["threats"], then["name"],
        )  # fmt: skip
        assert [turn.said.text for turn in now.turns] == then["texts"]
        assert [line.reason for line in store.history(session)] == then["history"]
        assert all(store.edits_at(session, line.version) is not None for line in store.history(session))
    assert {line.id for line in store.shelf()} == set(told(kept))
    assert len(store.unfinished_turns()) == 1
    store.close()


@each
def test_work_goes_on_in_a_kept_store(kept: Path, tmp_path: Path, indexed: Callable[[Path], Path]) -> None:
    indexed(tmp_path)
    settings = Settings(data_dir=tmp_path)
    put_back(kept, Path(settings.store_url.removeprefix("sqlite:///")))
    facilitator = assemble(settings)
    assert facilitator.resume() == 1, "the turn that nobody had answered"
    for session, then in told(kept).items():
        went_on = facilitator.hear(session, Said(text="Prompts are not logged.", key=f"later-{session[:6]}"))
        assert went_on.turns[-1].reply is not None
        assert went_on.version >= then["version"]
    facilitator.close()


@each
def test_a_kept_native_file_is_read(kept: Path) -> None:
    then = next(iter(told(kept).values()))
    model = from_json(words(kept, "model.json"))
    assert (len(model.threats), model.system.name) == (then["threats"], then["name"])


@each
@pytest.mark.parametrize(
    ("was", "becomes"),
    [('"schema_version": 1', '"schema_version": 2'), ('"schema_version": 1', '"schema_version": 0'),
     ('"model": {', '"model": {}, "model": {'), ('"threats": [', '"threads": ['),
     ('"id": "T-001"', '"id": "T-\\u0000"')],
)  # fmt: skip
def test_a_kept_native_file_that_was_damaged_is_refused_whole(kept: Path, was: str, becomes: str) -> None:
    text = words(kept, "model.json")
    assert was in text
    with pytest.raises(InputError):
        from_json(text.replace(was, becomes, 1))
    with pytest.raises(InputError):
        from_json(text[: len(text) // 2])


def test_both_releases_are_kept() -> None:
    assert {path.name for path in KEPT} >= {"0.1.0", "0.2.0"}
