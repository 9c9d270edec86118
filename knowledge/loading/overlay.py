"""Lay what a user has taken in over what we ship: kept in a folder of the user's own, merged each time it is loaded.

What we wrote ourselves stays: summaries, ownership, reasons, crosswalks. Ids, names and links come from the newest
release that states them. Nothing that a pattern refers to disappears: what a newer release no longer holds is kept
and marked as retired.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from knowledge.loading.reading import Entries, Problem
from knowledge.publications.frameworks import FrameworkItem, FrameworkManifest, Ownership
from knowledge.publications.precedents import told_already, with_precedents
from knowledge.publications.releases import Release, newer, rank
from knowledge.vocabulary import Framework

STATED = ("name", "kind", "parent", "groups", "maturity", "platforms")
"""What a release states about an item; empty fields say nothing."""


def read_releases(folder: Path) -> tuple[tuple[Release, ...], tuple[Problem, ...]]:
    """The releases kept in a folder, oldest edition first, and the files that are damaged."""
    found: list[Release] = []
    problems: list[Problem] = []
    for path in release_files(folder):
        try:
            found.append(Release.model_validate_json(path.read_bytes()))
        except (ValidationError, OSError) as error:
            brief = " ".join(str(error).split())[:200]
            message = f"cannot be read ({brief}); remove the file, or import it again"
            problems.append(Problem(file=path.name, entry="", message=message))
    return tuple(sorted(found, key=rank)), tuple(problems)


def release_files(folder: Path) -> tuple[Path, ...]:
    """The files of a folder that hold releases, in a stable order; those half written have another ending."""
    return tuple(sorted(path for path in folder.glob("*.json") if not path.name.startswith(".")))


def overlay_stamp(folder: Path | None) -> str:
    """A digest over the names and contents of a folder's releases; empty where there are none."""
    files = release_files(folder) if folder is not None else ()
    digest = sha256()
    for path in files:
        digest.update(f"{path.name}\n".encode() + sha256(path.read_bytes()).digest())
    return digest.hexdigest() if files else ""


def file_name(release: Release) -> str:
    """The name under which a release is kept: one file per edition and part, and one per list of one's own."""
    part = "" if "technique" in release.whole or "card" in release.whole else "-".join(release.whole[:1])
    own = release.framework is Framework.OWN
    words = (release.framework.value, release.title) if own else (release.framework.value, part, release.edition)
    plain = "-".join("".join(c if c.isalnum() and c.isascii() else "-" for c in word.lower()) for word in words if word)
    return "-".join(piece for piece in plain.split("-") if piece)[:100] + ".json"


def overlaid(entries: Entries, releases: Iterable[Release]) -> tuple[Entries, tuple[Problem, ...]]:
    """The entries with releases laid over them, in the order given, and what cannot be laid."""
    frameworks, files = dict(entries.frameworks), dict(entries.files)
    shelves: dict[str, dict[str, Any]] = {
        name: dict(getattr(entries, name)) for name in ("facts", "patterns", "mitigations", "precedents")
    }
    problems: list[Problem] = []
    known = told_already(entries.precedents.values())
    for release in releases:
        name = file_name(release)
        if release.items:
            frameworks[release.framework] = merged(frameworks.get(release.framework), release)
            files["frameworks", release.framework.value] = name
        for section, shelf in shelves.items():
            added: Iterable[Any] = getattr(release, section)
            if section == "precedents":
                added = [one for one in added if one.id not in known]
            problems += _put(shelf, added, section, name, files, own_first=section == "precedents")
    anew: dict[str, Any] = {"frameworks": frameworks, "files": files, **shelves}
    laid = replace(entries, **anew)
    taken_in = [precedent for precedent in laid.precedents if precedent not in entries.precedents]
    return with_precedents(laid, taken_in), tuple(problems)


def merged(base: FrameworkManifest | None, release: Release) -> FrameworkManifest:
    """A framework with one release laid over it."""
    if base is None:
        return _alone(release)
    if release.framework is Framework.OWN:
        owner = ", ".join(dict.fromkeys(one for one in (base.owner, release.owner) if one))
        return base.model_copy(
            update={"items": (*base.items, *release.items), "owner": owner, "taken_in": _taken(base, release)}
        )
    known_as = base
    if newer(release.edition, base.edition):
        base = _renumbered(base, release)
    stated = {item.id: item for item in release.items}
    known = {item.id for item in base.items} | {alias for item in base.items for alias in item.aliases}
    ahead = newer(release.edition, base.edition)
    fresh = [_new(item, base, release, ahead) for item in release.items if item.id not in known]
    kept = [_over(item, stated.get(item.id), base, release) for item in base.items]
    if base is known_as and not fresh and all(_same(old, new) for old, new in zip(base.items, kept, strict=True)):
        with_words = tuple(_worded(item, stated.get(item.id)) for item in base.items)
        return base.model_copy(update={"items": with_words, "taken_in": _taken(base, release)})
    edition = release.edition if ahead else base.edition
    published = _day_of(edition) if edition != base.edition else base.published
    earlier = (*base.earlier, base.edition) if edition != base.edition else base.earlier
    settled = (_settled(item, base, edition) for item in (*kept, *fresh))
    items = tuple(_worded(item, stated.get(item.id)) for item in settled)
    update = {"items": items, "edition": edition, "published": published, "earlier": earlier}
    return base.model_copy(update=update | {"taken_in": _taken(base, release)})


def _renumbered(base: FrameworkManifest, release: Release) -> FrameworkManifest:
    """A framework whose items go by the ids that a newer release gives them; the old ids lead to the new ones."""
    ids = {item.id for item in base.items}
    later = {former: item.id for item in release.items for former in item.aliases if former in ids}

    def renamed(item: FrameworkItem) -> FrameworkItem:
        if item.id not in later:
            return item
        return item.model_copy(update={"id": later[item.id], "aliases": (item.id, *item.aliases)})

    return base.model_copy(update={"items": tuple(map(renamed, base.items))}) if later else base


def _day_of(edition: str) -> str:
    """When an edition came out, where it is named by its day or month."""
    return edition.replace(".", "-") if re.fullmatch(r"20\d\d[.-][01]\d([.-][0-3]\d)?", edition) else ""


def _over(
    item: FrameworkItem, stated: FrameworkItem | None, base: FrameworkManifest, release: Release
) -> FrameworkItem:
    """An item of ours under a release: renewed, marked as retired, or left as it is where the release is older."""
    current = item.since or base.edition
    if newer(current, release.edition):
        return item
    if stated is None:
        gone = item.kind in release.whole and newer(release.edition, current) and "retired_in" not in item.attributes
        return (
            item.model_copy(update={"attributes": {**item.attributes, "retired_in": release.edition}}) if gone else item
        )
    update: dict[str, Any] = {name: getattr(stated, name) for name in STATED if getattr(stated, name)}
    if _states_measures(release):
        update["mitigations"] = stated.mitigations
    if stated.related:
        update["related"] = tuple(sorted({*item.related, *stated.related}))
    update["attributes"] = {**item.attributes, **stated.attributes}
    fresh = item.model_copy(update=update)
    if current == release.edition:
        return fresh
    return fresh.model_copy(update={"since": release.edition, "earlier": (*item.earlier, current)})


def _new(item: FrameworkItem, base: FrameworkManifest, release: Release, ahead: bool) -> FrameworkItem:
    """An item we did not know; a refinement is whose business its parent is."""
    update: dict[str, Any] = {"since": release.edition}
    parent = next((one for one in base.items if one.id == item.parent), None)
    if not ahead and item.kind in release.whole:
        reason = f"Retired: the edition {base.edition} no longer holds it."
        update |= {"ownership": Ownership.NAVIGATION, "reason": reason}
        update["attributes"] = {**item.attributes, "retired_in": base.edition}
    elif parent is not None and item.ownership is Ownership.OWNER:
        update |= {"ownership": parent.ownership, "reason": parent.reason}
    return item.model_copy(update=update)


def _settled(item: FrameworkItem, base: FrameworkManifest, edition: str) -> FrameworkItem:
    """The edition of an item said once: with the framework, or with the item where the two differ."""
    own = item.since or base.edition
    return item.model_copy(update={"since": None if own == edition else own})


def _same(old: FrameworkItem, new: FrameworkItem) -> bool:
    """Whether a release changed nothing but the edition it names."""
    fields = (*STATED, "mitigations", "related", "attributes")
    return all(getattr(old, name) == getattr(new, name) for name in fields)


def _worded(item: FrameworkItem, stated: FrameworkItem | None) -> FrameworkItem:
    """With the publisher's words, where the release calls the item by the same name."""
    if stated is None or not stated.prose or stated.name != item.name:
        return item
    return item.model_copy(update={"prose": stated.prose})


def _states_measures(release: Release) -> bool:
    return any(item.mitigations for item in release.items)


def _taken(base: FrameworkManifest, release: Release) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*base.taken_in, f"{release.origin.file}, edition {release.edition}")))


def _alone(release: Release) -> FrameworkManifest:
    return FrameworkManifest(
        framework=release.framework,
        title="Lists of your own" if release.framework is Framework.OWN else release.title or release.framework.value,
        owner=release.owner or "your organisation",
        edition=release.edition,
        licence=release.licence or "not stated",
        carried="What you have taken in yourself.",
        url=release.url,
        taken_in=(f"{release.origin.file}, edition {release.edition}",),
        items=release.items,
    )


def _put(
    shelf: dict[str, Any],
    added: Iterable[Any],
    section: str,
    file: str,
    files: dict[tuple[str, str], str],
    own_first: bool,
) -> Iterator[Problem]:
    for entry in added:
        if entry.id not in shelf:
            shelf[entry.id] = entry
            files[section, entry.id] = file
        elif not own_first:
            other = files.get((section, entry.id), section)
            yield Problem(file=file, entry=entry.id, message=f"the id is taken already in {other}; ids are unique")
