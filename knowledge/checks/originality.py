"""Check that our texts share no run of eight words with published ones."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from knowledge.catalog import Catalog
from knowledge.checks.finding import Finding, about
from knowledge.checks.texts import our_texts

RUN = 8
"""Words in a row that count as copied."""

TEXTS = (".yaml", ".yml", ".json", ".md", ".txt")


def copied(catalog: Catalog, folder: Path) -> Iterator[Finding]:
    """Every text of ours that repeats eight words of a file in the folder."""
    ours: dict[tuple[str, ...], list[tuple[str, str, str]]] = {}
    for section, entry, name, text in (*our_texts(catalog), *_told_systems(catalog)):
        for run in _runs(_words(text)):
            ours.setdefault(run, []).append((section, entry, name))
    reported: set[tuple[str, str, str]] = set()
    for path in sorted(path for path in folder.rglob("*") if path.suffix in TEXTS):
        for run in _runs(_words(path.read_text(encoding="utf-8", errors="replace"))):
            for where in ours.get(run, ()):
                if where not in reported:
                    reported.add(where)
                    section, entry, name = where
                    message = f"{name}: repeats {' '.join(run)!r} of {path.relative_to(folder)}"
                    yield about(catalog, section, entry, message)


def _told_systems(catalog: Catalog) -> Iterator[tuple[str, str, str, str]]:
    """The reference systems' texts; they speak in many voices, so that only this check reads them."""
    for system in catalog.reference_systems.values():
        yield "reference_systems", system.id, "description", system.description
        for threat in system.threats:
            yield "reference_systems", system.id, f"worry of {threat.pattern}", threat.worry


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower().replace("\\n", " "))


def _runs(words: list[str]) -> Iterable[tuple[str, ...]]:
    return zip(*(words[start:] for start in range(RUN)), strict=False)
