"""Each measure we ship can go into a ticket as it stands."""

from knowledge.catalog import load_catalog
from knowledge.entries import Mitigation
from knowledge.vocabulary import Framework

CATALOG = load_catalog()


def lacking(measure: Mitigation) -> bool:
    """Whether it does not say who does it, at which level, or what shows that it is done."""
    told = measure.owner_role is not None and measure.level is not None
    return not told or len(measure.evidence) < 15 or measure.evidence.endswith(".")


def test_a_measure_names_who_does_it_its_level_and_what_shows_it() -> None:
    assert [measure.id for measure in CATALOG.mitigations.values() if lacking(measure)] == []
    measure = next(iter(CATALOG.mitigations.values()))
    assert lacking(measure.model_copy(update={"level": None}))
    assert lacking(measure.model_copy(update={"evidence": "A record."}))


def test_every_requirement_of_the_verification_standard_is_met_by_a_measure() -> None:
    items = CATALOG.frameworks[Framework.OWASP_AISVS].items
    wanted = {item.id for item in items if item.kind == "requirement"}
    met = {key.removeprefix("owasp_aisvs:") for one in CATALOG.mitigations.values() for key in one.references}
    assert len(wanted) == 191
    assert not wanted - met
