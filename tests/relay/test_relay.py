"""Whoever writes an answer into the folder is a model to the product."""

import json
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from agent.llm.answers.schemas import ASK
from agent.llm.calls import Answer, Call, Ear, Message, OutputMode, Patience
from agent.llm.costs.budget import tokens_in
from agent.llm.endpoint.openai_client import OpenAIClient
from agent.llm.errors import Kind, ModelError
from agent.settings import Settings
from evals.llm.request_folder import RequestFolder
from tests.endpoint_settings import settings_for
from tests.relay import Relay
from tests.relay.relay import COMMENT, KEPT_ALIVE, MODEL
from tests.stub_endpoint import Stub
from tests.waiting import until

GOOD = {
    "number": "1",
    "text": "Who may read what the Käsebot keeps, and for how long is it kept before it is thrown away?",
}
MESSAGES = (Message("system", "Task: ask"), Message("user", "Put it into words."))


class Desk:
    """A relay with a client that has been given a call, and the folder in which somebody answers it."""

    def __init__(self, stub: Stub, folder: Path) -> None:
        self.stub, self.folder = stub, folder
        self._pool = ThreadPoolExecutor(8)

    def ask(self, mode: OutputMode = OutputMode.STRICT, heard: list[str] | None = None, **more: Any) -> Future[Answer]:
        def ear() -> Ear:
            return heard.append if heard is not None else lambda piece: None

        patience = Patience(60.0, ear=ear if heard is not None else None, **more)
        client = OpenAIClient(self.stub.url, "m")
        return self._pool.submit(client.complete, Call("ask", MESSAGES, ASK.schema(), mode), patience)

    def request(self, number: int = 1) -> dict[str, Any]:
        path = self.folder / f"{number:04d}.request.json"
        until(path.exists)
        return dict(json.loads(path.read_text(encoding="utf-8")))

    def put(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    def problem(self, words: str, number: int = 1) -> str:
        path = self.folder / f"{number:04d}.problem"
        return until(lambda: path.exists() and words in (told := path.read_text(encoding="utf-8")) and told) or ""


def fetched(desk: Desk, path: str, body: object = None) -> dict[str, Any]:
    data = None if body is None else json.dumps(body).encode()
    with urlopen(Request(f"{desk.stub.url}/{path}", data)) as answer:
        return dict(json.load(answer))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    folder = tmp_path / "folder"
    with Stub(Relay(RequestFolder(folder, pause=0.01))) as stub:
        yield Desk(stub, folder)


@pytest.mark.parametrize("mode", OutputMode)
@pytest.mark.parametrize("streams", [True, False])
def test_an_answer_file_comes_back_as_the_answer(desk: Desk, mode: OutputMode, streams: bool) -> None:
    heard: list[str] = []
    asked = desk.ask(mode, heard if streams else None)
    request = desk.request()
    assert request["messages"][1] == {"role": "user", "content": "Put it into words."}
    assert bool(request["schema"]) is (mode not in (OutputMode.OBJECT, OutputMode.PROMPT))
    assert bool(request["parameters"].get("stream")) is streams
    desk.put("0001.answer.json", json.dumps(GOOD))
    answer = asked.result()
    assert json.loads(answer.text) == GOOD
    sent = sum(tokens_in(message.text) for message in MESSAGES)
    assert (answer.usage.prompt, answer.usage.output) == (sent, tokens_in(answer.text))
    if streams:
        assert len(heard) > 2
        assert "".join(heard) == answer.text


def test_the_page_for_people_holds_prompt_schema_and_what_to_do(desk: Desk) -> None:
    asked = desk.ask()
    desk.request()
    page = (desk.folder / "0001.md").read_text(encoding="utf-8")
    for words in ("Put it into words.", "task: ask", '"additionalProperties": false', "`0001.answer.json`"):
        assert words in page
    desk.put("0001.answer.txt", "Well, let me think.")
    assert asked.result().text == "Well, let me think."


@pytest.mark.parametrize(
    ("written", "told"),
    [('{"number": "1", "text": ', "not JSON"), ('["no"]', "one JSON object"),
     ('{"number": "1", "text": 7}', "at $.text"),
     ('{"words": "a"}', "at $"), ("", "empty")],
)  # fmt: skip
def test_a_bad_answer_is_told_of_and_waited_for_again(desk: Desk, written: str, told: str) -> None:
    asked = desk.ask()
    desk.request()
    desk.put("0001.answer.json", written)
    assert "0001.answer.json cannot be used" in desk.problem(told)
    assert not asked.done()
    desk.put("0001.answer.json", json.dumps(GOOD))
    assert json.loads(asked.result().text) == GOOD
    assert not (desk.folder / "0001.problem").exists()


def test_calls_that_wait_side_by_side_get_their_own_answers(desk: Desk) -> None:
    asked = [desk.ask() for _ in range(4)]
    for number in range(1, 5):
        desk.request(number)
    for number in (3, 1, 4, 2):
        desk.put(f"{number:04d}.answer.json", json.dumps({"number": "1", "text": f"Number {number}?"}))
    told = sorted(json.loads(one.result().text)["text"] for one in asked)
    assert told == [f"Number {number}?" for number in range(1, 5)]


def test_numbers_go_on_and_an_answer_of_an_earlier_run_is_never_taken(tmp_path: Path) -> None:
    (tmp_path / "0006.md").write_text("an earlier request", encoding="utf-8")
    (tmp_path / "0007.answer.json").write_text('{"number": "1", "text": "old"}', encoding="utf-8")
    with Stub(Relay(RequestFolder(tmp_path, pause=0.01))) as stub:
        desk = Desk(stub, tmp_path)
        asked = desk.ask()
        desk.request(8)
        desk.put("0008.answer.json", json.dumps(GOOD))
        assert json.loads(asked.result().text) == GOOD


@pytest.mark.parametrize("streams", [True, False])
def test_no_answer_in_time_is_a_fault_of_the_endpoint(tmp_path: Path, streams: bool) -> None:
    lines: list[str] = []
    with Stub(Relay(RequestFolder(tmp_path, pause=0.01), wait=0.05, say=lines.append)) as stub:
        asked = Desk(stub, tmp_path).ask(heard=[] if streams else None)
        with pytest.raises(ModelError) as caught:
            asked.result()
    assert caught.value.kind is Kind.SERVER
    assert lines[-1] == "0001: no answer to request 0001 came within 0.05 s"


@pytest.mark.parametrize("streams", [True, False])
def test_whoever_answers_is_told_when_the_caller_hangs_up(desk: Desk, streams: bool) -> None:
    stop = threading.Event()
    asked = desk.ask(heard=[] if streams else None, stop=stop)
    desk.request()
    stop.set()
    with pytest.raises(ModelError):
        asked.result()
    assert "hung up" in desk.problem("hung up")


def test_a_stream_that_waits_is_kept_alive_by_comments(desk: Desk) -> None:
    body = json.dumps({"model": "m", "stream": True, "messages": [{"role": "user", "content": "Hello"}]}).encode()
    head = f"POST /v1/chat/completions HTTP/1.1\r\nHost: here\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", int(desk.stub.url.split(":")[2].split("/")[0])), timeout=60) as line:
        line.sendall(head + body)
        came = b""
        while came.count(COMMENT) < 2:
            came += line.recv(4096)
        desk.put("0001.answer.txt", "Hello yourself")
        while b"[DONE]" not in came:
            came += line.recv(4096)
    assert KEPT_ALIVE > 1
    assert b"Hello yourself" in came


def test_models_are_listed_and_nothing_else_is_served(desk: Desk) -> None:
    assert fetched(desk, "models")["data"][0]["id"] == "relay"
    for path, body, status in (
        ("files", None, 404),
        ("chat/completions", {"messages": []}, 400),
        ("chat/completions", {"messages": [{"content": "x"}]}, 400),
        ("chat/completions", {"messages": [1], "tools": "x"}, 400),
    ):
        with pytest.raises(HTTPError) as caught:
            fetched(desk, path, body)
        assert caught.value.code == status
        caught.value.close()
    assert not list(desk.folder.iterdir())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_is_and_stops_when_told_to(tmp_path: Path, number: signal.Signals) -> None:
    command = [sys.executable, "-m", "tests.relay", "--folder", str(tmp_path / "folder")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        assert first.startswith("THREATPARLEY_BASE_URL=http://127.0.0.1:")
        with urlopen(f"{first.strip().partition('=')[2]}/models") as answer:
            assert json.load(answer)["object"] == "list"
        process.send_signal(number)
        rest = process.stdout.read()
    assert (process.returncode, rest.splitlines()[-1]) == (0, "1 requests")


def test_the_settings_it_prints_are_taken_by_the_product(desk: Desk, tmp_path: Path) -> None:
    told = dict(line.removeprefix("THREATPARLEY_").lower().split("=", 1) for line in settings_for(desk.stub.url, MODEL))
    given = {name: value for name, value in told.items() if name in ("base_url", "model")}
    numbers = {name: float(value) for name, value in told.items() if name not in given}
    assert Settings(data_dir=tmp_path, **given, **numbers).asks_model
