"""The framework items behind an entry as people cite them: one edition per framework, the closest item leading."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from knowledge.catalog import Catalog
from knowledge.publications.edition_age import age
from knowledge.vocabulary import Framework, Reference


@dataclass(frozen=True)
class Cited:
    """What an entry cites of one framework."""

    framework: Framework
    title: str
    """The framework's title."""
    edition: str
    """The one edition of all these items."""
    age: str
    """How old that edition is, in words; empty where its date, or the day, is not known."""
    leading: Reference
    """The closest item."""
    more: tuple[Reference, ...]
    """The other items, closest first."""

    @property
    def every(self) -> tuple[Reference, ...]:
        """All the items, the leading one first."""
        return (self.leading, *self.more)

    @property
    def source(self) -> str:
        """The framework with its edition and age."""
        return f"{self.title} {self.edition}" + (f" ({self.age})" if self.age else "")


def cited(references: Iterable[Reference], catalog: Catalog, day: date | None = None) -> tuple[Cited, ...]:
    """The references by framework, in their order; with a day the age of each edition on it is told.

    Where items of two editions of a framework stand together, each is told as the edition carried has it.
    """
    groups: dict[Framework, list[Reference]] = {}
    for one in references:
        groups.setdefault(one.framework, []).append(one)
    return tuple(_cited(framework, group, catalog, day) for framework, group in groups.items())


def _cited(framework: Framework, group: list[Reference], catalog: Catalog, day: date | None) -> Cited:
    if len({one.edition for one in group}) > 1:
        group = [catalog.reference(one.key) if catalog.has_reference(one) else one for one in group]
    leading, *more = dict.fromkeys(group)
    manifest = catalog.frameworks.get(framework)
    current = manifest is not None and manifest.edition == leading.edition
    old = age(manifest.published, day) if manifest and current and day else ""
    if manifest and leading.edition in manifest.earlier:
        old = f"{manifest.edition} is newer"
    return Cited(framework, catalog.title_of(framework), leading.edition, old, leading, tuple(more))
