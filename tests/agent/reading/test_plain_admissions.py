"""What people admit in everyday words becomes a denied control, and a control told as plainly is there."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.agent.reading.readings import facts_of, told

TABLE: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "plain_admissions.yaml").read_text(encoding="utf-8"))
MISSING = [(fact, sentence) for fact, both in TABLE.items() for sentence in both["missing"]]
THERE = [(fact, sentence) for fact, both in TABLE.items() for sentence in both["there"]]


@pytest.mark.parametrize(("fact", "sentence"), MISSING)
def test_what_is_admitted_to_be_missing_is_missing(fact: str, sentence: str) -> None:
    assert facts_of(told(sentence)).get(fact) is False


@pytest.mark.parametrize(("fact", "sentence"), THERE)
def test_what_is_plainly_told_to_be_there_is_there(fact: str, sentence: str) -> None:
    assert facts_of(told(sentence)).get(fact) is True
