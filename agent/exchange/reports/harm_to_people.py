"""Why harm to people by a threat has its place among the first, in words."""

from agent.domain.threats import Threat
from knowledge.catalog import Catalog


def people_because(threat: Threat, catalog: Catalog) -> str:
    """What the system does with people, as it goes on after "because"; empty where the threat claims no such place."""
    rule = catalog.people.get(threat.people.rule) if threat.people else None
    return rule.because if rule else ""


def people_words(threat: Threat, catalog: Catalog) -> str:
    """The same with the place, such as "among the first 3, because it judges individual people"."""
    because = people_because(threat, catalog)
    return f"among the first {threat.people.among}, because {because}" if because and threat.people else ""
