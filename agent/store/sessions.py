"""Everything kept about sessions: their turns, the versions of their models, and who may write."""

from collections.abc import Callable, Sequence
from copy import copy
from datetime import datetime
from typing import Self

from sqlalchemy import Connection, insert

from agent.domain.changes.edits import Edit
from agent.domain.model import ThreatModel
from agent.domain.sessions.principal import SYSTEM, Action, Principal
from agent.domain.sessions.session import Question, Reply, Said, Session, Turn, TurnStatus, VersionLine
from agent.store import leases, session_list
from agent.store.access.authorization import Access
from agent.store.addresses import fresh_id
from agent.store.database import Database
from agent.store.lease_holders import hold, let_go
from agent.store.records import SAID_BEFORE, Change, Lease, Pending, Place, refuse_moved_on
from agent.store.rows import turns, versions
from agent.store.rows.comments import Remarks
from agent.store.rows.session_row import face, touch
from agent.store.session_management import Shelving
from agent.store.session_sharing import Circle
from agent.store.tables import sessions
from agent.store.value_codec import pack, unpack


class SessionStore(Shelving):
    """The one place sessions are written to; a write is one transaction, which locks the session before its lease.

    Raises:
        SessionNotFound: There is no such session or turn, or whoever asks may not know of it.
        RoleTooLow: Whoever asks may read, but not do this.
        SignInNeeded: They signed out meanwhile.
        SessionBusy: The lease has passed to another writer; nothing was written.
        VersionConflict: The session has moved on, a turn has ended already, or there is no such version.
        StoreUnavailable: The database cannot be reached, or holds what this program cannot read.
    """

    def __init__(self, database: Database, today: Callable[[ThreatModel], ThreatModel] = lambda model: model) -> None:
        """Over a database; ``today`` brings a model that was kept with an earlier catalog up to the present one."""
        super().__init__(database)
        self._today = today

    def as_(self, principal: Principal, membership: bool = True) -> Self:
        """The same store as somebody may use it: what they are a member of, or all where membership does not count.

        All of it is open to the program itself.
        """
        theirs = copy(self)
        theirs._access = Access(principal, whole=not membership or principal == SYSTEM)
        return theirs

    @property
    def circle(self) -> Circle:
        """Who shares sessions, as the same person."""
        return Circle(self._database, self._access, self._walls)

    @property
    def remarks(self) -> Remarks:
        """What people say beside sessions, as the same person."""
        return Remarks(self._database, self._access, self._walls)

    def create(
        self,
        first: Change,
        question: Question | None,
        at: datetime,
        template: str | None = None,
        before: Sequence[Said] = (),
    ) -> Session:
        """A new session whose version 0 is the given model; one for a worked example is in no list.

        ``before`` are the turns that were said in another session, in which the model came about.
        """
        self._access.check_signed_in()
        session, made, shown = fresh_id(16), versions.packed(first), face(first.model, question)
        with self._writing() as connection:
            self._lift(connection)
            connection.execute(
                insert(sessions).values(
                    id=session,
                    created=at.isoformat(),
                    changed=at.isoformat(),
                    head=0,
                    template=template,
                    **shown,
                )
            )
            versions.add(connection, session, None, made, None, at)
            turns.add_ended(connection, session, before, Reply(text=SAID_BEFORE), at)
            self._own(connection, session, at)
        self._models.keep((session, 0, at.isoformat()), first.model)
        return self.open(session)

    def open(self, session: str) -> Session:
        """The session as it stands now."""
        with self._reading() as connection:
            row = self._row(connection, session, Action.READ)
            place = versions.place_of(connection, session, row.head)
            return Session(
                id=session,
                version=row.head,
                model=self._model(connection, session, row.head),
                turns=self._all_turns(connection, session),
                question=unpack(Question, row.question, "The waiting question") if row.question else None,
                created=datetime.fromisoformat(row.created),
                can_undo=place.earlier is not None,
                can_redo=place.later is not None,
            )

    def accept_turn(self, session: str, said: Said, notes: tuple[str, ...], at: datetime) -> int:
        """Put a turn down before any work on it; the same key is heard once."""
        with self._writing() as connection:
            self._row(connection, session, Action.EDIT, lock=True)
            number = turns.accept(connection, session, said, notes, at)
            touch(connection, session, {"changed": at.isoformat()})
        return number

    def begin_turn(self, lease: Lease, upto: int) -> Pending | None:
        """The first turn that waits, up to a number; counts that work on it begins."""
        with self._writing(durable=False) as connection:
            head = self._row(connection, lease.session, Action.EDIT, lock=True).head
            leases.require(connection, lease)
            versions.refuse_partial_model(connection, lease.session, head)
            return turns.begin(connection, lease.session, upto)

    def finish_turn(
        self, lease: Lease, number: int, base: int, change: Change | None, reply: Reply, at: datetime
    ) -> int:
        """End a turn: the new version, if anything changed, with the reply, all or nothing."""
        made = versions.packed(change) if change is not None else None
        shown = face(change.model, reply.question) if change is not None else {}
        asked, words = pack(reply.question) if reply.question else None, pack(reply)
        with self._writing() as connection:
            self._require(connection, lease, base)
            head = base
            if made is not None:
                head = versions.add(connection, lease.session, base, made, number, at)
            turns.finish(connection, lease.session, number, words)
            now = {"head": head, "question": asked, "changed": at.isoformat()}
            touch(connection, lease.session, {**shown, **now})
        if change is not None:
            self._models.keep((lease.session, head, at.isoformat()), change.model)
        return head

    def fail_turn(self, lease: Lease, number: int, problem: str, at: datetime) -> None:
        """End a turn with what went wrong; the model stays as it was."""
        with self._writing() as connection:
            self._row(connection, lease.session, Action.EDIT, lock=True)
            leases.require(connection, lease)
            turns.fail(connection, lease.session, number, problem)
            touch(connection, lease.session, {"changed": at.isoformat()})

    def restore(self, lease: Lease, base: int, change: Change, question: Question | None, at: datetime) -> int:
        """A new version that repeats an older one, outside any turn."""
        made, shown = versions.packed(change), face(change.model, question)
        with self._writing() as connection:
            self._require(connection, lease, base)
            head = versions.add(connection, lease.session, base, made, None, at)
            touch(connection, lease.session, {"head": head, "changed": at.isoformat(), **shown})
        self._models.keep((lease.session, head, at.isoformat()), change.model)
        return head

    def turn_status(self, session: str, number: int) -> TurnStatus:
        """How far a turn has come."""
        with self._reading() as connection:
            self._row(connection, session, Action.READ)
            return turns.status(connection, session, number)

    def unfinished_turns(self) -> tuple[tuple[str, int], ...]:
        """Every turn that waits, by session and number."""
        with self._reading() as connection:
            return turns.unfinished(connection, self._access)

    def waiting(self, session: str) -> tuple[int, ...]:
        """The turns of one session that wait, deleted or not."""
        with self._reading() as connection:
            self._row(connection, session, Action.READ, deleted_too=True)
            stages = turns.stages(connection, session)
            return tuple(number for number, status, _ in stages if status == TurnStatus.ACCEPTED.value)

    def numbers(self, session: str) -> tuple[int, ...]:
        """The turns of one session, deleted or not, ended or not."""
        with self._reading() as connection:
            self._row(connection, session, Action.READ, deleted_too=True)
            return tuple(number for number, _, _ in turns.stages(connection, session))

    def place(self, session: str) -> Place:
        """Where the session stands in its history, and what undo and redo would restore."""
        with self._reading() as connection:
            return versions.place_of(connection, session, self._row(connection, session, Action.READ).head)

    def history(self, session: str) -> tuple[VersionLine, ...]:
        """All versions, oldest first."""
        with self._reading() as connection:
            self._row(connection, session, Action.READ)
            named = session_list.names_of_versions(connection, session)
            told = versions.lines(connection, session)
            return tuple(line.model_copy(update={"name": named.get(line.version, "")}) for line in told)

    def model_at(self, session: str, version: int) -> ThreatModel:
        """The model at a version."""
        with self._reading() as connection:
            self._row(connection, session, Action.READ)
            return self._model(connection, session, version)

    def edits_at(self, session: str, version: int) -> tuple[Edit, ...]:
        """The edits that led to a version."""
        with self._reading() as connection:
            self._row(connection, session, Action.READ)
            versions.stamp_of(connection, session, version)
            return versions.edits_of(connection, session, version)

    def acquire_lease(self, session: str, holder: str, seconds: float) -> Lease | None:
        """The right to write to a session, unless a living holder has it."""
        with self._reading() as connection:
            self._row(connection, session, Action.EDIT, deleted_too=True)
            if not leases.is_free(connection, self._database.now, session):
                return None
        hold(holder)
        lease = None
        try:
            with self._writing(durable=False) as connection:
                self._row(connection, session, Action.EDIT, lock=True, deleted_too=True)
                lease = leases.take(connection, self._database.now, session, holder, seconds)
        finally:
            if lease is None:
                let_go(holder)
        return lease

    def renew_lease(self, lease: Lease) -> bool:
        """Keep a lease for longer; false when another holder has it by now."""
        with self._writing(durable=False) as connection:
            return leases.renew(connection, self._database.now, lease)

    def release_lease(self, lease: Lease) -> None:
        """Give a lease back; where the store is away, this process at least knows that it is free."""
        let_go(lease.holder)
        with self._writing(durable=False) as connection:
            leases.release(connection, lease)

    def close(self) -> None:
        """Close all connections."""
        self._database.close()

    def _require(self, connection: Connection, lease: Lease, base: int) -> None:
        head = self._row(connection, lease.session, Action.EDIT, lock=True).head
        leases.require(connection, lease)
        refuse_moved_on(head, base)
        versions.refuse_partial_model(connection, lease.session, head)

    def _model(self, connection: Connection, session: str, version: int) -> ThreatModel:
        key = (session, version, versions.stamp_of(connection, session, version))
        return self._models.get(key) or self._models.keep(
            key, self._today(versions.model_of(connection, session, version))
        )

    def _all_turns(self, connection: Connection, session: str) -> tuple[Turn, ...]:
        """All turns, in order; those that have ended are read once."""
        stages = turns.stages(connection, session)
        ended = {number: at for number, status, at in stages if status != TurnStatus.ACCEPTED.value}
        kept = {number: self._turns.get((session, number, at)) for number, at in ended.items()}
        missing = [number for number, _, _ in stages if kept.get(number) is None]
        fresh = turns.read_some(connection, session, missing) if missing else {}
        for number in fresh.keys() & ended.keys():
            self._turns.keep((session, number, ended[number]), fresh[number])
        return tuple(kept.get(number) or fresh[number] for number, _, _ in stages)
