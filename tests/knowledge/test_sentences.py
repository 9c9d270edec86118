"""The sentences of the catalog read well whatever the system is called and however many parts a threat is put at."""

import re

from knowledge.catalog import load_catalog
from knowledge.entries import ThreatPattern

PATTERNS = tuple(load_catalog().patterns.values())


def sentence(pattern: ThreatPattern) -> str:
    return f"{pattern.source} {pattern.action}, so that {pattern.impact}"


def said_by(expression: str) -> list[str]:
    """The patterns whose sentence holds such words."""
    return [pattern.id for pattern in PATTERNS if re.search(expression, sentence(pattern))]


def test_a_system_that_is_a_model_is_given_no_model_of_its_own() -> None:
    assert said_by(r"models? (of|in|behind) \{(system|target)\}|\btrain \{system\}") == []


def test_several_targets_are_not_spoken_of_as_one() -> None:
    assert said_by(r"\{target\} (is|has|was|does|gave|gives|shows)\b") == []
    assert said_by(r"\{target\} (or|and) (\w+ )?its\b|through its interface") == []
