"""Sentences in many forms and what must come of them: flows, where a model runs, and words that name no part."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from agent.domain import ThreatModel
from agent.reading.incidents import is_incident
from agent.reading.text.system_sentences import sentences_told
from tests.agent.reading.readings import facts_of, told

TOLD = Path(__file__).parent / "told"


def entries(name: str) -> list[Any]:
    """The sentences of a file, each with its words as the id of its test."""
    loaded = yaml.safe_load((TOLD / f"{name}.yaml").read_text(encoding="utf-8"))
    return [pytest.param(entry, id=entry["say"][:60]) for entry in loaded]


def holds(name: str, names: list[str]) -> bool:
    return any(name.lower() in one.lower() for one in names)


def flow_of(pair: list[str], model: ThreatModel) -> bool:
    flows = [(model.name_of(flow.source).lower(), model.name_of(flow.target).lower()) for flow in model.flows]
    return any(pair[0].lower() in source and pair[1].lower() in target for source, target in flows)


@pytest.mark.parametrize("entry", entries("incidents"))
def test_an_incident_of_this_system_is_told_from_what_only_looks_like_one(entry: dict[str, Any]) -> None:
    assert any(is_incident(one) for one in sentences_told(entry["say"])) is entry["incident"]


@pytest.mark.parametrize("entry", [*entries("flows"), *entries("places"), *entries("none")])
def test_what_a_sentence_tells(entry: dict[str, Any]) -> None:
    model = told(entry["say"])
    parts, people, facts = (
        [part.name for part in model.components], [actor.name for actor in model.actors], facts_of(model),
    )  # fmt: skip
    missing = [name for name in entry.get("parts", ()) if not holds(name, parts)]
    missing += [name for name in entry.get("people", ()) if not holds(name, people)]
    missing += [pair for pair in entry.get("flows", ()) if not flow_of(pair, model)]
    wrong = [name for name in entry.get("no_parts", ()) if holds(name, parts)]
    wrong += [name for name in entry.get("no_people", ()) if holds(name, people)]
    wrong += [pair for pair in entry.get("no_flows", ()) if flow_of(pair, model)]
    assert (missing, wrong) == ([], [])
    if words := entry.get("one_part"):
        assert sum(any(word.lower() in name.lower() for word in words) for name in parts) == 1, parts
    for fact, value in entry.get("facts", {}).items():
        assert facts.get(fact) == (tuple(value) if isinstance(value, list) else value), fact
