"""What a turn changed in a model: sorted for the reply, and a line each for the list of changes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from agent.domain import SYSTEM, Control, FactValue, Provenance, Threat, ThreatModel, ThreatStatus
from agent.domain.facts import PERSONAL
from agent.domain.system import Component
from agent.domain.threats import ControlStatus
from agent.domain.versions.version_diff import offline_words, scoring_words
from agent.domain.wording.names_in_sentences import capital, clipped, counted, joined, small
from knowledge import Catalog

MOST_TITLES = 3
_IN_WORDS = {
    Provenance.IMPLIED: "follows from what is known",
    Provenance.INFERRED: "inferred, please confirm",
    Provenance.FILE: "from a file",
}


@dataclass(frozen=True)
class Changes:
    """The differences between the model before and after a turn that a person cares about."""

    parts: tuple[Component, ...]
    parts_altered: tuple[str, ...]
    """A sentence for each part that has another name or is of another kind now."""
    parts_gone: tuple[Component, ...]
    facts: tuple[FactValue, ...]
    facts_gone: tuple[str, ...]
    waived: tuple[str, ...]
    threats: tuple[Threat, ...]
    threats_gone: tuple[Threat, ...]
    threats_moved: tuple[tuple[Threat, Threat], ...]
    controls_moved: tuple[Control, ...]
    surroundings: tuple[str, ...]
    """A line for the name, each actor, flow and boundary that came, each threat that was reworded or judged, and each
    measure that was planned."""
    mended: tuple[str, ...]
    """A line for people and flows that went or are others now, and for words that mean nothing."""
    first_draft: bool
    names: Mapping[str, str]
    """What the parts that came and went are called."""

    @property
    def anything(self) -> bool:
        """Whether anything here changed."""
        return any(getattr(self, name) for name in self.__dataclass_fields__ if name not in ("first_draft", "names"))


def changes_between(before: ThreatModel, after: ThreatModel, catalog: Catalog) -> Changes:
    """Compare the model before and after a turn."""
    old_parts = {part.id: part for part in before.components}
    new_parts = {part.id: part for part in after.components}
    old_facts = {(kept.fact, kept.subject): kept for kept in before.facts}
    new_facts = {(kept.fact, kept.subject) for kept in after.facts}
    old, new = _standing(before), _standing(after)
    status = {control.id: control.status for control in before.controls}
    return Changes(
        parts=tuple(part for part in after.components if part.id not in old_parts),
        parts_altered=tuple(_altered(old_parts, after, catalog)),
        parts_gone=tuple(part for part in before.components if part.id not in new_parts),
        facts=tuple(kept for kept in after.facts if _is_news(old_facts.get((kept.fact, kept.subject)), kept)),
        facts_gone=tuple(fact for fact, subject in old_facts if (fact, subject) not in new_facts),
        waived=tuple(waiver.fact for waiver in after.waivers if waiver not in before.waivers),
        threats=tuple(threat for one, threat in new.items() if one not in old),
        threats_gone=tuple(threat for one, threat in old.items() if one not in new),
        threats_moved=tuple(
            (old[one], threat) for one, threat in new.items() if one in old and _moved(old[one], threat)
        ),
        controls_moved=tuple(
            one for one in after.controls if status.get(one.id, ControlStatus.PROPOSED) is not one.status
        ),
        surroundings=tuple(_surroundings(before, after)),
        mended=tuple(_mended(before, after)),
        first_draft=before.drafted is None and after.drafted is not None,
        names={part.id: model.name_of(part.id) for model in (before, after) for part in model.components},
    )


def change_lines(changes: Changes, after: ThreatModel, catalog: Catalog) -> tuple[str, ...]:
    """A plain line for each change, without Markdown; a long list of threats is summed up."""
    return tuple(clipped(line, 300) for line in _lines(changes, after, catalog))


def fact_words(kept: FactValue, after: ThreatModel, catalog: Catalog) -> str:
    """What a fact says, as a clause; a component's own fact names the component."""
    definition = catalog.facts.get(kept.fact)
    clause = small(definition.meaning(kept.value).rstrip(".")) if definition else kept.fact.replace("_", " ")
    return clause if kept.subject == SYSTEM else f"for {after.name_of(kept.subject)}, {clause}"


def _lines(changes: Changes, after: ThreatModel, catalog: Catalog) -> Iterator[str]:
    yield from (f"Part: {changes.names[part.id]} ({_kind(part, catalog)})" for part in changes.parts)
    yield from changes.parts_altered
    yield from (f"Part removed: {changes.names[part.id]}" for part in changes.parts_gone)
    yield from (*changes.surroundings, *changes.mended)
    for kept in changes.facts:
        source = _IN_WORDS.get(kept.provenance)
        yield f"{capital(fact_words(kept, after, catalog))}{f' ({source})' if source else ''}"
    yield from (f"No longer known: {_label(fact, catalog)}" for fact in changes.facts_gone)
    yield from (f"Left open: {_label(fact, catalog)}" for fact in changes.waived)
    yield from _threat_lines("New threat", changes.threats, changes.first_draft)
    yield from _threat_lines("No longer a threat here", changes.threats_gone, False)
    for old, new in changes.threats_moved:
        yield f"{new.id} {new.title}: {_move(old, new)}"
    yield from (f"{one.id} {one.title}: now {one.status.value.replace('_', ' ')}" for one in changes.controls_moved)


def _altered(before: Mapping[str, Component], after: ThreatModel, catalog: Catalog) -> Iterator[str]:
    """What became of the name and the kind of parts that stood in the model before."""
    for part in after.components:
        old = before.get(part.id)
        if old is None:
            continue
        if old.name != part.name:
            yield f"“{old.name}” is called “{after.name_of(part.id)}” now"
        if old.kind is not part.kind:
            yield f"{after.name_of(part.id)} is listed as {_kind(part, catalog)} now, before as {_kind(old, catalog)}"
        if old.boundary != part.boundary:
            place = after.name_of(part.boundary) if part.boundary else "no boundary"
            yield f"{after.name_of(part.id)} lies in {place} now"


def _surroundings(before: ThreatModel, after: ThreatModel) -> Iterator[str]:
    if after.system.name != before.system.name:
        yield f"Name: {after.system.name or 'none'}"
    if after.scoring != before.scoring and not after.scoring.fitted:
        yield scoring_words(before, after)
    if after.offline is not before.offline:
        yield offline_words(after.offline)
    known = {actor.id for actor in before.actors} | {flow.id for flow in before.flows}
    known |= {boundary.id for boundary in before.boundaries}
    yield from (f"Who uses or feeds it: {after.name_of(actor.id)}" for actor in after.actors if actor.id not in known)
    yield from (f"Boundary: {after.name_of(boundary.id)}" for boundary in after.boundaries if boundary.id not in known)
    for flow in after.flows:
        if flow.id not in known:
            marks = [mark for mark, holds in (("entry point", flow.untrusted), ("inferred", flow.inferred)) if holds]
            yield f"Flow: {after.name_of(flow.id)}{f' ({joined(marks)})' if marks else ''}"
    yield from _reworded(before, after)
    yield from _judged(before, after)
    yield from _planned(before, after)


def _mended(before: ThreatModel, after: ThreatModel) -> Iterator[str]:
    """What became of people, flows and words that stood in the model before."""
    yield from _people(before, after)
    yield from _flows(before, after)
    yield from (f"Nothing for a threat model: “{one.text}”" for one in after.asides if one not in before.asides)
    yield from (f"May mean something again: “{one.text}”" for one in before.asides if one not in after.asides)


def _people(before: ThreatModel, after: ThreatModel) -> Iterator[str]:
    """People who went, have another name or stand on another side."""
    now = {actor.id: actor for actor in after.actors}
    for old in before.actors:
        new = now.get(old.id)
        if new is None:
            yield f"No longer people of the system: {old.name}"
        elif new.name != old.name:
            yield f"“{old.name}” are called “{new.name}”"
        elif new.trusted is not old.trusted:
            yield f"{new.name}: {'your own people' if new.trusted else 'outsiders'}"


def _flows(before: ThreatModel, after: ThreatModel) -> Iterator[str]:
    """Flows that went, lead elsewhere, or are trusted otherwise; those of a part that went go without saying."""
    now = {flow.id: flow for flow in after.flows}
    there = {part.id for part in after.components} | {actor.id for actor in after.actors}
    for old in before.flows:
        new = now.get(old.id)
        if new is None and {old.source, old.target} <= there:
            yield f"No flow any more: {before.name_of(old.id)}"
        elif new is not None and (new.source, new.target) != (old.source, old.target):
            yield f"Flow: {after.name_of(new.id)} (before: {before.name_of(old.id)})"
        elif new is not None and new.untrusted is not old.untrusted:
            yield f"{after.name_of(new.id)}: {'an entry point' if new.untrusted else 'no entry point any more'}"


def _planned(before: ThreatModel, after: ThreatModel) -> Iterator[str]:
    """What people said of measures beside where they stand."""
    earlier = {control.id: control for control in before.controls}
    for new in after.controls:
        old = earlier.get(new.id)
        words = joined(list(_plan_of(old, new))) if old else ""
        if words:
            yield f"{new.id} {new.title}: {words}"


def _plan_of(old: Control, new: Control) -> Iterator[str]:
    if old.owner != new.owner:
        yield f"done by {new.owner}" if new.owner else "done by nobody yet"
    if old.due != new.due:
        yield f"due on {new.due.isoformat()}" if new.due else "no longer due on a day"
    if old.evidence != new.evidence:
        yield f"evidence {new.evidence}" if new.evidence else "without evidence"
    if old.reason != new.reason and old.status is new.status:
        yield f"note “{new.reason}”" if new.reason else "without its note"


def _judged(before: ThreatModel, after: ThreatModel) -> Iterator[str]:
    """What a person decided about where threats belong, and what became of a language model's word on it."""
    earlier = {threat.id: threat for threat in before.threats}
    for new in after.threats:
        old = earlier.get(new.id)
        words = joined(list(_judgement(old, new))) if old else ""
        if words:
            yield f"{new.id} {new.title}: {words}"


def _judgement(old: Threat, new: Threat) -> Iterator[str]:
    if old.confirmed is not new.confirmed:
        yield "confirmed to belong here" if new.confirmed else "no longer confirmed"
    if old.placed != new.placed:
        yield f"put at place {new.placed} by hand" if new.placed else "back at its computed place"
    if old.set_aside is not new.set_aside:
        yield "probably not here, says the language model" if new.set_aside else "back on the list"
    elif old.advice and new.advice and old.advice.dropped is not new.advice.dropped:
        yield f"what the language model says of it {'no longer counts' if new.advice.dropped else 'counts again'}"


def _reworded(before: ThreatModel, after: ThreatModel) -> Iterator[str]:
    """What a person wrote over the draft's words."""
    earlier = {threat.id: threat for threat in before.threats}
    for new in after.threats:
        old = earlier.get(new.id)
        if old is None or not new.reworded:
            continue
        if old.title != new.title:
            yield f"{new.id} {old.title}: now called “{new.title}”"
        if old.targets != new.targets:
            yield f"{new.id} {new.title}: now about {joined([after.name_of(one) for one in new.targets])}"
        if old.statement != new.statement:
            yield f"{new.id} {new.title}: worded anew"


def _threat_lines(word: str, threats: tuple[Threat, ...], first: bool) -> Iterator[str]:
    if first and len(threats) > MOST_TITLES:
        yield f"{capital(counted(len(threats), 'threat'))} drafted"
        return
    for threat in threats:
        yield f"{word}: {threat.id} {threat.title} ({threat.rating.band.value}, {threat.rating.total})"


def _move(old: Threat, new: Threat) -> str:
    parts = []
    if old.status is not new.status:
        parts.append(f"{old.status.value} → {new.status.value}")
    if old.rating.total != new.rating.total:
        parts.append(f"{old.rating.total} {old.rating.band.value} → {new.rating.total} {new.rating.band.value}")
    if old.certainty is not new.certainty:
        parts.append(f"{old.certainty.value} → {new.certainty.value}")
    owner, day = _answering(new)
    if owner and owner != _answering(old)[0]:
        parts.append(f"{owner} answers for it")
    if day and day != _answering(old)[1]:
        parts.append(f"looked at again on {day.isoformat()}")
    return joined(parts)


def _moved(old: Threat, new: Threat) -> bool:
    return bool(_move(old, new))


def _answering(threat: Threat) -> tuple[str, date | None]:
    """Who answers for a threat, and when it is looked at again."""
    return (threat.treatment.owner, threat.treatment.review_by) if threat.treatment else ("", None)


def _standing(model: ThreatModel) -> dict[str, Threat]:
    return {threat.id: threat for threat in model.threats if threat.status is not ThreatStatus.RETIRED}


def _is_news(old: FactValue | None, new: FactValue) -> bool:
    """Whether a value is another one, or what was only inferred was confirmed."""
    if old is None or old.value != new.value:
        return True
    return old.provenance is Provenance.INFERRED and new.provenance in PERSONAL


def _kind(part: Component, catalog: Catalog) -> str:
    kind = catalog.kinds.get(part.kind)
    return small(kind.label) if kind else part.kind.value.replace("_", " ")


def _label(fact: str, catalog: Catalog) -> str:
    return small(catalog.facts[fact].label) if fact in catalog.facts else fact
