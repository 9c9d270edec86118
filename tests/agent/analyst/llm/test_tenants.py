"""People who share an endpoint and the memory of its answers find nothing of each other in either."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.analyst.factory import open_analyst
from agent.analyst.rules.analyst import RulesAnalyst
from agent.assembly import compose
from agent.domain import Said, Session
from agent.domain.sessions.principal import Principal
from agent.facilitator import Facilitator
from agent.llm.answers.schemas import ASK
from agent.llm.cache import Memory
from agent.llm.endpoint.openai_client import OpenAIClient
from agent.llm.gateway import ModelGateway
from agent.llm.turn_log import writing_in
from agent.settings import Settings
from tests.agent.analyst.llm.desk import CATALOG, DESCRIPTION, KEY, PATIENT, PUZZLE
from tests.agent.analyst.llm.playing import Player, ask_slots
from tests.agent.scripted import NoFinds
from tests.stub_endpoint import Asked, Stub, good

CANARY, OTHER = "Larkspurquay", "Bramblefjord"
"""What each of the two calls their system; nobody else would."""


@pytest.fixture
def stub() -> Iterator[Stub]:
    with Stub(good) as endpoint:
        yield endpoint


@pytest.fixture
def door(tmp_path: Path, stub: Stub) -> Iterator[Facilitator]:
    rules = RulesAnalyst(CATALOG)
    client = OpenAIClient(stub.url, "stub", KEY)
    analyst = open_analyst(CATALOG, rules, client, PATIENT, tmp_path / "model.sqlite")
    made = compose(Settings(data_dir=tmp_path), CATALOG, analyst, rules, NoFinds, membership=True)
    yield made
    made.close()


def talk(door: Facilitator, name: str, calls_it: str) -> Session:
    """A description that differs from everybody else's in one word, and a message that only a model makes sense of."""
    theirs = door.as_(Principal.signed_in("https://accounts.example", name, name.capitalize()))
    session = theirs.start()
    for place, text in enumerate((f"{DESCRIPTION} We call it {calls_it}.", PUZZLE)):
        session = theirs.hear(session.id, Said(text=text, key=f"{name}-{place:06}"))
    return session


def words(requests: list[Asked]) -> str:
    return json.dumps([asked.body for asked in requests])


def test_no_request_or_answer_of_one_person_holds_what_another_wrote(door: Facilitator, stub: Stub) -> None:
    talk(door, "ana", CANARY)
    of_ana = len(stub.requests)
    ben = talk(door, "ben", OTHER)
    assert CANARY in words(stub.requests[:of_ana]), "what was written is sent at all, so that this test can fail"
    assert OTHER in words(stub.requests[of_ana:])
    assert CANARY not in words(stub.requests[of_ana:]) + ben.model_dump_json()


def test_the_very_same_words_tell_nobody_that_somebody_else_asked_before(door: Facilitator, stub: Stub) -> None:
    ana = talk(door, "ana", CANARY)
    of_ana = [asked.task for asked in stub.requests]
    ben = talk(door, "ben", CANARY)
    assert of_ana
    assert [asked.task for asked in stub.requests[len(of_ana) :]] == of_ana, "everything was asked anew"
    assert [turn.reply.text for turn in ben.turns if turn.reply] == [
        turn.reply.text for turn in ana.turns if turn.reply
    ]


@pytest.mark.parametrize(("conversations", "calls"), [(("one", "one"), 1), (("one", "two"), 2), (("one", ""), 2)])
def test_what_was_answered_is_used_again_in_its_own_conversation(conversations: tuple[str, ...], calls: int) -> None:
    player = Player(lambda asked: {"text": "Is it so?"})
    gateway, noted = ModelGateway(player, Memory()), list[bool]()
    for conversation in conversations:
        turn_log = gateway.new_turn_log("session")
        turn_log.apart = conversation
        with writing_in(turn_log):
            gateway.ask(ASK, ask_slots())
            noted.append(gateway.note("a measure") is None)
            gateway.keep_note("concrete", "a measure")
    assert (len(player.calls), sum(noted)) == (calls, calls)
