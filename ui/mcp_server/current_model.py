"""The model that an agent works on: a kept session or a file of the root folder, and what may be done to it.

An agent changes only what it began itself, unless the user allowed edits: everything else is tried on a copy, and what
would come of it is told.
"""

import hashlib
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from agent.atomic_write import write_bytes
from agent.domain import Said, Session, ThreatModel, TurnStatus
from agent.domain.changes.edits import DescribeSystem, StayOffline
from agent.domain.sessions.quoted_turns import record_of
from agent.domain.sessions.session import Offer
from agent.domain.versions.version_diff import Comparison, compare
from agent.errors import InputError
from agent.exchange import Dossier, native_file, to_json
from agent.facilitator import Facilitator
from knowledge.catalog import Catalog
from knowledge.search.retriever import Retriever, open_retriever
from ui.dossiers import of_session
from ui.mcp_server.files import Root
from ui.mcp_server.results import NotAllowed

AUTHOR = "a coding agent"
"""How histories name what an agent says for the user of this machine."""
ALLOW = "the user has to start the server with --allow-edits for that"


@dataclass(frozen=True)
class Leave:
    """What the user lets an agent do."""

    edits: bool = False
    """Whether it may change models that it did not begin, decide, and write files."""
    offline: bool = False
    """Whether every model it begins stays away from language models."""
    only: str = ""
    """The one session or file it may work on; empty: any."""


@dataclass(frozen=True)
class Change:
    """What came, or would come, of something that an agent said."""

    session: Session
    compared: Comparison
    applied: bool


class ModelAtHand:
    """Keeps which model is open; every use of it holds the lock, as tools run in threads."""

    def __init__(
        self,
        kept: Facilitator,
        passing: Callable[[], Facilitator],
        root: Root,
        leave: Leave,
        search: Callable[[Catalog], Retriever] | None = None,
    ) -> None:
        """``kept`` has the sessions of the app; ``passing`` makes one whose sessions end with this process.

        ``search`` opens the search of the catalog, else the usual one is opened in memory.
        """
        self.kept, self._make_passing, self._open_search = _spoken_for(kept), passing, search
        self.root, self.leave = root, leave
        self.lock = threading.RLock()
        self._id, self._read_as = "", ""
        self._file: Path | None = None
        self._begun: set[str] = set()
        self._offline = leave.offline

    @cached_property
    def passing(self) -> Facilitator:
        """Holds files that are open, and copies to try things on."""
        return _spoken_for(self._make_passing())

    @cached_property
    def retriever(self) -> Retriever:
        """Searches the catalog, in memory."""
        if self._open_search is not None:
            return self._open_search(self.kept.catalog)
        return open_retriever(self.kept.catalog, None, store="memory")

    @property
    def facilitator(self) -> Facilitator:
        """The door to the open model."""
        return self.passing if self._file is not None else self.kept

    @property
    def session(self) -> Session:
        """The open model; raises InputError where none is open."""
        if not self._id:
            raise InputError("no model is open; begin one, or open one, with the tool start")
        return self.facilitator.open(self._id)

    @property
    def source(self) -> str:
        """What the open model is called by: the file in the root folder, or the session's address."""
        return self.root.shown(self._file) if self._file is not None else self._id

    @property
    def may_change(self) -> bool:
        """Whether what is said to the open model is kept."""
        return self.leave.edits or self._id in self._begun

    def begin(self, name: str, offline: bool) -> None:
        """Begin a new model, in the one file that was given where that does not exist yet, else as a session."""
        only = self.root.inside(self.leave.only) if self.leave.only else None
        if only is not None and (only.exists() or not _is_file_name(self.leave.only)):
            raise NotAllowed(f"this server works on {self.leave.only} alone; open that with start")
        self._file, self._read_as = only, ""
        self._id = self.facilitator.start(offline=offline or self.leave.offline).id
        self._begun.add(self._id)
        if name:
            self.hear(Said(edits=(DescribeSystem(name=name),), reason="Named", key=fresh_key()))

    def open(self, source: str, offline: bool = False) -> None:
        """Open a file of the root folder, or a kept session by its address; raises InputError.

        ``offline`` keeps it from language models in all that is done here.
        """
        if self.leave.only and source != self.leave.only:
            raise NotAllowed(f"this server works on {self.leave.only} alone; open that, or let the user start another")
        self._offline = offline or self.leave.offline
        if _is_file_name(source) or (self.root.folder / source).is_file():
            self._open_file(source)
        else:
            self._id, self._file = self.kept.open(source).id, None
        if self._offline and self.may_change and not self.session.model.offline:
            self.hear(Said(edits=(StayOffline(),), reason="Kept offline", key=fresh_key()))

    def open_only(self) -> None:
        """Open the one model that was given, unless it is a file that is still to be made; raises InputError."""
        only = self.leave.only
        if only and (not _is_file_name(only) or self.root.inside(only).exists()):
            self.open(only)

    def hear(self, said: Said) -> Change:
        """Say something to the open model, or to a copy of it where the agent may not change it."""
        before = self.session
        if not self.may_change:
            return self._tried(before, said)
        self._check_unchanged()
        after = self.facilitator.hear(before.id, said)
        self._save(after)
        return Change(_ended(after), self._compared(before.model, after.model), applied=True)

    def propose(self, offers: tuple[Offer, ...], reason: str) -> bool:
        """Put changes before the owner in the app; says whether there is an app to put them in."""
        if self._file is not None:
            return False
        _ended(self.kept.hear(self.session.id, Said(offers=offers, reason=reason, key=fresh_key())))
        return True

    def try_out(self, said: Said) -> Change:
        """What would come of something, on a copy."""
        return self._tried(self.session, said)

    def dossier(self) -> Dossier:
        """What documents of the open model are written from."""
        return of_session(self.session, self.facilitator)

    def exported(self, form: str) -> None:
        """Note in the audit that the open model is handed out in a format, where it is a kept one."""
        if self._file is None:
            self.facilitator.exported(self.session.id, form)

    def check_writable(self) -> None:
        """Raise NotAllowed unless the user allowed edits."""
        if not self.leave.edits:
            raise NotAllowed(f"nothing was written: {ALLOW}")

    def _open_file(self, name: str) -> None:
        shown, content = self.root.read(name)
        try:
            file = native_file(content.decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise InputError(f"{shown} is not text in UTF-8; give a Threatparley file") from None
        session = self.passing.import_model(file.model, record=file.record)
        self._id, self._file, self._read_as = session.id, self.root.inside(name), _digest(content)

    def _check_unchanged(self) -> None:
        """Raise InputError where somebody else changed the open file; what they wrote is not overwritten."""
        if self._file is None or not self.leave.edits:
            return
        there = _digest(self._file.read_bytes()) if self._file.is_file() else ""
        if there != self._read_as:
            raise InputError(f"{self.source} was changed by somebody else since it was opened; open it anew with start")

    def _save(self, session: Session) -> None:
        """Write the open file anew, where it is one and the user allowed edits."""
        if self._file is None or not self.leave.edits:
            return
        record = record_of(session.turns, session.model)
        content = to_json(session.model, self.kept.catalog, record).encode()
        write_bytes(self._file, content, force=True)
        self._read_as = _digest(content)

    def _tried(self, before: Session, said: Said) -> Change:
        record = record_of(before.turns, before.model)
        model = before.model.model_copy(update={"offline": before.model.offline or self._offline})
        copy = self.passing.import_model(model, record=record)
        after = _ended(self.passing.hear(copy.id, said))
        return Change(after, self._compared(copy.model, after.model), applied=False)

    def _compared(self, before: ThreatModel, after: ThreatModel) -> Comparison:
        return compare(before, after, self.kept.catalog.facts)


def _spoken_for(door: Facilitator) -> Facilitator:
    """The door of the same person, who speaks through an agent."""
    return door.as_(door.principal.speaking_through(AUTHOR))


def _is_file_name(source: str) -> bool:
    """Whether a source names a file rather than a session; addresses of sessions have neither dots nor slashes."""
    return "." in source or "/" in source


def fresh_key() -> str:
    """An idempotency key for one turn."""
    return uuid.uuid4().hex


def _ended(session: Session) -> Session:
    """The session after a turn; raises InputError with what went wrong where the turn failed."""
    last = session.turns[-1]
    if last.status is TurnStatus.FAILED:
        raise InputError(last.problem or "the turn failed; nothing was changed")
    return session


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
