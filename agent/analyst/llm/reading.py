"""Read a turn with a language model after the rules have read it; the rules' reading stays whole."""

from collections.abc import Iterator

from agent.analyst.llm.prompt_context import Glossary
from agent.analyst.llm.safeguard import HEARD, Scales, Standing
from agent.analyst.llm.verification import HeardFact, Hearing
from agent.domain import Edit, FactValue, Mint, Provenance, Quote, Reading, Session, ThreatModel, Turn, Wish, apply
from agent.domain.edits import PutComponent, PutFlow, SetFact, WaiveFact
from agent.llm.budget import tokens_in
from agent.llm.gateway import ModelGateway
from agent.llm.schemas import READ, FactHeard, Item, Reply
from agent.llm.stream_filter import Passing
from agent.llm.turn_log import TurnLog
from agent.prompts import Data
from knowledge import Catalog

LEAST_LETTERS = 12
PIECE = 1_450
"""How many tokens of the owner's text go into one request, so that all of it stays within a small model's reach."""
MOST_PIECES = 3
MOST_LISTED = 1_400
"""How many letters the list of known parts and people may have."""
MOST_UNSURE = 8


class ModelReader:
    """Adds what a model reads to what the rules read."""

    def __init__(self, gateway: ModelGateway, catalog: Catalog, glossary: Glossary, scales: Scales) -> None:
        self._gateway, self._catalog, self._glossary, self._scales = gateway, catalog, glossary, scales

    def read(self, turn: Turn, session: Session, floor: Reading, turn_log: TurnLog) -> Reading:
        """The rules' reading, and beside it what else the words say."""
        text = turn.said.text
        if len(text) < LEAST_LETTERS or floor.wish is not Wish.NONE or _is_order(floor, turn):
            return floor
        base = apply(session.model, floor.edits, self._catalog).model
        asked = _asked(turn, session)
        pieces = tuple(_pieces(text))
        hearing = Hearing(self._catalog, self._glossary, text, turn.number, turn_log)
        before = self._scales.standing(base)
        passing = self._passing(hearing, base, before, asked, bool(turn.said.source))
        replies = [self._asked(piece, base, asked, passing) for piece in pieces[:MOST_PIECES]]
        if len(pieces) > MOST_PIECES:
            turn_log.note("The text is long: the language model read the beginning of it, the rules read all of it.")
        return self._joined(floor, replies, base, before, hearing, turn, asked)

    def _passing(
        self, hearing: Hearing, base: ThreatModel, before: Standing, asked: frozenset[str], from_file: bool
    ) -> Passing:
        """The facts that may be shown while the rest of the answer comes: those that would be taken as they are."""
        seen: set[str] = set()

        def words(entry: Item) -> str:
            heard = hearing.fact(entry, base, asked) if isinstance(entry, FactHeard) else None
            if heard is None or heard.fact.id in seen:
                return ""
            seen.add(heard.fact.id)
            admitted = self._admitted(heard, base, before, from_file)
            return f"Heard: {heard.fact.meaning(heard.value)}." if admitted else ""

        return words

    def _asked(self, piece: str, base: ThreatModel, asked: frozenset[str], passing: Passing) -> Reply:
        known = ", ".join(f"{kept.fact}={_shown(kept)}" for kept in base.facts)
        people = [f"{actor.name} (people)" for actor in base.actors]
        parts = [f"{part.name} ({part.kind.value})" for part in base.components]
        questions = [self._catalog.facts[fact].question for fact in sorted(asked) if fact in self._catalog.facts]
        slots: dict[str, str | Data] = {
            "facts": self._glossary.facts,
            "kinds": self._glossary.kinds,
            "known": known or "none",
            "question": " ".join(questions[:3]) or "none",
            "parts": Data("\n".join(_listed([*parts, *people]))),
            "text": Data(piece),
        }
        return self._gateway.ask(READ, slots, passing=passing)

    def _joined(
        self,
        floor: Reading,
        replies: list[Reply],
        base: ThreatModel,
        before: Standing,
        hearing: Hearing,
        turn: Turn,
        asked: frozenset[str],
    ) -> Reading:
        made: list[Edit] = []
        unsure: list[str] = []
        model, mint = base, Mint(base)
        for reply in replies:
            parts = tuple(PutComponent(component=part) for part in hearing.parts(reply, model, mint))
            model, kept = self._harmless(model, parts, before)
            made += kept
            flows = tuple(PutFlow(flow=flow) for flow in hearing.flows(reply, model, mint))
            model, kept = self._harmless(model, flows, before)
            made += kept
            for heard in hearing.facts(reply, model, asked):
                edit = self._admitted(heard, model, before, bool(turn.said.source))
                if edit is None:
                    unsure.append(heard.fact.meaning(heard.value))
                else:
                    model = apply(model, (edit,), self._catalog).model
                    made.append(edit)
        return _with(floor, tuple(made), tuple(dict.fromkeys(unsure))[:MOST_UNSURE])

    def _harmless(
        self, model: ThreatModel, edits: tuple[Edit, ...], before: Standing
    ) -> tuple[ThreatModel, tuple[Edit, ...]]:
        """The model with those edits that take nothing away from the draft."""
        together = apply(model, edits, self._catalog)
        if not edits or not self._scales.standing(together.model).harms(before):
            return together.model, together.applied
        kept: list[Edit] = []
        for edit in edits:
            tried = apply(model, (edit,), self._catalog)
            if tried.applied and not self._scales.standing(tried.model).harms(before):
                model = tried.model
                kept.append(edit)
        return model, tuple(kept)

    def _admitted(self, heard: HeardFact, model: ThreatModel, before: Standing, from_file: bool) -> Edit | None:
        """The fact as firm as it may be: stated, inferred, or not at all where it would take something away."""
        if heard.hedged or heard.fact.control:
            return None
        firm = Provenance.FILE if from_file else Provenance.STATED
        for provenance in (firm, Provenance.INFERRED):
            if provenance is firm and not heard.borne_out:
                continue
            edit = SetFact(value=self._value(heard, provenance))
            if not self._scales.standing(apply(model, (edit,), self._catalog).model).harms(before):
                return edit
        return None

    def _value(self, heard: HeardFact, provenance: Provenance) -> FactValue:
        because = f"{HEARD} {self._gateway.model[:120]} (prompt {self._gateway.version(READ.task)})"
        return FactValue(
            fact=heard.fact.id, value=heard.value, provenance=provenance, quotes=(heard.quote,), because=because
        )


def _with(floor: Reading, made: tuple[Edit, ...], unsure: tuple[str, ...]) -> Reading:
    """The rules' reading with more; sentences that were understood after all are no longer unread."""
    quotes = [quote.text for edit in made for quote in _quotes(edit)]
    settled = {edit.value.fact for edit in made if isinstance(edit, SetFact)}
    kept = tuple(e for e in floor.edits if not (isinstance(e, WaiveFact) and e.waiver.fact in settled))
    return floor.model_copy(
        update={
            "edits": (*kept, *made),
            "unread": tuple(one for one in floor.unread if not any(quote in one for quote in quotes)),
            "unsure": tuple(dict.fromkeys((*floor.unsure, *unsure))),
        }
    )


def _quotes(edit: Edit) -> tuple[Quote, ...]:
    if isinstance(edit, SetFact):
        return edit.value.quotes
    return edit.component.quotes if isinstance(edit, PutComponent) else ()


def _is_order(floor: Reading, turn: Turn) -> bool:
    """Whether the rules understood the words as orders, in which there is nothing more to read."""
    reads = ("describe_system", "set_fact", "put_component", "put_flow", "put_actor", "put_boundary", "put_asset",
             "put_assumption")  # fmt: skip
    told = (edit for edit in floor.edits if edit not in turn.said.edits)
    return any(edit.edit not in (*reads, "waive_fact", "remove", "clear_fact") for edit in told)


def _asked(turn: Turn, session: Session) -> frozenset[str]:
    question = session.question
    return frozenset(question.facts) if question is not None and turn.said.question == question.id else frozenset()


def _shown(kept: FactValue) -> str:
    if isinstance(kept.value, bool):
        return "yes" if kept.value else "no"
    return kept.value if isinstance(kept.value, str) else "+".join(kept.value) or "none"


def _listed(lines: list[str]) -> Iterator[str]:
    """The lines that come first, as many as there is room for."""
    left = MOST_LISTED
    for line in lines:
        left -= len(line) + 1
        if left < 0:
            return
        yield line


def _pieces(text: str) -> Iterator[str]:
    """A long text in pieces that end where a paragraph or a sentence does."""
    while tokens_in(text) > PIECE:
        most = _fitting(text)
        cut = max(text.rfind("\n\n", 0, most), text.rfind(". ", 0, most) + 1)
        cut = cut if cut > most // 2 else most
        yield text[:cut]
        text = text[cut:]
    yield text


def _fitting(text: str) -> int:
    """How many letters of the beginning of a text make a piece; some scripts take a token for each letter."""
    most = 4 * PIECE
    while tokens_in(text[:most]) > PIECE:
        most = most * 9 // 10
    return most
