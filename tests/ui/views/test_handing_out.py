"""Files are handed out outside any page, to whom the page was drawn for, and each is noted in the audit."""

import threading
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from agent.domain.sessions.principal import Principal, Role
from agent.errors import SessionNotFound, SignInNeeded, StoreUnavailable
from agent.exchange import from_json
from agent.settings import Settings
from agent.store.session_management import Shelving
from tests.agent.scripted import scripted
from tests.ui.fake import FakeFacilitator
from tests.ui.models import rich_model
from tests.ui.views.conftest import BEN, Team
from tests.ui.views.pages import words
from ui import app_services, session_management
from ui.downloads import handed_out

Page = Callable[..., AppTest]


def nobody(_: Settings) -> Principal:
    raise SignInNeeded("You are not signed in.")


def fetched(make: Callable[[], object]) -> list[object]:
    """What comes of a file as Streamlit makes it: in a thread of its own, of no page."""
    came: list[object] = []

    def fetch() -> None:
        try:
            came.append(make())
        except Exception as error:
            came.append(error)

    thread = threading.Thread(target=fetch)
    thread.start()
    thread.join()
    return came


def test_a_file_is_made_for_whom_the_page_was_drawn_and_noted(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    session = team.model(ben=Role.VIEWER)
    team.acting = BEN
    make = handed_out(session, "json", lambda facilitator: session_management.native_file(facilitator, session))
    assert team.noted("export") == [], "nothing is noted before it is fetched"
    monkeypatch.setattr(app_services, "person", nobody)
    [text] = fetched(make)
    assert isinstance(text, str), text
    assert from_json(text).system.name == "Harbour support assistant"
    assert team.noted("export") == [(BEN.key, session, {"format": "json"})]


def test_whoever_was_removed_meanwhile_gets_no_file_from_a_page_that_is_still_open(team: Team) -> None:
    session = team.model(ben=Role.VIEWER)
    team.acting = BEN
    make = handed_out(session, "md", lambda _: "the whole model")
    team.of(BEN).sharing.step_out(session)
    [problem] = fetched(make)
    assert isinstance(problem, SessionNotFound)
    assert team.noted("export") == []


def test_where_people_are_known_nothing_is_handed_out_that_cannot_be_noted(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = team.model()
    make = handed_out(session, "md", lambda _: "the whole model")
    monkeypatch.setattr(Shelving, "exported", full)
    [problem] = fetched(make)
    assert isinstance(problem, StoreUnavailable)


def test_a_full_disk_keeps_no_single_owner_from_saving_a_model_elsewhere(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    facilitator = scripted(tmp_path)  # type: ignore[arg-type]
    session = facilitator.start().id
    monkeypatch.setattr(Shelving, "exported", full)
    facilitator.exported(session, "md")
    facilitator.close()


def full(*_: object) -> None:
    raise StoreUnavailable("The disk is full, so nothing more can be kept.")


@pytest.mark.parametrize(
    ("section", "formats"),
    [
        ("export", {"md", "json", "pdf", "docx", "csv"}),
        ("history", {"differences"}),
        ("diagram", {"diagram dot", "diagram mmd", "diagram svg", "diagram png"}),
    ],
)
def test_every_file_of_a_section_goes_through_the_audit(
    page: Page, facilitator: FakeFacilitator, monkeypatch: pytest.MonkeyPatch, section: str, formats: set[str]
) -> None:
    session = facilitator.import_model(rich_model(4))
    facilitator.restore(session.id, 0)
    offered: list[Callable[[], object]] = []

    def button(_self: object, _label: str, data: Callable[[], object], *_: object, **__: object) -> bool:
        offered.append(data)
        return False

    monkeypatch.setattr("streamlit.delta_generator.DeltaGenerator.download_button", button)
    monkeypatch.setattr("streamlit.download_button", lambda *given, **named: button(None, *given, **named))
    app = page(s=session.id, tab=section)
    assert not app.exception, words(app)
    for make in offered:
        make()
    assert formats <= {form for _, form in facilitator.handed_out}
    assert len(facilitator.handed_out) == len(offered)
