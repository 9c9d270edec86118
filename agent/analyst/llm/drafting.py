"""Ask a language model about one share: words for its threats, further candidates, at most one raised factor.

What the model adds is checked entry by entry; the rules' own work is not in its hands.
"""

import json
import re

from agent.analyst.base import Proposal
from agent.analyst.llm.baseline import Floor, Floors, words_behind
from agent.analyst.llm.notes import Notebook, Raised
from agent.analyst.llm.output_checks import Vocabulary, objection, off_form, turned
from agent.analyst.llm.prompt_context import Glossary, names_in
from agent.analyst.llm.stated_controls import LOWERED, Stated
from agent.analyst.rules.analyst import RulesAnalyst
from agent.domain import SYSTEM, Finding, Origin, Quote, Threat, ThreatModel, Verdict
from agent.domain.names_in_sentences import clipped
from agent.llm.gateway import ModelGateway
from agent.llm.schemas import DRAFT, Item, LevelRaised, Picked, Reply, ThreatWorded
from agent.llm.stream_filter import Passing
from agent.llm.turn_log import TurnLog
from agent.prompts import Data
from knowledge import Catalog
from knowledge.conditions import facts_of
from knowledge.retriever import Hit
from knowledge.vocabulary import DreadFactor

PICKED = "picked by the language model: "
"""How the reason of a proposal begins that only a model made."""
MOST_WORDED = 6
"""How many threats of one share are worded: the first ones, which are read."""
MOST_CANDIDATES = 8
MOST_WORDS = 12
MOST_PICKS = 2
MOST_STATEMENT = 420
MOST_WHY = 200
KEEP_BACK = 2
"""Calls of a turn that are left for measures and review."""
SHARED = 0.35
"""How much of a threat's telling words its new wording must keep."""


class ModelDrafter:
    """Has a model word the rules' threats at some targets, and pick candidates that no fact confirms."""

    def __init__(
        self, gateway: ModelGateway, catalog: Catalog, glossary: Glossary, rules: RulesAnalyst, floors: Floors
    ) -> None:
        self._gateway, self._catalog, self._glossary, self._rules = gateway, catalog, glossary, rules
        self._floors, self._notes, self._stated = floors, Notebook(gateway), Stated(catalog)

    def suggest(
        self, model: ThreatModel, targets: tuple[str, ...], hits: tuple[Hit, ...], turn_log: TurnLog
    ) -> tuple[Proposal, ...]:
        """Those candidates that the model picked; what it says of the rules' threats is noted for the draft."""
        floor = self._floors.of(model)
        to_word = tuple(threat for threat in floor.at(targets)[:MOST_WORDED] if self._needs_words(threat, model))
        candidates = self._candidates(model, targets, hits)
        open_facts = frozenset(fact for one in candidates for fact in facts_of(self._catalog.patterns[one].when))
        behind = words_behind(model, open_facts, targets, MOST_WORDS)
        facts = open_facts | {fact for threat in to_word for fact in threat.evidence.facts}
        words = tuple(dict.fromkeys((*behind, *words_behind(model, facts, targets, MOST_WORDS))))[:MOST_WORDS]
        part = self._part_lines(model, targets)
        picked = self._notes.picks(part, candidates, behind) if candidates and behind else {}
        if to_word or picked is None:
            left = candidates if picked is None else {}
            reply = self._asked(part, words, to_word, left, self._passing(to_word, floor))
            self._keep_words(reply, to_word, floor, turn_log)
            self._keep_level(reply, to_word, words, model, turn_log)
            if picked is None:
                picked = self._picked(reply, candidates, words, turn_log)
                self._notes.keep_picks(part, candidates, behind, picked)
        return _proposed(picked or {}, candidates)

    def _needs_words(self, threat: Threat, model: ThreatModel) -> bool:
        kept = next((one for one in model.threats if one.pattern == threat.pattern), None)
        return not (kept is not None and kept.reworded) and not self._notes.is_worded(threat)

    def _candidates(self, model: ThreatModel, targets: tuple[str, ...], hits: tuple[Hit, ...]) -> dict[str, Verdict]:
        """The closed list: patterns that were retrieved for these targets and are still open there."""
        verdicts = {verdict.pattern: verdict for verdict in self._rules.ledger(model).verdicts}
        found: dict[str, Verdict] = {}
        for hit in hits:
            verdict = verdicts.get(hit.id) if hit.what == "patterns" else None
            if verdict is None or verdict.finding is not Finding.OPEN or verdict.expected:
                continue
            if self._stated.answers(hit.id, model):
                continue
            landed = [target for target in targets if target in verdict.targets]
            if (landed or SYSTEM in targets) and len(found) < MOST_CANDIDATES:
                found[hit.id] = verdict.model_copy(update={"targets": tuple(landed) or verdict.targets})
        return found

    def _asked(
        self,
        part: str,
        words: tuple[Quote, ...],
        to_word: tuple[Threat, ...],
        candidates: dict[str, Verdict],
        passing: Passing,
    ) -> Reply:
        patterns = self._catalog.patterns
        slots: dict[str, str | Data] = {
            "part": Data(part),
            "words": Data("\n".join(f"q{place}: {quote.text[:160]}" for place, quote in enumerate(words, start=1))),
            "threats": Data("\n".join(json.dumps({"id": threat.pattern, "title": threat.title,
                                                  "statement": threat.statement[:520]}, ensure_ascii=False)
                                      for threat in to_word)),
            "candidates": Data("\n".join(json.dumps({"id": one, "title": patterns[one].title,
                                                     "about": patterns[one].explanation[:240]}, ensure_ascii=False)
                                         for one in candidates)),
        }  # fmt: skip
        return self._gateway.ask(DRAFT, slots, keep_back=KEEP_BACK, passing=passing)

    def _passing(self, to_word: tuple[Threat, ...], floor: Floor) -> Passing:
        """The wordings that may be shown while the rest of the answer comes."""
        wanted = {threat.pattern: threat for threat in to_word}

        def words(entry: Item) -> str:
            threat = wanted.get(entry.id) if isinstance(entry, ThreatWorded) else None
            if threat is None or not isinstance(entry, ThreatWorded):
                return ""
            problem = objection_to_wording(entry.statement, threat, self._vocabulary(floor.model, threat))
            return "" if problem else entry.statement

        return words

    def _keep_words(self, reply: Reply, to_word: tuple[Threat, ...], floor: Floor, turn_log: TurnLog) -> None:
        wanted = {threat.pattern: threat for threat in to_word}
        given: dict[str, str] = {}
        for entry in reply.entries("threats", ThreatWorded):
            threat = wanted.get(entry.id)
            problem = "they named a threat that was not asked about"
            if threat is not None:
                problem = objection_to_wording(entry.statement, threat, self._vocabulary(floor.model, threat))
            if threat is None or problem:
                turn_log.drop(problem)
            else:
                given.setdefault(entry.id, entry.statement)
        for pattern, threat in wanted.items():
            self._notes.keep_wording(threat, given.get(pattern or "", ""))

    def _vocabulary(self, model: ThreatModel, threat: Threat) -> Vocabulary:
        said = " ".join(quote.text for quote in threat.evidence.quotes)
        return self._glossary.vocabulary(names_in(model), threat.statement, threat.title, said)

    def _picked(
        self, reply: Reply, candidates: dict[str, Verdict], words: tuple[Quote, ...], turn_log: TurnLog
    ) -> dict[str, tuple[str, str]]:
        """The candidates that were picked with words that were really said."""
        found: dict[str, tuple[str, str]] = {}
        for entry in reply.entries("picks", Picked):
            if entry.id not in candidates:
                turn_log.drop("the catalog's list of candidates has no such threat")
                continue
            quote = _numbered(entry.words, words)
            if quote is None:
                turn_log.drop("the words they quote were not said")
            elif len(found) < MOST_PICKS:
                found.setdefault(entry.id, (quote.text, self._why(entry.why, words)))
            else:
                turn_log.drop("there were more of them than a draft can take")
        return found

    def _keep_level(
        self, reply: Reply, to_word: tuple[Threat, ...], words: tuple[Quote, ...], model: ThreatModel, turn_log: TurnLog
    ) -> None:
        """One factor of one threat, one level up, with the owner's words; anything more is left out."""
        wanted = {threat.pattern: threat for threat in to_word}
        entries = reply.entries("levels", LevelRaised)
        turn_log.drop("a score was to be changed more than once", max(0, len(entries) - 1))
        for entry in entries[:1]:
            threat, quote = wanted.get(entry.id), _numbered(entry.words, words)
            if threat is None:
                turn_log.drop("they named a threat that was not asked about")
            elif quote is None:
                turn_log.drop("the words they quote were not said")
            elif self._stated.lowers(entry.id, DreadFactor(entry.factor), model):
                turn_log.drop(LOWERED)
            else:
                raised = Raised(DreadFactor(entry.factor), self._why(entry.why, words), quote.text)
                self._notes.keep_raised(threat, raised)

    def _why(self, why: str, words: tuple[Quote, ...]) -> str:
        """The reason if it can be shown, else nothing; the owner's words stand beside it anyway."""
        vocabulary = self._glossary.vocabulary(*(quote.text for quote in words))
        return "" if objection(why, MOST_WHY, vocabulary) else why

    def _part_lines(self, model: ThreatModel, targets: tuple[str, ...]) -> str:
        lines = [f"system: {model.name_of(SYSTEM)}"]
        for target in targets[:20]:
            part = model.component(target)
            if part is None:
                lines.append("the system as a whole")
                lines += [f"one of its parts: {one.name}" for one in model.components[:20]]
                continue
            lines.append(f"part: {part.name} ({part.kind.value.replace('_', ' ')})")
            flows = [flow for flow in model.flows if target in (flow.source, flow.target)]
            lines += [f"flow: {model.name_of(flow.id)}{', not to be trusted' if flow.untrusted else ''}"
                      for flow in flows[:8]]  # fmt: skip
        return "\n".join(lines)


def objection_to_wording(text: str, threat: Threat, vocabulary: Vocabulary) -> str:
    """Why a wording cannot stand for a threat; empty when it can."""
    original = sentence_of(threat.statement)
    return (
        objection(text, MOST_STATEMENT, vocabulary, least=30)
        or off_form(text, original, vocabulary)
        or turned(text, original, SHARED)
    )


def sentence_of(statement: str) -> str:
    """The sentence that says what happens, without what makes it apply."""
    return _REASONS.split(statement, maxsplit=1)[0]


_REASONS = re.compile(
    r" (?=This applies because |This rests on the assumption |"
    r"It is also assumed that |It is only suggested by similarity)"
)
"""How what the rules put behind the sentence begins; it always stays."""


def _numbered(written: str, words: tuple[Quote, ...]) -> Quote | None:
    """The owner's words with a number such as q3."""
    number = written.strip().lower().removeprefix("q")
    return words[int(number) - 1] if number.isdecimal() and 0 < int(number[:4]) <= len(words) else None


def _proposed(picked: dict[str, tuple[str, str]], candidates: dict[str, Verdict]) -> tuple[Proposal, ...]:
    """The picks that are candidates still, each with the owner's words and why."""
    reasons = {
        name: f"{PICKED}“{clipped(quote, 160)}”{': ' + why if why else ''}"
        for name, (quote, why) in picked.items()
        if name in candidates
    }
    return tuple(Proposal(pattern=name, reasons=(reason,), origin=Origin.MODEL) for name, reason in reasons.items())
