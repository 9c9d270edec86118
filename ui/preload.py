"""Import what the first page needs while the browser is still opening."""

import importlib
import threading

_HEAVY = ("pandas", "altair", "agent.assembly", "streamlit.elements.widgets.data_editor")
_BEGUN = threading.Event()


def preload() -> None:
    """Begin once per process, on a thread that ends with it."""
    if not _BEGUN.is_set():
        _BEGUN.set()
        threading.Thread(target=_load, name="preload", daemon=True).start()


def _load() -> None:
    for name in _HEAVY:
        importlib.import_module(name)
