"""How words mean a thing: as so now, as not so, as past, planned, advised, asked, of others, or told of an attack."""

from enum import StrEnum


class Stance(StrEnum):
    """The way in which a statement is meant; only `NOW` and `DENIED` can settle a fact."""

    NOW = "now"
    """Said of the system as it is."""
    DENIED = "denied"
    """Said not to be so."""
    POSSIBLE = "possible"
    """Said with a doubt, or of what may be so."""
    PAST = "past"
    """Was so once, was removed or replaced."""
    PLANNED = "planned"
    """Is to come."""
    ADVISED = "advised"
    """Recommended, required or still to do; nobody says that it is done."""
    REJECTED = "rejected"
    """Considered and decided against, or left out of scope."""
    ASKED = "asked"
    """A question, which states nothing."""
    SUPPOSED = "supposed"
    """A condition or a thought experiment."""
    OTHERS = "others"
    """Said of somebody else's system, a competitor or a comparison."""
    ATTACK = "attack"
    """Tells what an attacker does or what could go wrong, not what the system is."""
