"""Bounds on what callers can make this process hold: uploads that a page asked for, and open pages."""

import threading
from collections import OrderedDict
from collections.abc import Sequence

from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadFileUrlInfo

from ui.server.request_gate import App, Receive, Scope, Send, values_of

UPLOADS = "/_stcore/upload_file/"
SOCKET = "/_stcore/stream"
LARGEST_FRAME = 12 * 1024 * 1024
"""Bytes of one message of a page. A paste of ten megabytes still arrives, to be told of its limit in words."""
OF_A_PAGE = 60_000_000
"""Bytes that one page's files may take; they are freed when the page asks for others or is closed."""
OF_ALL = 400_000_000
MOST_PAGES = 1_000
"""Pages open at the same time; each holds some memory even when nothing is done on it."""
_MOST_ASKED = 20_000
_UNKNOWN_SIZE = 6_000_000
"""What an upload that does not tell its size is taken for: the limit of one file with what is around it."""
UNASKED = "No page asked for this file. Choose it on the page again."
FULL = "There is no room for this file now. Remove files from the page, or try again in a minute."
CROWDED = "Too many pages are open. Close some, or try again in a minute."


_HOOK = "get_upload_urls"
"""What a page asks for the addresses of its files; looked up by name, as it may be watched already."""


class Asked:
    """The files that pages have asked for, and the bytes that are held of them."""

    def __init__(self) -> None:
        self._ids: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()
        self.manager: MemoryUploadedFileManager | None = None

    def watch(self) -> None:
        """Take note, from now on, of each file that a page asks its reader for."""
        urls = MemoryUploadedFileManager.get_upload_urls

        def noting(
            manager: MemoryUploadedFileManager, session_id: str, file_names: Sequence[str]
        ) -> list[UploadFileUrlInfo]:
            given = urls(manager, session_id, file_names)
            self.manager = manager
            self.note(*(f"{session_id}/{one.file_id}" for one in given))
            return given

        setattr(MemoryUploadedFileManager, _HOOK, noting)  # there is no other way to hear of it

    def note(self, *names: str) -> None:
        """Files that a page asks for; those asked for longest ago are forgotten first."""
        with self._lock:
            self._ids.update(dict.fromkeys(names))
            while len(self._ids) > _MOST_ASKED:
                self._ids.popitem(last=False)

    def knows(self, name: str) -> bool:
        """Whether a page asked for a file."""
        with self._lock:
            return name in self._ids

    def held(self, page: str = "") -> int:
        """Bytes that are held, of one page or of all."""
        if self.manager is None:
            return 0
        with self.manager._lock:
            storage = self.manager.file_storage
            pages = [storage.get(page, {})] if page else list(storage.values())
            return sum(len(file.data) for files in pages for file in files.values())


ASKED = Asked()


class Bounds:
    """Middleware that refuses uploads nobody asked for or has room for, unread, and pages beyond a number."""

    def __init__(self, app: App, asked: Asked = ASKED, most_pages: int = MOST_PAGES) -> None:
        self._app, self._asked, self._most_pages = app, asked, most_pages
        self._pages = 0
        self._coming: dict[int, tuple[str, int]] = {}
        """Of uploads that are under way: the page and the bytes."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on within the bounds."""
        if scope["type"] == "websocket":
            await self._page(scope, receive, send)
        elif scope["type"] == "http" and scope["path"].startswith(UPLOADS) and scope["method"] in ("PUT", "POST"):
            await self._upload(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._pages >= self._most_pages:
            await refuse(503, CROWDED, scope, send)
            return
        self._pages += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._pages -= 1

    async def _upload(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = scope["path"].removeprefix(UPLOADS)
        page, size = name.partition("/")[0], _size_of(scope)
        if not self._asked.knows(name):
            await refuse(403, UNASKED, scope, send)
            return
        coming = list(self._coming.values())
        of_page = self._asked.held(page) + sum(more for other, more in coming if other == page)
        if of_page + size > OF_A_PAGE or self._asked.held() + sum(more for _, more in coming) + size > OF_ALL:
            await refuse(503, FULL, scope, send)
            return
        self._coming[id(scope)] = (page, size)
        try:
            await self._app(scope, receive, send)
        finally:
            del self._coming[id(scope)]


async def refuse(status: int, why: str, scope: Scope, send: Send) -> None:
    """Say why something is not taken, and for 503 when to try again."""
    body = f"{why}\n".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    headers += [(b"retry-after", b"60")] if status == 503 else [(b"connection", b"close")]
    if scope["type"] == "websocket" and "websocket.http.response" not in (scope.get("extensions") or {}):
        await send({"type": "websocket.close", "code": 1013, "reason": why[:120]})
        return
    kind = "websocket.http.response" if scope["type"] == "websocket" else "http.response"
    await send({"type": f"{kind}.start", "status": status, "headers": headers})
    await send({"type": f"{kind}.body", "body": body})


def _size_of(scope: Scope) -> int:
    told = values_of(scope, b"content-length")
    return int(told[0]) if len(told) == 1 and told[0].isdigit() else _UNKNOWN_SIZE
