"""What is at stake is read from plain words and from numbers, and not from words that only sound like it."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from agent.reading.text.numbers import numbers_in
from knowledge.entries import FactType
from tests.agent.reading.readings import catalog, facts_of, told

TABLE: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "at_stake.yaml").read_text(encoding="utf-8"))
SAYS = [
    (fact, value, sentence)
    for fact, values in TABLE["says"].items()
    for value, sentences in values.items()
    for sentence in sentences
]
SAYS_NOTHING = [(fact, sentence) for fact, sentences in TABLE["says_nothing"].items() for sentence in sentences]


@pytest.mark.parametrize(("fact", "value", "sentence"), SAYS)
def test_plain_words_say_what_is_at_stake(fact: str, value: str, sentence: str) -> None:
    found = facts_of(told(sentence)).get(fact)
    assert value in found if isinstance(found, tuple) else found == value


@pytest.mark.parametrize(("fact", "sentence"), SAYS_NOTHING)
def test_words_that_only_sound_like_it_say_nothing(fact: str, sentence: str) -> None:
    assert fact not in facts_of(told(sentence))


@pytest.mark.parametrize("fact", sorted(TABLE["says"]))
def test_each_value_has_a_wording_and_each_fact_eight_of_both_sorts(fact: str) -> None:
    definition = catalog().facts[fact]
    assert definition.type is not FactType.YES_NO
    assert {choice.value for choice in definition.choices} == set(TABLE["says"][fact])
    assert sum(map(len, TABLE["says"][fact].values())) >= 8
    assert len(TABLE["says_nothing"][fact]) >= 8


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("3,000 customers and 12 shops", [3000, 12]),
        ("1.5 million", [1_500_000]),
        ("two hundred thousand", [200_000]),
        ("10k users", [10_000]),
        ("twenty-five clinics", [25]),
        ("hundreds of thousands", [300_000]),
        ("tens of thousands of mails", [30_000]),
        ("since 2024 customers pay; 2024 customers pay", [2024]),
        ("a GPT-4 model, v2.1, T5", []),
        ("none at all", []),
    ],
)
def test_numbers_are_read_as_one_and_years_as_none(text: str, values: list[float]) -> None:
    assert [number.value for number in numbers_in(text)] == values


def test_a_sign_of_a_currency_makes_a_number_money() -> None:
    assert [(number.value, number.money) for number in numbers_in("€20,000 or $5m, 7 times")] == [
        (20_000, True), (5_000_000, True), (7, False),
    ]  # fmt: skip
