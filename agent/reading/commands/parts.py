"""Sentences about the parts and people of a model: gone, renamed, replaced, one and the same, of another kind."""

import re
from collections.abc import Callable, Mapping

from agent.domain import Component, Mint, Origin
from agent.domain.edits import DescribeSystem, PutActor, PutComponent
from agent.domain.names_in_sentences import joined
from agent.domain.system import Actor
from agent.reading.commands.bench import Bench, Change, Spans, acted
from agent.reading.commands.changing import MOST_LETTERS, made_one, redirected, renamed, taken_out, unlinked
from agent.reading.commands.naming import Thing, bare, did_you_mean, is_phrase, kind_called
from agent.reading.commands.templates import Match
from knowledge.vocabulary import ComponentKind

MOST_NAME_WORDS = 8


def _name_system(match: Match, bench: Bench) -> Change | None:
    name = bare(match.words("name"))
    return Change((DescribeSystem(name=name[:MOST_LETTERS]),)) if _is_name(name) else None


def _rename(match: Match, bench: Bench) -> Change | None:
    if "names" in match.slots:
        return _rename_run(match, bench)
    return _renaming(match, bench, match.words("thing"), _new_name(match.words("name")))


def _rename_run(match: Match, bench: Bench) -> Change | None:
    """``call the mail agent Otto``: the longest beginning that names something is the thing, the rest is its name."""
    words = match.words("names").split()
    for cut in range(len(words) - 1, 0, -1):
        thing = bench.meant(" ".join(words[:cut])).one
        name = _new_name(" ".join(words[cut:]))
        if thing is not None and _is_name(name):
            return Change(renamed(thing, name, bench, match.line))
    note = f"I do not know which part “{match.words('names')}” begins with; say “rename the part to its new name”."
    return Change(notes=(note,), lost=True) if match.order and len(words) > 1 else None


def _renaming(match: Match, bench: Bench, words: str, name: str) -> Change | None:
    if not _is_name(name):
        return None
    inside = name.replace("{", "").replace("}", "")
    return acted(
        match, bench, words, lambda thing: Change(renamed(thing, name, bench, match.line)), f"Call {{name}} “{inside}”."
    )


def _remove(match: Match, bench: Bench) -> Change | None:
    words = match.words("thing")

    def act(thing: Thing) -> Change:
        return Change(
            taken_out(thing, bench, match.line), notes=_taken_note(thing), keep=_unread(match, bench), gone=thing
        )

    return acted(match, bench, words, act, "Take {name} out.")


def _out_of_scope(match: Match, bench: Bench) -> Change | None:
    """What is known goes; nothing is read of what is not: it is no part of the system."""
    change = _remove(match, bench)
    if change is not None and not change.lost:
        return Change(change.edits, change.notes, change.offers, gone=change.gone)
    return Change(lost=True)


def _only_scope(match: Match, bench: Bench) -> Change | None:
    """Only one thing counts: that is read, the other goes if it is there."""
    if "old" not in match.slots:
        return Change(keep=_span(match, "new"))
    old = bench.meant(match.words("old")).one
    return Change(taken_out(old, bench, match.line) if old else (), keep=_span(match, "new"), gone=old)


def _turn_off(match: Match, bench: Bench) -> Change | None:
    """A part that is switched off goes; what is no part may be something that the system did."""
    thing = bench.meant(match.words("thing")).one
    edits = taken_out(thing, bench, match.line) if thing else ()
    facts = bench.text.named_in(match.words("thing"))
    if not (edits or facts):
        return _remove(match, bench) if match.order else None
    return Change((*edits, *bench.text.denied(facts, match.line, bench.turn)), gone=thing)


def _revoke(match: Match, bench: Bench) -> Change | None:
    claims = bench.text.claims_in(f"It can {match.words('deed').strip(' .!')}.")
    facts = bench.text.closest({claim.fact for claim in claims if claim.value is True})
    return Change(bench.text.denied(facts, match.line, bench.turn)) if facts else None


def _replace(match: Match, bench: Bench) -> Change | None:
    """The new thing stands where the old one stood; where the old one is not known, the new one is read as told."""
    old, new = match.words("old"), match.words("new")
    if len(new.split()) > MOST_NEW_WORDS or not is_phrase(old) or not is_phrase(_short(new)):
        return None
    keep = _read_on(match)
    meant = bench.meant(old)
    known = bool(meant.things) or bench.text.names_part(old) or bench.meant(new).one is not None
    if not known and not match.order:
        return None
    if meant.one is None and meant.things:
        return acted(match, bench, old, lambda thing: _replaced(thing, new, match, bench), "Put it in place of {name}.")
    if meant.one is None:
        return Change(keep=keep)
    return _replaced(meant.one, new, match, bench)


def _replaced(old: Thing, new: str, match: Match, bench: Bench) -> Change:
    known = bench.meant(new).one
    keep = _read_on(match)
    if known is not None and known.id != old.id:
        return Change(made_one(known, (old,), bench) if type(known) is type(old) else
                      taken_out(old, bench, match.line, bare(new)), keep=keep, gone=old)  # fmt: skip
    if not isinstance(old, Component):
        keep = tuple(sorted([*_span(match, "new"), *_only_before(match)]))
        return Change(taken_out(old, bench, match.line, bare(new)), keep=keep, corrects=True, gone=old)
    name, kind = bench.text.part_in(new)
    name = name or _short(new)
    return Change(renamed(old, name, bench, match.line, kind), keep=keep, gone=old)


def _switched_to(match: Match, bench: Bench) -> Change | None:
    """What came for the thing that the sentence took out just before."""
    new = match.words("new")
    if bench.gone is None or len(new.split()) > MOST_NEW_WORDS:
        return None
    name, kind = bench.text.part_in(new)
    if isinstance(bench.gone, Component) and bench.meant(new).one is None:
        part = bench.gone.model_copy(
            update={"id": Mint(bench.model).take("C"), "name": name or _short(new), "kind": kind or bench.gone.kind,
                    "origin": Origin.USER, "inferred": False, "quotes": bench.quotes(match.line)}
        )  # fmt: skip
        return Change((PutComponent(component=part),), keep=_span(match, "new"))
    return Change(keep=_span(match, "new"), corrects=True)


def _not_removed(match: Match, bench: Bench) -> Change | None:
    """What is said to stay stays; what comes beside it is another part."""
    if "new" not in match.slots or "old" not in match.slots:
        return Change() if "old" not in match.slots or bench.meant(match.words("old")).things else None
    if bench.meant(match.words("old")).one is None or bench.meant(match.words("new")).one is not None:
        return Change() if bench.meant(match.words("old")).things else None
    name, kind = bench.text.part_in(match.words("new"))
    return Change((_part(name, kind, match, bench),), keep=_span(match, "new")) if name and kind else None


def _merge(match: Match, bench: Bench) -> Change | None:
    """Several names of one thing: the things that they mean become one."""
    words = _names(match)
    meant = [bench.meant(one) for one in words]
    things = list({one.one.id: one.one for one in meant if one.one is not None}.values())
    known = sum(one.one is not None for one in meant)
    if len(things) > 1 and (known == len(words) or len(things) == len(words) - 1 > 1):
        return _one_of(things, match, bench)
    if known == len(words) > 1:
        return Change(notes=(f"That is one part already: {things[0].name}.",))
    if not match.order and not (known and "names" in match.slots):
        return None
    lost = joined([f"“{bare(one)}”" for one, found in zip(words, meant, strict=True) if found.one is None][:3])
    nearly = tuple(thing for one in meant if one.one is None for thing in one.things)
    hint = f" {did_you_mean(nearly)[:1].upper()}{did_you_mean(nearly)[1:]}" if nearly else ""
    return Change(notes=(f"I found no one part called {lost}, so nothing was merged.{hint}",), lost=not nearly)


def _merge_whole(match: Match, bench: Bench) -> Change | None:
    """``The web app is the portal``: so only where both are known, and the second is named with an article."""
    first, second = (bench.meant(match.words(slot)).one for slot in ("thing", "other"))
    if first is None or second is None or first is second or type(first) is not type(second):
        return None
    return _one_of([first, second], match, bench)


def _one_of(things: list[Thing], match: Match, bench: Bench) -> Change:
    kinds = {type(thing) for thing in things}
    if len(kinds) > 1:
        names = joined([thing.name for thing in things])
        return Change(notes=(f"{names} are a part and people, so they cannot be one.",))
    kept = max(things, key=lambda one: (not getattr(one, "inferred", False), bool(re.search("[A-Z0-9]", one.name))))
    others = [one for one in things if one is not kept]
    note = f"{joined([one.name for one in things])} are one now: {kept.name}. Say “undo” to take that back."
    return Change(made_one(kept, others, bench), notes=(note,))


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


def _redirect(match: Match, bench: Bench) -> Change | None:
    source, old, new = (bench.meant(match.words(slot)).one for slot in ("source", "old", "new"))
    if source is None or old is None or new is None or len({source.id, old.id, new.id}) < 3:
        return None
    return Change(redirected(source, old, new, bench.model))


def _unlink(match: Match, bench: Bench) -> Change | None:
    source, old = (bench.meant(match.words(slot)).one for slot in ("source", "old"))
    if source is None or old is None:
        return Change(notes=("I do not know both ends of that flow, so nothing was changed.",), lost=True) if (
            match.order) else None  # fmt: skip
    edits = unlinked(source, old, bench.model)
    return Change(edits, notes=() if edits else (f"Nothing flows between {source.name} and {old.name}.",))


def _add(match: Match, bench: Bench) -> Change | None:
    """A part or person of a name; of a kind that is said, that the name tells, or that is asked for."""
    words = match.words("name")
    person = re.search(r"\b(?:person|role|actor|user|user group|group)\b[:\s]", match.line[: match.slots["name"].start])
    if person:
        return _add_person(bare(words), match, bench)
    said = re.fullmatch(r"(.{1,120}?)\s*(?:\(([^()]{2,60})\)|\bas (?:an? )?([^()]{2,60}))", words.strip(" .!"))
    called = (said[2] or said[3]) if said else ""
    kind = kind_called(called, bench.catalog) if called else None
    if called and kind is None:
        return Change(notes=(unknown_kind(called, bench),))
    name = bare(said[1] if said else words)
    if kind is None:
        _, kind = bench.text.part_in(name)
    if not is_phrase(name):
        return None
    known = bench.meant(name).one
    if known is not None and kind is None:
        return Change(notes=(f"{known.name} is there already.",))
    explicit = re.search(r"\b(?:component|part|element|box)\b", match.line[: match.slots["name"].start], re.IGNORECASE)
    if kind is None and not explicit:
        note = f"I do not know what sort of part “{name}” is; say “add component {name} (service)”, or another kind."
        return Change(notes=(note,), lost=True)
    return Change((_part(name, kind or ComponentKind.SERVICE, match, bench),))


def _add_person(name: str, match: Match, bench: Bench) -> Change | None:
    if not _is_name(name):
        return None
    actor = Actor(id=Mint(bench.model).take("P"), name=name[:MOST_LETTERS], quotes=bench.quotes(match.line))
    return Change((PutActor(actor=actor),), keep=_span(match, "name"))


def unknown_kind(called: str, bench: Bench) -> str:
    """What is said of a kind of part that nobody knows."""
    known = ", ".join(entry.label.lower() for entry in bench.catalog.kinds.values())
    return f"I know no kind of part called “{called.strip()}”. Known are: {known}."


HANDLERS: Mapping[str, Callable[[Match, Bench], Change | None]] = {
    "name_system": _name_system,
    "rename": _rename,
    "not_removed": _not_removed,
    "redirect": _redirect,
    "replace": _replace,
    "switched_to": _switched_to,
    "unlink": _unlink,
    "merge": _merge,
    "merge_whole": _merge_whole,
    "kind_of": _kind_of,
    "only_scope": _only_scope,
    "out_of_scope": _out_of_scope,
    "revoke": _revoke,
    "turn_off": _turn_off,
    "remove": _remove,
    "add": _add,
}
"""What is done with a sentence of each intent; None where it is no sentence of that intent after all."""
MOST_NEW_WORDS = 14


def _part(name: str, kind: ComponentKind, match: Match, bench: Bench) -> PutComponent:
    part = Component(
        id=Mint(bench.model).take("C"), name=name[:MOST_LETTERS], kind=kind, origin=Origin.USER,
        quotes=bench.quotes(match.line),
    )  # fmt: skip
    return PutComponent(component=part)


def _taken_note(thing: Thing) -> tuple[str, ...]:
    """People that go are told of; of a part that goes the reply tells by itself."""
    if isinstance(thing, Component):
        return ()
    return (f"Taken out: {thing.name}. Say “undo” to take that back.",)


def _unread(match: Match, bench: Bench) -> Spans | None:
    """An order is not read as a statement; of a telling it is read what it says of the facts."""
    claims = bench.text.claims_in(match.line)
    return () if match.order or not claims or any(claim.value is not False for claim in claims) else None


def _span(match: Match, slot: str) -> Spans:
    return ((match.slots[slot].start, match.slots[slot].end),)


def _read_on(match: Match) -> Spans:
    """What is read of a replacement: the new thing, and what it is for."""
    new = match.slots["new"]
    others = [found.span() for found in _FOR.finditer(match.line) if not _within(found.start(), match)]
    return tuple(sorted([(new.start, new.end), *others]))


_FOR = re.compile(r"\b(?:uses?|asks?|only|just|it|on|runs?)\b", re.IGNORECASE)


def _only_before(match: Match) -> Spans:
    """The word that says that nobody but these people use it."""
    return tuple(found.span() for found in re.finditer(r"\b(?:only|just)\b", match.line, re.IGNORECASE))


def _within(place: int, match: Match) -> bool:
    return any(slot.start <= place < slot.end for slot in match.slots.values())


def _names(match: Match) -> list[str]:
    if "names" not in match.slots:
        return [match.words("thing"), match.words("other")]
    listed = re.split(r"\s*[,;/&+:]\s*(?:and\s+)?|\s+(?:and|with|into|plus|or)\s+", match.words("names"))
    return [re.sub(r"^(?:both|all of|all)\s+", "", one) for one in listed if one.strip()]


def _new_name(words: str) -> str:
    name = bare(re.sub(r"^\s*(?:to|as|into|it)\s+", "", words))
    return re.sub(r"\s+(?:instead|from now on)$", "", name)


def _short(words: str) -> str:
    """A name from words: what stands before anything that only says more about it."""
    return bare(re.split(r"\s(?:that|which|who|on|in|for|from|with|by|of|as)\s", words, maxsplit=1)[0])[:MOST_LETTERS]


def _is_name(name: str) -> bool:
    """Whether words can be a name that somebody gives: any few words."""
    return bool(name) and len(name.split()) <= MOST_NAME_WORDS and len(name) <= MOST_LETTERS
