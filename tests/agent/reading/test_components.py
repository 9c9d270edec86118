"""Parts, people, flows and lines of trust: what a description yields, how it is called, and nothing twice."""

import pytest

from agent.domain import Component, Mint, Origin, ThreatModel, apply
from agent.domain.changes.edits import PutComponent
from agent.reading.architecture.sketch import Sketch
from knowledge.vocabulary import ComponentKind
from tests.agent.reading.readings import catalog, facts_of, read, told

Kind = ComponentKind


def parts(model: ThreatModel) -> dict[str, str]:
    return {part.name: part.kind.value for part in model.components if not part.inferred}


def flows(model: ThreatModel) -> set[tuple[str, str]]:
    return {(model.name_of(flow.source), model.name_of(flow.target)) for flow in model.flows}


def place(model: ThreatModel, name: str) -> str:
    return next(model.name_of(part.boundary or "") for part in model.components if part.name == name)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The bot uses Qdrant, S3 and Slack.",
            {"bot": "language_model", "Qdrant": "vector_store", "S3": "data_store", "Slack": "external_service"},
        ),
        ("GPT-4o mini writes the replies.", {"GPT-4o mini": "language_model"}),
        ("A web shop shows what a recommender suggests.", {"web shop": "client", "recommender": "recommender"}),
        ("An XGBoost model is behind an API gateway.", {"XGBoost model": "predictive_model", "API gateway": "service"}),
        (
            "The doorbell has a camera and an object-detection model.",
            {"doorbell": "device", "camera": "sensor", "object-detection model": "vision_model"},
        ),
        ("A planner agent calls MCP servers.", {"planner agent": "agent", "MCP servers": "tool_server"}),
        (
            "Notebooks on our Databricks train the classifier.",
            {"notebooks": "workspace", "Databricks": "workspace", "classifier": "predictive_model"},
        ),
        (
            "The agent writes to Postgres and asks in the review queue.",
            {"agent": "agent", "Postgres": "data_store", "review queue": "human_review"},
        ),
        ("The till sends each sale to our booking system.", {"till": "device", "booking system": "external_service"}),
        ("A T5 model sorts the mails.", {"T5 model": "language_model"}),
        (
            "The demand model reads the price list.",
            {"demand model": "predictive_model", "price list": "content_source"},
        ),
        ("It answers from notes on Epic, an epic story.", {"notes": "content_source", "Epic": "client"}),
        (
            "YOLOv8 and an nnU-Net run on a Jetson.",
            {"YOLOv8": "vision_model", "nnU-Net": "vision_model", "Jetson": "device"},
        ),
        ("Keys are in HashiCorp Vault.", {"HashiCorp Vault": "secret_store"}),
        ("Staff sign in through Okta.", {"Okta": "identity"}),
        (
            "Our assistant reads product manuals, FAQs and past tickets.",
            {"assistant": "language_model", "product manuals, FAQs and past tickets": "content_source"},
        ),
        ("Five banks send updates to an aggregation server.", {"aggregation server": "aggregator"}),
        ("We use a voice bot.", {"voice bot": "speech_model"}),
        (
            "Our classifier was trained on text from travel forums.",
            {"classifier": "predictive_model", "travel forums": "dataset"},
        ),
        ("Our bot answers questions in travel forums.", {"bot": "language_model", "travel forums": "content_source"}),
    ],
)
def test_a_sentence_yields_the_parts_it_names(text: str, expected: dict[str, str]) -> None:
    assert parts(told(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "There is no vector store.",
        "We do not use a CRM.",
        "It works like ChatGPT.",
        "We may add a vector store later.",
        "Should we use a vector store?",
        "The API keys are changed monthly.",
        "Our support agents pick up the phone.",
        "A travel agent calls the guests.",
        "She lists files and scores.",
        "Clone the repository and open a terminal.",
        "We signal when it is done.",
    ],
)
def test_what_is_absent_planned_asked_or_something_else_yields_no_part(text: str) -> None:
    assert parts(told(text)) == {}


def test_a_part_named_again_stays_one_part() -> None:
    model = told(
        "Our first-line support agent answers over a web chat.",
        "The agent reads the wiki. The support agent is slow. Web chats are closed at night.",
        "Agents like ours need care; the agent writes to Zendesk.",
    )
    kinds = [part.kind for part in model.components if not part.inferred]
    assert len(kinds) == len(set(kinds)) == 4


def test_a_fuller_name_takes_the_place_of_a_general_one() -> None:
    model = told("The bot searches a vector store.", "The vector store is Weaviate.")
    assert "Weaviate" in parts(model)
    assert len(model.of_kind(Kind.VECTOR_STORE)) == 1


def test_two_stores_with_names_of_their_own_are_two() -> None:
    assert len(told("We keep orders in Postgres and files in S3.").of_kind(Kind.DATA_STORE)) == 2


def test_an_assistant_beside_a_model_of_its_own_is_the_service_around_it() -> None:
    model = told("Our assistant calls a hosted model.")
    assert parts(model) == {"assistant": "service", "hosted model": "language_model"}


def test_an_assistant_that_plans_is_an_agent() -> None:
    model = told("Our assistant plans several steps by itself and carries them out.")
    assert parts(model) == {"assistant": "agent"}


def test_a_network_that_looks_at_pictures_is_a_vision_model() -> None:
    model = told("Users upload a photo and a convolutional network says what it shows.")
    assert parts(model) == {"convolutional network": "vision_model"}


def test_a_part_that_must_exist_is_added_as_inferred() -> None:
    model = told("An agent books rooms.")
    inferred = [(part.name, part.kind) for part in model.components if part.inferred]
    assert inferred == [("language model", Kind.LANGUAGE_MODEL)]


def test_a_part_that_a_person_removed_does_not_come_back() -> None:
    model = told("An agent books rooms.", "remove C-2", "The agent also cancels bookings.")
    assert [part.name for part in model.components] == ["agent"]


def test_a_flow_that_a_person_removed_does_not_come_back() -> None:
    model = told("Our chatbot reads the handbook. Customers use it.", "remove F-1", "The chatbot is friendly.")
    assert "F-1" not in [flow.id for flow in model.flows]
    assert len(model.flows) == 1


def test_parts_quote_the_words_that_name_them() -> None:
    text = "Our chatbot reads the public wiki every night."
    model = told(text)
    assert all(quote.text in text for part in model.components for quote in part.quotes)
    assert all(part.quotes or part.inferred for part in model.components)


def test_flows_follow_the_verbs() -> None:
    model = told("The agent reads the shared drive, writes to Postgres and calls Stripe.")
    assert flows(model) >= {("shared drive", "agent"), ("agent", "Postgres"), ("agent", "Stripe")}


def test_content_held_in_a_store_flows_into_it() -> None:
    model = told("The bot finds passages in manuals held in a vector store.")
    assert ("manuals", "vector store") in flows(model)


def test_people_reach_the_model_through_the_app_and_are_not_trusted() -> None:
    model = told("Customers use a mobile app, which asks a language model.")
    entry = next(flow for flow in model.flows if model.name_of(flow.source) == "customers")
    assert model.name_of(entry.target) == "mobile app"
    assert entry.untrusted


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The bot fetches pictures from a sharing site, where anyone can upload files there.", set()),
        ("The crawler visits old names that can be registered by anyone.", set()),
        ("The agent runs plugins by outside authors.", set()),
        ("Anyone can ask the bot.", {"anyone"}),
        ("Outside authors write to the agent.", {"outside authors"}),
        ("The ward nurse asks the bot.", {"nurses"}),
        ("The bot reads the patient record.", set()),
        ("Insurers, couriers and beekeepers ask the bot.", {"insurers", "couriers", "beekeepers"}),
    ],
)
def test_people_who_act_elsewhere_are_no_users(text: str, names: set[str]) -> None:
    assert {actor.name for actor in told(text).actors} == names


def test_staff_are_trusted_and_inside() -> None:
    model = told("Our nurses ask an assistant.")
    (nurses,) = model.actors
    assert (nurses.name, nurses.trusted) == ("nurses", True)


@pytest.mark.parametrize(
    ("text", "name", "where"),
    [
        ("The bot uses Pinecone.", "Pinecone", "third parties"),
        ("The bot reads web pages.", "web pages", "the outside world"),
        ("The bot reads our internal wiki.", "internal wiki", "your environment"),
        ("Guests use the mobile app of the bot.", "mobile app", "users and their devices"),
        ("A self-hosted model writes the text.", "self-hosted model", "your environment"),
        ("Our hosted model writes the text.", "hosted model", "your environment"),
        ("A hosted model writes the text.", "hosted model", "third parties"),
        ("A vendor's recognition model checks faces.", "vendor's recognition model", "third parties"),
    ],
)
def test_each_part_lies_within_a_line_of_trust(text: str, name: str, where: str) -> None:
    assert place(told(text), name) == where


def test_what_comes_from_outside_is_an_entry_point() -> None:
    model = told("The assistant reads incoming mail.")
    assert [flow.untrusted for flow in model.flows if model.name_of(flow.source) == "incoming mail"] == [True]


def test_the_system_is_named_and_described_from_the_first_message() -> None:
    text = (
        "Our booking assistant sells train tickets to travellers. It runs in a mobile app and calls a payment provider."
    )
    model = told(text)
    assert model.system.name == "booking assistant"
    assert model.system.purpose == "Our booking assistant sells train tickets to travellers."
    assert model.system.description == text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Every night we load samples from a popular sharing platform and sort them with our letter classifier.",
         "letter classifier"),
        ("The platform lets gardeners ask about plants, and it answers them within a few seconds.", ""),
        ("Gardeners use our plant platform to ask about leaves, and it answers within a few seconds.",
         "plant platform"),
    ],
)  # fmt: skip
def test_a_system_is_named_by_neither_a_strangers_part_nor_a_bare_word(text: str, name: str) -> None:
    assert told(text).system.name == name


def test_a_later_description_is_appended_and_the_name_kept() -> None:
    first = "Our booking assistant sells train tickets to travellers in five countries of the continent."
    second = "The agent behind it also answers questions on delays and pays small refunds without asking."
    model = told(first, second)
    assert model.system.name == "booking assistant"
    assert model.system.description == f"{first}\n\n{second}"


def test_assets_follow_from_what_is_known() -> None:
    model = told("The bot reads patient records in Postgres. We fine-tuned it on past letters.")
    assert {"very sensitive data", "the trained model"} <= {asset.name for asset in model.assets}


def test_a_usual_description_yields_a_handful_of_parts() -> None:
    model = told(
        "Travellers book trains with our assistant in a mobile app. It looks up timetables in a search index, "
        "keeps preferences in a memory and pays through Stripe. A hosted model writes the answers. Doubtful "
        "bookings go to a review queue. Logs are kept in Splunk, and tickets lie in Postgres."
    )
    assert 6 <= len(model.components) <= 12
    assert facts_of(model)["uses_retrieval"] is True


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Our assistant writes headlines that an editor publishes.", False),
        ("The assistant writes teasers. An editor checks them before they go online.", False),
        ("Each draft of the assistant is approved by an editor.", False),
        ("Journalists and an editor use the assistant.", False),
        ("Users write in an editor, and the assistant completes the code.", True),
        ("The assistant runs inside our code editor.", True),
    ],
)
def test_an_editor_who_does_something_is_somebody_and_no_page(text: str, part: bool) -> None:
    assert any(name.endswith("editor") for name in parts(told(text))) is part


def test_a_part_of_a_file_is_the_one_that_is_told_of_whatever_its_kind() -> None:
    crawler = Component(id="C-1", name="crawler", kind=ComponentKind.SERVICE, origin=Origin.IMPORT)
    model = apply(ThreatModel(), [PutComponent(component=crawler)], catalog()).model
    reading = read("The crawler puts foreign articles into the index every 15 minutes.", model)
    after = apply(model, reading.edits, catalog()).model
    assert [part.id for part in after.components if part.name == "crawler"] == ["C-1"]


def test_what_was_left_out_and_came_in_by_other_words_is_not_told_as_left_out() -> None:
    sketch = Sketch(ThreatModel(), Mint(ThreatModel()), 1)
    sketch.left_out = {"Ingest worker": None, "letter": None}
    sketch.add_component("Ingest worker", ComponentKind.SERVICE)
    assert sketch.still_out == ("letter",)
