"""An evidence pack: requirement by requirement, what of a model answers it, in which state, and what is missing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from agent.coverage.control_checks import Checked, CheckState, checked
from agent.coverage.evidence import HEADINGS
from agent.domain.findings.threat_ranking import live
from agent.domain.findings.trials import Proof, Trial
from agent.domain.model import ThreatModel
from agent.domain.threats import IN_PLACE, Control, ControlStatus, Threat, ThreatStatus
from knowledge.catalog import Catalog
from knowledge.publications.frameworks import FrameworkItem
from knowledge.vocabulary import Framework

NOTHING = "Nothing in this model answers it."


class PackKind(StrEnum):
    """What answers a requirement."""

    SCOPE = "scope"
    THREAT = "threat"
    MEASURE = "measure"
    CHECK = "control check"
    TEST = "test result"
    FACT = "fact"
    NOTHING = "nothing"


@dataclass(frozen=True)
class PackRow:
    """One thing that answers one requirement."""

    requirement: str
    title: str
    beside: str
    """Its level, or from when it applies, where it has one."""
    kind: PackKind
    reference: str = ""
    """Id of the threat, measure, check or fact; ``system`` for the scope; empty where nothing answers."""
    says: str = ""
    citation: str = ""
    owner: str = ""
    day: date | None = None
    state: str = ""
    gap: str = ""


@dataclass(frozen=True)
class Pack:
    """The rows of one framework for one model."""

    model: ThreatModel
    catalog: Catalog
    framework: Framework
    _checked: dict[str, Checked] = field(init=False)

    def __post_init__(self) -> None:
        found = {one.check: one for one in checked(self.model, self.catalog)}
        object.__setattr__(self, "_checked", found)

    @cached_property
    def rows(self) -> tuple[PackRow, ...]:
        """Every requirement in its order with all that answers it, or with the word that nothing does."""
        items = self.catalog.manifest_of(self.framework).items
        return tuple(row for item in items if item.kind not in HEADINGS for row in self._rows(item))

    def _rows(self, item: FrameworkItem) -> Iterator[PackRow]:
        rows = [*self._by_rule(item), *self._by_measures(item), *self._by_checks(item)]
        if not rows:
            yield self._row(item, PackKind.NOTHING, gap=NOTHING)
        yield from rows

    def _by_rule(self, item: FrameworkItem) -> Iterator[PackRow]:
        rule = self.catalog.evidence_rules.get(f"{self.framework.value}:{item.id}")
        if rule is None:
            return
        if "scope" in rule.takes:
            yield self._scope(item)
        threats = [one for one in live(self.model.threats) if one.aspect in rule.aspects]
        if "threats" in rule.takes:
            yield from (self._threat(item, one) for one in threats)
        if "tests" in rule.takes:
            yield from self._tests(item, threats)
        yield from (self._fact(item, fact) for fact in rule.facts)

    def _by_measures(self, item: FrameworkItem) -> Iterator[PackRow]:
        named = [one for one in self.model.controls if self._names(one, item)]
        named.sort(key=lambda one: one.status not in IN_PLACE)
        yield from (self._measure(item, one) for one in named)

    def _by_checks(self, item: FrameworkItem) -> Iterator[PackRow]:
        """The safeguards of which a measure, by the catalog, names the requirement."""
        key = f"{self.framework.value}:{item.id}"
        for one in self._checked.values():
            measures = self.catalog.control_checks[one.check].mitigations
            if any(key in self.catalog.mitigations[name].references for name in measures):
                gap = {CheckState.MISSING: "The owner says that it is not there.",
                       CheckState.NOT_KNOWN: "Nobody has said whether it is there."}.get(one.state, "")  # fmt: skip
                says = f"{one.title}. {one.why}"
                yield self._row(item, PackKind.CHECK, one.check, says, one.words, state=one.state.value, gap=gap)

    def _scope(self, item: FrameworkItem) -> PackRow:
        system = self.model.system
        parts = ", ".join(one.name for one in self.model.components)
        says = " ".join(filter(None, (system.purpose, f"Parts: {parts}." if parts else "")))
        gap = "" if system.owner else "No owner is named."
        gap = gap if system.purpose else "No purpose is written down."
        return self._row(
            item, PackKind.SCOPE, "system", f"{system.name or 'unnamed system'}. {says}", owner=system.owner,
            state="described" if system.purpose else "not described", gap=gap,
        )  # fmt: skip

    def _threat(self, item: FrameworkItem, threat: Threat) -> PackRow:
        acting = [one for one in self.model.controls if threat.id in one.threats]
        placed = any(one.status in IN_PLACE for one in acting)
        decided = threat.treatment
        gap = "" if placed or threat.status is not ThreatStatus.OPEN else "No measure against it is in place."
        if threat.proof is Proof.FAILED:
            gap = "A test got through."
        words = "; ".join(f"“{one.text}” (turn {one.turn})" for one in threat.evidence.quotes)
        told = f"{decided.reason} (decided by {decided.author})" if decided else ""
        risk = f"current risk {threat.rating.total} {threat.rating.band.value}"
        return self._row(
            item, PackKind.THREAT, threat.id, f"{threat.title}. {threat.statement}",
            "; ".join(filter(None, (words, told))), decided.owner if decided else "",
            decided.review_by if decided else None, f"{threat.status.value}, {risk}, {threat.proof.value}", gap,
        )  # fmt: skip

    def _tests(self, item: FrameworkItem, threats: list[Threat]) -> Iterator[PackRow]:
        for threat in threats:
            yield from (self._test(item, threat, trial) for trial in threat.trials)

    def _test(self, item: FrameworkItem, threat: Threat, trial: Trial) -> PackRow:
        gap = "A test got through." if trial.failed else ""
        digest = f", sha256 {trial.digest}" if trial.digest else ""
        says = f"{trial.tool} {trial.version} tried {threat.id} with {', '.join(trial.tried)}"
        state = f"withstood {trial.passed} of {trial.passed + trial.failed}"
        return self._row(
            item, PackKind.TEST, threat.id, says, f"{trial.file}{digest}", day=trial.day, state=state, gap=gap
        )

    def _measure(self, item: FrameworkItem, control: Control) -> PackRow:
        placed = control.status in IN_PLACE
        acted_on = [one for one in live(self.model.threats) if one.id in control.threats]
        broken = [one.id for one in acted_on if one.proof is Proof.FAILED] if placed else []
        held = [one.id for one in acted_on if one.proof is Proof.PASSED] if placed else []
        state = [control.status.value.replace("_", " ")]
        state += [f"tests of {', '.join(held)} passed"] if held else []
        gaps = ["" if placed else "It is not in place.", "" if control.owner else "Nobody is named for it."]
        gaps.append(f"Not proven: a test of {', '.join(broken)} got through." if broken else "")
        gaps.append("Nothing is attached that shows it." if placed and not control.evidence else "")
        asked = f"to attach: {control.evidence_asked}" if control.evidence_asked else ""
        return self._row(
            item, PackKind.MEASURE, control.id, " ".join(filter(None, (f"{control.title}.", control.action))),
            "; ".join(filter(None, (control.evidence, asked, control.reason))), control.owner, control.due,
            "; ".join(state), " ".join(filter(None, gaps)),
        )  # fmt: skip

    def _fact(self, item: FrameworkItem, fact: str) -> PackRow:
        kept, label = self.model.fact(fact), self.catalog.fact_label(fact)
        if kept is None:
            return self._row(item, PackKind.FACT, fact, label, state="not known", gap="Nobody has said.")
        turns = ", ".join(str(one.turn) for one in kept.quotes)
        definition = self.catalog.facts.get(fact)
        absent = kept.value is False and definition is not None and definition.control
        return self._row(
            item, PackKind.FACT, fact, f"{label}: {self.catalog.fact_meaning(fact, kept.value)}",
            f"turn {turns}" if turns else "", owner=self.model.system.owner, state=f"known, {kept.provenance.value}",
            gap="It is not there." if absent else "",
        )  # fmt: skip

    def _names(self, control: Control, item: FrameworkItem) -> bool:
        if control.status is ControlStatus.REJECTED:
            return False
        return any(one.framework is self.framework and one.id == item.id for one in control.references)

    def _row(
        self, item: FrameworkItem, kind: PackKind, reference: str = "", says: str = "", citation: str = "",
        owner: str = "", day: date | None = None, state: str = "", gap: str = "",
    ) -> PackRow:  # fmt: skip
        level, since = item.attributes.get("level", ""), item.attributes.get("applies_from", "")
        beside = "; ".join(filter(None, (f"level {level}" if level else "", f"from {since}" if since else "")))
        return PackRow(item.id, item.name, beside, kind, reference, says, citation, owner, day, state, gap)
