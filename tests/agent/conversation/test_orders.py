"""Sixty orders and corrections on names, on five made-up models: done as said or asked back, and never a junk part."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from agent.domain import Reading, ThreatModel, apply
from tests.agent.reading.readings import catalog, read, told

HERE = Path(__file__).parent
RIGHT = 57
"""So many of the sixty must be done as said; the others are asked back."""


def data(name: str) -> Any:
    return yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))


@cache
def model_of(name: str) -> ThreatModel:
    return told(data("models")[name])


def names(model: ThreatModel) -> set[str]:
    return {part.name.casefold() for part in model.components} | {actor.name.casefold() for actor in model.actors}


def flows(model: ThreatModel) -> set[tuple[str, ...]]:
    named = ((model.name_of(flow.source), model.name_of(flow.target)) for flow in model.flows)
    return {tuple(sorted(one.casefold() for one in ends)) for ends in named}


def done(order: Mapping[str, Any], before: ThreatModel, after: ThreatModel) -> list[str]:
    """What of an order was not done as said; nothing is said of what may come beside it."""
    was, now, between = names(before), names(after), flows(after)
    has, gone = ({one.casefold() for one in order.get(key, ())} for key in ("has", "gone"))
    wrong = [f"no {one}" for one in sorted(has - now)] + [f"still {one}" for one in sorted(gone & now)]
    if (one := order.get("one_of")) and len(now & {name.casefold() for name in one}) != 1:
        wrong.append(f"not one of {one}")
    if (ends := order.get("flow")) and tuple(sorted(map(str.casefold, ends))) not in between:
        wrong.append(f"no flow {ends}")
    for key in ("no_flow", "gone_flow"):
        if (ends := order.get(key)) and tuple(sorted(map(str.casefold, ends))) in between:
            wrong.append(f"still a flow {ends}")
    if named := order.get("kind"):
        kinds = {part.name: part.kind.value for part in after.components}
        wrong += [f"{named[0]} is {kinds.get(named[0])}"] if kinds.get(named[0]) != named[1] else []
    spared = {one.casefold() for key in ("may", "one_of", "gone") for one in order.get(key, ())}
    return wrong + [f"lost {one}" for one in sorted(was - now - spared)]


def junk(order: Mapping[str, Any], before: ThreatModel, after: ThreatModel) -> set[str]:
    allowed = {one.casefold() for key in ("has", "may", "one_of") for one in order.get(key, ())}
    return names(after) - names(before) - allowed


def asked_back(reading: Reading) -> bool:
    """Whether it is offered, or a question is put with what may be meant."""
    said = " ".join(reading.notes).lower()
    return bool(reading.offers) or (not reading.edits and ("did you mean" in said or "nothing was" in said))


def outcome(order: Mapping[str, Any]) -> tuple[str, list[str]]:
    """right, asked or wrong; and why."""
    before = model_of(order["at"])
    reading = read(order["say"], before, number=2)
    after = apply(before, reading.edits, catalog()).model
    if extra := junk(order, before, after):
        return "junk", sorted(extra)
    wrong = done(order, before, after)
    if not wrong or (order.get("asks") and reading.offers):
        return "right", []
    return ("asked", wrong) if asked_back(reading) else ("wrong", wrong)


@pytest.fixture(scope="module")
def outcomes() -> dict[str, tuple[str, list[str]]]:
    return {order["say"]: outcome(order) for order in data("orders")}


def test_sixty_orders_on_five_models_are_tried() -> None:
    orders = data("orders")
    assert len(orders) >= 60
    assert len({order["at"] for order in orders}) >= 5


def test_orders_on_names_are_done_or_asked_back(outcomes: dict[str, tuple[str, list[str]]]) -> None:
    neither = {say: what for say, what in outcomes.items() if what[0] not in ("right", "asked")}
    assert neither == {}


def test_nearly_all_orders_on_names_are_done_as_said(outcomes: dict[str, tuple[str, list[str]]]) -> None:
    asked = {say: what[1] for say, what in outcomes.items() if what[0] != "right"}
    assert len(outcomes) - len(asked) >= RIGHT * len(outcomes) / 60, asked
