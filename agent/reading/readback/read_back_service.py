"""All that a page needs to read texts back and to mend what was understood of them; opened when it is first needed."""

from functools import cached_property

from agent.domain import Session
from agent.reading.readback.additions import Supplier
from agent.reading.readback.as_text import lines_of
from agent.reading.readback.corrections import Mender
from agent.reading.readback.read_back_result import ReadBack, Standing
from agent.reading.readback.reading_back import BackReader
from knowledge import Catalog


class ReadBackDesk:
    """Reads back, and makes the edits of mends; none of them is applied here."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._reader = BackReader(catalog)

    def read_back(self, session: Session) -> ReadBack:
        """The owner's own texts, sentence by sentence, with what the model holds of each."""
        return self._reader.read_back(session)

    def lines(self, session: Session) -> tuple[str, ...]:
        """The same in plain lines, for a terminal."""
        return tuple(lines_of(self.read_back(session)))

    def not_understood(self, session: Session) -> tuple[str, ...]:
        """The sentences from which nothing was taken, as the read-back counts them."""
        return tuple(" ".join(one.text.split()) for one in self.read_back(session).of(Standing.UNREAD))

    @cached_property
    def mender(self) -> Mender:
        """Mends what was understood."""
        return Mender(self._catalog, self._reader.text)

    @cached_property
    def supplier(self) -> Supplier:
        """Takes what words mean that were not understood."""
        return Supplier(self._catalog)
