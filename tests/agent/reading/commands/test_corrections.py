"""Corrections are taken, contradictions are asked back with an offer, slips of the pen are understood."""

import pytest

from agent.domain import Reading, Session, ThreatModel
from agent.domain.sessions.session import Reply
from agent.reading.text.spelling import Speller
from tests.agent.reading.commands.hearing import DESK, MAIL, TRIAGE, offered, said
from tests.agent.reading.readings import catalog, reader, session_of, told, turn_of


@pytest.mark.parametrize(
    ("before", "text", "fact", "value"),
    [
        ("All chats are kept.", "Sorry, chats are not kept.", "stores_conversations", False),
        ("All chats are kept.", "I was mistaken: chats are never kept.", "stores_conversations", False),
        ("Users cannot upload files.", "Users can upload files after all.", "accepts_files", True),
        ("Requests are limited for each user.", "I mixed that up, requests are not limited.",
         "control_rate_limits", False),
        ("Anyone on the internet can use it.", "Correction: only our own staff can use it.", "exposure", "internal"),
        ("We fine-tuned the model on our tickets.", "Scratch that, the model is used as it comes.", "training", "none"),
        ("It remembers users across conversations.", "Wrong, it remembers nothing across conversations.",
         "long_term_memory", False),
        ("Users upload photos.", "I misspoke, nobody can upload anything.", "accepts_files", False),
        ("Personal data go to the United States.", "Actually, no personal data leave the country.",
         "crosses_borders", False),
        ("Requests are limited for each user.", "On reflection, requests are not limited.",
         "control_rate_limits", False),
    ],
)  # fmt: skip
def test_a_correction_is_taken_and_told(before: str, text: str, fact: str, value: object) -> None:
    reading, model, after = said(text, DESK, before)
    assert model.value_of(fact) not in (None, value)
    assert after.value_of(fact) == value
    assert "changed as you say" in offered(reading)


@pytest.mark.parametrize(
    ("before", "text", "fact"),
    [
        ("All chats are kept.", "Chats are never kept.", "stores_conversations"),
        ("Users upload photos.", "Nobody can upload anything.", "accepts_files"),
        ("Requests are limited for each user.", "Requests are not limited.", "control_rate_limits"),
        ("Personal data go to the United States.", "No personal data leave the country.", "crosses_borders"),
    ],
)
def test_a_bare_contradiction_shows_both_words_and_offers_the_newer(before: str, text: str, fact: str) -> None:
    reading, model, after = said(text, DESK, before)
    assert after.value_of(fact) == model.value_of(fact)
    note = next(note for note in reading.notes if "Which holds?" in note)
    assert before.rstrip(".") in note
    assert text.rstrip(".") in note
    (offer,) = [offer for offer in reading.offers if offer.newer]
    assert offer.line.startswith("The newer holds: ")


def answered(text: str) -> tuple[Reading, ThreatModel]:
    reading, _, after = said("Chats are never kept.", DESK, "All chats are kept.")
    turn = turn_of("Chats are never kept.", 3)
    turn = turn.model_copy(update={"reply": Reply(text="Which holds?", offers=reading.offers)})
    session: Session = session_of(after).model_copy(update={"turns": (turn,)})
    return reader().read(turn_of(text, 4), session), after


@pytest.mark.parametrize(
    "text",
    ["the second one", "Take the newer one.", "the latter is right", "I'd go with the new one", "accept",
     "What I said last holds.", "the later statement counts"],
)  # fmt: skip
def test_the_newer_word_is_taken_where_it_is_chosen(text: str) -> None:
    reading, _ = answered(text)
    values = [edit.value.value for edit in reading.edits if edit.edit == "set_fact"]
    assert values[:1] == [False]


@pytest.mark.parametrize(
    "text",
    ["the first one", "keep the earlier one", "The former is correct.", "leave it", "stick with the old one",
     "What I said first holds."],
)  # fmt: skip
def test_the_earlier_word_stays_where_it_is_chosen(text: str) -> None:
    reading, _ = answered(text)
    assert reading.edits == ()
    assert "Left as it is" in reading.notes[0]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Actually the nurses always check the level first.", ("professionals", "vulnerable_people")),
        ("Only nurses use it.", None),
    ],
)
def test_a_correction_takes_nobody_off_a_list_unless_it_says_so(text: str, kept: tuple[str, ...] | None) -> None:
    _, model, after = said(text, TRIAGE)
    assert model.value_of("audience") == ("professionals", "vulnerable_people")
    assert kept is None or after.value_of("audience") == kept


def test_the_owners_word_goes_before_that_of_a_document() -> None:
    reading = reader().read(turn_of("Anyone on the internet can use the chatbot.", source="notes.txt"), session_of())
    assert reading.document == "notes.txt"
    model = told(DESK)
    held = tuple(one for one in model.facts if one.fact != "exposure")
    filed = next(edit.value for edit in reading.edits if edit.edit == "set_fact" and edit.value.fact == "exposure")
    model = model.model_copy(update={"facts": (*held, filed)})
    own = reader().read(turn_of("Only our own staff can use it.", 2), session_of(model))
    values = {edit.value.fact: edit.value.value for edit in own.edits if edit.edit == "set_fact"}
    assert values["exposure"] == "internal"


@pytest.mark.parametrize(
    ("before", "text", "fact", "value"),
    [
        (DESK, "we dont store any mesages", "stores_conversations", False),
        (DESK, "usres can uplod files", "accepts_files", True),
        (DESK, "it remembrs users acros conversations", "long_term_memory", True),
        (DESK, "ther is no rate limitt", "control_rate_limits", False),
        (DESK, "the answrs are screnned before anybody sees them", "control_output_screening", True),
        (DESK, "it proceses helth data", "data_sensitivity", "special"),
        (MAIL, "a persn confirms every mail befor it is sent", "acts_unapproved", False),
        (MAIL, "a manger aproves every payment", "acts_unapproved", False),
        ("A chatbot answers questions about train times with GPT-4o.", "anybdy on the intrenet can use it",
         "exposure", "public"),
        (DESK, "we fine-tunned the model ourselves", "training", "tuned"),
    ],
)  # fmt: skip
def test_slips_of_the_pen_are_understood_and_quoted_as_typed(before: str, text: str, fact: str, value: object) -> None:
    reading, _, _ = said(text, before)
    kept = next((edit.value for edit in reading.edits if edit.edit == "set_fact" and edit.value.fact == fact), None)
    asked = fact in {edit.value.fact for offer in reading.offers for edit in offer.edits if edit.edit == "set_fact"}
    assert asked or (kept is not None and kept.value == value)
    assert kept is None or all(quote.text in text for quote in kept.quotes if quote.turn == 2)


@pytest.mark.parametrize(
    "text",
    ["We also use Langfusey for tracing.", "Wir speichern keine Nachrichten und der Bot ist intern.",
     "The guideline is to improvise.", "Write to ops@exampel.org.", "Chatbots and reranking are used."],
)  # fmt: skip
def test_names_known_words_and_other_languages_are_not_mended(text: str) -> None:
    assert Speller(catalog()).mended(text) == text


def test_the_words_of_names_in_the_model_are_not_mended() -> None:
    assert Speller(catalog()).mended("we dropped tikets", ["tikets"]) == "we dropped tikets"


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("[x] rate limit\n[ ] sandbox", "control_rate_limits", True),
        ("- sandbox: no\n- audit log: yes", "control_sandbox", False),
        ("Red teaming - done", "control_adversarial_testing", True),
        ("- no memory\n- no tools", "long_term_memory", False),
        ("Can it open web pages? Yes.", "browses_web", True),
        ("Does it remember users across conversations? No.", "long_term_memory", False),
        ("MFA: yes", "control_strong_login", True),
        ("Chat history: off", "stores_conversations", False),
        ("DPIA: done", "control_privacy_assessment", True),
        ("Kill switch: in place", "control_incident_plan", True),
    ],
)
def test_lines_of_a_list_say_yes_and_no(text: str, fact: str, value: bool) -> None:
    _, _, after = said(text, DESK)
    assert after.value_of(fact) is value


@pytest.mark.parametrize(
    "text",
    [
        "Roadmap:\n- memory\n- payments",
        "Planned features:\n* voice input\n* uploads of photos",
        "Known risks:\n- prompt injection\n- leaked API keys",
        "Recommendations:\n- rate limit all users\n- log all requests",
        "To do:\n1. screen the input\n2. pin packages",
        "Out of scope:\n- mobile app\n- Slack",
        "Next steps:\n- red teaming\n- audit log",
        "Ideas:\n- an agent that books flights",
        "Open questions:\n- do we keep chats\n- who owns it",
        "[ ] rate limit\n[ ] audit log",
    ],
)
def test_under_some_headings_nothing_is_so(text: str) -> None:
    _, model, after = said(text, DESK)
    assert after == model


def test_what_the_system_is_for_is_kept_as_it_was_typed() -> None:
    model = told("Vets sendd what they see on a horse to our bot, wich runs on GPT-4o and answers in a minute.")
    assert model.system.purpose == (
        "Vets sendd what they see on a horse to our bot, wich runs on GPT-4o and answers in a minute."
    )
