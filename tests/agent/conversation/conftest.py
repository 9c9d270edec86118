"""An analyst by rules, and a drafted model to talk about."""

import pytest

from agent.analyst.rules.analyst import RulesAnalyst
from agent.domain import ThreatModel, apply
from tests.agent.conversation.test_orders import model_of
from tests.agent.reading.readings import catalog


@pytest.fixture(scope="module")
def analyst() -> RulesAnalyst:
    return RulesAnalyst(catalog())


@pytest.fixture(scope="module")
def drafted(analyst: RulesAnalyst) -> ThreatModel:
    model = model_of("claims")
    return apply(model, analyst.drafted(model), catalog()).model
