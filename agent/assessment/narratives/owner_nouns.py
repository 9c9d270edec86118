"""What the owner told of one scene, as nouns and clauses that a threat's sentence takes in.

Each is empty while nothing was told, or where it would be a guess which of several is meant: the sentence has plain
words for that. Nobody is named as one who harms; people are named as what the owner says they are.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from agent.assessment.narratives.component_exposure import Scene, Scenes
from agent.assessment.narratives.deed_words import Deed, deed_words
from agent.assessment.narratives.stated_actions import THINKING
from agent.domain.model import ThreatModel
from agent.domain.system import Actor, Component
from agent.domain.wording.names_in_sentences import in_sentence, is_group, joined, one_of, with_your_article
from knowledge.entries import ThreatPattern
from knowledge.vocabulary import ComponentKind as Kind

MOST_NAMED, MOST_PEOPLE = 2, 3
"""How many parts or people one place of a sentence names; of more it is a guess who is meant."""
MOST_AT_WORK = 3
"""With how many threats of one draft the same work of a part is told."""
MOST_WITHIN = 6
"""How many words of such work may stand between a source and what it does."""
_MODELS = tuple(kind for kind in THINKING if kind is not Kind.AGENT)
_SPEAKING = (Kind.LANGUAGE_MODEL, Kind.AGENT, Kind.SPEECH_MODEL)
_FEEDS = (Kind.SENSOR, Kind.CONTENT_SOURCE, Kind.DATA_STORE, Kind.EXTERNAL_SERVICE, Kind.DEVICE, Kind.PIPELINE)
_KNOWLEDGE = (Kind.CONTENT_SOURCE, Kind.VECTOR_STORE)
_PLAIN_SETS = frozenset({"training data", "training set", "data", "dataset", "data set", "examples", "records"})
"""Names of sets of data that say no more than our own words."""

_WATCHES = re.compile(r"\b(?:cameras?|microphones?|webcams?|cctv)\b", re.IGNORECASE)


class OwnNouns:
    """Finds for one model what fills the places of ``knowledge.slots.TOLD``."""

    def __init__(self, scenes: Scenes) -> None:
        self._scenes = scenes
        self._model: ThreatModel = scenes.model
        self._told = Counter[tuple[str, Deed]]()
        self._thinking = self._of_kind(*THINKING)

    def of(self, scene: Scene) -> Mapping[str, str]:
        """All but the work of the part that acts, which is told only so often."""
        doer = scene.doer
        if doer is None:
            return {}
        askers, readers = self._askers(scene), self._readers(doer)
        concerned = self._scenes.concerned
        return {
            "acting": "" if doer.inferred else one_of(self._name(doer.id)),
            "model": self._model_of(doer),
            "through": _said("behind ", self._row(self._of_kind(Kind.TOOL_SERVER))),
            "feeds": _such_as(self._fed_by(doer)),
            "input": self._brought(scene),
            "taught_by": _said(" from ", self._training(doer)),
            "behind": self._row(self._behind(scene)),
            "sources": self._row(part for part in self._knowledge(scene) if not self._is_open(part)),
            "sensors": _such_as(self._row(self._of_kind(Kind.SENSOR))),
            "sensor": self._sensor(),
            "askers": self._crowd(askers),
            "readers": self._crowd(askers) or self._crowd(readers),
            "relying": self._crowd((*readers, *askers)),
            "reviewers": self._crowd(self._doing(deed_words().checks)),
            "concerned": self._crowd(concerned),
            "among": _said("among ", self._crowd(concerned)),
            "like_these": _such_as(self._crowd(concerned)),
        }

    def at_work(self, scene: Scene, pattern: ThreatPattern) -> Mapping[str, str]:
        """``When it scores a claim``: what the part that acts does, where a sentence has a place for it.

        It is told only so often, and nothing long between a source and what that does.
        """
        doer, places = scene.doer, f"{pattern.source} {pattern.action} {pattern.impact}"
        if doer is None or not ("{at_work:" in places or "{as_it_works:" in places):
            return {}
        most = MOST_WITHIN if "{at_work:" in pattern.source else len(places)
        deeds = [one for one in self._work(doer) if len(one.of_one.split()) <= most]
        open_ones = [one for one in deeds if self._told[doer.id, one] < MOST_AT_WORK]
        if not open_ones:
            return {}
        deed = min(open_ones, key=lambda one: self._told[doer.id, one])
        self._told[doer.id, deed] += 1
        return {"at_work": f"when it {deed.of_one}", "as_it_works": f"when it {deed.of_one},"}

    def _work(self, part: Component) -> tuple[Deed, ...]:
        """What a part does, most telling first: it changes something, else it works something out, else it reads."""
        found = self._scenes.deeds.told_of(part.id)
        words = deed_words()
        for verbs in (words.works, words.acts) if part.kind in _MODELS else (words.acts, words.works):
            chosen = tuple(one for one in found if one.verb in verbs)
            if chosen:
                return chosen
        return tuple(one for one in found if one.verb in words.takes)

    def _model_of(self, doer: Component) -> str:
        """The model that acts, or the only one by which an agent thinks."""
        if doer.kind in _MODELS:
            return "" if doer.inferred else one_of(self._name(doer.id))
        models = [part for part in self._thinking if part.kind is Kind.LANGUAGE_MODEL]
        return self._name(models[0].id) if len(models) == 1 and not is_group(self._name(models[0].id)) else ""

    def _fed_by(self, doer: Component) -> str:
        """What sends its data to a part, by a flow that was told; else what the part is said to take."""
        sources = {flow.source for flow in self._model.flows if flow.target == doer.id and not flow.inferred}
        found = [part for part in self._model.components if part.id in sources and part.kind in _FEEDS]
        deed = self._scenes.deeds.taken_by(doer.id)
        return self._row(found) or (with_your_article(deed.thing) if deed is not None else "")

    def _brought(self, scene: Scene) -> str:
        """What people bring to the only part that thinks: one thing, and no question."""
        if len(self._thinking) != 1:
            return ""
        deeds = (self._scenes.deeds.brought_by(one.id) for one in self._scenes.outsiders(scene.people))
        brought = (one for one in deeds if one is not None and one.verb in deed_words().hands_in)
        things = {with_your_article(one.thing) for one in brought}
        return things.pop() if len(things) == 1 else ""

    def _training(self, doer: Component) -> str:
        sets = self._of_kind(Kind.DATASET)
        linked = [part for part in sets if self._is_linked(part.id, doer.id)]
        alone = [part for part in self._thinking if part.kind in _MODELS] == [doer]
        found = [part for part in (linked or (sets if alone else [])) if part.name.lower() not in _PLAIN_SETS]
        return self._row(found)

    def _behind(self, scene: Scene) -> Iterator[Component]:
        reached = (*scene.hands, *scene.stores)
        yield from (one for one in reached if not one.inferred and self._scenes.is_told_beside(one.id, scene))

    def _knowledge(self, scene: Scene) -> Iterator[Component]:
        near = (*scene.content, *scene.stores)
        yield from (part for part in near if part.kind in _KNOWLEDGE and not part.inferred)

    def _is_open(self, part: Component) -> bool:
        return any(flow.source == part.id and flow.untrusted for flow in self._model.flows)

    def _of_kind(self, *kinds: Kind) -> list[Component]:
        return [part for part in self._model.of_kind(*kinds) if not part.inferred]

    def _sensor(self) -> str:
        """The only thing that watches or listens, where its name says that."""
        found = [part for part in self._of_kind(Kind.SENSOR) if _WATCHES.search(part.name)]
        return one_of(self._name(found[0].id)) if len(found) == 1 else ""

    def _askers(self, scene: Scene) -> tuple[Actor, ...]:
        """People who ask a part that answers in words."""
        if scene.doer is None or scene.doer.kind not in _SPEAKING:
            return ()
        near = set(scene.people)
        return tuple(one for one in self._doing(deed_words().asks) if one.id in near)

    def _readers(self, doer: Component) -> tuple[Actor, ...]:
        """People to whom a part is said to pass something, and those who are said to see what it works out."""
        passed = {flow.target for flow in self._model.flows if flow.source == doer.id and not flow.inferred}
        own = doer.name.lower().split()[-1]
        seen = {one.id for one in self._doing(deed_words().sees, (own, *deed_words().results))}
        return tuple(one for one in self._model.actors if one.id in seen or (one.trusted and one.id in passed))

    def _doing(self, verbs: Iterable[str], things: Iterable[str] = ()) -> tuple[Actor, ...]:
        """People who are said to do one of some things, to something whose name ends in one of some words."""
        kinds, ends = frozenset(verbs), frozenset(things)
        return tuple(
            one
            for one in self._model.actors
            for deeds in (self._scenes.deeds.told_of(one.id),)
            if any(deed.verb in kinds and (not ends or deed.thing.lower().split()[-1] in ends) for deed in deeds)
        )

    def _is_linked(self, one: str, other: str) -> bool:
        return any({flow.source, flow.target} == {one, other} and not flow.inferred for flow in self._model.flows)

    def _crowd(self, people: Iterable[Actor]) -> str:
        """People by name; nobody where one is not several, as the verb behind them is for several, or too many are."""
        names = list(dict.fromkeys(self._name(one.id) for one in people))
        return joined(names) if len(names) <= MOST_PEOPLE and all(map(is_group, names)) else ""

    def _row(self, parts: Iterable[Component]) -> str:
        names = list(dict.fromkeys(self._name(part.id) for part in parts))
        return joined(names) if len(names) <= MOST_NAMED else ""

    def _name(self, one: str) -> str:
        return in_sentence(self._model.name_of(one))


def _such_as(names: str) -> str:
    return _said("such as ", names)


def _said(before: str, names: str) -> str:
    return f"{before}{names}" if names else ""
