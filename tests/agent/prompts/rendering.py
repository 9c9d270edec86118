"""Render each prompt as it is really sent; ``python -m tests.agent.prompts.rendering`` writes the examples."""

import sys
from pathlib import Path

from agent.domain.changes.edits import SetFact
from agent.llm.calls import Call
from agent.prompts import tasks, version
from tests.agent.analyst.llm.playing import Player, Talk, analyst_over
from tests.agent.builders import said
from tests.agent.prompts.helpdesk import DESCRIPTION, MESSAGE, worded_catalog

FOLDER = Path(__file__).parent / "rendered"


def talked() -> Player:
    """The player after a conversation that needs every task."""
    catalog, player = worded_catalog(), Player()
    talk = Talk(analyst_over(catalog, player), catalog)
    talk.say(DESCRIPTION, edits=(SetFact(value=said("control_screening", True)),))
    talk.say(question="read_back", chosen=("no:audience=customers", "tools_write", "no:safety_critical"))
    talk.say(MESSAGE)
    return player


def rendered() -> dict[str, str]:
    """One prompt of each task: the first, and of the drafts the one with most to say."""
    found: dict[str, Call] = {}
    for call in talked().calls:
        before = found.setdefault(call.task, call)
        if call.task == "draft" and len(call.messages[1].text) > len(before.messages[1].text):
            found[call.task] = call
    return {task: "\n\n=== user ===\n\n".join(one.text for one in call.messages) + "\n" for task, call in found.items()}


def examples() -> dict[str, str]:
    """The text of each example file: the version of the prompt, and the prompt as it is sent."""
    return {task: f"{version(task)}\n\n{text}" for task, text in rendered().items()}


def not_raised(before: str, now: str) -> str:
    """What to do where the words of a prompt changed, by two versions of it, and its number did not; else nothing."""
    if before == now or before.rpartition("-")[0] != now.rpartition("-")[0]:
        return ""
    task, number, _ = now.split("-")
    return f"agent/prompts/{task}.md: its words have changed; raise its version, which is {number} still"


def main() -> None:
    """Write the examples, or say which prompt needs a higher number first."""
    written = {task: (FOLDER / f"{task}.txt").read_text(encoding="utf-8").split("\n", 1)[0] for task in tasks()}
    if behind := [line for task in tasks() if (line := not_raised(written[task], version(task)))]:
        sys.exit("\n".join(behind))
    for task, text in examples().items():
        (FOLDER / f"{task}.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
