"""Every fact can be read from plain words: what says yes, what says no, and what says nothing."""

import pytest

from agent.assessment.defaults import Defaults
from knowledge.entries import FactType
from tests.agent.reading.readings import catalog, facts_of, read, told
from tests.agent.reading.test_at_stake import SAYS as AT_STAKE
from tests.agent.reading.test_narrow_signs import SAYS as NARROW_SIGNS

SAYS_YES = [
    ("uses_language_model", "We use GPT to answer questions."),
    ("uses_language_model", "An LLM drafts the letters."),
    ("uses_language_model", "Our chatbot greets guests."),
    ("uses_retrieval", "The bot finds matching passages in a vector database before it answers."),
    ("uses_retrieval", "It is a RAG application over our handbook."),
    ("calls_tools", "The assistant can call functions that we register."),
    ("calls_tools", "The model picks a tool and fills in its arguments."),
    ("plans_steps", "An agentic workflow plans the steps of each booking with an LLM."),
    ("multiple_agents", "A planner agent and two worker agents talk to each other."),
    ("long_term_memory", "The assistant remembers what each user likes from one chat to the next."),
    ("uses_tool_servers", "The agent is connected to three MCP servers."),
    ("writes_code", "The assistant suggests code while people type."),
    ("classifies_or_scores", "A random forest predicts which machines will fail."),
    ("sees_images", "The model looks at X-rays and marks suspicious spots."),
    ("hears_speech", "Callers speak to a voice bot."),
    ("checks_identity_biometrically", "Guests are let in after face recognition at the door."),
    ("physical_sensors", "A lidar on the roof maps the surroundings."),
    ("recommends_items", "The engine recommends songs to listeners."),
    ("generates_media", "The tool generates product pictures with a diffusion model."),
    ("learns_federated", "Five clinics use federated learning."),
    ("controls_machines", "The controller opens valves in the plant."),
    ("judges_people", "The model ranks job applicants."),
    ("multi_tenant", "It is a multi-tenant service."),
    ("safety_critical", "A wrong answer could injure a patient."),
    ("moves_value", "The agent can place orders and trigger payments."),
    ("availability_critical", "The warehouse stands still: production stops when it is down."),
    ("security_function", "It detects phishing in our inboxes."),
    ("public_face", "The bot answers on our public website."),
    ("emotional_bond", "Lonely people chat with the companion every evening."),
    ("shapes_opinion", "It ranks posts in a news feed."),
    ("stores_conversations", "All chats are logged for two years."),
    ("mixed_permissions", "The index holds HR documents that not every employee may read."),
    ("reads_outside_content", "The agent reads incoming e-mails from suppliers."),
    ("accepts_files", "Customers upload PDF files."),
    ("accepts_free_text", "Users type their question into a text box."),
    ("adversary_writes_input", "Fraudsters choose what they enter."),
    ("index_open", "The assistant searches our wiki, and any employee can edit pages there."),
    ("training_data_outside", "We trained the classifier on a public data set."),
    ("training_data_fetched", "The pictures are downloaded from a list of links that others published."),
    ("learns_from_use", "Thumbs up and down flow back into the next training."),
    ("training_data_personal", "The model was trained on customer e-mails."),
    ("third_party_processing", "Prompts go to an outside provider."),
    ("erasure_expected", "People may ask us to delete their data."),
    ("crosses_borders", "The data are processed in the United States."),
    ("copyrighted_material", "It was trained on books and press articles."),
    ("model_valuable", "The model is our trade secret."),
    ("queryable_model", "Partners call a scoring API as often as they like."),
    ("returns_scores", "Each label comes back with a confidence score, and callers see the probabilities."),
    ("design_published", "The architecture is described in a paper we published."),
    ("model_files_loaded", "We download weights from Hugging Face."),
    ("model_on_devices", "The model runs on the phones of our users."),
    ("artefacts_widely_accessible", "The training data lie on a shared drive that many teams can change."),
    ("unpinned_packages", "We always install the latest versions."),
    ("shared_workspace", "Researchers share notebooks and run each other's code."),
    ("own_infrastructure", "It runs on our own Kubernetes cluster."),
    ("output_rendered", "The assistant's answers are shown as Markdown with links."),
    ("output_feeds_systems", "Its verdicts trigger automatic blocking."),
    ("runs_generated_code", "The model writes Python and our server executes it."),
    ("shell_access", "The coding agent may use the terminal freely."),
    ("tools_write", "The assistant can update tickets."),
    ("irreversible_actions", "The agent deletes files, and that cannot be undone."),
    ("acts_unapproved", "The agent sends offers without approval."),
    ("tools_shared_identity", "The agent's tools run under one service account."),
    ("tools_third_party", "The agent uses community plugins from a marketplace."),
    ("tools_change_unseen", "The agent's plugins update themselves."),
    ("tools_read_private", "The assistant can read my inbox and calendar."),
    ("tools_send_outside", "The assistant sends e-mails to any address."),
    ("browses_web", "The research agent browses the web."),
    ("outbound_network", "The container has open internet access."),
    ("secrets_reachable", "API keys sit in environment variables."),
    ("instruction_files", "A rules file in the repository steers the coding assistant."),
    ("runtime_config_change", "Administrators can change the prompts while it is running."),
    ("confidential_prompt", "The chatbot's system prompt holds confidential rules."),
    ("relies_on_answers", "Nurses take the answers at face value."),
    ("cost_per_use", "We pay per token."),
    ("answers_cached", "Answers are cached for all users."),
    ("hasty_reviewers", "Reviewers are under time pressure."),
    ("control_rate_limits", "There is a rate limit of 60 requests per minute."),
    ("control_input_screening", "Prompts are screened for attacks."),
    ("control_output_screening", "Answers are filtered before they are shown."),
    ("control_audit_log", "Every tool call is written to an audit log."),
    ("control_human_review", "A clerk checks each letter before it is sent."),
    ("control_sandbox", "Generated code runs in a sandbox."),
    ("control_retrieval_permissions", "Search runs with the user's own permissions."),
    ("control_provenance_checks", "Checksums of all model files are compared."),
    ("control_training_data_review", "Labels are reviewed before each training."),
    ("control_adversarial_testing", "A red team attacks each release."),
    ("control_bias_testing", "We compare error rates across age groups."),
    ("control_ai_disclosure", "Users are told that they talk to an AI."),
    ("control_appeal_route", "Applicants can appeal and reach a person."),
    ("control_privacy_assessment", "We made a DPIA last year."),
    ("control_incident_plan", "There is an incident response plan with a kill switch."),
    ("control_least_privilege", "Each tool has only the permissions it needs."),
    ("control_secret_store", "Keys are kept in a vault."),
    ("control_drift_monitoring", "We monitor accuracy every week."),
    ("control_spending_cap", "A monthly budget limits spending."),
    ("control_strong_login", "Staff sign in with a second factor."),
    ("control_retention_limits", "Chats are deleted after 30 days."),
    ("control_operator_training", "All clerks were trained in its limits."),
    ("control_named_owner", "The head of claims is responsible for the system."),
    ("reads_outside_content", "The bot was trained on manuals and reads posts from garden forums."),
    ("reads_outside_content", "It was trained to answer comments in public forums."),
    ("shared_workspace", "The data scientists share a GPU server."),
    ("shared_workspace", "Students work on shared training servers."),
    ("tools_shared_identity", "The bot calls an order tool with a customer number filled in by the model."),
    ("artefacts_widely_accessible", "Checkpoints lie in a bucket that all teams can write to."),
    ("hasty_reviewers", "At night the editors click through the approvals."),
    ("design_published", "The source code, the recipe and a link to the demo are on a public code-hosting site."),
    ("third_party_processing", "A hosted model writes the letters."),
    ("long_term_memory", "When a job is done the agent writes a lesson to a table."),
    ("long_term_memory", "The bot saves its insights, and they are fed back into the prompt of the next day."),
    ("model_on_devices", "The network lives on the phone and needs no server."),
    ("safety_critical", "It gives the probability of carcinoma for each slide."),
    ("safety_critical", "The software may miss a fracture on an X-ray."),
    ("hasty_reviewers", "Planners rarely check it these days."),
    ("hasty_reviewers", "Some nurses no longer look closely when the light is green."),
    ("secrets_reachable", "The database password is passed in as an env variable."),
    ("control_abuse_monitoring", "Unusual use of the assistant raises an alert, and somebody is called."),
    ("control_duties_settled", "Our contract with the supplier settles who pays for damage."),
    ("control_energy_counted", "We measure how much energy the training uses."),
    ("control_panel", "It has an admin dashboard on port 8080."),
    ("control_people_consulted", "Patients were consulted before it went live."),
    ("control_privacy_notice", "Our privacy notice explains how recordings are used."),
    ("control_release_process", "Every model goes live through one agreed release process."),
    ("control_written_task", "Its purpose and its limits are written down."),
    ("model_converted", "We run a quantised version of Llama."),
    ("model_gateway", "All calls to models go through an LLM gateway."),
    ("outside_agents", "Agents of other companies send it tasks."),
    ("reasons_at_length", "It is a reasoning model that writes out its chain of thought."),
    ("runs_in_enclave", "The weights are kept secret in a secure enclave."),
    ("shared_prompts", "We pull prompts from a public prompt hub."),
    ("trained_on_model_output", "The classifier is trained on synthetic data from another model."),
]
SAYS_NO = [
    ("uses_language_model", "There is no language model involved."),
    ("uses_retrieval", "The chatbot does not use retrieval augmented generation."),
    ("calls_tools", "The assistant has no tools."),
    ("plans_steps", "The assistant is not agentic."),
    ("multiple_agents", "There is only one agent."),
    ("long_term_memory", "The bot does not remember anything between sessions."),
    ("uses_tool_servers", "The agent does not use MCP."),
    ("writes_code", "The assistant never writes code."),
    ("sees_images", "It does not look at images."),
    ("hears_speech", "There is no voice input."),
    ("physical_sensors", "There are no cameras or microphones."),
    ("recommends_items", "It does not recommend products."),
    ("generates_media", "It doesn't generate images."),
    ("learns_federated", "We don't use federated learning."),
    ("stores_conversations", "Conversations are not stored."),
    ("accepts_files", "Users cannot upload files."),
    ("learns_from_use", "Feedback never flows back into training."),
    ("shell_access", "The coding agent cannot run commands."),
    ("runs_generated_code", "Generated code is never executed."),
    ("browses_web", "The assistant cannot browse the web."),
    ("answers_cached", "Answers are not cached."),
    ("outbound_network", "The container has no internet access."),
    ("multi_tenant", "Every customer has a dedicated instance."),
    ("tools_write", "The assistant has read-only access."),
    ("acts_unapproved", "The user must confirm every action of the agent."),
    ("unpinned_packages", "All dependencies are pinned."),
    ("returns_scores", "Callers do not see confidence scores."),
    ("index_open", "Answers come from a curated knowledge base."),
    ("control_rate_limits", "There is no rate limit."),
    ("control_audit_log", "Tool calls are not logged."),
    ("control_human_review", "Nobody reviews the letters."),
    ("control_human_review", "There is little human review of the training uploads."),
    ("control_sandbox", "There is no sandbox."),
    ("control_input_screening", "Prompts are not screened."),
    ("control_bias_testing", "It was never tested for bias."),
    ("control_incident_plan", "We have no incident response plan."),
    ("control_retention_limits", "Chats are never deleted."),
    ("tools_shared_identity", "Each tool works with the user's own rights."),
    ("tools_shared_identity", "The agent passes the customer's token to every tool."),
]
SAYS_WHICH = [
    ("exposure", "public", "Anyone on the internet can use it."),
    ("exposure", "public", "Visitors can chat without a login."),
    ("exposure", "registered", "Customers sign in with their account."),
    ("exposure", "internal", "Only our own employees can reach the assistant."),
    ("exposure", "own_device", "It runs only for me on my own laptop."),
    ("exposure", "partners", "Five member hospitals share the service."),
    ("audience", ("employees",), "Our staff work with it."),
    ("audience", ("customers", "vulnerable_people"), "Customers and their children use it."),
    ("impact_on_people", "significant", "It helps to decide on loan applications."),
    ("data_sensitivity", "special", "It works on patient records."),
    ("data_sensitivity", "personal", "It sees the customer data in our shop."),
    ("data_sensitivity", "personal", "Guests type their names."),
    ("data_sensitivity", "internal", "It reads internal documents only."),
    ("data_sensitivity", "public", "It handles only public data."),
    ("training", "none", "We do not fine-tune the model."),
    ("training", "none", "The model is used off the shelf."),
    ("training", "tuned", "We fine-tuned an open model on our tickets."),
    ("training", "own", "We trained the detector from scratch."),
    ("decision_autonomy", "automatic", "Payments are rejected automatically."),
    ("decision_autonomy", "advice", "The doctor always decides."),
    ("model_origin", ("hosted_api",), "We call Claude over an API."),
    ("model_origin", ("open_weights",), "We run Llama ourselves."),
    ("model_origin", ("vendor",), "The model comes from a supplier."),
    ("model_origin", ("own",), "We built the network in-house."),
]
SAYS_NOTHING = [
    ("accepts_files", "Do users upload files?"),
    ("long_term_memory", "It is similar to assistants with long-term memory."),
    ("uses_language_model", "Unlike ChatGPT it looks at numbers only."),
    ("tools_send_outside", "The assistant answers questions. Other people can send e-mails to anybody."),
    ("control_rate_limits", "Should there be a rate limit?"),
    ("stores_conversations", "Previously, chats were stored for years."),
    ("index_open", "Anyone can edit articles about the company."),
    ("tools_write", "Our classifier sorts letters; a clerk sends messages to the customers."),
    ("checks_identity_biometrically", "The page shows a photo of the product."),
    ("control_sandbox", "Would a sandbox help?"),
    ("reads_outside_content", "We trained the tagger on posts from gardening forums."),
    ("reads_outside_content", "The network learned from product reviews that shops sent us."),
    ("reads_outside_content", "Customer comments are used to retrain the sorter each month."),
    ("browses_web", "The ranker was trained on pages scraped from cooking sites."),
    ("accepts_files", "The reader was fine-tuned on uploaded scans."),
    ("shared_workspace", "The recommender runs in a container that shares a server with the shop."),
    ("shared_workspace", "It is deployed on hosted servers."),
    ("tools_shared_identity", "The passwords of guests and users' credentials lie in one database."),
    ("third_party_processing", "A self-hosted language model writes the letters."),
    ("third_party_processing", "A locally hosted model sorts the mail."),
    ("control_sandbox", "Formulas are run by a restricted interpreter."),
    ("control_provenance_checks", "The dependencies are pinned."),
    ("control_input_screening", "Rude questions are refused by the model."),
    ("artefacts_widely_accessible", "Pictures are kept in a cloud storage bucket."),
    ("exposure", "We take pictures from a sharing site; anyone can upload files there."),
    ("accepts_files", "We take pictures from a sharing site; users upload their photos there."),
    ("hasty_reviewers", "Installing it means clicking through a dialogue that asks for permissions."),
    ("exposure", "It's just me running it, on a rented server."),
    ("exposure", "Faces of passers-by end up in the pictures."),
    ("adversary_writes_input", "We noticed that the model was slower in winter."),
    ("adversary_writes_input", "The doctors found out that it was worse at night."),
    ("security_function", "Our fraud team looks at a sample of the claims."),
    ("secrets_reachable", "Three developers hold the SSH keys."),
    ("generates_media", "Gangs use generated faces to open accounts with us."),
    ("safety_critical", "All recordings are uploaded for quality control and used to train on."),
    ("learns_federated", "We call the model through an aggregator's API."),
]


@pytest.mark.parametrize(("fact", "sentence"), SAYS_YES)
def test_plain_words_say_yes(fact: str, sentence: str) -> None:
    assert facts_of(told(sentence)).get(fact) is True


@pytest.mark.parametrize(("fact", "sentence"), SAYS_NO)
def test_plain_words_say_no(fact: str, sentence: str) -> None:
    assert facts_of(told(sentence)).get(fact) is False


@pytest.mark.parametrize(("fact", "value", "sentence"), SAYS_WHICH)
def test_plain_words_say_which(fact: str, value: object, sentence: str) -> None:
    assert facts_of(told(sentence)).get(fact) == value


@pytest.mark.parametrize(("fact", "sentence"), SAYS_NOTHING)
def test_questions_comparisons_and_deeds_of_others_say_nothing(fact: str, sentence: str) -> None:
    assert fact not in facts_of(told(sentence))


def test_every_fact_has_a_sentence_that_says_it() -> None:
    covered = {row[0] for row in (*SAYS_YES, *SAYS_WHICH, *AT_STAKE, *NARROW_SIGNS)}
    facts = {name for name, fact in catalog().facts.items() if not fact.of_measure}
    missing = ", ".join(sorted(facts - covered))
    assert not missing, f"say {missing} in tests/agent/reading/narrow_signs.yaml, with what must not be read from it"
    assert not {row[0] for row in (*SAYS_YES, *SAYS_WHICH, *AT_STAKE)} - facts, "no such fact"


def test_every_choice_has_cues() -> None:
    for fact in catalog().facts.values():
        if fact.type is not FactType.YES_NO:
            assert all(choice.cues for choice in fact.choices), fact.id


def test_every_stated_value_quotes_the_owner_verbatim() -> None:
    text = (
        "Our bot — built on GPT-4o (hosted) — answers guests\u2019 questions. It never stores chats;\n"
        "no login is needed. A “night mode” exists. Tools: none."
    )
    quotes = [quote for kept in told(text).facts for quote in kept.quotes]
    assert quotes
    assert all(quote.text in text and quote.turn == 1 for quote in quotes)


def test_a_sentence_without_anything_known_is_listed_as_unread() -> None:
    reading = read("The chatbot greets guests. Bananas ripen faster in paper bags.")
    assert reading.unread == ("Bananas ripen faster in paper bags.",)


def test_greetings_are_not_listed_as_unread() -> None:
    assert read("Hello, thanks!").unread == ()


@pytest.mark.parametrize(
    ("text", "reach"),
    [
        ("The extension suggests code while our developers type.", "own_device"),
        ("The extension suggests code to developers, and customers see the result.", "registered"),
    ],
)
def test_who_reaches_a_coding_tool_is_assumed_from_who_uses_it(text: str, reach: str) -> None:
    known = {name: value for name, value in facts_of(told(text)).items() if name in ("writes_code", "audience")}
    assert Defaults(catalog().facts).fill(known)["exposure"] == reach
