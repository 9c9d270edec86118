"""Several at once on one session: nothing is lost, nothing is doubled, nothing is mixed up."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import tests.agent.scripted
from agent.domain.sessions.session import Said, Session, TurnStatus
from agent.errors import SessionBusy
from agent.facilitator import Facilitator
from tests.agent.crashing import forked, hear_all
from tests.agent.scripted import ScriptedAnalyst, scripted, small_catalog
from tests.waiting import until


def part(name: str) -> Said:
    return Said(text=f"component agent {name}", key=f"key-{name:>6}")


def at_once(*works: Callable[[], object]) -> list[object]:
    """Start all together; gives what each came to."""
    gate = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        gate.wait(timeout=30)
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def check_whole(facilitator: Facilitator, session: Session, names: set[str]) -> None:
    """Every turn is there once and done, every part once, every version follows the one before."""
    assert sorted(turn.said.key for turn in session.turns) == sorted(part(name).key for name in names)
    assert [turn.number for turn in session.turns] == list(range(1, len(names) + 1))
    assert {turn.status for turn in session.turns} == {TurnStatus.DONE}
    assert sorted(one.name for one in session.model.components) == sorted(names)
    assert len({one.id for one in session.model.components}) == len(names)
    assert [line.version for line in facilitator.history(session.id)] == list(range(len(names) + 1))
    assert [line.turn for line in facilitator.history(session.id)][1:] == list(range(1, len(names) + 1))


def test_four_tabs_with_ten_turns_each_lose_and_double_nothing(tmp_path: Path, store_url: str) -> None:
    facilitator = scripted(tmp_path, database_url=store_url)
    session = facilitator.start().id

    def tab(number: int) -> None:
        for turn in range(10):
            facilitator.hear(session, part(f"{number}-{turn}"))

    at_once(*(lambda number=number: tab(number) for number in range(4)))
    names = {f"{number}-{turn}" for number in range(4) for turn in range(10)}
    check_whole(facilitator, facilitator.open(session), names)
    facilitator.close()


def test_two_processes_on_one_session_lose_and_double_nothing(tmp_path: Path, store_url: str) -> None:
    facilitator = scripted(tmp_path, database_url=store_url)
    session = facilitator.start().id
    shares = [[part(f"{number}-{turn}") for turn in range(8)] for number in range(2)]
    processes = [forked(hear_all, tmp_path, store_url, session, share) for share in shares]
    for process in processes:
        process.join(timeout=120)
    assert [process.exitcode for process in processes] == [0, 0]
    check_whole(
        facilitator, facilitator.open(session), {f"{number}-{turn}" for number in range(2) for turn in range(8)}
    )
    facilitator.close()


def test_a_double_click_is_heard_once_and_both_see_the_answer(tmp_path: Path, store_url: str) -> None:
    facilitator = scripted(tmp_path, database_url=store_url)
    session = facilitator.start().id
    seen = at_once(*[lambda: facilitator.hear(session, part("once"))] * 3)
    assert all(isinstance(one, Session) and one.version == 1 for one in seen)
    check_whole(facilitator, facilitator.open(session), {"once"})
    facilitator.close()


def test_a_second_tab_waits_and_then_sees_both_replies(tmp_path: Path) -> None:
    facilitator = scripted(tmp_path)
    session = facilitator.start().id
    slow = Said(text="waits 0.4\ncomponent agent slow", key="key-slow")
    first = facilitator.submit(session, slow)
    worker = threading.Thread(target=facilitator.work, args=(session, first))
    worker.start()
    after = facilitator.hear(session, part("quick"))
    worker.join(timeout=30)
    assert [turn.status for turn in after.turns] == [TurnStatus.DONE, TurnStatus.DONE]
    assert [one.name for one in after.model.components] == ["slow", "quick"]
    facilitator.close()


def test_who_waits_too_long_is_told_that_the_session_is_busy_and_nothing_is_lost(tmp_path: Path) -> None:
    facilitator = scripted(tmp_path)
    session = facilitator.start().id
    lease = facilitator._store.acquire_lease(session, "another worker", 30)
    assert lease is not None
    number = facilitator.submit(session, part("later"))
    with pytest.raises(SessionBusy, match=r"Nothing was lost"):
        facilitator._worker.work(session, number, lambda _: None, wait=0.1)
    assert facilitator.resume() == 0
    facilitator._store.release_lease(lease)
    check_whole(facilitator, facilitator.work(session, number), {"later"})
    facilitator.close()


def test_sessions_do_not_wait_for_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hurry = threading.Event()
    monkeypatch.setattr(tests.agent.scripted, "HURRY", hurry)
    facilitator = scripted(tmp_path)
    slow, quick = facilitator.start().id, facilitator.start().id
    number = facilitator.submit(slow, Said(text="waits 60\ncomponent agent slow", key="key-slow"))
    worker = threading.Thread(target=facilitator.work, args=(slow, number))
    worker.start()
    facilitator.hear(quick, part("quick"))
    assert facilitator.open(slow).turns[0].status is TurnStatus.ACCEPTED
    hurry.set()
    worker.join(timeout=30)
    facilitator.close()


def test_an_undo_pressed_during_a_turn_comes_after_it(tmp_path: Path) -> None:
    analyst = ScriptedAnalyst(small_catalog())
    facilitator = scripted(tmp_path, analyst=analyst)
    session = facilitator.start().id
    number = facilitator.submit(session, Said(text="waits 0.4\ncomponent agent slow", key="key-slow"))
    worker = threading.Thread(target=facilitator.work, args=(session, number))
    worker.start()
    until(lambda: analyst.read_turns)
    after = facilitator.undo(session)
    worker.join(timeout=30)
    assert (after.version, after.model.components) == (2, ())
    facilitator.close()
