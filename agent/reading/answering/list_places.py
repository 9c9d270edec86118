"""Words that answer the lines of a list by their places: ``yes to 1, 3 and 4, no to 2``, ``all but the third``."""

import re
from enum import StrEnum

from agent.domain.sessions.checklists import State
from agent.reading.text.words import lexicon

MOST_WORDS = 60
"""A longer text is no answer to a list."""


class Share(StrEnum):
    """What stands for many lines, and what leaves some of them out."""

    ALL = "all"
    NONE = "none"
    BUT = "but"


Places = tuple[int, ...]
Token = State | Share | Places


def places_answered(text: str, count: int) -> dict[int, State] | None:
    """The places that an answer names with what it says of each; none where any word is no part of such an answer."""
    tokens = _tokens(text, count)
    if not tokens:
        return None
    if tokens in ([State.YES], [State.UNKNOWN]):
        tokens = [Share.ALL, *tokens]
    if len(tokens) > 2 and isinstance(tokens[-1], State) and tokens[-2] is Share.ALL and _opens_plainly(tokens[:-2]):
        tokens[-2:] = [tokens[-1], Share.ALL]  # ``…, the rest no`` is ``…, no to the rest``
    found = _behind(tokens) if isinstance(tokens[-1], State) else _before(tokens)
    if found is None:
        return None
    states, others = found
    return {place: others for place in range(count) if others is not None} | states


def _opens_plainly(tokens: list[Token]) -> bool:
    """Whether states go with the places after them, or none is named."""
    return isinstance(tokens[0], State) or not any(isinstance(one, State) for one in tokens)


Found = tuple[dict[int, State], State | None]
"""The states of the places that are named, and that of all others."""


def _before(tokens: list[Token]) -> Found | None:
    """Each state goes with the places after it; what comes before any state is so."""
    states: dict[int, State] = {}
    state, others = State.YES, None
    for place, token in enumerate(tokens):
        if isinstance(token, State):
            if token is State.YES and place and not isinstance(tokens[0], State) and tokens[0] is not Share.ALL:
                return None  # ``1 yes, 2 no, 3`` could be either
            state = token
        elif token is Share.ALL:
            others = state
        elif token is Share.NONE:
            others = State.NO
        elif token is Share.BUT:
            state = State.YES if others is State.NO else State.NO if others is State.YES else state
        else:
            states |= dict.fromkeys(token, state)
    return states, others


def _behind(tokens: list[Token]) -> Found | None:
    """Each state goes with the places before it: ``1 yes, 2 and 3 no``."""
    states: dict[int, State] = {}
    waiting: list[Token] = []
    others = None
    for token in tokens:
        if token is Share.BUT or (isinstance(token, State) and not waiting):
            return None
        if not isinstance(token, State):
            waiting.append(token)
            continue
        for one in waiting:
            if one is Share.NONE and token is not State.YES:
                return None
            if isinstance(one, tuple):
                states |= dict.fromkeys(one, token)
            else:
                others = State.NO if one is Share.NONE else token
        waiting = []
    return None if waiting else (states, others)


def _tokens(text: str, count: int) -> list[Token]:
    """An answer as states, places and what stands for many; empty where a word is none of these."""
    plain = text.lower().replace("\u2019", "'")
    if len(plain.split()) > MOST_WORDS or _NOT_ALL.search(plain):
        return []
    for pattern, word in _PHRASES:
        plain = pattern.sub(word, plain)
    found: list[Token] = []
    for match in _WORD.finditer(plain):
        word = match["word"] or ""
        if word in _FILLING:
            continue
        token = _SAYING.get(word) or _places(match, count)
        if token is None:
            return []
        found.append(token)
    return found


def _places(match: "re.Match[str]", count: int) -> Places | None:
    """The places that a number, a range or an ordinal names; none where the list has no such line."""
    word, until = match["word"], match["until"]
    if match["side"]:
        size = int(_NUMBERS.get(match["size"], match["size"]))
        places = range(size) if match["side"] == "first" else range(count - size, count)
    elif word == "last":
        places = range(count - 1, count)
    else:
        named = match["number"] or _NUMBERS.get(word or "")
        if not named:
            return None
        places = range(int(named) - 1, int(until or named))
    return tuple(places) if places and places[0] >= 0 and places[-1] < count else None


_NAMES = "one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()  # noqa: SIM905
_SHORT = "1st 2nd 3rd 4th 5th 6th 7th 8th 9th 10th 11th 12th".split()  # noqa: SIM905
_NUMBERS = {name: str(place) for names in (_NAMES, _ORDINALS, _SHORT) for place, name in enumerate(names, start=1)}
_WORD = re.compile(
    rf"(?P<side>first|last) (?P<size>\d+|{'|'.join(_NAMES)})\b|"
    r"(?P<number>\d+)(?!\d|st|nd|rd|th)(?:\s*(?:-|\u2013|to|through|until)\s*(?P<until>\d+))?|"
    r"(?P<word>\d+(?:st|nd|rd|th)|[^\W\d_]+(?:'[a-z]+)?|\?)"
)
_NOT_ALL = re.compile(r"\b(?:not|n't) (?:all|every|everything|each)\b")
_PHRASES = (
    (re.compile(r"\b(?:(?:i |we )?(?:do not|don't|cannot|can't|dont) (?:know|say|tell)|not (?:sure|known|certain)|"
                r"no (?:idea|clue)|n/?a|dunno)\b"), " unsure "),
    (re.compile(r"\b(?:(?:is|are|do|does)(?:n't| not)(?: (?:so|true|right|correct))?|not (?:so|true|right|correct))"
                r"\b"), " not "),
    (re.compile(r"\b(?:apart from|other than|with the exception of|leaving out)\b"), " except "),
    (re.compile(r"\b(first|second|third|last|th|this|that|which) ones?\b"), r" \1 "),
    (re.compile(r"\bnone of\b"), " none "),
)  # fmt: skip
"""Several words that stand for one, and words that would be taken for numbers."""
_FILLING = lexicon(
    "to and or the of them these those is are for number numbers no. nr line lines point points item items i we say so "
    "only just with please it they that this also as well ones too answer answers here holds hold apply applies "
    "do does have has as list listed"
)
_SAYING: dict[str, Token] = {
    **dict.fromkeys("yes yeah yep yup correct right true ok okay fine agreed sure".split(), State.YES),  # noqa: SIM905
    **dict.fromkeys("no not nope wrong false incorrect untrue never".split(), State.NO),  # noqa: SIM905
    **dict.fromkeys("unsure unknown unclear uncertain ?".split(), State.UNKNOWN),  # noqa: SIM905
    **dict.fromkeys("all every everything each rest others other remaining both".split(), Share.ALL),  # noqa: SIM905
    **dict.fromkeys("none nothing neither".split(), Share.NONE),  # noqa: SIM905
    **dict.fromkeys("but except excepting besides save without".split(), Share.BUT),  # noqa: SIM905
}
