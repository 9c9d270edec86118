"""What a description makes likely beside what it states: expected until the owner confirms it, never taken as said.

A cue that stands alone against everything else the text tells is only likely, too.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from types import MappingProxyType

from agent.domain import SYSTEM, FactValue, Provenance, Quote, ThreatModel
from agent.domain.changes.edits import SetFact
from agent.domain.sessions.checklists import line_of
from agent.domain.wording.names_in_sentences import joined
from agent.reading.architecture.mentions import Mention
from agent.reading.claims import Claim
from agent.reading.documents import is_safeguard
from agent.reading.likely_facts import Likely, LikelyReader
from agent.reading.text.stances import Stance
from knowledge import Catalog
from knowledge.entries import FactType
from knowledge.facts.implications import closed, settled_by
from knowledge.vocabulary import AnswerValue, ComponentKind

EXPECTED = 0.5
"""From which chance on a value is expected; on descriptions left out of learning two in three of these are stated."""
TECHNOLOGY, EXPECTED_TECHNOLOGY = "technology", 0.8
"""The group of facts that say which kinds of AI there are: each opens a family of threats, so it takes more."""
DOUBTED = 0.1
"""A cue for a value that is less likely than this by everything else in the text is no statement: most of such cues are
right on marked descriptions, yet half of them are wrong on texts of another hand."""
BEARS_OUT = 0.3
"""From which chance on the whole text bears out a hint: on marked descriptions most of such hints are right."""
ENOUGH = 5
"""A text of fewer sentences says too little for what it leaves out to speak against a cue."""
BECAUSE = "likely from your words"
USUAL = "usual where"
"""What makes a value likely where no sentence bears it: what else the text tells."""
AS_A_WHOLE = "likely from your text as a whole"
_AGENT = ComponentKind.AGENT
_MOST_LETTERS = 600
_LONG = 100
"""Of reasons that are longer together, the stronger one is told alone."""


class Expectations:
    """Reads descriptions for what is likely."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._reader = LikelyReader(catalog)

    def likely(self, sentences: Sequence[str]) -> tuple[Likely, ...]:
        """Everything a description makes more than doubtful, likeliest first."""
        return self._reader.likely(sentences, DOUBTED)

    def near(self, sentence: str, least: float) -> tuple[Likely, ...]:
        """What one sentence by itself is nearest to, likeliest first."""
        return tuple(one for one in self._reader.likely([sentence], least) if one.sentence)

    def doubted(self, claims: Sequence[Claim], likely: Sequence[Likely], sentences: int) -> tuple[Claim, ...]:
        """The claims, with a doubt where a hint is all there is, or where nothing else in the text bears them out.

        A hint counts in full only where the whole text makes the value likely, too. Where nothing was weighed, or a
        text is too short for it, every other claim counts as said, and so does what guards the system: it was left out
        of weighing. A hint at a kind of AI that nothing else bears out counts for nothing.
        """
        short = sentences < ENOUGH or not likely
        facts = {one.fact for one in likely}
        borne_out = {(one.fact, one.value) for one in likely if not short and one.chance >= BEARS_OUT}
        return tuple(
            replace(claim, stance=Stance.POSSIBLE)
            if claim.stance is Stance.NOW
            and (
                (claim.fact, claim.value) not in borne_out
                if claim.hint
                else not short and self._stands_alone(claim, facts)
            )
            else claim
            for claim in claims
            if short or (claim.fact, claim.value) in borne_out or not self._hints_at_technology(claim)
        )

    def _hints_at_technology(self, claim: Claim) -> bool:
        """Whether a claim is a mere hint at a kind of AI, which opens a family of threats and takes two signs."""
        return claim.hint and claim.value is True and self._catalog.facts[claim.fact].group == TECHNOLOGY

    def spoken_of(
        self, claims: Sequence[Claim], mentions: Sequence[Mention], likely: Sequence[Likely], sentences: int
    ) -> tuple[tuple[Claim, ...], tuple[Mention, ...]]:
        """Claims and parts but those that bring in a kind of AI of which nothing else in the text speaks.

        A word such as ``agent`` also names a program on a server, or what a controller is called that learnt by trying.
        """
        named_one = any(one.kind is ComponentKind.LANGUAGE_MODEL and one.stance is Stance.NOW for one in mentions)
        if sentences < ENOUGH or not likely or named_one:
            return tuple(claims), tuple(mentions)
        told = {one.fact for one in claims if one.stance is Stance.NOW and one.value is True and not one.hint}
        told |= {one.fact for one in likely if one.value is True and one.chance >= EXPECTED}
        kept = tuple(
            one
            for one in claims
            if one.stance is not Stance.NOW or not self._beside({one.fact: one.value}) - {one.fact} - told
        )
        named = tuple(one for one in mentions if not _may_be_any(one) or not self._technologies(_AGENT) - told)
        return kept, named

    def _technologies(self, kind: ComponentKind) -> frozenset[str]:
        """The kinds of AI that a part of a kind brings in."""
        return self._beside(dict(settled_by(self._catalog.kinds[kind].implies, self._catalog.facts)))

    def _beside(self, told: Mapping[str, AnswerValue]) -> frozenset[str]:
        """The kinds of AI that there must be where something is so; of those that need another one, that one."""
        needed = {name for name, value in closed(told, self._catalog.facts).items() if value is True}
        return frozenset(needed & self._kinds_of_ai)

    @cached_property
    def _kinds_of_ai(self) -> frozenset[str]:
        """Technologies that bring in no other."""
        facts = self._catalog.facts
        technologies = {name for name, fact in facts.items() if fact.group == TECHNOLOGY}
        return frozenset(
            name for name in technologies if not (closed({name: True}, facts).keys() - {name}) & technologies
        )

    def _stands_alone(self, claim: Claim, facts: Collection[str]) -> bool:
        """Whether nothing in a text makes it likely that anything is told of a fact."""
        return claim.fact not in facts and not is_safeguard(claim.fact, claim.value, self._catalog)

    def edits(
        self, likely: Iterable[Likely], model: ThreatModel, turn: int, sentences: int = ENOUGH
    ) -> tuple[SetFact, ...]:
        """Values for facts of which nothing is known; nothing that would make the system safer than it may be.

        A text of few sentences makes no kind of AI likely enough: what is usual would speak louder than its words.
        """
        known = {kept.fact for kept in model.facts if kept.subject == SYSTEM}
        waived = {waiver.fact for waiver in model.waivers}
        put = {line for listed in model.lists for line in listed.lines}
        by_fact: dict[str, list[Likely]] = {}
        for one in likely:
            if one.fact not in known | waived and self._may_be_expected(one, sentences):
                if line_of(one.fact, one.value) in put:
                    continue  # the owner has seen it, and a no to a choice is not read over again
                by_fact.setdefault(one.fact, []).append(one)
        so = closed({kept.fact: kept.value for kept in model.facts if kept.subject == SYSTEM}, self._catalog.facts)
        return tuple(SetFact(value=self._value(fact, found, turn, so)) for fact, found in by_fact.items())

    def _may_be_expected(self, one: Likely, sentences: int) -> bool:
        fact = self._catalog.facts[one.fact]
        technology = fact.group == TECHNOLOGY
        if one.chance < (EXPECTED_TECHNOLOGY if technology else EXPECTED) or (technology and sentences < ENOUGH):
            return False
        return not (fact.control or one.value is False or is_safeguard(one.fact, one.value, self._catalog))

    def _value(self, fact: str, found: Sequence[Likely], turn: int, known: Mapping[str, AnswerValue]) -> FactValue:
        definition = self._catalog.facts[fact]
        value: AnswerValue = found[0].value
        if definition.type is FactType.SEVERAL:
            chosen = {one.value for one in found}
            value = tuple(choice.value for choice in definition.choices if choice.value in chosen)
        borne = next((one for one in found if one.sentence), None)
        quotes = (Quote(turn=turn, text=borne.sentence[:_MOST_LETTERS]),) if borne is not None else ()
        because = BECAUSE if borne is not None else usual_where(found[0], self._catalog, known)
        return FactValue(fact=fact, value=value, provenance=Provenance.INFERRED, quotes=quotes, because=because)


def hinted(claims: Iterable[Claim]) -> Iterator[Likely]:
    """What mere hints make likely: no more than is expected, which opens no kind of AI."""
    return (Likely(one.fact, one.value, EXPECTED, one.words) for one in claims if one.is_mere_hint)


def usual_where(one: Likely, catalog: Catalog, known: Mapping[str, AnswerValue] = MappingProxyType({})) -> str:
    """The reason for a value that no sentence bears: what else the text tells; empty where a sentence does.

    What is known to be otherwise is no reason, whatever the words make likely.
    """
    if one.sentence:
        return ""
    clauses = [catalog.facts[fact].meaning(value) for fact, value in one.beside if _is_open(known.get(fact), value)]
    told = joined(clauses)
    told = told if len(told) <= _LONG else clauses[0]
    return f"{USUAL} {told}"[:_MOST_LETTERS] if told else AS_A_WHOLE


def _is_open(known: AnswerValue | None, value: AnswerValue) -> bool:
    return known is None or known == value or (isinstance(known, tuple) and value in known)


def is_expected(kept: FactValue) -> bool:
    """Whether a value stands because the words make it likely, and for nothing else."""
    return kept.provenance is Provenance.INFERRED and kept.because.startswith((BECAUSE, USUAL, AS_A_WHOLE))


def _may_be_any(mention: Mention) -> bool:
    """Whether it is an agent by the bare word alone."""
    return mention.kind is _AGENT and mention.bare and not mention.listed
