"""What a change does to a threat model: threats that are new, changed or closed, the rest in words, and a drawing."""

from collections.abc import Iterator, Mapping

from agent.domain.model import ThreatModel
from agent.domain.system import Actor, Component
from agent.domain.threats import Threat, ThreatStatus
from agent.domain.versions.version_diff import Comparison, How, Subject, compare
from agent.exchange.comparison import HOWS, SUBJECTS
from agent.exchange.diagrams.as_mermaid import label
from agent.gate.findings import GateFinding, ThreatMove
from agent.gate.threats import same_threats

MOST_DRAWN = 40
_COUNTED = (Subject.SYSTEM, Subject.COMPONENT, Subject.ACTOR, Subject.FLOW, Subject.BOUNDARY, Subject.CONTROL)
_CLASSES = (
    "classDef added fill:#e6f4ea,stroke:#1b6e3c,stroke-width:3px,color:#000",
    "classDef removed fill:#fff,stroke:#8a1c1c,stroke-dasharray:5 4,color:#000",
    "classDef changed fill:#fff6db,stroke:#7a5b00,stroke-width:3px,color:#000",
)


def is_other(older: ThreatModel, newer: ThreatModel) -> bool:
    """Whether two models are of two systems: neither the name nor the first words about them agree."""
    one, two = older.system, newer.system
    same_name = one.name.casefold() == two.name.casefold()
    same_words = bool(one.as_first_described) and one.as_first_described == two.as_first_described
    return not (same_name or same_words)


def moves(older: ThreatModel, newer: ThreatModel) -> Iterator[ThreatMove]:
    """The threats that are open now and were not, that are rated otherwise, and that are no longer open."""
    ids = same_threats(older, newer)
    before = {ids.get(one.id, f"{one.id} of before"): one for one in _open(older)}
    after = {one.id: one for one in _open(newer)}
    for one in sorted(after.keys() - before.keys()):
        yield _move(after[one], "new", None, after[one].rating.total)
    for one in sorted(after.keys() & before.keys()):
        was, now = before[one].rating, after[one].rating
        if was.total != now.total or was.band is not now.band:
            yield _move(after[one], "changed", was.total, now.total)
    for one in sorted(before.keys() - after.keys()):
        gone = newer.threat(one)
        status = gone.status.value if gone else "no longer in the model"
        was = before[one].rating
        move = _move(gone or before[one], "closed", was.total, gone.rating.total if gone else None)
        yield move.model_copy(update={"status": status, "band": was.band.value})


def difference_lines(comparison: Comparison) -> Iterator[str]:
    """What else differs, a line each: the system, its parts and its measures."""
    for subject in _COUNTED:
        for line in comparison.of(subject):
            named = f"{line.id} " if subject is Subject.CONTROL else ""
            yield f"{SUBJECTS[subject]}, {HOWS[line.how]}: {named}{line.text}"


def drawing(older: ThreatModel | None, newer: ThreatModel, drift: tuple[GateFinding, ...]) -> str:
    """The parts and flows that differ with their neighbours, as Mermaid source; empty where none does.

    Drift is drawn beside the model: what its files have and it has not.
    """
    comparison = compare(older, newer) if older else Comparison()
    marked = _marked(comparison)
    parts = {**(_parts(older) if older else {}), **_parts(newer)}
    flows = {**({one.id: one for one in older.flows} if older else {}), **{one.id: one for one in newer.flows}}
    edges = [one for one in flows.values() if one.id in marked or {one.source, one.target} & marked.keys()]
    shown = [one for one in parts if one in marked or any(one in (edge.source, edge.target) for edge in edges)]
    shown = sorted(shown, key=lambda one: one not in marked)[:MOST_DRAWN]
    lines = [f"  {_node(one, parts[one], marked)}" for one in sorted(shown)]
    for edge in edges:
        if edge.source in shown and edge.target in shown:
            words = label(" ".join(filter(None, (marked.get(edge.id, ""), edge.label))), 40)
            arrow = "-.->" if marked.get(edge.id) == "removed" else "-->"
            middle = f'|"{words}"|' if words else ""
            lines.append(f"  {_id(edge.source)} {arrow}{middle} {_id(edge.target)}")
    for place, one in enumerate(drift[: MOST_DRAWN // 2]):
        lines.append(f'  drift_{place}["{label(one.title)}"]:::{_drawn_as(one)}')
    if not lines:
        return ""
    return "\n".join(("flowchart LR", *lines, *(f"  {one}" for one in _CLASSES))) + "\n"


def _marked(comparison: Comparison) -> Mapping[str, str]:
    """How each part and flow that differs is drawn, by its id."""
    words = {How.ADDED: "added", How.REMOVED: "removed"}
    subjects = (Subject.COMPONENT, Subject.ACTOR, Subject.FLOW)
    return {line.id: words.get(line.how, "changed") for one in subjects for line in comparison.of(one)}


def _parts(model: ThreatModel) -> dict[str, Component | Actor]:
    things: tuple[Component | Actor, ...] = (*model.components, *model.actors)
    return {one.id: one for one in things}


def _drawn_as(drift: GateFinding) -> str:
    if drift.id.endswith(":gone"):
        return "removed"
    return "changed" if ":changed:" in drift.id else "added"


def _node(thing: str, part: Component | Actor, marked: Mapping[str, str]) -> str:
    name = label(part.name)
    ends = ('["', '"]') if isinstance(part, Component) else ('[/"', '"/]')
    state = marked.get(thing, "")
    words = f"{state}: {name}" if state else name
    return f"{_id(thing)}{ends[0]}{words}{ends[1]}{f':::{state}' if state else ''}"


def _id(thing: str) -> str:
    return "n_" + thing.replace("-", "_")


def _open(model: ThreatModel) -> tuple[Threat, ...]:
    return tuple(one for one in model.threats if one.status is ThreatStatus.OPEN and not one.unvouched)


def _move(threat: Threat, how: str, before: float | None, after: float | None) -> ThreatMove:
    return ThreatMove(
        id=threat.id, how=how, title=threat.title, before=before, after=after, band=threat.rating.band.value,
        status=threat.status.value,
    )  # fmt: skip
