"""The frameworks as the catalog carries them: which editions, and what became of the ids of earlier ones."""

import pytest

from knowledge.catalog import Catalog, load_catalog
from knowledge.errors import CatalogError
from knowledge.vocabulary import Framework, Reference

LATER = (1, 2, 4, 5, 10, 3, 8, 9, 7, 6)
"""The number in 2026 of each of the ten risks for language models of 2025."""


@pytest.fixture(scope="module")
def carried() -> Catalog:
    return load_catalog()


@pytest.mark.parametrize(
    ("framework", "edition"),
    [
        (Framework.ATLAS, "2026.09"),
        (Framework.OWASP_LLM, "2026"),
        (Framework.OWASP_AGENTIC, "2026"),
        (Framework.OWASP_AISVS, "1.0"),
        (Framework.OWASP_DSGAI, "2026 v1.0"),
        (Framework.OWASP_AIVSS, "0.8"),
        (Framework.NIST_AI_RMF, "1.0"),
    ],
)
def test_a_framework_is_carried_in_its_newest_edition(carried: Catalog, framework: Framework, edition: str) -> None:
    assert carried.frameworks[framework].edition == edition


@pytest.mark.parametrize("number", range(1, 11))
def test_a_risk_of_2025_leads_to_its_successor(carried: Catalog, number: int) -> None:
    key = f"owasp_llm:LLM{number:02d}:2025"
    assert carried.reference(key).id == f"LLM{LATER[number - 1]:02d}:2026"
    assert carried.has_reference(Reference.of(key, edition="2025"))
    assert not carried.has_reference(Reference.of(key, edition="2026"))


@pytest.mark.parametrize(
    ("retired", "successor"),
    [
        ("AML.T0019", "AML.T0115.000"),
        ("AML.T0058", "AML.T0115.001"),
        ("AML.T0104", "AML.T0115.002"),
    ],
)
def test_a_retired_technique_is_no_item_and_leads_to_its_successor(
    carried: Catalog, retired: str, successor: str
) -> None:
    assert retired not in {item.id for item in carried.frameworks[Framework.ATLAS].items}
    assert carried.item(f"atlas:{retired}").id == successor
    assert carried.has_reference(Reference.of(f"atlas:{retired}", edition="5.6.1"))


@pytest.mark.parametrize("edition", ["5.6.1", "2026.08", "2026.09"])
def test_a_kept_reference_of_an_earlier_release_is_still_known(carried: Catalog, edition: str) -> None:
    assert carried.has_reference(Reference.of("atlas:AML.T0051", edition=edition))


@pytest.mark.parametrize("invented", ["AML.M0040", "AML.M0044", "AML.T0135", "AML.T0134.000", "AML.T0999"])
def test_ids_that_exist_only_in_invented_text_stay_unknown(carried: Catalog, invented: str) -> None:
    with pytest.raises(CatalogError, match="no framework item"):
        carried.item(f"atlas:{invented}")
    assert not carried.has_reference(Reference.of(f"atlas:{invented}", edition="2026.09"))


def test_the_links_from_mitigations_are_those_of_the_release(carried: Catalog) -> None:
    """361 links from 40 mitigations, by the published counts."""
    items = carried.frameworks[Framework.ATLAS].items
    assert sum(len(item.mitigations) for item in items) == 361
    assert len({name for item in items for name in item.mitigations}) == 40


def test_each_framework_says_when_its_edition_came_out(carried: Catalog) -> None:
    assert [name for name, manifest in carried.frameworks.items() if not manifest.published] == []


def test_what_was_not_read_first_hand_says_so(carried: Catalog) -> None:
    for framework in (Framework.EU_AI_ACT, Framework.ISO_42001, Framework.NIST_AI_RMF):
        assert carried.frameworks[framework].caution.startswith("Check before use")
