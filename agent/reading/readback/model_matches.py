"""Find in one text of the owner what the model holds of it: names, people, facts, quotes, and flows between them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from agent.domain import SYSTEM, Component, DataFlow, Mint, Quote, ThreatModel
from agent.domain.document_claims import claims_of
from agent.domain.system import Actor
from agent.domain.wording.names import names_of
from agent.reading.architecture.flows.flow_ends import End
from agent.reading.architecture.flows.stated_flows import told_flows
from agent.reading.architecture.sketch import Sketch
from agent.reading.readback.meanings import Meanings
from agent.reading.readback.read_back_result import Sentence, Span, Standing, Understood, What
from agent.reading.readback.sentence_spans import Frame, bare, frames_of
from agent.reading.readback.text_spans import SOFT, Found, Shift, apart, between, named_at
from agent.reading.statements import Located
from agent.reading.text.system_sentences import told_by

NAMED, PEOPLE, SAID, QUOTED, FLOWING = 0, 1, SOFT, SOFT + 1, SOFT + 2
"""Whose words stand first where several could: names of parts, people, facts, quotes, flows."""
SHORT = 48
"""A quote this short is itself underlined; a longer one speaks for its sentence."""


@dataclass(frozen=True)
class Text:
    """A text to look at: its turn, what was typed, how it was read, and what the reply said was not understood."""

    turn: int
    typed: str
    read: str
    located: Located
    source: str = ""
    described: bool = True
    """It is part of the description, so every sentence of it was to tell something."""
    unread: frozenset[str] = frozenset()


@dataclass
class Finder:
    """Looks at one text after the other, and remembers which flows were told."""

    model: ThreatModel
    meanings: Meanings
    flowing: set[str] = field(default_factory=set)

    def sentences(self, text: Text) -> Iterator[Sentence]:
        """The sentences of a text with what was understood of each."""
        told = text.located.told if text.read == text.typed else told_by(text.typed)
        shift = Shift(text.read, text.typed)
        frames = frames_of(told, text.typed)
        found = [*self._ends(text, shift), *self._claims(text, shift), *self._quotes(text)]
        names = list(self._names(text))
        told_here = list(self._told(text, shift))
        for frame in frames:
            open_to = found if frame.standing is not Standing.READ else [*found, *names]
            yield self._sentence(text, frame, [one for one in open_to if frame.holds(one.start, one.end)], told_here)

    def _sentence(
        self, text: Text, frame: Frame, found: list[Found], told: list[tuple[DataFlow, int, int]]
    ) -> Sentence:
        loose = [one for one in found if one.rank == QUOTED and _is_loose(one, frame)]
        placed = _once([one for one in found if one not in loose])
        names, left = apart([one for one in placed if one.rank < SOFT], frame.start, frame.end, text.typed)
        flows = [one for flow, start, end in told if frame.holds(start, end) for one in self._flow(flow, names, text)]
        spans, more = apart(
            [*names, *(one for one in placed if one.rank >= SOFT), *flows], frame.start, frame.end, text.typed
        )
        shown = {(one.means.what, one.means.id) for one in spans}
        told_of = (one.means for flow, start, end in told if frame.holds(start, end) for one in self._whole(flow))
        starting = [one.means for one in loose if frame.start <= one.start < frame.end or not _begins(one, text)]
        beside: dict[tuple[What, str], Understood] = {}
        for one in (*left, *more, *starting, *told_of):  # what its words say goes before what they were evidence of
            beside.setdefault((one.what, one.id), one)
        sentence = Sentence(
            turn=text.turn, source=text.source, start=frame.start, text=text.typed[frame.start : frame.end],
            standing=frame.standing, reason=frame.reason,
            spans=tuple(Span(start=one.start, end=one.end, means=one.means) for one in spans),
            beside=tuple(one for key, one in beside.items() if key not in shown),
        )  # fmt: skip
        return sentence.model_copy(update={"standing": self._standing(sentence, text)})

    def _standing(self, sentence: Sentence, text: Text) -> Standing:
        quote = Quote(turn=text.turn, text=sentence.text[:600]) if text.turn else None
        if quote in self.model.asides:
            return Standing.NOTHING
        if sentence.standing is not Standing.TITLE and (sentence.spans or sentence.beside):
            return Standing.READ
        if sentence.standing is not Standing.READ:
            return sentence.standing
        missed = text.unread | (frozenset(text.located.unread) if text.described else frozenset())
        is_missed = sentence.text in map(bare, missed) or text.typed.strip() in missed
        return Standing.UNREAD if is_missed else Standing.TALK

    def _ends(self, text: Text, shift: Shift) -> Iterator[Found]:
        """Where the reader finds the parts and people, also where they are named by a general word."""
        for end in text.located.ends:
            words = end.saying.clause.words
            place = shift.span(words[end.start].start, words[end.end - 1].end)
            means = self.meanings.end(end.id)
            if place is not None and means is not None:
                yield Found(*place, means, NAMED if means.what is What.PART else PEOPLE)

    def _names(self, text: Text) -> Iterator[Found]:
        """Where their names stand as they are in the model, or as they were before."""
        for thing in self._things():
            means = self.meanings.end(thing.id)
            if means is None:
                continue
            for place in (place for name in names_of(thing) for place in named_at(name, text.typed)):
                yield Found(*place, means, NAMED if means.what is What.PART else PEOPLE)

    def _claims(self, text: Text, shift: Shift) -> Iterator[Found]:
        for claim in text.located.claims:
            place, means = shift.span(claim.start, claim.end), self.meanings.claim(claim)
            if place is not None and means is not None:
                yield Found(*place, means, SAID)

    def _quotes(self, text: Text) -> Iterator[Found]:
        """Where the words stand that the model keeps as evidence of this turn."""
        for means, quotes in self._evidence():
            for quote in quotes:
                at = text.typed.find(quote.text) if quote.turn == text.turn or not text.turn else -1
                if at >= 0:
                    yield Found(at, at + len(quote.text), means, QUOTED)

    def _evidence(self) -> Iterator[tuple[Understood, tuple[Quote, ...]]]:
        for kept in self.model.facts:
            if kept.subject == SYSTEM:
                yield self.meanings.kept(kept), kept.quotes
        for one in claims_of(self.model):
            means = self.meanings.assumed(one)
            if means is not None:
                yield means, one.quotes
        for thing in self._things():
            means = self.meanings.end(thing.id)
            if means is not None:
                yield means, thing.quotes

    def _things(self) -> tuple[Component | Actor, ...]:
        return (*self.model.components, *self.model.actors)

    def _told(self, text: Text, shift: Shift) -> Iterator[tuple[DataFlow, int, int]]:
        """The flows of the model that sentences tell of, each with the place of its sentence."""
        kept = {(flow.source, flow.target): flow for flow in self.model.flows}
        ends = sorted(text.located.ends, key=lambda one: one.saying.sentence.start)
        for _, group in groupby(ends, key=lambda one: one.saying.sentence.start):
            here: tuple[End, ...] = tuple(group)
            sentence = here[0].saying.sentence
            sketch = Sketch(self.model.model_copy(update={"flows": ()}), Mint(self.model), 1)
            told_flows(here, sketch)
            place = shift.span(*_edges(sentence.text, sentence.start))
            for pair in sketch.flows:
                if pair in kept and place is not None:
                    self.flowing.add(kept[pair].id)
                    yield kept[pair], *place

    def _flow(self, flow: DataFlow, names: list[Found], text: Text) -> Iterator[Found]:
        """The words between the two ends of a flow that stand nearest to each other."""
        sources = [one for one in names if one.means.id == flow.source]
        targets = [one for one in names if one.means.id == flow.target]
        pairs = sorted(((one, other) for one in sources for other in targets), key=_distance)
        for one, other in pairs[:1]:
            place = between((one.start, one.end), (other.start, other.end), text.typed)
            if place is not None:
                yield Found(*place, self.meanings.flow(flow), FLOWING)

    def _whole(self, flow: DataFlow) -> Iterator[Found]:
        yield Found(0, 1, self.meanings.flow(flow), FLOWING)


def _once(found: list[Found]) -> list[Found]:
    """Of several words for one fact in a sentence the first; a quote only where nothing else is found of it."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: (one.rank, one.start)):
        key = (one.means.what, one.means.id)
        said = [other for other in kept if (other.means.what, other.means.id) == key]
        if not said or one.rank < SOFT:
            kept.append(one)
    return kept


def _is_loose(quote: Found, frame: Frame) -> bool:
    """Whether a quote is too long to underline, or is the whole sentence, which it then speaks for."""
    return quote.end - quote.start > SHORT or quote.end - quote.start >= frame.end - frame.start - 1


def _begins(one: Found, text: Text) -> bool:
    """Whether a quote begins with a word that stands in some sentence: one may begin with the mark of a list."""
    return text.typed[one.start : one.start + 1].isalnum()


def _distance(pair: tuple[Found, Found]) -> int:
    one, other = pair
    return max(one.start, other.start) - min(one.end, other.end)


def _edges(words: str, start: int) -> tuple[int, int]:
    """The place of the words of a sentence, without the blanks at its ends."""
    return start + len(words) - len(words.lstrip()), start + len(words.rstrip())
