"""Keep quotes verbatim where a text was read in another form: with words blanked out, or with slips mended."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from agent.domain import Edit, Quote, Reading
from agent.domain.changes.edits import DescribeSystem, PutComponent
from agent.reading.text.sentences import sentences_of
from knowledge.product_names import products
from knowledge.search.embedding import whole_words
from knowledge.search.words import stems

MOST_LETTERS = 600


def requoted(edits: Iterable[Edit], text: str, turn: int) -> tuple[Edit, ...]:
    """Edits whose quotes from this turn stand in its text: blanks within them are given their words back."""
    return tuple(_with_quotes(edit, turn, text, lambda words: _whole(words, text)) for edit in edits)


def as_typed(reading: Reading, read: str, typed: str, turn: int) -> Reading:
    """A reading of a mended text, with every quote and every sentence in it as it was typed."""

    def back(words: str) -> str:
        """The sentence that was typed, for words of the one that was read."""
        pairs = zip(sentences_of(read), sentences_of(typed), strict=False)
        return next((own.text for mended, own in pairs if words in mended.text), typed.strip())[:MOST_LETTERS]

    def whole(edit: Edit) -> Edit:
        if isinstance(edit, DescribeSystem) and edit.description:
            told = {name: getattr(edit, name) for name in ("description", "from_documents", "opening")}
            whole = {name: text and text.replace(read, typed) for name, text in told.items()}
            return edit.model_copy(update={**whole, "purpose": edit.purpose and _piece(edit.purpose, read, typed)})
        if isinstance(edit, PutComponent) and edit.component.name in read and edit.component.name not in typed:
            named = edit.component.model_copy(update={"name": _typed(edit.component.name, read, typed)})
            edit = edit.model_copy(update={"component": named})
        return _with_quotes(edit, turn, typed, back)

    offers = tuple(
        offer.model_copy(update={"edits": tuple(whole(edit) for edit in offer.edits)}) for offer in reading.offers
    )
    return reading.model_copy(
        update={
            "edits": tuple(whole(edit) for edit in reading.edits),
            "unread": tuple(dict.fromkeys(one if one in typed else back(one) for one in reading.unread)),
            "offers": offers,
        }
    )


def _with_quotes(edit: Edit, turn: int, text: str, back: Callable[[str], str]) -> Edit:
    """An edit whose quotes from a turn stand in its text."""
    name = next((one for one in ("value", "component", "actor", "assumption") if hasattr(edit, one)), "")
    held: Any = getattr(edit, name, None)
    quotes: tuple[Quote, ...] = getattr(held, "quotes", ())
    if all(one.turn != turn or one.text in text for one in quotes):
        return edit
    fresh = tuple(
        one if one.turn != turn or one.text in text else one.model_copy(update={"text": back(one.text)})
        for one in quotes
    )
    return edit.model_copy(update={name: held.model_copy(update={"quotes": fresh})})


def _typed(name: str, read: str, typed: str) -> str:
    """A name as its owner typed it, word by word; an everyday word is no name that could be spelled so on purpose."""
    words = {mended.strip(_MARKS): own.strip(_MARKS) for mended, own in zip(read.split(), typed.split(), strict=False)}
    return " ".join(word if _is_everyday(word) else words.get(word, word) for word in name.split())


def _is_everyday(word: str) -> bool:
    return word.islower() and word in whole_words() and word not in products()


def _piece(words: str, read: str, typed: str) -> str:
    """Some words of a text as its owner typed them; as they are where the two texts cannot be laid side by side."""
    wanted, mended, own = words.split(), read.split(), typed.split()
    starts = (at for at in range(len(mended)) if mended[at : at + len(wanted)] == wanted)
    start = next(starts, None) if len(mended) == len(own) and wanted else None
    return words if start is None else " ".join(own[start : start + len(wanted)])


_MARKS = " .,;:!?"


def _whole(words: str, text: str) -> str:
    """The words of a text from which a quote was taken: with blanks in it, in other letters, or as another form."""
    pattern = r"[\s\S]{0,300}?".join(re.escape(part) for part in words.split())
    found = re.search(pattern, text) or re.search(pattern, text, re.IGNORECASE)
    return (found[0] if found else _nearest(words, text))[:MOST_LETTERS]


def _nearest(words: str, text: str) -> str:
    """The line that says most of some words; a text of one line is that line."""
    wanted = set(stems(words))
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return max(lines, key=lambda line: len(wanted.intersection(stems(line))), default=text.strip())
