"""What each measure takes off the risk of the threats it acts on, and which take off most for their effort."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from agent.assessment.scoring.control_effectiveness import holding
from agent.assessment.scoring.rating import rating_with
from agent.domain import Band, Control, ControlStatus, Rating, Threat, ThreatModel, ThreatStatus
from agent.domain.findings.threat_ranking import weighed
from agent.domain.threats import IN_PLACE
from agent.domain.wording.names_in_sentences import clipped
from knowledge import Catalog

FIRST = 10
"""How many measures are named first."""
EFFORTS: Mapping[str, int] = {"low": 1, "medium": 2, "high": 3}
"""How much each effort weighs against the risk that a measure takes away."""
_MOST_LETTERS = 60


@dataclass(frozen=True)
class Drop:
    """A threat that a measure lowers: rated without it and with it."""

    threat: str
    title: str
    before: Rating
    after: Rating

    @property
    def by(self) -> float:
        """How many points it takes off."""
        return round(self.before.total - self.after.total, 1)


@dataclass(frozen=True)
class Relief:
    """What one measure lowers beside those that are in place, the largest drop first."""

    control: Control
    drops: tuple[Drop, ...]
    per_effort: float
    """The risk it takes off the open threats, a share of the worst risk of one threat, for its effort."""

    @property
    def told(self) -> str:
        """The drops in words: ``lowers T-003 (…) and 3 more from high to medium``."""
        return told_drops(self.drops) if self.drops else _nothing(self.control)

    @property
    def scores(self) -> tuple[str, ...]:
        """The drops as numbers: ``T-003: 7.2 → 4.8``."""
        return tuple(f"{drop.threat}: {drop.before.total} → {drop.after.total}" for drop in self.drops)


class Reliefs:
    """Works out what the measures of one model lower; threats that no catalog entry rates are left alone."""

    def __init__(self, model: ThreatModel, catalog: Catalog) -> None:
        self._model = model
        self._threats = {one.id: one for one in weighed(model.threats) if one.pattern in catalog.patterns}
        self._levels = {one.id: tuple(one.inherent.levels().values()) for one in self._threats.values()}
        self._on: dict[str, list[Control]] = {one: [] for one in self._threats}
        for control in model.controls:
            for one in control.threats:
                if one in self._on:
                    self._on[one].append(control)
        self._in_place = frozenset(control.id for control in model.controls if control.status in IN_PLACE)

    def of(self, control: Control) -> Relief:
        """What a measure lowers beside those in place; for one that is in place, what it has lowered."""
        others = self._in_place - {control.id}
        return Relief(control, tuple(self._drops(control, others)), self._per_effort(control, others))

    @cached_property
    def every(self) -> dict[str, Relief]:
        """What each measure lowers, by its id."""
        return {control.id: self.of(control) for control in self._model.controls}

    @cached_property
    def ten(self) -> tuple[Relief, ...]:
        """The measures to begin with."""
        return self.first()

    def first(self, most: int = FIRST) -> tuple[Relief, ...]:
        """The measures to begin with, each the one that takes off most for its effort beside those before it."""
        waiting = [one for one in self._model.controls if one.status not in IN_PLACE | {ControlStatus.REJECTED}]
        worth = {control.id: self._per_effort(control, self._in_place) for control in waiting}
        standing, found = set(self._in_place), list[Relief]()
        while waiting and len(found) < most:
            best = min(waiting, key=lambda one: (-worth[one.id], EFFORTS[one.effort], _number(one)))
            if worth[best.id] <= 0:
                break
            waiting.remove(best)
            standing.add(best.id)
            found.append(self.of(best))
            for one in waiting:
                if set(one.threats) & set(best.threats):
                    worth[one.id] = self._per_effort(one, standing)
        return tuple(found)

    def against(self, threat: str) -> tuple[tuple[Control, Drop], ...]:
        """The measures not yet in place that would lower a threat, the largest drop first."""
        found = [
            (control, drop)
            for control in self._on.get(threat, ())
            if control.status not in IN_PLACE | {ControlStatus.REJECTED}
            for drop in self._drops(control, self._in_place, (threat,))
        ]
        return tuple(sorted(found, key=lambda pair: (-pair[1].by, EFFORTS[pair[0].effort], _number(pair[0]))))

    def _drops(self, control: Control, standing: Collection[str], threats: Collection[str] | None = None) -> list[Drop]:
        found = []
        for one in control.threats if threats is None else threats:
            threat = self._threats.get(one)
            if threat is None:
                continue
            before, after = self._rated(threat, standing), self._rated(threat, {*standing, control.id})
            if after.total < before.total:
                found.append(Drop(threat.id, threat.title, before, after))
        return sorted(found, key=lambda drop: (-drop.by, -drop.before.total, drop.threat))

    def _rated(self, threat: Threat, standing: Collection[str]) -> Rating:
        acting = [control for control in self._on[threat.id] if control.id in standing]
        placed = (control for control in acting if control.id in self._in_place)
        coming = (control for control in acting if control.id not in self._in_place)
        controls = (*holding(placed, threat.proof), *coming)
        return rating_with(self._levels[threat.id], controls, threat.overrides, threat.scored)

    def _per_effort(self, control: Control, standing: Collection[str]) -> float:
        open_ones = [one for one in control.threats if one in self._threats and self._is_open(one)]
        drops = self._drops(control, standing, open_ones)
        return sum(risk_of(drop.before) - risk_of(drop.after) for drop in drops) / EFFORTS[control.effort]

    def _is_open(self, threat: str) -> bool:
        return self._threats[threat].status is ThreatStatus.OPEN


def told_drops(drops: tuple[Drop, ...]) -> str:
    """Some drops in words, those that cross into a lower band first."""
    parts = [_crossing(moves, bands) for bands, moves in _by_bands(drops)]
    within = [drop for drop in drops if drop.before.band is drop.after.band]
    if within and parts:
        parts.append(f"{len(within)} more within their band")
    elif within:
        parts.append(_within(within))
    return f"lowers {'; '.join(parts)}"


def risk_of(rating: Rating) -> float:
    """Risk grows faster than its points: one step down from high counts more than one from medium."""
    return (rating.total / 10) ** 2


def _number(control: Control) -> int:
    return int(control.id.partition("-")[2])


def _by_bands(drops: Iterable[Drop]) -> Iterator[tuple[tuple[Band, Band], list[Drop]]]:
    """The drops that cross from band to band, the highest bands first."""
    ranks = {band: rank for rank, band in enumerate(Band)}
    crossing = [drop for drop in drops if drop.before.band is not drop.after.band]
    crossing.sort(key=lambda drop: (ranks[drop.before.band], ranks[drop.after.band]))
    for bands, group in groupby(crossing, key=lambda drop: (drop.before.band, drop.after.band)):
        yield bands, list(group)


def _crossing(drops: list[Drop], bands: tuple[Band, Band]) -> str:
    more = f" and {len(drops) - 1} more" if len(drops) > 1 else ""
    return f"{_named(drops[0])}{more} from {bands[0].value} to {bands[1].value}"


def _within(drops: list[Drop]) -> str:
    first = f"{_named(drops[0])} from {drops[0].before.total} to {drops[0].after.total}"
    return f"{first}, and {len(drops) - 1} more by as much or less" if len(drops) > 1 else first


def _named(drop: Drop) -> str:
    return f"{drop.threat} ({clipped(drop.title, _MOST_LETTERS)})"


def _nothing(control: Control) -> str:
    if not control.threats:
        return "acts on no threat of this model"
    return "lowers no score beyond what other measures do" if control.effects else "lowers no score by itself"
