"""The frame of the screens: ``streamlit run ui/app.py`` serves it; every page is drawn by ``ui/page.py``."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st


@asynccontextmanager
async def _lifespan(_app: st.App) -> AsyncIterator[dict[str, Any] | None]:
    """Warm up while the browser is still opening; at the end, leave the store in order."""
    from ui import door
    from ui.preload import preload

    preload(lambda: door.desk().facilitator)
    yield None
    door.close()


def _on_error(error: Exception) -> bool:
    """An error nobody foresaw: say what is safe, under an id that the log has too."""
    from ui.components.trouble import show_unforeseen

    show_unforeseen(error)
    return True


app = st.App(Path(__file__).with_name("page.py"), lifespan=_lifespan, on_script_error=_on_error)
