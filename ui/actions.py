"""What a person can do on a page; each becomes one turn of the session, or one step in its history."""

import hashlib
from collections.abc import Sequence

from agent.domain.changes.edits import CloseInterview, DecideControl, Edit, StayOffline
from agent.domain.model import ThreatModel
from agent.domain.sessions.session import Said, Session, Turn, TurnStatus
from agent.domain.threats import Control, ControlStatus
from agent.domain.wording.text import clean_text
from knowledge.errors import ThreatparleyError
from ui import app_services, page_address, state
from ui.components.frame.error_message import notice_of

SAFE = "Your model is saved as it was before."


def ticket(session: Session, purpose: str) -> str:
    """An idempotency key: the same act on the same page gives the same key, so a double click is heard once."""
    basis = "\n".join((state.tab(), session.id, str(len(session.turns)), str(session.version), purpose))
    return hashlib.sha256(basis.encode("utf-8", "replace")).hexdigest()[:40]


def say(session: Session, said: Said) -> bool:
    """Hand a turn to a worker and say whether it was taken; what comes of it is shown when it is done."""
    state.forget_notices()
    try:
        state.watch(app_services.desk().turns.submit(session.id, said))
    except ThreatparleyError as error:
        notice = notice_of(error, safe=SAFE + " What you sent last was not taken.")
        state.notify(notice.model_copy(update={"unsent": said.text}))
        return False
    return True


def tell(session: Session, text: str, question: str | None = None, source: str = "") -> bool:
    """Say something in words: a message, or an answer to the question on the page."""
    key = ticket(session, f"tell\n{question}\n{source}\n{text}")
    return say(session, Said(text=text, question=question, source=source[:200], key=key))


def ask_about(session: Session, threat_id: str) -> None:
    """Ask in the conversation why a threat is there."""
    tell(session, f"Why {threat_id}?")


def answer(session: Session, question: str, chosen: Sequence[str]) -> None:
    """Answer the question on the page by quick reply; nothing chosen means none of these."""
    key = ticket(session, f"answer\n{question}\n{','.join(chosen)}")
    say(session, Said(question=question, chosen=tuple(chosen), key=key))


def edit(session: Session, edits: Sequence[Edit], reason: str = "") -> bool:
    """Change the model by edits made in a table or on a card; says whether they were taken."""
    if not edits:
        return False
    key = ticket(session, "\n".join(one.model_dump_json() for one in edits))
    return say(session, Said(edits=tuple(edits), made_on=_seen(session), reason=reason[:600], key=key))


def _seen(session: Session) -> int:
    """The version that the person had before their eyes; the page may have read a later one since."""
    return min(session.version, state.recall(f"shown_{session.id}", session.version))


def take(session: Session, edits: Sequence[Edit], reason: str = "") -> None:
    """The same behind a button, which has no use for an answer."""
    edit(session, edits, reason)


def plan_measures(session: Session, controls: Sequence[Control]) -> None:
    """Put some measures into the plan."""
    edits = [DecideControl(control=control.id, status=ControlStatus.PLANNED) for control in controls]
    edit(session, edits, reason=f"Planned {', '.join(control.id for control in controls)}")


def repeat(session: Session, turn: Turn) -> None:
    """Say once more what was said in a turn that failed."""
    say(session, turn.said.model_copy(update={"key": ticket(session, f"again\n{turn.number}")}))


def draft(session: Session) -> None:
    """Stop asking and draft with what is known."""
    edit(session, [CloseInterview()], reason=no_more(session))


def no_more(session: Session) -> str:
    """What the button says that ends the questions: where a draft stands, there is none to be made."""
    return "Ask no more for now" if session.model.threats else "Draft with what we have"


def ask_on(session: Session) -> None:
    """Open the interview again."""
    edit(session, [CloseInterview(closed=False)], reason="Ask more questions")


def offline_only() -> bool:
    """Whether models that this tab begins stay offline; there is nothing to choose where no model is asked."""
    return app_services.desk().settings.asks_model and bool(state.recall("offline_only", 0))


def choose_offline(offline: bool) -> None:
    """Choose that for the models that this tab begins from now on."""
    state.remember("offline_only", int(offline))


def stay_offline(session: Session, offline: bool) -> None:
    """Keep a model from the language model, or let it be asked again; a turn at work stops asking at once."""
    at_work = [turn.number for turn in session.turns if turn.status is TurnStatus.ACCEPTED]
    for number in at_work if offline else ():
        app_services.desk().turns.stop(session.id, number)
    reason = "Switched to offline only" if offline else "Switched offline only off"
    edit(session, [StayOffline(offline=offline)], reason=reason)


def undo(session: Session) -> None:
    """Take the last change back."""
    _step(session, back=True)


def redo(session: Session) -> None:
    """Take the change that was undone again."""
    _step(session, back=False)


def begin_model(*texts: tuple[str, str], model: ThreatModel | None = None) -> None:
    """Open a new model and go to it once it is kept; descriptions come with the names of their files, if any.

    It begins with what files of setups describe, where there is such a model, and else with nothing.
    """
    state.forget_notices()
    facilitator = app_services.desk().facilitator
    try:
        for text, _ in texts:
            clean_text(text)
        if model is None:
            session = facilitator.start(offline=offline_only())
        else:
            kept = model.model_copy(update={"offline": model.offline or offline_only()})
            session = facilitator.import_model(kept)
    except ThreatparleyError as error:
        state.notify(notice_of(error, safe="No model was opened, and what you wrote is still here."))
        return
    taken = [tell(session, text, source=source) for text, source in texts if text.strip()]
    if not taken or any(taken):
        page_address.go_to_session(session.id)


def _step(session: Session, back: bool) -> None:
    state.forget_notices()
    facilitator = app_services.desk().facilitator
    try:
        after = facilitator.undo(session.id, session.version) if back else facilitator.redo(session.id, session.version)
    except ThreatparleyError as error:
        state.notify(notice_of(error, safe=SAFE))
        return
    for name in ("parts", "facts", "plan", "cards", "what_if"):
        state.renew(name)
    done = "Undone" if back else "Redone"
    state.notify(state.Notice(kind="saved", text=f"{done}. Saved as version {after.version}."))
