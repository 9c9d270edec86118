"""Where a text names what a flow can begin or end at."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from agent.reading.architecture.hosting import is_ground
from agent.reading.architecture.mentions import Mention
from agent.reading.text.context import Saying


@dataclass(frozen=True, eq=False)
class End:
    """A place where a clause names a part or people: its id, and the span of words."""

    id: str
    saying: Saying
    start: int
    end: int

    @property
    def place(self) -> int:
        """Where it begins in the text."""
        return self.saying.clause.words[self.start].start


def ends_of(placed: Mapping[Mention, str], people: Iterable[End]) -> tuple[End, ...]:
    """The places of parts and people in the text; a word that stands in the name of a part names nobody."""
    named = [(one, part) for one, part in placed.items() if not (one.drawn or is_ground(one.name))]
    parts = [End(part, one.saying, one.start, one.end) for one, part in named]
    free = [one for one in people if not any(_meet(one, part) for part in parts)]
    return (*parts, *free)


def _meet(one: End, other: End) -> bool:
    return one.saying.clause is other.saying.clause and one.start < other.end and other.start < one.end
