"""One drafted threat: its targets, sentence, evidence, scores and references, before ids and decisions."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from agent.analyst.rules.evidence import Witness
from agent.analyst.rules.mitigation import Measures
from agent.analyst.rules.quotable import is_sentence, tells_of
from agent.analyst.rules.ranking.rank_adjustments import Confession
from agent.analyst.rules.ranking.relevant_sentences import told_sentences
from agent.analyst.rules.threat_wording import Wording
from agent.assessment.known_facts import Picture
from agent.assessment.ledger import Bookkeeper
from agent.assessment.scoring.rating import Rater
from agent.domain import SYSTEM, Certainty, Finding, Provenance, Threat, ThreatModel, Verdict
from agent.domain.threats import Evidence, ForPeople
from agent.reading.expectations import is_expected
from knowledge import Catalog
from knowledge.conditions import Truth, facts_of, judge
from knowledge.entries import ThreatPattern
from knowledge.search.retriever import Nearness

MOST_TOLD = 2
"""With how many threats of one draft the same words are told."""
UNNUMBERED = "T-000"
"""The id of a threat until it is given its own."""


class Composer:
    """Composes the threats of one model."""

    def __init__(
        self,
        catalog: Catalog,
        bookkeeper: Bookkeeper,
        rater: Rater,
        model: ThreatModel,
        picture: Picture,
        measures: Measures,
    ) -> None:
        self._catalog, self._book, self._rater = catalog, bookkeeper, rater
        self._model, self._picture, self._measures = model, picture, measures
        self._witness = Witness(model, picture)
        self._kept = {threat.pattern: threat.id for threat in model.threats if threat.pattern}
        self._told: Counter[str] = Counter()
        self._nearness: Mapping[str, Nearness] = {}
        self._sentences = told_sentences(model)
        known = ((kept, catalog.facts.get(kept.fact)) for kept in model.facts if kept.value is True)
        held_off = (kept for kept, fact in known if fact is not None and fact.guards(kept.value))
        self._brakes = tuple(quote.text for kept in held_off for quote in kept.quotes)
        self._to_word: dict[str, Callable[[], str]] = {}
        self._zones = {part.id: part.boundary for part in model.components}
        self._zones |= {actor.id: actor.boundary for actor in model.actors}
        self.wording = Wording(catalog, model, picture)

    def compose(self, verdict: Verdict, hits: tuple[str, ...]) -> Threat:
        """The threat of a verdict; hits are the reasons where it is only suggested."""
        return self.worded((self.outline(verdict, hits),), (verdict.pattern,))[0]

    def outline(self, verdict: Verdict, hits: tuple[str, ...], confession: Confession | None = None) -> Threat:
        """The same without its sentence, which hangs on what is told before it."""
        rule = self._book.rules[verdict.pattern]
        pattern = rule.pattern
        facts, assumed = self._book.grounds(rule, self._picture)
        certainty = _certainty(verdict, assumed)
        if certainty is Certainty.SUGGESTED:
            facts = (*((confession.fact,) if confession else ()), *verdict.facts)
        inherent = self._rater.score_in(rule, self._picture)
        kept = self._kept.get(pattern.id)
        risk = self._measures.risk(inherent, self._measures.for_pattern(pattern, kept), kept)
        self._to_word[pattern.id] = lambda: self._statement(pattern, verdict, facts, assumed, certainty, confession)
        return Threat(
            id=UNNUMBERED,
            pattern=pattern.id,
            title=pattern.title,
            also_known_as=pattern.also_known_as,
            statement=pattern.title,
            aspect=pattern.aspect,
            targets=(*verdict.targets, *self._flows(pattern, verdict.targets)),
            references=tuple(dict.fromkeys(self._catalog.reference(key) for key in pattern.references)),
            stride=pattern.stride,
            maestro=pattern.maestro,
            evidence=Evidence(
                facts=facts, quotes=self._witness.quotes(facts, verdict.targets), assumed=assumed, hits=hits
            ),
            precedents=pattern.precedents,
            inherent=risk.inherent,
            current=risk.current,
            target=risk.target,
            certainty=certainty,
            people=self._for_people(pattern, facts, assumed),
        )

    def worded(
        self, threats: Iterable[Threat], order: Iterable[str], nearness: Mapping[str, Nearness] | None = None
    ) -> tuple[Threat, ...]:
        """Outlined threats with their sentences; who comes first in the order may say what is said only so often.

        ``nearness`` has the owner's sentence that each pattern is nearest to, where the words were compared.
        """
        order = tuple(order)
        self._nearness = nearness or {}
        said = {pattern: self._to_word[pattern]() for pattern in order}
        return tuple(one.model_copy(update={"statement": said[one.pattern or ""]}) for one in threats)

    def _for_people(self, pattern: ThreatPattern, facts: tuple[str, ...], assumed: tuple[str, ...]) -> ForPeople | None:
        """The place that harm to people gives it: a rule must hold by what is known, and the threat must rest on it."""
        known = set(facts) - set(assumed)
        for rule in self._catalog.people.values():
            fits = pattern.aspect in rule.aspects and known & facts_of(rule.when)
            if fits and judge(rule.when, self._picture.known.get).truth is Truth.YES:
                return ForPeople(among=rule.among, rule=rule.id)
        return None

    def _statement(
        self,
        pattern: ThreatPattern,
        verdict: Verdict,
        facts: tuple[str, ...],
        assumed: tuple[str, ...],
        certainty: Certainty,
        confession: Confession | None,
    ) -> str:
        if certainty is not Certainty.SUGGESTED:
            words = self._words(verdict, facts, assumed)
            likely = (fact for fact in facts if fact not in assumed and self._is_likely(fact, verdict.targets))
            return self.wording.statement(pattern, verdict.targets, facts, (*assumed, *likely), words)
        if confession is not None:
            return self.wording.confessed(pattern, verdict.targets, confession.means, confession.words)
        return self.wording.suggestion(pattern, verdict.targets, verdict.facts)

    def _words(self, verdict: Verdict, facts: tuple[str, ...], assumed: tuple[str, ...]) -> str:
        """What the owner said that makes it apply just here; empty where nothing bears on it, and told only so often.

        Of the sentences from which a fact was read that speaks of this threat, the one nearest to it goes first.
        """
        firm = (fact for fact in facts if fact not in assumed and self._is_said(fact, verdict.targets))
        said = ((fact, quote.text) for fact in firm for quote in self._witness.quotes((fact,), verdict.targets))
        behind = [text for fact, text in said if tells_of(fact, verdict.pattern, text) and not self._is_brake(text)]
        near = self._nearness.get(verdict.pattern)
        behind.sort(key=lambda text: near is None or text not in near.sentence)
        whole = (one.rstrip(" .;,") for one in behind if is_sentence(one, self._sentences))
        words = next((one for one in whole if self._told[one] < MOST_TOLD), "")
        self._told[words] += 1
        return words

    def _is_brake(self, words: str) -> bool:
        """Whether words tell of what is in place against harm: "signed and checked at start" is no ground for fear."""
        return any(words in one or one in words for one in self._brakes)

    def _is_likely(self, fact: str, targets: tuple[str, ...]) -> bool:
        """Whether a fact is only likely from what was told of others."""
        kept = self._witness.value(fact, targets)
        return kept is not None and is_expected(kept)

    def _is_said(self, fact: str, targets: tuple[str, ...]) -> bool:
        kept = self._witness.value(fact, targets)
        return kept is not None and kept.provenance in (Provenance.STATED, Provenance.FILE)

    def _flows(self, pattern: ThreatPattern, targets: tuple[str, ...]) -> tuple[str, ...]:
        """The flows named beside the targets: with untrusted input, or across a boundary."""
        if pattern.flows == "none":
            return ()
        touched, whole = set(targets), SYSTEM in targets
        near = [flow for flow in self._model.flows if whole or touched & {flow.source, flow.target}]
        if pattern.flows == "untrusted":
            return tuple(flow.id for flow in near if flow.untrusted)
        return tuple(flow.id for flow in near if self._zones.get(flow.source) != self._zones.get(flow.target))


def _certainty(verdict: Verdict, assumed: tuple[str, ...]) -> Certainty:
    """Sure where it applies, or where nothing is assumed but that what would bar it is not there."""
    if verdict.finding is Finding.APPLIES:
        return Certainty.SURE
    if not verdict.expected:
        return Certainty.SUGGESTED
    return Certainty.ASSUMED if assumed else Certainty.SURE
