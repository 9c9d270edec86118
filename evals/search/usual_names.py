"""How well the knowledge base finds a threat by what practitioners call it."""

from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from statistics import fmean

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.errors import InputError
from evals.files import read_yaml
from evals.search.ranking import hit_at
from knowledge.search.retriever import Query, Retriever

NAMES = Path(__file__).parents[1] / "names.yaml"
DEEP = 5
"""How many hits are asked for."""


class Attack(BaseModel):
    """A threat in the wordings under which people look for it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    patterns: tuple[str, ...] = Field(min_length=1, description="The patterns of which one is to come first.")
    wordings: tuple[str, ...] = Field(min_length=1, description="Its names.")


class NameFile(BaseModel):
    """Names in lists that are scored apart."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    attacks: tuple[Attack, ...] = Field(min_length=1, description="Well-known attacks and harms.")
    as_others_say: tuple[Attack, ...] = Field(
        default=(), description="Names from lists of others, by which nothing was improved."
    )
    as_people_type: tuple[Attack, ...] = Field(
        default=(), description="Names of papers, incidents and weaknesses, by which other names were mended."
    )
    unseen: tuple[Attack, ...] = Field(default=(), description="Names of our own by which nothing was improved.")

    def lists(self) -> dict[str, tuple[Attack, ...]]:
        """The lists that hold something, by what they are called."""
        named = {
            "usual names": self.attacks,
            "as others say": self.as_others_say,
            "as people type": self.as_people_type,
            "unseen": self.unseen,
        }
        return {title: attacks for title, attacks in named.items() if attacks}


class Found(BaseModel):
    """What one wording found."""

    model_config = ConfigDict(frozen=True)

    wording: str = Field(description="The name that was searched for.")
    wanted: tuple[str, ...] = Field(description="The patterns of which one is right.")
    ranked: tuple[str, ...] = Field(description="The first patterns found, best first.")

    def hit(self, count: int) -> float:
        """One if a right pattern is among the first so many, else zero."""
        return hit_at(self.ranked, self.wanted, count)


def read_names(path: Path, known: Collection[str]) -> NameFile:
    """The names of a file; raises InputError where it is broken or wants a pattern that is not known."""
    try:
        names = NameFile.model_validate(read_yaml(path))
    except ValidationError as problem:
        fault = problem.errors()[0]
        place = ".".join(str(step) for step in fault["loc"]) or "the file"
        raise InputError(f"{path}: {place}: {fault['msg']}; see evals/names.yaml for the format") from None
    wanted = {one for attacks in names.lists().values() for attack in attacks for one in attack.patterns}
    if strange := sorted(wanted - set(known)):
        raise InputError(f"{path} wants patterns that the catalog does not have: {', '.join(strange)}")
    return names


def open_pattern_search(retriever: Retriever) -> Callable[[str], tuple[str, ...]]:
    """A search for patterns that gives their ids, best first."""
    return lambda text: tuple(hit.id for hit in retriever.search(Query(text=text, limit=DEEP)))


def found_by_name(attacks: Iterable[Attack], search: Callable[[str], tuple[str, ...]]) -> tuple[Found, ...]:
    """What each wording of each attack finds."""
    return tuple(
        Found(wording=wording, wanted=attack.patterns, ranked=search(wording))
        for attack in attacks
        for wording in attack.wordings
    )


def rates(found: Sequence[Found]) -> dict[str, float]:
    """The shares of wordings whose right pattern stands first, and within the first five."""
    return {f"hit@{count}": round(fmean(one.hit(count) for one in found), 4) for count in (1, 5)}
