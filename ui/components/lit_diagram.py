"""The diagram of a model with one path lit in it."""

import re
from collections.abc import Collection

import streamlit as st

from agent.domain.attack_paths import AttackPath
from agent.domain.model import ThreatModel
from agent.exchange import to_dot
from ui import door
from ui.components.layout import direction

_INKS = {"light": ("#8b99a6", "#1b5e85"), "dark": ("#6b7a88", "#5fb0e0")}
"""What lies beside the path and the path itself, in each theme."""
_NODE = re.compile(r'\s*"(?P<id>[CP]-\d+)" \[')
_EDGE = re.compile(r'\s*"(?P<source>[CP]-\d+)" -> "(?P<target>[CP]-\d+)" \[')


def show_lit(model: ThreatModel, path: AttackPath) -> None:
    """The whole diagram, pale but for the parts and flows of the path."""
    rest, lit = _INKS[st.context.theme.type or "light"]
    dot = to_dot(model, door.desk().catalog, ink=rest, alarm=rest)
    dot = dot.replace("rankdir=LR", f"rankdir={direction(model)}", 1)
    with st.container(key="diagram"):
        st.graphviz_chart(_with_lit(dot, model, path.lit, lit), width="content", alt=_told(path))


def _with_lit(dot: str, model: ThreatModel, ids: Collection[str], colour: str) -> str:
    """The source of the picture, with what is on the path in another colour and drawn thicker."""
    ends = {(flow.source, flow.target) for flow in model.flows if flow.id in ids}
    look = f'color="{colour}" fontcolor="{colour}" penwidth=2.5 '

    def lighted(line: str) -> str:
        edge = _EDGE.match(line)
        node = None if edge else _NODE.match(line)
        on_path = (edge["source"], edge["target"]) in ends if edge else node is not None and node["id"] in ids
        found = edge or node
        return f"{line[: found.end()]}{look}{line[found.end() :]}" if found and on_path else line

    return "\n".join(lighted(line) for line in dot.splitlines())


def _told(path: AttackPath) -> str:
    """The path in words, for those who do not see it."""
    return f"Diagram with the path lit: {', then '.join(step.name for step in path.steps)}."
