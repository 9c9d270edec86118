"""Two people change one field: theirs stands, one's own comes back as a choice on the page, and is asked once."""

import pytest
from streamlit.testing.v1 import AppTest

from agent.domain.changes.edits import DescribeSystem
from agent.domain.sessions.offer_replies import LEAVE
from agent.domain.sessions.principal import Role
from agent.domain.sessions.session import Said
from tests.ui.views.conftest import ADA, BEN, Team
from tests.ui.views.pages import keyed, labels, words

FASTER = "## Somebody else was faster"


@pytest.fixture
def session(team: Team) -> str:
    return team.model(ben=Role.EDITOR)


def both_renamed(team: Team, session: str) -> AppTest:
    """Ben's page after Ada saved another name while he was typing his."""
    app = team.page(BEN, s=session)
    keyed(app.text_input, "name_").set_value("Lighthouse")
    team.of(ADA).hear(session, Said(edits=(DescribeSystem(name="Beacon"),), made_on=0, key="renamed-by-ada"))
    next(one for one in app.button if one.label == "Save").click()
    return team.at(BEN, app)


def choice(app: AppTest, side: str) -> AppTest:
    keyed(app.button, f"{side}_").click()
    return app.run()


def name_of(team: Team, session: str) -> str:
    return team.of(ADA).open(session).model.system.name


def test_both_values_stand_side_by_side_with_whose_they_are(team: Team, session: str) -> None:
    app = both_renamed(team, session)
    assert FASTER in words(app)
    assert "Ada Marten, " in words(app)
    assert "“Beacon”" in words(app)
    assert "You: “Lighthouse”" in words(app)
    assert name_of(team, session) == "Beacon"


def test_it_is_asked_in_one_place_only(team: Team, session: str) -> None:
    app = both_renamed(team, session)
    assert [one for one in labels(app) if one in ("Take yours", "Accept the change", LEAVE)] == ["Take yours"]


def test_ones_own_value_is_one_more_version(team: Team, session: str) -> None:
    app = choice(both_renamed(team, session), "yours")
    assert name_of(team, session) == "Lighthouse"
    assert FASTER not in words(app)
    assert team.of(ADA).history(session)[-1].author == "Ben Okoro"
    assert FASTER not in words(team.page(BEN, s=session)), "nor in another window"


def test_theirs_that_is_kept_is_not_asked_again_in_another_window(team: Team, session: str) -> None:
    app = choice(both_renamed(team, session), "theirs")
    assert FASTER not in words(app)
    assert FASTER not in words(team.page(BEN, s=session))
    assert name_of(team, session) == "Beacon"


def test_a_choice_that_was_not_made_waits_through_a_reload(team: Team, session: str) -> None:
    both_renamed(team, session)
    app = team.page(BEN, s=session)
    assert FASTER in words(app)
    choice(app, "yours")
    assert name_of(team, session) == "Lighthouse"


def test_of_two_fields_each_is_chosen_for_itself(team: Team, session: str) -> None:
    app = team.page(BEN, s=session)
    keyed(app.text_input, "name_").set_value("Lighthouse")
    keyed(app.text_input, "purpose_").set_value("Guides ships.")
    theirs = DescribeSystem(name="Beacon", purpose="Warns ships.")
    team.of(ADA).hear(session, Said(edits=(theirs,), made_on=0, key="renamed-by-ada"))
    next(one for one in app.button if one.label == "Save").click()
    team.at(BEN, app)
    assert labels(app).count("Keep theirs") == 2
    choice(app, "theirs")
    assert labels(app).count("Keep theirs") == 1
    choice(app, "yours")
    system = team.of(ADA).open(session).model.system
    assert (system.name, system.purpose) in (("Beacon", "Guides ships."), ("Lighthouse", "Warns ships."))


def test_the_choice_of_one_person_is_not_shown_to_the_other(team: Team, session: str) -> None:
    both_renamed(team, session)
    app = team.page(ADA, s=session)
    assert FASTER not in words(app)
    assert not {"Take yours", "Accept the change"} & set(labels(app))
