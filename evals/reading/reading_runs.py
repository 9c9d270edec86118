"""Tells an analyst one text after another, each in a session of its own, and keeps what was understood."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from agent.domain import Said
from agent.facilitator import Facilitator
from evals.case_runs.modes import draft_from, say
from evals.case_runs.transcript import Drafted
from evals.drafts import drafted
from evals.reading.extracted_model import Understood, understood
from knowledge import Catalog


@dataclass(frozen=True)
class Listener:
    """An analyst that hears descriptions and is asked nothing else."""

    facilitator: Facilitator

    @property
    def catalog(self) -> Catalog:
        """What it knows."""
        return self.facilitator.catalog

    def hear(self, text: str) -> Understood:
        """What is understood of a text that opens a session; a turn that fails raises TurnFailed."""
        session = say(self.facilitator, self.facilitator.start(), Said(text=text, key="turn-0001"))
        return understood(session.model, self.catalog)

    def draft(self, text: str) -> tuple[Drafted, ...]:
        """The ordered draft from a text alone."""
        return drafted(draft_from(self.facilitator, text).model)


@contextmanager
def listening(analyst: str) -> Iterator[Listener]:
    """A listener that leaves nothing behind: the rules, llm, or what MODULE:FUNCTION opens."""
    from evals.case_runs.analysts import desk_of

    with tempfile.TemporaryDirectory(prefix="threatparley-evals-") as folder:
        place = Path(folder) / "worker"
        place.mkdir()
        desk = desk_of(analyst)(place)
        try:
            yield Listener(desk.facilitator)
        finally:
            desk.facilitator.close()
