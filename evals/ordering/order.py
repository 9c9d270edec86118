"""The order of threats, measured: its weights fitted again, tried on cases they never saw, and set to zero in turn.

A slate holds all threats that could stand in the draft of one system: those that are drafted, and those that may be
named unconfirmed. Weights put a slate in order and choose which of the unconfirmed ones are named, just as the analyst
does. They are fitted on the reference systems, of which none is a case; a reference system has no say in its own vote.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from agent.analyst.rules.analyst import RulesAnalyst
from agent.analyst.rules.drafting import MOST_SUGGESTED, SUGGESTED_AMONG
from agent.analyst.rules.mitigation import Measures
from agent.analyst.rules.ranking.diversity_reranking import said_once, spoken_first
from agent.analyst.rules.ranking.ordering import (
    ASSUMED,
    FIRST_PLACES,
    LAST_PLACE,
    NEARNESS,
    REFERENCES,
    RISK,
    SALIENCE,
    Bearings,
    Orderer,
    place_of,
    share_assumed,
)  # fmt: skip
from agent.analyst.rules.threat_composition import Composer
from agent.domain import Certainty, Mint, Threat, ThreatModel
from agent.errors import InputError
from agent.facilitator import Facilitator
from evals.case import Case, parent
from evals.case_runs.modes import draft_from
from evals.case_runs.transcript import Drafted
from evals.drafts import drafted
from evals.matching import Found, first_parents
from evals.metrics.recall import must_recall
from evals.ordering.fitting import Values, by_group, values_of
from knowledge.ranking.reference_systems import ReferenceSystem

Floats = NDArray[np.float64]

CUTS = (10, 15)
"""After how many distinct ATLAS parents a draft is cut off."""
PENALTY = 0.02
"""How strongly the fit holds weights back, against what it loses in a case with the usual number of candidates."""
LED = 3
"""How many of a threat's ATLAS references tell whether it was wanted; those behind them are side matters."""
SHOULD = 0.4
"""How much a reference counts that a case names among what should be there; what must be there counts one."""
FADING = 0.05
"""How much less each further threat of a reference system is wanted than the one before it."""


class Weights(NamedTuple):
    """A weight for each thing that the order goes by; also what one threat has of each."""

    references: float
    nearness: float
    risk: float
    salience: float
    assumed: float


IN_FORCE = Weights(REFERENCES, NEARNESS, RISK, SALIENCE, ASSUMED)
"""The weights of the product."""


@dataclass(frozen=True)
class Candidate:
    """A threat that could stand in a draft."""

    pattern: str
    found: Found
    features: Weights
    wanted: float
    """Between nought and one: how far its case, or its reference system, names it."""
    unconfirmed: bool = False
    """Whether nothing that is known makes it apply."""
    told: float = 0.0
    """How far the owner's own words move it, whatever the weights."""
    unspoken: bool = False
    """Whether nothing that the owner said speaks for it."""
    unsaid: tuple[str, ...] = ()
    """The facts that it rests on and nobody said."""


@dataclass(frozen=True)
class Slate:
    """The candidates of a system, those of the highest risk first and the unconfirmed ones last."""

    candidates: tuple[Candidate, ...]

    @cached_property
    def features(self) -> Floats:
        """A row for each candidate."""
        return np.array([one.features for one in self.candidates], dtype=np.float64).reshape(-1, len(IN_FORCE))

    @cached_property
    def told(self) -> Floats:
        """How far the owner's own words move each candidate."""
        return np.array([one.told for one in self.candidates], dtype=np.float64)

    @cached_property
    def wanted(self) -> Floats:
        """How far each candidate is wanted."""
        return np.array([one.wanted for one in self.candidates], dtype=np.float64)


@dataclass(frozen=True)
class CaseSlate(Slate):
    """The candidates of a case."""

    case: Case


@dataclass(frozen=True)
class Slates:
    """Makes slates; each description is given to the analyst once, through the Facilitator."""

    facilitator: Facilitator
    rules: RulesAnalyst

    def of(self, case: Case) -> CaseSlate:
        """The slate of a case; a turn that fails raises TurnFailed."""
        model = draft_from(self.facilitator, case.description).model
        bearings = self.rules.orderer.bearings(model)
        return CaseSlate(self._candidates(model, bearings, lambda one: wanted_by(case, one.atlas)), case)

    def of_reference(self, system: ReferenceSystem) -> Slate:
        """The slate of a reference system, which has no vote of its own; a turn that fails raises TurnFailed."""
        model = draft_from(self.facilitator, system.description).model
        bearings = self.rules.orderer.bearings_without(model, system.id)
        places = {threat.pattern: place for place, threat in enumerate(system.threats)}
        wanted = {pattern: exp(-FADING * place) for pattern, place in places.items()}
        return Slate(self._candidates(model, bearings, lambda one: wanted.get(one.pattern, 0.0)))

    def _candidates(
        self, model: ThreatModel, bearings: Bearings, wanted: Callable[[Drafted], float]
    ) -> tuple[Candidate, ...]:
        confirmed = [one for one in model.threats if one.certainty is not Certainty.SUGGESTED]
        ranks = {pattern: rank for rank, pattern in enumerate(self.facilitator.catalog.patterns)}
        by_risk = sorted((*confirmed, *self._unconfirmed(model, bearings)), key=lambda one: place_of(one, ranks))
        shown = drafted(model.model_copy(update={"threats": tuple(by_risk)}))
        return tuple(
            Candidate(
                one.pattern,
                one.as_found(),
                _features(threat, place, bearings, self.rules.orderer),
                wanted(one),
                threat.certainty is Certainty.SUGGESTED,
                bearings.told(threat.pattern, share_assumed(threat)),
                bearings.is_unspoken(threat),
                () if threat.overrides else threat.evidence.assumed,
            )
            for place, (threat, one) in enumerate(zip(by_risk, shown, strict=True))
        )

    def _unconfirmed(self, model: ThreatModel, bearings: Bearings) -> list[Threat]:
        """Every threat that a draft may name unconfirmed, were there no limit to how many."""
        catalog, book, rater = self.facilitator.catalog, self.rules.bookkeeper, self.rules.rater
        drafter, picture = self.rules.drafter, book.painter.picture(model)
        measures = Measures(catalog, rater, model, picture, Mint(model))
        composer = Composer(catalog, book, rater, model, picture, measures)
        hinted = drafter.hinted(model)
        open_ones = [one for one in book.ledger(model).verdicts if drafter.may_be_suggested(one, bearings, hinted)]
        return [composer.compose(one, self.rules.orderer.reasons(one.pattern, bearings)) for one in open_ones]


def ordered(slate: Slate, weights: Weights) -> tuple[Candidate, ...]:
    """The draft that these weights make of a slate: what is drafted and the unconfirmed threats worth naming."""
    weighed = [float(one) for one in slate.features @ np.array(weights) + slate.told]
    taken = sorted((weighed[n] for n, one in enumerate(slate.candidates) if not one.unconfirmed), reverse=True)
    bar = taken[SUGGESTED_AMONG - 1] if len(taken) >= SUGGESTED_AMONG else float("-inf")
    fitting = [n for n, one in enumerate(slate.candidates) if one.unconfirmed and weighed[n] > bar]
    named = sorted(fitting, key=lambda n: -round(weighed[n], 4))[:MOST_SUGGESTED]
    kept = [n for n, one in enumerate(slate.candidates) if not one.unconfirmed or n in named]
    listed = sorted(kept, key=lambda n: (-round(weighed[n], 1), n))
    unsaid = [slate.candidates[n].unsaid for n in listed]
    again = said_once([slate.candidates[n].pattern for n in listed], [weighed[n] for n in listed], unsaid)
    return spoken_first([slate.candidates[listed[place]] for place in again], lambda one: one.unspoken)


def recall_of(slate: CaseSlate, weights: Weights, cut: int) -> float | None:
    """The must recall of the draft that these weights make; none where no entry can be scored."""
    top = first_parents([one.found for one in ordered(slate, weights)], cut)
    return must_recall(slate.case, top, f"must_recall@{cut}").value


def fitted(slates: Sequence[Slate]) -> Weights:
    """The weights by which wanted threats are best told from others: a logistic regression; each system weighs alike.

    Raises InputError where no slate has a candidate.
    """
    from scipy.optimize import minimize
    from scipy.special import expit

    kept = [slate for slate in slates if slate.candidates]
    if not kept:
        raise InputError("nothing to fit: expected a system for which some threat is drafted")
    features, wanted = np.vstack([one.features for one in kept]), np.concatenate([one.wanted for one in kept])
    alike = np.concatenate([np.full(len(one.candidates), 1 / len(one.candidates)) for one in kept]) / len(kept)
    shares = alike * len(wanted) / len(kept)
    middle = alike @ features
    spread = np.sqrt(alike @ (features - middle) ** 2)
    spread[spread == 0] = 1.0
    standard = (features - middle) / spread

    def loss(tried: Floats) -> tuple[float, Floats]:
        slopes, level = tried[:-1], tried[-1]
        scores = standard @ slopes + level
        errors = shares * (expit(scores) - wanted)
        value = shares @ (np.logaddexp(0, scores) - wanted * scores) + PENALTY * slopes @ slopes
        return float(value), np.append(standard.T @ errors + 2 * PENALTY * slopes, errors.sum())

    found = minimize(loss, np.zeros(len(IN_FORCE) + 1), jac=True, method="L-BFGS-B").x
    return Weights(*(float(one) for one in found[:-1] / spread))


def trials(slates: Sequence[CaseSlate], references: Sequence[Slate], cut: int) -> dict[str, Values]:
    """Must recall by case of each way to order: fitted on the cases, on cases left out of the fit, fitted on reference
    systems alone where there are any, in force, and without one weight after another.

    Raises InputError where there are fewer than two groups of cases, or nothing can be scored.
    """
    groups = by_group([slate.case for slate in slates], {slate.case.id: slate for slate in slates})
    seen, unseen = values_of(groups, fitted, lambda weights, slate: recall_of(slate, weights, cut))
    found = {"fitted": seen, "left out": unseen}
    if references:
        found["references"] = _recalls(slates, fitted(references), cut)
    found["in force"] = _recalls(slates, IN_FORCE, cut)
    for leg in Weights._fields:
        found[f"without {leg}"] = _recalls(slates, IN_FORCE._replace(**{leg: 0.0}), cut)
    return found


def wanted_by(case: Case, atlas: Iterable[str]) -> float:
    """How far a case names what a threat's first references stand for."""
    must = {one for entry in case.expected if entry.level == "must" for one in entry.atlas()}
    should = {one for entry in case.expected if entry.level == "should" for one in entry.atlas()}
    parents = [parent(one) for one in atlas][:LED]
    counted = [1.0 if one in must else SHOULD if one in should else 0.0 for one in parents]
    return sum(counted) / len(counted) if counted else 0.0


def _recalls(slates: Sequence[CaseSlate], weights: Weights, cut: int) -> Values:
    values = {slate.case.id: recall_of(slate, weights, cut) for slate in slates}
    return {case: value for case, value in values.items() if value is not None}


def _features(threat: Threat, place: int, bearings: Bearings, orderer: Orderer) -> Weights:
    pattern = threat.pattern or ""
    near = bearings.nearness.get(pattern)
    unconfirmed = threat.certainty is Certainty.SUGGESTED
    return Weights(
        references=sqrt(bearings.votes.get(pattern, 0.0)),
        nearness=near.score if near is not None else 0.0,
        risk=FIRST_PLACES / (FIRST_PLACES + (LAST_PLACE if unconfirmed else place)),
        salience=orderer.salience(pattern),
        assumed=share_assumed(threat),
    )
