"""The template with a gate at the first step of a turn: what is said decides what happens there."""

import os
import re
import sys
from pathlib import Path
from typing import Any

from agent.graph.nodes import Steps
from agent.turn_serving import template_process
from agent.turn_serving.template_process import main

GATE = "THREATPARLEY_TEST_GATE"
"""The variable that names the folder of the gate."""
WAITS, COMPUTES, HOLDS = "zebra waits", "zebra computes", "zebra holds"
"""Words at which a turn waits to be let through, computes for ever, or never lets anything else of its process run."""


def gated(usual: Any) -> Any:
    """The step behind the gate."""

    def step(steps: Steps, state: Any, bench: Any) -> Any:
        words, folder = str(state["turn"]["said"]["text"]), Path(os.environ[GATE])
        if any(one in words for one in (WAITS, COMPUTES, HOLDS)):
            (folder / f"arrived-{os.getpid()}").touch()
        while WAITS in words and not (folder / "open").exists():
            pass
        while COMPUTES in words:
            pass
        if HOLDS in words:
            re.match("(a+)+$", "a" * 200 + "b")
        return usual(steps, state, bench)

    return step


if __name__ == "__main__":
    template_process.PRACTICE = "It reads mail."
    Steps.read = gated(Steps.read)  # type: ignore[method-assign]
    main(int(sys.argv[1]))
