"""Whether a reply asks back, or offers, what was not taken from a sentence."""

import re
from collections.abc import Iterator

from agent.domain import Edit, Reply, Session
from agent.domain.changes.edits import DescribeSystem, PutActor, PutComponent, Remove, SetFact
from evals.sentence_tests.model_contents import atoms, covers, held
from evals.sentence_tests.sentence import Atom, Sentence
from evals.sentence_tests.sentence_expectations import Wanted
from knowledge import Catalog

_ASKS = re.compile(r"\?|until you confirm|please confirm", re.IGNORECASE)


class AskedBack:
    """What a reply asks back or offers: as offers, as values to confirm, as a question, or in its words."""

    def __init__(self, reply: Reply, after: Session, catalog: Catalog) -> None:
        self._model, self._question, self._catalog = after.model, after.question, catalog
        self._edits: tuple[Edit, ...] = tuple(edit for offer in reply.offers for edit in offer.edits)
        self._asking = [one.replace("\\", "") for one in reply.text.split("\n\n") if _ASKS.search(one)]

    def all(self, sentence: Sentence, wanted: Wanted) -> bool:
        """Whether everything that was not taken is asked; of what is told of several names, one must be named."""
        facts = all(self._value(fact, set(sentence.must[fact])) for fact in wanted.facts())
        kept = all(self._fact(fact) for fact, _ in wanted.kept())
        called = (sentence.named,) if wanted.misnamed else ()
        names = all(self._name(name) for name in (*wanted.absent(), *wanted.present(), *called))
        loose = (*sentence.parts.same, *(name for pair in sentence.parts.flows for name in pair))
        shapes = not wanted.shapes() or any(self._name(name) for name in loose)
        return facts and kept and names and shapes

    def _value(self, fact: str, wanted: set[Atom]) -> bool:
        put = [edit.value for edit in self._edits if isinstance(edit, SetFact)] + list(self._model.facts)
        if any(kept.fact == fact and wanted <= set(atoms(kept.value)) for kept in put):
            return True
        return self._asks_again(fact) or all(self._says(fact, atom) for atom in wanted)

    def _fact(self, fact: str) -> bool:
        """Whether anything about a fact is asked."""
        offered = any(isinstance(edit, SetFact) and edit.value.fact == fact for edit in self._edits)
        values = (atom for value in self._catalog.facts[fact].values() for atom in atoms(value))
        return offered or self._asks_again(fact) or any(self._says(fact, atom) for atom in values)

    def _asks_again(self, fact: str) -> bool:
        """Whether the next question is about a fact that is known: no interview asks that but to ask back."""
        return self._question is not None and fact in self._question.facts and bool(held(self._model, fact))

    def _says(self, fact: str, atom: Atom) -> bool:
        definition = self._catalog.facts[fact]
        meaning = next((one for one in definition.values() if atom in atoms(one)), None)
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
