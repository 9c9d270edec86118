"""Read the words of a document, which are not the owner's: a control it claims is assumed until the owner confirms it.

What a document tells of the system itself, its parts, data and exposure, is read like any description.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from agent.domain import SYSTEM, Edit, FactValue, Mint, Provenance, Quote, ThreatModel
from agent.domain.changes.edits import PutAssumption, SetFact
from agent.domain.document_claims import claims_of
from agent.domain.system import Assumption, AssumptionStatus
from agent.domain.wording.names_in_sentences import clipped
from agent.reading.architecture.mentions import Mention
from agent.reading.claims import Claim
from agent.reading.text.sentences import Sentence
from agent.reading.text.stances import Stance
from knowledge import Catalog
from knowledge.facts.implications import holds
from knowledge.vocabulary import AnswerValue, ComponentKind


@dataclass(frozen=True)
class Paper:
    """A document that a turn brings: its name, its sentences, and what it claims."""

    name: str
    sentences: tuple[Sentence, ...]
    claims: tuple[Claim, ...]
    guarded: frozenset[int] = frozenset()
    """Where the sentences begin that claim a control."""
    plain: frozenset[int] = frozenset()
    """Where the sentences begin that say something else of the system."""

    def telling(self) -> tuple[Sentence, ...]:
        """The sentences that claim no control, or say something else beside it."""
        silent = self.guarded - self.plain
        return tuple(one for one in self.sentences if one.start not in silent)

    def named(self, mentions: Iterable[Mention]) -> tuple[Mention, ...]:
        """The parts that count: a control that is only claimed is no part of the system yet, unless it is listed."""
        return tuple(
            one
            for one in mentions
            if one.listed or one.saying.sentence.start not in self.guarded or not _is_itself_a_control(one)
        )


def told_in(sentences: Iterable[Sentence]) -> tuple[Sentence, ...]:
    """The sentences of a document that tell of a system; what speaks to the program is nobody's order here."""
    return tuple(one for one in sentences if not _SPEAKS_TO_US.match(_BARS.sub(" ", one.text)))


def paper_of(
    name: str, sentences: tuple[Sentence, ...], claims: tuple[Claim, ...], model: ThreatModel, catalog: Catalog
) -> Paper:
    """A document with its claims; they correct nothing that a person said, and no control is corrected by them."""
    known = {kept.fact: kept.provenance for kept in model.facts if kept.subject == SYSTEM}
    calm = tuple(
        replace(one, corrects=one.corrects and known.get(one.fact) is Provenance.FILE and not _guards(one, catalog))
        for one in claims
    )
    plain = frozenset(one.sentence for one in calm if one.stance is Stance.NOW and not _guards(one, catalog))
    return Paper(name, sentences, calm, guarded_by(calm, catalog), plain)


def guarded_by(claims: Iterable[Claim], catalog: Catalog) -> frozenset[int]:
    """Where the sentences begin that claim a control."""
    return frozenset(one.sentence for one in claims if _guards(one, catalog))


def over_documents(claims: tuple[Claim, ...], model: ThreatModel) -> tuple[Claim, ...]:
    """What the owner says goes before what a document said of the same fact; of several choices both count."""
    told = {
        kept.fact
        for kept in model.facts
        if kept.subject == SYSTEM and kept.provenance is Provenance.FILE and not isinstance(kept.value, tuple)
    }
    return tuple(replace(one, corrects=True) if one.fact in told else one for one in claims)


def as_from_document(
    edits: Iterable[Edit], paper: Paper, model: ThreatModel, turn: int, catalog: Catalog
) -> tuple[Edit, ...]:
    """What a document states came from a file; what it claims of controls becomes an assumption to confirm."""
    mint = Mint(model)
    found: list[Edit] = []
    for edit in edits:
        if not isinstance(edit, SetFact):
            found.append(edit)
        elif _only_claimed(edit.value, paper, catalog):
            claim = _assumption(edit.value, paper, model, turn, catalog)
            if claim is not None:
                found.append(_put(claim, model, mint))
        elif edit.value.provenance is Provenance.STATED:
            found.append(SetFact(value=edit.value.model_copy(update={"provenance": Provenance.FILE})))
        else:
            found.append(edit)
    return tuple(found)


def is_safeguard(fact: str, value: AnswerValue, catalog: Catalog) -> bool:
    """Whether a value says that something guards the system, rather than how the system is built."""
    if value is True and catalog.facts[fact].control:
        return True
    return any(holds(value, one) for one in catalog.facts[fact].safeguard)


def _guards(claim: Claim, catalog: Catalog) -> bool:
    return claim.stance in (Stance.NOW, Stance.POSSIBLE) and is_safeguard(claim.fact, claim.value, catalog)


def _only_claimed(value: FactValue, paper: Paper, catalog: Catalog) -> bool:
    """Whether a value guards the system, or comes along in sentences that claim the control behind it."""
    if is_safeguard(value.fact, value.value, catalog):
        return True
    controls = catalog.facts[value.fact].denied_with
    if value.value is not False or not controls:
        return False
    behind = [one.sentence for one in paper.claims if one.fact == value.fact and one.value is False]
    claimed = {one.sentence for one in paper.claims if one.fact in controls and one.value is True}
    return bool(behind) and set(behind) <= claimed


def _assumption(value: FactValue, paper: Paper, model: ThreatModel, turn: int, catalog: Catalog) -> Assumption | None:
    """The claim as an assumption without an id; none where the owner has said already that it does not hold."""
    settled = (AssumptionStatus.REJECTED, AssumptionStatus.CONFIRMED)
    if any(one.source and (one.fact, one.value) == (value.fact, value.value) and one.status in settled
           for one in model.assumptions):  # fmt: skip
        return None
    text = clipped(catalog.facts[value.fact].meaning(value.value), 300)
    quotes = _sentences_behind(value, paper, turn)
    return Assumption(id="A-1", text=text, fact=value.fact, value=value.value, source=paper.name, quotes=quotes)


def _put(claim: Assumption, model: ThreatModel, mint: Mint) -> Edit:
    """The claim under its own id, or under that of an earlier document that claimed the same fact."""
    earlier = next((one for one in claims_of(model) if one.fact == claim.fact), None)
    kept = claim.model_copy(update={"id": earlier.id if earlier else mint.take("A")})
    if earlier is not None and earlier.value == claim.value:
        kept = kept.model_copy(update={"quotes": (*earlier.quotes, *claim.quotes)[:_MOST_QUOTES]})
    return PutAssumption(assumption=kept)


def _sentences_behind(value: FactValue, paper: Paper, turn: int) -> tuple[Quote, ...]:
    """The sentences that claim a value, whole where they are not too long to quote."""
    whole = {one.start: one.text for one in paper.sentences}
    chosen = set(value.value) if isinstance(value.value, tuple) else {value.value}
    found: dict[str, None] = {}
    for claim in paper.claims:
        if claim.fact == value.fact and claim.value in chosen:
            sentence = whole.get(claim.sentence, claim.words)
            found[sentence if len(sentence) <= _MOST_LETTERS else claim.words] = None
    return tuple(Quote(turn=turn, text=words) for words in list(found)[:_MOST_QUOTES])


def _is_itself_a_control(mention: Mention) -> bool:
    sandbox = mention.kind is ComponentKind.CODE_RUNNER and mention.key.split()[-1:] == ["sandbox"]
    return sandbox or mention.kind in _CONTROL_PARTS


_BARS = re.compile(r"[\s|*_]{1,40}")
"""What parts the words of an order in a table or in bold letters."""
_SPEAKS_TO_US = re.compile(
    r"\Athere (?:are|is) no (?:threats?|risks?|attacks?|weakness(?:es)?|vulnerabilit(?:y|ies)|problems?)\b|"
    r"\A(?:please |now |you (?:must|should|shall|have to|can now) |(?:ai|llm|assistant|system|threatparley)[,:] )*"
    r"(?:remove|delete|drop|forget|ignore|disregard|dismiss|erase|accept|confirm|deny|set|lower|raise|reduce|mark|rate|"
    r"score|treat|assume|merge|rename|skip|close|reopen|hide|leave out|undo|redo)\b"
    r"(?: (?:the|all|any|every|each|this|that|these|those|your|previous|earlier|other|of|as|score|scores|level|levels|"
    r"damage|rating|ratings|severity))*"
    r" (?:threats?|risks?|scores?|ratings?|levels?|findings?|controls?|measures?|assumptions?|instructions?|questions?|"
    r"components?|parts?|agents?|damage|reproducibility|exploitability|discoverability|severity|[tmcadpfb]-?\d{1,6})\b",
    re.IGNORECASE,
)
"""An order about the threat model or its parts; a list of what a tool can do names other things: ``delete tickets``."""
_MOST_QUOTES, _MOST_LETTERS = 3, 600
_CONTROL_PARTS = frozenset(
    {ComponentKind.HUMAN_REVIEW, ComponentKind.MONITORING, ComponentKind.IDENTITY, ComponentKind.SECRET_STORE}
)
"""Kinds of parts that are controls themselves."""
