"""Forty free texts said while a question waits: facts, news, questions, orders, chatter; none closes it wrongly."""

from typing import Any

import pytest

from agent.analyst.rules.analyst import RulesAnalyst
from agent.domain import Question, ThreatModel, apply
from agent.reading.expectations import is_expected
from tests.agent.conversation.test_orders import data, model_of
from tests.agent.reading.readings import ask, catalog, reader, session_of, turn_of


def question_of(text: dict[str, Any], model: ThreatModel) -> Question:
    if text["asked"] != "lines":
        return ask(*text["asked"])
    waiting = RulesAnalyst(catalog()).next_question(model)
    assert waiting is not None
    assert waiting.three_states, "the first question about a fresh model is the list to tick"
    return waiting


def closed(text: dict[str, Any]) -> dict[str, Any]:
    """The facts of the question that are settled or passed over by a text, and a list that is put away."""
    model = model_of(text["at"])
    question = question_of(text, model)
    reading = reader().read(turn_of(text["say"], 2, question=question.id), session_of(model, question))
    after = apply(model, reading.edits, catalog()).model
    was = {kept.fact: kept for kept in model.facts}
    found: dict[str, Any] = {
        kept.fact: kept.value for kept in after.facts
        if kept.fact in question.facts and was.get(kept.fact) != kept and not is_expected(kept)
    }  # fmt: skip
    found |= {one.fact: "passed over" for one in after.waivers if one.fact in question.facts}
    return found | ({"lines": "answered"} if after.lists != model.lists else {})


def test_forty_texts_are_tried() -> None:
    assert len(data("while_asked")) >= 40


@pytest.mark.parametrize("text", data("while_asked"), ids=lambda text: text["say"][:60])
def test_no_free_text_closes_a_question_wrongly(text: dict[str, Any]) -> None:
    spared = {*text.get("may", ()), *text.get("sets", {})}
    found = closed(text)
    assert {fact: value for fact, value in found.items() if fact not in spared and "lines" not in spared} == {}
    assert {fact: found.get(fact) for fact in text.get("sets", {})} == text.get("sets", {})
