"""Open points are what this system leaves open: what nobody is asked is none where no threat hangs on it."""

import pytest

from agent.analyst.rules.analyst import RulesAnalyst
from tests.agent.assessment.drafted import drafted
from tests.agent.reading.readings import catalog

WITHOUT_WRITING_MODELS = (
    "A camera over the weir counts eels and a model we trained opens the sluice by itself.",
    "Our kiln is steered by a model that predicts cracks from the temperature sensors.",
    "A model grades cheese wheels by a photo and the dairy pays by the grade.",
    "The robot in the laundry sorts linen by a camera.",
    "A forecasting model moves the winches of our oyster rafts.",
)


@pytest.mark.parametrize("text", WITHOUT_WRITING_MODELS, ids=lambda text: text[:12])
def test_secret_instructions_are_no_open_point_where_no_model_writes_text(text: str) -> None:
    open_facts = {gap.fact for gap in RulesAnalyst(catalog()).gaps(drafted(text))}
    assert "confidential_prompt" not in open_facts
    assert open_facts - {None}


def test_secret_instructions_are_an_open_point_of_a_chatbot() -> None:
    model = drafted("Our chatbot for customers answers with a hosted language model and can book tables.")
    assert "confidential_prompt" in {gap.fact for gap in RulesAnalyst(catalog()).gaps(model)}
