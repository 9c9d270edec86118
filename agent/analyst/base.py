"""What every analyst can do, with a language model or without."""

from collections.abc import Mapping
from typing import Protocol

from pydantic import Field

from agent.domain.alike import Alike
from agent.domain.edits import Edit, Outcome
from agent.domain.facts import Quote
from agent.domain.gaps import Gap
from agent.domain.ledger import Ledger
from agent.domain.model import ThreatModel
from agent.domain.session import Question, Reading, Reply, Session, Turn
from knowledge.retriever import Hit
from knowledge.vocabulary import Slug, Value


class Proposal(Value):
    """One pattern proposed for one target, before it becomes a threat."""

    pattern: Slug = Field(description="Id of the pattern.")
    target: str = Field(description="Id of a component or flow, or 'system'.")
    facts: tuple[str, ...] = Field(default=(), description="The deciding facts.")
    assumed: tuple[str, ...] = Field(default=(), description="Facts that are only assumed.")
    quotes: tuple[Quote, ...] = Field(default=(), description="The owner's words behind the facts.")
    similar: str = Field(default="", description="Reason of a retrieval hit, where similarity alone suggests it.")


class Heard(Value):
    """What a reply is worded from."""

    reading: Reading = Field(description="What was understood.")
    outcome: Outcome = Field(description="What came of the edits of the whole turn.")
    before: ThreatModel = Field(description="The model before the turn.")
    question: Question | None = Field(default=None, description="The next question.")


class Analyst(Protocol):
    """Does the thinking: reads words into edits, asks, drafts, and words the answer."""

    def read(self, turn: Turn, session: Session) -> Reading:
        """Understand what a turn says; edits made in a table pass through unchanged."""
        ...

    def next_question(self, model: ThreatModel) -> Question | None:
        """The question worth asking most, or None when no answer can change what matters."""
        ...

    def draft(self, model: ThreatModel, targets: tuple[str, ...], hits: tuple[Hit, ...]) -> tuple[Proposal, ...]:
        """Propose what can go wrong at these targets (component ids, or 'system')."""
        ...

    def settle(self, model: ThreatModel, proposals: tuple[Proposal, ...]) -> tuple[Edit, ...]:
        """Turn proposals into edits: one threat per pattern, scored, with controls, in order of importance."""
        ...

    def reply(self, session: Session, heard: Heard) -> Reply:
        """Word what came of the turn."""
        ...


class Assessor(Protocol):
    """Shows what stands behind a model: verdicts, gaps and reasons; the screens, exports and evals read it."""

    def ledger(self, model: ThreatModel) -> Ledger:
        """The verdict on every catalogued pattern."""
        ...

    def gaps(self, model: ThreatModel) -> tuple[Gap, ...]:
        """What is missing or unsettled, weightiest first."""
        ...

    def alike(self, model: ThreatModel) -> tuple[Alike, ...]:
        """The worked systems most like the owner's with their first worries; none while nothing is known."""
        ...

    def why_here(self, model: ThreatModel) -> Mapping[str, str]:
        """Why each threat stands where it stands, by its id; it goes on after "It stands here"."""
        ...
