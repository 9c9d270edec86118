"""Terse descriptions as people feed them: deeds of agents, questions with short answers, words with two senses."""

import pytest

from agent.domain import Provenance
from tests.agent.reading.readings import facts_of, told


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        ("Can the bot send mails to customers? No.", "tools_send_outside", False),
        ("Does the assistant keep the conversations? Yes, for a year.", "stores_conversations", True),
        ("Can users upload files? No, never.", "accepts_files", False),
        ("Ann: can users upload files?\nBen: yes, PDFs.", "accepts_files", True),
        ("Q: Are conversations stored?\nA: No.", "stores_conversations", False),
    ],
)
def test_a_question_and_its_short_answer_state_something(text: str, fact: str, value: bool) -> None:
    assert facts_of(told(text)).get(fact) is value


@pytest.mark.parametrize(
    "text",
    ["Can users upload files? We have not decided.", "Are conversations stored? Who knows.", "Can it send mails?"],
)
def test_a_question_that_nobody_answers_states_nothing(text: str) -> None:
    assert not {"accepts_files", "stores_conversations", "tools_send_outside"} & set(facts_of(told(text)))


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("A bot merges pull requests by itself when the tests pass.", "tools_write"),
        ("The agent executes the query straight away against our warehouse.", "tools_write"),
        ("An LLM agent runs the test suite on our build server.", "shell_access"),
        ("The assistant can forward emails.", "tools_send_outside"),
        ("An agent cancels orders without approval.", "plans_steps"),
        ("Link your calendar and it finds free slots.", "calls_tools"),
        ("The bot refunds customers, no clicks needed.", "acts_unapproved"),
        ("Your companion talks with you about everything and never forgets a thing.", "long_term_memory"),
    ],
)
def test_terse_deeds_of_agents_are_read(text: str, fact: str) -> None:
    assert facts_of(told(text)).get(fact) is True


@pytest.mark.parametrize(
    "text",
    [
        "GET /live answers with liveness.",
        "The liveness endpoint needs no login.",
        "Kubernetes restarts the pod when liveness fails.",
        "Readiness and liveness are served on port 8080.",
        "We log liveness every minute.",
    ],
)
def test_health_checks_are_no_faces(text: str) -> None:
    seen = {"checks_identity_biometrically", "sees_images", "physical_sensors"}
    assert not seen & set(facts_of(told(f"It predicts arrival times. {text}")))


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("Rate limiting is only recommended; we have none.", "control_rate_limits"),
        ("A sandbox is merely suggested; there is none.", "control_sandbox"),
        ("An audit log was only proposed.", "control_audit_log"),
        ("Two-factor login is still only on paper.", "control_strong_login"),
        ("The approval step is usually skipped.", "control_human_review"),
    ],
)
def test_what_is_only_recommended_or_skipped_is_no_control(text: str, fact: str) -> None:
    assert facts_of(told(text)).get(fact) is not True


@pytest.mark.parametrize("other", ["second", "further", "additional", "separate", "third"])
def test_no_second_model_is_no_denial_of_the_first(other: str) -> None:
    kept = told("A language model writes the answers.", f"There is no {other} language model.").fact(
        "uses_language_model"
    )
    assert kept is not None
    assert (kept.value, kept.provenance) == (True, Provenance.STATED)


@pytest.mark.parametrize(
    "place",
    [
        "through the vendor's API", "over the provider's API", "as a managed service", "hosted by its maker",
        "via the Mistral API",
    ],
)  # fmt: skip
def test_an_open_family_that_its_vendor_hosts_is_not_downloaded(place: str) -> None:
    known = facts_of(told(f"The bot uses Mistral Large {place}."))
    assert not known.get("design_published")
    assert not known.get("model_files_loaded")
