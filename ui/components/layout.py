"""Which way a diagram runs, so that it stays narrow enough to read beside the conversation."""

from collections import Counter
from typing import Literal

from agent.domain.model import ThreatModel

_ACROSS = {"TB": 115, "LR": 215}
"""How much room one more part takes across the page: beside others of its step, or as a step of its own."""


def direction(model: ThreatModel) -> Literal["TB", "LR"]:
    """Top to bottom, or left to right where many parts share a step and the steps are few."""
    steps = _steps(model)
    widest = max(Counter(steps.values()).values(), default=0) * _ACROSS["TB"]
    longest = (max(steps.values(), default=0) + 1) * _ACROSS["LR"]
    return "LR" if longest < widest else "TB"


def _steps(model: ThreatModel) -> dict[str, int]:
    """The step of each part: one after the latest part that feeds it, where flows do not run in a circle."""
    ends = [*(actor.id for actor in model.actors), *(part.id for part in model.components)]
    feeds = sorted({(flow.source, flow.target) for flow in model.flows if flow.source != flow.target})
    steps = dict.fromkeys(ends, 0)
    waiting = dict.fromkeys(ends, 0) | Counter(target for _, target in feeds)
    ready = [one for one in ends if not waiting[one]]
    while ready:
        one = ready.pop()
        for source, target in feeds:
            if source == one:
                steps[target] = max(steps[target], steps[source] + 1)
                waiting[target] -= 1
                if not waiting[target]:
                    ready.append(target)
    return steps
