"""What puts a threat into this system: who could begin it here, by which way in, and what is in reach or at stake."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from zlib import crc32

from agent.assessment.narratives.component_exposure import Scene, Scenes
from agent.assessment.narratives.stated_actions import Deed
from agent.assessment.narratives.threat_sources import Cast, cast_of
from agent.domain.model import ThreatModel
from agent.domain.system import Actor, Component
from agent.domain.wording.names_in_sentences import capital, in_sentence, is_group, joined, one_of
from knowledge.entries import ThreatPattern
from knowledge.vocabulary import Aspect, Stride

MOST_NAMED, MOST_PEOPLE = 2, 3
"""How many people or parts of a kind one sentence names."""
ENOUGH = 2
"""So many names of this system a threat is told with, where there are so many."""
MOST_WAYS = 3
"""Among how many sentences that suit a threat one is chosen."""
MOST_TOLD = 2
"""With how many threats of one draft the same sentence is told: what stands under every threat says nothing of any."""
_MANY = ("users", "staff", "people", "sellers", "campaigns", "participants")
"""First words of sources that speak of many."""
LONGER = 5
"""From how many letters on a word tells what a sentence is about."""
_Told = tuple[str, tuple[str, ...]]
"""A sentence without its capital and stop, and the names in it."""
_NOTHING: _Told = ("", ())


class Staging:
    """Tells of one model where its threats take place."""

    def __init__(self, scenes: Scenes) -> None:
        self._scenes = scenes
        self._model: ThreatModel = scenes.model
        ids = (*(one.id for one in self._model.actors), *(one.id for one in self._model.components))
        self._known = {name.lower() for name in self._names(ids)}
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

        Who else there is and what stands beside what tells an owner nothing, so a threat ends without it.
        Which of those that suit a pattern is told depends on its id, so that ten threats do not all say the same.
        """
        fitting = self._fresh(self._fitting(self._ways(pattern), scene, said)[:MOST_WAYS])
        return self._once_more(fitting[crc32(pattern.id.encode()) % len(fitting)]) if fitting else ""

    def around(self, pattern: ThreatPattern, scene: Scene, said: str) -> str:
        """What stands around the part that acts, where too little of this system is named without it."""
        if sum(name in said.lower() for name in self._known) >= ENOUGH:
            return ""
        kept = (self._kept,) if pattern.aspect is Aspect.PRIVACY else ()
        ways = (*kept, *self._first(pattern), self._reached, self._kept, self._others(pattern), self._between)
        found = self._fitting(ways, scene, said)
        fitting = self._fresh(found)
        return self._once_more(fitting[0]) if fitting else ""

    def end(self, pattern: ThreatPattern, scene: Scene, said: str, before: str, words: str = "") -> str:
        """Where a path ends: the owner's words behind the threat, what the part that acts does, or what is in reach.

        Words that say again what the path has said give way to what the part does.

        Who it is about and what lies beside it, or what was said before, is said only where the path would name too
        little of this system.
        """
        kept = (self._kept,) if Stride.INFORMATION_DISCLOSURE in pattern.stride else ()
        done, reached = (self._ending(ways, scene, said) for ways in ((self._done,), (*kept, self._handles)))
        if words and not (any(one not in before for one in done) and _repeats(words, said)):
            return f" In your words: \u201c{words}\u201d."
        new = [one for one in (*done, *reached) if one not in before]
        if not new and sum(name in said.lower() for name in self._known) < ENOUGH:
            around = (*self._first(pattern), self._reached, self._kept, self._others(pattern), self._between)
            fitting = self._ending(around, scene, said)
            new = [one for one in fitting if one not in before] or fitting
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
        """The sentences that add a name, in order; those that name enough with what is said, where some do."""
        told, found = said.lower(), dict[str, int]()
        for make in ways:
            sentence, names = make(scene)
            new = {name for name in map(str.lower, names) if name not in told}
            if sentence and new:
                found.setdefault(sentence, len(new))
        before = sum(name in told for name in self._known)
        enough = min(ENOUGH, max(found.values(), default=0) + before)
        return [sentence for sentence, new in found.items() if new + before >= enough]

    def _ways(self, pattern: ThreatPattern) -> Iterator[Callable[[Scene], _Told]]:
        """What may be told, the most telling for the kind of threat first."""
        if pattern.aspect is not Aspect.SECURITY:
            kept = (self._kept,) if pattern.aspect is Aspect.PRIVACY else ()
            yield from (*kept, self._who_brings, self._done, self._brought)
            return
        cast = cast_of(pattern)
        if cast in (Cast.AUTHOR, Cast.USER):
            yield self._brought
        if Stride.INFORMATION_DISCLOSURE in pattern.stride or cast is Cast.INSIDER:
            yield self._kept
        yield from (self._done, self._handles, self._taken, self._brought)

    def _first(self, pattern: ThreatPattern) -> tuple[Callable[[Scene], _Told], ...]:
        """What to tell first where nobody means harm."""
        return {
            Aspect.PRIVACY: (self._kept, self._concerned),
            Aspect.FAIRNESS: (self._concerned, self._done),
            Aspect.SAFETY: (self._done, self._concerned),
            Aspect.TRANSPARENCY: (self._concerned, self._at_work),
            Aspect.OVERSIGHT: (self._at_work, self._done, self._concerned),
        }.get(pattern.aspect, ())

    def _people(self, pattern: ThreatPattern, scene: Scene) -> tuple[Actor, ...]:
        """Those who could be meant: people who are not trusted, and whom the owner himself lets in this way."""
        cast = cast_of(pattern)
        if cast is Cast.AUTHOR:
            found = self._scenes.authors(scene)
        else:
            found = self._scenes.outsiders(scene.people) if cast is Cast.USER else ()
        return tuple(one for one in found if self._scenes.is_told(one.id, scene))

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
        """``Here the suppliers send supplier invoices, and that reaches the invoice agent through the mailbox``."""
        people = [one for one in self._scenes.outsiders(scene.people) if is_group(self._name(one.id))]
        found = ((one, self._scenes.deeds.brought_by(one.id)) for one in people)
        actor, deed = next(((one, deed) for one, deed in found if deed is not None), (None, None))
        if actor is None or deed is None or scene.doer is None:
            return _NOTHING
        through = self._through(actor, deed, scene)
        told = f"here {self._name(actor.id)} {deed.phrase}, and that reaches {self._doer(scene)}{through}"
        return told, (actor.name, deed.thing, scene.doer.name)

    def _taken(self, scene: Scene) -> _Told:
        """``The hotel agent can read hotel pages``."""
        deed = self._scenes.deeds.taken_by(scene.doer.id) if scene.doer is not None else None
        if deed is None or scene.doer is None:
            return _NOTHING
        return f"{self._doer(scene)} can {deed.phrase}", (scene.doer.name, deed.thing)

    def _done(self, scene: Scene) -> _Told:
        """``The invoice agent can write the booking to the general ledger``."""
        deed = self._scenes.deeds.done_by(scene.doer.id) if scene.doer is not None else None
        if deed is None or scene.doer is None:
            return _NOTHING
        return f"{self._doer(scene)} can {deed.phrase}", (scene.doer.name, deed.thing)

    def _reached(self, scene: Scene) -> _Told:
        """``The voice bot reaches the core banking interface``."""
        named = _ids((*scene.hands, *scene.stores))
        if not named or scene.doer is None:
            return _NOTHING
        return f"{self._doer(scene)} reaches {self._row(named)}", self._names((scene.doer.id, *named))

    def _handles(self, scene: Scene) -> _Told:
        """The same of tools, outside services and devices alone: where a store lies says nothing of what is done."""
        named = _ids(scene.hands)
        if not named or scene.doer is None:
            return _NOTHING
        return f"{self._doer(scene)} reaches {self._row(named)}", self._names((scene.doer.id, *named))

    def _who_brings(self, scene: Scene) -> _Told:
        """Those concerned, where the owner says what they bring."""
        told, names = self._concerned(scene)
        return (told, names) if ", who " in told else _NOTHING

    def _kept(self, scene: Scene) -> _Told:
        """``At stake is what the order database and the general ledger hold``."""
        named = _ids((*scene.stores, *scene.content))
        if not named:
            return _NOTHING
        holds = "hold" if len(named) > 1 or is_group(self._name(named[0])) else "holds"
        return f"at stake is what {self._row(named)} {holds}", self._names(named)

    def _others(self, pattern: ThreatPattern) -> Callable[[Scene], _Told]:
        """Those concerned, without whoever may mean the harm."""
        if pattern.aspect is not Aspect.SECURITY:
            return self._concerned
        return lambda scene: self._concerned(scene, but=self._people(pattern, scene))

    def _concerned(self, scene: Scene, but: tuple[Actor, ...] = ()) -> _Told:
        """``Those concerned here are the applicants, who fill in a loan form``."""
        people = sorted((one for one in self._model.actors if one not in but), key=lambda one: one.trusted)
        if not people:
            return _NOTHING
        if who := self._who(people[0], scene):
            deed = self._scenes.deeds.brought_by(people[0].id)
            names = (people[0].name, deed.thing if deed else "")
            return f"those concerned here are {self._name(people[0].id)}{who}", names
        named = [one.id for one in people][:MOST_PEOPLE]
        return f"those concerned here are {self._row(named)}", self._names(named)

    def _at_work(self, scene: Scene) -> _Told:
        """``Here the case workers work with the loan desk application``."""
        for actor in (one for one in self._model.actors if one.trusted and is_group(self._name(one.id))):
            door = self._scenes.door(actor.id, scene)
            if door is not None and self._scenes.is_told(actor.id, scene):
                return f"here {self._name(actor.id)} work with {self._name(door.id)}", (actor.name, door.name)
        return _NOTHING

    def _between(self, scene: Scene) -> _Told:
        """``Here the retina model works with the retina scans``: what lies one flow away."""
        if scene.doer is None:
            return _NOTHING
        me, guessed = scene.doer.id, {part.id for part in self._model.components if part.inferred}
        flows = [flow for flow in self._model.flows if me in (flow.source, flow.target)]
        beside = dict.fromkeys(flow.source if flow.target == me else flow.target for flow in flows)
        named = [one for one in beside if one not in guessed][:MOST_NAMED]
        if not named:
            return _NOTHING
        return f"here {self._doer(scene)} works with {self._row(named)}", self._names((me, *named))

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


def _ids(parts: Iterable[Component]) -> list[str]:
    """The first of some parts; what nobody named is left out, as it is not the owner's word."""
    return [part.id for part in parts if not part.inferred][:MOST_NAMED]


def _repeats(words: str, said: str) -> bool:
    """Whether half of the longer words stand in what was said."""
    longer = [word for word in words.lower().split() if len(word) >= LONGER]
    return 2 * sum(word in said.lower() for word in longer) >= len(longer)
