"""What a session's own row shows of its model, so that lists need not read the model."""

from sqlalchemy import Connection, update

from agent.domain.findings.threat_ranking import live
from agent.domain.model import ThreatModel
from agent.domain.sessions.session import Question
from agent.domain.sessions.session_list import high_risks
from agent.store.tables import sessions
from agent.store.value_codec import pack


def touch(connection: Connection, session: str, values: dict[str, object]) -> None:
    """Set columns of a session's own row."""
    connection.execute(update(sessions).where(sessions.c.id == session).values(values))


def face(model: ThreatModel, question: Question | None) -> dict[str, object]:
    """The columns that come from the model and the question that waits."""
    name = model.system.name.encode("utf-8", "replace").decode().replace("\x00", "")
    counts = {"threats": len(live(model.threats)), "high": high_risks(model)}
    return {"name": name, **counts, "question": pack(question) if question else None}
