"""Threats that a model picked beyond the rules' draft: composed by the rules, marked, and apart from the floor."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from agent.analyst.base import Proposal
from agent.analyst.rules.analyst import RulesAnalyst
from agent.analyst.rules.kept_decisions import remembered
from agent.analyst.rules.mitigation import Measures
from agent.analyst.rules.threat_composition import Composer
from agent.analyst.rules.threat_wording import Wording
from agent.domain import Certainty, Control, Edit, Finding, Mint, Origin, Threat, ThreatModel, Verdict
from agent.domain.changes.edits import Remove
from knowledge import Catalog

MOST_EXTRAS = 15
"""How many picked threats a model holds at most, beside those on which a person has decided."""


@dataclass
class Composed:
    """Picked threats and the controls that act on them."""

    threats: list[Threat] = field(default_factory=list)
    controls: dict[str, Control] = field(default_factory=dict)


class Extras:
    """Keeps picked threats beside the draft, so that they neither push anything out of it nor are lost with it."""

    def __init__(self, catalog: Catalog, rules: RulesAnalyst) -> None:
        self._catalog, self._rules = catalog, rules

    def standing(self, model: ThreatModel) -> dict[str, Threat]:
        """The picked threats of earlier drafts that are still open, by pattern."""
        verdicts = self._open(model)
        return {
            threat.pattern: threat
            for threat in model.threats
            if threat.pattern in verdicts and threat.origin is Origin.MODEL
            and threat.certainty is Certainty.SUGGESTED and threat.pattern is not None
        }  # fmt: skip

    def compose(self, model: ThreatModel, proposals: Iterable[Proposal]) -> tuple[Threat, ...]:
        """The rules' threats as if nothing had been picked, and the picked ones of now and of before behind them.

        Where that is too many, those go first that were picked before, not now, and that nobody has decided on.
        """
        given = tuple(proposals)
        ours = tuple(one for one in given if one.origin is not Origin.MODEL)
        extras = self.standing(model)
        while True:
            drafted = self._rules.compose(_without(model, extras.values()), ours)
            taken = {threat.pattern for threat in drafted}
            if not taken & extras.keys():
                break
            extras = {pattern: threat for pattern, threat in extras.items() if pattern not in taken}
        now = {one.pattern: one.reasons for one in given if one.origin is Origin.MODEL and one.pattern not in taken}
        decided = {pattern: threat.evidence.hits for pattern, threat in extras.items() if threat.decided}
        free = now | {pattern: threat.evidence.hits for pattern, threat in extras.items() if not threat.decided}
        room = [pattern for pattern in free if pattern not in decided][:MOST_EXTRAS]
        return (*drafted, *self._picked(model, decided | {pattern: free[pattern] for pattern in room}))

    def floor(
        self, model: ThreatModel, threats: tuple[Threat, ...], picked: Mapping[str, tuple[str, ...]]
    ) -> tuple[tuple[Edit, ...], dict[str, Threat]]:
        """The edits of the rules' threats as if nothing had been picked, and the picked ones that stand beside them."""
        extras = {pattern: threat for pattern, threat in self.standing(model).items() if pattern in picked}
        edits = self._rules.settle(_without(model, extras.values()), threats)
        needed = {measure for pattern in extras for measure in self._catalog.patterns[pattern].mitigations}
        kept = {control.id for control in model.controls if control.mitigation in needed}
        return tuple(edit for edit in edits if not (isinstance(edit, Remove) and edit.id in kept)), extras

    def composed(
        self, after: ThreatModel, extras: Mapping[str, Threat], picked: Mapping[str, tuple[str, ...]]
    ) -> Composed:
        """The picked threats of before and of now, over the model that the floor has led to."""
        book, rater = self._rules.bookkeeper, self._rules.rater
        picture, mint = book.painter.picture(after), Mint(after)
        measures = Measures(self._catalog, rater, after, picture, mint)
        composer = Composer(self._catalog, book, rater, after, picture, measures)
        verdicts, made = self._open(after), Composed()
        taken = {threat.pattern for threat in after.threats} - extras.keys()
        for name in picked:
            if name in taken or name not in verdicts:
                continue
            old = extras.get(name)
            hits = old.evidence.hits if old is not None else picked[name][:3]
            threat = composer.compose(verdicts[name], hits)
            threat = threat.model_copy(update={"id": old.id if old else mint.take("T"), "origin": Origin.MODEL})
            made.threats.append(remembered(old, threat, after, self._catalog) if old else threat)
            self._link(made, threat, measures, composer.wording, after)
        return made

    def _picked(self, model: ThreatModel, picked: Mapping[str, tuple[str, ...]]) -> list[Threat]:
        """Picked threats as they are checked; what is settled by now is none."""
        book, rater, verdicts = self._rules.bookkeeper, self._rules.rater, self._open(model)
        picture = book.painter.picture(model)
        composer = Composer(
            self._catalog, book, rater, model, picture, Measures(self._catalog, rater, model, picture, Mint(model))
        )
        made = [composer.compose(verdicts[name], hits) for name, hits in picked.items() if name in verdicts]
        return [threat.model_copy(update={"origin": Origin.MODEL}) for threat in made]

    def _link(self, made: Composed, threat: Threat, measures: Measures, wording: Wording, after: ThreatModel) -> None:
        """Point the controls at the threat: those that exist as they are, new ones as the rules word them."""
        existing = {control.mitigation: control for control in after.controls if control.mitigation}
        for name in measures.acting_on(self._catalog.patterns[threat.pattern or ""]):
            control = made.controls.get(name) or existing.get(name)
            if control is None:
                measures.control(name)
                (control,) = measures.linked({name: (threat.id,)}, {name: wording.places([threat])})
            links = tuple(dict.fromkeys((*control.threats, threat.id)))
            made.controls[name] = control.model_copy(update={"threats": links})

    def _open(self, model: ThreatModel) -> dict[str, Verdict]:
        return {
            verdict.pattern: verdict
            for verdict in self._rules.ledger(model).verdicts
            if verdict.finding is Finding.OPEN and not verdict.expected
        }


def parted(threats: Iterable[Threat]) -> tuple[tuple[Threat, ...], dict[str, tuple[str, ...]]]:
    """The rules' own threats, and the reasons of those that a model picked."""
    given = tuple(threats)
    mine = {one.pattern or "": one.evidence.hits for one in given if one.origin is Origin.MODEL}
    return tuple(one for one in given if one.origin is not Origin.MODEL), mine


def _without(model: ThreatModel, threats: Iterable[Threat]) -> ThreatModel:
    """The model without some threats, and without the links to them."""
    gone = {threat.id for threat in threats}
    if not gone:
        return model
    controls = tuple(
        control.model_copy(update={"threats": tuple(one for one in control.threats if one not in gone)})
        for control in model.controls
    )
    kept = tuple(threat for threat in model.threats if threat.id not in gone)
    return model.model_copy(update={"threats": kept, "controls": controls})
