"""A name for a system that nobody named: what it is about, and what it is, such as ``Invoice assistant``."""

import re
from collections import Counter
from functools import cache

from pydantic import Field

from agent.reading.text.titles import system_words
from agent.reading.text.words import lexicon, words_of
from knowledge.loading.tables import word_table
from knowledge.search.words import singular
from knowledge.vocabulary import Value

_MOST_LETTERS = 6_000
"""What a system is about stands in the first pages, if it stands anywhere."""
_OPENING = 200
"""Letters among which owners say who they are."""
_MOST_WORDS = 3
_NO_PLURALS = frozenset({"news"})
"""Words that say something else without their last letter."""
_COUNTED = (
    r"(?: (?:a|an|the|two|three|four|five|six|seven|eight|nine|ten|several|some|many|small|big|large|little|young|"
    r"family|local|regional|\d{1,4}|(?:chain|network|group|fleet|string|handful|couple|number|dozens?|lot|line) of))*"
)
_GOES_ON = (
    r"(?:and|or|with|for|in|of|that|which|who|where|at|on|to|from|by|the|a|an|is|are|has|have|sells?|runs?|uses?|makes?|"
    r"wants?|keeps?|lets?|across|under|near|as|so|since)"
)
_DENIED = "no|not|neither|never"
_WHAT = (
    rf"{_COUNTED} (?P<what>(?!(?i:a|an|the|{_DENIED})\b)[\w'-]{{2,20}}(?: (?!(?i:{_GOES_ON})\b)[\w'-]{{2,20}}){{0,3}})"
)
_WE_ARE = re.compile(rf"\b(?i:(?:we(?:'re|\u2019re| are)|our|at (?:a|an|our))){_WHAT}")
"""Who the owners say they are."""


class Domains(Value):
    """The table ``domains.yaml``; the words of each row are parted by commas."""

    subjects: dict[str, str] = Field(description="The first word of a name, and the words that tell it.")
    traders: str = Field(description="Words that end what owners call themselves.")
    trades: str = Field(description="What owners say they do for a living, before what they do it with.")
    does: str = Field(description="What many kinds of owners do, behind the word for themselves.")
    owners: str = Field(description="Words for owners that tell nothing of their trade.")
    faint: str = Field(description="Words that tell a subject only where a second one stands beside them.")
    makings: str = Field(description="Words that only say how a system is made.")
    doers: dict[str, str] = Field(description="What a system is, and the words that tell it.")
    things: str = Field(description="Last words of what owners run where that is the system itself.")
    pictures: str = Field(description="Subjects that only say what a system looks at.")
    sights: str = Field(description="What a system is that looks at something.")
    asked: str = Field(description="Words by which what has no such word is an assistant; else it is a system.")


def name_for(text: str, head: str = "") -> str:
    """What the text is about with what the system is; ``head`` is the owner's own word for that. Empty: not told."""
    flat = _flat(text[:_MOST_LETTERS])
    if trade := _trade_of(text[:_OPENING]):
        return trade if _says_what_it_is(trade) else f"{trade} {_doer_in(flat, head)}"
    counts = Counter({name: len(found.findall(flat)) for name, found in _subjects().items()})
    most = max(counts.values())
    leading = [name for name, count in counts.items() if most and count == most]
    leading = [name for name in leading if most > 1 or _subjects()[name].findall(flat)[0] not in _faint()]
    if not leading:
        return ""
    subject = min(leading, key=lambda name: _first(_subjects()[name], flat))
    doer = _doer_in(flat, head)
    if subject in _listed("pictures") and doer in _listed("sights"):
        doer = "analysis"
    return subject if subject.lower().endswith(doer) else f"{subject} {doer}"


def says_only_how(name: str) -> bool:
    """Whether all the words before the last only say how a system is made: ``LLM-powered agent``, ``the chatbot``."""
    words = re.findall(r"[^\W_]+", name.lower())
    return all(word in _makings() for word in words[:-1])


def _doer_in(flat: str, head: str) -> str:
    """What the system is: the owner's own word, else by what stands in the text."""
    usual = "assistant" if _asked().search(flat) else "system"
    return head.lower() or next((doer for doer, found in _doers().items() if found.search(flat)), usual)


def _trade_of(opening: str) -> str:
    """What the owners are or make where a text begins with that: ``Taxi co-op``, ``Auction house``, ``E-scooter``."""
    made = [_ones(found["what"]) for found in _we_make().finditer(opening)]
    trades = [_until_deed(words) for words in made]
    trades += [_as_trader(found) for found in _WE_ARE.finditer(opening)]
    empty = system_words() | _makings() | _listed("owners")
    fitting = (words[-_MOST_WORDS:] for words in trades if words and not empty.intersection(map(str.lower, words[:-1])))
    named = (words for words in fitting if len(words) > 1 or words[-1].lower() not in empty)
    named = (words for words in named if words[-1].lower() not in _makings())
    told = next((words for words in named if len(words) == 1 or not says_only_how(" ".join(words))), [])
    return f"{told[0][:1].upper()}{' '.join(told)[1:]}" if told else ""


def _says_what_it_is(trade: str) -> bool:
    """Whether what owners run is the system itself, by its last word: ``Meal planner``."""
    words = trade.lower().split()
    return len(words) > 1 and words[-1] in _listed("things")


def _as_trader(found: re.Match[str]) -> list[str]:
    """The words up to one for a kind of business, or up to what the owners then do."""
    words = _ones(found["what"])
    ends = [place for place, word in enumerate(words) if word.lower() in _listed("traders")]
    if ends:
        return words[: ends[0] + 1] if ends[0] else []
    deed = _until_deed(words)
    goes_on = found.string[found.end() :].split(maxsplit=1)[:1]
    does = len(deed) < len(words) or _listed("does").issuperset(goes_on or ("",))
    return deed if does and deed and deed[-1].lower() not in system_words() | _makings() else []


def _until_deed(words: list[str]) -> list[str]:
    places = (place for place, word in enumerate(words) if word.lower() in _deeds())
    return words[: next(places, len(words))]


def _ones(told: str) -> list[str]:
    """The words in the singular; of what belongs to somebody only what belongs."""
    words = [word if word.lower() in _listed("does") else _one(word) for word in re.findall(r"[\w'-]+", told)]
    owned = [place for place, word in enumerate(words) if word.endswith(("'s", "'"))]
    return words[owned[-1] + 1 :] if owned else words


def _one(word: str) -> str:
    return word[:-2] if word.lower().endswith(("shes", "ches", "xes", "sses", "oes")) else singular(word)


def _flat(text: str) -> str:
    """The words of a text in the singular, each between blanks."""
    words = (word for word, _, _ in words_of(text) if word != ",")
    return f" {' '.join(word if word in _NO_PLURALS else singular(word) for word in words)} "


def _first(found: re.Pattern[str], flat: str) -> int:
    match = found.search(flat)
    return match.start() if match else len(flat)


@cache
def _subjects() -> dict[str, re.Pattern[str]]:
    return {name: _any_of(words) for name, words in word_table("domains", Domains).subjects.items()}


@cache
def _doers() -> dict[str, re.Pattern[str]]:
    return {name: _any_of(words) for name, words in word_table("domains", Domains).doers.items()}


@cache
def _listed(row: str) -> frozenset[str]:
    """The words of a row of the table."""
    return frozenset(word.strip() for word in str(getattr(word_table("domains", Domains), row)).split(","))


@cache
def _asked() -> re.Pattern[str]:
    return _any_of(word_table("domains", Domains).asked)


@cache
def _faint() -> frozenset[str]:
    return frozenset(_flat(word).strip() for word in _listed("faint"))


@cache
def _deeds() -> frozenset[str]:
    return _listed("does") | {_one(word) for word in _listed("does")}


@cache
def _we_make() -> re.Pattern[str]:
    """What owners say they do for a living, with what they do it with."""
    trades = "|".join(sorted(map(re.escape, _listed("trades")), key=len, reverse=True))
    return re.compile(rf"\b(?i:(?:we|i) (?:{trades})){_WHAT}")


@cache
def _makings() -> frozenset[str]:
    return lexicon(word_table("domains", Domains).makings.replace(",", " "))


def _any_of(words: str) -> re.Pattern[str]:
    phrases = sorted({_flat(phrase).strip() for phrase in words.split(",")}, key=len, reverse=True)
    return re.compile("|".join(rf"(?<= ){re.escape(phrase)}(?= )" for phrase in phrases))
