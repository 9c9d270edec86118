"""Answers to questions about the work itself: why a threat, why a question, what changed, what can be said."""

from agent.analyst.rules.evidence import Witness
from agent.analyst.rules.ranking.ordering import Orderer
from agent.analyst.rules.threat_scenarios import Stories
from agent.analyst.rules.threat_wording import Wording
from agent.assessment.known_facts import Picture
from agent.assessment.ledger import Bookkeeper, Rule
from agent.domain import Certainty, Control, Question, Session, Threat, ThreatModel
from agent.domain.facts import FactValue, Provenance
from agent.domain.findings.llm_advice import gave_place, maker, verdict
from agent.domain.wording.names_in_sentences import capital, joined, plain, small
from knowledge import Catalog
from knowledge.catalog import NOT_INSTALLED
from knowledge.entries import FactDefinition
from knowledge.publications.citations import cited
from knowledge.rating_circumstances import is_unintended
from knowledge.search.entry_names import called

MOST_WAYS_OUT = 3
HELP = """You can:

- describe the system in your own words, or paste a description; each sentence is read for parts and facts
- answer the question that waits, with a quick reply or in your own words; *not sure* and *skip* are answers too
- say *draft now* to stop the questions; what is not known is then written down as an assumption
- ask about the model: *what should I do first?*, *top five*, *which threats concern the index?*, *what is open?*,
  *who can reach the database?*, *how would T-001 happen?*, *what would lower T-001?*, *give me a summary*
- correct names: *rename the wiki to handbook*, *remove the kiosk*, *we use Qdrant instead of Pinecone*,
  *the portal and the web page are the same*, *add a component: mail gateway*
- ask *why T-001?* to see the facts, words and references behind a threat, and what would rule it out
- ask *why this question?* to see which threats hang on the answer
- ask *what if we drop the web search?* to see which threats would go, appear or be rated otherwise
- say *undo*, *redo* or *show what changed*
- decide: *dismiss T-004 because …*, *set the damage of T-002 to 8 because …*, *M-3 is done*, *merge T-005 into T-003*
- plan: *M-3 is due on 2027-02-01*, *assign M-3 to Bo*, *M-3 is done, evidence ticket 42*; *what if M-3 were done?*
- put threats where they belong: *move T-007 to the top*, *T-004 does belong here*, *bring T-012 back*
- *confirm A-3* or *A-3 is not so*: what is assumed, or was read in a document, becomes your word
- answer an offer with *accept all*, *accept 1 and 3* or *leave it*

Every score is a judgement by published tables, not a measurement."""

_SOURCES = {
    Provenance.STATED: "you said so",
    Provenance.ANSWERED: "your answer",
    Provenance.TABLE: "set in a table",
    Provenance.FILE: "read from a file",
    Provenance.IMPLIED: "follows from what is known",
    Provenance.INFERRED: "inferred, not confirmed",
    Provenance.ASSUMED: "assumed",
}
MOST_REASONS, MOST_REFERENCES = 1, 4
"""So many reasons of a level, and items of frameworks, are told in a talk."""


class Explainer:
    """Explains threats and questions from what stands behind them."""

    def __init__(self, catalog: Catalog, bookkeeper: Bookkeeper, orderer: Orderer | None = None) -> None:
        self._catalog, self._book = catalog, bookkeeper
        self._orderer = orderer or Orderer(catalog)
        self._stories = Stories(catalog)

    def threat(self, model: ThreatModel, about: str | None) -> str:
        """Why a threat is in the model and where it stands: facts, references, scores and what would rule it out."""
        if about is not None and about.startswith("M-"):
            return self._control(model.control(about), about)
        threat = model.threat(about) if about else None
        if threat is None:
            known = f"; the model has {len(model.threats)} threats" if model.threats else "; nothing is drafted yet"
            return f"There is no threat {plain(about or '')}{known}." if about else "Name the threat, such as T-001."
        rule = self._book.rules.get(threat.pattern or "")
        picture = self._book.painter.picture(model)
        parts = [f"**{threat.id}** {plain(threat.title)}", plain(threat.statement), names_line(threat)]
        story = self._stories.of(model, threat)
        told = story.split(",")[0] in threat.statement
        parts += [] if told else [f"How it would happen here: {plain(story)}"]
        if rule is None:
            parts += [_without_rule(threat), self._place(threat, model), self._references(threat)]
            return "\n\n".join(part for part in parts if part)
        parts += [plain(rule.pattern.explanation), self._facts(threat, model, picture)]
        parts += [self._place(threat, model), self._references(threat), _scores(threat, self._catalog)]
        parts += [self._ways_out(rule, threat, picture)]
        return "\n\n".join(part for part in parts if part)

    def question(self, question: Question | None) -> str:
        """Why the question that waits is asked."""
        if question is None:
            return "No question waits at the moment."
        lines = [plain(question.why)]
        if question.threats:
            lines += ["", "Among them:", *(f"- {plain(title)}" for title in question.threats)]
        lines += ["", "You can also answer *not sure* or *skip*; the usual assumption is then written down."]
        return "\n".join(lines)

    def changes(self, session: Session) -> str:
        """What the last turn that changed something has changed."""
        for turn in reversed(session.turns):
            if turn.reply is not None and turn.reply.changes:
                lines = [f"- {plain(line)}" for line in turn.reply.changes]
                earlier = "Every version before it stands under **History**." if turn.number > 1 else ""
                return "\n".join([f"The last changes, made in turn {turn.number}:", *lines, "", earlier]).rstrip()
        return "Nothing has changed yet."

    def _facts(self, threat: Threat, model: ThreatModel, picture: Picture) -> str:
        wording, witness = Wording(self._catalog, model, picture), Witness(model, picture)
        lines = []
        for fact in threat.evidence.facts:
            clause = wording.meaning(fact, threat.targets)
            if not clause:
                lines.append(f"- not known: {small(self._catalog.facts[fact].label)}" if self._known(fact) else "")
                continue
            kept = witness.value(fact, threat.targets)
            lines.append(f"- {plain(small(clause))} ({_source(fact, kept, threat, picture)})")
        lines += [f"- what points to it: {plain(hit)}" for hit in threat.evidence.hits]
        lines = [line for line in lines if line]
        intro = "What would settle it:" if threat.certainty is Certainty.SUGGESTED else "What it rests on:"
        return "\n".join([intro, *lines]) if lines else ""

    def _place(self, threat: Threat, model: ThreatModel) -> str:
        computed = plain(self._orderer.why_here(model, (threat,))[threat.id])
        if threat.placed is not None:
            return f"It stands here by your hand. Without that it would stand {computed}."
        advice = threat.heeded
        if advice is None or not (gave_place(threat) or threat.set_aside):
            return f"It stands here {computed}."
        why = f": {plain(advice.because)}" if advice.because else ""
        return f"{plain(maker(threat))} {verdict(threat)}{why}. Without that it would stand {computed}."

    def _known(self, fact: str) -> bool:
        return fact in self._catalog.facts

    def _references(self, threat: Threat) -> str:
        """The closest item of each of the first frameworks."""
        first = [group.every[0] for group in cited(threat.references, self._catalog)][:MOST_REFERENCES]
        lines = [
            f"- {plain(self._catalog.name_of(one))} ({one.framework.value} {plain(one.id)}, {plain(one.edition)})"
            for one in first
        ]
        more = len(threat.references) - len(first)
        lines += [f"- and {more} more on its card"] if lines and more > 0 else []
        return "\n".join(["References:", *lines]) if lines else ""

    def _ways_out(self, rule: Rule, threat: Threat, picture: Picture) -> str:
        """Single answers that would rule the threat out."""
        found = []
        for fact in (*threat.evidence.assumed, *threat.evidence.facts):
            definition = self._catalog.facts.get(fact)
            if definition is not None:
                found += [way for way in self._excluding(rule, definition, picture) if way not in found]
        if not found:
            return ""
        return f"It would be ruled out if {joined(found[:MOST_WAYS_OUT], 'or')}."

    def _excluding(self, rule: Rule, fact: FactDefinition, picture: Picture) -> list[str]:
        values = [
            value
            for value in fact.values()
            if rule.truth({**picture.known, **picture.whole.known, fact.id: value}, None) == 0
        ]
        return [plain(small(fact.meaning(value).rstrip("."))) for value in values[:1]]

    def _control(self, control: Control | None, about: str) -> str:
        if control is None:
            return f"There is no control {plain(about)}."
        acts = joined(control.threats) or "no threat at present"
        check = f"\n\nTo check it: {plain(control.verify)}" if control.verify else ""
        usual = f"\n\nUsually done by: {control.usual}." if control.usual else ""
        proof = f"\n\nAttach when done: {plain(control.evidence_asked)}." if control.evidence_asked else ""
        told = f"**{control.id}** {plain(control.title)}\n\n{plain(control.action)}\n\nIt acts on {acts}."
        return f"{told}{check}{usual}{proof}"


def names_line(threat: Threat) -> str:
    """What practitioners call a threat; empty where no names are known."""
    told = called(threat.also_known_as)
    return f"Practitioners call this {plain(told)}." if told else ""


def _without_rule(threat: Threat) -> str:
    if threat.pattern is None:
        return "You brought this threat in yourself; no catalogued pattern stands behind it."
    return f"It came from the catalog as {plain(threat.pattern)}; {NOT_INSTALLED}, so nothing here judges it anew."


def _source(fact: str, kept: FactValue | None, threat: Threat, picture: Picture) -> str:
    if kept is not None:
        said = f": “{plain(kept.quotes[0].text)}”" if kept.quotes else ""
        return f"{_SOURCES[kept.provenance]}{said}"
    if fact in threat.evidence.assumed:
        return "assumed, please confirm"
    return "follows from what is known" if fact in picture.behind else "known"


def _scores(threat: Threat, catalog: Catalog) -> str:
    """The levels with their reasons; where nobody attacks, with what a factor then asks."""
    pattern = catalog.patterns.get(threat.pattern or "")
    unintended = pattern is not None and is_unintended(pattern, catalog)
    rating = threat.inherent_rating
    lines = [f"Inherent risk {rating.total}, {rating.band.value}; a judgement by published tables:"]
    for factor, level in threat.inherent.levels().items():
        score = threat.inherent.factor(factor)
        span = "" if score.low == score.high else f", between {score.low} and {score.high} while facts are unknown"
        more = len(score.reasons) - MOST_REASONS
        reasons = "; ".join(plain(reason.text) for reason in score.reasons[:MOST_REASONS])
        reasons += f"; and {more} more on its card" if more > 0 else ""
        asks = catalog.anchors[factor].asks_of_harm if unintended and factor in catalog.anchors else ""
        label = f"{capital(factor.value.replace('_', ' '))}{f' ({asks})' if asks else ''}"
        lines.append(f"- {label} {level}{span}: {reasons}")
    for override in threat.overrides:
        lines.append(
            f"- {plain(override.author)} set {override.factor.value} to {override.level}: {plain(override.reason)}"
        )
    return "\n".join(lines)
