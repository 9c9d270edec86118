"""The half of the door that is about other people: who shares a model, and what they say to each other beside it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from agent.domain.sessions.principal import Principal, Role
from agent.domain.sessions.sharing import (
    MOST_COMMENT,
    MOST_DAYS,
    Comment,
    Here,
    Invite,
    Member,
    Person,
    SignOff,
    digest_of_threat,
)
from agent.errors import InputError
from agent.input_validation import clean_words

if TYPE_CHECKING:
    from agent.store import SessionStore

_ALONE = "Sharing needs sign-in, which is not set up here; see the settings for teams. Nothing was changed."


class Sharing:
    """Members, invitations, comments, sign-offs and presence, each as far as its owner's role reaches."""

    def __init__(
        self, store: "SessionStore", principal: Principal, membership: bool, clock: Callable[[], datetime]
    ) -> None:
        self._store, self._membership, self._clock = store, membership, clock
        self.principal = principal

    def meet(self) -> None:
        """Keep who signed in, with their name as it is today; a page does so once as somebody comes."""
        if self._membership:
            self._store.circle.meet(self._clock())

    def check_signed_in(self) -> None:
        """Raise SignInNeeded where people sign in here and one did not, or has signed out since."""
        if self._membership:
            self._store.circle.check_signed_in()

    def sign_out(self) -> None:
        """End the sign-in that one acts by, for every window and every process that shares the store."""
        if self._membership and self.principal.sign_in:
            self._store.circle.sign_out(self._clock())

    def role(self, session_id: str) -> Role:
        """What one is to a model; where nobody signs in, its owner."""
        return self._store.circle.role(session_id)

    def members(self, session_id: str) -> tuple[Member, ...]:
        """Who may open a model, the highest roles first; empty where nobody signs in."""
        return self._store.circle.members(session_id)

    def invite(self, session_id: str, role: Role = Role.EDITOR, days: int = 7) -> Invite:
        """A new invitation to a model, with the token to hand on; it works once, and for some days."""
        self._check_on()
        if not 1 <= days <= MOST_DAYS:
            raise InputError(f"an invitation lasts from 1 to {MOST_DAYS} days, got {days}")
        at = self._clock()
        return self._store.circle.invite(session_id, role, at, at + timedelta(days=days))

    def invites(self, session_id: str) -> tuple[Invite, ...]:
        """The invitations to a model, the newest first, without their tokens."""
        return self._store.circle.invites(session_id)

    def withdraw(self, session_id: str, invite_id: str) -> None:
        """Take an invitation back that nobody has taken yet."""
        self._store.circle.withdraw(session_id, invite_id, self._clock())

    def accept(self, token: str) -> str:
        """Become a member by an invitation; gives the model's address. Raises InviteRefused with what to ask for."""
        self._check_on()
        return self._store.circle.accept(token, self._clock())

    def set_role(self, session_id: str, member: str, role: Role) -> None:
        """Give a member, by their key, another role; a model always keeps an owner."""
        self._store.circle.set_role(session_id, member, role, self._clock())

    def remove(self, session_id: str, member: str) -> None:
        """Remove a member by their key; their very next action finds no such model."""
        self._store.circle.remove(session_id, member)

    def step_out(self, session_id: str) -> None:
        """Be a member no longer; the last owner stays."""
        self._store.circle.remove(session_id, self.principal.key)

    def comment(self, session_id: str, threat: str, text: str) -> Comment:
        """Write a comment on a threat; the model stays as it is."""
        self._threat(session_id, threat)
        said = clean_words(text, MOST_COMMENT)
        return self._store.remarks.comment(session_id, threat, said, self._clock())

    def comments(self, session_id: str, threat: str | None = None) -> tuple[Comment, ...]:
        """The comments on a model's threats, or on one of them, the oldest first, settled ones too."""
        return self._store.remarks.comments(session_id, threat)

    def resolve(self, session_id: str, comment_id: str, resolved: bool = True) -> None:
        """Mark a comment as settled, or as open again."""
        self._store.remarks.settle(session_id, comment_id, self._clock() if resolved else None)

    def sign_off(self, session_id: str, threat: str) -> None:
        """Sign a threat off as it stands now."""
        version, digest = self._threat(session_id, threat)
        self._store.remarks.sign_off(session_id, threat, version, digest, self._clock())

    def take_back(self, session_id: str, threat: str) -> None:
        """Take one's own sign-off of a threat back."""
        self._store.remarks.take_back(session_id, threat)

    def sign_offs(self, session_id: str) -> tuple[SignOff, ...]:
        """Every sign-off in a model, the oldest first; one is stale once its threat is no longer what was signed."""
        model = self._store.open(session_id).model
        return self._store.remarks.sign_offs(session_id, {one.id: digest_of_threat(one) for one in model.threats})

    def here(self, session_id: str) -> tuple[Here, ...]:
        """Who has a model open, oneself among them; asking says that one is here, and may be repeated at leisure."""
        return self._store.remarks.here(session_id)

    def go(self, session_id: str) -> None:
        """Say that one has left the page of a model."""
        self._store.remarks.go(session_id)

    def people(self) -> tuple[Person, ...]:
        """Everybody who ever signed in; only for the program itself, that is, for commands on its machine."""
        return self._store.circle.people()

    def add(self, session_id: str, person: Person, role: Role) -> None:
        """Make somebody who signed in before a member, without an invitation."""
        self._check_on()
        self._store.circle.add(session_id, person, role, self._clock())

    def trouble(self) -> str:
        """Why the database does not keep people apart by itself, and what to do; empty where all is well."""
        return self._store.circle.trouble() if self._membership else ""

    def hand_over(self, member: str, to: Person) -> tuple[str, ...]:
        """Make somebody the owner of all models of another, who then is no member of them; gives their addresses.

        Only for the program itself.
        """
        return self._store.circle.hand_over(member, to, self._clock())

    def _threat(self, session_id: str, threat: str) -> tuple[int, str]:
        """The version of a model, and the digest of a threat that it has; raises InputError without one."""
        session = self._store.open(session_id)
        found = session.model.threat(threat)
        if found is None:
            raise InputError(f"this model has no threat {threat[:20]!r} by now; open it again to see those it has")
        return session.version, digest_of_threat(found)

    def _check_on(self) -> None:
        if not self._membership:
            raise InputError(_ALONE)
