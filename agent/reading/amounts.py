"""Amounts in a clause, read as the choice of the fact that they decide."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from agent.reading.claims import Sign
from agent.reading.text.context import Saying
from agent.reading.text.cues import CueBank, Found
from agent.reading.text.numbers import Number, numbers_in
from knowledge.entries import FactDefinition
from knowledge.facts.fact_parts import choice_of

MONEY = "$"
"""What stands before the words of a sum, whatever its currency, so that cues can name it by the class {sum}."""


@dataclass(frozen=True)
class _Counted:
    """What a phrase with a number counts."""

    fact: str
    times: float
    hint: bool


class AmountReader:
    """Finds phrases such as ``3,000 customers`` and tells which choice their number falls under."""

    def __init__(self, facts: Iterable[FactDefinition]) -> None:
        self._facts = {fact.id: fact for fact in facts if fact.amounts}
        self._bank = CueBank(
            (amount.says, _Counted(fact.id, amount.times, amount.hint))
            for fact in self._facts.values()
            for amount in fact.amounts
        )

    def find(self, saying: Saying) -> Iterator[Found[Sign]]:
        """The choices that the amounts of a clause stand for, each with the words that say so."""
        words, base = saying.clause.words, saying.sentence.start
        numbers = numbers_in(saying.sentence.text)
        if not numbers:
            return
        texts = tuple(
            f"{MONEY}{word.text}" if _at(numbers, word.start - base, money=True) else word.text for word in words
        )
        for found in self._bank.find(texts, saying.clause.turns):
            counted = found.sign
            places = (words[place].start - base for place in found.named)
            number = next((one for place in places if (one := _at(numbers, place)) is not None), None)
            if number is not None:
                choices = self._facts[counted.fact].choices
                value = choice_of(choices, number.value * counted.times)
                yield Found(Sign(counted.fact, value, hint=counted.hint), found.start, found.end, found.named)


def _at(numbers: tuple[Number, ...], place: int, *, money: bool = False) -> Number | None:
    """The number that stands at a place, among those of money if wanted."""
    return next((one for one in numbers if one.start <= place < one.end and (one.money or not money)), None)
