"""A value in a file together with its place, so that every complaint can name the place."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from agent.domain.secrets.redaction import mask
from agent.errors import InputError


@dataclass(frozen=True)
class Place:
    """One value of a file's data, and the JSON pointer that leads to it."""

    value: Any
    pointer: str = ""

    def at(self, key: str | int) -> "Place":
        """What stands under a key; nothing where it is not there. Raises InputError where this is no object."""
        inner = self.object().get(key) if isinstance(key, str) else self.value[key]
        step = str(key).replace("~", "~0").replace("/", "~1")
        return Place(inner, f"{self.pointer}/{step}")

    def object(self) -> dict[str, Any]:
        """The object that stands here; an empty one where nothing does. Raises InputError for anything else."""
        if self.value is None:
            return {}
        if not isinstance(self.value, dict):
            raise self.problem("an object")
        return self.value

    def entries(self) -> Iterator[tuple[str, "Place"]]:
        """The keys of an object with what stands under them."""
        for key in self.object():
            yield str(key), self.at(key)

    def items(self, key: str) -> Iterator["Place"]:
        """Every item of the list under a key; none where it is missing. Raises InputError where it is no list."""
        inner = self.at(key)
        if inner.value is None:
            return
        if not isinstance(inner.value, list):
            raise inner.problem("a list")
        for place in range(len(inner.value)):
            yield inner.at(place)

    def text(self, key: str) -> str:
        """The text under a key, without space around it; empty where there is none. Raises InputError for others."""
        inner = self.at(key)
        if inner.value is None:
            return ""
        if isinstance(inner.value, bool) or not isinstance(inner.value, (str, int, float)):
            raise inner.problem("text")
        return str(inner.value).strip()

    def needed(self, key: str) -> str:
        """The text under a key that must be there. Raises InputError."""
        found = self.text(key)
        if not found:
            raise self.at(key).problem("text that is not empty")
        return found

    def number(self, key: str) -> float | None:
        """The number under a key; none where there is none. Raises InputError for anything else."""
        inner = self.at(key)
        if inner.value is None:
            return None
        if isinstance(inner.value, bool) or not isinstance(inner.value, (int, float)):
            raise inner.problem("a number")
        return float(inner.value)

    def flag(self, key: str) -> bool:
        """Whether a yes stands under a key."""
        return self.at(key).value is True

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts of a list under a key. Raises InputError where it is no list of texts."""
        found = []
        for item in self.items(key):
            if not isinstance(item.value, (str, int, float)) or isinstance(item.value, bool):
                raise item.problem("text")
            found.append(str(item.value).strip())
        return tuple(filter(None, found))

    def problem(self, wanted: str) -> InputError:
        """What is wrong here."""
        kinds = {dict: "an object", list: "a list", str: "text", bool: "yes or no", type(None): "nothing"}
        found = kinds.get(type(self.value), "a number")
        return InputError(mask(f"at {self.pointer or '/'}: expected {wanted}, found {found}").text)
