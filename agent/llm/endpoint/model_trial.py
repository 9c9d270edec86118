"""Try a model with work of the real size: how fast it is, what it can do, and which settings suit it."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import ceil
from time import perf_counter

from agent.llm.answers.schemas import SHAPES, Shape
from agent.llm.answers.structured_output import Ladder
from agent.llm.cache import Memory
from agent.llm.calls import Call, ChatClient, Message, Patience
from agent.llm.costs.budget import Estimate, estimate_of_draft, tokens_in
from agent.llm.costs.max_tokens import AnswerRoom
from agent.llm.endpoint.diagnosis import Finding
from agent.llm.errors import LOST, Kind, ModelError
from agent.llm.gateway import RULES_SECONDS, Terms
from agent.prompts import Prompt

TASKS = ("read", "draft", "mitigate", "reply")
SIZE, LARGER, ANSWER = 4_000, 9_000, 1_200
"""Tokens of a request like that of a draft, of one that a small context does not hold, and of the answer to it."""
PARTS = 10
"""How many parts the system has for which a draft is reckoned."""
SMALL_CONTEXT = 8_000
SECONDS = 300.0
"""How long one try may take; a slow model is to be told how slow it is."""
_SPARE = 1.5
_LEAST_TURN = 60
_SYSTEM = """system: A help desk where a language model answers what customers write.
parts: P-1 the language model; P-2 the ticket store; P-3 the mail gateway.
flows: customers -> P-1: tickets (untrusted); P-1 -> P-3: answers.
facts: keeps_tickets = yes.
threats: T-1 orders hidden in tickets, 5 of 10; T-2 personal data in answers, 3 of 10.
measures: M-1 look through answers before they are sent.
the owner says: Customers write tickets, the model reads them and may send mail. Why does T-1 come first?"""
_WORD = "larkspur"
_SENTENCES = (
    "Part {n} takes in messages of the {m}th kind and keeps each for {n} days.",
    "A clerk looks at what part {n} wrote before it goes on to part {m}.",
    "When part {n} fails, the request waits in the queue of part {m} and is tried again.",
)


@dataclass(frozen=True)
class Pace:
    """How a request of the size of a draft went."""

    sent: int
    answered: int
    thoughts: int
    per_second_in: float
    per_second_out: float
    whole: bool
    """Whether the model saw the request from its start."""
    lost: bool = False
    """Whether the answer came to nothing, as thoughts or length used up its room."""

    def seconds(self, estimate: Estimate) -> float:
        """What an estimated draft would take; each of its calls needs what the one before it said."""
        answered = estimate.tokens // 4
        return (estimate.tokens - answered) / self.per_second_in + answered / self.per_second_out


def tried(client: ChatClient, terms: Terms, effort: str, here: bool) -> tuple[Finding, ...]:
    """What each task, the speed and the size came to, and the settings to use; ``here``: it costs nobody a price."""
    ladder = Ladder(client, Memory(), room=AnswerRoom(Memory(), "trial", terms.most_output_tokens))
    able = {task: _does(ladder, task) for task in TASKS}
    findings = [_of_task(task, found, terms) for task, found in able.items()]
    try:
        pace = paced(client, ladder)
        small = not pace.whole or (here and not _holds(client, ladder, LARGER))
    except ModelError as problem:
        return (*findings, ("speed", False, str(problem)))
    findings.append(_of_pace(pace))
    if not pace.whole:
        findings.append(("size of requests", False, _CUT))
    left = terms.by_rules | {task for task, found in able.items() if found}
    return (*findings, *advice(pace, terms, effort, left, small))


_CUT = (
    f"the server cut away the start of a request of {SIZE:,} tokens without a word; raise the context in that server "
    "(in Ollama: num_ctx)"
)


def advice(pace: Pace, terms: Terms, effort: str, left: Iterable[str], small: bool) -> tuple[Finding, ...]:
    """What a draft will take, and the settings to use."""
    estimate = estimate_of_draft(PARTS, terms.limits, terms.prices)
    seconds = pace.seconds(estimate)
    turn = max(_LEAST_TURN, ceil((seconds * _SPARE + RULES_SECONDS) / 10) * 10)
    thinks = pace.lost or pace.thoughts * 2 > pace.answered
    lower = {"high": "medium", "medium": "low", "low": "none", "none": "none"}.get(effort, "low")
    slow = terms.context_tokens / pace.per_second_in > turn / 2
    use: dict[str, object] = {
        "TURN_DEADLINE_SECONDS": min(turn, 3600),
        "CALLS_AT_ONCE": terms.calls_at_once,
        "CONTEXT_TOKENS": min(SMALL_CONTEXT, terms.context_tokens) if small or slow else terms.context_tokens,
    }
    if thinks or effort:
        use["REASONING_EFFORT"] = lower if thinks else effort
    if pace.lost:
        use["MOST_OUTPUT_TOKENS"] = 2 * terms.most_output_tokens
    use["TASKS_BY_RULES"] = ",".join(task for task in TASKS if task in set(left))
    told = " ".join(f"THREATPARLEY_{name}={value}" for name, value in use.items() if value != "")
    takes = f"about {seconds:.0f} s, {estimate.calls} calls and {estimate.tokens:,} tokens for {PARTS} parts"
    return ("a draft takes", True, takes), ("settings to use", True, told)


def paced(client: ChatClient, ladder: Ladder) -> Pace:
    """Send a request of the size of a draft, followed while it comes where it is streamed."""
    started, first = perf_counter(), list[float]()
    ask = f"Put into the field text the word named in line 1, and then lines 2 to 12 in other words. {_FORM}"
    call = _long(ladder, SIZE, ask)
    lost = False
    try:
        answer = client.complete(call, Patience(SECONDS, ear=lambda: lambda piece: first.append(perf_counter())))
        usage, text = answer.usage, answer.text
    except ModelError as problem:
        if problem.kind not in LOST:
            raise
        usage, text, lost = problem.usage, _WORD, True
    took = perf_counter() - started
    sent = usage.prompt or sum(tokens_in(message.text) for message in call.messages)
    answered = usage.output or tokens_in(text)
    reading = first[0] - started if first else _alone(client, ladder)
    reading = min(max(reading, 1e-3), took)
    out = answered / max(took - reading, 1e-3)
    return Pace(sent, answered, usage.thoughts, sent / reading, out, _WORD in text.lower(), lost)


_FORM = 'Answer with one JSON object and nothing else: {"text": ""}'


def _alone(client: ChatClient, ladder: Ladder) -> float:
    """The seconds until the shortest answer to a request of that size, where nothing is streamed."""
    started = perf_counter()
    _holds(client, ladder, SIZE)
    return perf_counter() - started


def _holds(client: ChatClient, ladder: Ladder, tokens: int) -> bool:
    """Whether a model sees a request of that size from its start."""
    call = _long(ladder, tokens, f"Put into the field text the word that is named in line 1. {_FORM}")
    try:
        return _WORD in client.complete(call, Patience(SECONDS)).text.lower()
    except ModelError as problem:
        if problem.kind in LOST:
            return True
        if problem.kind in (Kind.CONTEXT, Kind.REQUEST, Kind.EMPTY, Kind.TIMEOUT):
            return False
        raise


def _long(ladder: Ladder, tokens: int, ask: str) -> Call:
    """A request of about so many tokens; each begins differently, so that no server has it at hand."""
    lines = [f"Line 1 of {tokens} tokens: the word is {_WORD}. {ask}"]
    length = tokens_in(lines[0])
    while length < tokens:
        n = len(lines) + 1
        lines.append(f"Line {n}: {_SENTENCES[n % len(_SENTENCES)].format(n=n, m=n * 7 % 40 + 3)}")
        length += tokens_in(lines[-1])
    messages = (Message("system", _FORM), Message("user", "\n".join([*lines, ask])))
    schema = {
        "type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"],
        "additionalProperties": False,
    }  # fmt: skip
    return Call("trial", messages, schema, ladder.mode()[0], ANSWER)


def _does(ladder: Ladder, task: str) -> str:
    """Why a model cannot do a task; empty where it can."""
    shape: Shape = SHAPES[task]
    form = json.dumps(shape.schema())
    standing = (
        f"This is a trial of the task {task}. Answer with one JSON object of the form below and nothing else. Put one "
        f"entry into every list, in short words taken from the system you are shown.\n{form}"
    )
    patience: Callable[[], Patience] = lambda: Patience(SECONDS)  # noqa: E731
    try:
        reply = ladder.ask(Prompt(task, "trial", standing, _SYSTEM), shape, patience).reply
    except ModelError as problem:
        return problem.what
    return "" if reply.single is not None or any(reply.found.values()) else "it left everything empty"


def _of_task(task: str, found: str, terms: Terms) -> Finding:
    if not found:
        return f"task {task}", True, "the model does it"
    known = task in terms.by_rules
    return f"task {task}", known, f"{found}; {'it is left' if known else 'leave it'} to the rules"


def _of_pace(pace: Pace) -> Finding:
    aloud = f", {pace.thoughts:,} of them thoughts" if pace.thoughts else ""
    lost = "; the answer came to nothing, as its room was used up" if pace.lost else ""
    said = (
        f"{pace.sent:,} tokens read at {pace.per_second_in:,.0f} a second, {pace.answered:,} answered{aloud} at "
        f"{pace.per_second_out:,.0f} a second{lost}"
    )
    return "speed", not pace.lost, said
