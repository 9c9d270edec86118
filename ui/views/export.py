"""Export: the two pages to read at once, and files in every format, grouped by what they are for."""

from collections.abc import Callable
from datetime import UTC, datetime

import streamlit as st

from agent.domain.sessions.session import Session
from agent.exchange import Extent
from agent.exchange.documents.markdown_blocks import escaped
from agent.exchange.documents.page_limits import too_long
from agent.exchange.formats import WRITTEN, FileFormat, Group, written
from agent.exchange.interchange.losses import Export, How, Loss
from agent.exchange.reports.brief import brief
from ui import app_services
from ui.components.document_blocks import show_blocks
from ui.components.file_names import file_name
from ui.components.large_file import making_of, show_large
from ui.components.text import counted
from ui.dossiers import of_session
from ui.downloads import Content, handed_out
from ui.large_files import is_large

NATIVE = "json"
_LENGTHS = {Extent.BRIEF: "Two pages", Extent.REPORT: "Report", Extent.FULL: "Everything"}
_TELLS = {
    Extent.BRIEF: "The brief alone: what the system is, five ways to harm, ten threats with owner and next step, and "
                  "what is not known.",
    Extent.REPORT: "The brief first, then an annex of some ten pages: the system, the main list, first measures, "
                   "decisions, open points, coverage in counts and sources.",
    Extent.FULL: "The brief first, then every threat with its evidence, references and scores, every measure and "
                 "every framework item. Often a hundred pages.",
}  # fmt: skip


def show_export(session: Session) -> None:
    """The section with the files."""
    model = session.model
    if not model.threats:
        st.info("There is no draft yet. A file exported now holds the system and what is known, without threats.")
    st.caption(
        f"Version {session.version} with {counted(len(model.components), 'component')}, "
        f"{counted(len(model.threats), 'threat')} and {counted(len(model.controls), 'measure')}. "
        "Files are made on this machine and go nowhere else."
    )
    for group in Group:
        st.markdown(f"## {group.value}")
        extent = _choose_length() if group is Group.SHARE else Extent.FULL
        for form in WRITTEN:
            if form.group is group:
                _show_format(session, form, extent)
        if group is Group.SHARE:
            _show_brief(session)


def _choose_length() -> Extent:
    chosen = st.segmented_control(
        "How much of it", list(_LENGTHS), default=Extent.REPORT, required=True, key="length",
        format_func=lambda one: _LENGTHS[one], label_visibility="collapsed",
    )  # fmt: skip
    extent = Extent(chosen or Extent.REPORT)
    st.caption(_TELLS[extent])
    return extent


def _show_format(session: Session, form: FileFormat, extent: Extent) -> None:
    name = file_name(session.model, session.version, form.ending, datetime.now(UTC).date())
    with st.container(border=True, key=f"file_{form.id}"):
        words, button = st.columns([78, 22], vertical_alignment="center")
        draft = " :orange-badge[Experimental]" if form.experimental else ""
        words.markdown(f"**{form.name}**{draft}  \n{form.includes}  \n`{name}`")
        closed = form.closes and words.checkbox("Also what is settled", key=f"closed_{form.id}")
        if form.id in ("pdf", "docx") and (why := too_long(len(session.model.threats), extent)):
            words.caption(f"{why[0].upper()}{why[1:]}.")
            return
        if is_large(session.model):
            show_large(button, session, form, extent, closed, name)
        else:
            button.download_button(
                "Download", _content(session, form, extent, closed), name, form.mime, key=f"download_{form.id}",
                icon=":material/download:", on_click="ignore", width="stretch",
            )  # fmt: skip
        if not form.told and form.id != NATIVE:
            _show_losses(session, form, extent, closed)


def _show_losses(session: Session, form: FileFormat, extent: Extent, closed: bool) -> None:
    """What the file does not hold as the model does, worked out once someone looks."""
    label = f"What is lost in {form.name}"
    with st.expander(label, key=f"losses_{form.id}", on_change="rerun") as opened:
        if opened.open:
            made = _made(session, form, extent, closed)
            if made is None:
                st.markdown("Make the file first: what it cannot hold is found on the way.")
                return
            losses = made.losses
            for how in How:
                lines = [one for one in losses if one.how is how]
                if lines:
                    st.markdown(f"**{how.value.capitalize()}**\n" + "\n".join(f"- {_line(one)}" for one in lines))
            if not losses:
                st.markdown("Nothing.")


def _made(session: Session, form: FileFormat, extent: Extent, closed: bool) -> Export | None:
    """The file with its losses; of a large model only once it was made."""
    if not is_large(session.model):
        return written(form, of_session(session, app_services.desk().facilitator), closed=closed)
    making = making_of((session.id, session.version, form.id, extent.value, closed))
    return making.made if making else None


def _line(loss: Loss) -> str:
    return escaped(loss.line.removeprefix(f"{loss.how.value}: ")).replace(":", "\\:")


def _show_brief(session: Session) -> None:
    with st.expander("Read the two pages here", expanded=True, key="preview", on_change="rerun") as preview:
        if preview.open:
            show_blocks(brief(of_session(session, app_services.desk().facilitator)), below=1)


def _content(session: Session, form: FileFormat, extent: Extent, closed: bool) -> Callable[[], Content]:
    return handed_out(
        session.id, form.id, lambda facilitator: written(form, of_session(session, facilitator), extent, closed).data
    )
