"""Prompts stay within the tokens of a small model, their examples keep their own rules, and their answers fit."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from agent.analyst.llm import message_context, replying
from agent.analyst.llm.drafts import draft_review, mitigating
from agent.analyst.llm.guardrails.free_text import objection_to_answer, objection_to_free_text
from agent.analyst.llm.guardrails.output_checks import Vocabulary, negations, objection, turned
from agent.analyst.llm.prompt_context import Glossary, names_in, system_lines
from agent.domain import Component, ThreatModel
from agent.domain.changes.edits import SetFact
from agent.domain.system import Actor
from agent.llm.answers.schemas import SHAPES, shaped
from agent.llm.costs.budget import tokens_in
from agent.llm.costs.max_tokens import OF_TASK
from agent.llm.errors import Kind
from agent.llm.gateway import Terms
from agent.prompts import Data, render, tasks
from knowledge import load_catalog
from knowledge.entries import FactDefinition, FactType
from knowledge.vocabulary import AnswerValue, ComponentKind
from tests.agent.analyst.llm.playing import Player, Talk, analyst_over, asked_of, session_of
from tests.agent.builders import said
from tests.agent.prompts.rendering import rendered

CATALOG = load_catalog()
MOST_INPUT = Terms(context_tokens=8_000).room
"""What must suffice for models with a small context."""
GLOSSARY = Glossary(CATALOG)
SLOTS: dict[str, dict[str, str]] = {
    "read": {"facts": GLOSSARY.facts_to_judge, "kinds": GLOSSARY.kinds, "question": "", "claims": "", "text": ""},
    "ask": {"facts": GLOSSARY.facts, "questions": "", "known": "", "system": ""},
    "draft": {"titles": GLOSSARY.titles, "known": "", "text": "", "parts": "", "candidates": ""},
    "mitigate": {"text": "", "system": "", "measures": ""},
    "reply": {"facts": GLOSSARY.facts, "system": "", "talk": "", "threats": "", "close": "", "known": "",
              "measures": "", "entries": "", "message": ""},
}  # fmt: skip
OURS = {"facts", "kinds", "question", "questions", "titles"}
"""Slots of our own words in every prompt."""
NAMES = ("leaf adviser", "order desk", "visitors")


def standing(task: str) -> str:
    """The text that is the same in every call, with the whole catalog."""
    ours = OURS | ({"known"} if task == "draft" else set())
    slots = {name: text if name in ours else Data(text) for name, text in SLOTS[task].items()}
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
def test_the_standing_text_leaves_room_for_the_case(task: str) -> None:
    room = Terms().room if task == "draft" else MOST_INPUT  # with a small context it holds only some of the titles
    assert tokens_in(standing(task)) < room * 0.75


def test_a_large_system_is_listed_briefly() -> None:
    assert tokens_in(system_lines(large()).text) < 900
    assert "the whole of it" in system_lines(large()).text.lower()


SMALL = 8_000
"""What an endpoint with a short memory takes, question and answer together."""


def test_the_longest_reply_keeps_within_the_limit() -> None:
    system = system_lines(large()).text
    lists = sum(
        (
            message_context.TALK,
            message_context.THREATS,
            message_context.CLOSE,
            message_context.FACTS,
            message_context.MEASURES,
            message_context.ENTRIES,
        )
    )
    sent = [standing("reply"), system, "words " * (replying.MOST_MESSAGE // 6)]
    assert tokens_in(system) + lists < 3_500
    assert sum(map(tokens_in, sent)) + lists + OF_TASK["reply"] < SMALL


def test_the_longest_measures_keep_within_the_room() -> None:
    """Ten threats with the longest titles, three measures with the longest titles beside each."""
    patterns, measures = CATALOG.patterns.values(), CATALOG.mitigations.values()
    threat, measure = max((one.title for one in patterns), key=len), max((one.title for one in measures), key=len)
    longest = replace(
        CATALOG,
        patterns={
            one.id: one.model_copy(update={"title": f"{threat[:-4]}{place:4}"}) for place, one in enumerate(patterns)
        },
        mitigations={
            one.id: one.model_copy(update={"title": f"{measure[:-4]}{place:4}"}) for place, one in enumerate(measures)
        },
    )
    player = Player(lambda asked: {"measures": []} if asked.task == "mitigate" else Kind.REFUSAL)
    talk = Talk(analyst_over(longest, player, Terms(context_tokens=SMALL, deadline_seconds=3600)), longest)
    talk.session = session_of(known_well())
    talk.say(edits=(SetFact(value=said("exposure", "public")),))
    (call,) = player.of("mitigate")
    listed = [json.loads(line)["measures"] for line in asked_of(call).data["measures"].splitlines()]
    lines = [tokens_in(json.dumps(one)) for measures_of_one in listed for one in measures_of_one]
    assert max(map(len, listed)) == mitigating.MOST_CHOICES
    assert len(lines) >= 20
    more = mitigating.FIRST_THREATS * mitigating.MOST_CHOICES - len(lines)  # a measure is listed once only
    size = sum(tokens_in(message.text) for message in call.messages)
    assert 0.7 * MOST_INPUT < size + more * max(lines) <= MOST_INPUT


def test_the_longest_draft_keeps_within_the_limit() -> None:
    player = Player(lambda asked: {"order": [], "aside": [], "own": []} if asked.task == "draft" else Kind.REFUSAL)
    talk = Talk(analyst_over(CATALOG, player, Terms(deadline_seconds=3600)), CATALOG)
    talk.session = session_of(known_well())
    talk.say(edits=(SetFact(value=said("exposure", "public")),))
    (call,) = player.of("draft")
    size = sum(tokens_in(message.text) for message in call.messages)
    assert 0.95 * Terms().room < size <= Terms().room


def known_well() -> ThreatModel:
    """The large system with a long description and every fact known, but no single measure in place."""
    known = tuple(said(one.id, _any_value(one)) for one in CATALOG.facts.values() if not one.of_measure)
    system = large().system.model_copy(update={"description": "The archive keeps each ticket and its answer. " * 3_000})
    return large().model_copy(update={"facts": known, "system": system})


def _any_value(fact: FactDefinition) -> AnswerValue:
    if not fact.choices:
        return True
    return (fact.choices[0].value,) if fact.type is FactType.SEVERAL else fact.choices[0].value


WORD = 6.5
"""Letters of a word in such texts, with the space behind it, on the high side."""
FULLEST = {
    "read": 16 * (20 * WORD + 60)
    + 10 * (18 * WORD + 50)
    + 6 * (18 * WORD + 30)
    + 8 * (35 * WORD + 70)
    + 10 * (32 * WORD + 70),
    "ask": 30 * WORD + 30,
    "draft": 15 * (60 * WORD + 25 * WORD + 15 * WORD + 50) + 10 * (25 * WORD + 15 * WORD + 40) + 300,
    "mitigate": 10 * (75 * WORD + 40),
    "reply": 5 * 240 + 120 * WORD + 60,
}


@pytest.mark.parametrize("task", tasks())
def test_the_fullest_answer_a_prompt_allows_fits_into_what_is_asked_for(task: str) -> None:
    assert FULLEST[task] / 3.6 <= OF_TASK[task]


@pytest.mark.parametrize(
    ("task", "told"),
    [
        ("draft", f"at most sixty words|{draft_review.MOST_SCENARIO >= 60 * 10}"),
        ("draft", f"three to fifteen words|{draft_review.MOST_WHY >= 15 * 10}"),
        ("draft", f"the fifteen threats that matter most|{draft_review.MOST_ORDERED == 15}"),
        ("draft", f"at most five threats to this system|{draft_review.MOST_OWN == 5}"),
        ("mitigate", f"ten to forty-five words|{mitigating.MOST_LETTERS >= 45 * 9}"),
        ("mitigate", f"at most thirty words|{mitigating.MOST_CHECK >= 30 * 8}"),
        ("reply", f"at most six facts|{replying.MOST_FACTS == 6}"),
        ("reply", f"at most 120 words|{replying.MOST_ANSWER >= 120 * 7}"),
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


@pytest.mark.parametrize("task", ["read", "ask", "reply"])
def test_an_example_has_the_form_that_is_asked_for(task: str) -> None:
    assert shaped(example(task), SHAPES[task]).dropped == 0


def test_the_example_of_a_measure_would_be_taken() -> None:
    measure = " ".join(re.findall(r'"(?:measure|about)": "([^"]*)"', " ".join(standing("mitigate").split())))
    told, names = example("mitigate"), Vocabulary(GLOSSARY.field, (*NAMES, measure, "gardeners"))
    assert not objection_to_answer(told["here"], mitigating.MOST_LETTERS, names)
    assert not turned(told["here"], measure, mitigating.SHARED, mitigating.ENOUGH)
    assert not objection_to_answer(told["check"], mitigating.MOST_CHECK, names)


def test_the_drafting_example_would_be_taken() -> None:
    (place,), (gone,) = example("draft")["order"], example("draft")["aside"]
    names = Vocabulary(GLOSSARY.field, (*NAMES, "gardeners send pictures of sick leaves"))
    assert not objection_to_free_text(place["scenario"], draft_review.MOST_SCENARIO, names)
    assert not objection_to_answer(place["why"], draft_review.MOST_WHY, names)
    assert not objection_to_answer(gone["why"], draft_review.MOST_WHY, names)


def test_the_example_of_a_question_would_be_taken() -> None:
    question = re.findall(r"Given as 2: ([^?]*\?)", " ".join(standing("ask").split()))[0]
    assert not _problem(example("ask")["text"], question, asking=True)


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
