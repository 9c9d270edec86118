"""What a person can do about the others of a model: invite and remove them, comment, sign off, leave."""

from collections.abc import Callable

from agent.domain.sessions.principal import Role
from agent.domain.sessions.sharing import Comment
from agent.sharing import Sharing
from knowledge.errors import ThreatparleyError
from ui import actions, app_services, page_address, state
from ui.components.frame.error_message import notice_of

_MODEL = "The model and its members are as they were."


def sharing() -> Sharing:
    """The half of the door of whoever acts that is about other people."""
    return app_services.desk().facilitator.sharing


def meet() -> None:
    """Keep who came, once for each tab and person."""
    facilitator = app_services.desk().facilitator
    if state.recall_words("met") != facilitator.principal.key:
        facilitator.sharing.meet()
        state.remember("met", facilitator.principal.key)


def invite(session_id: str) -> None:
    """Make an invitation as the fields of the page say, and keep its link for this tab to show once."""
    role, days = state.typed("invite_role"), state.typed("invite_days")

    def made() -> None:
        token = sharing().invite(session_id, Role(str(role)), int(str(days))).token
        state.remember(f"invite_{session_id}", token)

    _safely(made, _MODEL)


def withdraw(session_id: str, invite_id: str) -> None:
    """Take an invitation back."""
    state.remember(f"invite_{session_id}", "")
    _safely(lambda: sharing().withdraw(session_id, invite_id), _MODEL)


def set_role(session_id: str, member: str, key: str, drawn: int) -> None:
    """Give a member the role that a field of the page holds.

    A browser tells once more of a field that is gone; ``drawn`` is the generation that the field was drawn in, and one
    of an earlier generation counts no more.
    """
    if drawn != state.generation(fields_of(member)):
        return
    role = Role(str(state.typed(key)))
    state.renew(fields_of(member))
    _safely(lambda: sharing().set_role(session_id, member, role), _MODEL)


def remove(session_id: str, member: str) -> None:
    """Remove a member."""
    state.renew(fields_of(member))
    _safely(lambda: sharing().remove(session_id, member), _MODEL)


def fields_of(member: str) -> str:
    """The name of the generation of a member's fields."""
    return f"member_{member}"


def leave(session_id: str) -> None:
    """Be a member no longer, and go to the start page."""

    def left() -> None:
        sharing().step_out(session_id)
        page_address.go_to_start()

    _safely(left, _MODEL)


def join(token: str) -> None:
    """Become a member by an invitation, and go to its model."""

    def joined() -> None:
        page_address.go_to_session(sharing().accept(token), finished=True)

    page_address.forget_invite()
    _safely(joined, "You are a member of what you were a member of before.")


def comment(session_id: str, threat: str, key: str) -> None:
    """Write what a field of the page holds as a comment on a threat; it stays in the field where that fails."""
    text = str(state.typed(key) or "").strip()
    if not text:
        return

    def said() -> None:
        sharing().comment(session_id, threat, text)
        state.renew(f"comment_{threat}")
        state.remember(talk_of(threat), 1)

    _safely(said, "Your comment is still in its field, and nothing else was changed.")


def resolve(session_id: str, one: Comment, resolved: bool) -> None:
    """Settle a comment, or open it again."""
    state.remember(talk_of(one.threat), 1)
    _safely(lambda: sharing().resolve(session_id, one.id, resolved), actions.SAFE)


def talk_of(threat: str) -> str:
    """The name under which a tab keeps that its reader takes part in the comments on a threat."""
    return f"talk_{threat}"


def sign_off(session_id: str, threat: str, signed: bool) -> None:
    """Sign a threat off as it stands, or take one's own sign-off back."""
    one = sharing()
    _safely(lambda: (one.sign_off if signed else one.take_back)(session_id, threat), actions.SAFE)


def _safely(act: Callable[[], object], safe: str) -> None:
    """Do it, and say on the page what went wrong if something did."""
    state.forget_notices()
    try:
        act()
    except ThreatparleyError as error:
        state.notify(notice_of(error, safe=safe))
