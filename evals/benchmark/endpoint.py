"""What the language model's part costs against the endpoint that the settings name: our own time, calls, tokens."""

import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from agent.domain import Said, TurnStatus
from agent.errors import SettingsError
from evals.benchmark.figure import Figure
from evals.case_runs.analysts import asking_settings
from evals.case_runs.modes import TurnFailed

if TYPE_CHECKING:
    from agent.llm.calls import Answer, Call, ChatClient, Patience
    from agent.settings import Settings
    from evals.llm.llm_usage import Spent

CALLS = 21
"""How many small questions are asked to see what one call costs of our own time."""
TEN_PARTS = (
    "Parcel Pal is a chat assistant for customers of our shop. A web widget sends their messages to an orchestrator "
    "service, which asks GPT-4 through its API. A retriever reads a vector store that is built from our wiki and from "
    "public web pages. An agent can issue refunds through the payment API and look orders up in a Postgres database. "
    "Conversations are kept in a log store for 90 days and used to fine-tune the model every month. Staff review "
    "flagged chats in an admin console."
)
NAMES = (
    "our own time per model call, p50", "a whole model call, p50", "draft of ten components with a model",
    "calls of that draft", "tokens of that draft", "largest request of that draft",
)  # fmt: skip
BARS = (15.0, None, 10.0, 5.0, 25_000.0, 12_000.0)
UNITS = ("ms", "ms", "s", "", "", "tokens")


def endpoint() -> tuple[Figure, ...]:
    """Small calls one after the other, then the draft of a system of ten components."""
    try:
        settings = asking_settings()
    except SettingsError as problem:
        return _skipped(str(problem))
    from agent.assembly import endpoint_of

    own, whole = _calls(settings)
    with tempfile.TemporaryDirectory(prefix="threatparley-bench-") as folder:
        draft = _draft(settings, Path(folder))
    most = settings.calls_per_turn or "any number"
    place = f"{settings.model} at {endpoint_of(settings).client().host}"
    notes = (
        f"processor time of this process, {CALLS} calls: masking, counting, sending, reading, checking",
        f"{place}, the endpoint's own time included",
        f"{draft.parts} components; the bar is for calls of 2 s, here {draft.call_seconds:.2f} s each at p50",
        draft.spent.by_rules_line() if draft.spent.by_rules else f"one turn may make {most}",
        f"sent and answered, by our own estimate on the high side; the endpoint counts {draft.spent.tokens:,}",
        "by our own estimate, on the high side",
    )
    values = (
        round(own * 1000, 1), round(whole * 1000, 1), round(draft.seconds, 2), draft.spent.requests,
        draft.tokens, draft.largest,
    )  # fmt: skip
    return tuple(
        Figure(name=name, value=value, unit=unit, most=bar, note=note)
        for name, value, unit, bar, note in zip(NAMES, values, UNITS, BARS, notes, strict=True)
    )


def _skipped(why: str) -> tuple[Figure, ...]:
    return tuple(Figure(name=name, value=None, note=why if name == NAMES[0] else "") for name in NAMES)


@dataclass
class Listening:
    """A client that measures what passes through it."""

    client: "ChatClient"
    largest: int = 0
    tokens: int = 0
    seconds: list[float] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def host(self) -> str:
        """Where texts go."""
        return self.client.host

    @property
    def model(self) -> str:
        """The name of the model."""
        return self.client.model

    def complete(self, call: "Call", patience: "Patience") -> "Answer":
        """The answer; its size and its time are kept."""
        from agent.llm.costs.budget import tokens_in

        size = sum(tokens_in(message.text) for message in call.messages)
        started, answered = perf_counter(), 0
        try:
            answer = self.client.complete(call, patience)
            answered = tokens_in(answer.text)
            return answer
        finally:
            with self._lock:
                self.largest, self.tokens = max(self.largest, size), self.tokens + size + answered
                self.seconds.append(perf_counter() - started)


@dataclass(frozen=True)
class Drafted:
    """What the draft of ten components came to."""

    seconds: float
    parts: int
    largest: int
    tokens: int
    call_seconds: float
    spent: "Spent"


def _calls(settings: "Settings") -> tuple[float, float]:
    """The middle of our own seconds and of the whole seconds of a call; each asks something new."""
    from agent.analyst.llm.prompt_context import Glossary
    from agent.assembly import endpoint_of
    from agent.llm.answers.schemas import ASK
    from agent.llm.cache import Memory
    from agent.llm.gateway import ModelGateway
    from agent.prompts import Data
    from knowledge import load_catalog

    facts = Glossary(load_catalog()).facts
    gateway = ModelGateway(endpoint_of(settings).client(), Memory())
    own, whole = [], []
    for number in range(CALLS):
        slots: dict[str, str | Data] = {
            "facts": facts, "known": Data(""), "system": Data(f"system: Parcel Pal\n{TEN_PARTS * 8}"),
            "questions": f"1. Does part number {number} keep what people write?\n   answers: Yes; No",
        }  # fmt: skip
        began, started = process_time(), perf_counter()
        gateway.ask(ASK, slots)
        own.append(process_time() - began)
        whole.append(perf_counter() - started)
    return median(own), median(whole)


def _draft(settings: "Settings", folder: Path) -> Drafted:
    """A first draft with an empty memory, through the Facilitator."""
    from agent.analyst.factory import open_analyst
    from agent.analyst.rules.analyst import RulesAnalyst
    from agent.assembly import compose, endpoint_of, terms_of
    from evals.llm.llm_usage import Book
    from knowledge import load_catalog
    from knowledge.search.retriever import open_retriever

    own = settings.model_copy(update={"data_dir": folder, "database_url": "", "chroma_url": None})
    catalog, book, client = load_catalog(), Book(), Listening(endpoint_of(settings).client())
    rules = RulesAnalyst(catalog)
    analyst = open_analyst(catalog, rules, client, terms_of(settings), None)
    analyst.after_turn = book.add
    search = open_retriever(catalog, None, store="memory")
    facilitator = compose(own, catalog, analyst, rules, lambda: search, checkpointed=False)
    facilitator.warm_up()
    session = facilitator.start()
    started = perf_counter()
    session = facilitator.hear(session.id, Said(text=TEN_PARTS, key="turn-0001"))
    seconds = perf_counter() - started
    facilitator.close()
    if session.turns[-1].status is not TurnStatus.DONE:
        raise TurnFailed(session.turns[-1].problem)
    call_seconds = median(client.seconds) if client.seconds else 0.0
    return Drafted(seconds, len(session.model.components), client.largest, client.tokens, call_seconds, book.so_far())
