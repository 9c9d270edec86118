"""Put into the sketch what a drawing made of words shows: its boxes as parts or people, its arrows as flows."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from agent.reading.architecture.actors import INSIDE, OUTSIDE
from agent.reading.architecture.boundaries import is_outside
from agent.reading.architecture.mentions import Mention, MentionReader
from agent.reading.architecture.people import role_of
from agent.reading.architecture.sketch import Sketch
from agent.reading.architecture.text_diagrams import Drawing, Node, drawing_of
from agent.reading.text.context import sayings_of
from agent.reading.text.names import key_of
from agent.reading.text.sentences import sentences_in
from agent.reading.text.system_sentences import Told
from agent.reading.text.words import lexicon
from knowledge.vocabulary import ComponentKind

MOST_BOXES = 40
"""A drawing with more shows no one system."""


@dataclass(frozen=True)
class Drawn:
    """A drawing with its boxes as mentions of parts."""

    drawing: Drawing = field(default_factory=Drawing)
    mentions: Mapping[str, Mention] = field(default_factory=dict)

    def place(self, placed: Mapping[Mention, str], sketch: Sketch) -> None:
        """Put the people of the drawing into the sketch, and a flow for every arrow whose ends are there."""
        ends = {key: placed[mention] for key, mention in self.mentions.items() if mention in placed}
        for box in _boxes(self.drawing):
            role = role_of(box.label, box.key)
            if role is not None:
                boundary = sketch.boundary(*(INSIDE if role.staff else OUTSIDE))
                name = box.label if box.label != box.key else role.name
                actor = sketch.add_actor(name.lower(), trusted=role.staff, boundary=boundary, words=box.label)
                ends[box.key] = actor.id
        for source, target, label in self.drawing.edges:
            if source in ends and target in ends:
                untrusted = _is_untrusted(ends[source], sketch)
                sketch.add_flow(ends[source], ends[target], label or "data", untrusted=untrusted, inferred=False)


def drawn_in(told: Told, text: str, reader: MentionReader) -> Drawn:
    """What the blocks and lines of a text draw; a box of no known kind is a store or a service."""
    drawing = drawing_of(told.drawings, [(one.start, one.text) for one in told.sentences])
    found = {box.key: _mention(box, text, reader) for box in _boxes(drawing) if role_of(box.label, box.key) is None}
    return Drawn(drawing, {key: mention for key, mention in found.items() if mention is not None})


def _boxes(drawing: Drawing) -> list[Node]:
    return list(drawing.nodes.values())[:MOST_BOXES]


def _mention(box: Node, text: str, reader: MentionReader) -> Mention | None:
    sentence = next(sentences_in(box.label, text, box.start), None)
    sayings = sayings_of((sentence,)) if sentence is not None else ()
    if not sayings:
        return None
    words = sayings[0].clause.texts
    found = next(iter(reader.mentions(text, sayings)), None)
    kind = found.kind if found is not None else None
    kind = kind or _kind_by_shape(box, frozenset(words))
    return Mention(kind, box.label, key_of(box.label), False, sayings[0], 0, len(words), box.label, drawn=True)


def _kind_by_shape(box: Node, words: frozenset[str]) -> ComponentKind:
    if box.stores and words & _SEARCHED:
        return ComponentKind.VECTOR_STORE
    return ComponentKind.DATA_STORE if box.stores else ComponentKind.SERVICE


_SEARCHED = lexicon("index indexes vector vectors embedding embeddings")


def _is_untrusted(source: str, sketch: Sketch) -> bool:
    if source in sketch.actors:
        return not sketch.actors[source].trusted
    part = sketch.components[source]
    return is_outside(part, sketch) and part.kind is not ComponentKind.DATASET
