"""Inputs as people feed them: how much of what is expected of them holds. The share may grow and not shrink."""

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from agent.assembly import assemble_once
from agent.domain import Said, Session
from agent.domain.changes.edits import CloseInterview
from agent.errors import InputError
from agent.facilitator import Facilitator
from agent.settings import Settings
from tests.field.checking import Checked, Outcome, checked
from tests.field.others import endpoint_answers, length, own_list
from ui.uploading.documents import read_document

FIELD = Path(__file__).resolve().parents[2].parent / "shared" / "cases" / "field"
LEAST = 227 / 238
"""The share that holds; raise it when more does."""


def entries() -> list[dict[str, Any]]:
    if not (FIELD / "expect.yaml").exists():
        return []
    loaded: list[dict[str, Any]] = yaml.safe_load((FIELD / "expect.yaml").read_text(encoding="utf-8"))
    return loaded


needs_field = pytest.mark.skipif(not entries(), reason="the inputs lie beside the project, and are not here")


@pytest.fixture(scope="module")
def facilitator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Facilitator]:
    opened = assemble_once(Settings(data_dir=tmp_path_factory.mktemp("field")))
    yield opened
    opened.close()


def outcome_of(name: str, facilitator: Facilitator) -> Outcome:
    """A text as if it was typed, any other file as ``draft FILE`` reads it; a conversation turn by turn."""
    path = FIELD / name
    if name == "36-corrections.yaml":
        return conversation(yaml.safe_load(path.read_text(encoding="utf-8"))["turns"], facilitator)
    session = facilitator.start()
    try:
        text = read_document(name, path.read_bytes()).text
        source = "" if name.endswith(".txt") else name
        said = Said(text=text, source=source, edits=(CloseInterview(),), key=uuid.uuid4().hex)
        return heard(facilitator, session.id, said)
    except InputError as problem:
        return Outcome(refusal=str(problem), told=str(problem))


def conversation(turns: list[dict[str, str]], facilitator: Facilitator) -> Outcome:
    session = facilitator.start()
    for turn in turns:
        text = turn.get("say") or (FIELD / turn["file"]).read_text(encoding="utf-8")
        outcome = heard(facilitator, session.id, Said(text=text, source=turn.get("file", ""), key=uuid.uuid4().hex))
        if outcome.session and _proposed(outcome.session):
            outcome = heard(facilitator, session.id, Said(text="accept all", key=uuid.uuid4().hex))
    return outcome


def _proposed(session: Session) -> bool:
    """Whether what the owner just said waits for a yes, as it lowers a risk; an owner stands by it."""
    reply = session.turns[-1].reply
    return bool(reply and reply.offers and all(offer.words and not offer.newer for offer in reply.offers))


def heard(facilitator: Facilitator, session_id: str, said: Said) -> Outcome:
    session = facilitator.hear(session_id, said)
    turn = session.turns[-1]
    told = "\n".join((turn.reply.text, *turn.reply.unread)) if turn.reply else turn.problem
    return Outcome(session, kept=json.dumps(session.model_dump(mode="json"), ensure_ascii=False), told=told)


READ = ("parts", "facts", "threats", "name", "secret_not_kept", "flows", "parts_not")
"""What is said of an input that is read; the others are of endpoints, exports and lengths. What a thinking model costs
is tried against a scripted endpoint elsewhere."""


@needs_field
def test_the_share_of_checks_that_hold_does_not_fall(
    facilitator: Facilitator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[Checked] = []
    for entry in entries():
        if any(key in entry for key in READ):
            found += checked(entry, outcome_of(entry["input"], facilitator))
    found += own_list("35-own-list.yaml", FIELD / "35-own-list.yaml", tmp_path, monkeypatch)
    found += endpoint_answers("40-endpoint-messages.yaml", FIELD / "40-endpoint-messages.yaml")
    found += length("45-six-sentences.txt", FIELD / "45-six-sentences.txt", tmp_path, monkeypatch)
    passed = sum(one.passed for one in found)
    print("\n".join(map(str, found)))
    print(f"{passed} of {len(found)} checks hold ({passed / len(found):.1%})")
    assert passed / len(found) >= LEAST
