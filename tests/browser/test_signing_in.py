"""Two people of a provider on this machine: each signs in, sees what is theirs, works with the other, and signs out."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from agent.maintenance import Upkeep
from agent.store import Database
from tests.browser.conftest import PATIENCE, Window, opened_at
from tests.browser.test_accessibility import in_both_themes
from tests.ui.server.running import COMMAND, Running, free_port, running
from tests.ui.sign_in.providers import ADA, BEN, EVE, environment, real_provider
from tests.waiting import until

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

_LOOKS = "https://cdn.jsdelivr.net"
"""From where the provider's own page wants a style sheet; it is answered here, and nothing leaves the machine."""


@dataclass
class Team:
    """An app with a sign-in, and a browser of their own for each person."""

    app: Running
    browser: "Browser"
    issuer: str
    stack: ExitStack

    @property
    def address(self) -> str:
        """Where browsers reach the app."""
        return f"http://127.0.0.1:{self.app.port}"

    def window(self, width: int = 1440, height: int = 900) -> Window:
        """The window of somebody who has not signed in."""
        allowed = (self.address, self.issuer, _LOOKS)
        window = self.stack.enter_context(opened_at(self.browser, self.address, width, height, allowed))
        window.page.context.route(f"{_LOOKS}/**", lambda route: route.fulfill(content_type="text/css", body=""))
        return window

    def signed_in(self, subject: object, width: int = 1440, height: int = 900) -> Window:
        """The window of somebody who has signed in."""
        window = self.window(width, height)
        window.visit()
        sign_in(window, str(subject))
        return window


def sign_in(window: Window, subject: str) -> None:
    """Go to the provider and be somebody there."""
    window.page.get_by_role("button", name="Sign in").click()
    at_provider(window, subject)
    window.page.get_by_text("Describe your system").first.wait_for(timeout=PATIENCE)
    window.rest()


def at_provider(window: Window, subject: str) -> None:
    """Choose a person on the provider's page."""
    window.page.locator("input[name=sub]").fill(subject, timeout=PATIENCE)
    window.page.get_by_role("button", name="Authorize").click()


@pytest.fixture(scope="module")
def team_app(
    tmp_path_factory: pytest.TempPathFactory, indexed: Callable[[Path], Path]
) -> Iterator[tuple[Running, str]]:
    with a_team_app(indexed(tmp_path_factory.mktemp("team"))) as made:
        yield made


@contextmanager
def a_team_app(folder: Path) -> Iterator[tuple[Running, str]]:
    """A running app with a provider, and the provider's address."""
    port = free_port()
    with real_provider(folder, ADA, BEN, EVE) as issuer:
        more = environment(issuer, port, ALLOWED_DOMAINS="team.example")
        with running(COMMAND, folder, environment=more, port=port) as app:
            yield app, issuer


@pytest.fixture
def team(team_app: tuple[Running, str], browser: "Browser") -> Iterator[Team]:
    with ExitStack() as stack:
        yield Team(team_app[0], browser, team_app[1], stack)


def test_each_person_sees_their_own_models_only(team: Team) -> None:
    ada, ben = team.signed_in(ADA["sub"]), team.signed_in(BEN["sub"])
    ada.page.locator(".st-key-example_1-support-assistant button").first.click()
    ada.settle()
    ben.visit()
    assert ben.page.locator("[class*='st-key-recent_']").count() == 0
    ben.page.goto(ada.page.url)
    ben.page.get_by_text("No model at this address").first.wait_for(timeout=PATIENCE)
    assert ben.page.get_by_text("Harbour").count() == 0


def test_the_sign_in_leads_back_to_the_model_it_began_on(team: Team) -> None:
    ada = team.signed_in(ADA["sub"])
    ada.page.get_by_role("button", name="Begin with a blank page").click()
    ada.settle()
    again = team.window()
    again.page.goto(ada.page.url)
    again.page.get_by_role("button", name="Sign in").click()
    at_provider(again, str(ADA["sub"]))
    again.settle()
    assert parse_qs(urlsplit(again.page.url).query)["s"] == parse_qs(urlsplit(ada.page.url).query)["s"]


def test_whose_address_is_not_confirmed_is_told_so(team: Team) -> None:
    eve = team.window()
    eve.visit()
    eve.page.get_by_role("button", name="Sign in").click()
    at_provider(eve, str(EVE["sub"]))
    eve.page.get_by_text("has not confirmed your e-mail address").wait_for(timeout=PATIENCE)
    assert eve.page.get_by_text("Describe your system").count() == 0


def test_a_sign_out_counts_in_every_window(team: Team) -> None:
    ada = team.signed_in(ADA["sub"])
    second = Window(page=ada.page.context.new_page(), address=team.address)
    second.visit()
    second.page.get_by_text("Describe your system").first.wait_for(timeout=PATIENCE)
    second.page.locator(".st-key-settings button").first.click()
    second.page.get_by_role("button", name="Sign out").click(timeout=PATIENCE)
    second.page.get_by_role("button", name="End session").click(timeout=PATIENCE)
    second.page.get_by_role("button", name="Sign in").wait_for(timeout=PATIENCE)
    ada.page.get_by_role("button", name="Begin with a blank page").click()
    ada.page.get_by_text("You signed out in another window").wait_for(timeout=PATIENCE)


@pytest.mark.parametrize("cookie", ["forged", "eyJhbGciOiJub25lIn0.x.y"])
def test_a_forged_cookie_is_nobody(team: Team, cookie: str) -> None:
    window = team.window()
    window.page.context.add_cookies([{"name": "_streamlit_user", "value": cookie, "url": team.address}])
    window.visit()
    window.page.get_by_role("button", name="Sign in").wait_for(timeout=PATIENCE)


def rename(window: Window, name: str) -> None:
    """Write a new name of the model; it is saved by the button that is left to press."""
    window.page.locator(".st-key-line_model_header").get_by_role("button", name="Rename").click()
    window.page.get_by_label("What is it called?").fill(name)


def save(window: Window) -> None:
    window.page.get_by_role("button", name="Save", exact=True).click()


def invited(ada: Window) -> str:
    """Share the model that is open, and give the link that somebody else follows."""
    ada.page.locator(".st-key-share button").first.click()
    dialog = ada.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Make a link").click()
    link = dialog.locator("code").inner_text(timeout=PATIENCE)
    assert in_both_themes(ada) == []
    ada.page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    return link


def joined(team: Team, link: str) -> Window:
    """The window of Ben, who followed a link, signed in on the way, and said yes."""
    ben = team.window()
    ben.page.goto(link)
    ben.page.get_by_role("button", name="Sign in").click()
    at_provider(ben, str(BEN["sub"]))
    ben.page.get_by_role("button", name="Join").click(timeout=PATIENCE)
    ben.settle()
    return ben


def deeds(team: Team, action: str) -> list[dict[str, object]]:
    """The details of what the audit of the app has of a kind."""
    database = Database(f"sqlite:///{team.app.log.parent / 'data' / 'threatparley.sqlite'}")
    rows = Upkeep(database, lambda _: None).audit()
    database.close()
    return [row.detail for row in rows if row.action == action]


def test_two_people_work_on_one_model(team: Team) -> None:
    work_on_one_model(team)


def work_on_one_model(team: Team, seen: Callable[[str, Window], object] = lambda name, window: None) -> None:
    """Two people of a provider change, discuss and sign off one model; ``seen`` is shown two moments of it."""
    ada = team.signed_in(ADA["sub"])
    ada.page.locator(".st-key-example_1-support-assistant button").first.click()
    ada.settle()
    ben = joined(team, invited(ada))
    ben.shows("Also here: Ada Marten")

    rename(ben, "Harbour of Ben")
    rename(ada, "Harbour of Ada")
    save(ada)
    ada.shows("Harbour of Ada", "h1")
    save(ben)
    ben.shows("Somebody else was faster")
    ben.shows("Harbour of Ada", "h1")
    ben.page.keyboard.press("Escape")
    seen("team-conflict", ben)
    assert in_both_themes(ben) == []
    ben.page.get_by_role("button", name="Take yours").click()
    ben.shows("Harbour of Ben", "h1")
    assert ben.page.get_by_text("Somebody else was faster").count() == 0
    ada.page.get_by_role("button", name="Show it as it is now").click(timeout=PATIENCE)
    ada.shows("Harbour of Ben", "h1")

    address = f"{ben.page.url.partition('&')[0]}&tab=threats&t=T-001"
    ben.page.goto(address)
    ben.page.get_by_text("Comments: none yet").click(timeout=PATIENCE)
    ben.page.get_by_label("Write a comment").fill("Who pays for this?")
    ben.page.get_by_role("button", name="Add comment").click()
    ben.shows("Who pays for this?")
    ben.page.get_by_role("button", name="Sign off").click()
    ben.shows("Signed off by")
    ada.page.goto(address)
    ada.page.get_by_text("Comments: 1 open").click(timeout=PATIENCE)
    ada.shows("Who pays for this?")
    ada.shows("Signed off by")
    seen("team-signed-off", ada)


def test_a_viewer_reads_and_takes_a_file_along_until_they_are_removed(team: Team) -> None:
    ada = team.signed_in(ADA["sub"])
    ada.page.locator(".st-key-example_1-support-assistant button").first.click()
    ada.settle()
    ben = joined(team, invited(ada))
    before = len(deeds(team, "set role"))
    ada.page.locator(".st-key-share button").first.click()
    dialog = ada.page.get_by_role("dialog")
    dialog.get_by_role("combobox").first.click()
    ada.page.get_by_role("option", name="Viewer").click()
    until(lambda: len(deeds(team, "set role")) > before)

    ben.page.goto(f"{ben.page.url.partition('&')[0]}&tab=export")
    ben.shows("You are here as Viewer")
    assert in_both_themes(ben) == []
    with ben.page.expect_download() as coming:
        ben.page.locator(".st-key-download_json button").first.click()
    assert "Harbour" in coming.value.path().read_text(encoding="utf-8")
    assert {"format": "json"} in deeds(team, "export")

    dialog.get_by_role("button", name="Remove Ben Okoro").click()
    ben.page.get_by_text("No model at this address").first.wait_for(timeout=PATIENCE)
    ada.rest()
    assert [one["role"] for one in deeds(team, "set role")[before:]] == ["viewer"]
    assert dialog.get_by_text("What happened.").count() == 0
