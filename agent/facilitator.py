"""The door to a session: hears what the owner says, keeps every turn and version, and answers with the session."""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from copy import copy
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Self

from agent.analyst.base import Analyst, Assessor
from agent.assessment.what_if import Supposed
from agent.assessment.what_if_options import Switch
from agent.domain.changes.edits import Edit
from agent.domain.findings.gaps import Gap
from agent.domain.ledger import Ledger
from agent.domain.model import ThreatModel
from agent.domain.sessions.principal import LOCAL, Action, Principal
from agent.domain.sessions.quoted_turns import NO_TURNS, Record, apart_from, said_before
from agent.domain.sessions.session import Said, Session, VersionLine
from agent.domain.sessions.session_list import SessionLine
from agent.domain.similar_systems import Alike
from agent.domain.versions.superseded_patterns import carried_over
from agent.domain.versions.undo_reason import step_reason
from agent.domain.versions.version_diff import Comparison, compare
from agent.errors import InputError, SessionBusy, StoreUnavailable, VersionConflict
from agent.graph.state import Progress
from agent.health import Health
from agent.input_validation import clean_record, clean_said
from agent.llm.costs.usage import Accountant, ModelAccount
from agent.model_lifecycle import WholeModels
from agent.overview import Portfolio, PortfolioModel
from agent.sharing import Sharing
from agent.turn_outcome import stepped
from agent.watch import News, Snapshot, news
from agent.worker import TurnWorker
from knowledge.catalog import Catalog

if TYPE_CHECKING:
    from agent.reading.readback.read_back_service import ReadBackDesk
    from agent.store import SessionStore

log = logging.getLogger(__name__)

OnStep = Callable[[Progress], None]


class Facilitator(WholeModels):
    """Leads sessions; screens, the command line and evaluations go through here and nowhere else.

    Raises:
        SessionNotFound: No session has the address, or whoever asks may not know of it.
        RoleTooLow: Whoever asks may read, but not do this.
        SignInNeeded: They signed out meanwhile.
        InputError: What was said or brought in cannot be taken as it is.
        OverLimit: A limit per person is reached.
        SessionBusy: Another turn holds the session for longer than a turn may take; what was sent is kept.
        VersionConflict: The session has moved on since the version was read, or there is no such version.
        StoreUnavailable: The database cannot be reached, or holds what this program cannot read.
    """

    def __init__(
        self,
        catalog: Catalog,
        analyst: Analyst,
        assessor: Assessor,
        store: "SessionStore",
        worker: TurnWorker,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        search_trouble: Callable[[], str] = str,
        recall: Callable[[str], Snapshot | None] = lambda _: None,
        principal: Principal = LOCAL,
        membership: bool = False,
    ) -> None:
        """Over its collaborators, one person's door; with ``membership`` models are open to their members only."""
        super().__init__(catalog, analyst, store, worker, clock, principal, membership)
        self._assessor, self._search_trouble, self._recall = assessor, search_trouble, recall

    def as_(self, principal: Principal) -> Self:
        """The door of somebody else, with the same catalog, analyst, worker and store; it costs next to nothing."""
        door = copy(self)
        door.principal, door._store = principal, self._system.as_(principal, self.membership)
        return door

    @property
    def sharing(self) -> Sharing:
        """Who shares models, and what they say to each other beside them, through the same door."""
        return Sharing(self._store, self.principal, self.membership, self._clock)

    def start(self, offline: bool = False) -> Session:
        """A new, empty session; one that is offline keeps its very first words from any language model."""
        self.allowances.session(self.principal.key)
        first = self._change(ThreatModel(offline=offline), "Opened")
        return self._store.create(first, None, self._clock())

    def import_model(self, model: ThreatModel, record: Record | None = None) -> Session:
        """A new session that begins with a given model and the turns recorded with it, of whoever brings it in.

        What was masked stands in the history; quotes from turns that were not recorded are marked as said before.
        """
        self.allowances.session(self.principal.key)
        clean = clean_record(model, record or NO_TURNS)
        reason = ". ".join(("Imported", *clean.notes))
        today = carried_over(apart_from(clean.model, clean.record), self.catalog.heirs)
        first = self._change(today, reason)
        question = self._analyst.next_question(today)
        return self._store.create(first, question, self._clock(), before=said_before(clean.record))

    def open(self, session_id: str) -> Session:
        """The session at an address; raises SessionNotFound."""
        return self._store.open(session_id)

    def sessions(self, limit: int = 20) -> tuple[SessionLine, ...]:
        """The sessions changed last, newest first, without those that are deleted or were never spoken on."""
        return tuple(line for line in self._store.shelf() if line.deleted_at is None)[:limit]

    def submit(self, session_id: str, said: Said) -> int:
        """Keep a turn and give its number; no work is done on it yet, and the same key is heard once.

        One that asks to stay offline stops the language model at once, also in turns that wait before it. Who says it
        is whose door this is, whatever the turn claims.
        """
        clean = clean_said(self._signed(said))
        self.allowances.turn(self.principal.key, lambda: self._asks_model(session_id, clean.said))
        number = self._store.accept_turn(session_id, clean.said, clean.notes, self._clock())
        if clean.said.stays_offline:
            self._worker.hush_all(session_id)
        return number

    def work(self, session_id: str, number: int, progress: OnStep | None = None) -> Session:
        """See to it that a turn has ended, in its order, and give the session after it."""
        self._store.admit(session_id, Action.READ)
        self._worker.work(session_id, number, progress)
        return self._store.open(session_id)

    def hear(self, session_id: str, said: Said, progress: OnStep | None = None) -> Session:
        """Keep a turn, work on it and give the session after it; a failed turn says so by its status."""
        return self.work(session_id, self.submit(session_id, said), progress)

    def can_stop(self, session_id: str, number: int) -> bool:
        """Whether a turn is at work in this process in which a language model has a part that can be stopped."""
        return self._worker.can_hush(session_id, number) and self._store.may(session_id, Action.READ)

    def stop(self, session_id: str, number: int) -> bool:
        """Stop the language model's part of a turn; the rules finish it. False where there is nothing to stop."""
        return self._store.may(session_id, Action.EDIT) and self._worker.hush(session_id, number)

    def left_behind(self) -> tuple[tuple[str, int], ...]:
        """The turns that were accepted and have not ended, each with its session and number, the oldest first."""
        return tuple(self._store.unfinished_turns())

    def resume(self, turns: Iterable[tuple[str, int]] | None = None) -> int:
        """Finish the turns that a crash left behind, and count them; those that another worker has are left to it.

        Who begins turns at the same time names those that were there before, as nobody looks on at a turn that is
        finished here: what its model says on the way would be shown to none.
        """
        finished = 0
        for session_id, number in self.left_behind() if turns is None else turns:
            if not self._store.may(session_id, Action.READ):
                continue
            try:
                self._worker.work(session_id, number, None, wait=0)
            except (SessionBusy, StoreUnavailable, VersionConflict) as problem:
                log.warning("a turn that was left behind waits: %s", problem)
                continue
            finished += 1
        return finished

    def warm_up(self) -> None:
        """Load what the first turn needs, such as the search index; a screen does this while its owner reads."""
        self._worker.warm_up()

    def search_trouble(self) -> str:
        """What is wrong with the search index, what it means and what to do; empty while it is well."""
        return self._search_trouble()

    def health(self) -> dict[str, dict[str, object]]:
        """Whether the store, the search and the endpoint are well, in numbers without anybody's words."""
        return Health(self._system, self._search_trouble, self.asks_model, self.pulse, self._clock).report()

    def undo(self, session_id: str, made_on: int | None = None) -> Session:
        """Take the last change back; what was taken back can be redone until something new is said.

        ``made_on`` is the version that was looked at: raises VersionConflict where somebody else made one since.
        """
        return self._step(session_id, made_on, back=True)

    def redo(self, session_id: str, made_on: int | None = None) -> Session:
        """Take an undone change again, on the same terms."""
        return self._step(session_id, made_on, back=False)

    def history(self, session_id: str) -> tuple[VersionLine, ...]:
        """All versions, oldest first."""
        return self._store.history(session_id)

    def at(self, session_id: str, version: int) -> ThreatModel:
        """The model at a version; raises VersionConflict where there is none."""
        return self._store.model_at(session_id, version)

    def compare(self, session_id: str, older: int, newer: int) -> Comparison:
        """What differs between two versions."""
        return compare(self.at(session_id, older), self.at(session_id, newer), self.catalog.facts)

    def ledger(self, model: ThreatModel) -> Ledger:
        """The verdict on every catalogued threat."""
        return self._assessor.ledger(model)

    def news(self, model: ThreatModel) -> tuple[News, ...]:
        """What is otherwise for a model since it was drafted, because the catalog has changed."""
        stamp = model.drafted
        if stamp is None or stamp.catalog == self.catalog.fingerprint:
            return ()
        return news(model, self.ledger(model), self.catalog, self._recall(stamp.catalog))

    def portfolio(self) -> Portfolio:
        """A look over all models that are neither put away nor deleted."""
        lines = self._store.portfolio()
        there = (one for one in self._store.shelf() if not one.archived and one.deleted_at is None)
        models = (PortfolioModel(one, lines[one.id]) for one in there if one.id in lines)
        return Portfolio(models, self.catalog, self._recall)

    def gaps(self, model: ThreatModel) -> tuple[Gap, ...]:
        """What is missing or unsettled, weightiest first."""
        return self._assessor.gaps(model)

    def alike(self, model: ThreatModel) -> tuple[Alike, ...]:
        """The worked systems most like the owner's with their first worries; none while nothing is known."""
        return self._assessor.alike(model)

    def computed_order(self, model: ThreatModel) -> tuple[str, ...]:
        """The ids of the threats as computed alone, without a model's advice and without places given by hand."""
        return self._assessor.computed_order(model)

    def suppose(self, model: ThreatModel, edits: Iterable[Edit], controls: Collection[str] = ()) -> Supposed:
        """The threats rated anew after some edits, and with some of the controls in place; the model stays."""
        return self._assessor.suppose(model, edits, controls)

    def switches(self, model: ThreatModel) -> tuple[Switch, ...]:
        """What the owner could change that would lower most."""
        return self._assessor.switches(model)

    def kept(self, model: ThreatModel, switches: Iterable[Switch], so_already: Collection[str]) -> tuple[Edit, ...]:
        """The edits that keep some switches: as a plan, or as being so today."""
        return self._assessor.kept(model, switches, so_already)

    def why_here(self, model: ThreatModel) -> Mapping[str, str]:
        """Why each threat stands where it stands, by its id; it goes on after "It stands here"."""
        return self._assessor.why_here(model)

    def explain(self, model: ThreatModel, thing: str) -> str:
        """What stands behind a threat or measure of a model, by its id, in Markdown; raises InputError without one."""
        if model.threat(thing) is None and model.control(thing) is None:
            ids = [*(one.id for one in model.threats[:3]), *(one.id for one in model.controls[:2])]
            known = ", ".join(ids) or "none yet"
            raise InputError(f"the model has no threat or measure {thing!r}; its ids are such as {known}")
        return self._assessor.explain(model, thing)

    @cached_property
    def back(self) -> "ReadBackDesk":
        """Reads the owner's texts back, and mends what was understood of them."""
        from agent.reading.readback.read_back_service import ReadBackDesk

        return ReadBackDesk(self.catalog)

    def account(self, session: Session) -> ModelAccount | None:
        """What a session has used of the language model, and may still; none where none is asked for it."""
        if not isinstance(self._analyst, Accountant):
            return None
        self._store.admit(session.id, Action.READ)
        return self._analyst.account(session)

    def close(self) -> None:
        """Stop work between two steps and close the store; what is under way goes on at the next start."""
        self._worker.close()
        self._store.close()

    def _asks_model(self, session_id: str, said: Said) -> bool:
        """Whether a language model would have a part in a turn."""
        return self.asks_model and not said.stays_offline and not self._store.open(session_id).model.offline

    def _step(self, session_id: str, made_on: int | None, back: bool) -> Session:
        self._store.admit(session_id, Action.EDIT)
        with self._worker.writing(session_id) as lease:
            place = self._store.place(session_id)
            self._check_seen(session_id, made_on, place.number)
            target = place.earlier if back else place.later
            if lease is not None and target is not None:
                model = stepped(self._store.open(session_id).model, self._store.model_at(session_id, target))
                reason = step_reason(self._store.history(session_id), place.number, target, back)
                change = self._change(model, reason, restores=target)
                question = self._analyst.next_question(model)
                self._store.restore(lease, place.number, change, question, self._clock())
        return self._store.open(session_id)
