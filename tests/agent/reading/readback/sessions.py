"""Sessions in which texts were told one after the other, and what is read back of them."""

from functools import cache

from agent.domain import Edit, Reply, Session, ThreatModel, Turn, TurnStatus, apply
from agent.input_validation import clean_said
from agent.reading.readback.read_back_result import ReadBack, Sentence, Span, Understood, What
from agent.reading.readback.read_back_service import ReadBackDesk
from tests.agent.reading.readings import NOON, catalog, reader, turn_of


@cache
def desk() -> ReadBackDesk:
    """One desk for all tests; it keeps nothing between sessions."""
    return ReadBackDesk(catalog())


def told(*texts: str | tuple[str, str]) -> Session:
    """A session after these texts; a pair is a text and the name of the document it stands in."""
    session = _session(ThreatModel(), ())
    for number, text in enumerate(texts, start=1):
        words, source = text if isinstance(text, tuple) else (text, "")
        turn = turn_of(words, number, source=source)
        turn = turn.model_copy(update={"said": clean_said(turn.said).said})
        reading = reader().read(turn, session)
        model = apply(session.model, reading.edits, catalog()).model
        done = turn.model_copy(update={"status": TurnStatus.DONE, "reply": Reply(text="Noted.", unread=reading.unread)})
        session = _session(model, (*session.turns, done))
    return session


def after(session: Session, edits: tuple[Edit, ...]) -> Session:
    """The session after edits; one that is refused fails the test."""
    outcome = apply(session.model, edits, catalog())
    assert not outcome.refused, [refusal.reason for refusal in outcome.refused]
    return _session(outcome.model, session.turns)


def back(session: Session) -> ReadBack:
    """What is read back, with what must hold of every read-back checked."""
    found = desk().read_back(session)
    texts = {turn.number: turn.said.text for turn in session.turns} | {0: session.model.system.description}
    place = (-1, 0)
    for sentence in found.sentences:
        text = texts[sentence.turn]
        assert text[sentence.start : sentence.end] == sentence.text
        assert (sentence.turn, sentence.start) >= place, "sentences follow each other and do not overlap"
        assert "".join(words for words, _ in sentence.pieces()) == sentence.text
        edges = [edge for span in sentence.spans for edge in (span.start, span.end)]
        assert edges == sorted(edges), "spans do not overlap"
        assert all(span.start < span.end for span in sentence.spans)
        place = (sentence.turn, sentence.end)
    for number, whole in texts.items():
        left = list(whole)
        for sentence in (one for one in found.sentences if one.turn == number):
            left[sentence.start : sentence.end] = " " * len(sentence.text)
        told_here = any(one.turn == number for one in found.sentences)
        assert not (told_here and any(map(str.isalpha, left))), "no word of the text is left out"
    return found


def sentence_with(found: ReadBack, words: str) -> Sentence:
    """The sentence that holds some words."""
    return next(one for one in found.sentences if words in one.text)


def span_on(sentence: Sentence, words: str) -> Span:
    """The span over just these words."""
    spans = {sentence.text[one.start - sentence.start : one.end - sentence.start]: one for one in sentence.spans}
    assert words in spans, f"no span on {words}; there are {list(spans)}"
    return spans[words]


def meaning_of(sentence: Sentence, what: What, thing: str) -> Understood:
    """What a sentence says of one thing, on a span or beside."""
    found = {(one.what, one.id): one for one in sentence.everything()}
    assert (what, thing) in found, f"nothing of {thing}; there is {list(found)}"
    return found[what, thing]


def part_id(session: Session, name: str) -> str:
    """The id of a part by its name."""
    return next(one.id for one in session.model.components if one.name == name)


def person_id(session: Session, name: str) -> str:
    """The id of people by their name."""
    return next(one.id for one in session.model.actors if one.name == name)


def _session(model: ThreatModel, turns: tuple[Turn, ...]) -> Session:
    return Session(id="s" * 32, version=len(turns), model=model, turns=turns, created=NOON)
