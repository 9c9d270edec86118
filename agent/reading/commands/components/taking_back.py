"""An owner takes back what they once said of something: facts that rest on such words are offered to be forgotten."""

from collections.abc import Iterator

from agent.domain import Provenance
from agent.domain.changes.edits import ClearFact
from agent.domain.facts import SYSTEM
from agent.domain.sessions.session import Offer
from agent.domain.wording.names_in_sentences import capital, small
from agent.reading.commands.command import Command, Desk, told
from agent.reading.commands.entity_lookup import bare
from agent.reading.commands.templates import Match
from agent.reading.text.language import function_words
from knowledge.search.words import stems

MOST_OFFERED, MOST_WORDS = 4, 6
_SAID = frozenset({Provenance.STATED, Provenance.ANSWERED, Provenance.FILE, Provenance.INFERRED})


def taken_back(match: Match, desk: Desk) -> Command | None:
    """What was taken from words of that sort, each to be forgotten by a yes; where there is none, that is said."""
    thing = bare(match.words("thing")).strip(" .!")
    if not thing or "," in thing or len(thing.split()) > MOST_WORDS:
        return None
    offers = tuple(_offers(thing, desk))[:MOST_OFFERED]
    if not offers:
        return told(
            f"Nothing that I took from your words speaks of “{thing}”, so there is nothing to take back. Say what is "
            "so instead, or “undo” to take back the last change."
        )
    return Command(offers=offers, notes=(f"This was taken from what you said of “{thing}”; nothing is changed yet.",))


def _offers(thing: str, desk: Desk) -> Iterator[Offer]:
    wanted = {stem for word in thing.lower().split() if word not in function_words() for stem in stems(word)}
    for kept in desk.session.model.facts:
        definition = desk.catalog.facts.get(kept.fact)
        words = next((quote.text for quote in kept.quotes if wanted and wanted <= set(stems(quote.text))), "")
        if definition is not None and words and kept.subject == SYSTEM and kept.provenance in _SAID:
            yield Offer(
                line=f"Forget this: {small(definition.meaning(kept.value).rstrip('.'))}.",
                edits=(ClearFact(fact=kept.fact, subject=kept.subject),),
                before=capital(definition.meaning(kept.value))[:400], after="not known", words=words[:600],
            )  # fmt: skip
