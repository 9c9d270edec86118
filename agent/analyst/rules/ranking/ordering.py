"""The order of threats: what this owner should hear of first.

Five things are weighed: the current risk, how near a threat is to the owner's own sentences, what the reference systems
most like it worry about first, how telling it is where it applies, and how much of it is assumed. Among the first a
threat gives way that says nearly what one before it says. The weights in force are fitted on the reference systems,
each left out of its own vote, and on no case (``python -m evals order --references`` fits them again and says what each
of them brings).
"""

from collections import deque
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt

from agent.analyst.rules.ranking.diversity_reranking import said_once, spoken_first
from agent.analyst.rules.ranking.rank_adjustments import Confession, confessions, setbacks
from agent.analyst.rules.ranking.rank_reasons import why_here
from agent.analyst.rules.ranking.relevant_sentences import told_incidents, told_sentences
from agent.domain import SYSTEM, Certainty, Threat, ThreatModel, ThreatStatus
from agent.domain.findings.threat_ranking import arranged, people_first
from knowledge import Catalog
from knowledge.owners_words import keeps_words
from knowledge.ranking.reference_library import Neighbour, library_of
from knowledge.ranking.salience import salience_table
from knowledge.search.retriever import Nearness
from knowledge.vocabulary import AnswerValue, Aspect, ComponentKind

Comparison = Callable[[Sequence[str]], Mapping[str, Nearness]]
"""Compares sentences with every pattern."""

REFERENCES, NEARNESS, RISK, SALIENCE, ASSUMED = 4.0, 0.13, 0.4, 0.34, -0.1
"""The weights: of the reference systems' vote, of nearness, of the place by risk, of how telling a pattern is, and of
the share of its facts that is assumed."""
FIRST_PLACES = 4
"""The first place by risk counts whole, the fifth half, the ninth a third, and so on."""
LAST_PLACE = 60
"""The place by risk that a threat has which nobody has confirmed."""
KEPT = 0.3
"""What an unconfirmed threat gains that the last draft named already, so that drafts do not flicker."""
OWN = 2.0
"""What a threat of a person's own gains, which no reference system knows."""

SECURITY_FIRST = 0.5
"""How far the risk of another aspect must exceed that of a security threat to stand before it."""
ASSUMED_BACK = 0.4
"""How far a threat that is more assumed than stated stands back behind the others."""
NEAR, VOTED = 4.0, 0.15
"""From when on nearness, and the vote of reference systems, are worth telling."""
SPEAKS = 0.25
"""From which vote on a pattern that nobody has confirmed is worth naming; nearness alone is right too seldom for it."""
AT_ALL_NEAR = NEAR / 4
"""How near to some sentence it must be besides: systems like this one may fear what nothing here speaks of."""
AMONG_FIRST = 6
"""How many of a reference system's threats count as its first."""
HAPPENED = 2.0
"""How many times nearness to a sentence counts that tells of an incident of this system."""

_KEPT = 16
"""Of how many models the bearings are kept: the steps of one draft ask for those of the same model several times."""
_CERTAINTY = {Certainty.SURE: 0, Certainty.ASSUMED: 1, Certainty.SUGGESTED: 2}
_SET_ASIDE = frozenset({ThreatStatus.DISMISSED, ThreatStatus.RETIRED})

Place = tuple[bool, bool, float, int, int, int, float, int]


def place_of(threat: Threat, ranks: Mapping[str, int]) -> Place:
    """Where a threat stands by risk alone; smaller comes first, and the catalog's order settles what is left."""
    rating = threat.rating
    behind = 0.0 if threat.aspect is Aspect.SECURITY else SECURITY_FIRST
    behind += ASSUMED_BACK if _mostly_assumed(threat) else 0.0
    return (
        threat.status in _SET_ASIDE,
        threat.certainty is Certainty.SUGGESTED,
        -round(rating.total - behind, 1),
        _CERTAINTY[threat.certainty],
        len(threat.evidence.assumed),
        0 if threat.evidence.quotes else 1,
        -rating.impact,
        ranks.get(threat.pattern or "", len(ranks)),
    )


@dataclass(frozen=True)
class Bearings:
    """What the order of one model goes by beside risk."""

    nearness: Mapping[str, Nearness] = field(default_factory=dict)
    votes: Mapping[str, float] = field(default_factory=dict)
    neighbours: tuple[Neighbour, ...] = ()
    confessed: Mapping[str, Confession] = field(default_factory=dict)
    set_back: Mapping[str, float] = field(default_factory=dict)

    def told(self, pattern: str | None, assumed: float = 0.0) -> float:
        """How far the owner's own words move a pattern: up by what they confess, down by what nobody spoke of.

        What comes of a confession is not held back for what else is assumed of it.
        """
        confession = self.confessed.get(pattern or "")
        moved = (confession.gain if confession else 0.0) - self.set_back.get(pattern or "", 0.0)
        return moved - (ASSUMED * assumed if confession and confession.leads else 0.0)

    def pull(self, pattern: str | None) -> float:
        """How far nearness and the reference systems pull a pattern to the front."""
        near = self.nearness.get(pattern or "")
        score = near.score if near is not None else 0.0
        return REFERENCES * sqrt(self.votes.get(pattern or "", 0.0)) + NEARNESS * score

    def is_unspoken(self, threat: Threat) -> bool:
        """Whether nothing that the owner said speaks for a threat: it is suggested, or all it rests on is assumed."""
        confession = self.confessed.get(threat.pattern or "")
        if threat.overrides or (confession is not None and confession.leads):
            return False
        return threat.certainty is Certainty.SUGGESTED or (threat.pattern is not None and share_assumed(threat) >= 1.0)

    def speaks_for(self, pattern: str) -> bool:
        """Whether there is reason enough to name a pattern that nobody has confirmed: a vote and words near to it.

        Where nobody votes the words must be nearer; where the owner confessed what it comes of, that is enough.
        """
        if (confession := self.confessed.get(pattern)) is not None and confession.leads:
            return True
        near = self.nearness.get(pattern)
        if not self.votes:
            return near is not None and near.score >= NEAR
        spoken_of = not self.nearness or (near is not None and near.score >= AT_ALL_NEAR)
        return spoken_of and self.votes.get(pattern, 0.0) >= SPEAKS


class Orderer:
    """Puts the threats of a model in order."""

    def __init__(self, catalog: Catalog, compare: Comparison | None = None) -> None:
        self._catalog, self._compare = catalog, compare
        self._library = library_of(catalog)
        self._ranks = {pattern: rank for rank, pattern in enumerate(catalog.patterns)}
        self._table = salience_table()
        self._recent: deque[tuple[ThreatModel, Bearings]] = deque(maxlen=_KEPT)
        keeps_words(self)

    def let_go(self) -> None:
        """Keep nothing of anybody's words."""
        self._recent.clear()

    def bearings(self, model: ThreatModel) -> Bearings:
        """What the owner's sentences and the systems most like theirs point to.

        What a document claims, and what a text says to the program, points to nothing.
        """
        for known, found in tuple(self._recent):
            if known is model:
                return found
        found = self._bearings(model, "")
        self._recent.append((model, found))
        return found

    def bearings_without(self, model: ThreatModel, system: str) -> Bearings:
        """The same with one reference system, by its id, having no vote: what it would be told itself."""
        return self._bearings(model, system)

    def _bearings(self, model: ThreatModel, without: str) -> Bearings:
        said = told_sentences(model)
        nearness = self._compare(said) if self._compare else {}
        happened = told_incidents(model)
        if self._compare and happened:
            nearness = _raised(nearness, self._compare(happened))
        neighbours = self._nearest(said, model, without)
        votes = self._votes(said, model, without)
        return Bearings(nearness, votes, neighbours, confessions(model, self._catalog), setbacks(model))

    def neighbours(self, model: ThreatModel) -> tuple[Neighbour, ...]:
        """The reference systems most like the owner's, nearest first; none where nothing is known of it."""
        return self._nearest(told_sentences(model), model)

    def ordered(self, threats: Iterable[Threat], bearings: Bearings) -> tuple[Threat, ...]:
        """The threats, the first to talk about first: as computed, then moved by advice and by people."""
        return arranged(self.computed(threats, bearings))

    def computed(self, threats: Iterable[Threat], bearings: Bearings) -> tuple[Threat, ...]:
        """The threats in the computed order, whatever a model advises and wherever a person put them."""
        by_risk = sorted(threats, key=lambda one: (place_of(one, self._ranks), one.id))
        weights = {one.id: self._weight(one, rank, bearings) for rank, one in enumerate(by_risk)}
        places = {one.id: rank for rank, one in enumerate(by_risk)}
        listed = sorted(
            by_risk,
            key=lambda one: (
                one.status in _SET_ASIDE, -round(weights[one.id], 1), places[one.id],
            ),
        )  # fmt: skip
        active = [one for one in listed if one.status not in _SET_ASIDE]
        unsaid = [() if one.overrides else one.evidence.assumed for one in active]
        places_now = said_once([one.pattern or "" for one in active], [weights[one.id] for one in active], unsaid)
        here = spoken_first([active[place] for place in places_now], bearings.is_unspoken)
        return (*people_first(here), *listed[len(active) :])

    def worth_naming(
        self,
        open_patterns: Iterable[str],
        before: Container[str | None],
        drafted: Iterable[Threat],
        bearings: Bearings,
        among: int,
    ) -> tuple[str, ...]:
        """The open patterns that would stand among so many first threats, weightiest first."""
        by_risk = sorted(drafted, key=lambda one: (place_of(one, self._ranks), one.pattern or ""))
        taken = sorted((self._weight(one, rank, bearings) for rank, one in enumerate(by_risk)), reverse=True)
        bar = taken[among - 1] if len(taken) >= among else float("-inf")
        weights = {
            name: self._unconfirmed(name, bearings) + (KEPT if name in before else 0.0) for name in open_patterns
        }
        fitting = [name for name, weight in weights.items() if weight > bar]
        return tuple(sorted(fitting, key=lambda name: (-round(weights[name], 4), self._ranks[name])))

    def reasons(self, pattern: str, bearings: Bearings) -> tuple[str, ...]:
        """Why a pattern is named, in words; empty where nothing worth telling speaks for it."""
        found = []
        if (confession := bearings.confessed.get(pattern)) is not None:
            found.append(f"you say yourself that {confession.means}: “{confession.words[:200]}”")
        near = bearings.nearness.get(pattern)
        if near is not None and near.score >= NEAR:
            found.append(f"it is closest to your words: “{near.sentence[:200]}”")
        if bearings.votes.get(pattern, 0.0) >= VOTED:
            named = [one.system for one in bearings.neighbours if pattern in self._worries(one.system)][:2]
            names = " and ".join(f"“{self._catalog.reference_systems[one].name}”" for one in named)
            told = f"name it among the first: {names}" if named else "worry about it"
            found.append(f"systems like yours {told}")
        return tuple(found)

    def why_here(self, model: ThreatModel, threats: Iterable[Threat]) -> dict[str, str]:
        """Why each threat has its place in the model's list, by its id; it goes on after "It stands here"."""
        bearings = self.bearings(model)
        return {one.id: why_here(one, self.reasons(one.pattern or "", bearings)) for one in threats}

    def _nearest(self, said: tuple[str, ...], model: ThreatModel, without: str = "") -> tuple[Neighbour, ...]:
        kinds, facts = _known(model)
        return self._library.nearest(" ".join(said), kinds, facts, without) if kinds or facts else ()

    def _votes(self, said: tuple[str, ...], model: ThreatModel, without: str) -> dict[str, float]:
        kinds, facts = _known(model)
        return self._library.votes(" ".join(said), kinds, facts, without) if kinds or facts else {}

    def _worries(self, system: str) -> frozenset[str]:
        """What a reference system names among its first."""
        return frozenset(threat.pattern for threat in self._catalog.reference_systems[system].threats[:AMONG_FIRST])

    def _weight(self, threat: Threat, rank: int, bearings: Bearings) -> float:
        pattern, assumed = threat.pattern or "", share_assumed(threat)
        if threat.certainty is Certainty.SUGGESTED:
            return self._unconfirmed(pattern, bearings) + ASSUMED * assumed
        own = OWN if threat.pattern is None else 0.0
        telling = SALIENCE * self.salience(pattern) + ASSUMED * assumed + bearings.told(threat.pattern, assumed)
        return bearings.pull(pattern) + _by_place(rank) + telling + own

    def _unconfirmed(self, pattern: str, bearings: Bearings) -> float:
        telling = SALIENCE * self.salience(pattern) + bearings.told(pattern)
        return bearings.pull(pattern) + _by_place(LAST_PLACE) + telling

    def salience(self, pattern: str) -> float:
        """How telling a pattern is where it applies; nought for one that the reference systems do not know."""
        return self._table.salience.get(pattern, 0.0)


def share_assumed(threat: Threat) -> float:
    """Which share of the facts that a threat rests on is only assumed; one that a person scored counts as it stands."""
    if threat.overrides:
        return 0.0
    evidence = threat.evidence
    return len(evidence.assumed) / max(1, len(evidence.facts))


def _known(model: ThreatModel) -> tuple[list[ComponentKind], dict[str, AnswerValue]]:
    """The kinds of a system's parts, and what is known of it as a whole."""
    facts = {kept.fact: kept.value for kept in model.facts if kept.subject == SYSTEM}
    return [part.kind for part in model.components], facts


def _raised(nearness: Mapping[str, Nearness], happened: Mapping[str, Nearness]) -> dict[str, Nearness]:
    """Nearness, in which what is near to an incident counts so many times."""
    raised = {name: near.model_copy(update={"score": HAPPENED * near.score}) for name, near in happened.items()}
    better = {name: near for name, near in raised.items() if name not in nearness or near.score > nearness[name].score}
    return {**nearness, **better}


def _by_place(rank: int) -> float:
    return RISK * FIRST_PLACES / (FIRST_PLACES + rank)


def _mostly_assumed(threat: Threat) -> bool:
    evidence = threat.evidence
    return threat.certainty is Certainty.ASSUMED and 2 * len(evidence.assumed) > len(evidence.facts)
