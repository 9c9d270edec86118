"""What documents are written from, for a kept session and for a file."""

from datetime import UTC, date, datetime
from pathlib import Path

from agent.domain.model import ThreatModel
from agent.domain.sessions.quoted_turns import NO_TURNS, Record, record_of
from agent.domain.sessions.session import Session, VersionLine
from agent.exchange import Cover, Dossier
from agent.facilitator import Facilitator

NAMELESS = "owner"
"""How versions call their author where nobody has a name."""


def of_session(session: Session, facilitator: Facilitator) -> Dossier:
    """The dossier of a session's model, dated by its version."""
    lines = facilitator.history(session.id)
    line = next((one for one in lines if one.version == session.version), None)
    record = record_of(session.turns, session.model)
    return of_model(session.model, facilitator, cover_of(session, line), record)


def of_model(model: ThreatModel, facilitator: Facilitator, cover: Cover, record: Record | None = None) -> Dossier:
    """The dossier of a model that is at hand, with the turns recorded beside it."""
    ledger, gaps, alike = facilitator.ledger(model), facilitator.gaps(model), facilitator.alike(model)
    return Dossier(model, facilitator.catalog, ledger, gaps, alike, cover, record or NO_TURNS)


def cover_of(session: Session, line: VersionLine | None) -> Cover:
    """What a document says of the version it was made from."""
    day = (line.at if line else session.created).astimezone(UTC).date()
    author = line.author if line and line.author != NAMELESS else session.model.system.owner
    named = f", {line.name}" if line and line.name else ""
    return Cover(version=f"{session.version}{named}", day=day, author=author or "the owner of the model")


def changed_on(source: str) -> date:
    """The day a file was written, so that the same file gives the same document; today for standard input."""
    path = Path(source)
    at = datetime.fromtimestamp(path.stat().st_mtime, UTC) if path.is_file() else datetime.now(UTC)
    return at.date()
