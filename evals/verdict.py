"""Judge what came of one plain sentence: taken or asked back, what came in that nobody said, what was lost by it."""

import re
from collections.abc import Iterable, Iterator

from pydantic import Field

from agent.domain import Edit, Reply, Session, ThreatModel
from agent.domain.edits import DescribeSystem, PutActor, PutComponent, Remove, SetFact
from agent.domain.facts import FactValue, Provenance
from evals.sentence import Atom, Sentence
from evals.spoken import SOFT, Spoken
from knowledge import Catalog
from knowledge.vocabulary import AnswerValue, Value

MOST_MORE_WORDS = 2
"""How many words the name of a part may have beside those that are looked for."""
_DRAWN = frozenset({Provenance.IMPLIED, Provenance.ASSUMED})
"""Where a value comes from that only follows from others; it is as right as they are."""
_ASKS = re.compile(r"\?|until you confirm|please confirm", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")


class Verdict(Value):
    """What came of one sentence."""

    wants: bool = Field(default=False, description="There was something to take.")
    missing: tuple[str, ...] = Field(default=(), description="What was not taken.")
    asked: bool = Field(default=False, description="All that was not taken was asked back, and may be.")
    false_additions: tuple[str, ...] = Field(default=(), description="What came in that nobody said.")
    false_controls: tuple[str, ...] = Field(default=(), description="Those of them that claim a control in place.")
    false_losses: tuple[str, ...] = Field(default=(), description="What went that nobody took back.")
    guesses: tuple[str, ...] = Field(default=(), description="What nobody said and is put up for confirmation.")
    changed: tuple[str, ...] | None = Field(default=None, description="What changed where nothing may; else none.")
    question_lost: bool | None = Field(default=None, description="The waiting question was closed; none: none waited.")

    @property
    def taken(self) -> bool:
        """Whether all that had to be taken was."""
        return self.wants and not self.missing

    @property
    def passes(self) -> bool:
        """Whether nothing at all is wrong with it."""
        came_in = self.false_additions or self.false_controls or self.false_losses
        return (self.asked or not self.missing) and not (came_in or self.changed or self.question_lost)


def judge(spoken: Spoken, catalog: Catalog) -> Verdict:
    """The verdict on a sentence that was said."""
    sentence, before, after = spoken.sentence, spoken.before, spoken.after
    wanted, wanted_before = _Wanted(sentence, after.model), _Wanted(sentence, before.model)
    missing = tuple(wanted.missing())
    reply = after.turns[-1].reply or Reply(text="")
    additions = (*_new_values(spoken, soft=False), *_new_names(spoken))
    return Verdict(
        wants=sentence.wants or wanted_before.forbids,
        missing=missing,
        asked=bool(missing) and sentence.or_ask and _Asked(reply, after, catalog).all(sentence, wanted),
        false_additions=additions,
        false_controls=tuple(one for one in additions if _is_control(one, catalog)),
        false_losses=(*_lost_values(spoken), *_lost_names(spoken)),
        guesses=_new_values(spoken, soft=True),
        changed=_changed(before.model, after.model) if sentence.unchanged else None,
        question_lost=_question_lost(spoken),
    )


def covers(words: str, name: str) -> bool:
    """Whether the words stand in a name, whatever their case and number."""
    return _stems(words) <= _stems(name)


class _Wanted:
    """What a sentence wants of a model, and what of it is not so."""

    def __init__(self, sentence: Sentence, model: ThreatModel) -> None:
        self._sentence, self._model, self._names = sentence, model, _names(model)
        self._flows, self._no_flows = tuple(_flow_names(model)), sentence.parts.no_flows

    def missing(self) -> Iterator[str]:
        """Everything that is not so, in words."""
        yield from (f"{fact} is not {_shown(self._sentence.must[fact])}" for fact in self.facts())
        yield from (f"{fact} is still {atom}" for fact, atom in self.kept())
        yield from (f"no {name!r} among the parts" for name in self.absent())
        yield from (f"{name!r} is still among the parts" for name in self.present())
        yield from self._shapes()
        if self._sentence.named and self._sentence.named.lower() != self._model.system.name.lower():
            yield f"it is called {self._model.system.name!r}"

    @property
    def forbids(self) -> bool:
        """Whether anything is there that must not be."""
        return bool(self.kept() or self.present() or any(_runs(pair, self._flows) for pair in self._no_flows))

    def facts(self) -> tuple[str, ...]:
        """The facts that do not firmly hold what they must."""
        must = self._sentence.must
        return tuple(fact for fact in must if not set(must[fact]) <= _held(self._model, fact))

    def kept(self) -> tuple[tuple[str, Atom], ...]:
        """The values that are firmly held and must not be."""
        forbidden = self._sentence.must_not.items()
        return tuple((fact, one) for fact, atoms in forbidden for one in atoms if one in _held(self._model, fact))

    def absent(self) -> tuple[str, ...]:
        """The names that must be there and are not."""
        return tuple(name for name in self._sentence.parts.has if not self._is_there(name))

    def present(self) -> tuple[str, ...]:
        """The names that must not be there and are."""
        return tuple(name for name in self._sentence.parts.has_not if any(covers(name, one) for one in self._names))

    def _is_there(self, name: str) -> bool:
        most = len(_stems(name)) + MOST_MORE_WORDS
        return any(covers(name, one) and len(_stems(one)) <= most for one in self._names)

    def _shapes(self) -> Iterator[str]:
        """What is wrong with things told to be one, with kinds and with flows."""
        parts = self._sentence.parts
        alike = [one for one in self._names if any(covers(name, one) for name in parts.same)]
        if parts.same and len(alike) != 1:
            yield f"{len(alike)} parts for one thing: {', '.join(alike) or 'none'}"
        for name, kinds in parts.kinds.items():
            wrong = [one for one in self._model.components if covers(name, one.name) and one.kind not in kinds]
            yield from (f"{one.name!r} is put down as {one.kind.value}" for one in wrong)
        yield from (f"no flow {pair[0]} → {pair[1]}" for pair in parts.flows if not _runs(pair, self._flows))
        yield from (f"a flow {pair[0]} → {pair[1]}" for pair in self._no_flows if _runs(pair, self._flows))


class _Asked:
    """What a reply asks back or offers: as offers, as values to confirm, as a question, or in its words."""

    def __init__(self, reply: Reply, after: Session, catalog: Catalog) -> None:
        self._model, self._question, self._catalog = after.model, after.question, catalog
        self._edits: tuple[Edit, ...] = tuple(edit for offer in reply.offers for edit in offer.edits)
        self._asking = [one.replace("\\", "") for one in reply.text.split("\n\n") if _ASKS.search(one)]

    def all(self, sentence: Sentence, wanted: _Wanted) -> bool:
        """Whether everything that was not taken is asked; what is of no single name is asked with any of its names."""
        facts = all(self._value(fact, set(sentence.must[fact])) for fact in wanted.facts())
        kept = all(self._fact(fact) for fact, _ in wanted.kept())
        names = all(self._name(name) for name in (*wanted.absent(), *wanted.present()))
        loose = (*sentence.parts.same, *(name for pair in sentence.parts.flows for name in pair), sentence.named)
        others = [name for name in loose if name]
        return facts and kept and names and (not others or any(self._name(name) for name in others))

    def _value(self, fact: str, atoms: set[Atom]) -> bool:
        put = [edit.value for edit in self._edits if isinstance(edit, SetFact)] + list(self._model.facts)
        if any(kept.fact == fact and atoms <= set(_atoms(kept.value)) for kept in put):
            return True
        return self._asks_again(fact) or all(self._says(fact, atom) for atom in atoms)

    def _fact(self, fact: str) -> bool:
        """Whether anything about a fact is asked."""
        offered = any(isinstance(edit, SetFact) and edit.value.fact == fact for edit in self._edits)
        values = (atom for value in self._catalog.facts[fact].values() for atom in _atoms(value))
        return offered or self._asks_again(fact) or any(self._says(fact, atom) for atom in values)

    def _asks_again(self, fact: str) -> bool:
        """Whether the next question is about a fact that is known: no interview asks that but to ask back."""
        return self._question is not None and fact in self._question.facts and bool(_held(self._model, fact))

    def _says(self, fact: str, atom: Atom) -> bool:
        definition = self._catalog.facts[fact]
        meaning = next((one for one in definition.values() if atom in _atoms(one)), None)
        words = definition.meaning(meaning).lower() if meaning is not None else ""
        return bool(words) and any(words in one.lower() for one in self._asking)

    def _name(self, name: str) -> bool:
        return any(covers(name, one) for one in (*self._offered(), *self._asking))

    def _offered(self) -> Iterator[str]:
        for edit in self._edits:
            match edit:
                case PutComponent():
                    yield edit.component.name
                case PutActor():
                    yield edit.actor.name
                case Remove():
                    yield self._model.name_of(edit.id)
                case DescribeSystem(name=str(name)):
                    yield name


def _new_values(spoken: Spoken, soft: bool) -> tuple[str, ...]:
    """The values that came in and are neither wanted nor allowed; what only follows from others counts if forbidden."""
    sentence, before, found = spoken.sentence, spoken.before.model, list[str]()
    for kept in spoken.after.model.facts:
        if (kept.provenance in SOFT) is not soft:
            continue
        known = {atom for one in before.facts if one.fact == kept.fact for atom in _firm(one)}
        for atom in set(_atoms(kept.value)) - known:
            forbidden = atom in sentence.must_not.get(kept.fact, ())
            drawn = kept.provenance in _DRAWN
            if forbidden or not (drawn or _is_allowed(sentence, kept.fact, atom)):
                found.append(f"{kept.fact}={_shown((atom,))}")
    return tuple(sorted(set(found)))


def _is_allowed(sentence: Sentence, fact: str, atom: Atom) -> bool:
    may = sentence.may.get(fact)
    return atom in sentence.must.get(fact, ()) or (may is not None and (not may or atom in may))


def _lost_values(spoken: Spoken) -> tuple[str, ...]:
    """The firm values of facts that are gone although nothing that was said is about them."""
    sentence, after = spoken.sentence, spoken.after.model
    about = {*sentence.must, *sentence.may}
    lost = [
        f"{kept.fact}={_shown((atom,))}"
        for kept in spoken.before.model.facts
        if kept.provenance not in SOFT | _DRAWN
        for atom in _firm(kept)
        if atom not in {other for one in after.facts if one.fact == kept.fact for other in _atoms(one.value)}
        if kept.fact not in about and atom not in sentence.must_not.get(kept.fact, ())
    ]
    return tuple(sorted(set(lost)))


def _new_names(spoken: Spoken) -> tuple[str, ...]:
    """The parts and people that came in and are neither wanted nor allowed."""
    known, parts = set(_names(spoken.before.model)), spoken.sentence.parts
    allowed = (*parts.has, *parts.may, *parts.same)
    new = [name for name in _names(spoken.after.model) if name not in known and not _in_any(name, allowed)]
    return tuple(f"part {name!r}" for name in new)


def _lost_names(spoken: Spoken) -> tuple[str, ...]:
    """The parts and people that went although nobody took them out, renamed or merged them."""
    left, parts = set(_names(spoken.after.model)), spoken.sentence.parts
    gone = (*parts.has_not, *parts.may, *parts.same)
    return tuple(f"part {one!r}" for one in _names(spoken.before.model) if one not in left and not _in_any(one, gone))


def _in_any(name: str, words: Iterable[str]) -> bool:
    return any(covers(one, name) for one in words)


def _changed(before: ThreatModel, after: ThreatModel) -> tuple[str, ...]:
    """Everything that differs in facts, parts, people, flows, assets, controls and the system's name."""
    old, new = _picture(before), _picture(after)
    return tuple(sorted({*(f"+ {one}" for one in new - old), *(f"- {one}" for one in old - new)}))


def _picture(model: ThreatModel) -> set[str]:
    return {
        *(f"{one.fact} of {model.name_of(one.subject)}: {_shown(_atoms(one.value))}" for one in model.facts),
        *(f"part {one.name} ({one.kind.value})" for one in model.components),
        *(f"person {one.name}" for one in model.actors),
        *(f"flow {' → '.join(pair)}" for pair in _flow_names(model)),
        *(f"asset {one.name}" for one in model.assets),
        *(f"control {one.title}: {one.status.value}" for one in model.controls),
        f"called {model.system.name}",
    }


def _question_lost(spoken: Spoken) -> bool | None:
    """Whether the waiting question was closed without an answer; what lays it aside may do so."""
    asked, sentence = spoken.before.question, spoken.sentence
    if asked is None:
        return None
    old, new = ({one.fact for one in session.model.waivers} for session in (spoken.before, spoken.after))
    closed = bool(new - old) and not sentence.closes
    now = spoken.after.question
    return closed or (sentence.stays and (now is None or now.id != asked.id or now.facts != asked.facts))


def _held(model: ThreatModel, fact: str) -> set[Atom]:
    """What is firmly known of a fact: for the system, or else for any of its parts."""
    whole = [kept for kept in model.facts if kept.fact == fact and kept.provenance not in SOFT]
    return {atom for kept in whole for atom in _atoms(kept.value)}


def _firm(kept: FactValue) -> tuple[Atom, ...]:
    return () if kept.provenance in SOFT else _atoms(kept.value)


def _atoms(value: AnswerValue) -> tuple[Atom, ...]:
    return value if isinstance(value, tuple) else (value,)


def _shown(atoms: Iterable[Atom]) -> str:
    return ", ".join(one if isinstance(one, str) else "yes" if one else "no" for one in atoms)


def _names(model: ThreatModel) -> tuple[str, ...]:
    return tuple(one.name for one in (*model.components, *model.actors))


def _flow_names(model: ThreatModel) -> Iterator[tuple[str, str]]:
    return ((model.name_of(flow.source), model.name_of(flow.target)) for flow in model.flows)


def _runs(pair: tuple[str, str], flows: Iterable[tuple[str, str]]) -> bool:
    return any(covers(pair[0], source) and covers(pair[1], target) for source, target in flows)


def _is_control(addition: str, catalog: Catalog) -> bool:
    fact, _, value = addition.partition("=")
    return value == "yes" and fact in catalog.facts and catalog.facts[fact].control


def _stems(words: str) -> frozenset[str]:
    return frozenset(one.removesuffix("s") for one in _WORD.findall(words.lower()))
