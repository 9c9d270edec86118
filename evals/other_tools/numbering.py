"""Prompts name threats by numbers that count through the catalog, which grows: what a recorded number means today."""

from collections.abc import Iterator, Mapping
from typing import Any

from agent.analyst.llm.prompt_context import Glossary
from knowledge.catalog import Catalog

_FIELDS = ("n", "like")
"""The fields of an answer that hold the number of a threat."""
_TASK = "draft"


def names_of(task: str, answer: object, patterns: Mapping[int, str]) -> dict[int, str]:
    """The threats that an answer names, by their numbers."""
    return {number: patterns[number] for number in _numbers(task, answer) if number in patterns}


def numbers_today(names: Mapping[int, str], catalog: Catalog) -> dict[int, int]:
    """The number today for each recorded one; nought for a threat that the catalog no longer has."""
    glossary = Glossary(catalog)
    return {number: glossary.number_of(catalog.heirs.get(name) or name) for number, name in names.items()}


def renumbered(task: str, answer: object, numbers: Mapping[int, int]) -> Any:
    """The answer with other numbers; one whose number is not among these keeps it."""
    if task != _TASK or not isinstance(answer, dict):
        return answer
    return {name: [_entry(one, numbers) for one in part] if isinstance(part, list) else part
            for name, part in answer.items()}  # fmt: skip


def _entry(entry: object, numbers: Mapping[int, int]) -> object:
    if not isinstance(entry, dict):
        return entry
    return {name: numbers.get(held, held) if name in _FIELDS else held for name, held in entry.items()}


def _numbers(task: str, answer: object) -> Iterator[int]:
    if task != _TASK or not isinstance(answer, dict):
        return
    entries = (entry for part in answer.values() if isinstance(part, list) for entry in part)
    for entry in entries:
        if isinstance(entry, dict):
            yield from (held for name in _FIELDS if isinstance(held := entry.get(name), int))
