"""Find words in a text exactly as somebody claims they stand there."""

import re

LEAST_LETTERS = 8
LEAST_WORDS = 2
MOST_LETTERS = 400
_SAME = {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "}  # noqa: RUF001
_HEDGES = re.compile(
    r"\b(?:plan(?:s|ned|ning)?|will|might|may|perhaps|maybe|probably|consider(?:s|ed|ing)?|hope|want|wish|would|"
    r"should|could|later|next year|eventually|for example|e\.g|if)\b",
    re.IGNORECASE,
)


def verbatim(quote: str, text: str) -> str:
    """The words as the text has them, whatever its spaces, quotation marks and dashes look like; empty if not there."""
    wanted = _plain(quote).strip(" .…\"'")
    if len(wanted) > MOST_LETTERS or not wanted:
        return ""
    pattern = r"\s+".join(re.escape(word) for word in wanted.split())
    found = re.search(pattern, _plain(text), re.IGNORECASE)
    return text[found.start() : found.end()] if found else ""


def is_telling(quote: str) -> bool:
    """Whether words are long enough to say something by themselves."""
    return len(quote) >= LEAST_LETTERS and len(quote.split()) >= LEAST_WORDS


def is_hedged(quote: str) -> bool:
    """Whether words speak of plans, wishes or conditions."""
    return _HEDGES.search(quote) is not None


def asks(quote: str, text: str) -> bool:
    """Whether words stand in a question."""
    start = text.find(quote)
    following = text[start + len(quote) :] if start >= 0 else ""
    end = re.search(r"[.!?\n]", quote[-1:] + following)
    return "?" in quote or (end is not None and end[0] == "?")


def _plain(text: str) -> str:
    """The same text, letter for letter, with the usual forms of marks."""
    return "".join(_SAME.get(character, character) for character in text)
