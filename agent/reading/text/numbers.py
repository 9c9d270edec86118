"""Numbers in a text, in digits or words, with their places."""

import re
from dataclasses import dataclass
from functools import lru_cache

from knowledge.loading.tables import word_table
from knowledge.vocabulary import Value


class Numbers(Value):
    """Words for numbers."""

    words: dict[str, int]
    times: dict[str, int]
    rough: dict[str, int]
    currencies: tuple[str, ...]
    years: tuple[str, ...]


@dataclass(frozen=True)
class Number:
    """A number, where its words stand, and whether a currency sign stands before it."""

    value: float
    start: int
    end: int
    money: bool


ROUGHLY = 3
"""How often a rough word is taken: ``thousands`` are some three thousand."""
_YEARS = range(1900, 2101)


def numbers_in(text: str) -> tuple[Number, ...]:
    """The numbers of a text, each as one: ``1.5 million``, ``two hundred thousand``; what is a year is none."""
    return tuple(_read(run, text) for run in _shape().finditer(text) if not _is_year(run, text))


def _read(run: re.Match[str], text: str) -> Number:
    table = _table()
    total, current = 0.0, None
    for token in _TOKEN.findall(run.group().lower()):
        if token[0].isdigit():
            current = float(re.sub(r"[,' ]", "", token))
        elif token in table.words:
            current = (current or 0.0) + table.words[token]
        elif token in table.times or token in table.rough:
            once = ROUGHLY if token in table.rough else 1
            by = table.times.get(token) or table.rough[token]
            current = (once if current is None else current) * by
            if by >= 1000 and token not in table.rough:
                total, current = total + current, 0.0
    before = text[: run.start()].rstrip()[-1:]
    return Number(total + (current or 0.0), run.start(), run.end(), bool(before) and before in table.currencies)


def _is_year(run: re.Match[str], text: str) -> bool:
    digits = run.group()
    if not digits.isdigit() or len(digits) != 4 or int(digits) not in _YEARS:
        return False
    before = text[: run.start()].lower().split()
    return bool(before) and before[-1].strip("(,") in _table().years


_DIGITS = r"\d{1,3}(?:[,' ]\d{3})+(?!\d)|\d+(?:\.\d+)?"
_TOKEN = re.compile(rf"{_DIGITS}|[a-z]+")


@lru_cache(maxsize=1)
def _shape() -> re.Pattern[str]:
    """A number as one run: digits or a word, then words that add to it or multiply it."""
    table = _table()
    long = sorted((word for word in (*table.words, *table.times, *table.rough) if len(word) > 2), key=len, reverse=True)
    short = "|".join(word for word in table.times if len(word) <= 2)
    words = "|".join(long)
    more = rf"(?:(?:\s|-){{1,2}}(?:(?:and|of)\s)?(?:{words})\b){{0,6}}"
    return re.compile(rf"(?<![\w.,-])(?:(?:{_DIGITS})(?:\s?(?:{short})\b)?|(?:{words})\b){more}", re.IGNORECASE)


def _table() -> Numbers:
    return word_table("numbers", Numbers)
