"""What is far too large is refused with the limit, before it takes memory of its own."""

import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from agent.domain import Component, Said
from agent.domain.model import ThreatModel
from agent.errors import InputError
from agent.facilitator import Facilitator
from knowledge.vocabulary import ComponentKind
from tests.agent.scripted import scripted

Call = Callable[[Facilitator, str], object]
ROOM = 50_000_000
"""Bytes that a refusal may take; what is refused is there already and does not count."""


def saying(text: str) -> Call:
    said = Said(text=text, key="key-large")
    return lambda door, session: door.submit(session, said)


def bringing(parts: int) -> Call:
    made = tuple(Component(id=f"C-{number}", name="Bot", kind=ComponentKind.AGENT) for number in range(parts))
    model = ThreatModel.model_construct(components=made)
    return lambda door, _: door.import_model(model)


TOO_MUCH: dict[str, Callable[[], Call]] = {
    "ten megabytes": lambda: saying("a b " * 2_500_000),
    "one line of a million letters": lambda: saying("a" * 1_000_000),
    "a million combining marks": lambda: saying("x" + "\u0301" * 1_000_000),
    "a hundred thousand parts": lambda: bringing(100_000),
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_what_is_far_too_large_is_refused_with_the_limit_and_takes_no_room(name: str, tmp_path: Path) -> None:
    door = scripted(tmp_path)
    session, call = door.start().id, TOO_MUCH[name]()
    tracemalloc.start()
    with pytest.raises(InputError, match=r"200,000 characters|at most 2,000 parts"):
        call(door, session)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < ROOM
    assert door.open(session).turns == ()
    door.close()
