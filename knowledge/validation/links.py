"""Check that everything a catalog entry points to exists and fits."""

from collections.abc import Collection, Iterator
from difflib import get_close_matches

from knowledge.conditions import AllOf, AnyOf, Condition, FactIs, KindIs, Not, Truth, judge
from knowledge.entries import FactDefinition, FactType, Mitigation, ThreatPattern
from knowledge.facts.component_kinds import KindDefinition
from knowledge.facts.control_checks import ControlCheck
from knowledge.loading.reading import Entries, Problem
from knowledge.publications.frameworks import FrameworkManifest
from knowledge.ranking.reference_systems import ReferenceSystem
from knowledge.slots import faults
from knowledge.validation.proof_links import proof_faults
from knowledge.validation.rating_links import names_of, rating_faults
from knowledge.vocabulary import AnswerValue, ComponentKind, DreadFactor


def check_links(entries: Entries) -> tuple[Problem, ...]:
    """Every link that does not resolve or does not fit, in the order of the entries."""
    keys = item_keys(entries)
    found: list[Problem] = []

    def note(section: str, entry: str, messages: Iterator[str]) -> None:
        file = entries.file_of(section, entry)
        found.extend(Problem(file=file, entry=entry, message=message) for message in messages)

    for fact in entries.facts.values():
        note("facts", fact.id, _fact(fact, entries))
    for kind in entries.kinds.values():
        note("kinds", kind.kind.value, _kind(kind, entries))
    for section, first, missing in _gaps(entries):
        note(section, first, missing)
    for section, one, messages in _rules(entries):
        note(section, one, messages)
    for section, one, messages in _advice(entries, keys):
        note(section, one, messages)
    for section, one, messages in _examples(entries, keys):
        note(section, one, messages)
    for manifest in entries.frameworks.values():
        note("frameworks", manifest.framework.value, _framework(manifest, keys))
    return tuple(found)


def _gaps(entries: Entries) -> Iterator[tuple[str, str, Iterator[str]]]:
    """Which kinds and factors have no entry, where others have one."""
    if entries.kinds:
        kinds = (kind.value for kind in ComponentKind if kind not in entries.kinds)
        yield "kinds", next(iter(entries.kinds)).value, (f"no entry for the kind {name}" for name in kinds)
    if entries.anchors:
        factors = (factor.value for factor in DreadFactor if factor not in entries.anchors)
        first = next(iter(entries.anchors)).value
        yield "anchors", first, (f"no words for the levels of {name}" for name in factors)


def _rules(entries: Entries) -> Iterator[tuple[str, str, Iterator[str]]]:
    """What is wrong with rules: what rates threats, how they are proven, and the place of harm to people."""
    yield from rating_faults(entries)
    yield from proof_faults(entries)
    for rule in entries.people.values():
        yield "people", rule.id, _condition(rule.when, entries, "when", controls=False)


def _advice(entries: Entries, keys: dict[str, str]) -> Iterator[tuple[str, str, Iterator[str]]]:
    """What is wrong with what owners are told: threats, control checks and measures."""
    for pattern in entries.patterns.values():
        yield "patterns", pattern.id, _pattern(pattern, entries, keys)
    for check in entries.control_checks.values():
        yield "control_checks", check.id, _control_check(check, entries, keys)
    for mitigation in entries.mitigations.values():
        yield "mitigations", mitigation.id, _mitigation(mitigation, entries, keys)


def _examples(entries: Entries, keys: dict[str, str]) -> Iterator[tuple[str, str, Iterator[str]]]:
    """What is wrong with what stands beside: precedents, what answers requirements, reference systems."""
    for precedent in entries.precedents.values():
        yield "precedents", precedent.id, _references(precedent.techniques, keys)
    for rule in entries.evidence_rules.values():
        wrong = (*_references((rule.requirement,), keys), *_known(rule.facts, entries.facts, "fact"))
        yield "evidence_rules", rule.requirement, iter(wrong)
    for system in entries.reference_systems.values():
        yield "reference_systems", system.id, _reference_system(system, entries)


def item_keys(entries: Entries) -> dict[str, str]:
    """The key of every framework item, and of every retired id, with the key it leads to."""
    keys: dict[str, str] = {}
    for framework, manifest in entries.frameworks.items():
        keys |= {f"{framework.value}:{item.id}": f"{framework.value}:{item.id}" for item in manifest.items}
    for framework, manifest in entries.frameworks.items():
        for item in manifest.items:
            for alias in item.aliases:
                keys.setdefault(f"{framework.value}:{alias}", f"{framework.value}:{item.id}")
    return keys


def closest(name: str, known: Collection[str]) -> str:
    """The known names nearest to a wrong one, as the end of an error message."""
    near = get_close_matches(name, list(known), n=3, cutoff=0.6)
    return f"; did you mean {' or '.join(near)}?" if near else ""


def _fact(fact: FactDefinition, entries: Entries) -> Iterator[str]:
    for implication in fact.implies:
        if not _answers(fact, implication.when):
            yield f"implies.when: {implication.when!r} is not an answer of this fact"
        if implication.fact is None and implication.component is None:
            yield "implies: names neither a fact nor a component"
        elif implication.fact is not None:
            yield from _value(implication.fact, implication.value, entries, "implies")
    yield from _tellings(fact, entries)
    for default in fact.defaults:
        if not fact.accepts(default.value):
            yield f"defaults: {default.value!r} is not an answer of this fact"
        if default.when is not None:
            yield from _condition(default.when, entries, "defaults", controls=False)


def _tellings(fact: FactDefinition, entries: Entries) -> Iterator[str]:
    """What is wrong with what a fact's values tell of beside themselves."""
    for value in (*fact.safeguard, *(asset.when for asset in fact.assets)):
        if not _answers(fact, value):
            yield f"safeguard and assets: {value!r} is not an answer of this fact"
    for name in fact.denied_with:
        if name not in entries.facts:
            yield f"denied_with: no fact {name!r}{closest(name, entries.facts)}"
        elif not entries.facts[name].control:
            yield f"denied_with: {name} is no control"
    bare = [choice.value for choice in fact.choices if fact.slot and not choice.noun]
    if bare:
        yield f"slot: its choices need a noun each; {', '.join(bare)} have none"


def _answers(fact: FactDefinition, value: AnswerValue) -> bool:
    return fact.accepts((value,) if fact.type is FactType.SEVERAL and isinstance(value, str) else value)


def _value(fact_id: str, value: AnswerValue | None, entries: Entries, where: str) -> Iterator[str]:
    fact = entries.facts.get(fact_id)
    if fact is None:
        yield f"{where}: no fact {fact_id!r}{closest(fact_id, entries.facts)}"
    elif value is None or not fact.accepts(value):
        yield f"{where}: {value!r} is not an answer of {fact_id}"


def _kind(kind: KindDefinition, entries: Entries) -> Iterator[str]:
    for implied in kind.implies:
        yield from _condition(implied, entries, "implies", controls=True)


def _pattern(pattern: ThreatPattern, entries: Entries, keys: dict[str, str]) -> Iterator[str]:
    yield from _condition(pattern.when, entries, "when", controls=False)
    for name, shifts in (("raises", pattern.raises), ("lowers", pattern.lowers)):
        for shift in shifts:
            yield from _condition(shift.when, entries, name, controls=False)
    for factor, rule in pattern.dread.items():
        for scale in rule.scales:
            if scale not in entries.scales:
                yield f"dread.{factor.value}: no scale {scale!r}{closest(scale, entries.scales)}"
            elif entries.scales[scale].factor is not factor:
                yield f"dread.{factor.value}: the scale {scale} is for {entries.scales[scale].factor.value}"
    yield from _known(pattern.mitigations, entries.mitigations, "mitigation")
    yield from _known(pattern.precedents, entries.precedents, "precedent")
    for former in pattern.replaces:
        yield from _former(former, pattern.id, entries)
    yield from _references(pattern.references, keys)
    for name in ("source", "action", "impact"):
        yield from (f"{name}: {fault}" for fault in faults(getattr(pattern, name)))


def _control_check(check: ControlCheck, entries: Entries, keys: dict[str, str]) -> Iterator[str]:
    fact = entries.facts.get(check.fact)
    if fact is None:
        yield f"no fact {check.fact!r}{closest(check.fact, entries.facts)}"
    elif not fact.control or fact.type is not FactType.YES_NO:
        yield f"{fact.id} states no control that is there or not"
    yield from _condition(check.when, entries, "when", controls=False)
    yield from _known(check.mitigations, entries.mitigations, "mitigation")
    yield from _known(check.precedents, entries.precedents, "precedent")
    yield from _references(check.references, keys)
    for former in check.replaces:
        yield from _former(former, check.id, entries)


def _former(former: str, survivor: str, entries: Entries) -> Iterator[str]:
    """What is wrong with the id of a pattern that another entry took over: it is gone, and has one survivor."""
    if former in entries.patterns:
        yield f"replaces: {former} is a pattern still; take it out, or do not replace it"
    heirs: tuple[ThreatPattern | ControlCheck, ...] = (
        *entries.patterns.values(),
        *entries.control_checks.values(),
    )
    others = [one.id for one in heirs if former in one.replaces and one.id != survivor]
    if others:
        yield f"replaces: {former} is replaced by {', '.join(others)} as well; one survivor takes it over"


def _mitigation(mitigation: Mitigation, entries: Entries, keys: dict[str, str]) -> Iterator[str]:
    if mitigation.in_place is not None:
        yield from _condition(mitigation.in_place, entries, "in_place", controls=True)
        fact = entries.facts.get(mitigation.in_place.fact)
        if fact is not None and not fact.control:
            yield f"in_place: {fact.id} does not state a control"
    if mitigation.fits is not None:
        yield from _condition(mitigation.fits, entries, "fits", controls=False)
    yield from _references(mitigation.references, keys)


def _reference_system(system: ReferenceSystem, entries: Entries) -> Iterator[str]:
    """Its facts are legal, and each threat can land on its parts and is ruled out by none of its facts."""
    for fact, value in system.facts.items():
        yield from _value(fact, value, entries, "facts")
    names = [threat.pattern for threat in system.threats]
    for twice in sorted({name for name in names if names.count(name) > 1}):
        yield f"threats: {twice} is given twice"
    yield from _known(tuple(names), entries.patterns, "pattern")
    for name in names:
        pattern = entries.patterns.get(name)
        if pattern is None:
            continue
        judged = judge(pattern.when, system.facts.get)
        if judged.truth is Truth.NO:
            yield f"threats: {name} is ruled out by {', '.join(judged.facts)}"
        if pattern.targets and not set(pattern.targets) & set(system.parts):
            yield f"threats: {name} lands on none of the parts"


def _framework(manifest: FrameworkManifest, keys: dict[str, str]) -> Iterator[str]:
    ids = [item.id for item in manifest.items]
    for twice in sorted({name for name in ids if ids.count(name) > 1} if len(set(ids)) < len(ids) else ()):
        yield f"{twice}: the id is given twice"
    known, aliases = set(ids), [alias for item in manifest.items for alias in item.aliases]
    for item in manifest.items:
        for what, linked in (("parent", (item.parent,)), ("groups", item.groups), ("mitigations", item.mitigations)):
            for other in linked:
                if other is not None and other not in known:
                    yield f"{item.id}.{what}: no item {other!r} in this framework{closest(other, known)}"
        for alias in item.aliases:
            if alias in known or aliases.count(alias) > 1:
                yield f"{item.id}.aliases: {alias} is taken already"
        yield from (f"{item.id}.related: {message}" for message in _references(item.related, keys))


def _condition(condition: Condition, entries: Entries, where: str, *, controls: bool) -> Iterator[str]:
    for leaf in _leaves(condition):
        fact = entries.facts.get(leaf.fact)
        if fact is None:
            yield f"{where}: no fact {leaf.fact!r}{closest(leaf.fact, entries.facts)}"
        elif fact.control and not controls:
            yield f"{where}: {fact.id} states a control; conditions are about how the system is built"
        elif fact.type is not FactType.YES_NO and not leaf.among:
            yield f"{where}: {fact.id} needs `is:` with some of {', '.join(names_of(fact))}"
        elif set(leaf.among) - set(names_of(fact)):
            wrong = ", ".join(sorted(set(leaf.among) - set(names_of(fact))))
            yield f"{where}: {fact.id} has no value {wrong}; it has {', '.join(names_of(fact))}"


def _leaves(condition: Condition) -> Iterator[FactIs]:
    match condition:
        case FactIs():
            yield condition
        case KindIs():
            return
        case AllOf():
            for part in condition.all:
                yield from _leaves(part)
        case AnyOf():
            for part in condition.any:
                yield from _leaves(part)
        case Not():
            yield from _leaves(condition.part)


def _known(names: Collection[str], known: Collection[str], what: str) -> Iterator[str]:
    for name in names:
        if name not in known:
            yield f"no {what} {name!r}{closest(name, known)}"


def _references(references: Collection[str], keys: dict[str, str]) -> Iterator[str]:
    for key in references:
        if key not in keys:
            framework = key.partition(":")[0] + ":"
            yield f"no item {key!r}{closest(key, [known for known in keys if known.startswith(framework)])}"
