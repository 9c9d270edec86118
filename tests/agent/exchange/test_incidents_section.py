"""Recorded incidents in a report: in the order of the list, with their source, and only where there are records."""

import pytest

from agent.exchange.documents.document import Paragraph, Table, lines_of
from agent.exchange.dossier import Dossier
from agent.exchange.reports.incidents_section import incident_blocks
from knowledge.catalog import load_catalog
from knowledge.publications import incidents
from tests.agent.builders import a_model
from tests.agent.domain.parts import threat

CATALOG = load_catalog()
KEYS = ("atlas:AML.T0051", "plot4ai:10", "atlas:AML.T0020")


def dossier() -> Dossier:
    found = tuple(
        threat(number, None, targets=("system",), references=(CATALOG.reference(key),))
        for number, key in enumerate(KEYS, start=1)
    )
    return Dossier(a_model({}).model_copy(update={"threats": found}), CATALOG)


@pytest.fixture
def _recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        {"date": day, "title": "A", "primary_reference": f"https://example.org/{day}", "mitre_atlas": [technique]}
        for technique, days in (("AML.T0051", ("2026-01", "2025")), ("AML.T0020", ("2024-05-06",)))
        for day in days
    ]
    content = {"version": "9", "generated": "2026-10-09", "incident_count": 3, "incidents": rows}
    monkeypatch.setattr(incidents, "records", lambda: incidents.counted(content, {}))


@pytest.mark.usefixtures("_recorded")
def test_threats_with_records_stand_in_a_table_with_its_source() -> None:
    blocks = incident_blocks(dossier())
    (table,) = (block for block in blocks if isinstance(block, Table))
    cells = [row[:4:1] for row in table.rows]
    assert [(row[0], row[2], row[3]) for row in cells] == [("T-001", "AML.T0051", "2"), ("T-003", "AML.T0020", "1")]
    (caption,) = (block for block in blocks if isinstance(block, Paragraph))
    assert "rank nothing. Source: genai-incidents 9 of 2026-10-09, 3 incidents, CC BY 4.0." in " ".join(
        lines_of(caption)
    )


@pytest.mark.usefixtures("_recorded")
def test_the_bounded_report_has_as_many_rows_as_it_asks_for() -> None:
    (table,) = (block for block in incident_blocks(dossier(), 1) if isinstance(block, Table))
    assert len(table.rows) == 1


def test_without_records_there_is_no_section() -> None:
    assert incident_blocks(dossier()) == ()
