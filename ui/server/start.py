"""Start the server in this very process, so that nothing of the working folder takes part."""

import signal
import socket
import sys
from collections.abc import Callable
from threading import Event
from types import FrameType

import uvicorn
from streamlit import cli_util, config

from agent.errors import SettingsError
from agent.settings import Settings
from agent.settings.addresses import written
from knowledge.console import warn
from knowledge.owners_words import let_go_every
from ui.app import app
from ui.server.buffered_output import let_output_flow
from ui.server.host_admission import Admission
from ui.server.request_limits import LARGEST_FRAME
from ui.sign_in.provider import prepare

_LONGEST_QUEUE = 2048
_PING_SECONDS = 30
_LAST_SECONDS = 10
"""How long the end waits for requests that are under way."""
_KEEP_SECONDS = 600
"""For how long at most this process remembers words that another one has removed."""


def start(settings: Settings, admitted: Admission, open_browser: bool) -> None:
    """Serve until the process is told to stop.

    Raises:
        SettingsError: The address or port cannot be listened on, or sign-in lacks its library.
    """
    prepare(settings)
    listening = _listen(settings)
    port = int(listening.getsockname()[1])
    config.set_option("server.port", port, "threatparley")
    places = admitted.addresses(port)
    warn(f"Threatparley opens at {places[0]} (stop it with Ctrl+C)")
    if admitted.remote:
        warn(f"Other machines are let in. It answers to {', '.join(places)}")
    let_output_flow()
    signal.signal(signal.SIGTERM, _leave)
    ended = Event()
    let_go_every(_KEEP_SECONDS, ended)
    shown = open_browser and not config.get_option("server.headless")
    server = _Server(_options(settings), (lambda: cli_util.open_browser(places[0])) if shown else None)
    try:
        server.run(sockets=[listening])
    finally:
        ended.set()


class _Server(uvicorn.Server):
    """Opens the browser once the server answers."""

    def __init__(self, options: uvicorn.Config, opening: Callable[[], None] | None) -> None:
        super().__init__(options)
        self._opening = opening

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to answer, then open the page."""
        await super().startup(sockets)
        if self._opening and self.started:
            self._opening()


def _listen(settings: Settings) -> socket.socket:
    host = settings.host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, settings.port), family=family, backlog=_LONGEST_QUEUE)
    except OSError as error:
        raise SettingsError(
            f"cannot listen on {written(host)}:{settings.port}: {error.strerror or error}; choose another with --port "
            f"or --host"
        ) from None


def _options(settings: Settings) -> uvicorn.Config:
    """The way Streamlit itself runs an app; nothing a proxy claims about the caller is believed."""
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        ws="websockets-sansio",
        ws_max_size=LARGEST_FRAME,
        ws_ping_interval=_PING_SECONDS,
        ws_ping_timeout=_PING_SECONDS,
        ws_per_message_deflate=bool(config.get_option("server.enableWebsocketCompression")),
        access_log=False,
        use_colors=False,
        proxy_headers=False,
        server_header=False,
        workers=1,
        timeout_graceful_shutdown=_LAST_SECONDS,
        log_level="warning",
    )


def _leave(number: int, _frame: FrameType | None) -> None:
    """End as a signal asks, with the last lines written."""
    sys.exit(128 + number)
