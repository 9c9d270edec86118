"""Find words in a text exactly as somebody claims they stand there."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from agent.domain import Quote, Session, Turn

LEAST_LETTERS = 8
LEAST_WORDS = 2
MOST_LETTERS = 400
_SAME = {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "}  # noqa: RUF001
_PLANS = re.compile(
    r"\b(?:plan(?:s|ned|ning)?|will|might|perhaps|maybe|probably|consider(?:s|ed|ing)?|hope|want|wish|would|should|"
    r"later|next year|eventually)\b",
    re.IGNORECASE,
)
_CONDITIONS = re.compile(r"\b(?:may|could|for example|e\.g|if)\b", re.IGNORECASE)
"""Words that make a statement depend on something, or that permit it: what is so at times is so."""


def verbatim(quote: str, text: str) -> str:
    """The words as the text has them, whatever its spaces, quotation marks and dashes look like; empty if not there."""
    wanted = _plain(quote).strip(" .…\"'")
    if len(wanted) > MOST_LETTERS or not wanted:
        return ""
    pattern = r"\s+".join(re.escape(word) for word in wanted.split())
    found = re.search(pattern, _plain(text), re.IGNORECASE)
    return text[found.start() : found.end()] if found else ""


@dataclass(frozen=True)
class Cited:
    """Words that were really said, and whether the owner typed them; those of a document are not the owner's."""

    quote: Quote
    typed: bool


@dataclass(frozen=True)
class SourceText:
    """The text of one turn."""

    turn: int
    text: str
    typed: bool


class Sources:
    """All that was said in a session so far: what is typed before what stands in documents, the newest first."""

    def __init__(self, texts: Iterable[SourceText]) -> None:
        self._texts = sorted(texts, key=lambda one: (not one.typed, -one.turn))

    def cited(self, quote: str) -> Cited | None:
        """The words where they were said; none where nobody said them."""
        for one in self._texts:
            if words := verbatim(quote, one.text):
                return Cited(Quote(turn=one.turn, text=words), one.typed)
        return None

    def asks(self, cited: Cited) -> bool:
        """Whether words that were said stand in a question."""
        return any(asks(cited.quote.text, one.text) for one in self._texts if one.turn == cited.quote.turn)

    def holds(self, name: str) -> bool:
        """Whether a name stands somewhere as a whole."""
        return any(stands_in(name, one.text) for one in self._texts)


def sources_of(turn: Turn, session: Session) -> Sources:
    """What was said up to and with this turn.

    In the turn of a document nothing counts as typed: what obeys the document could quote older words for it.
    """
    earlier = (one for one in session.turns if one.number != turn.number and one.said.text)
    return Sources(
        SourceText(one.number, one.said.text, typed=not (turn.said.source or one.said.source))
        for one in (*earlier, turn)
    )


def stands_in(name: str, text: str) -> str:
    """A name as the text has it, as whole words and whatever its capitals; empty where it is not there."""
    wanted = _plain(name).strip(" .,;:…\"'`")
    if not wanted:
        return ""
    pattern = r"(?<!\w)" + r"\s+".join(re.escape(word) for word in wanted.split()) + r"(?!\w)"
    found = re.search(pattern, _plain(text), re.IGNORECASE)
    return " ".join(text[found.start() : found.end()].split()) if found else ""


def is_telling(quote: str) -> bool:
    """Whether words are long enough to say something by themselves."""
    return len(quote) >= LEAST_LETTERS and len(quote.split()) >= LEAST_WORDS


def is_hedged(quote: str) -> bool:
    """Whether words speak of plans, wishes or conditions."""
    return is_planned(quote) or _CONDITIONS.search(quote) is not None


def is_planned(quote: str) -> bool:
    """Whether words speak of plans, wishes or guesses."""
    return _PLANS.search(quote) is not None


def asks(quote: str, text: str) -> bool:
    """Whether words stand in a question."""
    start = text.find(quote)
    following = text[start + len(quote) :] if start >= 0 else ""
    end = re.search(r"[.!?\n]", quote[-1:] + following)
    return "?" in quote or (end is not None and end[0] == "?")


def _plain(text: str) -> str:
    """The same text, letter for letter, with the usual forms of marks."""
    return "".join(_SAME.get(character, character) for character in text)
