"""What was accepted, refused and seen while the siege goes on; and how long people took to go on after trouble."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from tests.siege.crowd.people import tenants_in


class Kind(StrEnum):
    """What people do that must neither be lost nor come twice."""

    TURN = "turns"
    COMMENT = "comments"
    SIGN_OFF = "sign-offs"
    EDIT = "edits"


@dataclass(frozen=True)
class Deed:
    """Something that somebody did, by the word that stands in it or, of a sign-off, by its threat and person."""

    kind: Kind
    tenant: int
    token: str


@dataclass
class Tally:
    """All that the crowd tells; many threads write to it."""

    accepted: list[Deed] = field(default_factory=list)
    """What a page showed as taken."""
    forbidden: list[Deed] = field(default_factory=list)
    """What was tried without the right to it, and must be nowhere."""
    refused: Counter[str] = field(default_factory=Counter)
    """What was refused with a message in plain words, by the attack or the trouble."""
    unplain: list[str] = field(default_factory=list)
    """What failed without such a message."""
    leaks: list[str] = field(default_factory=list)
    broken: int = 0
    """Lines that broke in the midst of something, as a killed replica breaks them."""
    unknown: int = 0
    """Edits whose answer broke off and that cannot be told from others' afterwards; they must not come twice."""
    read: int = 0
    seconds: list[float] = field(default_factory=list)
    """How long each deed took that met no trouble."""
    slowest: dict[str, float] = field(default_factory=dict)
    """By trouble: the longest that anybody who met it took until their next deed was done."""
    troubles: Counter[str] = field(default_factory=Counter)
    _last: tuple[str, float] = ("", 0.0)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def watching(self, who: str, tenant: int) -> Callable[[bytes], None]:
        """What looks at every byte that reaches somebody for the words of another tenant."""

        def watch(raw: bytes) -> None:
            for other in tenants_in(raw):
                if other != tenant:
                    self.leaked(f"{who} of tenant {tenant} was sent words of tenant {other}")

        return watch

    def leaked(self, what: str) -> None:
        """Note what somebody saw or did who may not."""
        with self._lock:
            self.leaks.append(what)

    def took(self, deed: Deed) -> None:
        """Note what was accepted."""
        with self._lock:
            self.accepted.append(deed)

    def tried(self, deed: Deed) -> None:
        """Note what must never come to be."""
        with self._lock:
            self.forbidden.append(deed)

    def refuse(self, what: str) -> None:
        """Note what was refused in plain words."""
        with self._lock:
            self.refused[what] += 1

    def fail(self, what: str) -> None:
        """Note what failed without a plain word."""
        with self._lock:
            self.unplain.append(what)

    def trouble(self, name: str) -> None:
        """Note that trouble begins."""
        with self._lock:
            self.troubles[name] += 1
            self._last = (name, time.monotonic())

    def hurt(self, broken: bool) -> tuple[str, float]:
        """Note that somebody met the latest trouble; gives its name and when it began."""
        with self._lock:
            self.broken += broken
            return self._last

    def done(self, began: float, met: tuple[str, float] | None) -> None:
        """Note that a deed came to its end, begun at a moment, and the trouble it met on the way."""
        now = time.monotonic()
        with self._lock:
            if met is None:
                self.seconds.append(now - began)
            elif met[0]:
                self.slowest[met[0]] = max(self.slowest.get(met[0], 0.0), now - met[1])

    def count(self, kind: Kind | None = None) -> int:
        """How much was accepted, of one kind or of all."""
        with self._lock:
            return sum(kind is None or one.kind is kind for one in self.accepted)


def now() -> float:
    """A moment, to take another from."""
    return time.monotonic()
