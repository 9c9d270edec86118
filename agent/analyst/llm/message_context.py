"""What a model is shown before it answers a message: what the threat model holds near to it, and the talk so far."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from agent.analyst.llm.offers import levels_now
from agent.domain import Session, Threat, ThreatModel
from agent.domain.facts import FactValue, Provenance
from agent.domain.wording.names_in_sentences import clipped
from agent.llm.costs.budget import tokens_in
from agent.prompts import Data
from agent.reading.commands.orders.threat_references import listed_threats, spoken_of
from knowledge import Catalog
from knowledge.search.lexical import LexicalIndex
from knowledge.search.words import stems
from knowledge.vocabulary import DreadFactor

TALK, THREATS, CLOSE, FACTS, MEASURES, ENTRIES = 200, 800, 650, 250, 250, 160
"""How many tokens each list may take, as this program estimates them."""
MOST_CLOSE = 4
"""How many threats are shown with all that is known of them."""
MOST_TURNS = 2
_IDS = re.compile(r"\b[tm]-\d{1,4}\b", re.IGNORECASE)


class AtHand:
    """Chooses what a message is about from a threat model and the catalog."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._patterns = tuple(catalog.patterns.values())

    def slots(self, message: str, session: Session, model: ThreatModel) -> dict[str, Data]:
        """The lists that fill the prompt, what is nearest to the message first where there is no room for all."""
        meant = self._meant(message, session, model)
        talked = [f"owner: {clipped(turn.said.text, 240)}\nyou: {clipped(turn.reply.text if turn.reply else '', 320)}"
                  for turn in session.turns[-MOST_TURNS:] if turn.said.text.strip()]  # fmt: skip
        last = next(spoken_of(session), "")
        talked += [f"The threat last spoken of is {last}."] if last else []
        places = {one.id: place for place, one in enumerate(listed_threats(model), start=1)}
        named = {one.upper() for one in _IDS.findall(message)}
        lines = (_threat_line(one, places) for one in sorted(model.threats, key=lambda one: one.id not in named))
        close = (self._told(one) for one in map(model.threat, meant[:MOST_CLOSE]) if one is not None)
        found = {
            "talk": within(reversed(talked), TALK),
            "threats": within(lines, THREATS),
            "close": within(close, CLOSE),
            "known": within(self._facts(message, model), FACTS),
            "measures": within(self._measures(message, model, meant), MEASURES),
            "entries": within(self._entries(message, model), ENTRIES),
        }
        return {name: Data("\n".join(told)) for name, told in found.items()}

    def _meant(self, message: str, session: Session, model: ThreatModel) -> list[str]:
        """The threats that the message names, speaks of after others, or is near to, then those at the top."""
        named = [one.upper() for one in _IDS.findall(message)]
        spoken = list(spoken_of(session))[:2]
        near = nearest(message, [f"{one.title} {one.statement}" for one in model.threats], MOST_CLOSE)
        top = [one.id for one in model.threats[:2]]
        found = dict.fromkeys([*named, *spoken, *(model.threats[place].id for place in near), *top])
        return [one for one in found if model.threat(one) is not None]

    def _told(self, threat: Threat) -> str:
        """All that is known of a threat, a line each."""
        advice = threat.heeded
        reasons = "; ".join(f"{factor.value} {level}: {clipped(_reason(threat, factor), 90)}"
                            for factor, level in levels_now(threat).items())  # fmt: skip
        told = {
            "what happens": clipped((advice and advice.scenario) or threat.statement, 420),
            "levels": reasons,
            "owner's words": clipped(" / ".join(quote.text for quote in threat.evidence.quotes[:2]), 200),
            "decided": threat.treatment.reason if threat.treatment else "",
            "a language model says": advice.because if advice else "",
        }
        return "\n".join(
            [f"{threat.id}: {threat.title}", *(f"  {name}: {line}" for name, line in told.items() if line)]
        )

    def _facts(self, message: str, model: ThreatModel) -> Iterator[str]:
        """What is known, what the message is near to first, each with the owner's words where there are some."""
        kept = [
            one for one in model.facts if one.fact in self._catalog.facts and one.provenance is not Provenance.IMPLIED
        ]
        lines = [self._fact(one) for one in kept]
        near = nearest(message, lines, len(lines))
        yield from (lines[place] for place in (*near, *(at for at in range(len(lines)) if at not in near)))

    def _fact(self, kept: FactValue) -> str:
        words = f": “{clipped(kept.quotes[0].text, 120)}”" if kept.quotes else ""
        return f"{self._catalog.facts[kept.fact].meaning(kept.value)}{words}"

    def _measures(self, message: str, model: ThreatModel, meant: Sequence[str]) -> Iterator[str]:
        """The measures, those first that are named or act on the threats that are meant."""
        named = {one.upper() for one in _IDS.findall(message)}
        ranked = sorted(model.controls, key=lambda one: (one.id not in named, not set(one.threats) & set(meant)))
        yield from (f"{one.id}: {one.title} ({one.status.value}) for {', '.join(one.threats[:4])}" for one in ranked)

    def _entries(self, message: str, model: ThreatModel) -> Iterator[str]:
        """Titles of the catalog that the message is near to and that the threat model does not hold."""
        held = {one.pattern for one in model.threats}
        scores = self._index.scores(message)
        ranked = sorted(range(len(self._patterns)), key=lambda place: -scores[place])
        near = (self._patterns[place] for place in ranked if scores[place] > 0)
        yield from (one.title for one in near if one.id not in held)

    @cached_property
    def _index(self) -> LexicalIndex:
        return LexicalIndex([f"{one.title} {' '.join(one.also_known_as)} {one.explanation}" for one in self._patterns])


def within(lines: Iterable[str], tokens: int) -> Iterator[str]:
    """Lines from the first on, as long as there is room for them."""
    for line in lines:
        tokens -= tokens_in(line) + 1
        if tokens < 0:
            return
        yield line


def nearest(message: str, texts: Sequence[str], most: int) -> list[int]:
    """The places of the texts that share telling words with a message, the rarer the words the nearer."""
    wanted, told = set(stems(message)), [set(stems(text)) for text in texts]
    weight = {word: 1 / max(1, sum(word in one for one in told)) for word in wanted}
    scores = [sum(weight[word] for word in wanted & one) for one in told]
    ranked = sorted(range(len(texts)), key=lambda place: -scores[place])
    return [place for place in ranked[:most] if scores[place] > 0]


def _threat_line(threat: Threat, places: dict[str, int]) -> str:
    """A threat with its levels and where it stands, so that "worse" and "further up" can be told from what is."""
    levels = ", ".join(str(level) for level in levels_now(threat).values())
    place = f"place {places[threat.id]}" if threat.id in places else "probably not here" if threat.set_aside else "gone"
    by_hand = [
        word for word, so in (("placed by hand", threat.placed is not None), ("confirmed", threat.confirmed)) if so
    ]
    standing = ", ".join([f"{threat.rating.band.value} {threat.rating.total}", place, *by_hand])
    return f"{threat.id}: {threat.title} ({threat.status.value}; {levels}) {standing}"


def _reason(threat: Threat, factor: DreadFactor) -> str:
    by_hand = next((one.reason for one in threat.overrides if one.factor is factor), "")
    return by_hand or "; ".join(reason.text for reason in threat.current.factor(factor).reasons[:2])
