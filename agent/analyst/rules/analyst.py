"""The analyst that works by rules alone: reads, asks, drafts and words its replies without a language model."""

from collections.abc import Collection, Iterable

from agent.analyst.base import Assessed, Heard, Proposal
from agent.analyst.rules.answers.explanations import HELP, Explainer
from agent.analyst.rules.answers.model_answers import Answers
from agent.analyst.rules.answers.what_if import Supposer
from agent.analyst.rules.answers.work_answers import no_order
from agent.analyst.rules.deferred_changes import HoldingBack
from agent.analyst.rules.draft_edits import Settler
from agent.analyst.rules.drafting import Drafter
from agent.analyst.rules.likely_facts import HunchReader
from agent.analyst.rules.ranking.ordering import Comparison, Orderer
from agent.analyst.rules.ranking.rank_reasons import alike_of
from agent.analyst.rules.replies import Replies, closing_words
from agent.analyst.rules.turn_diff import change_lines, changes_between
from agent.assessment.interviewing.gaps import gaps_of
from agent.assessment.interviewing.interview import Interviewer
from agent.assessment.ledger import Bookkeeper
from agent.assessment.scoring.rating import Rater
from agent.assessment.scoring.risk_reduction import Reliefs
from agent.assessment.what_if import Supposed, WhatIf
from agent.assessment.what_if_options import Board, Switch
from agent.assessment.what_if_plan import kept_edits
from agent.domain import Edit, Gap, Ledger, Question, Reading, Reply, Session, Threat, ThreatModel, Turn, Wish
from agent.domain.similar_systems import Alike
from agent.reading.commands.requests import asks, supposition, things_named
from agent.reading.reader import Reader
from knowledge import Catalog

MOST_GAPS = 3
"""How many gaps a reply carries."""


class RulesAnalyst:
    """Does all the thinking from the catalog; the same model always gets the same answer."""

    def __init__(self, catalog: Catalog, compare: Comparison | None = None) -> None:
        """Without a comparison the owner's own sentences have no part in the order."""
        self._catalog = catalog
        self.bookkeeper = Bookkeeper(catalog)
        self.rater = Rater(catalog, self.bookkeeper)
        hunches = HunchReader(catalog).of
        self.interviewer = Interviewer(catalog, self.bookkeeper, self.rater, hunches=hunches)
        self.orderer = Orderer(catalog, compare)
        self.drafter = Drafter(catalog, self.bookkeeper, self.rater, self.orderer, hunches)
        self._settler = Settler(catalog, self.bookkeeper, self.rater, self.orderer)
        self._replies = Replies(catalog)
        self._explainer = Explainer(catalog, self.bookkeeper, self.orderer)
        self._answers = Answers(catalog)
        self.what_if = WhatIf(catalog, self.bookkeeper, self.rater)
        self._reader = Reader(catalog, HoldingBack(catalog, self.what_if), self._first_measures)
        self._board = Board(catalog, self.what_if)
        self.supposer = Supposer(catalog, self.what_if)

    def read(self, turn: Turn, session: Session) -> Reading:
        """Understand what a turn says; edits made in a table pass through unchanged."""
        return self._reader.read(turn, session)

    def next_question(self, model: ThreatModel, waiting: Question | None = None) -> Question | None:
        """The question worth asking most, or None when no answer can change what matters."""
        return self.interviewer.next_question(model, waiting)

    def assess(self, model: ThreatModel) -> Assessed:
        """Judge every pattern by the known facts: what applies, and what does under the usual assumptions."""
        return self.drafter.assess(model)

    def suggest(self, model: ThreatModel) -> tuple[Proposal, ...]:
        """Propose open patterns that are near to the owner's words, or that systems like theirs worry about."""
        return self.drafter.suggest(model)

    def compose(self, model: ThreatModel, proposals: tuple[Proposal, ...]) -> tuple[Threat, ...]:
        """The threats of this draft, one per pattern, scored and with their evidence, before ids and decisions."""
        return self.drafter.compose(model, proposals)

    def settle(self, model: ThreatModel, threats: tuple[Threat, ...]) -> tuple[Edit, ...]:
        """The edits that bring the model to these composed threats: with ids, decisions, controls and their order."""
        return self._settler.settle(model, threats)

    def drafted(self, model: ThreatModel) -> tuple[Edit, ...]:
        """A whole draft at once, for whoever wants it without the steps of a turn."""
        proposals = (*self.assess(model).proposals, *self.suggest(model))
        return self.settle(model, self.compose(model, proposals))

    def reply(self, session: Session, heard: Heard) -> Reply:
        """Word what came of the turn."""
        after = heard.outcome.model
        changes = changes_between(heard.before, after, self._catalog)
        explained = self._explained(session, heard)
        closing = self._closing(session, heard, changes.first_draft)
        told = self._replies.text(heard, changes, closing, bool(explained)) if changes.anything or not explained else ""
        return Reply(
            text="\n\n".join(part for part in (explained, told) if part),
            changes=change_lines(changes, after, self._catalog),
            refused=heard.outcome.refused,
            unread=() if explained else heard.reading.unread,
            question=heard.question,
            gaps=self.gaps(after)[:MOST_GAPS],
            offers=heard.reading.offers,
        )

    def ledger(self, model: ThreatModel) -> Ledger:
        """The verdict on every catalogued pattern."""
        return self.bookkeeper.ledger(model)

    def gaps(self, model: ThreatModel) -> tuple[Gap, ...]:
        """What is missing or unsettled, weightiest first."""
        return gaps_of(model, self._catalog, self.interviewer)

    def alike(self, model: ThreatModel) -> tuple[Alike, ...]:
        """The worked systems most like the owner's with their first worries; none while nothing is known."""
        return alike_of(self.orderer.neighbours(model), self._catalog)

    def suppose(self, model: ThreatModel, edits: Iterable[Edit], controls: Collection[str] = ()) -> Supposed:
        """The threats rated anew after some edits, and with some of the controls in place; the model stays."""
        return self.what_if.suppose(model, edits, controls)

    def switches(self, model: ThreatModel) -> tuple[Switch, ...]:
        """What the owner could change that would lower most."""
        return self._board.switches(model)

    def kept(self, model: ThreatModel, switches: Iterable[Switch], so_already: Collection[str]) -> tuple[Edit, ...]:
        """The edits that keep some switches: as a plan, or as being so today."""
        return kept_edits(model, switches, so_already, self.what_if, self._catalog)

    def computed_order(self, model: ThreatModel) -> tuple[str, ...]:
        """The ids of the threats as they would stand without a model's advice and without places given by hand."""
        return tuple(one.id for one in self.orderer.computed(model.threats, self.orderer.bearings(model)))

    def why_here(self, model: ThreatModel) -> dict[str, str]:
        """Why each threat stands where it stands, by its id."""
        return self.orderer.why_here(model, model.threats)

    def explain(self, model: ThreatModel, thing: str) -> str:
        """What stands behind a threat or measure of the model, by its id, in Markdown."""
        return self._explainer.threat(model, thing)

    def _closing(self, session: Session, heard: Heard, first: bool) -> str:
        """Said once: when the last question is answered, or when the first description leaves none."""
        model = heard.outcome.model
        if heard.question is not None or not (model.components or model.facts):
            return ""
        if session.question is None and not first and heard.before.interview_closed is model.interview_closed:
            return ""
        return closing_words(model, self.interviewer.asked(model) >= self.interviewer.limit)

    def _explained(self, session: Session, heard: Heard) -> str:
        """The answer to a question about the work itself; empty where none was asked."""
        match heard.reading.wish:
            case Wish.HELP:
                return HELP
            case Wish.WHY_THREAT:
                return self._explainer.threat(heard.outcome.model, heard.reading.about)
            case Wish.WHY_QUESTION:
                return self._explainer.question(session.question)
            case Wish.WHAT_IF:
                return self.supposer.told(heard.outcome.model, heard.reading.supposed) or _ALREADY_SO
            case Wish.ASK:
                return self._answers.text(heard.outcome.model, heard.reading, self.gaps(heard.outcome.model))
            case Wish.SHOW_CHANGES:
                return self._explainer.changes(session)
            case _:
                return self._to_question(heard)

    def _first_measures(self, model: ThreatModel, count: int) -> tuple[str, ...]:
        return tuple(one.control.id for one in Reliefs(model, self._catalog).first(count))

    def _to_question(self, heard: Heard) -> str:
        """What the model holds on words that only ask, and that no command understood."""
        asked = " ".join(heard.reading.unread)
        if named := things_named(asked, heard.outcome.model):
            return no_order(heard.outcome.model, named[0])
        known = heard.outcome.model.components or heard.outcome.model.facts
        return self._answers.to_question(heard.outcome.model, asked) if known and asked and _only_asks(asked) else ""


def _only_asks(words: str) -> bool:
    return asks(words) or supposition(words) is not None


_ALREADY_SO = "As far as I know this system, that is how it is already, so nothing would change."
