"""Import what the first page and the first turn need while the browser is still opening.

One thread loads it all, and turns wait for it: libraries that share parts can block each other when several threads
import them at once.
"""

import importlib
import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from knowledge.errors import ThreatparleyError

if TYPE_CHECKING:
    from agent.facilitator import Facilitator

_SECTIONS = ("ui.views.pages.workspace", "pandas", "altair")
_HEAD_START = 1.5
"""Seconds in which the first page has the processor for itself."""
_MOST_SECONDS = 30.0
_BEGUN, _WANTED, _LOADED = threading.Event(), threading.Event(), threading.Event()
_LOG = logging.getLogger("threatparley.ui")


def preload(opened: "Callable[[], Facilitator]") -> None:
    """Begin once per process, on a thread that ends with it; what is opened first is the facilitator."""
    if not _BEGUN.is_set():
        _BEGUN.set()
        threading.Thread(target=_load, args=(opened,), name="preload", daemon=True).start()


def loaded(seconds: float = _MOST_SECONDS) -> bool:
    """Wait until everything is loaded, if that was begun; false if it takes longer than so many seconds."""
    return not _BEGUN.is_set() or _LOADED.wait(seconds)


def hurry() -> bool:
    """The same, for a turn that waits: the first page is drawn by now."""
    _WANTED.set()
    return loaded()


def _load(opened: "Callable[[], Facilitator]") -> None:
    """What the start page needs; then what the sections draw with; what the first turn and the first picture need."""
    try:
        facilitator = opened()
        _WANTED.wait(_HEAD_START)
        for name in _SECTIONS:
            importlib.import_module(name)
        facilitator.warm_up()
        importlib.import_module("agent.exchange.diagrams.graphviz").warm_up()
    except ThreatparleyError as error:
        _LOG.warning("not ready yet: %s", error)
    finally:
        _LOADED.set()
