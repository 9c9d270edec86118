"""Read the flows that clauses tell of: who gives what to whom, by the verbs between the parts and people they name."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from agent.reading.architecture.boundaries import is_outside
from agent.reading.architecture.flows.flow_asides import apart, comes_in, is_shown_outcome
from agent.reading.architecture.flows.flow_directions import CENTRES, Going, direction_of
from agent.reading.architecture.flows.flow_ends import End
from agent.reading.architecture.flows.flow_words import Act, Deed, flow_words, is_outcome, last_deed, way_of
from agent.reading.architecture.sketch import Sketch
from agent.reading.text.words import lexicon
from knowledge.vocabulary import ComponentKind as Kind

MOST_FLOWS = 30
_STANDS = Deed(Act.LIES, passive=False, place=0)
"""What a part does that stands before another, or between two."""
ANSWERS, RESULTS, REQUESTS = "answers", "results", "requests"


def told_flows(ends: Iterable[End], sketch: Sketch) -> None:
    """Draw the flows that the text tells of, clause by clause."""
    subject = centre = next((part.id for kind in CENTRES for part in sketch.of_kind(kind)), None)
    people: str | None = None
    last: str | None = None
    for low, statement in _statements(ends):
        told = _Statement(sketch, subject, people, last, centre)
        told.read(low, statement)
        for source, target, label in told.flows:
            _draw(sketch, source, target, label)
        subject = told.subject if told.subject in sketch.components else subject
        people = next((end.id for end in statement if end.id in sketch.actors), people)
        last = statement[-1].id


def _statements(ends: Iterable[End]) -> list[tuple[int, list[End]]]:
    """The ends of each statement, and where it begins: those of one clause, cut where a new subject begins."""
    groups: dict[tuple[int, int], list[End]] = {}
    for end in sorted(ends, key=lambda one: one.place):
        low = max((turn for turn in end.saying.clause.turns if turn <= end.start), default=0)
        groups.setdefault((id(end.saying), low), []).append(end)
    return [(low, group) for (_, low), group in groups.items()]


@dataclass
class _Statement:
    """One statement while it is read from left to right."""

    sketch: Sketch
    subject: str | None
    """The part that ``it`` means."""
    people: str | None
    """The people whom ``they`` means."""
    before: str | None
    """What was named last, which ``which`` means."""
    centre: str | None = None
    """The model that ``its data`` go to."""
    deed: Deed | None = None
    flows: list[tuple[str, str, str]] = field(default_factory=list)
    reached: str | None = None
    """Where the last flow went."""
    way: str = ""
    """The small word before the last end, which a list goes on with."""
    between: str | None = None
    """What stands between two others, once that is said and the first of them is named."""

    def read(self, low: int, ends: list[End]) -> None:
        """Take the statement in, whose first word stands at ``low``."""
        words, it = ends[0].saying.clause.texts, self.subject
        ends, inserted = apart(ends, self._kind)
        self._open(words[low : ends[0].start], ends)
        for one, other in pairwise(ends):
            self._step(one, other, words[one.end : other.start])
        self._see(it, ends, words)
        for other in inserted:
            self.flows.append((ends[0].id, other.id, "data"))

    def _see(self, it: str | None, ends: list[End], words: tuple[str, ...]) -> None:
        """People who see what comes out of the part that was told of before them."""
        first = ends[0]
        if first.id in self.sketch.actors and len(ends) == 1 and is_shown_outcome(words[first.end :]):
            source = it if self._kind(it) in CENTRES else self.centre
            self.flows += [(source, first.id, RESULTS)] if source is not None else []

    def _open(self, opening: tuple[str, ...], ends: list[End]) -> None:
        """What stands before the first end: a verb whose subject is named elsewhere, or nothing that counts."""
        table, first = flow_words(), ends[0]
        deed = last_deed(opening)
        if deed is not None and deed.place == 0 and not deed.passive:
            deed = None  # a thing or an order opens the clause: "Access is by", "Training happens in"
        if deed is None:
            self._speaks_of_place(opening, ends)
            self.subject = first.id
            return
        named = opening[: deed.place]
        if set(named) & table.last:
            self.subject = self.before
        elif set(named) & table.them and self.people is not None:
            self.subject = self.people
        elif not (set(named) & table.same or is_outcome(named) or not named or comes_in(opening, deed)):
            self.subject = None
        elif comes_in(opening, deed) and self._kind(self.subject) not in CENTRES:
            self.subject = self.centre
        self.deed = deed
        if "then" in opening and self.before is not None and not set(named) & (table.same | table.last):
            self.subject = self.before
        self.way = way_of(opening[deed.place + 1 :])
        self._tell(self.subject, first.id, self.way)

    def _speaks_of_place(self, opening: tuple[str, ...], ends: list[End]) -> None:
        """``On the upload page a reader sends``: people act at the place that is named before them."""
        place = next(iter(ends), None)
        behind = [end for end in ends[1:2] if end.id in self.sketch.actors]
        led = set(opening[-2:]) & flow_words().places
        if place is not None and behind and led and self._kind(place.id) is Kind.CLIENT:
            between = place.saying.clause.texts[place.end : behind[0].start]
            if last_deed(between) is None:
                self._add(behind[0].id, place.id)

    def _step(self, one: End, other: End, words: tuple[str, ...]) -> None:
        """From one end to the next."""
        if _arrow_between(one, other):
            self._add(one.id, other.id)
            self.subject = one.id
            return
        deed = last_deed(words)
        if self._begins(other, words, deed):
            if self.reached is not None and self._kind(self.reached) in _DOORS:
                self._add(self.reached, other.id)
            if self._hands_on(other):
                self._add(self.subject, other.id)
            self.subject, self.deed = other.id, None
            return
        subject = self._subject_of(deed, words, one)
        if deed is not None:
            self.deed, words = deed, words[deed.place + 1 :]
        self.way = way_of(words) or (self.way if set(words) & _LISTING else "")
        if not self._stands(one, other, words, deed):
            self._tell(subject, other.id, self.way)

    def _hands_on(self, other: End) -> bool:
        """Whether one model goes on with what another has made: ``Whisper writes it down, Claude answers it``."""
        both = self._kind(self.subject) in CENTRES and self._kind(other.id) in CENTRES
        return both and bool({"it", "them"} & set(other.saying.clause.texts[other.end + 1 : other.end + 3]))

    def _subject_of(self, deed: Deed | None, words: tuple[str, ...], one: End) -> str | None:
        """Whose deed it is: mostly that of the statement's subject, which may change here."""
        lead = frozenset(words[: deed.place]) if deed is not None else frozenset(words)
        if self.subject is None or (deed is not None and (self.deed is None or lead & flow_words().last)):
            self.subject = one.id
        elif deed is not None and deed.passive and not lead:
            return one.id
        elif deed is not None and deed.passive and self._goes_on(lead):
            self.subject = self.reached
        return self.subject

    def _goes_on(self, lead: frozenset[str]) -> bool:
        """Whether the next thing done to it is done where it went: ``kept in a registry and served by an API``."""
        return self.reached is not None and ("then" in lead or self._kind(self.reached) in _KEPT)

    def _stands(self, one: End, other: End, words: tuple[str, ...], deed: Deed | None) -> bool:
        """What is told by place alone: between two others, in front of one, behind it, next in a row."""
        if "between" in words:
            self.between, self.deed = self.subject, _STANDS
            self._add(other.id, self.between)
        elif self.between is not None and "and" in words:
            self._add(self.between, other.id)
            self.between = None
        elif "front" in words:
            self.deed = _STANDS
            self._add(self.subject, other.id)
        elif self.way == "behind":
            self._add(other.id, one.id)
        elif deed is None and "then" in words and self.deed is None:
            self._add(one.id, other.id)
        elif "there" in words and self.reached is not None:
            self._add(self.reached, other.id)
        else:
            return False
        return True

    def _begins(self, end: End, words: tuple[str, ...], deed: Deed | None) -> bool:
        """Whether an end is the subject of a deed of its own: ``and the model names it``."""
        behind = words[deed.place + 1 :] if deed is not None else words
        texts = end.saying.clause.texts
        if not set(behind) & {"and", ",", "while", "when"} or not _is_led(behind):
            return False
        following = texts[end.end : end.end + 1]
        if not following:
            return False
        next_deed = last_deed(following)
        if next_deed is not None:
            return not next_deed.passive
        return following[0] in flow_words().being or (following[0].endswith("s") and following[0] not in _NO_VERBS)

    def _tell(self, subject: str | None, other: str, way: str) -> None:
        """One flow between a subject and another end, in the direction that the verb and the small word give it."""
        table, deed = flow_words(), self.deed
        if subject is None or subject == other:
            return
        if deed is not None and deed.act is Act.MOVES and (subject in self.sketch.actors or deed.passive):
            self.subject = other
        elif way in table.through:
            self._pass(subject, other)
        elif deed is not None:
            self._do(deed, subject, other, way)
        elif way in table.back and other in self.sketch.components:
            self._add(other, subject)
        elif way in table.goes and subject in self.sketch.components:
            self._add(subject, other)

    def _do(self, deed: Deed, subject: str, other: str, way: str) -> None:
        """What a deed gives to whom; what fills a part that something else fills comes by way of that."""
        going = direction_of(deed, self._kind(subject), self._kind(other), way)
        if going is Going.ONWARD:
            self._add(subject, other)
        elif going is Going.BACK:
            fillers = [source for source, target, _ in self.flows if deed.passive and target == subject]
            by_way = way in flow_words().back and bool(fillers)
            self._add(other, fillers[-1] if by_way else subject)

    def _pass(self, subject: str, other: str) -> None:
        """``calls the model through the gateway``: what went to one end goes by way of another."""
        if other in self.sketch.actors or self._kind(other) in _NO_WAYS:
            return
        ways = [flow for flow in self.flows if flow[0] == subject]
        if ways and ways[-1][1] in self.sketch.actors:
            self.flows.append((ways[-1][1], other, REQUESTS))
        elif ways:
            source, target, label = ways[-1]
            self.flows.remove(ways[-1])
            self.flows += [(source, other, label), (other, target, label)]
        else:
            self._add(subject, other)

    def _add(self, source: str | None, target: str | None) -> None:
        people = self.sketch.actors
        if source is None or target is None or source == target or (source in people and target in people):
            return
        label = REQUESTS if source in people else RESULTS if target in people else "data"
        if target in people and self.deed is not None and self.deed.act is Act.SERVES:
            label = ANSWERS
        self.flows.append((source, target, label))
        self.reached = target

    def _kind(self, end: str | None) -> Kind | None:
        part = self.sketch.components.get(end or "")
        return part.kind if part is not None else None


_DOORS = (Kind.CLIENT, Kind.EXTERNAL_SERVICE)
_KEPT = (Kind.DATA_STORE, Kind.VECTOR_STORE, Kind.MODEL_REGISTRY)
_NO_WAYS = (Kind.CONTENT_SOURCE, Kind.DATASET, Kind.DATA_STORE, Kind.VECTOR_STORE, *CENTRES)
_LISTING = frozenset({"and", ",", "or"})
_NO_VERBS = lexicon("as is its this thus always across")
_ARROW = re.compile(r"->|=>|-->|\u2192|\u2794|\u27f6")


def _arrow_between(one: End, other: End) -> bool:
    """Whether an arrow leads from one name to the next."""
    if one.saying is not other.saying:
        return False
    sentence, words = one.saying.sentence, one.saying.clause.words
    between = sentence.text[words[one.end - 1].end - sentence.start : words[other.start].start - sentence.start]
    return len(between) <= _LONGEST_ARROW and bool(_ARROW.search(between))


_LONGEST_ARROW = 12


def _is_led(words: tuple[str, ...]) -> bool:
    """Whether a link and at most an article stand right before an end."""
    return bool(set(words[-2:]) & {"and", ",", "while", "when"})


def _draw(sketch: Sketch, source: str, target: str, label: str) -> None:
    if len(sketch.flows) >= MOST_FLOWS:
        return
    if source in sketch.actors:
        untrusted = not sketch.actors[source].trusted
    else:
        part = sketch.components[source]
        untrusted = is_outside(part, sketch) and part.kind is not Kind.DATASET
        label = CARRIED.get(part.kind, label)
    sketch.add_flow(source, target, label, untrusted=untrusted, inferred=False)


CARRIED: Mapping[Kind, str] = {Kind.CONTENT_SOURCE: "content", Kind.DATASET: "training data"}
"""What a told flow from a part of some kinds carries."""
