"""The worked examples open as finished models that fit the catalog of today."""

from collections.abc import Iterator

import pytest

from agent.assembly import assemble
from agent.domain.sessions.session import Session, TurnStatus
from agent.domain.threats import ControlStatus, ThreatStatus
from agent.facilitator import Facilitator
from agent.settings import Settings
from ui.examples import Example, examples


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Facilitator]:
    made = assemble(Settings(data_dir=tmp_path_factory.mktemp("examples"), turn_deadline_seconds=3600))
    yield made
    made.close()


@pytest.fixture(scope="module", params=examples(), ids=lambda one: one.id)
def opened(request: pytest.FixtureRequest, real: Facilitator) -> tuple[Example, Session]:
    example: Example = request.param
    return example, real.worked(example.id, example.text, example.worked())


def test_an_example_is_drafted_whole_and_nothing_in_it_was_refused(opened: tuple[Example, Session]) -> None:
    example, session = opened
    assert session.model.system.name == example.worked().name
    assert session.model.system.description == example.text
    assert [turn.status for turn in session.turns] == [TurnStatus.DONE, TurnStatus.DONE]
    assert [turn.reply.refused for turn in session.turns if turn.reply] == [(), ()]
    assert len(session.model.threats) > 20
    assert session.model.drafted is not None
    assert session.model.drafted.digest == session.model.digest(), "the draft is of what is known"


def test_every_word_that_an_example_quotes_stands_in_its_description(opened: tuple[Example, Session]) -> None:
    example, session = opened
    model = session.model
    told = [one.quotes for one in model.components] + [one.quotes for one in model.actors]
    quotes = [quote.text for said in told + [one.quotes for one in model.facts] for quote in said]
    assert len(quotes) > 20
    assert [quote for quote in quotes if quote not in example.text] == []


def test_every_decision_of_an_example_finds_its_threat_or_measure(opened: tuple[Example, Session]) -> None:
    example, session = opened
    worked = example.worked()
    decided = {one.pattern: one.status.value for one in session.model.threats if one.treatment}
    assert decided == {name: one.status for name, one in worked.threats.items() if one.status != ThreatStatus.OPEN}
    standing = {one.mitigation: one.status.value for one in session.model.controls if one.decided}
    assert {name: standing.get(name) for name in worked.measures} == {
        name: one.status for name, one in worked.measures.items()
    }
    assert ControlStatus.DONE in {one.status for one in session.model.controls}


def test_every_part_of_an_example_is_in_a_flow(opened: tuple[Example, Session]) -> None:
    model = opened[1].model
    ends = {end for flow in model.flows for end in (flow.source, flow.target)}
    assert [one.name for one in model.components if one.id not in ends] == []
    assert [one.name for one in model.actors if one.id not in ends] == []


def test_an_example_opened_again_drafts_nothing_and_is_a_second_model_only_where_the_first_was_changed(
    real: Facilitator, opened: tuple[Example, Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    example, first = opened
    monkeypatch.setattr(real, "hear", None)
    second = real.worked(example.id, example.text, example.worked())
    assert second.id == first.id, "looking again makes no second one"
    real.undo(first.id)
    third = real.worked(example.id, example.text, example.worked())
    assert third.id != first.id
    assert third.model == first.model
    assert {first.id, third.id} <= {line.id for line in real.shelf()}


def test_a_changed_example_is_drafted_anew_and_the_former_draft_goes(real: Facilitator) -> None:
    example = examples()[0]
    other = example.worked().model_copy(update={"owner": "Somebody else"})
    real.worked(example.id, example.text, example.worked())
    assert real.worked(example.id, example.text, other).model.system.owner == "Somebody else"
    names = real._store.other_templates(example.id, "")
    assert len(names) == 1
