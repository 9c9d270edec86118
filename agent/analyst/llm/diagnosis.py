"""Try an endpoint out: whether it answers, and by which ways of asking it gives JSON."""

from time import perf_counter

from agent.analyst.llm.calls import Call, ChatClient, Message, Patience, Rung
from agent.analyst.llm.envelope import Unreadable
from agent.analyst.llm.problems import Kind, ModelError
from agent.analyst.llm.salvage import object_in

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
_SECONDS = 20.0


def diagnose(client: ChatClient) -> tuple[Finding, ...]:
    """What the endpoint can do, a line each; the first line says whether it can be used at all."""
    ways = []
    for rung in Rung:
        way, problem = _tried(client, rung)
        if problem is not None and problem.kind not in (Kind.FORM, Kind.REQUEST, Kind.MALFORMED, Kind.SERVER):
            return (("endpoint", False, str(problem)),)
        ways.append(way)
    able = [what for what, well, _ in ways if well]
    if not able:
        return (("endpoint", False, f"{client.host} answers, but no way of asking gave JSON; try another model"), *ways)
    said = f"{client.model} at {client.host} answers; the best way it knows is {able[0].removeprefix('asking by ')}"
    return (("endpoint", True, said), *((what, True, found) for what, _, found in ways))


def _tried(client: ChatClient, rung: Rung) -> tuple[Finding, ModelError | None]:
    """One way of asking."""
    started, what = perf_counter(), f"asking by {rung.value}"
    try:
        answer = client.complete(Call("ready", _MESSAGES, _SCHEMA, rung, 200), Patience(_SECONDS))
        sound = isinstance(object_in(answer.text), dict)
    except ModelError as problem:
        return (what, False, f"not possible: {problem.what}"), problem
    except Unreadable as problem:
        return (what, False, f"not followed: {problem}"), None
    return (what, sound, f"works, {perf_counter() - started:.1f} s"), None
