"""The section with the owner's own words: what was understood is a button, and each mend is one turn."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from agent.domain.changes.edits import ClearFact, PutActor, PutComponent, PutFlow, Remove, SetAside, SetFact
from agent.domain.sessions.session import Reply, Said, Session, Turn, TurnStatus
from agent.reading.readback.read_back_result import What
from tests.agent.reading.readback.sessions import told
from tests.ui.fake import FakeFacilitator
from tests.ui.models import HOSTILE
from tests.ui.views.pages import button, keyed, words
from ui.views.read_back import SHOWN

Page = Callable[..., AppTest]
SHOP = (
    "Customers ask our shop assistant about their orders in a chat. The assistant looks up passages in a Pinecone "
    "index of our help articles. It can issue refunds up to 50 EUR without approval. It glitters in the sun."
)


@pytest.fixture
def kept(facilitator: FakeFacilitator) -> Callable[..., Session]:
    """Keep a session in which these texts were told."""

    def keep(*texts: str) -> Session:
        session = told(*texts)
        opened = facilitator.import_model(session.model)
        session = opened.model_copy(update={"turns": session.turns})
        facilitator._keep(session)
        return session

    return keep


@pytest.fixture
def session(kept: Callable[..., Session]) -> Session:
    return kept(SHOP)


def spans(app: AppTest, what: What) -> dict[str, Any]:
    """The buttons on words of one sort, by their words."""
    start = f"span_{what.value}_"
    found = [one for one in app.button if str(one.key).startswith(start)]
    return {one.label.partition(" :small")[0].replace("\\", "").replace("\u2060", ""): one for one in found}


def opened(page: Page, session: Session, what: What, on: str) -> AppTest:
    """The section with what can be mended about some words."""
    app = page(s=session.id, tab="words")
    spans(app, what)[on].click().run()
    return app


def sent(facilitator: FakeFacilitator) -> Said:
    """The one turn that was sent."""
    assert len(facilitator.sent) == 1
    return facilitator.sent[0]


def test_the_whole_text_stands_on_the_page_with_each_sort_marked(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="words")
    assert not app.exception
    assert set(spans(app, What.PERSON)) == {"Customers"}
    assert {"shop assistant", "assistant", "Pinecone"} <= set(spans(app, What.PART))
    assert all(one.label.rstrip("\\.?,]").endswith("part") for one in spans(app, What.PART).values())
    assert "It glitters in the sun." in words(app)
    assert "4 sentences: 3 understood, 1 not understood." in words(app)


def test_what_is_chosen_again_closes(page: Page, session: Session) -> None:
    app = opened(page, session, What.PART, "Pinecone")
    assert "Part · " in words(app)
    app = spans(app, What.PART)["Pinecone"].click().run()
    assert "Part · " not in words(app)


def test_a_part_is_renamed(page: Page, session: Session, facilitator: FakeFacilitator) -> None:
    app = opened(page, session, What.PART, "Pinecone")
    keyed(app.text_input, "call_").set_value("Article index")
    app = keyed(app.button, "do_rename_").click().run()
    assert [type(edit) for edit in sent(facilitator).edits] == [PutComponent]
    assert sent(facilitator).reason == "“Pinecone” is called “Article index” now"
    assert facilitator.open(session.id).model.name_of("C-2") in words(app)


def test_a_part_is_the_same_as_another(page: Page, session: Session, facilitator: FakeFacilitator) -> None:
    app = opened(page, session, What.PART, "Pinecone")
    box = keyed(app.selectbox, "same_")
    other = next(part for part in session.model.components if part.name != "Pinecone")
    app = box.set_value(other.id).run()
    assert any(isinstance(edit, Remove) for edit in sent(facilitator).edits)
    assert "Pinecone" not in {part.name for part in facilitator.open(session.id).model.components}


def test_words_that_name_no_part_are_taken_out(page: Page, session: Session, facilitator: FakeFacilitator) -> None:
    app = opened(page, session, What.PART, "Pinecone")
    app = keyed(app.button, "do_take_out_").click().run()
    assert isinstance(sent(facilitator).edits[0], Remove)
    assert "Pinecone" not in spans(app, What.PART)


def test_a_part_is_of_another_kind(page: Page, session: Session, facilitator: FakeFacilitator) -> None:
    app = opened(page, session, What.PART, "Pinecone")
    keyed(app.selectbox, "kind_").set_value("data_store").run()
    edit = sent(facilitator).edits[0]
    assert isinstance(edit, PutComponent)
    assert edit.component.kind.value == "data_store"


def test_the_opposite_of_a_fact_is_so(page: Page, session: Session, facilitator: FakeFacilitator) -> None:
    app = page(s=session.id, tab="words")
    on = next(words for words in spans(app, What.FACT) if "approval" in words)
    app = spans(app, What.FACT)[on].click().run()
    app = keyed(app.button, "do_opposite_").click().run()
    edit = sent(facilitator).edits[0]
    assert isinstance(edit, SetFact)
    known = session.model.fact(edit.value.fact)
    assert known is not None
    assert {edit.value.value, known.value} == {True, False}
    assert edit.value.quotes[0].text == "It can issue refunds up to 50 EUR without approval."


def test_a_fact_that_is_not_said_is_forgotten(page: Page, session: Session, facilitator: FakeFacilitator) -> None:
    app = page(s=session.id, tab="words")
    on = next(words for words in spans(app, What.FACT) if "approval" in words)
    app = spans(app, What.FACT)[on].click().run()
    keyed(app.button, "do_forget_").click().run()
    assert isinstance(sent(facilitator).edits[0], ClearFact)


def test_who_writes_a_source_is_chosen(page: Page, session: Session, facilitator: FakeFacilitator) -> None:
    app = opened(page, session, What.PART, "Pinecone")
    box = keyed(app.selectbox, "writer_")
    assert {"Outsiders", "Staff", "Users"} <= set(box.options)
    box.set_value("outsiders").run()
    edits = sent(facilitator).edits
    assert any(isinstance(edit, PutActor) for edit in edits)
    assert any(isinstance(edit, PutFlow) for edit in edits)
    model = facilitator.open(session.id).model
    assert any(model.name_of(flow.source) == "outsiders" and flow.untrusted for flow in model.flows)


def test_a_flow_goes_the_other_way(page: Page, kept: Callable[..., Session], facilitator: FakeFacilitator) -> None:
    session = kept("Nurses use the kiosk on the ward for all patients. The kiosk talks to GPT-4o about each of them.")
    app = page(s=session.id, tab="words")
    spans(app, What.FLOW)["talks"].click().run()
    keyed(app.button, "do_reverse_").click().run()
    edit = sent(facilitator).edits[0]
    assert isinstance(edit, PutFlow | Remove)


def test_people_are_put_on_the_other_side(page: Page, session: Session, facilitator: FakeFacilitator) -> None:
    app = opened(page, session, What.PERSON, "Customers")
    keyed(app.button, "do_inside_").click().run()
    assert any(isinstance(edit, PutActor) and edit.actor.trusted for edit in sent(facilitator).edits)


def ask(page: Page, session: Session) -> AppTest:
    app = page(s=session.id, tab="words")
    keyed(app.button, "span_ask_").click().run()
    return app


def test_words_not_understood_are_said_to_name_a_part(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    app = ask(page, session)
    keyed(app.get("button_group"), "way_").set_value("part").run()
    keyed(app.text_input, "part_name_").set_value("Glitter store")
    keyed(app.selectbox, "part_kind_").set_value("data_store")
    app = keyed(app.button, "do_part_").click().run()
    assert "Glitter store" in {part.name for part in facilitator.open(session.id).model.components}
    assert not [one for one in app.button if str(one.key).startswith("span_ask_")]


def test_a_part_without_a_kind_is_refused_in_words(page: Page, session: Session, facilitator: FakeFacilitator) -> None:
    app = ask(page, session)
    keyed(app.get("button_group"), "way_").set_value("part").run()
    keyed(app.text_input, "part_name_").set_value("Glitter store")
    app = keyed(app.button, "do_part_").click().run()
    assert facilitator.sent == []
    assert "A part needs a name and a kind" in words(app)


def test_words_not_understood_are_said_to_name_people(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    app = ask(page, session)
    keyed(app.get("button_group"), "way_").set_value("people").run()
    keyed(app.text_input, "people_name_").set_value("Night shift")
    keyed(app.selectbox, "people_side_").set_value("People of our own")
    keyed(app.button, "do_people_").click().run()
    actor = next(one for one in facilitator.open(session.id).model.actors if one.name == "Night shift")
    assert actor.trusted


def test_words_not_understood_are_said_to_tell_a_fact(
    page: Page, kept: Callable[..., Session], facilitator: FakeFacilitator
) -> None:
    session = kept(f"{SHOP} Folks may put in whatever papers they have at hand.")
    app = page(s=session.id, tab="words")
    [one for one in app.button if str(one.key).startswith("span_ask_")][-1].click().run()
    keyed(app.get("button_group"), "way_").set_value("fact").run()
    keyed(app.button, "do_fact_").click().run()
    assert isinstance(sent(facilitator).edits[0], SetFact)


def test_words_that_mean_nothing_are_set_aside_and_taken_back(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    app = ask(page, session)
    keyed(app.get("button_group"), "way_").set_value("nothing").run()
    app = keyed(app.button, "do_nothing_").click().run()
    edit = sent(facilitator).edits[0]
    assert isinstance(edit, SetAside)
    assert "nothing for a threat model, as you say" in words(app)
    keyed(app.button, "do_something_").click().run()
    assert facilitator.open(session.id).model.asides == ()


def test_only_what_was_not_understood_is_shown_on_demand(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="words")
    keyed(app.get("button_group"), "sentences_shown").set_value("unread").run()
    assert "It glitters in the sun." in words(app)
    assert not spans(app, What.PART)


def test_a_long_text_is_drawn_in_steps(page: Page, kept: Callable[..., Session]) -> None:
    lines = "\n".join(f"- The amber service {number} sends orders to the billing database." for number in range(60))
    session = kept(f"Our shop has many services that send orders:\n{lines}")
    app = page(s=session.id, tab="words")
    drawn = len([one for one in app.text if "sends orders" in one.value or "to the" in one.value])
    button(app, "more_words").click().run()
    assert len([one for one in app.text if "sends orders" in one.value or "to the" in one.value]) > drawn
    assert drawn <= SHOWN * 3


def test_hostile_words_are_read_and_never_obeyed(page: Page, kept: Callable[..., Session]) -> None:
    session = kept(f"Customers ask our shop assistant about {HOSTILE} in a chat every day.")
    app = page(s=session.id, tab="words")
    assert not app.exception
    assert all("<script>" not in one.label for one in app.button)
    assert any("<script>" in one.value for one in app.text), "plain text shows it as it was written"


def test_nothing_told_says_what_to_do(page: Page, kept: Callable[..., Session]) -> None:
    assert "Nothing to read back yet." in words(page(s=kept().id, tab="words"))


def test_the_reply_to_a_description_leads_to_it(page: Page, session: Session) -> None:
    app = page(s=session.id)
    app = button(app, "see_words_1").click().run()
    assert app.query_params["tab"] in ("words", ["words"])
    assert app.query_params["pane"] in ("model", ["model"])


def test_a_turn_that_tells_nothing_leads_nowhere(page: Page, session: Session, facilitator: FakeFacilitator) -> None:
    said = Said(text="help", key="k" * 12)
    turn = Turn(number=2, said=said, status=TurnStatus.DONE, reply=Reply(text="Here."), at=datetime.now(UTC))
    facilitator._keep(session.model_copy(update={"turns": (*session.turns, turn)}))
    app = page(s=session.id)
    assert not [one for one in app.button if one.key == "see_words_2"]
