"""Understand a turn: commands, answers, and everything that is stated about the system."""

from agent.analyst.rules.reading_text import TextReader
from agent.domain import Reading, Session, Turn
from knowledge import Catalog


class Reader:
    """Turns the owner's words into edits and a wish, by rules alone."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._text = TextReader(catalog)

    def read(self, turn: Turn, session: Session) -> Reading:
        """What a turn says; edits made in a table pass through unchanged."""
        said, model = turn.said, session.model
        if said.edits:
            return Reading(edits=(*said.edits, *self._text.conclusions(model, said.edits)))
        read = self._text.read(said.text, model, turn.number, from_file=bool(said.source))
        return Reading(edits=read.edits, unread=read.unread, unsure=read.unsure, notes=read.notes)
