"""What the gate finds about the threats of a model: thresholds, citations, owners, accepted risks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from agent.domain.completeness import missing_in
from agent.domain.facts import Provenance
from agent.domain.findings.accepted_risks import accepted_risks
from agent.domain.findings.threat_ranking import weighed
from agent.domain.model import ThreatModel
from agent.domain.risk import Band
from agent.domain.system import AssumptionStatus
from agent.domain.threats import IN_PLACE, Control, ControlStatus, Threat, ThreatStatus
from agent.gate.findings import Demand, GateFinding
from agent.settings.gate import BANDS, EVERYWHERE, GateSettings

HIGH = frozenset({Band.HIGH, Band.CRITICAL})
_STILL = (ControlStatus.IN_PROGRESS, ControlStatus.PLANNED, ControlStatus.PROPOSED)


@dataclass(frozen=True)
class Judged:
    """A model with what it is held against."""

    model: ThreatModel
    limits: GateSettings
    today: date

    @property
    def open(self) -> tuple[Threat, ...]:
        """The open threats that count: not what a language model thought of and nobody confirmed."""
        return tuple(one for one in weighed(self.model.threats) if one.status is ThreatStatus.OPEN)

    def findings(self) -> Iterator[GateFinding]:
        """Everything about the threats, in the order of the demands."""
        yield from self._incomplete()
        reached = list(self._risks())
        yield from reached
        yield from self._too_many()
        yield from self._citations()
        yield from self._owners()
        yield from self._accepted()

    def _incomplete(self) -> Iterator[GateFinding]:
        missing = missing_in(self.model)
        if missing:
            yield _incomplete("words", "The model says too little of an AI system", f"Missing: {'; '.join(missing)}.")
        elif not self.model.threats:
            what = "Draft it: open it with threatparley serve, or take its files in with threatparley import --into."
            yield _incomplete("draft", "The model has no threats yet", "", what)
        known = {one.fact for one in self.model.facts if one.provenance is not Provenance.ASSUMED}
        assumed = {one.fact for one in self.model.assumptions if one.fact and one.status is AssumptionStatus.STANDING}
        for fact in self.limits.require_answers:
            if fact not in known:
                so_far = "it is only assumed" if fact in assumed else "nothing is known of it"
                label = fact.replace("_", " ")
                yield _incomplete(fact, f"A required answer is missing: {label}", f"So far {so_far}.")

    def _risks(self) -> Iterator[GateFinding]:
        for threat in self.open:
            found = [(place, band) for place, band in self._thresholds(threat) if _reaches(threat.rating.band, band)]
            if not found:
                continue
            why = "; ".join(_threshold_words(place, band) for place, band in found)
            yield _about(
                threat, Demand.RISK, f"{threat.title} ({threat.rating.band.value}, {threat.rating.total:.1f})",
                f"{threat.statement} {why}.", action=self._step(threat), weight=float(rank(threat.rating.band)),
            )  # fmt: skip

    def _thresholds(self, threat: Threat) -> Iterator[tuple[str, str]]:
        """The thresholds that hold for a threat: its aspect's and its frameworks', else the general one."""
        own = {threat.aspect.value, *(one.framework.value for one in threat.references)}
        special = [(place, band) for place, band in sorted(self.limits.fail_on.items()) if place in own]
        yield from special or [(EVERYWHERE, self.limits.fail_on.get(EVERYWHERE, "none"))]

    def _step(self, threat: Threat) -> str:
        """The measure to take first: the nearest to done of those still to do."""
        acting = [one for one in self.model.controls if threat.id in one.threats and one.status in _STILL]
        first = min(acting, key=lambda one: _STILL.index(one.status), default=None)
        if first is None:
            return "Plan a measure against it, or decide on the risk."
        return f"{first.id} {first.title} ({first.status.value.replace('_', ' ')})."

    def _too_many(self) -> Iterator[GateFinding]:
        most = self.limits.max_open_high
        count = sum(one.rating.band in HIGH for one in self.open)
        if most is not None and count > most:
            title = f"{count} open threats are high or critical; at most {most} may be"
            yield GateFinding(
                id=Demand.OPEN_HIGH.value, demand=Demand.OPEN_HIGH, title=title, weight=count,
                action="Put measures in place for the weightiest, or decide on them.",
            )  # fmt: skip

    def _citations(self) -> Iterator[GateFinding]:
        for threat in self.open if self.limits.require_citation else ():
            if not threat.references:
                yield _about(
                    threat, Demand.CITATION, f"{threat.title}: refers to no framework",
                    action="Choose the catalog's threat for it, or dismiss it with a reason.",
                )  # fmt: skip

    def _owners(self) -> Iterator[GateFinding]:
        for threat in self.open if self.limits.require_owner else ():
            if threat.rating.band in HIGH and not self._owned(threat):
                yield _about(
                    threat, Demand.OWNER, f"{threat.title}: nobody answers for it",
                    action="Name an owner for the risk or for one of its measures.",
                )  # fmt: skip

    def _owned(self, threat: Threat) -> bool:
        if threat.treatment is not None and threat.treatment.owner:
            return True
        return any(_at_work(one) and one.owner for one in self.model.controls if threat.id in one.threats)

    def _accepted(self) -> Iterator[GateFinding]:
        """Accepted risks whose day has passed, and those that lack what accepting a risk needs."""
        for risk in accepted_risks(self.model, self.today):
            threat = self.model.threat(risk.threat)
            if threat is None:
                continue
            if risk.overdue:
                yield _about(
                    threat, Demand.ACCEPTED, f"{risk.title}: accepted until {risk.review_by}, which has passed",
                    f"{risk.owner or 'Nobody'} answers for it: {risk.reason}", always=True,
                    action="Look at it again: accept it anew with another day, or deal with it.",
                )  # fmt: skip
            elif self.limits.require_owner and not (risk.owner and risk.review_by):
                lacking = " and ".join(filter(None, (
                    "" if risk.owner else "nobody answers for it", "" if risk.review_by else "no day to look again",
                )))  # fmt: skip
                yield _about(
                    threat, Demand.OWNER, f"{risk.title}: accepted, but {lacking}",
                    action="Accept it with an owner and a day to look again.",
                )  # fmt: skip


def rank(band: Band) -> int:
    """How high a band is: 1 low to 4 critical."""
    return BANDS.index(band.value)


def same_threats(older: ThreatModel, newer: ThreatModel) -> Mapping[str, str]:
    """The id in a newer model of each threat of an older one: by the catalog's entry, else by its own id.

    A model that was drafted from scratch numbers its threats anew.
    """
    patterns = {one.pattern: one.id for one in newer.threats if one.pattern}
    own = {one.id: one.id for one in newer.threats if not one.pattern}
    found = {one.id: patterns.get(one.pattern) if one.pattern else own.get(one.id) for one in older.threats}
    return {before: now for before, now in found.items() if now}


def _at_work(control: Control) -> bool:
    return control.status in IN_PLACE or control.status in _STILL


def _reaches(band: Band, threshold: str) -> bool:
    return threshold != "none" and rank(band) >= BANDS.index(threshold)


def _threshold_words(place: str, band: str) -> str:
    whose = "every threat" if place == EVERYWHERE else place.replace("_", " ")
    return f"The threshold for {whose} is {band}"


def _incomplete(what: str, title: str, text: str, action: str = "") -> GateFinding:
    return GateFinding(
        id=f"{Demand.INCOMPLETE.value}:{what}", demand=Demand.INCOMPLETE, title=title, text=text,
        action=action or "Answer it in the app or by threatparley interview, and keep the file anew.",
    )  # fmt: skip


def _about(
    threat: Threat, demand: Demand, title: str, text: str = "", *, action: str, weight: float = 0, always: bool = False
) -> GateFinding:
    return GateFinding(
        id=f"{demand.value}:{threat.id}", demand=demand, title=f"{threat.id} {title}", text=text, action=action,
        weight=weight, total=threat.rating.total, threat=threat.id, always=always,
    )  # fmt: skip
