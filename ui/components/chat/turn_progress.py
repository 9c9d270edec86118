"""How far a turn has come, in named steps, and the place that its draft will fill."""

import streamlit as st

from agent.graph.nodes import LABELS
from ui.components.text import plain
from ui.turns import Steps

_DOING = {
    "read": "Reading what you wrote",
    "apply": "Drawing the parts and flows",
    "assess": "Weighing every threat that is known",
    "suggest": "Looking for what else fits",
    "compose": "Drafting threats in your words",
    "check": "Checking every citation",
    "ask": "Choosing the next question",
    "reply": "Writing the answer",
}
"""The steps of a first draft in their order, as they are called while they are at work."""

_COMING = (
    ("The stories", "How this system could be attacked, in a few sentences each, with what stops them.", 110),
    ("The ten to talk about", "The threats that matter most here, with why they apply and how bad they are.", 150),
    ("The picture", "Parts, people and flows, with where trust ends.", 170),
)
"""What a first draft brings, and how much room it takes."""


def show_named_steps(steps: Steps, first: bool) -> None:
    """What is done and what is at work; for a first draft also what is still to come."""
    done = list(steps.finished)
    total = max(steps.total, steps.done, 1)
    st.progress(min(steps.done / total, 1.0) if steps.done else 0.0)
    lines = [f"- :material/check: {plain(label)}" for label in done]
    left = [words for name, words in _DOING.items() if LABELS[name] not in done]
    if not done:
        left = list(_DOING.values())
    if left:
        lines.append(f"- :material/arrow_forward: **{left[0]}**")
    if first:
        lines += [f"- :gray[{words}]" for words in left[1:]]
    st.markdown("\n".join(lines))


def show_coming() -> None:
    """The empty places of a first draft, each with its name and what will stand there."""
    st.caption("This fills in while the draft is made; nothing needs to be pressed.")
    for number, (title, words, height) in enumerate(_COMING):
        with st.container(border=True, key=f"coming_{number}"):
            st.markdown(f"**{title}**  \n:gray[{words}]")
            st.skeleton(height=height)
