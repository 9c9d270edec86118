"""Read free text as statements about the system: its facts, parts, people, flows and what is worth protecting."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from agent.domain import SYSTEM, Edit, Mint, ThreatModel, apply
from agent.domain.changes.edits import ClearFact, DescribeSystem, PutAssumption, PutComponent, Remove, SetFact
from agent.domain.document_claims import confirmed_by
from agent.domain.sessions.session import Offer
from agent.domain.wording.names_in_sentences import joined
from agent.reading.answering.unasked_facts import Passing, take_all
from agent.reading.architecture.actors import people_listed, people_of, place_actors
from agent.reading.architecture.assets import outlived, place_assets
from agent.reading.architecture.boundaries import place_boundaries
from agent.reading.architecture.components import MOST_PARTS, add_implied, place_parts
from agent.reading.architecture.diagram_parts import Drawn, drawn_in
from agent.reading.architecture.flows.default_flows import needed_flows
from agent.reading.architecture.flows.flow_ends import End, ends_of
from agent.reading.architecture.flows.stated_flows import told_flows
from agent.reading.architecture.listed_parts import Listed, listed_in
from agent.reading.architecture.mentions import Mention, MentionReader
from agent.reading.architecture.named_agents import cast_of
from agent.reading.architecture.people import Role
from agent.reading.architecture.sketch import Sketch
from agent.reading.claims import Claim
from agent.reading.documents import Paper, as_from_document, guarded_by, over_documents, paper_of, told_in
from agent.reading.expectations import Expectations, hinted
from agent.reading.facts import FactReader, Weighed, changed_note
from agent.reading.implications import conclude
from agent.reading.likely_facts import Likely
from agent.reading.naming.known_names import Known
from agent.reading.system import describe, with_admitted
from agent.reading.text.context import Saying, sayings_of
from agent.reading.text.listings import Entry
from agent.reading.text.sentences import Sentence
from agent.reading.text.system_sentences import Told, sentences_told, told_by
from agent.reading.text.words import lexicon
from knowledge import Catalog
from knowledge.facts.implications import closed
from knowledge.vocabulary import AnswerValue


@dataclass(frozen=True)
class TextRead:
    """What was read in a text."""

    edits: tuple[Edit, ...] = ()
    unread: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True)
class Located:
    """Where a text names the parts and people of a model, and where it says something of the facts."""

    told: Told
    claims: tuple[Claim, ...]
    ends: tuple[End, ...]
    """Parts and people with their ids in the model."""
    unread: tuple[str, ...]


class TextReader:
    """Reads what an owner writes about a system."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._facts = FactReader(catalog)
        self._mentions = MentionReader(catalog)
        self._expectations = Expectations(catalog)

    def read(
        self,
        text: str,
        model: ThreatModel,
        turn: int,
        *,
        answered: tuple[Edit, ...] = (),
        document: str = "",
        corrected: tuple[tuple[int, int], ...] = (),
        describes: bool = True,
        named: Known | None = None,
        passing: Passing = take_all,
    ) -> TextRead:
        """Everything the text states, after what it answers; the parts it names and what follows from them.

        What a document claims of controls is an assumption for the owner to confirm; it moves nothing until then.
        What stands in a corrected span takes the place of what was known; a text of orders describes nothing. Naming
        what is known by name claims nothing; that is what the model names, unless it is given. ``passing`` decides
        which of the facts are taken; what stands in a corrected span is an order, and is.
        """
        named = Known.of(model) if named is None else named
        model = apply(model, answered, self._catalog).model
        told = told_by(text)
        sentences, spoken = told.sentences, len(told_in(told.sentences))
        sayings = sayings_of(told_in(sentences) if document else sentences)
        picture = drawn_in(told, text, self._mentions)
        listed = listed_in(told, text, self._mentions, model) if told.entries or document else Listed()
        listed = replace(listed, cast=cast_of(told.shown, sayings))
        found = listed.read(told.shown, sayings, self._mentions.mentions(told.shown, sayings))
        mentions = (*found, *picture.mentions.values())
        claims = self._claims(sayings, mentions, model, named)
        if document:
            paper = paper_of(document, sentences, claims, model, self._catalog)
        else:
            claims = tuple(replace(one, corrects=one.corrects or _lies_in(one.sentence, corrected)) for one in claims)
            paper = Paper("", sentences, over_documents(claims, model))
        described = describe(text, told, paper.telling(), model, document) if describes else None
        described = with_admitted(described, paper.sentences, paper.claims, model)
        guarded = guarded_by(paper.claims, self._catalog)
        likely = self._likely(described, [one for one in told_in(paper.sentences) if one.start not in guarded])
        claims, mentions = self._expectations.spoken_of(paper.claims, paper.named(mentions), likely, spoken)
        claims = self._expectations.doubted(claims, likely, spoken)
        settled = {edit.value.fact for edit in answered if isinstance(edit, SetFact)}
        weighed = self._facts.weigh([claim for claim in claims if claim.fact not in settled], model, turn)
        held = self._held(weighed, claims, corrected, passing, model)
        weighed = replace(weighed, edits=held.edits, notes=held.notes, offers=(*weighed.offers, *held.offers))
        stated = as_from_document(weighed.edits, paper, model, turn, self._catalog) if document else weighed.edits
        edits = ((described,) if described else ()) + stated
        after = apply(model, edits, self._catalog).model
        listing = people_listed(told.entries)
        learned = frozenset(_set_by((*answered, *edits)))
        drawn, left_out = self._drawn(sayings, mentions, after, turn, learned, picture, listing)
        model = apply(after, drawn, self._catalog).model
        expected = self._expectations.edits((*likely, *hinted(claims)), model, turn, spoken)
        edits += expected
        unread = self._unread(sentences, sayings, claims, mentions, told.entries)
        assumed = {edit.assumption.text for edit in stated if isinstance(edit, PutAssumption)}
        unsure = tuple(one for one in weighed.unsure if one not in assumed)
        notes = (*told.notes, *_too_many(left_out), *weighed.notes)
        return TextRead((*edits, *drawn), unread, unsure, notes, weighed.offers, claims)

    def _held(
        self, weighed: Weighed, claims: tuple[Claim, ...], corrected: tuple[tuple[int, int], ...], passing: Passing,
        model: ThreatModel,
    ) -> Weighed:  # fmt: skip
        """What is left of the facts, with what is put to the owner instead and the notes on what is taken."""
        ordered = {claim.fact for claim in claims if _lies_in(claim.sentence, corrected)}
        free = tuple(one for one in weighed.edits if not (isinstance(one, SetFact) and one.value.fact in ordered))
        held = passing(free, model)
        waiting = [edit for edit in free if edit not in held.edits]
        taken = tuple(edit for edit in weighed.edits if edit not in waiting)
        unsaid = [changed_note(self._catalog.facts[one.value.fact], one.value) for one in waiting
                  if isinstance(one, SetFact)]  # fmt: skip
        notes = tuple(note for note in weighed.notes if not any(note.startswith(one) for one in unsaid))
        return Weighed(taken, notes=notes, offers=held.offers)

    def located(self, text: str, model: ThreatModel, document: bool = False) -> Located:
        """What of a model as it stands now a text speaks of, and where; nothing new is taken from it."""
        told = told_by(text)
        sayings = sayings_of(told_in(told.sentences) if document else told.sentences)
        listed = listed_in(told, text, self._mentions, model) if told.entries or document else Listed()
        listed = replace(listed, cast=cast_of(told.shown, sayings))
        mentions = listed.read(told.shown, sayings, self._mentions.mentions(told.shown, sayings))
        claims = self._claims(sayings, mentions, model, Known())
        placed = place_parts(mentions, Sketch(model, Mint(model), 1), self._values(model, mentions))
        known = {one: part for one, part in placed.items() if model.component(part) is not None}
        people = ends_of(known, people_of(sayings, model, people_listed(told.entries)))
        return Located(told, claims, people, self._unread(told.sentences, sayings, claims, mentions, told.entries))

    def conclusions(self, model: ThreatModel, edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
        """What follows from edits: implied facts, and parts that must then exist or that a confirmed claim names."""
        if not any(isinstance(edit, _MOVING) for edit in edits):
            return ()
        after = apply(model, edits, self._catalog).model
        drawn, _ = self._drawn((), (), after, 1, frozenset(_set_by(edits)))
        for quote in [quote for claim in confirmed_by(edits, model) for quote in claim.quotes]:
            sayings = sayings_of(sentences_told(quote.text))
            mentions = self._mentions.mentions(quote.text, sayings)
            model = apply(after, drawn, self._catalog).model
            named, _ = self._drawn(sayings, mentions, model, quote.turn, frozenset())
            drawn = (*drawn, *named)
        return drawn

    def claims_in(self, text: str, known: Known | None = None) -> tuple[Claim, ...]:
        """The claims of a text taken by itself."""
        return self._facts.claims(sayings_of(sentences_told(text)), known)

    def mentions_in(self, text: str) -> tuple[Mention, ...]:
        """The parts that a text names, taken by itself."""
        return self._mentions.mentions(text, sayings_of(sentences_told(text)))

    def weigh(self, claims: tuple[Claim, ...], model: ThreatModel, turn: int) -> Weighed:
        """What claims come to beside what is known."""
        return self._facts.weigh(claims, model, turn)

    def _likely(self, described: DescribeSystem | None, sentences: Sequence[Sentence]) -> tuple[Likely, ...]:
        """What a description makes likely by what it says of no control; answers and remarks say too little for it."""
        if described is None or described.description is None:
            return ()
        aside = {one.sentence.start for one in sayings_of(tuple(sentences)) if one.is_aside}
        heard = [one.text for one in sentences if one.start not in aside and not one.title]
        return self._expectations.likely(heard)

    def _claims(
        self, sayings: tuple[Saying, ...], mentions: tuple[Mention, ...], model: ThreatModel, named: Known
    ) -> tuple[Claim, ...]:
        known = {kept.fact: kept.value for kept in model.facts if kept.subject == SYSTEM}
        known |= {name: True for name in self._settled_by(mentions) if name not in known}
        stating = tuple(one for one in sayings if not one.sentence.title)
        return self._facts.borne_out(self._facts.claims(stating, named), known)

    def _drawn(
        self,
        sayings: tuple[Saying, ...],
        mentions: tuple[Mention, ...],
        model: ThreatModel,
        turn: int,
        learned: frozenset[str],
        picture: Drawn | None = None,
        listing: tuple[Role, ...] = (),
    ) -> tuple[tuple[Edit, ...], tuple[str, ...]]:
        """The architecture as the text tells it with every conclusion from facts and parts, and what was left out."""
        sketch = Sketch(model, Mint(model), turn)
        values = self._values(model, mentions)
        placed = place_parts(mentions, sketch, values)
        if picture is not None:
            picture.place(placed, sketch)
        people = place_actors(sayings, sketch, listing, placed)
        concluded = conclude(model, sketch.components.values(), self._catalog)
        values = closed(self._values(model, ()) | _set_by(concluded), self._catalog.facts)
        learned = learned | frozenset(_set_by(concluded))
        add_implied(sketch, values, learned, mentions, self._catalog)
        place_boundaries(sketch, values)
        told_flows(ends_of(placed, people), sketch)
        needed_flows(sketch)
        fresh = {name: value for name, value in values.items() if name in learned}
        place_assets(sketch, fresh, self._catalog.facts.values())
        gone = outlived(sketch, values, learned, self._catalog.facts.values())
        return (*sketch.edits(), *gone, *concluded), sketch.still_out

    def _unread(
        self, sentences: tuple[Sentence, ...], sayings: tuple[Saying, ...], claims: tuple[Claim, ...],
        mentions: tuple[Mention, ...], entries: tuple[Entry, ...],
    ) -> tuple[str, ...]:  # fmt: skip
        """The sentences from which nothing was understood, not even that something is not there."""
        heard = {*(one.saying.sentence.start for one in mentions), *(one.sentence for one in claims)}
        heard |= {one.start for one in entries}
        rest = (one for one in sayings if one.sentence.start not in heard)
        return _unread(sentences, heard | self._mentions.denied_in(rest))

    def _values(self, model: ThreatModel, mentions: tuple[Mention, ...]) -> dict[str, AnswerValue]:
        known = {kept.fact: kept.value for kept in model.facts if kept.subject == SYSTEM}
        known |= {name: True for name in self._settled_by(mentions) if name not in known}
        return closed(known, self._catalog.facts)

    def _settled_by(self, mentions: tuple[Mention, ...]) -> set[str]:
        """The facts that are so because parts of some kinds are named."""
        kinds = {mention.kind for mention in mentions if mention.kind is not None}
        return {settled.fact for kind in kinds for settled in self._catalog.kinds[kind].implies}


def _too_many(names: tuple[str, ...]) -> tuple[str, ...]:
    """Which parts the first draft leaves out, as it would hold too many."""
    shown = joined([*names[:_MOST_NAMED], *([f"{len(names) - _MOST_NAMED} more"] if len(names) > _MOST_NAMED else [])])
    note = f"Left out of the draft, which holds {MOST_PARTS} parts at first: {shown}. Add them by name."
    return (note,) if names else ()


_MOST_NAMED = 12
_MOVING = (SetFact, ClearFact, PutComponent, Remove)
"""Edits from which something can follow."""


def _lies_in(place: int, spans: tuple[tuple[int, int], ...]) -> bool:
    return any(start <= place < end for start, end in spans)


def _set_by(edits: tuple[Edit, ...]) -> dict[str, AnswerValue]:
    return {edit.value.fact: edit.value.value for edit in edits if isinstance(edit, SetFact)}


_FIELD = frozenset({("machine", "learning"), ("artificial", "intelligence")})
_GREETINGS = lexicon("hello hi hey thanks thank ok okay good morning evening yes no nope yep yup nah please sure")


def _unread(sentences: tuple[Sentence, ...], understood: set[int]) -> tuple[str, ...]:
    return tuple(
        sentence.text
        for sentence in sentences
        if sentence.start not in understood and sentence.count > 0 and not sentence.title
        if not (_greets(sentence) or _sets_scene(sentence))
    )


def _sets_scene(sentence: Sentence) -> bool:
    """Whether a sentence only says that machine learning is in use: ``we use AI in sales``."""
    words = [word for clause in sentence.clauses for word in clause.texts]
    named = "ai" in words or not _FIELD.isdisjoint(pairwise(words))
    return sentence.count <= 14 and named


def _greets(sentence: Sentence) -> bool:
    words = {word for clause in sentence.clauses for word in clause.texts}
    return sentence.count <= 3 and bool(words & _GREETINGS)
