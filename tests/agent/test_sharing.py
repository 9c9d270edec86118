"""People share a model: by invitation, each with a role, and a foreign model is as good as none."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from agent.domain import Said
from agent.domain.changes.edits import DescribeSystem
from agent.domain.sessions.principal import ANONYMOUS, LOCAL, SYSTEM, Principal, Role
from agent.errors import InputError, InviteRefused, RoleTooLow, SessionNotFound, SignInNeeded
from agent.facilitator import Facilitator
from agent.store.records import UNKNOWN
from agent.store.tables import invites
from tests.agent.scripted import scripted


def person(name: str) -> Principal:
    return Principal.signed_in("https://accounts.example", name.lower(), name)


ANA, BEN, CAM = person("Ana"), person("Ben"), person("Cam")


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 30, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def door(tmp_path: Path, store_url: str, clock: Clock) -> Iterator[Facilitator]:
    made = scripted(tmp_path, clock, membership=True, database_url=store_url)
    yield made
    made.close()


def begun(door: Facilitator, who: Principal = ANA) -> str:
    theirs = door.as_(who)
    text = "component agent Porter\nfact reads_mail yes\nname Harbour"
    return theirs.hear(theirs.start().id, Said(text=text, key="said-00001")).id


def joined(door: Facilitator, session: str, who: Principal, role: Role, by: Principal = ANA) -> Facilitator:
    invite = door.as_(by).sharing.invite(session, role)
    theirs = door.as_(who)
    assert theirs.sharing.accept(invite.token) == session
    return theirs


def test_whoever_begins_a_model_is_its_owner_and_nobody_else_finds_it(door: Facilitator) -> None:
    session = begun(door)
    assert door.as_(ANA).sharing.role(session) is Role.OWNER
    for other in (door, door.as_(BEN), door.as_(ANONYMOUS)):
        assert other.shelf() == ()
        with pytest.raises(SessionNotFound) as foreign:
            other.open(session)
        assert str(foreign.value) == UNKNOWN


def test_an_invitation_makes_a_member_with_its_role(door: Facilitator) -> None:
    session = begun(door)
    ben = joined(door, session, BEN, Role.VIEWER)
    assert ben.open(session).model.system.name == "Harbour"
    assert [(line.id, line.role) for line in ben.shelf()] == [(session, Role.VIEWER)]
    assert [(one.name, one.role) for one in ben.sharing.members(session)] == [("Ana", Role.OWNER), ("Ben", Role.VIEWER)]


def test_a_viewer_is_told_which_role_a_change_takes(door: Facilitator) -> None:
    session = begun(door)
    ben = joined(door, session, BEN, Role.VIEWER)
    with pytest.raises(RoleTooLow, match="takes the role editor, and you are its viewer"):
        ben.submit(session, Said(text="name Pier", key="said-00002"))
    with pytest.raises(RoleTooLow, match="takes the role commenter"):
        ben.sharing.comment(session, "T-001", "Really?")
    assert door.as_(ANA).open(session).model.system.name == "Harbour"


def test_a_removed_member_finds_nothing_with_the_very_next_action(door: Facilitator) -> None:
    session = begun(door)
    ben = joined(door, session, BEN, Role.EDITOR)
    ben.hear(session, Said(text="name Pier", key="said-00002"))
    door.as_(ANA).sharing.remove(session, BEN.key)
    for act in (lambda: ben.submit(session, Said(text="name Quay", key="said-00003")), lambda: ben.open(session)):
        with pytest.raises(SessionNotFound) as gone:
            act()
        assert str(gone.value) == UNKNOWN
    assert ben.shelf() == ()


def test_an_editor_who_is_made_a_viewer_in_mid_edit_is_told_and_changes_nothing(door: Facilitator) -> None:
    session = begun(door)
    ben = joined(door, session, BEN, Role.EDITOR)
    seen = ben.open(session)
    door.as_(ANA).sharing.set_role(session, BEN.key, Role.VIEWER)
    late = Said(edits=(DescribeSystem(name="Pier"),), made_on=seen.version, key="said-00002")
    for act in (lambda: ben.submit(session, late), lambda: ben.undo(session, seen.version)):
        with pytest.raises(RoleTooLow, match="takes the role editor, and you are its viewer"):
            act()
    kept = ben.open(session)
    assert (kept.model.system.name, kept.version, len(kept.turns)) == ("Harbour", seen.version, 1)


def test_a_turn_accepted_before_its_author_was_removed_is_finished(door: Facilitator) -> None:
    session = begun(door)
    ben = joined(door, session, BEN, Role.EDITOR)
    number = ben.submit(session, Said(text="name Pier", key="said-00002"))
    door.as_(ANA).sharing.remove(session, BEN.key)
    door.as_(SYSTEM).work(session, number)
    assert door.as_(ANA).history(session)[-1].author == "Ben"
    assert door.as_(ANA).open(session).model.system.name == "Pier"


def test_an_invitation_works_once(door: Facilitator) -> None:
    session = begun(door)
    invite = door.as_(ANA).sharing.invite(session, Role.EDITOR)
    door.as_(BEN).sharing.accept(invite.token)
    with pytest.raises(InviteRefused, match="used already"):
        door.as_(CAM).sharing.accept(invite.token)
    assert door.as_(BEN).sharing.accept(invite.token) == session


def test_an_invitation_that_ran_out_is_refused(door: Facilitator, clock: Clock) -> None:
    session = begun(door)
    invite = door.as_(ANA).sharing.invite(session, Role.EDITOR, days=2)
    clock.now += timedelta(days=2)
    with pytest.raises(InviteRefused, match="has expired"):
        door.as_(BEN).sharing.accept(invite.token)


def test_an_invitation_that_was_withdrawn_is_refused(door: Facilitator) -> None:
    session = begun(door)
    sharing = door.as_(ANA).sharing
    invite = sharing.invite(session, Role.EDITOR)
    sharing.withdraw(session, invite.id)
    assert [one.withdrawn for one in sharing.invites(session)] == [True]
    with pytest.raises(InviteRefused, match="withdrawn"):
        door.as_(BEN).sharing.accept(invite.token)


def test_an_invitation_ends_with_the_role_of_whoever_made_it(door: Facilitator) -> None:
    session = begun(door)
    joined(door, session, BEN, Role.OWNER)
    invite = door.as_(BEN).sharing.invite(session, Role.OWNER)
    door.as_(ANA).sharing.remove(session, BEN.key)
    for who in (BEN, CAM):
        with pytest.raises(InviteRefused, match="no longer owns"):
            door.as_(who).sharing.accept(invite.token)


def test_an_unknown_token_and_a_stranger_without_sign_in_are_refused(door: Facilitator) -> None:
    session = begun(door)
    with pytest.raises(InviteRefused, match="not known here"):
        door.as_(BEN).sharing.accept("x" * 43)
    token = door.as_(ANA).sharing.invite(session).token
    with pytest.raises(SignInNeeded):
        door.as_(ANONYMOUS).sharing.accept(token)
    with pytest.raises(SignInNeeded):
        door.as_(ANONYMOUS).start()


def test_of_a_token_only_its_hash_is_kept(door: Facilitator) -> None:
    session = begun(door)
    token = door.as_(ANA).sharing.invite(session).token
    assert len(token) >= 43
    with door._system._reading() as connection:
        rows = connection.execute(select(invites)).all()
    assert rows
    assert token not in repr(rows)


def test_the_last_owner_stays_an_owner(door: Facilitator) -> None:
    session = begun(door)
    sharing = door.as_(ANA).sharing
    joined(door, session, BEN, Role.EDITOR)
    with pytest.raises(InputError, match="needs an owner"):
        sharing.step_out(session)
    with pytest.raises(InputError, match="needs an owner"):
        sharing.set_role(session, ANA.key, Role.EDITOR)
    sharing.set_role(session, BEN.key, Role.OWNER)
    sharing.step_out(session)
    assert [one.name for one in door.as_(BEN).sharing.members(session)] == ["Ben"]


def test_nobody_but_an_owner_shares(door: Facilitator) -> None:
    session = begun(door)
    ben = joined(door, session, BEN, Role.EDITOR).sharing
    for act in (
        lambda: ben.invite(session),
        lambda: ben.invites(session),
        lambda: ben.set_role(session, BEN.key, Role.OWNER),
        lambda: ben.remove(session, ANA.key),
    ):
        with pytest.raises(RoleTooLow, match="owner"):
            act()


def test_a_comment_is_kept_with_its_author_and_can_be_settled(door: Facilitator) -> None:
    session = begun(door)
    ben = joined(door, session, BEN, Role.COMMENTER).sharing
    made = ben.comment(session, "T-001", "Who reads\u200b this?")
    assert (made.text, made.author) == ("Who reads this?", "Ben")
    ana = door.as_(ANA).sharing
    ana.resolve(session, made.id)
    assert [(one.text, one.resolved_by) for one in ana.comments(session, "T-001")] == [("Who reads this?", "Ana")]
    ana.resolve(session, made.id, resolved=False)
    assert ben.comments(session)[0].resolved_at is None


def test_a_comment_on_a_threat_that_is_not_there_is_refused(door: Facilitator) -> None:
    session = begun(door)
    with pytest.raises(InputError, match="has no threat 'T-999'"):
        door.as_(ANA).sharing.comment(session, "T-999", "Which one?")


def test_a_sign_off_goes_stale_with_its_threat(door: Facilitator) -> None:
    from agent.domain.changes.edits import RewordThreat

    session = begun(door)
    ben = joined(door, session, BEN, Role.COMMENTER).sharing
    ben.sign_off(session, "T-001")
    given = ben.sign_offs(session)
    assert [(one.author, one.version, one.stale) for one in given] == [("Ben", 1, False)]
    door.as_(ANA).hear(session, Said(edits=(RewordThreat(threat="T-001", title="Other"),), key="said-00002"))
    assert [one.stale for one in ben.sign_offs(session)] == [True]
    ben.take_back(session, "T-001")
    assert ben.sign_offs(session) == ()


def test_who_is_here_is_seen_by_members_and_ends_with_their_membership(door: Facilitator) -> None:
    session = begun(door)
    ben = joined(door, session, BEN, Role.VIEWER).sharing
    assert [one.name for one in ben.here(session)] == ["Ben"]
    ana = door.as_(ANA).sharing
    assert [one.name for one in ana.here(session)] == ["Ana", "Ben"]
    ben.go(session)
    assert [one.name for one in ana.here(session)] == ["Ana"]
    ben.here(session)
    ana.remove(session, BEN.key)
    assert [one.name for one in ana.here(session)] == ["Ana"]


def test_models_made_before_anybody_signed_in_belong_to_this_machine_and_are_handed_over(
    tmp_path: Path, store_url: str, clock: Clock
) -> None:
    alone = scripted(tmp_path, clock, database_url=store_url)
    session = alone.hear(alone.start().id, Said(text="name Harbour", key="said-00001")).id
    alone.close()
    door = scripted(tmp_path, clock, membership=True, database_url=store_url)
    door.as_(ANA).sharing.meet()
    assert door.as_(ANA).shelf() == ()
    assert door.open(session).model.system.name == "Harbour"
    program = door.as_(SYSTEM).sharing
    (known,) = program.people()
    assert program.hand_over(LOCAL.key, known) == (session,)
    assert door.as_(ANA).sharing.role(session) is Role.OWNER
    with pytest.raises(SessionNotFound):
        door.open(session)
    door.close()


def test_a_person_cannot_do_what_is_for_the_program(door: Facilitator) -> None:
    with pytest.raises(RoleTooLow):
        door.as_(ANA).sharing.people()


def test_where_nobody_signs_in_one_owns_everything_and_there_is_nobody_to_invite(tmp_path: Path) -> None:
    door = scripted(tmp_path)
    session = door.start().id
    assert door.sharing.role(session) is Role.OWNER
    assert door.sharing.members(session) == ()
    with pytest.raises(InputError, match="needs sign-in"):
        door.sharing.invite(session)
    door.close()


def test_an_example_taken_by_two_people_is_two_models(door: Facilitator) -> None:
    session = begun(door)
    copy = joined(door, session, BEN, Role.VIEWER).duplicate(session).id
    assert door.as_(BEN).sharing.role(copy) is Role.OWNER
    with pytest.raises(SessionNotFound):
        door.as_(ANA).open(copy)
