"""The server as it is started: a strange page, a hostile folder and a log that nobody reads change nothing."""

import fcntl
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ui.server.running import COMMAND, DIRECT, ROOT, recorder, running
from tests.ui.server.test_headers import STRICT
from tests.ui.server.test_options import EVIL

LIBRARIES = ("click", "streamlit", "json", "uvicorn", "altair", "ui", "sitecustomize", "usercustomize", "pdb")
HANDSHAKES = 5
LINES = 400
"""Malformed requests, each of which the server writes a line about: far more than the pipe of the test holds."""


@pytest.mark.parametrize("command", [COMMAND, [*DIRECT, "--server.address=0.0.0.0"]], ids=["serve", "direct"])
def test_a_strange_page_is_refused_and_nobody_outside_is_asked(command: list[str], tmp_path: Path) -> None:
    with recorder() as outside, running(command, tmp_path, environment=outside.environment) as server:
        own = f"http://localhost:{server.port}"
        for origin in ("http://evil.example", "http://203.0.113.9", f"http://localhost:{server.port + 1}", "null"):
            assert [server.shake(Origin=origin) for _ in range(HANDSHAKES)] == [403] * HANDSHAKES
        assert server.shake(Origin=own) == 101
        assert server.shake(Origin=own, Host=f"evil.example:{server.port}") == 403
        upload = "/_stcore/upload_file/none/none"
        assert "answers only its own pages" in server.ask(upload, "PUT", Origin="http://localhost:1")[2]
        assert "answers only its own pages" not in server.ask(upload, "PUT", Origin=own)[2]
        assert server.ask("/", Host="evil.example")[0] == 403
        for path in ("/", "/_stcore/health", "/nowhere/at/all.js", "/media/none", "/static/none.js"):
            _, headers, _ = server.ask(path)
            assert headers.items() >= STRICT.items(), path
            assert "frame-ancestors 'none'" in headers["content-security-policy"], path
        assert outside.asked == []


def test_a_hostile_folder_runs_nothing_and_changes_nothing(tmp_path: Path) -> None:
    folder, ran = tmp_path / "hostile", tmp_path / "ran"
    (folder / ".streamlit").mkdir(parents=True)
    for name in LIBRARIES:
        (folder / f"{name}.py").write_text(f"open({str(ran)!r}, 'a').write({name!r})\n", encoding="utf-8")
    program = Path(sys.executable).with_name("threatparley")
    with recorder() as outside:
        text = EVIL.replace("THEME", f"http://127.0.0.1:{outside.port}/theme.toml")
        (folder / ".streamlit" / "config.toml").write_text(text, encoding="utf-8")
        environment = {"HOME": str(folder), "STREAMLIT_SERVER_PORT": "1", "STREAMLIT_SERVER_BASE_URL_PATH": "evil"}
        command = [str(program), "serve", "--no-browser"]
        with running(command, tmp_path, folder, {**outside.environment, **environment}) as server:
            status, headers, _ = server.ask("/_stcore/health")
            assert (status, headers.get("access-control-allow-origin")) == (200, None)
            assert '"allowedOrigins":[]' in server.ask("/_stcore/host-config")[2]
            assert server.ask("/evil/_stcore/health")[2] != "ok"
            assert server.shake(Origin="http://evil.example") == 403
        assert outside.asked == []
    assert not ran.exists(), ran.read_text()
    assert f"opens at http://127.0.0.1:{server.port} " in server.log.read_text()


def test_the_module_started_by_name_takes_no_library_from_the_folder(tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    for name in ("json", "argparse", "yaml", "pydantic", "agent", "knowledge"):
        (tmp_path / f"{name}.py").write_text(f"open({str(ran)!r}, 'a').write({name!r})\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "ui.cli", "schema"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert not ran.exists(), ran.read_text()


def test_a_log_that_nobody_reads_stops_neither_pages_nor_the_end(tmp_path: Path) -> None:
    unread, written = os.pipe()
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        fcntl.fcntl(written, fcntl.F_SETPIPE_SZ, 4096)
    with running(COMMAND, tmp_path, output=written) as server:
        for _ in range(LINES):
            with socket.create_connection(("127.0.0.1", server.port), timeout=60) as caller:
                caller.sendall(b"no request at all\r\n\r\n")
                caller.recv(1000)
        assert [server.ask("/_stcore/health")[0] for _ in range(20)] == [200] * 20
        assert '<div id="root">' in server.ask("/")[2]
    assert server.process.returncode == 128 + 15
    os.close(written)
    held = os.read(unread, 100_000)
    os.close(unread)
    assert b"Threatparley opens at" in held
    assert b"Invalid HTTP request" in held


def test_a_port_that_is_taken_is_told_before_an_address_is_printed(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        command = [*COMMAND, "--port", str(taken.getsockname()[1])]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 2
    assert "choose another with --port" in done.stderr
    assert "opens at" not in done.stderr
