"""A waiting question: what answers it closes it, and whatever else is said leaves it standing."""

import pytest

from agent.domain.changes.edits import WaiveFact
from agent.domain.sessions.session import Reply
from tests.agent.reading.commands.hearing import DESK, MAIL, offered, said
from tests.agent.reading.readings import ask, reader, session_of, told, turn_of

CONTROLS = ("control_rate_limits", "control_audit_log", "control_sandbox")


@pytest.mark.parametrize(
    ("fact", "before", "text", "value"),
    [
        ("exposure", "A chatbot answers questions about train times with GPT-4o.", "Whoever has the link.", "public"),
        ("exposure", "A chatbot answers questions about train times with GPT-4o.", "Only our colleagues.", "internal"),
        ("acts_unapproved", MAIL, "An editor has to press send.", False),
        ("acts_unapproved", MAIL, "It does so on its own.", True),
        ("acts_unapproved", MAIL, "Nobody looks at it before.", True),
        ("stores_conversations", DESK, "They are kept for a year.", True),
        ("stores_conversations", DESK, "Everything is wiped when the chat ends.", False),
        ("index_open", DESK, "Just our two writers may change it.", False),
        ("crosses_borders", DESK, "Everything remains in Austria.", False),
        ("crosses_borders", DESK, "It goes to servers overseas.", True),
        ("mixed_permissions", DESK, "Everyone may see all of it.", False),
        ("safety_critical", DESK, "Somebody could be killed.", True),
        ("safety_critical", DESK, "No, nobody could get hurt by that.", False),
        ("multi_tenant", DESK, "Each customer has its own instance.", False),
        ("training", DESK, "We use it off the shelf.", "none"),
        ("decision_autonomy", DESK, "A clerk has the last word.", "advice"),
        ("data_sensitivity", DESK, "Salaries and bank accounts.", "special"),
        ("control_retention_limits", DESK, "After ninety days they are deleted.", True),
        ("control_strong_login", DESK, "Just a password.", False),
        ("control_strong_login", DESK, "We all use passkeys.", True),
        ("control_rate_limits", DESK, "You can ask as much as you like.", False),
        ("control_sandbox", DESK, "It runs in a Docker container.", True),
        ("impact_on_people", DESK, "They could be refused a loan.", "significant"),
        ("model_origin", DESK, "Anthropic runs it for us.", ("hosted_api",)),
    ],
)
def test_everyday_words_answer_the_question_that_waits(fact: str, before: str, text: str, value: object) -> None:
    _, _, after = said(text, before, question=[fact])
    assert after.value_of(fact) == value
    assert not after.waivers


@pytest.mark.parametrize(
    ("text", "yes", "no"),
    [
        ("Only the sandbox.", {"control_sandbox"}, {"control_rate_limits", "control_audit_log"}),
        ("None.", set(), set(CONTROLS)),
        ("All three.", set(CONTROLS), set()),
        ("The second one.", {"control_audit_log"}, set()),
        ("Just the first.", {"control_rate_limits"}, {"control_audit_log", "control_sandbox"}),
        ("The first and the last one, not the second.", {"control_rate_limits", "control_sandbox"},
         {"control_audit_log"}),
        ("A rate limit and logging.", {"control_rate_limits", "control_audit_log"}, set()),
    ],
)  # fmt: skip
def test_a_list_is_answered_by_names_and_places(text: str, yes: set[str], no: set[str]) -> None:
    _, _, after = said(text, MAIL, question=CONTROLS)
    assert {fact for fact in CONTROLS if after.value_of(fact) is True} == yes
    assert {fact for fact in CONTROLS if after.value_of(fact) is False} == no


NOT_KNOWN = ["No idea, sorry.", "I'd have to check with our provider.", "idk", "We don't know that yet.", "hard to say"]
TALK = [
    "Thanks a lot!", "That is great, thank you.", "Hello there", "Nice work.", "ok", "I see.",
    "Hang on a second.", "I have a call at four.", "Sorry for the typos.", "This took me all night.",
    "My boss needs the report by Monday.", "Let's carry on.", "Good question.", "All rights reserved.",
    "The project was started in 2019.", "I like this tool.", "Wait a moment.", "Our lead will join us at ten.",
    "I hope that is enough.", "Let me think.", "bye", "Makes sense.",
]  # fmt: skip
QUESTIONS = [
    "What can I answer here?", "Why does it matter?", "Should we log everything?", "Who reads this?",
    "What is a rate limit?", "Can you read pictures?", "Is it safe to store chats?", "How long will this take?",
    "Which threats are about the wiki?", "What would an attacker do with it?", "Do you speak German?",
    "Is a bot with tools worse than one without?",
]  # fmt: skip


@pytest.mark.parametrize("text", NOT_KNOWN)
def test_not_knowing_lays_the_question_aside(text: str) -> None:
    _, model, after = said(text, DESK, question=["multi_tenant"])
    assert [one.fact for one in after.waivers] == ["multi_tenant"]
    assert after.facts == model.facts


@pytest.mark.parametrize("text", [*TALK, *QUESTIONS])
@pytest.mark.parametrize("question", ["stores_conversations", "training", "technology"])
def test_talk_and_questions_change_nothing_and_leave_the_question_standing(text: str, question: str) -> None:
    asked = ["calls_tools", "plans_steps", "long_term_memory"] if question == "technology" else [question]
    reading, model, after = said(text, DESK, question=asked)
    assert after == model
    assert not any(isinstance(edit, WaiveFact) for edit in reading.edits)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("It also reads the mails of strangers.", "reads_outside_content"),
        ("Besides, it can pay out refunds.", "moves_value"),
        ("Users upload photos of their receipts.", "accepts_files"),
    ],
)
def test_news_is_taken_and_the_question_stands(text: str, fact: str) -> None:
    reading, _, after = said(text, DESK, question=["multi_tenant"])
    assert after.value_of(fact) is True
    assert after.value_of("multi_tenant") is None
    assert not after.waivers
    assert "the question still stands" in offered(reading)


def test_what_is_not_understood_twice_is_told_what_can_be_said() -> None:
    model, question = told(DESK), ask("multi_tenant")
    first = reader().read(turn_of("purple", 2, question=question.id), session_of(model, question))
    assert not first.edits
    assert "stays open" in first.notes[0]
    turn = turn_of("purple", 2, question=question.id).model_copy(update={"reply": Reply(text=first.notes[0])})
    session = session_of(model, question).model_copy(update={"turns": (turn,)})
    second = reader().read(turn_of("violet", 3, question=question.id), session)
    assert not second.edits
    assert "“yes”, “no”, “not sure” or “skip”" in second.notes[0]


@pytest.mark.parametrize(
    "text",
    ["Our rate limits and audit log were added last year, and the help desk writes in French.",
     "By the way, the audit log is quite new."],
)  # fmt: skip
def test_an_aside_says_what_it_says_and_closes_no_list(text: str) -> None:
    reading, _, after = said(text, MAIL, question=CONTROLS)
    assert "still wait" in offered(reading) or "the question still stands" in offered(reading)
    assert not after.waivers
    assert not after.lists
