"""The frame of the screens: ``streamlit run ui/app.py`` serves it; every page is drawn by ``ui/page.py``."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from agent.settings import harden
from knowledge.errors import ThreatparleyError
from ui.server.buffered_output import let_output_flow
from ui.server.headers import Headers
from ui.server.options import hold
from ui.server.probes import Probes, Report
from ui.server.request_gate import Gate
from ui.server.request_limits import ASKED, Bounds
from ui.sign_in.answers import Answers
from ui.sign_in.provider import prepared

harden()
hold()
ASKED.watch()


@asynccontextmanager
async def _lifespan(_app: st.App) -> AsyncIterator[dict[str, Any] | None]:
    """Warm up while the browser is still opening; at the end, leave the store in order."""
    from ui import app_services
    from ui.preload import preload
    from ui.server.host_admission import admission

    let_output_flow()
    admission()
    preload(lambda: app_services.desk().everybody)
    yield None
    app_services.close()


def _health() -> Report | None:
    """How the parts are, once the desk is open; its turns beside them."""
    from ui import app_services

    return app_services.health()


def _metrics() -> bytes | None:
    from ui import app_services

    return app_services.metrics()


def _sign_out(claims: Mapping[str, object]) -> None:
    from ui import app_services

    app_services.sign_out(claims)


def _on_error(error: Exception) -> bool:
    """Say what is safe, under an id that the log has too; a word of our own in its words, and else the kind alone."""
    from ui.components.frame.error_message import notice_of, show_trouble, show_unforeseen

    if isinstance(error, ThreatparleyError):
        show_trouble(notice_of(error, safe="Nothing was changed; what was saved stays saved."))
    else:
        show_unforeseen(error)
    return True


def _on_failure(_request: Request, _error: Exception) -> PlainTextResponse:
    """The same below the pages, where a response is made outside the middleware."""
    return PlainTextResponse("Something went wrong; the log has the details.\n", 500, headers=Headers.plain())


app = st.App(
    Path(__file__).with_name("page.py"),
    lifespan=_lifespan,
    on_script_error=_on_error,
    middleware=[
        Middleware(Headers),
        Middleware(Probes, look=_health, metrics=_metrics),
        Middleware(Gate),
        Middleware(Bounds),
        Middleware(Answers, settings=prepared, sign_out=_sign_out),
    ],
    exception_handlers={Exception: _on_failure},
)
