"""A server on this machine that poses as whoever might collect what runs tell: tracing, telemetry, a proxy."""

import socket
import threading
from types import TracebackType
from typing import Self

MOST_READ = 65_536


class Collector:
    """Takes every connection for the length of a ``with`` block, and keeps the first words of each."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.host = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.url = f"http://{self.host}"
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    def _listen(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(line,), daemon=True).start()

    def _answer(self, line: socket.socket) -> None:
        self.heard.append(b"")
        place = len(self.heard) - 1
        with line:
            line.settimeout(5)
            try:
                self.heard[place] = line.recv(MOST_READ)
                line.sendall(b"HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
            except OSError:
                return


def tracing(url: str) -> dict[str, str]:
    """The variables that have LangChain's tracing service told of every run, of the older kind too."""
    return {
        "LANGCHAIN_TRACING": "true",
        "LANGCHAIN_HANDLER": "langchain",
        "LANGSMITH_TRACING": "true",
        "LANGSMITH_TRACING_V2": "true",
        "LANGCHAIN_TRACING_V2": "true",
        "LANGSMITH_ENDPOINT": url,
        "LANGCHAIN_ENDPOINT": url,
        "LANGSMITH_API_KEY": "lsv2_pt_0123456789abcdef",
        "LANGCHAIN_API_KEY": "lsv2_pt_0123456789abcdef",
        "LANGSMITH_OTEL_ENABLED": "true",
        "LANGCHAIN_CALLBACKS_BACKGROUND": "false",
    }


def switches(url: str) -> dict[str, str]:
    """An environment in which everything that can be told to report reports to one address, as does every proxy."""
    proxies = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")
    return {
        **tracing(url),
        **dict.fromkeys(proxies, url),
        "CHROMA_OTEL_COLLECTION_ENDPOINT": url,
        "CHROMA_OTEL_GRANULARITY": "all",
        "ANONYMIZED_TELEMETRY": "True",
        "OTEL_EXPORTER_OTLP_ENDPOINT": url,
        "OTEL_TRACES_EXPORTER": "otlp",
        "OPENAI_LOG": "debug",
        "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "true",
    }
