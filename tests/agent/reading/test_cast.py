"""Agents that a text names one by one behind a word for all of them."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.agent.reading.readings import told

TABLE: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "cast.yaml").read_text(encoding="utf-8"))


def agents(text: str) -> set[str]:
    return {part.name for part in told(text).components if part.kind.value == "agent" and not part.inferred}


@pytest.mark.parametrize(("text", "names"), TABLE["agents"].items())
def test_each_agent_that_is_named_is_a_part(text: str, names: list[str]) -> None:
    assert set(names) <= agents(text)


@pytest.mark.parametrize("text", TABLE["agents"])
def test_all_of_them_together_are_no_part_beside_them(text: str) -> None:
    assert not {"agents", "bots"} & agents(text)


@pytest.mark.parametrize("text", TABLE["none"])
def test_people_and_departments_beside_agents_are_no_agents(text: str) -> None:
    assert not {"Anna", "Bert", "clerk", "lawyer", "Support", "kitchen"} & agents(text)


@pytest.mark.parametrize(("text", "who"), TABLE["people"].items())
def test_agents_of_a_trade_are_people(text: str, who: str) -> None:
    model = told(text)
    assert who in {one.name for one in model.actors}
    assert not any("agent" in part.name for part in model.components)
