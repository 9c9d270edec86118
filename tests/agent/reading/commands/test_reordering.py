"""Orders on where a threat belongs: each sentence becomes one edit, and "it" is the threat last spoken of."""

import pytest

from agent.domain import Edit, Reading, Reply, ThreatModel, ThreatStatus, Wish, apply
from agent.domain.changes.edits import ConfirmThreat, DecideThreat, DropAdvice, PlaceThreat
from agent.domain.sessions.session import Session
from agent.domain.threats import Advice, Threat
from tests.agent.domain.test_threat_ranking import numbered
from tests.agent.reading.readings import ask, catalog, reader, session_of, turn_of

TITLES = (
    "Prompt injection: orders hidden in mails", "Secrets leak in answers", "The index is poisoned",
    "A key is stolen", "Costs run away", "Wrong answers hurt people",
)  # fmt: skip


def listed() -> ThreatModel:
    """Six threats with places, one that a language model set aside, one that a person dismissed."""
    threats = [numbered(number, title=title) for number, title in enumerate(TITLES, start=1)]
    threats.append(numbered(7, title="Voices are cloned", advice=Advice(set_aside=True, because="no voice")))
    threats.append(numbered(8, title="Cameras are fooled", status=ThreatStatus.DISMISSED))
    return ThreatModel(threats=tuple(threats))


def after(*talk: tuple[str, str], question: bool = False) -> Session:
    """The session after some messages with their answers."""
    turns = tuple(
        turn_of(said, number).model_copy(update={"reply": Reply(text=told)})
        for number, (said, told) in enumerate(talk, start=1)
    )
    waits = ask("exposure") if question else None
    return session_of(listed(), waits).model_copy(update={"turns": turns})


def heard(text: str, session: Session | None = None) -> Reading:
    session = session or after()
    return reader().read(turn_of(text, len(session.turns) + 1), session)


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("move T-004 to the top", PlaceThreat(threat="T-004", place=1)),
        ("Put T-4 first.", PlaceThreat(threat="T-004", place=1)),
        ("please put T-004 at the top of the list", PlaceThreat(threat="T-004", place=1)),
        ("T-004 first", PlaceThreat(threat="T-004", place=1)),
        ("No, T-4 first", PlaceThreat(threat="T-004", place=1)),
        ("T-004 belongs at place 3", PlaceThreat(threat="T-004", place=3)),
        ("T-004 should be number 2", PlaceThreat(threat="T-004", place=2)),
        ("T-004 belongs in second place", PlaceThreat(threat="T-004", place=2)),
        ("move T-005 to position 2", PlaceThreat(threat="T-005", place=2)),
        ("T-001 should go last", PlaceThreat(threat="T-001", place=6)),
        ("push T-001 to the bottom", PlaceThreat(threat="T-001", place=6)),
        ("move T-003 up", PlaceThreat(threat="T-003", place=2)),
        ("move T-003 one down", PlaceThreat(threat="T-003", place=4)),
        ("move T-001 below T-003", PlaceThreat(threat="T-001", place=3)),
        ("move T-005 below T-003", PlaceThreat(threat="T-005", place=4)),
        ("put T-005 above T-002", PlaceThreat(threat="T-005", place=2)),
        ("T-001 belongs right after T-002", PlaceThreat(threat="T-001", place=2)),
        ("move the second one to the top", PlaceThreat(threat="T-002", place=1)),
        ("move the poisoned one below the last one", PlaceThreat(threat="T-003", place=6)),
        ("the threat about the stolen key belongs at place 2", PlaceThreat(threat="T-004", place=2)),
        ("put T-999 first", PlaceThreat(threat="T-999", place=1)),
        ("confirm T-004", ConfirmThreat(threat="T-004")),
        ("Keep T-4.", ConfirmThreat(threat="T-004")),
        ("T-004 does belong here", ConfirmThreat(threat="T-004")),
        ("yes, T-004 belongs here", ConfirmThreat(threat="T-004")),
        ("T-004 is a real threat for us", ConfirmThreat(threat="T-004")),
        ("T-007 does belong here", ConfirmThreat(threat="T-007")),
        ("unconfirm T-004", ConfirmThreat(threat="T-004", confirmed=False)),
        ("bring T-7 back", DropAdvice(threat="T-007")),
        ("Please bring back T-007.", DropAdvice(threat="T-007")),
        ("put T-007 back on the list", DropAdvice(threat="T-007")),
        ("T-007 was set aside wrongly", DropAdvice(threat="T-007")),
        ("you set T-007 aside by mistake", DropAdvice(threat="T-007")),
        ("the threat about cloned voices was wrongly set aside", DropAdvice(threat="T-007")),
        ("bring T-8 back", DecideThreat(threat="T-008", status=ThreatStatus.OPEN)),
    ],
)
def test_a_sentence_becomes_one_edit(text: str, edit: Edit) -> None:
    reading = heard(text)
    assert reading.edits == (edit,)
    assert not reading.unread


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("move it to the top", PlaceThreat(threat="T-004", place=1)),
        ("This one belongs at place 3.", PlaceThreat(threat="T-004", place=3)),
        ("keep it", ConfirmThreat(threat="T-004")),
        ("it does belong here", ConfirmThreat(threat="T-004")),
        ("put it below T-001", PlaceThreat(threat="T-004", place=2)),
    ],
)
@pytest.mark.parametrize("question", [False, True])
def test_it_is_the_threat_last_spoken_of(text: str, edit: Edit, question: bool) -> None:
    session = after(("why T-002?", "T-002 …"), ("why T-004?", "T-004 is there, as T-001 is."), question=question)
    assert heard(text, session).edits == (edit,)


def test_the_other_one_is_the_one_spoken_of_before() -> None:
    session = after(("compare T-003 and T-005", "They differ."))
    assert heard("move the poisoned one below the other", session).edits == (PlaceThreat(threat="T-003", place=5),)


def test_an_answer_that_names_one_threat_speaks_of_it() -> None:
    session = after(("what should I do first?", "Look at T-002 first."))
    assert heard("that was set aside wrongly", session).notes == ("T-002 was not set aside; it stands at place 2.",)


def test_without_a_threat_spoken_of_it_means_none() -> None:
    for text in ("move it to the top", "keep it", "it does belong here", "bring it back"):
        assert not any(edit.edit in ("place_threat", "confirm_threat", "drop_advice") for edit in heard(text).edits)


@pytest.mark.parametrize(
    "text",
    ["back to the computed place", "T-004 back to its computed place", "put T-004 back to the computed place",
     "reset the place of T-004", "it goes back to the computed place"],
)  # fmt: skip
def test_a_place_by_hand_is_taken_back(text: str) -> None:
    session = after(("put T-004 first", "T-004 stands at place 1 now."))
    model = apply(session.model, [PlaceThreat(threat="T-004", place=1)], catalog()).model
    reading = heard(text, session.model_copy(update={"model": model}))
    assert reading.edits == (PlaceThreat(threat="T-004", place=None),)


def test_what_is_so_already_is_said_and_changes_nothing() -> None:
    model = apply(listed(), [PlaceThreat(threat="T-004", place=1), ConfirmThreat(threat="T-004")], catalog()).model
    session = after().model_copy(update={"model": model})
    for text in ("put T-004 first", "confirm T-004", "T-001 back to the computed place", "bring T-001 back"):
        reading = heard(text, session)
        assert not reading.edits
        assert len(reading.notes) == 1


def test_the_edits_do_what_the_notes_say() -> None:
    session = after()
    for text, first in (("put T-005 above T-002", "T-005"), ("move T-001 below T-003", "T-001")):
        reading = heard(text, session)
        model = apply(session.model, reading.edits, catalog()).model
        at = [one.id for one in model.threats].index(first) + 1
        assert f"{first} stands at place {at} now" in reading.notes[0]


REMARKS = [
    "that makes no sense", "makes no sense", "This question makes no sense to me.", "I don't get it", "not like that",
    "This is confusing.", "What a strange question!", "what?", "you are wrong", "that's nonsense",
    "please reword the question", "Ask it differently.",
    "We don't understand what you mean.", "That doesn't make sense.",
]  # fmt: skip


@pytest.mark.parametrize("text", REMARKS)
@pytest.mark.parametrize("facts", [("exposure",), ("acts_unapproved",), ("calls_tools", "plans_steps")])
def test_a_remark_on_the_question_has_it_explained_and_left_open(text: str, facts: tuple[str, ...]) -> None:
    question = ask(*facts)
    reading = reader().read(turn_of(text, 2, question=question.id), session_of(listed(), question))
    assert reading.wish is Wish.WHY_QUESTION
    assert not reading.edits


def test_a_threat_is_found_by_words_that_only_it_has() -> None:
    for text in ("keep the one about answers", "keep asking", "keep the secrets safe"):
        assert not any(isinstance(edit, ConfirmThreat) for edit in heard(text).edits), text


@pytest.mark.parametrize(
    ("words", "threat"),
    [("data poisoning", "T-001"), ("direct prompt injection", "T-002"), ("UPIA", "T-002"), ("XPIA", "T-003")],
)
def test_a_threat_is_meant_by_its_usual_names(words: str, threat: str) -> None:
    session = session_of(ThreatModel(threats=by_name()))
    assert heard(f"keep the {words} threat", session).edits == (ConfirmThreat(threat=threat),)


def test_a_name_of_two_sorts_of_threat_means_neither() -> None:
    session = session_of(ThreatModel(threats=by_name()))
    assert heard("keep the prompt injection threat", session).edits == ()


def by_name() -> tuple[Threat, ...]:
    told = (
        ("Data poisoning: records are planted", ()),
        ("Direct prompt injection: a user overrides the rules", ("prompt injection", "UPIA")),
        ("Indirect prompt injection: orders hide in mails", ("XPIA",)),
    )
    return tuple(
        numbered(number, title=title, also_known_as=names) for number, (title, names) in enumerate(told, start=1)
    )
