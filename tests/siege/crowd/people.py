"""Who is in the crowd: people of four roles in tenants, each with words of their own that nobody else may ever see."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice

from agent.domain.sessions.principal import Principal, Role

_CANARY = re.compile(rb"Canary(\d{2})Teal")
_OTHERS = (Role.EDITOR, Role.COMMENTER, Role.VIEWER)
"""What whoever comes after the owner of a tenant is, in turn."""


@dataclass(frozen=True)
class Someone:
    """One scripted person, by what the provider calls them."""

    number: int
    tenant: int
    role: Role

    @property
    def subject(self) -> str:
        """What the provider calls them."""
        return f"person-{self.number:03d}"

    def principal(self, issuer: str) -> Principal:
        """Whom the app knows them as."""
        return Principal.signed_in(issuer, self.subject, f"Person {self.number:03d}")

    def claims(self) -> dict[str, object]:
        """What the provider says of them."""
        mail = f"{self.subject}@team.example"
        return {"sub": self.subject, "name": f"Person {self.number:03d}", "email": mail, "email_verified": True}


GUESTS = tuple(Someone(number, -1, Role.VIEWER) for number in range(900, 960))
"""People of no tenant, for whom invitations are made that two of them follow at once."""


def crowd(people: int, tenants: int) -> list[Someone]:
    """So many people, spread over so many tenants; the first of each is its owner."""
    made, roles = list[Someone](), {tenant: cycle(_OTHERS) for tenant in range(tenants)}
    for number, tenant in enumerate(islice(cycle(range(tenants)), people)):
        made.append(Someone(number, tenant, Role.OWNER if number < tenants else next(roles[tenant])))
    return made


def canary(tenant: int) -> str:
    """The word that stands in each text of a tenant, and in nothing that others may see."""
    return f"Canary{tenant:02d}Teal"


def tenants_in(raw: bytes) -> Iterator[int]:
    """Whose words are in what came."""
    return (int(found[1]) for found in _CANARY.finditer(raw))
