"""Published rules that detect an attack, by the technique they name; what no rule names is a gap."""

from functools import cache

from pydantic import Field

from knowledge.loading.tables import format_table
from knowledge.vocabulary import Framework, Reference, Slug, Value


class RuleSource(Value):
    """A published collection of detection rules."""

    id: Slug
    title: str
    edition: str = Field(description="The version, or the day of the state that was counted.")
    licence: str
    url: str
    rules: int = Field(ge=1, description="How many rules it has.")
    filter: str = Field(description="What to look for in its rules; holds {technique} or {attack}.")


class TechniqueRules(Value):
    """What rules there are for one technique of ATLAS."""

    technique: str = Field(description="Its id.")
    atr: dict[str, int] = Field(default_factory=dict, description="Agent Threat Rules by category.")
    atr_rules: tuple[str, ...] = Field(default=(), description="Their ids, where they are few.")
    attack: str = Field(default="", description="The technique of ATT&CK that ATLAS names as the same.")
    sigma: int = Field(default=0, ge=0, description="Sigma rules that carry its tag.")


class DetectionTable(Value):
    """All that is known of rules."""

    sources: tuple[RuleSource, ...]
    techniques: tuple[TechniqueRules, ...]
    patterns: dict[Slug, tuple[str, ...]] = Field(
        default_factory=dict, description="At most three Agent Threat Rules chosen for a threat of the catalog."
    )

    def source(self, name: str) -> RuleSource:
        """The collection with an id; KeyError where there is none."""
        return {one.id: one for one in self.sources}[name]


def rules_for(reference: Reference) -> TechniqueRules | None:
    """What rules name a technique; none for other frameworks and for techniques that no rule names."""
    if reference.framework is not Framework.ATLAS:
        return None
    return _by_technique().get(reference.id)


def chosen_for(pattern: str | None) -> tuple[str, ...]:
    """The rules that were chosen for a threat of the catalog; none where none looks for just that."""
    return detection_table().patterns.get(pattern or "", ())


@cache
def detection_table() -> DetectionTable:
    """The table, read once."""
    return format_table("detections", DetectionTable)


@cache
def _by_technique() -> dict[str, TechniqueRules]:
    return {one.technique: one for one in detection_table().techniques}
