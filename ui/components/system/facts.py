"""What is known, stage by stage: each fact with its value to set and its source."""

import streamlit as st

from agent.domain.changes.edits import ClearFact, Edit, SetFact
from agent.domain.facts import SYSTEM, FactValue, Provenance
from agent.domain.model import ThreatModel
from agent.domain.sessions.session import Session
from knowledge.catalog import Catalog
from knowledge.entries import FactDefinition, FactType
from knowledge.vocabulary import AnswerValue, InterviewStage
from ui import actions, state
from ui.components.form_messages import show_said, tell
from ui.components.text import plain
from ui.components.value_labels import SOURCES, STAGES, answer_words
from ui.components.widget_keys import tag_of


def show_facts(session: Session, catalog: Catalog) -> None:
    """One stage at a time, for the whole system or one component; saved together."""
    model = session.model
    stage = st.segmented_control(
        "Stage", list(STAGES), default=InterviewStage.SCOPE, required=True, key="facts_stage",
        format_func=lambda one: _stage_words(model, catalog, one), label_visibility="collapsed", wrap=True,
    ) or InterviewStage.SCOPE  # fmt: skip
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="bottom"):
        subject = st.selectbox(
            "About", [SYSTEM, *(part.id for part in model.components)], key="facts_subject", width=260,
            format_func=lambda one: "The whole system" if one == SYSTEM else model.name_of(one),
        ) or SYSTEM  # fmt: skip
        words = st.text_input("Find", key="facts_words", placeholder="Find a fact", icon=":material/search:", width=220)
    asked = shown_facts(model, catalog, stage, subject, words or "")
    if not asked:
        st.caption("No fact of this stage fits. Choose another stage or part, or clear the search.")
        return
    _form(session, asked, stage, subject)


def shown_facts(
    model: ThreatModel, catalog: Catalog, stage: InterviewStage, subject: str, words: str
) -> tuple[FactDefinition, ...]:
    """The facts of a stage that can be said about a subject and fit the search; of single measures only those known."""
    part = model.component(subject)
    wanted = words.casefold().split()
    known = {value.fact for value in model.facts}
    return tuple(
        fact
        for fact in catalog.facts.values()
        if fact.stage is stage
        and (not fact.of_measure or wanted or fact.id in known)
        and (part is None or part.kind in fact.kinds)
        and all(word in f"{fact.label} {fact.question}".casefold() for word in wanted)
    )


def fact_edits(model: ThreatModel, subject: str, chosen: dict[str, AnswerValue | None]) -> tuple[Edit, ...]:
    """The edits that bring the kept values in line with those chosen; None means not known."""
    kept = {value.fact: value.value for value in model.facts if value.subject == subject}
    edits: list[Edit] = []
    for fact, value in chosen.items():
        if value is None and fact in kept:
            edits.append(ClearFact(fact=fact, subject=subject))
        elif value is not None and kept.get(fact) != value:
            edits.append(SetFact(value=FactValue(fact=fact, subject=subject, value=value, provenance=Provenance.TABLE)))
    return tuple(edits)


def _stage_words(model: ThreatModel, catalog: Catalog, stage: InterviewStage) -> str:
    known = sum(value.fact in catalog.facts and catalog.facts[value.fact].stage is stage for value in model.facts)
    return f"{STAGES[stage]} {known}" if known else STAGES[stage]


def _form(session: Session, asked: tuple[FactDefinition, ...], stage: InterviewStage, subject: str) -> None:
    kept = [value for value in session.model.facts if value.subject == subject and value.fact in {f.id for f in asked}]
    tag = f"{stage.value}_{subject}_{tag_of(kept, state.generation('facts'))}"
    with st.form(f"facts_{tag}", border=False):
        with st.grid(2, min_column_width=260):
            for fact in asked:
                _show_row(session.model, fact, subject, tag)
        st.form_submit_button(
            "Save facts", type="primary", key="save_facts", on_click=_save, args=(session, asked, subject, tag)
        )
        show_said("facts")


def _save(session: Session, asked: tuple[FactDefinition, ...], subject: str, tag: str) -> None:
    """Save what was chosen on the version that the page showed, whatever others have saved since."""
    chosen = {fact.id: _chosen(session.model, fact, subject, tag) for fact in asked}
    edits = fact_edits(session.model, subject, chosen)
    if edits:
        actions.edit(session, edits, reason=f"Set {len(edits)} facts in the table")
    else:
        tell("facts", "Nothing was changed in the facts.")


def _chosen(model: ThreatModel, fact: FactDefinition, subject: str, tag: str) -> AnswerValue | None:
    """What a row of the form holds; None means not known."""
    typed = state.typed(f"fact_{fact.id}_{tag}")
    if fact.type is not FactType.SEVERAL:
        return typed if isinstance(typed, bool | str | tuple) else None
    ticked = typed if isinstance(typed, list | tuple) else ()
    kept = _kept(model, fact, subject)
    if kept is not None and isinstance(kept.value, tuple) and set(kept.value) == set(ticked):
        return kept.value
    if not ticked:
        return None
    return tuple(choice.value for choice in fact.choices if choice.value in ticked)


def _kept(model: ThreatModel, fact: FactDefinition, subject: str) -> FactValue | None:
    return next((value for value in model.facts if (value.fact, value.subject) == (fact.id, subject)), None)


def _show_row(model: ThreatModel, fact: FactDefinition, subject: str, tag: str) -> None:
    kept = _kept(model, fact, subject)
    key = f"fact_{fact.id}_{tag}"
    source = f" · {SOURCES[kept.provenance]}" if kept else ""
    label = f"{plain(fact.label)}{source}"
    if fact.type is FactType.SEVERAL:
        _show_several(fact, kept, label, key)
        return
    options: list[AnswerValue | None] = [None, *fact.values()]
    start = options.index(kept.value) if kept is not None and kept.value in options else 0
    st.selectbox(
        label, options, index=start, key=key, help=plain(fact.question),
        format_func=lambda one: "Not known" if one is None else answer_words(fact, one),
    )  # fmt: skip


def _show_several(fact: FactDefinition, kept: FactValue | None, label: str, key: str) -> None:
    values = [choice.value for choice in fact.choices]
    default = [one for one in kept.value if one in values] if kept is not None and isinstance(kept.value, tuple) else []
    st.multiselect(
        label, values, default=default, key=key, help=plain(fact.question), placeholder="Not known",
        format_func=lambda one: answer_words(fact, (one,)),
    )  # fmt: skip
