"""Render each prompt as it is really sent; ``python -m tests.agent.prompts.rendering`` writes the examples."""

from pathlib import Path

from agent.domain.edits import SetFact
from agent.llm.calls import Call
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


if __name__ == "__main__":
    for task, text in rendered().items():
        (FOLDER / f"{task}.txt").write_text(text, encoding="utf-8")
