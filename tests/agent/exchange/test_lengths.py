"""How long the report is: bounded unless everything is asked for, and then nothing is missing."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from agent.domain.threats import ThreatStatus
from agent.exchange import Dossier, Extent, to_markdown
from agent.exchange.documents.as_pdf import to_pdf
from agent.exchange.documents.document import Contents, Heading, Table
from agent.exchange.reports.annex import MORE
from agent.exchange.reports.brief import brief
from agent.exchange.reports.report import report
from tests.agent.exchange.large import dossier_of, large
from tests.ui.models import catalog, rich_model

TEN_PARTS, LARGEST = 12, 15
"""The most pages for a system of ten parts, and for one as large as there may be."""


def pages(content: bytes) -> int:
    return len(PdfReader(BytesIO(content)).pages)


@pytest.mark.parametrize(("threats", "parts", "most"), [(90, 10, TEN_PARTS), (300, 80, LARGEST)])
def test_a_report_stays_bounded_with_the_longest_names(threats: int, parts: int, most: int) -> None:
    assert pages(to_pdf(dossier_of(large("latin", threats, parts)))) <= most


def test_a_report_begins_with_the_two_pages_and_leads_to_its_chapters() -> None:
    dossier = dossier_of(large("latin", 60, 12))
    for extent in (Extent.REPORT, Extent.FULL):
        blocks = report(dossier, extent)
        first = brief(dossier)
        assert blocks[: len(first)] == first
        anchors = [one.anchor for one in blocks if isinstance(one, Heading) and one.anchor]
        assert len(anchors) == len(set(anchors))
        contents = next(one for one in blocks if isinstance(one, Contents))
        assert len(contents.entries) >= 10
        assert all(entry.anchor in anchors for entry in contents.entries)


def test_what_is_left_out_is_counted() -> None:
    written = to_markdown(dossier_of(large("latin")))
    assert "further rows left out here." in written
    assert MORE in written


def test_the_full_report_has_every_threat_and_every_measure() -> None:
    model = rich_model(60)
    written = to_markdown(Dossier(model, catalog()), Extent.FULL)
    for threat in model.threats:
        said = f"\n#### {threat.id} " if threat.status is not ThreatStatus.DISMISSED else f"\n| {threat.id} |"
        assert said in written
    assert all(f"**{control.id} " in written for control in model.controls)


def test_decisions_stand_in_the_annex_with_who_and_until_when() -> None:
    model = rich_model()
    tables = [one for one in report(Dossier(model, catalog())) if isinstance(one, Table) and "Decision" in one.headers]
    accepted = next(one for one in model.threats if one.status is ThreatStatus.ACCEPTED)
    assert accepted.treatment is not None
    row = next(row for table in tables for row in table.rows if row[0] == accepted.id)
    assert accepted.treatment.owner in str(row[3])
