"""What a language model says stands in every document, told apart from the catalog's words, and lowers no figure."""

import csv
import io
import json
import re

import pytest

from agent.domain import Ledger
from agent.domain.changes.apply import apply
from agent.domain.changes.edits import ConfirmThreat, DropAdvice
from agent.domain.findings.threat_ranking import sections
from agent.domain.model import ThreatModel
from agent.domain.threats import Advice, Threat
from agent.errors import InputError
from agent.exchange import Dossier, Extent, from_json, to_csv, to_html, to_json, to_markdown
from knowledge.catalog import load_catalog
from tests.ui.models import HOSTILE, TELLER, advised_model, rich_model

CATALOG = load_catalog()


def markdown(model: ThreatModel) -> str:
    return to_markdown(Dossier(model, CATALOG, Ledger(verdicts=()), ()), Extent.FULL).replace("\\", "")


def about(document: str, threat: str) -> str:
    """The part of a document on one threat."""
    return document.split(f"# {threat} ")[1].split("\n#")[0]


def the(model: ThreatModel, threat_id: str) -> Threat:
    found = model.threat(threat_id)
    assert found is not None
    return found


def test_a_scenario_stands_before_the_catalogs_sentence_and_says_who_told_it() -> None:
    model = advised_model()
    told = about(markdown(model), "T-010")
    scenario, statement = the(model, "T-010").heeded, the(model, "T-010").statement
    assert scenario is not None
    assert f"told by {TELLER}" in told
    assert told.index(scenario.scenario) < told.index("In the catalog's words") < told.index(statement)
    assert "puts it at place 1: the Refund tool pays without a look" in told
    assert "“Customers who are signed in”" in told


@pytest.mark.parametrize("threat", ["T-012", "T-014"])
def test_what_a_model_set_aside_has_its_own_section_with_the_reason_and_all_its_grounds(threat: str) -> None:
    model = advised_model()
    listed, aside = markdown(model).split("### Probably not here")
    assert f"#### {threat} " not in listed
    told = about(aside, threat)
    advice = the(model, threat).heeded
    assert advice is not None
    assert f"What {TELLER} says: holds it to be none of this system: {advice.because}." in told.replace("**", "")
    assert "DREAD factor" in told


def test_nothing_falls_because_of_a_model() -> None:
    model = advised_model()
    without = model.model_copy(update={"threats": tuple(_bare(one) for one in model.threats if one.id != "T-031")})
    assert _counts(model) == _counts(without)
    assert _counts(apply(model, [ConfirmThreat(threat="T-031")], CATALOG).model) != _counts(without)


def test_every_threat_that_applies_stands_once_in_the_report_however_much_is_set_aside() -> None:
    model = advised_model()
    written = markdown(model)
    dismissed = [one.id for one in sections(model.threats).gone]
    assert dismissed == ["T-008"]
    for threat in model.threats:
        assert written.count(f"#### {threat.id} ") == (threat.id not in dismissed)
    assert "| T-008 |" in written.split("## Dismissed or ruled out")[1]


def test_a_models_own_idea_is_marked_until_a_person_confirms_it() -> None:
    model = advised_model()
    told = markdown(model)
    assert "counts in no figure of risk" in about(told, "T-031")
    confirmed = markdown(apply(model, [ConfirmThreat(threat="T-031")], CATALOG).model)
    assert "counts in no figure of risk" not in about(confirmed, "T-031")
    assert "No citation: a suggestion of the language model" in about(confirmed, "T-031")


def test_what_was_taken_back_tells_no_scenario() -> None:
    model = apply(advised_model(), [DropAdvice(threat="T-010")], CATALOG).model
    told = about(markdown(model), "T-010")
    assert "hides orders" not in told
    assert f"what {TELLER} said of it" in told


def test_a_report_says_at_the_top_what_a_model_did_and_nothing_of_it_where_none_was_asked() -> None:
    top = markdown(advised_model()).split("## The system")[0]
    assert "The language model gave 3 their place, set 2 aside, told 3 in its words, and brought 1 of its own." in top
    assert "language model gave" not in markdown(rich_model())


def test_the_bounded_report_counts_every_other_section_and_tells_a_scenario() -> None:
    model = advised_model()
    told = sections(model.threats, model.controls)
    written = to_markdown(Dossier(model, CATALOG)).replace("\\", "")
    for title, threats in told.named()[1:]:
        assert f"{title.lower()}: {len(threats)} (" in written
    assert written.split("## Threats to talk about")[1].count("A customer hides orders in a refund request") == 2


def test_a_table_has_the_section_the_scenario_and_who_told_it() -> None:
    rows = {
        row["Threat"]: row
        for row in csv.DictReader(io.StringIO(to_csv(advised_model(), CATALOG).removeprefix("\ufeff")))
    }
    assert rows["T-010"]["Scenario"].startswith("A customer hides orders")
    assert rows["T-010"]["Told by"] == TELLER
    assert rows["T-012"]["Section"] == "Probably not here"
    assert rows["T-012"]["What a language model says"] == "holds it to be none of this system: nothing here is trained"
    assert rows["T-015"]["What a language model says"].startswith("taken back: ")
    assert rows["T-020"]["Placed by hand"] == "4"
    assert rows["T-031"]["What a language model says"].startswith("no citation: a suggestion of the language model")
    assert rows["T-002"]["Told by"] == ""


def test_a_native_file_comes_back_with_advice_places_and_confirmations() -> None:
    model = apply(advised_model(), [ConfirmThreat(threat="T-031")], CATALOG).model
    assert from_json(to_json(model, CATALOG)) == model


def test_a_file_written_before_there_was_advice_still_opens() -> None:
    file = json.loads(to_json(rich_model(), CATALOG))
    for threat in file["model"]["threats"]:
        for name in ("advice", "placed", "confirmed"):
            del threat[name]
    del file["model"]["advised"]
    assert from_json(json.dumps(file)) == rich_model()


def test_a_file_with_a_place_that_no_list_has_is_refused_with_its_place() -> None:
    file = json.loads(to_json(advised_model(), CATALOG))
    file["model"]["threats"][0]["advice"]["place"] = 0
    with pytest.raises(InputError, match="/model/threats/0/advice/place"):
        from_json(json.dumps(file))


def test_nothing_that_a_model_says_acts_as_markup() -> None:
    model = advised_model(HOSTILE)
    html = to_html(Dossier(model, CATALOG, Ledger(verdicts=()), ()), Extent.FULL)
    assert "<script>" not in html
    assert "alert(1)" in html
    text = to_markdown(Dossier(model, CATALOG, Ledger(verdicts=()), ()), Extent.FULL)
    assert "[a\\](javascript" in text
    assert not re.search(r"(?<!\\)\]\((?:javascript|http://evil)", text)


def _bare(threat: Threat) -> Threat:
    return threat.model_copy(update={"advice": Advice(dropped=True)})


def _counts(model: ThreatModel) -> str:
    """The sentence that counts the threats by band."""
    found = re.search(r"\d+ threats \(([^)]*)\)", markdown(model))
    assert found is not None
    return found[1]
