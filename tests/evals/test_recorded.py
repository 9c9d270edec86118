"""Recorded answers stand in for a language model, and say so where they no longer fit."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from agent.errors import InputError
from agent.llm.calls import Answer, Call, Message, Patience, Usage
from agent.llm.errors import Kind, ModelError
from evals.__main__ import main
from evals.case_runs import analysts
from evals.llm.folder_client import FolderClient
from evals.llm.recorded_client import NotRecorded, RecordedClient, RecordingClient
from evals.llm.recording import (
    RECORDED,
    RecordedAnswer,
    Recording,
    digest_of_call,
    load_direct,
    load_recordings,
    recording_path,
    write_recording,
)
from evals.llm.request_folder import RequestFolder
from evals.other_tools.numbering import numbers_today
from knowledge.catalog import load_catalog
from tests.evals.made import HELPDESK, content, write

PATIENT = Patience(60.0)


class Scripted:
    """A model that says what it is told to, and fails at a task that it has no words for."""

    host, model = "here", "made-up"

    def __init__(self, **said: str) -> None:
        self._said = said

    def complete(self, call: Call, patience: Patience) -> Answer:
        if call.task not in self._said:
            raise ModelError(Kind.REFUSAL, self.host, self.model)
        return Answer(self._said[call.task], Usage(100, 20, 7))


def call(task: str, words: str = "Hello") -> Call:
    return Call(task, (Message("system", "Be good."), Message("user", words)))


def recorded(*answers: tuple[str, int, str, Any]) -> Recording:
    """A recording of answers by task, order and the words they answered."""
    made = (
        RecordedAnswer(task=task, order=order, prompt=digest_of_call(call(task, words)), answer=answer, sent=10)
        for task, order, words, answer in answers
    )
    return Recording(case="a-case", model="made-up", answers=tuple(made))


def simplest(schema: dict[str, Any]) -> Any:
    """The least that fits a schema: empty lists, empty strings, the first choice."""
    match schema["type"]:
        case "object":
            return {name: simplest(inner) for name, inner in schema["properties"].items()}
        case "array":
            return []
        case "string":
            return schema.get("enum", [""])[0]
    return {"integer": 0, "boolean": False}[schema["type"]]


@contextmanager
def answering(folder: Path, answer: Callable[[dict[str, Any]], str]) -> Iterator[list[dict[str, Any]]]:
    """Somebody who answers every request of the folder; gives the requests."""
    done, requests = threading.Event(), list[dict[str, Any]]()

    def work() -> None:
        while not done.wait(0.01):
            for path in sorted(folder.glob("*.request.json"))[len(requests) :]:
                requests.append(json.loads(path.read_text(encoding="utf-8")))
                path.with_name(path.name.replace("request", "answer")).write_text(answer(requests[-1]), "utf-8")

    worker = threading.Thread(target=work)
    worker.start()
    try:
        yield requests
    finally:
        done.set()
        worker.join()


@pytest.fixture
def cases(tmp_path: Path) -> Iterator[Path]:
    yield write(tmp_path / "cases", content("helpdesk", **HELPDESK))
    analysts._library.cache_clear()


def record(cases: Path, *more: str) -> int:
    base = cases.parent
    given = ("--folder", str(base / "asked"), "--model", "made-up", "--recorded", str(base / "recorded"))
    return main(["record", "helpdesk", *given, "--cases", str(cases), *more])


def replay(cases: Path, *more: str) -> int:
    return main(["recorded", "--cases", str(cases), "--recorded", str(cases.parent / "recorded"), *more])


def test_answers_come_by_task_and_order_and_older_prompts_are_noted() -> None:
    client = RecordedClient(
        recorded(("draft", 2, "b", "second"), ("read", 1, "c", {"facts": []}), ("draft", 1, "a", "first"))
    )
    assert client.complete(call("draft", "other words"), PATIENT).text == "first"
    assert json.loads(client.complete(call("read", "c"), PATIENT).text) == {"facts": []}
    assert client.complete(call("draft", "again others"), PATIENT).usage == Usage(10, 0, 0)
    assert client.older == ["draft 1", "draft 2"]
    assert (client.missing, client.unused) == ([], ())


def test_calls_in_another_order_get_the_answers_to_their_own_words() -> None:
    client = RecordedClient(recorded(("draft", 1, "a", "first"), ("draft", 2, "b", "second")))
    assert [client.complete(call("draft", words), PATIENT).text for words in "ba"] == ["second", "first"]
    assert client.older == []


def test_a_call_without_a_recorded_answer_is_an_error_that_says_what_to_do() -> None:
    client = RecordedClient(recorded(("draft", 1, "a", "first")))
    client.complete(call("draft", "a"), PATIENT)
    with pytest.raises(
        NotRecorded, match=r"^The recording of a-case by made-up has no answer number 2 to draft; .*record a-case"
    ):
        client.complete(call("draft", "a"), PATIENT)
    with pytest.raises(NotRecorded, match="number 1 to read"):
        client.complete(call("read"), PATIENT)
    assert client.missing == ["draft 2", "read 1"]


def test_whoever_listens_hears_the_answer_and_a_stop_is_heeded() -> None:
    client, heard = RecordedClient(recorded(("draft", 1, "a", "first"))), list[str]()
    stopped = Patience(60.0)
    stopped.stop.set()
    with pytest.raises(ModelError) as caught:
        client.complete(call("draft", "a"), stopped)
    assert caught.value.kind is Kind.STOPPED
    client.complete(call("draft", "a"), Patience(60.0, ear=lambda: heard.append))
    assert heard == ["first"]


def test_what_a_model_answers_is_kept_and_read_back(tmp_path: Path) -> None:
    client = RecordingClient(Scripted(read='{"facts": []}', draft='Well: {"a": 1, "a": 2}'))
    assert (client.host, client.model, client.recording("a-case")) == ("here", "made-up", None)
    for task in ("read", "draft", "read"):
        client.complete(call(task), PATIENT)
    with pytest.raises(ModelError):
        client.complete(call("reply"), PATIENT)
    made = client.recording("a-case")
    assert made is not None
    assert [(one.task, one.order, one.answer) for one in made.answers] == [
        ("read", 1, {"facts": []}), ("draft", 1, 'Well: {"a": 1, "a": 2}'), ("read", 2, {"facts": []})
    ]  # fmt: skip
    assert made.answers[0].usage == Usage(100, 20, 7)
    assert [line.partition(":")[0] for line in client.failed] == ["reply"]
    path = write_recording(tmp_path, made)
    assert path == recording_path(tmp_path, "a-case")
    assert load_recordings(tmp_path) == (made,)


@pytest.mark.parametrize(
    ("change", "words"),
    [(lambda told: told["answers"].append(told["answers"][0]), "draft 1 is there twice"),
     (lambda told: told.update(answers=[]), "answers"), (lambda told: told.update(case="b"), "name it b.json"),
     (lambda told: told.pop("model"), "model: Field required")],
)  # fmt: skip
def test_a_file_that_is_no_recording_is_refused(tmp_path: Path, change: Callable[[Any], None], words: str) -> None:
    path = write_recording(tmp_path, recorded(("draft", 1, "a", "first")))
    told = json.loads(path.read_text(encoding="utf-8"))
    change(told)
    path.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(InputError, match=words):
        load_recordings(tmp_path)


def test_direct_lists_are_read_and_other_forms_refused(tmp_path: Path) -> None:
    assert load_direct(tmp_path) == {}
    (tmp_path / "direct.yaml").write_text("a-case: [AML.T0051, LLM01]", encoding="utf-8")
    assert load_direct(tmp_path) == {"a-case": ("AML.T0051", "LLM01")}
    (tmp_path / "direct.yaml").write_text("a-case: AML.T0051", encoding="utf-8")
    with pytest.raises(InputError, match=r"direct\.yaml"):
        load_direct(tmp_path)


def test_a_call_that_was_answered_in_the_folder_before_is_not_asked_again(tmp_path: Path) -> None:
    client = FolderClient(RequestFolder(tmp_path, pause=0.01), "made-up")
    with answering(tmp_path, lambda request: json.dumps({"said": request["messages"][1]["content"]})) as requests:
        for words in ("one", "two", "one"):
            told = client.complete(call("draft", words), PATIENT)
            assert json.loads(told.text) == {"said": words}
            assert told.usage.estimated
    assert [request["messages"][1]["content"] for request in requests] == ["one", "two"]


def test_nobody_who_answers_in_time_or_a_stop_ends_the_call(tmp_path: Path) -> None:
    client = FolderClient(RequestFolder(tmp_path, pause=0.01), "made-up")
    with pytest.raises(ModelError) as caught:
        client.complete(call("draft"), Patience(0.02))
    assert caught.value.kind is Kind.TIMEOUT
    stopped = Patience(60.0)
    stopped.stop.set()
    with pytest.raises(ModelError) as caught:
        client.complete(call("draft"), stopped)
    assert caught.value.kind is Kind.STOPPED


def test_a_case_is_recorded_through_a_folder_and_drafted_again_from_it(
    cases: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = cases.parent
    with answering(base / "asked", lambda request: json.dumps(simplest(request["schema"]))) as requests:
        assert record(cases) == 0
    assert f"{len(requests)} answers of made-up are kept" in capsys.readouterr().out
    (made,) = load_recordings(base / "recorded")
    assert len(made.answers) == len(requests) > 1
    (base / "recorded" / "direct.yaml").write_text("helpdesk: [AML.T0041, LLM01]", encoding="utf-8")
    assert replay(cases, "--json", str(base / "out.json")) == 0
    told = capsys.readouterr()
    assert told.err == ""
    for words in ("rules", "model", "direct", "must recall @10", "impossible in main", "threats in main", "made-up"):
        assert words in told.out
    result = json.loads((base / "out.json").read_text(encoding="utf-8"))["cases"]["helpdesk"]
    figures = {mode: {name: one["value"] for name, one in row["scores"].items()} for mode, row in result.items()}
    assert figures["model"]["calls"] == len(requests)
    assert figures["model"]["tokens"] == sum(one.usage.total for one in made.answers)
    assert (figures["rules"]["calls"], figures["rules"]["tokens"]) == (0, 0)
    assert figures["direct"] == {"must_recall@10": 1, "must_recall@15": 1, "impossible_in_main": 1, "threats": 2,
                                 "threats_in_main": 2}  # fmt: skip
    assert 0 < figures["model"]["threats_in_main"] <= figures["model"]["threats"]

    kept = [one.model_copy(update={"prompt": "older"}) for one in made.answers if one.task != "draft"]
    write_recording(base / "recorded", made.model_copy(update={"answers": tuple(kept)}))
    assert replay(cases) == 5
    told = capsys.readouterr()
    assert "helpdesk: calls without a recorded answer, which the rules did: draft 1" in told.err
    assert f"helpdesk: recorded on an older prompt: {len(kept)} of {len(kept)}" in told.err


def test_without_a_recording_it_is_told_how_to_make_one(cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replay(cases) == 3
    told = capsys.readouterr().err
    assert "there is no recording yet" in told
    assert "python -m evals record CASE --model NAME --folder FOLDER" in told


def test_a_recording_of_no_case_is_named(cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_recording(cases.parent / "recorded", recorded(("draft", 1, "a", "first")))
    assert replay(cases) == 3
    assert "of these cases there is no recording" in capsys.readouterr().err


def test_nothing_is_kept_where_nobody_answered(cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert record(cases, "--wait", "0.01") == 5
    told = capsys.readouterr().err
    assert "not answered: " in told
    assert "nothing is kept" in told
    assert not (cases.parent / "recorded").exists()


def test_cases_that_nobody_reads_are_recorded_by_fresh_eyes_only(tmp_path: Path) -> None:
    write(tmp_path / "cases" / "more", content("helpdesk", **HELPDESK))
    assert record(tmp_path / "cases", "--wait", "0.01") == 3
    assert not (tmp_path / "asked").exists()


def test_a_number_goes_with_its_threat_when_the_catalog_has_changed() -> None:
    catalog = load_catalog()
    former, heir = next((former, heir) for former, heir in catalog.heirs.items() if heir)
    last = list(catalog.patterns)[-1]
    numbers = numbers_today({1: last, 2: former, 3: "never-heard-of"}, catalog)
    said = {"order": [{"n": 1, "why": "n"}, {"n": 3}, {"n": 9}], "own": [{"like": 2, "place": 1}]}
    recording = recorded(("draft", 1, "a", said), ("read", 1, "b", {"facts": [{"n": 1}]}))
    client = RecordedClient(recording, numbers)
    assert json.loads(client.complete(call("draft", "a"), PATIENT).text) == {
        "order": [{"n": len(catalog.patterns), "why": "n"}, {"n": 0}, {"n": 9}],
        "own": [{"like": list(catalog.patterns).index(heir or "") + 1, "place": 1}],
    }
    assert json.loads(client.complete(call("read", "b"), PATIENT).text) == {"facts": [{"n": 1}]}


def test_what_is_recorded_says_which_threats_its_numbers_name() -> None:
    client = RecordingClient(
        Scripted(draft='{"order": [{"n": 2}], "own": [{"like": 4}]}'), {1: "one", 2: "two", 3: "three"}
    )
    client.complete(call("draft"), PATIENT)
    made = client.recording("a-case")
    assert made is not None
    assert made.patterns == {2: "two"}


def test_every_packaged_recording_says_which_threats_its_numbers_name() -> None:
    for recording in load_recordings(RECORDED):
        assert recording.patterns, f"{recording.case}: its numbers are those of a catalog that is gone"
