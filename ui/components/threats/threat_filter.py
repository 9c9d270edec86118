"""Which threats a list shows: by aspect, part, band, status and words."""

from collections.abc import Iterable

from pydantic import Field

from agent.domain.model import ThreatModel
from agent.domain.risk import Band
from agent.domain.threats import Threat
from knowledge.vocabulary import Aspect, Value


class Sieve(Value):
    """What a person filters by; empty takes everything."""

    aspect: Aspect | None = Field(default=None, description="The side of the system.")
    part: str = Field(default="", description="Id of a component or flow, or 'system'.")
    band: Band | None = Field(default=None, description="How urgent now.")
    status: str = Field(default="", description="A status.")
    words: str = Field(default="", description="Words that must all occur in id, title, statement or references.")


def kept(threats: Iterable[Threat], sieve: Sieve, model: ThreatModel) -> tuple[Threat, ...]:
    """The threats that pass, in the model's order."""
    return tuple(threat for threat in threats if _passes(threat, sieve, model))


def _passes(threat: Threat, sieve: Sieve, model: ThreatModel) -> bool:
    if sieve.aspect is not None and threat.aspect is not sieve.aspect:
        return False
    if sieve.part and sieve.part not in threat.targets:
        return False
    if sieve.band is not None and threat.rating.band is not sieve.band:
        return False
    has_status = not sieve.status or threat.status.value == sieve.status
    return has_status and _has_words(threat, sieve.words, model)


def _has_words(threat: Threat, words: str, model: ThreatModel) -> bool:
    if not words.strip():
        return True
    names = [model.name_of(target) for target in threat.targets]
    ids = [reference.id for reference in threat.references]
    text = " ".join([threat.id, threat.title, threat.statement, *names, *ids]).casefold()
    return all(word in text for word in words.casefold().split())
