"""Which measures of a model are evidence for which requirement of a standard or a law."""

from pydantic import Field

from agent.domain.model import ThreatModel
from agent.domain.threats import IN_PLACE, Control, ControlStatus
from knowledge.catalog import Catalog
from knowledge.publications.frameworks import FrameworkItem
from knowledge.vocabulary import Framework, Value

HEADINGS = frozenset({"chapter", "section", "function", "category"})
"""Kinds of item of a framework of requirements that only group others."""


class Evidence(Value):
    """One requirement with the measures that help to meet it."""

    id: str = Field(description="The requirement's id in its framework.")
    name: str = Field(description="Its name, or our label.")
    level: str = Field(default="", description="Its level, where the framework has levels.")
    applies_from: str = Field(default="", description="The day from which it applies, where it has one.")
    controls: tuple[str, ...] = Field(default=(), description="Ids of the model's measures, those in place first.")
    in_place: int = Field(default=0, description="How many of them are in place.")


def requirements(catalog: Catalog) -> tuple[Framework, ...]:
    """The frameworks of the catalog that hold requirements."""
    return tuple(name for name, manifest in catalog.frameworks.items() if manifest.holds == "requirements")


def evidence(model: ThreatModel, catalog: Catalog, framework: Framework) -> tuple[Evidence, ...]:
    """Every requirement of a framework, in its order; headings and rejected measures are left out."""
    found: dict[str, list[Control]] = {}
    for control in model.controls:
        if control.status is ControlStatus.REJECTED:
            continue
        for one in control.references:
            if one.framework is framework:
                found.setdefault(one.id, []).append(control)
    items = catalog.manifest_of(framework).items
    return tuple(_row(item, found.get(item.id, [])) for item in items if item.kind not in HEADINGS)


def told(rows: tuple[Evidence, ...]) -> str:
    """How many requirements have a measure, and how many one that is in place."""
    named, done = sum(bool(row.controls) for row in rows), sum(row.in_place > 0 for row in rows)
    return f"{named} of {len(rows)} have a measure here, {done} one that is in place"


def _row(item: FrameworkItem, controls: list[Control]) -> Evidence:
    ordered = sorted(controls, key=lambda one: one.status not in IN_PLACE)
    return Evidence(
        id=item.id,
        name=item.name,
        level=item.attributes.get("level", ""),
        applies_from=item.attributes.get("applies_from", ""),
        controls=tuple(one.id for one in ordered),
        in_place=sum(one.status in IN_PLACE for one in controls),
    )
