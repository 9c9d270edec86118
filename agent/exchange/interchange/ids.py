"""Ids that other tools demand: the same for the same thing of the same model, whatever it is called meanwhile."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from uuid import UUID, uuid5

from agent.domain.model import ThreatModel

_NAMESPACE = UUID("5e0f4a53-1c1b-5d2a-9d0e-7f5f8f8d2f61")
UNDATED = date(2000, 1, 1)
"""What stands where a format demands a day and the model's version has none."""


@dataclass(frozen=True)
class Ids:
    """The ids of one model's things in other tools."""

    model: ThreatModel

    def uuid(self, thing: str) -> str:
        """A UUID for a thing of the model, such as ``T-007``, or for a part of a file, such as ``report``."""
        return str(uuid5(self._space, thing))

    @cached_property
    def slug(self) -> str:
        """The name of the system in small letters, digits and dashes."""
        return slug(self.model.system.name)

    @cached_property
    def _space(self) -> UUID:
        """By the first words about the system, which stay when it is renamed; by its name where there are none."""
        told = self.model.system.as_first_described or self.model.system.name
        return uuid5(_NAMESPACE, hashlib.sha256(told.encode()).hexdigest())


def slug(name: str, most: int = 60) -> str:
    """A name in small letters, digits and dashes; ``threat-model`` where nothing of it can be written so."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters.lower()).strip("-")[:most].strip("-") or "threat-model"


def stamp(day: date | None) -> str:
    """A day as a moment in UTC with milliseconds, such as ``2026-03-01T00:00:00.000Z``."""
    moment = datetime.combine(day or UNDATED, datetime.min.time(), UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")
