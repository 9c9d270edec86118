"""What the process of the screens and the processes that work on turns tell each other.

Both ends are this program: the pickles between them come from nobody else.
"""

from dataclasses import dataclass
from typing import TypeAlias

from agent.graph.state import Progress
from agent.settings import Settings


@dataclass(frozen=True)
class Made:
    """To the template: what all processes are made from."""

    settings: Settings
    catalog: str
    """The fingerprint of the catalog that the screens have; turns are worked on with no other."""


@dataclass(frozen=True)
class Begin:
    """To the template: begin a process; the end of its connection comes after this."""


@dataclass(frozen=True)
class End:
    """To the template: end a process that it began, by its number."""

    process: int


@dataclass(frozen=True)
class Order:
    """To a process: see to it that a turn has ended, with those that wait before it."""

    task: int
    session: str
    number: int
    listened: bool
    """Whether somebody looks on."""
    wait: float | None
    """For how many seconds the session is waited for; none: as long as a turn may take."""
    trouble: str
    """What is wrong with the search, in words for the reply."""


@dataclass(frozen=True)
class Hush:
    """To a process: stop the language model's part of a turn; without a number, of every turn of the session."""

    session: str
    number: int | None = None


@dataclass(frozen=True)
class LetGo:
    """To a process: keep nobody's words any more."""


@dataclass(frozen=True)
class Leave:
    """To a process: stop between two steps and end; what is under way stays accepted."""


@dataclass(frozen=True)
class Begun:
    """From a process: work on a turn begins, and its time with it."""

    task: int
    session: str
    number: int


@dataclass(frozen=True)
class Asks:
    """From a process: a language model has a part in a turn at work."""

    session: str
    number: int


@dataclass(frozen=True)
class Stepped:
    """From a process: a step is done, or there are words to show."""

    task: int
    progress: Progress


@dataclass(frozen=True)
class Over:
    """From a process: work on a turn is over, whatever came of it."""

    task: int
    session: str
    number: int


@dataclass(frozen=True)
class Done:
    """From a process: an order is carried out, or why it cannot be."""

    task: int
    problem: Exception | None


@dataclass(frozen=True)
class Counted:
    """From a process: something that it counts."""

    name: str
    amount: float
    kind: str


@dataclass(frozen=True)
class Stuck:
    """From a process: a run goes on beyond its time; nothing more shall be begun here."""


ToProcess: TypeAlias = Order | Hush | LetGo | Leave
OfTask: TypeAlias = Begun | Stepped | Over | Done
FromProcess: TypeAlias = OfTask | Asks | Counted | Stuck
