"""The dialog in which a model is shared: its members with their roles, and links that invite others."""

import streamlit as st

from agent.domain.sessions.principal import Role
from agent.domain.sessions.session import Session
from agent.domain.sessions.sharing import Invite, Member
from ui import app_services, sharing, state
from ui.components.frame.error_message import show_notices
from ui.components.text import counted, plain

ROLES = {
    Role.VIEWER: "Viewer: reads and exports",
    Role.COMMENTER: "Commenter: also comments and signs off",
    Role.EDITOR: "Editor: also changes the model",
    Role.OWNER: "Owner: also shares and deletes",
}
"""What each role may do, in a line."""


def show_share_button(session: Session) -> None:
    """The button that opens the dialog, where people are known."""
    if app_services.desk().settings.knows_people and st.button(
        "Share", key="share", type="tertiary", icon=":material/group_add:", help="Members, roles and invitations"
    ):
        state.remember(f"invite_{session.id}", "")
        _show_share(session.id)


@st.dialog("Share this model", width="large")
def _show_share(session_id: str) -> None:
    show_notices()
    members = sharing.sharing().members(session_id)
    role = app_services.role_of(session_id)
    st.markdown(f"## {counted(len(members), 'member')}", anchors=False)
    with st.container(key="members", gap="xsmall"):
        for member in members:
            _show_member(session_id, member, role)
    if role is Role.OWNER:
        _show_invite(session_id)
        _show_invites(session_id, sharing.sharing().invites(session_id))
    else:
        st.caption("Owners invite others and give roles.")
    if st.button("Leave this model", key="leave_model", type="tertiary", icon=":material/logout:"):
        sharing.leave(session_id)
        st.rerun()


def _show_member(session_id: str, member: Member, role: Role) -> None:
    own = member.key == sharing.sharing().principal.key
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"line_member_{member.key[:12]}"):
        you = " :gray[(you)]" if own else ""
        st.markdown(f"{plain(member.name)}{you}  \n:gray[since {member.since.date().isoformat()}]", width="stretch")
        if role is not Role.OWNER or own:
            st.caption(ROLES[member.role].partition(":")[0], width="content")
            return
        drawn = state.generation(sharing.fields_of(member.key))
        key = f"role_{member.key[:12]}_{member.role.value}_{drawn}"
        st.selectbox(
            f"Role of {plain(member.name)}", list(Role), index=member.role.rank, key=key, width=150,
            format_func=lambda one: ROLES[Role(one)].partition(":")[0], label_visibility="collapsed",
            on_change=sharing.set_role, args=(session_id, member.key, key, drawn),
        )  # fmt: skip
        st.button(
            f"Remove {plain(member.name)}", key=f"remove_{member.key[:12]}", type="tertiary",
            icon=":material/person_remove:", on_click=sharing.remove, args=(session_id, member.key),
        )  # fmt: skip


def _show_invite(session_id: str) -> None:
    """What the next invitation gives, and the link of the one that was just made."""
    st.markdown("## Invite somebody", anchors=False)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="invite_row"):
        st.selectbox(
            "They become", list(Role), index=Role.EDITOR.rank, key="invite_role", width=330,
            format_func=lambda one: ROLES[Role(one)],
        )  # fmt: skip
        st.number_input("Days until it ends", 1, 90, 7, key="invite_days", width=150)
        st.button(
            "Make a link", key="invite_make", type="primary", icon=":material/link:", on_click=sharing.invite,
            args=(session_id,),
        )  # fmt: skip
    if token := state.recall_words(f"invite_{session_id}"):
        st.markdown("Send this link to one person. It works once, and it is shown only now.")
        st.code(f"{_origin()}/?invite={token}", language=None, wrap_lines=True)


def _show_invites(session_id: str, invites: tuple[Invite, ...]) -> None:
    waiting = [one for one in invites if not one.withdrawn and one.used_at is None]
    if not waiting:
        return
    st.markdown("**Not taken yet**")
    for one in waiting:
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"line_invite_{one.id[:12]}"):
            word = ROLES[one.role].partition(":")[0]
            st.markdown(f"{word}, until {one.expires:%Y-%m-%d %H:%M} UTC", width="stretch")
            st.button(
                "Withdraw", key=f"withdraw_{one.id[:12]}", on_click=sharing.withdraw, args=(session_id, one.id),
                type="tertiary", icon=":material/link_off:",
            )  # fmt: skip


def _origin() -> str:
    """Where this page was opened, which the gate has checked, or where people sign in."""
    return app_services.desk().settings.sign_in_address or str(st.context.headers.get("origin") or "")
