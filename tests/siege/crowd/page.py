"""A tab without a browser: it speaks the protocol of the pages, and knows each widget by its key and each text.

What a person does goes the way it goes from a browser: a message of the page with the state of a widget, through the
balancer to whichever replica has the line. What is not done is what only a browser does by itself: it draws nothing,
loads no script, and looks around every five seconds only where a deed asks for it.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from tests.siege.crowd.jar import Jar

GONE = (OSError, WebSocketException, TimeoutError)
"""What a tab meets when its replica goes; it connects again."""
PATIENCE = 600.0
"""Seconds after which an answer that never came is a failure: far beyond what a machine at work needs."""
_SAYING = ("markdown", "text", "heading", "alert", "toast", "code")
_UNSENT = "What you wrote, to send again"
"""The fold that holds what was not taken; what stands in it is no sign that it was."""
_QUICK = 1.0
"""Seconds below which what a page asks for again by itself is the wait for a turn."""


@dataclass(frozen=True)
class Shown:
    """One thing on the page."""

    kind: str
    what: Any
    fragment: str

    @property
    def key(self) -> str:
        """The key of a widget as the page's script gave it; empty where it has none."""
        parts = str(getattr(self.what, "id", "")).split("-", 2)
        return parts[2] if len(parts) == 3 else ""

    @property
    def words(self) -> str:
        """What it says."""
        return str(getattr(self.what, "body", "") or getattr(self.what, "code_text", ""))


class Page:
    """One tab: it keeps its line until that breaks, and then connects again to whichever replica answers."""

    def __init__(self, jar: Jar, watch: Callable[[bytes], None] = lambda _: None) -> None:
        """With the cookies of a jar; ``watch`` is shown every message as it came."""
        self._jar, self._watch = jar, watch
        self._line: ClientConnection | None = None
        self._lines = ExitStack()
        self.query = ""
        self._kept: dict[str, ForwardMsg] = {}
        self.shown: dict[tuple[int, ...], Shown] = {}
        self.leads_to, self.polls = "", ""
        self.connections = 0

    @property
    def texts(self) -> str:
        """Everything that the page says, but for what it only gives back as not taken."""
        folds = [path for path, one in self.shown.items() if getattr(one.what, "label", "") == _UNSENT]
        said = (
            one.words
            for path, one in self.shown.items()
            if one.kind in _SAYING and not any(path[: len(fold)] == fold for fold in folds)
        )
        return "\n".join(words for words in said if not words.lstrip().startswith("<style>"))

    @property
    def errors(self) -> list[str]:
        """What panels of trouble say."""
        return [one.words for one in self.shown.values() if one.kind == "alert"]

    def find(self, key: str) -> Shown | None:
        """The widget whose key begins so."""
        return next((one for one in list(self.shown.values()) if one.key.startswith(key)), None)

    def visit(self, query: str | None = None) -> None:
        """Open an address, or have the page drawn anew."""
        self.query = self.query if query is None else query
        self._send(BackMsg())

    def poll(self) -> None:
        """What the page asks for by itself while a turn is at work."""
        self._send(BackMsg(), fragment=self.polls)

    def press(self, key: str, **typed: str) -> None:
        """Press the button whose key begins so, with what was typed into fields, by the beginnings of their keys."""
        button = self._must(key)
        message = BackMsg()
        for field, text in typed.items():
            state = message.rerun_script.widget_states.widgets.add()
            state.id, state.string_value = self._must(field).what.id, text
        state = message.rerun_script.widget_states.widgets.add()
        state.id, state.trigger_value = button.what.id, True
        self._send(message, button.fragment)

    def choose(self, key: str, value: str) -> None:
        """Choose an option of a box by its words."""
        box, message = self._must(key), BackMsg()
        state = message.rerun_script.widget_states.widgets.add()
        state.id, state.string_value = box.what.id, value
        self._send(message, box.fragment)

    def unfold(self, key: str) -> None:
        """Open a fold whose content is drawn once it is open."""
        message = BackMsg()
        state = message.rerun_script.widget_states.widgets.add()
        state.id, state.bool_value = self._must(key).what.id, True
        self._send(message)

    def say(self, text: str) -> None:
        """Write something on the line and send it; a line that takes nothing now is none."""
        line = self._must("composer")
        if line.what.disabled:
            raise LookupError("the line takes nothing now")
        self.say_into(line.what.id, text)

    def say_into(self, line: str, text: str) -> None:
        """Send something as if written on a line of that name, whether or not the page has one."""
        message = BackMsg()
        state = message.rerun_script.widget_states.widgets.add()
        state.id, state.chat_input_value.data = line, text
        self._send(message)

    def close(self) -> None:
        """Close the tab."""
        self._line = None
        self._lines.close()

    def _must(self, key: str) -> Shown:
        found = self.find(key)
        if found is None:
            raise LookupError(f"nothing on the page is called {key}: {sorted(one.key for one in self.shown.values())}")
        return found

    def _send(self, message: Any, fragment: str = "") -> None:
        script = message.rerun_script
        script.query_string, script.fragment_id = self.query, fragment
        try:
            line = self._connected()
            script.cached_message_hashes.extend(self._kept)
            line.send(message.SerializeToString())
            while not self._hear(line):
                pass
        except GONE:
            self.close()
            raise

    def _connected(self) -> ClientConnection:
        if self._line is None:
            self.shown, self._kept, self.polls = {}, {}, ""
            if "_streamlit_xsrf" not in self._jar.cookies:
                self._jar.get("/_stcore/host-config")
                self._jar.get("/_stcore/health")
            token = self._jar.cookies.get("_streamlit_xsrf", "none").strip('"')
            self._line = self._lines.enter_context(connect(
                f"ws://{self._jar.address}/_stcore/stream",
                origin=Origin(f"http://{self._jar.address}"),
                subprotocols=[Subprotocol("streamlit"), Subprotocol(token)],
                additional_headers={"Cookie": self._jar.header},
                open_timeout=PATIENCE, ping_interval=None, max_size=None, proxy=None, compression=None,
            ))  # fmt: skip
            self.connections += 1
        return self._line

    def _hear(self, line: ClientConnection) -> bool:
        """Take one message; says whether the page is drawn to its end."""
        raw = line.recv(timeout=PATIENCE, decode=False)
        self._watch(raw)
        message = ForwardMsg.FromString(raw)
        kind = message.WhichOneof("type")
        if kind == "ref_hash":
            path, message = message.metadata.delta_path, self._kept[message.ref_hash]
            self._take(tuple(path), message)
        elif kind == "delta":
            if message.metadata.cacheable:
                self._kept[message.hash] = message
            self._take(tuple(message.metadata.delta_path), message)
        elif kind == "new_session":
            self._begin(list(message.metadata.run.fragment_ids))
        elif kind == "auth_redirect":
            self.leads_to = message.auth_redirect.url
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "auto_rerun" and message.auto_rerun.interval < _QUICK:
            self.polls = message.auto_rerun.fragment_id
        return bool(kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN)

    def _begin(self, fragments: list[str]) -> None:
        """A run begins: of the whole page, or of parts of it, which are drawn anew."""
        if not fragments:
            self.polls = ""
        self.shown = {path: one for path, one in self.shown.items() if fragments and one.fragment not in fragments}

    def _take(self, path: tuple[int, ...], message: Any) -> None:
        delta = message.delta
        if delta.WhichOneof("type") == "new_element":
            kind = delta.new_element.WhichOneof("type")
            self.shown[path] = Shown(kind, getattr(delta.new_element, kind), delta.fragment_id)
        elif delta.WhichOneof("type") == "add_block" and (kind := delta.add_block.WhichOneof("type")):
            self.shown[path] = Shown(kind, getattr(delta.add_block, kind), delta.fragment_id)
