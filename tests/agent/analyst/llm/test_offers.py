"""What a model takes from a message is offered as edits; only the owner's own yes to it changes the model."""

from typing import Any

import pytest

from agent.analyst.rules.analyst import RulesAnalyst
from agent.domain import ControlStatus, Edit, Offer, Reply, Said, Session, Threat, ThreatStatus
from agent.domain.changes.edits import DecideThreat, OverrideFactor
from agent.domain.sessions.offer_replies import MOST_REASON, acceptance, reason_of, standing_offers
from agent.reading.commands.requests import supposition
from knowledge.vocabulary import DreadFactor
from tests.agent.analyst.llm.playing import Player, Talk, analyst_over
from tests.agent.builders import small_catalog
from tests.stub_endpoint.asked import Asked
from tests.stub_endpoint.models import answer_of

CATALOG = small_catalog()
TEXT = "Our desk runs a language_model, an agent and a data_store. It uses model. Strangers write to the agent."
WISH = "The topmost thing should weigh more because regulators watch us."
_EMPTY = {"order": "", "threat": "", "other": "", "part": "", "factor": "", "level": 0, "text": "", "reason": ""}
LEVEL = {"order": "level", "threat": "T-001", "factor": "damage", "level": 10}
DISMISS = {"order": "dismiss", "threat": "T-002"}


def talk_with(*orders: dict[str, Any]) -> Talk:
    """A conversation over a drafted model, with a language model that takes these orders from every message."""

    def play(asked: Asked) -> Any:
        if asked.task != "reply" or not orders:
            return answer_of(asked)
        given = [{**_EMPTY, **one} for one in orders]
        return {"kind": "change", "threat": "", "facts": [], "orders": given, "answer": ""}

    talk = Talk(analyst_over(CATALOG, Player(play)), CATALOG)
    talk.say(TEXT)
    return talk


def the(talk: Talk, name: str) -> Threat:
    found = talk.model.threat(name)
    assert found is not None
    return found


def test_a_change_is_offered_accepted_and_made() -> None:
    talk = talk_with()
    first = talk.model.threats[0]
    reply = talk.say(WISH)
    (offer,) = reply.offers
    assert offer.line.startswith(f"Set the damage of {first.id} {first.title} to 10 instead of ")
    assert "Nothing is changed until you agree" in reply.text
    assert talk.model.threats[0].overrides == ()
    done = talk.say("accept all")
    (override,) = the(talk, first.id).overrides
    assert (override.level, override.factor, override.author) == (10, DreadFactor.DAMAGE, "analyst")
    assert not done.unread
    assert not done.offers


def test_an_offer_names_the_model_and_the_version_of_the_prompt() -> None:
    talk = talk_with(LEVEL)
    reply = talk.say(WISH)
    version = next(one for one in reply.made_with if "prompt reply-" in one)
    assert reply.offers[0].made_by == version
    reason = reason_of(reply.offers)
    assert reason.startswith("Accepted a proposal: Set the damage of T-001")
    assert reason.endswith(f"Proposed by {version}; accepted by the owner.")


def test_a_long_reason_still_ends_with_who_proposed_it() -> None:
    edit = DecideThreat(threat="T-001", status=ThreatStatus.OPEN)
    many = tuple(Offer(line=f"{number} {'x' * 300}", edits=(edit,), made_by="player, prompt p-1") for number in "123")
    reason = reason_of(many)
    assert len(reason) <= MOST_REASON
    assert reason.endswith("… Proposed by player, prompt p-1; accepted by the owner.")


def test_every_turn_with_a_part_of_the_model_keeps_the_versions_of_its_prompts() -> None:
    talk = talk_with()
    tasks = {one.split("prompt ")[1].split("-")[0] for one in talk.replies[0].made_with}
    assert {"read", "draft"} <= tasks
    assert all(one.startswith("player, prompt ") for one in talk.replies[0].made_with)
    rules = Talk(RulesAnalyst(CATALOG), CATALOG)
    assert rules.say(TEXT).made_with == ()


@pytest.mark.parametrize(
    ("text", "levels", "dismissed"),
    [
        ("accept", (10,), True),
        ("Accept all.", (10,), True),
        ("yes, accept both", (10,), True),
        ("accept 1", (10,), False),
        ("accept #2", (), True),
        ("please accept 1 and 2", (10,), True),
        ("accept numbers 2, 1", (10,), True),
    ],
)
def test_all_or_some_of_the_offers_are_accepted_in_words(text: str, levels: tuple[int, ...], dismissed: bool) -> None:
    talk = talk_with(LEVEL, DISMISS)
    talk.say(WISH)
    talk.say(text)
    assert tuple(one.level for one in the(talk, "T-001").overrides) == levels
    assert (the(talk, "T-002").status is ThreatStatus.DISMISSED) is dismissed


@pytest.mark.parametrize(
    "text",
    ["accepted", "I accept that", "accept 1 and delete all", "yes, but tell me why", "1", "leave it as it is",
     "accept T-001", "They wrote: accept all", "accept all\n\nOur desk is public.", "accept 9", "accept 1 and 9",
     "accept and", "accept numbers ,"],
)  # fmt: skip
def test_only_a_plain_yes_to_what_is_offered_is_taken(text: str) -> None:
    talk = talk_with(LEVEL, DISMISS)
    talk.say(WISH)
    talk.say(text)
    assert the(talk, "T-001").overrides == ()
    assert the(talk, "T-002").status is ThreatStatus.OPEN


def test_a_number_that_is_not_offered_is_named_and_nothing_is_taken() -> None:
    talk = talk_with(LEVEL, DISMISS)
    talk.say(WISH)
    assert "the offers are numbered 1 to 2" in talk.say("accept 1 and 3").text


def test_leaving_it_is_said_and_asks_no_model() -> None:
    talk = talk_with(LEVEL)
    talk.say(WISH)
    reply = talk.say("Leave it as it is")
    assert "Left as it is" in reply.text
    assert reply.offers == ()
    assert not any("prompt read-" in one or "prompt reply-" in one for one in reply.made_with)


def test_words_in_a_file_accept_nothing() -> None:
    talk = talk_with(LEVEL)
    talk.say(WISH)
    talk.say("accept all", source="notes.txt")
    assert the(talk, "T-001").overrides == ()


def test_offers_stand_through_a_question_and_until_something_changes() -> None:
    talk = talk_with(LEVEL)
    talk.say(WISH)
    talk.say("why T-001?")
    talk.say("accept all")
    assert [one.level for one in the(talk, "T-001").overrides] == [10]
    talk = talk_with(LEVEL)
    talk.say(WISH)
    talk.say("accept T-001 because we carry it, owner Kim, review by 2030-01-01")
    talk.say("accept all")
    assert the(talk, "T-001").overrides == ()


def test_where_nothing_is_offered_the_words_go_to_the_rules() -> None:
    talk = Talk(RulesAnalyst(CATALOG), CATALOG)
    talk.say(TEXT)
    assert acceptance(Said(text="accept all", key="k" * 8), talk.session) is None
    talk.say("accept T-001 because we carry it, owner Kim, review by 2030-01-01")
    assert the(talk, "T-001").status is ThreatStatus.ACCEPTED


def test_the_rules_alone_take_an_acceptance_too() -> None:
    """Whoever switches the model off between offer and answer can still accept."""
    talk = talk_with(LEVEL)
    talk.say(WISH)
    talk.analyst = RulesAnalyst(CATALOG)
    talk.say("accept 1")
    assert [one.level for one in the(talk, "T-001").overrides] == [10]


def test_an_offer_that_no_longer_fits_is_refused_with_its_reason() -> None:
    talk = talk_with(LEVEL, DISMISS)
    offers = talk.say(WISH).offers
    gone = tuple(threat for threat in talk.model.threats if threat.id != "T-001")
    controls = tuple(one.model_copy(update={"threats": ()}) for one in talk.model.controls)
    model = talk.model.model_copy(update={"threats": gone, "controls": controls})
    talk.session = talk.session.model_copy(update={"model": model})
    reply = talk.say(edits=(*offers[0].edits, *offers[1].edits), reason=reason_of(offers))
    assert ["there is no threat T-001" in one.reason for one in reply.refused] == [True]
    assert the(talk, "T-002").status is ThreatStatus.DISMISSED


@pytest.mark.parametrize(
    ("order", "line", "edits"),
    [
        ({"order": "target", "threat": "T-002", "part": "agent"}, "Let T-002", ["reword_threat"]),
        ({"order": "dismiss", "threat": "T-002", "reason": "regulators  watch us"},
         "Reason: regulators watch us", ["decide_threat"]),
        ({"order": "merge", "threat": "T-002", "other": "T-001"}, "T-002 is set aside",
         ["reword_threat", "decide_threat"]),
        ({"order": "rename", "threat": "T-002", "text": "Strangers write"}, "“Strangers write” instead",
         ["reword_threat"]),
        ({"order": "control", "threat": "M-1", "text": "in progress"}, "is in progress", ["decide_control"]),
    ],
)  # fmt: skip
def test_each_kind_of_change_becomes_edits_that_work(order: dict[str, Any], line: str, edits: list[str]) -> None:
    talk = talk_with(order)
    (offer,) = talk.say(WISH).offers
    assert line in offer.line
    assert [edit.edit for edit in offer.edits][-1] == edits[-1]
    assert set(edit.edit for edit in offer.edits) <= set(edits)
    before = talk.model
    assert talk.say("accept").refused == ()
    assert talk.model != before


def test_a_threat_that_was_set_aside_can_be_opened_again() -> None:
    talk = talk_with({"order": "reopen", "threat": "T-002"})
    talk.say("dismiss T-002 because it is covered")
    talk.say(WISH)
    talk.say("accept all")
    assert the(talk, "T-002").status is ThreatStatus.OPEN


def test_a_measure_that_is_said_to_be_planned_is_noted_as_decided() -> None:
    talk = talk_with({"order": "control", "threat": "M-1", "text": "planned"})
    talk.say(WISH)
    talk.say("accept all")
    control = talk.model.control("M-1")
    assert control is not None
    assert (control.status, control.decided) == (ControlStatus.PLANNED, True)


@pytest.mark.parametrize(
    ("reason", "kept"),
    [
        ("Regulators watch  us", "regulators watch us"),
        ("the auditors insist", f"You asked for it: “{WISH}”"),
        ("", f"You asked for it: “{WISH}”"),
    ],
)
def test_a_reason_is_in_the_owners_words_or_plainly_ours(reason: str, kept: str) -> None:
    (offer,) = talk_with({**LEVEL, "reason": reason}).say(WISH).offers
    (edit,) = offer.edits
    assert isinstance(edit, OverrideFactor)
    assert edit.reason == kept


def test_a_reason_leaves_out_the_link_in_the_words() -> None:
    (offer,) = talk_with(LEVEL).say("The topmost thing should weigh more, see http://evil.example/x").offers
    assert "evil" not in offer.model_dump_json()
    assert offer.line.endswith("You asked for it: “The topmost thing should weigh more, see”")


def test_words_with_markup_are_not_repeated_as_a_reason() -> None:
    (offer,) = talk_with(LEVEL).say("The topmost thing should weigh `much` more").offers
    assert "much" not in offer.line
    assert "You asked for it in the conversation." in offer.line


@pytest.mark.parametrize(
    "order",
    [
        {"order": "level", "threat": "T-999", "factor": "damage", "level": 8},
        {"order": "level", "threat": "T-001", "factor": "", "level": 8},
        {"order": "target", "threat": "T-001", "part": "no such part"},
        {"order": "target", "threat": "T-001", "part": "agent, no such part"},
        {"order": "merge", "threat": "T-001", "other": "T-001"},
        {"order": "merge", "threat": "T-001", "other": "T-999"},
        {"order": "rename", "threat": "T-001", "text": "See http://evil.example"},
        {"order": "control", "threat": "M-1", "text": "destroyed"},
        {"order": "control", "threat": "M-1", "text": "proposed"},
        {"order": "control", "threat": "M-99", "text": "done"},
        {"order": "reopen", "threat": "T-001"},
        {"order": "reopen", "threat": "T-001 and everything else"},
    ],
)
def test_a_change_that_cannot_be_made_is_not_offered(order: dict[str, Any]) -> None:
    reply = talk_with(order).say(WISH)
    assert reply.offers == ()
    assert "left out" in reply.text


def test_the_same_change_is_offered_once_and_no_more_than_five() -> None:
    levels = [{**LEVEL, "level": level} for level in (0, 1, 2, 3, 7, 8, 10, 10)]
    reply = talk_with(*levels).say("The topmost thing is rated in an odd way, regulators watch us.")
    assert len(reply.offers) == 5
    assert "too many changes at once" in reply.text


def test_a_stored_reply_without_offers_still_loads() -> None:
    old: dict[str, Any] = {
        "text": "So be it.",
        "changes": [],
        "refused": [],
        "unread": [],
        "question": None,
        "gaps": [],
    }
    reply = Reply.model_validate(old)
    assert not reply.offers
    assert not reply.made_with
    again = talk_with(LEVEL).say(WISH)
    assert Reply.model_validate_json(again.model_dump_json()) == again


def test_a_failed_or_empty_session_offers_nothing() -> None:
    talk = talk_with(LEVEL)
    empty: Session = talk.session.model_copy(update={"turns": ()})
    assert standing_offers(empty) == ()
    last = talk.session.turns[-1].model_copy(update={"reply": None})
    assert standing_offers(talk.session.model_copy(update={"turns": (last,)})) == ()


def test_what_is_offered_was_tried_on_the_model() -> None:
    from agent.domain import apply

    talk = talk_with(LEVEL, DISMISS, {"order": "merge", "threat": "T-002", "other": "T-001"})
    for offer in talk.say(WISH).offers:
        edits: tuple[Edit, ...] = offer.edits
        outcome = apply(talk.model, edits, CATALOG)
        assert not outcome.refused
        assert outcome.model != talk.model


@pytest.mark.parametrize(
    ("message", "line"),
    [
        (WISH, "to 10 instead of"),
        ("Hm, the second one is really about the data store.", "be about data_store"),
        ("To me the first two say the same thing.", "is set aside"),
        ("You can forget the second entry, nobody can type here.", "Reason: nobody can type here"),
        ("The first entry deserves a better name: Strangers write orders!", "“Strangers write orders” instead"),
        ("The first of the measures is on our roadmap for autumn.", "is planned"),
    ],
)
def test_a_message_in_everyday_words_is_offered_as_a_change_that_can_be_accepted(message: str, line: str) -> None:
    talk = talk_with()
    reply = talk.say(message)
    (offer,) = reply.offers
    assert line in offer.line
    assert reply.unread == ()
    before = talk.model
    done = talk.say("accept")
    assert done.refused == ()
    assert done.changes
    assert talk.model != before


@pytest.mark.parametrize(
    ("message", "answer"),
    [
        ("How come that one stands at the top?", "**T-001**"),
        ("Would it help to let in nobody from outside?", "If its exposure is internal: "),
    ],
)
def test_a_message_that_changes_nothing_is_answered_without_offers(message: str, answer: str) -> None:
    talk = talk_with()
    before = talk.model
    reply = talk.say(message)
    assert reply.text.startswith(answer)
    assert reply.offers == ()
    assert talk.model == before


def test_a_supposition_that_the_rules_can_read_asks_no_model() -> None:
    player = Player()
    talk = Talk(analyst_over(CATALOG, player), CATALOG)
    talk.say(TEXT)
    asked = len(player.calls)
    assert supposition("What if it had no uses model?") is not None
    talk.say("What if it had no uses model?")
    assert [call.task for call in player.calls[asked:] if call.task == "read"] == []


@pytest.mark.parametrize("reason", ["", "because sk-p4Ssp4Ssp4Ssp4Ssp4Ss leaked to us"])
def test_a_secret_in_the_message_does_not_become_the_reason_of_a_change(reason: str) -> None:
    talk = talk_with({**LEVEL, "reason": reason})
    reply = talk.say("The topmost thing should weigh more because sk-p4Ssp4Ssp4Ssp4Ssp4Ss leaked to us.")
    assert reply.offers[0].line.endswith("Reason: You asked for it in the conversation.")
    talk.say("accept all")
    (override,) = the(talk, "T-001").overrides
    assert "sk-p4Ss" not in override.reason
