"""A desk with the real facilitator where people are known, and pages of each of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import streamlit as st
from pydantic import SecretStr
from streamlit.testing.v1 import AppTest

from agent.assembly import assemble
from agent.domain.sessions.principal import SYSTEM, Principal, Role
from agent.facilitator import Facilitator
from agent.maintenance import Upkeep
from agent.settings import Settings
from agent.store import Database
from tests.ui.conftest import PAGE
from tests.ui.models import rich_model
from ui import app_services
from ui.turns import Turns
from ui.views.pages import workspace

ADA = Principal.signed_in("https://accounts.example", "ada", "Ada Marten")
BEN = Principal.signed_in("https://accounts.example", "ben", "Ben Okoro")
EVE = Principal.signed_in("https://accounts.example", "eve", "Eve Lind")


@dataclass
class Team:
    """People who work with one app; whoever acts is the one that the proxy in front would name."""

    everybody: Facilitator
    settings: Settings
    acting: Principal = ADA

    def of(self, who: Principal) -> Facilitator:
        """The door of somebody, beside any page."""
        return self.everybody.as_(who)

    def model(self, **others: Role) -> str:
        """A model of Ada's; others, by their short names, have a role in it."""
        session = self.of(ADA).import_model(rich_model(8)).id
        for name, role in others.items():
            self.of({"ben": BEN, "eve": EVE}[name]).sharing.accept(self.of(ADA).sharing.invite(session, role).token)
        return session

    def page(self, who: Principal, **address: str) -> AppTest:
        """A page as somebody opens it."""
        app = AppTest.from_file(str(PAGE), default_timeout=60)
        for name, value in address.items():
            app.query_params[name] = value
        return self.at(who, app)

    def at(self, who: Principal, app: AppTest) -> AppTest:
        """The page anew, with what was pressed on it, as this person."""
        self.acting = who
        return app.run()

    def noted(self, action: str) -> list[tuple[str, str | None, dict[str, object]]]:
        """What the audit has of a kind of deed: by whom, on which model, and its details."""
        rows = Upkeep(Database(self.settings.store_url), lambda _: None).audit()
        return [(row.name, row.session, row.detail) for row in rows if row.action == action]


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, indexed: Callable[[Path], Path]) -> Iterator[Team]:
    st.cache_resource.clear()
    secret = SecretStr("a-secret-that-the-proxy-of-tests-sends")
    settings = Settings(data_dir=indexed(tmp_path), trusted_proxies="127.0.0.1", trusted_proxy_secret=secret)
    made = Team(assemble(settings), settings)
    desk = app_services.Desk(made.everybody, Turns(made.of(SYSTEM)), settings)
    monkeypatch.setattr(app_services, "desk", lambda: desk)
    monkeypatch.setattr(workspace, "PATIENCE", 60)
    monkeypatch.setattr("ui.app_services.person", lambda _: made.acting)
    yield made
    desk.crew.close()
    made.everybody.close()
