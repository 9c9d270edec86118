"""What was removed for good is in nothing that this process keeps, whichever part read, drew or worked it out."""

import gc
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agent.assembly import assemble
from agent.domain.sessions.session import Said
from agent.exchange.diagrams.as_png import to_png
from agent.facilitator import Facilitator
from agent.settings import Settings
from knowledge.owners_words import keeping_words, keeps_words, let_go_every, let_words_go


def canary() -> bytes:
    """A word that no model ever held, as bytes so that this test itself keeps no text of it."""
    return f"Zq{secrets.token_hex(8)}".encode()


def held(word: bytes) -> list[str]:
    """Everything in this process that holds a text with a word in it, whatever its case."""
    gc.collect()
    looked_for = word.decode().lower()
    found = []
    for thing in gc.get_objects():
        if type(thing).__name__ in ("frame", "coroutine", "generator"):
            continue
        for part in gc.get_referents(thing):
            if part is not looked_for and holds(part, looked_for):
                found.append(f"{type(thing).__module__}.{type(thing).__qualname__}: {str(thing)[:200]}")
                break
    return found


def holds(part: object, word: str) -> bool:
    """Whether a text or bytes hold a word; packed bytes are never kept beside what they hold."""
    if type(part) is str:
        return len(part) >= len(word) and word in part.lower()
    return type(part) is bytes and word.encode() in part.lower()


def lived(facilitator: Facilitator, word: bytes) -> str:
    """A model that was described, asked about, ordered about, drawn and read back."""
    name = word.decode()
    session = facilitator.start().id
    told = (
        f"Our support assistant {name} runs on a hosted language model and answers customers of {name} Ltd. "
        f"It reads tickets from the {name} store and can issue refunds through the {name} tool. "
        f"Last year somebody at {name} leaked a key. Call it {name.upper()}."
    )
    facilitator.hear(session, Said(text=told, key="words-00001"))
    facilitator.hear(session, Said(text=f"Rename the {name} tool to the {name} refunds service.", key="words-00002"))
    facilitator.hear(session, Said(text=f"We have no {name} backup and {name} is not logged.", key="words-00003"))
    opened = facilitator.open(session)
    to_png(opened.model, facilitator.catalog)
    facilitator.back.read_back(opened)
    facilitator.ledger(opened.model)
    facilitator.why_here(opened.model)
    facilitator.shelf()
    return session


@pytest.fixture
def facilitator(tmp_path: Path, indexed: Callable[[Path], Path]) -> Any:
    made = assemble(Settings(data_dir=indexed(tmp_path)))
    made.warm_up()
    yield made
    made.close()


def test_a_removed_model_is_in_nothing_that_this_process_keeps(facilitator: Facilitator) -> None:
    word = canary()
    session = lived(facilitator, word)
    assert held(word), "it cannot be found before, so finding nothing later says nothing"
    facilitator.delete(session)
    facilitator.purge(session)
    assert held(word) == []


def test_what_is_over_goes_from_memory_too(facilitator: Facilitator) -> None:
    word = canary()
    session = lived(facilitator, word)
    facilitator.delete(session)
    facilitator.retention = facilitator.retention.model_copy(update={"deleted": 0})
    assert facilitator.tidy() >= 1
    assert held(word) == []


def test_other_models_are_worked_on_as_before(facilitator: Facilitator) -> None:
    kept = lived(facilitator, canary())
    facilitator.purge(lived(facilitator, canary()))
    after = facilitator.hear(kept, Said(text="Nobody looks at the logs.", key="words-00004"))
    assert len(after.turns) == 4
    assert after.model.threats


def test_a_reading_is_kept_until_words_are_let_go() -> None:
    asked = list[str]()

    @keeping_words(2)
    def reading(text: str) -> int:
        asked.append(text)
        return len(text)

    assert [reading("one"), reading("one")] == [3, 3]
    assert asked == ["one"]
    let_words_go()
    reading("one")
    assert asked == ["one", "one"]


def test_a_thing_is_told_as_long_as_somebody_holds_it() -> None:
    told = list[str]()

    class Keeper:
        def let_go(self) -> None:
            told.append("let go")

    keeper = Keeper()
    keeps_words(keeper)
    let_words_go()
    del keeper
    gc.collect()
    let_words_go()
    assert told == ["let go"]


def test_what_another_process_removes_is_let_go_of_after_a_while() -> None:
    waits = list[float]()

    class Ending:
        def wait(self, seconds: float) -> bool:
            waits.append(seconds)
            return len(waits) > 3

    told = list[str]()

    class Keeper:
        def let_go(self) -> None:
            told.append("let go")

    keeper = Keeper()
    keeps_words(keeper)
    let_go_every(600, Ending()).join(30)  # type: ignore[arg-type]
    assert waits == [600] * 4
    assert told == ["let go"] * 3
