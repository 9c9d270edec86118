"""Facilitators that misbehave, for tests of the runner."""

import os
import time
from pathlib import Path
from typing import Any

from agent.domain import Session
from agent.facilitator import Facilitator
from tests.agent.scripted import ScriptedAnalyst, scripted, small_catalog


class _Wild(ScriptedAnalyst):
    """Hangs, dies or raises where the description says so."""

    def next_question(self, model: Any, waiting: Any = None) -> Any:
        said = model.system.description
        if "hang here" in said:
            time.sleep(600)
        if "die here" in said:
            os._exit(9)
        return super().next_question(model, waiting)


def wild(folder: Path) -> Facilitator:
    """A facilitator whose analyst can be told to misbehave."""
    return scripted(folder, analyst=_Wild(small_catalog()))


def raising(folder: Path) -> Facilitator:
    """A facilitator that raises what nobody expects on one sort of case."""
    facilitator = scripted(folder)
    whole = facilitator.hear

    def hear(session_id: str, said: Any, progress: Any = None) -> Session:
        if "raise here" in said.text:
            raise ZeroDivisionError("something nobody expected")
        return whole(session_id, said, progress)

    facilitator.hear = hear  # type: ignore[method-assign]
    return facilitator


def missing(folder: Path) -> Facilitator:
    """A facilitator that cannot be opened."""
    raise ImportError(f"nothing to open in {folder.name}")
