"""What a sentence wants of a model, and what of it is not so."""

from collections.abc import Iterator

from agent.domain import ThreatModel
from evals.sentence_tests.model_contents import covers, flows, held, names, runs, shown, stems
from evals.sentence_tests.sentence import Atom, Sentence

MOST_MORE_WORDS = 2
"""How many words the name of a part may have beside those that are looked for."""


class Wanted:
    """What a sentence wants of a model, and what of it is not so."""

    def __init__(self, sentence: Sentence, model: ThreatModel) -> None:
        self._sentence, self._model, self._names = sentence, model, names(model)
        self._flows, self._no_flows = flows(model), sentence.parts.no_flows

    def missing(self) -> Iterator[str]:
        """Everything that is not so, in words."""
        yield from (f"{fact} is not {shown(self._sentence.must[fact])}" for fact in self.facts())
        yield from (f"{fact} is still {atom}" for fact, atom in self.kept())
        yield from (f"no {name!r} among the parts" for name in self.absent())
        yield from (f"{name!r} is still among the parts" for name in self.present())
        yield from self.shapes()
        if self.misnamed:
            yield f"it is called {self._model.system.name!r}"

    @property
    def forbids(self) -> bool:
        """Whether anything is there that must not be."""
        return bool(self.kept() or self.present() or any(runs(pair, self._flows) for pair in self._no_flows))

    @property
    def misnamed(self) -> bool:
        """Whether the system is not called what it must be."""
        return bool(self._sentence.named) and self._sentence.named.lower() != self._model.system.name.lower()

    def facts(self) -> tuple[str, ...]:
        """The facts that do not firmly hold what they must."""
        must = self._sentence.must
        return tuple(fact for fact in must if not set(must[fact]) <= held(self._model, fact))

    def kept(self) -> tuple[tuple[str, Atom], ...]:
        """The values that are firmly held and must not be."""
        forbidden = self._sentence.must_not.items()
        return tuple((fact, one) for fact, values in forbidden for one in values if one in held(self._model, fact))

    def absent(self) -> tuple[str, ...]:
        """The names that must be there and are not."""
        return tuple(name for name in self._sentence.parts.has if not self._is_there(name))

    def present(self) -> tuple[str, ...]:
        """The names that must not be there and are."""
        return tuple(name for name in self._sentence.parts.has_not if any(covers(name, one) for one in self._names))

    def shapes(self) -> tuple[str, ...]:
        """What is wrong with things told to be one, with kinds and with flows."""
        return tuple(self._shapes())

    def _is_there(self, name: str) -> bool:
        most = len(stems(name)) + MOST_MORE_WORDS
        return any(covers(name, one) and len(stems(one)) <= most for one in self._names)

    def _shapes(self) -> Iterator[str]:
        parts = self._sentence.parts
        alike = [one for one in self._names if any(covers(name, one) for name in parts.same)]
        if parts.same and len(alike) != 1:
            yield f"{len(alike)} parts for one thing: {', '.join(alike) or 'none'}"
        for name, kinds in parts.kinds.items():
            wrong = [one for one in self._model.components if covers(name, one.name) and one.kind not in kinds]
            yield from (f"{one.name!r} is put down as {one.kind.value}" for one in wrong)
        yield from (f"no flow {pair[0]} → {pair[1]}" for pair in parts.flows if not runs(pair, self._flows))
        yield from (f"a flow {pair[0]} → {pair[1]}" for pair in self._no_flows if runs(pair, self._flows))
