"""What an entry cites: one edition for each framework, the closest item leading, with the age of the edition."""

from datetime import date

import pytest

from knowledge.catalog import load_catalog
from knowledge.entries import Mitigation, ThreatPattern
from knowledge.publications.citations import cited
from knowledge.publications.edition_age import age, edition_and_age, months_old
from knowledge.vocabulary import Framework, Reference

DAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("published", "words"),
    [
        ("2026-11-29", "less than a month old"), ("2026-10-30", "less than a month old"), ("2026-10-29", "1 month old"),
        ("2026-09-15", "2 months old"), ("2026-11", "less than a month old"), ("2026-06", "5 months old"),
        ("2024-11-30", "23 months old"), ("2024-11-29", "2 years old"), ("2019-11", "7 years old"),
        ("2026", "of this year"), ("2025", "1 year old"), ("1999", "27 years old"), ("", ""),
        ("2027-01-01", "less than a month old"),
    ],
)  # fmt: skip
def test_an_age_is_told_as_exactly_as_the_date_is_known(published: str, words: str) -> None:
    assert age(published, DAY) == words


def test_no_date_has_no_age() -> None:
    assert months_old("", DAY) is None
    manifest = load_catalog().frameworks[Framework.ATLAS].model_copy(update={"published": ""})
    assert edition_and_age(manifest, DAY) == "2026.09"


def test_each_framework_stands_once_with_its_closest_item_leading() -> None:
    catalog = load_catalog()
    keys = ("atlas:AML.T0051.001", "owasp_llm:LLM01:2026", "atlas:AML.T0093", "atlas:AML.T0051.001")
    atlas, llm = cited(map(catalog.reference, keys), catalog, DAY)
    assert (atlas.leading.id, [one.id for one in atlas.more]) == ("AML.T0051.001", ["AML.T0093"])
    assert atlas.source == "MITRE ATLAS 2026.09 (2 months old)"
    assert (llm.leading.id, llm.more) == ("LLM01:2026", ())


def test_two_editions_of_a_framework_become_the_one_that_is_carried() -> None:
    catalog = load_catalog()
    mixed = (Reference.of("owasp_llm:LLM06:2025", "2025"), Reference.of("owasp_llm:LLM01:2026", "2026"),
             Reference.of("owasp_llm:LLM03:2026", "2026"))  # fmt: skip
    (group,) = cited(mixed, catalog, DAY)
    assert [one.id for one in group.every] == ["LLM03:2026", "LLM01:2026"]
    assert {one.edition for one in group.every} == {"2026"}


def test_an_earlier_edition_alone_stays_and_says_that_a_newer_one_is_carried() -> None:
    catalog = load_catalog()
    (group,) = cited([Reference.of("owasp_llm:LLM06:2025", "2025")], catalog, DAY)
    assert group.source == "OWASP Top 10 for LLM Applications 2025 (2026 is newer)"


def test_no_threat_pattern_and_no_measure_mixes_editions() -> None:
    """Every pattern and measure cites one edition of each framework, and the one that is carried."""
    catalog = load_catalog()
    entries: tuple[ThreatPattern | Mitigation, ...] = (*catalog.patterns.values(), *catalog.mitigations.values())
    for entry in entries:
        for group in cited(map(catalog.reference, entry.references), catalog):
            assert {one.edition for one in group.every} == {catalog.frameworks[group.framework].edition}, entry.id
