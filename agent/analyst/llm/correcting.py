"""What a model's correction of a claim comes to: the edits, once the words and the right value are really there."""

import re
from dataclasses import dataclass, replace

from agent.analyst.llm.guardrails.extraction_grounding import (
    NO_KIND,
    NO_NAME,
    NO_VALUE,
    NOT_SAID,
    OPPOSITE,
    SOFT,
    HeardFact,
    bears_out,
    is_part_name,
    kind_of,
    says_opposite,
)
from agent.analyst.llm.guardrails.output_checks import objection, stems_of
from agent.analyst.llm.guardrails.polarity import settles_no
from agent.analyst.llm.guardrails.quotes import Cited, Sources, is_hedged, is_telling
from agent.analyst.llm.guardrails.safeguard import CORRECTED
from agent.analyst.llm.numbered_claims import Claimed, NumberedClaims
from agent.analyst.llm.prompt_context import Glossary, read_value
from agent.domain import Component, DataFlow, Edit, FactValue, Origin, Provenance, ThreatModel
from agent.domain.changes.edits import ClearFact, PutActor, PutComponent, Remove, SetFact
from agent.domain.system import Actor
from agent.llm.answers.schemas import ClaimWrong
from agent.llm.turn_log import REPEATED
from agent.reading.commands.components.part_edits import made_one
from agent.reading.text.names import key_of
from knowledge import Catalog

NO_CLAIM = "they pointed at nothing that can be corrected"
MOST_WHY = 160


@dataclass(frozen=True)
class Correction:
    """One claim of the rules with what is right in its place."""

    was: str
    becomes: str
    about: str
    """``parts``, ``facts`` or ``flows``: of each only so many are taken away in one turn."""
    edits: tuple[Edit, ...]
    cited: Cited | None = None
    """The words behind it; none where a name alone is behind it."""
    why: str = ""
    removes: bool = False
    firm: bool = True
    """Whether the words bear it out so that a program can see it."""
    denies_control: bool = False
    """It takes back a control: the risk rises, which is always allowed."""
    names: bool = False
    """It changes nothing but a name."""

    @property
    def line(self) -> str:
        """What changes, with the words and the reason behind it."""
        words = f", from the words “{self.cited.quote.text}”" if self.cited else ""
        firmer = "said outright" if self.firm else "likely"
        now = firmer if self.becomes == self.was else self.becomes
        return f"{self.was} → {now}{words}{f' ({self.why})' if self.why else ''}"


class Corrector:
    """Reads corrections against the claims and the words of one session."""

    def __init__(self, catalog: Catalog, glossary: Glossary, sources: Sources, text: str, made_by: str) -> None:
        self._catalog, self._sources = catalog, sources
        self._vocabulary = glossary.vocabulary(text)
        self._made_by = made_by
        self.also_called: dict[str, str] = {}
        """Ids by the names that parts and people had before a correction, or that it would give them."""

    def correction(
        self, entry: ClaimWrong, claims: NumberedClaims, model: ThreatModel
    ) -> tuple[Correction | None, str]:
        """The correction, or why it is none."""
        claim = _today(claims.find(entry.claim), model)
        if claim is None:
            return None, REPEATED if claims.find(entry.claim) else NO_CLAIM  # it went with another one
        cited = self._sources.cited(entry.quote)
        cited = cited if cited and is_telling(cited.quote.text) else None
        if cited is None and not self._needs_no_words(entry, claim):
            return None, NOT_SAID
        found, problem = self._found(entry, claim, claims, model, cited)
        if found is None:
            return None, problem
        return replace(found, cited=cited, why=self._why(entry, found)), ""

    def replacement(self, heard: HeardFact, kept: FactValue, typed: bool) -> Correction:
        """What a model heard in place of a value that the rules had only inferred, or had read more narrowly."""
        return self._value(kept, heard, Cited(heard.quote, typed))

    def _found(
        self, entry: ClaimWrong, claim: Claimed, claims: NumberedClaims, model: ThreatModel, cited: Cited | None
    ) -> tuple[Correction | None, str]:
        match entry.how, claim:
            case "absent", _:
                return self._absent(claim, model), ""
            case "value", FactValue():
                return self._other_value(entry, claim, cited)
            case "kind", Component():
                return self._other_kind(entry, claim)
            case "name", Component() | Actor():
                return self._other_name(entry.to, claim)
            case "same", Component() | Actor():
                return self._same(entry, claim, claims, model)
        return None, NO_CLAIM

    def _needs_no_words(self, entry: ClaimWrong, claim: Claimed) -> bool:
        """Whether nothing need be quoted: a name, what was only likely and has no ground, a control that is denied."""
        if entry.how in ("name", "same"):
            return True
        if not isinstance(claim, FactValue):
            return entry.how == "absent" and not isinstance(claim, Actor) and claim.inferred
        denies = entry.how == "absent" or read_value(self._catalog.facts[claim.fact], entry.to) is False
        return denies and (self._is_control(claim) or (entry.how == "absent" and claim.provenance in SOFT))

    def _is_control(self, claim: FactValue) -> bool:
        """Whether a claim says that a control is in place; to take it back raises the risk."""
        return self._catalog.facts[claim.fact].control and claim.value is True

    def _why(self, entry: ClaimWrong, found: Correction) -> str:
        """The model's reason where it can be shown: it is about the claim, and says nothing of threats and scores."""
        about = stems_of(f"{found.was} {found.becomes} {entry.quote}")
        stems = stems_of(entry.why)
        if objection(entry.why, MOST_WHY, self._vocabulary, least=3) or stems & _OF_THE_MODEL or not stems & about:
            return ""
        return entry.why.rstrip(".")

    def _absent(self, claim: Claimed, model: ThreatModel) -> Correction:
        match claim:
            case FactValue():
                return self._cleared(claim)
            case DataFlow():
                was = f"the flow {model.name_of(claim.id)}"
                return Correction(was, "not there", "flows", (Remove(id=claim.id),), removes=True)
            case _:
                return Correction(self._shown(claim), "not there", "parts", (Remove(id=claim.id),), removes=True)

    def _cleared(self, claim: FactValue) -> Correction:
        """A fact that is not known after all."""
        return Correction(
            was=self._catalog.facts[claim.fact].meaning(claim.value), becomes="not said", about="facts", removes=True,
            edits=(ClearFact(fact=claim.fact, subject=claim.subject),), denies_control=self._is_control(claim),
        )  # fmt: skip

    def _other_value(self, entry: ClaimWrong, claim: FactValue, cited: Cited | None) -> tuple[Correction | None, str]:
        fact = self._catalog.facts[claim.fact]
        value = read_value(fact, entry.to)
        if value is None:
            return None, NO_VALUE
        if value == claim.value:
            return None, REPEATED
        asks_or_plans = cited is not None and (self._sources.asks(cited) or is_hedged(cited.quote.text))
        if value is False and (cited is None or asks_or_plans or not settles_no(fact, cited.quote.text)):
            return self._cleared(claim), ""  # what does not settle the no takes back the yes all the same
        if cited is None:
            return None, NOT_SAID
        if asks_or_plans:
            return None, "the words they quote are a question or a plan"
        if value is not False and says_opposite(fact, value, cited.quote.text):
            return None, OPPOSITE
        borne_out = value is False or bears_out(fact, value, cited.quote.text)
        return self._value(claim, HeardFact(fact, value, cited.quote, borne_out, hedged=False), cited), ""

    def _value(self, claim: FactValue, heard: HeardFact, cited: Cited) -> Correction:
        because = f"{CORRECTED} {self._made_by}"
        firm = Provenance.STATED if cited.typed else Provenance.FILE
        value = FactValue(
            fact=claim.fact, subject=claim.subject, value=heard.value,
            provenance=firm if heard.borne_out else Provenance.INFERRED, quotes=(heard.quote,), because=because[:300],
        )  # fmt: skip
        return Correction(
            was=heard.fact.meaning(claim.value), becomes=heard.fact.meaning(heard.value), about="facts",
            edits=(SetFact(value=value),), cited=cited, firm=heard.borne_out,
            denies_control=self._is_control(claim),
        )  # fmt: skip

    def _other_kind(self, entry: ClaimWrong, claim: Component) -> tuple[Correction | None, str]:
        kind = kind_of(entry.to)
        if kind is None or kind not in self._catalog.kinds:
            return None, NO_KIND
        if kind is claim.kind:
            return None, REPEATED
        part = claim.model_copy(update={"kind": kind, "origin": Origin.MODEL, "inferred": False})
        label = self._catalog.kinds[kind].label.lower()
        return Correction(self._shown(claim), label, "parts", (PutComponent(component=part),)), ""

    def _other_name(self, to: str, claim: Component | Actor) -> tuple[Correction | None, str]:
        name = " ".join(to.split()).strip("`")
        self.also_called |= dict.fromkeys((key_of(claim.name), key_of(name)), claim.id)
        if not self._sources.holds(name):
            return None, NOT_SAID
        if not is_part_name(name) or objection(name, 60, self._vocabulary, least=2):
            return None, NO_NAME
        if name == claim.name:
            return None, REPEATED
        fresh = {"name": name}
        edit: Edit = (
            PutComponent(component=claim.model_copy(update={**fresh, "origin": Origin.MODEL, "inferred": False}))
            if isinstance(claim, Component)
            else PutActor(actor=claim.model_copy(update=fresh))
        )
        return Correction(self._shown(claim), f"called “{name}”", "parts", (edit,), names=True), ""

    def _same(
        self, entry: ClaimWrong, claim: Component | Actor, claims: NumberedClaims, model: ThreatModel
    ) -> tuple[Correction | None, str]:
        """Two names of one thing; the one that is kept must be named in the text, and may be new in this answer."""
        number = _NUMBER.fullmatch(entry.to)
        named: tuple[Component | Actor, ...] = (*model.components, *model.actors)
        kept = next((one for one in named if not number and key_of(one.name) == key_of(entry.to)), None)
        if number is None and kept is None:
            return self._other_name(entry.to, claim)
        if number:
            found = _today(claims.find(int(number[1])), model)
            kept = found if isinstance(found, Component | Actor) else None
        if kept is None or type(kept) is not type(claim) or kept.id == claim.id:
            return None, NO_CLAIM
        if not self._sources.holds(kept.name):
            return None, NOT_SAID
        self.also_called[key_of(claim.name)] = kept.id
        edits = made_one(kept, (claim,), model)
        return Correction(self._shown(claim), f"the same as “{kept.name}”", "parts", edits, removes=True), ""

    def _shown(self, claim: Component | Actor) -> str:
        if isinstance(claim, Actor):
            return f"the people “{claim.name}”"
        return f"the part “{claim.name}” ({self._catalog.kinds[claim.kind].label.lower()})"


_NUMBER = re.compile(r"(?:claim|number|no\.?|#)?\s{0,2}(\d{1,4})\.?", re.IGNORECASE)
_OF_THE_MODEL = stems_of(
    "threat risk score level rating band attack danger dangerous secure safe safety harmless ignore accept dismiss"
)
"""A reason for a correction speaks of the system, never of the threat model or of how bad things are."""


def _today(claim: Claimed | None, model: ThreatModel) -> Claimed | None:
    """A claim as it stands after what was corrected before it; none where it is gone."""
    match claim:
        case None:
            return None
        case FactValue():
            return next((one for one in model.facts if (one.fact, one.subject) == (claim.fact, claim.subject)), None)
    things: tuple[Component | Actor | DataFlow, ...] = (*model.components, *model.actors, *model.flows)
    return next((one for one in things if one.id == claim.id), None)
