"""The coverage section of a report holds every item once, with what decided it."""

import re

from agent.assessment.ledger import Bookkeeper
from agent.coverage import CAPTION, Place, counted, standings
from agent.domain import Ledger
from agent.exchange import Dossier, Extent, to_html, to_markdown
from agent.exchange.documents.document import Table
from agent.exchange.reports.coverage_section import coverage_blocks
from knowledge import load_catalog
from tests.agent.builders import a_model

CATALOG = load_catalog()
MODEL = a_model({"plans_steps": False, "exposure": "public"}, [("chat model", "language_model"), ("mail tool", "tool")])
LEDGER = Bookkeeper(CATALOG).ledger(MODEL)


def test_every_item_of_a_framework_with_threats_is_listed_once() -> None:
    found = standings(MODEL, CATALOG, LEDGER)
    tables = [one for one in coverage_blocks(MODEL, CATALOG, LEDGER) if isinstance(one, Table)]
    listed = [
        title
        for table in tables
        if table.headers[0] == "Stands"
        for row in table.rows
        for title in str(row[2]).split(", ")
    ]
    with_threats = {one.framework for one in found if one.place is not Place.NOT_OWNERS}
    assert sorted(listed) == sorted(one.title for one in found if one.framework in with_threats)


def test_the_summary_adds_up_to_all_items() -> None:
    found = standings(MODEL, CATALOG, LEDGER)
    summary = next(one for one in coverage_blocks(MODEL, CATALOG, LEDGER) if isinstance(one, Table))
    assert [int(str(cell)) for cell in summary.rows[-1][1:]] == list(counted(found).values())
    for column in range(1, 5):
        assert sum(int(str(row[column])) for row in summary.rows[:-1]) == int(str(summary.rows[-1][column]))


def test_a_ruled_out_card_stands_beside_the_fact_that_rules_it_out() -> None:
    for written in (
        to_markdown(Dossier(MODEL, CATALOG, LEDGER, ()), Extent.FULL),
        to_html(Dossier(MODEL, CATALOG, LEDGER, ()), Extent.FULL),
    ):
        assert CAPTION in written
        assert re.search(r"ruled out.{0,40}there is at most one agent.{0,80}\d", written)


def test_a_report_without_verdicts_claims_no_coverage() -> None:
    assert coverage_blocks(MODEL, CATALOG, Ledger(verdicts=())) == ()
