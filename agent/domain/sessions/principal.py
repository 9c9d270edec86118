"""Who acts, be it a person who signed in, the owner of this machine or the program itself, and what a role may do."""

import hashlib
from enum import StrEnum
from typing import Self

from pydantic import Field

from agent.domain.wording.text import clean_text
from knowledge.vocabulary import Value

LONGEST_SIGN_IN_HOURS = 720
"""The longest that any setting lets one sign-in count."""
_MOST_NAME = 80
_OURS = "threatparley:"
"""How the issuers begin that are no sign-in; the address of a provider never does."""
_RESERVED = frozenset({"owner", "analyst", "system", "nobody", "you", "import", "a coding agent"})
"""Names that say something else in a history; a person who is called so is told apart."""


class Principal(Value):
    """Somebody who acts, as their sign-in knows them; the name is for people to read, the key for the store."""

    issuer: str = Field(min_length=1, max_length=400, description="Who vouches for them: the address of a provider.")
    subject: str = Field(min_length=1, max_length=400, description="What that provider calls them, for good.")
    name: str = Field(min_length=1, max_length=_MOST_NAME, description="How others read of them.")
    groups: tuple[str, ...] = Field(default=(), description="What the provider says they belong to.")
    through: str = Field(
        default="", max_length=_MOST_NAME, description="The program that speaks for them, if one does."
    )

    sign_in: str = Field(
        default="", max_length=64, description="Which of their sign-ins they act by, as a hash; none if none can end."
    )

    @classmethod
    def signed_in(
        cls, issuer: str, subject: str, name: str = "", groups: tuple[str, ...] = (), sign_in: str = ""
    ) -> Self:
        """Somebody whom a provider vouches for; raises ValueError where that is not enough to tell them apart.

        A name is cleaned of what cannot be seen, and one that histories use for something else is marked.
        """
        if not issuer.strip() or not subject.strip() or issuer.startswith(_OURS):
            raise ValueError("a sign-in needs the address of its provider and what the provider calls the person")
        shown = " ".join(clean_text(name[: 4 * _MOST_NAME]).text.split())[: _MOST_NAME - 10] or "somebody"
        shown = f"{shown} (person)" if shown.casefold() in _RESERVED else shown
        return cls(issuer=issuer, subject=subject, name=shown, groups=groups, sign_in=sign_in)

    def speaking_through(self, program: str) -> Self:
        """The same person, may no more and no less, whose words come from a program."""
        return self.model_copy(update={"through": program[:_MOST_NAME]})

    @property
    def key(self) -> str:
        """What the store knows them by: 40 hexadecimal digits that only their issuer and subject decide."""
        basis = f"{len(self.issuer)}:{self.issuer}{self.subject}"
        return hashlib.sha256(basis.encode("utf-8", "replace")).hexdigest()[:40]

    @property
    def author(self) -> str:
        """How a history names them."""
        if not self.through:
            return self.name
        return self.through if self == LOCAL.speaking_through(self.through) else f"{self.through} for {self.name}"[:120]


LOCAL = Principal(issuer=f"{_OURS}machine", subject="owner", name="owner")
"""Whoever works on this machine, where nobody signs in; what was made so belongs to them."""

SYSTEM = Principal(issuer=f"{_OURS}program", subject="system", name="system")
"""The program itself, which ends turns, resumes, tidies up and may do everything; no page ever acts as it."""

ANONYMOUS = Principal(issuer=f"{_OURS}nobody", subject="anonymous", name="nobody")
"""Whoever has not signed in where that is asked; no model is theirs, and none can be."""


class Role(StrEnum):
    """What somebody is to a model, from the least to the most."""

    VIEWER = "viewer"
    COMMENTER = "commenter"
    EDITOR = "editor"
    OWNER = "owner"

    @property
    def rank(self) -> int:
        """Its place among the roles, 0 the least."""
        return list(Role).index(self)

    def covers(self, least: "Role") -> bool:
        """Whether it may do what asks for another role at least."""
        return self.rank >= least.rank


class Action(StrEnum):
    """What is done to a model."""

    READ = "read"
    COPY = "copy"
    STEP_OUT = "step out"
    COMMENT = "comment"
    SIGN_OFF = "sign off"
    EDIT = "edit"
    PUT_AWAY = "put away"
    DELETE = "delete"
    SHARE = "share"


LEAST: dict[Action, Role] = {
    Action.READ: Role.VIEWER,
    Action.COPY: Role.VIEWER,
    Action.STEP_OUT: Role.VIEWER,
    Action.COMMENT: Role.COMMENTER,
    Action.SIGN_OFF: Role.COMMENTER,
    Action.EDIT: Role.EDITOR,
    Action.PUT_AWAY: Role.EDITOR,
    Action.DELETE: Role.OWNER,
    Action.SHARE: Role.OWNER,
}
"""The least role that each action asks for; the one place where that is said."""
