"""Whether this installation is well: the store, the search, the endpoint and the turns that wait, without any words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from agent.errors import StoreUnavailable
from agent.process_metrics import Pulse

if TYPE_CHECKING:
    from agent.store import SessionStore


@dataclass(frozen=True)
class Health:
    """Looks at the parts of this process; nothing outside but the store is asked."""

    store: "SessionStore"
    trouble: Callable[[], str]
    """What is wrong with the search."""
    asks_model: bool
    pulse: Pulse
    clock: Callable[[], datetime]

    def report(self) -> dict[str, dict[str, object]]:
        """Each part with whether it is well and its numbers; safe to show to whoever reaches the address."""
        endpoint = {"configured": self.asks_model, **(self.pulse.endpoint() if self.asks_model else {"well": True})}
        processes = {"processes": crew} if (crew := self.pulse.crew()) else {}
        return {"store": self._store(), "index": {"well": not self.trouble()}, "endpoint": endpoint, **processes}

    def _store(self) -> dict[str, object]:
        try:
            count, oldest = self.store.backlog()
        except StoreUnavailable as problem:
            return {"well": False, "error": type(problem).__name__}
        age = 0.0 if oldest is None else (self.clock() - oldest).total_seconds()
        return {"well": True, "turns_waiting": count, "oldest_seconds": max(0, round(age))}


def lines(report: dict[str, dict[str, object]]) -> tuple[tuple[str, bool, str], ...]:
    """The report for people: each part's name, whether it is well, and its numbers."""
    told = []
    for name, part in report.items():
        numbers = ", ".join(f"{key.replace('_', ' ')} {_shown(value)}" for key, value in part.items() if key != "well")
        told.append((f"health of the {name}", bool(part["well"]), numbers or ("well" if part["well"] else "not well")))
    return tuple(told)


def _shown(value: object) -> str:
    if value is None:
        return "never"
    return str(value) if not isinstance(value, bool) else "yes" if value else "no"
