"""Take a file into the user's own folder: read whole, checked together with everything else, then put in place at once.

Whatever is wrong with it, the folder stays as it was.
"""

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from pydantic import Field

from knowledge.catalog import DATA, Catalog, read_catalog
from knowledge.importers.file_kind import Reading, read_source
from knowledge.importers.files import open_source
from knowledge.importers.trees import Note, Unreadable
from knowledge.loading.overlay import file_name, overlaid, overlay_stamp, read_releases
from knowledge.loading.reading import Entries, Problem, read_entries
from knowledge.publications.editions import Changes, compare_catalogs
from knowledge.publications.precedents import why_unlinked
from knowledge.publications.releases import Release, newer, rank
from knowledge.validation.links import check_links
from knowledge.vocabulary import Framework, Value


class Report(Value):
    """What came of an import."""

    file: str = Field(description="Name of the file.")
    shape: str = Field(default="", description="What it was recognised as; empty where it could not be read.")
    framework: Framework | None = Field(default=None, description="The framework it is of.")
    edition: str = Field(default="", description="The edition it states, or is named by.")
    carried: str = Field(default="", description="The edition the catalog carried before.")
    older: bool = Field(default=False, description="The catalog carries a newer edition, which stays in force.")
    pointers: tuple[str, ...] = Field(default=(), description="Pointer files that were followed.")
    held: dict[str, int] = Field(default_factory=dict, description="How many entries of each kind the file holds.")
    changes: Changes = Field(default_factory=Changes, description="What it changes in the catalog.")
    repaired: tuple[Note, ...] = Field(default=(), description="What was mended.")
    left_out: dict[str, int] = Field(default_factory=dict, description="What the catalog has no place for.")
    unlinked: tuple[Note, ...] = Field(default=(), description="Precedents shown beside no threat, and why.")
    refused: tuple[Note, ...] = Field(default=(), description="What is wrong; then nothing was taken in.")
    kept_as: Path | None = Field(default=None, description="Where it is kept now; none for a rehearsal or a refusal.")

    @property
    def sound(self) -> bool:
        """Whether the file can be, or was, taken in."""
        return not self.refused


def take_in(path: Path, overlay: Path, data: Path | None = None, edition: str = "", rehearse: bool = False) -> Report:
    """Import a file, or only say what would come of it."""
    base = Report(file=path.name)
    try:
        source = open_source(path)
        base = base.model_copy(update={"file": source.name, "pointers": source.pointers})
        current, _ = read_catalog(data, overlay)
        reading = read_source(source, current, edition)
    except Unreadable as problem:
        return base.model_copy(update={"refused": problem.notes})
    report = base.model_copy(update=_told(reading, current))
    if reading.release is None:
        return report
    before = overlay_stamp(overlay)
    report = _tried(report, reading, overlay, data, current)
    if rehearse or report.refused:
        return report
    try:
        overlay.mkdir(parents=True, exist_ok=True)
        with _alone(overlay):
            if overlay_stamp(overlay) != before:
                report = _tried(report, reading, overlay, data, current)
            return report if report.refused else report.model_copy(update={"kept_as": _keep(reading.release, overlay)})
    except OSError as problem:
        note = Note(line=0, message=f"cannot be kept in {overlay}: {problem.strerror}; mend that and import again")
        return report.model_copy(update={"refused": (note,)})


def _told(reading: Reading, current: Catalog) -> dict[str, object]:
    notes, manifest = reading.notes, current.frameworks.get(reading.framework)
    told: dict[str, object] = {
        "shape": reading.shape,
        "framework": reading.framework,
        "carried": manifest.edition if manifest else "",
        "repaired": tuple(notes.repaired),
        "left_out": dict(sorted(notes.left_out.items())),
        "refused": _in_order(notes.refused),
    }
    if (release := reading.release) is not None:
        held = Counter(item.kind for item in release.items)
        held |= Counter(
            {name: len(getattr(release, name)) for name in ("precedents", "facts", "patterns", "mitigations")}
        )
        told |= {"edition": release.edition, "held": {kind: number for kind, number in held.items() if number}}
        if manifest and reading.framework is not Framework.OWN:
            told["older"] = newer(manifest.edition, release.edition)
    return told


def _tried(report: Report, reading: Reading, overlay: Path, data: Path | None, current: Catalog) -> Report:
    """The report with what the release would change, or with what is wrong once it is laid over the rest."""
    release = reading.release
    assert release is not None
    merged, refused = _laid(release, overlay, data, reading.lines)
    if refused or report.refused:
        return report.model_copy(update={"refused": _in_order((*report.refused, *refused))})
    changed = {"changes": compare_catalogs(current, merged), "unlinked": _unlinked(reading, merged)}
    return report.model_copy(update=changed)


def _unlinked(reading: Reading, merged: Entries) -> tuple[Note, ...]:
    """The precedents of a release that are shown beside no threat."""
    brought = {one.id: one.title for one in reading.release.precedents} if reading.release else {}
    lines = {name.lower().replace(".", "-"): line for name, line in reading.lines.items()}
    reasons = {name: why_unlinked(name, merged) for name in brought if name in merged.precedents}
    return tuple(
        Note(line=lines.get(name, 0), where=brought[name], message=why) for name, why in reasons.items() if why
    )


def _laid(
    release: Release, overlay: Path, data: Path | None, lines: dict[str, int]
) -> tuple[Entries, tuple[Note, ...]]:
    """Everything with this release in the place of its former self, and what does not fit."""
    entries, _ = read_entries(data or DATA)
    kept, _ = read_releases(overlay) if overlay.is_dir() else ((), ())
    others = [one for one in kept if file_name(one) != file_name(release)]
    ordered = sorted([*others, release], key=rank)
    merged, taken = overlaid(entries, ordered)
    return merged, tuple(_note(problem, lines) for problem in (*taken, *check_links(merged)))


def _in_order(notes: Iterable[Note]) -> tuple[Note, ...]:
    return tuple(sorted(dict.fromkeys(notes), key=lambda note: note.line))


def _note(problem: Problem, lines: dict[str, int]) -> Note:
    """A problem of the catalog as a note, with the line of the entry it is about; one of another file names that."""
    entry, message = problem.entry, problem.message
    named = [name for name in lines if name == entry or message.startswith((f"{name}.", f"{name}:"))]
    if not named:
        return Note(line=0, where=entry, message=f"{message} (in {problem.file})")
    where = max(named, key=len)
    line, plain = lines[where], message.removeprefix(f"{where}.").removeprefix(f"{where}: ")
    return Note(line=line, where=next(name for name in lines if lines[name] == line), message=plain)


def _keep(release: Release, overlay: Path) -> Path:
    """Write beside, then move into place: a reader sees the old state or the new one, never half of it."""
    target = overlay / file_name(release)
    plain = release.model_dump(mode="json", exclude_defaults=True, by_alias=True)
    marked = {"format": release.format, "version": release.version, **plain}
    with NamedTemporaryFile("w", dir=overlay, prefix=".", suffix=".part", delete=False, encoding="utf-8") as stream:
        fresh = Path(stream.name)
        stream.write(json.dumps(marked, ensure_ascii=False))
        stream.flush()
        os.fsync(stream.fileno())
    try:
        if Release.model_validate_json(fresh.read_bytes()) != release:
            raise Unreadable(Note(line=0, message=f"what was written to {overlay} does not read back the same"))
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)
    return target


@contextmanager
def _alone(overlay: Path) -> Iterator[None]:
    """One import at a time, where the system can lock a file."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    with (overlay / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
