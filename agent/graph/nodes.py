"""The steps of a turn: each takes from the state, calls one collaborator and returns the change."""

from collections.abc import Callable

from agent.analyst.base import Analyst, Heard, Proposal
from agent.domain.changes.apply import apply
from agent.domain.changes.edits import Outcome, Refusal
from agent.domain.model import ThreatModel
from agent.domain.sessions.session import Question, Reading, Said, Session, Turn, Wish
from agent.domain.threats import Threat
from agent.domain.versions.conflicts import Merged, merged
from agent.graph.grounding import Grounding, Words, quotes_in
from agent.graph.late_answers import as_meant
from agent.graph.replay import accepted, author_of, model_in_draft, model_of, telling
from agent.graph.routes import is_step_back, needs_draft
from agent.graph.state import Bench, Restorer, TurnState
from knowledge.catalog import Catalog

LABELS = {
    "read": "Read what you said",
    "restore": "Went back in the history",
    "apply": "Updated the model",
    "assess": "Weighed what is known",
    "suggest": "Looked for what else fits",
    "compose": "Drafted threats",
    "check": "Checked the evidence",
    "ask": "Chose the next question",
    "reply": "Wrote the answer",
}
"""Every step with what the screen says once it is done."""


class Steps:
    """The steps, with the collaborators they call."""

    def __init__(self, analyst: Analyst, catalog: Catalog, trouble: Callable[[], str]) -> None:
        self._analyst, self._catalog, self._grounding = analyst, catalog, Grounding(catalog)
        self._trouble = trouble

    def read(self, state: TurnState, bench: Bench) -> TurnState:
        """Understand the turn."""
        turn, late = self._up_to_date(bench.take(Turn, state["turn"]), bench)
        meant = as_meant(bench.session, turn.said)
        turn = turn.model_copy(update={"said": meant.said})
        reading = Reading() if meant.settled or _is_empty(meant.said) else self._analyst.read(turn, meant.session)
        notes = (*state.get("notes", ()), *((meant.note,) if meant.note else ()), *reading.notes, *late.notes)
        changes = {"notes": notes, "offers": (*late.offers, *reading.offers), "conflicts": late.conflicts}
        reading = reading.model_copy(update=changes)
        return {"reading": bench.put(reading), "edits": bench.put_edits(reading.edits)}

    def restore(self, state: TurnState, bench: Bench) -> TurnState:
        """Find the version that an undo or redo leads to; edits said in the same breath are refused."""
        reading = bench.take(Reading, state["reading"])
        found = bench.restorer(reading.wish)
        reason = f"it was said together with {reading.wish.value}; say it again and it will be taken"
        refused = [Refusal(edit=edit, reason=reason).model_dump(mode="json") for edit in reading.edits]
        return {"edits": [], "refused": refused, "restores": found[0] if found else None}

    def apply(self, state: TurnState, bench: Bench) -> TurnState:
        """Change the model by the edits that wait: what was said first, what was drafted after that."""
        model, edits = self._model(state, bench), bench.take_edits(state["edits"])
        outcome = apply(model, edits, self._catalog, author_of(state, bench))
        refused = [refusal.model_dump(mode="json") for refusal in outcome.refused]
        done = bench.put_edits(outcome.applied)
        after: TurnState = {"heard": done} if state.get("heard") is None else {"settled": done}
        bench.models[None, True, "settled" in after] = outcome.model
        return {**after, "edits": [], "refused": refused}

    def assess(self, state: TurnState, bench: Bench) -> TurnState:
        """Judge every known threat by the facts; what must be taken back first waits with the draft's edits."""
        assessed = self._analyst.assess(self._model(state, bench))
        proposals = [proposal.model_dump(mode="json") for proposal in assessed.proposals]
        return {"proposals": proposals, "edits": bench.put_edits(assessed.edits)}

    def suggest(self, state: TurnState, bench: Bench) -> TurnState:
        """Propose what no fact confirms."""
        suggested = self._analyst.suggest(self._drafting(state, bench))
        proposals = [proposal.model_dump(mode="json") for proposal in suggested]
        return {"proposals": [*(state.get("proposals") or ()), *proposals]}

    def compose(self, state: TurnState, bench: Bench) -> TurnState:
        """Make the threats of this draft from what applies and what was suggested."""
        proposals = tuple(Proposal.model_validate(proposal) for proposal in state.get("proposals") or ())
        threats = self._analyst.compose(self._drafting(state, bench), proposals)
        return {"composed": [bench.put(threat) for threat in threats], "proposals": None}

    def check(self, state: TurnState, bench: Bench) -> TurnState:
        """Refuse every threat that is not grounded, settle the rest into edits, and tell of trouble with the search."""
        model, turn = self._drafting(state, bench), bench.take(Turn, state["turn"])
        said = {one.number: one.said.text for one in (*bench.session.turns, turn)}
        threats = (bench.take(Threat, composed) for composed in state.get("composed") or ())
        checked = self._grounding.checked(threats, model, Words(said, held=quotes_in(bench.session.model)))
        edits = telling(self._analyst.settle(model, checked.kept), model)
        change: TurnState = {"edits": [*state["edits"], *bench.put_edits(edits)], "composed": None}
        notes = tuple(note for note in (checked.note() if checked.dropped else "", self._trouble()) if note)
        if notes:
            reading = bench.take(Reading, state["reading"])
            change["reading"] = bench.put(reading.model_copy(update={"notes": (*reading.notes, *notes)}))
        return change

    def ask(self, state: TurnState, bench: Bench) -> TurnState:
        """Choose the question worth asking most; the one that waits stays as long as it is worth asking."""
        question = self._analyst.next_question(self._model(state, bench), bench.session.question)
        return {"question": bench.put(question) if question else None}

    def reply(self, state: TurnState, bench: Bench) -> TurnState:
        """Word what came of the turn."""
        asked = state.get("question")
        question = bench.take(Question, asked) if asked else None
        outcome = Outcome.model_construct(
            model=self._model(state, bench),
            applied=accepted(state, bench),
            refused=tuple(Refusal.model_validate(refusal) for refusal in state.get("refused", [])),
        )
        reading = bench.take(Reading, state["reading"])
        heard = Heard.model_construct(reading=reading, outcome=outcome, before=bench.session.model, question=question)
        reply = self._analyst.reply(bench.session, heard)
        late = {"conflicts": reading.conflicts} if reading.conflicts else {}
        return {"reply": bench.put(reply.model_copy(update={"question": question, "notes": reading.notes, **late}))}

    def after_read(self, state: TurnState, bench: Bench) -> str:
        """Go back in the history, or change the model."""
        return "restore" if is_step_back(bench.take(Reading, state["reading"]).wish) else "apply"

    def after_apply(self, state: TurnState, bench: Bench) -> str:
        """Draft once where the draft is out of date, else go on to the question; proposals alone draft nothing."""
        if state.get("settled") is not None or bench.take(Turn, state["turn"]).said.offers:
            return "ask"
        heard = bench.take_edits(state.get("heard") or [])
        return "assess" if needs_draft(self._model(state, bench), self._catalog.fingerprint, heard) else "ask"

    def _up_to_date(self, turn: Turn, bench: Bench) -> tuple[Turn, Merged]:
        """A turn whose edits fit the present version, with the fields that others changed since they were made."""
        said = turn.said
        if said.made_on is None or said.made_on >= bench.session.version or not said.edits or bench.past is None:
            return turn, Merged()
        late = merged(said, bench.past(said.made_on), self._catalog)
        return turn.model_copy(update={"said": said.model_copy(update={"edits": late.edits})}), late

    def _model(self, state: TurnState, bench: Bench) -> ThreatModel:
        return model_of(state, bench, self._catalog)

    def _drafting(self, state: TurnState, bench: Bench) -> ThreatModel:
        return model_in_draft(state, bench, self._catalog)


def bench_from(state: TurnState) -> Bench:
    """A bench laid out from the state alone, where nobody brings one along."""
    nothing: Restorer = _nothing_to_restore
    return Bench(Session.model_validate(state["session"]), nothing)


def _is_empty(said: Said) -> bool:
    """Whether a turn says nothing, once the edits are taken out of it that others were faster with."""
    return not (said.text or said.edits or said.offers or said.chosen is not None)


def _nothing_to_restore(_wish: Wish) -> None:
    return None
