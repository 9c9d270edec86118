"""A search that goes on without its store is told in the turns that looked something up, and finds the same."""

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from agent.assembly import assemble
from agent.domain import Said, Session
from agent.facilitator import Facilitator
from agent.settings import Settings
from knowledge.search import index as index_module

DESCRIPTION = "Our chatbot answers customers with a hosted language model and looks up orders in the order database."
TROUBLE = "The search is not as it should be"


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    """What a harm opens is closed with the test."""
    with ExitStack() as opened:
        yield opened


def hear(facilitator: Facilitator, session: Session, text: str) -> Session:
    return facilitator.hear(session.id, Said(text=text, key=f"key-{len(session.turns):06}"))


def reply_of(session: Session) -> str:
    reply = session.turns[-1].reply
    assert reply is not None
    return reply.text


def sound(folder: Path) -> Session:
    facilitator = assemble(Settings(data_dir=folder))
    session = hear(facilitator, facilitator.start(), DESCRIPTION)
    assert facilitator.search_trouble() == ""
    assert TROUBLE not in reply_of(session)
    facilitator.close()
    return session


def in_the_way(folder: Path, monkeypatch: pytest.MonkeyPatch, stack: ExitStack) -> Settings:
    (folder / "index").write_text("a file where the folder should be")
    return Settings(data_dir=folder)


def unwritable(folder: Path, monkeypatch: pytest.MonkeyPatch, stack: ExitStack) -> Settings:
    def refuse(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("knowledge.search.vectors.publish", refuse)
    monkeypatch.setattr("knowledge.search.index.publish", refuse)
    return Settings(data_dir=folder)


def unbuilt(folder: Path, monkeypatch: pytest.MonkeyPatch, stack: ExitStack) -> Settings:
    monkeypatch.setattr(index_module, "CHILD", "import os; os.abort()")
    return Settings(data_dir=folder)


def dead_server(folder: Path, monkeypatch: pytest.MonkeyPatch, stack: ExitStack) -> Settings:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    return Settings(data_dir=folder, chroma_url=f"http://127.0.0.1:{port}")


def silent_server(folder: Path, monkeypatch: pytest.MonkeyPatch, stack: ExitStack) -> Settings:
    monkeypatch.setattr(index_module, "SERVER_SECONDS", 0.5)
    listening = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
    return Settings(data_dir=folder, chroma_url=f"http://127.0.0.1:{listening.getsockname()[1]}")


@pytest.mark.parametrize("harm", [in_the_way, unwritable, unbuilt, dead_server, silent_server])
def test_a_turn_that_looked_things_up_says_so_once_and_finds_the_same(
    harm: Callable[[Path, pytest.MonkeyPatch, ExitStack], Settings],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    stack: ExitStack,
) -> None:
    (tmp_path / "sound").mkdir()
    (tmp_path / "harmed").mkdir()
    whole = sound(tmp_path / "sound")
    facilitator = assemble(harm(tmp_path / "harmed", monkeypatch, stack))
    assert facilitator.search_trouble() == "", "nobody knows before it is opened"
    session = hear(facilitator, facilitator.start(), DESCRIPTION)
    assert reply_of(session).count(TROUBLE) == 1
    assert facilitator.search_trouble().startswith(TROUBLE)
    assert [one.pattern for one in session.model.threats] == [one.pattern for one in whole.model.threats]
    session = hear(facilitator, session, "help")
    assert TROUBLE not in reply_of(session)
    facilitator.close()


def test_a_server_that_comes_back_ends_the_notice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_module, "RETRY_SECONDS", 0.0)
    facilitator = assemble(dead_server(tmp_path, monkeypatch, ExitStack()))
    session = hear(facilitator, facilitator.start(), DESCRIPTION)
    assert TROUBLE in reply_of(session)
    monkeypatch.setattr(index_module, "_held", lambda client, collection_of: object())
    monkeypatch.setattr(index_module, "_client_at", lambda url: object())
    monkeypatch.setattr(index_module, "cosines", lambda collection, vector, vectors: vectors.matrix @ vector)
    session = hear(
        facilitator,
        session,
        "A coding agent beside it reads the mails of strangers and files tickets in Jira for our engineers.",
    )
    assert TROUBLE not in reply_of(session)
    assert facilitator.search_trouble() == ""
    facilitator.close()


def test_a_damaged_index_is_built_again_without_a_word(tmp_path: Path) -> None:
    sound(tmp_path)
    for file in (tmp_path / "index").rglob("*.sqlite3"):
        file.write_bytes(b"damaged")
    sound(tmp_path)
