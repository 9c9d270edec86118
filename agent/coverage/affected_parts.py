"""Which parts of a kept model refer to entries of the catalog that have changed."""

from collections.abc import Collection, Iterator

from agent.domain.model import ThreatModel


def touched(model: ThreatModel, changed: Collection[str]) -> tuple[str, ...]:
    """The changed entries that a model refers to: framework items by key, patterns, measures and facts by id."""
    return tuple(sorted(set(changed) & set(_mentioned(model))))


def _mentioned(model: ThreatModel) -> Iterator[str]:
    for threat in model.threats:
        yield from (reference.key for reference in threat.references)
        yield from (threat.pattern or "", *threat.precedents)
    for control in model.controls:
        yield from (reference.key for reference in control.references)
        yield control.mitigation or ""
    yield from (value.fact for value in model.facts)
