"""What is kept of a catalog, so that a later one can be told apart from it: names, standing and conditions."""

from collections.abc import Mapping
from hashlib import sha256

from pydantic import Field

from knowledge.catalog import Catalog
from knowledge.entries import ThreatPattern
from knowledge.vocabulary import Value


class Snapshot(Value):
    """One state of the catalog in short."""

    fingerprint: str = Field(description="Fingerprint of that catalog.")
    editions: Mapping[str, str] = Field(description="The edition of each framework.")
    items: Mapping[str, str] = Field(description="The name of each framework item in force, by its key.")
    retired: tuple[str, ...] = Field(default=(), description="Keys of items that were retired already.")
    patterns: Mapping[str, str] = Field(description="A digest of when and where each threat pattern applies.")


def snapshot_of(catalog: Catalog) -> Snapshot:
    """A catalog in short."""
    every = {f"{name.value}:{item.id}": item for name, one in catalog.frameworks.items() for item in one.items}
    gone = {key for key, item in every.items() if "retired_in" in item.attributes}
    return Snapshot(
        fingerprint=catalog.fingerprint,
        editions={name.value: one.edition for name, one in catalog.frameworks.items()},
        items={key: item.name for key, item in every.items() if key not in gone},
        retired=tuple(sorted(gone)),
        patterns={one.id: condition_digest(one) for one in catalog.patterns.values()},
    )


def condition_digest(pattern: ThreatPattern) -> str:
    """What changes when a pattern applies elsewhere or otherwise than before."""
    told = pattern.model_dump_json(include={"when", "targets"})
    return sha256(told.encode()).hexdigest()[:12]
