"""Stores come from any earlier version of the tables to the present one, whole or not at all."""

import ast
import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Inspector, inspect, text

from agent.errors import StoreUnavailable
from agent.store import Database, SessionStore, schema_migration
from agent.store.tables import OLDEST_WRITER, SCHEMA, metadata, revision
from tests.agent.store.later_steps import ADDS, BREAKS, TAKES_AWAY, learn
from tests.agent.store.test_sessions import opened, spoken

MAKES_TABLES = True

STEPS = sorted((schema_migration.FOLDER / "versions").glob("0*.py"))
ADDING = {"create_table", "create_index", "add_column", "get_bind", "execute"}
"""What an adding step may ask Alembic for; the words of ``execute`` are looked at too."""
REMOVING = ("DROP", "DELETE", "TRUNCATE", "REVOKE")


def module_of(step: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"step_{step.stem}", step)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def plain(store_url: str) -> Iterator[Connection]:
    """A connection to a database without tables, in a transaction that may write."""
    database = Database(store_url)
    with database._engine.connect() as connection, connection.begin():
        yield connection
    database.close()


def walk(connection: Connection, to: str) -> None:
    """Make the steps up to a number, on a database that knows none yet or some."""
    if not inspect(connection).has_table("tw_revision"):
        revision.create(connection)
    config = schema_migration._config()
    config.attributes.update(connection=connection, version_table="tw_revision", on_version_apply=())
    command.upgrade(config, to)


def version_of(store: SessionStore) -> tuple[str, int]:
    with store._database._engine.connect() as connection:
        version, oldest = connection.exec_driver_sql("SELECT version_num, oldest_writer FROM tw_revision").one()
    return str(version), int(oldest)


def everything(store_url: str) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables, and the columns."""
    database = Database(store_url)
    with database._engine.connect() as connection:
        tables = inspect(connection)
        found = {
            name: [
                tuple(sorted(column["name"] for column in tables.get_columns(name))),
                *sorted(tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {name}")),
            ]
            for name in sorted(tables.get_table_names())
        }
    database.close()
    return found


def test_the_steps_come_to_the_tables_that_a_new_store_gets(plain: Connection) -> None:
    walk(plain, "head")
    context = MigrationContext.configure(plain, opts={"version_table": "tw_revision", "compare_type": True})
    assert [change for change in compare_metadata(context, metadata) if "tw_revision" not in str(change)] == []


def test_the_program_knows_the_number_of_its_newest_step_and_who_may_write() -> None:
    assert f"{SCHEMA:04}" == module_of(STEPS[-1]).revision
    assert max(module_of(step).OLDEST_WRITER for step in STEPS) == OLDEST_WRITER
    assert [step.stem[:4] for step in STEPS] == [f"{number:04}" for number in range(1, SCHEMA + 1)]


def test_every_step_after_the_first_two_can_be_taken_back() -> None:
    assert all(hasattr(module_of(step), "downgrade") for step in STEPS[2:])


def shape(tables: Inspector) -> dict[tuple[str, str], tuple[str, bool]]:
    """Every column with its type, and whether it may be empty."""
    return {
        (table, column["name"]): (str(column["type"]), bool(column["nullable"]))
        for table in tables.get_table_names()
        for column in tables.get_columns(table)
    }


def rules(tables: Inspector, table: str) -> set[str]:
    """What a row of a table must fulfil besides the types of its columns."""
    return {
        *(f"unique {one['column_names']}" for one in tables.get_unique_constraints(table)),
        *(f"check {one['sqltext']}" for one in tables.get_check_constraints(table)),
        *(f"link {one['constrained_columns']}" for one in tables.get_foreign_keys(table)),
        *(f"unique {one['column_names']}" for one in tables.get_indexes(table) if one["unique"]),
    }


@pytest.mark.parametrize("step", STEPS[1:], ids=lambda step: step.stem)
def test_a_step_only_adds_what_an_older_program_can_leave_out(step: Path, plain: Connection) -> None:
    module = module_of(step)
    if getattr(module, "TAKES_AWAY_AFTER", None):
        pytest.skip("this one takes away, which has a rule of its own")
    walk(plain, module.down_revision)
    tables = inspect(plain)
    before, bound = shape(tables), {table: rules(tables, table) for table in tables.get_table_names()}
    walk(plain, module.revision)
    tables = inspect(plain)
    after = shape(tables)
    assert before.items() <= after.items(), "what was there stays as it was"
    for table, column in after.keys() - before.keys():
        told = next(one for one in tables.get_columns(table) if one["name"] == column)
        assert table not in bound or told["nullable"] or told["default"], f"{table}.{column} must be filled"
    for table, ruled in bound.items():
        assert rules(tables, table) == ruled, f"rows of {table} must fulfil more than before"


def asked_of_alembic(step: str) -> Iterator[tuple[str, str]]:
    """Every operation that the way up of a step names, with the words it executes."""
    functions = [node for node in ast.parse(step).body if isinstance(node, ast.FunctionDef)]
    for function in functions:
        if function.name == "downgrade":
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = node.func.value
                if isinstance(owner, ast.Name) and owner.id == "op":
                    words = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else ""
                    yield node.func.attr, str(words)


def takes_away(step: str) -> list[str]:
    """What a step asks for beyond adding."""
    return [
        f"{name} {words}".strip()
        for name, words in asked_of_alembic(step)
        if name not in ADDING
        or (name == "execute" and words.upper().split()[:1] in (["DROP"], ["DELETE"], ["TRUNCATE"]))
    ]


def contract_is_allowed(step: ModuleType, text: str, released: Callable[[int], str]) -> bool:
    """Whether a step that takes away comes a release after the step since which nobody uses that, and says so."""
    since = getattr(step, "TAKES_AWAY_AFTER", None)
    if since is None:
        return not takes_away(text)
    return bool(released(int(since)) != step.RELEASE and int(since) <= step.OLDEST_WRITER)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.stem)
def test_what_is_taken_away_is_so_one_release_after_its_last_use(step: Path) -> None:
    release = {int(one.stem[:4]): str(module_of(one).RELEASE) for one in STEPS}
    assert contract_is_allowed(module_of(step), step.read_text(encoding="utf-8"), release.__getitem__)


def test_a_step_that_takes_away_unannounced_is_noticed() -> None:
    assert takes_away(TAKES_AWAY) == ["drop_index tw_turns_status"]
    assert takes_away("def upgrade():\n    op.execute('DELETE FROM tw_turns')\n") == ["execute DELETE FROM tw_turns"]
    assert takes_away(ADDS) == []


def test_a_step_that_fails_in_the_middle_leaves_the_store_as_it_was(
    store: SessionStore, store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = opened(store)
    spoken(store, session, "Bot")
    before = everything(store_url)
    with monkeypatch.context() as patch:
        learn(patch, tmp_path, ADDS)
        learn(patch, tmp_path, BREAKS)
        newer = SessionStore(Database(store_url))
        told = rf"it failed after step 000{SCHEMA + 1}, .*Everything is as it was before.*threatparley store upgrade"
        with pytest.raises(StoreUnavailable, match=told):
            newer.open(session)
        newer.close()
    assert everything(store_url) == before
    assert spoken(store, session, "Bot2") == 2, "the version of before goes on working"


def test_the_versions_before_and_after_a_step_work_side_by_side(
    store: SessionStore, store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = opened(store)
    with monkeypatch.context() as patch:
        number = learn(patch, tmp_path, ADDS)
        newer = SessionStore(Database(store_url))
        assert spoken(newer, session, "Newer") == 1
        assert version_of(newer) == (f"{number:04}", OLDEST_WRITER)
    assert spoken(store, session, "Older") == 2, "a program that was there before the step"
    restarted = SessionStore(Database(store_url))
    assert spoken(restarted, session, "Again") == 3, "a program that was rolled back to the version before"
    assert version_of(restarted) == (f"{number:04}", OLDEST_WRITER), "it leaves the newer tables as they are"
    assert spoken(newer, session, "Newest") == 4
    newer.close()
    restarted.close()


def test_a_store_that_an_older_program_may_not_write_to_is_not_touched(
    store: SessionStore, store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = opened(store)
    with monkeypatch.context() as patch:
        number = learn(patch, tmp_path, TAKES_AWAY, oldest=SCHEMA + 1)
        newer = SessionStore(Database(store_url))
        newer.open(session)
        newer.close()
    before = everything(store_url)
    older = SessionStore(Database(store_url))
    told = rf"kept by a newer version \(tables {number}, .* knows tables {number}; this version knows {SCHEMA}\)"
    with pytest.raises(StoreUnavailable, match=told):
        older.open(session)
    older.close()
    assert everything(store_url) == before
    with store._database._engine.connect() as connection:
        newest = connection.execute(text("SELECT max(version) FROM tw_schema")).scalar()
    assert newest == number, "programs of before the steps look there"


def test_a_step_can_be_taken_back(
    store: SessionStore, store_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = opened(store)
    before = everything(store_url)
    with monkeypatch.context() as patch:
        learn(patch, tmp_path, ADDS)
        newer = Database(store_url)
        SessionStore(newer).open(session)
        with newer.write() as connection:
            assert schema_migration.step_back(connection, "here").version == SCHEMA
        newer.close()
    assert everything(store_url) == before


def test_the_steps_of_before_are_not_taken_back(store: SessionStore, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(store)
    monkeypatch.setattr(schema_migration, "BEFORE_STEPS", SCHEMA)
    with (
        pytest.raises(StoreUnavailable, match=r"takes back steps .* only\. Nothing was changed"),
        store._database.write() as connection,
    ):
        schema_migration.step_back(connection, "here")


def test_a_store_of_the_present_version_opens_without_alembic(
    store: SessionStore, store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = opened(store)

    def never(*_: object) -> None:
        raise AssertionError("Alembic is not needed here")

    monkeypatch.setattr(schema_migration, "_walk", never)
    monkeypatch.setattr(schema_migration, "_config", never)
    again = SessionStore(Database(store_url))
    assert again.open(session).id == session
    again.close()
