"""What every analyst can do, with a language model or without."""

from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

from pydantic import Field

from agent.assessment.what_if import Supposed
from agent.assessment.what_if_options import Switch
from agent.domain.changes.edits import Edit, Outcome
from agent.domain.findings.gaps import Gap
from agent.domain.ledger import Ledger
from agent.domain.model import ThreatModel
from agent.domain.sessions.session import Question, Reading, Reply, Session, Turn
from agent.domain.similar_systems import Alike
from agent.domain.system import Origin
from agent.domain.threats import Threat
from knowledge.vocabulary import Slug, Value


class Proposal(Value):
    """One pattern proposed for a draft, before it becomes a threat."""

    pattern: Slug = Field(description="Id of the pattern.")
    reasons: tuple[str, ...] = Field(default=(), description="Why it is suggested; none where the ledger says it.")
    origin: Origin = Field(default=Origin.RULE, description="Who proposes it.")


class Assessed(Value):
    """What the known facts come to."""

    proposals: tuple[Proposal, ...] = Field(default=(), description="What applies, or usually does.")
    edits: tuple[Edit, ...] = Field(default=(), description="What must be taken back before anything is drafted.")


class Heard(Value):
    """What a reply is worded from."""

    reading: Reading = Field(description="What was understood.")
    outcome: Outcome = Field(description="What came of the edits of the whole turn.")
    before: ThreatModel = Field(description="The model before the turn.")
    question: Question | None = Field(default=None, description="The next question.")


class Analyst(Protocol):
    """Does the thinking: reads words into edits, drafts threats in four steps, asks, and words the answer."""

    def read(self, turn: Turn, session: Session) -> Reading:
        """Understand what a turn says; edits made in a table pass through unchanged."""
        ...

    def next_question(self, model: ThreatModel, waiting: Question | None = None) -> Question | None:
        """The question worth asking most, or None when no answer can change what matters."""
        ...

    def assess(self, model: ThreatModel) -> Assessed:
        """Judge every pattern by the known facts: what applies, and what does under the usual assumptions."""
        ...

    def suggest(self, model: ThreatModel) -> tuple[Proposal, ...]:
        """Propose what no fact confirms, and what yet speaks for it."""
        ...

    def compose(self, model: ThreatModel, proposals: tuple[Proposal, ...]) -> tuple[Threat, ...]:
        """The threats of this draft, one per pattern, scored and with their evidence, before ids and decisions."""
        ...

    def settle(self, model: ThreatModel, threats: tuple[Threat, ...]) -> tuple[Edit, ...]:
        """The edits that bring the model to these composed threats: with ids, decisions, controls and their order."""
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

    def computed_order(self, model: ThreatModel) -> tuple[str, ...]:
        """The ids of the threats as they would stand without a model's advice and without places given by hand."""
        ...

    def suppose(self, model: ThreatModel, edits: Iterable[Edit], controls: Collection[str] = ()) -> Supposed:
        """The threats rated anew after some edits, and with some of the controls in place; the model stays."""
        ...

    def switches(self, model: ThreatModel) -> tuple[Switch, ...]:
        """What the owner could change that would lower most."""
        ...

    def kept(self, model: ThreatModel, switches: Iterable[Switch], so_already: Collection[str]) -> tuple[Edit, ...]:
        """The edits that keep some switches: as a plan, or as being so today."""
        ...

    def why_here(self, model: ThreatModel) -> Mapping[str, str]:
        """Why each threat stands where it stands, by its id; it goes on after "It stands here"."""
        ...

    def explain(self, model: ThreatModel, thing: str) -> str:
        """What stands behind a threat or measure of the model, by its id, in Markdown."""
        ...
