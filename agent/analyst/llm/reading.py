"""Read a turn with a language model after the rules have read it: it adds what they missed, and corrects them."""

from collections.abc import Iterator

from agent.analyst.llm.correcting import Corrector
from agent.analyst.llm.guardrails.admission import Admission
from agent.analyst.llm.guardrails.extraction_grounding import Hearing
from agent.analyst.llm.guardrails.quotes import sources_of
from agent.analyst.llm.guardrails.safeguard import Scales
from agent.analyst.llm.numbered_claims import NumberedClaims, numbered
from agent.analyst.llm.prompt_context import Glossary
from agent.domain import DataFlow, Edit, Mint, Quote, Reading, Session, Turn, Wish, apply
from agent.domain.changes.edits import PutActor, PutComponent, PutFlow, SetFact, WaiveFact
from agent.llm.answers.schemas import READ, ClaimWrong, FactHeard, Item, Reply
from agent.llm.answers.stream_filter import Passing
from agent.llm.costs.budget import tokens_in
from agent.llm.gateway import ModelGateway
from agent.llm.turn_log import TurnLog
from agent.prompts import Data
from knowledge import Catalog

LEAST_LETTERS = 12
MOST_PIECES = 4
LEAST_PIECE = 600
SPARE = 60
"""Tokens for what stands around the words of a case."""
CLAIMS_SHARE = 0.45
"""How much of the room beside the standing text the list of claims may take."""
MOST_UNSURE = 8
MOST_CORRECTIONS = 24


class ModelReader:
    """Adds what a model reads to what the rules read, and corrects what they misread."""

    def __init__(self, gateway: ModelGateway, catalog: Catalog, glossary: Glossary, scales: Scales) -> None:
        self._gateway, self._catalog, self._glossary, self._scales = gateway, catalog, glossary, scales

    def read(self, turn: Turn, session: Session, floor: Reading, turn_log: TurnLog) -> Reading:
        """The rules' reading, corrected, and beside it what else the words say."""
        text = turn.said.text
        if len(text) < LEAST_LETTERS or floor.wish is not Wish.NONE or _is_order(floor, turn):
            return floor
        base = apply(session.model, floor.edits, self._catalog).model
        asked, room = _asked(turn, session), self._room()
        claims = numbered(base, session, turn, int(room * CLAIMS_SHARE))
        question = self._question(asked)
        left = room - tokens_in("\n".join((*claims.lines, question))) - SPARE
        pieces = tuple(_pieces(text, max(LEAST_PIECE, left)))
        if len(pieces) > MOST_PIECES:
            turn_log.note("The text is long: the language model read the beginning of it, the rules read all of it.")
        hearing = Hearing(self._catalog, self._glossary, text, turn.number, turn_log)
        admission = Admission(self._catalog, self._scales, base, bool(turn.said.source), self._made_by, turn_log)
        passing = _passing(hearing, admission, asked)
        replies = [self._told(piece, claims, question, passing) for piece in pieces[:MOST_PIECES]]
        corrector = Corrector(self._catalog, self._glossary, sources_of(turn, session), text, self._made_by)
        self._correct(replies, claims, corrector, admission, turn_log)
        hearing.also_called = corrector.also_called
        self._add(replies, hearing, corrector, admission, asked)
        return _with(floor, admission)

    @property
    def _made_by(self) -> str:
        return f"{self._gateway.model[:120]}, prompt {self._gateway.version(READ.task)}"

    def _room(self) -> int:
        """How many tokens the case of a request may have."""
        return self._gateway.room - self._gateway.length(READ, self._slots("", (), ""))

    def _question(self, asked: frozenset[str]) -> str:
        questions = [self._catalog.facts[fact].question for fact in sorted(asked) if fact in self._catalog.facts]
        return " ".join(questions[:3]) or "none"

    def _told(self, piece: str, claims: NumberedClaims, question: str, passing: Passing) -> Reply:
        return self._gateway.ask(READ, self._slots(piece, claims.lines, question), passing=passing)

    def _slots(self, piece: str, claims: tuple[str, ...], question: str) -> dict[str, str | Data]:
        return {
            "facts": self._glossary.facts_to_judge,
            "kinds": self._glossary.kinds,
            "question": question,
            "claims": Data("\n".join(claims)),
            "text": Data(piece),
        }

    def _correct(
        self,
        replies: list[Reply],
        claims: NumberedClaims,
        corrector: Corrector,
        admission: Admission,
        turn_log: TurnLog,
    ) -> None:
        """First what is wrong, so that what is added stands beside what is right; flows last, as they go with parts."""
        entries = [entry for reply in replies for entry in reply.entries("wrong", ClaimWrong)]
        told = dict.fromkeys(entries[:MOST_CORRECTIONS])
        for entry in sorted(told, key=lambda one: isinstance(claims.find(one.claim), DataFlow)):
            correction, problem = corrector.correction(entry, claims, admission.model)
            if correction is None:
                turn_log.drop(problem)
            else:
                admission.correct(correction)

    def _add(
        self,
        replies: list[Reply],
        hearing: Hearing,
        corrector: Corrector,
        admission: Admission,
        asked: frozenset[str],
    ) -> None:
        mint = Mint(admission.model)
        for reply in replies:
            admission.add(tuple(PutComponent(component=one) for one in hearing.parts(reply, admission.model, mint)))
            admission.add(tuple(PutActor(actor=one) for one in hearing.people(reply, admission.model, mint)))
            admission.add(tuple(PutFlow(flow=one) for one in hearing.flows(reply, admission.model, mint)))
            for heard in hearing.facts(reply, admission.model, asked):
                if heard.replaces is None or heard.hedged:
                    admission.hear(heard)
                else:
                    admission.replace(corrector.replacement(heard, heard.replaces, not admission.document))
        admission.conclude()


def _passing(hearing: Hearing, admission: Admission, asked: frozenset[str]) -> Passing:
    """The facts that may be shown while the rest of the answer comes: those that would be taken as they are."""
    seen: set[str] = set()

    def words(entry: Item) -> str:
        heard = hearing.fact(entry, admission.model, asked) if isinstance(entry, FactHeard) else None
        if heard is None or heard.replaces is not None or heard.fact.id in seen:
            return ""
        seen.add(heard.fact.id)
        return f"Heard: {heard.fact.meaning(heard.value)}." if admission.admitted(heard) else ""

    return words


def _with(floor: Reading, admission: Admission) -> Reading:
    """The rules' reading with more; sentences that were understood after all are no longer unread."""
    made = tuple(admission.edits)
    quotes = [quote.text for edit in made for quote in _quotes(edit)]
    settled = {edit.value.fact for edit in made if isinstance(edit, SetFact)}
    kept = tuple(e for e in floor.edits if not (isinstance(e, WaiveFact) and e.waiver.fact in settled))
    return floor.model_copy(
        update={
            "edits": (*kept, *made),
            "unread": tuple(one for one in floor.unread if not any(quote in one for quote in quotes)),
            "unsure": tuple(dict.fromkeys((*floor.unsure, *dict.fromkeys(admission.unsure[:MOST_UNSURE])))),
            "notes": (*floor.notes, *admission.notes()),
            "offers": (*floor.offers, *admission.offers()),
        }
    )


def _quotes(edit: Edit) -> tuple[Quote, ...]:
    if isinstance(edit, SetFact):
        return edit.value.quotes
    if isinstance(edit, PutActor):
        return edit.actor.quotes
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


def _pieces(text: str, most: int) -> Iterator[str]:
    """A text whole, or in pieces of so many tokens that end where a paragraph or a sentence does."""
    while tokens_in(text) > most:
        fitting = _fitting(text, most)
        cut = max(text.rfind("\n\n", 0, fitting), text.rfind(". ", 0, fitting) + 1)
        cut = cut if cut > fitting // 2 else fitting
        yield text[:cut]
        text = text[cut:]
    yield text


def _fitting(text: str, tokens: int) -> int:
    """How many letters of the beginning of a text make a piece; some scripts take a token for each letter."""
    most = 4 * tokens
    while tokens_in(text[:most]) > tokens:
        most = most * 9 // 10
    return most
