"""What a line that the owner typed asks for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from agent.domain import Edit, Session, ThreatModel, Wish
from agent.domain.sessions.session import Offer, Topic
from knowledge import Catalog

FirstMeasures = Callable[[ThreatModel, int], tuple[str, ...]]


@dataclass(frozen=True)
class Command:
    """Edits and a wish, with what to say about them and what to offer instead of doing it."""

    edits: tuple[Edit, ...] = ()
    wish: Wish = Wish.NONE
    topic: Topic | None = None
    about: str | None = None
    notes: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True)
class Desk:
    """What an order is carried out on."""

    session: Session
    catalog: Catalog
    first_measures: FirstMeasures
    """The ids of the measures that are worth most, so many of them."""

    @property
    def today(self) -> date:
        """The day of the last turn; that of the session where there is none."""
        turns = self.session.turns
        return (turns[-1].at if turns else self.session.created).date()


def no_measures(model: ThreatModel, count: int) -> tuple[str, ...]:
    """Where nobody works out which measures are worth most."""
    return ()


def told(note: str) -> Command:
    """Nothing but an answer."""
    return Command(notes=(note,) if note else ())


def joined_up(commands: tuple[Command, ...]) -> Command:
    """Several commands as one; the last wish counts."""
    wishes = [one for one in commands if one.wish is not Wish.NONE]
    return Command(
        edits=tuple(edit for one in commands for edit in one.edits),
        wish=wishes[-1].wish if wishes else Wish.NONE,
        topic=wishes[-1].topic if wishes else None,
        about=wishes[-1].about if wishes else None,
        notes=tuple(note for one in commands for note in one.notes),
        offers=tuple(offer for one in commands for offer in one.offers),
    )
