"""What the tests of plain sentences share: a model told before, one sentence said to it, and the model after."""

from collections.abc import Iterable

from agent.domain import Reading, ThreatModel, apply
from tests.agent.reading.readings import ask, catalog, reader, session_of, told, turn_of

WIKI = "Employees ask an internal assistant questions. It searches our wiki with Pinecone and answers with GPT-4o."
MAIL = (
    "Our mail agent reads incoming e-mails, looks up orders in PostgreSQL and sends replies by itself. "
    "It runs on Claude."
)
DESK = "A support chatbot for our customers runs on GPT-4o and looks up our help pages."
TRIAGE = (
    "Nurses and patients use a triage assistant in our hospital. Patients type their complaints at a kiosk, "
    "and a fine-tuned Llama model suggests an urgency level."
)


def said(text: str, *before: str, question: Iterable[str] = ()) -> tuple[Reading, ThreatModel, ThreatModel]:
    """A sentence said after others: what is heard in it, the model before and the model after; nothing is refused."""
    model = told(*before)
    waiting = tuple(question)
    asked = ask(*waiting) if waiting else None
    turn = turn_of(text, len(before) + 1, question=asked.id if asked else None)
    reading = reader().read(turn, session_of(model, asked))
    outcome = apply(model, reading.edits, catalog())
    assert not outcome.refused, [refusal.reason for refusal in outcome.refused]
    return reading, model, outcome.model


def names(model: ThreatModel) -> set[str]:
    """The names of the parts and people, in small letters."""
    return {part.name.lower() for part in model.components} | {actor.name.lower() for actor in model.actors}


def offered(reading: Reading) -> str:
    """What is offered or asked back, as one text."""
    return " ".join((*(offer.line for offer in reading.offers), *reading.notes)).lower()
