"""The sections of the model: what they show and the edits they send."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from agent.domain.changes.edits import (
    ClearFact,
    PutAssumption,
    SetFact,
)
from agent.domain.facts import Quote
from agent.domain.sessions.session import Session
from agent.domain.system import Assumption, AssumptionStatus
from agent.exchange.formats import WRITTEN
from tests.agent.exchange.drawn import large_model
from tests.ui.fake import FakeFacilitator
from tests.ui.models import rich_model
from tests.ui.views.pages import button, group, keyed, labels, words

Page = Callable[..., AppTest]


@pytest.fixture
def session(facilitator: FakeFacilitator) -> Session:
    return facilitator.import_model(rich_model())


def test_the_diagram_has_the_same_in_words(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="diagram")
    flows = app.table[0].value
    assert list(flows.columns) == ["From", "To", "What", "Trust"]
    assert flows["Trust"].tolist().count("untrusted") == 2
    assert set(drawn(app)["picks"]) == {"C-1", "C-2", "C-3", "C-4", "C-5"}
    assert set(drawn(app)["doors"]) == {"B-1"}
    assert "untrusted: questions" in drawn(app)["svg"]


def test_the_picture_is_told_which_path_to_show(page: Page, session: Session) -> None:
    assert drawn(page(s=session.id, tab="diagram"))["lit"] == []
    lit = drawn(page(s=session.id))["lit"]
    assert lit
    assert lit == sorted(lit)


def drawn(app: AppTest) -> dict[str, Any]:
    """What the page gave to the component that shows the diagram."""
    found: dict[str, Any] = json.loads(app.get("bidi_component")[0].proto.json)
    return found


def test_a_part_leads_to_its_open_threats(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="diagram")
    button(app, "part_threats_C-3").click().run()
    assert app.selectbox(key="sieve_part").value == "C-3"
    assert "fit these filters" in words(app)


def test_boundaries_are_closed_and_opened_together(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="diagram")
    button(app, "close_all").click().run()
    assert drawn(app)["doors"] == {"B-1": "Open Our cloud"}
    assert 'id="part-C-2"' not in drawn(app)["svg"]
    button(app, "open_all").click().run()
    assert 'id="part-C-2"' in drawn(app)["svg"]


def test_a_large_model_begins_with_closed_boundaries(page: Page, facilitator: FakeFacilitator) -> None:
    app = page(s=facilitator.import_model(large_model(24)).id, tab="diagram")
    assert {name.split()[0] for name in drawn(app)["doors"].values()} == {"Open"}


def test_a_diagram_with_too_many_flows_says_so_and_keeps_the_table(page: Page, facilitator: FakeFacilitator) -> None:
    crowded = large_model(80, steps=tuple(range(1, 80)))
    model = crowded.model_copy(
        update={"components": tuple(one.model_copy(update={"boundary": None}) for one in crowded.components)}
    )
    app = page(s=facilitator.import_model(model).id, tab="diagram")
    assert "No picture" in words(app)
    assert len(app.table[0].value) == len(model.flows)
    assert not app.exception


def test_the_heatmap_has_the_same_numbers_as_a_table(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="risk")
    table = app.table[0].value
    numbers = [int(cell) for cell in table.drop(columns="Impact").to_numpy().ravel() if cell != "-"]
    assert sum(numbers) == 23
    assert app.dataframe[0].value["Now"].tolist()[0] == "▲ High 7.4"


def test_facts_are_set_together_and_can_be_forgotten(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    app = page(s=session.id, tab="parts")
    group(app, "parts_table").set_value("facts").run()
    keyed(app.selectbox, "fact_exposure").set_value("public")
    keyed(app.multiselect, "fact_audience").set_value([])
    button(app, "save_facts").click().run()
    kinds = {type(edit) for edit in facilitator.sent[0].edits}
    assert kinds == {SetFact, ClearFact}
    assert facilitator.open(session.id).model.value_of("exposure") == "public"


def test_tables_show_every_part(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="parts")
    assert "Save components" in labels(app)
    for table in ("flows", "boundaries", "actors", "assets"):
        group(app, "parts_table").set_value(table).run()
        assert not app.exception
        assert f"Save {table}" in labels(app)


def test_an_assumption_is_confirmed_as_a_fact(page: Page, session: Session, facilitator: FakeFacilitator) -> None:
    app = page(s=session.id, tab="points")
    assert "8 threats rest on it" in words(app)
    button(app, "confirm_A-1").click().run()
    edit = facilitator.sent[0].edits[0]
    assert isinstance(edit, SetFact)
    assert (edit.value.fact, edit.value.value) == ("output_rendered", True)


def claiming(facilitator: FakeFacilitator) -> Session:
    claim = Assumption(
        id="A-4", text="input is screened before the model gets it", fact="control_input_screening", value=True,
        source="brief *v2*.md", quotes=(Quote(turn=1, text="All inputs are validated."),),
    )  # fmt: skip
    model = rich_model()
    return facilitator.import_model(model.model_copy(update={"assumptions": (*model.assumptions, claim)}))


def test_what_a_document_claims_comes_first_with_its_sentence(page: Page, facilitator: FakeFacilitator) -> None:
    app = page(s=claiming(facilitator).id, tab="points")
    text = words(app)
    assert "All inputs are validated." in text
    assert "Counts for nothing until you confirm it." in text
    assert "Read in brief *v2*.md" in text
    assert text.index("A-4") < text.index("A-1")


@pytest.mark.parametrize(("key", "value"), [("confirm_A-4", True), ("reject_A-4_False", False)])
def test_what_a_document_claims_is_confirmed_or_denied_as_a_fact(
    page: Page, facilitator: FakeFacilitator, key: str, value: bool
) -> None:
    app = page(s=claiming(facilitator).id, tab="points")
    button(app, key).click().run()
    (edit,) = facilitator.sent[0].edits
    assert isinstance(edit, SetFact)
    assert (edit.value.fact, edit.value.value) == ("control_input_screening", value)


def test_an_assumption_is_rejected_by_saying_what_holds(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    app = page(s=session.id, tab="points")
    button(app, "reject_A-2_internal").click().run()
    edit = facilitator.sent[0].edits[0]
    assert isinstance(edit, SetFact)
    assert (edit.value.fact, edit.value.value) == ("exposure", "internal")


def test_an_assumption_without_a_fact_is_marked(page: Page, session: Session, facilitator: FakeFacilitator) -> None:
    app = page(s=session.id, tab="points")
    button(app, "confirm_A-3").click().run()
    edit = facilitator.sent[0].edits[0]
    assert isinstance(edit, PutAssumption)
    assert edit.assumption.status is AssumptionStatus.CONFIRMED


def test_a_gap_leads_to_the_fact_that_settles_it(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="points")
    button(app, "set_1_reads_outside_content").click().run()
    assert not app.exception
    assert [one.key for one in app.selectbox if "fact_reads_outside_content" in str(one.key)]


def test_the_ledger_counts_and_searches(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="ledger")
    assert "24 apply" in words(app)
    app.text_input(key="ledger_words").set_value("nothing like this at all").run()
    assert "Nothing fits" in words(app)


def test_history_compares_any_two_versions(page: Page, session: Session, facilitator: FakeFacilitator) -> None:
    app = page(s=session.id, tab="history")
    assert "Only one version yet" in words(app)
    button(app, "reply_exposure_public").click().run()
    assert app.dataframe[0].value["Version"].tolist() == [1, 0]
    assert "Facts: 1 added." in words(app)
    button(app, "undo_history").click().run()
    assert facilitator.open(session.id).version == 2


def test_every_format_is_offered_with_what_it_includes(page: Page, session: Session) -> None:
    text = words(page(s=session.id, tab="export"))
    for form in WRITTEN:
        assert form.includes in text
        assert f"-v0.{form.ending}" in text


def test_what_a_format_loses_is_shown_once_someone_looks(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="export")
    assert "Left out" not in words(app)
    app.session_state["losses_threat-dragon"] = True
    app.run()
    assert "**Left out**" in words(app)
    assert "facts" in words(app)


def test_the_two_pages_stand_on_the_export_page_as_text_and_not_as_markup(
    page: Page, facilitator: FakeFacilitator
) -> None:
    session = facilitator.import_model(rich_model(24, "Desk *copilot* :smile: $x$ [a](b)"))
    app = page(s=session.id, tab="export")
    shown = [str(one.value) for one in app.markdown]
    headings = [one for one in shown if one.startswith("#")]
    assert any(one.startswith("## Threat model") for one in headings)
    assert any(one.startswith("### Ten threats to talk about") for one in headings)
    assert not any("*copilot*" in one.replace("\\*", "") or "](b)" in one for one in shown)
    table = next(one.value for one in app.table if "Next step" in one.value)
    assert len(table) == 10


def test_an_edit_that_is_refused_says_why(page: Page, facilitator: FakeFacilitator) -> None:
    model = rich_model()
    odd = model.assumptions[1].model_copy(update={"value": "nowhere"})
    session = facilitator.import_model(model.model_copy(update={"assumptions": (odd,)}))
    app = page(s=session.id, tab="points")
    button(app, "confirm_A-2").click().run()
    text = words(app)
    assert "1 change could not be made" in text
    assert "nowhere" in text
    assert facilitator.open(session.id).version == 0
