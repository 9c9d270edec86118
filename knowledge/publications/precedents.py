"""Link precedents that were taken in to the threats beside which they are shown, by the techniques they name.

Those we ship are linked by hand. One that was taken in is shown beside a threat whose closest ATLAS technique is among
its own; where many threats qualify, beside those that share its rarest techniques. How many there are ranks nothing.
"""

from collections import Counter
from collections.abc import Collection, Iterable, KeysView, Mapping
from dataclasses import replace

from knowledge.entries import Precedent, ThreatPattern
from knowledge.loading.reading import Entries
from knowledge.validation.links import item_keys

MOST = 2
"""The threats beside which one precedent is shown; a common technique would put it beside dozens."""


def with_precedents(entries: Entries, taken_in: Collection[str]) -> Entries:
    """The entries with these precedents linked to their threats."""
    if not taken_in:
        return entries
    shown: dict[str, list[str]] = {}
    techniques = _techniques(entries)
    for precedent in taken_in:
        for pattern in _nearest(_named(entries.precedents[precedent], item_keys(entries)), techniques):
            shown.setdefault(pattern, []).append(precedent)
    patterns = {key: _showing(pattern, shown.get(key, ())) for key, pattern in entries.patterns.items()}
    return replace(entries, patterns=patterns)


def told_already(precedents: Iterable[Precedent]) -> frozenset[str]:
    """The ids under which case studies would come that are told here already, under a name of our own."""
    words = (word for one in precedents for reference in one.references for word in reference.split())
    return frozenset(word.lower().replace(".", "-") for word in words if word.startswith("AML.CS"))


def why_unlinked(precedent: str, entries: Entries) -> str:
    """Why a precedent is shown beside no threat; empty where it is shown."""
    if any(precedent in pattern.precedents for pattern in entries.patterns.values()):
        return ""
    named = _named(entries.precedents[precedent], item_keys(entries))
    if not named:
        return "it names no technique that the catalog holds"
    leading = {found[0] for found in _techniques(entries).values()}
    told = ", ".join(key.partition(":")[2] for key in named)
    if not named & leading:
        return f"none of its techniques ({told}) is the closest one of any threat pattern"
    return f"it is linked by hand, and nobody has linked it; its techniques are {told}"


def _showing(pattern: ThreatPattern, precedents: Iterable[str]) -> ThreatPattern:
    together = tuple(dict.fromkeys((*pattern.precedents, *precedents)))
    return pattern if together == pattern.precedents else pattern.model_copy(update={"precedents": together})


def _techniques(entries: Entries) -> dict[str, tuple[str, ...]]:
    """The ATLAS techniques of each pattern under their current ids, closest first; patterns without any left out."""
    keys = item_keys(entries)
    found = {
        pattern.id: tuple(dict.fromkeys(keys[key] for key in pattern.references if key in keys and _is_atlas(key)))
        for pattern in entries.patterns.values()
    }
    return {pattern: techniques for pattern, techniques in found.items() if techniques}


def _named(precedent: Precedent, keys: Mapping[str, str]) -> KeysView[str]:
    return dict.fromkeys(keys[key] for key in precedent.techniques if key in keys and _is_atlas(key)).keys()


def _nearest(named: Collection[str], techniques: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    spread = Counter(key for found in techniques.values() for key in found)
    fitting = [pattern for pattern, found in techniques.items() if found[0] in named]
    fitting.sort(key=lambda pattern: -sum(1 / spread[key] for key in techniques[pattern] if key in named))
    return tuple(fitting[:MOST])


def _is_atlas(key: str) -> bool:
    return key.startswith("atlas:")
