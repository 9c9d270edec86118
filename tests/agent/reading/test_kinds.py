"""Kinds of things that owners say, each in several wordings: what is drawn of them, and what is not."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from agent.domain import ThreatModel
from tests.agent.reading.readings import facts_of, read, told

KINDS: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).parent / "kinds.yaml").read_text(encoding="utf-8")
)
EVERY = [row for rows in KINDS.values() for row in rows]
ROWS = [pytest.param(row, id=row["text"][:60]) for row in EVERY]


def _among(pattern: str, names: list[str]) -> bool:
    return any(re.search(pattern, name, re.IGNORECASE) for name in names)


def _flows(model: ThreatModel) -> list[tuple[str, str]]:
    return [(model.name_of(flow.source), model.name_of(flow.target)) for flow in model.flows]


def _leads(flows: list[tuple[str, str]], source: str, target: str) -> bool:
    return any(_among(source, [one]) and _among(target, [other]) for one, other in flows)


@pytest.mark.parametrize("row", ROWS)
def test_a_kind_of_saying_is_drawn_as_it_is_meant(row: dict[str, Any]) -> None:
    model = told(row["text"])
    parts, people = [one.name for one in model.components], [one.name for one in model.actors]
    flows = _flows(model)
    assert [one for one in row.get("parts", ()) if not _among(one, parts)] == [], parts
    assert [one for one in row.get("never", ()) if _among(one, parts)] == []
    assert [one for one in row.get("people", ()) if not _among(one, people)] == [], people
    assert [one for one in row.get("nobody", ()) if _among(one, people)] == []
    assert [one for one in row.get("flows", ()) if not _leads(flows, *one)] == [], flows
    assert [one for one in row.get("apart", ()) if _leads(flows, *one)] == []


TELLING = [row for row in EVERY if {"facts", "not", "name", "unread", "quote"} & set(row)]


@pytest.mark.parametrize("row", TELLING)
def test_a_kind_of_saying_tells_what_it_means(row: dict[str, Any]) -> None:
    model = told(row["text"])
    known = facts_of(model)
    assert {fact: known.get(fact) for fact in row.get("facts", {})} == row.get("facts", {})
    held = [(value, known.get(fact)) for fact, value in row.get("not", {}).items()]
    assert not [value for value, found in held if value == found or value in _several(found)]
    assert re.search(row.get("name", ""), model.system.name)
    if "unread" in row:
        assert list(read(row["text"]).unread) == row["unread"]
    quotes = [quote.text for kept in model.facts for quote in kept.quotes]
    assert not row.get("quote") or any(row["quote"] in quote for quote in quotes), quotes


def _several(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else ()
