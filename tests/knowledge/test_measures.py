"""Each measure we ship can go into a ticket as it stands."""

import pytest

from knowledge.catalog import load_catalog
from knowledge.entries import Mitigation
from knowledge.vocabulary import Framework

CATALOG = load_catalog()


@pytest.mark.parametrize("measure", CATALOG.mitigations.values(), ids=CATALOG.mitigations)
def test_a_measure_names_who_does_it_its_level_and_what_shows_it(measure: Mitigation) -> None:
    assert measure.owner_role is not None
    assert measure.level is not None
    assert len(measure.evidence) >= 15
    assert not measure.evidence.endswith(".")


def test_every_requirement_of_the_verification_standard_is_met_by_a_measure() -> None:
    items = CATALOG.frameworks[Framework.OWASP_AISVS].items
    wanted = {item.id for item in items if item.kind == "requirement"}
    met = {key.removeprefix("owasp_aisvs:") for one in CATALOG.mitigations.values() for key in one.references}
    assert len(wanted) == 191
    assert not wanted - met
