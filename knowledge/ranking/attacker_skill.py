"""What moves threats beside votes and risk: skill that nobody spoke of moves them down, what owners confess up."""

from functools import cache

from knowledge.conditions import Condition
from knowledge.loading.tables import order_table
from knowledge.vocabulary import Slug, Value


class Skill(Value):
    """Patterns that take the same thing, and what must be known for them to stand where they would."""

    of: str
    """What they take, in words."""
    unless: Condition
    """What speaks of somebody who would do it."""
    loses: float
    """What each of them loses where nothing does."""
    members: tuple[Slug, ...]
    """Ids of patterns."""


class Skills(Value):
    """The table ``skill.yaml``."""

    skills: tuple[Skill, ...]


class Confessed(Value):
    """A control that an owner says is missing, and the patterns that come of it first."""

    lacks: Slug
    """Id of the control fact."""
    leads: tuple[Slug, ...] = ()
    """What may be named even while it is open whether it applies."""
    lifts: tuple[Slug, ...] = ()
    """What only moves up where it applies."""


class Confessions(Value):
    """The table ``confessed.yaml``."""

    confessed: tuple[Confessed, ...]


@cache
def skills() -> tuple[Skill, ...]:
    """What takes skill or a motive, as the table has it."""
    return order_table("skill", Skills).skills


@cache
def confessed() -> tuple[Confessed, ...]:
    """What comes of what owners confess, as the table has it."""
    return order_table("confessed", Confessions).confessed
