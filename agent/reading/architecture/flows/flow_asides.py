"""What stands beside the flows of a statement: what says what a part is, what comes in, who sees the outcome."""

from collections.abc import Callable

from agent.reading.architecture.flows.flow_ends import End
from agent.reading.architecture.flows.flow_words import Deed, flow_words, is_input, is_outcome, last_deed, way_of
from knowledge.vocabulary import ComponentKind as Kind

_MOST_APART = 9
"""Words between two commas that only say what the part before them is."""


def apart(ends: list[End], kind_of: Callable[[str], Kind | None]) -> tuple[list[End], list[End]]:
    """The ends without what only says what the first one is, and the model in that: ``the agent, GPT-4o, calls``."""
    first, words = ends[0], ends[0].saying.clause.texts
    close = next((at for at in range(first.end + 1, len(words)) if words[at] == ","), None)
    if close is None or words[first.end] != "," or close - first.end > _MOST_APART or kind_of(first.id) is None:
        return ends, []
    within = [end for end in ends[1:] if end.start < close]
    does = last_deed(words[close + 1 : close + 2]) is not None
    if not within or not does or last_deed(words[first.end : close]) is not None:
        return ends, []
    models = [end for end in within if kind_of(end.id) is Kind.LANGUAGE_MODEL and end.id != first.id]
    return [end for end in ends if end not in within], models[:1]


def comes_in(opening: tuple[str, ...], deed: Deed) -> bool:
    """Whether what a model is given is said to come from somewhere: ``its data come from``."""
    return is_input(opening[: deed.place]) and way_of(opening[deed.place + 1 :]) in flow_words().back


def is_shown_outcome(words: tuple[str, ...]) -> bool:
    """Whether the words behind people say that they are shown what comes out: ``see an alarm``."""
    return bool(set(words[:2]) & flow_words().seeing) and is_outcome(words[1:5])
