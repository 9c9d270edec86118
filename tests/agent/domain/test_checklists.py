"""Lists to answer line by line: how lines and answers are written, and what a model keeps of them."""

import pytest

from agent.domain import Provenance, ThreatModel, apply
from agent.domain.changes.edits import PutList, SetFact
from agent.domain.sessions.checklists import Listed, State, as_sent, choices_of_line, fact_of, line_of, states_of
from knowledge.vocabulary import AnswerValue
from tests.agent.builders import AnyTerms, a_model, said


@pytest.mark.parametrize(
    ("value", "line", "choices"),
    [
        (True, "exposure", ()),
        ("public", "exposure=public", ("public",)),
        (("staff", "children"), "exposure=staff,children", ("staff", "children")),
    ],
)
def test_a_line_names_its_fact_and_the_choices(value: AnswerValue, line: str, choices: tuple[str, ...]) -> None:
    assert line_of("exposure", value) == line
    assert (fact_of(line), choices_of_line(line)) == ("exposure", choices)


def test_a_line_alone_is_a_yes_and_others_say_what_they_are() -> None:
    sent = tuple(as_sent(f"fact{place}", state) for place, state in enumerate(State))
    assert sent == ("fact0", "no:fact1", "unknown:fact2")
    assert states_of(sent) == {"fact0": State.YES, "fact1": State.NO, "fact2": State.UNKNOWN}


def test_of_two_answers_to_a_line_the_last_counts() -> None:
    assert states_of(("tools", "no:tools")) == {"tools": State.NO}


def test_a_model_keeps_which_lists_were_put() -> None:
    listed = Listed(question="read_back", lines=("uses_model", "exposure=public"), answers=("no:uses_model",))
    model = apply(a_model(), [PutList(listed=listed)], AnyTerms()).model
    assert model.lists == (listed,)
    assert ThreatModel.model_validate_json(model.model_dump_json()) == model


def test_confirming_what_was_inferred_makes_the_draft_stale() -> None:
    inferred = apply(a_model(), [SetFact(value=said("uses_model", True, provenance=Provenance.INFERRED))], AnyTerms())
    answered = [SetFact(value=said("uses_model", True, provenance=Provenance.ANSWERED))]
    assert apply(inferred.model, answered, AnyTerms()).model.digest() != inferred.model.digest()
