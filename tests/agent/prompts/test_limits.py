"""Prompts stay within the tokens of a small model, their examples keep their own rules, and their answers fit."""

import json
import re
from typing import Any

import pytest

from agent.analyst.llm import judgement, mitigating, replying, verification
from agent.analyst.llm.free_text import objection_to_answer, objection_to_free_text
from agent.analyst.llm.output_checks import Vocabulary, denies, negations, objection, turned
from agent.analyst.llm.prompt_context import Glossary, names_in, system_lines
from agent.analyst.llm.verification import Hearing
from agent.domain import Component, Mint, ThreatModel
from agent.domain.edits import SetFact
from agent.domain.system import Actor
from agent.llm.budget import Limits, TokenBudget, tokens_in
from agent.llm.errors import Kind
from agent.llm.gateway import MOST_INPUT
from agent.llm.schemas import SHAPES, shaped
from agent.llm.turn_log import TurnLog
from agent.prompts import Data, render, tasks
from knowledge import load_catalog
from knowledge.entries import FactDefinition, FactType
from knowledge.vocabulary import AnswerValue, ComponentKind
from tests.agent.analyst.llm.playing import Player, Talk, analyst_over, session_of, turn_of
from tests.agent.builders import said
from tests.agent.prompts.rendering import rendered

CATALOG = load_catalog()
GLOSSARY = Glossary(CATALOG)
SLOTS: dict[str, dict[str, str]] = {
    "read": {"facts": GLOSSARY.facts, "kinds": GLOSSARY.kinds, "known": "", "question": "", "parts": "", "text": ""},
    "ask": {"question": "", "answers": "", "example": "", "system": ""},
    "draft": {"titles": GLOSSARY.titles, "text": "", "known": "", "parts": "", "candidates": ""},
    "mitigate": {"text": "", "system": "", "measures": ""},
    "reply": {"facts": GLOSSARY.facts, "system": "", "threats": "", "measures": "", "message": ""},
}
OURS = {"facts", "kinds", "titles", "known", "question", "answers", "example"}
NAMES = ("leaf adviser", "order desk", "visitors")


def standing(task: str) -> str:
    """The text that is the same in every call, with the whole catalog."""
    slots = {name: text if name in OURS else Data(text) for name, text in SLOTS[task].items()}
    return render(task, slots).standing


def example(task: str) -> Any:
    """The JSON of the example in a prompt: what is answered."""
    text = standing(task).split("Example, of another system")[1].split("Answer with one JSON object")[0]
    return json.loads(text[re.search(r"(?:answer|entry for it):\n", text).end() :])  # type: ignore[union-attr]


def large() -> ThreatModel:
    """A system with long names and as many parts and people as anybody has."""
    name = "the regional back-office order and returns desk of shop number {}"
    parts = [Component(id=f"C-{n}", name=name.format(n), kind=ComponentKind.SERVICE) for n in range(1, 61)]
    people = [Actor(id=f"P-{n}", name=f"people who visit {name.format(n)}") for n in range(1, 61)]
    system = {"name": "The whole of it", "purpose": "It sells and mends bicycles. " * 20}
    return ThreatModel(system=system, components=parts, actors=people)


@pytest.mark.parametrize("task", tasks())
def test_the_standing_text_leaves_more_than_two_fifths_of_the_room(task: str) -> None:
    assert tokens_in(standing(task)) < MOST_INPUT * 0.58


def test_a_large_system_is_listed_briefly() -> None:
    assert tokens_in(system_lines(large()).text) < 900
    assert "the whole of it" in system_lines(large()).text.lower()


def test_the_longest_reply_and_the_longest_measures_keep_within_the_limit() -> None:
    title = max((one.title for one in CATALOG.patterns.values()), key=len)
    titles = [f"T-0{n}: {title} (transferred; 10, 10, 10, 10, 10)" for n in range(10, 10 + replying.MOST_LISTED)]
    longest = max((one.title for one in CATALOG.mitigations.values()), key=len)
    measures = [f"M-{n}: {longest} (proposed)" for n in range(replying.MOST_LISTED)]
    system = system_lines(large()).text
    sent = [standing("reply"), system, *titles, *measures, "words " * (replying.MOST_MESSAGE // 6)]
    assert sum(map(tokens_in, sent)) < MOST_INPUT
    lines = ["x" * (200 + 160 + 160 + 60)] * mitigating.FIRST_THREATS
    assert sum(map(tokens_in, [standing("mitigate"), system, *lines])) + mitigating.MOST_TEXT < MOST_INPUT


@pytest.mark.parametrize(
    "words",
    ["The archive keeps each ticket and its answer. ", "システムは顧客の質問に答えます。", "Größe übt äußerst. "],
)
def test_a_long_text_on_a_large_system_keeps_within_the_limit(words: str) -> None:
    player = Player(lambda asked: {"facts": [], "parts": [], "flows": []} if asked.task == "read" else {})
    analyst = analyst_over(CATALOG, player)
    known = tuple(said(one.id, _any_value(one)) for one in list(CATALOG.facts.values())[:80])
    session = session_of(large().model_copy(update={"facts": known}))
    analyst.read(turn_of("".join(f"{n} {words}" for n in range(20_000 // len(words)))), session)
    sizes = [sum(tokens_in(message.text) for message in call.messages) for call in player.of("read")]
    assert len(sizes) == 3
    assert max(sizes) <= MOST_INPUT


def _any_value(fact: FactDefinition) -> AnswerValue:
    if not fact.choices:
        return True
    return (fact.choices[0].value,) if fact.type is FactType.SEVERAL else fact.choices[0].value


def test_the_longest_draft_keeps_within_the_limit() -> None:
    player = Player(lambda asked: {"order": [], "aside": [], "own": []} if asked.task == "draft" else Kind.REFUSAL)
    known = tuple(said(one.id, _any_value(one)) for one in CATALOG.facts.values())
    system = large().system.model_copy(update={"description": "The archive keeps each ticket and its answer. " * 3_000})
    talk = Talk(analyst_over(CATALOG, player), CATALOG)
    talk.session = session_of(large().model_copy(update={"facts": known, "system": system}))
    talk.say(edits=(SetFact(value=said("exposure", "public")),))
    (call,) = player.of("draft")
    size = sum(tokens_in(message.text) for message in call.messages)
    assert 0.95 * MOST_INPUT < size <= MOST_INPUT


WORD = 6.5
"""Letters of a word in such texts, with the space behind it, on the high side."""
FULLEST = {
    "read": 12 * (20 * WORD + 60) + 6 * (25 * WORD + 50) + 6 * (35 * WORD + 70),
    "ask": 30 * WORD + 12,
    "draft": 15 * (60 * WORD + 12 * WORD + 15 * WORD + 60),
    "mitigate": 10 * (45 * WORD + 30 * WORD + 45),
    "reply": 5 * 240 + 120,
}


@pytest.mark.parametrize("task", tasks())
def test_the_fullest_answer_a_prompt_allows_fits_into_what_is_asked_for(task: str) -> None:
    from agent.llm.structured_output import _OUTPUT

    assert FULLEST[task] / 3.6 <= _OUTPUT[task]


@pytest.mark.parametrize(
    ("task", "told"),
    [
        ("read", f"twelve of the facts|{verification.MOST_FACTS >= 12}"),
        ("read", f"six parts|{verification.MOST_PARTS >= 6}"),
        ("read", f"at most six: data|{verification.MOST_FLOWS >= 6}"),
        ("read", f"one to five words copied|{verification.MOST_NAME_WORDS >= 5}"),
        ("draft", f"the fifteen threats|{judgement.MOST_ORDERED == 15}"),
        ("draft", f"at most sixty words|{judgement.MOST_SCENARIO >= 60 * 10}"),
        ("draft", f"at most five threats|{judgement.MOST_OWN == 5}"),
        ("draft", f"three to fifteen words|{judgement.MOST_WHY >= 15 * 10}"),
        ("draft", f"at most ten words|{judgement.MOST_TITLE >= 10 * 10}"),
        ("mitigate", f"ten to forty-five words|{mitigating.MOST_LETTERS >= 45 * 9}"),
        ("mitigate", f"at most thirty words|{mitigating.MOST_CHECK >= 30 * 8}"),
        ("reply", f"at most six facts|{replying.MOST_FACTS == 6}"),
        ("reply", f"four to forty words|{replying.MOST_ANSWER >= 40 * 8}"),
    ],
)
def test_a_prompt_names_the_bounds_of_the_checks(task: str, told: str) -> None:
    words, holds = told.split("|")
    assert words in " ".join(standing(task).split())
    assert holds == "True"


def test_the_words_that_make_light_in_the_asking_prompt_are_those_that_are_checked() -> None:
    named = re.search(r"makes light, such as ([a-z, ]*)\.", standing("ask"))
    assert named is not None
    assert all(negations(word) for word in re.split(r", | or ", named[1]))


def test_the_words_that_deny_in_the_reading_prompt_are_those_that_are_checked() -> None:
    named = re.search(r"a word that denies: ([a-z, ]*)\.", " ".join(standing("read").split()))
    assert named is not None
    assert all(denies(word) for word in named[1].split(", "))


@pytest.mark.parametrize("task", ["read", "ask", "reply", "draft"])
def test_an_example_has_the_form_that_is_asked_for(task: str) -> None:
    assert shaped(example(task), SHAPES[task]).dropped == 0


def test_the_reading_example_would_be_taken_whole() -> None:
    text = re.findall(r'owner wrote: "([^"]*)"', " ".join(standing("read").split()))[0]
    reply = shaped(example("read"), SHAPES["read"])
    known = ThreatModel(actors=(Actor(id="P-1", name="visitors"),))
    turn_log = TurnLog(budget=TokenBudget(Limits(), None), until=0.0)  # type: ignore[arg-type]
    heard = Hearing(CATALOG, GLOSSARY, text, 1, turn_log)
    mint = Mint(known)
    parts = heard.parts(reply, known, mint)
    facts = heard.facts(reply, known, frozenset())
    flows = heard.flows(reply, known.model_copy(update={"components": parts}), mint)
    assert {(one.fact.id, one.value) for one in facts} == {("sees_images", True), ("stores_conversations", False)}
    assert all(one.borne_out and not one.hedged for one in facts)
    assert [part.name for part in parts] == ["leaf adviser"]
    assert [(flow.source, flow.target) for flow in flows] == [("P-1", parts[0].id)]
    assert not turn_log.dropped


def test_the_examples_of_wording_would_be_taken() -> None:
    given = {task: " ".join(standing(task).split()) for task in ("ask", "mitigate")}
    question = re.findall(r"The question: ([^?]*\?)", given["ask"])[0]
    assert not _problem(example("ask")["text"], question, asking=True)
    measure = " ".join(re.findall(r'"(?:measure|about)": "([^"]*)"', given["mitigate"]))
    told, names = example("mitigate"), Vocabulary(GLOSSARY.field, (*NAMES, measure, "gardeners"))
    assert not objection_to_answer(told["here"], mitigating.MOST_LETTERS, names)
    assert not turned(told["here"], measure, mitigating.SHARED, mitigating.ENOUGH)
    assert not objection_to_answer(told["check"], mitigating.MOST_CHECK, names)


def test_the_drafting_example_would_be_taken() -> None:
    (place,), (gone,) = example("draft")["order"], example("draft")["aside"]
    names = Vocabulary(GLOSSARY.field, (*NAMES, "gardeners send pictures of sick leaves"))
    assert not objection_to_free_text(place["scenario"], judgement.MOST_SCENARIO, names)
    assert not objection_to_answer(place["why"], judgement.MOST_WHY, names)
    assert not objection_to_answer(gone["why"], judgement.MOST_WHY, names)


def _problem(text: str, original: str, asking: bool = False, least_shared: float = 0.5) -> str:
    vocabulary = Vocabulary(GLOSSARY.field, (*NAMES, original, "leaf gardeners visitor"))
    return objection(text, 260 if asking else 420, vocabulary) or turned(text, original, least_shared)


def test_the_checked_in_examples_hold_no_secret_and_no_second_fence() -> None:
    for text in rendered().values():
        assert "sk-" not in text.split("=== user ===")[1]
        case = text.split("=== user ===")[1]
        assert case.count("<<<data") == case.count("<<<end")


def test_the_names_of_a_large_system_are_all_known_to_the_checks() -> None:
    assert "number 60" in names_in(large())
