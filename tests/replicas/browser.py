"""A page without a browser: speaks the protocol of the pages over a WebSocket, as a browser tab does."""

from contextlib import ExitStack
from http.cookies import SimpleCookie
from typing import Any
from urllib.request import urlopen

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

GONE = (OSError, WebSocketException, TimeoutError)
"""What a tab meets when its replica goes; it connects again."""


class Tab:
    """One tab on one model: it keeps its cookies, and connects again when the line breaks."""

    def __init__(self, address: str, session: str) -> None:
        self._address, self._session = address, session
        self._cookie = ""
        self._line: ClientConnection | None = None
        self._lines = ExitStack()
        self.texts, self.composer, self.connections = "", "", 0

    def look(self) -> None:
        """Have the page drawn anew; afterwards ``texts`` and ``composer`` are what it shows."""
        self._run(BackMsg())

    def say(self, text: str) -> None:
        """Write something on the line and send it; whether it was taken, a later look shows."""
        message = BackMsg()
        state = message.rerun_script.widget_states.widgets.add()
        state.id = self.composer
        state.chat_input_value.data = text
        self._run(message)

    def close(self) -> None:
        """Close the tab."""
        self._lines.close()

    def _run(self, message: Any) -> None:
        message.rerun_script.query_string = f"s={self._session}"
        try:
            line = self._connected()
            line.send(message.SerializeToString())
            self._hear(line)
        except GONE:
            self._line = None
            raise

    def _connected(self) -> ClientConnection:
        if self._line is None:
            with urlopen(f"http://{self._address}/", timeout=300) as page:
                cookies = SimpleCookie("; ".join(page.headers.get_all("Set-Cookie") or ()))
            if "replica" in cookies:
                self._cookie = f"replica={cookies['replica'].value}"
            self._lines.close()
            self._line = self._lines.enter_context(
                connect(
                    f"ws://{self._address}/_stcore/stream",
                    origin=Origin(f"http://{self._address}"),
                    subprotocols=[Subprotocol("streamlit")],
                    additional_headers={"Cookie": self._cookie},
                    open_timeout=300,
                    ping_interval=None,
                    max_size=None,
                    proxy=None,
                )
            )
            self.connections += 1
        return self._line

    def _hear(self, line: ClientConnection) -> None:
        """Everything until the page is drawn."""
        texts: list[str] = []
        self.composer = ""
        while True:
            message = ForwardMsg.FromString(line.recv(timeout=600, decode=False))
            kind = message.WhichOneof("type")
            if kind == "delta":
                element = message.delta.new_element
                if element.WhichOneof("type") == "chat_input" and not element.chat_input.disabled:
                    self.composer = element.chat_input.id
                elif element.WhichOneof("type") == "markdown":
                    texts.append(element.markdown.body)
            elif kind == "script_finished":
                self.texts = "\n".join(texts)
                return
