"""Threat models to draw, as large as a test wants them, and what a drawing of one holds."""

import re
from itertools import count
from xml.etree import ElementTree

from agent.domain.model import ThreatModel
from agent.domain.system import Actor, Component, DataFlow, TrustBoundary
from knowledge.vocabulary import ComponentKind
from tests.ui.models import rich_model

NAMES = ("Chat page", "Order API", "Language model", "Vector index of manuals", "Refund tool", "Ticket queue")
KINDS = (ComponentKind.AGENT, ComponentKind.TOOL, ComponentKind.LANGUAGE_MODEL, ComponentKind.VECTOR_STORE)
_SVG = "{http://www.w3.org/2000/svg}"

Sides = tuple[float, float, float, float]


def large_model(parts: int, name: str = "", steps: tuple[int, ...] = (1, 3)) -> ThreatModel:
    """A chain of parts in boundaries of about seven, linked to those some steps on; an actor writes to the first."""
    zones = max(1, parts // 7)
    bounds = tuple(TrustBoundary(id=f"B-{one + 1}", name=name or f"Zone {one + 1}") for one in range(zones))
    components = tuple(
        Component(
            id=f"C-{place + 1}", name=name or f"{NAMES[place % len(NAMES)]} {place // len(NAMES) + 1}",
            kind=KINDS[place % len(KINDS)], boundary=f"B-{place * zones // parts + 1}" if place % 9 else None,
        )
        for place in range(parts)
    )  # fmt: skip
    number = count(2)
    flows = [DataFlow(id="F-1", source="P-1", target="C-1", label=name or "customer messages", untrusted=True)]
    flows += [
        DataFlow(id=f"F-{next(number)}", source=one.id, target=components[place + step].id, label=name or "answers")
        for step in steps
        for place, one in enumerate(components[:-step])
    ]
    return rich_model().model_copy(
        update={
            "components": components, "actors": (Actor(id="P-1", name=name or "Customer"),), "flows": tuple(flows),
            "boundaries": bounds, "assets": (),
        }
    )  # fmt: skip


def marked(svg: str, what: str) -> dict[str, ElementTree.Element]:
    """The groups of a drawing by the ids they stand for: ``part``, ``zone`` or ``flow``."""
    groups = ElementTree.fromstring(svg).iter(f"{_SVG}g")
    return {one: group for group in groups if group.get("id") for one in group.get(f"data-{what}", "").split()}


def sides(group: ElementTree.Element) -> Sides:
    """The left, top, right and bottom of a rectangle that a group holds first."""
    shape = next(one for one in group.iter() if one.tag in (f"{_SVG}rect", f"{_SVG}path"))
    if shape.tag == f"{_SVG}rect":
        x, y, wide, high = (float(shape.get(name, "0")) for name in ("x", "y", "width", "height"))
        return x, y, x + wide, y + high
    return _around(shape.get("d", ""))


def words_in(svg: str) -> str:
    """All words that are drawn, in order."""
    return " ".join(one.text or "" for one in ElementTree.fromstring(svg).iter(f"{_SVG}text"))


def _around(path: str) -> Sides:
    """The sides of an outline that is drawn with relative lines and half ellipses."""

    x = y = 0.0
    seen: list[tuple[float, float]] = []
    for letter, rest in re.findall(r"([a-zA-Z])([^a-zA-Z]*)", path):
        numbers = [float(one) for one in re.findall(r"-?[\d.]+", rest)]
        match letter:
            case "M":
                x, y = numbers
            case "h":
                x += numbers[0]
            case "v":
                y += numbers[0]
            case "l":
                x, y = x + numbers[0], y + numbers[1]
            case "a":
                x, y = x + numbers[5], y + numbers[6]
        seen.append((x, y))
    across, down = zip(*seen, strict=True)
    return min(across), min(down), max(across), max(down)
