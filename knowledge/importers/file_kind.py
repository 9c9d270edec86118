"""Tell by its keys what a file holds, and read it as that."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from knowledge.catalog import Catalog
from knowledge.entries import Precedent
from knowledge.importers.atlas import read_atlas
from knowledge.importers.atlas6 import read_atlas6
from knowledge.importers.atlas_parts import WHOLE, Parts, items_of, precedents_of
from knowledge.importers.cosai import OTHERS, read_cosai
from knowledge.importers.files import Source
from knowledge.importers.framework_list import read_framework_list
from knowledge.importers.own_list import OwnList, read_own, read_own_csv
from knowledge.importers.plot4ai import FIRST_EDITION, is_deck, read_deck
from knowledge.importers.prose import clean
from knowledge.importers.records import Notes
from knowledge.importers.stix import read_stix
from knowledge.importers.trees import Note, Rows, Table, Unreadable
from knowledge.publications.frameworks import FrameworkItem
from knowledge.publications.releases import UNNAMED, Origin, Release
from knowledge.validation.links import item_keys
from knowledge.vocabulary import Framework

SHAPES = (
    "ATLAS data (YAML of the formats 3 to 6, or a STIX bundle), a PLOT4ai deck (JSON), risks.yaml or controls.yaml "
    "of the CoSAI risk map, an OWASP list (YAML with framework_list: 1), or a list of your own (YAML with own_list: 1, "
    "or CSV)"
)


FULL = 50
"""A file of ATLAS with as many techniques is meant to hold a whole release."""


@dataclass
class Reading:
    """What a file was found to hold, with a release of as much as is sound; none where its frame is broken."""

    shape: str
    notes: Notes
    framework: Framework
    release: Release | None = None
    lines: dict[str, int] = field(default_factory=dict)


def read_source(source: Source, carried: Catalog, edition: str = "") -> Reading:
    """The content of a file; an edition given by hand counts more than the one it states."""
    if source.form == "csv":
        return _own("CSV list", source, edition, lambda notes: read_own_csv(source.text, _stem(source.name), notes))
    tree = source.tree()
    if isinstance(tree, Rows) and is_deck(tree):
        return _deck(tree, source, edition)
    if isinstance(tree, Table):
        if "own_list" in tree:
            return _own("own list, YAML", source, edition, lambda notes: read_own(tree, notes))
        if atlas := _atlas_shape(tree):
            return _atlas(*atlas, tree, source, edition)
        if "framework_list" in tree:
            return _published(tree, source, edition, carried)
        if ("risks" in tree or "controls" in tree) and "title" in tree:
            return _cosai(tree, source, edition, carried)
    raise Unreadable(Note(line=1, message=f"{_instead(tree)}; expected {SHAPES}"))


def _atlas_shape(tree: Table) -> tuple[str, Callable[[Table, Notes], Parts]] | None:
    if tree.get("type") == "bundle" and isinstance(tree.get("objects"), Rows):
        return "ATLAS as a STIX bundle", read_stix
    if "format-version" in tree and isinstance(tree.get("techniques"), Table):
        return f"ATLAS format {str(tree['format-version'])[:10]}", read_atlas6
    if "matrices" in tree and "version" in tree:
        return "ATLAS format 4 or 5", read_atlas
    if isinstance(tree.get("techniques"), Rows) and isinstance(tree.get("tactics"), Rows) and "version" in tree:
        return "ATLAS format 3", read_atlas
    return None


def _atlas(shape: str, read: Callable[[Table, Notes], Parts], tree: Table, source: Source, edition: str) -> Reading:
    notes = Notes()
    parts = read(tree, notes)
    if not parts.techniques:
        notes.refuse(tree.line, "", "holds no techniques")
    if len(parts.techniques) >= FULL and not parts.cases and read is not read_stix:
        what = f"holds {len(parts.techniques)} techniques but no case studies, with which every release ends"
        notes.refuse(_last_line(source), "", f"{what}; it seems to be cut off here, so fetch it again")
    items, precedents = items_of(parts, notes), precedents_of(parts, notes)
    reading = Reading(shape, notes, Framework.ATLAS, lines=parts.lines())
    return _with_release(reading, source, edition or parts.edition, items, WHOLE, precedents)


def _deck(rows: Rows, source: Source, edition: str) -> Reading:
    notes = Notes()
    stated, items, lines = read_deck(rows, notes)
    first = stated == FIRST_EDITION
    reading = Reading(f"PLOT4ai deck, {'first edition' if first else 'edition with labels'}", notes, Framework.PLOT4AI)
    reading.lines = lines
    whole = () if first else ("card", "category")
    return _with_release(reading, source, stated if first else edition, items, whole)


def _cosai(tree: Table, source: Source, edition: str, carried: Catalog) -> Reading:
    notes = Notes()
    items, lines = read_cosai(tree, notes, item_keys(carried))
    kind = "risk" if "risks" in tree else "control"
    reading = Reading(f"CoSAI risk map, {kind}s", notes, Framework.COSAI, lines=lines)
    if not any(item.kind == kind for item in items):
        notes.refuse(tree.line, "", f"holds no {kind}s")
    if source.form == "yaml" and not source.text.endswith("\n"):
        notes.refuse(_last_line(source), "", "ends within a line; it seems to be cut off here, so fetch it again")
    return _with_release(reading, source, edition, items, (kind,))


def _published(tree: Table, source: Source, edition: str, carried: Catalog) -> Reading:
    """A published list, typed in by hand; what it says it replaces must be something that is carried."""
    notes = Notes()
    found = read_framework_list(tree, notes)
    if found is None:
        raise Unreadable(*notes.refused)
    for item in found.items:
        for former in item.aliases:
            if f"{found.framework.value}:{former}" not in item_keys(carried):
                notes.refuse(found.lines[item.id], item.id, f"replaces {former!r}, which the catalog does not hold")
    title = carried.title_of(found.framework)
    reading = Reading(f"list of {title}"[:80], notes, found.framework, lines=found.lines)
    return _with_release(reading, source, edition or found.edition, tuple(found.items), (found.kind,))


def _own(shape: str, source: Source, edition: str, read: Callable[[Notes], OwnList]) -> Reading:
    notes = Notes()
    found = read(notes)
    reading = Reading(shape, notes, Framework.OWN, lines=found.lines)
    if not (found.items or found.mitigations or found.facts) and not notes.refused:
        notes.refuse(1, "", "the list is empty")
    named = edition or found.edition or _unnamed(source)
    reading.release = Release(
        framework=Framework.OWN,
        edition=named,
        title=found.name,
        owner=found.owner,
        licence=found.licence,
        origin=_origin(source, shape),
        items=tuple(item.model_copy(update={"since": named}) for item in found.items),
        facts=tuple(found.facts),
        patterns=tuple(found.patterns),
        mitigations=tuple(found.mitigations),
    )
    return reading


def _with_release(
    reading: Reading,
    source: Source,
    edition: str,
    items: tuple[FrameworkItem, ...],
    whole: tuple[str, ...],
    precedents: tuple[Precedent, ...] = (),
) -> Reading:
    if not reading.notes.refused:
        reading.release = Release(
            framework=reading.framework,
            edition=edition or _unnamed(source),
            origin=_origin(source, reading.shape),
            whole=whole,
            items=items,
            precedents=precedents,
        )
    return reading


def _origin(source: Source, shape: str) -> Origin:
    return Origin(file=source.name[:200], digest=source.digest, shape=shape)


def _unnamed(source: Source) -> str:
    return f"{UNNAMED}{source.digest[:8]}"


def _stem(name: str) -> str:
    return name.rpartition(".")[0] or name


def _last_line(source: Source) -> int:
    return source.text.rstrip("\n").count("\n") + 1


def _instead(tree: Any) -> str:
    """What an unknown file seems to be."""
    if isinstance(tree, Table):
        if other := next((key for key in OTHERS if key in tree), None):
            return f"is the part {other!r} of the CoSAI risk map, of which the catalog carries nothing"
        if "layers" in tree or ("domain" in tree and "techniques" in tree):
            return "is a layer for the Navigator, which holds no descriptions or links"
        if "$schema" in tree:
            return "is a JSON schema, not data"
        return f"has an unknown shape with the keys {', '.join(clean(key, 40) for key in list(tree)[:6])}"
    if isinstance(tree, Rows) and tree and isinstance(tree[0], Table) and "files" in tree[0]:
        return "is a manifest of releases; import the file that it names for the newest one"
    return "has an unknown shape: " + ("a list" if isinstance(tree, Rows) else "a single value")
