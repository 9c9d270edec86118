"""What is said of a thing whose entry this catalog does not have, such as one from an organisation's own list."""

from agent.domain.threats import Control, Threat
from knowledge.catalog import NOT_INSTALLED, Catalog


def note_on_entry(thing: Threat | Control, catalog: Catalog) -> str:
    """A plain note with the entry's id; empty where the entry is here, or the thing is somebody's own."""
    entry = thing.pattern if isinstance(thing, Threat) else thing.mitigation
    here = catalog.patterns if isinstance(thing, Threat) else catalog.mitigations
    return f"{entry}: {NOT_INSTALLED}" if entry is not None and entry not in here else ""
