"""What words reveal of a fact, and what a clause claims of it."""

from dataclasses import dataclass

from agent.reading.text.stances import Stance


@dataclass(frozen=True)
class Sign:
    """What words reveal: a value of a fact."""

    fact: str
    value: bool | str
    weak: bool = False
    """One way of many in which it can be so: its denial says nothing."""
    hint: bool = False
    """Words that say another thing in other settings: by themselves they make it likely at most."""


@dataclass(frozen=True)
class Claim:
    """One value of a fact that a clause states, how it is meant, and in which words."""

    fact: str
    value: bool | str
    stance: Stance
    """Said as so now, as possible, or as planned; what is denied is said as so of the opposite value."""
    words: str
    sentence: int
    """Where the sentence begins that states it."""
    corrects: bool = False
    start: int = 0
    end: int = 0
    """Where in the text the very words stand that say so."""
    hint: bool = False
    """Whether the words say another thing in other settings."""

    @property
    def is_mere_hint(self) -> bool:
        """Whether nothing bears out words that say another thing in other settings: likely, and never said."""
        return self.hint and self.stance is Stance.POSSIBLE
