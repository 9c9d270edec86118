"""Judge how a clause says a thing: as so, as not so, as probable, as planned, or not as a statement at all."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from agent.analyst.rules.cues import CueBank, Found, lexicon
from agent.analyst.rules.sentences import Clause, Sentence


class Surety(StrEnum):
    """How firmly something is said."""

    SURE = "sure"
    PROBABLE = "probable"
    PLANNED = "planned"
    UNSAID = "unsaid"


@dataclass(frozen=True)
class Reach:
    """The words that a negation governs."""

    at: int
    end: int


@dataclass(frozen=True)
class Stance:
    """How one found cue is meant."""

    holds: bool
    surety: Surety


class Manner:
    """The negations, hedges and comparisons of one clause, ready to judge what is found in it."""

    def __init__(self, clause: Clause, sentence: Sentence) -> None:
        self._words = clause.texts
        self._asks = sentence.asks

    def stance(self, found: Found[object]) -> Stance:
        """How a found cue is meant: whether it holds, and how firmly."""
        governing = [reach for reach in self._reaches if self._governs(reach, found)]
        against = sum(self._denies(reach, found) for reach in governing) + self._denied_after(found.end - 1)
        if governing and not against:
            return Stance(holds=True, surety=Surety.UNSAID)
        return Stance(holds=against % 2 == 0, surety=self._surety(found.start))

    def absent(self, found: Found[object]) -> bool:
        """Whether a thing that is named is said not to exist, rather than not to be touched."""
        governing = [reach for reach in self._reaches if self._governs(reach, found)]
        if self._denied_after(found.end - 1):
            return True
        return any(self._words[reach.at] in _NO_THING or self._of_having(reach) for reach in governing)

    def _denies(self, reach: Reach, found: Found[object]) -> bool:
        """Whether a negation denies the find itself, and not only a deed that touches it: ``never stores chats``."""
        if self._words[reach.at] in _NO_THING or self._of_having(reach):
            return True
        return any(found.start <= head < found.end for head in self._heads(reach))

    def _heads(self, reach: Reach) -> Iterator[int]:
        """Where the denied deeds stand: behind the negation, and behind each ``or`` and comma of its list."""
        fresh = True
        for place in range(reach.at + 1, reach.end):
            word = self._words[place]
            if word in (",", "or", "nor", "and"):
                fresh = True
            elif fresh and not (word in _AUXILIARIES or word in _BE or word in _ADVERBS or word.endswith("ly")):
                fresh = False
                yield place

    @cached_property
    def _reaches(self) -> tuple[Reach, ...]:
        return tuple(_reaches(self._words))

    @cached_property
    def _hedges(self) -> tuple[tuple[int, int, Surety], ...]:
        return tuple(_hedges(self._words))

    def _governs(self, reach: Reach, found: Found[object]) -> bool:
        if reach.at in found.named or reach.at >= found.end:
            return False
        later = [place for place in found.named if place > reach.at]
        return bool(later) and later[0] < reach.end

    def _denied_after(self, last: int) -> bool:
        """``fine-tuning is not done``: a denial that follows what it denies."""
        tail = self._words[last + 1 : last + 7]
        for step, word in enumerate(tail[:3]):
            if word in (",", "but", "and", "or", "that", "which", "who"):
                return False
            after = tail[step + 1 : step + 3]
            if word in _NOT_BE and (not after or after[0] in _DONE or after[-1] in _DONE):
                return True
            if word in _BE and after and (after[0] in _OFF or (after[0] in ("not", "never") and after[-1] in _DONE)):
                return True
        return False

    def _of_having(self, reach: Reach) -> bool:
        following = [word for word in self._words[reach.at + 1 : reach.at + 4] if not word.endswith("ly")]
        return bool(following) and following[0].startswith(_HAVING)

    def _surety(self, place: int) -> Surety:
        if self._asks:
            return Surety.UNSAID
        sureties = {surety for start, end, surety in self._hedges if start <= place < end}
        for surety in (Surety.UNSAID, Surety.PLANNED, Surety.PROBABLE):
            if surety in sureties:
                return surety
        return Surety.SURE


@dataclass(frozen=True, eq=False)
class Saying:
    """A clause in its sentence, with the manner in which it speaks."""

    sentence: Sentence
    clause: Clause
    manner: Manner


def sayings_of(sentences: tuple[Sentence, ...]) -> tuple[Saying, ...]:
    """Every clause of the sentences, ready to be judged; ``Login: none`` is heard as ``no login``."""
    found = []
    for sentence in sentences:
        for clause, following in zip(sentence.clauses, (*sentence.clauses[1:], None), strict=True):
            if following is not None and _is_flat_no(following):
                clause = Clause(words=(replace(following.words[0], text="no"), *clause.words), aside=clause.aside)
            found.append(Saying(sentence, clause, Manner(clause, sentence)))
    return tuple(found)


def _is_flat_no(clause: Clause) -> bool:
    return len(clause.words) <= 2 and clause.texts[0] in _FLAT_NO


_NEGATIONS = lexicon(
    "no not never without neither nor nobody none nothing cannot nowhere hardly lack lacks lacking don't doesn't "
    "didn't isn't aren't wasn't weren't won't can't couldn't shouldn't wouldn't hasn't haven't hadn't mustn't "
    "needn't dont doesnt isnt cant wont"
)
_NO_THING = lexicon("no without neither nor lack lacks lacking none")
_FLAT_NO = lexicon("no none never not nothing nobody n/a")
_BUT_ONLY = lexicon(
    "only just merely necessarily all every everything everyone always exactly sure limited"
)
_NO_BUT = lexicon("more less fewer later sooner matter doubt problem longer-term")
_HAVING = ("have", "has", "had", "use", "using", "need", "want", "includ", "involv", "rely", "relies", "employ",
           "contain", "own", "exist", "run", "offer", "support", "connect", "work", "keep")  # fmt: skip
_ADVERBS = lexicon("yet still even ever any to currently also just being been")
_STOPS = lexicon(
    "but because although though while whereas unless except however instead so then yet if when"
)
_LINKS_OF_NO = lexicon("on of for over about how that whether when before after")
_LINKING = lexicon("access use usage kind form sort type way need support trace sign plan plans")
_NEW_SUBJECT = lexicon(
    "it they we he she you i the a an this that these those everyone everybody anyone anybody each every all "
    "users people customers staff can may will must has have is are does do only"
)
_AUXILIARIES = lexicon("is are was were can may will must should has have do does cannot could would might")
_BE = lexicon("is are was were be been gets get")
_NOT_BE = lexicon("isn't aren't wasn't weren't")
_DONE = lexicon(
    "used done needed involved planned present available enabled allowed part performed applied supported offered "
    "possible kept stored shown there used permitted active required included provided set retained recorded "
    "saved logged written public reachable"
)
_OFF = lexicon(
    "disabled off forbidden prohibited impossible absent missing deactivated excluded blocked"
)

_PEOPLE = lexicon(
    "users user people person customers customer anyone anybody everyone everybody who they one members member "
    "guests guest staff employees employee visitors visitor others you developers developer clients "
    "administrators admins administrator admin patients clinicians engineers analysts participants participant "
    "tenants then parents teachers students agents reviewers operators editors authors colleagues teams team "
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
            "(previously|formerly|in the past|used to (be|have|run|use)|an earlier version)",
            "(our|the|some) competitors",
        )
    ]
)


def _reaches(words: tuple[str, ...]) -> Iterator[Reach]:
    for at, word in enumerate(words):
        following = words[at + 1] if at + 1 < len(words) else ""
        if word in _NEGATIONS and not (
            following in _BUT_ONLY or (word == "no" and following in _NO_BUT) or _is_no_answer(words, at)
        ):
            yield Reach(at=at, end=_end_of(words, at))
        elif word == "non":
            yield Reach(at=at, end=at + 2)
        elif (word, following) in (("rather", "than"), ("instead", "of")):
            yield Reach(at=at + 1, end=_end_of(words, at + 1))


def _is_no_answer(words: tuple[str, ...], at: int) -> bool:
    """``No, the model is ours``: the word answers somebody and governs nothing."""
    return at == 0 and words[at] == "no" and words[1:2] == (",",)


def _end_of(words: tuple[str, ...], at: int) -> int:
    """Where a negation ends: at a new clause, a comma that starts no list, or the link behind what is denied."""
    for place in range(at + 1, len(words)):
        word = words[place]
        if word in _STOPS and place > at + 1:
            return place
        if word == "," and not _lists_on(words, place):
            return place
        if word == "and" and _new_clause(words, place):
            return place
        if words[at] in _NO_THING and word in _LINKS_OF_NO and at + 1 < place and words[place - 1] not in _LINKING:
            return place
    return len(words)


def _lists_on(words: tuple[str, ...], comma: int) -> bool:
    """Whether the comma goes on with a list that ends in ``or``."""
    for place in range(comma + 1, min(comma + 14, len(words))):
        if words[place] in ("or", "nor"):
            return True
        if words[place] in _STOPS or words[place] in ("and", "it", "they", "we", "which", "who", "that"):
            return False
    return False


def _new_clause(words: tuple[str, ...], place: int) -> bool:
    following = words[place + 1 : place + 4]
    if not following or following[0] in _NEW_SUBJECT:
        return True
    finite = following[0].endswith("s") and not following[0].endswith("ss") and len(following[0]) > 3
    return finite or any(word in _AUXILIARIES for word in following)


def _hedges(words: tuple[str, ...]) -> Iterator[tuple[int, int, Surety]]:
    """The spans of words that are said with a hedge, and which."""
    for bank in (_PLANS, _DOUBTS):
        for found in bank.find(words):
            yield (*_clause_around(words, found.start), found.sign)
    for found in _ELSEWHERE.find(words):
        yield found.start, _clause_around(words, found.start)[1], found.sign
    for at, word in enumerate(words):
        if word == "may" and _is_doubtful_may(words, at):
            yield at, _clause_around(words, at)[1], Surety.PROBABLE


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


def _clause_around(words: tuple[str, ...], place: int) -> tuple[int, int]:
    """From the last break before a word to the first after it."""
    start, end = 0, len(words)
    for at in range(place - 1, -1, -1):
        if words[at] in _STOPS or (words[at] in (",", "and") and _new_clause(words, at)):
            start = at + 1
            break
    for at in range(place + 1, len(words)):
        if words[at] in _STOPS or (words[at] in (",", "and") and _new_clause(words, at)):
            end = at
            break
    return start, end
