"""Find hedges: what is probable, what is only planned, and what is said of something else."""

from collections.abc import Iterator
from enum import StrEnum

from agent.reading.text.cues import CueBank, lexicon
from agent.reading.text.negation import clause_around


class Surety(StrEnum):
    """How firmly something is said."""

    SURE = "sure"
    PROBABLE = "probable"
    PLANNED = "planned"
    UNSAID = "unsaid"


def hedges_of(words: tuple[str, ...]) -> Iterator[tuple[int, int, Surety]]:
    """The spans of words that are said with a hedge, and which."""
    for bank in (_PLANS, _DOUBTS):
        for found in bank.find(words):
            yield (*clause_around(words, found.start), found.sign)
    for found in _ELSEWHERE.find(words):
        yield found.start, clause_around(words, found.start)[1], found.sign
    for past in _PAST.find(words):
        start, end = clause_around(words, past.start)
        yield start, len(words) if past.start == 0 else end, Surety.UNSAID
    for at, word in enumerate(words):
        if word == "may" and _is_doubtful_may(words, at):
            yield at, clause_around(words, at)[1], Surety.PROBABLE


_PEOPLE = lexicon(
    "users user people person customers customer anyone anybody everyone everybody who they one members member "
    "guests guest staff employees employee visitors visitor others you developers developer clients "
    "administrators admins administrator admin patients clinicians engineers analysts participants participant "
    "tenants parents teachers students agents reviewers operators editors authors colleagues teams team "
    "partners attackers outsiders"
)
_CERTAIN_MAY = (("at", "any", "time"), ("freely",), ("then",), ("only",), ("not",))
_PLANS = CueBank[Surety](
    [
        (cue, Surety.PLANNED)
        for cue in (
            "(plan|planning|intend|intending|hope|hoping|want|wish|going) to (add|introduce|build|use|offer|move|switch"
            "|extend|let|give|connect|train|fine-tune|support|enable|integrate|launch|allow|bring|open|store|keep)",
            "would like to",
            "(is|are) planned",
            "planned (for|feature|features)",
            "(considering|thinking about|thinking of|toying with)",
            "in (the|) (near|) future",
            "future (version|versions|release|releases)",
            "(next|coming) (year|month|quarter|version|release|phase)",
            "(on|in) (the|our) roadmap",
            "some day",
            "(someday|eventually)",
            "(may|might|could|will|should) (later|eventually|also later|one day|soon)",
            "(we|i) (may|might|could) (add|later|introduce|extend|also add|move|switch|start|build|use|offer|allow|let"
            "|give|connect|one day|soon|at some point|in future|integrate|train|fine-tune)",
            "at some point",
            "down the (road|line)",
            "(is|are) (being|to be) (considered|decided|discussed)",
            "(is|are) undecided",
            "not (yet|) decided",
        )
    ]
)
_DOUBTS = CueBank[Surety](
    [
        (cue, Surety.PROBABLE)
        for cue in (
            "(might|perhaps|maybe|probably|possibly|presumably|apparently|likely)",
            "(i|we) (think|believe|guess|suppose|assume|suspect|expect)",
            "(not sure|unsure|not certain|uncertain|unclear) (if|whether|about|how|who|what)",
            "as far as (i|we) (know|can tell)",
            "(seems|appears) to",
            "it (seems|appears)",
            "(should|ought to) (already|probably|normally)",
        )
    ]
)
_ELSEWHERE = CueBank[Surety](
    [
        (cue, Surety.UNSAID)
        for cue in (
            "(similar|comparable|akin) to",
            "(unlike|contrary to|in contrast to|as opposed to|compared (with|to)|inspired by|modelled (on|after))",
            "(works|looks|behaves|feels|acts|is|are|just|much|something|somewhat|sounds) like",
            "(our|the|some) competitors",
        )
    ]
)
_PAST = CueBank[bool]((("(previously|formerly|in the past|used to (be|have|run|use)|an earlier version)", True),))


def _is_doubtful_may(words: tuple[str, ...], at: int) -> bool:
    """``may`` said of people is a permission; said of things it is a possibility that wants confirming."""
    before, after = words[max(0, at - 5) : at], words[at + 1 : at + 6]
    if "," in before:
        before = before[len(before) - before[::-1].index(",") :]
    allowed = any(word in _PEOPLE for word in before)
    certain = any(after[: len(phrase)] == phrase or phrase == after[-len(phrase) :] for phrase in _CERTAIN_MAY)
    return not (allowed or certain or ("at", "any", "time") in _triples(words))


def _triples(words: tuple[str, ...]) -> set[tuple[str, ...]]:
    return {words[place : place + 3] for place in range(len(words) - 2)}
