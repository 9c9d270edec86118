"""The owner's words beside a threat are those nearest to it, and none where none are near."""

import pytest

from agent.analyst.rules.analyst import RulesAnalyst
from agent.analyst.rules.ranking.relevant_sentences import told_sentences
from agent.analyst.rules.threat_composition import MOST_TOLD, NEAR_ENOUGH, NEARER
from agent.assessment.narratives.threat_sentence import words_told
from agent.domain import ThreatModel, apply
from agent.domain.system import SystemProfile
from knowledge.search.retriever import Nearness
from tests.agent.analyst.rules.drafts import CATALOG, TEAM, drafted
from tests.agent.builders import a_model

MODEL = a_model({"outside_content": True, "tools_write": True, "sensitivity": "special"}, TEAM)
FIRST = drafted(MODEL).threats[0].pattern or ""
SAID = "Strangers write to the mailbox every day"


def told_of_first(score: float, sentence: str) -> str:
    """The words in the sentence of the first threat, where this sentence is so near to it."""
    analyst = RulesAnalyst(CATALOG, lambda _: {FIRST: Nearness(score=score, sentence=sentence)})
    model = apply(MODEL, analyst.drafted(MODEL), CATALOG).model
    return words_told(next(one.statement for one in model.threats if one.pattern == FIRST))


def test_the_sentence_nearest_to_a_threat_is_told_of_it() -> None:
    assert told_of_first(NEAR_ENOUGH, f"{SAID}.") == SAID


@pytest.mark.parametrize(
    ("score", "sentence"),
    [
        (NEAR_ENOUGH - 0.1, f"{SAID}."),
        (50.0, "What strangers write to the mailbox:"),
        (50.0, "Do strangers write to the mailbox?"),
        (50.0, "Mailbox of strangers"),
    ],
    ids=["too far", "heading", "question", "label"],
)
def test_what_is_far_or_tells_nothing_is_not_told(score: float, sentence: str) -> None:
    assert told_of_first(score, sentence) != sentence.rstrip(" .")


def test_the_same_words_are_told_of_few_threats() -> None:
    near = {one.pattern or "": Nearness(score=50.0, sentence=SAID) for one in drafted(MODEL).threats}
    model = apply(MODEL, RulesAnalyst(CATALOG, lambda _: near).drafted(MODEL), CATALOG).model
    assert len(model.threats) > MOST_TOLD
    assert sum(words_told(one.statement) == SAID for one in model.threats) == MOST_TOLD


@pytest.mark.parametrize(("score", "told"), [(NEARER - 0.1, False), (NEARER, True)])
def test_a_sentence_belongs_to_the_threat_it_is_nearest_to(score: float, told: bool) -> None:
    nearest, other = [one.pattern or "" for one in drafted(MODEL).threats[:2]]
    near = {nearest: Nearness(score=50.0, sentence=SAID), other: Nearness(score=score, sentence=SAID)}
    model = apply(MODEL, RulesAnalyst(CATALOG, lambda _: near).drafted(MODEL), CATALOG).model
    found = {one.pattern: words_told(one.statement) == SAID for one in model.threats}
    assert found[nearest]
    assert found[other] is told


def test_heads_of_a_mail_say_nothing_of_the_system() -> None:
    text = "From: Ilse\n\nSubject: before we let the agent loose\n\nThe agent reads the inbox of the office."
    told = told_sentences(ThreatModel(system=SystemProfile(description=text)))
    assert any("reads the inbox" in one for one in told)
    assert not any("Subject" in one for one in told)
