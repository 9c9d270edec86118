"""The parts fit together: the real analyst over the packaged catalog, and the graph that the server loads."""

import importlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agent.assembly import assemble
from agent.domain.sessions.session import Said, TurnStatus
from agent.facilitator import Facilitator
from agent.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
BOT = (
    "We run a public support chatbot called Helpdesk. It uses a hosted language model, reads customer tickets from a "
    "vector database and can issue refunds through a tool."
)


@pytest.fixture(scope="module")
def facilitator(tmp_path_factory: pytest.TempPathFactory, indexed: Callable[[Path], Path]) -> Any:
    made = assemble(Settings(data_dir=indexed(tmp_path_factory.mktemp("data"))))
    made.warm_up()
    yield made
    made.close()


def test_a_description_becomes_a_draft_with_a_question(facilitator: Facilitator) -> None:
    session = facilitator.hear(facilitator.start().id, Said(text=BOT, key="key-00001"))
    assert session.turns[0].status is TurnStatus.DONE, session.turns[0].problem
    assert len(session.model.components) >= 3
    assert len(session.model.threats) >= 10
    assert session.question is not None
    for threat in session.model.threats:
        assert threat.pattern in facilitator.catalog.patterns
        assert all(facilitator.catalog.has_reference(reference) for reference in threat.references)


def test_an_answer_settles_its_question(facilitator: Facilitator) -> None:
    session = facilitator.hear(facilitator.start().id, Said(text=BOT, key="key-00001"))
    asked = session.question
    assert asked is not None
    chosen = tuple(option.value for option in asked.options) if asked.three_states else (asked.options[0].value,)
    session = facilitator.hear(session.id, Said(question=asked.id, chosen=chosen, key="key-00002"))
    assert all(session.model.fact(fact) is not None for fact in asked.facts)
    assert session.question is None or session.question.id != asked.id


def test_undo_by_word_takes_the_description_back(facilitator: Facilitator) -> None:
    session = facilitator.hear(facilitator.start().id, Said(text=BOT, key="key-00001"))
    session = facilitator.hear(session.id, Said(text="undo", key="key-00002"))
    assert session.model.components == ()
    assert session.can_redo


def test_the_server_finds_the_graph_that_its_file_names() -> None:
    (named,) = json.loads((ROOT / "langgraph.json").read_text())["graphs"].values()
    path, _, name = named.partition(":")
    module = importlib.import_module(Path(path).with_suffix("").as_posix().replace("/", "."))
    graph = getattr(module, name)
    assert graph.checkpointer is None
    answered = graph.invoke({"said": {"text": BOT}})
    assert len(answered["session"]["model"]["threats"]) >= 10


def test_the_door_opens_without_loading_anything_heavy() -> None:
    heavy = ("langgraph", "chromadb", "openai", "streamlit", "sklearn")
    code = f"import sys, agent.assembly; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"
