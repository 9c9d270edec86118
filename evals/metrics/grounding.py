"""Whether every quote stands verbatim in the turn it cites, and every threat leads to a published item."""

from collections.abc import Iterator

from agent.domain import Quote, Session, ThreatModel
from evals.score import Score, listed
from knowledge import Catalog

UNGROUNDED = "ungrounded_quotes"


def grounding(session: Session, catalog: Catalog) -> tuple[Score, ...]:
    """The share of quotes and threats that hold, and the number of quotes that do not."""
    turns = {turn.number: turn.said.text for turn in session.turns}
    quotes = [(place, quote) for place, quote in quotes_of(session.model)]
    bad = [f"{place}: “{quote.text}”" for place, quote in quotes if quote.text not in turns.get(quote.turn, "")]
    loose = [threat.id for threat in session.model.threats if not any(map(catalog.has_reference, threat.references))]
    checked = len(quotes) + len(session.model.threats)
    value = 1 - (len(bad) + len(loose)) / checked if checked else None
    reason = f"{len(quotes)} quotes, {len(session.model.threats)} threats; failing: {listed(bad + loose)}"
    return (
        Score(name="grounding", value=value, reason=reason),
        Score(name=UNGROUNDED, value=float(len(bad)), reason=f"not in their turn: {listed(bad)}"),
    )


def quotes_of(model: ThreatModel) -> Iterator[tuple[str, Quote]]:
    """Every quote of a model with the place that holds it."""
    for kept in model.facts:
        yield from ((f"fact {kept.fact}", quote) for quote in kept.quotes)
    parts = [(part.id, part.quotes) for part in model.components]
    parts += [(actor.id, actor.quotes) for actor in model.actors]
    for place, quotes in parts:
        yield from ((place, quote) for quote in quotes)
    for threat in model.threats:
        yield from ((threat.id, quote) for quote in threat.evidence.quotes)
