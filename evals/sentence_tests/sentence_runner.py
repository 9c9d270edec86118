"""Where a plain sentence is said: through the Facilitator, with the question waiting that its author wants to wait."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

from agent.analyst.base import Analyst, Assessed, Heard, Proposal
from agent.assessment.interviewing.questions import group_question, single_question
from agent.domain import (
    Edit,
    Question,
    Reading,
    Reply,
    Said,
    Session,
    Threat,
    ThreatModel,
    Turn,
)
from agent.facilitator import Facilitator
from evals.case_runs.modes import say
from evals.sentence_tests.model_contents import SOFT
from evals.sentence_tests.sentence import Sentence
from knowledge import Catalog


@dataclass(frozen=True)
class Spoken:
    """A sentence with the session before and after it."""

    sentence: Sentence
    before: Session
    after: Session
    problem: str = ""
    """Why it could not be said as its author wants."""


class PlacedQuestions:
    """An analyst that thinks as another one does, but asks first what it is told to ask, as long as that is open."""

    def __init__(self, analyst: Analyst, catalog: Catalog) -> None:
        self._analyst, self._catalog = analyst, catalog
        self._placed: tuple[str, ...] = ()

    @contextmanager
    def placing(self, facts: tuple[str, ...]) -> Iterator[None]:
        """While this lasts, the question about these facts comes before all others."""
        self._placed = facts
        try:
            yield
        finally:
            self._placed = ()

    def next_question(self, model: ThreatModel, waiting: Question | None = None) -> Question | None:
        """The placed question about what is still open of it; else what the analyst asks."""
        waived = {waiver.fact for waiver in model.waivers}
        known = {kept.fact for kept in model.facts if kept.provenance not in SOFT}
        still = [self._catalog.facts[fact] for fact in self._placed if fact not in waived | known]
        if not still:
            return self._analyst.next_question(model, waiting)
        return single_question(still[0], ()) if len(still) == 1 else group_question(tuple(still), ())

    def read(self, turn: Turn, session: Session) -> Reading:
        """As the analyst reads."""
        return self._analyst.read(turn, session)

    def assess(self, model: ThreatModel) -> Assessed:
        """As the analyst assesses."""
        return self._analyst.assess(model)

    def suggest(self, model: ThreatModel) -> tuple[Proposal, ...]:
        """As the analyst suggests."""
        return self._analyst.suggest(model)

    def compose(self, model: ThreatModel, proposals: tuple[Proposal, ...]) -> tuple[Threat, ...]:
        """As the analyst composes."""
        return self._analyst.compose(model, proposals)

    def settle(self, model: ThreatModel, threats: tuple[Threat, ...]) -> tuple[Edit, ...]:
        """As the analyst settles."""
        return self._analyst.settle(model, threats)

    def reply(self, session: Session, heard: Heard) -> Reply:
        """As the analyst words it."""
        return self._analyst.reply(session, heard)


@dataclass(frozen=True)
class Listener:
    """A facilitator that hears one sentence after the other, each in a session of its own."""

    facilitator: Facilitator
    questions: PlacedQuestions

    def hear(self, sentence: Sentence) -> Spoken:
        """Tell what comes before, have the question wait, say the sentence as the page's line to write on sends it.

        Where what was told before has settled that question, another one waits, and the problem says so.

        Raises TurnFailed where a turn fails.
        """
        keys = count(1)
        *earlier, last = sentence.before or ("",)
        session = self.facilitator.start()
        for text in earlier:
            session = self._told(session, text, next(keys))
        with self.questions.placing(sentence.waiting):
            if last:
                session = self._told(session, last, next(keys))
            elif sentence.waiting:
                session = self.facilitator.import_model(session.model)
            settled = bool(sentence.waiting) and not _waits(session.question, sentence.waiting)
            problem = f"what is told before settles the question about {', '.join(sentence.waiting)}" if settled else ""
            return Spoken(sentence, session, self._told(session, sentence.say, next(keys)), problem)

    def _told(self, session: Session, text: str, number: int) -> Session:
        question = session.question.id if session.question else None
        return say(self.facilitator, session, Said(text=text, question=question, key=f"turn-{number:04d}"))


def rules_listener() -> Listener:
    """The product's facilitator by its rules alone; nothing is kept after this process."""
    import atexit
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from agent.assembly import analysts, compose
    from agent.settings import Settings
    from knowledge import load_catalog
    from knowledge.search.retriever import open_retriever

    folder = TemporaryDirectory(prefix="threatparley-sentences-")
    atexit.register(folder.cleanup)
    settings = Settings(data_dir=Path(folder.name), database_url="", offline=True)
    catalog = load_catalog()
    analyst, assessor = analysts(settings, catalog, texts=False)
    questions = PlacedQuestions(analyst, catalog)
    index = settings.data_dir / "index"
    facilitator = compose(
        settings, catalog, questions, assessor, lambda: open_retriever(catalog, index, store="memory"),
        checkpointed=False,
    )  # fmt: skip
    facilitator.warm_up()
    return Listener(facilitator, questions)


def _waits(question: Question | None, facts: tuple[str, ...]) -> bool:
    return question is not None and set(question.facts) <= set(facts)
