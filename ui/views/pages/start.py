"""The start page: what this is, where texts go, four ways in, and the models there are."""

import streamlit as st

from knowledge.errors import ThreatparleyError
from ui import actions, app_services, page_address, session_management, state
from ui.components.chat.llm_status import show_destination
from ui.components.frame.error_message import notice_of, show_notices
from ui.components.frame.help import show_help_and_settings
from ui.components.frame.keyboard import listen
from ui.components.frame.sample_picture import show_preview
from ui.components.sessions.session_list import show_shelf
from ui.components.text import counted, plain
from ui.examples import examples
from ui.uploading.documents import LIMIT_MB
from ui.uploading.uploads import READS, Model, Uploaded, read_all

_MANY = 4
"""With as many models the list needs the room, and its owner knows what one gets."""
_HANDFUL = 5
"""With more models a look over all of them tells what the list does not."""
_HINT = (
    "For example: Our help page has an assistant for customers. It answers from our manuals with a hosted language "
    "model, can look up orders, and opens refund requests that a colleague approves."
)


_ELSEWHERE = (
    "Several copies of this app may be at work. A file that fails here came to another one than this page: reload the "
    "page and add it again."
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
    with st.container(horizontal=True, gap="small", key="line_state_start"):
        show_destination()
        show_help_and_settings()
    if told := app_services.told_once():
        state.notify(state.Notice(kind="told", text=told))
    show_notices()
    ways, recent = st.columns([57, 43], gap="large")
    with ways:
        _show_describe()
        _show_upload()
        _show_examples()
        st.button(
            "Begin with a blank page", key="blank", icon=":material/add:", on_click=actions.begin_model,
            help="Answer questions one by one, or add the parts in tables.",
        )  # fmt: skip
    with recent:
        lines = app_services.desk().facilitator.shelf()
        if lines:
            show_shelf(lines)
        if len(lines) > _HANDFUL:
            st.button(
                "Look over all models", key="to_portfolio", icon=":material/dashboard:",
                on_click=page_address.go_to_portfolio,
                help="By risk, by the parts and measures they share, and by words in their threats.",
            )  # fmt: skip
        if len(lines) < _MANY:
            show_preview()
        if not lines:
            show_shelf(lines)
    listen()


def _show_describe() -> None:
    with st.form("describe", border=True):
        st.text_area(
            "Describe your system, or paste a description", key="description", height=150, placeholder=_HINT,
        )  # fmt: skip
        st.form_submit_button("Start with this description", type="primary", key="start_described", on_click=_described)


def _described() -> None:
    text = state.typed("description")
    if isinstance(text, str) and text.strip():
        actions.begin_model((text, ""))
    else:
        state.notify(
            state.Notice(kind="refused", text="There is no description yet. Write a sentence or two, or begin blank.")
        )


def _show_upload() -> None:
    with st.container(border=True, key="upload"):
        st.file_uploader(
            "Upload descriptions (text, Markdown, PDF), setups of your system, or models of this and other tools",
            accept_multiple_files=True,
            key=f"file_{state.generation('file')}", max_upload_size=LIMIT_MB, on_change=_uploaded,
            help="Descriptions and setups at once make one model: Docker Compose, MCP, OpenAPI, LangGraph, Kubernetes, "
            "Terraform plans, agent cards, model cards, diagrams and others. Each threat model opens on its own.",
        )  # fmt: skip
        if app_services.desk().settings.database_url:
            st.caption(_ELSEWHERE)


def _uploaded() -> None:
    """Read the files and go on with them; what is wrong with any of them is said on the page."""
    files = state.typed(f"file_{state.generation('file')}")
    if not isinstance(files, list) or not files:
        return
    state.renew("file")
    state.forget_notices()
    read = read_all(files)
    opened = [_opened(one) for one in read.models]
    system = read.system
    texts = (*(system.prose if system else ()), *read.documents)
    if system or texts:
        actions.begin_model(*((one.text, one.name) for one in texts), model=system.model if system else None)
    elif len(opened) == 1 and opened[0]:
        page_address.go_to_session(opened[0], finished=bool(read.models[0].model.threats))
    _tell(read, sum(map(bool, opened)))


def _opened(one: Model) -> str:
    """Keep a model of a file, and give its address; nothing where it could not be kept."""
    kept = one.model.model_copy(update={"offline": one.model.offline or actions.offline_only()})
    try:
        return app_services.desk().facilitator.import_model(kept, record=one.record).id
    except ThreatparleyError as error:
        state.notify(notice_of(error, safe="The other files were read; what was saved stays saved."))
        return ""


def _tell(read: Uploaded, opened: int) -> None:
    """What came of the files, each by its name, unless all went as it should."""
    if read.refused:
        number = len(read.documents) + len(read.models) + bool(read.system)
        good = f"{counted(number, 'file')} of {number + len(read.refused)} read. " if number else ""
        title = f"{good}{counted(len(read.refused), 'file was', 'files were')} not read. Nothing else was changed."
        lines = (*(one.why for one in read.refused), READS)
        state.notify(state.Notice(kind="refused", text=title, lines=lines))
    notes = [read.system.told] if read.system else []
    notes += [note for one in read.models for note in one.notes]
    if opened and (opened > 1 or read.documents or read.system):
        notes.append(f"{counted(opened, 'model was', 'models were')} opened from files; find them under Your models.")
    if notes:
        lines = read.system.notes if read.system else ()
        state.notify(state.Notice(kind="told", text=" ".join(notes), lines=lines))


def _show_examples() -> None:
    with st.container(border=True, key="examples"):
        st.markdown("**Open a worked example**")
        for example in examples():
            with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"line_{example.id}"):
                st.markdown(f"{plain(example.title)}  \n:gray[{plain(example.line)}]", width="stretch")
                st.button(
                    "Open", key=f"example_{example.id}",
                    help=f"Opens “{example.title}” as a finished model of your own, to explore and change.",
                    on_click=session_management.open_example, args=(example,),
                )  # fmt: skip
