"""The share of the fully informed draft that is found after each question, in the order asked and in others."""

import random
from collections.abc import Sequence
from statistics import fmean

from agent.domain import Said, Session, ThreatModel
from agent.facilitator import Facilitator
from evals.case import Case
from evals.case_runs.modes import Talk, say
from evals.case_runs.persona import Persona
from evals.metrics.interview import LENGTH
from knowledge import Catalog

SHUFFLES = 3
"""How many random orders are averaged."""


def curves(facilitator: Facilitator, case: Case, talk: Talk, persona: Persona) -> dict[str, tuple[float, ...]]:
    """The curve of the interview as it was held, of random orders, and of the catalog's own order."""
    informed = tell_the_rest(facilitator, talk.session, persona).model
    wanted = found_in_draft(facilitator, informed)
    if not wanted:
        return {}
    steps = [talk.opened.model, *(answer.after.model for answer in talk.answers)]
    replay = _Replay(facilitator, talk.opened.model, informed, wanted)
    units = questions_of(facilitator.catalog)
    shuffles = [replay.curve(_shuffled(units, f"{case.id}/{number}")) for number in range(SHUFFLES)]
    return {
        "interview": tuple(_share(facilitator, model, wanted) for model in steps),
        "random": tuple(round(fmean(values), 6) for values in zip(*shuffles, strict=True)),
        "fixed": replay.curve(units),
    }


def tell_the_rest(facilitator: Facilitator, session: Session, persona: Persona) -> Session:
    """The session after the owner has volunteered whatever no question asked for."""
    for words in persona.untold():
        session = say(facilitator, session, Said(text=words, key=f"rest-{len(session.turns) + 1:04d}"))
    return session


def found_in_draft(facilitator: Facilitator, model: ThreatModel) -> frozenset[str]:
    """The patterns that a draft made now would hold."""
    return frozenset(verdict.pattern for verdict in facilitator.ledger(model).drafted())


def questions_of(catalog: Catalog) -> tuple[str, ...]:
    """Every question of the bank in its own order; facts of one group are one question."""
    return tuple(dict.fromkeys(fact.group or fact.id for fact in catalog.facts.values()))


class _Replay:
    """Answers questions in any order with what the informed model knows."""

    def __init__(
        self, facilitator: Facilitator, opened: ThreatModel, informed: ThreatModel, wanted: frozenset[str]
    ) -> None:
        self._facilitator, self._opened, self._informed, self._wanted = facilitator, opened, informed, wanted
        self._kept: dict[frozenset[str], float] = {}
        facts = facilitator.catalog.facts
        before = {(kept.fact, kept.subject): kept.value for kept in opened.facts}
        self._learned = {
            facts[kept.fact].group or kept.fact
            for kept in informed.facts
            if before.get((kept.fact, kept.subject)) != kept.value
        }

    def curve(self, order: Sequence[str]) -> tuple[float, ...]:
        """The share after each question of an order."""
        return tuple(self._after(frozenset(order[:count]) & self._learned) for count in range(LENGTH + 1))

    def _after(self, learned: frozenset[str]) -> float:
        if learned not in self._kept:
            self._kept[learned] = _share(self._facilitator, self._model(learned), self._wanted)
        return self._kept[learned]

    def _model(self, learned: frozenset[str]) -> ThreatModel:
        if not learned:
            return self._opened
        facts = self._facilitator.catalog.facts
        known = {(kept.fact, kept.subject): kept for kept in self._opened.facts}
        for kept in self._informed.facts:
            if (facts[kept.fact].group or kept.fact) in learned:
                known[kept.fact, kept.subject] = kept
        return self._informed.model_copy(update={"facts": tuple(known.values()), "waivers": ()})


def _share(facilitator: Facilitator, model: ThreatModel, wanted: frozenset[str]) -> float:
    return round(len(found_in_draft(facilitator, model) & wanted) / len(wanted), 6)


def _shuffled(units: Sequence[str], seed: str) -> tuple[str, ...]:
    order = list(units)
    random.Random(seed).shuffle(order)
    return tuple(order)
