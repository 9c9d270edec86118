"""A picture in a report is drawn when somebody wants a picture, and what cannot be drawn is told in every format."""

import random
from itertools import count

import pytest

from agent.domain.model import ThreatModel
from agent.domain.system import Component, DataFlow
from agent.errors import DrawingError
from agent.exchange.diagrams.as_svg import to_svg
from agent.exchange.documents.document import Diagram, Paragraph
from agent.exchange.reports import system_section
from agent.exchange.reports.system_section import figure_blocks
from knowledge import load_catalog
from knowledge.vocabulary import ComponentKind

CATALOG = load_catalog()


def tangled(parts: int, flows: int, seed: int = 1) -> ThreatModel:
    """A model whose flows lead anywhere, which is the hardest to lay out."""
    drawn, numbers = random.Random(seed), count(1)
    named = tuple(Component(id=f"C-{n}", name=f"Part {n}", kind=ComponentKind.AGENT) for n in range(1, parts + 1))
    ends = [(one.id, other.id) for one in named for other in named if one is not other]
    lines = tuple(
        DataFlow(id=f"F-{next(numbers)}", source=source, target=target, label="words that say what moves here")
        for source, target in drawn.sample(ends, flows)
    )
    return ThreatModel(components=named, flows=lines, issued={"C": parts, "F": flows})


@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_left_undrawn_at_first_can_be_drawn(seed: int) -> None:
    model = tangled(30, system_section._SURELY_DRAWN, seed)
    (block,) = figure_blocks(model, CATALOG)
    assert isinstance(block, Diagram)
    assert block.svg == to_svg(model, CATALOG)


def test_nothing_is_drawn_before_it_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise AssertionError("drawn")

    monkeypatch.setattr(system_section, "to_svg", refuse)
    (block,) = figure_blocks(tangled(4, 4), CATALOG)
    assert isinstance(block, Diagram)
    assert "Part 4" in block.mermaid


def test_what_cannot_be_drawn_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> str:
        raise DrawingError("too much")

    monkeypatch.setattr(system_section, "to_svg", refuse)
    (block,) = figure_blocks(tangled(20, system_section._SURELY_DRAWN + 1), CATALOG)
    assert isinstance(block, Paragraph)
