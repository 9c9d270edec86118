"""What comes in: secrets that were pasted by mistake are masked before anything is kept, and the owner is told."""

from pathlib import Path

import pytest

from agent.analyst.rules.analyst import RulesAnalyst
from agent.assembly import compose
from agent.domain import Said
from agent.domain.edits import DescribeSystem
from agent.exchange import to_json, to_markdown
from agent.incoming import clean_said
from agent.settings import Settings
from knowledge.catalog import load_catalog
from tests.agent.domain.made_secrets import made_secrets
from tests.agent.scripted import NoFinds

SECRET = next(secret for sort, secret, _ in made_secrets() if secret.startswith("sk-"))
TEXT = f"A chatbot answers customers with a hosted language model. It calls the API with the key {SECRET}."


def test_a_secret_is_masked_wherever_it_stands_in_a_turn() -> None:
    edit = DescribeSystem(purpose=f"calls the model with {SECRET}")
    clean = clean_said(Said(text=TEXT, edits=(edit,), reason=f"rotate {SECRET}", key="turn-0001"))
    assert SECRET not in clean.said.model_dump_json()
    assert clean.said.text.startswith("A chatbot answers customers")
    assert any("masked" in note for note in clean.notes)


@pytest.mark.parametrize("key", ["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b", "0123456789abcdef0123456789abcdef"])
def test_the_key_by_which_a_turn_is_heard_once_is_no_secret(key: str) -> None:
    assert clean_said(Said(text="It sorts mails.", key=key)).said.key == key


def test_no_sink_holds_what_was_pasted_by_mistake(tmp_path: Path) -> None:
    catalog, settings = load_catalog(), Settings(data_dir=tmp_path, offline=True)
    rules = RulesAnalyst(catalog)
    facilitator = compose(settings, catalog, rules, rules, NoFinds)
    session = facilitator.start()
    session = facilitator.hear(session.id, Said(text=TEXT, key="turn-0001"))
    reply = session.turns[-1].reply
    assert reply is not None
    assert "masked in what you sent" in reply.text
    assert session.model.components
    assert SECRET not in facilitator.open(session.id).model_dump_json()
    ledger, gaps = facilitator.ledger(session.model), facilitator.gaps(session.model)
    assert SECRET not in to_markdown(session.model, catalog, ledger, gaps) + to_json(session.model, catalog)
    facilitator.close()
    for file in (file for file in tmp_path.rglob("*") if file.is_file()):
        assert SECRET.encode() not in file.read_bytes(), file.name
