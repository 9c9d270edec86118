"""Read the owner's own text back to them: sentence by sentence, with what the model holds of each."""

from collections.abc import Iterator
from functools import cached_property

from agent.domain import Session, ThreatModel, Turn
from agent.reading.commands.entity_lookup import names_in
from agent.reading.readback.meanings import Meanings
from agent.reading.readback.model_matches import Finder, Text
from agent.reading.readback.read_back_result import ReadBack, Sentence, What
from agent.reading.statements import TextReader
from agent.reading.text.language import is_foreign
from agent.reading.text.spelling import Speller
from knowledge import Catalog


class BackReader:
    """Reads texts again beside the model as it stands now; nothing is changed by that."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def read_back(self, session: Session) -> ReadBack:
        """Every text of a session that tells of the system, the first text first."""
        model = session.model
        finder = Finder(model, Meanings(model, self._catalog))
        sentences = [one for text in self._texts(session) for one in finder.sentences(text)]
        return ReadBack(sentences=tuple(_with_loose_flows(sentences, finder)))

    @cached_property
    def text(self) -> TextReader:
        """The reader of texts; the first use takes half a second."""
        return TextReader(self._catalog)

    @cached_property
    def _speller(self) -> Speller:
        return Speller(self._catalog)

    def _texts(self, session: Session) -> Iterator[Text]:
        model, known = session.model, session.model.system.description
        quoted = _quoted_turns(model)
        told = [turn for turn in session.turns if _tells(turn, model, quoted)]
        for turn in told:
            typed, source = turn.said.text, turn.said.source
            read = typed if source else self._speller.mended(typed, names_in(model))
            unread = frozenset(turn.reply.unread) if turn.reply else frozenset()
            judged = turn.reply is not None and bool(turn.reply.made_with)
            yield Text(turn.number, typed, read, self.text.located(read, model, bool(source)), source,
                       described=model.system.is_told_in(typed) and not judged, unread=unread)  # fmt: skip
        if not told and known.strip():
            yield Text(0, known, known, self.text.located(known, model))


def _tells(turn: Turn, model: ThreatModel, quoted: frozenset[int]) -> bool:
    """Whether a turn told something of the system, or was not understood to: orders and answers by a click did not."""
    if not turn.said.text.strip():
        return False
    unread = (turn.reply is not None and bool(turn.reply.unread)) or is_foreign(turn.said.text)
    return model.system.is_told_in(turn.said.text) or turn.number in quoted or unread


def _quoted_turns(model: ThreatModel) -> frozenset[int]:
    """The turns whose words the model keeps as evidence."""
    held = (quotes for things in (model.facts, model.components, model.actors, model.assumptions) for quotes in
            (one.quotes for one in things))  # fmt: skip
    return frozenset(quote.turn for quotes in held for quote in quotes)


def _with_loose_flows(sentences: list[Sentence], finder: Finder) -> Iterator[Sentence]:
    """The sentences, each told flow that no words were found for beside the first one that names both its ends."""
    loose = [flow for flow in finder.model.flows if flow.id not in finder.flowing and not flow.inferred]
    for sentence in sentences:
        named = {one.id for one in sentence.everything() if one.what in (What.PART, What.PERSON)}
        here = [flow for flow in loose if {flow.source, flow.target} <= named]
        loose = [flow for flow in loose if flow not in here]
        more = tuple(finder.meanings.flow(flow) for flow in here)
        yield sentence.model_copy(update={"beside": (*sentence.beside, *more)}) if more else sentence
