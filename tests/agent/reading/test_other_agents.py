"""An agent is one that a language model drives where a text speaks of one; a daemon and a controller are none."""

import pytest

from knowledge.vocabulary import ComponentKind
from tests.agent.reading.readings import told

NO_LANGUAGE = [
    "Our pump stations send pressure every ten seconds. A boosted-tree model forecasts demand for six hours. A "
    "service shifts load between the stations by it. It is packaged with the agent that runs on each pump computer. "
    "Engineers see a panel. Data of three years were used for training.",
    "We cool a freezer hall by a reinforcement learning agent. It was trained in a simulator with old tariffs. "
    "Every five minutes it sets the compressors. The agent sees temperatures of 40 sensors. The plant's foreman can "
    "switch it off. New weights come once a season.",
]
LANGUAGE = (
    "Our travel desk has an agent. Staff write to it in the chat, and GPT-4o plans the trip. The agent searches "
    "trains and books them. It reads the policy page. It answers in two languages. A manager sees the bill."
)


@pytest.mark.parametrize("text", NO_LANGUAGE)
def test_an_agent_without_language_is_no_agent_with_a_language_model(text: str) -> None:
    model = told(text)
    kinds = {part.kind for part in model.components}
    assert not kinds & {ComponentKind.AGENT, ComponentKind.LANGUAGE_MODEL}
    assert ComponentKind.PREDICTIVE_MODEL in kinds
    assert "uses_language_model" not in {kept.fact for kept in model.facts if kept.value is True}


def test_a_bare_agent_beside_a_language_model_is_one() -> None:
    assert ComponentKind.AGENT in {part.kind for part in told(LANGUAGE).components}
