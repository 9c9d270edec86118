"""What a sentence was understood to say: its spans, what it says as a whole, and what can be mended."""

from collections.abc import Iterator
from enum import StrEnum

from pydantic import Field

from knowledge.vocabulary import AnswerValue, Value


class What(StrEnum):
    """What words were taken for."""

    PART = "part"
    PERSON = "person"
    FLOW = "flow"
    FACT = "fact"


class Firm(StrEnum):
    """How firmly it stands in the model."""

    SAID = "said"
    """The words say so, and it counts."""
    LIKELY = "likely"
    """The words make it likely; it waits for a yes or no."""
    CLAIMED = "claimed"
    """A document claims it; it counts for nothing until the owner confirms it."""
    LATER = "later"
    """The words tell of something planned or possible, which does not count yet."""
    OTHERWISE = "otherwise"
    """Other words, or a later answer, say something else, and that counts."""
    OPEN = "open"
    """The words say so, and it does not count: it was taken back, or stood alone against the rest of the text."""


class Mend(StrEnum):
    """What the owner can do about it."""

    RENAME = "rename"
    SAME_AS = "same_as"
    KIND = "kind"
    TAKE_OUT = "take_out"
    OUTSIDE = "outside"
    INSIDE = "inside"
    WRITER = "writer"
    REVERSE = "reverse"
    CONFIRM = "confirm"
    OPPOSITE = "opposite"
    VALUE = "value"
    FORGET = "forget"


class Understood(Value):
    """One thing that words were taken to say."""

    what: What = Field(description="What it is.")
    id: str = Field(description="Id of the part, person or flow, or of the fact.")
    label: str = Field(description="Its name, or what the fact says, as the model has it now.")
    value: AnswerValue | None = Field(default=None, description="The value of a fact that counts, or would count.")
    firm: Firm = Field(default=Firm.SAID, description="How firmly it stands.")
    mends: tuple[Mend, ...] = Field(default=(), description="What can be done about it.")


class Span(Value):
    """Words of a sentence that were taken for something."""

    start: int = Field(ge=0, description="Where they begin in the text of the turn.")
    end: int = Field(ge=1, description="Where they end.")
    means: Understood = Field(description="What they were taken for.")


class Standing(StrEnum):
    """What became of a sentence."""

    READ = "read"
    UNREAD = "unread"
    """Nothing was taken from it."""
    TITLE = "title"
    APART = "apart"
    """It stands under a heading, or has a label, by which it does not tell how the system is."""
    FOREIGN = "foreign"
    """It is in a language that the rules do not read."""
    NO_PROSE = "no_prose"
    """Code, a drawing, a table's head: nothing that is read as a sentence."""
    NOTHING = "nothing"
    """The owner says that it means nothing for a threat model."""
    TALK = "talk"
    """A greeting, an order or a question to the app: nothing was to be taken."""


class Sentence(Value):
    """One sentence of the owner's text."""

    turn: int = Field(ge=0, description="The turn it was said in; 0: the description of a model that was imported.")
    source: str = Field(default="", description="The document it stands in; empty: typed.")
    start: int = Field(ge=0, description="Where it begins in the text of the turn.")
    text: str = Field(min_length=1, description="The words, verbatim.")
    standing: Standing = Field(description="What became of it.")
    reason: str = Field(default="", description="Why it was kept apart, in words.")
    spans: tuple[Span, ...] = Field(default=(), description="What was understood where; no two overlap.")
    beside: tuple[Understood, ...] = Field(default=(), description="What it says as a whole, beyond the spans.")

    @property
    def end(self) -> int:
        """Where it ends in the text of the turn."""
        return self.start + len(self.text)

    @property
    def waits(self) -> bool:
        """Whether something of it waits for a yes or no."""
        return any(one.firm in (Firm.LIKELY, Firm.CLAIMED) for one in self.everything())

    def pieces(self) -> Iterator[tuple[str, Span | None]]:
        """The sentence from left to right, cut at its spans; the pieces together are its text."""
        place = self.start
        for span in self.spans:
            if span.start > place:
                yield self.text[place - self.start : span.start - self.start], None
            yield self.text[span.start - self.start : span.end - self.start], span
            place = span.end
        if place < self.end:
            yield self.text[place - self.start :], None

    def everything(self) -> tuple[Understood, ...]:
        """All that it was taken to say, each once, in the order of the words."""
        found = {(one.what, one.id): one for one in (*(span.means for span in self.spans), *self.beside)}
        return tuple(found.values())


class ReadBack(Value):
    """All that the owner wrote, sentence by sentence, the first text first."""

    sentences: tuple[Sentence, ...] = ()

    def texts(self) -> tuple[tuple[Sentence, ...], ...]:
        """The sentences of each text by themselves."""
        turns = dict.fromkeys(one.turn for one in self.sentences)
        return tuple(tuple(one for one in self.sentences if one.turn == turn) for turn in turns)

    def of(self, *standings: Standing) -> tuple[Sentence, ...]:
        """The sentences of which this became."""
        return tuple(one for one in self.sentences if one.standing in standings)
