"""Families of threats name patterns that there are, and leave something of each among the first."""

from knowledge.catalog import load_catalog
from knowledge.ranking.threat_families import families, families_of


def test_each_member_of_a_family_is_a_pattern_of_the_catalog() -> None:
    named = {member for family in families() for member in family.members}
    assert named <= set(load_catalog().patterns)


def test_a_family_keeps_at_least_one_and_has_more_members_than_it_keeps() -> None:
    assert all(1 <= family.most < len(family.members) for family in families())


def test_a_pattern_without_kin_has_no_family() -> None:
    assert families_of("no-such-pattern") == ()
