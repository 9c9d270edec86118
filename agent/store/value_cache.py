"""A small memory for values that never change once stored, so that they are read and checked once."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from knowledge.owners_words import keeps_words

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Keeps the values used last, up to a number."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[K, V] = OrderedDict()
        self._lock = threading.Lock()
        keeps_words(self)

    def let_go(self) -> None:
        """Keep nothing; it is read again when asked for."""
        with self._lock:
            self._kept.clear()

    def get(self, key: K) -> V | None:
        """The kept value, if it is still there."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key]

    def keep(self, key: K, value: V) -> V:
        """Keep a value and hand it back."""
        with self._lock:
            self._kept[key] = value
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return value

    def drop(self, unwanted: Callable[[K], bool]) -> None:
        """Let go of the values with such keys."""
        with self._lock:
            for key in [key for key in self._kept if unwanted(key)]:
                del self._kept[key]
