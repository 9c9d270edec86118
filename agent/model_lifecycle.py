"""The half of the door that works on whole models: listed, copied, put away, deleted, and versions brought back."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from agent.analyst.base import Analyst
from agent.domain.changes.apply import apply
from agent.domain.changes.edits import DescribeSystem, Edit
from agent.domain.model import ThreatModel
from agent.domain.sessions.principal import LOCAL, Action, Principal, Role
from agent.domain.sessions.retention import Retention
from agent.domain.sessions.session import Said, Session
from agent.domain.sessions.session_list import SessionLine
from agent.domain.wording.text import clean_text
from agent.domain.worked_examples import Worked
from agent.errors import SessionBusy, SessionNotFound, StoreUnavailable, VersionConflict
from agent.fairness import Allowances
from agent.input_validation import clean_said
from agent.llm.costs.usage import Forgetful
from agent.process_metrics import Pulse
from agent.store import Change
from agent.turn_outcome import restored
from agent.worker import TurnWorker
from knowledge.catalog import Catalog
from knowledge.owners_words import let_words_go

if TYPE_CHECKING:
    from agent.exchange.results.proposals import ProposedResults
    from agent.store import SessionStore

log = logging.getLogger(__name__)

UNFINISHED = "unfinished"
"""The mark of an example that is being drafted, which nobody is given."""


class WholeModels:
    """What is done with a model as a whole, and with its versions, outside any turn."""

    allowances: Allowances = Allowances()
    """What one person may ask for; without limits until they are set."""
    asks_model: bool = False
    """Whether a language model has a part in turns."""
    retention: Retention = Retention()
    """For how long whole models are kept."""
    pulse: Pulse = Pulse()
    """What was done by this process."""

    def __init__(
        self,
        catalog: Catalog,
        analyst: Analyst,
        store: "SessionStore",
        worker: TurnWorker,
        clock: Callable[[], datetime],
        principal: Principal = LOCAL,
        membership: bool = False,
    ) -> None:
        self.catalog, self.principal, self.membership = catalog, principal, membership
        self._analyst, self._worker, self._clock = analyst, worker, clock
        self._system, self._store = store, store.as_(principal, membership)

    def shelf(self) -> tuple[SessionLine, ...]:
        """Every session, also those put away and those deleted that can still be brought back."""
        return self._store.shelf()

    def duplicate(self, session_id: str) -> Session:
        """A second session with the same conversation and history, under a name of its own."""
        self.allowances.session(self.principal.key)
        copy = self._store.copy(session_id, self._clock())
        name = self._store.open(copy).model.system.name
        return self._put(copy, lambda now: self._renamed(now, f"{name[:112]} (copy)" if name else "Copy"))

    def worked(self, example: str, text: str, told: Worked) -> Session:
        """A worked example as a finished model of one's own: drafted by the rules at first, and copied from then on."""
        self.allowances.session(self.principal.key)
        kept = self.prepare(example, text, told)
        untouched = self._untouched(self._system.open(kept))
        return self._store.open(untouched or self._store.take_example(kept, self._clock()))

    def prepare(self, example: str, text: str, told: Worked) -> str:
        """See to it that an example is drafted with the present catalog; gives the session that is copied."""
        name = f"{example} {self.catalog.fingerprint} {told.digest(text)}"[:120]
        kept = self._system.template(name)
        if kept is None:
            kept = self._drafted(name, text, told)
            former = self._system.other_templates(example, name)
            if former:
                self._system.purge(*former)
        return kept

    def results(self, model: ThreatModel, reports: Iterable[tuple[str, bytes]]) -> "ProposedResults":
        """What reports of tests, given by name and content, would change of a model; a turn with the edits applies it.

        Raises InputError where a report cannot be read, or is on another system.
        """
        from agent.exchange.results.any_report import read_results
        from agent.exchange.results.proposals import results_of

        return results_of((read_results(name, content) for name, content in reports), model, self.catalog)

    def archive(self, session_id: str, archived: bool = True) -> None:
        """Put a session away, or take it out again; nothing in it changes."""
        self._store.archive(session_id, self._clock() if archived else None)

    def exported(self, session_id: str, form: str) -> None:
        """Note that a file of a session is handed out, in a format by its short name.

        Where people sign in nothing is handed out that cannot be noted; raises StoreUnavailable then. On the machine of
        one owner a full or broken disk keeps no model from being saved elsewhere.
        """
        try:
            self._store.exported(session_id, form[:40])
        except StoreUnavailable as problem:
            if self.membership:
                raise
            log.warning("an export is not in the audit: %s", problem)

    def delete(self, session_id: str) -> None:
        """Delete a session; for a while it can be brought back, and after that a start removes it for good."""
        self._store.delete(session_id, self._clock())
        self._worker.hush_all(session_id)

    def bring_back(self, session_id: str) -> None:
        """Take back that a session was deleted."""
        self._store.bring_back(session_id)

    def purge(self, *session_ids: str) -> None:
        """Remove sessions for good: their turns, versions and checkpoints, and what was kept of a model's answers."""
        for session_id in session_ids:
            self._store.admit(session_id, Action.DELETE, deleted_too=True)
            with self._worker.writing(session_id):
                self._worker.forget(session_id)
                self._store.purge(session_id)
            if isinstance(self._analyst, Forgetful):
                self._analyst.forget(session_id)
        self._worker.scrub()
        let_words_go()

    def tidy(self) -> int:
        """Remove what is over: deleted or put away long enough ago, unused, or opened and never spoken on; count it.

        Several replicas may do this at once: each session is removed by one of them, and only if nobody brought it back
        or spoke on it until that moment. A session at work is left for the next time.
        """
        past, gone = self.retention.before(self._clock()), 0
        for session_id in self._store.over(past):
            try:
                with self._worker.writing(session_id, wait=0):
                    self._worker.forget(session_id)
                    if not self._store.purge_over(session_id, past):
                        continue
            except (SessionBusy, SessionNotFound):
                continue
            gone += 1
            if isinstance(self._analyst, Forgetful):
                self._analyst.forget(session_id)
        if gone:
            self._store.scrub()
            self._worker.scrub()
            let_words_go()
        return gone

    def leave(self, session_id: str) -> None:
        """Remove a page that is left without a word; any other session stays."""
        if self._store.is_blank(session_id):
            self._store.purge(session_id, scrub=False)

    def restore(self, session_id: str, version: int, made_on: int | None = None) -> Session:
        """Bring back the model of an older version as one new version, which can be undone like any change.

        ``made_on`` is the version that was looked at: raises VersionConflict where somebody else made one since.
        """
        named = next((line.name for line in self._store.history(session_id) if line.version == version), "")
        reason = f"Restored version {version}" + (f", “{named}”" if named else "")

        def put(now: ThreatModel) -> Change:
            model = restored(now, self._store.model_at(session_id, version))
            return self._change(model, reason)

        return self._put(session_id, put, made_on)

    def name_version(self, session_id: str, version: int, name: str) -> None:
        """Give a version a name, or take it away with an empty one."""
        self._store.name_version(session_id, version, " ".join(clean_text(name).text.split()))

    def _drafted(self, name: str, text: str, told: Worked) -> str:
        """The session that copies of a worked example are made of; no language model is asked for it."""
        first = self._change(ThreatModel(offline=True), "Opened")
        session = self._system.create(first, None, self._clock(), template=UNFINISHED).id
        reading = Said(text=text, edits=told.opening(text), as_told=True, reason="Described", key=f"{UNFINISHED}-1")
        self._heard(session, reading)
        decided = told.decisions(self._system.open(session).model)
        self._heard(session, Said(edits=decided, reason="Decided in the first review", key=f"{UNFINISHED}-2"))
        self._system.keep_template(session, name)
        return session

    def _untouched(self, kept: Session) -> str | None:
        """One's own copy of an example that nobody has changed yet, so that looking again makes no second one."""
        for line in self._store.shelf():
            alike = (line.name, line.version, line.role) == (kept.model.system.name, kept.version, Role.OWNER)
            if alike and not line.archived and line.deleted_at is None:
                there = self._store.open(line.id)
                if there.model == kept.model and len(there.turns) == len(kept.turns):
                    return line.id
        return None

    def _renamed(self, model: ThreatModel, name: str) -> Change:
        outcome = apply(model, (DescribeSystem(name=name),), self.catalog, self.principal.author)
        return self._change(outcome.model, f"Named {name}", outcome.applied)

    def _change(
        self, model: ThreatModel, reason: str, edits: tuple[Edit, ...] = (), restores: int | None = None
    ) -> Change:
        """A new version to be, by whoever this door belongs to."""
        by = self.principal
        return Change(model=model, edits=edits, author=by.author, by=by.key, reason=reason, restores=restores)

    def _signed(self, said: Said) -> Said:
        """A turn with whoever this door belongs to as its author."""
        return said.model_copy(update={"author": self.principal.author, "by": self.principal.key})

    def _put(self, session_id: str, make: Callable[[ThreatModel], Change], made_on: int | None = None) -> Session:
        """One new version outside any turn, unless it would change nothing."""
        self._store.admit(session_id, Action.EDIT)
        with self._worker.writing(session_id) as lease:
            now = self._store.open(session_id)
            self._check_seen(session_id, made_on, now.version)
            change = make(now.model)
            if lease is not None and change.model != now.model:
                question = self._analyst.next_question(change.model)
                self._store.restore(lease, now.version, change, question, self._clock())
        return self._store.open(session_id)

    def _check_seen(self, session_id: str, made_on: int | None, head: int) -> None:
        """Raise VersionConflict where somebody else made a version after the one that was looked at."""
        if made_on is None or made_on >= head:
            return
        me = (self.principal.key, self.principal.author)
        lines = self._store.history(session_id)
        other = next((line for line in lines if line.version > made_on and (line.by, line.author) != me), None)
        if other is not None:
            raise VersionConflict(
                f"{other.author} changed this model while you had the page open, so nothing was done. "
                "Look at it as it is now, and do it again if you still want to."
            )

    def _heard(self, session: str, said: Said) -> None:
        clean = clean_said(self._signed(said))
        self._worker.work(session, self._system.accept_turn(session, clean.said, clean.notes, self._clock()), None)
