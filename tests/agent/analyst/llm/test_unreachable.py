"""An endpoint that refuses connections costs a turn one attempt: the rules' draft is there without a wait."""

import errno
import socket
from pathlib import Path
from typing import Any

import pytest

from agent.llm.endpoint.openai_client import OpenAIClient
from agent.llm.endpoint.retry import PatientClient
from agent.llm.gateway import Terms
from tests.agent.analyst.llm.desk import DESCRIPTION, KEY, PUZZLE, Desk, floor_of


class Counted:
    """Counts the connections that are tried, and refuses each."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.attempts = 0

        def refuse(sock: socket.socket, address: Any) -> None:
            self.attempts += 1
            raise ConnectionRefusedError(errno.ECONNREFUSED, "refused")

        monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.mark.parametrize("listens", [False, True])
@pytest.mark.parametrize("by_rules", [frozenset[str](), frozenset({"read"})])
def test_the_first_turn_of_a_program_tries_once_and_later_steps_do_not_wait(
    by_rules: frozenset[str], listens: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With reading left to the rules, the first to ask are the steps of the draft, side by side."""
    floor = floor_of(tmp_path / "floor")
    counted = Counted(monkeypatch)
    terms = Terms(calls_at_once=1, by_rules=by_rules)
    desk = Desk(tmp_path, OpenAIClient("http://127.0.0.1:9/v1", "stub", KEY), terms, listens=listens)
    desk.say(DESCRIPTION)
    assert counted.attempts == 1
    assert desk.text.count("cannot be reached") == 1
    desk.say(PUZZLE)
    assert counted.attempts == 2, "the next turn looks once whether it is there again"
    assert desk.session.model == floor
    desk.close()


def test_no_second_is_spent_on_waiting_between_attempts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All that could let time pass is told here, so what a turn takes is computing and one refused connection."""
    floor = floor_of(tmp_path / "floor")
    counted, waited = Counted(monkeypatch), list[float | None]()
    usual = PatientClient._wait

    def noted(client: PatientClient, *given: Any) -> float | None:
        waited.append(usual(client, *given))
        return waited[-1]

    monkeypatch.setattr(PatientClient, "_wait", noted)
    monkeypatch.setattr("time.sleep", waited.append)
    desk = Desk(tmp_path, OpenAIClient("http://127.0.0.1:9/v1", "stub", KEY), Terms(calls_at_once=1))
    desk.say(DESCRIPTION)
    assert (counted.attempts, waited) == (1, [None]), "looked once whether to wait, and did not"
    desk.say(PUZZLE)
    assert desk.session.model == floor
    assert (counted.attempts, waited) == (2, [None, None])
    desk.close()


def test_with_several_calls_at_once_there_are_at_most_as_many_attempts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = Counted(monkeypatch)
    terms = Terms(calls_at_once=4, by_rules=frozenset({"read"}))
    desk = Desk(tmp_path, OpenAIClient("http://127.0.0.1:9/v1", "stub", KEY), terms)
    desk.say(DESCRIPTION)
    assert 1 <= counted.attempts <= 4
    assert desk.session.model.threats
    desk.close()
