"""Systems like the owner's, and why a threat stands where it stands, on the page and in the files."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from agent.domain.changes.edits import DecideThreat
from agent.domain.sessions.session import Said, Session
from agent.domain.similar_systems import ALIKE_NOTE, Alike
from agent.domain.threats import ThreatStatus
from agent.exchange import Extent, to_markdown
from tests.ui.fake import FakeFacilitator
from tests.ui.models import HOSTILE, rich_model
from tests.ui.views.pages import expander, unfold, words
from ui.dossiers import of_session

Page = Callable[..., AppTest]
TITLE = "Systems like yours worried first about"


@pytest.fixture
def session(facilitator: FakeFacilitator) -> Session:
    facilitator.like = (Alike(name="Booking agent", about=HOSTILE, worries=("A stranger books.", HOSTILE), share=0.3),)
    return facilitator.import_model(rich_model())


def test_systems_like_the_owners_stand_folded_below_the_threats(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="threats")
    assert not app.exception
    assert not expander(app, TITLE).proto.expanded
    text = words(app)
    assert ALIKE_NOTE in text
    assert "**Booking agent**" in text
    assert "1. A stranger books." in text


def test_no_text_of_such_a_system_acts_as_markup(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="threats")
    shown = next(one.value for one in app.markdown if "Booking agent" in one.value)
    assert "<script" not in shown.replace("\\<script", "")
    assert "](http" not in shown
    assert ":red[" not in shown


def test_nothing_is_shown_where_no_system_is_alike(page: Page, facilitator: FakeFacilitator) -> None:
    app = page(s=facilitator.import_model(rich_model()).id, tab="threats")
    assert not [one for one in app.expander if TITLE in one.label]


def test_a_card_says_why_it_stands_where_it_stands(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="threats", t="T-002")
    unfold(app, "Why it applies")
    lines = [one.value for one in app.markdown if one.value.startswith("**Why it stands here:**")]
    assert len(lines) == 1
    assert r"by its risk, and because of \*T\-002\*" in lines[0]


def test_reasons_are_worked_out_once_until_something_they_rest_on_changes(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    page(s=session.id, tab="risk")
    assert facilitator.reasoned == 0
    app = page(s=session.id, tab="threats", t="T-002")
    app.run()
    page(s=session.id, tab="threats", t="T-003")
    assert facilitator.reasoned == 1
    decided = DecideThreat(threat="T-003", status=ThreatStatus.AVOIDED, reason="It is taken out.")
    facilitator.work(session.id, facilitator.submit(session.id, Said(edits=(decided,), key="decided-elsewhere")))
    page(s=session.id, tab="threats")
    assert facilitator.reasoned == 1
    dismissed = DecideThreat(threat="T-003", status=ThreatStatus.DISMISSED, reason="No such part.")
    facilitator.work(session.id, facilitator.submit(session.id, Said(edits=(dismissed,), key="dismissed-elsewhere")))
    page(s=session.id, tab="threats")
    assert facilitator.reasoned == 2


def test_the_whole_report_holds_such_systems(facilitator: FakeFacilitator, session: Session) -> None:
    told = to_markdown(of_session(session, facilitator), Extent.FULL)  # type: ignore[arg-type] # the pages' own double
    assert "What systems like yours worried first about" in told
