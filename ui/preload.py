"""Import what the first page needs while the browser is still opening."""

import importlib
import logging
import threading

from knowledge.errors import ThreatwrightError

_HEAVY = ("ui.views.workspace", "pandas", "altair", "agent.graph.build")
_BEGUN = threading.Event()
_LOG = logging.getLogger("threatwright.ui")


def preload() -> None:
    """Begin once per process, on a thread that ends with it."""
    if not _BEGUN.is_set():
        _BEGUN.set()
        threading.Thread(target=_load, name="preload", daemon=True).start()


def _load() -> None:
    """The store and the catalog first, then what the sections draw with; what cannot open now says so on the page."""
    from ui import door

    try:
        door.desk()
    except ThreatwrightError as error:
        _LOG.warning("not ready yet: %s", error)
    for name in _HEAVY:
        importlib.import_module(name)
