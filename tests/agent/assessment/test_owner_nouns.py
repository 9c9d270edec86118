"""A threat's sentence takes in what the owner told, as it was told; where nothing was, it keeps plain words."""

import re

import pytest

from agent.assessment.narratives.owner_nouns import MOST_AT_WORK
from agent.assessment.narratives.stated_actions import Deeds
from agent.assessment.narratives.threat_sentence import Teller
from agent.domain import SYSTEM, Component, ThreatModel
from agent.domain.findings.threat_ranking import listed
from agent.domain.system import Actor, SystemProfile
from agent.domain.wording.names_in_sentences import third_person, with_your_article
from knowledge.slots import faults, filled, plain
from knowledge.vocabulary import ComponentKind
from tests.agent.assessment.drafted import catalog, drafted, scenario
from tests.agent.assessment.told_systems import SYSTEMS, TRIAGE

CLAIMS = (
    "Policyholders upload damage photos and a claim form in the claims app. A vision model estimates the repair cost, "
    "and a fraud model scores each claim. Claims below 1500 euro are paid automatically through the payment gateway. "
    "Adjusters review the others in the claims desk."
)
KITCHEN = (
    "We run a meal planner for three hospitals. A forecasting model predicts how many portions of each dish the wards "
    "will order, from the order history. Cooks see the forecast on the kitchen screen and decide what to prepare."
)


def told(text: str) -> dict[str, str]:
    """The sentence of each threat that is drafted from a text."""
    return {one.pattern or "": scenario(one.statement) for one in listed(drafted(text).threats)}


def sentence(text: str, pattern: str) -> str:
    """How one threat to the whole of a system is told."""
    return Teller(catalog(), drafted(text)).sentence(catalog().patterns[pattern], (SYSTEM,))


def deeds_of(text: str, *names: str) -> list[list[str]]:
    """What is told of a classifier, of people and of a mailbox, by a text."""
    parts = (
        Component(id="C-1", name="small classifier", kind=ComponentKind.PREDICTIVE_MODEL),
        Component(id="C-2", name="ticket mailbox", kind=ComponentKind.CONTENT_SOURCE),
    )
    model = ThreatModel(
        system=SystemProfile(description=text), components=parts, actors=(Actor(id="P-1", name="clerks"),)
    )
    deeds = Deeds(model)
    return [[one.of_one for one in deeds.told_of(name)] for name in names or ("C-1",)]


def test_a_mistake_is_told_by_the_work_in_which_it_is_made() -> None:
    found = told(CLAIMS)
    assert "err more often about some groups among the policyholders" in found["errors-fall-on-one-group"]
    assert sum("when it scores a claim" in one for one in found.values()) == MOST_AT_WORK


def test_reviewers_are_those_who_are_said_to_review() -> None:
    assert sentence(CLAIMS, "review-is-a-rubber-stamp").startswith("The adjusters with too little time")
    assert sentence(KITCHEN, "review-is-a-rubber-stamp").startswith("Reviewers with too little time")


def test_those_who_see_the_result_are_who_rely_on_it() -> None:
    assert "so that the cooks take its result for the present state" in sentence(KITCHEN, "feed-dries-up")
    assert "so that people take its result for the present state" in sentence(CLAIMS, "feed-dries-up")


def test_the_same_work_is_told_with_a_few_threats_only() -> None:
    for text in (CLAIMS, KITCHEN, *(one.text for one in SYSTEMS)):
        said = re.findall(r"when it \w+ [\w' -]+", " ".join(told(text).values()))
        assert max((said.count(one) for one in said), default=0) <= 3, said


@pytest.mark.parametrize(
    ("text", "deeds"),
    [
        ("A small classifier decides whether a photo is allowed.", ["decides whether a photo is allowed"]),
        ("The small classifier (gradient boosting) gives a urgency level.", ["gives an urgency level"]),
        ("A small classifier predicts how many beds we need.", []),
        ("A small classifier forecasts the load of each ward.", ["forecasts the load of each ward"]),
        ("A small classifier scores our mails.", ["scores your mails"]),
        ("The small classifier finds cracks. A second classifier grades apples.", ["finds cracks"]),
        ("A small classifier must not score claims.", []),
        ("Mails reach the small classifier, which sorts tickets.", ["sorts tickets"]),
    ],
)
def test_the_work_of_a_model_is_told_as_the_owner_tells_it(text: str, deeds: list[str]) -> None:
    assert deeds_of(text) == [deeds]


@pytest.mark.parametrize(
    "text",
    [
        "The small classifier warns the clerks, who decide whether to stop the line.",
        "The small classifier reads the ticket mailbox and Anna posts a summary.",
        "Clerks type notes into a small classifier. It was bought in May.",
    ],
)
def test_nobody_elses_work_is_told_of_a_model(text: str) -> None:
    done, held = deeds_of(text, "C-1", "C-2")
    assert not {"decides whether to stop the line", "types notes", "posts a summary"} & {*done, *held}


def test_it_means_no_people_and_what_is_read_does_nothing() -> None:
    text = "Clerks answer tickets. It files reports. The ticket mailbox posts a summary in the chat."
    people, held = deeds_of(text, "P-1", "C-2")
    assert "files reports" not in people
    assert held == []


@pytest.mark.parametrize(
    ("words", "said"),
    [("our mails", "your mails"), ("each order", "an order"), ("their notes", "the notes"),
     ("a user list", "a user list"),
     ("an unit", "a unit"), ("post_booking", "post_booking")],
)  # fmt: skip
def test_the_owners_words_turn_to_the_owner(words: str, said: str) -> None:
    assert with_your_article(words) == said


@pytest.mark.parametrize(("verb", "said"), [("try", "tries"), ("say", "says"), ("pass", "passes"), ("go", "goes")])
def test_a_verb_is_told_of_one_thing(verb: str, said: str) -> None:
    assert third_person(verb) == said


def test_a_place_with_nothing_told_keeps_its_plain_words() -> None:
    assert plain("Whoever fools {model:the model} {at_work:}, at night") == "Whoever fools the model , at night"
    assert filled("Whoever fools {model:the model} {at_work:}, at night", {}) == "Whoever fools the model, at night"
    assert filled("It sees {content}", {"content": "the {mail}"}) == "It sees the {mail}"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{modell:x}", "unknown slot modell"),
        ("{model}", "needs plain words"),
        ("{system:x}", "takes no plain words"),
        ("a } b", "a brace"),
    ],
)
def test_a_wrong_place_is_named(text: str, fault: str) -> None:
    assert any(fault in one for one in faults(text))


def test_every_sentence_of_the_catalog_reads_without_its_places() -> None:
    for pattern in catalog().patterns.values():
        text = filled(f"{pattern.source} {pattern.action}, so that {pattern.impact}.", {})
        assert not re.search(r"[{}]|  | ,", plain(text)), text


def test_a_model_named_by_its_method_behind_a_comma_is_one() -> None:
    text = "The scoring model, gradient boosted trees trained on old loans, predicts default. Applicants get a letter."
    assert [part.name for part in drafted(text).of_kind(ComponentKind.PREDICTIVE_MODEL)] == ["scoring model"]


def test_those_who_type_are_not_taken_for_those_who_rely_on_it() -> None:
    assert "the nurses take its result" not in " ".join(told(TRIAGE.text).values())
