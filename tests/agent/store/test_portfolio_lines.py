"""The line of each model is kept with its newest version, made anew where it is missing, and gone with its model."""

from datetime import UTC, datetime

from sqlalchemy import delete, select, update

from agent.domain.model import ThreatModel
from agent.domain.portfolio import line_of
from agent.store import Change, Database, SessionStore
from agent.store.tables import portfolio_lines
from tests.ui.models import rich_model

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def put(store: SessionStore, model: ThreatModel) -> str:
    return store.create(Change(model=model, author="owner", reason="Imported"), None, NOON).id


def test_a_new_model_has_its_line(store_url: str) -> None:
    store = SessionStore(Database(store_url))
    session = put(store, rich_model())
    assert store.portfolio() == {session: line_of(rich_model())}
    store.close()


def test_a_line_that_an_older_program_left_out_or_behind_is_made_anew(store_url: str) -> None:
    store = SessionStore(Database(store_url))
    missing, behind = put(store, rich_model()), put(store, rich_model())
    with store._database.write() as connection:
        connection.execute(delete(portfolio_lines).where(portfolio_lines.c.session == missing))
        stale = update(portfolio_lines).where(portfolio_lines.c.session == behind)
        connection.execute(stale.values(version=-1, line=b"stale"))
    assert store.portfolio() == dict.fromkeys((missing, behind), line_of(rich_model()))
    store.close()


def test_a_line_that_cannot_be_read_is_empty_and_hides_no_other(store_url: str) -> None:
    store = SessionStore(Database(store_url))
    damaged, sound = put(store, rich_model()), put(store, rich_model())
    with store._database.write() as connection:
        connection.execute(update(portfolio_lines).where(portfolio_lines.c.session == damaged).values(line=b"no line"))
    told = store.portfolio()
    assert told[damaged].bands == {}
    assert told[sound] == line_of(rich_model())
    store.close()


def test_a_model_that_is_removed_for_good_leaves_no_line(store_url: str) -> None:
    store = SessionStore(Database(store_url))
    session = put(store, rich_model())
    store.purge(session)
    with store._database.read() as connection:
        assert connection.execute(select(portfolio_lines)).all() == []
    store.close()


def test_a_copy_has_the_line_of_its_model(store_url: str) -> None:
    store = SessionStore(Database(store_url))
    copy = store.copy(put(store, rich_model()), NOON)
    assert store.portfolio()[copy] == line_of(rich_model())
    store.close()
