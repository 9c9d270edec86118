"""The threats of a model rated anew under what is supposed: facts that were otherwise, and measures in place."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from agent.assessment.conditions import Kleene, Truth, truth_of
from agent.assessment.known_facts import Picture
from agent.assessment.ledger import Bookkeeper
from agent.assessment.scoring.control_effectiveness import left_of
from agent.assessment.scoring.rating import Levels, Lowering, Rater, rating_with
from agent.domain import Control, Edit, Ledger, Origin, Rating, Threat, ThreatModel, ThreatStatus, Verdict, apply
from agent.domain.findings.threat_ranking import live
from agent.domain.findings.trials import Proof
from agent.domain.threats import IN_PLACE
from knowledge import Catalog
from knowledge.rating_circumstances import measures_on
from knowledge.vocabulary import AnswerValue, DreadFactor


@dataclass(frozen=True)
class Change:
    """One threat as things are and as supposed; no rating where it is not there."""

    pattern: str
    threat: str
    """Its id in the model; empty where the model does not have it."""
    title: str
    before: Rating | None
    after: Rating | None
    lowered: tuple[DreadFactor, ...] = ()
    """The factors that fall before any control."""

    @property
    def by(self) -> float:
        """How many points it would rise; what goes falls by all it has."""
        return round((self.after.total if self.after else 0) - (self.before.total if self.before else 0), 1)


@dataclass(frozen=True)
class Supposed:
    """Every threat that counts, in the order of the model, then what would appear."""

    changes: tuple[Change, ...]

    @property
    def gone(self) -> tuple[Change, ...]:
        """What would no longer be there."""
        return tuple(one for one in self.changes if one.after is None)

    @property
    def new(self) -> tuple[Change, ...]:
        """What would appear."""
        return tuple(one for one in self.changes if one.before is None)

    @property
    def lower(self) -> tuple[Change, ...]:
        """What would stay and be rated lower."""
        return tuple(one for one in self.changes if one.before and one.after and one.by < 0)

    @property
    def higher(self) -> tuple[Change, ...]:
        """What would stay and be rated higher."""
        return tuple(one for one in self.changes if one.before and one.after and one.by > 0)


@dataclass(frozen=True)
class View:
    """A system as it is looked at: its picture, what the ledger says, and the levels before any control."""

    picture: Picture
    ledger: Ledger
    verdicts: Mapping[str, Verdict]
    levels: Mapping[str, Levels]


class WhatIf:
    """Compares a model as it is with what it would be; nothing of the model changes.

    The chat's "what if", the switches on the page and the choice of these switches all ask here.
    """

    def __init__(self, catalog: Catalog, book: Bookkeeper, rater: Rater) -> None:
        self.catalog, self._book, self._rater = catalog, book, rater
        self.acting = measures_on(catalog)
        self._latest: tuple[View, frozenset[str]] | None = None
        self._in_place: dict[str, Truth] = {
            name: truth_of(measure.in_place)
            for name, measure in catalog.mitigations.items()
            if measure.in_place is not None
        }

    def suppose(self, model: ThreatModel, edits: Iterable[Edit], controls: Collection[str] = ()) -> Supposed:
        """What would be after some edits, and with some of the model's controls in place."""
        after = apply(model, edits, self.catalog).model
        return self._compared(model, self.view(model), self.view(after), after, controls)

    def suppose_facts(
        self, model: ThreatModel, facts: Mapping[str, AnswerValue], controls: Collection[str] = ()
    ) -> Supposed:
        """The same for facts of the whole system alone: only what hangs on them is judged again."""
        before = self.view(model)
        return self._compared(model, before, self._changed(before, facts) if facts else before, model, controls)

    def view(self, model: ThreatModel) -> View:
        """How a model is looked at; the latest is kept, as many things are supposed of one model in a row."""
        picture = self._book.painter.picture(model)
        named = frozenset(threat.pattern for threat in model.threats if threat.pattern)
        kept = self._latest
        if kept is None or kept[0].picture is not picture or kept[1] != named:
            kept = self._latest = (self._viewed(picture, named), named)
        return kept[0]

    def _viewed(self, picture: Picture, named: frozenset[str]) -> View:
        ledger = self._book.ledger_of(picture)
        verdicts = {verdict.pattern: verdict for verdict in ledger.verdicts}
        levels = {
            name: self._rater.levels(self._book.rules[name], picture)
            for name, verdict in verdicts.items()
            if verdict.drafted or name in named
        }
        return View(picture, ledger, verdicts, levels)

    def _changed(self, before: View, facts: Mapping[str, AnswerValue]) -> View:
        picture, changed = self._book.painter.suppose(before.picture, facts)
        ledger = self._book.after(before.ledger, picture, changed)
        verdicts = {verdict.pattern: verdict for verdict in ledger.verdicts}
        again = self._book.depending(changed).union(self._rater.moving(changed))
        levels = {
            name: self._rater.levels(self._book.rules[name], picture)
            if name in again or name not in before.levels
            else before.levels[name]
            for name, verdict in verdicts.items()
            if verdict.drafted or name in before.levels
        }
        return View(picture, ledger, verdicts, levels)

    def _compared(
        self, model: ThreatModel, before: View, after: View, changed: ThreatModel, controls: Collection[str]
    ) -> Supposed:
        """Both views, threat by threat; what a person dismissed stays away, and what no entry rates stays as it is."""
        now, then = _Measures(self, model, before.picture, ()), _Measures(self, changed, after.picture, controls)
        here = {threat.pattern: threat for threat in model.threats if threat.pattern in before.verdicts}
        lines = [self._of_threat(one, before, after, now, then) for one in live(model.threats) if not one.unvouched]
        for name, verdict in after.verdicts.items():
            was, threat = before.verdicts[name], here.get(name)
            known = threat is not None and threat.status is not ThreatStatus.RETIRED
            if known or not (verdict.drafted or was.drafted) or (model.threats and was.drafted):
                continue  # what a drafted model does not hold can only appear
            earlier = now.rating(name, before, None) if was.drafted else None
            later = then.rating(name, after, None) if verdict.drafted else None
            lines.append(Change(name, "", self.catalog.patterns[name].title, earlier, later))
        return Supposed(tuple(lines))

    def _of_threat(self, threat: Threat, before: View, after: View, now: "_Measures", then: "_Measures") -> Change:
        name = threat.pattern or ""
        if name not in before.verdicts:
            return Change(name, threat.id, threat.title, threat.rating, threat.rating)
        verdict = after.verdicts[name]
        was = before.verdicts[name]
        stays = verdict.drafted or (not was.drafted and verdict.finding is was.finding)  # it stands on other grounds
        later = then.rating(name, after, threat) if stays else None
        levels = zip(DreadFactor, before.levels[name], after.levels.get(name, ()), strict=False)
        lowered = tuple(factor for factor, old, new in levels if new < old)
        return Change(name, threat.id, threat.title, now.rating(name, before, threat), later, lowered)

    def is_in_place(self, measure: str, picture: Picture) -> bool:
        """Whether the facts say that a measure of the catalog is in place."""
        truth = self._in_place.get(measure)
        return truth is not None and truth(picture.known, None) == Kleene.YES


class _Measures:
    """Which measures count for each threat, and the rating that comes of it."""

    def __init__(self, asked: WhatIf, model: ThreatModel, picture: Picture, supposed: Collection[str]) -> None:
        self._asked, self._picture, self._supposed, self._scoring = asked, picture, supposed, model.scoring
        self._of: dict[str, Control] = {}
        self._own: dict[str, list[Control]] = {}
        self._counted: dict[str, bool] = {}
        """By measure, whether it counts: looked at for every threat that it acts on."""
        for control in model.controls:
            if control.mitigation in asked.catalog.mitigations:
                self._of[control.mitigation] = control
            elif self._counts(control):
                for threat in control.threats:
                    self._own.setdefault(threat, []).append(control)

    def rating(self, pattern: str, view: View, threat: Threat | None) -> Rating:
        """The rating with the measures that count, and with a person's own levels."""
        overrides = threat.overrides if threat else ()
        every = tuple(self._acting(pattern, threat))
        placed = (one for one in every if one.id not in self._supposed)
        held = left_of(placed, threat.proof if threat else Proof.UNTRIED)
        acting = (*held, *(one for one in every if one.id in self._supposed))
        return rating_with(view.levels[pattern], acting, overrides, self._scoring)

    def _acting(self, pattern: str, threat: Threat | None) -> Iterator[Lowering]:
        for name in self._asked.acting[pattern]:
            control = self._of.get(name)
            counts = self._counted.get(name)
            if counts is None:
                counts = self._counts(control) if control else self._asked.is_in_place(name, self._picture)
                self._counted[name] = counts
            if counts:
                yield control or self._asked.catalog.mitigations[name]
        yield from self._own.get(threat.id, ()) if threat else ()

    def _counts(self, control: Control) -> bool:
        if control.id in self._supposed:
            return True
        if control.decided or control.origin is not Origin.RULE or control.mitigation is None:
            return control.status in IN_PLACE
        return self._asked.is_in_place(control.mitigation, self._picture)
