"""A chat model inside the test, and a conversation held step by step without a store or a graph."""

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from agent.analyst.base import Analyst, Heard
from agent.analyst.factory import open_analyst
from agent.analyst.fallback import FallbackAnalyst
from agent.analyst.rules.analyst import RulesAnalyst
from agent.domain import Edit, Outcome, Question, Reading, Reply, Said, Session, ThreatModel, Turn, TurnStatus, apply
from agent.graph.grounding import Grounding, Words, quotes_in
from agent.graph.routes import needs_draft
from agent.llm.answers.schemas import SHAPES
from agent.llm.calls import Answer, Call, Patience, Usage
from agent.llm.errors import Kind, ModelError
from agent.llm.gateway import Terms
from agent.prompts import Data
from knowledge import Catalog
from tests.stub_endpoint.asked import Asked
from tests.stub_endpoint.models import answer_of

PIECE = 80
"""Letters that are streamed at a time."""
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
Model = Callable[[Asked], Any]
"""Gives the data of an answer, its very text, or the failure that happens instead."""


@dataclass
class Player:
    """A chat client that plays a model without a network."""

    play: Model = answer_of
    host: str = "model.test"
    model: str = "player"
    calls: list[Call] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def complete(self, call: Call, patience: Patience) -> Answer:
        with self._lock:
            self.calls.append(call)
        told = self.play(asked_of(call))
        if isinstance(told, Kind):
            raise ModelError(told, self.host, self.model)
        text = told if isinstance(told, str) else json.dumps(told)
        if patience.ear is not None:
            hear = patience.ear()
            for start in range(0, len(text), PIECE):
                hear(text[start : start + PIECE])
        return Answer(text, Usage(prompt=900, cached=512, output=120))

    def of(self, task: str) -> list[Call]:
        return [call for call in self.calls if call.task == task]


def quiet(asked: Asked) -> Any:
    """A model that has nothing to add: every list of an answer is empty."""
    shape = SHAPES[asked.task] if asked.task else None
    return answer_of(asked) if shape is None or shape.single is not None else {name: [] for name in shape.lists}


def ask_slots(question: str = "Is it so?", system: str = "system: Helpdesk") -> dict[str, str | Data]:
    """What fills the prompt of a question, with nothing else to choose from."""
    return {
        "facts": "uses_model = A language model: yes, no",
        "questions": f"1. {question}\n   answers: Yes; No",
        "known": Data(""),
        "system": Data(system),
    }


def asked_of(call: Call) -> Asked:
    """The call as a scripted endpoint would see it."""
    messages = [{"role": message.role, "content": message.text} for message in call.messages]
    return Asked("/v1/chat/completions", {}, {"messages": messages, "model": "player"})


@lru_cache(maxsize=8)
def rules_over(catalog: Catalog) -> RulesAnalyst:
    """The rules, which keep nothing of a conversation but what they work out of its words again and again."""
    return RulesAnalyst(catalog)


def analyst_over(
    catalog: Catalog, player: Player, terms: Terms | None = None, rules: RulesAnalyst | None = None
) -> FallbackAnalyst:
    """The analyst under test, over a catalog and a played model."""
    return open_analyst(catalog, rules or rules_over(catalog), player, terms or Terms(), None)


def session_of(
    model: ThreatModel | None = None, turns: Iterable[Turn] = (), question: Question | None = None
) -> Session:
    return Session(
        id="s" * 20, version=1, model=model or ThreatModel(), turns=tuple(turns), created=NOON, question=question
    )


def turn_of(text: str, number: int = 1, **more: Any) -> Turn:
    return Turn(number=number, said=Said(text=text, key=f"key-{number:05}", **more), at=NOON)


@dataclass
class Talk:
    """A conversation as the graph would hold it."""

    analyst: Analyst
    catalog: Catalog
    session: Session = field(default_factory=session_of)
    readings: list[Reading] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    shown: list[str] | None = None
    """What is shown while turns are at work, where somebody looks on."""
    dropped: Counter[str] = field(default_factory=Counter)
    """What the check refused, by its reason."""

    def say(self, text: str = "", **more: Any) -> Reply:
        """One turn from reading to reply."""
        if isinstance(self.analyst, FallbackAnalyst):
            listener = self.shown.append if self.shown is not None else None
            with self.analyst.turn(self.session.id, None, listener):
                return self._turn(text, **more)
        return self._turn(text, **more)

    @property
    def model(self) -> ThreatModel:
        return self.session.model

    def _turn(self, text: str, **more: Any) -> Reply:
        before, number = self.session, len(self.session.turns) + 1
        turn = turn_of(text, number, **more)
        reading = self.analyst.read(turn, before)
        heard = apply(before.model, reading.edits, self.catalog)
        applied: list[Edit] = list(heard.applied)
        model, refused = heard.model, heard.refused
        if needs_draft(model, self.catalog.fingerprint, heard.applied):
            edits = self._drafted(model, (*before.turns, turn))
            outcome = apply(model, edits, self.catalog, "analyst")
            model, applied, refused = outcome.model, [*applied, *outcome.applied], (*refused, *outcome.refused)
        question = self.analyst.next_question(model, before.question)
        told = Outcome.model_construct(model=model, applied=tuple(applied), refused=refused)
        said = Heard.model_construct(reading=reading, outcome=told, before=before.model, question=question)
        reply = self.analyst.reply(before, said).model_copy(update={"question": question})
        done = turn.model_copy(update={"status": TurnStatus.DONE, "reply": reply})
        self.session = before.model_copy(
            update={"model": model, "turns": (*before.turns, done), "question": question, "version": before.version + 1}
        )
        self.readings.append(reading)
        self.replies.append(reply)
        return reply

    def drafted_again(self) -> tuple[Edit, ...]:
        """The edits of another draft of the model as it stands."""
        return self._drafted(self.model, self.session.turns)

    def _drafted(self, model: ThreatModel, turns: tuple[Turn, ...]) -> tuple[Edit, ...]:
        said = {turn.number: turn.said.text for turn in turns}
        assessed = self.analyst.assess(model)
        model = apply(model, assessed.edits, self.catalog, "analyst").model
        threats = self.analyst.compose(model, (*assessed.proposals, *self.analyst.suggest(model)))
        words = Words(said, held=quotes_in(self.session.model))
        checked = Grounding(self.catalog).checked(threats, model, words)
        self.dropped.update(checked.dropped)
        return (*assessed.edits, *self.analyst.settle(model, checked.kept))
