"""Models that play the draft call by the ids of catalog entries, and a catalog with more to put in order."""

from collections.abc import Callable, Iterable
from typing import Any

from agent.domain import Threat, ThreatModel
from knowledge import Catalog
from tests.agent.analyst.llm.playing import Model, Player, Talk, analyst_over, rules_over
from tests.agent.builders import pattern, small_catalog, with_patterns
from tests.stub_endpoint.asked import Asked
from tests.stub_endpoint.models import answer_of

TEXT = "Our desk runs a language_model, an agent and a data_store. It uses model. Strangers write to the agent."
WORDS = "Strangers write to the agent"
SCENARIO = "A stranger writes orders to the agent, which obeys them, and the records of the desk are lost."
CATALOG = small_catalog()
FIRM, OPEN = tuple(f"firm-{number}" for number in range(18)), tuple(f"open-{number}" for number in range(20))
_GRAVE = dict.fromkeys(("damage", "reproducibility", "exploitability", "affected_users", "discoverability"), 9)
WIDE = with_patterns(
    CATALOG,
    [
        *CATALOG.patterns.values(),
        *(pattern(name, {"fact": "uses_model"}, targets=["language_model"]) for name in FIRM),
        *(pattern(name, {"fact": "crosses_borders"}, targets=["data_store"], mitigations=["keep-less"])
          for name in OPEN),
        pattern("grave", {"fact": "uses_model"}, targets=["language_model"], dread=_GRAVE),
        pattern("late", {"fact": "crosses_borders"}, targets=["data_store"], dread=_GRAVE),
        pattern("mild", {"fact": "safety_critical"}, aspect="privacy", targets=["data_store"],
                dread=dict.fromkeys(_GRAVE, 1)),
        pattern("not-here", {"not": {"fact": "uses_model"}}),
    ],
)  # fmt: skip
"""Twenty firm threats and more, twenty open ones, a grave and a mild one that come later, and one that is ruled out."""


def playing(task: str, change: Callable[[Asked, Any], Any]) -> Model:
    """A model that behaves well but for one task."""
    return lambda asked: change(asked, answer_of(asked)) if asked.task == task else answer_of(asked)


def number_of(name: str, catalog: Catalog) -> int:
    """The number of an entry in prompts; nought for one that is not there."""
    return [*catalog.patterns].index(name) + 1 if name in catalog.patterns else 0


def ranked(name: str, catalog: Catalog = WIDE, **more: Any) -> dict[str, Any]:
    """An entry of the order."""
    told = {"scenario": SCENARIO, "words": WORDS, "why": "strangers can reach it from outside"}
    return {"n": number_of(name, catalog), **told, **more}


def aside(name: str, catalog: Catalog = WIDE, **more: Any) -> dict[str, Any]:
    """An entry that is set aside."""
    return {"n": number_of(name, catalog), "why": "nobody outside can reach that part", "words": "", **more}


def idea(title: str = "Orders slipped into the queue", catalog: Catalog = WIDE, **more: Any) -> dict[str, Any]:
    """A threat of the model's own, most like the grave one."""
    like = number_of(more.pop("like", "grave"), catalog)
    return {"title": title, "scenario": SCENARIO, "part": "agent", "place": 2, "like": like, "words": WORDS, **more}


def draft(order: Iterable[Any] = (), set_aside: Iterable[Any] = (), own: Iterable[Any] = ()) -> dict[str, Any]:
    """The answer to a draft call."""
    return {"order": list(order), "aside": list(set_aside), "own": list(own)}


def drafting(*answers: Any) -> Model:
    """A model that behaves well but for its drafts: these one after the other, the last again and again."""
    left = list(answers)
    return playing("draft", lambda asked, told: left.pop(0) if len(left) > 1 else left[0])


def drafted(model: Model = answer_of, text: str = TEXT, catalog: Catalog = WIDE) -> tuple[Talk, Player]:
    """A conversation of one turn with a model."""
    player = Player(model)
    talk = Talk(analyst_over(catalog, player), catalog)
    talk.say(text)
    return talk, player


def floor(text: str = TEXT, catalog: Catalog = WIDE) -> Talk:
    """The same conversation by the rules alone."""
    talk = Talk(rules_over(catalog), catalog)
    talk.say(text)
    return talk


def by_pattern(model: ThreatModel) -> dict[str | None, Threat]:
    return {threat.pattern: threat for threat in model.threats}


def order_of(model: ThreatModel) -> list[str]:
    """The patterns of the threats in their order; nothing for an idea of a model's own."""
    return [threat.pattern or "" for threat in model.threats]


def tick(talk: Talk, **facts: Any) -> str:
    """Facts set in a table; gives the text of the reply."""
    edits = ({"edit": "set_fact", "value": {"fact": name, "value": value, "provenance": "table"}}
             for name, value in facts.items())  # fmt: skip
    return talk.say(edits=tuple(edits)).text
