"""What facts need and prove of one another: what a system cannot have."""

from knowledge.entries import FactDefinition


def leaning_on(facts: dict[str, FactDefinition]) -> dict[str, tuple[str, ...]]:
    """For each yes/no fact, those without which it cannot be, save where it is proof of them itself."""
    found: dict[str, list[str]] = {}
    for fact in facts.values():
        for implied in fact.implies:
            rules_out = implied.when is False and implied.value is False
            if rules_out and implied.fact is not None and not proves(facts[implied.fact], fact.id):
                found.setdefault(implied.fact, []).append(fact.id)
    return {name: tuple(needed) for name, needed in found.items()}


def proves(fact: FactDefinition, other: str) -> bool:
    """Whether a yes to one fact implies a yes to another."""
    return any(implied.when is True and implied.fact == other and implied.value is True for implied in fact.implies)
