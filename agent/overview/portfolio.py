"""Many models at once: which are at most risk, what they have in common, and which an update of the catalog touches."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from pydantic import Field

from agent.domain.portfolio import PortfolioLine
from agent.domain.risk import Band
from agent.domain.sessions.session_list import SessionLine
from agent.watch import Snapshot, snapshot_of
from agent.watch.changed_entries import changed_keys
from knowledge.catalog import Catalog
from knowledge.vocabulary import Value

Recall = Callable[[str], Snapshot | None]


@dataclass(frozen=True)
class PortfolioModel:
    """A model in the list, with its line."""

    listed: SessionLine
    line: PortfolioLine

    @property
    def weight(self) -> tuple[int, ...]:
        """What models are put in order by: their critical threats first, then their high ones, and so on."""
        return tuple(self.line.bands.get(band.value, 0) for band in Band)


class SharedPart(Value):
    """A part of the same kind and name in several models."""

    name: str = Field(description="What it is called.")
    kind: str = Field(description="What it is.")
    models: tuple[str, ...] = Field(description="The addresses of the models.")


class SharedMeasure(Value):
    """A measure that is open in several models."""

    id: str = Field(description="The catalog's id, or the title of an owner's own.")
    title: str = Field(description="What to do.")
    models: tuple[str, ...] = Field(description="The addresses of the models in which it is open.")
    high: int = Field(description="How many open threats of high or critical risk it acts on, in all of them.")


class Touched(Value):
    """A model that was drafted with another catalog."""

    model: str = Field(description="Its address.")
    name: str = Field(description="What it is called.")
    keys: tuple[str, ...] = Field(description="What it refers to and what is otherwise now, by id.")
    known: bool = Field(description="Whether the catalog it was drafted with is remembered.")


class Portfolio:
    """The models that one person may see; those put away and those deleted are not among them."""

    def __init__(self, models: Iterable[PortfolioModel], catalog: Catalog, recall: Recall) -> None:
        self.models = tuple(sorted(models, key=_first))
        self._catalog, self._recall = catalog, recall

    def found(self, words: str) -> tuple[PortfolioModel, ...]:
        """The models in whose name, threats or parts all the words stand, those at most risk first."""
        wanted = words.casefold().split()
        texts = self._texts
        return tuple(one for one in self.models if all(word in texts[one.listed.id] for word in wanted))

    @cached_property
    def bands(self) -> dict[str, int]:
        """How many threats of each risk there are in all models."""
        counts = Counter[str]()
        for one in self.models:
            counts.update(one.line.bands)
        return {band.value: counts[band.value] for band in Band}

    @cached_property
    def parts(self) -> tuple[SharedPart, ...]:
        """Parts that more than one model names, those in most models first; a mere word for a kind is no name."""
        places: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
        for one in self.models:
            for part in one.line.parts:
                name = " ".join(part.name.split())
                if name.casefold() not in _words_for(part.kind):
                    places[part.kind, name.casefold()].setdefault(one.listed.id, name)
        shared = [
            SharedPart(name=min(names.values()), kind=kind, models=tuple(names))
            for (kind, _), names in places.items()
            if len(names) > 1
        ]
        return tuple(sorted(shared, key=lambda one: (-len(one.models), one.name.casefold(), one.kind)))

    @cached_property
    def measures(self) -> tuple[SharedMeasure, ...]:
        """Open measures of more than one model, those first that act on most high risks, then those in most models."""
        places: dict[str, dict[str, int]] = defaultdict(dict)
        for one in self.models:
            for measure in one.line.measures:
                places[measure.id][one.listed.id] = places[measure.id].get(one.listed.id, 0) + measure.high
        shared = [
            SharedMeasure(id=name, title=self._title(name), models=tuple(found), high=sum(found.values()))
            for name, found in places.items()
            if len(found) > 1
        ]
        return tuple(sorted(shared, key=lambda one: (-one.high, -len(one.models), one.title)))

    @cached_property
    def touched(self) -> tuple[Touched, ...]:
        """The models of another catalog that refer to something which is otherwise in the present one."""
        others = {one.line.drafted for one in self.models} - {"", self._catalog.fingerprint}
        today = snapshot_of(self._catalog) if others else None
        before = {name: self._recall(name) for name in sorted(others)}
        changed = {name: changed_keys(was, today) for name, was in before.items() if was and today}
        found = []
        for one in self.models:
            if one.line.drafted not in others:
                continue
            known = one.line.drafted in changed
            keys = changed.get(one.line.drafted, frozenset()).intersection((*one.line.threats, *one.line.cites))
            if keys or not known:
                found.append(Touched(model=one.listed.id, name=one.listed.name, keys=tuple(sorted(keys)), known=known))
        return tuple(found)

    @cached_property
    def _texts(self) -> dict[str, str]:
        """What is searched of each model, by its address."""
        titles = {name: pattern.title.casefold() for name, pattern in self._catalog.patterns.items()}
        return {
            one.listed.id: "\n".join(
                (
                    one.listed.name.casefold(),
                    *(part.name.casefold() for part in one.line.parts),
                    *(titles.get(name) or name.casefold() for name in one.line.threats),
                )
            )
            for one in self.models
        }

    def _title(self, measure: str) -> str:
        known = self._catalog.mitigations.get(measure)
        return known.title if known else measure


def _first(one: PortfolioModel) -> tuple[object, ...]:
    return (*(-number for number in one.weight), one.listed.name.casefold(), one.listed.id)


def _words_for(kind: str) -> frozenset[str]:
    """Names that say no more than what a part is."""
    plain = kind.replace("_", " ")
    last = plain.rpartition(" ")[2]
    return frozenset(f"{article}{word}" for article in ("", "the ", "our ", "a ") for word in (plain, last))
