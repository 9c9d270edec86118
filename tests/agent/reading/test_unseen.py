"""Descriptions in many styles: how much of what they name is drawn, and how much of what is drawn they name."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from agent.domain import ThreatModel
from agent.domain.wording.names import names_of
from tests.agent.reading.readings import told

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "unseen.yaml").read_text(encoding="utf-8"))
FOUND, REAL, PEOPLE, NOBODY, FLOWS = 0.92, 0.96, 0.95, 0.92, 0.74
"""The least of the parts that are drawn, of drawn parts that are there, the same of people, and of the flows."""


@cache
def drawn(place: int) -> ThreatModel:
    return told(CASES[place]["text"])


def _is(pattern: str, name: str) -> bool:
    return re.search(pattern, name, re.IGNORECASE) is not None


def _share(pairs: list[tuple[bool, str]]) -> tuple[float, list[str]]:
    return sum(good for good, _ in pairs) / len(pairs), [what for good, what in pairs if not good]


def found_and_real(sort: str) -> tuple[tuple[float, list[str]], tuple[float, list[str]]]:
    """Of the parts or the people: which are drawn, and which of those that are drawn are there."""
    found, real = [], []
    for place, case in enumerate(CASES):
        model = drawn(place)
        parts = [", ".join(names_of(one)) for one in model.components if not one.inferred]
        names = parts if sort == "parts" else [one.name for one in model.actors if one.quotes]
        meant = [*case[sort], *(case["also"] if sort == "parts" else ())]
        found += [(any(_is(one, name) for name in names), f"{place}: {one}") for one in case[sort]]
        real += [(any(_is(one, name) for one in meant), f"{place}: {name}") for name in names]
    return _share(found), _share(real)


def flows_found() -> tuple[float, list[str]]:
    """Which of the flows are drawn."""
    pairs = []
    for place, case in enumerate(CASES):
        model = drawn(place)
        named = {part.id: ", ".join(names_of(part)) for part in model.components}
        named |= {actor.id: actor.name for actor in model.actors}
        flows = [(named[one.source], named[one.target]) for one in model.flows]
        for source, target in case["flows"]:
            pairs.append((any(_is(source, a) and _is(target, b) for a, b in flows), f"{place}: {source} > {target}"))
    return _share(pairs)


def test_most_of_the_parts_are_drawn_and_few_that_are_not_there() -> None:
    (found, missing), (real, invented) = found_and_real("parts")
    print(f"parts found {found:.2f}, real {real:.2f}; missing {missing}; invented {invented}")
    assert found >= FOUND, missing
    assert real >= REAL, invented


def test_most_of_the_people_are_drawn_and_few_that_are_not_there() -> None:
    (found, missing), (real, invented) = found_and_real("people")
    print(f"people found {found:.2f}, real {real:.2f}; missing {missing}; invented {invented}")
    assert found >= PEOPLE, missing
    assert real >= NOBODY, invented


def test_of_the_flows_that_are_told_many_are_drawn() -> None:
    found, missing = flows_found()
    print(f"flows found {found:.2f}; missing {missing}")
    assert found >= FLOWS, missing
