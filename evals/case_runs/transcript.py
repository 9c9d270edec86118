"""What one case came to when it was given to the analyst in one way: the ordered draft, and what was checked on it."""

import hashlib
import json

from pydantic import Field

from evals.llm.llm_usage import Spent
from evals.matching import Found
from evals.reading.extracted_model import Understood
from evals.score import Score
from knowledge.vocabulary import Value


class Drafted(Value):
    """One threat of a draft, with plain ids."""

    title: str = Field(description="Its title.")
    statement: str = Field(default="", description="The threat as a sentence, where there is one.")
    pattern: str = Field(default="", description="The pattern behind it, where there is one.")
    atlas: tuple[str, ...] = Field(default=(), description="ATLAS techniques in the order of its references.")
    owasp: tuple[str, ...] = Field(default=(), description="OWASP ids of all lists.")
    component: str = Field(default="", description="Where it lands.")
    because: tuple[str, ...] = Field(default=(), description="The deciding facts with their values and origin.")

    def as_found(self) -> Found:
        """The form that matching reads."""
        return Found(self.title, self.atlas, frozenset(self.owasp), self.component)


class Transcript(Value):
    """The outcome of one case in one way."""

    case: str = Field(description="Id of the case.")
    way: str = Field(description="The way it was given.")
    problem: str = Field(default="", description="Why there is no draft, where there is none.")
    draft: tuple[Drafted, ...] = Field(default=(), description="The draft's threats, in its own order.")
    digest: str = Field(default="", description="Digest of the whole draft with its wording, scores and measures.")
    scores: tuple[Score, ...] = Field(default=(), description="What was judged while the session was at hand.")
    read: Understood | None = Field(default=None, description="What was understood of a description, where it is kept.")
    curve: dict[str, tuple[float, ...]] = Field(
        default_factory=dict, description="Share of the informed draft found after each question, by order of asking."
    )
    asked: tuple[str, ...] = Field(default=(), description="The questions asked, each with its answer.")
    spent: Spent = Field(default_factory=Spent, description="What the language model's part of all of it came to.")
    seconds: float = Field(default=0.0, description="How long the analyst took.")

    def found(self) -> tuple[Found, ...]:
        """The draft in the form that matching reads."""
        return tuple(threat.as_found() for threat in self.draft)


def digest_of(content: object) -> str:
    """A short digest of anything that can be written as JSON."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]
