"""The tools that speak to a model: begin or open one, tell, answer, draft, and propose edits."""

from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, Literal, ParamSpec

from mcp_types import CallToolResult
from pydantic import Field

from agent.domain import Said
from agent.domain.changes.edits import CloseInterview
from agent.domain.sessions.session import Question, Session
from agent.errors import InputError
from agent.exchange.comparison import summary
from ui.mcp_server.current_model import ALLOW, AUTHOR, Change, ModelAtHand, fresh_key
from ui.mcp_server.editing import MOST_OFFERS, AgentEdit, offers_of
from ui.mcp_server.results import NotAllowed, failed, told
from ui.model_rows import question_row, summary_row
from ui.uploading.documents import read_document

PASSED_ON = "words passed on by a coding agent"
"""The source of what an agent says: no word of the owner's, so what it claims of protections waits for their yes."""
_MOST_LINES, _MOST_LETTERS = 40, 300
_MOST_REPLY = 6_000
_SAFE = frozenset({"no", "not_sure", "skip"})
"""Answers that never take a protection as being in place."""

P = ParamSpec("P")


def answered(tool: Callable[P, dict[str, Any]]) -> Callable[P, CallToolResult]:
    """A tool whose data, or what went wrong, becomes an answer; one runs at a time."""

    @wraps(tool)
    def run(*given: P.args, **named: P.kwargs) -> CallToolResult:
        at_hand: ModelAtHand = given[0].at_hand  # type: ignore[attr-defined]  # only methods of the tools are wrapped
        with at_hand.lock:
            try:
                return told(tool(*given, **named))
            except Exception as problem:  # whatever it was, the client gets a structured answer
                return failed(problem)

    return run


class TalkingTools:
    """Everything an agent says goes through one door, as all words do; each tool says what came of it."""

    def __init__(self, at_hand: ModelAtHand) -> None:
        self.at_hand = at_hand

    @answered
    def start(
        self,
        open: Annotated[
            str, Field(description="A Threatparley file inside the root folder, or the address of a kept session.")
        ] = "",
        name: Annotated[str, Field(max_length=120, description="Name of a new system, where nothing is opened.")] = "",
        offline: Annotated[bool, Field(description="Keep this model away from language models.")] = False,
    ) -> dict[str, Any]:
        """Begin a new threat model, or open one; everything else works on it until the next start."""
        if open:
            self.at_hand.open(open, offline)
        else:
            self.at_hand.begin(name, offline)
        return {**self._standing(self.at_hand.session), "summary": summary_row(self.at_hand.session.model)}

    @answered
    def tell(
        self,
        text: Annotated[str, Field(description="What is said of the system, in plain sentences.")] = "",
        file: Annotated[str, Field(description="A text, Markdown or PDF file in the root folder, instead.")] = "",
        said_by: Annotated[
            Literal["agent", "owner"],
            Field(description="'owner' only for the user's own words, verbatim, and only where edits are allowed."),
        ] = "agent",
    ) -> dict[str, Any]:
        """Describe the system, correct it, or ask about it; it is read into parts and facts with the words behind each.

        What an agent or a file claims of protections lowers no rating until the user confirms it.
        """
        if bool(text.strip()) is bool(file):
            raise InputError("give either text or file")
        source = PASSED_ON
        if file:
            source, content = self.at_hand.root.read(file)
            text = read_document(source, content).text
        elif said_by == "owner" and self.at_hand.leave.edits:
            source = ""
        return self._told(self.at_hand.hear(Said(text=text, source=source[:200], key=fresh_key())))

    @answered
    def answer(
        self,
        chosen: Annotated[
            list[str] | None,
            Field(
                description="Values of the waiting question's options, ['not_sure'] or ['skip']; [] is none of them."
            ),
        ] = None,
        text: Annotated[
            str, Field(description="The user's answer in their own words, instead; only where edits are allowed.")
        ] = "",
        question: Annotated[str, Field(description="Id of the question that is meant; empty: the waiting one.")] = "",
    ) -> dict[str, Any]:
        """Answer the question that waits. Ask the user; do not guess: 'not_sure' is an answer too."""
        waiting = self.at_hand.session.question
        if waiting is None:
            raise InputError("no question waits; use tell, or draft")
        if question and question != waiting.id:
            raise InputError(f"the question that waits is {waiting.id}, not {question}; answer that one")
        if (chosen is None) is not bool(text.strip()):
            raise InputError("give either chosen or text")
        picked = None if chosen is None else tuple(chosen)
        allowed = {one.value for one in waiting.options} | {"not_sure", "skip"}
        unknown = [one for one in picked or () if one.rpartition(":")[2] not in allowed]
        if not self.at_hand.leave.edits:
            self._check_harmless(waiting, picked)
        if unknown:
            raise InputError(f"{unknown[0]!r} answers nothing here; choose among {', '.join(sorted(allowed))}")
        said = Said(question=waiting.id, chosen=picked, text=text, key=fresh_key())
        return self._told(self.at_hand.hear(said))

    @answered
    def draft(self) -> dict[str, Any]:
        """Stop the questions and draft with what is known; what is not known is assumed, and says so."""
        said = Said(edits=(CloseInterview(),), reason="Asked for a draft", key=fresh_key())
        done = self._told(self.at_hand.hear(said))
        return {**done, "summary": summary_row(self.at_hand.session.model)} if done["applied"] else done

    @answered
    def propose_edits(
        self,
        edits: Annotated[list[AgentEdit], Field(min_length=1, max_length=MOST_OFFERS)],
        reason: Annotated[str, Field(min_length=1, max_length=600, description="Why, for whoever decides.")],
        apply: Annotated[bool, Field(description="Make them at once; only where the user allowed edits.")] = False,
    ) -> dict[str, Any]:
        """Propose changes; the answer says what each would do. In the app the user accepts or leaves each."""
        session = self.at_hand.session
        offers = offers_of(edits, session.model, self.at_hand.kept.catalog, AUTHOR)
        made = tuple(edit for offer in offers for edit in offer.edits)
        said = Said(edits=made, reason=reason, key=fresh_key())
        if apply:
            self.at_hand.check_writable()
            return self._told(self.at_hand.hear(said))
        would = self._told(self.at_hand.try_out(said))
        waits = self.at_hand.propose(offers, reason)
        how = "they wait for the user's yes in the app" if waits else f"show them to the user; to make them, {ALLOW}"
        return {"applied": False, "proposed": [offer.line for offer in offers], "changes": would["changes"], "how": how}

    def _check_harmless(self, waiting: Question, picked: tuple[str, ...] | None) -> None:
        """Raise NotAllowed where an answer would count as the owner's word, or take a protection as being in place."""
        if picked is None:
            raise NotAllowed(f"words that answer count as the owner's, so {ALLOW}; give chosen, or use tell")
        facts = self.at_hand.kept.catalog.facts
        for one in picked:
            named = (one,) if one in waiting.facts else waiting.facts
            protects = any(facts[fact].control or facts[fact].of_measure for fact in named if fact in facts)
            if protects and one not in _SAFE and not one.startswith(("no:", "unknown:")):
                raise NotAllowed(f"only the user says that a protection is in place, in the app; else {ALLOW}")

    def _told(self, change: Change) -> dict[str, Any]:
        """What came, or would come, of a turn."""
        reply = change.session.turns[-1].reply
        lines = [_short(line.text) for line in change.compared.lines]
        return {
            "applied": change.applied,
            **({} if change.applied else {"how": f"this was tried on a copy and not kept; to keep it, {ALLOW}"}),
            "reply": reply.text[:_MOST_REPLY] if reply else "",
            "changed": summary(change.compared),
            "changes": lines[:_MOST_LINES],
            "more_changes": max(0, len(lines) - _MOST_LINES),
            "not_made": [_short(one.reason) for one in (reply.refused if reply else ())][:_MOST_LINES],
            "not_understood": [_short(one) for one in (reply.unread if reply else ())][:_MOST_LINES],
            "waits_for_the_users_yes": [_short(one.line) for one in (reply.offers if reply else ())][:_MOST_LINES],
            **self._standing(change.session),
        }

    def _standing(self, session: Session) -> dict[str, Any]:
        return {
            "model": self.at_hand.source,
            "version": session.version,
            "may_change": self.at_hand.may_change,
            "question": question_row(session.question),
        }


def _short(line: str) -> str:
    return line if len(line) <= _MOST_LETTERS else f"{line[: _MOST_LETTERS - 1]}…"
