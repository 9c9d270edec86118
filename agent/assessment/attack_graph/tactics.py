"""The ATLAS tactics that a chain of threats runs through, in their official order."""

from collections.abc import Iterable
from functools import lru_cache

from agent.domain.threats import Threat
from knowledge.catalog import Catalog
from knowledge.vocabulary import Framework


def tactics(threats: Iterable[Threat], catalog: Catalog) -> tuple[str, ...]:
    """The names of the tactics behind the closest ATLAS technique of each threat, each once."""
    order, tactic_of = _atlas(catalog)
    found = {tactic_of[one] for threat in threats if (one := technique_of(threat)) in tactic_of}
    return tuple(name for tactic, name in order if tactic in found)


def technique_of(threat: Threat) -> str:
    """The id of the closest ATLAS technique of a threat; empty where it names none."""
    return next((one.id for one in threat.references if one.framework is Framework.ATLAS), "")


@lru_cache(maxsize=4)
def _atlas(catalog: Catalog) -> tuple[tuple[tuple[str, str], ...], dict[str, str]]:
    """The tactics in order, and the first tactic of each technique; a refinement has that of what it refines."""
    manifest = catalog.frameworks.get(Framework.ATLAS)
    items = manifest.items if manifest is not None else ()
    order = tuple((item.id, item.name) for item in items if item.kind == "tactic")
    groups = {item.id: item.groups for item in items}
    tactic_of = {item.id: next(iter(item.groups or groups.get(item.parent or "", ())), "") for item in items}
    return order, {item: tactic for item, tactic in tactic_of.items() if tactic}
