"""The Facilitator hears turns, keeps them, and answers with the session."""

import itertools
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

import tests.agent.scripted
from agent.domain.changes.edits import DescribeSystem, PutComponent
from agent.domain.model import ThreatModel
from agent.domain.sessions.principal import Principal
from agent.domain.sessions.session import Said, Session, TurnStatus
from agent.domain.system import Component, SystemProfile
from agent.domain.versions.version_diff import How, Subject
from agent.errors import InputError, SessionBusy, SessionNotFound
from agent.facilitator import Facilitator
from agent.graph.state import Progress
from knowledge.vocabulary import ComponentKind
from tests.agent.scripted import ScriptedAnalyst, scripted, small_catalog
from tests.waiting import until

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
NAMELESS = Component(id="C-1", name="\u200b", kind=ComponentKind.AGENT)
BOT = "name Helpdesk\ncomponent agent Bot\nfact reads_mail yes"
_keys = (f"key-{number:06}" for number in itertools.count())


def said(text: str = "", **more: object) -> Said:
    return Said.model_validate({"text": text, "key": next(_keys), **more})


@pytest.fixture
def analyst() -> ScriptedAnalyst:
    return ScriptedAnalyst(small_catalog())


@pytest.fixture
def facilitator(tmp_path: Path, store_url: str, analyst: ScriptedAnalyst) -> Iterator[Facilitator]:
    made = scripted(tmp_path, analyst=analyst, database_url=store_url)
    yield made
    made.close()


def titles(session: Session) -> list[str]:
    return [threat.title for threat in session.model.threats]


def last(session: Session) -> str:
    turn = session.turns[-1]
    return turn.reply.text if turn.reply else f"{turn.status.value}: {turn.problem}"


def test_a_description_brings_a_draft_and_the_next_question(facilitator: Facilitator) -> None:
    session = facilitator.hear(facilitator.start().id, said(BOT))
    assert titles(session) == ["What comes of reads_mail"]
    assert session.model.threats[0].targets == ("C-1",)
    assert (session.version, session.turns[0].status) == (1, TurnStatus.DONE)
    assert session.question is not None
    assert session.question.id == "sends_money"
    assert session.turns[0].reply is not None
    assert session.turns[0].reply.question == session.question


def test_another_start_reads_the_very_same_session(facilitator: Facilitator, tmp_path: Path, store_url: str) -> None:
    session = facilitator.hear(facilitator.start().id, said(BOT))
    other = scripted(tmp_path, database_url=store_url)
    assert other.open(session.id) == session
    other.close()


def test_every_turn_that_changes_facts_drafts_again(facilitator: Facilitator) -> None:
    session = facilitator.hear(facilitator.start().id, said(BOT))
    session = facilitator.hear(session.id, said(question="sends_money", chosen=("yes",)))
    assert titles(session) == ["What comes of reads_mail", "What comes of sends_money"]
    assert [threat.id for threat in session.model.threats] == ["T-001", "T-002"]


def test_a_turn_that_changes_nothing_makes_no_version(facilitator: Facilitator) -> None:
    session = facilitator.hear(facilitator.start().id, said(BOT))
    session = facilitator.hear(session.id, said("help"))
    assert (session.version, len(session.turns)) == (1, 2)


def test_edits_from_a_table_go_the_same_way(facilitator: Facilitator) -> None:
    part = Component(id="C-1", name="Bot", kind=ComponentKind.AGENT)
    session = facilitator.start()
    session = facilitator.hear(session.id, said(edits=(PutComponent(component=part),), reason="from the diagram"))
    assert session.model.components == (part,)
    assert facilitator.history(session.id)[-1].reason == "from the diagram"


def test_submitting_does_no_work_and_the_same_key_is_heard_once(
    facilitator: Facilitator, analyst: ScriptedAnalyst
) -> None:
    session = facilitator.start()
    once = said(BOT)
    assert [facilitator.submit(session.id, once), facilitator.submit(session.id, once)] == [1, 1]
    assert analyst.read_turns == []
    assert facilitator.open(session.id).turns[0].status is TurnStatus.ACCEPTED
    first = facilitator.work(session.id, 1)
    assert facilitator.work(session.id, 1) == first
    assert facilitator.hear(session.id, once) == first
    assert analyst.read_turns == [1]


def test_turns_that_wait_are_worked_off_in_order(facilitator: Facilitator, analyst: ScriptedAnalyst) -> None:
    session = facilitator.start()
    numbers = [facilitator.submit(session.id, said(text)) for text in (BOT, "fact sends_money yes", "name Desk")]
    session = facilitator.work(session.id, numbers[-1])
    assert analyst.read_turns == numbers
    assert (session.version, session.model.system.name) == (3, "Desk")


def test_progress_tells_every_finished_step_once(facilitator: Facilitator) -> None:
    steps: list[Progress] = []
    session = facilitator.hear(facilitator.start().id, said(BOT), steps.append)
    names = [step.step for step in steps]
    assert names == ["read", "apply", "assess", "suggest", "compose", "check", "apply", "ask", "reply"]
    assert [step.done for step in steps] == list(range(1, 10))
    assert steps[-1].done == steps[-1].total
    steps.clear()
    facilitator.hear(session.id, said("help"), steps.append)
    assert [step.step for step in steps] == ["read", "apply", "ask", "reply"]
    assert steps[-1].done == steps[-1].total


def test_undo_and_redo_go_back_and_forth_by_button_and_by_word(facilitator: Facilitator) -> None:
    session = facilitator.hear(facilitator.start().id, said(BOT))
    session = facilitator.hear(session.id, said("fact sends_money yes"))
    session = facilitator.undo(session.id)
    assert (titles(session), session.can_undo, session.can_redo) == (["What comes of reads_mail"], True, True)
    assert session.question is not None
    assert session.question.id == "sends_money"
    session = facilitator.hear(session.id, said("undo"))
    assert (session.model, session.can_undo, session.can_redo) == (ThreatModel(), False, True)
    session = facilitator.hear(session.id, said("redo"))
    session = facilitator.redo(session.id)
    assert titles(session) == ["What comes of reads_mail", "What comes of sends_money"]
    assert not session.can_redo
    assert [line.restores for line in facilitator.history(session.id)] == [None, None, None, 1, 0, 1, 2]


def test_there_is_nothing_to_redo_after_something_new(facilitator: Facilitator) -> None:
    session = facilitator.hear(facilitator.start().id, said(BOT))
    facilitator.undo(session.id)
    session = facilitator.hear(session.id, said("name New"))
    assert not session.can_redo
    assert facilitator.redo(session.id).version == session.version


def test_undo_with_nothing_to_undo_changes_nothing(facilitator: Facilitator) -> None:
    session = facilitator.start()
    assert facilitator.undo(session.id).version == 0
    assert facilitator.hear(session.id, said("undo")).version == 0


def test_what_is_said_together_with_undo_is_refused_aloud(facilitator: Facilitator) -> None:
    session = facilitator.hear(facilitator.start().id, said(BOT))
    session = facilitator.hear(session.id, said("undo\nname Desk"))
    assert session.model == ThreatModel()
    reply = session.turns[-1].reply
    assert reply is not None
    assert [refusal.edit for refusal in reply.refused] == [DescribeSystem(name="Desk", description="undo\nname Desk")]
    assert "together with undo" in reply.refused[0].reason


@pytest.mark.parametrize(
    ("order", "problem"),
    [("breaks", "The analyst could not do this step"), ("crashes", "Something went wrong inside (KeyError)")],
)
def test_a_turn_that_fails_says_so_and_the_session_goes_on(
    facilitator: Facilitator, order: str, problem: str, caplog: pytest.LogCaptureFixture
) -> None:
    session = facilitator.hear(facilitator.start().id, said(BOT))
    session = facilitator.hear(session.id, said(f"{order} canary"))
    assert session.turns[-1].status is TurnStatus.FAILED
    assert session.turns[-1].problem.startswith(problem)
    assert "canary" not in session.turns[-1].problem + caplog.text
    assert "Your model is unchanged" in session.turns[-1].problem
    session = facilitator.hear(session.id, said("fact sends_money yes"))
    assert (session.version, len(session.model.threats)) == (2, 2)


def test_proposals_that_nothing_stands_behind_are_dropped_and_counted(facilitator: Facilitator) -> None:
    session = facilitator.hear(facilitator.start().id, said(f"{BOT}\nname invents"))
    assert titles(session) == ["What comes of reads_mail"]
    assert "2 proposed threats were left out: 1 because the catalog has no such threat" in last(session)


def test_hidden_characters_are_removed_and_reported(facilitator: Facilitator) -> None:
    session = facilitator.hear(facilitator.start().id, said("name Help\u200bdesk\u202e"))
    assert session.turns[0].said.text == "name Helpdesk"
    assert "2 hidden characters were removed" in last(session)


def test_hidden_characters_in_a_table_are_removed_too(facilitator: Facilitator) -> None:
    part = Component(id="C-1", name="Bot\u200b", kind=ComponentKind.AGENT)
    session = facilitator.hear(facilitator.start().id, said(edits=(PutComponent(component=part),)))
    assert session.model.components[0].name == "Bot"


@pytest.mark.parametrize(
    ("turn", "problem"),
    [
        ({"text": "x" * 200_001}, "200,000"),
        ({"text": " \u200b "}, "nothing to read"),
        ({"reason": "x" * 300, "text": "x" * 199_900}, "more than 200,000 characters"),
        ({"edits": (DescribeSystem(name="x"),) * 2_001}, "at most 2,000 edits"),
        (
            {"edits": (PutComponent(component=Component(id="C-1", name="\u200b", kind=ComponentKind.AGENT)),)},
            "name has",
        ),
    ],
)
def test_what_cannot_be_used_is_refused_before_it_is_accepted(
    facilitator: Facilitator, turn: dict[str, object], problem: str
) -> None:
    session = facilitator.start()
    with pytest.raises(InputError, match=problem):
        facilitator.submit(session.id, Said.model_validate({"key": next(_keys), **turn}))
    assert facilitator.open(session.id).turns == ()


def test_an_unknown_session_is_not_found_anywhere(facilitator: Facilitator) -> None:
    unknown = "a-session-nobody-has"
    calls = (
        lambda: facilitator.open(unknown), lambda: facilitator.submit(unknown, said("hi")),
        lambda: facilitator.work(unknown, 1), lambda: facilitator.undo(unknown), lambda: facilitator.redo(unknown),
        lambda: facilitator.history(unknown), lambda: facilitator.at(unknown, 0),
        lambda: facilitator.compare(unknown, 0, 0),
    )  # fmt: skip
    for call in calls:
        with pytest.raises(SessionNotFound, match="No session has this address"):
            call()


def test_a_turn_that_was_never_accepted_is_not_found(facilitator: Facilitator) -> None:
    with pytest.raises(SessionNotFound, match="no turn 7"):
        facilitator.work(facilitator.start().id, 7)


def test_two_versions_can_be_compared(facilitator: Facilitator) -> None:
    session = facilitator.hear(facilitator.start().id, said(BOT))
    session = facilitator.hear(session.id, said("fact sends_money yes"))
    comparison = facilitator.compare(session.id, 1, 2)
    assert [line.id for line in comparison.of(Subject.THREAT, How.ADDED)] == ["T-002"]
    assert [line.text for line in comparison.of(Subject.FACT)] == ["sends_money: yes"]


def test_a_model_can_be_brought_in_as_a_new_session(facilitator: Facilitator) -> None:
    part = Component(id="C-1", name="Bot", kind=ComponentKind.AGENT)
    ann = facilitator.as_(Principal.signed_in("https://accounts.example", "u-1", "Ann"))
    session = ann.import_model(ThreatModel(components=(part,), issued={"C": 1}))
    assert (session.version, session.model.components, session.can_undo) == (0, (part,), False)
    assert session.question is not None
    assert facilitator.history(session.id)[0].author == "Ann"


def test_a_model_too_large_to_work_with_is_refused(facilitator: Facilitator) -> None:
    parts = tuple(Component(id=f"C-{number}", name="Bot", kind=ComponentKind.AGENT) for number in range(2_001))
    with pytest.raises(InputError, match=r"at most 2,000 parts and flows, this one has 2,001"):
        facilitator.import_model(ThreatModel(components=parts))


def test_an_answer_to_a_question_that_no_longer_waits_is_still_taken(facilitator: Facilitator) -> None:
    session = facilitator.hear(facilitator.start().id, said(BOT))
    facilitator.hear(session.id, said("fact sends_money yes"))
    session = facilitator.undo(session.id)
    session = facilitator.hear(session.id, said(question="keeps_logs", chosen=("yes",)))
    assert session.model.value_of("keeps_logs") is True
    assert "no longer the one that waits; your answer to it was taken" in last(session)


def test_an_answer_to_a_question_that_is_settled_changes_nothing(facilitator: Facilitator) -> None:
    session = facilitator.hear(facilitator.start().id, said(BOT))
    session = facilitator.hear(session.id, said(question="sends_money", chosen=("yes",)))
    version = session.version
    session = facilitator.hear(session.id, said(question="sends_money", chosen=("no",)))
    assert (session.version, session.model.value_of("sends_money")) == (version, True)
    assert "was already settled, so nothing changed" in last(session)


def test_recent_sessions_are_listed_with_their_names(facilitator: Facilitator) -> None:
    first, second = facilitator.start(), facilitator.start()
    facilitator.hear(first.id, said(BOT))
    lines = facilitator.sessions()
    assert [(line.id, line.name, line.version, line.threats) for line in lines] == [
        (first.id, "Helpdesk", 1, 1),
    ]
    assert facilitator.open(second.id).version == 0


def test_a_turn_that_takes_too_long_is_ended_within_its_deadline(
    tmp_path: Path, store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurry, waited = threading.Event(), list[str]()
    monkeypatch.setattr(tests.agent.scripted, "HURRY", hurry)
    monkeypatch.setattr(tests.agent.scripted, "WAITED", waited)
    facilitator = scripted(tmp_path, database_url=store_url, turn_deadline_seconds=1)
    session = facilitator.start()
    session = facilitator.hear(session.id, said("waits 60"))
    assert waited == [], "it is ended, not waited for"
    hurry.set()
    assert session.turns[0].problem.startswith("This took longer than 1 s and was stopped.")
    session = facilitator.hear(session.id, said(BOT))
    assert (session.version, session.turns[1].status) == (1, TurnStatus.DONE)
    facilitator.close()


@pytest.mark.parametrize("order", ["spins", "spins on"], ids=["it is told once", "it is told twice"])
def test_a_turn_that_only_computes_is_ended_and_frees_the_processor(tmp_path: Path, store_url: str, order: str) -> None:
    facilitator = scripted(tmp_path, database_url=store_url, turn_deadline_seconds=1)
    session = facilitator.start()
    session = facilitator.hear(session.id, said(order))
    assert session.turns[0].problem.startswith("This took longer than 1 s and was stopped.")
    until(lambda: not tests.agent.scripted.SPINNING.is_set())
    session = facilitator.hear(session.id, said(BOT))
    assert (session.version, session.turns[1].status) == (1, TurnStatus.DONE)
    facilitator.close()


def test_no_turn_fails_because_it_has_to_wait_for_a_thread(
    tmp_path: Path, store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tests.agent.scripted, "HURRY", threading.Event())
    facilitator = scripted(tmp_path, database_url=store_url, turn_deadline_seconds=1)
    monkeypatch.setattr(facilitator._worker, "_threads", ThreadPoolExecutor(1))
    sessions = [facilitator.start().id for _ in range(4)]
    with ThreadPoolExecutor(4) as callers:
        done = list(callers.map(lambda one: facilitator.hear(one, said(f"waits 0.5\n{BOT}")), sessions))
    assert [one.turns[0].status for one in done] == [TurnStatus.DONE] * 4, "together they waited for longer than 1 s"
    facilitator.close()


def test_a_turn_whose_watcher_leaves_is_kept_and_goes_on_later(facilitator: Facilitator) -> None:
    class Left(BaseException):
        """As a page is left while a turn is at work."""

    def leave(_step: Progress) -> None:
        raise Left

    session = facilitator.start()
    number = facilitator.submit(session.id, said(BOT))
    with pytest.raises(Left):
        facilitator.work(session.id, number, leave)
    session = facilitator.work(session.id, number)
    assert (session.version, session.turns[0].status, len(session.turns)) == (1, TurnStatus.DONE, 1)


def test_closing_stops_between_two_steps_and_the_turn_goes_on_at_the_next_start(tmp_path: Path, store_url: str) -> None:
    analyst = ScriptedAnalyst(small_catalog())
    facilitator = scripted(tmp_path, analyst=analyst, database_url=store_url)
    session = facilitator.start()
    number = facilitator.submit(session.id, said(f"waits 0.3\n{BOT}"))

    problems: list[BaseException] = []

    def work() -> None:
        try:
            facilitator.work(session.id, number)
        except SessionBusy as problem:
            problems.append(problem)

    worker = threading.Thread(target=work)
    worker.start()
    until(lambda: analyst.read_turns)
    facilitator.close()
    worker.join(timeout=60)
    assert "answered at the next start" in str(problems[0])
    again = scripted(tmp_path, database_url=store_url)
    assert again.open(session.id).turns[0].status is TurnStatus.ACCEPTED
    assert again.resume() == 1
    assert again.open(session.id).version == 1
    again.close()


def test_a_turn_that_comes_after_the_look_at_what_was_left_behind_is_left_to_its_own_page(tmp_path: Path) -> None:
    facilitator = scripted(tmp_path)
    session = facilitator.start()
    left = facilitator.left_behind()
    number = facilitator.submit(session.id, said(BOT))
    assert facilitator.resume(left) == 0
    assert facilitator.left_behind() == ((session.id, number),)
    assert facilitator.resume() == 1
    assert facilitator.left_behind() == ()
    facilitator.close()


def test_the_time_of_a_turn_comes_from_the_clock(tmp_path: Path) -> None:
    facilitator = scripted(tmp_path, clock=lambda: NOON)
    session = facilitator.hear(facilitator.start().id, said(BOT))
    assert (session.created, session.turns[0].at, facilitator.history(session.id)[1].at) == (NOON, NOON, NOON)
    facilitator.close()


def test_a_system_without_parts_and_facts_is_not_drafted(facilitator: Facilitator) -> None:
    session = facilitator.hear(facilitator.start().id, said("name Helpdesk"))
    assert session.model.drafted is None
    assert session.model.system == SystemProfile(name="Helpdesk", description="name Helpdesk")
