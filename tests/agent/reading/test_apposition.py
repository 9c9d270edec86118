"""A role and the product that plays it are one part, however they stand side by side; two things stay two."""

import pytest

from tests.agent.reading.readings import told

ONE = [
    ("Our vision model (a fine-tuned EfficientNet) counts the dents.", "vision model"),
    ("The intent classifier (BERT) sorts the mails.", "intent classifier"),
    ("The classifier is based on DistilBERT and sorts the mails.", "classifier"),
    ("The speech recogniser is a fine-tuned Whisper.", "speech recogniser"),
    ("The assistant (GPT-4o on Azure) answers questions.", "assistant"),
    ("The detector is called YOLOv8 and finds ripe berries.", "detector"),
]
TWO = [
    "We use a risk model (LightGBM) and a fraud model (XGBoost).",
    "Whisper turns it into text and a Llama 3.1 model words the reply.",
    "A logistic regression and a gradient boosting model (XGBoost) are averaged.",
]
STORES = [
    ("Gauges write to a time series database (InfluxDB).", ["InfluxDB"]),
    ("Orders of the bakery wait in a message queue (RabbitMQ).", ["message queue"]),
    ("The bot stores recipes in a bucket (S3).", ["S3"]),
    ("Our CRM (Salesforce) holds the addresses of the growers.", ["Salesforce"]),
    ("Mails go out through a gateway (Kong).", ["Kong"]),
    ("The wiki pages lie in a vector store (Qdrant).", ["vector store"]),
    ("A dashboard (Grafana) shows the furnace.", ["Grafana"]),
    ("Passwords are in our secret store (Vault).", ["secret store"]),
    ("The order system (SAP) books the timber.", ["order system"]),
    ("Our database (Redis) keeps the fares.", ["Redis"]),
]
MANY = [
    ("The tools (Jira, Slack) are called by the bot.", {"Jira", "Slack"}),
    ("MongoDB (S3 for backups) holds the fares.", {"MongoDB", "S3"}),
]
MODELS = {"language_model", "vision_model", "speech_model", "predictive_model", "agent"}


def _models(text: str) -> list[str]:
    return [part.name for part in told(text).components if part.kind.value in MODELS and not part.inferred]


@pytest.mark.parametrize(("text", "name"), ONE)
def test_a_role_and_its_product_are_one_part(text: str, name: str) -> None:
    assert _models(text) == [name]


@pytest.mark.parametrize("text", TWO)
def test_two_models_with_their_products_are_two_parts(text: str) -> None:
    assert len(_models(text)) == 2


def test_the_products_name_is_kept_as_another_name() -> None:
    (part,) = [part for part in told(ONE[0][0]).components if part.name == "vision model"]
    assert "EfficientNet" in part.called


@pytest.mark.parametrize(("text", "names"), STORES)
def test_any_thing_and_the_product_alone_in_brackets_are_one_part(text: str, names: list[str]) -> None:
    stated = [part for part in told(text).components if not part.inferred]
    both = [part.name for part in stated if part.kind.value not in MODELS]
    assert [name for name in both if name in names] == names
    assert sum("(" in text and name in text.split("(")[1] for name in both) <= 1


@pytest.mark.parametrize(("text", "names"), MANY)
def test_several_products_in_brackets_stay_parts(text: str, names: set[str]) -> None:
    assert names <= {part.name for part in told(text).components}
