"""Parts that somebody else runs, and things that are denied and are not there: asked or said, never guessed."""

import pytest

from agent.domain import Edit, Reading, ThreatModel, apply
from agent.domain.changes.edits import PutComponent, Remove, SetFact
from knowledge.vocabulary import ComponentKind
from tests.agent.conversation.test_orders import model_of
from tests.agent.reading.readings import catalog, read


def said_in(reading: Reading) -> list[Edit]:
    """The edits of a reading without what only follows from the rest of the model."""
    return [
        one for one in reading.edits
        if not isinstance(one, SetFact) or one.value.quotes
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("at", "say", "name"),
    [
        ("tenants", "Qdrant is run by the vendor", "Qdrant"),
        ("tenants", "PostgreSQL is hosted by an outside company", "PostgreSQL"),
        ("claims", "our supplier looks after the S3 bucket", "S3 bucket"),
        ("seeds", "the PLC gateway is not ours", "PLC gateway"),
        ("coding", "the sandbox is the provider's job", "sandbox"),
    ],
)
def test_a_part_that_others_run_stays_as_theirs_or_is_left_out(at: str, say: str, name: str) -> None:
    model = model_of(at)
    part = next(one for one in model.components if one.name == name)
    reading = read(say, model, number=2)
    assert said_in(reading) == []
    kept, left = reading.offers
    assert kept.either
    assert left.edits == (Remove(id=part.id),)
    after = apply(model, kept.edits, catalog()).model
    theirs = after.component(part.id)
    assert theirs is not None
    assert theirs.kind is ComponentKind.EXTERNAL_SERVICE
    assert isinstance(kept.edits[0], PutComponent)


def test_who_runs_a_model_is_said_of_the_model() -> None:
    reading = read("Mistral Large is hosted by the vendor", model_of("tenants"), number=2)
    assert any(getattr(getattr(edit, "value", None), "value", None) for edit in reading.edits)


@pytest.mark.parametrize("say", ["VetSoft is done by the vendor, not our job", "Zendesk is run by another company"])
def test_what_others_run_and_the_model_does_not_hold_can_be_added(say: str) -> None:
    reading = read(say, model_of("tenants"), number=2)
    assert said_in(reading) == []
    assert [offer.line.split()[0] for offer in reading.offers] == ["Add"]


@pytest.mark.parametrize("say", ["Invoices are handled by a supplier", "Tickets are managed by our provider"])
def test_a_thing_that_others_deal_with_is_no_service_for_its_capital(say: str) -> None:
    assert read(say, model_of("tenants"), number=2).offers == ()


def test_where_all_of_it_is_hosted_is_read() -> None:
    reading = read("It is hosted by an external provider.", model_of("tenants"), number=2)
    assert not any("does not say whether it is done" in note for note in reading.notes)


@pytest.mark.parametrize("say", ["the vendor does that", "that is up to the supplier", "our provider handles it"])
def test_that_somebody_else_does_it_settles_nothing(say: str) -> None:
    reading = read(say, model_of("tenants"), number=2)
    assert (said_in(reading), reading.offers, reading.unread) == ([], (), ())
    assert "does not say whether it is done" in reading.notes[0]


@pytest.mark.parametrize(
    ("say", "name"),
    [("we don't have an agent", "agent"), ("we dont have a fax", "fax"), ("the system has no memory", "memory")],
)
def test_a_thing_that_is_denied_and_not_there_is_said_to_be_not_there(say: str, name: str) -> None:
    reading = read(say, model_of("tenants"), number=2)
    assert (said_in(reading), reading.unread) == ([], ())
    assert f"no part called “{name}”" in reading.notes[0]


def test_what_is_denied_can_be_taken_as_said_once_it_is_chosen() -> None:
    model = model_of("tenants")
    offer = read("we don't have an agent", model, number=2).offers[0]
    after = apply(model, offer.edits, catalog()).model
    reading = read("we don't have an agent", after, number=3)
    assert reading.offers == ()
    assert "so in the model already" in reading.notes[0]


@pytest.mark.parametrize(
    "say", ["We don't have any databases.", "We do not use any agents.", "They don't have any robots",
            "we don't need any language model", "It doesn't have any vector store."],
)  # fmt: skip
def test_not_any_is_a_denial(say: str) -> None:
    model: ThreatModel = model_of("claims")
    after = apply(model, read(say, model, number=2).edits, catalog()).model
    assert {one.name for one in after.components} <= {one.name for one in model.components}
    assert {one.kind for one in after.components} <= {one.kind for one in model.components}
