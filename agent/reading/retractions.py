"""Hear whether a statement takes an earlier one back, and whether it leaves nothing but what it names."""

from agent.reading.text.context import Saying
from agent.reading.text.cues import CueBank
from agent.reading.text.words import lexicon

_CORRECTIONS = CueBank(
    (cue, True)
    for cue in (
        "(actually|correction|to correct|i meant|i mean|my mistake|let me correct|scratch that|i misspoke|misspoke)",
        "(i|we) (was|were) (wrong|mistaken|confused)",
        "(i|we) (mixed|put|got|said|wrote|told) .. (up|badly|wrong|wrongly)",
        "(correct|corrected) (myself|ourselves|that|this)",
        "(to be (precise|exact|clear|correct)|in truth|in fact|in reality|that said)",
        "after all",
        "(sorry|oops|wait)",
        "on reflection",
        "(that|this|it) (is|was) (wrong|not right|incorrect|not correct|not true|outdated)",
        "(that's|isn't) (wrong|not right|incorrect|true|correct)",
        "changed my mind",
        "(meanwhile|since then|nowadays|from now on|no longer)",
        "on second thought*",
    )
)


_OPENERS = lexicon("no nope wrong correction incorrect false")
_ONLY = CueBank[bool]((("(only|just|solely|exclusively|not|nobody|none|instead|rather)", True),))


def corrects(saying: Saying) -> bool:
    """Whether a clause takes back something said before: ``No, ...`` or ``actually``."""
    first = saying.clause is saying.sentence.clauses[0]
    opens = first and saying.clause.texts[1:2] == (",",) and saying.clause.texts[0] in _OPENERS
    return opens or bool(_CORRECTIONS.find(saying.clause.texts))


def narrows(saying: Saying) -> bool:
    """Whether a sentence says that nothing else holds: ``only the nurses``."""
    return any(bool(_ONLY.find(clause.texts)) for clause in saying.sentence.clauses)
