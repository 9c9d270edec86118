"""What single words and phrases say by themselves: the part they name, the facts they stand for."""

from collections.abc import Iterable

from agent.domain import Edit, FactValue, Provenance, Quote
from agent.domain.changes.edits import SetFact
from agent.reading.claims import Claim
from agent.reading.statements import TextReader
from agent.reading.text.cues import CueBank
from agent.reading.text.names import key_of
from agent.reading.text.words import lexicon, words_of
from knowledge import Catalog
from knowledge.entries import FactType
from knowledge.vocabulary import ComponentKind


class Ears:
    """Reads phrases as the reader of whole texts does, out of their sentence."""

    def __init__(self, catalog: Catalog, text: TextReader) -> None:
        self._catalog, self._text = catalog, text
        self._listed = CueBank[str](tuple((fact.named, fact.id) for fact in catalog.facts.values() if fact.named))

    def claims_in(self, text: str) -> tuple[Claim, ...]:
        """What a text claims, taken by itself."""
        return self._text.claims_in(text)

    def part_in(self, words: str) -> tuple[str, ComponentKind | None]:
        """The first part that a phrase names, and its kind; empty where it names none that is known as one."""
        phrase = f"We use {words.strip(' .!?')}."
        for mention in self._text.mentions_in(phrase):
            return mention.name, mention.kind
        return "", None

    def names_part(self, words: str) -> bool:
        """Whether a phrase names anything that is known as a part."""
        return self.part_in(words)[0] != ""

    def named_in(self, words: str) -> tuple[str, ...]:
        """The yes/no facts that a phrase as a whole is a name of: ``the search``, ``its memory``."""
        texts = [word for word, _, _ in words_of(words) if word not in _LITTLE]
        found = self._listed.find(texts, longest=True)
        whole = (one.sign for one in found if (one.start, one.end) == (0, len(texts)))
        return tuple(dict.fromkeys(whole))

    def listed(self, words: str) -> tuple[str, ...]:
        """The yes/no facts that words name as a line of a list would: by a name people use, or by their label."""
        key = key_of(words)
        labels = (fact.id for fact in self._catalog.facts.values() if key_of(fact.label) == key)
        return self.named_in(words) or tuple(labels)

    def closest(self, facts: set[str]) -> set[str]:
        """Of some facts those on which none of the others rests: that it sends mail, not that it calls tools."""
        return {name for name in facts if not self._bears_out(name) & facts}

    def _bears_out(self, name: str) -> set[str]:
        fact = self._catalog.facts[name]
        found = {one.fact for one in fact.implies if one.when is False and one.value is False and one.fact}
        return found - {name}

    def denied(self, facts: Iterable[str], line: str, turn: int, value: bool = False) -> tuple[Edit, ...]:
        """The edits that say no to facts in the owner's own words, or yes."""
        quotes = (Quote(turn=turn, text=line[:600]),)
        yes_no = [name for name in facts if self._catalog.facts[name].type is FactType.YES_NO]
        return tuple(
            SetFact(value=FactValue(fact=name, value=value, provenance=Provenance.STATED, quotes=quotes))
            for name in yes_no
        )


_LITTLE = lexicon("the a an our its their any that this of all")
