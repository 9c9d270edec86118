"""One sentence of the owner: its words in a row, those that were understood as buttons that open what can be mended."""

import re

import streamlit as st

from agent.domain.sessions.session import Session
from agent.reading.readback.as_text import FIRMS, outcome_of
from agent.reading.readback.read_back_result import Firm, Sentence, Standing, Understood, What
from ui import state
from ui.components.read_back.correction_form import CHANGED, show_mends
from ui.components.read_back.sentence_meaning import show_meaning
from ui.components.text import plain

OPEN, WHOLE = "mending", "whole"
_EDGE = "\u200b"
"""Keeps a blank at the edge of a piece, which the page would strip; lines may break there."""
_CLOSINGS = re.compile("[.,;:!?)\\]}\u2019\u201d\u00bb\"']{1,4}(?=\\s|\\Z)")
_LABELS = {What.PART: "part", What.PERSON: "people", What.FLOW: "flow", What.FACT: "fact"}
_GREY = frozenset({Standing.UNREAD, Standing.FOREIGN, Standing.APART, Standing.NO_PROSE, Standing.NOTHING})


def show_legend() -> None:
    """How what was understood is marked; the word beside the words says the same."""
    with st.container(key="words_legend", horizontal=True, gap="small"):
        for what, words in ((What.PART, "Part"), (What.PERSON, "People"), (What.FLOW, "Flow"), (What.FACT, "Fact")):
            with st.container(key=f"legend_{what.value}", width="content"):
                st.markdown(words)
        st.caption("Choose underlined words to mend them. A question mark means: please confirm.")


@st.fragment
def show_sentence(session: Session, sentence: Sentence) -> None:
    """The sentence with its spans, and below it what is being mended, if that is open.

    To open it draws nothing but this sentence; once something was changed, the whole page is drawn anew.
    """
    if state.recall(CHANGED, 0):
        state.remember(CHANGED, 0)
        st.rerun()
    tag = f"{sentence.turn}_{sentence.start}"
    style = "grey" if sentence.standing in _GREY and not sentence.spans else "plain"
    style = "title" if sentence.standing is Standing.TITLE else style
    with st.container(key=f"said_{style}_{tag}", gap="xxsmall"):
        with st.container(key=f"words_{style}_{tag}", horizontal=True, gap=None):
            _words(session, sentence, tag)
        _open_below(session, sentence, tag)


def _words(session: Session, sentence: Sentence, tag: str) -> None:
    pieces = list(sentence.pieces())
    for place, (words, span) in enumerate(pieces):
        if span is not None:
            behind = pieces[place + 1][0] if place + 1 < len(pieces) and pieces[place + 1][1] is None else ""
            _button(session, words, span.means, f"{tag}_{place}", _closing(behind))
        elif left := words[len(_closing(words)) if place else 0 :]:
            st.text(_edged(left))
    if sentence.beside:
        st.button(
            f":gray[and {len(sentence.beside)} more]", key=f"span_more_{tag}", type="tertiary", on_click=_toggle,
            args=(session, tag, f"{WHOLE}_{tag}"),
        )  # fmt: skip
    if outcome := outcome_of(sentence):
        st.text(f"{_EDGE} ({outcome}) {_EDGE}")
    if sentence.standing in (Standing.UNREAD, Standing.APART, Standing.NOTHING, Standing.FOREIGN):
        st.button(
            "What does this mean?", key=f"span_ask_{tag}", type="tertiary", icon=":material/help:",
            on_click=_toggle, args=(session, tag, f"ask_{tag}"),
        )  # fmt: skip


def _button(session: Session, words: str, means: Understood, tag: str, closing: str) -> None:
    """The words as a button; what they were taken for stands small behind them, with the mark that closes them."""
    doubt = "?" if means.firm in (Firm.LIKELY, Firm.CLAIMED) else ""
    counts = "off" if means.firm in (Firm.LATER, Firm.OPEN, Firm.OTHERWISE) else "on"
    label = f"{plain(words)} :small[{_LABELS[means.what]}{doubt}{plain(closing)}]"
    st.button(
        label, key=f"span_{means.what.value}_{counts}_{tag}", type="tertiary", on_click=_toggle,
        args=(session, tag.rpartition("_")[0], _name(means, tag)), wrap=True,
    )  # fmt: skip


def _open_below(session: Session, sentence: Sentence, tag: str) -> None:
    opened = state.recall_words(f"{OPEN}_{session.id}_{tag}")
    if opened == f"ask_{tag}":
        show_meaning(session, sentence, tag)
        return
    chosen = sentence.beside if opened == f"{WHOLE}_{tag}" else ()
    if opened.endswith(f"@{tag}"):
        chosen = tuple(one for one in sentence.everything() if opened == _name(one, f"{tag}_0"))
    for means in chosen:
        show_mends(session, sentence, means, tag, FIRMS[means.firm])
    if chosen:
        st.button(
            "Say what else it means", key=f"also_{tag}", type="tertiary", icon=":material/add:", on_click=_toggle,
            args=(session, tag, f"ask_{tag}"),
        )  # fmt: skip


def _name(means: Understood, tag: str) -> str:
    turn, start, _ = tag.split("_")
    return f"{means.what.value}:{means.id}@{turn}_{start}"


def _toggle(session: Session, tag: str, name: str) -> None:
    """Open what can be mended in a sentence, or close it when it is chosen again."""
    key = f"{OPEN}_{session.id}_{tag}"
    state.remember(key, "" if state.recall_words(key) == name else name)


def _closing(words: str) -> str:
    """The marks right behind a word, which no line may begin with."""
    found = _CLOSINGS.match(words)
    return found[0] if found else ""


def _edged(words: str) -> str:
    """A piece of the sentence on one line, with the blanks at its ends."""
    flat = " ".join(words.split())
    if not flat:
        return f"{_EDGE} {_EDGE}"
    before, after = (f"{_EDGE} " if words[:1].isspace() else ""), (f" {_EDGE}" if words[-1:].isspace() else "")
    return f"{before}{flat}{after}"
