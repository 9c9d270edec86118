"""Follow an answer while it comes, and hand on those passages of it that pass the check they must pass in the end."""

from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from agent.llm.answers.partial_json import Passage, Passages
from agent.llm.answers.schemas import MOST_ITEMS, Item, Shape, entry_of

Passing = Callable[[Item], str]
"""The words of an entry that may be shown, after the check that decides whether it may stand; empty where not."""


class Following:
    """Follows one try of one call."""

    def __init__(self, shape: Shape, passing: Passing, tell: Callable[[str], None]) -> None:
        self._shape, self._passing, self._tell = shape, passing, tell
        self._passages = Passages()
        self._single: dict[str, Any] = {}
        self._told, self._entries, self._looks = "", 0, 0

    def feed(self, piece: str) -> None:
        """Take a further piece of the answer."""
        for passage in self._passages.feed(piece):
            if passage.field in self._shape.lists:
                self._entry(passage)
            elif self._shape.single is not None and passage.field in self._shape.single.model_fields:
                self._field(passage)

    def _entry(self, passage: Passage) -> None:
        kind = self._shape.lists[passage.field]
        self._entries += 1
        if isinstance(passage.data, str) or kind is str or self._entries > MOST_ITEMS:
            return
        entry, _ = entry_of(passage.data, kind)
        if isinstance(entry, Item) and (words := self._passing(entry)):
            self._tell(words)

    def _field(self, passage: Passage) -> None:
        """Look at the answer without lists as far as it is there; of words that grow, only what is new is told."""
        assert self._shape.single is not None
        self._looks += 1
        if self._looks > MOST_ITEMS:
            return
        self._single[passage.field] = passage.data
        known = {name: self._single.get(name, "") for name in self._shape.single.model_fields}
        try:
            words = self._passing(self._shape.single.model_validate(known))
        except ValidationError:
            return
        if words and words.startswith(self._told) and (new := words.removeprefix(self._told).strip()):
            self._told = words
            self._tell(new)
