"""What is said behind an order: why, who answers for it, and by when somebody looks again, in any sequence."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from agent.reading.commands.orders.days import review_day
from agent.reading.commands.templates import Match, matches

MOST_REASON, MOST_OWNER = 600, 120


@dataclass(frozen=True)
class Tail:
    """The parts of what is said behind an order; empty where a part is not said."""

    reason: str = ""
    owner: str = ""
    day: date | None = None


def tail_of(words: str, today: date) -> Tail:
    """The parts of some words; a day without a year is the next one of its name."""
    owner, day, left = "", None, words
    for start, piece in reversed(list(_pieces(words))):
        while piece:
            found = _day_said(piece, today) if day is None else None
            if found is not None:
                at, day = found
            elif not owner and (who := next(matches(piece, "answers_for"), None)) is not None:
                at, owner = _begins(who), who.words("who").strip(_MARKS)[:MOST_OWNER]
            else:
                break
            left = f"{left[: start + at]} {left[start + len(piece) :]}"
            piece = piece[:at]
    return Tail(without_why(left)[:MOST_REASON], owner, day)


def opened(words: str) -> tuple[str, str]:
    """The words up to the first mark or reason, and what stands behind them."""
    _, first = next(_pieces(words), (0, ""))
    starts = [_begins(one) for one in matches(first, "says_why", "answers_for", "looks_again") if "before" in one.slots]
    cut = min(starts, default=len(first))
    return words[:cut], words[cut:]


def without_why(words: str) -> str:
    """A reason without the word or the mark that announces it, and without the marks around it."""
    flat = " ".join(words.split()).strip(_MARKS)
    return because(flat) or flat


def because(words: str) -> str:
    """The reason that words announce from the start; empty where they do not."""
    announced = next((one for one in matches(words, "says_why") if "before" not in one.slots), None)
    return announced.words("reason").strip(_MARKS) if announced is not None else ""


def goes_on(words: str, today: date) -> bool:
    """Whether words say why, who or when; no words at all do as well."""
    flat = words.strip(_MARKS)
    said = tail_of(flat, today)
    return not flat or bool(because(flat) or said.owner or said.day)


def _day_said(piece: str, today: date) -> tuple[int, date] | None:
    """Where a piece begins to say a day, and which."""
    for match in matches(piece, "looks_again"):
        day = review_day(match.words("day"), today)
        if day is not None:
            return _begins(match), day
    return None


def _begins(match: Match) -> int:
    return match.slots["before"].end if "before" in match.slots else 0


def _pieces(words: str) -> Iterator[tuple[int, str]]:
    """The words between marks, each with where it stands."""
    start = 0
    for mark in _BETWEEN.finditer(words):
        yield start, words[start : mark.start()]
        start = mark.end()
    yield start, words[start:]


_MARKS = " \t,;:.!-\u2013\u2014"
_BETWEEN = re.compile(r"[,;:.](?=\s)(?<!\b[A-Z]\.)|\s[-\u2013\u2014](?=\s)")
"""Marks between clauses; the point behind an initial is none."""
