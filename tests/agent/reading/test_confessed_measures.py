"""What an owner of any trade confesses to be missing denies the measure; a sentence near to it denies nothing."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.agent.reading.readings import facts_of, told

TABLE: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "confessed_measures.yaml").read_text(encoding="utf-8"))
MISSING = [(fact, sentence) for fact, both in TABLE.items() for sentence in both["missing"]]
SILENT = [(fact, sentence) for fact, both in TABLE.items() for sentence in both["silent"]]


@pytest.mark.parametrize(("fact", "sentence"), MISSING)
def test_what_is_confessed_to_be_missing_is_missing(fact: str, sentence: str) -> None:
    assert facts_of(told(sentence)).get(fact) is False


@pytest.mark.parametrize(("fact", "sentence"), SILENT)
def test_what_only_sounds_like_it_denies_nothing(fact: str, sentence: str) -> None:
    assert facts_of(told(sentence)).get(fact) is not False
