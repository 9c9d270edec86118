"""What a text is likely to tell of facts, though its words alone do not settle it.

A linear model learnt from sentences as people speak: which stems and pairs of stems stand in a sentence, and its place
in the table of word vectors, say how likely it tells each value of each fact; which facts go together corrects that.
``python -m evals learn`` makes the table from ``knowledge/data/language``. What is likely is never put down as said.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import knowledge
from knowledge import Catalog
from knowledge.search.embedding import StaticEmbedder
from knowledge.search.words import stem_of

Floats = NDArray[np.float64]
Label = tuple[str, bool | str]
"""A fact and one of its values."""

TABLE = Path(knowledge.__file__).parent / "data" / "language" / "en" / "likely_facts.npz"
MEANING = 3.0
"""What the place among the word vectors counts beside the words themselves, which count one."""
SOFT = 1.0
"""Where a sentence is as likely as not to tell a value, in the units of the first step, with its sign turned."""
BEARS = -2.0
"""From which score on a sentence bears a value: on marked descriptions the sentence of a likely value below it is one
that tells the value in one of six cases, above it in three of four."""
MOST_BESIDE = 2
SHORTEST = 9
"""Fewer letters make no sentence."""


@dataclass(frozen=True)
class Likely:
    """A value that a text is likely to tell, with the sentence that bears it or else what it goes with."""

    fact: str
    value: bool | str
    chance: float
    """Between nought and one."""
    sentence: str
    """Empty where no sentence bears the value by itself."""
    beside: tuple[Label, ...] = ()
    """What the text tells beside, which makes the value likely; none where a sentence does."""


@dataclass(frozen=True)
class Learnt:
    """The two steps of the model, F features, D dimensions of meaning and L labels.

    A sentence's score is ``words (F, L) + meaning (D, L) + level (L)``; a text takes the best of its sentences, times
    ``own (L)``, plus what all other labels say of each, ``together (L, L)``, plus ``base (L)``: log-odds.
    """

    labels: tuple[Label, ...]
    features: dict[str, int]
    rarity: Floats
    words: NDArray[np.floating]
    meaning: Floats
    level: Floats
    together: Floats
    own: Floats
    base: Floats

    def sentence_scores(self, sentences: Sequence[str], vectors: Floats) -> Floats:
        """A row of scores for each sentence; shape (sentences, L)."""
        rows = np.zeros((len(sentences), len(self.labels)))
        for row, sentence in zip(rows, sentences, strict=True):
            places = sorted(self.features[one] for one in features_of(sentence) if one in self.features)
            if places:
                rare = self.rarity[places]
                row += (rare / np.sqrt(rare @ rare)) @ self.words[places]
        return np.asarray(rows + MEANING * vectors @ self.meaning + self.level)

    def chances(self, best: Floats) -> Floats:
        """How likely each label is for a text, from the best score of its sentences; shape (L,)."""
        odds = best * self.own + sigmoid(best + SOFT) @ self.together + self.base
        return sigmoid(odds)

    def lift(self, best: Floats, label: int) -> Floats:
        """What every label adds to the log-odds of one of them, from the best score of the sentences; shape (L,)."""
        return np.asarray(sigmoid(best + SOFT) * self.together[:, label])


_LOOKED_AT = 40


class LikelyReader:
    """Says what a text is likely to tell of the catalog's facts."""

    def __init__(self, catalog: Catalog, table: Path = TABLE) -> None:
        self._facts = catalog.facts
        self._table = table

    def likely(self, sentences: Iterable[str], least: float) -> tuple[Likely, ...]:
        """The values at least so likely, likeliest first; of facts with one value only the likeliest one."""
        said = [one for one in sentences if len(one) >= SHORTEST]
        if not said:
            return ()
        vectors = self._embedder.embed(said).astype(np.float64)
        scores = self._learnt.sentence_scores(said, vectors)
        best = scores.max(axis=0)
        chances = self._learnt.chances(best)
        found = []
        for place, (fact, value) in enumerate(self._learnt.labels):
            if chances[place] >= least and fact in self._facts and value in self._values(fact):
                bears = best[place] >= BEARS
                sentence = said[int(scores[:, place].argmax())] if bears else ""
                beside = () if bears else tuple(self._beside(best, place))
                found.append(Likely(fact, value, round(float(chances[place]), 4), sentence, beside))
        found.sort(key=lambda one: (-one.chance, one.fact, str(one.value)))
        return tuple(self._one_each(found))

    def _beside(self, best: Floats, label: int) -> Iterator[Label]:
        """The other facts that make a value likely most, of those that a sentence bears, the strongest first."""
        lift, own = self._learnt.lift(best, label), self._learnt.labels[label][0]
        seen = {own}
        for place in np.argsort(-lift, kind="stable")[:_LOOKED_AT]:
            fact, value = self._learnt.labels[place]
            if lift[place] <= 0 or len(seen) > MOST_BESIDE:
                return
            if fact not in seen and fact in self._facts and value is not False and best[place] >= -SOFT:
                seen.add(fact)
                yield fact, value

    def _values(self, fact: str) -> tuple[object, ...]:
        definition = self._facts[fact]
        return tuple(choice.value for choice in definition.choices) or (True, False)

    def _one_each(self, found: Iterable[Likely]) -> Iterator[Likely]:
        seen: set[str] = set()
        for one in found:
            if one.fact not in seen or self._facts[one.fact].type == "several":
                yield one
            seen.add(one.fact)

    @cached_property
    def _learnt(self) -> Learnt:
        return load(self._table)

    @cached_property
    def _embedder(self) -> StaticEmbedder:
        return StaticEmbedder()


def features_of(sentence: str) -> frozenset[str]:
    """The stems of a sentence, each pair side by side, and each pair with one word between."""
    plain = sentence.lower().replace("\u2019", "'").replace("-", " ")
    stems = ["<", *(stem_of(word) for word in _WORD.findall(plain)), ">"]
    pairs = {f"{one} {other}" for one, other in pairwise(stems)}
    apart = {f"{one} _ {other}" for one, other in zip(stems, stems[2:], strict=False)}
    return frozenset(stems[1:-1]) | pairs | apart


def sigmoid(odds: Floats) -> Floats:
    """The chance of log-odds."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * odds)))


def save(learnt: Learnt, digest: str, into: Path) -> None:
    """Write the table, its large parts in eight bits."""
    labels = "\n".join(f"{fact}={_written(value)}" for fact, value in learnt.labels)
    words, scale = _narrow(learnt.words)
    together, across = _narrow(learnt.together)
    np.savez_compressed(
        into, labels=_bytes(labels), features=_bytes("\n".join(learnt.features)), rarity=np.float32(learnt.rarity),
        words=words, scale=scale, meaning=np.float16(learnt.meaning), level=np.float32(learnt.level),
        together=together, across=across, own=np.float32(learnt.own), base=np.float32(learnt.base),
        digest=_bytes(digest),
    )  # fmt: skip


@lru_cache(maxsize=2)
def load(table: Path) -> Learnt:
    """The table as it was written."""
    with np.load(table, allow_pickle=False) as kept:
        pairs = [line.rsplit("=", 1) for line in _text(kept["labels"]).split("\n")]
        return Learnt(
            labels=tuple((fact, _SWITCHES.get(value, value)) for fact, value in pairs),
            features={name: place for place, name in enumerate(_text(kept["features"]).split("\n"))},
            rarity=_wide(kept["rarity"]),
            words=(kept["words"] * kept["scale"]).astype(np.float32),
            meaning=_wide(kept["meaning"]),
            level=_wide(kept["level"]),
            together=_wide(kept["together"]) * kept["across"],
            own=_wide(kept["own"]),
            base=_wide(kept["base"]),
        )


def digest_of(table: Path) -> str:
    """What the table was learnt from."""
    with np.load(table, allow_pickle=False) as kept:
        return _text(kept["digest"])


def _narrow(wide: NDArray[np.floating]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Eight bits a number, each column with its own scale."""
    scale = np.abs(wide).max(axis=0) / 127
    scale[scale == 0] = 1.0
    return np.round(wide / scale).astype(np.int8), scale.astype(np.float32)


def _wide(narrow: NDArray[np.generic]) -> Floats:
    return narrow.astype(np.float64)


def _bytes(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), dtype=np.uint8)


def _text(kept: NDArray[np.uint8]) -> str:
    return kept.tobytes().decode("utf-8")


def _written(value: bool | str) -> str:
    return value if isinstance(value, str) else "yes" if value else "no"


_SWITCHES: dict[str, bool | str] = {"yes": True, "no": False}
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
