"""The words of the catalog that answer its questions, ready to be found in what somebody says to one."""

from agent.reading.answering.plain_answers import is_plain
from agent.reading.text.context import Saying
from agent.reading.text.cues import CueBank, Found
from agent.reading.text.names import key_of
from agent.reading.text.words import lexicon
from knowledge import Catalog
from knowledge.entries import FactDefinition, FactType
from knowledge.vocabulary import AnswerValue


class Banks:
    """The words of the catalog that answer its questions."""

    def __init__(self, catalog: Catalog) -> None:
        self._answers = {
            fact.id: CueBank[tuple[int, AnswerValue]](
                tuple((one.words, (row, one.value)) for row, one in enumerate(fact.answers))
            )
            for fact in catalog.facts.values()
            if fact.answers
        }
        self.listed = CueBank[str](tuple((fact.named, fact.id) for fact in catalog.facts.values() if fact.named))

    def hinted(
        self, sayings: tuple[Saying, ...], fact: FactDefinition, people: frozenset[str] = frozenset()
    ) -> list[AnswerValue]:
        """What the words mean because they answer this question, in the order of the rows.

        A single word that only names people of the system answers nothing: the tenants of a house are no tenancies.
        """
        bank = self._answers.get(fact.id)
        if bank is None:
            return []
        found = {
            hit.sign
            for saying in sayings
            for hit in bank.find(saying.clause.texts)
            if not (saying.is_aside or _is_one_of_many(saying, hit))
            if hit.end - hit.start > 1 or key_of(saying.clause.texts[hit.start]) not in people
            if fact.type is FactType.YES_NO or saying.meaning(hit).holds or _denies(saying, hit)
            if not _bare(saying, hit) or is_plain(saying.clause.texts, (fact,))
        }
        return list(dict.fromkeys(value for _, value in sorted(found, key=lambda one: one[0])))

    def named_of(self, facts: tuple[FactDefinition, ...], sayings: tuple[Saying, ...]) -> dict[str, bool]:
        """The facts that words name, by everyday words for them or most words of their label, and whether as so."""
        found: dict[str, bool] = {}
        for saying in sayings:
            if saying.is_aside:
                continue
            for hit in self.listed.find(saying.clause.texts):
                found[hit.sign] = found.get(hit.sign, False) or saying.meaning(hit).holds
        said = {word for one in sayings if not one.is_aside for word in _main_words(one.sentence.text)}
        for fact in facts:
            words = _main_words(fact.label)
            if len(words & said) >= 2 and len(words & said) * 2 > len(words):
                found.setdefault(fact.id, True)
        return {name: holds for name, holds in found.items() if name in {fact.id for fact in facts}}


def _is_one_of_many(saying: Saying, hit: Found[object]) -> bool:
    """Whether a bare ``nothing`` or ``none`` stands in a statement of its own: ``it remembers nothing of a talk``."""
    bare = hit.end - hit.start == 1 and saying.clause.texts[hit.start] in DENIALS
    return bare and saying.sentence.count > _FEW_WORDS


def _denies(saying: Saying, hit: Found[object]) -> bool:
    """Whether the words of an answer deny by themselves: ``none``, ``no effect``."""
    return saying.clause.texts[hit.start] in DENIALS


def _bare(saying: Saying, hit: Found[object]) -> bool:
    """Whether the words are a single one that denies whatever stands beside it."""
    return hit.end - hit.start == 1 and saying.clause.texts[hit.start] in DENIALS | {"nobody", "neither"}


def _main_words(text: str) -> set[str]:
    return {word for word in key_of(text).split() if len(word) > 3 and word not in _WEAK}


_FEW_WORDS = 4
DENIALS = lexicon("no not none never nothing")
_WEAK = lexicon("model people data system with from several that this what they user")
