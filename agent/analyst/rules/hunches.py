"""What the description makes likely, for the interview: worked out once for each description."""

from functools import lru_cache

from agent.analyst.rules.ordering import told_sentences
from agent.assessment.priors import Hunch, Hunches
from agent.domain import ThreatModel
from agent.domain.lists import State, choices_of_line, fact_of, states_of
from agent.reading.expectations import usual_where
from agent.reading.likely import LikelyReader
from knowledge import Catalog

LEAST = 0.05
"""What is less likely than this by the words is as likely as usual."""
_KEPT = 64


class HunchReader:
    """Gives the interview the chances that the owner's words speak of; what they denied in a list has none."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._reader = LikelyReader(catalog)
        self._likely = lru_cache(maxsize=_KEPT)(self._read)
        self._left = lru_cache(maxsize=_KEPT)(_without)

    def of(self, model: ThreatModel) -> Hunches:
        """The likely values of a model, likeliest first; the same description gives the very same ones."""
        return self._left(self._likely(told_sentences(model)), _denied(model))

    def _read(self, sentences: tuple[str, ...]) -> tuple[Hunch, ...]:
        found = self._reader.likely(sentences, LEAST)
        return tuple(
            Hunch(one.fact, one.value, one.chance, one.sentence, usual_where(one, self._catalog)) for one in found
        )


def _denied(model: ThreatModel) -> frozenset[tuple[str, str]]:
    """The choices that the owner said no to in a list."""
    return frozenset(
        (fact_of(line), choice)
        for listed in model.lists
        for line, state in states_of(listed.answers).items()
        if state is State.NO
        for choice in choices_of_line(line)
    )


def _without(hunches: tuple[Hunch, ...], denied: frozenset[tuple[str, str]]) -> tuple[Hunch, ...]:
    return tuple(one for one in hunches if (one.fact, one.value) not in denied)
