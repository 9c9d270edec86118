"""Open points: assumptions to confirm or reject, and what is still missing, weightiest first."""

from typing import TypeVar

import streamlit as st

from agent.domain.changes.edits import DescribeSystem, Edit, SetFact
from agent.domain.document_claims import confirmed, denied
from agent.domain.facts import FactValue, Provenance
from agent.domain.findings.gaps import Gap, GapKind
from agent.domain.sessions.session import Session
from agent.domain.system import Assumption, AssumptionStatus
from knowledge.catalog import Catalog
from knowledge.entries import FactType
from knowledge.vocabulary import AnswerValue
from ui import actions, app_services, page_address, state
from ui.components.chat.interview_progress import effect
from ui.components.text import counted, plain, quoted
from ui.components.value_labels import answer_words

_SHOWN = 12
Thing = TypeVar("Thing")


def show_points(session: Session) -> None:
    """The section with assumptions and gaps."""
    standing, gaps = standing_assumptions(session), _missing(session)
    if not standing and not gaps:
        st.markdown("**No open points.** Nothing is assumed and nothing is missing that would change the draft.")
        return
    st.markdown(f"## {counted(len(standing), 'assumption')} to confirm")
    if not standing:
        st.caption("Nothing is assumed. Assumptions appear once there is a draft made with facts missing.")
    for assumption in _some(standing, "assumptions"):
        _show_assumption(session, assumption, app_services.desk().catalog)
    st.markdown(f"## {counted(len(gaps), 'thing')} missing or unsettled")
    if not gaps:
        st.caption("Nothing is missing that would change the draft.")
    for index, gap in enumerate(_some(gaps, "gaps")):
        _show_gap(session, gap, index)


def open_points(session: Session) -> int:
    """How many points the section lists, as its name and the links to it say."""
    return len(standing_assumptions(session)) + len(_missing(session))


def _missing(session: Session) -> tuple[Gap, ...]:
    return tuple(gap for gap in app_services.gaps_of(session) if gap.kind is not GapKind.STANDING_ASSUMPTION)


def standing_assumptions(session: Session) -> tuple[Assumption, ...]:
    """The assumptions nobody has confirmed or rejected: what documents claim first, then what most threats rest on."""
    standing = [one for one in session.model.assumptions if one.status is AssumptionStatus.STANDING]
    return tuple(sorted(standing, key=lambda one: (not one.source, -_resting(session, one))))


def settled(fact: str, value: AnswerValue) -> Edit:
    """The edit that gives a fact its value by hand."""
    return SetFact(value=FactValue(fact=fact, value=value, provenance=Provenance.TABLE))


def _some(things: tuple[Thing, ...], name: str) -> tuple[Thing, ...]:
    """The first few, with a button for the rest."""
    if len(things) <= _SHOWN or state.recall(f"all_{name}", 0):
        return things
    if st.button(f"Show all {len(things)} {name}", key=f"all_{name}", type="tertiary"):
        state.remember(f"all_{name}", 1)
        st.rerun()
    return things[:_SHOWN]


def _show_assumption(session: Session, assumption: Assumption, catalog: Catalog) -> None:
    resting = _resting(session, assumption)
    with (
        st.container(border=True, key=f"assumption_{assumption.id}"),
        st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"line_{assumption.id}"),
    ):
        rests = f" · {counted(resting, 'threat')} {'rests' if resting == 1 else 'rest'} on it" if resting else ""
        st.markdown(f"**{assumption.id}** {plain(assumption.text)}{rests}{_claimed(assumption)}", width="stretch")
        st.button(
            "Confirm", key=f"confirm_{assumption.id}", icon=":material/check:",
            on_click=actions.take, args=(session, [confirmed(assumption)], f"Confirmed {assumption.id}"),
        )  # fmt: skip
        with st.popover("Not so", icon=":material/close:", key=f"reject_{assumption.id}"):
            _rejection(session, assumption, catalog)


def _claimed(assumption: Assumption) -> str:
    """Where a document's claim was read, with its words, and what it counts for."""
    if not assumption.source:
        return ""
    said = " ".join(f"“{plain(quoted(quote.text))}”" for quote in assumption.quotes)
    return f"  \n:gray[Read in {plain(assumption.source)}: {said} Counts for nothing until you confirm it.]"


def _resting(session: Session, assumption: Assumption) -> int:
    """How many threats rest on an assumption."""
    if assumption.fact is None:
        return 0
    return sum(assumption.fact in threat.evidence.assumed for threat in session.model.threats)


def _rejection(session: Session, assumption: Assumption, catalog: Catalog) -> None:
    definition = catalog.facts.get(assumption.fact or "")
    if definition is None:
        _button(session, "It does not hold", denied(assumption), assumption, "rejected")
        return
    st.markdown(f"**What holds instead?** {plain(definition.question)}")
    for value in definition.values():
        if value != assumption.value:
            edit = settled(definition.id, value)
            _button(session, answer_words(definition, value), edit, assumption, str(value))
    if definition.type is FactType.SEVERAL:
        st.caption("Several at once can be set under Components & facts.")


def _button(session: Session, label: str, edit: Edit, assumption: Assumption, tag: str) -> None:
    st.button(
        plain(label), key=f"reject_{assumption.id}_{tag}",
        on_click=actions.take, args=(session, [edit], f"Rejected {assumption.id}"),
    )  # fmt: skip


def _show_gap(session: Session, gap: Gap, index: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"line_gap_{index}"):
        st.markdown(f"{plain(gap.text)}  \n:gray[{plain(effect(gap) or gap.reason)}]", width="stretch")
        if gap.fact is not None:
            st.button("Set it", key=f"set_{index}_{gap.fact}", type="tertiary", on_click=_to_fact, args=(gap,))
        if gap.kind is GapKind.LEFT_OPEN:
            st.button(
                "Settled", key=f"settled_{index}", type="tertiary", on_click=actions.take,
                args=(session, [_without(session, gap)], "Settled an open question"),
            )  # fmt: skip


def _without(session: Session, gap: Gap) -> Edit:
    """The edit that takes a question out of those that the owner's texts leave open."""
    return DescribeSystem(left_open=tuple(one for one in session.model.system.left_open if not gap.text.endswith(one)))


def _to_fact(gap: Gap) -> None:
    """Lead to the fact's row in the table."""
    definition = app_services.desk().catalog.facts.get(gap.fact or "")
    state.preset("parts_table", "facts")
    if definition is not None:
        state.preset("facts_stage", definition.stage)
        state.preset("facts_words", definition.label)
    page_address.show_section("parts")
