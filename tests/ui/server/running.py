"""Servers in processes of their own, as their owners start them, and what such a process asks of the network."""

import os
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.ready import READY

ROOT = Path(__file__).resolve().parents[3]
COMMAND = [sys.executable, "-m", "ui.cli", "serve", "--no-browser"]
DIRECT = [sys.executable, "-m", "streamlit", "run", "ui/app.py", "--server.headless=true"]
SHAKE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "A" * 22 + "==",
}


@dataclass
class Running:
    """A server under test."""

    process: "subprocess.Popen[bytes]"
    port: int
    log: Path

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], str]:
        """One request; gives the status, the headers by their lower-case names, and the text."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            given = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers={"Host": f"127.0.0.1:{self.port}", **given})
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return answer.status, found, "" if answer.status == 101 else answer.read().decode(errors="replace")
        finally:
            connection.close()

    def shake(self, **headers: str) -> int:
        """The status that the WebSocket of the pages answers with."""
        return self.ask("/_stcore/stream", **SHAKE, **headers)[0]


@contextmanager
def running(
    command: list[str],
    folder: Path,
    cwd: Path = ROOT,
    environment: Mapping[str, str] | None = None,
    output: int | None = None,
    port: int = 0,
) -> Iterator[Running]:
    """Start a server on a free port or a given one, with data of its own as after a first start; stopped at the end."""
    if not (folder / "data").exists():
        READY.laid_into(folder / "data")
    port, log = port or free_port(), folder / "server.log"
    flag = "--server.port" if "streamlit" in command else "--port"
    env = {**os.environ, "THREATPARLEY_DATA_DIR": str(folder / "data"), **(environment or {})}
    with log.open("wb") as written:
        process = subprocess.Popen(
            [*command, f"{flag}={port}"], cwd=cwd, env=env, stdout=output or written, stderr=output or written
        )
    try:
        wait_until_answering(process, f"http://127.0.0.1:{port}/_stcore/health", log)
        yield Running(process, port, log)
    finally:
        process.terminate()
        try:
            process.wait(60)
        finally:
            process.kill()


def wait_until_answering(process: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
    """Ask until an address of a process answers, or say how the process ended."""
    for _ in range(1200):
        try:
            with urllib.request.urlopen(address, timeout=10):
                return
        except OSError:
            pass
        try:
            process.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
        break
    process.kill()
    raise AssertionError(f"nothing answers at {address}: {log.read_text()[-2000:]}")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Recorder:
    """Stands in for everything beyond this machine, and keeps what it was asked for."""

    port: int = 0
    asked: list[str] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """Variables that lead whatever a process asks of other machines here."""
        address = f"http://127.0.0.1:{self.port}"
        here = "127.0.0.1,localhost"
        return {"HTTP_PROXY": address, "HTTPS_PROXY": address, "http_proxy": address, "https_proxy": address,
                "NO_PROXY": here, "no_proxy": here}  # fmt: skip


@contextmanager
def recorder() -> Iterator[Recorder]:
    """A server on this machine that answers every request with an address, as the look-up services do."""
    kept = Recorder()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kept.asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"203.0.113.9")

        def do_CONNECT(self) -> None:
            kept.asked.append(self.path)
            self.send_error(502)

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        kept.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield kept
        server.shutdown()
