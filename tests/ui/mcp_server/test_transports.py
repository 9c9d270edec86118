"""A whole session from nothing to a report, by a real client, over both ways to speak."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.ready import READY
from tests.ui.mcp_server.clients import Caller, started, talk

pytest.importorskip("mcp")

ROOT = Path(__file__).resolve().parents[3]
COMMAND = [sys.executable, "-m", "ui.cli", "mcp"]
SYSTEM = (
    "A support chatbot answers customers from our help pages. It looks passages up in Qdrant and writes answers with a "
    "hosted language model. It can create tickets in our CRM. There is no fine-tuning."
)


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "THREATPARLEY_DATA_DIR": str(folder / "data"), "PYTHONPATH": str(ROOT)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "system.md").write_text(SYSTEM, encoding="utf-8")
    READY.laid_into(tmp_path / "data")
    return tmp_path


async def from_nothing_to_a_report(call: Caller) -> None:
    tools = (await call.client.list_tools()).tools
    assert len(tools) == 11
    assert all(tool.annotations is not None for tool in tools)
    assert (await call("start", name="Helpdesk")).data["question"] is not None
    question = (await call("tell", file="system.md")).data["question"]
    assert question is not None
    answered = await call("answer", question=question["id"], chosen=["not_sure"])
    assert answered.data["applied"] is True
    assert (await call("draft")).data["summary"]["interview_closed"] is True
    rows = (await call("list", what="threats", limit=5)).data["rows"]
    assert rows[0]["id"] == "T-001"
    assert "T-001" in (await call("explain", id="T-001")).data["text"]
    report = (await call("export", format="md")).data
    assert report["text"].startswith("# Threat model: Helpdesk")
    assert (await call.read("report://current.md")).startswith("# Threat model: Helpdesk")


def test_a_session_over_standard_input_goes_from_nothing_to_a_report(folder: Path) -> None:
    assert talk(started([*COMMAND], environment(folder), str(folder)), from_nothing_to_a_report) == 7


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    """A server on this machine, in a process of its own, which is ended by its own id."""
    process = subprocess.Popen(
        [*COMMAND, "--http"], cwd=folder, env=environment(folder), stderr=subprocess.PIPE, text=True,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stderr is not None
    try:
        said = ""
        while "listening at" not in said:
            line = process.stderr.readline()
            assert line, f"the server ended: {said}"
            said += line
        found = re.search(r"http://127\.0\.0\.1:\d+/mcp", said)
        assert found is not None
        yield found[0]
        os.kill(process.pid, signal.SIGTERM)
        process.communicate(timeout=60)
    finally:
        process.kill()
        process.communicate()


def test_a_session_over_http_goes_from_nothing_to_a_report(address: str) -> None:
    assert talk(address, from_nothing_to_a_report) == 7


@pytest.mark.parametrize(
    ("name", "value", "status"), [("Host", "threats.example", 421), ("Origin", "http://threats.example", 403)]
)
def test_a_page_of_somebody_else_cannot_reach_it_over_http(address: str, name: str, value: str, status: int) -> None:
    port = int(address.rpartition(":")[2].removesuffix("/mcp"))
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    given = {"Host": f"127.0.0.1:{port}", "Content-Type": "application/json", "Accept": "application/json"}
    connection.request("POST", "/mcp", body="{}", headers={**given, name: value})
    assert connection.getresponse().status == status
    connection.close()
