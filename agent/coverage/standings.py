"""Turn the verdicts on patterns into the standing of every item of every framework: four places, no item left out."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from agent.coverage.control_checks import CheckState, checked
from agent.coverage.fact_summary import Known, in_words, known_facts, questions
from agent.coverage.standing import Place, Standing
from agent.domain.facts import SYSTEM
from agent.domain.ledger import Finding, Ledger, Verdict
from agent.domain.model import ThreatModel
from agent.domain.threats import Threat, ThreatStatus
from knowledge.catalog import Catalog
from knowledge.publications.frameworks import FrameworkItem, Ownership
from knowledge.vocabulary import Framework

_GONE = (ThreatStatus.DISMISSED, ThreatStatus.RETIRED)
_PLACES = {Finding.APPLIES: Place.APPLIES, Finding.OPEN: Place.OPEN, Finding.RULED_OUT: Place.RULED_OUT}
_ASIDE = {
    Ownership.ATTACKER_PREPARATION: "an attacker's own preparation",
    Ownership.OUT_OF_HANDS: "out of the owner's hands",
    Ownership.NAVIGATION: "not a threat of its own",
}
_STATES = {
    CheckState.MISSING: Place.APPLIES,
    CheckState.NOT_KNOWN: Place.OPEN,
    CheckState.IN_PLACE: Place.RULED_OUT,
}
_SAID = {
    Place.APPLIES: "a safeguard is missing",
    Place.OPEN: "open until we know whether there is",
    Place.RULED_OUT: "ruled out, because it is in place",
}
UNJUDGED = "open: no threat pattern says yet when it can happen, so a person has to judge it"


def standings(
    model: ThreatModel, catalog: Catalog, ledger: Ledger, frameworks: Iterable[Framework] = ()
) -> tuple[Standing, ...]:
    """The standing of every item of these frameworks, or of all that list threats, in the catalog's order."""
    clerk = Clerk(model, catalog, ledger)
    chosen = tuple(frameworks) or catalog.of_threats
    return tuple(
        clerk.standing(framework, item) for framework in chosen for item in catalog.manifest_of(framework).items
    )


def depending(standing: Standing, catalog: Catalog) -> frozenset[str]:
    """The patterns on whose verdicts a standing hangs; where no pattern reaches the item, the control checks."""
    if standing.place is Place.NOT_OWNERS:
        return frozenset()
    key = f"{standing.framework.value}:{standing.id}"
    return frozenset(one.id for one in catalog.patterns_for(key) or catalog.checks_for(key))


class Clerk:
    """Knows one system's verdicts, threats and facts, and says of any item where it stands."""

    def __init__(self, model: ThreatModel, catalog: Catalog, ledger: Ledger) -> None:
        self.model, self.catalog = model, catalog
        self.verdicts = {verdict.pattern: verdict for verdict in ledger.verdicts}
        self.known: Known = known_facts(model, catalog)
        self.live = tuple(threat for threat in model.threats if threat.status not in _GONE)
        self._checked = checked(model, catalog)
        self._aside = tuple(threat for threat in model.threats if threat.status in _GONE)

    def standing(self, framework: Framework, item: FrameworkItem) -> Standing:
        """Where one item stands."""
        base = {"framework": framework, "id": item.id, "name": item.name, "kind": item.kind}
        if item.ownership is not Ownership.OWNER:
            reason = item.reason.rstrip(".") or _ASIDE[item.ownership]
            return Standing(**base, place=Place.NOT_OWNERS, reason=f"not yours to settle: {_lower(reason)}")
        reached = self.catalog.patterns_for(f"{framework.value}:{item.id}")
        verdicts = [self.verdicts[one.id] for one in reached if one.id in self.verdicts]
        if not verdicts:
            return self._by_checks(framework, item, base)
        place, deciding = self.deciding(verdicts)
        return Standing(
            **base,
            place=place,
            patterns=tuple(verdict.pattern for verdict in deciding),
            threats=self.threats(deciding),
            targets=tuple(dict.fromkeys(target for verdict in deciding for target in verdict.targets)),
            facts=_weightiest(deciding),
            expected=place is Place.OPEN and any(verdict.expected for verdict in deciding),
            reason=self.reason(place, deciding),
        )

    def _by_checks(self, framework: Framework, item: FrameworkItem, base: Mapping[str, Any]) -> Standing:
        """Where an item stands that no threat speaks of: by the safeguards whose absence it is about, if there are."""
        checks = self.catalog.checks_for(f"{framework.value}:{item.id}")
        if not checks:
            return Standing(**base, place=Place.OPEN, unjudged=True, reason=UNJUDGED)
        facts = tuple(dict.fromkeys(one.fact for one in checks))
        here = [one for one in self._checked if one.check in {check.id for check in checks}]
        for state, place in _STATES.items():
            if found := [one for one in here if one.state is state]:
                reason = f"{_SAID[place]}: {'; '.join(_lower(one.title) for one in found)}"
                return Standing(**base, place=place, facts=facts, reason=reason)
        return Standing(**base, place=Place.RULED_OUT, facts=facts, reason="ruled out: nothing known asks for it here")

    def deciding(self, verdicts: Iterable[Verdict]) -> tuple[Place, list[Verdict]]:
        """The place of several verdicts together, and those of them that decided it."""
        every = list(verdicts)
        for finding, place in _PLACES.items():
            found = [verdict for verdict in every if verdict.finding is finding]
            if found:
                return place, sorted(found, key=lambda verdict: not verdict.expected)
        raise ValueError("expected at least one verdict to decide where an item stands, got none")

    def threats(self, verdicts: Iterable[Verdict]) -> tuple[str, ...]:
        """The live threats of the model that came from these patterns, by id."""
        return self._of(verdicts, self.live)

    def reason(self, place: Place, verdicts: list[Verdict]) -> str:
        """What decided it, in words."""
        facts = _weightiest(verdicts)
        if place is Place.RULED_OUT:
            return f"ruled out: {in_words(facts, self.known, self.catalog)}"
        if place is Place.OPEN:
            taken = ", drafted on an assumption" if any(verdict.expected for verdict in verdicts) else ""
            return f"open until we know: {questions(facts, self.catalog)}{taken}"
        targets = list(dict.fromkeys(target for verdict in verdicts for target in verdict.targets))
        return f"applies to {self._where(targets)}: {self.because(verdicts)}"

    def because(self, verdicts: list[Verdict]) -> str:
        """What makes it apply, in words, and which threats of it a person has set aside."""
        aside = self._of(verdicts, self._aside)
        put = f"; {', '.join(aside)} set aside" if aside else ""
        return f"{in_words(_weightiest(verdicts), self.known, self.catalog)}{put}"

    def _of(self, verdicts: Iterable[Verdict], threats: tuple[Threat, ...]) -> tuple[str, ...]:
        patterns = {verdict.pattern for verdict in verdicts}
        return tuple(sorted(threat.id for threat in threats if threat.pattern in patterns))

    def _where(self, targets: list[str]) -> str:
        parts = [target for target in targets if target != SYSTEM] or [SYSTEM]
        names = [self.model.name_of(target) for target in parts]
        return ", ".join(names) if len(names) <= 3 else f"{', '.join(names[:3])} and {len(names) - 3} more"


def _weightiest(verdicts: Iterable[Verdict]) -> tuple[str, ...]:
    """Every deciding fact, those that decided most patterns first."""
    counts: dict[str, int] = {}
    for fact in _facts(verdicts):
        counts[fact] = counts.get(fact, 0) + 1
    return tuple(sorted(counts, key=lambda fact: (-counts[fact], fact)))


def _facts(verdicts: Iterable[Verdict]) -> Iterator[str]:
    for verdict in verdicts:
        yield from verdict.facts


def _lower(text: str) -> str:
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
