"""The interview: the question worth asking most, and none once no answer can change what matters."""

from collections import Counter
from collections.abc import Callable
from math import ceil
from weakref import WeakKeyDictionary

from agent.assessment.interviewing.confirmation_lists import Lists
from agent.assessment.interviewing.priors import Hunches
from agent.assessment.interviewing.question_value import Appraiser, Worth
from agent.assessment.interviewing.questions import group_question, single_question
from agent.assessment.known_facts import Picture
from agent.assessment.ledger import Bookkeeper
from agent.assessment.scoring.rating import Rater
from agent.domain import Provenance, Question, ThreatModel
from agent.domain.sessions.checklists import State, choices_of_line, fact_of, states_of
from knowledge import Catalog
from knowledge.entries import FactType
from knowledge.owners_words import keeps_words
from knowledge.vocabulary import InterviewStage

LIMIT = 12
"""How many questions are asked unless the owner wants more."""
LEAST = 0.05
"""The share of the risk in the list that a question must be expected to move, to be worth the owner's time.

Measured on the evaluation cases: nine tenths of the threats are found well before questions fall below it.
"""
ANSWERABLE = {1: 0.95, 2: 0.8, 3: 0.6}
"""How likely the owner can answer, by effort."""
EFFORT = {1: 1.0, 2: 1.4, 3: 2.0}
TICK = 0.12
"""What each further line of a list to tick adds to the effort."""
MOST_TICKS = 12
MOST_CHOICES = 5
"""How many questions an analyst may choose from."""
_STAGES = list(InterviewStage)


class Interviewer:
    """Chooses questions by the expected change in the list of threats, over the effort of answering.

    What the owner's words make likely comes first, as one list; the controls in place come last, as another.
    """

    def __init__(
        self,
        catalog: Catalog,
        bookkeeper: Bookkeeper,
        rater: Rater | None = None,
        limit: int = LIMIT,
        hunches: Callable[[ThreatModel], Hunches] = lambda model: (),
    ) -> None:
        self._catalog, self._book, self.limit, self._hunches = catalog, bookkeeper, limit, hunches
        self._lists = Lists(catalog)
        self._kept: WeakKeyDictionary[Picture, tuple[Hunches, dict[str, Worth]]] = WeakKeyDictionary()
        self._appraiser = Appraiser(catalog, bookkeeper, rater or Rater(catalog, bookkeeper))
        keeps_words(self)

    def let_go(self) -> None:
        """Keep nothing of what was worked out."""
        self._kept.clear()

    def next_question(self, model: ThreatModel, waiting: Question | None = None) -> Question | None:
        """The best question, or the one that waits; None when the interview is closed, at its limit, or at its end."""
        return next(iter(self.best_questions(model, 1, waiting)), None)

    def best_questions(
        self, model: ThreatModel, most: int = MOST_CHOICES, waiting: Question | None = None
    ) -> tuple[Question, ...]:
        """The questions most worth asking, the best first; a list of the read-back or of controls comes alone.

        The question that waits comes first as long as it is worth asking: what is said beside it does not close it.
        None when the interview is closed, at its limit, or nothing more can matter. While nothing is known there is
        nothing to draft from, so the first question waits even where no more were wanted.
        """
        asked = self.asked(model)
        told = bool(model.components or model.facts)
        if (model.interview_closed and told) or asked >= self.limit:
            return ()
        worths = self.worths(model)
        worths = {name: worth for name, worth in worths.items() if name not in self._put_already(model)}
        read_back = self._lists.read_back(model, worths, self._hunches(model))
        if read_back is not None:
            return (read_back,)
        if not self._lists.controls_wait(model):
            return self._best(worths, most, waiting)
        controls = self._lists.controls(model, worths)
        return self._of_system(worths, asked, most, waiting) or ((controls,) if controls is not None else ())

    def _put_already(self, model: ThreatModel) -> set[str]:
        """The facts that stood in a list and are still open: left alone, or not known; of choices a no may follow."""
        denied = {
            fact_of(line)
            for listed in model.lists
            for line, state in states_of(listed.answers).items()
            if state is State.NO and choices_of_line(line)
        }
        return {fact_of(line) for listed in model.lists for line in listed.lines} - denied

    def _of_system(
        self, worths: dict[str, Worth], asked: int, most: int, waiting: Question | None
    ) -> tuple[Question, ...]:
        """The best questions about the system itself; the last one of all is kept for the controls."""
        left = {name: worth for name, worth in worths.items() if not self._catalog.facts[name].control}
        return self._best(left, most, waiting) if asked < self.limit - 1 else ()

    def _best(self, worths: dict[str, Worth], most: int, waiting: Question | None) -> tuple[Question, ...]:
        ranked = sorted(self._candidates(worths), key=self._rank)
        if not ranked or _share(ranked[0]) < LEAST:
            return ()
        waits = [one for one in ranked if waiting is not None and self._id(one) == waiting.id]
        rest = (one for one in ranked if one not in waits and _share(one) >= LEAST)
        return tuple(self._question(one) for one in [*waits, *rest][:most])

    def _id(self, worths: tuple[Worth, ...]) -> str:
        """The id of the question that some facts make."""
        first = self._catalog.facts[worths[0].fact]
        return (len(worths) > 1 and first.group) or first.id

    def _question(self, worths: tuple[Worth, ...]) -> Question:
        titles = self._titles(worths)
        facts = tuple(self._catalog.facts[worth.fact] for worth in worths)
        return group_question(facts, titles) if len(facts) > 1 else single_question(facts[0], titles)

    def worths(self, model: ThreatModel, waived: bool = False) -> dict[str, Worth]:
        """The worth of every fact that is open; those the owner passed over only if wanted."""
        picture, hunches = self._book.painter.picture(model), self._hunches(model)
        known, found = self._kept.get(picture, ((), {}))
        if known is not hunches or not found:
            facts = [fact for fact in self._catalog.facts.values() if picture.value(fact.id) is None]
            found = self._appraiser.appraise(picture, facts, hunches)
            self._kept[picture] = (hunches, found)
        passed = set() if waived else {waiver.fact for waiver in model.waivers}
        return {fact: worth for fact, worth in found.items() if fact not in passed}

    def asked(self, model: ThreatModel) -> int:
        """How many questions were answered, declined or skipped so far; a long list counts as several."""
        told = {value.fact for value in model.facts if value.provenance is Provenance.ANSWERED}
        told |= {waiver.fact for waiver in model.waivers}
        told -= {fact_of(line) for listed in model.lists for line in states_of(listed.answers)}
        settled = [self._catalog.facts[fact] for fact in told if fact in self._catalog.facts]
        lists = Counter(fact.group for fact in settled if fact.group)
        single = sum(not fact.group for fact in settled)
        return len(model.lists) + single + sum(ceil(count / MOST_TICKS) for count in lists.values())

    def _candidates(self, worths: dict[str, Worth]) -> list[tuple[Worth, ...]]:
        """Single facts and lists to tick; what cannot change the top of the list or a band is left out."""
        singles: list[tuple[Worth, ...]] = []
        lists: dict[str, list[Worth]] = {}
        for worth in worths.values():
            fact = self._catalog.facts[worth.fact]
            if fact.of_measure or fact.unasked:
                continue
            if fact.group and fact.type is FactType.YES_NO:
                lists.setdefault(fact.group, []).append(worth)
            elif worth.matters:
                singles.append((worth,))
        grouped = [self._ticks(group) for group in lists.values() if any(worth.matters for worth in group)]
        return [*singles, *grouped]

    def _ticks(self, group: list[Worth]) -> tuple[Worth, ...]:
        """The lines of a list worth reading, in the catalog's order."""
        ranked = sorted(group, key=lambda worth: -worth.value)[:MOST_TICKS]
        kept = [worth for worth in ranked if worth.value > 0] or ranked[:1]
        return tuple(worth for worth in group if worth in kept)

    def _rank(self, worths: tuple[Worth, ...]) -> tuple[float, int, str]:
        facts = [self._catalog.facts[worth.fact] for worth in worths]
        value = sum(ANSWERABLE[fact.effort] * worth.value for fact, worth in zip(facts, worths, strict=True))
        effort = max(EFFORT[fact.effort] for fact in facts) + TICK * (len(facts) - 1)
        return (-value / effort, _STAGES.index(facts[0].stage), facts[0].id)

    def _titles(self, worths: tuple[Worth, ...]) -> tuple[str, ...]:
        """The riskiest threats that hang on the answer."""
        ranked = [pattern for worth in worths for pattern in worth.hanging]
        return tuple(self._catalog.patterns[pattern].title for pattern in dict.fromkeys(ranked))


def _share(worths: tuple[Worth, ...]) -> float:
    """The share of the risk in the list that the answer to a question is expected to move."""
    return sum(worth.share for worth in worths)
