"""Counts of recorded incidents: by the ids of a threat, under the ids of today, absent without the package."""

from importlib.util import find_spec
from typing import Any

import pytest

from knowledge.catalog import Catalog, load_catalog
from knowledge.publications import incidents
from knowledge.publications.incidents import Records, counted, records
from knowledge.vocabulary import Reference

EDITIONS = {"atlas": "2026.09", "owasp_asi": "2026", "owasp_llm": "2026", "veris": "1.4.1"}


def row(identity: str, date: str, **more: Any) -> dict[str, Any]:
    """One incident in the form of the package."""
    return {
        "id": identity, "title": f"Title of {identity}", "date": date, "year": int(date[:4]), "severity": "High",
        "attack_vector": "other", "owasp_llm": [], "owasp_asi": [], "nist_ai_rmf": [], "mitre_atlas": [],
        "cve_ids": [], "primary_reference": f"https://example.org/{identity}", "description": "D.", "tier": "feed",
    } | more  # fmt: skip


def small(**editions: str) -> Records:
    """Six incidents, one of them retracted."""
    rows = [
        row("INC-1", "2024", mitre_atlas=["AML.T0051.001", "AML.T0053"]),
        row("INC-2", "2026-08-03", mitre_atlas=["AML.T0051.001"], owasp_llm=["LLM03"]),
        row("INC-3", "2026-07", mitre_atlas=["AML.T0051.001", "AML.T0048.003"], owasp_asi=["ASI01"]),
        row("INC-4", "2025-12-24", mitre_atlas=["AML.T0051.001", "AML.T0051.001"]),
        row("INC-5", "2026-09", mitre_atlas=["AML.T0115.001"], owasp_llm=["LLM03", "LLM06"]),
        row("INC-6", "2026-10", mitre_atlas=["AML.T0051.001"], status="retracted"),
    ]
    content = {"version": "2.13.0", "generated": "2026-10-09", "incident_count": 5, "incidents": rows}
    return counted(content, EDITIONS | editions)


@pytest.fixture(scope="module")
def carried() -> Catalog:
    return load_catalog()


def of(carried: Catalog, *keys: str, editions: dict[str, str] | None = None) -> tuple[str, int] | None:
    edition = {"owasp_llm:LLM06:2025": "2025", "atlas:AML.T0058": "5.6.1"}
    references = [Reference.of(key, edition.get(key) or carried.reference(key).edition) for key in keys]
    count = small(**(editions or {})).of(references, carried)
    return (count.id, count.number) if count else None


def test_the_newest_come_first_and_what_was_retracted_is_left_out(carried: Catalog) -> None:
    count = small().of([carried.reference("atlas:AML.T0051.001")], carried)
    assert count is not None
    assert [one.date for one in count.latest] == ["2026-08-03", "2026-07", "2025-12-24"]
    assert count.latest[0].url == "https://example.org/INC-2"
    assert count.line == "4 recorded incidents are filed under AML.T0051.001, the latest of 2026-08-03"


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        (("owasp_llm:LLM03:2026", "atlas:AML.T0053"), ("AML.T0053", 1)),
        (("atlas:AML.T0070", "atlas:AML.T0053", "atlas:AML.T0051.001"), ("AML.T0053", 1)),
        (("atlas:AML.T0070", "owasp_llm:LLM03:2026"), ("LLM03", 2)),
        (("owasp_llm:LLM03:2026", "owasp_agentic:ASI01"), ("ASI01", 1)),
        (("owasp_llm:LLM06:2025",), ("LLM03", 2)),
        (("atlas:AML.T0058",), ("AML.T0115.001", 1)),
        (("atlas:AML.T0048.003", "owasp_agentic:ASI01"), ("ASI01", 1)),
        (("plot4ai:10", "cwe:CWE-89"), None),
        (("atlas:AML.T0051",), None),
    ],
)
def test_a_threat_is_counted_by_its_closest_technique_then_by_the_lists(
    carried: Catalog, keys: tuple[str, ...], found: tuple[str, int] | None
) -> None:
    """An id of an earlier edition is counted under what it became; a technique without entries gives way."""
    assert of(carried, *keys) == found


def test_numbers_of_another_edition_of_a_list_are_not_mixed_up(carried: Catalog) -> None:
    assert of(carried, "owasp_llm:LLM03:2026", editions={"owasp_llm": "2028"}) is None


def test_an_unknown_id_has_no_count(carried: Catalog) -> None:
    assert small().of([Reference.of("atlas:AML.T9999", "2026.09")], carried) is None


def test_a_file_of_another_form_is_told_apart() -> None:
    with pytest.raises((KeyError, TypeError)):
        counted({"version": "1", "items": []}, {})


def test_the_source_names_package_day_size_and_licence() -> None:
    assert small().source == "genai-incidents 2.13.0 of 2026-10-09, 5 incidents, CC BY 4.0"


def test_without_the_package_there_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incidents, "PACKAGE", "genai_incidents_that_nobody_has")
    assert records.__wrapped__() is None


@pytest.mark.skipif(find_spec("genai_incidents") is None, reason="the extra 'incidents' is not installed")
def test_the_real_package_tells_of_most_threats_that_cite_a_technique(carried: Catalog) -> None:
    found = records()
    assert found is not None
    assert "CC BY 4.0" in found.source
    cites = [
        [carried.reference(key) for key in pattern.references]
        for pattern in carried.patterns.values()
        if any(key.startswith("atlas:") for key in pattern.references)
    ]
    counts = [found.of(references, carried) for references in cites]
    assert sum(count is not None for count in counts) > len(cites) / 2
    assert all(one.url.startswith("https://") for count in counts if count for one in count.latest)
