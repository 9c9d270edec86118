"""Import what the first page needs while the browser is still opening."""

import importlib
import logging
import threading
import time

from knowledge.errors import ThreatwrightError

_SECTIONS = ("ui.views.workspace", "pandas", "altair")
_HEAD_START = 1.5
"""Seconds in which the first page has the processor for itself."""
_BEGUN = threading.Event()
_LOG = logging.getLogger("threatwright.ui")


def preload() -> None:
    """Begin once per process, on a thread that ends with it."""
    if not _BEGUN.is_set():
        _BEGUN.set()
        threading.Thread(target=_load, name="preload", daemon=True).start()


def _load() -> None:
    """What the start page needs; then what the sections draw with; then what the first turn needs."""
    from ui import door

    try:
        desk = door.desk()
        time.sleep(_HEAD_START)
        for name in _SECTIONS:
            importlib.import_module(name)
        desk.facilitator.warm_up()
    except ThreatwrightError as error:
        _LOG.warning("not ready yet: %s", error)
