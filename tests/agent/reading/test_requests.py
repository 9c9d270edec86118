"""What owners ask of the threat model: suppositions, orders in everyday words, and what is left for a model."""

import pytest

from agent.analyst.rules.analyst import RulesAnalyst
from agent.domain import SYSTEM, ControlStatus, Edit, Reading, ThreatModel, ThreatStatus, Wish
from agent.domain.changes.edits import (
    DecideControl,
    DecideThreat,
    OverrideFactor,
    PutComponent,
    Remove,
    RewordThreat,
    SetFact,
)
from agent.domain.sessions.session import Topic
from agent.reading.commands.requests import asks, is_aside, is_request, supposition
from knowledge.vocabulary import DreadFactor
from tests.agent.analyst.llm.playing import Talk
from tests.agent.builders import a_model
from tests.agent.reading.readings import ask, catalog, reader, session_of, told, turn_of
from tests.counting import calls, growth

SHOP = (
    "Our shop assistant answers customers on the website. It uses a hosted language model, a web search tool and a "
    "mobile app, and it pays refunds through the payment API."
)


def heard(text: str, model: ThreatModel, source: str = "") -> Reading:
    return reader().read(turn_of(text, 2, source=source), session_of(model, ask("exposure")))


@pytest.fixture(scope="module")
def talk() -> Talk:
    drafted = Talk(RulesAnalyst(catalog()), catalog())
    drafted.say(SHOP)
    return drafted


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("What if we drop the web search?", "we drop the web search"),
        ("and what would happen if it were internal only", "it were internal only"),
        ("Suppose that a person approves refunds.", "a person approves refunds"),
        ("without the web search, what would remain?", "We no longer use the web search"),
        ("If it were internal, which threats would go?", "it were internal"),
        ("What would change if we\u2019d stop using it?", "we'd stop using it"),
        ("We suppose that users are staff.", None),
        ("The customers ask what if questions.", None),
        ("What is the worst threat?", None),
        ("What if " + "x" * 500, None),
    ],
)
def test_a_supposition_is_told_from_a_statement(text: str, statement: str | None) -> None:
    assert supposition(text) == statement


@pytest.mark.parametrize(
    "text",
    ["What if we drop the web search?", "what happens if we got rid of the web search tool?",
     "without web search, what would remain?", "Suppose we no longer had the web search"],
)  # fmt: skip
def test_dropping_a_part_tells_which_threats_would_fall_away(talk: Talk, text: str) -> None:
    before = talk.session
    reply = talk.say(text)
    assert reply.text.startswith("If the web search tool were gone and it does not open web pages: ")
    assert "would go: **T-" in reply.text
    assert "Nothing has been changed by asking." in reply.text
    assert talk.model == before.model
    assert reply.changes == ()
    assert talk.session.question == before.question
    talk.session = before


def test_a_head_that_means_all_of_a_kind_takes_only_the_named_part_away(talk: Talk) -> None:
    edits = heard("what if we remove the web search tool?", talk.model).supposed
    assert edits[0].edit == "remove"
    assert "calls_tools" not in {edit.value.fact for edit in edits if isinstance(edit, SetFact)}


def test_what_was_said_before_does_not_stand_against_a_supposition(talk: Talk) -> None:
    reading = heard("Suppose only our own staff could use it", talk.model)
    assert reading.wish is Wish.WHAT_IF
    assert reading.edits == ()
    assert reading.notes == ()
    values = {edit.value.fact: edit.value.value for edit in reading.supposed if isinstance(edit, SetFact)}
    assert values["exposure"] == "internal"


def test_what_holds_already_is_said_to_hold(talk: Talk) -> None:
    before = talk.session
    assert talk.say("What if it used a hosted language model?").text.startswith(
        "As far as I know this system, that is how it is already"
    )
    talk.session = before


def test_a_supposition_nobody_can_read_is_not_taken_as_a_fact_and_the_question_stays(talk: Talk) -> None:
    before = talk.session
    reading = heard("What if the moon fell down?", talk.model)
    assert (reading.edits, reading.supposed, reading.wish) == ((), (), Wish.NONE)
    assert reading.unread == ("What if the moon fell down?",)
    assert reading.notes == ()
    assert talk.session == before


def test_a_file_supposes_and_asks_nothing() -> None:
    reading = heard("What if it is internal only?", ThreatModel(), source="notes.txt")
    assert (reading.wish, reading.supposed) == (Wish.NONE, ())


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("make T-007 about the mobile app", RewordThreat(threat="T-007", targets=("C-1",))),
        ("T-007 should be about the mobile app", RewordThreat(threat="T-007", targets=("C-1",))),
        ("say measure M-4 is planned", DecideControl(control="M-4", status=ControlStatus.PLANNED)),
        ("we plan M-4 for next month",
         DecideControl(control="M-4", status=ControlStatus.PLANNED, reason="for next month")),
        ("T-004 does not apply because we have no cameras",
         DecideThreat(threat="T-004", status=ThreatStatus.DISMISSED, reason="we have no cameras")),
        ("T-4 is not relevant here: test data only",
         DecideThreat(threat="T-004", status=ThreatStatus.DISMISSED, reason="test data only")),
        ("The damage of T-003 is really 9, because we lose money",
         OverrideFactor(threat="T-003", factor=DreadFactor.DAMAGE, level=9, reason="because we lose money")),
    ],
)  # fmt: skip
def test_orders_in_everyday_words_become_their_edits(text: str, edit: Edit) -> None:
    model = told("Guests use our mobile app, which asks a language model.")
    (made,) = heard(text, model).edits
    assert made.edit == edit.edit
    left, right = made.model_dump(), edit.model_dump()
    assert str(left.pop("reason", "")).strip() in str(right.pop("reason", ""))
    assert left == right


@pytest.mark.parametrize(
    ("text", "gone", "kept"),
    [("merge T-003 into T-002", "T-003", "T-002"), ("merge T-002 and T-003", "T-003", "T-002"),
     ("T-003 is the same as T-002", "T-003", "T-002")],
)  # fmt: skip
def test_two_threats_are_merged_and_the_parts_of_both_are_named(talk: Talk, text: str, gone: str, kept: str) -> None:
    before = talk.session
    targets = {one for threat in talk.model.threats if threat.id in (gone, kept) for one in threat.targets}
    talk.say(text)
    merged, aside = talk.model.threat(kept), talk.model.threat(gone)
    assert merged is not None
    assert aside is not None
    assert targets <= {*merged.targets, SYSTEM}
    assert (aside.status, merged.status) == (ThreatStatus.DISMISSED, ThreatStatus.OPEN)
    talk.session = before


def test_a_merge_with_what_is_not_there_is_answered(talk: Talk) -> None:
    reading = heard("merge T-002 and T-999", talk.model)
    assert reading.edits == ()
    assert "name two that are listed" in reading.notes[0]


def test_how_come_asks_why(talk: Talk) -> None:
    reading = heard("how come T-002 is there?", talk.model)
    assert (reading.wish, reading.about) == (Wish.WHY_THREAT, "T-002")


def test_a_new_title_and_new_parts_are_told_as_changes(talk: Talk) -> None:
    before = talk.session
    assert talk.say("rename T-002 to Tricked by typing").changes[0].endswith("now called “Tricked by typing”")
    assert "now about mobile app" in talk.say("make T-002 about the mobile app").changes[0]
    talk.session = before


@pytest.mark.parametrize(
    "text",
    [
        "merge these two",
        "Make the second one worse.",
        "T-003 should be worse",
        "Why is that so bad?",
        "The second one is really about something else.",
        "the first two say the same",
        "Forget the second one.",
    ],
)
def test_a_request_that_is_not_understood_is_said_so_and_leaves_the_question_open(talk: Talk, text: str) -> None:
    assert is_request(text)
    reading = heard(text, talk.model)
    assert reading.unread == (text,)
    assert reading.edits == ()
    assert not any("not asked again" in note for note in reading.notes)


@pytest.mark.parametrize("text", ["Also, a nightly job runs.", "We also keep logs.", "Oh, also there is a printer."])
def test_what_is_added_beside_the_question_leaves_it_standing(talk: Talk, text: str) -> None:
    assert is_aside(text)
    reading = reader().read(turn_of(text, 2, question="exposure"), session_of(talk.model, ask("exposure")))
    assert any("still stands" in note for note in reading.notes)
    assert not any(edit.edit == "waive_fact" for edit in reading.edits)


@pytest.mark.parametrize("text", ["Make-up artists use it.", "Our T-shirts are printed from pictures.", SHOP])
def test_a_statement_is_no_request(text: str) -> None:
    assert not is_request(text)


def test_removing_for_good_is_another_thing_than_supposing() -> None:
    model = told(SHOP)
    part = next(one for one in model.components if "search" in one.name)
    assert heard(f"remove {part.id}", model).edits[0] == Remove(id=part.id)


@pytest.mark.parametrize(
    "pattern",
    ["what if ", "if a, ", "without x ", "if if a ", "suppose that that ", "make it ", "we drop ", "remove a and is ",
     "we use x not y ", "it is now not ", "from a to b from ", "merge a and ", "call a b ", "(", "what "],
)  # fmt: skip
def test_a_text_made_to_take_long_takes_no_more_calls_than_its_length_allows(pattern: str) -> None:
    def hear(size: int) -> None:
        text = (pattern * size)[:size]
        supposition(text)
        is_request(text)
        heard(text, ThreatModel())

    hear(20)
    assert calls(lambda: hear(200)) < 400_000
    assert growth(hear, 400) < 3.5
    assert supposition(pattern * 12_000) is None
    assert not is_request(pattern * 12_000)


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("Has a database of customers and sends invoices by itself", "acts_unapproved", True),
        ("Is a chatbot for our customers on GPT-4o", "uses_language_model", True),
        ("does our bookkeeping with Claude and posts to SAP", "uses_language_model", True),
        ("What is kept: names and e-mail addresses", "data_sensitivity", "personal"),
        ("How long chats are kept: 30 days", "stores_conversations", True),
        ("What is stored is encrypted.", "has_encrypt_models_and_data_at_rest", True),
    ],
)
def test_what_begins_like_a_question_may_tell(text: str, fact: str, value: object) -> None:
    assert not asks(text)
    assert told(text).value_of(fact) == value


@pytest.mark.parametrize(
    "text",
    ["is the chatbot safe", "are our chats safe", "what can the chatbot leak", "does it keep chats", "How sure is it?",
     "could an employee read them", "who can see the chats"],
)  # fmt: skip
def test_a_question_needs_no_mark(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Can we get it as a PDF?", Topic.EXPORT),
        ("Where do I get the report?", Topic.EXPORT),
        ("How do I get two pages?", Topic.EXPORT),
        ("How can I save this?", Topic.EXPORT),
        ("Can we get sued for this?", None),
        ("How can we get hacked?", None),
        ("How can we save money on this?", None),
    ],
)
def test_who_asks_what_can_be_got_does_not_always_mean_files(text: str, topic: Topic | None) -> None:
    assert heard(text, told("A chatbot for our customers runs on GPT-4o.")).topic is topic


@pytest.mark.parametrize(
    "text",
    ["What if a person approves each payment?", "what if two colleagues approve every payment",
     "suppose a clerk reviews each application before it is sent", "what if a manager signs off each refund",
     "what if someone had to check every order before it is paid"],
)  # fmt: skip
def test_a_safeguard_that_is_supposed_raises_no_score_and_supposes_nothing_else(talk: Talk, text: str) -> None:
    reading = heard(text, talk.session.model)
    supposed = RulesAnalyst(catalog()).suppose(talk.session.model, reading.supposed)
    assert reading.wish is Wish.WHAT_IF
    assert supposed.lower
    assert not supposed.higher
    facts = [edit.value for edit in reading.supposed if isinstance(edit, SetFact) and edit.value.quotes]
    assert facts
    assert len(facts) == len(reading.supposed), "no part and no other fact comes along"
    assert all(catalog().facts[one.fact].guards(one.value) for one in facts)


def test_what_is_supposed_beside_a_safeguard_stays(talk: Talk) -> None:
    reading = heard("what if a person approves each payment and we use Kafka", talk.session.model)
    assert any(isinstance(edit, PutComponent) and edit.component.name == "Kafka" for edit in reading.supposed)


def test_a_weaker_safeguard_than_the_one_that_stands_is_not_supposed() -> None:
    model = a_model({"decision_autonomy": "advice"})
    reading = heard("what if a nurse checks every answer", model)
    assert "decision_autonomy" not in {edit.value.fact for edit in reading.supposed if isinstance(edit, SetFact)}
