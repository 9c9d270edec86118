"""There is one walk along what facts imply: the nearest conclusion first, and never against what is known."""

from knowledge import load_catalog
from knowledge.conditions import FactIs
from knowledge.entries import FactDefinition
from knowledge.facts.implications import closed, follow, holds, settled_by
from tests.agent.builders import choice, several, yes_no

FACTS: dict[str, FactDefinition] = {
    fact.id: fact
    for fact in (
        yes_no("mails", stage="data", implies=[{"when": True, "fact": "acts", "value": True}]),
        yes_no("acts", stage="data", implies=[{"when": True, "fact": "reach", "value": "public"}]),
        choice(
            "reach",
            ("staff", "public"),
            stage="data",
            implies=[{"when": "public", "fact": "people", "value": ("others",)}],
        ),
        several(
            "people", ("owners", "others"), stage="data", implies=[{"when": "others", "fact": "mails", "value": True}]
        ),
    )
}


def test_what_follows_from_a_conclusion_follows_too() -> None:
    behind: dict[str, str] = {}
    assert closed({"mails": True}, FACTS, behind=behind) == {
        "mails": True, "acts": True, "reach": "public", "people": ("others",),
    }  # fmt: skip
    assert behind == {"acts": "mails", "reach": "acts", "people": "reach"}


def test_nothing_known_or_fixed_is_overruled() -> None:
    assert closed({"mails": True, "reach": "staff"}, FACTS)["reach"] == "staff"
    assert closed({"mails": True}, FACTS, fixed={"acts"}) == {"mails": True}
    assert closed({"unheard_of": True}, FACTS) == {"unheard_of": True}


def test_one_of_several_choices_is_enough() -> None:
    assert holds(("owners", "others"), "others")
    assert not holds(("owners",), "others")
    assert closed({"people": ("owners", "others")}, FACTS)["mails"] is True


def test_what_is_not_taken_is_not_followed() -> None:
    offered = []

    def take(source: str, fact: str, value: object) -> None:
        offered.append((source, fact, value))

    follow({"mails": True}, FACTS, take)
    assert offered == [("mails", "acts", True)]


def test_a_part_settles_the_facts_of_its_kind_that_have_one_value() -> None:
    given: list[object] = [{"fact": "mails"}, {"fact": "acts", "is": "no"}, {"fact": "people", "is": "others"}]
    given.append({"fact": "reach", "is": ["staff", "public"]})
    implied = [FactIs.model_validate(one) for one in given]
    assert dict(settled_by(implied, FACTS)) == {"mails": True, "acts": False, "people": ("others",)}


def test_every_value_that_a_kind_settles_is_an_answer_of_its_fact() -> None:
    catalog = load_catalog()
    for kind in catalog.kinds.values():
        for fact, value in settled_by(kind.implies, catalog.facts):
            assert catalog.facts[fact].accepts(value)
