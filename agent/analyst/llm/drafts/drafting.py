"""Ask a language model for a draft's order: what matters most here, how it would happen, and what cannot be here.

One call sees the owner's whole text, the candidates of the rules and the titles of the whole catalog.
"""

from agent.analyst.base import Proposal
from agent.analyst.llm.drafts.draft_review import MOST_ORDERED, Judge, Judgement
from agent.analyst.llm.drafts.rules_draft_cache import Baseline, Baselines
from agent.analyst.llm.prompt_context import LEAST_TEXT, Glossary, digest_of, fitting, known_lines, part_lines
from agent.analyst.rules.analyst import RulesAnalyst
from agent.domain import SYSTEM, Certainty, Finding, Origin, Threat, ThreatModel
from agent.domain.model import AdviceStamp
from agent.domain.wording.names_in_sentences import clipped
from agent.llm.answers.schemas import DRAFT, Item, Ranked
from agent.llm.answers.stream_filter import Passing
from agent.llm.gateway import ModelGateway
from agent.prompts import Data
from knowledge import Catalog

PICKED = "picked by the language model: "
"""How the reason of a proposal begins that only a model made."""
WHOLE_CATALOG = 14_000
"""From so many tokens on that a request may have, it holds the titles of the whole catalog."""
FIRST = 15
"""What comes among so many first threats must have been shown to the model, or it is asked again."""
MOST_CANDIDATES = 100
SHORTER = ((60, 25), (40, 15), (25, 8), (15, 0))
"""With less room: so many of the first candidates, and of the open entries that most speaks for; what fits."""
MARGIN = 20
"""Tokens that rounding and the mark of an empty text may cost."""
WHOLE = "the whole system"
"""What the system is called beside its threats; its own name is often a guess, and reads there like a part's."""
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
        slots, shown = self._slots(model, baseline)
        ledger = self._rules.ledger(model)
        judge = Judge(self._catalog, self._glossary, model, baseline.threats, shown, ledger, self.made_by)
        return judge.judged(self._gateway.ask(DRAFT, slots, passing=self._passing(judge)))

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
        return any(threat.pattern not in stamp.shown for threat in baseline.threats[:FIRST])

    def _passing(self, judge: Judge) -> Passing:
        """The lines that may be shown while the rest of the answer comes: the place, the title and the scenario."""
        seen: list[int] = []

        def words(entry: Item) -> str:
            name = self._glossary.patterns_by_number.get(getattr(entry, "n", 0), "")
            if not isinstance(entry, Ranked) or entry.n in seen or len(seen) >= MOST_ORDERED or judge.unfit(name):
                return ""
            seen.append(entry.n)
            told = judge.scenario(entry.scenario)
            return f"{len(seen)}. {self._catalog.patterns[name].title}{': ' + told if told else ''}"

        return words

    def _slots(self, model: ThreatModel, baseline: Baseline) -> tuple[dict[str, str | Data], int]:
        """What is sent, as much of it as there is room for; and how many of the candidates that is."""
        room = self._gateway.room
        if room >= WHOLE_CATALOG:
            shown = min(MOST_CANDIDATES, len(baseline.threats))
            slots = self._without_text(model, baseline.threats[:shown], self._glossary.titles)
        else:
            room = room * 4 // 5  # the answer is long, and with a small context it needs more than is kept for it
            near = self._nearest_open(model, baseline)
            for most, others in SHORTER:
                threats = baseline.threats[:most]
                titles = self._glossary.titles_of({*(one.pattern or "" for one in threats), *near[:others]})
                slots, shown = self._without_text(model, threats, titles), len(threats)
                if self._gateway.length(DRAFT, slots) + LEAST_TEXT <= room:
                    break
        left = room - self._gateway.length(DRAFT, slots) - MARGIN
        slots["text"] = Data(fitting(model.system.description, max(LEAST_TEXT, left)))
        return slots, shown

    def _without_text(self, model: ThreatModel, shown: tuple[Threat, ...], titles: str) -> dict[str, str | Data]:
        return {
            "titles": titles,
            "known": known_lines(model),
            "parts": Data(part_lines(model)),
            "candidates": Data("\n".join(self._line(threat, model) for threat in shown)),
            "text": Data(""),
        }

    def _nearest_open(self, model: ThreatModel, baseline: Baseline) -> list[str]:
        """The open entries of the catalog that are not drafted, those that most speaks for first."""
        bearings, drafted = self._rules.orderer.bearings(model), baseline.by_pattern()
        verdicts = self._rules.ledger(model).of(Finding.OPEN)
        return sorted(
            (one.pattern for one in verdicts if one.pattern not in drafted), key=lambda name: -bearings.pull(name)
        )

    def _line(self, threat: Threat, model: ThreatModel) -> str:
        names = (WHOLE if one == SYSTEM else model.name_of(one) for one in threat.targets if not one.startswith("F-"))
        where = ", ".join(dict.fromkeys(names))
        number = self._glossary.number_of(threat.pattern or "")
        return f"{number} | {threat.rating.band.value} | {GROUNDS[threat.certainty]} | {clipped(where, 90)}"


def reason_of(words: str, why: str) -> str:
    """Why a model picked an entry, with the owner's words where it gave some."""
    quoted = f"“{clipped(words, 160)}”" if words else ""
    return f"{PICKED}{': '.join(part for part in (quoted, why) if part) or 'it gave no reason'}"
