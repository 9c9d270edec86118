"""Find the people and outside parties in a text who use a system or feed it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from agent.domain import Mint, ThreatModel
from agent.domain.wording.names import names_of
from agent.reading.architecture.flows.flow_ends import End
from agent.reading.architecture.mentions import Mention
from agent.reading.architecture.people import LEADING, MAKING, PEOPLE, SINGULARS, THEIRS, Role, role_of
from agent.reading.architecture.sketch import Sketch
from agent.reading.facts import quote_of
from agent.reading.text.context import Saying
from agent.reading.text.cues import CueBank, Found
from agent.reading.text.listings import Entry, Sort, listing_words
from agent.reading.text.names import describes_more, key_of, plural_of, span_of
from agent.reading.text.sentences import Clause
from agent.reading.text.stances import Stance
from agent.reading.text.words import lexicon, words_of
from knowledge.search.words import singular
from knowledge.vocabulary import ComponentKind

INSIDE = ("your environment", 70)
OUTSIDE = ("the outside world", 10)
MOST_ACTORS = 8
MOST_LISTED, _FULL = 20, 3
"""A list of so many people leaves out none of the house; outsiders may be told of elsewhere."""


def people_listed(entries: Iterable[Entry]) -> tuple[Role, ...]:
    """The people whom the lists of a document name, under their names there."""
    named = {key_of(one.name): one.name for one in entries if one.sort is Sort.PEOPLE}
    return tuple(
        Role(name=_group_of(name), staff=_is_staff(name), cue=_cue_of(name), listed=True)
        for name in list(named.values())[:MOST_LISTED]
    )


def place_actors(
    sayings: Iterable[Saying], sketch: Sketch, listing: tuple[Role, ...] = (), parts: Iterable[Mention] = ()
) -> tuple[End, ...]:
    """Put the people who are named into the sketch, those listed and named closely first; where each is named.

    What a document lists as a part is nobody, though its name could be somebody's: ``Dispatcher``.
    """
    listed_parts = {one.key for one in parts if one.listed}
    found: dict[Role, str] = {role: role.name for role in listing}
    named: list[tuple[Role, Saying, Found[Role]]] = []
    listed = CueBank((role.cue, role) for role in listing)
    for saying in sayings:
        hits = _with_listed(PEOPLE.find(saying.clause.texts, longest=True), listed, listing, saying)
        for hit in hits:
            within = any(
                one.start <= hit.start and hit.end <= one.end and len(one.named) > len(hit.named) for one in hits
            )
            named_part = not hit.sign.listed and key_of(hit.sign.name) in listed_parts
            if not (within or named_part) and _is_meant(hit, saying):
                found.setdefault(hit.sign, quote_of(saying, hit))
                named.append((hit.sign, saying, hit))
    close = {role: words for role, words in found.items() if not role.vague}
    if len(listing) >= _FULL:
        close = {role: words for role, words in close.items() if role.listed or not role.staff}
    users = (
        len(listing) >= _FULL
        or any(not role.staff for role in close)
        or any(not actor.trusted for actor in sketch.actors.values())
    )
    chosen = close if users else {**close, **_least_vague(found)}
    ids: dict[Role, str] = {}
    most = max(MOST_ACTORS, len(listing) + len(sketch.actors))
    for role, words in list(chosen.items())[: max(0, most - len(sketch.actors))]:
        boundary = sketch.boundary(*(INSIDE if role.staff else OUTSIDE))
        ids[role] = sketch.add_actor(role.name, trusted=role.staff, boundary=boundary, words=words).id
    if not sketch.actors and any(part.id in sketch.fresh for part in sketch.of_kind(ComponentKind.CLIENT)):
        sketch.add_actor("users", trusted=False, boundary=sketch.boundary(*OUTSIDE), words="")
    return tuple(End(ids[role], saying, hit.start, hit.end) for role, saying, hit in named if role in ids)


def people_of(sayings: Iterable[Saying], model: ThreatModel, listing: tuple[Role, ...] = ()) -> tuple[End, ...]:
    """Where sayings name the people whom a model has already."""
    blank = Sketch(model.model_copy(update={"actors": ()}), Mint(model), 1)
    named = place_actors(sayings, blank, listing)
    known = {name.lower(): actor.id for actor in reversed(model.actors) for name in names_of(actor)}
    ids = {one.id: known.get(one.name.lower(), "") for one in blank.actors.values()}
    return tuple(replace(end, id=ids[end.id]) for end in named if ids[end.id])


def _with_listed(
    hits: Iterable[Found[Role]], bank: CueBank[Role], listing: tuple[Role, ...], saying: Saying
) -> tuple[Found[Role], ...]:
    """The people of a clause, where a listed name goes before a general word, which means them where it is theirs."""
    own = bank.find(saying.clause.texts, longest=True)
    rest = [one for one in hits if not any(one.start < other.end and other.start < one.end for other in own)]
    return (*own, *(replace(one, sign=_meant_by(one.sign, listing)) for one in rest))


def _meant_by(role: Role, listing: tuple[Role, ...]) -> Role:
    """The one of the listed people whose own word a general word is."""
    heads = [one for one in listing if key_of(one.name).split()[-1:] == key_of(role.name).split()[-1:]]
    return heads[0] if len(heads) == 1 and not role.vague else role


def _is_staff(name: str) -> bool:
    """Whether people of a name belong to the house; who is unknown does not."""
    role, table, words = role_of(name), listing_words(), set(key_of(name).split())
    if role is not None:
        return role.staff
    last = role_of(name.split()[-1])
    inside = bool(words & lexicon(table.inside)) or (last is not None and last.staff)
    return inside and not words & lexicon(table.outside)


def _group_of(name: str) -> str:
    """Listed people as a group, as others are named: ``Claims handler`` are claims handlers; a proper name stays."""
    words = name.split()
    words = words[1:] if len(words) > 1 and words[0].lower() in _ARTICLES else words
    name, last = " ".join(words), words[-1].lower()
    role = set(words[1:]) == {word.lower() for word in words[1:]} or role_of(last) is not None
    role = role or bool({last, singular(last)} & lexicon(f"{listing_words().inside} {listing_words().outside}"))
    if not role:
        return name
    plain = [word if word.isupper() and len(word) > 1 else word.lower() for word in words[:-1]]
    return " ".join([*plain, last if last in _GROUPS else plural_of(singular(last))])


def _cue_of(name: str) -> str:
    words = [word for word, _, _ in words_of(name) if word != ","]
    last = words[-1]
    return " ".join([*words[:-1], f"({last}|{plural_of(last)}|{singular(last)})"])


_ARTICLES = lexicon("the our a an")
_GROUPS = lexicon("team group staff crew board committee department office unit public")
"""One of these is many people already."""
_TOLD = (Stance.NOW, Stance.POSSIBLE, Stance.DENIED)
"""People are told of even where what they may not do is denied."""


def _least_vague(found: Mapping[Role, str]) -> dict[Role, str]:
    """One word for people nobody describes: users and anyone are the same people."""
    vague = [role for role in found if role.vague]
    return {role: found[role] for role in sorted(vague, key=lambda role: role.name != "users")[:1]}


def _is_meant(hit: Found[Role], saying: Saying) -> bool:
    """People of the system are meant, not their data, as in ``user credentials``, nor people who act elsewhere."""
    role = hit.sign
    if saying.clause.words[hit.start].text == "it" and saying.clause.words[hit.start].owns:
        return False  # "it's people" are no people of the IT
    if role.kin and set(saying.clause.texts[hit.end : hit.end + 1]) & MAKING:
        return False
    about = ("audience", "people", *(["feeding"] * role.feeds), *(["anyone"] * role.vague))
    meaning = saying.meaning(hit, *about, despite=(Stance.OTHERS,) if role.trade else ())
    named = meaning.holds and meaning.stance in _TOLD and (role.listed or _is_spoken_of(hit, saying.clause))
    if role.vague and saying.clause.texts[hit.start - 1 : hit.start] == ("not",):
        return False
    return named and not (role.vague and describes_more(saying.clause, hit.end))


def _is_spoken_of(hit: Found[Role], clause: Clause) -> bool:
    """Whether a singular means somebody: ``the ward nurse signs``, not ``the patient record``."""
    behind = clause.words[hit.end : hit.end + 1]
    owned = bool(behind) and (behind[0].tied or behind[0].text in THEIRS)
    if " ".join(clause.texts[hit.start : hit.end]) not in SINGULARS:
        return not (owned and clause.texts[hit.end - 1] == "admin")
    first, _ = span_of(clause, hit.start, hit.end)
    led = clause.texts[first - 1 : first] + clause.texts[first : hit.start]
    return bool(set(led) & LEADING) and not owned
