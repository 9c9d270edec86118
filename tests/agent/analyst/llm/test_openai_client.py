"""The client over real HTTP: what an endpoint does wrong comes out as one plain failure, within the deadline."""

import json
import socket
import threading
from collections.abc import Callable
from typing import Any

import pytest

from agent.llm.calls import Call, Message, OutputMode, Patience
from agent.llm.endpoint.openai_client import OpenAIClient
from agent.llm.endpoint.transport import MOST_BYTES
from agent.llm.errors import Kind, ModelError
from tests.stub_endpoint import Asked, Behaviour, Stub, completion, respond
from tests.stub_endpoint.behaviours import drip, error, flood, hang, page, promise, raw, reset
from tests.stub_endpoint.tls import serving, trusting

CALL = Call("read", (Message("system", "Task: read"), Message("user", "Hello")), {"type": "object"}, OutputMode.PROMPT)
KEY = "sk-" + "canary" * 4
GOOD = completion("fine")


def client(url: str, **more: Any) -> OpenAIClient:
    return OpenAIClient(url, "m", KEY, **more)


def failure(behaviour: Behaviour, seconds: float = 60.0, call: Call = CALL) -> ModelError:
    with Stub(lambda asked: behaviour) as stub, pytest.raises(ModelError) as caught:
        client(stub.url).complete(call, Patience(seconds))
    return caught.value


def test_a_call_comes_back_with_its_text_and_usage() -> None:
    with Stub(lambda asked: respond(GOOD)) as stub:
        answer = client(stub.url).complete(CALL, Patience(60))
    assert (answer.text, answer.usage.prompt) == ("fine", 900)
    assert stub.requests[0].path == "/v1/chat/completions"
    assert stub.requests[0].headers["authorization"] == f"Bearer {KEY}"


def test_nothing_about_this_machine_or_the_environment_is_sent_along(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_BASE_URL", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/env-canary")
    with Stub(lambda asked: respond(GOOD)) as stub:
        client(stub.url).complete(CALL, Patience(60))
    sent = stub.requests[0]
    assert set(sent.headers) <= {"host", "accept", "accept-encoding", "content-type", "content-length", "authorization",
                                 "connection"}  # fmt: skip
    assert "env-canary" not in str(sent.headers) + json.dumps(sent.body)


def test_a_keyless_endpoint_gets_a_placeholder() -> None:
    with Stub(lambda asked: respond(GOOD)) as stub:
        OpenAIClient(stub.url, "m").complete(CALL, Patience(60))
    assert stub.requests[0].headers["authorization"] == "Bearer none-needed"


STATUSES: list[tuple[int, str, Kind]] = [
    (401, "Incorrect API key", Kind.KEY),
    (403, "Country not supported", Kind.REGION),
    (403, "Forbidden", Kind.KEY),
    (404, "The model `m` does not exist", Kind.MODEL),
    (404, "Not Found", Kind.URL),
    (407, "Proxy Authentication Required", Kind.PROXY),
    (400, "maximum context length is 4096 tokens", Kind.CONTEXT),
    (400, "no", Kind.REQUEST),
    (429, "slow down", Kind.BUSY),
    (500, "boom", Kind.SERVER),
    (503, "later", Kind.SERVER),
]


@pytest.mark.parametrize(("status", "message", "kind"), STATUSES)
def test_each_status_is_its_own_failure_and_is_asked_once(status: int, message: str, kind: Kind) -> None:
    with Stub(lambda asked: error(status, message)) as stub, pytest.raises(ModelError) as caught:
        client(stub.url).complete(CALL, Patience(60))
    assert caught.value.kind is kind
    assert len(stub.requests) == 1
    assert KEY not in str(caught.value)


BODIES: list[tuple[str, Behaviour, Kind]] = [
    ("html", respond("<html>Log in</html>"), Kind.HTML),
    ("null", respond("null"), Kind.EMPTY),
    ("nothing", respond(""), Kind.EMPTY),
    ("a string", respond('"hello"'), Kind.MALFORMED),
    ("half of it", respond('{"choices": [{"mess'), Kind.MALFORMED),
    ("no choices", respond({"choices": []}), Kind.EMPTY),
    ("an error inside", respond({"error": {"message": "quota"}}), Kind.SERVER),
    ("broken off", respond(completion("{", finish="length")), Kind.TRUNCATED),
    ("a refusal", respond(completion(None, message={"refusal": "no"})), Kind.REFUSAL),
    ("packed", respond("{}", Content_Encoding="gzip"), Kind.TOO_LARGE),
    ("torn at once", reset(), Kind.UNREACHABLE),
    ("torn in the head", reset(b"HTTP/1.1 200 OK\r\nContent-"), Kind.UNREACHABLE),
    ("torn in the body", reset(page(GOOD)[:-40]), Kind.UNREACHABLE),
    ("a lying length", promise(9_000, json.dumps(GOOD).encode()), Kind.UNREACHABLE),
    ("no HTTP at all", raw(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"), Kind.UNREACHABLE),
    ("a huge body", flood(), Kind.TOO_LARGE),
    ("an endless body", flood(announced=None), Kind.TOO_LARGE),
]


@pytest.mark.parametrize(("name", "behaviour", "kind"), BODIES, ids=[name for name, _, _ in BODIES])
def test_each_strange_body_is_its_own_failure(name: str, behaviour: Behaviour, kind: Kind) -> None:
    assert failure(behaviour, seconds=60).kind is kind


SLOW: list[tuple[str, Behaviour]] = [
    ("silence", hang()),
    ("a dripping body", drip(page(GOOD), every=0.05)),
    ("a dripping head", drip(b"HTTP/1.1 200 OK\r\n" + b"X-Slow: " + b"a" * 10_000, every=0.05)),
    ("blank lines without end", drip(page(GOOD)[:60] + b" " * 100_000, every=0.02, piece=20)),
]


@pytest.mark.parametrize(("name", "behaviour"), SLOW, ids=[name for name, _ in SLOW])
def test_the_deadline_holds_over_everything(name: str, behaviour: Behaviour) -> None:
    """None of these comes to an end by itself, so a deadline that did not hold would be waited for without end."""
    assert failure(behaviour, seconds=0.4).kind is Kind.TIMEOUT


def test_a_name_that_takes_for_ever_to_look_up_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    release = threading.Event()

    def look_up(*_: Any, **__: Any) -> Any:
        release.wait(60)
        raise socket.gaierror("no such host")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(ModelError) as caught:
        client("http://localhost:9/v1").complete(CALL, Patience(0.4))
    assert not release.is_set()
    release.set()
    assert caught.value.kind is Kind.TIMEOUT


def test_a_closed_port_cannot_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with pytest.raises(ModelError) as caught:
        client(f"http://127.0.0.1:{port}/v1").complete(CALL, Patience(60))
    assert caught.value.kind is Kind.UNREACHABLE


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed_with_the_owners_text(status: int) -> None:
    with Stub(lambda asked: respond(GOOD)) as other:
        elsewhere = f"{other.url}/chat/completions"
        with Stub(lambda asked: respond("", status, Location=elsewhere)) as stub, pytest.raises(ModelError) as caught:
            client(stub.url).complete(CALL, Patience(60))
        assert caught.value.kind is Kind.REDIRECT
        assert other.requests == []


def test_a_valid_certificate_is_accepted_and_an_expired_one_is_not() -> None:
    with Stub(lambda asked: respond(GOOD), tls=serving("valid")) as stub:
        assert client(stub.url, trust=trusting()).complete(CALL, Patience(60)).text == "fine"
    with Stub(lambda asked: respond(GOOD), tls=serving("expired")) as stub, pytest.raises(ModelError) as caught:
        client(stub.url, trust=trusting()).complete(CALL, Patience(60))
    assert caught.value.kind is Kind.CERTIFICATE
    assert "nothing was sent" in str(caught.value)
    assert stub.requests == []


def test_a_certificate_of_an_unknown_authority_is_not_trusted() -> None:
    with Stub(lambda asked: respond(GOOD), tls=serving("valid")) as stub, pytest.raises(ModelError) as caught:
        client(stub.url).complete(CALL, Patience(60))
    assert caught.value.kind is Kind.CERTIFICATE


def test_a_wait_the_server_asks_for_is_handed_on() -> None:
    assert failure(error(429, "slow down", Retry_After="7")).wait == 7
    assert failure(error(429, "slow down", Retry_After="soon")).wait is None


def test_a_call_that_nobody_wants_any_more_is_left_at_once() -> None:
    patience = Patience(300)

    def stopped(asked: Asked) -> Behaviour:
        patience.stop.set()
        return hang()

    with Stub(stopped) as stub, pytest.raises(ModelError) as caught:
        client(stub.url).complete(CALL, patience)
    assert caught.value.kind is Kind.STOPPED


def test_parameters_that_a_model_does_not_take_are_changed_once_and_for_all() -> None:
    def picky(asked: Asked) -> Behaviour:
        if "max_tokens" in asked.body:
            return error(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.")
        if "temperature" in asked.body:
            return error(400, "Unsupported value: 'temperature' does not support 0.0 with this model.")
        return respond(GOOD)

    with Stub(picky) as stub:
        one = client(stub.url)
        assert one.complete(CALL, Patience(60)).text == "fine"
        assert len(stub.requests) == 3
        one.complete(CALL, Patience(60))
        assert len(stub.requests) == 4
    assert stub.requests[-1].body["max_completion_tokens"] == CALL.most_output


@pytest.mark.parametrize(
    ("mode", "form"),
    [(OutputMode.STRICT, "strict"), (OutputMode.SCHEMA, "schema"), (OutputMode.TOOL, "tool"),
     (OutputMode.OBJECT, "object"), (OutputMode.PROMPT, "prompt")],
)  # fmt: skip
def test_each_rung_asks_in_its_own_form(mode: OutputMode, form: str) -> None:
    with Stub(lambda asked: respond(GOOD)) as stub:
        client(stub.url).complete(Call("read", CALL.messages, {"type": "object"}, mode), Patience(60))
    assert stub.requests[0].form == form


def test_many_calls_at_once_keep_apart() -> None:
    def echo(asked: Asked) -> Behaviour:
        return respond(completion(asked.body["messages"][1]["content"]))

    found: dict[int, str] = {}
    with Stub(echo) as stub:
        one = client(stub.url)

        def ask(number: int) -> None:
            call = Call("read", (CALL.messages[0], Message("user", f"number {number}")))
            found[number] = one.complete(call, Patience(10)).text

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(24)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == {number: f"number {number}" for number in range(24)}


def test_what_is_read_stays_within_the_limit() -> None:
    sent: list[int] = []
    piece = b"x" * 65_536

    def counting(line: socket.socket, closing: threading.Event) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
        while not closing.is_set():
            line.sendall(piece)
            sent.append(len(piece))

    assert failure(counting).kind is Kind.TOO_LARGE
    assert sum(sent) < MOST_BYTES + 8 * 1024 * 1024


def test_unforeseen_errors_of_the_library_are_failures_too(monkeypatch: pytest.MonkeyPatch) -> None:
    one = client("http://127.0.0.1:9/v1")
    broken: Callable[[], Any] = lambda: (_ for _ in ()).throw(RuntimeError("canary"))  # noqa: E731
    monkeypatch.setattr(one, "_client", broken)
    with pytest.raises(ModelError) as caught:
        one.complete(CALL, Patience(2))
    assert "canary" not in str(caught.value)
