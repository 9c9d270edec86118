"""Compare two states of the catalog: what was added, renamed, moved or retired, and which links changed."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from pydantic import Field

from knowledge.entries import ThreatPattern
from knowledge.loading.reading import Entries
from knowledge.publications.frameworks import FrameworkItem, FrameworkManifest
from knowledge.vocabulary import Value


class ChangeKind(StrEnum):
    """What happened to an entry between two editions."""

    ADDED = "added"
    RENAMED = "renamed"
    MOVED = "moved"
    RETIRED = "retired"
    RELINKED = "relinked"
    RESTATED = "restated"
    REMOVED = "removed"


class Change(Value):
    """One thing that differs."""

    kind: ChangeKind = Field(description="What happened.")
    key: str = Field(description="Key of the item, or id of the pattern, measure or fact.")
    name: str = Field(description="What it is called now.")
    before: str = Field(default="", description="What it was.")
    after: str = Field(default="", description="What it is.")
    former_key: str = Field(default="", description="The key it went by, where it goes by another now.")

    def __str__(self) -> str:
        told = f": {self.before or 'nothing'} → {self.after or 'nothing'}" if self.before or self.after else ""
        return f"{self.kind.value:<9} {self.key} {self.name}{told}"


class Changes(Value):
    """Everything that differs, in the catalog's order."""

    editions: tuple[str, ...] = Field(default=(), description="Frameworks whose edition differs, in words.")
    changes: tuple[Change, ...] = Field(default=(), description="What differs.")

    def of(self, kind: ChangeKind) -> tuple[Change, ...]:
        """The changes of one kind."""
        return tuple(change for change in self.changes if change.kind is kind)

    @property
    def keys(self) -> frozenset[str]:
        """Whatever is no longer as a kept model may have it; what is merely new touches no model."""
        other = [change for change in self.changes if change.kind is not ChangeKind.ADDED]
        return frozenset(key for change in other for key in (change.key, change.former_key) if key)


def compare_catalogs(old: Entries, new: Entries) -> Changes:
    """What differs between two states of the catalog."""
    editions: list[str] = []
    found: list[Change] = []
    for framework, manifest in new.frameworks.items():
        before = old.frameworks.get(framework)
        if before is None:
            editions.append(f"{manifest.title} {manifest.edition} is new")
        elif before.edition != manifest.edition:
            editions.append(f"{manifest.title}: {before.edition} → {manifest.edition}")
        found += _frameworks(before, manifest)
    for section in ("facts", "patterns", "mitigations", "precedents"):
        was, now = getattr(old, section), getattr(new, section)
        found += [Change(kind=ChangeKind.ADDED, key=key, name=_name(now[key])) for key in now if key not in was]
        found += [Change(kind=ChangeKind.REMOVED, key=key, name=_name(was[key])) for key in was if key not in now]
        found += [_restated(was[key], now[key]) for key in now if key in was and was[key] != now[key]]
    return Changes(editions=tuple(editions), changes=tuple(found))


def _restated(old: Any, new: Any) -> Change:
    """What became of an entry; a threat that only has other precedents beside it says which."""
    if isinstance(new, ThreatPattern) and old == new.model_copy(update={"precedents": old.precedents}):
        before, after = (
            _said(sorted({*one.precedents} - {*other.precedents})) for one, other in ((old, new), (new, old))
        )
        return Change(kind=ChangeKind.RELINKED, key=new.id, name=new.title, before=before, after=after)
    return Change(kind=ChangeKind.RESTATED, key=new.id, name=_name(new))


def _frameworks(old: FrameworkManifest | None, new: FrameworkManifest) -> Iterator[Change]:
    was = {item.id: item for item in old.items} if old else {}
    now = {name for item in new.items for name in (item.id, *item.aliases)}
    for item in new.items:
        key = f"{new.framework.value}:{item.id}"
        former = next((was[name] for name in (item.id, *item.aliases) if name in was), None)
        if former is None:
            yield Change(kind=ChangeKind.ADDED, key=key, name=item.name)
        elif former.id != item.id:
            yield _renumbered(key, former, item, new)
        else:
            yield from _item(key, former, item)
    for name, item in was.items():
        if name not in now:
            yield Change(kind=ChangeKind.REMOVED, key=f"{new.framework.value}:{name}", name=item.name)


def _renumbered(key: str, old: FrameworkItem, new: FrameworkItem, manifest: FrameworkManifest) -> Change:
    """An item that goes by another id now, whatever else became of it."""
    before, after = (f"{one.id} {one.name}" for one in (old, new))
    former = f"{manifest.framework.value}:{old.id}"
    return Change(kind=ChangeKind.RENAMED, key=key, name=new.name, before=before, after=after, former_key=former)


def _item(key: str, old: FrameworkItem, new: FrameworkItem) -> Iterator[Change]:
    """What a person would call the differences between two states of one item."""
    for kind, before, after in (*_place(old, new), *_links(old, new), *_statements(old, new)):
        if before != after:
            yield Change(kind=kind, key=key, name=new.name, before=_said(before), after=_said(after))


def _place(old: FrameworkItem, new: FrameworkItem) -> Iterator[tuple[ChangeKind, object, object]]:
    yield ChangeKind.RENAMED, old.name, new.name
    yield ChangeKind.MOVED, (old.parent, *old.groups), (new.parent, *new.groups)
    yield ChangeKind.RETIRED, _standing(old), _standing(new)


def _links(old: FrameworkItem, new: FrameworkItem) -> Iterator[tuple[ChangeKind, object, object]]:
    """Only the links that differ: those gone, and those that came."""
    for name in ("mitigations", "related"):
        was, now = set(getattr(old, name)), set(getattr(new, name))
        yield ChangeKind.RELINKED, sorted(was - now), sorted(now - was)


def _statements(old: FrameworkItem, new: FrameworkItem) -> Iterator[tuple[ChangeKind, object, object]]:
    for name in ("kind", "maturity", "platforms"):
        yield ChangeKind.RESTATED, getattr(old, name), getattr(new, name)
    for name in sorted({*old.attributes, *new.attributes} - {"retired_in"}):
        was, now = (f"{name} {one.attributes.get(name, 'not stated')}" for one in (old, new))
        yield ChangeKind.RESTATED, was, now


def _standing(item: FrameworkItem) -> str:
    edition = item.attributes.get("retired_in", "")
    return f"no longer in {edition}" if edition else "in force"


def _said(value: object) -> str:
    parts = value if isinstance(value, tuple | list) else (value,)
    return ", ".join(str(part) for part in parts if part)


def _name(entry: object) -> str:
    return str(getattr(entry, "title", "") or getattr(entry, "label", ""))
