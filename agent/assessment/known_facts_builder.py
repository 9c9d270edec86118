"""From a threat model to its picture: facts stated, implied, inferred, confirmed and assumed."""

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from threading import Lock

from agent.assessment.conditions import View
from agent.assessment.defaults import Defaults
from agent.assessment.known_facts import Own, Picture
from agent.domain import SYSTEM, Provenance, ThreatModel
from agent.domain.system import AssumptionStatus
from knowledge import Catalog
from knowledge.entries import FactDefinition, FactType
from knowledge.facts.implications import closed, settled_by
from knowledge.owners_words import keeps_words
from knowledge.vocabulary import AnswerValue

SOFT = frozenset({Provenance.INFERRED, Provenance.ASSUMED})
"""Values that count as an expectation until the owner confirms them."""
_KEPT = 16


class Painter:
    """Makes pictures of models, and pictures of what would be if a fact were known."""

    def __init__(self, catalog: Catalog) -> None:
        self._facts = catalog.facts
        self._implies = {kind: tuple(settled_by(found.implies, catalog.facts)) for kind, found in catalog.kinds.items()}
        self.defaults = Defaults(catalog.facts)
        self._recent: OrderedDict[Hashable, Picture] = OrderedDict()
        self._lock = Lock()
        keeps_words(self)

    def let_go(self) -> None:
        """Keep no picture."""
        with self._lock:
            self._recent.clear()

    def picture(self, model: ThreatModel) -> Picture:
        """The picture of a model; the latest ones are kept."""
        key = _key(model)
        with self._lock:
            found = self._recent.get(key)
        if found is None:
            found = self._paint(model)
            with self._lock:
                self._recent[key] = found
                while len(self._recent) > _KEPT:
                    self._recent.popitem(last=False)
        return found

    def suppose(self, picture: Picture, answers: View) -> tuple[Picture, frozenset[str]]:
        """The picture if these facts had these values, and the facts that then differ."""
        new = closed(answers, self._facts, fixed=picture.known)
        known = {**picture.known, **new}
        firm = known.keys() | (picture.inferred - new.keys())
        usual = self.defaults.refill(picture.usual, new, firm, picture.shut, picture.said)
        touched = set(new).union(*(self.defaults.dependents(fact) for fact in new))
        changed = {f for f in touched if known.get(f) != picture.known.get(f) or usual.get(f) != picture.usual.get(f)}
        return picture.changed(known, usual), frozenset(changed)

    def _paint(self, model: ThreatModel) -> Picture:
        behind: dict[str, str] = {}
        known = self._stated(model, SYSTEM, firm=True)
        for fact, value, _ in self._settled(model):
            known.setdefault(fact, value)
        for part in model.components:
            for fact, value in () if part.inferred else self._implies.get(part.kind, ()):
                if fact not in known:
                    known[fact] = value
                    behind[fact] = part.id
        known = closed(known, self._facts, behind=behind)
        soft = {f: v for f, v in self._stated(model, SYSTEM, firm=False).items() if f not in known}
        likely = closed(soft, self._facts, fixed=known, behind=behind)
        soft = {f: v for f, v in likely.items() if f in soft or v is not True or not self._facts[f].plainly_named}
        shut = frozenset(fact for fact, _, shut in self._challenged(model) if shut)
        own, said = self._own(model), self.defaults.telling(model.system.description)
        return Picture(
            known=known,
            usual=self.defaults.fill({**known, **soft}, shut, said),
            whole=self._whole(own, known),
            parts={part.id: part.kind for part in model.components},
            own=own,
            behind=behind,
            inferred=frozenset(soft),
            shut=shut,
            said=said,
        )

    def _stated(self, model: ThreatModel, subject: str, firm: bool) -> dict[str, AnswerValue]:
        found = {v.fact: v.value for v in model.facts if v.subject == subject and (v.provenance not in SOFT) is firm}
        return {fact: found[fact] for fact in self._facts if fact in found}

    def _settled(self, model: ThreatModel) -> list[tuple[str, AnswerValue, bool]]:
        return [entry for entry in self._challenged(model) if not entry[2]]

    def _challenged(self, model: ThreatModel) -> list[tuple[str, AnswerValue, bool]]:
        """Assumptions a person confirmed or rejected: the fact, its value, and whether it only bars the default."""
        found: list[tuple[str, AnswerValue, bool]] = []
        for one in model.assumptions:
            if one.fact is None or one.value is None or one.fact not in self._facts:
                continue
            if one.status is AssumptionStatus.CONFIRMED:
                found.append((one.fact, one.value, False))
            elif one.status is AssumptionStatus.REJECTED:
                flipped = isinstance(one.value, bool)
                if one.source and not flipped:
                    continue  # a document's claim was denied, which says nothing against the usual assumption
                found.append((one.fact, not one.value if flipped else one.value, not flipped))
        return found

    def _own(self, model: ThreatModel) -> dict[str, Own]:
        subjects = dict.fromkeys(value.subject for value in model.facts if value.subject != SYSTEM)
        found = {}
        for part in subjects:
            known = closed(self._stated(model, part, firm=True), self._facts)
            soft = {f: v for f, v in self._stated(model, part, firm=False).items() if f not in known}
            found[part] = Own(known=known, usual={**soft, **known})
        return found

    def _whole(self, own: Mapping[str, Own], known: View) -> Own:
        """What single components say of facts the system as a whole leaves open."""
        firm = [one.known for one in own.values()]
        loose = [one.usual for one in own.values()]
        names = [fact for fact in self._facts if fact not in known]
        return Own(
            known={fact: value for fact in names if (value := _widest(self._facts[fact], firm)) is not None},
            usual={fact: value for fact in names if (value := _widest(self._facts[fact], loose)) is not None},
        )


def _key(model: ThreatModel) -> Hashable:
    """Everything a picture depends on, cheap to compare; names and wording of parts play no part."""
    return (
        model.system.description,
        tuple((v.fact, v.subject, v.value, v.provenance in SOFT) for v in model.facts),
        tuple((part.id, part.kind, part.inferred) for part in model.components),
        tuple(
            (a.fact, a.value, a.status, bool(a.source))
            for a in model.assumptions
            if a.status is not AssumptionStatus.STANDING
        ),
    )


def _widest(fact: FactDefinition, views: list[View]) -> AnswerValue | None:
    """What the parts say together: one yes is a yes, the most exposed choice, every value of several."""
    values = [view[fact.id] for view in views if fact.id in view]
    if fact.type is FactType.YES_NO:
        return True if any(value is True for value in values) else None
    if fact.type is FactType.CHOICE:
        order = [choice.value for choice in fact.choices]
        named = [value for value in values if isinstance(value, str) and value in order]
        return max(named, key=order.index) if named else None
    given = {one for value in values if isinstance(value, tuple) for one in value}
    return tuple(choice.value for choice in fact.choices if choice.value in given) or None
