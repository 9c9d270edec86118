"""The steps of a turn and which follows which: said once, for LangGraph and for a run that does without it."""

from collections.abc import Callable
from dataclasses import dataclass

from agent.analyst.base import Analyst
from agent.graph.nodes import Steps
from agent.graph.state import Bench, TurnState
from knowledge.catalog import Catalog

Step = Callable[[TurnState, Bench], TurnState]
Choice = Callable[[TurnState, Bench], str]

FIRST, LAST = "read", "reply"


@dataclass(frozen=True)
class Wiring:
    """Each step by its name; after it comes the one that is named, or the one of several that is chosen."""

    steps: dict[str, Step]
    following: dict[str, str]
    chosen: dict[str, tuple[Choice, tuple[str, ...]]]

    def after(self, name: str, state: TurnState, bench: Bench) -> str:
        """The step that comes next."""
        if name not in self.chosen:
            return self.following[name]
        return self.chosen[name][0](state, bench)


def wiring_of(analyst: Analyst, catalog: Catalog, trouble: Callable[[], str] = lambda: "") -> Wiring:
    """The steps of one turn with their routes; ``trouble`` tells what is wrong with the search."""
    steps = Steps(analyst, catalog, trouble)
    return Wiring(
        steps={"read": steps.read, "restore": steps.restore, "apply": steps.apply, "assess": steps.assess,
               "suggest": steps.suggest, "compose": steps.compose, "check": steps.check, "ask": steps.ask,
               "reply": steps.reply},
        following={"restore": "ask", "assess": "suggest", "suggest": "compose", "compose": "check",
                   "check": "apply", "ask": "reply"},
        chosen={"read": (steps.after_read, ("restore", "apply")), "apply": (steps.after_apply, ("assess", "ask"))},
    )  # fmt: skip
