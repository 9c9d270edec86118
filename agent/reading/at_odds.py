"""What two sentences of one text say that cannot both hold, as a question to the owner."""

from collections.abc import Iterable, Iterator
from functools import cache

from agent.domain.wording.names_in_sentences import clipped
from agent.reading.claims import Claim
from agent.reading.text.stances import Stance
from knowledge.loading.tables import statement_table
from knowledge.vocabulary import Value

MOST_QUOTED = 100
"""Letters of each of the two sayings."""


class Side(Value):
    """A value of a fact."""

    fact: str
    value: bool | str


class Matter(Value):
    """Two sides of one matter, each with the values that say it."""

    of: str
    one: tuple[Side, ...]
    other: tuple[Side, ...]


class Matters(Value):
    """The table ``at_odds.yaml``."""

    matters: tuple[Matter, ...]


def at_odds(claims: Iterable[Claim]) -> Iterator[str]:
    """A question for each matter of which different sentences say, as so now, what does not hold together.

    What takes an earlier word back is no second saying, and words that are a hint at most say nothing.
    """
    said = [one for one in claims if one.stance is Stance.NOW and not (one.hint or one.corrects)]
    for matter in matters():
        one, other = _first(said, matter.one), _first(said, matter.other)
        if one is not None and other is not None and one.sentence != other.sentence:
            earlier, later = sorted((one, other), key=lambda claim: claim.sentence)
            yield f"two things are said, {_quoted(earlier)} and {_quoted(later)}; which holds, or when each?"


@cache
def matters() -> tuple[Matter, ...]:
    """All matters, as the table has them."""
    return statement_table("at_odds", Matters).matters


def _first(said: Iterable[Claim], sides: Iterable[Side]) -> Claim | None:
    values = {(side.fact, side.value) for side in sides}
    return next((one for one in said if (one.fact, one.value) in values), None)


def _quoted(claim: Claim) -> str:
    return f"\u201c{clipped(' '.join(claim.words.split()).rstrip(' .;,'), MOST_QUOTED)}\u201d"
