"""What nobody asked for is refused unread, and what is held is bounded and freed."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec
from websockets.exceptions import ConnectionClosed
from websockets.frames import CloseCode
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from tests.ui.server.running import COMMAND, Running, running
from ui.server import request_limits
from ui.server.request_limits import CROWDED, FULL, SOCKET, UNASKED, UPLOADS, Asked, Bounds

MEGABYTE = 1_000_000


class Call:
    """One request through the bounds to an app that reads all of it."""

    def __init__(self, bounded: "Bounds | None" = None, asked: Asked | None = None, **options: int) -> None:
        self.asked = asked or Asked()
        self.read = 0
        self.bounds = bounded or Bounds(self._app, self.asked, **options)

    async def _app(self, _scope: Any, receive: Any, send: Any) -> None:
        self.read += len((await receive()).get("body", b""))
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    def put(self, name: str, size: int, told: bool = True) -> tuple[int, str]:
        length = [(b"content-length", str(size).encode())] if told else []
        scope = {"type": "http", "path": UPLOADS + name, "method": "PUT", "headers": length}
        sent: list[Any] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"x" * size}

        async def send(message: Any) -> None:
            sent.append(message)

        asyncio.run(self.bounds(scope, receive, send))
        return sent[0]["status"], sent[1]["body"].decode().strip()


def test_a_file_that_no_page_asked_for_is_refused_unread() -> None:
    call = Call()
    assert [call.put(f"page/{number}", 4 * MEGABYTE) for number in range(25)] == [(403, UNASKED)] * 25
    assert call.read == 0


def test_a_file_that_a_page_asked_for_is_taken() -> None:
    call = Call()
    call.asked.note("page/1")
    assert call.put("page/1", 1000)[0] == 204
    assert call.read == 1000


def test_a_file_that_reaches_another_replica_than_its_page_is_refused_with_what_to_do() -> None:
    here, there = Call(), Call()
    here.asked.note("page/1")
    status, words = there.put("page/1", 1000)
    assert (status, words, there.read) == (403, UNASKED, 0)
    assert words.endswith("Choose it on the page again.")
    assert here.put("page/1", 1000)[0] == 204, "the replica of the page still takes it"


@pytest.mark.parametrize("told", [True, False], ids=["its size told", "its size not told"])
def test_what_a_page_and_all_pages_hold_is_bounded_and_freed_with_the_page(told: bool) -> None:
    call, manager = Call(), MemoryUploadedFileManager("/upload")
    call.asked.manager = manager
    call.asked.note("page/1", "other/1")
    large = UploadedFileRec(file_id="0", name="large", type="text/plain", data=b"x" * (request_limits.OF_A_PAGE - 10))
    manager.add_file("page", large)
    assert call.put("page/1", 1000, told) == (503, FULL)
    assert call.put("other/1", 1000, told)[0] == 204
    manager.remove_session_files("page")
    assert call.put("page/1", 1000, told)[0] == 204


def test_what_a_page_asks_its_reader_for_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MemoryUploadedFileManager, "get_upload_urls", MemoryUploadedFileManager.get_upload_urls)
    asked, manager = Asked(), MemoryUploadedFileManager("/upload")
    asked.watch()
    given = manager.get_upload_urls("page", ["a.txt", "b.txt"])
    assert all(asked.knows(f"page/{one.file_id}") for one in given)
    assert not asked.knows(f"other/{given[0].file_id}")


def test_pages_beyond_a_number_are_told_to_come_later() -> None:
    sent: list[Any] = []

    async def many() -> None:
        gate = asyncio.Event()

        async def app(*_: Any) -> None:
            await gate.wait()

        async def send(message: Any) -> None:
            sent.append(message)
            gate.set()

        bounded = Bounds(app, Asked(), most_pages=2)
        scope = {"type": "websocket", "path": "/_stcore/stream", "extensions": {"websocket.http.response": {}}}
        await asyncio.gather(*(bounded(scope, None, send) for _ in range(3)))  # type: ignore[arg-type]
        await bounded(scope, None, send)  # type: ignore[arg-type]

    asyncio.run(many())
    assert [one["status"] for one in sent if "status" in one] == [503]
    assert sent[1]["body"].decode().strip() == CROWDED


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(COMMAND, tmp_path_factory.mktemp("server")) as started:
        yield started


def test_the_server_refuses_what_no_page_asked_for(server: Running) -> None:
    own = f"http://127.0.0.1:{server.port}"
    status, _, words = server.ask(f"{UPLOADS}a/b", "PUT", Origin=own, Content_Length="0")
    assert (status, words.strip()) == (403, UNASKED)


def drowned(line: ClientConnection) -> None:
    """Send far more in one frame than a page ever does, and listen until the server has enough."""
    line.send(bytes(50 * MEGABYTE))
    while True:
        line.recv(timeout=60)


def test_a_frame_of_fifty_megabytes_ends_its_page_and_no_other(server: Running) -> None:
    address = f"127.0.0.1:{server.port}"

    def page() -> ClientConnection:
        talks, own = [Subprotocol("streamlit")], Origin(f"http://{address}")
        return connect(f"ws://{address}{SOCKET}", origin=own, subprotocols=talks, proxy=None)

    with page() as other, page() as line:
        with pytest.raises(ConnectionClosed) as closed:
            drowned(line)
        assert closed.value.rcvd is None or closed.value.rcvd.code == CloseCode.MESSAGE_TOO_BIG
        assert other.ping().wait(60), "the other page is still answered"
