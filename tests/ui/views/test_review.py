"""The review: one threat a screen, what was decided leaves it, and at the end the counts and the brief."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from agent.domain.changes.edits import DecideThreat
from agent.domain.findings.threat_ranking import sections
from agent.domain.sessions.session import Session
from agent.domain.threats import ThreatStatus
from tests.ui.fake import FakeFacilitator
from tests.ui.models import rich_model
from tests.ui.views.pages import button, keyed, labels, words

Page = Callable[..., AppTest]


@pytest.fixture
def session(facilitator: FakeFacilitator) -> Session:
    return facilitator.import_model(rich_model())


def first_of(session: Session) -> list[str]:
    return [one.id for one in sections(session.model.threats, session.model.controls).main]


def at(app: AppTest) -> str:
    """The place of the review that the address names."""
    found = app.query_params["review"]
    return found if isinstance(found, str) else found[0]


def press(app: AppTest, key: str) -> None:
    button(app, key).click().run()


def save(app: AppTest, label: str) -> None:
    next(one for one in app.button if one.label == label).click().run()


def dismiss(app: AppTest, threat: str) -> None:
    press(app, "review_nothere")
    keyed(app.text_area, f"decide_why_nothere_review_{threat}").set_value("No such part.")
    save(app, "Mark as not here")


def test_the_list_leads_to_a_review_that_shows_one_threat_a_screen(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="threats")
    press(app, "review")
    text = words(app)
    first = session.model.threat("T-001")
    assert first is not None
    assert f"# {first.title}" in text
    assert first.statement in text
    assert "**Where:**" in text
    assert "**Because:** " in text
    assert "**What helps first:** M-1 " in text
    assert "section" not in [one.key for one in app.get("button_group")]
    assert [one for one in labels(app) if one in ("Fix", "Accept", "Not here", "Later", "Why")] == [
        "Fix", "Accept", "Not here", "Later", "Why",
    ]  # fmt: skip


def test_a_link_leads_to_a_threat_of_the_review_and_an_unknown_one_to_its_beginning(
    page: Page, session: Session
) -> None:
    third = first_of(session)[2]
    app = page(s=session.id, review=third)
    assert app.get("progress")[0].proto.text.startswith("**3 of ")
    assert at(page(s=session.id, review="T-999")) == "T-001"
    outside = next(one.id for one in session.model.threats if one.id not in first_of(session))
    assert at(page(s=session.id, review=outside)) == outside


def test_later_and_next_go_on_and_back_goes_back(page: Page, session: Session) -> None:
    waiting = [
        one for one in first_of(session) if (threat := session.model.threat(one)) and threat.status is ThreatStatus.OPEN
    ]
    app = page(s=session.id, review="start")
    press(app, "review_later")
    assert at(app) == waiting[1]
    press(app, "review_back")
    assert at(app) == first_of(session)[0]
    assert button(app, "review_back").disabled
    press(app, "review_next")
    assert at(app) == first_of(session)[1]


def test_what_was_decided_leaves_the_review_and_undo_brings_it_back(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    app = page(s=session.id, review="start")
    dismiss(app, "T-001")
    assert facilitator.sent[0].edits == (
        DecideThreat(threat="T-001", status=ThreatStatus.DISMISSED, reason="No such part."),
    )
    assert at(app) == first_of(session)[1]
    press(app, "review_back")
    assert "**Not applicable.** No such part." in "".join(one.value.replace("\\", "") for one in app.success)
    press(app, "review_undo")
    assert at(app) == "T-001"
    assert not app.success


def test_a_decision_without_what_it_needs_is_not_saved(
    page: Page, session: Session, facilitator: FakeFacilitator
) -> None:
    app = page(s=session.id, review="start")
    press(app, "review_accept")
    save(app, "Accept the risk")
    assert "Not saved: accept needs a reason and who answers for it." in words(app)
    assert facilitator.sent == []


def test_fix_plans_a_measure_and_goes_on(page: Page, session: Session, facilitator: FakeFacilitator) -> None:
    app = page(s=session.id, review="start")
    press(app, "review_fix")
    save(app, "Plan the fix")
    after = facilitator.open(session.id).model
    control, threat = after.control("M-1"), after.threat("T-001")
    assert control is not None
    assert threat is not None
    assert threat.treatment is not None
    assert threat.treatment.reason.startswith("Planned: M-1")
    assert at(app) == first_of(session)[1]


def test_why_shows_the_facts_the_words_and_the_sources(page: Page, session: Session) -> None:
    app = page(s=session.id, review="start")
    assert "Why it applies here" not in words(app)
    press(app, "review_why")
    assert "Why it applies here" in words(app)
    assert "Sources" in words(app)
    press(app, "review_why")
    assert "Why it applies here" not in words(app)


def test_the_end_counts_what_was_decided_and_shows_the_brief_and_what_is_left(page: Page, session: Session) -> None:
    app = page(s=session.id, review="start")
    dismiss(app, "T-001")
    for _ in range(len(first_of(session))):
        if at(app) != "end":
            press(app, "review_later")
    text = words(app)
    decided = [session.model.threat(one) for one in first_of(session)]
    before = sum(one is not None and one.status is not ThreatStatus.OPEN for one in decided)
    assert "**1** not applicable" in text
    assert f"**{len(decided) - before - 1}** left for later" in text
    assert "## The brief" in text
    assert f"Threat model: {session.model.system.name}" in text
    press(app, "review_left")
    assert at(app) == first_of(session)[1]


def test_a_review_goes_on_with_the_next_threats_of_the_list(page: Page, session: Session) -> None:
    app = page(s=session.id, review="end")
    press(app, "review_more")
    total = int(app.get("progress")[0].proto.text.split("**")[1].split(" of ")[1])
    assert total > len(first_of(session))


def test_a_review_of_what_the_filters_leave(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="threats")
    app.selectbox(key="sieve_part").set_value("C-5").run()
    here = [one for one in session.model.threats if "C-5" in one.targets and one.status is not ThreatStatus.DISMISSED]
    assert button(app, "review").label == f"Review these {len(here)}"
    press(app, "review")
    assert app.get("progress")[0].proto.text.endswith(" decided")
    assert f" of {len(here)}**" in app.get("progress")[0].proto.text


def test_back_to_the_list_keeps_what_was_decided(page: Page, session: Session) -> None:
    app = page(s=session.id, review="start")
    dismiss(app, "T-001")
    press(app, "leave_review")
    assert "review" not in app.query_params
    assert f"To talk about: {len(first_of(session))}" in words(app) or "To talk about" in words(app)
    assert "Dismissed or ruled out: 2" in words(app)


def test_the_help_with_the_keys_of_a_review_opens_in_it(page: Page, session: Session) -> None:
    app = page(s=session.id, tab="threats")
    press(app, "review")
    press(app, "help")
    assert any("In a review: fix, accept, not here" in one.value for one in app.markdown)
