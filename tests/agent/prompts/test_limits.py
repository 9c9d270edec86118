"""Prompts stay within the tokens of a small model, their examples keep their own rules, and their answers fit."""

import json
import re
from typing import Any

import pytest

from agent.analyst.llm import drafting, mitigating, replying, reviewing, verification
from agent.analyst.llm.output_checks import Vocabulary, denies, negations, objection, turned
from agent.analyst.llm.prompt_context import Glossary, names_in, system_lines
from agent.analyst.llm.verification import Hearing
from agent.domain import Component, Mint, ThreatModel
from agent.domain.system import Actor
from agent.llm.answer_room import OF_TASK
from agent.llm.budget import Limits, TokenBudget, tokens_in
from agent.llm.gateway import Terms
from agent.llm.schemas import SHAPES, shaped
from agent.llm.turn_log import TurnLog
from agent.prompts import Data, render, tasks
from knowledge import load_catalog
from knowledge.entries import FactDefinition, FactType
from knowledge.vocabulary import AnswerValue, ComponentKind
from tests.agent.analyst.llm.playing import Player, analyst_over, session_of, turn_of
from tests.agent.builders import said
from tests.agent.prompts.rendering import rendered

CATALOG = load_catalog()
MOST_INPUT = Terms(context_tokens=8_000).room
"""What must suffice for models with a small context."""
GLOSSARY = Glossary(CATALOG)
SLOTS: dict[str, dict[str, str]] = {
    "read": {"facts": GLOSSARY.facts, "kinds": GLOSSARY.kinds, "known": "", "question": "", "parts": "", "text": ""},
    "ask": {"question": "", "answers": "", "example": "", "system": ""},
    "draft": {"part": "", "words": "", "threats": "", "candidates": ""},
    "mitigate": {"system": "", "measures": ""},
    "review": {"system": "", "threats": "", "measures": ""},
    "reply": {"facts": GLOSSARY.facts, "system": "", "threats": "", "measures": "", "message": ""},
}
OURS = {"facts", "kinds", "known", "question", "answers", "example"}
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
    actions = ["x" * (420 + 160)] * mitigating.MOST_MEASURES
    assert sum(map(tokens_in, [standing("mitigate"), system, *actions])) < MOST_INPUT
    lines = ["x" * (300 + 180)] * reviewing.MOST_THREATS + ["x" * 90] * 20
    assert sum(map(tokens_in, [standing("review"), system, *lines])) < MOST_INPUT


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
    lines = ["x" * (160 + 6)] * drafting.MOST_WORDS + ["x" * (520 + 160)] * drafting.MOST_WORDED
    lines += ["x" * (240 + 150)] * drafting.MOST_CANDIDATES + ["x" * 90] * 20
    assert sum(map(tokens_in, [standing("draft"), *lines])) < MOST_INPUT


WORD = 6.5
"""Letters of a word in such texts, with the space behind it, on the high side."""
FULLEST = {
    "read": 12 * (20 * WORD + 60) + 6 * (25 * WORD + 50) + 6 * (35 * WORD + 70),
    "ask": 30 * WORD + 12,
    "draft": 6 * (40 * WORD + 60) + 2 * (20 * WORD + 70) + 20 * WORD + 100,
    "mitigate": 8 * (45 * WORD + 25),
    "review": 5 * (20 * WORD + 60) + 5 * 9 + 30,
    "reply": 5 * 240 + 120,
}


@pytest.mark.parametrize("task", tasks())
def test_the_fullest_answer_a_prompt_allows_fits_into_what_is_asked_for(task: str) -> None:
    assert FULLEST[task] / 3.6 <= OF_TASK[task]


@pytest.mark.parametrize(
    ("task", "told"),
    [
        ("read", f"twelve of the facts|{verification.MOST_FACTS >= 12}"),
        ("read", f"six parts|{verification.MOST_PARTS >= 6}"),
        ("read", f"at most six: data|{verification.MOST_FLOWS >= 6}"),
        ("read", f"one to five words copied|{verification.MOST_NAME_WORDS >= 5}"),
        ("draft", f"at most two entries|{drafting.MOST_PICKS == 2}"),
        ("draft", f"ten to forty words|{drafting.MOST_STATEMENT >= 40 * 10}"),
        ("draft", f"three to twenty plain words|{drafting.MOST_WHY >= 20 * 10}"),
        ("mitigate", f"ten to forty-five words|{mitigating.MOST_LETTERS >= 45 * 9}"),
        ("review", f"at most five threats|{reviewing.MOST_FLAGS == 5}"),
        ("review", f"three to twenty plain words|{reviewing.MOST_WHY >= 20 * 10}"),
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


@pytest.mark.parametrize("task", ["draft", "mitigate"])
def test_the_words_a_prompt_warns_of_are_those_that_are_checked(task: str) -> None:
    lists = re.findall(r"(?:denies|makes light) \(([^)]*)\)", standing(task))
    named = [word.strip() for one in lists for word in one.split(",")]
    assert len(named) > 20
    assert [word for word in named if not negations(word)] == []


def test_the_words_that_deny_in_the_reading_prompt_are_those_that_are_checked() -> None:
    named = re.search(r"a word that denies: ([a-z, ]*)\.", " ".join(standing("read").split()))
    assert named is not None
    assert all(denies(word) for word in named[1].split(", "))


@pytest.mark.parametrize("task", ["read", "ask", "reply", "review"])
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
    given = {task: " ".join(standing(task).split()) for task in ("ask", "draft", "mitigate")}
    question = re.findall(r"The question: ([^?]*\?)", given["ask"])[0]
    assert not _problem(example("ask")["text"], question, asking=True)
    statement = re.findall(r'"statement": "([^"]*) This applies because', given["draft"])[0]
    assert not _problem(example("draft")["statement"], statement)
    measure = " ".join(re.findall(r'"(?:measure|about)": "([^"]*)"', given["mitigate"]))
    assert not _problem(example("mitigate")["here"], measure, least_shared=mitigating.SHARED)


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
