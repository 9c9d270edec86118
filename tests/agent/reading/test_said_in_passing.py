"""What is said in passing states a fact in whichever of many wordings it is told."""

from pathlib import Path

import pytest
import yaml

from tests.agent.reading.readings import facts_of, told

TABLE: dict[str, dict[str, list[str]]] = yaml.safe_load(
    (Path(__file__).parent / "said_in_passing.yaml").read_text(encoding="utf-8")
)
ROWS = [(fact, sort == "says", sentence) for fact, sorts in TABLE.items() for sort in sorts for sentence in sorts[sort]]


@pytest.mark.parametrize(("fact", "value", "sentence"), ROWS)
def test_what_is_said_in_passing_is_stated(fact: str, value: bool, sentence: str) -> None:
    assert facts_of(told(sentence)).get(fact) is value
