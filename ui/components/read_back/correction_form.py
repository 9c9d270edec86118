"""What can be done about something that was understood: rename, same as, not there, the opposite, who writes it."""

import streamlit as st

from agent.domain.sessions.session import Session
from agent.reading.readback.corrections import Mended, thing_of
from agent.reading.readback.read_back_result import Mend, Sentence, Understood, What
from knowledge.entries import FactType
from knowledge.vocabulary import AnswerValue, ComponentKind
from ui import actions, app_services, state
from ui.components.text import plain
from ui.components.value_labels import answer_words

CHANGED = "words_changed"
"""Under which name the tab remembers that the page beside the sentence has to be drawn anew."""
_SIMPLE = {
    Mend.CONFIRM: ("Yes, it is so", ":material/check:"),
    Mend.OPPOSITE: ("The opposite is so", ":material/swap_horiz:"),
    Mend.REVERSE: ("It goes the other way", ":material/swap_horiz:"),
    Mend.OUTSIDE: ("They are outsiders", ":material/public:"),
    Mend.INSIDE: ("They are our own staff", ":material/badge:"),
    Mend.FORGET: ("Not said here", ":material/close:"),
    Mend.TAKE_OUT: ("Not a part", ":material/close:"),
}
_TAKE_OUT = {What.PART: "Not a part", What.PERSON: "Not people of the system", What.FLOW: "There is no such flow"}
_KINDS = {What.PART: "Part", What.PERSON: "People", What.FLOW: "Flow", What.FACT: "Fact"}


def show_mends(session: Session, sentence: Sentence, means: Understood, tag: str, firm: str) -> None:
    """What it is, and all that can be mended about it."""
    key = f"{tag}_{means.what.value}_{means.id}"
    with st.container(border=True, key=f"mend_{key}", gap="xsmall"):
        kind = f" · {_kind(session, means)}" if means.what is What.PART else ""
        doubt = f"  \n:gray[{plain(firm[:1].upper() + firm[1:])}.]" if firm else ""
        st.markdown(f"**{_KINDS[means.what]}{kind}:** {plain(means.label)}{doubt}")
        with st.container(horizontal=True, gap="xsmall", key=f"mend_buttons_{key}"):
            for mend in means.mends:
                if mend in _SIMPLE:
                    _simple(session, sentence, means, mend, key)
        if Mend.RENAME in means.mends:
            _rename(session, means, key)
        if Mend.VALUE in means.mends:
            _value(session, sentence, means, key)
        with st.container(horizontal=True, gap="xsmall", vertical_alignment="bottom", key=f"mend_choices_{key}"):
            if Mend.SAME_AS in means.mends:
                _choose(session, "Same as", _others(session, means), f"same_{key}", means, sentence)
            if Mend.KIND in means.mends:
                _choose(session, "Another kind", _other_kinds(session, means), f"kind_{key}", means, sentence)
            if Mend.WRITER in means.mends:
                _choose(session, "Who writes this?", _writers(session), f"writer_{key}", means, sentence)


def _simple(session: Session, sentence: Sentence, means: Understood, mend: Mend, key: str) -> None:
    label, icon = _SIMPLE[mend]
    label = _TAKE_OUT[means.what] if mend is Mend.TAKE_OUT else label
    st.button(
        label, key=f"do_{mend.value}_{key}", icon=icon, type="primary" if mend is Mend.CONFIRM else "secondary",
        on_click=_do, args=(session, sentence, means, mend),
    )  # fmt: skip


def _rename(session: Session, means: Understood, key: str) -> None:
    name = f"call_{key}_{session.version}"
    with (
        st.form(f"rename_{key}", border=False),
        st.container(horizontal=True, gap="xsmall", vertical_alignment="bottom", key=f"line_rename_{key}"),
    ):
        st.text_input("Call it", value=_bare(session, means), key=name, max_chars=120, width=260)
        st.form_submit_button(
            "Rename", key=f"do_rename_{key}", icon=":material/edit:", on_click=_do_rename, args=(session, means, name)
        )


def _value(session: Session, sentence: Sentence, means: Understood, key: str) -> None:
    fact = app_services.desk().catalog.facts[means.id]
    name = f"value_{key}_{session.version}"
    options = [choice.value for choice in fact.choices]
    with (
        st.form(f"answer_{key}", border=False),
        st.container(horizontal=True, gap="xsmall", vertical_alignment="bottom", key=f"line_answer_{key}"),
    ):
        if fact.type is FactType.SEVERAL:
            held = [one for one in means.value if one in options] if isinstance(means.value, tuple) else []
            st.multiselect(
                plain(fact.label), options, default=held, key=name, width=360,
                format_func=lambda one: answer_words(fact, (one,)),
            )  # fmt: skip
        else:
            start = options.index(means.value) if isinstance(means.value, str) and means.value in options else 0
            st.selectbox(
                plain(fact.label), options, index=start, key=name, width=360,
                format_func=lambda one: answer_words(fact, one),
            )  # fmt: skip
        st.form_submit_button(
            "Set", key=f"do_value_{key}", icon=":material/check:", on_click=_do_value,
            args=(session, sentence, means, name),
        )  # fmt: skip


def _choose(
    session: Session, label: str, options: dict[str, str], key: str, means: Understood, sentence: Sentence
) -> None:
    """A choice that is made at once: nothing is chosen before somebody chooses."""
    name = f"{key}_{session.version}"
    st.selectbox(
        label, list(options), index=None, key=name, placeholder="Choose", width=220,
        format_func=lambda one: options[one], on_change=_chosen, args=(session, means, sentence, name),
    )  # fmt: skip


def _chosen(session: Session, means: Understood, sentence: Sentence, name: str) -> None:
    value = state.typed(name)
    if not isinstance(value, str):
        return
    facilitator, model = app_services.desk().facilitator, session.model
    match name.partition("_")[0]:
        case "same":
            send(session, facilitator.back.mender.same_as(model, means.id, value))
        case "kind":
            send(session, facilitator.back.mender.kind(model, means.id, ComponentKind(value)))
        case _:
            send(session, facilitator.back.supplier.writer(model, means.id, value, sentence))


def _do(session: Session, sentence: Sentence, means: Understood, mend: Mend) -> None:
    mender, model = app_services.desk().facilitator.back.mender, session.model
    match mend:
        case Mend.CONFIRM:
            done = mender.confirm(model, means, sentence)
        case Mend.OPPOSITE:
            done = mender.opposite(means, sentence)
        case Mend.REVERSE:
            done = mender.reverse(model, means.id)
        case Mend.OUTSIDE:
            done = mender.outside(model, means.id)
        case Mend.INSIDE:
            done = mender.inside(model, means.id)
        case Mend.FORGET:
            done = mender.forget(model, means.id)
        case _:
            done = mender.take_out(model, means.id, sentence)
    send(session, done)


def _do_rename(session: Session, means: Understood, name: str) -> None:
    send(
        session,
        app_services.desk().facilitator.back.mender.rename(session.model, means.id, str(state.typed(name) or "")),
    )


def _do_value(session: Session, sentence: Sentence, means: Understood, name: str) -> None:
    chosen = state.typed(name)
    value: AnswerValue = tuple(str(one) for one in chosen) if isinstance(chosen, list) else str(chosen)
    send(session, app_services.desk().facilitator.back.mender.value(means.id, value, sentence))


def send(session: Session, done: Mended) -> None:
    """Make the edits of a mend in one turn."""
    state.remember(CHANGED, 1)
    actions.edit(session, done.edits, reason=done.line)


def refuse(why: str) -> None:
    """Say at the top of the page why nothing was changed."""
    state.remember(CHANGED, 1)
    state.notify(state.Notice(kind="refused", text=why))


def _bare(session: Session, means: Understood) -> str:
    """The name without the id that tells it apart from another of the same name."""
    thing = thing_of(session.model, means.id)
    return thing.name if thing else means.label


def _kind(session: Session, means: Understood) -> str:
    part = session.model.component(means.id)
    return app_services.desk().catalog.kinds[part.kind].label.lower() if part else "part"


def _others(session: Session, means: Understood) -> dict[str, str]:
    model = session.model
    things = model.components if means.what is What.PART else model.actors
    return {one.id: model.name_of(one.id) for one in things if one.id != means.id}


def _other_kinds(session: Session, means: Understood) -> dict[str, str]:
    part = session.model.component(means.id)
    kinds = app_services.desk().catalog.kinds.values()
    named = {entry.kind.value: entry.label for entry in kinds if part is None or entry.kind is not part.kind}
    return dict(sorted(named.items(), key=lambda one: one[1]))


def _writers(session: Session) -> dict[str, str]:
    return app_services.desk().facilitator.back.supplier.writers(session.model)
