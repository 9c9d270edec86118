"""The doctor tries an endpoint and says what it can do, or plainly what is wrong."""

import json
from pathlib import Path

import pytest

from agent.assembly import examine_endpoint
from agent.llm.endpoint.diagnosis import diagnose
from agent.llm.endpoint.openai_client import OpenAIClient
from agent.settings import Settings
from tests.stub_endpoint import Asked, Behaviour, Stub, completion, respond
from tests.stub_endpoint.behaviours import error
from tests.stub_endpoint.envelopes import enveloped
from tests.stub_endpoint.models import answer_of
from tests.stub_endpoint.streams import streamed
from tests.stub_endpoint.tls import serving, trusting
from ui.cli import main


def ready(asked: Asked) -> Behaviour:
    return respond(completion(**enveloped(asked, {"text": "ready"})))


def test_an_endpoint_that_knows_all_ways_is_praised_for_the_best() -> None:
    with Stub(ready) as stub:
        findings = diagnose(OpenAIClient(stub.url, "m"))
    assert all(well for _, well, _ in findings)
    assert "the best way it knows is json_schema, strict" in findings[0][2]
    assert len(findings) == 7
    assert findings[-1] == ("streaming", True, "not offered; answers come whole, and their words are shown once a turn "
                            "is done")  # fmt: skip


def test_an_endpoint_that_streams_is_said_to() -> None:
    with Stub(lambda asked: streamed(asked, {"text": "ready"})) as stub:
        findings = diagnose(OpenAIClient(stub.url, "m"))
        assert [bool(one.body.get("stream")) for one in stub.requests] == [False] * 5 + [True]
    what, well, found = findings[-1]
    assert (what, well) == ("streaming", True)
    assert found.startswith("works, the first words after ")


def test_a_stream_that_breaks_off_is_no_fault_of_the_endpoint() -> None:
    def breaking(asked: Asked) -> Behaviour:
        told = completion(**enveloped(asked, {"text": "ready"}))
        return respond(b"data: {broken\n\n") if asked.body.get("stream") else respond(told)

    with Stub(breaking) as stub:
        findings = diagnose(OpenAIClient(stub.url, "m"))
    assert findings[0][1]
    assert findings[-1][:2] == ("streaming", True)
    assert findings[-1][2].startswith("not possible: ")


def test_an_endpoint_that_knows_one_way_is_well_and_the_others_are_told() -> None:
    def tools_only(asked: Asked) -> Behaviour:
        return ready(asked) if asked.form == "tool" else error(400, "response_format is not supported")

    with Stub(tools_only) as stub:
        findings = diagnose(OpenAIClient(stub.url, "m"))
    assert "the best way it knows is one tool call" in findings[0][2]
    assert [found.startswith("works") for _, _, found in findings[1:6]] == [False, False, True, False, False]


def test_an_endpoint_that_only_chats_is_not_well() -> None:
    with Stub(lambda asked: respond(completion("Hello there!"))) as stub:
        findings = diagnose(OpenAIClient(stub.url, "m"))
    assert findings[0][:2] == ("endpoint", False)
    assert "no way of asking gave JSON" in findings[0][2]


WRONG: list[tuple[str, Behaviour, str]] = [
    ("key", error(401, "bad key"), "check THREATPARLEY_API_KEY"),
    ("model", error(404, "The model m does not exist"), "check THREATPARLEY_MODEL"),
    ("address", error(404), "it usually ends in /v1"),
    ("page", respond("<html>Portal</html>"), "answered with a web page"),
    ("proxy", error(407), "asks for a login"),
    ("context", error(400, "maximum context length is 10 tokens"), "longer context"),
    ("refusal", respond(completion(None, message={"refusal": "no"})), "declined to answer"),
]


@pytest.mark.parametrize(("name", "behaviour", "said"), WRONG, ids=[name for name, _, _ in WRONG])
def test_what_is_wrong_is_said_plainly_in_one_line(name: str, behaviour: Behaviour, said: str) -> None:
    with Stub(lambda asked: behaviour) as stub:
        findings = diagnose(OpenAIClient(stub.url, "m"))
    assert len(findings) == 1
    assert findings[0][:2] == ("endpoint", False)
    assert said in findings[0][2]
    assert len(stub.requests) == 1


def test_an_expired_certificate_is_said_plainly() -> None:
    with Stub(ready, tls=serving("expired")) as stub:
        findings = diagnose(OpenAIClient(stub.url, "m", trust=trusting()))
    assert "expired" in findings[0][2]


@pytest.mark.parametrize(
    ("more", "said"),
    [({}, "no model is set"), ({"offline": True, "model": "m", "base_url": "http://127.0.0.1:9"}, "offline is on")],
)
def test_where_no_model_is_asked_nothing_is_sent(tmp_path: Path, more: dict[str, object], said: str) -> None:
    (finding,) = examine_endpoint(Settings.model_validate({"data_dir": tmp_path, **more}))
    assert said in finding[2]


def test_the_command_tells_it_with_an_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("THREATPARLEY_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("THREATPARLEY_MODEL", "m")
    with Stub(lambda asked: respond(completion(**enveloped(asked, answer_of(asked))))) as stub:
        monkeypatch.setenv("THREATPARLEY_BASE_URL", stub.url)
        assert main(["doctor", "--endpoint", "--json"]) == 0
        found = {one["what"]: one["finding"] for one in json.loads(capsys.readouterr().out)}
    assert "the best way it knows" in found["endpoint"]
    assert found["task draft"] == "the model does it"
    assert found["settings to use"].startswith("THREATPARLEY_TURN_DEADLINE_SECONDS=")
    assert "Your texts are read by the language model m at 127.0.0.1:" in found["your texts"]
    assert main(["doctor", "--endpoint"]) == 1
    assert "cannot be reached" in capsys.readouterr().out
    assert main(["doctor"]) == 0
