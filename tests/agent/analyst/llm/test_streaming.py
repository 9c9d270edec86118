"""Streams over real HTTP: a good one is heard as it comes, and a bad one is one plain failure, in time."""

import json
import socket
import threading
from typing import Any

import pytest

from agent.llm.calls import Answer, Call, Message, OutputMode, Patience
from agent.llm.endpoint.openai_client import MOST_BROKEN, OpenAIClient
from agent.llm.errors import Kind, ModelError
from tests.stub_endpoint import Asked, Behaviour, Stub, completion, respond
from tests.stub_endpoint.behaviours import drip, error, raw, reset
from tests.stub_endpoint.streams import (
    DONE,
    HEAD,
    USAGE,
    Watched,
    body,
    chunk,
    chunks,
    endless,
    event,
    sends,
    streamed,
)
from tests.stub_endpoint.tls import serving, trusting

CALL = Call("read", (Message("system", "Task: read"), Message("user", "Hello")), {"type": "object"}, OutputMode.PROMPT)
SOME, END = chunk({"content": "fine"}), chunk(finish="stop")


class Listener:
    """Hears what comes, try by try."""

    def __init__(self) -> None:
        self.tries: list[list[str]] = []

    def ear(self) -> Any:
        self.tries.append([])
        return self.tries[-1].append

    @property
    def text(self) -> str:
        return "".join(self.tries[-1])


def asked(behaviour: Behaviour, seconds: float = 60.0, call: Call = CALL) -> tuple[Answer, Listener]:
    listener = Listener()
    with Stub(lambda _: behaviour) as stub:
        answer = OpenAIClient(stub.url, "m").complete(call, Patience(seconds, ear=listener.ear))
    return answer, listener


def failure(behaviour: Behaviour, seconds: float = 60.0) -> Kind:
    with pytest.raises(ModelError) as caught:
        asked(behaviour, seconds)
    return caught.value.kind


def test_words_are_heard_as_they_come_and_the_answer_is_whole() -> None:
    listener, first = Listener(), threading.Event()

    def ear() -> Any:
        kept = listener.ear()

        def hear(piece: str) -> None:
            kept(piece)
            first.set()

        return hear

    def play(line: socket.socket, closing: threading.Event) -> None:
        sends([chunk({"content": "Hello "})], ends=False)(line, closing)
        assert first.wait(3), "the first words are heard before the last are sent"
        rest = chunk({"content": "there"}) + END + event({"choices": [], "usage": USAGE}) + DONE
        line.sendall(f"{len(rest):x}\r\n".encode() + rest.encode() + b"\r\n0\r\n\r\n")

    with Stub(lambda _: play) as stub:
        answer = OpenAIClient(stub.url, "m").complete(CALL, Patience(60, ear=ear))
    assert (answer.text, listener.tries) == ("Hello there", [["Hello ", "there"]])
    assert (answer.usage.prompt, answer.usage.output) == (900, 120)


def test_a_stream_is_asked_for_only_where_somebody_listens() -> None:
    with Stub(lambda asked: streamed(asked, "fine")) as stub:
        client = OpenAIClient(stub.url, "m")
        client.complete(CALL, Patience(60))
        client.complete(CALL, Patience(60, ear=Listener().ear))
    alone, heard = (asked.body for asked in stub.requests)
    assert "stream" not in alone
    assert (heard["stream"], heard["stream_options"]) == (True, {"include_usage": True})


@pytest.mark.parametrize("mode", list(OutputMode))
def test_every_way_of_asking_can_be_streamed(mode: OutputMode) -> None:
    listener, told = Listener(), {"text": "“So”, he said \u00fc."}
    with Stub(lambda asked: streamed(asked, told)) as stub:
        call = Call("read", CALL.messages, {"type": "object"}, mode)
        answer = OpenAIClient(stub.url, "m").complete(call, Patience(60, ear=listener.ear))
    assert json.loads(answer.text) == told
    assert listener.text == answer.text


GOOD: list[tuple[str, Behaviour]] = [
    ("one body instead", respond(completion("fine"))),
    ("one body with the name of a stream", raw(body(json.dumps(completion("fine"))))),
    ("a stream with the name of a body", respond(SOME + END + DONE)),
    ("no mark at the end", sends([SOME, END])),
    ("no empty line at the end", sends([SOME, END.rstrip()])),
    ("no usage", sends([SOME, END, DONE])),
    ("comments and names between", sends([": ping\n\n", f"event: message\n{SOME}", "id: 1\n\n", END, DONE])),
    ("filter results first", sends([event({"choices": [], "filtered": [], "usage": USAGE}), SOME, END])),
    ("usage with every event", sends([chunk({"content": "fi"}, usage=USAGE), chunk({"content": "ne"}, "stop")])),
    ("no index", sends([event({"choices": [{"delta": {"content": "fine", "tool_calls": None}}]}), END, DONE])),
    ("an end without delta", sends([SOME, event({"choices": [{"index": 0, "finish_reason": "stop"}]}), DONE])),
    ("thoughts in a field of their own", sends([chunk({"reasoning_content": "Hm."}), SOME, END, DONE])),
    ("content in parts", sends([chunk({"content": [{"type": "text", "text": "fine"}]}), END, DONE])),
]  # fmt: skip


@pytest.mark.parametrize(("name", "behaviour"), GOOD, ids=[name for name, _ in GOOD])
def test_what_real_servers_do_differently_is_understood(name: str, behaviour: Behaviour) -> None:
    assert asked(behaviour)[0].text == "fine"


def tool(**function: Any) -> str:
    return chunk({"tool_calls": [{"index": 0, "function": function}]})


def test_arguments_of_the_tool_come_in_pieces_as_a_whole_or_as_data() -> None:
    end = chunk(finish="tool_calls")
    pieces = sends([tool(name="answer"), tool(arguments='{"a"'), tool(name=None, arguments=": 1}"), end])
    assert asked(pieces)[0].text == '{"a": 1}'
    assert asked(sends([tool(name="answer", arguments={"a": 1}), end]))[0].text == '{"a": 1}'
    assert failure(sends([tool(name="delete", arguments="{}"), end])) is Kind.EMPTY


BAD: list[tuple[str, Behaviour, Kind]] = [
    ("ends without saying so", sends([SOME, DONE]), Kind.TRUNCATED),
    ("ends in the middle of an event", sends([SOME, 'data: {"choices": [{"del']), Kind.MALFORMED),
    ("nothing but the end", sends([DONE]), Kind.EMPTY),
    ("nothing at all", sends([""]), Kind.EMPTY),
    ("only an end", sends([END, DONE]), Kind.EMPTY),
    ("broken off by its length", sends([SOME, chunk(finish="length"), DONE]), Kind.TRUNCATED),
    ("filtered", sends([SOME, chunk(finish="content_filter"), DONE]), Kind.FILTERED),
    ("refused", sends([chunk({"refusal": "No."}), END, DONE]), Kind.REFUSAL),
    ("an error as data", sends([SOME, event({"error": {"message": "boom"}})]), Kind.SERVER),
    ("an error as an event", sends([SOME, 'event: error\ndata: {"message": "boom"}\n\n']), Kind.SERVER),
    ("an error that is no JSON", sends([SOME, "event: error\ndata: boom\n\n"]), Kind.SERVER),
    ("an error that says why", sends([event({"error": {"message": "maximum context length"}})]), Kind.CONTEXT),
    ("no JSON", sends([SOME, event("nonsense"), END]), Kind.MALFORMED),
    ("a list", sends([event("[1]")]), Kind.MALFORMED),
    ("NaN", sends([event('{"choices": [], "usage": NaN}')]), Kind.MALFORMED),
    ("two choices at once", sends([event({"choices": [{"index": 0}, {"index": 1}]})]), Kind.MALFORMED),
    ("a second choice", sends([SOME, event({"choices": [{"index": 1, "delta": {"content": "x"}}]})]), Kind.MALFORMED),
    ("no choices", sends([event({"id": "x"})]), Kind.MALFORMED),
    ("choices of a wrong type", sends([event({"choices": {"delta": {}}})]), Kind.MALFORMED),
    ("a choice of a wrong type", sends([event({"choices": ["x"]})]), Kind.MALFORMED),
    ("an index of a wrong type", sends([event({"choices": [{"index": False, "delta": {}}]})]), Kind.MALFORMED),
    ("a delta of a wrong type", sends([event({"choices": [{"delta": "x"}]})]), Kind.MALFORMED),
    ("content of a wrong type", sends([chunk({"content": 7})]), Kind.MALFORMED),
    ("an end of a wrong type", sends([event({"choices": [{"delta": {}, "finish_reason": 1}]})]), Kind.MALFORMED),
    ("a tool of a wrong type", sends([chunk({"tool_calls": ["x"]})]), Kind.MALFORMED),
    ("a name of a wrong type", sends([tool(name=["answer"])]), Kind.MALFORMED),
    ("arguments of a wrong type", sends([tool(name="answer", arguments=[1])]), Kind.MALFORMED),
    ("a tool at a place that cannot be", sends([chunk({"tool_calls": [{"index": 9**9, "function": {}}]})]),
     Kind.MALFORMED),
    ("more after the end", sends([SOME, END, SOME]), Kind.MALFORMED),
    ("cut off in the middle", sends([SOME], ends=False), Kind.UNREACHABLE),
    ("torn in the middle", reset(HEAD + b"1000\r\n" + SOME.encode()), Kind.UNREACHABLE),
    ("a lying length", raw(body(SOME + END)[:-20]), Kind.UNREACHABLE),
    ("a flood of words", endless(SOME), Kind.TOO_LARGE),
    ("a flood without a line end", endless("data: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"), Kind.TOO_LARGE),
    ("a flood of comments", endless(": ping\n\n"), Kind.TOO_LARGE),
    ("a web page", raw(body("<html>")), Kind.HTML),
    ("something else", sends(["hello there, friend"]), Kind.MALFORMED),
]  # fmt: skip


@pytest.mark.parametrize(("name", "behaviour", "kind"), BAD, ids=[name for name, _, _ in BAD])
def test_each_bad_stream_is_its_own_failure(name: str, behaviour: Behaviour, kind: Kind) -> None:
    assert failure(behaviour, seconds=60) is kind


SLOW: list[tuple[str, Behaviour]] = [
    ("events that drip", sends([SOME] * 500, every=0.02)),
    ("letters that drip", drip(HEAD + b"ffff\r\n" + SOME.encode() * 50, every=0.01)),
    ("comments without end", sends([": ping\n\n"] * 500, every=0.02)),
    ("no end after the last word", sends([SOME, END] + [": ping\n\n"] * 500, every=0.02)),
]


@pytest.mark.parametrize(("name", "behaviour"), SLOW, ids=[name for name, _ in SLOW])
def test_the_deadline_holds_over_a_stream(name: str, behaviour: Behaviour) -> None:
    assert failure(behaviour, seconds=0.4) is Kind.TIMEOUT


@pytest.mark.parametrize("secured", [False, True])
def test_a_stopped_stream_is_left_at_once_and_its_connection_closed(secured: bool) -> None:
    watched, patience = Watched([SOME] * 3, SOME), Patience(300, ear=Listener().ear)

    def stop() -> None:
        watched.begun.wait(30)
        patience.stop.set()

    threading.Thread(target=stop).start()
    with Stub(lambda _: watched, tls=serving("valid") if secured else None) as stub:
        client = OpenAIClient(stub.url, "m", trust=trusting() if secured else None)
        with pytest.raises(ModelError) as caught:
            client.complete(CALL, patience)
        assert caught.value.kind is Kind.STOPPED
        assert watched.left.wait(30), "the endpoint is not told"


def test_a_call_without_a_stream_that_is_stopped_closes_its_connection_too() -> None:
    patience, closed = Patience(10), threading.Event()

    def silent(line: socket.socket, closing: threading.Event) -> None:
        patience.stop.set()
        line.settimeout(30)
        if line.recv(1) == b"":
            closed.set()

    with Stub(lambda _: silent) as stub:
        with pytest.raises(ModelError):
            OpenAIClient(stub.url, "m").complete(CALL, patience)
        assert closed.wait(30)


def test_nothing_is_heard_any_more_after_a_stop() -> None:
    watched, heard = Watched([SOME] * 3, SOME, every=0.0), list[str]()
    stop = threading.Event()

    def hear(piece: str) -> None:
        heard.append(piece)
        stop.set()

    patience = Patience(60, stop, ear=lambda: hear)
    with Stub(lambda _: watched) as stub:
        with pytest.raises(ModelError):
            OpenAIClient(stub.url, "m").complete(CALL, patience)
        assert watched.left.wait(30), "the endpoint went on with its words until it was left"
    assert len(heard) == 1


REJECTIONS: list[tuple[str, str, dict[str, Any]]] = [
    ("stream_options", "stream_options", {"message": "Unrecognized request argument supplied: stream_options"}),
    ("stream_options", "stream_options", {"message": "Invalid request", "param": "stream_options"}),
    ("stream", "stream", {"message": "'stream' is not supported by this model"}),
]


@pytest.mark.parametrize(("name", "without", "told"), REJECTIONS, ids=["named", "as a parameter", "stream"])
def test_what_an_endpoint_rejects_about_streams_is_left_out_once_and_for_all(
    name: str, without: str, told: dict[str, Any]
) -> None:
    def picky(asked: Asked) -> Behaviour:
        return respond({"error": told}, 400) if name in asked.body else streamed(asked, "fine")

    with Stub(picky) as stub:
        client = OpenAIClient(stub.url, "m")
        for count in (2, 3):
            assert client.complete(CALL, Patience(60, ear=Listener().ear)).text == "fine"
            assert len(stub.requests) == count
    assert without not in stub.requests[-1].body
    assert ("stream" in stub.requests[-1].body) is (name != "stream")


def test_where_streams_never_hold_together_answers_are_asked_for_whole() -> None:
    def cut(asked: Asked) -> Behaviour:
        return sends([SOME]) if asked.body.get("stream") else respond(completion("fine"))

    patience = Patience(60, ear=Listener().ear)
    with Stub(cut) as stub:
        client = OpenAIClient(stub.url, "m")
        for _ in range(MOST_BROKEN - 1):
            with pytest.raises(ModelError):
                client.complete(CALL, patience)
        assert [client.complete(CALL, patience).text for _ in range(2)] == ["fine", "fine"]
    assert [bool(one.body.get("stream")) for one in stub.requests] == [True] * MOST_BROKEN + [False] * 2


def test_an_endpoint_that_lists_what_it_forbids_is_understood() -> None:
    def strict(asked: Asked) -> Behaviour:
        if "stream_options" in asked.body:
            detail = {"type": "extra_forbidden", "loc": ["body", "stream_options"], "msg": "Extra inputs", "input": {}}
            return respond({"detail": [detail]}, 422)
        return streamed(asked, "fine")

    with Stub(strict) as stub:
        answer = OpenAIClient(stub.url, "m").complete(CALL, Patience(60, ear=Listener().ear))
    assert (answer.text, answer.usage.total) == ("fine", 0)


def test_a_status_that_is_no_success_is_read_as_without_a_stream() -> None:
    assert failure(error(401, "no")) is Kind.KEY
    assert failure(error(429, "slow")) is Kind.BUSY
    assert failure(respond("", 307, Location="http://127.0.0.1:9/")) is Kind.REDIRECT


def test_many_streams_at_once_keep_apart() -> None:
    found: dict[int, tuple[str, str]] = {}
    with Stub(lambda asked: sends(chunks(asked, asked.body["messages"][1]["content"], piece=3), 0.002)) as stub:
        client = OpenAIClient(stub.url, "m")

        def ask(number: int) -> None:
            listener = Listener()
            call = Call("read", (CALL.messages[0], Message("user", f"number {number}")))
            found[number] = (client.complete(call, Patience(60, ear=listener.ear)).text, listener.text)

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == {number: (f"number {number}", f"number {number}") for number in range(12)}
