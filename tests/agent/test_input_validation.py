"""What comes in: secrets that were pasted by mistake are masked before anything is kept, and the owner is told."""

from pathlib import Path

import pytest

from agent.analyst.rules.analyst import RulesAnalyst
from agent.assembly import compose
from agent.domain import Said, ThreatModel
from agent.domain.changes.edits import DescribeSystem
from agent.domain.facts import FactValue, Provenance, Quote
from agent.domain.system import Actor, Component, SystemProfile
from agent.errors import InputError
from agent.exchange import Dossier, Extent, from_json, to_json, to_markdown
from agent.input_validation import clean_model, clean_said
from agent.settings import Settings
from knowledge.catalog import load_catalog
from knowledge.vocabulary import ComponentKind
from tests.agent.domain.made_secrets import made_secrets
from tests.agent.exchange.filled import filled, places, texts_in
from tests.agent.scripted import NoFinds
from tests.ui.models import rich_model

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
    assert SECRET not in to_markdown(Dossier(session.model, catalog, ledger, gaps), Extent.FULL) + to_json(
        session.model, catalog
    )
    facilitator.close()
    for file in (file for file in tmp_path.rglob("*") if file.is_file()):
        assert SECRET.encode() not in file.read_bytes(), file.name


@pytest.mark.parametrize("secret", [SECRET, "DB_PASSWORD=swordfish", "postgres://bot:Tr0ub4dor@db/prod"])
def test_no_text_of_a_model_from_a_file_keeps_a_secret(secret: str) -> None:
    asked = places()
    assert {"components.name", "facts.quotes.text", "threats.treatment.reason", "threats.note"} <= set(asked)
    clean = clean_model(filled(lambda place: f"x {secret}"))
    hidden = secret.removeprefix("DB_PASSWORD=").removeprefix("postgres://bot:").removesuffix("@db/prod")
    assert not [text for text in texts_in(clean.model.model_dump(mode="json")) if hidden in text]
    assert clean.notes[0].startswith("A secret was masked in the file")


def test_a_model_without_secrets_comes_in_as_it_is() -> None:
    model = rich_model(60)
    assert clean_model(model).model == model
    assert clean_model(model).notes == ()


def test_a_quote_still_stands_in_the_masked_text_it_is_from() -> None:
    other = "ghp_" + "a1B2" * 9
    said = f"The bot uses {other} for tickets and {SECRET} for answers. The door code is DB_PASSWORD=Hunter2x."
    model = ThreatModel(
        system=SystemProfile(description=said),
        components=(
            Component(id="C-1", name="Bot Hunter2x", kind=ComponentKind.AGENT,
                      quotes=(Quote(turn=1, text=f"{SECRET} for answers"),)),
        ),
        facts=(
            FactValue(fact="calls_tools", value=True, provenance=Provenance.STATED,
                      quotes=(Quote(turn=1, text=f"uses {other} for tickets"),)),
        ),
    )  # fmt: skip
    clean = clean_model(model)
    quotes = (clean.model.components[0].quotes[0], clean.model.facts[0].quotes[0])
    assert all(quote.text in clean.model.system.description for quote in quotes)
    assert clean.model.components[0].name == "Bot [PASSWORD_1]"
    assert "3 secrets were masked in the file" in clean.notes[0]


def test_a_name_that_grew_by_masking_is_cut_and_not_refused() -> None:
    name = "n" * 105 + " DB_PASS=abc123"
    clean = clean_model(ThreatModel(actors=(Actor(id="P-1", name=name),)))
    assert len(clean.model.actors[0].name) == 120
    assert "abc123" not in clean.model.actors[0].name
    edit = DescribeSystem(name=name)
    heard = clean_said(Said(edits=(edit,), key="turn-0001")).said.edits[0]
    assert isinstance(heard, DescribeSystem)
    assert heard.name == clean.model.actors[0].name


def test_what_was_masked_in_a_file_stands_in_the_history(tmp_path: Path) -> None:
    catalog, settings = load_catalog(), Settings(data_dir=tmp_path, offline=True)
    rules = RulesAnalyst(catalog)
    facilitator = compose(settings, catalog, rules, rules, NoFinds)
    session = facilitator.import_model(filled(lambda place: f"{SECRET}"))
    assert "A secret was masked in the file" in facilitator.history(session.id)[0].reason
    facilitator.close()
    for file in (file for file in tmp_path.rglob("*") if file.is_file()):
        assert SECRET.encode() not in file.read_bytes(), file.name


def test_what_is_wrong_with_a_file_is_said_without_its_secrets() -> None:
    text = to_json(ThreatModel(), load_catalog())
    for broken in (
        text.replace('"components": []', f'"{SECRET}": []'),
        text.replace('"facts": []', '"facts": [{"fact": "calls_tools", "value": true, "provenance": "stated", '
                                    f'"subject": "{SECRET}"}}]'),
        text.replace('"components": []', f'"{SECRET}": 1, "{SECRET}": 2'),
        text.replace('"schema_version": 1', f'"schema_version": "{SECRET}"'),
    ):  # fmt: skip
        with pytest.raises(InputError) as refused:
            from_json(broken)
        assert "_1]" in str(refused.value)
        assert SECRET not in str(refused.value)
