"""Sessions of one short task, kept in memory and gone with it, so that no database is loaded for a single draft."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import NoReturn, Self

from agent.domain.model import ThreatModel
from agent.domain.sessions.principal import Action, Principal
from agent.domain.sessions.session import Question, Reply, Said, Session, Turn, TurnStatus, VersionLine
from agent.errors import InputError, SessionNotFound, VersionConflict
from agent.store.addresses import fresh_id
from agent.store.records import (
    MOST_AUTHOR,
    SAID_BEFORE,
    UNKNOWN,
    Change,
    Lease,
    Link,
    Pending,
    Place,
    link_of,
    place_among,
    refuse_moved_on,
)  # fmt: skip


@dataclass
class _Kept:
    """One session."""

    id: str
    created: datetime
    question: Question | None
    turns: list[Turn]
    notes: dict[int, tuple[str, ...]] = field(default_factory=dict)
    tries: dict[int, int] = field(default_factory=dict)
    models: list[ThreatModel] = field(default_factory=list)
    lines: list[VersionLine] = field(default_factory=list)
    links: dict[int, Link] = field(default_factory=dict)
    holder: str = ""
    fence: int = 0

    def add(self, change: Change, turn: int | None, at: datetime) -> int:
        """Put a version down on top of the others."""
        number = len(self.models)
        below = place_among(self.links, number - 1) if number else None
        self.links[number] = link_of(number, below, change.restores)
        self.models.append(change.model)
        self.lines.append(
            VersionLine(
                version=number, author=change.author[:MOST_AUTHOR], by=change.by, reason=change.reason, at=at,
                turn=turn, restores=change.restores,
            )
        )  # fmt: skip
        return number

    def place(self) -> Place:
        """Where it stands."""
        return place_among(self.links, len(self.models) - 1)


NOT_KEPT = {
    "archive": "none can be put away",
    "bring_back": "none can be brought back",
    "circle": "nobody else can be let in",
    "copy": "none can be copied",
    "delete": "there is none to delete",
    "is_blank": "there is none to look at later",
    "name_version": "its versions take no names",
    "over": "none grows too old",
    "portfolio": "there is no portfolio of them",
    "purge_over": "none grows too old",
    "remarks": "nobody can leave a remark",
    "shelf": "there is no list of them",
    "take_example": "no example can be taken in",
}
"""What is asked of a store of sessions that are kept, and why it is refused here."""


class PassingStore:
    """Does what a conversation asks of a store; whatever is about lists of sessions and people is left to the other."""

    def __init__(self) -> None:
        self._sessions: dict[str, _Kept] = {}
        self._lock = Lock()

    def __getattr__(self, name: str) -> NoReturn:
        """Refuse in words what is left to the other store."""
        if name in NOT_KEPT:
            raise InputError(f"Models of a single task are not kept, so {NOT_KEPT[name]}. Begin one in the app.")
        raise AttributeError(name)

    def as_(self, principal: Principal, membership: bool = True) -> Self:
        """The same: it belongs to the task that made it."""
        return self

    def create(
        self,
        first: Change,
        question: Question | None,
        at: datetime,
        template: str | None = None,
        before: Sequence[Said] = (),
    ) -> Session:
        """A new session whose version 0 is the given model, with the turns that were said in another one before."""
        said = Reply(text=SAID_BEFORE)
        turns = [
            Turn(number=number, said=one, status=TurnStatus.DONE, reply=said, at=at)
            for number, one in enumerate(before, start=1)
        ]
        kept = _Kept(id=fresh_id(16), created=at, question=question, turns=turns)
        kept.add(first, None, at)
        self._sessions[kept.id] = kept
        return self.open(kept.id)

    def open(self, session: str) -> Session:
        """The session as it stands now; raises SessionNotFound."""
        kept = self._of(session)
        place = kept.place()
        return Session(
            id=session,
            version=place.number,
            model=kept.models[-1],
            turns=tuple(kept.turns),
            question=kept.question,
            created=kept.created,
            can_undo=place.earlier is not None,
            can_redo=place.later is not None,
        )

    def admit(self, session: str, action: Action, deleted_too: bool = False) -> None:
        """Raise SessionNotFound where there is no such session; whoever runs the task may do everything."""
        self._of(session)

    def exported(self, session: str, form: str) -> None:
        """Nothing: what passes with its task keeps no record of who took a file."""
        self._of(session)

    def may(self, session: str, action: Action) -> bool:
        """Whether there is such a session."""
        return session in self._sessions

    def accept_turn(self, session: str, said: Said, notes: tuple[str, ...], at: datetime) -> int:
        """Put a turn down before any work on it; the same key is heard once."""
        kept = self._of(session)
        with self._lock:
            known = next((turn.number for turn in kept.turns if turn.said.key == said.key), None)
            if known is not None:
                return known
            number = len(kept.turns) + 1
            kept.turns.append(Turn(number=number, said=said, at=at))
            kept.notes[number] = notes
        return number

    def begin_turn(self, lease: Lease, upto: int) -> Pending | None:
        """The first turn that waits, up to a number; counts that work on it begins."""
        kept = self._of(lease.session)
        turn = next((one for one in kept.turns[:upto] if one.status is TurnStatus.ACCEPTED), None)
        if turn is None:
            return None
        tries = kept.tries.get(turn.number, 0)
        kept.tries[turn.number] = tries + 1
        return Pending(session=lease.session, turn=turn, notes=kept.notes.get(turn.number, ()), tries=tries)

    def finish_turn(
        self, lease: Lease, number: int, base: int, change: Change | None, reply: Reply, at: datetime
    ) -> int:
        """End a turn: the new version, if anything changed, with the reply."""
        kept = self._of(lease.session)
        refuse_moved_on(kept.place().number, base)
        self._end(kept, number, {"status": TurnStatus.DONE, "reply": reply})
        kept.question = reply.question
        return base if change is None else kept.add(change, number, at)

    def fail_turn(self, lease: Lease, number: int, problem: str, at: datetime) -> None:
        """End a turn with what went wrong; the model stays as it was."""
        self._end(self._of(lease.session), number, {"status": TurnStatus.FAILED, "problem": problem})

    def restore(self, lease: Lease, base: int, change: Change, question: Question | None, at: datetime) -> int:
        """A new version that repeats an older one, outside any turn."""
        kept = self._of(lease.session)
        refuse_moved_on(kept.place().number, base)
        kept.question = question
        return kept.add(change, None, at)

    def turn_status(self, session: str, number: int) -> TurnStatus:
        """How far a turn has come; raises SessionNotFound where there is none."""
        turns = self._of(session).turns
        if not 1 <= number <= len(turns):
            raise SessionNotFound(f"This session has no turn {number}. Send the message again.")
        return turns[number - 1].status

    def numbers(self, session: str) -> tuple[int, ...]:
        """The numbers of all turns."""
        return tuple(turn.number for turn in self._of(session).turns)

    def unfinished_turns(self) -> tuple[tuple[str, int], ...]:
        """Every turn that waits, by session and number."""
        waits = TurnStatus.ACCEPTED
        return tuple(
            (one.id, turn.number) for one in self._sessions.values() for turn in one.turns if turn.status is waits
        )

    def place(self, session: str) -> Place:
        """Where the session stands in its history, and what undo and redo would restore."""
        return self._of(session).place()

    def history(self, session: str) -> tuple[VersionLine, ...]:
        """All versions, oldest first."""
        return tuple(self._of(session).lines)

    def model_at(self, session: str, version: int) -> ThreatModel:
        """The model at a version; raises VersionConflict where there is none."""
        models = self._of(session).models
        if not 0 <= version < len(models):
            raise VersionConflict(f"This session has no version {version}. Its history lists those it has.")
        return models[version]

    def acquire_lease(self, session: str, holder: str, seconds: float) -> Lease | None:
        """The right to write to a session, unless another thread has it."""
        kept = self._of(session)
        with self._lock:
            if kept.holder:
                return None
            kept.holder, kept.fence = holder, kept.fence + 1
        return Lease(session=session, holder=holder, fence=kept.fence, seconds=seconds)

    def renew_lease(self, lease: Lease) -> bool:
        """Nobody takes a lease over from a thread of this process."""
        return True

    def release_lease(self, lease: Lease) -> None:
        """Give a lease back, also that of a session which went meanwhile."""
        kept = self._sessions.get(lease.session)
        if kept is not None:
            kept.holder = ""

    def held_by(self, person: str) -> tuple[int, int]:
        """Nothing is kept for anybody: no models, no bytes."""
        return 0, 0

    def begun_by(self, person: str) -> frozenset[str]:
        """The sessions of this task."""
        return frozenset(self._sessions)

    def backlog(self) -> tuple[int, datetime | None]:
        """How many turns wait, and since when the oldest does."""
        waiting = [
            turn.at for one in self._sessions.values() for turn in one.turns if turn.status is TurnStatus.ACCEPTED
        ]
        return len(waiting), min(waiting, default=None)

    def purge(self, *gone: str, scrub: bool = True) -> None:
        """Let sessions go for good."""
        for session in gone:
            self._sessions.pop(session, None)

    def scrub(self) -> None:
        """There are no bytes to overwrite."""

    def close(self) -> None:
        """Let everything go."""
        self._sessions.clear()

    def _of(self, session: str) -> _Kept:
        kept = self._sessions.get(session)
        if kept is None:
            raise SessionNotFound(UNKNOWN)
        return kept

    def _end(self, kept: _Kept, number: int, values: dict[str, object]) -> None:
        turn = kept.turns[number - 1]
        if turn.status is not TurnStatus.ACCEPTED:
            raise VersionConflict(f"Turn {number} has ended already; nothing was written. Open the session to see it.")
        kept.turns[number - 1] = turn.model_copy(update=values)
