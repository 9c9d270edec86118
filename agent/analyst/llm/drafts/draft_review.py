"""What a language model made of a draft, checked entry by entry: places, scenarios, what goes aside, its own ideas.

Nothing of it touches a score, and all of it can be taken back by a person.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from agent.analyst.llm.guardrails.free_text import ORDERED, objection_to_answer, objection_to_free_text
from agent.analyst.llm.guardrails.quotes import is_telling, verbatim
from agent.analyst.llm.prompt_context import Glossary, names_in
from agent.domain import SYSTEM, Finding, Ledger, Threat, ThreatModel
from agent.domain.facts import Provenance
from agent.domain.threats import Advice, Certainty
from agent.domain.wording.names_in_sentences import clipped
from agent.llm.answers.schemas import Aside, OwnIdea, Ranked, Reply
from agent.llm.turn_log import REPEATED
from agent.reading.text.names import key_of
from knowledge import Catalog

MOST_ORDERED, MOST_ASIDE, MOST_OWN = 15, 40, 5
MOST_SCENARIO, MOST_WHY, MOST_TITLE = 700, 240, 100
ASIDE_SHARE = 0.5
"""Which share of a draft may be set aside at most; a model that wants more gone is not believed in that."""
UNSAID = "the words they quote were not said"
_TICKED = frozenset({Provenance.ANSWERED, Provenance.TABLE})


@dataclass(frozen=True)
class Idea:
    """A threat of the model's own, with the catalog pattern whose levels it takes."""

    title: str
    target: str
    like: str
    advice: Advice


@dataclass(frozen=True)
class Judgement:
    """What passed the checks."""

    advice: Mapping[str, Advice] = field(default_factory=dict)
    """By pattern."""
    ideas: tuple[Idea, ...] = ()
    shown: tuple[str, ...] = ()
    """The patterns that the model was shown as candidates, and those that it put in order by itself."""
    dropped: Mapping[str, int] = field(default_factory=dict)
    """How many entries were left out, by the reason."""


class Judge:
    """Checks the answer to one draft of one model."""

    def __init__(
        self,
        catalog: Catalog,
        glossary: Glossary,
        model: ThreatModel,
        drafted: tuple[Threat, ...],
        shown: int,
        ledger: Ledger,
        made_by: str,
    ) -> None:
        """``drafted`` are the threats of the rules' draft; the model was shown so many of them."""
        self._catalog, self._model, self._made_by = catalog, model, made_by
        self._drafted = {threat.pattern or "": threat for threat in drafted}
        self._shown = tuple(self._drafted)[:shown]
        self._decided = {threat.pattern for threat in model.threats if threat.decided}
        self._verdicts = {verdict.pattern: verdict for verdict in ledger.verdicts}
        self._numbers = glossary.patterns_by_number
        text, documents = model.system.description, model.system.from_documents
        self._text, self._documents, self._typed = text, documents, text.replace(documents, "") if documents else text
        self._dropped: Counter[str] = Counter()
        self._vocabulary = glossary.vocabulary(names_in(model), text)

    def judged(self, reply: Reply) -> Judgement:
        """What of an answer stands; the rest is counted with its reason."""
        self._dropped.clear()
        found: dict[str, Advice] = {}
        for entry in reply.entries("order", Ranked):
            self._place(entry, found)
        room = int(ASIDE_SHARE * len(self._drafted))
        for aside in reply.entries("aside", Aside)[:MOST_ASIDE]:
            self._set_aside(aside, found, room)
        shown = tuple(dict.fromkeys((*self._shown, *found)))
        return Judgement(found, self._ideas(reply), shown, Counter(self._dropped))

    def scenario(self, text: str) -> str:
        """The scenario if it can be shown, else nothing."""
        return "" if objection_to_free_text(text, MOST_SCENARIO, self._vocabulary) else text

    def _drop(self, reason: str, count: int = 1) -> None:
        if count:
            self._dropped[reason] += count

    def _place(self, entry: Ranked, found: dict[str, Advice]) -> None:
        pattern = self._numbers.get(entry.n, "")
        places = sum(one.place is not None for one in found.values())
        if problem := self.unfit(pattern):
            self._drop(problem)
        elif pattern in found:
            self._drop(REPEATED)
        elif places >= MOST_ORDERED:
            self._drop("there were more of them than a draft can take")
        else:
            found[pattern] = self._advice(entry.why, entry.words, entry.scenario, place=places + 1)

    def unfit(self, pattern: str) -> str:
        """Why a pattern cannot be put in order: it is not there, or a fact that is known rules it out."""
        verdict = self._verdicts.get(pattern)
        if verdict is None:
            return "the catalog has no such threat"
        if pattern not in self._drafted and verdict.finding is Finding.RULED_OUT:
            return "a known fact rules them out"
        return ""

    def _set_aside(self, entry: Aside, found: dict[str, Advice], room: int) -> None:
        pattern = self._numbers.get(entry.n, "")
        if pattern not in self._shown:
            self._drop("they named a threat that was not asked about")
        elif pattern in found:
            self._drop(REPEATED)
        elif pattern in self._decided:
            self._drop("you have decided on it")
        elif rests_on_ticks(self._drafted[pattern], self._model):
            self._drop("it rests only on what you ticked or answered")
        elif self._only_in_documents(entry.words):
            self._drop("only a document speaks for setting it aside")
        elif entry.words and not self._quoted(entry.words):
            self._drop(UNSAID)
        elif sum(one.set_aside for one in found.values()) >= room:
            self._drop("more would have been set aside than a model may")
        else:
            advice = self._advice(entry.why, entry.words, "", set_aside=True)
            if advice.because:
                found[pattern] = advice
            else:
                self._drop("no reason that can be shown was given for setting it aside")

    def _only_in_documents(self, words: str) -> bool:
        """Whether words stand in documents alone; without words, whether the owner typed nothing at all."""
        if not self._documents:
            return False
        return not self._typed.strip() or (bool(words) and not verbatim(words, self._typed))

    def _objection_to_reason(self, why: str) -> str:
        """Why a reason cannot be shown; it may speak as the owner would, but it gives no orders."""
        if problem := objection_to_answer(why, MOST_WHY, self._vocabulary):
            return problem
        return ORDERED if objection_to_free_text(why, MOST_WHY, self._vocabulary) == ORDERED else ""

    def _quoted(self, words: str) -> str:
        """Words as the owner's text or a document has them; empty where they are not there, or say too little."""
        quote = verbatim(words, self._text) if words else ""
        return quote if is_telling(quote) else ""

    def _advice(
        self,
        why: str,
        words: str,
        scenario: str,
        place: int | None = None,
        set_aside: bool = False,
    ) -> Advice:
        quote = self._quoted(words)
        self._drop(UNSAID, int(bool(words) and not quote))
        problem = objection_to_free_text(scenario, MOST_SCENARIO, self._vocabulary) if scenario else ""
        if problem:
            self._drop(problem)
        unfit = self._objection_to_reason(why)
        return Advice(
            place=place,
            set_aside=set_aside,
            because="" if unfit else why,
            scenario="" if problem else scenario,
            words=clipped(quote, 300),
            made_by=self._made_by,
        )

    def _ideas(self, reply: Reply) -> tuple[Idea, ...]:
        """Threats of the model's own, each once, and none that the catalog names already."""
        titles = {key_of(pattern.title) for pattern in self._catalog.patterns.values()}
        found: list[Idea] = []
        entries = reply.entries("own", OwnIdea)
        self._drop("there were more of them than a draft can take", max(0, len(entries) - MOST_OWN))
        for entry in entries[:MOST_OWN]:
            like, key = self._numbers.get(entry.like, ""), key_of(entry.title)
            unfit = objection_to_free_text(entry.title, MOST_TITLE, self._vocabulary)
            unfit = unfit or objection_to_free_text(entry.scenario, MOST_SCENARIO, self._vocabulary)
            if unfit or like not in self._catalog.patterns:
                self._drop(unfit or "the catalog has no such threat")
            elif key in titles or any(key_of(one.title) == key for one in found):
                self._drop(REPEATED)
            else:
                place = min(max(entry.place, 1), MOST_ORDERED)
                advice = self._advice("", entry.words, entry.scenario, place=place)
                found.append(Idea(entry.title, self._target(entry.part), like, advice))
        return tuple(found)

    def _target(self, part: str) -> str:
        """The id of a part by its name; the whole system where there is none of that name."""
        key = key_of(part)
        return next((one.id for one in self._model.components if key and key_of(one.name) == key), SYSTEM)


def rests_on_ticks(threat: Threat, model: ThreatModel) -> bool:
    """Whether a threat rests only on what the owner ticked or answered; a model cannot set such a one aside."""
    if threat.certainty is not Certainty.SURE or threat.evidence.assumed or not threat.evidence.facts:
        return False
    kept = {fact: [one for one in model.facts if one.fact == fact] for fact in threat.evidence.facts}
    return all(values and all(one.provenance in _TICKED for one in values) for values in kept.values())
