"""Owners tell of the same things in many forms: product prose, notes, headings, first person."""

import pytest

from agent.assessment.defaults import Defaults
from knowledge.vocabulary import AnswerValue
from tests.agent.reading.readings import catalog, facts_of, told

SAYS = [
    ("calls_tools", True, "Otto connects to your mailbox and calendar; it is an AI assistant."),
    ("calls_tools", True, "The LLM calls our internal API."),
    ("calls_tools", True, "The assistant fills in forms for people."),
    ("calls_tools", False, "The chatbot takes no actions."),
    ("plans_steps", True, "Our AI teammate works for you around the clock."),
    ("plans_steps", True, "The LLM edits the files, runs the tests and goes again till it is green."),
    ("shell_access", True, "The LLM has kubectl and terraform."),
    ("acts_unapproved", True, "The agent doesn't ask me every time."),
    ("acts_unapproved", True, "Dangerous commands of the agent wait, the rest just runs."),
    ("acts_unapproved", True, "The agent places orders and nobody signs off what it orders."),
    ("acts_unapproved", True, "No one authorises the refunds that the agent makes."),
    ("acts_unapproved", True, "Nobody has to sign the orders that the agent places."),
    ("acts_unapproved", True, "No clerk okays the payments of the agent."),
    ("acts_unapproved", True, "The orders that the agent places are not signed off by anyone."),
    ("acts_unapproved", True, "The agent books freight without any sign-off."),
    ("acts_unapproved", False, "The agent places no order without a sign-off."),
    ("acts_unapproved", False, "The agent asks for a confirmation before it pays."),
    ("browses_web", True, "The agent clicks through web pages."),
    ("tools_third_party", True, "The agent uses MCP servers that were pulled from GitHub."),
    ("tools_change_unseen", True, "Tool descriptions of the MCP servers are never reviewed again."),
    ("instruction_files", True, "The coding assistant reads a NOTES.md with our rules."),
    ("confidential_prompt", True, "The system prompt contains our teaching method."),
    ("long_term_memory", True, "The chatbot remembers what each child struggles with."),
    ("exposure", "public", "The bot answers calls after hours."),
    ("exposure", "public", "The app lets anybody make stickers."),
    ("exposure", "internal", "It takes questions from 300 colleagues."),
    ("exposure", "own_device", "I built a chatbot for myself and a few friends."),
    ("decision_autonomy", "automatic", "The model declines the payment automatically."),
    ("decision_autonomy", "advice", "The score is shown to the nurses."),
    ("moves_value", True, "Small claims are paid out straight away."),
    ("security_function", True, "A classifier tries to catch nudity in uploads."),
    ("safety_critical", True, "Our drones fly over crowds and a neural network steers them."),
    ("learns_from_use", True, "The classifier is retrained every night on the corrections."),
    ("learns_from_use", True, "Essays are used to improve the detector."),
    ("training", "own", "The ranker was trained on past decisions."),
    ("training_data_fetched", True, "We scraped posters from design sites to fine-tune the generator."),
    ("generates_media", True, "Our workers run SDXL."),
    ("adversary_writes_input", True, "Fraudsters try what they like against the score."),
    ("artefacts_widely_accessible", True, "All of the team have write access to the bucket with the models."),
    ("model_on_devices", True, "The model runs on the laptops of customers."),
    ("model_origin", ("vendor",), "The models come from a vendor."),
    ("returns_scores", True, "Bounced mails carry a header with the spam score."),
    ("mixed_permissions", True, "The index holds a managers-only handbook."),
    ("mixed_permissions", True, "Whoever works for one client must not see the files of another."),
    ("control_ai_disclosure", False, "We do not tell candidates that software ranks them."),
    ("reads_outside_content", True, "The LLM reads r\u00e9sum\u00e9s."),
]

SAYS_NOTHING = [
    ("reads_outside_content", "We scraped posters from web sites to fine-tune the generator."),
    ("audience", "Our GPU workers run the image generator."),
    ("recommends_items", "The LLM writes a recommendation for the adjuster."),
    ("control_human_review", "A critic agent checks the findings."),
    ("control_human_review", "Nobody signs up for the chatbot without an invitation."),
    ("control_human_review", "Nobody signs in to the chatbot with a password."),
    ("control_human_review", "The risk team signs off changes to the scorecard."),
    ("uses_language_model", "The classifier flags bots that buy tickets."),
    ("model_files_loaded", "Afterwards the weights are published on Hugging Face."),
    ("control_incident_plan", "The bot forwards callers to an on-call human."),
    ("sees_images", "I run the coding assistant with --yolo."),
    ("long_term_memory", "The tokens are kept in the gateway's memory."),
]


@pytest.mark.parametrize(("fact", "value", "sentence"), SAYS)
def test_many_forms_say_the_same(fact: str, value: AnswerValue, sentence: str) -> None:
    assert facts_of(told(sentence)).get(fact) == value


@pytest.mark.parametrize(("fact", "sentence"), SAYS_NOTHING)
def test_words_that_speak_of_something_else_say_nothing(fact: str, sentence: str) -> None:
    assert fact not in facts_of(told(sentence))


@pytest.mark.parametrize(
    ("known", "fact", "assumed"),
    [
        ({"uses_language_model": True}, "exposure", "internal"),
        ({"uses_language_model": True}, "accepts_free_text", None),
        ({"uses_language_model": True, "audience": ("customers",)}, "exposure", "registered"),
        ({"uses_language_model": True, "audience": ("customers",)}, "accepts_free_text", True),
        ({"classifies_or_scores": True}, "exposure", "internal"),
        ({"classifies_or_scores": True, "adversary_writes_input": True}, "exposure", "registered"),
        ({"audience": ("employees",)}, "exposure", "internal"),
        ({"calls_tools": True}, "acts_unapproved", True),
        ({"calls_tools": True, "decision_autonomy": "advice"}, "acts_unapproved", False),
        (
            {"impact_on_people": "significant", "data_sensitivity": "special", "classifies_or_scores": True},
            "judges_people",
            None,
        ),
        (
            {"impact_on_people": "significant", "audience": ("customers",), "classifies_or_scores": True},
            "judges_people",
            None,
        ),
        ({"impact_on_people": "significant", "data_sensitivity": "special"}, "judges_people", False),
        ({"impact_on_people": "significant", "data_sensitivity": "internal"}, "judges_people", False),
        (
            {"impact_on_people": "significant", "data_sensitivity": "special", "controls_machines": True},
            "judges_people",
            False,
        ),
    ],
)
def test_users_and_deeds_are_assumed_only_where_something_hints_at_them(
    known: dict[str, AnswerValue], fact: str, assumed: AnswerValue | None
) -> None:
    assert Defaults(catalog().facts).fill(known).get(fact) == assumed


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("# Hugo \u2013 travel desk\n\nA chatbot that answers questions of our employees about travel costs.", "Hugo"),
        ("Meet Orla, the AI assistant that answers the mail of small shops before you are up.", "Orla"),
        ("PaintPal lets people make pictures from a text, and shows the best ones in a gallery.", "PaintPal"),
    ],
)
def test_the_name_with_which_a_text_opens_is_the_systems(text: str, name: str) -> None:
    assert told(text).system.name == name


def test_named_agents_of_a_team_are_parts_of_their_own() -> None:
    model = told("A planner agent splits the task for researcher agents, and a critic agent checks what they find.")
    assert {part.name for part in model.components} >= {"planner agent", "researcher agents", "critic agent"}


def test_data_scientists_work_at_the_notebooks_and_not_at_the_model() -> None:
    model = told("Our data scientists work in JupyterHub. A pipeline trains a forecasting model.")
    ends = {(model.name_of(flow.source), model.name_of(flow.target)) for flow in model.flows}
    assert ("data scientists", "JupyterHub") in ends


def test_anyone_in_the_own_group_is_no_stranger() -> None:
    model = told("Data scientists train a classifier. Anyone in the group can promote a model to production.")
    assert [actor.name for actor in model.actors] == ["data scientists"]


def test_files_come_from_a_delivery_network_and_requests_do_not_go_there() -> None:
    model = told("The classifier gets its files from a CDN.")
    ends = {(model.name_of(flow.source), model.name_of(flow.target)) for flow in model.flows}
    assert ("CDN", "classifier") in ends
    assert ("classifier", "CDN") not in ends


def test_one_deed_alone_makes_no_caller_of_tools() -> None:
    assert "calls_tools" not in facts_of(told("An LLM drafts the letters, and clerks send mails."))


def test_lines_with_a_label_are_statements_of_their_own() -> None:
    model = told("stack: an LLM behind our portal\nstaff: 20 clerks\nlogs: every prompt is logged for a year")
    quotes = [quote.text for kept in model.facts for quote in kept.quotes]
    assert quotes
    assert not any("\n" in quote for quote in quotes)


@pytest.mark.parametrize(
    "text",
    [
        "A random forest scores each card. It can block a card, and clients fill in forms on paper.",
        "The classifier retrains and repeats until the loss is low enough.",
        "We have Jira and GitHub, and an engineer fixes the broken build of the detector.",
        "We are SOC 2 certified, and a regression forecasts the demand.",
    ],
)
def test_deeds_beside_other_models_make_no_language_model(text: str) -> None:
    known = facts_of(told(text))
    assert not known.keys() & {"uses_language_model", "calls_tools", "plans_steps", "security_function"}
