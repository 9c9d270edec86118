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
