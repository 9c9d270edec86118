"""Which published detection rules exist for each threat, and which threats have none.

That a rule names a technique says that it looks for something of that kind. It is no proof that it fits this system,
and nothing here counts as a control.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from agent.domain.threats import Threat, ThreatStatus
from knowledge.publications.detections import RuleSource, TechniqueRules, chosen_for, detection_table, rules_for
from knowledge.vocabulary import Framework


class Found(StrEnum):
    """How near published rules come to a threat."""

    NAMED = "rules by id"
    COARSE = "a filter only"
    NONE = "no rule"
    NO_TECHNIQUE = "no technique"


@dataclass(frozen=True)
class Detection:
    """The rules of one collection for one technique of a threat, or those chosen for the threat itself."""

    technique: str
    """Its id; empty where the rules were chosen for the threat."""
    source: RuleSource
    count: int
    rules: tuple[str, ...]
    """Their ids; none where there are many, or where the collection has no short ones."""
    most: str
    """Where most of them belong, such as ``prompt-injection 246``."""

    @property
    def filter(self) -> str:
        """What to look for in the collection; nothing where ids say it."""
        if not self.technique:
            return ""
        return self.source.filter.format(technique=self.technique.partition(" ")[0], attack=_attack(self.technique))


@dataclass(frozen=True)
class Detected:
    """A threat with what rules there are."""

    threat: Threat
    found: Found
    detections: tuple[Detection, ...]
    gap: str
    """What is missing, in a sentence; empty where rules are named by id."""


def detections_of(threat: Threat) -> Detected:
    """What published rules look for a threat, or name its techniques."""
    table, chosen = detection_table(), chosen_for(threat.pattern)
    best = (Detection("", table.source("atr"), len(chosen), chosen, ""),) if chosen else ()
    techniques = [one for one in threat.references if one.framework is Framework.ATLAS]
    told = [rules for one in techniques if (rules := rules_for(one)) is not None]
    found = (*best, *(detection for rules in told for detection in _each(rules)))
    if not techniques and not found:
        return Detected(threat, Found.NO_TECHNIQUE, (), "It names no technique of ATLAS, by which rules are found.")
    names = ", ".join(dict.fromkeys(one.id for one in techniques))
    if not found:
        return Detected(threat, Found.NONE, (), f"No rule of these collections names {names}.")
    if any(one.rules for one in found):
        return Detected(threat, Found.NAMED, found, "")
    return Detected(threat, Found.COARSE, found, "Only broad techniques are named; choose among the rules yourself.")


def every_detection(threats: Sequence[Threat]) -> tuple[Detected, ...]:
    """The same for each threat that is open, in their order."""
    return tuple(detections_of(one) for one in threats if one.status is ThreatStatus.OPEN)


def detection_of(threat: Threat) -> str:
    """The rules by id that look for a threat, or what is missing, in a sentence or two."""
    found, ids = detections_of(threat), dict[str, dict[str, None]]()
    for one in found.detections:
        ids.setdefault(f"{one.source.title} {one.source.edition}", {}).update(dict.fromkeys(one.rules))
    told = [f"{', '.join(rules)} ({title})" for title, rules in ids.items() if rules]
    return f"Published detection rules: {'; '.join(told)}." if told else found.gap


def detection_line(found: Sequence[Detected]) -> str:
    """How many threats have what, and which have nothing, in a line or two."""
    counts = {kind: [one.threat.id for one in found if one.found is kind] for kind in Found}
    none = [*counts[Found.NONE], *counts[Found.NO_TECHNIQUE]]
    shown = ", ".join(none[:12]) + (f" and {len(none) - 12} more" if len(none) > 12 else "")
    return (
        f"Of {len(found)} open threats, {len(counts[Found.NAMED])} have detection rules by id, "
        f"{len(counts[Found.COARSE])} only a filter over many, and {len(none)} have none"
        f"{f' ({shown})' if none else ''}."
    )


def editions() -> str:
    """Which collections were counted."""
    return "; ".join(
        f"{one.title} {one.edition} ({one.rules:,} rules, {one.licence})" for one in detection_table().sources
    )


def _each(rules: TechniqueRules) -> Iterator[Detection]:
    table = detection_table()
    if rules.atr:
        most = sorted(rules.atr.items(), key=lambda one: (-one[1], one[0]))[:3]
        told = ", ".join(f"{category} {count}" for category, count in most)
        yield Detection(rules.technique, table.source("atr"), sum(rules.atr.values()), rules.atr_rules, told)
    if rules.sigma:
        named = f"{rules.technique} ({rules.attack} of ATT&CK)"
        yield Detection(named, table.source("sigma"), rules.sigma, (), "")


def _attack(technique: str) -> str:
    return technique.partition("(")[2].partition(" ")[0].lower()
