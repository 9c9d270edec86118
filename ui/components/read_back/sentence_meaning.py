"""What a sentence means that was not understood: a part, people, a fact, or nothing for a threat model."""

import streamlit as st

from agent.domain.sessions.session import Session
from agent.domain.wording.names_in_sentences import capital
from agent.reading.readback.read_back_result import Sentence, Standing
from knowledge.vocabulary import AnswerValue, ComponentKind
from ui import app_services, state
from ui.components.read_back.correction_form import refuse, send
from ui.components.text import plain

WAYS = {"part": "It names a part", "people": "It names people", "fact": "It says how the system is",
        "nothing": "Nothing for a threat model"}  # fmt: skip


def show_meaning(session: Session, sentence: Sentence, tag: str) -> None:
    """The question what a sentence means, and what is needed for the answer that is chosen."""
    with st.container(border=True, key=f"meaning_{tag}", gap="xsmall"):
        if sentence.standing is Standing.NOTHING:
            st.button(
                "It means something after all", key=f"do_something_{tag}", on_click=_nothing,
                args=(session, sentence, False),
            )  # fmt: skip
            return
        way = st.segmented_control(
            "What does this sentence mean?", list(WAYS), key=f"way_{tag}", format_func=WAYS.__getitem__, wrap=True
        )
        match way:
            case "part":
                _part(session, sentence, tag)
            case "people":
                _people(session, sentence, tag)
            case "fact":
                _fact(session, sentence, tag)
            case "nothing":
                st.button(
                    "Set it aside", key=f"do_nothing_{tag}", type="primary", on_click=_nothing,
                    args=(session, sentence, True),
                )  # fmt: skip


def _part(session: Session, sentence: Sentence, tag: str) -> None:
    kinds = sorted(app_services.desk().catalog.kinds.values(), key=lambda one: one.label)
    name, kind = f"part_name_{tag}", f"part_kind_{tag}"
    with st.form(f"part_{tag}", border=False), _line(f"line_part_{tag}"):
        st.text_input("Name of the part", key=name, max_chars=120, width=240)
        labels = {one.kind.value: one.label for one in kinds}
        st.selectbox(
            "Kind", list(labels), index=None, key=kind, placeholder="Choose", format_func=labels.__getitem__, width=220
        )
        st.form_submit_button("Add the part", key=f"do_part_{tag}", type="primary", on_click=_do_part,
                              args=(session, sentence, name, kind))  # fmt: skip


def _people(session: Session, sentence: Sentence, tag: str) -> None:
    name, side = f"people_name_{tag}", f"people_side_{tag}"
    with st.form(f"people_{tag}", border=False), _line(f"line_people_{tag}"):
        st.text_input("Who they are", key=name, max_chars=120, width=240)
        st.selectbox("They are", ["People from outside", "People of our own"], key=side, width=220)
        st.form_submit_button("Add the people", key=f"do_people_{tag}", type="primary", on_click=_do_people,
                              args=(session, sentence, name, side))  # fmt: skip


def _fact(session: Session, sentence: Sentence, tag: str) -> None:
    """The facts that the words make likeliest as buttons; any other one stands in the table of facts."""
    likely = app_services.desk().facilitator.back.supplier.likely(session.model, sentence)
    if not likely:
        st.caption("No fact is near to these words. Say it in other words in the chat, or set the fact in the table.")
        return
    st.caption("Choose what it says. If nothing fits, say it in other words in the chat.")
    for place, (fact, value) in enumerate(likely):
        meaning = capital(app_services.desk().catalog.facts[fact].meaning(value))
        st.button(plain(meaning), key=f"do_fact_{tag}_{place}", on_click=_do_fact,
                  args=(session, sentence, fact, value))  # fmt: skip


def _line(key: str) -> "st.delta_generator.DeltaGenerator":
    return st.container(horizontal=True, gap="xsmall", vertical_alignment="bottom", key=key)


def _do_part(session: Session, sentence: Sentence, name: str, kind: str) -> None:
    called, chosen = str(state.typed(name) or ""), state.typed(kind)
    if not called.strip() or not isinstance(chosen, str):
        refuse("A part needs a name and a kind; nothing was changed.")
        return
    send(
        session,
        app_services.desk().facilitator.back.supplier.part(session.model, called, ComponentKind(chosen), sentence),
    )


def _do_people(session: Session, sentence: Sentence, name: str, side: str) -> None:
    called = str(state.typed(name) or "")
    if not called.strip():
        refuse("Say who they are; nothing was changed.")
        return
    trusted = state.typed(side) == "People of our own"
    send(session, app_services.desk().facilitator.back.supplier.people(session.model, called, trusted, sentence))


def _do_fact(session: Session, sentence: Sentence, fact: str, value: AnswerValue) -> None:
    send(session, app_services.desk().facilitator.back.mender.value(fact, value, sentence))


def _nothing(session: Session, sentence: Sentence, aside: bool) -> None:
    send(session, app_services.desk().facilitator.back.mender.nothing(sentence, aside))
