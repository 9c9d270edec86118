"""Read a file of OWASP Threat Dragon (version 2): what lies in a boundary's box lies in the boundary."""

from dataclasses import dataclass

from agent.domain.facts import SYSTEM
from agent.domain.threats import ThreatStatus
from agent.errors import InputError
from agent.exchange.interchange.threat_dragon import OURS
from agent.exchange.readers.model_builder import Builder
from agent.exchange.readers.read_result import Read
from agent.exchange.readers.term_mapping import Known, status_of, stride_of
from agent.exchange.readers.value_positions import Place
from knowledge.catalog import Catalog
from knowledge.vocabulary import ComponentKind

_BOXES = ("trust-boundary-box",)
_LINES = ("flow",)
_IGNORED = ("td-text-block", "trust-boundary-curve", "trust-broundary-curve", "edge")


@dataclass(frozen=True)
class _Box:
    """A boundary on a page."""

    key: str
    left: float
    top: float
    wide: float
    high: float

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.left + self.wide and self.top <= y <= self.top + self.high


def read(data: Place, catalog: Catalog) -> Read:
    """The model of a file; raises InputError with the place of what is wrong."""
    version = data.needed("version")
    if not version.startswith("2"):
        raise InputError(f"at /version: expected a Threat Dragon model of version 2, found {version[:20]}")
    summary, detail = data.at("summary"), data.at("detail")
    builder = Builder(Known(catalog))
    builder.describe(summary.needed("title"), description=summary.text("description"), owner=summary.text("owner"))
    diagrams = list(detail.items("diagrams"))
    cells = [(cell, _Page(list(diagram.items("cells")))) for diagram in diagrams for cell in diagram.items("cells")]
    pages = {diagram.pointer: _Page(list(diagram.items("cells"))) for diagram in diagrams}
    for diagram in diagrams:
        for cell in diagram.items("cells"):
            if cell.text("shape") in _BOXES:
                _boundary(cell, builder)
    for diagram in diagrams:
        for cell in diagram.items("cells"):
            _node(cell, pages[diagram.pointer], builder)
    for cell, _ in cells:
        if cell.text("shape") in _LINES:
            _flow(cell, builder)
    for cell, _ in cells:
        _threats(cell, builder)
    return builder.build()


class _Page:
    """The boundaries of one diagram."""

    def __init__(self, cells: list[Place]) -> None:
        self.boxes = [box for cell in cells if cell.text("shape") in _BOXES if (box := _box(cell))]

    def around(self, cell: Place) -> str:
        """The smallest boundary that holds the middle of a cell; empty where none does."""
        box = _box(cell)
        if box is None:
            return ""
        x, y = box.left + box.wide / 2, box.top + box.high / 2
        holding = [one for one in self.boxes if one.holds(x, y)]
        return min(holding, key=lambda one: one.wide * one.high).key if holding else ""


def _box(cell: Place) -> _Box | None:
    position, size = cell.at("position"), cell.at("size")
    sides = [position.number("x"), position.number("y"), size.number("width"), size.number("height")]
    left, top, wide, high = sides
    if left is None or top is None or wide is None or high is None:
        return None
    return _Box(_key(cell), left, top, wide, high)


def _own(cell: Place) -> Place:
    """What Threatparley noted in a cell or threat when it wrote the file; nothing in files of others."""
    found = cell.at(OURS)
    return found if isinstance(found.value, dict) else Place(None, found.pointer)


def _key(cell: Place) -> str:
    return _own(cell.at("data")).text("id") or cell.needed("id")


def _name(cell: Place) -> str:
    data, attrs = cell.at("data"), cell.at("attrs")
    for place in (data.text("name"), *(attrs.at(one).text("text") for one in ("text", "label"))):
        if place:
            return place
    return ""


def _boundary(cell: Place, builder: Builder) -> None:
    key = _key(cell)
    builder.boundary(key, _name(cell) or "Trust boundary", cell, _own(cell.at("data")).number("trust"))
    builder.alias(cell.needed("id"), key)


def _node(cell: Place, page: _Page, builder: Builder) -> None:
    shape, key = cell.text("shape"), _key(cell)
    data = cell.at("data")
    own = _own(data)
    if shape in (*_BOXES, *_LINES):
        return
    if key == SYSTEM:
        builder.alias(cell.needed("id"), SYSTEM)
        return
    if shape == "actor" and not own.text("kind"):
        builder.actor(key, _name(cell) or "Actor", cell, page.around(cell), own.flag("trusted"), own.texts("called"))
    elif shape in ("process", "store", "actor"):
        kind = own.text("kind")
        known = kind in {one.value for one in ComponentKind}
        builder.component(
            key, _name(cell) or shape.capitalize(), cell, "store" if shape == "store" else "", page.around(cell),
            data.text("description"), ComponentKind(kind) if known else None, own.flag("inferred"),
            own.texts("called"),
        )  # fmt: skip
    else:
        names = (_name(cell)[:40] or cell.pointer,)
        builder.losses.leave_out("notes and curves of the diagram" if shape in _IGNORED else "unknown shapes", names)
        return
    builder.alias(cell.needed("id"), key)


def _flow(cell: Place, builder: Builder) -> None:
    data, key = cell.at("data"), _key(cell)
    ends = [cell.at(end).text("cell") for end in ("source", "target")]
    own = _own(data)
    untrusted = own.flag("untrusted") if own.value else data.flag("isPublicNetwork")
    builder.flow(key, ends[0], ends[1], cell, own.text("label") if own.value else data.text("name"), untrusted,
                 own.flag("inferred"))  # fmt: skip
    if data.flag("isBidirectional"):
        builder.flow(f"{key} back", ends[1], ends[0], cell, data.text("name"), untrusted)
    builder.alias(cell.needed("id"), key)


def _threats(cell: Place, builder: Builder) -> None:
    data = cell.at("data")
    holder = data if data.at("threats").value is not None else cell
    for threat in holder.items("threats"):
        own = _own(threat)
        told, statement = threat.text("description"), own.text("statement")
        key = own.text("id") or threat.text("threatId") or threat.text("id") or threat.pointer
        status = status_of(threat.text("status"))
        if threat.text("status") and status is None:
            raise threat.at("status").problem("a status such as Open, Mitigated, Accepted or NotApplicable")
        builder.threat(
            key, threat.text("title"), statement if statement and told.startswith(statement) else told, threat,
            targets=own.texts("targets") or (cell.needed("id"),), severity=threat.text("severity"),
            levels=_levels(own), status=status or ThreatStatus.OPEN,
            stride=stride_of(own.texts("stride") or (threat.text("type"),)), tags=own.texts("references"),
        )  # fmt: skip
        helps = threat.text("mitigation")
        if helps:
            first = helps.splitlines()[0]
            builder.control(f"{key} mitigation", first, threat.at("mitigation"), action=helps, threats=(key,))


def _levels(own: Place) -> dict[str, dict[str, int]] | None:
    """The scores that Threatparley noted; none in files of others."""
    scores = own.at("dread")
    if scores.value is None:
        return None
    found: dict[str, dict[str, int]] = {}
    for name, levels in scores.entries():
        found[name] = {factor: int(levels.number(factor) or 0) for factor, _ in levels.entries()}
    return found
