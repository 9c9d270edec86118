"""A session: the turns, the question that waits for an answer, and the numbered model."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from agent.domain.changes.edits import Edit, Refusal, StayOffline
from agent.domain.facts import SYSTEM
from agent.domain.findings.gaps import Gap
from agent.domain.model import ThreatModel
from knowledge.vocabulary import InterviewStage, Slug, Value

SESSION_SCHEMA = 1


class Option(Value):
    """One quick reply to a question."""

    value: str = Field(description="What is sent: a choice's value, 'yes', 'no', or a fact id in a list to tick.")
    label: str = Field(description="What the button says.")
    quote: str = Field(default="", description="The owner's words that make a line likely; empty where none do.")
    reason: str = Field(default="", description="What makes a line likely where no words do.")


class Question(Value):
    """One question for the owner, and why it is asked."""

    id: str = Field(min_length=1, max_length=80, description="Stable id: the fact's id, or the group's.")
    facts: tuple[Slug, ...] = Field(min_length=1, description="The facts it settles; several for a list to tick.")
    subject: str = Field(default=SYSTEM, description="'system' or the id of a component.")
    stage: InterviewStage = Field(description="The stage it belongs to.")
    text: str = Field(description="The question in plain words.")
    example: str = Field(default="", description="An example answer.")
    why: str = Field(description="Why it is asked.")
    options: tuple[Option, ...] = Field(default=(), description="Quick replies, without 'not sure' and 'skip'.")
    several: bool = Field(default=False, description="Whether several options can be chosen together.")
    three_states: bool = Field(
        default=False,
        description="Whether each option is a line to answer with yes, no or not known; untouched is open.",
    )
    threats: tuple[str, ...] = Field(default=(), description="Titles of catalogued threats that hang on the answer.")


class Offer(Value):
    """A change that is proposed to the owner; nothing happens before they accept it."""

    line: str = Field(min_length=1, max_length=400, description="What would change, in plain words.")
    edits: tuple[Edit, ...] = Field(min_length=1, description="The edits that make the change.")
    made_by: str = Field(default="", max_length=240, description="The model and the prompt behind it, with versions.")
    before: str = Field(default="", max_length=400, description="What is held to be so now, as a clause.")
    after: str = Field(default="", max_length=400, description="What would be held to be so, as a clause.")
    words: str = Field(default="", max_length=600, description="The owner's words behind it, verbatim.")
    earlier: str = Field(default="", max_length=600, description="The owner's words behind what is held now, verbatim.")
    newer: bool = Field(default=False, description="A later word of the owner that would take an earlier one's place.")
    either: bool = Field(default=False, description="One of several ways to understand it, of which one can be taken.")
    back: bool = Field(default=False, description="Takes back what was done in this turn; no part of “accept all”.")


class Conflict(Value):
    """A field that somebody else changed while an edit to it was on its way; theirs stands until there is a yes."""

    thing: str = Field(max_length=120, description="Id of what it is a field of, or 'system'.")
    field: str = Field(max_length=400, description="The field in words, such as 'name of C-1 (Porter)'.")
    theirs: str = Field(max_length=400, description="What it says now.")
    yours: str = Field(max_length=400, description="What it would say.")
    who: str = Field(max_length=120, description="Who changed it last.")
    at: datetime = Field(description="When.")
    edits: tuple[Edit, ...] = Field(min_length=1, description="The edits that make it say yours.")


class Said(Value):
    """What the owner does in one turn: words, a quick reply, or edits from a table or card."""

    text: str = Field(default="", description="A message or free-text answer.")
    question: str | None = Field(default=None, description="Id of the question that is answered, if one is.")
    chosen: tuple[str, ...] | None = Field(
        default=None,
        description="Option values, ('not_sure',) or ('skip',); () is 'none of these'. In a list of three states a "
        "value alone is a yes, 'no:' and 'unknown:' before it say otherwise, and () touches nothing.",
    )
    edits: tuple[Edit, ...] = Field(default=(), description="Edits made in a table or card.")
    made_on: int | None = Field(
        default=None, ge=0, description="The version of the model that the edits were made on; none: whichever is last."
    )
    as_told: bool = Field(default=False, description="The edits are all that the text says, so it is not read.")
    reason: str = Field(default="", max_length=600, description="Why the edits were made.")
    source: str = Field(
        default="",
        max_length=200,
        description="Name of the document the text came from, whose words are not the owner's; empty: typed.",
    )
    key: str = Field(
        min_length=8, max_length=80, description="Idempotency key made by the sender; the same key is heard once."
    )
    author: str = Field(default="owner", max_length=120, description="Who says it; the door that hears it writes it.")
    by: str = Field(default="", max_length=40, description="Key of who says it; the door that hears it writes it.")
    offers: tuple[Offer, ...] = Field(
        default=(), description="Changes that are only proposed; nothing happens before the owner accepts them."
    )

    withheld: str = Field(default="", max_length=80, description="Digest of words that were taken out of the record.")

    @property
    def stays_offline(self) -> bool:
        """Whether it asks that nothing of the model is sent to a language model any more."""
        return any(isinstance(edit, StayOffline) and edit.offline for edit in self.edits)


class Wish(StrEnum):
    """What a turn asks for beyond its edits."""

    NONE = "none"
    DRAFT = "draft"
    UNDO = "undo"
    REDO = "redo"
    WHY_QUESTION = "why_question"
    WHY_THREAT = "why_threat"
    WHAT_IF = "what_if"
    SHOW_CHANGES = "show_changes"
    ASK = "ask"
    HELP = "help"


class Topic(StrEnum):
    """What a question about the model itself is about."""

    FIRST = "first"
    TOP = "top"
    ABOUT = "about"
    HOW = "how"
    SCORE = "score"
    OPEN = "open"
    SUMMARY = "summary"
    COUNT = "count"
    PART = "part"
    REACH = "reach"
    BAND = "band"
    OWNER = "owner"
    PLAN = "plan"
    EXPORT = "export"
    ASSUMED = "assumed"
    DECIDED = "decided"
    DUE = "due"
    SAFE = "safe"


class Reading(Value):
    """What a turn was understood to say."""

    edits: tuple[Edit, ...] = Field(default=(), description="Edits heard in it.")
    wish: Wish = Field(default=Wish.NONE, description="What it asks for.")
    topic: Topic | None = Field(default=None, description="What a question about the model is about.")
    about: str | None = Field(default=None, description="What the wish is about: an id, words, or a number.")
    supposed: tuple[Edit, ...] = Field(default=(), description="Edits a 'what if' asks about; they are not applied.")
    unread: tuple[str, ...] = Field(default=(), description="Sentences nothing was understood from, verbatim.")
    unsure: tuple[str, ...] = Field(default=(), description="What was heard with a hedge, as a clause to confirm.")
    conflicts: tuple[Conflict, ...] = Field(default=(), description="Fields that others changed meanwhile.")
    document: str = Field(default="", description="Name of the document that was read, if the words came from one.")
    offers: tuple[Offer, ...] = Field(default=(), description="Changes that it may mean, for the owner to accept.")
    notes: tuple[str, ...] = Field(
        default=(), description="What the owner should know, such as hidden characters removed."
    )


class Reply(Value):
    """What the owner reads after a turn."""

    text: str = Field(description="The answer in plain words; Markdown without raw HTML.")
    changes: tuple[str, ...] = Field(default=(), description="What changed in the model, a line each.")
    refused: tuple[Refusal, ...] = Field(default=(), description="Edits that were not applied, with reasons.")
    unread: tuple[str, ...] = Field(default=(), description="Sentences nothing was understood from.")
    question: Question | None = Field(default=None, description="The next question, if there is one.")
    gaps: tuple[Gap, ...] = Field(default=(), description="The weightiest gaps.")
    offers: tuple[Offer, ...] = Field(default=(), description="Changes that wait for the owner's yes, numbered from 1.")
    notes: tuple[str, ...] = Field(
        default=(), description="What the owner should know of the reading, also in the text."
    )
    conflicts: tuple[Conflict, ...] = Field(
        default=(), description="Fields that others changed meanwhile, each with an offer at the same place."
    )
    made_with: tuple[str, ...] = Field(
        default=(), description="The model, and the versions of the prompts, behind what it added in this turn."
    )


class TurnStatus(StrEnum):
    """How far a turn has come."""

    ACCEPTED = "accepted"
    DONE = "done"
    FAILED = "failed"


class Turn(Value):
    """One turn: what was said, and what came of it."""

    number: int = Field(ge=1, description="Sequence number in the session.")
    said: Said = Field(description="What the owner said or did.")
    status: TurnStatus = Field(default=TurnStatus.ACCEPTED, description="How far it has come.")
    reply: Reply | None = Field(default=None, description="The answer, once there is one.")
    problem: str = Field(default="", description="What went wrong, for a failed turn, and what to do.")
    at: datetime = Field(description="When it was accepted.")


class Session(Value):
    """Everything kept about one conversation."""

    schema_version: int = Field(default=SESSION_SCHEMA, description="Version of this shape.")
    id: str = Field(min_length=16, max_length=64, description="Its address; whoever has it can open the session.")
    version: int = Field(ge=0, description="Number of the model's version.")
    model: ThreatModel = Field(description="The model at that version.")
    turns: tuple[Turn, ...] = Field(default=(), description="All turns, in order.")
    question: Question | None = Field(default=None, description="The question that waits for an answer.")
    created: datetime = Field(description="When it was opened.")
    can_undo: bool = Field(default=False, description="Whether there is an earlier version to go back to.")
    can_redo: bool = Field(default=False, description="Whether an undone version can be taken again.")


class VersionLine(Value):
    """One line of a session's history."""

    version: int = Field(ge=0, description="Its number.")
    author: str = Field(description="Who made it.")
    by: str = Field(default="", description="Key of who made it; empty: nobody kept it.")
    reason: str = Field(description="Why, in a line.")
    at: datetime = Field(description="When.")
    turn: int | None = Field(default=None, description="The turn that made it, if one did.")
    restores: int | None = Field(default=None, description="The version it takes back to, for an undo or redo.")
    name: str = Field(default="", max_length=120, description="What somebody called it; empty: it has no name.")
