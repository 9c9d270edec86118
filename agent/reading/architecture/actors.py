"""Find the people and outside parties in a text who use a system or feed it."""

from collections.abc import Iterable, Mapping

from agent.reading.architecture.sketch import Sketch
from agent.reading.facts import quote_of
from agent.reading.text.context import Saying
from agent.reading.text.cues import CueBank, Found
from agent.reading.text.names import describes_more
from agent.reading.text.stances import Stance
from knowledge.tables import word_table
from knowledge.vocabulary import ComponentKind, Value

INSIDE = ("your environment", 70)
OUTSIDE = ("the outside world", 10)
MOST_ACTORS = 5


class Role(Value):
    """Whom a cue names."""

    name: str
    staff: bool = False
    vague: bool = False
    """Says only that somebody uses it; left out where somebody is named more closely."""
    feeds: bool = False
    """Makes parts of it; where only a part is said to be theirs, they send nothing."""
    cue: str


class PeopleWords(Value):
    """Words for people."""

    outsiders: tuple[str, ...]
    staff: tuple[str, ...]
    singulars: dict[str, str]
    others: tuple[Role, ...]


def place_actors(text: str, sayings: Iterable[Saying], sketch: Sketch) -> None:
    """Put the people who are named into the sketch, those named closely first."""
    found: dict[Role, str] = {}
    for saying in sayings:
        for hit in _BANK.find(saying.clause.texts):
            if _is_meant(hit, saying):
                found.setdefault(hit.sign, quote_of(text, saying, hit))
    close = {role: words for role, words in found.items() if not role.vague}
    users = any(not role.staff for role in close) or any(not actor.trusted for actor in sketch.actors.values())
    chosen = close if users else {**close, **_least_vague(found)}
    for role, words in list(chosen.items())[: max(0, MOST_ACTORS - len(sketch.actors))]:
        boundary = sketch.boundary(*(INSIDE if role.staff else OUTSIDE))
        sketch.add_actor(role.name, trusted=role.staff, boundary=boundary, words=words)
    if not sketch.actors and any(part.id in sketch.fresh for part in sketch.of_kind(ComponentKind.CLIENT)):
        sketch.add_actor("users", trusted=False, boundary=sketch.boundary(*OUTSIDE), words="")


_TOLD = (Stance.NOW, Stance.POSSIBLE, Stance.DENIED)
"""People are told of even where what they may not do is denied."""


def _least_vague(found: Mapping[Role, str]) -> dict[Role, str]:
    """One word for people nobody describes: users and anyone are the same people."""
    vague = [role for role in found if role.vague]
    return {role: found[role] for role in sorted(vague, key=lambda role: role.name != "users")[:1]}


def _is_meant(hit: Found[Role], saying: Saying) -> bool:
    """People of the system are meant, not their data, as in ``user credentials``, nor people who act elsewhere."""
    role = hit.sign
    meaning = saying.meaning(hit, "audience", "people", *(["feeding"] * role.feeds), *(["anyone"] * role.vague))
    named = meaning.holds and meaning.stance in _TOLD
    return named and not (role.vague and describes_more(saying.clause, hit.end))


def _roles() -> Iterable[Role]:
    words = word_table("people", PeopleWords)
    for name in (*words.outsiders, *words.staff):
        yield Role(name=name, staff=name in words.staff, cue=_both(name, words.singulars))
    yield from words.others


def _both(plural: str, singulars: Mapping[str, str]) -> str:
    """The plural, or the singular where somebody is spoken of: ``a visitor``."""
    singular = singulars.get(plural) or (plural[:-3] + "y" if plural.endswith("ies") else plural.removesuffix("s"))
    return f"({plural}|(a|an|the|each|every|any|another|new|current|signed-in|asking) {singular})"


_BANK = CueBank(tuple((role.cue, role) for role in _roles()))
