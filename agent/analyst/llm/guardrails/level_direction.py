"""Which way the owner wants a level to go, by their own words, so that "make it worse" never lowers one."""

import re

_UP = re.compile(
    r"\b(?:too low|under-?rated|under-?estimated|played down|worse|worst|rais(?:e[ds]?|ing)|higher|highest|"
    r"increas(?:e[ds]?|ing)|upgrad(?:e[ds]?|ing)|bump(?:ed)? up|put up|(?:move|go|turn)[ds]? up|graver|"
    r"(?:weighs?|counts?|matters?) (?:much |far |a lot )?more|"
    r"more (?:weight|severe|serious|grave|likely|probable|important|dangerous|critical|risky|harmful|urgent))\b",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"\b(?:too high|over-?rated|over-?estimated|exaggerated|lower(?:ed|ing)?|lowest|reduc(?:e[ds]?|ing)|"
    r"decreas(?:e[ds]?|ing)|downgrad(?:e[ds]?|ing)|bump(?:ed)? down|put down|(?:move|go|turn)[ds]? down|milder|"
    r"(?:weighs?|counts?|matters?) (?:much |far |a lot )?less|"
    r"less (?:weight|bad|severe|serious|grave|likely|probable|important|dangerous|critical|risky|harmful|urgent))\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"(?:\b(?:not|no|never|nothing|without|rather than|instead of)|n['’]t)(?: \w+){0,2} ?$",  # noqa: RUF001
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?\n])\s+")


def contradicts(message: str, threat: str, now: int, wanted: int) -> bool:
    """Whether a change of a level goes against the only way that the owner's words about the threat point."""
    parts = _SENTENCE.split(message)
    named = [part for part in parts if re.search(rf"\b{re.escape(threat)}\b", part, re.IGNORECASE)]
    words = " ".join(named or parts)
    up, down = _says(_UP, words), _says(_DOWN, words)
    return up is not down and (wanted < now if up else wanted > now)


def _says(pattern: re.Pattern[str], words: str) -> bool:
    """Whether words hold a sign of one way that is not denied."""
    before = (words[max(0, found.start() - 40) : found.start()] for found in pattern.finditer(words))
    return any(not _DENIED.search(one) for one in before)
