"""The context of a statement: what was, is to come, is advised, feared, supposed or said of others is no fact."""

from functools import cache

import pytest
from pydantic import ValidationError

from agent.domain import Provenance, ThreatModel
from agent.reading.facts import CONTROL
from agent.reading.text.context import Saying, sayings_of
from agent.reading.text.context_table import ContextTable, cues
from agent.reading.text.cues import CueBank
from agent.reading.text.sentences import sentences_of
from agent.reading.text.stances import Stance
from tests.agent.reading.readings import catalog, facts_of, told

DESK = "A support chatbot for our customers runs on GPT-4o and looks up our help pages."

PAST = [
    "Up to last summer we logged all questions.",
    "The bot used to send e-mails by itself.",
    "Previously, staff approved each answer.",
    "An earlier version could run shell commands.",
    "In 2022 it was open to anyone on the internet.",
    "Before the migration, users uploaded pictures.",
    "During the pilot a clerk checked every answer.",
    "Back then it ran on Llama.",
    "Months ago it kept a memory of each user.",
    "We once used Pinecone.",
    "Before it, handlers typed the invoices of strangers by hand, which took eleven minutes.",
    "Until now the team sorted mails from applicants by hand.",
    "Clerks entered each patient record by hand.",
    "Before the launch, users uploaded photos.",
    "Everyone copied passwords from mails by hand.",
]
PLANNED = [
    "Next spring the bot gets a long-term memory.",
    "We are going to add two-factor login.",
    "A rate limit is scheduled for March.",
    "Payments are on the backlog.",
    "Soon customers can upload pictures.",
    "In version 3 it will send e-mails to anyone.",
    "We intend to put all keys in a vault.",
    "An audit log is under construction.",
    "Red teaming starts in September.",
    "A human review has been requested.",
]
REJECTED = [
    "We looked into Weaviate and decided against it.",
    "A long-term memory was proposed and turned down.",
    "Uploads were considered; we said no.",
    "MCP servers were ruled out by our security team.",
    "A bigger Llama was rejected by our engineers.",
    "Face recognition was discussed but we gave the idea up.",
    "We could have trained our own model.",
    "Qdrant was far too expensive.",
    "We thought about letting it pay refunds.",
    "Out of scope: the agent that books hotels.",
]
ADVISED = [
    "We should encrypt the logs and limit requests per user.",
    "Enable two-factor login for all users.",
    "It is advisable to screen every prompt.",
    "The auditors require us to log every tool call.",
    "You ought to keep the keys in a vault.",
    "TODO: add a rate limit.",
    "Good practice is to run generated code in a sandbox.",
    "Ideally a person approves each answer.",
    "Recommendations: pin all packages, log every request.",
    "A rate limit still has to be implemented.",
]
SUPPOSED = [
    "Suppose the bot could book flights.",
    "What if users could upload files?",
    "If we ever let it pay refunds, a person would approve them.",
    "Imagine it remembers every customer.",
    "Let us assume that it runs on our own servers.",
    "In theory it could open web pages.",
    "If someone uploaded a picture, it would be scanned.",
    "Assuming it could run shell commands, what happens?",
    "It would be dangerous to give it shell access.",
    "For the sake of argument, anyone on the internet can use it.",
]
OTHERS = [
    "A competitor stores every chat for ten years.",
    "Most shops let their bots send e-mails.",
    "At my last company the agent could run shell commands.",
    "Many vendors fine-tune Llama on the tickets of their customers.",
    "According to a newspaper, a bot paid out refunds by itself.",
    "One of our suppliers keeps a memory of each user.",
    "I read that attackers used a cloned voice.",
    "Our sister company uses Pinecone and an MCP server.",
    "Unlike rival products with long-term memory, it forgets.",
    "Google offers a speech model for that.",
]
ATTACKS = [
    "An attacker might upload poisoned files.",
    "Hackers could make it run shell commands.",
    "There is a risk of training data being poisoned.",
    "The model weights could be stolen.",
    "It is vulnerable to prompt injection in web pages.",
    "We are worried about agents that delete our database.",
    "Somebody could trick it into paying refunds.",
    "Malicious users may try to poison the vector store.",
    "The nightmare scenario is a bot that mails our customer list.",
    "Attack: upload a picture with hidden orders.",
]
OTHER_THINGS = [
    "The server has 64 GB of memory.",
    "The probe checks the liveness of the container.",
    "Real estate agents sit in the office next door.",
    "The traffic signal in front of the office is broken.",
    "We build a new base image every week.",
    "The tree shows each folder with its children.",
    "A RabbitMQ consumer was restarted.",
    "A security review of MCP servers was written by a consultant.",
    "The team chats about it on Slack.",
    "The parent process forks.",
]
NO_CONTROL = [
    ("control_rate_limits", "The rate limiter was turned off in May."),
    ("control_audit_log", "Nothing is logged."),
    ("control_human_review", "No person looks at the answers, and nobody reviews them."),
    ("control_sandbox", "The code runs without a sandbox."),
    ("control_incident_plan", "There is no incident plan yet."),
    ("control_strong_login", "We do not have two-factor login."),
    ("control_spending_cap", "A spending cap is not in place."),
    ("control_bias_testing", "It has never been tested for bias."),
    ("control_secret_store", "We have no vault."),
    ("control_named_owner", "Nobody is responsible for it."),
]
DENIED = [
    ("long_term_memory", "It lacks a long-term memory."),
    ("browses_web", "It never opens web pages."),
    ("accepts_files", "We no longer let users upload files."),
    ("stores_conversations", "Chats are not stored, and neither are they logged."),
    ("hears_speech", "Speech recognition has been removed."),
    ("uses_tool_servers", "It works free of MCP servers."),
    ("sees_images", "It can neither see images nor read scans."),
    ("checks_identity_biometrically", "Face recognition? No, we use a PIN instead of face recognition."),
    ("learns_federated", "Federated learning - not used"),
    ("shell_access", "Some agents get shell access; ours does not."),
]
STILL_SO = [
    ("stores_conversations", "We do not just answer, we store every chat."),
    ("control_rate_limits", "There is no doubt that a rate limit is in place."),
    ("control_audit_log", "As recommended by the consultants, every request is logged."),
    ("control_audit_log", "Unlike our competitors, we log every request."),
    ("control_rate_limits", "Each caller may send no more than 20 requests a minute, a rate limit."),
    ("tools_send_outside", "The bot calls tools and already sends e-mails to customers; voice will come later."),
    ("control_adversarial_testing", "A red team attacks it every quarter."),
    ("control_human_review", "A clerk has to approve each letter."),
    ("accepts_files", "If a customer sends a form, it can upload files."),
    ("control_audit_log", "We followed the advice and log every request."),
    ("control_human_review", "Before a reply goes out, a clerk has to approve it."),
    ("accepts_files", "Users upload files that are entered by hand."),
]


@cache
def before() -> ThreatModel:
    return told(DESK)


def newly_said(sentence: str) -> set[str]:
    """What a sentence adds as so: values other than a no, parts and people by name."""
    old, new = before(), told(DESK, sentence)
    known = facts_of(old)
    facts = {
        f"{kept.fact}={kept.value}"
        for kept in new.facts
        if kept.provenance is Provenance.STATED and kept.value is not False and known.get(kept.fact) != kept.value
    }
    return facts | names_in(new) - names_in(old)


def names_in(model: ThreatModel) -> set[str]:
    return {part.name for part in model.components} | {actor.name for actor in model.actors}


@pytest.mark.parametrize("sentence", PAST)
def test_what_was_is_no_fact(sentence: str) -> None:
    assert newly_said(sentence) == set()


@pytest.mark.parametrize("sentence", PLANNED)
def test_what_is_to_come_is_no_fact(sentence: str) -> None:
    assert newly_said(sentence) == set()


@pytest.mark.parametrize("sentence", REJECTED)
def test_what_was_not_chosen_is_no_fact(sentence: str) -> None:
    assert newly_said(sentence) == set()


@pytest.mark.parametrize("sentence", ADVISED)
def test_advice_is_no_fact(sentence: str) -> None:
    assert newly_said(sentence) == set()


@pytest.mark.parametrize("sentence", SUPPOSED)
def test_a_supposition_is_no_fact(sentence: str) -> None:
    assert newly_said(sentence) == set()


@pytest.mark.parametrize("sentence", OTHERS)
def test_what_others_do_is_no_fact(sentence: str) -> None:
    assert newly_said(sentence) == set()


@pytest.mark.parametrize("sentence", ATTACKS)
def test_a_feared_attack_is_no_fact_but_for_who_is_feared(sentence: str) -> None:
    feared = {"likely_attackers=('criminals',)"} if sentence.startswith("Hackers") else set()
    assert newly_said(sentence) == feared


@pytest.mark.parametrize("sentence", OTHER_THINGS)
def test_a_word_that_means_another_thing_is_no_fact_but_for_people(sentence: str) -> None:
    people = {"estate agents"} if sentence.startswith("Real estate agents") else set()
    assert newly_said(sentence) == people


@pytest.mark.parametrize(("fact", "sentence"), NO_CONTROL + DENIED)
def test_what_is_denied_or_gone_is_known_not_to_be_so(fact: str, sentence: str) -> None:
    assert facts_of(told(DESK, sentence)).get(fact) is False


@pytest.mark.parametrize(("fact", "sentence"), STILL_SO)
def test_words_that_only_look_like_a_cue_change_nothing(fact: str, sentence: str) -> None:
    assert facts_of(told(DESK, sentence)).get(fact) is True


def test_a_denied_deed_leaves_what_it_touches_in_being() -> None:
    model = told("The assistant answers questions about the contracts in our archive. It never deletes them.")
    assert facts_of(model).get("uses_retrieval") is not False
    kept = told("We have a PostgreSQL database.", "The bot does not write to the PostgreSQL database.")
    assert "PostgreSQL database" in {part.name for part in kept.components}


def meaning_in(sentence: str, cue: str, outer: Stance = Stance.NOW) -> tuple[Stance, bool]:
    """How a cue is meant in a sentence of one clause."""
    parted = sentences_of(sentence)[0]
    placed = type(parted)(parted.text, parted.start, parted.clauses, outer)
    saying: Saying = sayings_of((placed,))[0]
    found = CueBank([(cue, True)]).find(saying.clause.texts)[0]
    meaning = saying.meaning(found)
    return meaning.stance, meaning.holds


@pytest.mark.parametrize(
    ("outer", "sentence", "stance"),
    [
        (Stance.NOW, "A filter checks the answers.", Stance.NOW),
        (Stance.ADVISED, "A filter checks the answers.", Stance.ADVISED),
        (Stance.PLANNED, "No filter checks the answers.", Stance.PLANNED),
        (Stance.ADVISED, "The old version had a filter.", Stance.PAST),
    ],
)
def test_the_stance_of_a_whole_sentence_wins_over_what_is_said_as_so(
    outer: Stance, sentence: str, stance: Stance
) -> None:
    assert meaning_in(sentence, "filter", outer)[0] is stance


def test_a_denial_in_doubt_is_a_doubtful_no() -> None:
    assert meaning_in("Probably it does not use a filter.", "filter") == (Stance.POSSIBLE, False)


def test_two_denials_cancel() -> None:
    assert meaning_in("It never runs without a filter.", "filter") == (Stance.NOW, True)


@pytest.mark.parametrize("fault", [{"cues": ["(open"]}, {"colour": "red"}, {"stance": "loud"}, {"cues": []}])
def test_a_faulty_table_is_refused(fault: dict[str, object]) -> None:
    whole = cues().table.model_dump()
    whole["groups"] = [{**whole["groups"][0], **fault}]
    with pytest.raises(ValidationError):
        ContextTable.model_validate(whole)


def test_whatever_a_group_speaks_of_exists() -> None:
    named = {fact for group in cues().table.groups for fact in group.about}
    groups = {"people", "feeding", "anyone", "page_of_ours", CONTROL}
    assert named <= {*catalog().facts, *(kind.value for kind in catalog().kinds), *groups}


@pytest.mark.parametrize(
    ("text", "unapproved"),
    [
        ("A clerk has to confirm in the app before the gate opens.", False),
        ("The driver must approve it before the barrier moves.", False),
        ("Each gate command is confirmed by a clerk before it is carried out.", False),
        ("There is no second check before the gate opens.", True),
        ("The gate opens by itself.", True),
    ],
)
def test_what_waits_for_a_person_is_not_done_alone(text: str, unapproved: bool) -> None:
    assert facts_of(told(f"Our model steers a gate. {text}"))["acts_unapproved"] is unapproved


@pytest.mark.parametrize(
    "text", ["The camera model is our own, not the LLM.", "The camera network is another thing, not our LLM."]
)
def test_what_is_told_apart_from_a_known_thing_does_not_deny_it(text: str) -> None:
    assert "uses_language_model" not in facts_of(told(f"It sorts parcels in a hall. {text}"))
