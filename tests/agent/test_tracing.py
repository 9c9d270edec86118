"""No run is told to anyone: not to a tracing service, a collector or a proxy, whatever the environment asks for."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.collector import Collector, switches, tracing
from tests.ready import READY
from tests.stub_endpoint import Stub, good
from tests.terminal import typed

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "ui.cli")
SYSTEM = "A chatbot answers customers from our help pages with a hosted language model. Canary-7f3a is its name."
FLUSH = "from langchain_core.tracers.langchain import wait_for_all_tracers; wait_for_all_tracers()"

GREETING = b"GET "
"""How a tracing client that the caller made asks its service what it can do; nothing of a run is in it."""

CONTROL = f"""
from langchain_core.runnables import RunnableLambda
RunnableLambda(str).invoke("anything")
{FLUSH}
"""

HEARING = """
from agent.assembly import assemble_once
from agent.domain import Said
from agent.settings import load_settings

facilitator = assemble_once(load_settings())
session = facilitator.start()
def hear(number, words):
    said = Said(text=words, key=f"turn-{number:04d}")
    assert facilitator.hear(session.id, said).turns[-1].reply is not None
"""

PLAIN = f"""
{HEARING}
hear(1, {SYSTEM!r})
{FLUSH}
"""

LATE = f"""
import json, os
{HEARING}
hear(1, {SYSTEM!r})
os.environ.update(json.loads(os.environ["LATER"]))
hear(2, "It can also send mail.")
import langsmith
langsmith.configure(enabled=True)
hear(3, "It keeps logs for a year.")
{FLUSH}
"""

EARLIER = f"""
import langsmith
from langchain_core.runnables import RunnableLambda
from langchain_core.tracers.context import tracing_v2_enabled
langsmith.configure(enabled=True)
{HEARING}
with tracing_v2_enabled(), langsmith.tracing_context(enabled=True):
    hear(1, {SYSTEM!r})
hear(2, "It can also send mail.")
{FLUSH}
"""

SERVED = f"""
import asyncio, json, os
from agent.server import graph
from langchain_core.tracers.context import tracing_v2_enabled
from langchain_core.tracers.langchain import LangChainTracer
import langsmith
said = {{"said": {{"text": {SYSTEM!r}}}}}
os.environ.update(json.loads(os.environ["LATER"]))
langsmith.configure(enabled=True)
given = {{"callbacks": [LangChainTracer()]}}

async def ask():
    assert "answer" in await graph.ainvoke(said, given)
    async for _ in graph.with_config(given).astream(said, stream_mode="updates"):
        pass
    events = [event["event"] async for event in graph.astream_events(said, given, version="v2")]
    assert "on_chain_stream" in events, events

with tracing_v2_enabled(), langsmith.tracing_context(enabled=True):
    assert "answer" in graph.invoke(said, given)
    assert "answer" in graph.with_config(given).invoke(said)
    asyncio.run(ask())
{FLUSH}
"""

WITHIN_ANOTHER_RUN = f"""
import json, os
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.runnables import RunnableLambda
from langchain_core.tracers.context import register_configure_hook
from contextvars import ContextVar

class Ear(BaseCallbackHandler):
    def on_chain_start(self, serialized, inputs, **_):
        heard.append(str(inputs))

class HookEar(Ear):
    pass

heard = []
register_configure_hook(ContextVar("ear", default=None), True, HookEar, "EAR")
os.environ["EAR"] = "1"
from agent.server import graph
said = {{"said": {{"text": {SYSTEM!r}}}}}
mine = RunnableLambda(lambda word: graph.invoke(said)["answer"] and word)
assert mine.invoke("my own run", {{"callbacks": [Ear()]}}) == "my own run"

import asyncio
async def answered(word):
    return (await graph.ainvoke(said))["answer"] and word
assert asyncio.run(RunnableLambda(answered).ainvoke("my own run", {{"callbacks": [Ear()]}})) == "my own run"
print(json.dumps(heard))
"""


@pytest.fixture
def collector() -> Iterator[Collector]:
    with Collector() as listening:
        yield listening


def run(code: str, folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """A script of a caller, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=surroundings(**environ), capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture
def data(tmp_path: Path) -> str:
    """A data folder as after a first start, which is looked at in ``tests/cage``."""
    return str(READY.laid_into(tmp_path / "data"))


def surroundings(**environ: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "THREATPARLEY_OFFLINE": "1", **environ}


def test_the_collector_hears_of_runs_that_are_not_kept_to_themselves(collector: Collector, tmp_path: Path) -> None:
    run(CONTROL, tmp_path, **tracing(collector.url))
    assert collector.heard


def test_a_draft_of_the_command_line_is_told_to_nobody(collector: Collector, tmp_path: Path) -> None:
    (tmp_path / "system.md").write_text(SYSTEM, encoding="utf-8")
    environ = surroundings(**switches(collector.url))
    done = subprocess.run(
        [*COMMAND, "draft", "system.md", "-f", "json", "-o", "model.json"], cwd=tmp_path, env=environ,
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "model.json").read_text(encoding="utf-8"))["model"]["threats"]
    assert collector.heard == []


def test_an_interview_is_told_to_nobody(collector: Collector, tmp_path: Path, data: str) -> None:
    environ = surroundings(**switches(collector.url), THREATPARLEY_DATA_DIR=data)
    code, shown = typed([*COMMAND, "interview"], [SYSTEM, "", "not sure", "draft now", "quit"], tmp_path, environ)
    assert code == 0, shown
    assert "Saved." in shown
    assert collector.heard == []


@pytest.mark.parametrize("code", [PLAIN, LATE, EARLIER, SERVED], ids=["plain", "late", "earlier", "served"])
def test_what_a_caller_of_python_has_heard_is_told_to_nobody(
    code: str, collector: Collector, tmp_path: Path, data: str
) -> None:
    later = json.dumps(tracing(collector.url))
    run(code, tmp_path, **switches(collector.url), THREATPARLEY_DATA_DIR=data, LATER=later)
    assert [one for one in collector.heard if not one.startswith(GREETING)] == []
    assert code in (EARLIER, SERVED) or collector.heard == []


def test_a_call_of_a_model_on_this_machine_takes_no_way_round(collector: Collector, tmp_path: Path) -> None:
    (tmp_path / "system.md").write_text(SYSTEM, encoding="utf-8")
    with Stub(good) as model:
        asks = {"THREATPARLEY_OFFLINE": "", "THREATPARLEY_MODEL": "m", "THREATPARLEY_BASE_URL": model.url}
        done = subprocess.run(
            [*COMMAND, "draft", "system.md", "-o", "model.md"], cwd=tmp_path,
            env=surroundings(**switches(collector.url), **asks), capture_output=True, text=True, timeout=120,
            check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert model.requests
    assert collector.heard == []
    assert model.requests[0].standing[:60] not in done.stderr


def test_who_listens_to_a_run_around_it_hears_only_that_run(tmp_path: Path, data: str) -> None:
    done = run(WITHIN_ANOTHER_RUN, tmp_path, THREATPARLEY_DATA_DIR=data)
    heard = json.loads(done.stdout.splitlines()[-1])
    assert set(heard) == {"my own run"}
