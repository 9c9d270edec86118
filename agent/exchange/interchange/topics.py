"""What a model can hold, topic by topic: what a format has no place for is named and counted by these."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from agent.domain.model import ThreatModel


@dataclass(frozen=True)
class Topic:
    """One sort of thing in a model."""

    words: str
    """What it is called, in the plural."""
    places: tuple[str, ...]
    """Where it stands in a model, as the beginnings of paths such as ``threats.treatment.``."""
    names: Callable[[ThreatModel], tuple[str, ...]]
    """Which ones a model has, by name or id."""


def _named(collection: str, *fields: str) -> Callable[[ThreatModel], tuple[str, ...]]:
    """The names of those things of a collection that have something in one of some fields."""

    def names(model: ThreatModel) -> tuple[str, ...]:
        things: Iterable[Any] = getattr(model, collection)
        having = [one for one in things if not fields or any(getattr(one, name) for name in fields)]
        return tuple(_name(model, one) for one in having)

    return names


def _name(model: ThreatModel, thing: Any) -> str:
    if thing.id[0] in "TMA":
        return str(thing.id)
    return model.name_of(thing.id) if thing.id[0] in "CPFB" else str(thing.name)


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _system(*fields: str) -> Callable[[ThreatModel], tuple[str, ...]]:
    return lambda model: tuple(_plain(name) for name in fields if getattr(model.system, name))


def _quotes(model: ThreatModel) -> tuple[str, ...]:
    things: tuple[Any, ...] = (*model.components, *model.actors, *model.assumptions)
    quoting = [_name(model, one) for one in things if one.quotes]
    return (*quoting, *(_plain(one.fact) for one in model.facts if one.quotes))


def _asked(model: ThreatModel) -> tuple[str, ...]:
    return (*(one.question for one in model.lists), *(one.text for one in model.asides))


def _of_threats(field: str) -> Callable[[ThreatModel], tuple[str, ...]]:
    return _named("threats", field)


def _reasons(*scores: str) -> Callable[[ThreatModel], tuple[str, ...]]:
    def names(model: ThreatModel) -> tuple[str, ...]:
        levels = ("damage", "reproducibility", "exploitability", "affected_users", "discoverability")
        return tuple(
            one.id
            for one in model.threats
            if any(getattr(getattr(one, score), level).reasons for score in scores for level in levels)
        )

    return names


TOPICS: dict[str, Topic] = {
    "purpose": Topic("lines on what the system is for", ("system.purpose",), _system("purpose")),
    "description": Topic(
        "descriptions of the system", ("system.description", "system.from_documents", "system.opening"),
        _system("description", "from_documents", "opening"),
    ),
    "system_owner": Topic("owners of the system", ("system.owner",), lambda m: tuple(filter(None, (m.system.owner,)))),
    "left_open": Topic("points that the owner left open", ("system.left_open",), _system("left_open")),
    "parts": Topic("parts", ("components.name",), _named("components")),
    "part_descriptions": Topic(
        "descriptions of parts", ("components.description",), _named("components", "description"),
    ),
    "other_names": Topic("other names of parts", ("components.called",), _named("components", "called")),
    "other_names_of_people": Topic("other names of people", ("actors.called",), _named("actors", "called")),
    "actors": Topic("people and outside systems", ("actors.name",), _named("actors")),
    "flows": Topic("data flows", ("flows.label",), _named("flows")),
    "boundaries": Topic("trust boundaries", ("boundaries.name",), _named("boundaries")),
    "assets": Topic("assets", ("assets.",), _named("assets")),
    "facts": Topic("facts", ("facts.because",), lambda m: tuple(_plain(one.fact) for one in m.facts)),
    "answers": Topic("lists and words put aside by the owner", ("lists.", "asides."), _asked),
    "assumptions": Topic("assumptions", ("assumptions.text",), _named("assumptions")),
    "claims": Topic(
        "documents behind assumptions", ("assumptions.source",), _named("assumptions", "source"),
    ),
    "quotes": Topic(
        "parts, facts and assumptions with the owner's words behind them",
        ("components.quotes", "actors.quotes", "facts.quotes", "assumptions.quotes"), _quotes,
    ),
    "evidence": Topic(
        "threats with the owner's words behind them", ("threats.evidence.quotes",),
        lambda m: tuple(one.id for one in m.threats if one.evidence.quotes),
    ),
    "threats": Topic("threats", ("threats.title", "threats.statement"), _named("threats")),
    "usual_names": Topic("usual names of threats", ("threats.also_known_as",), _of_threats("also_known_as")),
    "finds": Topic(
        "threats with finds behind them", ("threats.evidence.hits",),
        lambda m: tuple(one.id for one in m.threats if one.evidence.hits),
    ),
    "reasons": Topic("reasons of scores", ("threats.current.",), _reasons("current")),
    "other_scores": Topic(
        "scores before any measure and with all planned ones", ("threats.inherent.", "threats.target."),
        _of_threats("id"),
    ),
    "overrides": Topic("levels set by hand", ("threats.overrides.",), _of_threats("overrides")),
    "decisions": Topic("decisions on threats", ("threats.treatment.",), _of_threats("treatment")),
    "trials": Topic("results of tests", ("threats.trials.",), _of_threats("trials")),
    "notes": Topic("notes on threats", ("threats.note",), _of_threats("note")),
    "advice": Topic("what a language model says of threats", ("threats.advice.",), _of_threats("advice")),
    "measures": Topic("measures", ("controls.title", "controls.action"), _named("controls")),
    "checks": Topic("checks of measures", ("controls.verify",), _named("controls", "verify")),
    "plan": Topic(
        "plans of measures (who, when, why, proof)", ("controls.owner", "controls.reason", "controls.evidence"),
        _named("controls", "owner", "due", "reason", "evidence", "evidence_asked"),
    ),
}  # fmt: skip
"""Every topic by its id; together they cover everything that a person can read in a model."""
