"""Ask a language model for a draft's order: what matters most here, how it would happen, and what cannot be here.

One call sees the owner's whole text, the candidates of the rules and the titles of the whole catalog.
"""

import hashlib
import json

from agent.analyst.base import Proposal
from agent.analyst.llm.baseline import Baseline, Baselines
from agent.analyst.llm.judgement import Judge, Judgement
from agent.analyst.llm.prompt_context import Glossary, known_lines, part_lines
from agent.analyst.rules.analyst import RulesAnalyst
from agent.domain import Certainty, Finding, Origin, Threat, ThreatModel
from agent.domain.arranging import MAIN
from agent.domain.model import AdviceStamp
from agent.domain.names_in_sentences import clipped
from agent.llm.budget import tokens_in
from agent.llm.gateway import ModelGateway
from agent.llm.schemas import DRAFT, Item, Ranked
from agent.llm.stream_filter import Passing
from agent.prompts import Data
from knowledge import Catalog

PICKED = "picked by the language model: "
"""How the reason of a proposal begins that only a model made."""
WHOLE_CATALOG = 14_000
"""From so many tokens on that a request may have, it holds the titles of the whole catalog."""
MOST_CANDIDATES = 100
FEW_CANDIDATES, NEAR_ONES = 60, 25
"""With less room: the first candidates, and open entries of the catalog that are nearest to the owner's words."""
LEAST_TEXT = 1_200
"""How many tokens of the owner's text are always sent."""
GROUNDS = {Certainty.SURE: "stated", Certainty.ASSUMED: "assumed", Certainty.SUGGESTED: "only near"}


class ModelDrafter:
    """Has a model put a draft in order."""

    def __init__(
        self, gateway: ModelGateway, catalog: Catalog, glossary: Glossary, rules: RulesAnalyst, baselines: Baselines
    ) -> None:
        self._gateway, self._catalog, self._glossary, self._rules = gateway, catalog, glossary, rules
        self._baselines = baselines

    def suggest(self, model: ThreatModel) -> tuple[Proposal, ...]:
        """The entries of the catalog that the model put in order and that the rules did not draft."""
        judgement = self.judgement(model)
        if judgement is None:
            return ()
        drafted = self._baselines.of(model).by_pattern()
        return tuple(
            Proposal(pattern=pattern, reasons=(reason_of(advice.words, advice.because),), origin=Origin.MODEL)
            for pattern, advice in judgement.advice.items()
            if advice.place is not None and pattern not in drafted
        )

    def judgement(self, model: ThreatModel) -> Judgement | None:
        """What the model makes of a draft; none where nothing has changed that would be worth a call."""
        baseline = self._baselines.of(model)
        if not baseline.threats or not self._needed(model, baseline):
            return None
        judge = self._judge(model, baseline)
        passing = self._passing(judge)
        reply = self._gateway.ask(DRAFT, self._slots(model, baseline), passing=passing)
        return judge.judged(reply)

    def stamp(self, model: ThreatModel, judgement: Judgement) -> AdviceStamp:
        """What the model was shown."""
        return AdviceStamp(digest=digest_of(model), shown=judgement.shown, made_by=self.made_by)

    @property
    def made_by(self) -> str:
        """The model and the prompt, with versions."""
        return f"{self._gateway.model[:120]}, prompt {self._gateway.version(DRAFT.task)}"

    def _needed(self, model: ThreatModel, baseline: Baseline) -> bool:
        """Whether the text or the parts changed, or something came to the front that the model has not seen."""
        stamp = model.advised
        if stamp is None or stamp.digest != digest_of(model):
            return True
        return any(threat.pattern not in stamp.shown for threat in baseline.threats[:MAIN])

    def _judge(self, model: ThreatModel, baseline: Baseline) -> Judge:
        ledger = self._rules.ledger(model)
        return Judge(self._catalog, self._glossary, model, baseline.threats, ledger, self.made_by)

    def _passing(self, judge: Judge) -> Passing:
        """The lines that may be shown while the rest of the answer comes: the place, the title and the scenario."""
        seen: list[int] = []

        def words(entry: Item) -> str:
            if not isinstance(entry, Ranked) or entry.n in seen:
                return ""
            pattern = self._catalog.patterns.get(self._glossary.patterns_by_number.get(entry.n, ""))
            if pattern is None:
                return ""
            seen.append(entry.n)
            told = judge.scenario(entry.scenario)
            return f"{len(seen)}. **{pattern.title}**{': ' + told if told else ''}"

        return words

    def _slots(self, model: ThreatModel, baseline: Baseline) -> dict[str, str | Data]:
        room = self._gateway.room
        whole = room >= WHOLE_CATALOG
        shown = baseline.threats[: MOST_CANDIDATES if whole else FEW_CANDIDATES]
        titles = self._glossary.titles if whole else self._some_titles(model, shown)
        slots: dict[str, str | Data] = {
            "titles": titles,
            "known": known_lines(model),
            "parts": Data(part_lines(model)),
            "candidates": Data("\n".join(self._line(threat, model) for threat in shown)),
        }
        taken = self._gateway.length(DRAFT, {**slots, "text": Data("")})
        slots["text"] = Data(fitting(model.system.description, max(LEAST_TEXT, room - taken)))
        return slots

    def _some_titles(self, model: ThreatModel, shown: tuple[Threat, ...]) -> str:
        """The titles of the candidates, and of the open entries that most speaks for."""
        bearings = self._rules.orderer.bearings(model)
        named = [threat.pattern or "" for threat in shown]
        verdicts = self._rules.ledger(model).of(Finding.OPEN)
        near = sorted(
            (one.pattern for one in verdicts if one.pattern not in named), key=lambda name: -bearings.pull(name)
        )
        return self._glossary.titles_of({*named, *near[:NEAR_ONES]})

    def _line(self, threat: Threat, model: ThreatModel) -> str:
        where = ", ".join(dict.fromkeys(model.name_of(one) for one in threat.targets if not one.startswith("F-")))
        number = self._glossary.number_of(threat.pattern or "")
        return f"{number} | {threat.rating.band.value} | {GROUNDS[threat.certainty]} | {clipped(where, 90)}"


def reason_of(words: str, why: str) -> str:
    """Why a model picked an entry, with the owner's words where it gave some."""
    quoted = f"“{clipped(words, 160)}”" if words else ""
    return f"{PICKED}{': '.join(part for part in (quoted, why) if part) or 'it gave no reason'}"


def digest_of(model: ThreatModel) -> str:
    """Digest of the description and the parts."""
    parts = sorted([part.name, part.kind.value] for part in model.components)
    told = json.dumps([model.system.description, parts])
    return hashlib.sha256(told.encode("utf-8", errors="replace")).hexdigest()[:16]


def fitting(text: str, tokens: int) -> str:
    """The beginning of a text that has so many tokens at most."""
    most = len(text)
    while tokens_in(text[:most]) > tokens:
        most = most * 9 // 10
    return text[:most]
