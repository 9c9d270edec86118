"""Find the owner's own name for a part: the words around the find that belong to it, without the rest."""

import re

from agent.reading.text.sentences import Clause
from agent.reading.text.words import lexicon, words_of
from knowledge.loading.tables import word_table
from knowledge.search.words import singular
from knowledge.vocabulary import Value

MOST_BEFORE = 3
"""The most describing words kept before a part's own word."""


class NameWords(Value):
    """Words that stand before a name and are no part of it."""

    deeds: tuple[str, ...]
    plain: tuple[str, ...]


def span_of(clause: Clause, start: int, end: int, taken: frozenset[int] = frozenset()) -> tuple[int, int]:
    """The span of the whole name around a find: describing words before it, a version behind it."""
    words = clause.texts
    first = start
    while first > 0 and first - 1 not in taken:
        gap = clause.words[first].start - clause.words[first - 1].end
        close = gap == 1 or clause.words[first].near
        near = close and start - first < MOST_BEFORE and (_describes(words[first - 1]) or _is_led(words, first, end))
        if near and words[first - 1].isdigit() and words[end - 1].endswith("s"):
            break  # how many there are; what stands before that tells what became of them
        if not (near or clause.words[first].tied):
            break
        first -= 1
    while first < start and words[first] in _NOT_FIRST | _PLAIN and not clause.words[first + 1].tied:
        first += 1
    last = end
    while last < len(words) and last - end < 3 and _is_version(words[last]) and _touches(clause, last):
        last += 1
    return first, last


def named(text: str, clause: Clause, first: int, last: int, plain: frozenset[str]) -> str:
    """The words of a span as a name: verbatim, on one line, without the capital a sentence begins with."""
    name = " ".join(text[clause.words[first].start : clause.words[last - 1].end].split())
    name = _WHOSE.sub("", re.sub("['\u2019]s$", "", name))
    name = _COUNTED.sub("", name)
    head = re.split(r"[\s-]", name, maxsplit=1)[0]
    if first == 0 and head[:1].isupper() and head[1:].islower() and _is_everyday(head, name, plain):
        name = name[0].lower() + name[1:]
    return _LATER.sub(r"\2 \1", name)[:120]


def key_of(name: str) -> str:
    """A name in the form in which two mentions of one thing agree: no case, no plural, no article."""
    words = [singular(word) for word in re.findall(r"[^\W_]+", name.lower())]
    return " ".join(word for word in words if word not in _ARTICLES)


def plural_of(word: str) -> str:
    """The plural of a word."""
    if word.endswith("y") and word[-2] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "x", "ch", "sh")) else f"{word}s"


def _is_everyday(head: str, name: str, plain: frozenset[str]) -> bool:
    """Whether a word has its capital only from the start of the sentence."""
    return head.lower() in plain or head.endswith("s") or name.startswith(f"{head}-") or name[len(head) + 1 :].islower()


def _describes(word: str) -> bool:
    """Whether a word before a part's own word describes it: not a link, not a verb, not a plural subject."""
    if word in _LINKS or word in _VERBS or word in _DEEDS or not word[0].isalnum():
        return False
    if word.endswith("ly") or word.endswith("n't"):
        return False
    if word.endswith("ing"):
        return word in _DESCRIBING_ING
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word in _DESCRIBING_S
    return True


def _is_led(words: tuple[str, ...], first: int, end: int) -> bool:
    """Whether what looks like a deed or a plural describes one thing that an article leads in: a points model."""
    word, before = words[first - 1], words[first - 2 : first - 1]
    led = bool(before) and before[0] in _ARTICLES
    return led and word.endswith(("ing", "s")) and word not in _LINKS and not words[end - 1].endswith("s")


def is_link(word: str) -> bool:
    """Whether a word links names and belongs to none."""
    return word in _LINKS


def is_verb(word: str) -> bool:
    """Whether a word before a name or behind it is surely a deed."""
    return word in _VERBS


def is_doer(word: str) -> bool:
    """Whether a word names one part that does things by itself: the agent, the app."""
    return word in _DOERS and word not in ("agents", "assistants", "bots")


def _is_version(word: str) -> bool:
    return word[0].isdigit() or word in _VERSIONS


def describes_more(clause: Clause, end: int) -> bool:
    """Whether the words only describe what follows, as in ``API keys`` or ``tool-like``, and name no part."""
    if end >= len(clause.words):
        return False
    following = clause.words[end]
    near = following.start - clause.words[end - 1].end == 1
    does = following.text in _ALSO_DEEDS and clause.texts[end - 1] in _DOERS and not clause.words[end - 1].owns
    return following.tied or (near and following.text in _CARRIED and not does)


def _touches(clause: Clause, place: int) -> bool:
    """Whether only a space, hyphen or point parts a word from the one before it."""
    return clause.words[place].start - clause.words[place - 1].end <= 1


_COUNTED = re.compile(r"^\d[\d.,]*\s+(?=[a-z])")
"""How many there are of something is no part of its name: ``000 labelled images`` of 41,000."""
_TABLE = word_table("names", NameWords)
_DEEDS, _PLAIN = (
    frozenset(word for one in words for word, _, _ in words_of(one)) for words in (_TABLE.deeds, _TABLE.plain)
)
_DOERS = lexicon(
    "agent agents assistant assistants bot chatbot copilot model app server service gateway platform backend frontend "
    "proxy portal dashboard website extension plugin worker job pipeline orchestrator middleware script"
)
_ALSO_DEEDS = lexicon("call calls request requests log logs query queries list lists name names process processes")
"""Words that are a thing behind a tool, ``tool calls``, and a deed behind an agent, ``the agent calls``."""
_WHOSE = re.compile("^(?!.*(?:vendor|supplier|partner|provider)['\u2019]).*['\u2019]s? ")
"""Whose part it is says little in a name: the bank's chatbot is the chatbot."""
_LATER = re.compile(r"^(\w+) (cloned)$")
"""A participle that stands behind its noun only because the sentence goes on: cloned repositories."""
_CARRIED = lexicon(
    "key keys token tokens description descriptions protocol protocols command commands process processes operator "
    "rights account accounts result results header headers text call calls name names author authors format response "
    "user users developer developers vendor vendors access security query queries framework frameworks list lists "
    "credentials secret secrets password passwords endpoint endpoints provider providers settings traffic request "
    "requests wording window notes address addresses weight weights family families team teams department card "
    "cards output outputs input inputs state log gateway metadata parameters arguments code permission permissions "
    "applications products number numbers line lines maker makers manufacturer based driven powered assisted enabled "
    "specific"
)
_ARTICLES = lexicon("a an the our its their")
_VERSIONS = lexicon("mini turbo sonnet haiku opus flash pro nano instruct vision ultra large small medium")
_NOT_FIRST = lexicon(
    "whatever one two three four five six seven eight nine ten eleven twelve thirty forty fifty sixty "
    "hundred thousand million dozens few new same first second other "
    "another several many more most own normal ordinary unmodified usual typical common"
)
_LINKS = lexicon(
    "a an the our its their his her my your this that these those each every some any no all both either neither "
    "and or but nor so if as than then when while where which who whose what how why because although though "
    "of in on at by for with without from to into onto over under between through via across against about behind "
    "beside besides within inside outside during before after since until per up down out off "
    "i we you he she it they us them him me one's someone something anyone anything everything everyone nobody "
    "is are was were be been being am has have had do does did can may might will would could should must cannot "
    "not also only just even still yet too very more most less few several many much such other another same "
    "again always often sometimes never ever here there now later already usually mostly first next last "
    "along ish yesterday today tomorrow tonight "
    "about around up roughly some plus like including using called named etc eg ie , what's "
    "whether every among near else whatever whichever somebody someone"
)
_VERBS = lexicon(
    "use read write send call query search run open access store keep build built train load get got see let make made "
    "take give put add create update delete fetch retrieve connect pick choose pass show return reach hold held host "
    "answer ask tell help need want work come came go goes went sit live feed fed post watch check look log edit draft "
    "review approve accept reject allow deploy launch offer serve include contain process handle manage receive submit "
    "upload download install share index generate produce summarise summarize classify detect recognise recognize "
    "score predict recommend translate remember set sign stop start turn move copy paste plan do done become became "
    "used named stored deployed written trained run called based kept driven sent pull push ship enter visit join "
    "close cancel choose chose chosen picked selected preferred calls via exposes behind lets gives does it exchange "
    "pay count obtain took saw sold sell buy brought gave sought taught"
)
_DESCRIBING_ING = lexicon(
    "training browsing coding trading ticketing messaging billing booking scoring learning streaming banking marketing "
    "operating monitoring fetching outgoing incoming ranking planning accounting housing shipping hosting testing "
    "writing recommending pricing purchasing ordering reporting publishing existing routing matching forecasting "
    "reasoning logging tracking manufacturing engineering parking gaming voting hiring recruiting"
)
_DESCRIBING_S = lexicon(
    "sales news claims payments transactions access business process records orders customers users operations "
    "analytics logistics facilities sports goods systems services communications parts settings details notes "
    "windows ios kubernetes postgres redis teams embeddings credentials features products contacts documents"
)
