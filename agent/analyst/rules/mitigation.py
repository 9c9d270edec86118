"""The controls of a system: one for each measure with all the threats it acts on, and where it stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from agent.assessment.conditions import Kleene, truth_of
from agent.assessment.known_facts import Picture
from agent.assessment.scoring.control_effectiveness import holding
from agent.assessment.scoring.rating import Rater
from agent.domain import Control, ControlStatus, DreadScore, Mint, Origin, ThreatModel
from agent.domain.changes.decisions import keep_plan
from agent.domain.findings.trials import Proof
from agent.domain.threats import COMING, IN_PLACE
from agent.domain.wording.names_in_sentences import clipped
from knowledge import Catalog
from knowledge.entries import Mitigation, ThreatPattern
from knowledge.rating_circumstances import measures_on


@dataclass(frozen=True)
class Risk:
    """The score of a threat three times."""

    inherent: DreadScore
    current: DreadScore
    target: DreadScore


class Measures:
    """Chooses the controls of one model for the patterns that are drafted."""

    def __init__(self, catalog: Catalog, rater: Rater, model: ThreatModel, picture: Picture, mint: Mint) -> None:
        self._catalog, self._rater, self._picture, self._mint = catalog, rater, picture, mint
        self._model = model
        here = catalog.mitigations
        self._kept = {
            control.mitigation: control
            for control in model.controls
            if control.mitigation is not None and control.mitigation in here
        }
        self._own = tuple(control for control in model.controls if control.mitigation not in here)
        self._made: dict[str, Control] = {}
        self._standing: dict[str, bool] = {}

    def for_pattern(self, pattern: ThreatPattern, threat: str | None = None) -> tuple[Control, ...]:
        """The controls that act on a pattern's threat, the most effective first.

        A person's own, and those whose catalog entry is not installed, come after.
        """
        own = tuple(control for control in self._own if threat is not None and threat in control.threats)
        return (*(self.control(name) for name in self.acting_on(pattern)), *own)

    def acting_on(self, pattern: ThreatPattern) -> tuple[str, ...]:
        """The measures that act on a pattern: those it names that fit here, and those in place that act on its like.

        What is in place or planned stays, fit or not; where nothing that a pattern names fits, all of it stays.
        """
        named = self._fitting(pattern) or pattern.mitigations
        return tuple(
            name
            for name in measures_on(self._catalog)[pattern.id]
            if name in named or self._stands(self._catalog.mitigations[name])
        )

    def _fitting(self, pattern: ThreatPattern) -> tuple[str, ...]:
        """The measures that a pattern names without those that make no sense in a system like this one."""
        return tuple(name for name in pattern.mitigations if self._fits(self._catalog.mitigations[name]))

    def _fits(self, measure: Mitigation) -> bool:
        return measure.fits is None or truth_of(measure.fits)(self._picture.usual, None) != Kleene.NO

    def _stands(self, measure: Mitigation) -> bool:
        """Whether a measure is in place or planned, by the facts or by what a person decided."""
        if measure.id not in self._standing:
            kept = self._kept.get(measure.id)
            decided = kept is not None and (kept.decided or kept.origin is not Origin.RULE)
            status = kept.status if kept and decided else self._status(measure)
            self._standing[measure.id] = status in COMING
        return self._standing[measure.id]

    def control(self, name: str) -> Control:
        """The one control for a measure: the kept one brought up to date, or a new one."""
        if name not in self._made:
            self._made[name] = self._control(self._catalog.mitigations[name])
        return self._made[name]

    def risk(self, inherent: DreadScore, controls: tuple[Control, ...], threat: str | None = None) -> Risk:
        """Inherent, current and target risk under these controls; what tests of the threat showed counts too."""
        kept = self._model.threat(threat) if threat else None
        placed = (c for c in controls if c.status in IN_PLACE)
        return Risk(
            inherent=inherent,
            current=self._rater.with_controls(inherent, holding(placed, kept.proof if kept else Proof.UNTRIED)),
            target=self._rater.with_controls(inherent, (c for c in controls if c.status in COMING)),
        )

    def linked(self, links: Mapping[str, tuple[str, ...]], where: Mapping[str, str]) -> tuple[Control, ...]:
        """The controls with the threats they act on and, in words, where in this system that is."""
        return tuple(
            control.model_copy(
                update={"threats": links[name], "action": _action(self._catalog.mitigations[name], where.get(name, ""))}
            )
            for name, control in self._made.items()
            if name in links
        )

    def left_over(self, needed: Iterable[str]) -> tuple[Control, ...]:
        """Kept controls that no drafted threat asks for any more."""
        wanted = set(needed)
        return tuple(control for name, control in self._kept.items() if name not in wanted)

    def _control(self, measure: Mitigation) -> Control:
        kept = self._kept.get(measure.id)
        control = Control(
            id=kept.id if kept else self._mint.take("M"),
            mitigation=measure.id,
            title=measure.title,
            action=measure.action,
            verify=measure.verify,
            kind=measure.kind,
            effects=measure.effects,
            effort=measure.effort,
            owner_role=measure.owner_role,
            level=measure.level,
            evidence_asked=measure.evidence,
            lifecycle=measure.lifecycle,
            references=tuple(self._catalog.reference(key) for key in measure.references),
            status=self._status(measure),
            origin=Origin.RULE,
        )
        if kept is None:
            return control
        held: dict[str, object] = {"origin": kept.origin}
        if kept.origin is not Origin.RULE:
            held |= {"status": kept.status, "reason": kept.reason, "decided": kept.decided}
        return keep_plan(kept, control.model_copy(update=held))

    def _status(self, measure: Mitigation) -> ControlStatus:
        """Done when the owner has said so; otherwise a proposal."""
        if measure.in_place is None:
            return ControlStatus.PROPOSED
        exists = truth_of(measure.in_place)(self._picture.known, None) == Kleene.YES
        return ControlStatus.DONE if exists else ControlStatus.PROPOSED


def _action(measure: Mitigation, where: str) -> str:
    return clipped(f"{measure.action} Here this concerns {where}." if where else measure.action, 1000)
