"""Sentences about a part or person of a model: gone, renamed, out of scope, of another kind, new."""

import re
from collections.abc import Callable, Mapping

from agent.domain import Component, Edit, Mint, Origin
from agent.domain.changes.edits import DescribeSystem, PutActor, PutComponent
from agent.domain.system import Actor
from agent.domain.wording.names_in_sentences import capital, small
from agent.reading.commands.components.command_context import Bench, Change, Spans, acted, each_acted, one_of_these
from agent.reading.commands.components.pairs import PAIRS
from agent.reading.commands.components.part_edits import (
    MOST_LETTERS,
    moved_inside,
    moved_outside,
    renamed,
    taken_out,
    unlinked,
)
from agent.reading.commands.components.slot_values import fresh_part, is_name, new_name, span, without_reason
from agent.reading.commands.components.third_parties import run_by_others
from agent.reading.commands.entity_lookup import Thing, bare, is_phrase, kind_called
from agent.reading.commands.templates import Match
from agent.reading.text.names import key_of
from knowledge.product_names import products
from knowledge.vocabulary import ComponentKind


def _name_system(match: Match, bench: Bench) -> Change | None:
    name = bare(match.words("name"))
    return Change((DescribeSystem(name=name[:MOST_LETTERS]),)) if is_name(name) else None


def _rename(match: Match, bench: Bench) -> Change | None:
    if "names" in match.slots:
        return _rename_run(match, bench)
    if "name" not in match.slots:
        thing = bench.meant(match.words("thing")).one
        ask = f"What shall {thing.name} be called? Say “rename {thing.name} to” and the new name." if thing else ""
        return Change(notes=(ask,)) if thing else None
    return _renaming(match, bench, match.words("thing"), new_name(match.words("name")))


def _rename_run(match: Match, bench: Bench) -> Change | None:
    """``call the mail agent Otto``: the longest beginning that names something is the thing, the rest is its name."""
    words = match.words("names").split()
    for cut in range(len(words) - 1, 0, -1):
        thing = bench.meant(" ".join(words[:cut])).one
        name = new_name(" ".join(words[cut:]))
        if thing is not None and is_name(name):
            return Change(renamed(thing, name, bench, match.line))
    note = f"I do not know which part “{match.words('names')}” begins with; say “rename the part to its new name”."
    return Change(notes=(note,), lost=True) if match.order and len(words) > 1 else None


def _renaming(match: Match, bench: Bench, words: str, name: str) -> Change | None:
    if not is_name(name):
        return None
    inside = name.replace("{", "").replace("}", "")
    return acted(
        match, bench, words, lambda thing: Change(renamed(thing, name, bench, match.line)), f"Call {{name}} “{inside}”."
    )


def _remove(match: Match, bench: Bench) -> Change | None:
    """A thing taken out; whoever is wrong about something is no mistake in the model, and stays."""
    keep, words = _unread(match, bench), without_reason(match.words("thing"))

    def act(thing: Thing, bench: Bench) -> Change:
        return Change(taken_out(thing, bench, match.line), notes=_taken_note(thing), keep=keep, gone=thing)

    change = each_acted(match, bench, words, act, "Take {name} out.")
    if change is None and bare(words).lower() in products() and not bench.meant(words).things:
        return Change(notes=(f"{bare(words)} is not in the model, so nothing had to be taken out.",), lost=True)
    wrong = match.line.rstrip(" .!").endswith(" wrong") and isinstance(bench.meant(words).one, Actor)
    return None if wrong else change


def _out_of_scope(match: Match, bench: Bench) -> Change | None:
    """What is known goes; nothing is read of what is not: it is no part of the system."""
    change = _remove(match, bench)
    if change is not None and not change.lost:
        return Change(change.edits, change.notes, change.offers, gone=change.gone)
    return Change(lost=True)


def _only_scope(match: Match, bench: Bench) -> Change | None:
    """Only one thing counts: that is read, the other goes if it is there."""
    if "old" not in match.slots:
        return Change(keep=span(match, "new"))
    old = bench.meant(match.words("old")).one
    return Change(taken_out(old, bench, match.line) if old else (), keep=span(match, "new"), gone=old)


def _turn_off(match: Match, bench: Bench) -> Change | None:
    """A part that is switched off goes; what is no part may be something that the system did."""
    thing = bench.meant(match.words("thing")).one
    edits, facts = taken_out(thing, bench, match.line) if thing else (), bench.text.named_in(match.words("thing"))
    if not (edits or facts):
        return _remove(match, bench) if match.order else None
    return Change((*edits, *bench.text.denied(facts, match.line, bench.turn)), gone=thing)


def _revoke(match: Match, bench: Bench) -> Change | None:
    claims = bench.text.claims_in(f"It can {match.words('deed').strip(' .!')}.")
    facts = bench.text.closest({claim.fact for claim in claims if claim.value is True})
    return Change(bench.text.denied(facts, match.line, bench.turn)) if facts else None


def _kind_of(match: Match, bench: Bench) -> Change | None:
    kind = kind_called(match.words("kind"), bench.catalog)
    thing = bench.meant(match.words("thing")).one
    if kind is None or not isinstance(thing, Component):
        if match.order and kind is None and isinstance(thing, Component):
            return Change(notes=(unknown_kind(match.words("kind"), bench),), lost=True)
        return None
    if thing.kind is kind:
        return Change(notes=(f"{thing.name} is that already.",))
    part = thing.model_copy(update={"kind": kind, "origin": Origin.USER, "inferred": False})
    return Change((PutComponent(component=part),))


def _outside(match: Match, bench: Bench) -> Change | None:
    """People who were taken for the owner's own stand outside, and what they send is not trusted.

    ``The drug reps`` may stand in the model as reps.
    """
    words = match.words("thing")
    thing = bench.meant(words).one or bench.meant(" ".join(words.split()[-1:])).one
    if not isinstance(thing, Actor):
        return None
    note = f"{capital(thing.name)} stand outside now, and what they send is not trusted."
    return Change(moved_outside(thing, bench), notes=(note,))


def _inside(match: Match, bench: Bench) -> Change | None:
    """People who were taken for strangers may be the owner's own; less is to be feared of them, so it is asked."""
    thing = bench.meant(match.words("thing")).one
    if not isinstance(thing, Actor) or thing.trusted:
        return None
    line = f"{capital(thing.name)} are your own people, and what they send is trusted."
    return Change(offers=one_of_these([(line, moved_inside(thing, bench.model))]), keep=None)


def _add(match: Match, bench: Bench) -> Change | None:
    """A part or person of a name; of a kind that is said, that the name tells, or that is asked for."""
    words = match.words("name")
    person = re.search(r"\b(?:person|role|actor|user|user group|group)\b[:\s]", match.line[: match.slots["name"].start])
    if person:
        return _add_person(bare(words), match, bench)
    name, called = _with_kind(words.strip(" .!"))
    if key_of(bare(called)) in _PERSON:
        return _add_person(bare(name), match, bench)
    kind = kind_called(called, bench.catalog) if called else None
    if called and kind is None:
        return Change(notes=(unknown_kind(called, bench),))
    name = bare(name)
    if kind is None:
        _, kind = bench.text.part_in(name)
    if not is_phrase(name):
        return None
    known = bench.meant(name).one
    if known is not None and kind is None:
        return Change(notes=(f"{known.name} is there already.",))
    explicit = re.search(r"\b(?:component|part|element|box)\b", match.line[: match.slots["name"].start], re.IGNORECASE)
    if kind is None and not explicit:
        kind = _kind_behind(bench)
    if kind is None and not explicit:
        return _of_what_kind(name, match, bench)
    return Change((fresh_part(name, kind or ComponentKind.SERVICE, match, bench),))


def _of_what_kind(name: str, match: Match, bench: Bench) -> Change:
    """A part whose name does not tell its kind: the likeliest ones to choose from."""
    note = f"What sort of part is “{name}”? Choose below, or say “add component {name} (agent)”, or another kind."
    kinds = [bench.catalog.kinds[kind] for kind in _LIKELY_KINDS if kind in bench.catalog.kinds]
    lines: list[tuple[str, tuple[Edit, ...]]] = [
        (f"Add “{name}” as {small(kind.label)}.", (fresh_part(name, kind.kind, match, bench),)) for kind in kinds
    ]
    person = PutActor(actor=Actor(id=Mint(bench.model).take("P"), name=name, quotes=bench.quotes(match.line)))
    lines.append((f"Add “{name}” as people who use it or feed it.", (person,)))
    return Change(notes=(note,), offers=one_of_these(lines))


def _kind_behind(bench: Bench) -> ComponentKind | None:
    """The kind that the sentence goes on to say of a new part: ``you forgot the collars, they are sensors too``."""
    said = _THEY_ARE.match(bench.behind)
    if said is None:
        return None
    words = said["kind"].split()
    told = (kind_called(" ".join(words[:count]), bench.catalog) for count in range(len(words), 0, -1))
    return next((kind for kind in told if kind is not None), None)


def _with_kind(words: str) -> tuple[str, str]:
    """A name and the kind of part that stands behind it: ``Redis (data store)``, ``Redis as a tool``."""
    if words.endswith(")"):
        name, _, kind = words[:-1].rpartition("(")
        return (name, kind) if name.strip() else (words, "")
    name, _, kind = words.rpartition(" as ")
    return (name, kind) if name.strip() else (words, "")


def _add_person(name: str, match: Match, bench: Bench) -> Change | None:
    if not is_name(name):
        return None
    actor = Actor(id=Mint(bench.model).take("P"), name=name[:MOST_LETTERS], quotes=bench.quotes(match.line))
    return Change((PutActor(actor=actor),), keep=span(match, "name"))


def _maybe_kind(match: Match, bench: Bench) -> Change | None:
    """``Claude is a vision model``, ``the index is just our pgvector database``: asked, as it takes something away."""
    thing, words = bench.meant(match.words("thing")).one, match.words("kind")
    if not isinstance(thing, Component) or bench.meant(words).one is not None:
        return None
    kind = kind_called(words, bench.catalog)
    if kind is thing.kind:
        return None
    if kind is not None:
        was = small(bench.catalog.kinds[thing.kind].label) if thing.kind in bench.catalog.kinds else thing.kind.value
        part = thing.model_copy(update={"kind": kind, "origin": Origin.USER, "inferred": False})
        line = f"List {thing.name} as {small(bench.catalog.kinds[kind].label)}; it is listed as {was} now."
        return Change(offers=one_of_these([(line, (PutComponent(component=part),))]))
    name = bare(words)
    if "own" not in match.slots or not bench.text.names_part(name) or not is_name(name):
        return None
    apart = fresh_part(name, bench.text.part_in(name)[1] or thing.kind, match, bench)
    lines = [(f"Call {thing.name} “{name}”: it is the same thing.", renamed(thing, name, bench, match.line)),
             (f"Add {name} as a part of its own.", (apart,))]  # fmt: skip
    return Change(notes=(f"Is {name} the same thing as {thing.name}?",), offers=one_of_these(lines))


def _only_for(match: Match, bench: Bench) -> Change | None:
    """``The portal is staff only``: what flows between it and others is asked about; the words are read on."""
    thing = bench.meant(match.words("thing")).one
    if not isinstance(thing, Component):
        return None
    who = bench.meant(match.words("who")).one if "who" in match.slots else None
    others = [one for one in bench.model.actors if (one.id != who.id if who else not one.trusted)]
    lines = [
        (f"{capital(one.name)} do not reach {thing.name}: take out what flows between them.",
         unlinked(one, thing, bench.model))
        for one in others
    ]  # fmt: skip
    offers = tuple(one.model_copy(update={"either": False}) for one in one_of_these(lines))
    return Change(offers=offers, keep=None) if offers else None


def unknown_kind(called: str, bench: Bench) -> str:
    """What is said of a kind of part that nobody knows."""
    known = ", ".join(entry.label.lower() for entry in bench.catalog.kinds.values())
    return f"I know no kind of part called “{called.strip()}”. Known are: {known}."


def _taken_note(thing: Thing) -> tuple[str, ...]:
    """People that go are told of; of a part that goes the reply tells by itself."""
    if isinstance(thing, Component):
        return ()
    return (f"Taken out: {thing.name}. Say “undo” to take that back.",)


def _unread(match: Match, bench: Bench) -> Spans | None:
    """An order is not read as a statement; of a telling it is read what it says of the facts."""
    claims = bench.text.claims_in(match.line)
    return () if match.order or not claims or any(claim.value is not False for claim in claims) else None


_THEY_ARE = re.compile(
    r"\s{0,3}[,;:]\s{0,3}(?:they|it|that|this|those|these)(?: (?:are|is)|['\u2019]?(?:re|s)) "
    r"(?:also |just |our |an? |the )?"
    r"(?P<kind>[\w-]{2,20}(?: [\w-]{2,20}){0,2})",
    re.IGNORECASE,
)
_PERSON = frozenset({"person", "people", "role", "actor", "user", "users", "user group", "group"})
_LIKELY_KINDS = (ComponentKind.SERVICE, ComponentKind.DATA_STORE, ComponentKind.EXTERNAL_SERVICE)
HANDLERS: Mapping[str, Callable[[Match, Bench], Change | None]] = {
    "name_system": _name_system,
    "rename": _rename,
    **PAIRS,
    "kind_of": _kind_of,
    "only_for": _only_for,
    "maybe_kind": _maybe_kind,
    "outside": _outside,
    "inside": _inside,
    "only_scope": _only_scope,
    "run_by_others": run_by_others,
    "out_of_scope": _out_of_scope,
    "revoke": _revoke,
    "turn_off": _turn_off,
    "remove": _remove,
    "add": _add,
}
"""What is done with a sentence of each intent, the likelier first; None where it is no sentence of it after all."""
