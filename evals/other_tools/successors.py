"""Ids of one edition read as those of another: cases name older editions than the catalog does."""

from collections.abc import Mapping
from functools import lru_cache

from knowledge.catalog import load_catalog
from knowledge.vocabulary import Framework, Reference

EDITION_OF_CASES = "2025"
"""The edition of the list for language models whose ids cases name, without the year."""


def successor(technique: str) -> str:
    """The technique that a retired one became; any other stays as it is."""
    return _techniques().get(technique, technique)


def as_cases_name_it(reference: Reference) -> str:
    """The plain id of an OWASP item, such as LLM06: of the edition that cases name, whatever the reference's own."""
    return _risks().get(reference.id, reference.id).partition(":")[0]


@lru_cache(maxsize=1)
def _techniques() -> Mapping[str, str]:
    return {alias: item.id for item in load_catalog().frameworks[Framework.ATLAS].items for alias in item.aliases}


@lru_cache(maxsize=1)
def _risks() -> Mapping[str, str]:
    items = load_catalog().frameworks[Framework.OWASP_LLM].items
    return {item.id: alias for item in items for alias in item.aliases if alias.endswith(f":{EDITION_OF_CASES}")}
