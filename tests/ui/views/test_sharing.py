"""Sharing a model on its pages: invitations, roles, who one is, comments, sign-offs, and who else is here."""

import pytest
from streamlit.testing.v1 import AppTest

from agent.domain.changes.edits import RewordThreat
from agent.domain.sessions.principal import SYSTEM, Role
from agent.domain.sessions.session import Said
from agent.errors import StoreUnavailable
from agent.sharing import Sharing
from tests.ui.views.conftest import ADA, BEN, EVE, Team
from tests.ui.views.pages import button, expander, keyed, labels, words
from ui import sharing, state


def dialog(team: Team, session: str) -> AppTest:
    """The dialog that Share opens, drawn at every run as a browser keeps it open."""

    def drawn(session_id: str) -> None:
        from ui.components.sessions.share_dialog import _show_share

        _show_share(session_id)

    return team.at(ADA, AppTest.from_function(drawn, default_timeout=60, kwargs={"session_id": session}))


def link(app: AppTest) -> str:
    """The secret in the link that is shown."""
    return str(app.code[0].value).rpartition("invite=")[2]


def opened(team: Team, app: AppTest, start: str) -> AppTest:
    """A fold opened that draws its content only when open."""
    app.session_state[expander(app, start).key] = True
    return app.run()


def test_a_link_makes_whoever_follows_it_a_member_with_its_role(team: Team) -> None:
    session = team.model()
    app = dialog(team, session)
    app.selectbox(key="invite_role").set_value(Role.VIEWER).run()
    button(app, "invite_make").click().run()
    assert "It works once, and it is shown only now." in words(app)
    theirs = team.page(BEN, invite=link(app))
    assert "# You are invited to a threat model" in words(theirs)
    assert "Harbour" not in words(theirs), "nothing of the model is told before the yes"
    button(theirs, "join").click().run()
    assert theirs.query_params["s"] in (session, [session])
    assert "invite" not in theirs.query_params
    assert "You are here as Viewer: reads and exports." in words(theirs)
    assert team.of(BEN).sharing.role(session) is Role.VIEWER
    assert "2 members" in words(app.run())


def test_a_link_that_was_used_says_whom_to_ask(team: Team) -> None:
    session = team.model()
    token = team.of(ADA).sharing.invite(session).token
    team.of(BEN).sharing.accept(token)
    app = team.page(EVE, invite=token)
    button(app, "join").click().run()
    assert "Ask whoever invited you for a new link." in words(app)
    assert "Harbour" not in words(app)
    assert len(team.of(ADA).sharing.members(session)) == 2


def test_not_now_leads_to_the_start_page_and_leaves_the_link_as_it_was(team: Team) -> None:
    session = team.model()
    token = team.of(ADA).sharing.invite(session).token
    app = team.page(BEN, invite=token)
    button(app, "not_now").click().run()
    assert "Describe your system, or paste a description" in [one.label for one in app.text_area]
    assert team.of(BEN).sharing.accept(token) == session


def test_a_link_is_withdrawn_where_it_is_listed(team: Team) -> None:
    session = team.model()
    app = dialog(team, session)
    button(app, "invite_make").click().run()
    token = link(app)
    keyed(app.button, "withdraw_").click().run()
    assert not app.code
    assert "Not taken yet" not in words(app)
    page = team.page(BEN, invite=token)
    button(page, "join").click().run()
    assert "Ask whoever invited you for a new link." in words(page)


def test_a_role_is_given_in_the_dialog_and_noted_once(team: Team) -> None:
    session = team.model(ben=Role.EDITOR)
    app = dialog(team, session)
    keyed(app.selectbox, f"role_{BEN.key[:12]}").set_value(Role.COMMENTER).run()
    assert team.of(BEN).sharing.role(session) is Role.COMMENTER
    assert keyed(app.selectbox, f"role_{BEN.key[:12]}").value is Role.COMMENTER
    assert [(name, detail["role"]) for name, _, detail in team.noted("set role")] == [(ADA.key, "commenter")]


def test_a_field_of_a_removed_member_that_tells_once_more_changes_and_says_nothing(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = team.model(ben=Role.EDITOR)
    app = dialog(team, session)
    keyed(app.button, f"remove_{BEN.key[:12]}").click().run()
    assert "1 member" in words(app)
    told: list[state.Notice] = []
    monkeypatch.setattr(state, "notify", told.append)
    monkeypatch.setattr(state, "typed", lambda _: Role.EDITOR)
    monkeypatch.setattr(state, "generation", lambda _: 1)
    sharing.set_role(session, BEN.key, "role_that_is_gone", 0)
    assert told == []
    assert team.noted("set role") == []


def test_a_removed_member_finds_no_such_model_at_the_next_action(team: Team) -> None:
    session = team.model(ben=Role.VIEWER)
    theirs = team.page(BEN, s=session)
    assert "You are here as Viewer" in words(theirs)
    team.of(ADA).sharing.remove(session, BEN.key)
    assert "No model at this address" in words(team.at(BEN, theirs))


def test_the_last_owner_stays_and_is_told_why(team: Team) -> None:
    session = team.model(ben=Role.EDITOR)
    app = dialog(team, session)
    button(app, "leave_model").click().run()
    assert "This model needs an owner." in words(app)
    assert team.of(ADA).sharing.role(session) is Role.OWNER


def test_whoever_is_no_owner_sees_the_members_and_nothing_to_change_them_by(team: Team) -> None:
    session = team.model(ben=Role.EDITOR)
    app = team.page(BEN, s=session)
    button(app, "share").click().run()
    assert "2 members" in words(app)
    assert "Owners invite others and give roles." in words(app)
    assert not [one for one in app.selectbox if str(one.key).startswith(("role_", "invite_"))]
    assert not {"Make a link", "Remove Ada Marten"} & set(labels(app))


def test_a_reader_is_offered_nothing_that_their_role_cannot_do(team: Team) -> None:
    session = team.model(ben=Role.VIEWER)
    team.of(ADA).sharing.comment(session, "T-001", "Is this still so?")
    for section in ("threats", "diagram", "plan", "ledger", "history", "export"):
        app = team.page(BEN, s=session, tab=section)
        assert not app.exception
        assert not app.error
        offered = {"Undo", "Redo", "Rename", "Edit wording", "Save wording", "Undo the last change", "Save name"}
        assert not offered & set(labels(app)), section
    app = opened(team, team.page(BEN, s=session), "**T-001**")
    opened(team, app, "Comments: 1 open")
    assert "Is this still so?" in words(app)
    assert "As a viewer you read comments." in words(app)
    assert not {"Add comment", "Settle", "Sign off"} & set(labels(app))


def test_a_commenter_comments_settles_and_signs_off(team: Team) -> None:
    session = team.model(ben=Role.COMMENTER)
    app = opened(team, team.page(BEN, s=session), "**T-001**")
    opened(team, app, "Comments: none yet")
    keyed(app.text_area, "comment_T-001").set_value("Who pays for this?")
    next(one for one in app.button if one.label == "Add comment").click().run()
    assert [(one.text, one.author) for one in team.of(ADA).sharing.comments(session)] == [
        ("Who pays for this?", "Ben Okoro")
    ]
    assert keyed(app.text_area, "comment_T-001").value == "", "the field is empty for the next one"
    keyed(app.button, "settle_").click().run()
    assert "settled by Ben Okoro" in words(app)
    button(app, "sign_off_T-001").click().run()
    assert "Signed off by** Ben Okoro" in words(app)
    assert "changed since" not in words(app)


def test_a_sign_off_says_that_the_threat_was_changed_since(team: Team) -> None:
    session = team.model(ben=Role.COMMENTER)
    team.of(BEN).sharing.sign_off(session, "T-001")
    team.of(ADA).hear(session, Said(edits=(RewordThreat(threat="T-001", title="Refunds by talk"),), key="reworded-1"))
    app = opened(team, team.page(BEN, s=session), "**T-001**")
    assert "changed since" in words(app)
    button(app, "sign_off_T-001").click().run()
    assert "changed since" not in words(app)
    button(app, "unsign_T-001").click().run()
    assert "Signed off by" not in words(app)


def test_a_comment_that_could_not_be_kept_stays_in_its_field(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    session = team.model(ben=Role.COMMENTER)
    app = opened(team, team.page(BEN, s=session), "**T-001**")
    opened(team, app, "Comments: none yet")
    keyed(app.text_area, "comment_T-001").set_value("Who pays for this?")

    def full(*_: object) -> None:
        raise StoreUnavailable("The disk is full, so nothing more can be kept.")

    monkeypatch.setattr(Sharing, "comment", full)
    next(one for one in app.button if one.label == "Add comment").click().run()
    assert "Your comment is still in its field" in words(app)
    assert keyed(app.text_area, "comment_T-001").value == "Who pays for this?"


def test_an_editor_comments_and_signs_off_on_the_card_of_a_threat(team: Team) -> None:
    session = team.model(ben=Role.EDITOR)
    app = team.page(BEN, s=session, tab="threats", t="T-001")
    button(app, "sign_off_T-001").click().run()
    assert "Signed off by** Ben Okoro" in words(app)
    assert [one.author for one in team.of(ADA).sharing.sign_offs(session)] == ["Ben Okoro"]


def test_who_else_has_the_model_open_is_told(team: Team) -> None:
    session = team.model(ben=Role.VIEWER, eve=Role.EDITOR)
    first = team.page(ADA, s=session)
    assert "Also here" not in words(first)
    team.page(BEN, s=session)
    assert "Also here: Ben Okoro" in words(team.at(ADA, first))


def test_whoever_comes_is_kept_and_noted_once_for_each_tab(team: Team) -> None:
    app = team.page(BEN)
    app.run()
    assert [name for name, _, _ in team.noted("sign in")] == [BEN.key]
    assert [one.name for one in team.of(SYSTEM).sharing.people()] == ["Ben Okoro"]
