"""What the files of a working folder may set by themselves, and what needs a yes of the user first.

A folder may be somebody else's: cloned, unpacked or shared. What is not declared harmless here is not.
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from shlex import quote

from pydantic import TypeAdapter, ValidationError

from agent.errors import FolderNotTrusted
from agent.settings.sources import FOLDER_FILES, Layer
from knowledge.address_masking import shown_address
from knowledge.vocabulary import Value

ANY = frozenset({"temperature", "prompt_price", "cached_price", "output_price", "gate"})
"""Settings that a folder may give any value: they lead nowhere, open nothing and spend nothing."""
LESS = frozenset(
    {"call_seconds", "calls_per_turn", "tokens_per_turn", "tokens_per_session", "tokens_per_day",
     "turn_deadline_seconds", "context_tokens", "most_output_tokens", "turns_at_once", "turns_per_minute",
     "sessions_per_person", "megabytes_per_person", "tokens_per_person_per_day"}
)  # fmt: skip
"""Limits that a folder may lower, but not raise above what holds without it; zero is no limit."""
ON = frozenset({"offline"})
"""Switches that a folder may turn on, but not off again."""
LONGEST_SHOWN = 120


class Wish(Value):
    """One setting of a folder that needs a yes."""

    name: str
    value: str
    """As it is given, in one form; it may be secret."""
    shown: str
    origin: str
    counts: bool
    """Whether it would be in force; a flag or variable of the user's own may count more."""


class Wishes(Value):
    """Everything in the files of a folder that needs a yes."""

    folder: Path
    wishes: tuple[Wish, ...]

    @property
    def digest(self) -> str:
        """A fingerprint of the names and values; another value is another question."""
        pairs = [[wish.name, wish.value] for wish in self.wishes]
        return hashlib.sha256(json.dumps(pairs).encode()).hexdigest()

    def lines(self) -> tuple[str, ...]:
        """Each setting with its file, secrets masked, and whose the folder and files are if not the user's own."""
        listed = (f"  {wish.name} = {wish.shown} (from {wish.origin})" for wish in self.wishes)
        return (*listed, *(f"  {line}" for line in _strangers(self)))


def wishes_of(
    folder: Path, layers: tuple[Layer, ...], defaults: Mapping[str, object], secret: frozenset[str]
) -> Wishes:
    """What needs a yes among the layers that come from the folder; ``secret`` settings are not shown."""
    found = []
    for name in sorted({name for layer in layers if layer.local for name in layer.values}):
        giving = [layer for layer in layers if name in layer.values]
        given = next(layer for layer in giving if layer.local)
        without = next((layer.values[name] for layer in giving if not layer.local), defaults.get(name))
        value = given.values[name]
        if not _is_harmless(name, value, without):
            shown = "(not shown)" if name in secret else _shown(name, value)
            found.append(
                Wish(name=name, value=json.dumps(value, default=str), shown=shown, origin=given.origin,
                     counts=giving[0].local)
            )  # fmt: skip
    return Wishes(folder=folder.resolve(), wishes=tuple(found))


def check_folder(wished: Wishes, trusted: bool) -> None:
    """Raise FolderNotTrusted where something that needs a yes would be in force, and the yes was not given."""
    if trusted or not any(wish.counts for wish in wished.wishes):
        return
    message = "\n".join(
        (
            f"the files of the folder {wished.folder} set what needs your yes first:",
            *wished.lines(),
            "Nothing was done. If you know these files and want these values, say so once with: "
            f"threatparley trust {quote(str(wished.folder))}",
            "Otherwise remove the lines, give values of your own by flag or THREATPARLEY_<NAME>, or work elsewhere.",
        )
    )
    raise FolderNotTrusted(message, wished.folder, wished.digest)


def _is_harmless(name: str, value: object, without: object) -> bool:
    """Whether a folder may set this by itself, given what holds without the folder."""
    try:
        if name in LESS:
            return _limit(name, value) <= _limit(name, without)
        if name in ON:
            switch = TypeAdapter(bool)
            return switch.validate_python(value) or not switch.validate_python(without)
    except ValidationError:
        return False
    return name in ANY


def _limit(name: str, value: object) -> float:
    number = float("inf") if value is None else TypeAdapter(float).validate_python(value)
    return float("inf") if number == 0 and not name.endswith("seconds") else number


def _shown(name: str, value: object) -> str:
    text = str(value)
    shown = shown_address(text) if name.endswith("_url") or "://" in text else text
    return shown if len(shown) <= LONGEST_SHOWN else f"{shown[:LONGEST_SHOWN]}…"


def _strangers(wished: Wishes) -> Iterator[str]:
    """The folder and those of its files that ask for something, where they belong to another user."""
    asking = [wished.folder / name for name in FOLDER_FILES]
    asking = [path for path in asking if any(wish.origin.startswith(f"{path}: ") for wish in wished.wishes)]
    for path in (wished.folder, *asking):
        owner = _owner(path)
        if owner is not None and hasattr(os, "geteuid") and owner != os.geteuid():
            yield f"Beware: {path} belongs to another user, {_name_of(owner)}."


def _owner(path: Path) -> int | None:
    try:
        return path.stat().st_uid
    except OSError:
        return None


def _name_of(owner: int) -> str:
    try:
        from pwd import getpwuid

        return getpwuid(owner).pw_name
    except (ImportError, KeyError):
        return f"number {owner}"
