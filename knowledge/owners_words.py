"""What is kept in memory of owners' words, to be let go of at once when somebody's words are removed for good.

Texts are read more than once in a turn, so some readings are kept. Everything that keeps them by what was written, or
keeps what was written, registers here; a removal need not know who they are.
"""

import re
from collections.abc import Callable
from functools import _lru_cache_wrapper, lru_cache
from threading import Event, Lock, Thread
from typing import Protocol, TypeVar
from weakref import WeakSet

T = TypeVar("T")


class Letting(Protocol):
    """Something that keeps owners' words, and can let go of them."""

    def let_go(self) -> None:
        """Keep nothing of them any more."""


_lock = Lock()
_functions: list[Callable[[], None]] = []
_things: WeakSet[Letting] = WeakSet()


def keeping_words(most: int) -> Callable[[Callable[..., T]], "_lru_cache_wrapper[T]"]:
    """Keep what a function gave for the arguments asked for last; some of them are words of owners."""

    def kept(function: Callable[..., T]) -> "_lru_cache_wrapper[T]":
        keeper = lru_cache(maxsize=most)(function)
        when_removed(keeper.cache_clear)
        return keeper

    return kept


def when_removed(let_go: Callable[[], None]) -> None:
    """Call a function of a module whenever words are removed for good."""
    with _lock:
        _functions.append(let_go)


def keeps_words(thing: Letting) -> None:
    """Tell a thing whenever words are removed for good, as long as anybody else holds it."""
    with _lock:
        _things.add(thing)


def let_words_go() -> None:
    """Let everything in this process go of what it keeps of anybody's words; it is worked out again when asked for."""
    with _lock:
        every = [*_functions, *(thing.let_go for thing in _things)]
    for let_go in every:
        let_go()
    re.purge()  # patterns made of names


def let_go_every(seconds: float, ended: Event) -> Thread:
    """Let go again and again until the end: another process may remove what this one has worked on."""

    def again() -> None:
        while not ended.wait(seconds):
            let_words_go()

    thread = Thread(target=again, name="let-words-go", daemon=True)
    thread.start()
    return thread
