"""What people share a model by: who its members are, invitations, comments, sign-offs, and who is here."""

import hashlib
from datetime import datetime

from pydantic import Field

from agent.domain.sessions.principal import Role
from agent.domain.threats import Threat
from knowledge.vocabulary import Value

MOST_COMMENT = 4_000
MOST_DAYS = 90


class Person(Value):
    """Somebody who signed in at some time."""

    key: str = Field(description="What the store knows them by.")
    name: str = Field(description="How others read of them.")
    issuer: str = Field(description="Who vouches for them.")
    subject: str = Field(description="What that provider calls them.")
    since: datetime = Field(description="When they first came.")


class Member(Value):
    """Somebody who may open a model."""

    key: str = Field(description="What the store knows them by.")
    name: str = Field(description="How others read of them.")
    role: Role = Field(description="What they are to the model.")
    since: datetime = Field(description="When they became a member.")


class Invite(Value):
    """An invitation as its makers see it; whoever has its token can take it once."""

    id: str = Field(description="What it is withdrawn by.")
    role: Role = Field(description="What its taker becomes.")
    made_at: datetime = Field(description="When it was made.")
    expires: datetime = Field(description="From when on it is refused.")
    token: str = Field(default="", description="The secret to hand on; only there as it is made, never kept.")
    used_at: datetime | None = Field(default=None, description="When it was taken; none: it was not.")
    withdrawn: bool = Field(default=False, description="It was taken back.")


class Comment(Value):
    """A remark on a threat, which changes nothing in the model."""

    id: str = Field(description="What it is settled by.")
    threat: str = Field(description="Id of the threat.")
    author: str = Field(description="Who wrote it.")
    by: str = Field(description="Key of who wrote it.")
    at: datetime = Field(description="When.")
    text: str = Field(max_length=MOST_COMMENT, description="The remark, cleaned.")
    resolved_at: datetime | None = Field(default=None, description="When it was settled; none: it is open.")
    resolved_by: str = Field(default="", description="Who settled it.")


class SignOff(Value):
    """Somebody's word that they looked at a threat and agree with what stands there."""

    threat: str = Field(description="Id of the threat.")
    author: str = Field(description="Who gave it.")
    by: str = Field(description="Key of who gave it.")
    at: datetime = Field(description="When.")
    version: int = Field(ge=0, description="The version of the model it was given on.")
    stale: bool = Field(default=False, description="The threat is no longer as it was signed off.")


class Here(Value):
    """Somebody who has a model open."""

    key: str = Field(description="What the store knows them by.")
    name: str = Field(description="How others read of them.")
    seconds: float = Field(ge=0, description="For how long nothing was seen of them.")


def digest_of_threat(threat: Threat) -> str:
    """What a sign-off holds on to: everything that the threat says, but not where it stands in the list."""
    said = threat.model_dump_json(exclude={"placed"})
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()
