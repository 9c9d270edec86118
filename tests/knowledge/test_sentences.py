"""The sentences of the catalog read well whatever the system is called and however many parts a threat is put at."""

import re

import pytest

from knowledge.catalog import load_catalog
from knowledge.entries import ThreatPattern

PATTERNS = tuple(load_catalog().patterns.values())


def sentence(pattern: ThreatPattern) -> str:
    return f"{pattern.source} {pattern.action}, so that {pattern.impact}"


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda one: one.id)
def test_a_system_that_is_a_model_is_given_no_model_of_its_own(pattern: ThreatPattern) -> None:
    assert not re.search(r"models? (of|in|behind) \{(system|target)\}|\btrain \{system\}", sentence(pattern))


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda one: one.id)
def test_several_targets_are_not_spoken_of_as_one(pattern: ThreatPattern) -> None:
    assert not re.search(r"\{target\} (is|has|was|does|gave|gives|shows)\b", sentence(pattern))
    assert not re.search(r"\{target\} (or|and) (\w+ )?its\b|through its interface", sentence(pattern))
