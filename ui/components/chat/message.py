"""One turn of the conversation: what the owner said, and what came of it."""

import streamlit as st

from agent.domain.sessions.checklists import State, choices_of_line, fact_of, states_of
from agent.domain.sessions.offer_replies import standing_turn
from agent.domain.sessions.session import Reply, Session, Turn
from agent.domain.wording.names_in_sentences import capital, small
from knowledge.catalog import Catalog
from ui import page_address
from ui.components.chat.offers import show_offers
from ui.components.text import counted, plain, prose, quoted

_LONG = 700
"""How many characters are shown of a long text."""
_MOST_UNREAD = 8
"""How many sentences that were not understood stand in the chat; the section has all of them."""
_LEAST_FOLDED = 300
"""A text is folded only if at least so many characters more would be hidden."""
_SPECIAL = {"not_sure": "Not sure", "skip": "Skip", "yes": "Yes", "no": "No"}


def show_said(turn: Turn, catalog: Catalog) -> None:
    """What the owner said or did in a turn."""
    said = turn.said
    if said.edits and not said.text and said.chosen is None:
        st.caption(f":material/edit: {plain(said.reason or 'Changed in the tables')}")
        return
    if said.offers and not said.text:
        st.caption(f":material/rate_review: {plain(capital(said.author))} proposes changes")
        return
    if said.withheld:
        st.caption(":material/history: Said before; the file that this model was opened from does not hold the words")
        return
    with st.chat_message("user", avatar=":material/person:"):
        if said.source:
            st.caption(f"From “{plain(said.source)}”")
        if said.chosen is not None:
            st.text(_chosen_words(turn, catalog))
        if len(said.text) > _LONG + _LEAST_FOLDED:
            st.text(said.text[:_LONG].rsplit(" ", 1)[0] + " …")
            with st.expander(f"The whole text, {len(said.text):,} characters", type="compact"):
                st.text(said.text)
        elif said.text:
            st.text(said.text)


def show_reply(turn: Turn, session: Session, newest: bool) -> None:
    """What came of a turn; of an older edit from a table only what was refused."""
    quiet = bool(turn.said.edits) and not turn.said.text and turn.said.chosen is None and not newest
    if turn.reply is None or (quiet and not turn.reply.refused):
        return
    with st.chat_message("assistant", avatar=":material/shield:"):
        _show_answer(turn, turn.reply, newest)
        _lead_to_words(turn, session)
        show_offers(session, turn, standing=turn.number == standing_turn(session))
        question = turn.reply.question
        if question is not None and question != session.question:
            st.markdown(prose(question.text))


def _show_answer(turn: Turn, reply: Reply, newest: bool) -> None:
    if reply.text.strip():
        st.markdown(prose(reply.text))
    if reply.changes:
        _show_changes(reply.changes, newest)
    if reply.refused:
        lines = "\n".join(f"- {plain(refusal.reason)}" for refusal in reply.refused)
        st.warning(f"**{counted(len(reply.refused), 'change')} not made**\n\n{lines}")
    if reply.unread:
        with st.container(border=True, key=f"unread_{turn.number}", gap="xsmall"):
            st.markdown("**Not understood**; what it means can be said under *Your words*:")
            for sentence in reply.unread[:_MOST_UNREAD]:
                st.text(f"“{quoted(sentence)}”")
            if (more := len(reply.unread) - _MOST_UNREAD) > 0:
                st.caption(f"and {counted(more, 'more sentence')}")


def _lead_to_words(turn: Turn, session: Session) -> None:
    """From the reply to a description, and to words that were not understood, the way to the read-back."""
    described = session.model.system.is_told_in(turn.said.text)
    if described or (turn.reply is not None and turn.reply.unread):
        st.button(
            "See what was understood", key=f"see_words_{turn.number}", type="tertiary",
            icon=":material/format_underlined:", on_click=_to_words,
        )  # fmt: skip


def _to_words() -> None:
    page_address.show_section("words")
    page_address.show_pane("model")


def _show_changes(changes: tuple[str, ...], newest: bool) -> None:
    if newest and len(changes) <= 6:
        st.markdown("**What changed**\n" + _bullets(changes))
        return
    with st.expander(f"What changed: {counted(len(changes), 'line')}", type="compact", expanded=False):
        st.markdown(_bullets(changes))


def _bullets(lines: tuple[str, ...]) -> str:
    return "\n".join(f"- {plain(line)}" for line in lines)


def _chosen_words(turn: Turn, catalog: Catalog) -> str:
    """The words on the quick replies that were chosen: the labels of choices, or of the lines that were answered."""
    asked = catalog.facts.get(turn.said.question or "")
    choices = {choice.value: choice.label for choice in asked.choices} if asked else {}
    labels = {one: fact.label for one, fact in catalog.facts.items()} | choices | _SPECIAL
    states = states_of(turn.said.chosen or ())
    said = [
        f"{before}{', '.join(named)}"
        for state, before in ((State.YES, ""), (State.NO, "Not so: "), (State.UNKNOWN, "Not known: "))
        if (named := [labels.get(line) or _line_words(line, catalog) for line, one in states.items() if one is state])
    ]
    listed = turn.said.question in {name for fact in catalog.facts.values() for name in (fact.id, fact.group)}
    return ". ".join(said) or ("None of these" if listed else "Left open")


def _line_words(line: str, catalog: Catalog) -> str:
    """A line of a list that names one of several choices, as it stood there."""
    fact, choices = catalog.facts.get(fact_of(line)), choices_of_line(line)
    return capital(small(fact.meaning(choices))) if fact and choices else line
