"""Measures in place are recognised in owners' words; what is planned, advised, missing or denied never counts."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.agent.reading.readings import catalog, facts_of, told

TABLE: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "measures.yaml").read_text(encoding="utf-8"))
RECOGNISED = {name: measure.in_place.fact for name, measure in catalog().mitigations.items() if measure.in_place}


def test_at_least_150_measures_are_recognised_and_each_of_its_own_has_a_sentence_and_a_trap() -> None:
    assert len(RECOGNISED) >= 150
    assert set(catalog().controls) <= set(TABLE) <= set(RECOGNISED)


@pytest.mark.parametrize("measure", TABLE)
def test_a_sentence_that_claims_a_measure_is_taken(measure: str) -> None:
    assert facts_of(told(TABLE[measure]["says"])).get(RECOGNISED[measure]) is True


@pytest.mark.parametrize("measure", TABLE)
def test_a_sentence_that_only_wishes_for_it_or_denies_it_is_not(measure: str) -> None:
    assert facts_of(told(TABLE[measure]["not"])).get(RECOGNISED[measure]) is not True
