"""The start page: what this is, where texts go, four ways in, and the models there are."""

from datetime import UTC, datetime

import streamlit as st

from agent.domain.listing import SessionLine
from agent.errors import InputError
from knowledge.errors import ThreatparleyError
from ui import acts, address, door, state
from ui.components.model_part import show_destination
from ui.components.text import counted, plain, shortened
from ui.components.trouble import notice_of, show_notices
from ui.documents import LIMIT_MB, TYPES, read_document
from ui.examples import examples

_HINT = (
    "For example: Our help page has an assistant for customers. It answers from our manuals with a hosted language "
    "model, can look up orders, and opens refund requests that a colleague approves."
)


def show_start() -> None:
    """Four ways in, beside the models there are."""
    with st.container(key="intro", gap="xsmall"):
        st.markdown("# Threatparley", anchors=False)
        st.markdown(
            "Describe an AI system in your own words and answer a few questions. Threatparley drafts what can go "
            "wrong, why it applies to your system, how bad it is and what helps, and works with you until you can "
            "stand behind it."
        )
    show_destination()
    if told := door.told_once():
        state.notify(state.Notice(kind="told", text=told))
    show_notices()
    ways, recent = st.columns([64, 36], gap="large")
    with ways:
        _show_describe()
        _show_upload()
        _show_examples()
        st.button(
            "Begin with a blank page", key="blank", icon=":material/add:", on_click=acts.begin_model,
            help="Answer questions one by one, or add the parts in tables.",
        )  # fmt: skip
    with recent:
        _show_recent()


def _show_describe() -> None:
    with st.form("describe", border=True):
        st.text_area(
            "Describe your system, or paste a description", key="description", height=150, placeholder=_HINT,
        )  # fmt: skip
        st.form_submit_button("Start with this description", type="primary", key="start_described", on_click=_described)


def _described() -> None:
    text = state.typed("description")
    if isinstance(text, str) and text.strip():
        acts.begin_model(text)
    else:
        state.notify(
            state.Notice(kind="refused", text="There is no description yet. Write a sentence or two, or begin blank.")
        )


def _show_upload() -> None:
    with st.container(border=True, key="upload"):
        st.file_uploader(
            "Upload a description (text, Markdown or PDF), or a Threatparley file", type=[*TYPES, "json"],
            key=f"file_{state.generation('file')}", max_upload_size=LIMIT_MB, on_change=_uploaded,
        )  # fmt: skip


def _uploaded() -> None:
    """Read the file and go on with it; what is wrong with it is said on the page."""
    upload = state.typed(f"file_{state.generation('file')}")
    name, content = getattr(upload, "name", None), getattr(upload, "getvalue", None)
    if not isinstance(name, str) or content is None:
        return
    state.renew("file")
    try:
        if name.lower().endswith(".json"):
            _open_native(content())
            return
        document = read_document(name, content())
    except ThreatparleyError as error:
        state.notify(notice_of(error, safe="Nothing was changed."))
        return
    acts.begin_model(document.text, source=document.name)


def _open_native(content: bytes) -> None:
    from agent.exchange import from_json
    from agent.incoming import clean_model
    from agent.recognition import advice_on, kind_of

    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("The file is not UTF-8 text. Choose a file exported from Threatparley as JSON.") from None
    kind = kind_of(text)
    if kind is not None and kind.instead != "own":
        raise InputError(f"The file is {kind.what}, and no Threatparley model. {advice_on(kind)}")
    clean = clean_model(from_json(text))
    kept = clean.model.model_copy(update={"offline": clean.model.offline or acts.offline_only()})
    session = door.desk().facilitator.import_model(kept, author="owner")
    address.go_to_session(session.id)
    if clean.notes:
        state.notify(state.Notice(kind="told", text=" ".join(clean.notes)))


def _show_examples() -> None:
    with st.container(border=True, key="examples"):
        st.markdown("**Open a worked example**")
        for example in examples():
            with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"line_{example.id}"):
                st.markdown(f"{plain(example.title)}  \n:gray[{plain(example.line)}]", width="stretch")
                st.button(
                    "Open", key=f"example_{example.id}", help=f"Opens “{example.title}” as a new model of your own.",
                    on_click=acts.begin_model, args=(example.text,),
                )  # fmt: skip


def _show_recent() -> None:
    st.markdown("## Your models")
    lines = door.desk().facilitator.sessions(limit=12)
    if not lines:
        st.caption("None yet. A model is saved from its first word; you find it here again.")
    now = datetime.now(UTC)
    for line in lines:
        with st.container(border=True, key=f"recent_{line.id}", gap="xsmall"):
            st.button(
                plain(shortened(line.name, 60)) or "Untitled model", key=f"open_{line.id}", type="tertiary",
                on_click=address.go_to_session, args=(line.id,),
            )  # fmt: skip
            st.caption(_line_words(line, now))


def _line_words(line: SessionLine, now: datetime) -> str:
    return f"{counted(line.threats, 'threat')} · version {line.version} · {since(line.changed_at, now)}"


def since(then: datetime, now: datetime) -> str:
    """How long ago, in words."""
    minutes = int((now - then).total_seconds() // 60)
    if minutes < 2:
        return "just now"
    if minutes < 60:
        return f"{minutes} minutes ago"
    if minutes < 24 * 60:
        return f"{counted(minutes // 60, 'hour')} ago"
    return then.date().isoformat()
