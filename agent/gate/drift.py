"""Drift: what the files of a system say now, against what they said when they were read into the model.

A thing is the same as long as the file calls it the same: its words are not compared with those of the model, which
people change. Only files that were never read in are met by name, and what is missing of them is told, not failed,
unless it came with this change.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from shlex import quote

from agent.domain.import_sources import ImportedFile, ImportedThing, same_file
from agent.domain.model import ThreatModel
from agent.errors import InputError
from agent.exchange.formats import READ
from agent.exchange.readers.any_format import format_read, read_foreign
from agent.exchange.readers.import_notes import FACT, told
from agent.exchange.readers.parsing import data_of
from agent.gate.drift_words import name_of, plain, sentences, small, sort_of, versions_alone
from agent.gate.findings import Demand, Fate, GateFinding
from agent.gate.pointer_lines import line_of
from agent.gate.system_files import FileSource, matches
from knowledge.catalog import Catalog

_ALONE = (("yes",), ("no",))  # what is said of a fact whose name tells the rest
_SETUPS = frozenset(one.id for one in READ if one.setup)


@dataclass(frozen=True)
class SystemFile:
    """One file of the system as it is now."""

    path: str
    text: str
    note: ImportedFile
    pointers: Mapping[str, str]
    """Where each thing stands, by its key."""


@dataclass
class DriftJudge:
    """Holds the files of one place against a model."""

    model: ThreatModel
    source: FileSource
    catalog: Catalog
    name: str
    """How commands call the file of the model."""
    before: FileSource | None = None
    """The files as they were before this change, where that is known."""
    strict: bool = True
    """Whether a file that was named, or that the model was read from, must be readable."""
    ignored: tuple[str, ...] = ()
    compared: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def findings(self, paths: tuple[str, ...], named: tuple[str, ...] = ()) -> Iterator[GateFinding]:
        """What is otherwise, file by file; ``paths`` are worth a look, ``named`` were named one by one.

        Raises InputError where a file that was named cannot be read.
        """
        kept = (one for one in self.model.imported if one.form in _SETUPS and not matches(one.file, self.ignored))
        known = {one.file: one for one in kept}
        every = tuple(dict.fromkeys((*paths, *named, *known)))
        files = {one.path: one for one in self._read(every, {*named, *known}, named)}
        fresh = [path for path in files if path not in known]
        for path, noted in known.items():
            now = files.get(path) or self._moved(noted, [files[one] for one in fresh])
            if now is None:
                yield from self._file_gone(noted)
                continue
            if now.path in fresh:
                fresh.remove(now.path)
            self.compared.append(now.path)
            yield from self._against(noted, now)
        for path in fresh:
            yield from self._unknown(files[path])

    def _read(self, paths: tuple[str, ...], wanted: set[str], named: tuple[str, ...]) -> Iterator[SystemFile]:
        for path in paths:
            try:
                found = self._file(path, self.source)
            except InputError as problem:
                if path in wanted and self.strict:
                    raise InputError(f"{path} cannot be compared with the model: {problem}") from None
                self.notes.append(f"{path} was not looked at: {problem}")
                continue
            if found is not None:
                yield found
            elif path in named and self.strict:
                raise InputError(f"{path} is not there, or describes no system; name a file that can be taken in")
            elif path in wanted and self.strict:
                self._check_readable(path)

    def _check_readable(self, path: str) -> None:
        """Raise InputError where a file that the model came from is there and is no longer such a file."""
        text = self.source.text(path)
        if text is None:
            return
        try:
            data_of(text)
        except InputError as problem:
            raise InputError(f"{path} cannot be compared with the model: {problem}") from None
        raise InputError(f"{path} cannot be compared with the model: it no longer describes a system")

    def _file(self, path: str, source: FileSource) -> SystemFile | None:
        """A file that describes a system; none where it is no such file. Raises InputError where it is broken."""
        text = source.text(path)
        form = format_read(text) if text is not None else None
        if text is None or form is None or not form.setup:
            return None
        form, read = read_foreign(text, self.catalog)
        note = told(read, path, form.id)
        places = {one.thing: one.pointer for one in read.taken}
        return SystemFile(path, text, note, {one.key: _pointer(one, places) for one in note.things})

    def _moved(self, noted: ImportedFile, fresh: list[SystemFile]) -> SystemFile | None:
        """A file of the same format under another name that has most of what the missing one had."""
        alike = [one for one in fresh if same_file(noted, one.note)]
        if len(alike) != 1 or self.source.text(noted.file) is not None:
            return None
        path = alike[0].path
        self.notes.append(f"{noted.file} is {path} now; {small(self._way(path))} when it suits you")
        return alike[0]

    def _file_gone(self, noted: ImportedFile) -> Iterator[GateFinding]:
        """One finding for the whole file, as long as the model has parts of it."""
        parts = [one for one in noted.things if one.key.startswith("part ") and self.model.component(one.thing)]
        if parts:
            yield GateFinding(
                id=f"{Demand.DRIFT.value}:{noted.file}:gone", demand=Demand.DRIFT, weight=1, file=noted.file,
                title=f"{noted.file} is gone, and the model has {len(parts)} of its parts",
                text=sentences(tuple(name_of(one) for one in parts[:12])),
                action=f"Take its parts out: {self._command(noted.file)} --gone",
            )  # fmt: skip

    def _against(self, noted: ImportedFile, now: SystemFile) -> Iterator[GateFinding]:
        """New, changed and gone things of a file; connections of a new or gone part belong to it."""
        before = {one.key: one for one in noted.things}
        after = {one.key: one for one in now.note.things}
        added = [after[key] for key in after if key not in before]
        gone = [before[key] for key in before if key not in after]
        led = _led_to(added, now.pointers)
        told_there = {fact.key for facts in led.values() for fact in facts}
        for one, ends in _folded([one for one in added if one.key not in told_there]):
            called = (self._called(fact).removesuffix(" (the system)") for fact in led.get(one.key, ()))
            follows = (f"It follows that {what}" for what in called)
            yield self._finding(now, one, "new", (*one.told, *ends, *follows))
        for key, one in after.items():
            if key in before and set(one.told) != set(before[key].told):
                yield self._changed(now, before[key], one)
        for one, ends in _folded(gone):
            yield self._finding(now, one, "gone", ends)

    def _finding(self, now: SystemFile, one: ImportedThing, how: str, words: tuple[str, ...]) -> GateFinding:
        pointer = now.pointers.get(one.key, "")
        return GateFinding(
            id=f"{Demand.DRIFT.value}:{now.path}:{one.key}:{how}", demand=Demand.DRIFT, weight=1,
            title=f"{how.capitalize()} {sort_of(one)}: {self._called(one)}",
            text="" if words in _ALONE else sentences(words),
            action=self._way(now.path), file=now.path, pointer=pointer, line=line_of(now.text, pointer),
        )  # fmt: skip

    def _called(self, one: ImportedThing) -> str:
        """Its name; a fact in the catalog's words for what it says."""
        if not one.key.startswith(FACT):
            return name_of(one)
        fact, _, whose = name_of(one).partition(" of ")
        known = self.catalog.facts.get(fact)
        if known is None or one.told not in _ALONE:
            return f"{known.label if known else fact} of {whose}"
        return f"{known.meaning(one.told == ('yes',))} ({whose})"

    def _changed(self, now: SystemFile, old: ImportedThing, one: ImportedThing) -> GateFinding:
        was, became = ([line for line in a.told if line not in b.told] for a, b in ((old, one), (one, old)))
        words = f"Was: {sentences(was) or 'nothing said of it'} Now: {sentences(became) or 'nothing said of it'}"
        mark = hashlib.sha256("\n".join(one.told).encode()).hexdigest()[:6]
        finding = self._finding(now, one, "changed", (words,))
        finding = finding.model_copy(update={"id": f"{finding.id}:{mark}"})
        if not versions_alone(was, became):
            return finding
        return finding.model_copy(update={"fate": Fate.TOLD, "because": "another version of the same"})

    def _unknown(self, now: SystemFile) -> Iterator[GateFinding]:
        """What a file that was never read in has and the model has not, by name; failing only what is new in it."""
        missing = [one for one in now.note.things if one.key.startswith("part ") and not self._has(one)]
        old = self._old_keys(now.path) if self.before else None
        new = {one.key for one in missing if old is not None and one.key not in old}
        for one, ends in _folded([one for one in now.note.things if one.key in new]):
            yield self._finding(now, one, "new", (*one.told, *ends))
        rest = [name_of(one) for one in missing if one.key not in new]
        if not rest and not new:
            self.compared.append(now.path)
            return
        self.compared.append(f"{now.path} (by name)")
        if rest:
            count = sum(one.key.startswith("part ") for one in now.note.things)
            yield GateFinding(
                id=f"{Demand.DRIFT.value}:{now.path}:unread", demand=Demand.DRIFT, fate=Fate.TOLD, file=now.path,
                title=f"{now.path} was never taken into the model, which has {count - len(missing)} of its {count} "
                "parts by name", text=f"Not by name: {', '.join(rest[:12])}{' …' if len(rest) > 12 else ''}.",
                action=self._way(now.path),
            )  # fmt: skip

    def _old_keys(self, path: str) -> frozenset[str]:
        """What the file had before this change; nothing where it was not there or could not be read."""
        try:
            was = self._file(path, self.before) if self.before else None
        except InputError:
            was = None
        return frozenset(was.pointers) if was else frozenset()

    def _has(self, one: ImportedThing) -> bool:
        wanted = plain(name_of(one))
        names = (name for part in self.model.components for name in (part.name, *part.called))
        return any(plain(name) == wanted for name in names)

    def _way(self, path: str) -> str:
        return f"Take it in: {self._command(path)}"

    def _command(self, path: str) -> str:
        return f"threatparley import {quote(path)} --into {quote(self.name)}"


def _pointer(one: ImportedThing, places: Mapping[str, str]) -> str:
    """Where a thing stands; a fact where the file says so, or where the part stands that it is of."""
    if one.key.startswith(FACT):
        return places.get(" ".join(one.key.split(" ")[:2])) or places.get(one.thing, "")
    return places.get(one.thing, "")


def _led_to(added: list[ImportedThing], pointers: Mapping[str, str]) -> dict[str, list[ImportedThing]]:
    """By the key of a new part: new facts that stand at its very place, and so follow from it."""
    first: dict[str, str] = {}
    for one in added:
        if one.key.startswith("part ") and pointers.get(one.key):
            first.setdefault(pointers[one.key], one.key)
    led: dict[str, list[ImportedThing]] = {}
    for one in added:
        if one.key.startswith(FACT) and one.told in _ALONE and (part := first.get(pointers.get(one.key, ""))):
            led.setdefault(part, []).append(one)
    return led


def _folded(things: list[ImportedThing]) -> Iterator[tuple[ImportedThing, tuple[str, ...]]]:
    """The parts with their connections in words, then what stands alone; people with a connection are no finding."""
    parts = {name_of(one): one for one in things if one.key.startswith("part ")}
    lines: dict[str, list[str]] = {name: [] for name in parts}
    alone, ends = [], set[str]()
    for one in things:
        if not one.key.startswith("flow "):
            continue
        source, _, target = name_of(one).partition(" → ")
        ends |= {source, target}
        owner = next((name for name in (source, target) if name in parts), None)
        if owner is None:
            alone.append(one)
        else:
            lines[owner].append(f"{name_of(one)}: {sentences(one.told)}")
    yield from ((parts[name], tuple(lines[name])) for name in parts)
    yield from ((one, ()) for one in alone)
    yield from ((one, ()) for one in things if one.key.startswith(FACT) and _whose(one) not in parts)
    for one in things:
        if one.key.startswith(("actor ", "boundary ")) and name_of(one) not in ends and not _around(one, parts):
            yield one, ()


def _whose(one: ImportedThing) -> str:
    return one.key.partition(" of ")[2]


def _around(one: ImportedThing, parts: Mapping[str, ImportedThing]) -> bool:
    """Whether this is the zone of one of the parts that are told anyway."""
    return any(f"Within {name_of(one)}." in part.told for part in parts.values())
