"""Turns in processes: the same results, exactly once, whatever becomes of a process, and none is left behind."""

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from agent.assembly import assemble
from agent.domain.changes.edits import DescribeSystem
from agent.domain.sessions.principal import Principal
from agent.domain.sessions.session import Said, Session, TurnStatus
from agent.errors import SessionBusy, SessionNotFound
from agent.facilitator import Facilitator
from agent.graph.state import Progress
from agent.settings import Settings
from agent.turn_processes import Template, turn_worker
from tests.agent.turn_processes.gated_template import COMPUTES, HOLDS, WAITS
from tests.agent.turn_processes.place import Place, gone, is_there, place
from tests.ready import READY
from tests.stub_endpoint import Stub
from tests.stub_endpoint.behaviours import hang
from tests.waiting import until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux alone")

TEXT = (
    "Our assistant answers customers by chat. It uses a language model of a cloud provider, finds articles in a vector "
    "database and calls tools to refund orders. A person approves each refund above 100 dollars."
)


def said(text: str, number: int = 1) -> Said:
    return Said(text=text, key=f"turn-{number:05d}")


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with place(tmp_path_factory.mktemp("processes")) as made:
        made.facilitator.warm_up()
        yield made


@pytest.fixture(autouse=True)
def _nothing_at_the_gate(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "here" in request.fixturenames:
        gate = request.getfixturevalue("here").gate
        for one in gate.iterdir():
            one.unlink()


def conversation(facilitator: Facilitator, seen: list[Progress]) -> Session:
    session = facilitator.hear(facilitator.start().id, said(TEXT), seen.append)
    for number in range(2, 5):
        assert session.question is not None
        words = Said(text="Yes.", question=session.question.id, key=f"turn-{number:05d}")
        session = facilitator.hear(session.id, words, seen.append)
    return session


def without_times(session: Session) -> str:
    written = session.model_copy(update={"id": ""}).model_dump_json()
    return re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)", "then", written)


def test_models_replies_and_steps_are_the_same_as_in_threads(here: Place, tmp_path: Path) -> None:
    threads = assemble(Settings(data_dir=READY.laid_into(tmp_path / "data"), offline=True))
    own: list[Progress] = []
    theirs: list[Progress] = []
    expected, found = conversation(threads, own), conversation(here.facilitator, theirs)
    threads.close()
    assert without_times(found) == without_times(expected)
    assert theirs == own
    assert here.facilitator.at(found.id, found.version) == found.model


def test_what_a_process_counts_is_counted_here(here: Place) -> None:
    before = here.facilitator.pulse.counts["turns", "done"]
    session = here.facilitator.hear(here.facilitator.start().id, said(TEXT))
    assert session.turns[0].status is TurnStatus.DONE
    until(lambda: here.facilitator.pulse.counts["turns", "done"] == before + 1)
    assert here.facilitator.health()["processes"] == {"well": True, "at_work": 2, "replaced": 0}


def test_a_turn_whose_process_is_killed_is_taken_up_by_another_and_ends_once(here: Place) -> None:
    facilitator, session = here.facilitator, here.facilitator.start().id
    number = facilitator.submit(session, said(f"{TEXT} The {WAITS}."))
    with ThreadPoolExecutor() as pool:
        work = pool.submit(facilitator.work, session, number)
        here.kill(killed := here.arrived())
        until(lambda: here.arrived() != killed)
        here.open()
        after = work.result()
    assert [turn.status for turn in after.turns] == [TurnStatus.DONE]
    assert after.version == 1
    assert facilitator.pulse.counts["replaced", ""] >= 1
    until(lambda: len(here.crew.processes) == 2)
    assert killed not in here.crew.processes


def test_a_turn_that_kills_each_process_is_given_up(here: Place) -> None:
    facilitator, session = here.facilitator, here.facilitator.start().id
    number = facilitator.submit(session, said(f"{TEXT} The {WAITS}."))
    with ThreadPoolExecutor() as pool:
        work = pool.submit(facilitator.work, session, number)
        while not work.done():
            for one in here._at_gate():
                here.kill(one)
        after = work.result()
    assert after.turns[0].status is TurnStatus.FAILED
    assert "could not be finished in 5 tries" in (after.turns[0].problem or "")


def test_turns_of_one_session_are_done_in_their_order(here: Place) -> None:
    facilitator, session = here.facilitator, here.facilitator.start().id
    named = [Said(edits=(DescribeSystem(name=f"Zebra {one}"),), key=f"turn-0000{one}") for one in range(3)]
    numbers = [facilitator.submit(session, one) for one in named]
    with ThreadPoolExecutor() as pool:
        done = list(pool.map(partial(facilitator.work, session), reversed(numbers)))
    assert all(one.turns for one in done)
    after = facilitator.open(session)
    assert {turn.status for turn in after.turns} == {TurnStatus.DONE}
    assert [line.turn for line in facilitator.history(session)] == [None, *numbers]


def test_a_template_that_is_killed_is_replaced_with_all_its_processes(here: Place) -> None:
    template, processes = here.template, here.crew.processes
    here.kill(template)
    until(gone(template, *processes))
    session = here.facilitator.hear(here.facilitator.start().id, said(TEXT))
    assert session.turns[0].status is TurnStatus.DONE
    assert here.template != template


def test_who_may_not_see_a_model_has_no_turn_of_it_worked_on(tmp_path: Path) -> None:
    secret = "s" * 40
    with place(tmp_path, 1, trusted_proxies="127.0.0.1", trusted_proxy_secret=secret) as made:
        ada, bob = (
            made.facilitator.as_(Principal.signed_in("https://sign-in.example", name, name)) for name in ("ada", "bob")
        )
        session = ada.start().id
        number = ada.submit(session, said(TEXT))
        with pytest.raises(SessionNotFound):
            bob.work(session, number)
        assert ada.work(session, number).turns[0].status is TurnStatus.DONE


@pytest.mark.parametrize("words", [COMPUTES, HOLDS])
def test_a_turn_beyond_its_time_is_ended_with_its_process_and_told(
    words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turn_worker, "_GRACE", 3.0)
    with place(tmp_path, turn_deadline_seconds=1.0) as made:
        session = made.facilitator.start().id
        number = made.facilitator.submit(session, said(f"The {words}."))
        with ThreadPoolExecutor() as pool:
            work = pool.submit(made.facilitator.work, session, number)
            process = made.arrived()
            after = work.result()
        assert after.turns[0].status is TurnStatus.FAILED
        assert "This took longer than 1 s and was stopped." in (after.turns[0].problem or "")
        until(gone(process))
        until(lambda: process not in made.crew.processes)
        assert made.facilitator.pulse.counts["turns", "failed"] == 1


def test_the_language_models_part_is_stopped_where_it_is_at_work(tmp_path: Path) -> None:
    with (
        Stub(lambda _: hang()) as stub,
        place(tmp_path, 1, model="stub", base_url=stub.url, turn_deadline_seconds=3600) as made,
    ):
        session = made.facilitator.start().id
        number = made.facilitator.submit(session, said(TEXT))
        assert not made.facilitator.can_stop(session, number)
        with ThreadPoolExecutor() as pool:
            work = pool.submit(made.facilitator.work, session, number, lambda _: None)
            until(lambda: stub.requests)
            assert made.facilitator.can_stop(session, number)
            assert made.facilitator.stop(session, number)
            assert not made.facilitator.can_stop(session, number)
            after = work.result()
        assert after.turns[0].status is TurnStatus.DONE
        assert after.turns[0].reply is not None
        assert "stub was stopped" in after.turns[0].reply.text


def test_closing_leaves_no_process_and_what_is_under_way_is_answered_at_the_next_start(tmp_path: Path) -> None:
    with place(tmp_path) as made:
        made.facilitator.warm_up()
        processes = (made.template, *made.crew.processes)
        assert all(map(is_there, processes))
        session = made.facilitator.start().id
        number = made.facilitator.submit(session, said(f"{TEXT} The {WAITS}."))
        with ThreadPoolExecutor() as pool:
            work = pool.submit(made.facilitator.work, session, number)
            made.arrived()
            made.facilitator.close()
            with pytest.raises(SessionBusy, match="closing"):
                work.result()
        assert gone(*processes)()
    later = assemble(Settings(data_dir=tmp_path / "data", offline=True))
    assert later.resume() == 1
    assert later.open(session).turns[0].status is TurnStatus.DONE
    later.close()


KILLED = """
import sys, time
from pathlib import Path
from agent.assembly import assemble
from agent.settings import Settings
facilitator = assemble(Settings(data_dir=Path(sys.argv[1]), offline=True), 2)
facilitator.warm_up()
crew = facilitator._worker._crew
print(crew._template.process, *crew.processes, flush=True)
sys.stdin.read()
"""


def test_no_process_outlives_a_program_that_is_killed(tmp_path: Path) -> None:
    data = READY.laid_into(tmp_path / "data")
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(data)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout is not None
        processes = tuple(map(int, program.stdout.readline().split()))
        assert len(processes) == 3
        program.kill()
    until(gone(*processes))


def test_where_no_process_can_be_begun_threads_do_the_turns(tmp_path: Path) -> None:
    with place(tmp_path) as made:
        script = tmp_path / "ends.py"
        script.write_text("raise SystemExit(1)\n")
        made.crew._make = lambda: Template(Settings(data_dir=tmp_path), "", script)
        session = made.facilitator.hear(made.facilitator.start().id, said(TEXT))
        assert session.turns[0].status is TurnStatus.DONE
        assert made.crew.off
        assert made.crew.processes == ()


def test_the_words_of_removed_models_are_let_go_of_in_every_process(here: Place) -> None:
    heard: list[object] = []
    usual = here.crew.tell_all
    here.crew.tell_all = heard.append  # type: ignore[method-assign, assignment]
    try:
        session = here.facilitator.hear(here.facilitator.start().id, said(TEXT))
        here.facilitator.purge(session.id)
    finally:
        here.crew.tell_all = usual  # type: ignore[method-assign]
    assert [type(one).__name__ for one in heard] == ["LetGo"]


def test_a_killed_process_costs_no_turn_on_either_store(store_url: str, tmp_path: Path) -> None:
    with place(tmp_path / "there", database_url=store_url) as made:
        session = made.facilitator.start().id
        number = made.facilitator.submit(session, said(f"{TEXT} The {WAITS}."))
        opened = threading.Event()
        with ThreadPoolExecutor() as pool:
            work = pool.submit(made.facilitator.work, session, number)
            made.kill(made.arrived())
            made.arrived()
            made.open()
            opened.set()
            after = work.result()
        assert [turn.status for turn in after.turns] == [TurnStatus.DONE]
        assert after.version == 1
