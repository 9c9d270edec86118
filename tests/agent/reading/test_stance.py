"""How a clause says a thing: negation and its scope, hedges, plans, permissions and comparisons."""

import pytest

from agent.domain import Provenance
from tests.agent.reading.readings import facts_of, read, told

DENIED = [
    ("uses_retrieval", "No retrieval augmented generation is used."),
    ("accepts_files", "Users can never upload files."),
    ("stores_conversations", "We do not keep a record of chats, store prompts or log answers."),
    ("stores_conversations", "Neither prompts nor answers are stored."),
    ("control_rate_limits", "The service runs without rate limits."),
    ("browses_web", "The assistant cannot, under any circumstances, browse the web."),
    ("control_human_review", "Nobody checks the letters."),
    ("uses_language_model", "Language model: none"),
    ("answers_cached", "Caching: no"),
    ("learns_federated", "Federated learning is not used."),
    ("control_sandbox", "The sandbox is disabled."),
    ("long_term_memory", "The assistant has not yet got a long-term memory."),
]
AFFIRMED = [
    ("accepts_files", "We do not fine-tune, but users upload files."),
    ("accepts_files", "There is no login, and users upload files."),
    ("stores_conversations", "The assistant does not browse the web and stores every chat."),
    ("accepts_files", "Users upload files without checking them."),
    ("accepts_files", "Not only staff but also customers upload files."),
    ("control_rate_limits", "No doubt there is a rate limit."),
    ("acts_unapproved", "The agent pays without approval."),
    ("control_rate_limits", "No, there is a rate limit."),
]


@pytest.mark.parametrize(("fact", "sentence"), DENIED)
def test_a_negated_cue_means_no(fact: str, sentence: str) -> None:
    assert facts_of(told(sentence)).get(fact) is False


@pytest.mark.parametrize(("fact", "sentence"), AFFIRMED)
def test_a_negation_ends_with_its_clause(fact: str, sentence: str) -> None:
    assert facts_of(told(sentence)).get(fact) is True


def test_never_without_means_with() -> None:
    assert facts_of(told("The agent never pays without approval."))["acts_unapproved"] is False


def test_a_denied_deed_does_not_deny_what_it_touches() -> None:
    assert "accepts_files" not in facts_of(told("We do not delete uploaded files."))


def test_one_denied_way_does_not_deny_a_broad_fact() -> None:
    assert "tools_write" not in facts_of(told("The assistant has tools. It cannot update tickets."))


@pytest.mark.parametrize(
    "sentence",
    [
        "We may add long-term memory later.",
        "We plan to add long-term memory.",
        "Long-term memory is planned.",
        "Perhaps we will give it a long-term memory in the future.",
        "We are considering a long-term memory.",
        "Next year it gets a long-term memory.",
    ],
)
def test_a_plan_is_not_a_fact_and_is_reported(sentence: str) -> None:
    text = f"Our chatbot answers guests. {sentence}"
    reading = read(text)
    assert "long_term_memory" not in facts_of(told(text))
    assert any("remembers things" in line and "planned" in line for line in reading.unsure)


@pytest.mark.parametrize(
    "sentence",
    [
        "Probably all chats are logged.",
        "I think chats are stored.",
        "Chats might be stored by the provider.",
        "The provider may store chats.",
    ],
)
def test_a_probable_present_is_inferred_and_reported(sentence: str) -> None:
    model = told(sentence)
    kept = model.fact("stores_conversations")
    assert kept is not None
    assert kept.value is True
    assert kept.provenance is Provenance.INFERRED
    assert "inputs or outputs about people are kept" in read(sentence).unsure


@pytest.mark.parametrize(
    "sentence", ["Users may upload files.", "Any member may upload files.", "Guests may then upload files."]
)
def test_a_permission_is_certain(sentence: str) -> None:
    kept = told(sentence).fact("accepts_files")
    assert kept is not None
    assert kept.provenance is Provenance.STATED


BASE = "Our assistant answers customers on the web with a hosted language model."


@pytest.mark.parametrize(
    ("line", "fact"),
    [
        ("Penetration test: to be scheduled", "control_adversarial_testing"),
        ("Rate limits per user: not started.", "control_rate_limits"),
        ("Rate limits per user (planned for Q3)", "control_rate_limits"),
        ("Multi-factor login: TBD", "control_strong_login"),
        ("Audit logging - to be added", "control_audit_log"),
        ("**Input validation**: not yet implemented.", "control_input_screening"),
    ],
)
def test_a_control_whose_line_ends_with_how_far_it_is_does_not_count(line: str, fact: str) -> None:
    assert fact not in facts_of(told(f"{BASE}\n\n- {line}\n"))


@pytest.mark.parametrize("line", ["Rate limits per user: in place.", "Rate limits per user: 100 calls a day (hard)."])
def test_a_control_whose_line_ends_otherwise_counts(line: str) -> None:
    assert facts_of(told(f"{BASE}\n\n- {line}\n"))["control_rate_limits"] is True
