"""A language model is measured as the rules are: the same table, what it costs, and what it adds case by case."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from evals.__main__ import main
from evals.case import Case
from evals.case_runs import analysts, results
from evals.case_runs.analysts import LLM, RULES, desk_of, subject
from evals.case_runs.case_runner import REPEATED
from evals.case_runs.modes import Way, hold
from evals.case_runs.persona import Persona
from evals.case_runs.pool import Pool, Task
from evals.case_runs.transcript import Transcript
from evals.commands import cases as command
from evals.llm.llm_usage import Spent, total
from tests.evals.made import HELPDESK, case, content, write
from tests.stub_endpoint import Stub, good
from tests.stub_endpoint.behaviours import error


class OneDesk:
    """Does the tasks in this very process, so that tests need no other."""

    def __init__(self, size: int, folder: Path, analyst: str, timeout: float) -> None:
        self.size, self._folder, self._open = size, folder / "worker", desk_of(analyst)
        self._folder.mkdir(exist_ok=True)

    def start(self) -> None:
        pass

    def perform(self, task: Task) -> Transcript:
        return self._open(self._folder).perform(task.case, task.job)

    def close(self) -> None:
        analysts._library.cache_clear()


@pytest.fixture
def helpdesk() -> Case:
    return case("helpdesk", **HELPDESK)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "cases", content("helpdesk", **HELPDESK))


@contextmanager
def endpoint(patch: pytest.MonkeyPatch, up: bool = True) -> Iterator[Stub]:
    """The scripted endpoint, named by the settings; one that is down has just been closed."""
    with Stub(good) as stub:
        patch.setenv("THREATPARLEY_BASE_URL", stub.url)
        patch.setenv("THREATPARLEY_MODEL", "stub")
        patch.setenv("THREATPARLEY_PROMPT_PRICE", "1")
        if up:
            yield stub
    if not up:
        yield stub


def run(folder: Path, out: Path, *more: str) -> tuple[int, dict[str, Any]]:
    code = main(["--cases", str(folder), "--json", str(out), "--quiet", "--plain", "--jobs", "1", *more])
    return code, json.loads(out.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("settings", "words"),
    [({}, "set THREATPARLEY_BASE_URL"), ({"MODEL": "m", "BASE_URL": "http://x/v1", "OFFLINE": "1"}, "offline is on")],
)
def test_without_a_model_it_is_told_what_to_set(
    settings: dict[str, str], words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(f"THREATPARLEY_{name}", value)
    assert main(["--analyst", "llm", "--quick"]) == 2
    assert words in capsys.readouterr().err


def test_no_model_makes_the_baseline(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--analyst", "llm", "--keep-baseline"]) == 2
    assert "the baseline is the rules'" in capsys.readouterr().err


def test_an_analyst_of_no_known_kind_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--analyst", "oracle"])
    assert "expected rules, llm or MODULE:FUNCTION" in capsys.readouterr().err


def test_a_model_is_measured_in_worker_processes_beside_the_rules(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "Pool", lambda *given: (Pool if given[2] == LLM else OneDesk)(*given))
    with endpoint(monkeypatch) as stub:
        code, result = run(folder, tmp_path / "out.json", "--analyst", "llm", "--mode", "description")
        requests = len(stub.requests)
    assert code == 0
    spent = Spent.model_validate(result["spent"]["description"])
    assert (spent.calls, spent.requests, spent.turns, spent.by_rules) == (requests, requests, 1, 0)
    assert (spent.prompt, spent.cached, spent.output) == (900 * requests, 512 * requests, 120 * requests)
    assert result["summary"]["description"]["calls"]["mean"] == requests >= 3
    assert result["analyst"]["model"] == "stub"
    assert result["less_the_rules"]["description"]["must_recall@10"]["n"] == 1
    told = capsys.readouterr().out
    for words in ("must recall @10", f"{requests} calls", "price about 0.0", "less the rules", "in 0 of 1 turns"):
        assert words in told
    assert main(["compare", str(tmp_path / "out.rules.json"), str(tmp_path / "out.json")]) == 0


def test_with_the_endpoint_down_every_draft_is_the_rules_to_the_letter_and_that_is_said(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "Pool", OneDesk)
    with endpoint(monkeypatch, up=False):
        modes = ("--mode", "description", "--mode", "interview")
        code, result = run(folder, tmp_path / "out.json", "--analyst", "llm", *modes)
    assert code == 0
    assert result["drafts_equal_to_the_rules"] == {"equal": 2, "of": 2}
    rules = json.loads((tmp_path / "out.rules.json").read_text(encoding="utf-8"))
    for mode, row in result["cases"]["helpdesk"].items():
        assert row["draft"] == rules["cases"]["helpdesk"][mode]["draft"]
        spent = Spent.model_validate(result["spent"][mode])
        assert (spent.by_rules, spent.calls, spent.tokens) == (spent.turns, 0, 0)
    told = capsys.readouterr().out
    turns = sum(spent["turns"] for spent in result["spent"].values())
    assert f"went on by the rules in {turns} of {turns} turns" in told
    assert "cannot be reached" in told
    assert "description: no change in any figure" in told
    assert "2 of 2 drafts are to the letter those of the rules" in told


def test_a_killed_run_pays_no_answer_twice(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "Pool", OneDesk)
    close = results.Results.close
    more = ("--analyst", "llm", "--mode", "description")
    with endpoint(monkeypatch) as stub:
        monkeypatch.setattr(results.Results, "close", lambda self, finished: close(self, False))
        _, first = run(folder, tmp_path / "out.json", *more)
        paid = len(stub.requests)
        monkeypatch.setattr(results.Results, "close", close)
        _, second = run(folder, tmp_path / "out.json", *more)
        assert len(stub.requests) == paid
        assert first == second
        assert not list(tmp_path.glob("*.partial.*"))


def test_results_of_another_model_place_prompt_or_analyst_are_not_taken_for_these(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("THREATPARLEY_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("THREATPARLEY_MODEL", "one")
    keys = {subject(RULES).key, subject(LLM).key}
    with monkeypatch.context() as patch:
        patch.setattr("agent.prompts.version", lambda task: "another")
        keys.add(subject(LLM).key)
    for name, value in (("MODEL", "two"), ("BASE_URL", "http://127.0.0.1:8/v1"), ("TEMPERATURE", "0.5")):
        monkeypatch.setenv(f"THREATPARLEY_{name}", value)
        keys.add(subject(LLM).key)
    assert len(keys) == 6


def test_every_job_is_paid_as_if_it_were_alone(helpdesk: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with endpoint(monkeypatch):
        make = desk_of(LLM)
        first, second = (make(tmp_path / "worker").perform(helpdesk, REPEATED).spent for _ in range(2))
    assert first == second
    assert first.calls >= 3


def test_an_endpoint_that_fails_now_and_then_is_counted_not_fatal(
    helpdesk: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with endpoint(monkeypatch) as stub:
        stub.script = lambda asked: error(401) if asked.task == "mitigate" else good(asked)
        made = desk_of(LLM)(tmp_path / "worker").perform(helpdesk, "description")
    assert made.draft
    assert (made.spent.turns, made.spent.by_rules) == (1, 1)
    assert any("key" in reason for reason in made.spent.reasons)
    assert made.spent.calls > 0


def test_what_is_counted_is_what_the_conversations_own_account_says(
    helpdesk: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with endpoint(monkeypatch):
        desk = desk_of(LLM)(tmp_path / "worker")
        talk = hold(desk.facilitator, helpdesk, Way.INTERVIEW, Persona(helpdesk.facts))
        account = desk.facilitator.account(talk.session)
    assert account is not None
    assert desk.book is not None
    (use,), spent = account.uses, desk.book.so_far()
    assert (use.calls, use.prompt, use.cached, use.output) == (spent.calls, spent.prompt, spent.cached, spent.output)
    assert use.price == pytest.approx(spent.price)
    assert spent.turns > 1


def test_a_limit_that_is_set_is_no_failure_of_the_endpoint(
    helpdesk: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THREATPARLEY_CALLS_PER_TURN", "2")
    with endpoint(monkeypatch):
        spent = desk_of(LLM)(tmp_path / "worker").perform(helpdesk, "description").spent
    assert (spent.by_rules, spent.limited, spent.requests) == (0, 1, 2)
    assert spent.by_rules_line().endswith("a limit that is set was reached in 1")


def test_what_turns_came_to_adds_up() -> None:
    one = Spent(turns=1, by_rules=1, requests=3, calls=2, prompt=10, output=5, estimated=True, reasons={"slow": 1})
    both = total([one, one, Spent(turns=1)])
    assert (both.turns, both.by_rules, both.requests, both.tokens, both.reasons) == (3, 2, 6, 30, {"slow": 2})
    assert both.by_rules_line() == "went on by the rules in 2 of 3 turns: 2 x slow"
    assert "about 20 sent" in both.line()
    assert Spent().line() == "no language model was asked"
