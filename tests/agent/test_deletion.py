"""What was removed for good is in no file any more: not in tables, logs of changes, checkpoints or kept answers."""

import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select

from agent.domain.sessions.session import Said
from agent.facilitator import Facilitator
from agent.llm.cache import Memory
from agent.store.tables import turns, versions
from tests.agent.postgres import Cluster, a_cluster
from tests.agent.scripted import ScriptedAnalyst, scripted, small_catalog
from tests.waiting import until


def canary() -> str:
    """A word that is nowhere yet; each test has its own, as they share a cluster."""
    return f"canary{secrets.token_hex(12)}"


class Remembering(ScriptedAnalyst):
    """A scripted analyst that has a file of kept answers, as one with a language model does."""

    def __init__(self, memory: Memory) -> None:
        super().__init__(small_catalog())
        self.memory = memory

    def forget(self, session: str) -> None:
        self.memory.forget_session(session)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A cluster of these tests alone: all its files are read, and those of other tests would only be more of them."""
    with a_cluster() as made:
        yield made


@pytest.fixture
def facilitator(tmp_path: Path, store_url: str) -> Iterator[Facilitator]:
    memory = Memory(tmp_path / "model.sqlite")
    made = scripted(tmp_path, analyst=Remembering(memory), database_url=store_url)
    yield made
    made.close()
    memory.close()


def lived(facilitator: Facilitator, monkeypatch: pytest.MonkeyPatch, word: str) -> str:
    """A model that leaves its words wherever words are left, checkpoints of a crash included."""
    session = facilitator.start().id
    with monkeypatch.context() as patch:
        patch.setattr(facilitator._worker._runner, "forget", lambda *_: None)
        text = f"name {word}\ncomponent agent {word}\nfact reads_mail yes"
        facilitator.hear(session, Said(text=text, key="deleted-1"))
    facilitator.hear(session, Said(text=f"crashes {word}", key="deleted-2"))
    facilitator.undo(session)
    facilitator.name_version(session, 1, word)
    assert isinstance(facilitator._analyst, Remembering)
    facilitator._analyst.memory.put("asked", word, session)
    return session


def needles(facilitator: Facilitator, session: str, word: str) -> dict[str, bytes]:
    """What to look for: the word itself, and a piece out of the middle of each packed cell."""
    found = {"the word": word.encode()}
    with facilitator._store._database.read() as connection:
        for table, names in ((versions, ("model", "edits")), (turns, ("said", "reply"))):
            for name in names:
                for cell in connection.execute(select(table.c[name]).where(table.c.session == session)).scalars():
                    if cell is not None and len(cell) > 120:
                        middle = len(cell) // 2
                        found[f"{table.name}.{name}"] = bytes(cell[middle - 12 : middle + 12])
    assert len(found) >= 4
    return found


def holding(folders: Iterable[Path], needle: bytes) -> list[str]:
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return [str(path) for path in files if needle in _content(path)]


def _content(path: Path) -> bytes:
    """What a file holds; a server may have removed it since it was listed."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def settled(cluster: Cluster, *statements: str) -> None:
    """As the cluster's administrator: run statements on the server."""
    with psycopg.connect(f"postgresql://tw@127.0.0.1:{cluster.port}/postgres", autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def base_of(cluster: Cluster, store_url: str) -> Path:
    """The folder in which a cluster keeps the files of one database."""
    address = store_url.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(address) as connection:
        row = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()
    assert row is not None
    return cluster.folder / "data" / "base" / str(row[0])


def server_of(request: pytest.FixtureRequest, store_url: str) -> Cluster | None:
    cluster: Cluster | None = request.getfixturevalue("cluster") if store_url.startswith("postgresql") else None
    return cluster


def test_a_removed_model_is_in_no_file_any_more(
    facilitator: Facilitator,
    store_url: str,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    word = canary()
    session = lived(facilitator, monkeypatch, word)
    looked_for = needles(facilitator, session, word)
    cluster = server_of(request, store_url)
    folders = (tmp_path,) if cluster is None else (tmp_path, base_of(cluster, store_url))
    if cluster is not None:
        settled(cluster, "CHECKPOINT")
    for what, needle in looked_for.items():
        assert holding(folders, needle), f"{what} cannot be found before, so finding nothing later says nothing"
    kept_steps = "checkpoints" if cluster is None else "base"
    assert any(kept_steps in place for place in holding(folders, word.encode()))
    facilitator.delete(session)
    facilitator.purge(session)
    if cluster is not None:
        settled(cluster, "CHECKPOINT")
    for what, needle in looked_for.items():
        assert holding(folders, needle) == [], what


@pytest.mark.postgres
def test_what_a_server_keeps_of_a_removed_model_goes_with_its_log_of_changes(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = Memory(tmp_path / "model.sqlite")
    url = cluster.create(f"tw_{secrets.token_hex(6)}")
    facilitator = scripted(tmp_path, analyst=Remembering(memory), database_url=url)
    word = canary()
    session = lived(facilitator, monkeypatch, word)
    looked_for = needles(facilitator, session, word)
    facilitator.purge(session)
    settled(cluster, "ALTER SYSTEM SET wal_recycle = off", "SELECT pg_reload_conf()")
    settled(cluster, "SELECT pg_switch_wal()", "CHECKPOINT", "SELECT pg_switch_wal()", "CHECKPOINT")
    facilitator.close()
    memory.close()
    until_gone(cluster, looked_for.values())


def until_gone(cluster: Cluster, looked_for: Iterable[bytes]) -> None:
    """Wait for the server to have removed the files that it needs no more."""

    def gone() -> bool:
        settled(cluster, "SELECT pg_switch_wal()", "CHECKPOINT")
        return not any(holding((cluster.folder,), needle) for needle in looked_for)

    until(gone)


def test_two_models_of_the_same_words_leave_the_other_whole(
    facilitator: Facilitator, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = lived(facilitator, monkeypatch, canary())
    copy = facilitator.duplicate(session)
    facilitator.purge(session)
    assert facilitator.open(copy.id).turns == copy.turns
