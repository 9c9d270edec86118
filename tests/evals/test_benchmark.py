"""The measures measure what they say; the figures themselves are never tested."""

import json
from pathlib import Path

import pytest

from evals.__main__ import main
from evals.benchmark import crowd, endpoint
from evals.benchmark.crowd import one_session
from evals.benchmark.figure import Figure
from evals.benchmark.machine import held_megabytes, machine, peak_megabytes
from evals.benchmark.scaling import system_of
from evals.benchmark.turns import conversation
from evals.case_runs.persona import Persona
from evals.commands import benchmark
from tests.agent.scripted import scripted
from tests.evals.made import content
from tests.stub_endpoint import Stub, good

ORDERS = str(content()["description"])


@pytest.mark.parametrize(
    ("value", "most", "state"), [(1.0, 2.0, "met"), (3.0, 2.0, "MISSED"), (None, 2.0, "skipped"), (1.0, None, "")]
)
def test_a_figure_says_whether_its_bar_is_met(value: float | None, most: float | None, state: str) -> None:
    assert Figure(name="x", value=value, most=most).state == state


def test_the_machine_is_described() -> None:
    facts = machine()
    assert {"date", "processor", "python", "langgraph", "streamlit"} <= set(facts)
    assert peak_megabytes() >= held_megabytes() > 10


def test_a_system_of_any_size_is_whole() -> None:
    model = system_of(25)
    assert (len(model.components), len(model.flows)) == (25, 12)
    assert model.next_id("C") == "C-26"


def test_a_conversation_is_timed_turn_by_turn_until_the_draft(tmp_path: Path) -> None:
    facilitator = scripted(tmp_path)
    took = conversation(facilitator, ORDERS, Persona({"tools": "fact sends_money yes", "users": "fact keeps_logs no"}))
    assert len(took) == 4
    assert all(seconds > 0 for seconds in took)


def test_the_turns_of_a_session_are_read_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowd, "TURNS", 4)
    lot = one_session(scripted(tmp_path), ORDERS, Persona({}))
    assert (len(lot.seconds), lot.lost, lot.doubled, lot.failed, lot.refused) == (4, 0, 0, 0, 0)


def test_a_measure_that_breaks_is_named_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from evals.benchmark import search, turns

    def broken() -> tuple[Figure, ...]:
        raise RuntimeError("no such thing")

    monkeypatch.setattr(turns, "turns", broken)
    monkeypatch.setattr(search, "search", lambda: (Figure(name="found", value=1.5, unit="ms", most=2),))
    out = tmp_path / "out.json"
    assert main(["benchmark", "--only", "turns", "--only", "search", "--json", str(out)]) == 5
    written = json.loads(out.read_text(encoding="utf-8"))
    assert written["broken"] == ["turns"]
    assert written["figures"][0]["state"] == "met"
    told = capsys.readouterr()
    assert "no such thing" in told.err
    assert "1.5 ms" in told.out


def test_the_language_models_part_is_measured_against_the_endpoint_that_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint, "CALLS", 3)
    with Stub(good) as stub:
        monkeypatch.setenv("THREATPARLEY_BASE_URL", stub.url)
        monkeypatch.setenv("THREATPARLEY_MODEL", "stub")
        figures = {figure.name: figure for figure in endpoint.endpoint()}
        requests = len(stub.requests)
    own, whole, draft, calls, tokens, largest = (figures[name].value or 0 for name in endpoint.NAMES)
    assert calls == requests - 3 >= 3, "read, draft and mitigate at least"
    assert 500 < largest <= endpoint.BARS[5]
    assert largest * 2 < tokens < largest * calls * 2
    assert f"the endpoint counts {calls * 1020:,.0f}" in figures[endpoint.NAMES[4]].note
    assert own > 0
    assert 0 < whole < draft * 1000
    assert "12 components" in figures[endpoint.NAMES[2]].note


def test_without_an_endpoint_its_measures_are_skipped_and_say_what_to_set() -> None:
    first, *rest = endpoint.endpoint()
    assert "set THREATPARLEY_BASE_URL" in first.note
    assert {figure.state for figure in (first, *rest)} == {"skipped"}


def test_every_measure_can_be_found() -> None:
    for name in benchmark.MEASURES:
        module = __import__(f"evals.benchmark.{name}", fromlist=[name])
        assert callable(getattr(module, name))
