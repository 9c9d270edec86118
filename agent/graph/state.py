"""What one turn carries from step to step."""

import operator
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any, TypedDict, TypeVar, cast

from pydantic import Field, TypeAdapter

from agent.domain.changes.edits import Edit
from agent.domain.model import ThreatModel
from agent.domain.sessions.session import Question, Reply, Session, Wish
from agent.domain.versions.conflicts import Step
from knowledge.vocabulary import Value

V = TypeVar("V", bound=Value)
Json = dict[str, Any]

_EDIT: TypeAdapter[Edit] = TypeAdapter(Edit)


class TurnState(TypedDict, total=False):
    """The state of the graph: plain JSON, small, and enough to go on after a crash; edits stand for the model."""

    session: Json
    """The session, only where nobody lays it on the bench."""
    base: int
    """The version of the model that the turn started from."""
    turn: Json
    notes: list[str]
    reading: Json
    edits: list[Json]
    """The edits that wait to be applied."""
    heard: list[Json] | None
    """The edits that were accepted of what was said."""
    settled: list[Json] | None
    """The edits that were accepted of the draft."""
    refused: Annotated[list[Json], operator.add]
    proposals: list[Json] | None
    """What is proposed for the draft, until it is composed."""
    composed: list[Json] | None
    """The threats of the draft, until they are checked."""
    restores: int | None
    question: Json | None
    reply: Json


class Progress(Value):
    """A finished step, for the screen; or words to show meanwhile, which count as no step."""

    step: str = Field(description="Name of the step.")
    label: str = Field(description="What was done, in a few words.")
    done: int = Field(ge=0, description="How many steps are done.")
    total: int = Field(ge=1, description="How many there are, as far as is known.")
    words: str = Field(default="", description="A checked passage to show while the turn is at work; plain text.")


class Finished(Value):
    """What came of a turn that ran to its end."""

    model: ThreatModel = Field(description="The model after the turn.")
    edits: tuple[Edit, ...] = Field(default=(), description="The edits that were applied, in order.")
    restores: int | None = Field(default=None, description="The version that an undo or redo goes back to.")
    question: Question | None = Field(default=None, description="The next question.")
    reply: Reply = Field(description="The answer.")


Past = Callable[[int], tuple[Step, ...]]
"""Gives the versions of the model from one on, that one first and the present one last."""

Restorer = Callable[[Wish], tuple[int, ThreatModel] | None]
"""Gives the version that an undo or redo leads to, with its model; none where there is nothing to go back to."""


@dataclass(eq=False)
class Bench:
    """What the steps of one turn share beside the state: never checkpointed, laid out afresh after a crash.

    The JSON of the state is read into a value once; as long as the very same JSON is asked for, the same value is
    handed out.
    """

    session: Session
    restorer: Restorer
    past: Past | None = None
    """Gives the versions since one, that one first; none where nobody else can have made any."""
    stop: threading.Event = field(default_factory=threading.Event)
    """Ends the whole run between two steps."""
    hush: threading.Event = field(default_factory=threading.Event)
    """Ends the language model's part only; the turn goes on by the rules."""
    asks: bool = False
    """Whether a language model has a part in this turn."""
    on_asking: Callable[[], None] = lambda: None
    """Is told when a language model gets a part in this turn."""
    listened: bool = False
    """Whether somebody looks on while the turn is at work."""
    models: dict[tuple[int | None, bool, bool], ThreatModel] = field(default_factory=dict)
    _read: dict[int, tuple[object, object]] = field(default_factory=dict)
    _written: dict[int, tuple[object, Json]] = field(default_factory=dict)

    def let_in(self) -> None:
        """Give a language model a part in this turn."""
        self.asks = True
        self.on_asking()

    def put(self, value: Value) -> Json:
        """A value as JSON for the state; the value is kept for whoever asks next."""
        known = self._written.get(id(value))
        if known is not None and known[0] is value:
            return known[1]
        written: Json = value.model_dump(mode="json")
        self._keep(written, value)
        return written

    def take(self, shape: type[V], written: Json) -> V:
        """The value that JSON of the state stands for."""
        kept = self._read.get(id(written))
        if kept is not None and kept[0] is written and isinstance(kept[1], shape):
            return kept[1]
        value = shape.model_validate(written)
        self._keep(written, value)
        return value

    def put_edits(self, edits: tuple[Edit, ...]) -> list[Json]:
        """Edits as JSON for the state."""
        return [self.put(edit) for edit in edits]

    def take_edits(self, written: list[Json]) -> tuple[Edit, ...]:
        """The edits that JSON of the state stands for."""
        return tuple(self._edit(one) for one in written)

    def _edit(self, written: Json) -> Edit:
        kept = self._read.get(id(written))
        if kept is not None and kept[0] is written:
            return cast(Edit, kept[1])
        edit = _EDIT.validate_python(written)
        self._keep(written, edit)
        return edit

    def _keep(self, written: Json, value: object) -> None:
        self._read[id(written)] = (written, value)
        self._written[id(value)] = (value, written)
