"""What the words of a file from another tool mean here: kinds of parts, STRIDE categories and framework items."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from pydantic import Field

from agent.domain.threats import ThreatStatus
from knowledge.catalog import Catalog
from knowledge.loading.tables import format_table
from knowledge.vocabulary import ComponentKind, Reference, Stride, Value

_WORD = re.compile(r"[a-z0-9]+")
_LONG = 6
_STRIDE = {
    "spoofing": Stride.SPOOFING, "tampering": Stride.TAMPERING, "repudiation": Stride.REPUDIATION,
    "information disclosure": Stride.INFORMATION_DISCLOSURE, "denial of service": Stride.DENIAL_OF_SERVICE,
    "elevation of privilege": Stride.ELEVATION_OF_PRIVILEGE,
}  # fmt: skip


_STATUS = {
    "open": ThreatStatus.OPEN, "mitigated": ThreatStatus.MITIGATED, "accepted": ThreatStatus.ACCEPTED,
    "accept": ThreatStatus.ACCEPTED, "transferred": ThreatStatus.TRANSFERRED, "avoided": ThreatStatus.AVOIDED,
    "eliminated": ThreatStatus.AVOIDED, "notapplicable": ThreatStatus.DISMISSED, "na": ThreatStatus.DISMISSED,
    "falsepositive": ThreatStatus.DISMISSED, "dismissed": ThreatStatus.DISMISSED, "retired": ThreatStatus.RETIRED,
}  # fmt: skip


class PartWords(Value):
    """Words that tell one kind of part."""

    kind: ComponentKind = Field(description="The kind.")
    words: tuple[str, ...] = Field(min_length=1, description="Words, with dashes between those that belong together.")


class PartTable(Value):
    """Every kind that can be told, the first that fits before others."""

    parts: tuple[PartWords, ...]


def kind_of_part(name: str, hint: str = "") -> ComponentKind:
    """The kind of a part: by its type where that is one of ours or tells it, else by its name; else a service."""
    plain = hint.strip().lower().replace("-", "_")
    if plain in {kind.value for kind in ComponentKind}:
        return ComponentKind(plain)
    for text in (hint, name):
        said = f"-{'-'.join(_WORD.findall(text.lower()))}-"
        for row in _table().parts:
            if any(_tells(word, said) for word in row.words):
                return row.kind
    return ComponentKind.SERVICE


def _tells(word: str, said: str) -> bool:
    """Whether a word stands in some words; a long one also with an ending, such as ``databases``."""
    return f"-{word}" in said if len(word) >= _LONG else f"-{word}-" in said


def status_of(word: str) -> ThreatStatus | None:
    """The status that a file's word for it means; none where it is no such word."""
    return _STATUS.get("".join(_WORD.findall(word.lower())))


def stride_of(words: Iterable[str]) -> Iterator[Stride]:
    """The STRIDE categories among some words, by name or letter."""
    for one in words:
        plain = one.strip().lower().replace("_", " ").replace("-", " ")
        if plain in _STRIDE:
            yield _STRIDE[plain]
        elif one.strip() in {letter.value for letter in Stride}:
            yield Stride(one.strip())


@dataclass(frozen=True, eq=False)
class Known:
    """The framework items that tags can name."""

    catalog: Catalog

    def references(self, tags: Iterable[str]) -> tuple[Reference, ...]:
        """The items that some tags name, such as ``AML.T0051``, ``LLM01:2025`` or ``atlas:AML.T0051``."""
        found = dict.fromkeys(key for tag in tags if (key := self._by_tag.get(_plain(tag))))
        return tuple(self.catalog.reference(key) for key in found)

    @cached_property
    def _by_tag(self) -> dict[str, str]:
        """Keys of items by what tags call them; an id of several frameworks needs the framework before it."""
        counted: dict[str, list[str]] = {}
        for framework, manifest in self.catalog.frameworks.items():
            for item in manifest.items:
                key = f"{framework.value}:{item.id}"
                for name in (item.id, *item.aliases):
                    counted.setdefault(_plain(f"{framework.value}:{name}"), []).append(key)
                    if any(letter.isdigit() for letter in name):
                        counted.setdefault(_plain(name), []).append(key)
                        counted.setdefault(_plain(name.partition(":")[0]), []).append(key)
        return {tag: keys[0] for tag, keys in counted.items() if len(set(keys)) == 1}


def _plain(tag: str) -> str:
    return re.sub(r"[\s_-]+", "-", tag.strip().lower())


@cache
def _table() -> PartTable:
    return format_table("parts", PartTable)
