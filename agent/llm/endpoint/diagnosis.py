"""Try an endpoint out: whether it answers, by which ways of asking it gives JSON, and whether it streams."""

from time import perf_counter

from agent.llm.answers.json_extraction import object_in
from agent.llm.answers.strict_json import Unreadable
from agent.llm.calls import Call, ChatClient, Message, OutputMode, Patience
from agent.llm.errors import Kind, ModelError

Finding = tuple[str, bool, str]
"""What was looked at, whether it is well, and what was found."""

_SCHEMA = {
    "type": "object",
    "properties": {"text": {"type": "string"}},
    "required": ["text"],
    "additionalProperties": False,
}
_MESSAGES = (
    Message("system", 'Answer with one JSON object and nothing else: {"text": ""}'),
    Message("user", "Put the word ready into the field text."),
)
_SECONDS, _OUTPUT = 60.0, 600
"""How long a try may take, and its tokens, with room for a model that thinks aloud first."""


def diagnose(client: ChatClient) -> tuple[Finding, ...]:
    """What the endpoint can do, a line each; the first line says whether it can be used at all."""
    ways = []
    for mode in OutputMode:
        way, problem = _tried(client, mode)
        if problem is not None and problem.kind not in (Kind.FORM, Kind.REQUEST, Kind.MALFORMED, Kind.SERVER):
            return (("endpoint", False, _told(problem)),)
        ways.append(way)
    able = [mode for mode, (_, well, _) in zip(OutputMode, ways, strict=True) if well]
    if not able:
        return (("endpoint", False, f"{client.host} answers, but no way of asking gave JSON; try another model"), *ways)
    said = f"{client.model} at {client.host} answers; the best way it knows is {able[0].value}"
    return (("endpoint", True, said), *((what, True, found) for what, _, found in ways), _streamed(client, able[0]))


def _told(problem: ModelError) -> str:
    """What is wrong; a time-out here is no matter of the settings."""
    if problem.kind is not Kind.TIMEOUT:
        return str(problem)
    return f"{problem.host} took longer than {_SECONDS:.0f} s to say one word; look at its log and at what else it does"


def _tried(client: ChatClient, mode: OutputMode) -> tuple[Finding, ModelError | None]:
    """One way of asking."""
    started, what = perf_counter(), f"asking by {mode.value}"
    try:
        answer = client.complete(Call("ready", _MESSAGES, _SCHEMA, mode, _OUTPUT), Patience(_SECONDS))
        sound = isinstance(object_in(answer.text), dict)
    except ModelError as problem:
        return (what, False, f"not possible: {problem.what}"), problem
    except Unreadable as problem:
        return (what, False, f"not followed: {problem}"), None
    return (what, sound, f"works, {perf_counter() - started:.1f} s"), None


def _streamed(client: ChatClient, mode: OutputMode) -> Finding:
    """Whether an answer can be followed while it comes; one that comes whole is as good, only later to see."""
    started, heard = perf_counter(), list[float]()

    def ear(piece: str) -> None:
        heard.append(perf_counter() - started)

    try:
        client.complete(Call("ready", _MESSAGES, _SCHEMA, mode, _OUTPUT), Patience(_SECONDS, ear=lambda: ear))
    except ModelError as problem:
        return "streaming", True, f"not possible: {problem.what}; answers are asked for whole where it does not hold"
    if not heard:
        return "streaming", True, "not offered; answers come whole, and their words are shown once a turn is done"
    return "streaming", True, f"works, the first words after {heard[0]:.1f} s"
