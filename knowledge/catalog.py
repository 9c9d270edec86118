"""The catalog: everything the field knows, linked, checked and found by id."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from knowledge.conditions import facts_of
from knowledge.entries import FactDefinition, Mitigation, ThreatPattern
from knowledge.errors import CatalogError
from knowledge.facts.control_checks import ControlCheck
from knowledge.loading.overlay import overlaid, overlay_stamp, read_releases
from knowledge.loading.reading import Entries, Problem, fingerprint_of, read_entries
from knowledge.publications.frameworks import FrameworkItem, FrameworkManifest
from knowledge.validation.links import closest, item_keys
from knowledge.validation.wrong_links import wrong_links
from knowledge.vocabulary import AnswerValue, Framework, Reference

DATA = Path(__file__).parent / "data"
"""The folder of the packaged catalog."""
Reaching = TypeVar("Reaching", ThreatPattern, ControlCheck)

NOT_INSTALLED = "its catalog entry is not installed"
"""What is said of a thing in a model that refers to an entry this catalog does not have."""


@dataclass(frozen=True, eq=False)
class Catalog(Entries):
    """All entries with their links; lookups answer from memory, and raise CatalogError for items that there are not."""

    fingerprint: str = ""

    def item(self, key: str) -> FrameworkItem:
        """The framework item with this key, such as ``atlas:AML.T0051``; a retired id leads to its successor."""
        return self._items[self._resolve(key)][1]

    def reference(self, key: str) -> Reference:
        """The reference to an item, with the edition that holds it."""
        canonical = self._resolve(key)
        found = self._references.get(canonical)
        if found is None:
            framework, item = self._items[canonical]
            found = Reference.of(canonical, edition=item.since or self.frameworks[framework].edition)
            self._references[canonical] = found
        return found

    def knows(self, key: str) -> bool:
        """Whether an item goes, or went, by this key."""
        return key in self._keys

    def has_reference(self, reference: Reference) -> bool:
        """Whether the reference names an item of an edition that holds it; an earlier one may name it otherwise."""
        key = reference.key
        if key not in self._keys:
            return False
        editions = self._editions.get(key)
        if editions is None:
            earlier = (*self.item(key).earlier, *self.frameworks[reference.framework].earlier)
            current = (self.reference(key).edition,) if key in self._items else ()
            editions = self._editions[key] = frozenset((*current, *earlier))
        return reference.edition in editions

    def accepts_fact(self, fact: str, value: AnswerValue) -> str | None:
        """None if the fact exists and takes this value, else the reason why not."""
        definition = self.facts.get(fact)
        if definition is None:
            return f"the catalog has no fact {fact}"
        if definition.accepts(value):
            return None
        legal = ", ".join(choice.value for choice in definition.choices) or "yes or no"
        return f"{fact} takes {legal}, not {value!r}"

    def has_pattern(self, pattern: str) -> bool:
        """Whether the threat pattern exists."""
        return pattern in self.patterns

    def has_mitigation(self, mitigation: str) -> bool:
        """Whether the mitigation exists."""
        return mitigation in self.mitigations

    def name_of(self, reference: Reference) -> str:
        """The official name; a sub-technique is named after its technique, as its own name says too little.

        Models outlive catalogs: for an item that is not here, the name says so.
        """
        if reference.key not in self._keys:
            return f"({NOT_INSTALLED})"
        item = self.item(reference.key)
        if item.kind == "subtechnique" and item.parent:
            return f"{self.item(f'{reference.framework.value}:{item.parent}').name}: {item.name}"
        return item.name

    def url_of(self, reference: Reference) -> str:
        """Where the item can be read, or the framework where items have no address of their own; empty if not here."""
        if reference.key not in self._keys:
            return ""
        item, manifest = self.item(reference.key), self.frameworks[reference.framework]
        if not manifest.item_url:
            return manifest.url
        url = manifest.item_url.format(id=item.id, number=item.id.rpartition("-")[2])
        rooms = {"tactic": "/tactics/", "mitigation": "/mitigations/"}
        return url.replace("/techniques/", rooms.get(item.kind, "/techniques/"))

    def title_of(self, framework: Framework) -> str:
        """The title of a framework; its plain name where the catalog does not carry it."""
        manifest = self.frameworks.get(framework)
        return manifest.title if manifest else framework.value.replace("_", " ")

    def filling(self, slot: str) -> FactDefinition | None:
        """The fact whose value fills a slot of sentences, such as who the users are; none in a catalog without one."""
        return next((fact for fact in self.facts.values() if fact.slot == slot), None)

    def fact_label(self, fact: str) -> str:
        """The short name of a fact; for one that is not here, its id in words and a note."""
        definition = self.facts.get(fact)
        return definition.label if definition else f"{fact.replace('_', ' ')} ({NOT_INSTALLED})"

    def fact_meaning(self, fact: str, value: AnswerValue) -> str:
        """A value of a fact as a clause about the system; one that the catalog does not have stands as it is."""
        definition = self.facts.get(fact)
        if definition is not None and definition.accepts(value):
            return definition.meaning(value)
        words = ("yes" if value else "no") if isinstance(value, bool) else value
        plain = words if isinstance(words, str) else ", ".join(words) or "none"
        return f"{self.fact_label(fact)}: {plain}{' (not a value of this catalog)' if definition else ''}"

    def patterns_for(self, key: str) -> tuple[ThreatPattern, ...]:
        """The patterns that reach an item: by naming it or one of its refinements, else the item that it refines."""
        canonical = self._resolve(key)
        for near in (canonical, *self._parents([canonical])):
            if near in self._reaching:
                return self._reaching[near]
        return ()

    def checks_for(self, key: str) -> tuple[ControlCheck, ...]:
        """The control checks that reach an item: by naming it or one of its refinements, else the item it refines."""
        canonical = self._resolve(key)
        for near in (canonical, *self._parents([canonical])):
            if near in self._asking:
                return self._asking[near]
        return ()

    @cached_property
    def _references(self) -> dict[str, Reference]:
        """The references that were asked for so far."""
        return {}

    @cached_property
    def _editions(self) -> dict[str, frozenset[str]]:
        """By key, the editions that hold an item, of those that were asked for so far."""
        return {}

    @cached_property
    def heirs(self) -> Mapping[str, str | None]:
        """By the id of a former pattern: the pattern that took it over; none where a control check did."""
        taken: dict[str, str | None] = {former: None for one in self.control_checks.values() for former in one.replaces}
        return taken | {former: one.id for one in self.patterns.values() for former in one.replaces}

    def patterns_on(self, fact_id: str) -> tuple[ThreatPattern, ...]:
        """The patterns whose condition mentions a fact."""
        return self._conditional.get(fact_id, ())

    def mitigations_for(self, key: str) -> tuple[Mitigation, ...]:
        """The measures that name an item."""
        canonical = self._resolve(key)
        return tuple(
            measure
            for measure in self.mitigations.values()
            if canonical in {self._keys.get(name) for name in measure.references}
        )

    @property
    def of_threats(self) -> tuple[Framework, ...]:
        """The frameworks that list threats as a whole, not a selection of weaknesses, and no requirements."""
        return tuple(name for name, manifest in self.frameworks.items() if manifest.holds == "threats")

    def edition_line(self) -> str:
        """The frameworks with their editions, in one line."""
        return ", ".join(f"{manifest.title} {manifest.edition}" for manifest in self.frameworks.values())

    def manifest_of(self, framework: Framework) -> FrameworkManifest:
        """The manifest of a framework, or an error that names those carried."""
        if framework not in self.frameworks:
            carried = ", ".join(name.value for name in self.frameworks)
            raise CatalogError(f"the catalog carries no framework {framework.value!r}; it carries {carried}")
        return self.frameworks[framework]

    @cached_property
    def _keys(self) -> dict[str, str]:
        return item_keys(self)

    @cached_property
    def _items(self) -> dict[str, tuple[Framework, FrameworkItem]]:
        return {
            f"{framework.value}:{item.id}": (framework, item)
            for framework, manifest in self.frameworks.items()
            for item in manifest.items
        }

    @cached_property
    def _reaching(self) -> dict[str, tuple[ThreatPattern, ...]]:
        return self._reached_by(self.patterns.values())

    @cached_property
    def _asking(self) -> dict[str, tuple[ControlCheck, ...]]:
        return self._reached_by(self.control_checks.values())

    def _reached_by(self, entries: Iterable[Reaching]) -> dict[str, tuple[Reaching, ...]]:
        """By item: the entries that name it, or an item that refines it."""
        found: dict[str, dict[str, Reaching]] = {}
        for entry in entries:
            named = {self._keys[key] for key in entry.references if key in self._keys}
            named |= {f"stride:{letter.value}" for letter in entry.stride}
            named |= {f"maestro:{layer.value}" for layer in entry.maestro}
            for key in named | set(self._parents(named)):
                found.setdefault(key, {})[entry.id] = entry
        return {key: tuple(ones.values()) for key, ones in found.items()}

    @cached_property
    def _conditional(self) -> dict[str, tuple[ThreatPattern, ...]]:
        found: dict[str, list[ThreatPattern]] = {}
        for pattern in self.patterns.values():
            for fact in sorted(facts_of(pattern.when)):
                found.setdefault(fact, []).append(pattern)
        return {fact: tuple(patterns) for fact, patterns in found.items()}

    def _parents(self, keys: Iterable[str]) -> Iterable[str]:
        for key in keys:
            framework, item = self._items.get(key, (None, None))
            while framework and item and item.parent:
                parent = f"{framework.value}:{item.parent}"
                yield parent
                framework, item = self._items[parent]

    def _resolve(self, key: str) -> str:
        if key not in self._keys:
            framework = key.partition(":")[0] + ":"
            near = closest(key, [known for known in self._keys if known.startswith(framework)])
            raise CatalogError(f"the catalog has no framework item {key!r}{near}")
        return self._keys[key]


def load_catalog(data: Path | None = None, overlay: Path | None = None) -> Catalog:
    """The checked catalog of a data folder, the packaged one by default, with what a user has taken in laid over it.

    It is loaded once per folder, and again when something else lies in the overlay. Raises CatalogError for any fault.
    """
    over = overlay.resolve() if overlay is not None and overlay.is_dir() else None
    return _load((data or DATA).resolve(), over, overlay_stamp(over))


@lru_cache(maxsize=4)
def load_facts(data: Path = DATA) -> Mapping[str, FactDefinition]:
    """The facts of a data folder alone, which is a fraction of the work; links between entries are not looked at."""
    entries, problems = read_entries(data, frozenset({"facts", "controls", "mitigations"}))
    if problems:
        raise CatalogError(f"the facts in {data} have {len(problems)} problems, such as: {problems[0]}")
    return entries.facts


def read_catalog(data: Path | None = None, overlay: Path | None = None) -> tuple[Catalog, tuple[Problem, ...]]:
    """The catalog as far as it is sound, with everything that is wrong with it."""
    folder = (data or DATA).resolve()
    entries, faults = read_entries(folder)
    fingerprint, stamp = fingerprint_of(folder), overlay_stamp(overlay)
    if overlay is not None and stamp:
        releases, damaged = read_releases(overlay)
        entries, taken = overlaid(entries, releases)
        faults = (*faults, *damaged, *taken)
        fingerprint = sha256(f"{fingerprint}{stamp}".encode()).hexdigest()
    catalog = Catalog(**vars(entries), fingerprint=fingerprint)
    return catalog, faults + wrong_links(entries, fingerprint)


@lru_cache(maxsize=8)
def _load(folder: Path, overlay: Path | None, stamp: str) -> Catalog:
    if not folder.is_dir():
        raise CatalogError(f"expected the catalog's data in {folder}, found no such folder")
    catalog, problems = read_catalog(folder, overlay)
    if problems:
        lines = "\n".join(f"  {problem}" for problem in problems)
        also = f" with what was taken in under {overlay}" if overlay is not None and stamp else ""
        raise CatalogError(f"the catalog in {folder}{also} has {len(problems)} problems:\n{lines}")
    return catalog
