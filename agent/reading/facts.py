"""Read the facts that free text states, each with the owner's words, and weigh them against what is known."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from agent.domain import SYSTEM, FactValue, Provenance, Quote, ThreatModel
from agent.domain.changes.edits import Edit, SetFact
from agent.domain.sessions.session import Offer
from agent.reading.amounts import AmountReader
from agent.reading.claims import Claim, Sign
from agent.reading.naming.known_names import Known
from agent.reading.plausibility import leaning_on
from agent.reading.retractions import corrects, narrows
from agent.reading.text.context import Saying
from agent.reading.text.cues import CueBank, Found
from agent.reading.text.sentences import Clause
from agent.reading.text.stances import Stance
from agent.reading.text.words import lexicon
from knowledge import Catalog
from knowledge.entries import FactDefinition, FactType
from knowledge.facts.implications import closed
from knowledge.vocabulary import AnswerValue


@dataclass(frozen=True)
class Weighed:
    """What came of all claims: edits, clauses to confirm, and what the owner should know."""

    edits: tuple[Edit, ...] = ()
    unsure: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()


CONTROL = "control"
"""What the table of context calls any fact on controls: of these a plan or a wish says less than of the system."""


class FactReader:
    """Finds in free text what it says about the catalog's facts."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._bank = CueBank(_signs(catalog.facts.values()), "facts")
        self._amounts = AmountReader(catalog.facts.values())
        self._leaning = leaning_on(catalog.facts)

    def claims(self, sayings: tuple[Saying, ...], known: Known | None = None) -> tuple[Claim, ...]:
        """Every claim the clauses make, in the order of the text; what is known is only named in it claims nothing."""
        known = known or Known()
        takes_back = {saying.sentence.start: False for saying in sayings}
        for saying in sayings:
            takes_back[saying.sentence.start] |= corrects(saying)
        return tuple(
            claim for saying in sayings for claim in self._claims_in(saying, takes_back[saying.sentence.start], known)
        )

    def borne_out(self, claims: Iterable[Claim], known: Mapping[str, AnswerValue]) -> tuple[Claim, ...]:
        """Without the claims of a yes to what the system cannot have, as far as is claimed or known."""
        claims = tuple(claims)
        stated = {claim.fact: True for claim in claims if claim.value is True and claim.stance is not Stance.PLANNED}
        while loose := [name for name in stated if not self._stands(name, known, stated)]:
            stated = {name: True for name in stated if name not in loose}
        return tuple(
            claim
            for claim in claims
            if claim.value is not True or claim.fact in stated or claim.stance is Stance.PLANNED
        )

    def _stands(self, name: str, known: Mapping[str, AnswerValue], stated: Mapping[str, bool]) -> bool:
        """Whether a fact has what it needs from what is known or claimed beside it; it cannot bear itself out."""
        needed = self._leaning.get(name, ())
        if not needed:
            return True
        others = {other: True for other in stated if other != name}
        values = closed({**known, **others}, self._catalog.facts)
        return all(values.get(need) is True for need in needed)

    def _claims_in(self, saying: Saying, corrects: bool, known: Known) -> Iterator[Claim]:
        clause = saying.clause
        for found in _longest((*self._bank.find(clause.texts, clause.turns), *self._amounts.find(saying))):
            fact, value = found.sign.fact, found.sign.value
            definition = self._catalog.facts[fact]
            about = (fact, CONTROL) if definition.control else (fact,)
            meaning = saying.meaning(found, *about, despite=definition.told_as)
            weak = found.sign.weak or found.sign.hint
            if not meaning.holds and (value is not True or weak or self._catalog.facts[fact].broad):
                continue
            if self._catalog.facts[fact].slot == "users" and _is_excepted(clause, found):
                continue
            if _is_known(clause.texts[found.start : found.end], meaning.holds, self._catalog.facts[fact], known):
                continue
            if meaning.settles or meaning.stance in (Stance.POSSIBLE, Stance.PLANNED):
                stance = Stance.NOW if meaning.stance is Stance.DENIED else meaning.stance
                words, start = quote_of(saying, found), saying.sentence.start
                takes = corrects and (not isinstance(value, str) or self._narrows(fact, saying))
                place = clause.words[found.start].start, clause.words[found.end - 1].end
                yield Claim(
                    fact, value if meaning.holds else False, stance, words, start, takes, *place, found.sign.hint
                )

    def _narrows(self, fact: str, saying: Saying) -> bool:
        """Whether a later word leaves only what it names of several choices: it must say so, or another is gained."""
        several = self._catalog.facts[fact].type is FactType.SEVERAL
        return not several or narrows(saying)

    def weigh(self, claims: Iterable[Claim], model: ThreatModel, turn: int) -> Weighed:
        """Turn claims into values of facts; what an earlier turn stated stays unless it is corrected."""
        by_fact: dict[str, list[Claim]] = {}
        for claim in (one for one in claims if not one.is_mere_hint):
            by_fact.setdefault(claim.fact, []).append(claim)
        edits: list[Edit] = []
        unsure: list[str] = []
        notes: list[str] = []
        offers: list[Offer] = []
        for name, fact in self._catalog.facts.items():
            if name in by_fact:
                done = _weigh_one(fact, by_fact[name], model, turn)
                edits.extend(done.edits)
                unsure.extend(done.unsure)
                notes.extend(done.notes)
                offers.extend(done.offers)
        return Weighed(tuple(edits), tuple(unsure), tuple(notes), tuple(offers))


FIRM = (Provenance.STATED, Provenance.ANSWERED, Provenance.TABLE, Provenance.FILE)
"""What a person or a file said; nothing that is concluded or read later may replace it silently."""


def quote_of(saying: Saying, found: Found[object]) -> str:
    """The owner's words around a find, verbatim: the clause, the sentence if that says little, never too much."""
    words = saying.clause.words
    start, end = min(word.start for word in words), words[-1].end
    sentence = saying.sentence
    if (end - start < _SHORT or saying.clause.aside or words[0].start > start) and len(sentence.text) <= _LONG:
        return sentence.text
    if end - start > _LONG:
        start = words[max(0, found.start - _WINDOW)].start
        end = min(words[min(len(words), found.end + _WINDOW) - 1].end, start + _LONG)
    quoted, behind = sentence.text[start - sentence.start : end - sentence.start], sentence.text[end - sentence.start :]
    return (quoted + _closing(quoted, behind)).strip()


def _closing(quoted: str, behind: str) -> str:
    """The mark that closes speech which the last words end: ``says "ask the desk"``."""
    still_open = quoted.count('"') % 2 == 1 or any(quoted.count(one) > quoted.count(other) for one, other in _MARKS)
    mark = _CLOSES.match(behind) if still_open else None
    return mark[0] if mark else ""


_MARKS = (("\u201c", "\u201d"), ("\u00ab", "\u00bb"))
_CLOSES = re.compile('[.,!?\u2026]?["\u201d\u00bb]')


def in_order(fact: FactDefinition, values: Iterable[AnswerValue]) -> tuple[str, ...]:
    """Several choices in the order of the fact's definition."""
    held = set(values)
    return tuple(choice.value for choice in fact.choices if choice.value in held)


_SHORT, _LONG, _WINDOW = 30, 400, 14


def _is_known(words: Sequence[str], holds: bool, fact: FactDefinition, known: Known) -> bool:
    """Whether words only name what the model names already."""
    return known.only_named(words, holds) or (fact.slot != "users" and known.only_people(words))


def _is_excepted(clause: Clause, found: Found[Sign]) -> bool:
    """Whether others than these people are spoken of: ``volunteers outside our team``."""
    return bool(_EXCEPTING & set(clause.texts[max(0, found.start - 2) : found.start]))


_EXCEPTING = lexicon("outside beyond except besides unlike than excluding")


def _signs(facts: Iterable[FactDefinition]) -> Iterator[tuple[str, Sign]]:
    for fact in facts:
        yield from ((cue, Sign(fact.id, True)) for cue in fact.cues)
        yield from ((cue, Sign(fact.id, True, weak=True)) for cue in fact.signs)
        yield from ((cue, Sign(fact.id, True, hint=True)) for cue in fact.hints)
        yield from ((cue, Sign(fact.id, False)) for cue in fact.denials)
        for choice in fact.choices:
            yield from ((cue, Sign(fact.id, choice.value)) for cue in choice.cues)
            yield from ((cue, Sign(fact.id, choice.value, hint=True)) for cue in choice.hints)


def _longest(found: tuple[Found[Sign], ...]) -> Iterator[Found[Sign]]:
    """Leave out what lies within a longer find about the same fact that says something else."""
    by_fact: dict[str, list[Found[Sign]]] = {}
    for one in found:
        by_fact.setdefault(one.sign.fact, []).append(one)
    for same in by_fact.values():
        for one in same:
            if not any(_holds(other, one) for other in same if _tells_other(other.sign, one.sign)):
                yield one


def _tells_other(longer: Sign, shorter: Sign) -> bool:
    """Whether a find says something else than a shorter one; a mere hint of the same value takes no statement away."""
    return longer != shorter and not (longer.hint and not shorter.hint and longer.value == shorter.value)


def _holds(outer: Found[Sign], inner: Found[Sign]) -> bool:
    wider = outer.end - outer.start > inner.end - inner.start
    return wider and outer.start <= inner.start and inner.end <= outer.end


def _weigh_one(fact: FactDefinition, claims: list[Claim], model: ThreatModel, turn: int) -> Weighed:
    sure = [claim for claim in claims if claim.stance is Stance.NOW]
    probable = [claim for claim in claims if claim.stance is Stance.POSSIBLE]
    if not sure and not probable:
        known = model.fact(fact.id)
        planned = _joined(fact, claims)
        if known is not None and known.provenance in FIRM:
            return Weighed()
        return Weighed(unsure=(f"{fact.meaning(planned)} (planned, so not counted yet)",))
    chosen = sure or probable
    value = _joined(fact, chosen)
    quotes = _quotes(fact, value, chosen, turn)
    stated = Provenance.STATED if sure else Provenance.INFERRED
    because = "" if sure else "said with a doubt"
    new = FactValue(fact=fact.id, value=value, provenance=stated, quotes=quotes, because=because)
    done = against_known(fact, new, model, corrects=any(claim.corrects for claim in chosen))
    if stated is Provenance.INFERRED and done.edits:
        return Weighed(done.edits, (fact.meaning(value),), done.notes, done.offers)
    return done


def against_known(fact: FactDefinition, new: FactValue, model: ThreatModel, *, corrects: bool) -> Weighed:
    """Set a value beside the known one: fill a gap, widen a list, correct on request, or ask which holds."""
    known = next((kept for kept in model.facts if (kept.fact, kept.subject) == (fact.id, SYSTEM)), None)
    if known is None or known.provenance not in FIRM:
        return Weighed((SetFact(value=new),))
    if new.provenance not in FIRM or known.value == new.value:
        return Weighed()
    if isinstance(known.value, tuple) and isinstance(new.value, tuple) and not corrects:
        joined = in_order(fact, {*known.value, *new.value})
        wider = new.model_copy(update={"value": joined, "quotes": (*known.quotes, *new.quotes)[:_MOST_QUOTES]})
        return Weighed((SetFact(value=wider),)) if joined != known.value else Weighed()
    if fact.widest and not corrects and _is_lesser(fact, new, known):
        return Weighed()
    if corrects:
        note = f"{changed_note(fact, new)} (before: {fact.meaning(known.value)})."
        return Weighed((SetFact(value=new),), notes=(note,))
    earlier, now = _said(fact, known), _said(fact, new)
    note = f"Earlier you said {earlier}; now {now}. Which holds? I keep the earlier until you say."
    line = f"The newer holds: {fact.meaning(new.value)} (before: {fact.meaning(known.value)})."
    offer = Offer(
        line=line[:400],
        edits=(SetFact(value=new),),
        newer=True,
        before=fact.meaning(known.value)[:400],
        after=fact.meaning(new.value)[:400],
        words=new.quotes[-1].text if new.quotes else "",
        earlier=known.quotes[0].text if known.quotes else "",
    )
    return Weighed(notes=(note,), offers=(offer,))


def _is_lesser(fact: FactDefinition, new: FactValue, known: FactValue) -> bool:
    """Whether a value is less exposed than the known one and is not said to be all there is."""
    order = [choice.value for choice in fact.choices]
    said = " ".join(quote.text for quote in new.quotes).lower()
    if known.value not in order or new.value not in order:  # a choice of another edition
        return False
    return order.index(str(new.value)) < order.index(str(known.value)) and _NOTHING_ELSE.search(said) is None


_NOTHING_ELSE = re.compile(r"\b(?:only|just|solely|exclusively|nobody|no one|none|not|no|never|nothing|without|now)\b")


def changed_note(fact: FactDefinition, new: FactValue) -> str:
    """How it is said that a later word took the place of an earlier one."""
    return f"Changed as you say: {fact.meaning(new.value)}"


_MOST_QUOTES = 3


def _said(fact: FactDefinition, value: FactValue) -> str:
    return f"that {fact.meaning(value.value)}" + (f" (“{value.quotes[0].text[:120]}”)" if value.quotes else "")


def _joined(fact: FactDefinition, claims: list[Claim]) -> AnswerValue:
    """One value from several claims: for a control the weaker, for everything else the more exposed."""
    values = {claim.value for claim in claims}
    if fact.type is FactType.YES_NO:
        return False if fact.control and False in values else True in values
    if fact.type is FactType.SEVERAL:
        return in_order(fact, values)
    return [choice.value for choice in fact.choices if choice.value in values][-1]


def _quotes(fact: FactDefinition, value: AnswerValue, claims: list[Claim], turn: int) -> tuple[Quote, ...]:
    held = set(value) if isinstance(value, tuple) else {value}
    texts = dict.fromkeys(claim.words for claim in claims if claim.value in held)
    return tuple(Quote(turn=turn, text=words) for words in list(texts)[:_MOST_QUOTES])
