"""The prompt of reading keeps within the room, names the bounds of the checks, and its example is taken whole."""

import json
import re
from typing import Any

import pytest

from agent.analyst.llm import reading
from agent.analyst.llm.correcting import Corrector
from agent.analyst.llm.guardrails import extraction_grounding
from agent.analyst.llm.guardrails.extraction_grounding import Hearing
from agent.analyst.llm.guardrails.quotes import sources_of
from agent.analyst.llm.numbered_claims import numbered
from agent.analyst.llm.prompt_context import Glossary
from agent.domain import Component, Mint, Provenance, ThreatModel
from agent.domain.system import Actor
from agent.llm.answers.schemas import READ, ClaimWrong, shaped
from agent.llm.costs.budget import Limits, TokenBudget, tokens_in
from agent.llm.gateway import ModelGateway, Terms
from agent.llm.turn_log import TurnLog
from agent.prompts import Data, render
from knowledge import load_catalog
from knowledge.entries import FactDefinition, FactType
from knowledge.vocabulary import AnswerValue, ComponentKind
from tests.agent.analyst.llm.playing import Player, analyst_over, quiet, session_of, turn_of
from tests.agent.builders import said

CATALOG = load_catalog()
GLOSSARY = Glossary(CATALOG)
SMALL = Terms(context_tokens=8_000).room
"""The room of a model that takes eight thousand tokens, beside its answer."""
MOST_STANDING = 4_450
"""How many tokens the text may have that is the same in every call."""


def standing() -> str:
    """The text that is the same in every call, with the whole catalog."""
    slots: dict[str, str | Data] = {
        "facts": GLOSSARY.facts_to_judge,
        "kinds": GLOSSARY.kinds,
        "question": "",
        "claims": Data(""),
        "text": Data(""),
    }
    return render("read", slots).standing


def example() -> Any:
    """The JSON of the example: what is answered."""
    text = standing().split("Example, of another system")[1].split("Answer with one JSON object")[0]
    return json.loads(text.split("The answer:\n")[1])


def large() -> ThreatModel:
    """A system with long names and as many parts and people as anybody has, and with most of its facts known."""
    name = "the regional back-office order and returns desk of shop number {}"
    parts = [Component(id=f"C-{n}", name=name.format(n), kind=ComponentKind.SERVICE) for n in range(1, 61)]
    people = [Actor(id=f"P-{n}", name=f"people who visit {name.format(n)}") for n in range(1, 61)]
    known = tuple(said(one.id, _any_value(one)) for one in list(CATALOG.facts.values())[:80])
    return ThreatModel(components=parts, actors=people, facts=known)


def _any_value(fact: FactDefinition) -> AnswerValue:
    if not fact.choices:
        return True
    return (fact.choices[0].value,) if fact.type is FactType.SEVERAL else fact.choices[0].value


def test_what_is_the_same_in_every_call_is_long_enough_to_be_cached_and_leaves_room() -> None:
    assert 1_024 < tokens_in(standing()) < MOST_STANDING


@pytest.mark.parametrize("room", [Terms().room, SMALL])
@pytest.mark.parametrize(
    "words",
    ["The archive keeps each ticket and its answer. ", "システムは顧客の質問に答えます。", "Größe übt äußerst. "],
)
def test_a_long_text_on_a_large_system_keeps_within_the_room(
    words: str, room: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ModelGateway, "room", room)
    player = Player(quiet)
    text = "".join(f"{n} {words}" for n in range(20_000 // len(words)))
    analyst_over(CATALOG, player).read(turn_of(text), session_of(large()))
    sizes = [sum(tokens_in(message.text) for message in call.messages) for call in player.of("read")]
    assert max(sizes) <= room
    assert len(sizes) <= reading.MOST_PIECES
    assert room == SMALL or len(sizes) == 1 or tokens_in(text) > room / 2


def test_a_fact_whose_label_says_little_is_told_in_the_words_of_its_yes() -> None:
    fact = CATALOG.facts["own_infrastructure"]
    assert f"{fact.id} = {fact.yes_means}" in standing()
    assert f"{fact.id} = {fact.label}" in GLOSSARY.facts
    assert "accepts_files = Users upload files" in standing()


@pytest.mark.parametrize(
    ("words", "holds"),
    [
        ("at most sixteen of the facts", extraction_grounding.MOST_FACTS >= 16),
        ("at most ten parts", extraction_grounding.MOST_PARTS >= 10),
        ("at most six people", extraction_grounding.MOST_PEOPLE >= 6),
        ("at most eight: data", extraction_grounding.MOST_FLOWS >= 8),
        ("at most ten numbered claims", reading.MOST_CORRECTIONS >= 10),
        ("one to six words copied", extraction_grounding.MOST_NAME_WORDS == 6),
    ],
)
def test_the_prompt_names_the_bounds_of_the_checks(words: str, holds: bool) -> None:
    assert words in " ".join(standing().split())
    assert holds


def test_the_reading_example_would_be_taken_whole() -> None:
    text = re.findall(r'owner wrote: "([^"]*)"', " ".join(standing().split()))[0]
    reply = shaped(example(), READ)
    adviser = Component(id="C-1", name="leaf adviser", kind=ComponentKind.LANGUAGE_MODEL)
    agents = Component(id="C-2", name="shop agents", kind=ComponentKind.AGENT)
    facts = (said("plans_steps", True, provenance=Provenance.IMPLIED),)
    visitors = (Actor(id="P-1", name="visitors"),)
    known = ThreatModel(components=(adviser, agents), actors=visitors, facts=facts, issued={"C": 2, "P": 1})
    turn_log = TurnLog(budget=TokenBudget(Limits(), None), until=0.0)  # type: ignore[arg-type]
    heard = Hearing(CATALOG, GLOSSARY, text, 1, turn_log)
    mint = Mint(known)
    people = heard.people(reply, known, mint)
    found = heard.facts(reply, known, frozenset())
    flows = heard.flows(reply, known, mint)
    assert {(one.fact.id, one.value) for one in found} == {("sees_images", True), ("stores_conversations", False)}
    assert all(one.borne_out and not one.hedged for one in found)
    assert [one.name for one in people] == ["callers"]
    assert [(flow.source, flow.target) for flow in flows] == [("P-1", "C-1")]
    claims = numbered(known, session_of(), turn_of(text), 1_000)
    assert [line.split(":")[0] for line in claims.lines] == [
        "1. part leaf adviser (language_model)", "2. part shop agents (agent)", "3. people visitors",
        "4. fact plans_steps = yes (follows)",
    ]  # fmt: skip
    sources = sources_of(turn_of(text), session_of())
    corrector = Corrector(CATALOG, GLOSSARY, sources, text, "a model")
    given = reply.entries("wrong", ClaimWrong)
    corrections = [corrector.correction(entry, claims, known)[0] for entry in given]
    assert [one.becomes for one in corrections if one] == ["picture or video model", "not there"]
    assert all(one.why for one in corrections if one)
    assert not turn_log.dropped
