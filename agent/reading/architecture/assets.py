"""Name what is worth protecting, as far as the facts and parts tell."""

from collections.abc import Iterable, Iterator, Mapping

from agent.domain.changes.edits import Remove
from agent.reading.architecture.sketch import Sketch
from knowledge.entries import FactDefinition
from knowledge.facts.implications import holds
from knowledge.vocabulary import AnswerValue


def place_assets(sketch: Sketch, values: Mapping[str, AnswerValue], facts: Iterable[FactDefinition]) -> None:
    """Put the assets into the sketch that these values, learned just now, speak of; those that parts hold first."""
    told = [asset for fact in facts if fact.id in values for asset in fact.assets if holds(values[fact.id], asset.when)]
    for asset in sorted(told, key=lambda one: not one.kinds):
        held_by = tuple(part.id for part in sketch.of_kind(*asset.kinds)) if asset.kinds else ()
        sketch.add_asset(asset.name, asset.needs, held_by)


def outlived(
    sketch: Sketch, values: Mapping[str, AnswerValue], learned: Iterable[str], facts: Iterable[FactDefinition]
) -> Iterator[Remove]:
    """Take out the assets that a fact told of until its value was changed just now, and that no other fact tells of."""
    facts = tuple(facts)
    changed = set(learned)
    names = {asset.name for fact in facts if fact.id in changed for asset in fact.assets}
    held = {asset.name for fact in facts if fact.id in values
            for asset in fact.assets if holds(values[fact.id], asset.when)}  # fmt: skip
    for name in sorted(names - held):
        if (asset := sketch.assets.get(name)) is not None:
            yield Remove(id=asset.id)
