"""The owner stops the language model in the middle of a turn: the rules finish it, and nothing is lost."""

import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from agent.domain import Said, ThreatModel, TurnStatus
from agent.domain.changes.edits import StayOffline
from agent.graph.state import Progress
from agent.llm.endpoint.openai_client import OpenAIClient
from agent.llm.gateway import Terms
from tests.agent.analyst.llm.desk import DESCRIPTION, KEY, PUZZLE, Desk, floor_of, invariants
from tests.stub_endpoint import Asked, Behaviour, Stub
from tests.stub_endpoint.models import answer_of
from tests.stub_endpoint.streams import Watched, chunk, streamed

TERMS = Terms(deadline_seconds=312.0)
"""Calls are waited for longer than a turn may take: one that is not left at a stop would fail the turn."""
PING = ": still at it\n\n"


class Presses(Desk):
    """A desk at which somebody presses stop as soon as something of the model's is to be seen."""

    pressed: bool | None = None
    could_before: bool | None = None
    when: Callable[[Progress], bool] = staticmethod(
        lambda progress: bool(progress.words) and not progress.words.startswith("By the rules alone")
    )

    def _note(self, progress: Progress) -> None:
        super()._note(progress)
        if self.pressed is None and self.when(progress):
            number = len(self.said)
            self.could_before = self.facilitator.can_stop(self.session.id, number)
            self.pressed = self.facilitator.stop(self.session.id, number)
            assert not self.facilitator.can_stop(self.session.id, number)


def stuck_at(task: str, watched: list[Watched]) -> Callable[[Asked], Behaviour]:
    """An endpoint that answers well, but never comes to an end with one task."""

    def script(asked: Asked) -> Behaviour:
        if asked.task != task:
            return streamed(asked, answer_of(asked))
        text = json.dumps(answer_of(asked))
        cut = text.find("}") + 1 or len(text) // 2
        watched.append(Watched([chunk({"content": text[:cut]})], PING))
        return watched[-1]

    return script


@pytest.fixture(scope="module")
def floor(tmp_path_factory: pytest.TempPathFactory) -> ThreatModel:
    return floor_of(tmp_path_factory.mktemp("floor"))


def test_a_draft_that_is_stopped_midway_is_finished_by_the_rules(floor: ThreatModel, tmp_path: Path) -> None:
    watched: list[Watched] = []
    with Stub(stuck_at("draft", watched)) as stub:
        desk = Presses(tmp_path, OpenAIClient(stub.url, "stub", KEY), TERMS, listens=True)
        desk.say(DESCRIPTION)
        assert (desk.could_before, desk.pressed) == (True, True)
        assert all(one.left.wait(30) for one in watched), "the endpoint is told"
        asked = len(stub.requests)
        assert "mitigate" not in {one.task for one in stub.requests}, "nothing is asked after a stop"
        reply = desk.session.turns[-1].reply
        assert reply is not None
        assert "**Without the language model:**" in reply.text
        assert "stub was stopped" in reply.text
        assert "call" in reply.text.split("stub at ")[1]
        assert "about" in reply.text.split("stub at ")[1], "what came before the stop is counted, as an estimate"
        desk.listens, stub.script = False, lambda one: streamed(one, answer_of(one))
        desk.say(PUZZLE)
        assert len(stub.requests) > asked, "the next turn asks it again"
        sent = [str(message["content"]) for one in stub.requests for message in one.body["messages"]]
        invariants(desk, floor, sent, set)
        desk.close()


def test_a_stop_before_the_first_word_leaves_the_rules_draft_letter_for_letter(
    floor: ThreatModel, tmp_path: Path
) -> None:
    watched = Watched([], PING)
    with Stub(lambda asked: watched) as stub:
        desk = Desk(tmp_path, OpenAIClient(stub.url, "stub", KEY), TERMS, listens=True)

        def press() -> None:
            watched.begun.wait(30)
            desk.facilitator.stop(desk.session.id, 1)

        presser = threading.Thread(target=press)
        presser.start()
        desk.say(DESCRIPTION)
        presser.join()
        assert len(stub.requests) == 1
        assert watched.left.wait(30)
        desk.close()
    assert desk.session.model.threats == floor.threats


def test_the_words_so_far_count_as_spent(tmp_path: Path) -> None:
    with Stub(stuck_at("draft", [])) as stub:
        desk = Presses(tmp_path, OpenAIClient(stub.url, "stub", KEY), TERMS, listens=True)
        desk.say(DESCRIPTION)
        account = desk.facilitator.account(desk.session)
        desk.close()
    read = next(one for one in stub.requests if one.task == "read")
    assert account is not None
    assert account.tokens_session > 1_020 + len(read.standing) // 8


def test_there_is_nothing_to_stop_without_a_language_model(tmp_path: Path) -> None:
    desk = Presses(tmp_path, None, listens=True)
    desk.when = lambda progress: True
    desk.say(DESCRIPTION)
    assert (desk.could_before, desk.pressed) == (False, False)
    assert not desk.facilitator.stop(desk.session.id, 7)
    desk.close()


def test_there_is_nothing_to_stop_for_a_model_that_stays_offline_or_a_turn_that_is_over(tmp_path: Path) -> None:
    with Stub(lambda asked: streamed(asked, answer_of(asked))) as stub:
        desk = Presses(tmp_path, OpenAIClient(stub.url, "stub", KEY), TERMS, listens=True)
        desk.when = lambda progress: len(desk.said) == 2
        desk.say(edits=[StayOffline(offline=True)])
        desk.say(DESCRIPTION)
        desk.close()
    assert not desk.facilitator.can_stop(desk.session.id, 1)
    assert (desk.could_before, desk.pressed) == (False, False)
    assert stub.requests == []


def test_a_turn_that_waits_is_not_read_by_a_language_model_once_the_owner_chose_to_stay_offline(tmp_path: Path) -> None:
    with Stub(lambda asked: streamed(asked, answer_of(asked))) as stub:
        desk = Presses(tmp_path, OpenAIClient(stub.url, "stub", KEY), TERMS)
        waits = desk.facilitator.submit(desk.session.id, Said(text=DESCRIPTION, key="key-waits"))
        desk.facilitator.submit(desk.session.id, Said(edits=(StayOffline(),), key="key-offline"))
        session = desk.facilitator.work(desk.session.id, waits)
        desk.close()
    reply = session.turns[0].reply
    assert stub.requests == []
    assert session.model.threats
    assert reply is not None
    assert "asked again with the next message, unless Offline only is on" in reply.text


def test_choosing_to_stay_offline_stops_the_turn_at_work(tmp_path: Path) -> None:
    watched = Watched([], PING)
    with Stub(lambda asked: watched) as stub:
        desk = Presses(tmp_path, OpenAIClient(stub.url, "stub", KEY), TERMS)

        def choose() -> None:
            watched.begun.wait(30)
            desk.facilitator.submit(desk.session.id, Said(edits=(StayOffline(),), key="key-offline"))

        chooser = threading.Thread(target=choose)
        chooser.start()
        desk.say(DESCRIPTION)
        chooser.join()
        desk.close()
    assert len(stub.requests) == 1
    assert desk.session.turns[0].status is TurnStatus.DONE, "it does not wait for the answer"
