"""Assumptions written down: each default that a drafted threat rests on, so that it can be challenged."""

from collections.abc import Iterable

from agent.assessment.known_facts import Picture
from agent.domain import Edit, Mint, ThreatModel
from agent.domain.changes.edits import PutAssumption, Remove
from agent.domain.system import Assumption, AssumptionStatus
from agent.domain.wording.names_in_sentences import clipped
from knowledge import Catalog


def assumption_edits(
    model: ThreatModel, picture: Picture, used: Iterable[str], catalog: Catalog, mint: Mint
) -> tuple[Edit, ...]:
    """Write down what is assumed now, take back what is settled or no longer used.

    A person's word stays, and so does what a document claims until a person confirms or denies it.
    """
    wanted = set(used) - picture.inferred
    assumed = {fact: picture.usual[fact] for fact in catalog.facts if fact in wanted and fact in picture.usual}
    own = [one for one in model.assumptions if one.fact is not None and not one.source]
    kept = {one.fact: one for one in own}
    edits: list[Edit] = []
    for fact, value in assumed.items():
        old = kept.get(fact)
        if old is not None and old.status is not AssumptionStatus.STANDING:
            continue
        text = clipped(catalog.facts[fact].meaning(value), 300)
        new = Assumption(id=old.id if old else mint.take("A"), text=text, fact=fact, value=value)
        if new != old:
            edits.append(PutAssumption(assumption=new))
    for one in own:
        if one.status is AssumptionStatus.STANDING and one.fact not in assumed:
            edits.append(Remove(id=one.id))
    return tuple(edits)
