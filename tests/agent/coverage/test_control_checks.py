"""A safeguard is missing only by the owner's no; while nobody told of it, it is an open question."""

import csv
import io
import json

import pytest

from agent.coverage import Place, standings
from agent.coverage.control_checks import CheckState, checked, states_line
from agent.domain import Ledger, ThreatModel
from agent.domain.facts import FactValue, Provenance, Quote
from agent.domain.system import Assumption
from agent.exchange import to_csv, to_json
from agent.exchange.documents.document import Table
from agent.exchange.reports.checks_section import checks_blocks, short_checks_blocks
from knowledge.catalog import load_catalog
from knowledge.vocabulary import AnswerValue, Framework

CATALOG = load_catalog()
RECORD = "actions-and-answers-on-record"
LOGGED = "control_audit_log"


def a_system(*more: FactValue) -> ThreatModel:
    """A tool-using assistant, with what is said of one safeguard."""
    says = {"uses_language_model": True, "calls_tools": True}
    facts = tuple(FactValue(fact=name, value=value, provenance=Provenance.TABLE) for name, value in says.items())
    return ThreatModel(facts=(*facts, *more))


def said(value: AnswerValue, provenance: Provenance = Provenance.ANSWERED, words: str = "") -> FactValue:
    quotes = (Quote(turn=1, text=words),) if words else ()
    return FactValue(fact=LOGGED, value=value, provenance=provenance, quotes=quotes)


def state(model: ThreatModel) -> CheckState:
    return next(one for one in checked(model, CATALOG) if one.check == RECORD).state


def test_silence_is_no_gap() -> None:
    assert state(a_system()) is CheckState.NOT_KNOWN
    one = next(one for one in checked(a_system(), CATALOG) if one.check == RECORD)
    assert one.words == CATALOG.facts[LOGGED].question


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        (said(False), CheckState.MISSING),
        (said(True), CheckState.IN_PLACE),
        (said(True, Provenance.INFERRED), CheckState.NOT_KNOWN),
        (said(False, Provenance.INFERRED), CheckState.NOT_KNOWN),
        (said(False, Provenance.INFERRED, "Nothing is ever logged."), CheckState.MISSING),
    ],
)
def test_the_owners_word_settles_it(kept: FactValue, expected: CheckState) -> None:
    assert state(a_system(kept)) is expected


def test_what_a_document_claims_is_told_and_counts_for_nothing() -> None:
    claim = Assumption(id="A-1", text="all use is logged", fact=LOGGED, value=True, source="policy.pdf")
    model = a_system().model_copy(update={"assumptions": (claim,)})
    one = next(one for one in checked(model, CATALOG) if one.check == RECORD)
    assert one.state is CheckState.NOT_KNOWN
    assert one.words == "Claimed by policy.pdf, not confirmed: all use is logged"


def test_a_safeguard_is_asked_only_where_it_matters() -> None:
    assert checked(ThreatModel(), CATALOG) == ()
    assert RECORD not in {one.check for one in checked(ThreatModel(facts=(said(False),)), CATALOG)}


def test_what_is_missing_comes_first_and_the_line_counts_all() -> None:
    found = checked(a_system(said(False)), CATALOG)
    assert found[0].check == RECORD
    assert states_line(found).startswith("1 missing")
    assert sum(int(part.split()[0]) for part in states_line(found).split(", ")) == len(found)


def test_the_ledger_of_a_framework_stands_on_the_safeguard_where_no_threat_speaks_of_an_item() -> None:
    places = {}
    for name, kept in (("missing", (said(False),)), ("unknown", ()), ("there", (said(True),))):
        found = standings(a_system(*kept), CATALOG, Ledger(verdicts=()), [Framework.PLOT4AI])
        places[name] = next(one for one in found if one.id == "62")
    assert [one.place for one in places.values()] == [Place.APPLIES, Place.OPEN, Place.RULED_OUT]
    assert all(LOGGED in one.facts and one.reason for one in places.values())


def test_every_document_tells_the_gap_and_counts_it_as_no_threat() -> None:
    model = a_system(said(False, words="Nothing is ever logged."))
    rows = list(csv.DictReader(io.StringIO(to_csv(model, CATALOG).removeprefix("\ufeff"))))
    gap = next(row for row in rows if row["Status"] == "missing")
    assert (gap["Threat"], gap["Section"], gap["Current risk"]) == ("", "Control checks", "")
    assert "Nothing is ever logged." in gap["Words behind it"]
    kept = json.loads(to_json(model, CATALOG))
    assert [one["check"] for one in kept["control_checks"] if one["state"] == "missing"] == [RECORD]
    assert kept["model"]["threats"] == []
    for blocks in (checks_blocks(model, CATALOG), short_checks_blocks(model, CATALOG)):
        table = next(block for block in blocks if isinstance(block, Table))
        assert table.rows[0][1] == "missing"
        assert len(table.rows) <= len(CATALOG.control_checks)
