"""What is wrong with an endpoint is said in the same plain words on the page, in the terminal and by the doctor."""

import argparse
import builtins
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from agent.llm.endpoint.openai_client import OpenAIClient
from agent.llm.errors import Kind, ModelError
from agent.settings import Settings
from tests.agent.analyst.llm.desk import DESCRIPTION, Desk
from tests.stub_endpoint import Behaviour, Stub, completion, respond
from tests.stub_endpoint.behaviours import error
from tests.stub_endpoint.dialects import REFUSALS
from tests.stub_endpoint.tls import serving
from tests.ui.conftest import PAGE
from tests.ui.views.pages import words
from ui import app_services
from ui.cli import main
from ui.commands.authoring import drafting, interviewing
from ui.commands.maintenance import doctor
from ui.turns import Turns
from ui.views.pages import workspace


@dataclass(frozen=True)
class Wrong:
    """A kind of trouble, and an endpoint that has it."""

    kind: Kind
    behaviour: Behaviour
    certificate: str = ""


_ALREADY = (Kind.KEY, Kind.MODEL, Kind.URL, Kind.CONTEXT)
WRONG = [
    Wrong(Kind.KEY, error(401, "Incorrect API key provided: sk-c4Na")),
    Wrong(Kind.MODEL, error(404, "The model m does not exist", "model_not_found")),
    Wrong(Kind.URL, error(404)),
    Wrong(Kind.HTML, respond("<!doctype html><title>Sign in</title>")),
    Wrong(Kind.CERTIFICATE, error(500), certificate="expired"),
    Wrong(Kind.PROXY, error(407)),
    Wrong(Kind.CONTEXT, error(400, "This model's maximum context length is 512 tokens")),
    *(
        Wrong(one.kind, one.behaviour)
        for one in {one.kind: one for one in REFUSALS}.values()
        if one.kind not in _ALREADY
    ),
    Wrong(Kind.REFUSAL, respond(completion(None, message={"refusal": "I can't help with that."}))),
]
KINDS = pytest.mark.parametrize("wrong", WRONG, ids=[wrong.kind.value for wrong in WRONG])


@dataclass
class Place:
    """An endpoint with its trouble, a conversation that asks it, and what a person should read."""

    desk: Desk
    settings: Settings
    message: str


@pytest.fixture
def place(wrong: Wrong, tmp_path: Path) -> Iterator[Place]:
    with Stub(lambda asked: wrong.behaviour, tls=serving(wrong.certificate) if wrong.certificate else None) as stub:
        client = OpenAIClient(stub.url, "m")
        desk = Desk(tmp_path / "desk", client)
        settings = Settings(data_dir=tmp_path, model="m", base_url=stub.url)
        yield Place(desk, settings, str(ModelError(wrong.kind, client.host, "m")))
        desk.close()


@KINDS
def test_the_page_says_it(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    st.cache_resource.clear()
    opened = app_services.Desk(place.desk.facilitator, Turns(place.desk.facilitator), place.settings)
    monkeypatch.setattr(app_services, "desk", lambda: opened)
    monkeypatch.setattr(workspace, "PATIENCE", 30)
    app = AppTest.from_file(str(PAGE), default_timeout=40)
    app.query_params["s"] = place.desk.session.id
    app.run().chat_input[0].set_value(DESCRIPTION).run()
    assert not app.exception
    assert place.message in words(app)
    opened.turns.close()


@KINDS
def test_the_interview_in_the_terminal_says_it(
    place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = iter([DESCRIPTION, "", "quit"])
    monkeypatch.setattr(builtins, "input", lambda prompt: next(typed))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr(interviewing, "assemble", lambda settings: place.desk.facilitator)
    monkeypatch.setattr(interviewing, "load_settings", lambda: place.settings)
    interviewing.run(argparse.Namespace(session=None, offline=False, no_input=False))
    assert place.message in capsys.readouterr().out


@KINDS
def test_a_draft_in_the_terminal_says_it_beside_the_document(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "system.md").write_text(DESCRIPTION)
    monkeypatch.setattr(drafting, "assemble_once", lambda settings: place.desk.facilitator)
    monkeypatch.setattr(drafting, "load_settings", lambda: place.settings)
    assert main(["draft", str(tmp_path / "system.md"), "-f", "csv"]) == 0
    said = capsys.readouterr()
    assert place.message in said.err
    assert place.message not in said.out


@KINDS
def test_the_doctor_says_it_with_a_failing_exit_code(
    place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor, "assemble", lambda settings: place.desk.facilitator)
    monkeypatch.setattr(doctor, "load_settings", lambda: place.settings)
    assert doctor.run(argparse.Namespace(endpoint=True, json=False)) == 1
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("BAD")]
    assert [line.split(maxsplit=2)[2] for line in lines] == [place.message]
