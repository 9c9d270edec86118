"""What differs between two versions of a model, a line each."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from pydantic import Field

from agent.domain.facts import SYSTEM, FactValue
from agent.domain.import_sources import ImportedFile, digest_of
from agent.domain.model import ThreatModel
from agent.domain.system import Actor, Asset, Assumption, Component, DataFlow, TrustBoundary
from agent.domain.threats import Control, Threat, ThreatStatus
from knowledge.entries import FactDefinition
from knowledge.vocabulary import AnswerValue, Value

T = TypeVar("T")


class Subject(StrEnum):
    """What a line is about."""

    SYSTEM = "system"
    COMPONENT = "component"
    ACTOR = "actor"
    FLOW = "flow"
    BOUNDARY = "boundary"
    ASSET = "asset"
    FACT = "fact"
    ASSUMPTION = "assumption"
    THREAT = "threat"
    CONTROL = "control"


class How(StrEnum):
    """What happened to it."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    RESCORED = "rescored"
    MOVED = "moved"


class Difference(Value):
    """One thing that differs."""

    subject: Subject = Field(description="What it is about.")
    how: How = Field(description="What happened.")
    id: str = Field(description="Id of the thing, or of the fact.")
    text: str = Field(description="The difference in plain words.")


class Comparison(Value):
    """All differences: threats first, then controls, then what they rest on."""

    lines: tuple[Difference, ...] = Field(default=(), description="A line each, in a fixed order.")

    def of(self, subject: Subject, *how: How) -> tuple[Difference, ...]:
        """The lines about one sort of thing, of any or of some kinds."""
        return tuple(line for line in self.lines if line.subject is subject and (not how or line.how in how))


def compare(older: ThreatModel, newer: ThreatModel, facts: Mapping[str, FactDefinition] | None = None) -> Comparison:
    """What differs between an older and a newer model; with the definitions of facts, in the words of their answers."""
    return Comparison(lines=tuple(_differences(older, newer, facts or {})))


def offline_words(offline: bool) -> str:
    """What it means that a model was set to stay offline, or no longer is."""
    if offline:
        return "From now on nothing of this model is sent to a language model"
    return "From now on a language model may be asked for this model again"


def scoring_words(old: ThreatModel, new: ThreatModel) -> str:
    """How risks were scored, and are from now on."""
    return f"Scoring: {old.scoring.words()} → {new.scoring.words()}"


def _differences(old: ThreatModel, new: ThreatModel, facts: Mapping[str, FactDefinition]) -> Iterator[Difference]:
    yield from _threats(old, new)
    yield from _controls(old, new)
    for name in ("name", "purpose", "description", "owner"):
        before, after = getattr(old.system, name), getattr(new.system, name)
        if before != after:
            text = f"{name}: {_short(before)} → {_short(after)}" if name != "description" else "description rewritten"
            yield Difference(subject=Subject.SYSTEM, how=How.CHANGED, id=SYSTEM, text=text)
    if old.scoring != new.scoring:
        yield Difference(subject=Subject.SYSTEM, how=How.CHANGED, id=SYSTEM, text=scoring_words(old, new))
    if old.offline is not new.offline:
        yield Difference(subject=Subject.SYSTEM, how=How.CHANGED, id=SYSTEM, text=offline_words(new.offline))
    for how, words in (
        (How.ADDED, set(new.asides) - set(old.asides)),
        (How.REMOVED, set(old.asides) - set(new.asides)),
    ):
        for one in sorted(words, key=lambda quote: (quote.turn, quote.text)):
            text = f"set aside as nothing for a threat model: {_short(one.text)}"
            yield Difference(subject=Subject.SYSTEM, how=how, id=SYSTEM, text=text)
    yield from _things(Subject.SYSTEM, old.imported, new.imported, _read_in, lambda one: one.file)
    called = _Namer(old, new)
    yield from _things(Subject.COMPONENT, old.components, new.components, lambda one: _component(one, called))
    yield from _things(Subject.ACTOR, old.actors, new.actors, lambda one: _actor(one, called(one)))
    yield from _things(Subject.FLOW, _named(old), _named(new), lambda pair: pair[1], lambda pair: pair[0].id)
    yield from _things(Subject.BOUNDARY, old.boundaries, new.boundaries, lambda one: _boundary(one, called(one)))
    yield from _things(Subject.ASSET, old.assets, new.assets, _asset)
    yield from _things(
        Subject.FACT, old.facts, new.facts, lambda kept: _fact(kept, facts.get(kept.fact), called.name_of),
        lambda kept: f"{kept.fact}@{kept.subject}",
    )  # fmt: skip
    yield from _things(Subject.ASSUMPTION, old.assumptions, new.assumptions, _assumption)


def _threats(old: ThreatModel, new: ThreatModel) -> Iterator[Difference]:
    """A retired threat counts as removed, and one that comes back as added."""
    before = {threat.id: threat for threat in old.threats if threat.status is not ThreatStatus.RETIRED}
    after = {threat.id: threat for threat in new.threats if threat.status is not ThreatStatus.RETIRED}
    for one in sorted(after.keys() - before.keys()):
        yield _line(Subject.THREAT, How.ADDED, one, _threat(after[one]))
    for one in sorted(before.keys() - after.keys()):
        gone = new.threat(one)
        why = f" ({gone.note})" if gone is not None and gone.note else ""
        yield _line(Subject.THREAT, How.REMOVED, one, _threat(before[one]) + why)
    for one in sorted(before.keys() & after.keys()):
        yield from _changed_threat(before[one], after[one])


def _changed_threat(old: Threat, new: Threat) -> Iterator[Difference]:
    ratings = [("now", old.rating, new.rating), ("inherent", old.inherent_rating, new.inherent_rating),
               ("with plans", old.target_rating, new.target_rating)]  # fmt: skip
    moves = [f"{name} {a.band} {a.total} → {b.band} {b.total}" for name, a, b in ratings if a.total != b.total]
    if moves:
        yield _line(Subject.THREAT, How.RESCORED, new.id, f"{new.title}: {', '.join(moves)}")
    if old.status is not new.status:
        text = f"{new.title}: {_words(old.status)} → {_words(new.status)}"
        yield _line(Subject.THREAT, How.MOVED, new.id, text)
    elif old.set_aside is not new.set_aside:
        text = f"{new.title}: {_whether_here(old)} → {_whether_here(new)}"
        yield _line(Subject.THREAT, How.MOVED, new.id, text)
    changed = [words for name, words in _OF_A_THREAT.items() if getattr(old, name) != getattr(new, name)]
    changed += ["scenario"] if _scenario(old) != _scenario(new) else []
    changed += ["place by hand"] if old.placed != new.placed else []
    changed += ["test results"] if old.trials != new.trials else []
    if changed:
        yield _line(Subject.THREAT, How.CHANGED, new.id, f"{new.title}: {' and '.join(changed)} changed")


def _whether_here(threat: Threat) -> str:
    return "probably not here, says a language model" if threat.set_aside else "listed"


def _scenario(threat: Threat) -> str:
    return threat.heeded.scenario if threat.heeded else ""


def _controls(old: ThreatModel, new: ThreatModel) -> Iterator[Difference]:
    before = {control.id: control for control in old.controls}
    after = {control.id: control for control in new.controls}
    yield from _added_and_removed(Subject.CONTROL, before, after, lambda control: control.title)
    for one in sorted(before.keys() & after.keys(), key=_natural):
        a, b = before[one], after[one]
        if a.status is not b.status:
            yield _line(Subject.CONTROL, How.MOVED, one, f"{b.title}: {_words(a.status)} → {_words(b.status)}")
        elif _control(a) != _control(b):
            words = " and ".join(name for name in _PLANNED if getattr(a, name) != getattr(b, name))
            yield _line(Subject.CONTROL, How.CHANGED, one, f"{b.title}: {words or 'wording'} changed")


def _things(
    subject: Subject,
    old: Sequence[T],
    new: Sequence[T],
    words: Callable[[T], str],
    key: Callable[[T], str] = lambda thing: str(getattr(thing, "id", "")),
) -> Iterator[Difference]:
    before = {key(thing): thing for thing in old}
    after = {key(thing): thing for thing in new}
    yield from _added_and_removed(subject, before, after, words)
    for one in sorted(before.keys() & after.keys(), key=_natural):
        was, now = words(before[one]), words(after[one])
        if was != now:
            yield _line(subject, How.CHANGED, one, f"{was} → {now}")


def _added_and_removed(
    subject: Subject, before: dict[str, T], after: dict[str, T], words: Callable[[T], str]
) -> Iterator[Difference]:
    for one in sorted(after.keys() - before.keys(), key=_natural):
        yield _line(subject, How.ADDED, one, words(after[one]))
    for one in sorted(before.keys() - after.keys(), key=_natural):
        yield _line(subject, How.REMOVED, one, words(before[one]))


def _line(subject: Subject, how: How, one: str, text: str) -> Difference:
    return Difference(subject=subject, how=how, id=one, text=text)


def _natural(one: str) -> tuple[str, int, str]:
    """Ids in the order of their numbers: C-2 before C-10."""
    letter, _, number = one.partition("-")
    return (letter, int(number), "") if number.isdigit() else (one, 0, one)


def _threat(threat: Threat) -> str:
    return f"{threat.title} ({threat.rating.band.value}, {threat.rating.total})"


def _control(control: Control) -> tuple[object, ...]:
    return (control.title, control.action, control.threats, *(getattr(control, name) for name in _PLANNED))


_PLANNED = ("owner", "due", "evidence", "reason")
"""What people say of a measure beside where it stands."""


_Named = Component | Actor | TrustBoundary


class _Namer:
    """What things are called, told apart by their ids where one of the models has two of a name."""

    def __init__(self, *models: ThreatModel) -> None:
        self._marked: set[str] = set()
        self._names: dict[str, str] = {}
        for model in models:
            things: tuple[_Named, ...] = (*model.components, *model.actors, *model.boundaries)
            self._names |= {one.id: one.name for one in things}
            self._marked |= {one.id for one in things if model.name_of(one.id) != one.name}

    def __call__(self, one: _Named) -> str:
        return f"{one.name} ({one.id})" if one.id in self._marked else one.name

    def name_of(self, thing: str) -> str:
        """The name of a thing by its id, as the newest model that has it calls it."""
        return self._names.get(thing, thing)


def _component(part: Component, called: _Namer) -> str:
    within = f", within {called.name_of(part.boundary)}" if part.boundary else ""
    return f"{called(part)} ({part.kind.value.replace('_', ' ')}{within})"


def _actor(actor: Actor, name: str) -> str:
    return f"{name} ({'trusted' if actor.trusted else 'not trusted'})"


def _boundary(boundary: TrustBoundary, name: str) -> str:
    return f"{name} (trust {boundary.trust})"


def _asset(asset: Asset) -> str:
    return f"{asset.name} ({', '.join(asset.needs) or 'no stated needs'})"


def _read_in(file: ImportedFile) -> str:
    return f"read from {file.file} ({len(file.things)} things, as of {digest_of(file)})"


def _assumption(assumption: Assumption) -> str:
    return f"{assumption.text} ({assumption.status.value})"


def _fact(kept: FactValue, definition: FactDefinition | None, name_of: Callable[[str], str]) -> str:
    about = "" if kept.subject == SYSTEM else f" for {name_of(kept.subject)}"
    label = definition.label if definition else kept.fact.replace("_", " ")
    return f"{label}{about}: {_answer(kept.value, definition)}"


def _answer(value: AnswerValue, definition: FactDefinition | None) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    labels = {choice.value: choice.label for choice in definition.choices} if definition else {}
    chosen = (value,) if isinstance(value, str) else value
    return ", ".join(labels.get(one, one.replace("_", " ")) for one in chosen) or "none"


def _words(status: StrEnum) -> str:
    return status.value.replace("_", " ")


_OF_A_THREAT = {"title": "title", "statement": "wording", "targets": "where it applies"}


def _named(model: ThreatModel) -> list[tuple[DataFlow, str]]:
    """Flows with their words, which name both ends."""
    return [(flow, _flow(flow, model)) for flow in model.flows]


def _flow(flow: DataFlow, model: ThreatModel) -> str:
    untrusted = ", not trusted" if flow.untrusted else ""
    return f"{model.name_of(flow.id)} ({flow.label or 'data'}{untrusted})"


def _short(text: str) -> str:
    return f"“{text}”" if len(text) <= 80 else f"“{text[:79]}…”"
