"""The overview: stories as cards, one lit in the diagram, what breaks most of them, the ten, what is not known."""

import re
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from agent.domain.findings.gaps import Gap, GapKind
from agent.domain.model import ThreatModel
from agent.domain.sessions.session import Session
from agent.domain.threats import ThreatStatus
from knowledge.vocabulary import InterviewStage
from tests.agent.assessment.drafted import drafted
from tests.agent.assessment.told_systems import CREDIT, INVOICES, TRAVEL, Told
from tests.ui.fake import FakeFacilitator
from tests.ui.models import advised_model, rich_model
from tests.ui.views.pages import button, group, labels, words
from ui import app_services

Page = Callable[..., AppTest]
MOST_WORDS = 900


@pytest.fixture
def invoices(facilitator: FakeFacilitator) -> Session:
    return facilitator.import_model(drafted(INVOICES.text))


def keys(app: AppTest) -> set[str]:
    return {str(one.key) for one in app.button}


@pytest.fixture
def lit(monkeypatch: pytest.MonkeyPatch) -> list[frozenset[str]]:
    """What each drawing of the diagram was asked to light, the last one last."""
    asked: list[frozenset[str]] = []

    def show(session: Session, key: str, lit: frozenset[str]) -> bool:
        asked.append(lit)
        return True

    monkeypatch.setattr("ui.components.threats.attack_paths.show_picture", show)
    return asked


def overview_words(app: AppTest) -> list[str]:
    """What is read in the section: its text, and the lines and chips that are buttons."""
    text = words(app).partition("## How it could come to harm")[2]
    mine = [one for one in app.button if str(one.key).startswith(("open_", "story_", "light_", "overview_"))]
    return [*text.split(), *" ".join(str(one.label) for one in mine).split()]


def test_a_draft_opens_at_its_overview(page: Page, invoices: Session) -> None:
    assert "## How it could come to harm" in words(page(s=invoices.id))


def test_a_model_without_threats_opens_at_its_diagram_as_before(page: Page, facilitator: FakeFacilitator) -> None:
    session = facilitator.import_model(rich_model(0))
    assert "What flows where" in words(page(s=session.id))
    empty = page(s=session.id, tab="overview")
    assert "Nothing to tell yet" in words(empty)
    assert "draft_overview" in keys(empty)


def test_each_story_has_its_sentence_its_measure_and_its_case_with_a_link(page: Page, invoices: Session) -> None:
    text = words(page(s=invoices.id))
    paths = app_services.paths_of(invoices).paths
    assert len(paths) == 5
    for place, path in enumerate(paths, start=1):
        assert f"### {place}. {path.title}" in text
        assert path.told in text
        control = invoices.model.control(path.control)
        assert control is not None
        assert f"**Cut by** {control.title}" in text
    case = next(path.incident for path in paths if path.incident is not None)
    assert f"[{case.name}]({case.url})" in text


def test_the_first_story_is_lit_until_another_one_is_chosen(
    page: Page, invoices: Session, lit: list[frozenset[str]]
) -> None:
    app = page(s=invoices.id)
    first, *others = app_services.paths_of(invoices).paths
    assert lit == [first.lit]
    place, other = next(
        ((place, one) for place, one in enumerate(others, start=2) if one.lit != first.lit), (4, others[2])
    )
    button(app, f"light_{place}").click().run()
    assert other.lead in app.query_params["p"]
    assert lit[-1] == other.lit
    assert "light_1" in keys(app)
    assert f"light_{place}" not in keys(app)


def test_a_path_lights_its_people_parts_and_flows(page: Page, invoices: Session, lit: list[frozenset[str]]) -> None:
    page(s=invoices.id)
    steps = app_services.paths_of(invoices).paths[0].steps
    assert lit[-1] == {step.id for step in steps} | {step.flow for step in steps if step.flow}
    assert len(lit[-1]) == 2 * len(steps) - 1


def test_a_model_of_one_part_has_no_diagram_beside_its_stories(
    page: Page, facilitator: FakeFacilitator, lit: list[frozenset[str]]
) -> None:
    app = page(s=facilitator.import_model(drafted("chatbot")).id)
    assert "### 1. " in words(app)
    assert lit == []


def test_an_address_that_names_no_story_leads_to_the_first(page: Page, invoices: Session) -> None:
    assert "light_1" not in keys(page(s=invoices.id, tab="overview", p="T-999"))


def test_a_chip_of_a_story_opens_the_card_of_its_threat(page: Page, invoices: Session) -> None:
    app = page(s=invoices.id)
    lead = app_services.paths_of(invoices).paths[1].lead
    button(app, f"story_2_{lead}").click().run()
    assert "threats" in app.query_params["tab"]
    assert lead in app.query_params["t"]
    assert any("Why it applies" in str(one.label) for one in app.expander)


def test_the_measures_that_break_most_paths_are_counted(page: Page, invoices: Session) -> None:
    paths = app_services.paths_of(invoices)
    text = words(page(s=invoices.id))
    assert f"break {paths.broken} of {len(paths.paths)} paths" in text
    for one in paths.breaking:
        assert f"({one.control}): path" in text


def test_the_ten_have_score_owner_and_next_step_and_open_their_card(page: Page, invoices: Session) -> None:
    app = page(s=invoices.id)
    lines = [label for label in labels(app) if "-badge[" in label]
    assert len(lines) == 10
    first = invoices.model.threats[0]
    assert f"{first.rating.total:.1f}" in lines[0]
    assert words(app).count("No owner · next: ") == 10
    button(app, f"open_{first.id}").click().run()
    assert first.id in app.query_params["t"]


def test_the_owner_of_the_next_step_is_named(page: Page, facilitator: FakeFacilitator) -> None:
    model = drafted(INVOICES.text)
    first = model.threats[0].id
    controls = [
        one.model_copy(update={"owner": "Ann *Lee*"}) if first in one.threats else one for one in model.controls
    ]
    session = facilitator.import_model(model.model_copy(update={"controls": tuple(controls)}))
    assert "Ann *Lee* · next: " in words(page(s=session.id))


def test_what_is_decided_leaves_its_place_among_the_ten_to_the_next(page: Page, facilitator: FakeFacilitator) -> None:
    model = drafted(INVOICES.text)
    threats = (model.threats[0].model_copy(update={"status": ThreatStatus.ACCEPTED}), *model.threats[1:])
    app = page(s=facilitator.import_model(model.model_copy(update={"threats": threats})).id)
    assert f"open_{threats[0].id}" not in keys(app)
    assert len([one for one in keys(app) if one.startswith("open_T")]) == 10


def test_what_is_not_known_is_told_in_five_lines_at_most(page: Page, invoices: Session) -> None:
    text = words(page(s=invoices.id))
    gaps = text.partition("## What is not known")[2].strip().splitlines()
    assert 1 <= sum(line.startswith("- ") for line in gaps) <= 5


def test_the_link_to_the_open_points_and_their_section_say_one_number(
    page: Page, invoices: Session, facilitator: FakeFacilitator, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = [GapKind.UNKNOWN_FACT] * 9 + [GapKind.STANDING_ASSUMPTION] * len(invoices.model.assumptions)
    gaps = tuple(Gap(kind=kind, text="Not known", weight=1, threats=2, stage=InterviewStage.DATA) for kind in kinds)
    monkeypatch.setattr(facilitator, "gaps", lambda _: gaps)
    number = int(button(page(s=invoices.id), "overview_points").label.split()[2])
    app = page(s=invoices.id, tab="points")
    assert f"Open points {number}" in group(app, "section").options
    listed = [int(found) for found in re.findall(r"## (\d+) (?:assumption|thing)", words(app))]
    assert len(listed) == 2
    assert sum(listed) == number


def test_a_model_whose_threats_are_all_settled_says_so(page: Page, facilitator: FakeFacilitator) -> None:
    model = drafted(INVOICES.text)
    done = tuple(one.model_copy(update={"status": ThreatStatus.MITIGATED}) for one in model.threats)
    session = facilitator.import_model(model.model_copy(update={"threats": done}))
    app = page(s=session.id)
    assert not app.exception
    assert "No open threat leads to a path any more" in words(app)


@pytest.mark.parametrize("told", [INVOICES, CREDIT, TRAVEL], ids=lambda told: told.name)
def test_the_overview_is_read_in_nine_hundred_words(page: Page, facilitator: FakeFacilitator, told: Told) -> None:
    session = facilitator.import_model(drafted(told.text))
    app = page(s=session.id)
    assert len(overview_words(app)) < MOST_WORDS


def test_names_of_others_are_read_and_never_obeyed(page: Page, facilitator: FakeFacilitator) -> None:
    hostile = " <img src=x> [x](https://evil.example) **loud** :material/bug:"
    model: ThreatModel = advised_model(hostile)
    session = facilitator.import_model(model)
    app = page(s=session.id)
    raw = "\n".join(str(one.value) for one in app.markdown)
    assert "hides orders in a refund request" in raw
    assert "<img" not in raw.replace("\\<", "")
    assert "](https://evil" not in raw.replace("\\]", "")
