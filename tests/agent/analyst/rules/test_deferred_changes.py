"""What a message says in passing: what adds is taken, what lowers the risk or takes something away is proposed."""

import pytest

from agent.analyst.rules.analyst import RulesAnalyst
from agent.domain import Reading, ThreatModel, apply
from agent.domain.changes.edits import SetFact
from agent.domain.sessions.offer_replies import standing_offers
from agent.domain.sessions.session import Reply
from tests.agent.reading.readings import catalog, session_of, told, turn_of

TRIAGE = "Doctors and patients use a triage chatbot in our hospital. It suggests an urgency level. It runs on GPT-4o."


@pytest.fixture(scope="module")
def analyst() -> RulesAnalyst:
    return RulesAnalyst(catalog())


def drafted(analyst: RulesAnalyst, *said: str) -> ThreatModel:
    model = told(TRIAGE, *said)
    return apply(model, analyst.drafted(model), catalog()).model


@pytest.fixture(scope="module")
def triage(analyst: RulesAnalyst) -> ThreatModel:
    return drafted(analyst)


def set_by(reading: Reading) -> set[str]:
    return {edit.value.fact for edit in reading.edits if isinstance(edit, SetFact)}


def read(say: str, analyst: RulesAnalyst, model: ThreatModel) -> Reading:
    return analyst.read(turn_of(say, 3), session_of(model))


@pytest.mark.parametrize(
    ("say", "fact"),
    [
        ("Actually the nurses always confirm the level before it is used.", "control_human_review"),
        ("Requests are limited to twenty a minute for each user.", "control_rate_limits"),
        ("We log nothing and keep no conversations.", "stores_conversations"),
        ("Everyone signs in with a password and a security key.", "control_strong_login"),
    ],
)
def test_what_lowers_the_risk_waits_for_the_owners_yes(
    say: str, fact: str, analyst: RulesAnalyst, triage: ThreatModel
) -> None:
    reading = read(say, analyst, triage)
    assert fact not in set_by(reading)
    (offer,) = [one for one in reading.offers if any(getattr(edit, "value", None) and edit.value.fact == fact
                for edit in one.edits if isinstance(edit, SetFact))]  # fmt: skip
    assert offer.words in say
    assert offer.after
    assert offer.before
    assert any("waits for your yes" in note for note in reading.notes)
    after = apply(triage, offer.edits, catalog()).model
    assert after.value_of(fact) is not None


@pytest.mark.parametrize(
    ("say", "fact"),
    [
        ("It can also send mails to anyone on its own.", "tools_send_outside"),
        ("Patients can upload photos and files.", "accepts_files"),
        ("It remembers each patient from one conversation to the next.", "long_term_memory"),
    ],
)
def test_what_adds_is_taken_at_once(say: str, fact: str, analyst: RulesAnalyst, triage: ThreatModel) -> None:
    reading = read(say, analyst, triage)
    assert fact in set_by(reading)
    assert not [offer for offer in reading.offers if offer.after]


def test_before_a_draft_everything_is_taken(analyst: RulesAnalyst) -> None:
    reading = read("Requests are limited to twenty a minute for each user.", analyst, told(TRIAGE))
    assert "control_rate_limits" in set_by(reading)


def test_an_answer_is_taken_at_once_though_it_lowers_the_risk(analyst: RulesAnalyst, triage: ThreatModel) -> None:
    from tests.agent.reading.readings import ask

    session = session_of(triage, ask("control_rate_limits"))
    reading = analyst.read(turn_of("Yes, twenty a minute.", 3, question="control_rate_limits"), session)
    assert "control_rate_limits" in set_by(reading)


def test_a_later_sentence_takes_no_choice_from_a_list(analyst: RulesAnalyst, triage: ThreatModel) -> None:
    before = triage.value_of("audience")
    assert isinstance(before, tuple)
    reading = read("Actually the nurses use it as well.", analyst, triage)
    after = apply(triage, reading.edits, catalog()).model.value_of("audience")
    assert isinstance(after, tuple)
    assert set(before) <= set(after)


def test_a_proposal_waits_until_something_changes(analyst: RulesAnalyst, triage: ThreatModel) -> None:
    offer = read("Requests are limited to twenty a minute for each user.", analyst, triage).offers[-1]
    offered = turn_of("…", 1).model_copy(update={"reply": Reply(text="It waits.", offers=(offer,))})
    asked = turn_of("why T-001?", 2).model_copy(update={"reply": Reply(text="Because.")})
    changed = turn_of("It can send mails.", 2).model_copy(update={"reply": Reply(text="Noted.", changes=("It can",))})
    left = turn_of("leave it", 2).model_copy(update={"reply": Reply(text="Left as it is.")})
    session = session_of(triage)
    assert standing_offers(session.model_copy(update={"turns": (offered, asked)})) == (offer,)
    assert standing_offers(session.model_copy(update={"turns": (offered, changed)})) == ()
    assert standing_offers(session.model_copy(update={"turns": (offered, left)})) == ()


def test_a_product_that_is_not_there_denies_nothing_of_its_kind(analyst: RulesAnalyst, triage: ThreatModel) -> None:
    reading = read("We do not use Pinecone.", analyst, triage)
    assert (reading.edits, reading.offers) == ((), ())
    assert any("not in the model" in note for note in reading.notes)


def test_no_access_to_the_internet_says_nothing_of_private_data(analyst: RulesAnalyst, triage: ThreatModel) -> None:
    reading = read("It has no access to the internet.", analyst, triage)
    touched = set_by(reading) | {
        edit.value.fact for offer in reading.offers for edit in offer.edits if isinstance(edit, SetFact)
    }
    assert "tools_read_private" not in touched
    assert "outbound_network" in touched
