"""What a person can do with whole models in the list, and with the versions of one."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from agent.domain.changes.edits import DescribeSystem
from agent.domain.sessions.quoted_turns import record_of
from agent.domain.sessions.session import Session, VersionLine
from agent.domain.sessions.session_list import SessionLine
from knowledge.errors import ThreatparleyError
from ui import actions, app_services, page_address, state
from ui.components.frame.error_message import notice_of
from ui.examples import Example

if TYPE_CHECKING:
    from agent.facilitator import Facilitator

_PATIENCE = 5.0
"""Seconds in which a model that is renamed in the list is renamed at the next look."""


def hours_kept() -> int:
    """For how long a deleted model can be brought back."""
    return app_services.desk().facilitator.retention.deleted * 24


def open_example(example: Example) -> None:
    """Open a finished example as a model of one's own."""

    def opened() -> None:
        session = app_services.desk().facilitator.worked(example.id, example.text, example.worked())
        page_address.go_to_session(session.id, finished=True)

    _safely(opened, "No model was opened.")


def rename(line: SessionLine, name: str) -> None:
    """Give a model another name, by the same edit as on its own page, made on the version that the list showed."""
    words = " ".join(name.split())
    if not words or words == line.name:
        return
    desk = app_services.desk()
    session = desk.facilitator.open(line.id)
    session = session.model_copy(update={"version": min(line.version, session.version)})
    if actions.edit(session, [DescribeSystem(name=words)], reason="Described the system"):
        desk.turns.wait(session.id, len(session.turns) + 1, _PATIENCE)
        state.watch(None)


def duplicate(session_id: str) -> None:
    """Make a second model of one."""
    _safely(lambda: app_services.desk().facilitator.duplicate(session_id), "The model is as it was.")


def archive(session_id: str, archived: bool) -> None:
    """Put a model away, or take it out again."""
    _safely(lambda: app_services.desk().facilitator.archive(session_id, archived), "The model is as it was.")


def delete(session_id: str) -> None:
    """Delete a model so that it can be brought back."""

    def deleted() -> None:
        app_services.desk().facilitator.delete(session_id)
        state.remember("deleted", session_id)

    _safely(deleted, "The model is as it was.")


def bring_back(session_id: str) -> None:
    """Take back that a model was deleted."""
    _safely(
        lambda: app_services.desk().facilitator.bring_back(session_id), "The model stays deleted; nothing else changed."
    )


def purge(session_id: str) -> None:
    """Remove a model for good."""
    _safely(lambda: app_services.desk().facilitator.purge(session_id), "The model stays among the deleted ones.")


def leave(session: Session) -> None:
    """Go to the start page; a page on which nothing was said is not kept."""
    if session.version == 0 and not session.turns:
        _safely(lambda: app_services.desk().facilitator.leave(session.id), "Nothing was lost.")
    page_address.go_to_start()


def native_file(facilitator: "Facilitator", session_id: str) -> str:
    """Everything of a model with the turns that it quotes, as a file to open again, as somebody may read it."""
    from agent.exchange import to_json

    session = facilitator.open(session_id)
    return to_json(session.model, facilitator.catalog, record_of(session.turns, session.model))


def show_exports(session_id: str) -> None:
    """Lead to the files of a model."""
    page_address.go_to_session(session_id)
    page_address.show_section("export")


def restore(session: Session, version: int) -> None:
    """Bring an older version back as one new version."""

    def restored() -> None:
        after = app_services.desk().facilitator.restore(session.id, version, session.version)
        for name in ("parts", "facts", "plan", "cards"):
            state.renew(name)
        state.notify(state.Notice(kind="saved", text=f"Restored. Saved as version {after.version}."))

    _safely(restored, actions.SAFE)


def name_version(session: Session, line: VersionLine, name: str) -> None:
    """Give a version a name, or take it away with an empty one; a name that others gave since stays."""

    def named() -> None:
        facilitator, words = app_services.desk().facilitator, " ".join(name.split())
        now = next((one.name for one in facilitator.history(session.id) if one.version == line.version), line.name)
        if now in (line.name, words):
            facilitator.name_version(session.id, line.version, words)
            return
        why = f"Somebody else named version {line.version} “{now}” meanwhile. Yours was “{words}”; send it again."
        state.notify(state.Notice(kind="refused", text=why))

    _safely(named, actions.SAFE)


def today() -> str:
    """The day, as names of files carry it."""
    return datetime.now(UTC).date().isoformat()


def _safely(act: Callable[[], object], safe: str) -> None:
    """Do it, and say on the page what went wrong if something did."""
    state.forget_notices()
    state.remember("deleted", "")
    try:
        act()
    except ThreatparleyError as error:
        state.notify(notice_of(error, safe=safe))
