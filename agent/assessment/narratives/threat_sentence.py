"""The sentence of a threat in the names of one system: who does what where, what follows, and where it would end."""

import re
from collections.abc import Iterable, Mapping

from agent.assessment.narratives.component_exposure import Scene, Scenes
from agent.assessment.narratives.owner_nouns import OwnNouns
from agent.assessment.narratives.scene_words import holds_text
from agent.assessment.narratives.stated_actions import THINKING
from agent.assessment.narratives.threat_narrative import Staging
from agent.assessment.narratives.threat_sources import Cast, cast_of, judges
from agent.domain.facts import SYSTEM
from agent.domain.model import ThreatModel
from agent.domain.system import Component
from agent.domain.wording.names_in_sentences import (
    capital,
    in_sentence,
    named,
    one_of,
    system_in_sentence,
    unmarked,
    with_your_article,
)
from knowledge.catalog import Catalog
from knowledge.conditions import facts_of
from knowledge.entries import FactDefinition, ThreatPattern
from knowledge.facts.implications import holds
from knowledge.slots import filled
from knowledge.vocabulary import AnswerValue
from knowledge.vocabulary import ComponentKind as Kind

MOST_OWN_WORDS = 2
"""A name of more words is a heading or a description."""
MOST_STORES = 2
ONE_OF_THEM = "one of the models"
_IN_SPACE = re.compile(r"(?:near|camera of|microphone\}? of) \{system\}")
"""Sources that are near to a machine, and not to the model within."""
_READING = ("read", "summarise", "summarize", "translate", "browse")
_CONTENT = (Kind.CONTENT_SOURCE,)
_TOOLS = (Kind.TOOL, Kind.TOOL_SERVER)
_STORES = (Kind.DATA_STORE, Kind.VECTOR_STORE, Kind.DATASET, Kind.MEMORY)
_IN_YOUR_WORDS = " In your words: \u201c"


def words_told(sentence: str) -> str:
    """The owner's words that the sentence of a threat tells; empty where it tells none."""
    return sentence.partition(_IN_YOUR_WORDS)[2].partition("\u201d.")[0]


class Teller:
    """Tells the threats of one system; made anew for each model."""

    def __init__(self, catalog: Catalog, model: ThreatModel, values: Mapping[str, AnswerValue] | None = None) -> None:
        """``values`` has what is known or assumed of facts; without it what the model itself keeps counts."""
        self.scenes = Scenes(model)
        self._staging, self._nouns = Staging(self.scenes), OwnNouns(self.scenes)
        self._names = {part.id: in_sentence(model.name_of(part.id)) for part in model.components}
        self._names |= _of_unnamed(model)
        self._names[SYSTEM] = system_in_sentence(_name_told(model))
        self._entries = {flow.source for flow in model.flows if flow.untrusted}
        known = values if values is not None else {kept.fact: kept.value for kept in model.facts}
        self._slots = {
            "system": self._names[SYSTEM],
            "content": self._row(model.of_kind(*_CONTENT)) or self._read(model) or "what it reads",
            "outside": self._row(self._written(model.of_kind(*_CONTENT))) or self._read(model) or "what it reads",
            "tools": self._row(model.of_kind(*_TOOLS)) or "the tools",
            "stores": self._row(model.of_kind(*_STORES)) or "its data",
            "users": named(in_sentence(model.name_of(one.id)) for one in model.actors)
            or _nouns(catalog.filling("users"), known)
            or "its users",
            "data": _nouns(catalog.filling("data"), known) or "the data it handles",
        }

    def names(self, targets: Iterable[str]) -> str:
        """Targets by name, at most three; flows are left to the table."""
        return named(self._names[target] for target in targets if target in self._names)

    def sentence(self, pattern: ThreatPattern, targets: tuple[str, ...], words: str = "") -> str:
        """What could happen to these targets, with the owner's words behind it or a sentence that places it here."""
        scene = self.scenes.of(targets, judges(pattern), facts_of(pattern.when))
        source, rest = self._filled(pattern, targets, scene)
        told = f"{capital(source)}{self._staging.such_as(pattern, scene)} {rest}"
        behind = f"{_IN_YOUR_WORDS}{unmarked(words)}\u201d." if words else self._staging.here(pattern, scene, told)
        return told + behind

    def story(
        self, pattern: ThreatPattern, targets: tuple[str, ...], before: str | None = None, words: str = ""
    ) -> str:
        """The same as a story, which the people begin whom it means here.

        Among others, which stand before it, the owner's words behind it end it, or what is in reach, unless they said
        so; alone it ends by itself.
        """
        scene = self.scenes.of(targets, judges(pattern), facts_of(pattern.when))
        source, rest = self._filled(pattern, targets, scene)
        told = f"{capital(self._staging.who(pattern, scene, before or '') or source)} {rest}"
        if before is None:
            return told
        return told + self._staging.end(pattern, scene, told, before, words)

    def _filled(self, pattern: ThreatPattern, targets: tuple[str, ...], scene: Scene) -> tuple[str, str]:
        """The source, and what it does with what follows."""
        doer, sure = scene.doer, self._is_sure(pattern, scene)
        told = self._nouns.of(scene) if sure else {}
        named = self.names(targets) if sure or doer is None or doer.id not in targets else ONE_OF_THEM
        slots = {**self._slots, **told, **self._near(scene, pattern), "target": named}
        if sure and " and " not in named:
            slots.update(self._nouns.at_work(scene, pattern))
        source, impact = filled(pattern.source, slots), filled(pattern.impact, slots)
        action = filled(pattern.action, {**slots, "data": self._data_in(scene)})
        return source, f"{action}, so that {impact.rstrip('.')}."

    def _near(self, scene: Scene, pattern: ThreatPattern) -> dict[str, str]:
        """The slots that are filled with what stands around the part that acts, rather than with all of a kind."""
        tools = [part for part in scene.hands if part.kind in _TOOLS]
        content = [part for part in scene.content if part.kind in _CONTENT]
        near = {"content": self._row(content), "tools": self._row(tools)}
        if cast_of(pattern) is Cast.AUTHOR:  # whoever plants something writes what comes from outside
            near["content"] = self._row(self._written(content)) or self._slots["outside"]
        doer, whole = scene.doer, self._has_own_name() or _IN_SPACE.search(pattern.source) is not None
        if doer is not None and doer.kind is Kind.LANGUAGE_MODEL and Kind.SENSOR in pattern.targets:
            whole = True  # what writes has no sensors of its own
        if doer is not None and doer.kind in THINKING and self._is_sure(pattern, scene) and not whole:
            near["system"] = one_of(self._names[doer.id])
        return {slot: words for slot, words in near.items() if words}

    def _written(self, parts: Iterable[Component]) -> list[Component]:
        """What outsiders write, and what may hold their text."""
        return [part for part in parts if part.id in self._entries and holds_text(part.name)]

    def _is_sure(self, pattern: ThreatPattern, scene: Scene) -> bool:
        return self.scenes.is_sure(scene.doer, facts_of(pattern.when), pattern.targets, judges(pattern))

    def _read(self, model: ThreatModel) -> str:
        """What parts that think are said to read, in the owner's words: ``hotel pages``."""
        deeds = (self.scenes.deeds.taken_by(part.id) for part in model.of_kind(*THINKING))
        return named(
            in_sentence(with_your_article(deed.thing)) for deed in deeds if deed is not None and deed.verb in _READING
        )

    def _has_own_name(self) -> bool:
        """Whether the owner calls the system by a short proper name, which then says it best."""
        name = self._slots["system"]
        return not name.startswith("the ") and len(name.split()) <= MOST_OWN_WORDS

    def _data_in(self, scene: Scene) -> str:
        """The data that is handled, with where it is kept as far as the part that acts reaches it."""
        stores = self._row(scene.stores[:MOST_STORES])
        return f"{self._slots['data']} from {stores}" if stores else self._slots["data"]

    def _row(self, parts: Iterable[Component]) -> str:
        return named(self._names[part.id] for part in parts)


def _of_unnamed(model: ThreatModel) -> dict[str, str]:
    """What a model is called that nobody named, where it is the only part that thinks."""
    thinking = model.of_kind(*THINKING)
    alone = len(thinking) == 1 and thinking[0].inferred and thinking[0].kind is not Kind.AGENT
    return {thinking[0].id: "the model"} if alone else {}


def _name_told(model: ThreatModel) -> str:
    """The system's name where the owner said it; one made up for the headline would read oddly in a sentence."""
    name, told = model.system.name, model.system.description
    return name if not told or name.lower() in told.lower() else ""


def _nouns(fact: FactDefinition | None, known: Mapping[str, AnswerValue]) -> str:
    """What is known of a fact, as nouns; nothing while it is not known."""
    value = known.get(fact.id) if fact is not None else None
    if fact is None or value is None:
        return ""
    return named(choice.noun for choice in fact.choices if holds(value, choice.value))
