"""The lists to answer line by line: what the owner's words make likely, and at the end the controls in place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import sqrt

from agent.assessment.interviewing.priors import Hunches
from agent.assessment.interviewing.question_value import Worth
from agent.assessment.interviewing.questions import MOST_TITLES
from agent.domain import SYSTEM, FactValue, Provenance, Question, ThreatModel
from agent.domain.sessions.checklists import line_of
from agent.domain.sessions.session import Option
from agent.domain.wording.names_in_sentences import capital
from knowledge import Catalog
from knowledge.entries import FactType
from knowledge.vocabulary import AnswerValue

MOST_LINES = 10
"""How many lines a list holds that reads back what is likely."""
LEAST_LINES = 3
"""Fewer are no list; they are asked one by one, if they matter."""
LEAST_CHANCE = 0.2
"""What is less likely than this is not put to the owner as likely."""
HINTED = 0.4
"""How likely a value is at least that stands as inferred, whatever inferred it."""
AT_LEAST = 0.3
"""What a line counts whose answer would change little: the likeliest are worth confirming all the same."""
MOST_CONTROLS = 12
READ_BACK, CONTROLS = "read_back", "controls_in_place"
_TEXT = "Your words make these likely, but do not say them outright. Which of them are so?"
_TEXT_OF_FILES = "Your files make these likely, but do not say them outright. Which of them are so?"
_WHY = "What you say yes or no to counts as your word; what you leave alone stays open."
_CONTROLS_TEXT = "Last question: which of these protections are in place today?"
_CONTROLS_WHY = (
    "A protection that is in place lowers the risk of the threats it acts on; what you leave alone counts as open."
)


@dataclass(frozen=True)
class _Line:
    """One likely value, before it is chosen."""

    fact: str
    value: AnswerValue
    chance: float
    quote: str
    reason: str = ""
    """What makes it likely where no words do."""


class Lists:
    """Makes lists of lines that nobody has put to the owner yet."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def read_back(self, model: ThreatModel, worths: Mapping[str, Worth], hunches: Hunches) -> Question | None:
        """The likeliest things that are not settled: after the first description, and once three more are inferred."""
        put = {line for listed in model.lists for line in listed.lines}
        inferred = [one for one in self._inferred(model, worths, hunches) if line_of(one.fact, one.value) not in put]
        again = any(listed.question.startswith(READ_BACK) for listed in model.lists)
        if again and len(inferred) < LEAST_LINES:
            return None
        named = {one.fact for one in inferred}
        near = [one for one in self._near(worths, hunches, named) if line_of(one.fact, one.value) not in put]
        lines = sorted([*inferred, *near], key=lambda one: (-self._rank(one, worths), one.fact))[:MOST_LINES]
        if len(lines) < LEAST_LINES or not any(worths[one.fact].value > 0 for one in lines):
            return None
        titles = tuple(
            self._catalog.patterns[pattern].title
            for pattern in dict.fromkeys(pattern for one in lines for pattern in worths[one.fact].hanging)
        )
        return Question(
            id=f"{READ_BACK}_{len(put)}" if put else READ_BACK,
            facts=tuple(one.fact for one in lines),
            stage=self._catalog.facts[lines[0].fact].stage,
            text=_TEXT if model.system.description else _TEXT_OF_FILES,
            example="Yes to 1, 3 and 4, no to 2.",
            why=_WHY,
            options=tuple(self._option(one) for one in lines),
            several=True,
            three_states=True,
            threats=titles[:MOST_TITLES],
        )

    def controls(self, model: ThreatModel, worths: Mapping[str, Worth]) -> Question | None:
        """The controls that would lower most; none where one was told, or where the list was put already."""
        if not self.controls_wait(model):
            return None
        found = [worth for worth in worths.values() if self._catalog.facts[worth.fact].control and worth.value > 0]
        chosen = sorted(found, key=lambda worth: (-worth.value, worth.fact))[:MOST_CONTROLS]
        if not chosen:
            return None
        facts = [self._catalog.facts[worth.fact] for worth in chosen]
        titles = dict.fromkeys(pattern for worth in chosen for pattern in worth.hanging)
        return Question(
            id=CONTROLS,
            facts=tuple(fact.id for fact in facts),
            stage=facts[0].stage,
            text=_CONTROLS_TEXT,
            example="Yes to 1 and 4, no to 2.",
            why=_CONTROLS_WHY,
            options=tuple(Option(value=fact.id, label=fact.label) for fact in facts),
            several=True,
            three_states=True,
            threats=tuple(self._catalog.patterns[one].title for one in titles)[:MOST_TITLES],
        )

    def controls_wait(self, model: ThreatModel) -> bool:
        """Whether the list of controls is still to come: it was not put, and none was told beyond single measures."""
        told = {kept.fact for kept in model.facts if kept.value is True and kept.provenance is not Provenance.INFERRED}
        put = any(listed.question == CONTROLS for listed in model.lists)
        broad = (fact for fact in self._catalog.facts.values() if fact.control and not fact.of_measure)
        return not put and not any(fact.id in told for fact in broad)

    def _inferred(self, model: ThreatModel, worths: Mapping[str, Worth], hunches: Hunches) -> Iterator[_Line]:
        """What stands as inferred and is still open."""
        chances = {(one.fact, one.value): one.chance for one in hunches}
        for kept in model.facts:
            inferred = kept.provenance is Provenance.INFERRED and kept.subject == SYSTEM
            if inferred and kept.fact in worths and kept.value not in (False, ()):
                values = kept.value if isinstance(kept.value, tuple) else (kept.value,)
                chance = max(chances.get((kept.fact, value), HINTED) for value in values)
                yield _Line(kept.fact, kept.value, max(chance, HINTED), _words_of(kept), kept.because)

    def _near(self, worths: Mapping[str, Worth], hunches: Hunches, named: set[str]) -> Iterator[_Line]:
        """What is likely beside that; only what would be so, and no control, which is asked for by itself."""
        seen = set(named)
        for one in hunches:
            fact = self._catalog.facts[one.fact]
            fits = one.fact in worths and one.value is not False and not fact.control and one.chance >= LEAST_CHANCE
            if fits and one.fact not in seen:
                value: AnswerValue = (str(one.value),) if fact.type is FactType.SEVERAL else one.value
                yield _Line(one.fact, value, one.chance, one.words, one.reason)
            seen.add(one.fact)

    @staticmethod
    def _rank(line: _Line, worths: Mapping[str, Worth]) -> float:
        return line.chance * (AT_LEAST + sqrt(worths[line.fact].value))

    def _option(self, line: _Line) -> Option:
        meaning = self._catalog.facts[line.fact].meaning(line.value)
        reason = "" if line.quote else line.reason[:300]
        return Option(value=line_of(line.fact, line.value), label=capital(meaning), quote=line.quote, reason=reason)


def _words_of(kept: FactValue) -> str:
    return kept.quotes[0].text if kept.quotes else ""
