"""What puts a threat into this system: who could begin it here, by which way in, and what is in reach or at stake."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from agent.assessment.narratives.component_exposure import Scene, Scenes
from agent.assessment.narratives.deed_words import Deed
from agent.assessment.narratives.scene_words import is_of_work, keeps_records
from agent.assessment.narratives.threat_sources import Cast, cast_of
from agent.domain.model import ThreatModel
from agent.domain.system import Actor, Component
from agent.domain.wording.names_in_sentences import capital, in_sentence, is_group, joined, one_of
from knowledge.entries import ThreatPattern
from knowledge.vocabulary import Aspect, Stride

MOST_NAMED, MOST_PEOPLE = 2, 3
"""How many people or parts of a kind one sentence names."""
MOST_TOLD = 2
"""With how many threats of one draft the same sentence is told: what stands under every threat says nothing of any."""
_MANY = ("users", "staff", "people", "sellers", "campaigns", "participants")
"""First words of sources that speak of many."""
LONGER = 5
"""From how many letters on a word tells what a sentence is about."""
_ABOUT_PEOPLE = (Aspect.PRIVACY, Aspect.FAIRNESS, Aspect.TRANSPARENCY, Aspect.OVERSIGHT)
"""Threats of which it counts on whom they fall."""
_Told = tuple[str, tuple[str, ...]]
"""A sentence without its capital and stop, and the names in it."""
_NOTHING: _Told = ("", ())


class Staging:
    """Tells of one model where its threats take place."""

    def __init__(self, scenes: Scenes) -> None:
        self._scenes = scenes
        self._model: ThreatModel = scenes.model
        self._told: Counter[str] = Counter()

    def such_as(self, pattern: ThreatPattern, scene: Scene) -> str:
        """Behind the source of a threat: the people of this system whom it means; empty where it means none of them."""
        people = self._people(pattern, scene)
        if not people:
            return ""
        name = self._name(people[0].id)
        return f", such as {name if _speaks_of_many(pattern) else one_of(name)},"

    def who(self, pattern: ThreatPattern, scene: Scene, before: str) -> str:
        """The people of this system in the place of the source, with what they bring unless that was said before.

        Empty where it means nobody of this system.
        """
        people = self._people(pattern, scene)
        if not people:
            return ""
        name, clause = self._name(people[0].id), self._who(people[0], scene)
        subject = f"some of {name}" if _speaks_of_many(pattern) and is_group(name) else one_of(name)
        return f"{subject}{clause}," if clause and clause not in before else subject

    def here(self, pattern: ThreatPattern, scene: Scene, said: str) -> str:
        """One sentence on this system that adds a deed or a name to what is said already; empty where there is none.

        It is told only where it bears on the threat and the owner said it: an owner who reads a false sentence, or one
        that says nothing, believes the next one less.
        """
        fitting = self._fresh(self._fitting(self._ways(pattern), scene, said))
        return self._once_more(fitting[0]) if fitting else ""

    def end(self, pattern: ThreatPattern, scene: Scene, said: str, before: str, words: str = "") -> str:
        """Where a path ends: the owner's words behind the threat, what the part that acts does, or what is in reach.

        Words that say again what the path has said give way to what the part does.
        """
        kept = (self._kept,) if _leaks(pattern) else ()
        done, reached = (self._ending(ways, scene, said) for ways in ((self._done,), (*kept, self._handles)))
        if words and not (any(one not in before for one in done) and _repeats(words, said)):
            return f" In your words: \u201c{words}\u201d."
        new = [one for one in (*done, *reached) if one not in before]
        return f" {new[0]}." if new else ""

    def _ending(self, ways: Iterable[Callable[[Scene], _Told]], scene: Scene, said: str) -> list[str]:
        return [capital(one) for one in self._fitting(ways, scene, said)]

    def _fresh(self, sentences: Iterable[str]) -> list[str]:
        """Those of some sentences that were not told as often as one may be."""
        return [one for one in sentences if self._told[one] < MOST_TOLD]

    def _once_more(self, sentence: str) -> str:
        self._told[sentence] += 1
        return f" {capital(sentence)}."

    def _fitting(self, ways: Iterable[Callable[[Scene], _Told]], scene: Scene, said: str) -> list[str]:
        """The sentences that add a name, in order."""
        told, found = said.lower(), dict[str, None]()
        for make in ways:
            sentence, names = make(scene)
            if sentence and any(name.lower() not in told for name in names):
                found[sentence] = None
        return list(found)

    def _ways(self, pattern: ThreatPattern) -> Iterator[Callable[[Scene], _Told]]:
        """What bears on a kind of threat, the most telling first."""
        told = f"{pattern.title} {pattern.source} {pattern.impact}"
        if pattern.aspect in _ABOUT_PEOPLE and not is_of_work(told):
            yield self._concerned
        if _leaks(pattern):
            yield self._kept
        if cast_of(pattern) in (Cast.AUTHOR, Cast.USER):
            yield from (self._brought, self._done)
        elif pattern.aspect is Aspect.OVERSIGHT:
            yield self._done

    def _people(self, pattern: ThreatPattern, scene: Scene) -> tuple[Actor, ...]:
        """Those who could be meant: people who are not trusted, and whom the owner himself lets in this way."""
        cast = cast_of(pattern)
        if cast is Cast.AUTHOR:
            found = self._scenes.authors(scene)
        else:
            found = self._scenes.outsiders(scene.people) if cast is Cast.USER else ()
        return tuple(one for one in found if self._scenes.is_told_to_bring(one.id, scene))

    def _who(self, actor: Actor, scene: Scene) -> str:
        """What people of a group bring, and where: ``, who send supplier invoices to the invoice mailbox``."""
        deed = self._scenes.deeds.brought_by(actor.id)
        if deed is None or not is_group(self._name(actor.id)):
            return ""
        return f", who {deed.phrase}{self._through(actor, deed, scene)}"

    def _through(self, actor: Actor, deed: Deed, scene: Scene) -> str:
        """The part by which what people bring comes in; empty where that is said already."""
        door = self._scenes.door(actor.id, scene)
        if door is None or deed.place or door.name.split()[-1].lower() in deed.thing.lower():
            return ""
        return f" through {self._name(door.id)}"

    def _brought(self, scene: Scene) -> _Told:
        """``Here the suppliers send supplier invoices``, and what that reaches where each flow up to it was told."""
        people = [one for one in self._scenes.outsiders(scene.people) if is_group(self._name(one.id))]
        found = ((one, self._scenes.deeds.brought_by(one.id)) for one in people)
        actor, deed = next(((one, deed) for one, deed in found if deed is not None), (None, None))
        if actor is None or deed is None or scene.doer is None:
            return _NOTHING
        told, names = f"here {self._name(actor.id)} {deed.phrase}", (actor.name, deed.thing)
        if not self._scenes.is_told_throughout(actor.id, scene):
            return told, names
        return f"{told}, and that reaches {self._doer(scene)}", (*names, scene.doer.name)

    def _done(self, scene: Scene) -> _Told:
        """``The invoice agent can write the booking to the general ledger``."""
        deed = self._scenes.deeds.done_by(scene.doer.id) if scene.doer is not None else None
        if deed is None or scene.doer is None:
            return _NOTHING
        return f"{self._doer(scene)} can {deed.phrase}", (scene.doer.name, deed.thing)

    def _handles(self, scene: Scene) -> _Told:
        """``The invoice agent reaches post_booking``: the tools and services to which a flow was told."""
        named = self._ids(scene, scene.hands)
        if not named or scene.doer is None:
            return _NOTHING
        return f"{self._doer(scene)} reaches {self._row(named)}", self._names((scene.doer.id, *named))

    def _kept(self, scene: Scene) -> _Told:
        """``At stake is what the order database and the mailbox hold``: of parts whose name says they keep records."""
        named = self._ids(scene, (part for part in scene.stores if keeps_records(part.name)))
        if not named:
            return _NOTHING
        holds = "hold" if len(named) > 1 or is_group(self._name(named[0])) else "holds"
        return f"at stake is what {self._row(named)} {holds}", self._names(named)

    def _concerned(self, scene: Scene) -> _Told:
        """``Those concerned here are the applicants``: people who by their name are judged or served, not at work."""
        named = [one.id for one in self._scenes.concerned if self._scenes.is_told(one.id, scene)][:MOST_PEOPLE]
        return (f"those concerned here are {self._row(named)}", self._names(named)) if named else _NOTHING

    def _ids(self, scene: Scene, parts: Iterable[Component]) -> list[str]:
        """The first of some parts, each name once: those that the owner named, and put beside what acts."""
        fitting = (part for part in parts if not part.inferred and self._scenes.is_told_beside(part.id, scene))
        return list({self._name(part.id): part.id for part in fitting}.values())[:MOST_NAMED]

    def _doer(self, scene: Scene) -> str:
        """The part that acts, where a verb for one thing follows."""
        return one_of(self._name(scene.doer.id)) if scene.doer is not None else ""

    def _row(self, ids: Iterable[str]) -> str:
        return joined([self._name(one) for one in ids])

    def _names(self, ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(self._model.name_of(one) for one in ids)

    def _name(self, one: str) -> str:
        return in_sentence(self._model.name_of(one))


def _speaks_of_many(pattern: ThreatPattern) -> bool:
    return pattern.source.split()[0].lower() in _MANY


def _leaks(pattern: ThreatPattern) -> bool:
    """Whether what is kept gets out."""
    return Stride.INFORMATION_DISCLOSURE in pattern.stride


def _repeats(words: str, said: str) -> bool:
    """Whether half of the longer words stand in what was said."""
    longer = [word for word in words.lower().split() if len(word) >= LONGER]
    return 2 * sum(word in said.lower() for word in longer) >= len(longer)
