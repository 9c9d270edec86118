"""Where one case is worked on: it is given to the Facilitator, and what needs the session is judged at once."""

from dataclasses import dataclass
from time import perf_counter

from agent.domain import FactValue, Provenance, Said, Session, ThreatModel
from agent.domain.changes.edits import SetFact
from agent.facilitator import Facilitator
from evals.case import Case
from evals.case_runs.answer_reading import meaning_by
from evals.case_runs.curves import curves
from evals.case_runs.modes import Talk, Way, draft_from, hold, say
from evals.case_runs.persona import Persona
from evals.case_runs.rewording import rewordings
from evals.case_runs.transcript import Transcript, digest_of
from evals.drafts import drafted
from evals.llm.llm_usage import Book, Spent
from evals.metrics.determinism import determinism
from evals.metrics.dread import dread, monotone
from evals.metrics.duplicates import duplicates
from evals.metrics.effort import effort
from evals.metrics.grounding import grounding
from evals.metrics.interview import interview
from evals.metrics.mitigations import mitigation_match
from evals.metrics.stability import stability
from evals.metrics.unknown_ids import unknown_ids
from evals.reading.extracted_model import understood
from evals.score import Score

REWORDED = "reworded"
"""The job that tells a description again: in the same words, in others, and less and more exposed."""
REPEATED = "repeated"
"""The job that tells a description again in the same words only."""
MILD = {"exposure": "own_device", "data_sensitivity": "public"}
SEVERE = {"exposure": "public", "data_sensitivity": "special"}


@dataclass(frozen=True)
class Desk:
    """A facilitator with the book of what its language model costs."""

    facilitator: Facilitator
    book: Book | None = None
    """None where nobody counts."""
    lasting: bool = True
    """Whether it serves more than one job."""

    def perform(self, case: Case, job: str) -> Transcript:
        """Do one job on a case."""
        started = perf_counter()
        if job in (REWORDED, REPEATED):
            digest, scores = self._reworded(case) if job == REWORDED else self._repeated(case)
            seconds = perf_counter() - started
            spent = self._spent() or Spent()
            return Transcript(case=case.id, way=job, digest=digest, scores=scores, spent=spent, seconds=seconds)
        persona = Persona(case.facts, meaning_by(self.facilitator.catalog))
        talk = hold(self.facilitator, case, Way(job), persona)
        seconds, scores = perf_counter() - started, self._judged(talk)
        curve = curves(self.facilitator, case, talk, persona) if talk.answers and job != Way.LIST else {}
        return Transcript(
            case=case.id,
            way=job,
            draft=drafted(talk.session.model),
            digest=fingerprint(talk.session.model),
            scores=scores + interview(curve),
            read=understood(talk.opened.model, self.facilitator.catalog) if job == Way.DESCRIPTION else None,
            curve=curve,
            asked=tuple(f"{one.question.id}: {one.in_words()}" for one in talk.answers),
            spent=self._spent() or Spent(),
            seconds=seconds,
        )

    def _spent(self) -> Spent | None:
        return self.book.so_far() if self.book else None

    def _judged(self, talk: Talk) -> tuple[Score, ...]:
        session, catalog = talk.session, self.facilitator.catalog
        return (
            *unknown_ids(session.model, catalog),
            *grounding(session, catalog),
            *duplicates(drafted(session.model)),
            *mitigation_match(session.model, catalog),
            *dread(session.model),
            *effort(talk, self._spent()),
        )

    def _repeated(self, case: Case) -> tuple[str, tuple[Score, ...]]:
        digest = fingerprint(draft_from(self.facilitator, case.description).model)
        return digest, determinism(digest, digest)

    def _reworded(self, case: Case) -> tuple[str, tuple[Score, ...]]:
        first = draft_from(self.facilitator, case.description)
        again = draft_from(self.facilitator, case.description)
        others = {
            name: drafted(draft_from(self.facilitator, text).model)
            for name, text in rewordings(case.description, case.id).items()
        }
        mild = self._with(first, MILD, 2)
        severe = self._with(first, SEVERE, 3)
        return fingerprint(first.model), (
            *determinism(fingerprint(first.model), fingerprint(again.model)),
            *stability(drafted(first.model), others),
            *monotone(mild.model, severe.model),
        )

    def _with(self, session: Session, facts: dict[str, str], number: int) -> Session:
        """The session with some facts set from a table."""
        edits = tuple(
            SetFact(value=FactValue(fact=fact, value=value, provenance=Provenance.TABLE))
            for fact, value in facts.items()
            if self.facilitator.catalog.accepts_fact(fact, value) is None
        )
        if not edits:
            return session
        return say(self.facilitator, session, Said(edits=edits, key=f"turn-{number:04d}"))


def fingerprint(model: ThreatModel) -> str:
    """A digest of a whole model: facts, parts, threats in order with scores and wording, measures."""
    return digest_of(model.model_dump_json(exclude={"issued"}))
