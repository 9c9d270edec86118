"""What of a model does not come along into a format: left out, put elsewhere, cut short, or filled in by a guess."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from agent.domain.model import ThreatModel
from agent.exchange.diagrams.diagram import shown
from agent.exchange.interchange.topics import TOPICS

_NAMED = 5
_LONGEST = 60


class How(StrEnum):
    """What became of something that a format has no room for."""

    DROPPED = "left out"
    SQUEEZED = "put elsewhere"
    CUT = "cut short"
    FILLED = "filled in"


@dataclass(frozen=True)
class Loss:
    """One sort of thing that a format does not hold as the model does."""

    how: How
    what: str
    """Such as ``assumptions``; always in the plural."""
    names: tuple[str, ...]
    """Which ones, by name or id."""
    where: str = ""
    """Where it went, to which length it was cut, or what was filled in."""
    topic: str = ""
    """The topic of the model that it covers, where it covers one whole."""

    @property
    def line(self) -> str:
        """The loss in one line, with the first names."""
        first = ", ".join(shown(name, _LONGEST) for name in self.names[:_NAMED])
        more = f" and {len(self.names) - _NAMED:,} more" if len(self.names) > _NAMED else ""
        return f"{self.how.value}: {self.what}, {len(self.names):,} ({first}{more})" + (
            f"; {self.where}" if self.where else ""
        )


@dataclass(frozen=True)
class Export:
    """A file as text or bytes, with what was lost on the way."""

    content: str | bytes
    losses: tuple[Loss, ...] = ()

    @property
    def data(self) -> bytes:
        """The bytes of the file."""
        return self.content.encode() if isinstance(self.content, str) else self.content


@dataclass
class Losses:
    """The losses of one export, gathered while it is written."""

    model: ThreatModel
    _found: dict[tuple[How, str, str, str], dict[str, None]] = field(default_factory=dict)

    def drop(self, *topics: str) -> None:
        """Topics of the model that the format has no place for; those that the model has nothing of are no loss."""
        for topic in topics:
            self._add(How.DROPPED, TOPICS[topic].words, TOPICS[topic].names(self.model), "", topic)

    def drop_all_but(self, *held: str) -> None:
        """Every topic but those that the format holds."""
        unknown = set(held) - TOPICS.keys()
        assert not unknown, unknown
        self.drop(*(topic for topic in TOPICS if topic not in held))

    def leave_out(self, what: str, names: Iterable[str], where: str = "") -> None:
        """Things left out, whatever topic they belong to."""
        self._add(How.DROPPED, what, names, where)

    def squeeze(self, what: str, names: Iterable[str], where: str) -> None:
        """Things that stand in a place that was not made for them."""
        self._add(How.SQUEEZED, what, names, where)

    def fill(self, what: str, names: Iterable[str], where: str) -> None:
        """Things that the format demands and the model does not know."""
        self._add(How.FILLED, what, names, where)

    def cut(self, what: str, name: str, text: str, most: int) -> str:
        """A text of at most so many characters; what had to be cut is noted."""
        if len(text) <= most:
            return text
        self._add(How.CUT, what, (name,), f"at most {most:,} characters")
        return f"{text[: most - 1].rstrip()}…"

    def report(self) -> tuple[Loss, ...]:
        """Every loss, those left out first."""
        order = list(How)
        return tuple(sorted(self._lines(), key=lambda one: order.index(one.how)))

    def _lines(self) -> Iterator[Loss]:
        for (how, what, where, topic), names in self._found.items():
            yield Loss(how, what, tuple(names), where, topic)

    def _add(self, how: How, what: str, names: Iterable[str], where: str, topic: str = "") -> None:
        fresh = dict.fromkeys(names)
        if fresh:
            self._found.setdefault((how, what, where, topic), {}).update(fresh)
