"""Versions are compared in words, named, and brought back."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from agent.domain.changes.edits import DescribeSystem, SetFact
from agent.domain.facts import FactValue, Provenance
from agent.domain.sessions.session import Said, Session
from tests.ui.fake import FakeFacilitator
from tests.ui.models import rich_model
from tests.ui.views.pages import button, keyed, words

Page = Callable[..., AppTest]


def changed(facilitator: FakeFacilitator) -> Session:
    """A session of three versions."""
    session = facilitator.import_model(rich_model(6))
    origin = FactValue(fact="model_origin", value=("hosted_api",), provenance=Provenance.ANSWERED)
    for number, edit in enumerate((DescribeSystem(name="Lighthouse"), SetFact(value=origin))):
        facilitator.work(session.id, facilitator.submit(session.id, Said(edits=(edit,), key=f"history-{number}")))
    return facilitator.open(session.id)


def test_two_versions_are_compared_without_raw_ids(page: Page, facilitator: FakeFacilitator) -> None:
    app = page(s=changed(facilitator).id, tab="history")
    assert not app.exception
    text = words(app)
    assert "Facts: 1 added." in text
    label = next(choice.label for choice in facilitator.catalog.facts["model_origin"].choices)
    assert f": {label}" in text
    assert "hosted_api" not in text
    assert len(app.get("download_button")) == 1


def test_why_a_version_came_and_by_whom_are_two_sentences(page: Page, facilitator: FakeFacilitator) -> None:
    app = page(s=changed(facilitator).id, tab="history")
    [line] = [caption.value for caption in app.caption if " By " in caption.value]
    assert ". By " in line
    assert ".. " not in line


def test_a_version_is_named_and_the_name_stands_where_versions_are_chosen(
    page: Page, facilitator: FakeFacilitator
) -> None:
    session = changed(facilitator)
    app = page(s=session.id, tab="history")
    keyed(app.text_input, "version_name_2").set_value("as reviewed")
    next(one for one in app.button if one.label == "Save name").click().run()
    assert not app.exception
    assert [line.name for line in facilitator.history(session.id)] == ["", "", "as reviewed"]
    assert "2 · as reviewed" in keyed(app.selectbox, "newer_").options


def test_an_older_version_is_brought_back_as_a_new_one(page: Page, facilitator: FakeFacilitator) -> None:
    session = changed(facilitator)
    app = page(s=session.id, tab="history")
    keyed(app.selectbox, "one_version_").set_value(0).run()
    button(app, "restore_0").click().run()
    assert not app.exception
    assert facilitator.open(session.id).version == 3
    assert facilitator.open(session.id).model.system.name == "Harbour support assistant"


def test_the_present_version_cannot_be_restored(page: Page, facilitator: FakeFacilitator) -> None:
    app = page(s=changed(facilitator).id, tab="history")
    assert button(app, "restore_2").disabled
