"""Find what a negation governs in a clause, and whether it denies a thing or only a deed that touches it."""

from collections.abc import Iterator
from dataclasses import dataclass

from agent.reading.text.cues import lexicon


@dataclass(frozen=True)
class Reach:
    """The words that a negation governs."""

    at: int
    end: int


def is_negation(word: str) -> bool:
    """Whether a word denies."""
    return word in _NEGATIONS


def reaches_of(words: tuple[str, ...]) -> Iterator[Reach]:
    """Every negation in a row of words, with how far it goes; ``nor`` goes on with one before it."""
    reached = 0
    for at, word in enumerate(words):
        if word == "nor" and at < reached:
            continue
        following = words[at + 1] if at + 1 < len(words) else ""
        if word in _NEGATIONS and not (
            following in _BUT_ONLY or (word == "no" and following in _NO_BUT) or _is_no_answer(words, at)
        ):
            reached = _end_of(words, at)
            yield Reach(at=at, end=reached)
        elif word == "non":
            yield Reach(at=at, end=at + 2)
        elif (word, following) in (("rather", "than"), ("instead", "of")):
            yield Reach(at=at + 1, end=_end_of(words, at + 1))


def denies_things(words: tuple[str, ...], reach: Reach) -> bool:
    """Whether all that is governed is said not to exist: ``no tools``, ``does not use tools``."""
    nearby = words[reach.at + 1 : reach.at + 5]
    following = [word for word in nearby if word not in _ADVERBS and not word.endswith("ly")]
    return words[reach.at] in _NO_THING or (bool(following) and following[0].startswith(_HAVING))


def denied_deeds(words: tuple[str, ...], reach: Reach) -> Iterator[int]:
    """Where the denied deeds stand: behind the negation, and behind each ``or`` and comma of its list."""
    fresh = True
    for place in range(_behind_aside(words, reach.at), reach.end):
        word = words[place]
        if word in (",", "or", "nor", "and"):
            fresh = True
        elif fresh and not (word in _AUXILIARIES or word in _BE or word in _ADVERBS or word.endswith("ly")):
            fresh = False
            yield place


def denied_after(words: tuple[str, ...], last: int) -> bool:
    """Whether a denial follows what it denies: ``fine-tuning is not done``."""
    tail = words[last + 1 : last + 7]
    for step, word in enumerate(tail[:3]):
        if word in (",", "but", "and", "or", "that", "which", "who"):
            return False
        after = tail[step + 1 : step + 3]
        if word in _NOT_BE and (not after or after[0] in _DONE or after[-1] in _DONE):
            return True
        if word in _BE and after and (after[0] in _OFF or (after[0] in ("not", "never") and after[-1] in _DONE)):
            return True
    return False


def clause_around(words: tuple[str, ...], place: int) -> tuple[int, int]:
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


_NEGATIONS = lexicon(
    "no not never without neither nor nobody none nothing cannot nowhere hardly lack lacks lacking don't doesn't "
    "didn't isn't aren't wasn't weren't won't can't couldn't shouldn't wouldn't hasn't haven't hadn't mustn't "
    "needn't dont doesnt isnt cant wont"
)
_NO_THING = lexicon("no without neither nor lack lacks lacking none")
_BUT_ONLY = lexicon("only just merely necessarily all every everything everyone always exactly sure limited")
_NO_BUT = lexicon("more less fewer later sooner matter doubt problem longer-term")
_HAVING = (
    "have", "has", "had", "got", "get", "use", "using", "need", "want", "includ", "involv", "rely", "relies",
    "employ", "contain", "own", "exist", "run", "offer", "support", "connect", "work", "keep",
)  # fmt: skip
_ADVERBS = lexicon("yet still even ever any to currently also just being been")
_STOPS = lexicon("but because although though while whereas unless except however instead so then yet if when")
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
    "possible there permitted active required included provided foreseen intended in"
)
_OFF = lexicon("disabled off forbidden prohibited impossible absent missing deactivated excluded blocked")


def _is_no_answer(words: tuple[str, ...], at: int) -> bool:
    """``No, the model is ours``: the word answers somebody and governs nothing."""
    return at == 0 and words[at] == "no" and words[1:2] == (",",)


def _end_of(words: tuple[str, ...], at: int) -> int:
    """Where a negation ends: at a new clause, a comma that starts no list, or the link behind what is denied."""
    for place in range(_behind_aside(words, at), len(words)):
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


def _behind_aside(words: tuple[str, ...], at: int) -> int:
    """Where a negation goes on: behind ``cannot, under any circumstances,`` or at the next word."""
    if words[at + 1 : at + 2] != (",",):
        return at + 1
    return next((place + 1 for place in range(at + 2, min(at + 9, len(words))) if words[place] == ","), at + 1)


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
