"""What a file is that is no description, by a table in the data folder, and what to send instead."""

import json
import re
from collections.abc import Iterator
from functools import cache

from pydantic import Field

from agent.errors import InputError
from agent.recognition.forms import (
    DRAWN,
    JSON_KEY,
    YAML_KEY,
    first_word,
    form_of,
    front_matter,
    root_of,
    without_front_matter,
)
from knowledge.loading.tables import format_table
from knowledge.vocabulary import Value


class Kind(Value):
    """One kind of file, and how it is told."""

    form: str = Field(description="How it is written; keyed is JSON or YAML.")
    top: tuple[str, ...] = Field(default=(), description="Keys that must all stand at the top.")
    any: tuple[str, ...] = Field(default=(), description="Keys of which one must stand anywhere.")
    first: tuple[str, ...] = Field(default=(), description="Words one of which a drawing begins with.")
    each: tuple[str, ...] = Field(default=(), description="Keys of which one stands in every object at the top.")
    root: str = Field(default="", description="The outermost tag of an XML file.")
    what: str = Field(description="What it is, after 'this is'.")
    instead: str = Field(description="Which advice is given.")


class Kinds(Value):
    """The table of kinds, with what to send instead."""

    kinds: tuple[Kind, ...]
    advice: dict[str, str]


def kind_of(text: str) -> Kind | None:
    """What a text is, if it is no description."""
    form = form_of(text)
    if form is None:
        return None
    top, every = _keys(text, form)
    name = "keyed" if form in ("json", "yaml") else form
    fits = (kind for kind in _table().kinds if kind.form == name and _fits(kind, text, top, every))
    return next((kind for kind in fits if not kind.each or _is_in_each(kind.each, text)), None)


def card_of(text: str) -> Kind | None:
    """The kind of card that a text is by the settings before it; such a text is a description too."""
    front = front_matter(text)
    keys = frozenset(key for indent, key in YAML_KEY.findall(front) if not indent)
    return next((one for one in _table().kinds if one.form == "card" and not keys.isdisjoint(one.any)), None)


def drawn_in(text: str) -> Kind | None:
    """The kind of document that a text is by the flowcharts in it; such a text is a description too."""
    if _CONTROL.search(text[:1_000]) or not DRAWN.search(text):
        return None
    return next((one for one in _table().kinds if one.form == "drawn"), None)


def refuse_structured(text: str, name: str, secrets: int = 0) -> None:
    """Raise InputError where a text is no description, with what it is and what to send instead."""
    if kind := kind_of(text):
        held = f" {_held(secrets)}" if secrets else ""
        raise InputError(f"{name} is {kind.what}, which is not read as a description. {advice_on(kind)}{held}")


def _held(secrets: int) -> str:
    things, they = ("1 secret", "it") if secrets == 1 else (f"{secrets} secrets", "them")
    return f"It holds {things}, and nothing of it was kept; treat {they} as exposed if others have the file."


def advice_on(kind: Kind) -> str:
    """What to send instead."""
    return _table().advice[kind.instead].strip()


def kinds_known() -> Iterator[str]:
    """What can be recognised."""
    yield from dict.fromkeys(kind.what for kind in _table().kinds)


def _fits(kind: Kind, text: str, top: frozenset[str], every: frozenset[str]) -> bool:
    if kind.form == "xml":
        return kind.root.lower() in ("", root_of(text))
    if kind.form == "drawing":
        return not kind.first or first_word(text) in kind.first
    return top.issuperset(kind.top) and (not kind.any or not every.isdisjoint(kind.any))


@cache
def _table() -> Kinds:
    return format_table("kinds", Kinds)


_MOST_KEYS = 50_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
"""What stands in no text: a file that begins so is no document."""


def _is_in_each(keys: tuple[str, ...], text: str) -> bool:
    """Whether every value at the top of JSON is an object with one of some keys."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return False
    inner = list(data.values()) if isinstance(data, dict) else []
    return bool(inner) and all(isinstance(one, dict) and not one.keys().isdisjoint(keys) for one in inner)


def _keys(text: str, form: str) -> tuple[frozenset[str], frozenset[str]]:
    """The keys at the top of a text, and all of them; of JSON that is cut off all count as both."""
    if form == "json":
        try:
            return _keys_of(json.loads(text))
        except (ValueError, RecursionError):
            found = frozenset(JSON_KEY.findall(text))
            return found, found
    if form != "yaml":
        return frozenset(), frozenset()
    keys = YAML_KEY.findall(without_front_matter(text))
    return frozenset(key for indent, key in keys if not indent), frozenset(key for _, key in keys)


def _keys_of(data: object) -> tuple[frozenset[str], frozenset[str]]:
    first = data[0] if isinstance(data, list) and data else data
    top = frozenset(first) if isinstance(first, dict) else frozenset()
    every: set[str] = set()
    waiting = [data]
    while waiting and len(every) < _MOST_KEYS:
        one = waiting.pop()
        if isinstance(one, dict):
            every.update(one)
        waiting.extend(one.values() if isinstance(one, dict) else one if isinstance(one, list) else ())
    return top, frozenset(every)
