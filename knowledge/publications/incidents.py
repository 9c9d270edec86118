"""How often something was recorded, from the optional package ``genai-incidents``: shown, and never used to rank.

The package is read when a threat is first looked at, and only its counts and latest entries are kept.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.util import find_spec
from typing import Any

from knowledge.catalog import Catalog
from knowledge.vocabulary import Framework, Reference

PACKAGE = "genai_incidents"
HINT = "How often this was recorded is shown once the extra is installed: pip install 'threatparley[incidents]'."
"""What is said, once, where the package is missing."""
LATEST = 3
"""How many entries are shown of each threat."""

_FIELDS = {
    Framework.ATLAS: "mitre_atlas",
    Framework.OWASP_AGENTIC: "owasp_asi",
    Framework.OWASP_LLM: "owasp_llm",
}
"""The lists by whose ids incidents are filed, the most exact first."""
_HARM = "AML.T0048"
"""The technique that names only the harm that followed: what is filed under it says nothing about a threat."""
_LISTS = {"atlas": "atlas", "owasp_asi": "owasp_agentic", "owasp_llm": "owasp_llm"}
"""How the package names these lists where it states their editions."""
_VOID = frozenset({"retracted", "rejected", "withdrawn"})


@dataclass(frozen=True, order=True)
class Recorded:
    """One incident on record."""

    date: str
    """As exactly as it is known: a year, a month or a day."""
    title: str
    url: str


@dataclass(frozen=True)
class Count:
    """What is on record under one id."""

    id: str
    """The id of the framework item."""
    number: int
    latest: tuple[Recorded, ...]
    """The newest entries, newest first."""

    @property
    def line(self) -> str:
        """The count in words."""
        entries = "incident is" if self.number == 1 else "incidents are"
        return f"{self.number:,} recorded {entries} filed under {self.id}, the latest of {self.latest[0].date}"


@dataclass(frozen=True)
class Records:
    """All incidents, counted by the keys of framework items."""

    source: str
    """The package with its version, day, size and licence."""
    counts: Mapping[str, Count]
    editions: Mapping[str, str]
    """The edition of each list whose ids the package uses."""

    def of(self, references: Iterable[Reference], catalog: Catalog) -> Count | None:
        """What is on record under the first of these references that has any: ATLAS before the OWASP lists."""
        given = tuple(references)
        for framework in _FIELDS:
            for one in given:
                if one.framework is framework and (found := self.counts.get(self._key(one, catalog))):
                    return found
        return None

    def _key(self, reference: Reference, catalog: Catalog) -> str:
        """How the package names an item: by its id of today, without the year, in the edition that both use."""
        manifest = catalog.frameworks.get(reference.framework)
        if manifest is None or not catalog.has_reference(reference):
            return ""
        today = catalog.item(reference.key).id
        plain, _, year = today.partition(":")
        same = self.editions.get(reference.framework.value, manifest.edition) == manifest.edition
        return f"{reference.framework.value}:{plain}" if same or not year else ""


@lru_cache(maxsize=1)
def records() -> Records | None:
    """What the installed package holds; none where it is not installed, or holds no such data."""
    if find_spec(PACKAGE) is None:
        return None
    data = files(PACKAGE) / "data"
    try:
        editions = json.loads((data / "taxonomy_versions.json").read_bytes())
        return counted(json.loads((data / "incidents.min.json").read_bytes()), editions)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def counted(content: Mapping[str, Any], editions: Mapping[str, str]) -> Records:
    """The incidents of a data file by the keys of framework items, under the ids that the file uses.

    KeyError or TypeError where it is no such file. What was retracted or merged away is left out.
    """
    numbers: Counter[str] = Counter()
    newest: dict[str, list[Recorded]] = {}
    for row in content["incidents"]:
        if row.get("status") in _VOID:
            continue
        entry = Recorded(date=str(row["date"]), title=str(row["title"])[:160], url=str(row["primary_reference"]))
        for key in _keys(row):
            numbers[key] += 1
            newest[key] = sorted((entry, *newest.get(key, ())), reverse=True)[:LATEST]
    named = f"{PACKAGE.replace('_', '-')} {content['version']} of {content['generated']}"
    source = f"{named}, {int(content['incident_count']):,} incidents, CC BY 4.0"
    shown = {key: Count(key.partition(":")[2], number, tuple(newest[key])) for key, number in numbers.items()}
    return Records(source, shown, {_LISTS[name]: str(edition) for name, edition in editions.items() if name in _LISTS})


def _keys(row: Mapping[str, Sequence[str]]) -> set[str]:
    """The framework items under which an incident is filed, as the file names them."""
    named = {f"{framework.value}:{name}" for framework, field in _FIELDS.items() for name in row.get(field, ())}
    return {key for key in named if _HARM not in key}
