"""What the description makes likely, for the interview: worked out once for each description."""

from functools import lru_cache

from agent.analyst.rules.ranking.relevant_sentences import told_sentences
from agent.assessment.interviewing.priors import Hunch, Hunches
from agent.domain import SYSTEM, ThreatModel
from agent.domain.sessions.checklists import State, choices_of_line, fact_of, states_of
from agent.reading.expectations import usual_where
from agent.reading.likely_facts import Likely, LikelyReader
from knowledge import Catalog
from knowledge.owners_words import keeps_words
from knowledge.vocabulary import AnswerValue

LEAST = 0.05
"""What is less likely than this by the words is as likely as usual."""
_KEPT = 64


class HunchReader:
    """Gives the interview the chances that the owner's words speak of; what they denied in a list has none."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        reader = LikelyReader(catalog)
        self._read = lru_cache(maxsize=_KEPT)(lambda sentences: reader.likely(sentences, LEAST))
        self._hunches = lru_cache(maxsize=_KEPT)(self._worded)
        keeps_words(self)

    def let_go(self) -> None:
        """Keep nothing of what was read."""
        self._read.cache_clear()
        self._hunches.cache_clear()

    def of(self, model: ThreatModel) -> Hunches:
        """The likely values of a model, likeliest first; the same description gives the very same ones."""
        known = frozenset((kept.fact, kept.value) for kept in model.facts if kept.subject == SYSTEM)
        return self._hunches(self._read(told_sentences(model)), _denied(model), known)

    def _worded(
        self, found: tuple[Likely, ...], denied: frozenset[tuple[str, str]], known: frozenset[tuple[str, AnswerValue]]
    ) -> tuple[Hunch, ...]:
        values = dict(known)
        return tuple(
            Hunch(one.fact, one.value, one.chance, one.sentence, usual_where(one, self._catalog, values))
            for one in found
            if (one.fact, one.value) not in denied
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
