"""Slips of the pen: words that were meant to be another, by a letter too few, too many, wrong or out of place."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from string import ascii_lowercase

from agent.reading.text.sentences import sentences_of
from agent.reading.text.words import lexicon, words_of
from knowledge import Catalog
from knowledge.search.embedding import whole_words

SHORT, LONG = 4, 9
"""Shorter words are taken as they stand; from the longer ones on, two slips are forgiven in names."""
MOST_LETTERS = 1_200
"""A longer text is no quick message; it is read as it stands."""


def is_slip(written: str, meant: str) -> bool:
    """Whether a word may be another one, written with a slip."""
    if written == meant or min(len(written), len(meant)) < SHORT or written[0] != meant[0]:
        return False
    most = 2 if min(len(written), len(meant)) >= LONG else 1
    return abs(len(written) - len(meant)) <= most and distance(written, meant) <= most


def distance(one: str, other: str) -> int:
    """How many letters must be put in, left out, changed or swapped with the next to make one word of another."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        now = [row]
        for column, wanted in enumerate(other, start=1):
            cost = min(last[column] + 1, now[-1] + 1, last[column - 1] + (letter != wanted))
            swapped = row > 1 and column > 1 and (one[row - 2], letter) == (wanted, other[column - 2])
            now.append(min(cost, before[column - 2] + 1) if swapped else cost)
        before, last = last, now
    return last[-1]


class Speller:
    """Mends slips in short messages; a word that is known, or is written as a name, is left as it is."""

    def __init__(self, catalog: Catalog) -> None:
        self._told, self._stems = _known_of(catalog)

    def mended(self, text: str, names: Iterable[str] = ()) -> str:
        """The text with its slips mended; the words of some names are known too."""
        if len(text) > MOST_LETTERS or len(_FOREIGN & {word for word, _, _ in words_of(text)}) > 1:
            return text
        own = {word for name in names for word, _, _ in words_of(name)}
        starts = {clause.words[0].start for sentence in sentences_of(text) for clause in sentence.clauses[:1]}
        done, last = [], 0
        for found in _WORD.finditer(text):
            word = found[0]
            if not _may_be_a_slip(word, found.start() in starts) or word.lower() in own:
                continue
            opens = found.start() in starts or text[: found.start()].lower().endswith(_BEFORE_ORDERS)
            meant = (_order_meant(word.lower()) if opens else "") or self._meant(word.lower())
            if word.lower() == "its" and _AFTER_IT_IS.match(text, found.end()):
                meant = "it's"
            if meant:
                done.append(text[last : found.start()] + (meant.capitalize() if word[0].isupper() else meant))
                last = found.end()
        return "".join((*done, text[last:]))

    def _meant(self, word: str) -> str:
        """The word that was meant; empty where it is known as it stands, or nothing is near."""
        if word in _CONTRACTED:
            return _CONTRACTED[word]
        common = whole_words()
        if (
            word in common
            or word in self._told
            or word in _SPOKEN
            or any(self._is_formed(word, ending) for ending in _ENDINGS)
        ):
            return ""
        if word.startswith(self._stems):
            return ""
        near = [one for one in _one_slip(word) if one[0] == word[0] and (one in self._told or one in common)]
        if len(word) <= SHORT:
            swapped = [one for one in near if sorted(one) == sorted(word) and one in common]
            longer = [one for one in near if len(one) > len(word) and one in self._told]
            near = swapped or longer or [one for one in near if one in self._told and _is_stutter(word, one)]
        return min(near, key=lambda one: (one not in self._told, common.get(one, len(common)), one), default="")

    def _is_formed(self, word: str, ending: str) -> bool:
        """Whether a word is a form of a known one: ``chatbots``, ``reranking``."""
        stem = word.removesuffix(ending)
        common = whole_words()
        if stem == word and ending[0] in "ei" and (word[-1] == word[-2] or f"{word}e" in common):
            return False  # "logg" and "delet" are no words, though "logged" and "deleted" are
        forms = (stem, stem + "e") if stem != word and len(stem) > 2 else (word + ending,)
        forms = (*forms, f"{word[:-3]}y") if word.endswith("ies") else forms
        return any(one in common or one in self._told for one in forms)


def _order_meant(word: str) -> str:
    """The order that a word is meant to be where an order may stand."""
    near = () if word in whole_words() else tuple(one for one in _ORDERS if is_slip(word, one))
    return near[0] if len(near) == 1 else ""


def _is_stutter(word: str, one: str) -> bool:
    """Whether a word is another one with a letter written twice."""
    twice = (place for place in range(1, len(word)) if word[place] == word[place - 1])
    return any(word[:place] + word[place + 1 :] == one for place in twice)


def _one_slip(word: str) -> Iterator[str]:
    """Every row of letters that is one slip away."""
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for letter in ascii_lowercase:
            yield before + letter + after
            doubled = letter in (before[-1:], after[1:2])  # "screnned": the other letter was meant twice
            if after and (doubled or _is_taken_for(after[0], letter)):
                yield before + letter + after[1:]


def _is_taken_for(written: str, meant: str) -> bool:
    """Whether a letter may stand for another: its key is beside it, or it sounds alike. A winch is no witch."""
    if any({written, meant} <= alike for alike in _ALIKE):
        return True
    (row, place), (other, beside) = _KEYS[written], _KEYS[meant]
    return abs(row - other) <= 1 and abs(place - beside) <= 1


def _may_be_a_slip(word: str, opens: bool) -> bool:
    """Whether a word is written as an everyday word: small letters, or a capital that only opens a sentence."""
    return len(word) > 2 and (word.islower() or (opens and word[1:].islower() and len(word) > SHORT))


@lru_cache(maxsize=2)
def _known_of(catalog: Catalog) -> tuple[frozenset[str], tuple[str, ...]]:
    """The words of the catalog's cues, and their stems."""
    return frozenset(_of_cues(catalog)), tuple(sorted(_stems_of(catalog)))


def _of_cues(catalog: Catalog) -> Iterator[str]:
    for cue in _cues(catalog):
        yield from (word for word in re.findall(r"[a-z]+(?![a-z*])", cue) if len(word) > 2)


def _stems_of(catalog: Catalog) -> Iterator[str]:
    for cue in _cues(catalog):
        yield from (stem for stem in re.findall(r"([a-z]{4,24})\*", cue))


def _cues(catalog: Catalog) -> Iterator[str]:
    for fact in catalog.facts.values():
        yield from (*fact.cues, *fact.hints, *fact.denials, fact.named, *(one.words for one in fact.answers))
        yield from (cue for choice in fact.choices for cue in (*choice.cues, *choice.hints))
    for kind in catalog.kinds.values():
        yield from kind.cues


_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_KEYS = {letter: (row, place) for row, keys in enumerate(_ROWS) for place, letter in enumerate(keys)}
"""The row of each letter's key, and its place there."""
_ALIKE = tuple(map(frozenset, ("aeiouy", "csz", "ckqx", "gj", "bp", "dt", "fvw", "mn", "lr")))
_WORD = re.compile(r"(?<![\w@./:-])[A-Za-z]{3,30}(?![\w@/'\u2019-]|\.\w)")
_ENDINGS = ("s", "es", "ed", "d", "ing", "er", "ers", "ly", "able", "ish", "ness")
_ORDERS = ("rename", "remove", "delete", "replace", "merge", "combine", "ignore", "exclude", "dismiss", "accept")
_BEFORE_ORDERS = ("please ", "just ", "then ", "also ", "can you ", "could you ")
_FOREIGN = lexicon(
    "der die das und ist nicht wir ein eine unsere kein keine mit dem den von auf le la les des est une nous notre "
    "pas dans avec el los las una nuestro con para por del il che di non sono een het niet wij met voor "
    "de en mag zelf zu im zum zur bei auch nur"
)
"""Small words of other languages; where two of them stand, the text is no English with slips in it."""
_AFTER_IT_IS = re.compile(
    r" (?:not|no longer|a|an|called|(?:just|only|really|actually|now) (?:a|an|for|used|"
    r"on|in|at|by|our|the))\b",
    re.IGNORECASE,
)
"""Behind these words ``its`` is ``it's`` without its mark."""
_SPOKEN = lexicon("dunno nope yep yup nah idk thx gonna wanna gotta kinda lol haha hmm btw okay wow meh")
"""Words of talk that no dictionary has, and that are no slips."""
_CONTRACTED = {
    "whats": "what's", "hows": "how's", "wheres": "where's", "whos": "who's", "thats": "that's", "theres": "there's",
    "dont": "don't", "doesnt": "doesn't", "didnt": "didn't", "isnt": "isn't", "arent": "aren't", "wasnt": "wasn't",
    "werent": "weren't", "cant": "can't", "wont": "won't", "havent": "haven't", "hasnt": "hasn't",
    "ppl": "people", "thru": "through", "pic": "picture", "pics": "pictures", "msg": "message", "msgs": "messages",
    "pls": "please", "plz": "please", "cuz": "because", "coz": "because", "abt": "about", "appt": "appointment",
    "couldnt": "couldn't", "shouldnt": "shouldn't", "wouldnt": "wouldn't", "teh": "the",
}  # fmt: skip
