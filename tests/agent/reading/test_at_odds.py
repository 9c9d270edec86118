"""Two sentences of one text that cannot both hold are asked about under the open points, and nothing else is."""

import pytest

from agent.reading.at_odds import matters
from knowledge.catalog import load_catalog
from tests.agent.reading.readings import told

ODDS = "two things are said"
AT_ODDS = [
    ("A person checks every payment before it is made.", "Payments go out by themselves in the evening."),
    ("Every rejection is looked at by a recruiter.", "Rejections are sent automatically at night."),
    ("A nurse reviews every dose before it is given.", "At night doses are released without anybody looking."),
    ("An editor approves each article.", "Articles are published automatically without review."),
    ("Staff approve every booking.", "At weekends bookings are made automatically and nobody looks."),
]
IN_STEP = [
    ("A person checks every payment before it is made.", "A second person signs large ones."),
    ("Rejections are sent automatically at night.", "Nobody looks at them."),
    ("A nurse reviews every dose.", "The pharmacist is told of it by mail."),
    ("Nobody reviews the articles.", "They are published automatically."),
]
BEFORE = "Our assistant reads what comes in and decides what happens with it. "


def odds(text: str) -> list[str]:
    return [one for one in told(text).system.left_open if one.startswith(ODDS)]


@pytest.mark.parametrize(("one", "other"), AT_ODDS)
def test_what_cannot_both_hold_is_asked_about_in_both_words(one: str, other: str) -> None:
    (asked,) = odds(f"{BEFORE}{one} {other}")
    assert one.split()[1] in asked
    assert other.split()[-2] in asked or "…" in asked


@pytest.mark.parametrize(("one", "other"), IN_STEP)
def test_what_holds_together_is_not_asked_about(one: str, other: str) -> None:
    assert odds(f"{BEFORE}{one} {other}") == []


def test_one_sentence_alone_is_not_at_odds_with_itself() -> None:
    assert odds(f"{BEFORE}Small payments go out by themselves, and a person checks every large one.") == []


def test_the_matters_name_facts_of_the_catalog_and_two_sides_without_a_common_value() -> None:
    facts = load_catalog().facts
    for matter in matters():
        assert {side.fact for side in (*matter.one, *matter.other)} <= set(facts)
        assert not set(matter.one) & set(matter.other)
