"""Typed commands: each becomes the same edit or wish as its button, and ordinary sentences do not."""

from datetime import date

import pytest

from agent.domain import Component, ControlStatus, Reading, ThreatModel, ThreatStatus, Wish
from agent.domain.changes.edits import (
    CloseInterview,
    DecideControl,
    DecideThreat,
    DescribeSystem,
    Edit,
    OverrideFactor,
    PutComponent,
    Remove,
    RewordThreat,
    WaiveFact,
)
from knowledge.vocabulary import ComponentKind, DreadFactor
from tests.agent.reading.readings import ask, reader, session_of, told, turn_of


def typed(text: str, model: ThreatModel | None = None) -> Reading:
    return reader().read(turn_of(text, 2), session_of(model, ask("exposure")))


@pytest.mark.parametrize(
    ("text", "wish", "about"),
    [
        ("undo", Wish.UNDO, None),
        ("Undo that.", Wish.UNDO, None),
        ("redo", Wish.REDO, None),
        ("why T-007?", Wish.WHY_THREAT, "T-007"),
        ("Why is t7 there?", Wish.WHY_THREAT, "T-007"),
        ("why this question?", Wish.WHY_QUESTION, None),
        ("Why do you ask?", Wish.WHY_QUESTION, None),
        ("show what changed", Wish.SHOW_CHANGES, None),
        ("What changed?", Wish.SHOW_CHANGES, None),
        ("help", Wish.HELP, None),
        ("?", Wish.HELP, None),
    ],
)
def test_a_wish_is_understood(text: str, wish: Wish, about: str | None) -> None:
    reading = typed(text)
    assert (reading.wish, reading.about, reading.edits) == (wish, about, ())


@pytest.mark.parametrize(
    "text", ["draft now", "Enough.", "ok, draft it", "stop asking", "no more questions", "Enough, draft now!"]
)
def test_enough_closes_the_interview_and_asks_for_a_draft(text: str) -> None:
    reading = typed(text)
    assert reading.wish is Wish.DRAFT
    assert reading.edits == (CloseInterview(closed=True),)


def test_asking_again_opens_the_interview() -> None:
    assert typed("ask me more").edits == (CloseInterview(closed=False),)


def damage(level: int | None, reason: str = "", threat: str = "T-003") -> OverrideFactor:
    return OverrideFactor(threat=threat, factor=DreadFactor.DAMAGE, level=level, reason=reason)


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("raise damage of T-003 to 8 because it pays out", damage(8, "it pays out")),
        ("Lower the damage for t3 to 2: test data only", damage(2, "test data only")),
        ("set T-3 damage to 0 because nothing happens", damage(0, "nothing happens")),
        ("T-003: damage 8 - it pays out", damage(8, "it pays out")),
        ("set damage of T-003 to 8", damage(8)),
        ("reset damage of T-003", damage(None)),
        (
            "set affected users of T-12 to 9 because all tenants share it",
            OverrideFactor(threat="T-012", factor=DreadFactor.AFFECTED_USERS, level=9, reason="all tenants share it"),
        ),
        (
            "accept T-004 because the loss is small, owner Ana Lee, review 2027-01-31",
            DecideThreat(
                threat="T-004",
                status=ThreatStatus.ACCEPTED,
                reason="the loss is small",
                owner="Ana Lee",
                review_by=date(2027, 1, 31),
            ),
        ),
        (
            "dismiss T-005 because we have no cameras",
            DecideThreat(threat="T-005", status=ThreatStatus.DISMISSED, reason="we have no cameras"),
        ),
        ("reopen T-5", DecideThreat(threat="T-005", status=ThreatStatus.OPEN)),
        (
            "mark T-5 as not applicable: no such data",
            DecideThreat(threat="T-005", status=ThreatStatus.DISMISSED, reason="no such data"),
        ),
        ("mark M-3 done", DecideControl(control="M-3", status=ControlStatus.DONE)),
        ("M-3 is in progress, owner Bo", DecideControl(control="M-3", status=ControlStatus.IN_PROGRESS, owner="Bo")),
        (
            "reject M-12 because it costs too much",
            DecideControl(control="M-12", status=ControlStatus.REJECTED, reason="it costs too much"),
        ),
        ("remove F-2", Remove(id="F-2")),
        ("rename T-7 to Tickets leak names", RewordThreat(threat="T-007", title="Tickets leak names")),
        ("rename the system to “Bluebird”", DescribeSystem(name="Bluebird")),
    ],
)
def test_an_order_becomes_its_edit(text: str, edit: Edit) -> None:
    assert typed(text).edits == (edit,)


def test_several_orders_are_taken_line_by_line() -> None:
    assert typed("mark M-1 done\nmark M-2 planned").edits == (
        DecideControl(control="M-1", status=ControlStatus.DONE),
        DecideControl(control="M-2", status=ControlStatus.PLANNED),
    )


def test_a_level_above_ten_is_answered_with_the_range() -> None:
    reading = typed("set damage of T-1 to 12 because it is terrible")
    assert reading.edits == ()
    assert "0 to 10" in reading.notes[0]


def test_a_part_can_be_renamed_added_and_named_as_target() -> None:
    model = told("Guests use our mobile app, which asks a language model.")
    (renamed,) = typed("rename C-1 to guest app", model).edits
    assert isinstance(renamed, PutComponent)
    assert renamed.component.name == "guest app"
    added = typed("add component Redis (data store)", model).edits[0]
    assert isinstance(added, PutComponent)
    assert (added.component.name, added.component.kind) == ("Redis", ComponentKind.DATA_STORE)
    assert typed("T-007 is about the mobile app", model).edits == (RewordThreat(threat="T-007", targets=("C-1",)),)


def test_an_unknown_kind_is_answered_with_the_known_ones() -> None:
    reading = typed("add component Flux (capacitor)")
    assert reading.edits == ()
    assert "vector store" in reading.notes[0]


def test_skipping_the_question_or_a_stage_waives_its_facts() -> None:
    assert [edit.waiver.fact for edit in typed("skip").edits if isinstance(edit, WaiveFact)] == ["exposure"]
    stage = {edit.waiver.fact for edit in typed("skip data questions").edits if isinstance(edit, WaiveFact)}
    assert {"data_sensitivity", "training", "learns_from_use"} <= stage
    assert "exposure" not in stage


@pytest.mark.parametrize(
    "text",
    [
        "We accept tickets by mail.",
        "The agent can undo bookings.",
        "Users draft letters with it.",
        "Add files (later) to the index.",
        "Why customers like it is unknown.",
        "Help desk staff use our chatbot.",
    ],
)
def test_a_sentence_about_the_system_is_no_command(text: str) -> None:
    reading = typed(text)
    assert reading.wish is Wish.NONE
    assert not any(isinstance(edit, (DecideThreat, CloseInterview, Remove)) for edit in reading.edits)


def parts(*names: str) -> ThreatModel:
    made = tuple(
        Component(id=f"C-{number}", name=name, kind=ComponentKind.TOOL) for number, name in enumerate(names, start=1)
    )
    return ThreatModel(components=made, issued={"C": len(made)})


ONE, TWO = parts("chat model", "orders API"), parts("chat model", "orders API", "Orders API")


@pytest.mark.parametrize("text", ["remove the orders API", "Please delete orders api.", "drop “orders API”"])
def test_a_part_is_removed_by_its_name(text: str) -> None:
    assert typed(text, ONE).edits == (Remove(id="C-2"),)


@pytest.mark.parametrize("text", ["remove the orders API", "we have removed the orders API", "delete Orders API"])
def test_where_two_parts_have_one_name_it_asks_which_is_meant(text: str) -> None:
    reading = typed(text, TWO)
    assert reading.edits == ()
    assert "did you mean C-2 or C-3?" in " ".join(reading.notes)


@pytest.mark.parametrize("text", ["remove C-3", "remove the orders API (C-3)"])
def test_the_one_that_is_meant_is_removed_by_its_mark(text: str) -> None:
    assert typed(text, TWO).edits == (Remove(id="C-3"),)


@pytest.mark.parametrize("text", ["remove personal data from prompts", "We removed the old cache last year."])
def test_other_sentences_about_removing_remove_nothing(text: str) -> None:
    assert not [edit for edit in typed(text, TWO).edits if isinstance(edit, Remove)]
