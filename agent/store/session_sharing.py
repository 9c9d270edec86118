"""Who shares a session: its members and the invitations to it."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from agent.domain.sessions.principal import LEAST, LONGEST_SIGN_IN_HOURS, Action, Role
from agent.domain.sessions.sharing import Invite, Member, Person
from agent.errors import InputError, RoleTooLow
from agent.store import session_list
from agent.store.access.audit import Deed, note
from agent.store.access.authorization import Guarded
from agent.store.access.row_level_security import bypassed
from agent.store.rows import invites, members
from agent.store.rows.members import put_once
from agent.store.tables import ended_sign_ins, presence

_LAST_OWNER = "This model needs an owner. Make somebody else its owner first; nothing was changed."


class Circle(Guarded):
    """Members come by invitation, and go; each of it is one transaction that holds the session's row."""

    def role(self, session: str) -> Role:
        """What whoever asks is to a session."""
        with self._reading() as connection:
            self._row(connection, session, Action.READ)
            return self._access.role(connection, session) or Role.VIEWER

    def members(self, session: str) -> tuple[Member, ...]:
        """The members of a session, the highest roles first."""
        with self._reading() as connection:
            self._row(connection, session, Action.READ)
            self._lift(connection)
            return members.all_of(connection, session)

    def invite(self, session: str, role: Role, at: datetime, expires: datetime) -> Invite:
        """A new invitation, with the token that is never seen again."""
        with self._writing() as connection:
            self._row(connection, session, Action.SHARE, lock=True)
            note(connection, Deed(action="invite", session=session, detail={"role": role.value}))
            return invites.make(connection, session, role, self._access.principal.key, at, expires)

    def invites(self, session: str) -> tuple[Invite, ...]:
        """The invitations to a session, the newest first."""
        with self._reading() as connection:
            self._row(connection, session, Action.SHARE)
            return invites.all_of(connection, session)

    def withdraw(self, session: str, invite: str, at: datetime) -> None:
        """Take an invitation back; one that was taken has made a member, who can be removed."""
        with self._writing() as connection:
            self._row(connection, session, Action.SHARE, lock=True)
            invites.withdraw(connection, session, invite, at)
            note(connection, Deed(action="withdraw invite", session=session))

    def accept(self, token: str, at: datetime) -> str:
        """Become a member by an invitation; gives the address of the session. Raises InviteRefused.

        Who is a member already, with that role or a higher one, only gets the address.
        """
        self._access.check_signed_in()
        with self._writing() as connection:
            self._lift(connection)
            found = invites.find(connection, token)
            session_list.lock(connection, found.session)
            found, me = invites.find(connection, token), self._access.principal
            there = members.one(connection, found.session, me.key)
            if there is None or not there.role.covers(found.role):
                inviter = members.one(connection, found.session, found.made_by)
                invites.check(found, at, inviter is not None and inviter.role.covers(LEAST[Action.SHARE]))
                members.put(connection, found.session, me, found.role, at)
                invites.use(connection, token, me.key, at)
                note(connection, Deed(action="join", session=found.session, detail={"role": found.role.value}))
            return found.session

    def set_role(self, session: str, key: str, role: Role, at: datetime) -> None:
        """Give a member another role."""
        with self._writing() as connection:
            self._row(connection, session, Action.SHARE, lock=True)
            self._lift(connection)
            member = _member(members.one(connection, session, key))
            if member.role is Role.OWNER and role is not Role.OWNER and members.owners(connection, session) < 2:
                raise InputError(_LAST_OWNER)
            members.put(connection, session, member, role, at)
            note(connection, Deed(action="set role", session=session, detail={"of": key, "role": role.value}))

    def remove(self, session: str, key: str) -> None:
        """Remove a member; their very next action finds no such model."""
        mine = key == self._access.principal.key
        with self._writing() as connection:
            self._row(connection, session, Action.STEP_OUT if mine else Action.SHARE, lock=True)
            self._lift(connection)
            member = _member(members.one(connection, session, key))
            if member.role is Role.OWNER and members.owners(connection, session) < 2:
                raise InputError(_LAST_OWNER)
            members.take_out(connection, session, key)
            note(connection, Deed(action="remove member", session=session, detail={"of": key}))
            connection.execute(delete(presence).where(presence.c.session == session, presence.c.principal == key))

    def add(self, session: str, person: Person, role: Role, at: datetime) -> None:
        """Make somebody who signed in before a member, without an invitation."""
        with self._writing() as connection:
            self._row(connection, session, Action.SHARE, lock=True)
            self._lift(connection)
            members.put(connection, session, person, role, at)
            note(connection, Deed(action="add member", session=session, detail={"of": person.key, "role": role.value}))

    def meet(self, at: datetime) -> None:
        """Keep who asks, with their name as it is today."""
        self._access.check_signed_in()
        with self._writing() as connection:
            self._lift(connection)
            members.meet(connection, self._access.principal, at)

    def check_signed_in(self) -> None:
        """Raise SignInNeeded where whoever asks has not signed in, or signed out since."""
        self._access.check_signed_in()
        with self._reading():
            return

    def sign_out(self, at: datetime) -> None:
        """End the sign-in that whoever asks acts by; those that count no more by themselves are let go of."""
        with self._writing() as connection:
            put_once(connection, ended_sign_ins, sign_in=self._access.principal.sign_in, at=at.isoformat())
            longest = (at - timedelta(hours=LONGEST_SIGN_IN_HOURS + 1)).isoformat()
            connection.execute(delete(ended_sign_ins).where(ended_sign_ins.c.at < longest))
            note(connection, Deed(action="sign out"))

    def people(self) -> tuple[Person, ...]:
        """Everybody who ever signed in; for the program itself alone."""
        self._for_the_program()
        with self._reading() as connection:
            return members.known(connection)

    def trouble(self) -> str:
        """Why the database does not keep people apart by itself; empty where it does, or cannot."""
        return bypassed(self._database)

    def hand_over(self, key: str, person: Person, at: datetime) -> tuple[str, ...]:
        """Make somebody the owner of all that another one owns, who is then no member; gives what changed hands."""
        self._for_the_program()
        self._walls.stand()
        with self._writing() as connection:
            owned = members.owned_by(connection, key)
            for session in owned:
                self._row(connection, session, Action.SHARE, lock=True, deleted_too=True)
                members.put(connection, session, person, Role.OWNER, at)
                members.take_out(connection, session, key)
                note(connection, Deed(action="hand over", session=session, detail={"from": key, "to": person.key}))
            return owned

    def _for_the_program(self) -> None:
        if not self._access.whole:
            raise RoleTooLow("Only whoever runs the program can do this, by its commands.")


def _member(found: Member | None) -> Member:
    if found is None:
        raise InputError("That is no member of this model; its list of members shows who is. Nothing was changed.")
    return found
