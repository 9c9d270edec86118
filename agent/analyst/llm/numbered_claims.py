"""Number what the rules have read, so that a model can point at each claim that is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass

from agent.domain import Component, DataFlow, Edit, FactValue, Origin, Provenance, Session, ThreatModel, Turn
from agent.domain.changes.edits import PutActor, PutComponent, PutFlow
from agent.domain.system import Actor
from agent.llm.costs.budget import tokens_in

Claimed = FactValue | Component | Actor | DataFlow
_WORDS_SHOWN = (160, 60, 0)
"""How many letters of the words behind a claim are shown; fewer where there is less room."""
_HOW_SURE = {
    Provenance.STATED: "stated",
    Provenance.FILE: "from a document",
    Provenance.INFERRED: "likely",
    Provenance.IMPLIED: "follows",
    Provenance.ASSUMED: "assumed",
    Provenance.ANSWERED: "answered",
    Provenance.TABLE: "ticked",
}
_OWNERS = (Provenance.ANSWERED, Provenance.TABLE)


@dataclass(frozen=True)
class NumberedClaims:
    """The claims in reach by their numbers, and the lines that show all of them."""

    claims: dict[int, Claimed]
    lines: tuple[str, ...]

    def find(self, number: int) -> Claimed | None:
        """The claim of a number; none where there is none in reach."""
        return self.claims.get(number)


def numbered(model: ThreatModel, session: Session, turn: Turn, room: int) -> NumberedClaims:
    """The claims of a model in lines of so many tokens; what the owner answered, ticked or edited has no number."""
    by_hand = made_by_hand(session, turn)
    claims: dict[int, Claimed] = {}
    heads: list[tuple[str, str]] = []
    first: dict[str, str] = {}
    for claim in _claims(model):
        mark = "-"
        if in_reach(claim, by_hand):
            claims[len(claims) + 1] = claim
            mark = f"{len(claims)}."
        words = _words(claim)
        again = f" (words as in {first[words]})" if words in first else ""
        if words and mark != "-":
            first.setdefault(words, mark.rstrip("."))
        heads.append((f"{mark} {_told(claim, model)}{again}", "" if again else words))
    lines: list[str] = []
    for most in _WORDS_SHOWN:
        lines = [_line(head, words, most) for head, words in heads]
        if tokens_in("\n".join(lines)) <= room:
            break
    while lines and tokens_in("\n".join(lines)) > room:
        lines.pop()
    return NumberedClaims(claims, tuple(lines))


def made_by_hand(session: Session, turn: Turn) -> frozenset[str]:
    """The ids of parts, people and flows that the owner put there in a table or card, or that were offered to them."""
    edits: list[Edit] = [edit for one in (*session.turns, turn) for edit in one.said.edits]
    edits += [edit for one in session.turns if one.reply for offer in one.reply.offers for edit in offer.edits]
    return frozenset(_placed(edits))


def in_reach(claim: Claimed, by_hand: frozenset[str]) -> bool:
    """Whether a model may call a claim wrong."""
    match claim:
        case FactValue():
            return claim.provenance not in _OWNERS
        case Component():
            return claim.origin in (Origin.RULE, Origin.MODEL) and claim.id not in by_hand
        case _:
            return claim.id not in by_hand


def shown_value(kept: FactValue) -> str:
    """A value as prompts show it."""
    if isinstance(kept.value, bool):
        return "yes" if kept.value else "no"
    return kept.value if isinstance(kept.value, str) else ", ".join(kept.value) or "none"


def _claims(model: ThreatModel) -> Iterator[Claimed]:
    yield from model.components
    yield from model.actors
    yield from model.facts
    yield from model.flows


def _told(claim: Claimed, model: ThreatModel) -> str:
    match claim:
        case FactValue():
            of = "" if model.component(claim.subject) is None else f" of {model.name_of(claim.subject)}"
            return f"fact {claim.fact}{of} = {shown_value(claim)} ({_HOW_SURE[claim.provenance]})"
        case Component():
            return f"part {claim.name} ({claim.kind.value}{', taken to exist' if claim.inferred else ''})"
        case Actor():
            return f"people {claim.name}"
        case DataFlow():
            ends = f"flow {model.name_of(claim.source)} -> {model.name_of(claim.target)}"
            return f"{ends}: {claim.label}" if claim.label else ends


def _words(claim: Claimed) -> str:
    """The owner's words behind a claim."""
    quotes = () if isinstance(claim, DataFlow) else claim.quotes
    return " ".join(quotes[0].text.split()) if quotes else ""


def _line(head: str, words: str, most: int) -> str:
    shown = words if len(words) <= most else f"{words[: most - 1]}…" if most else ""
    return f"{head}: “{shown}”" if shown else head


def _placed(edits: list[Edit]) -> Iterator[str]:
    for edit in edits:
        match edit:
            case PutComponent():
                yield edit.component.id
            case PutActor():
                yield edit.actor.id
            case PutFlow():
                yield edit.flow.id
