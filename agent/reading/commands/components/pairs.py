"""Sentences about two parts or people: one replaced by the other, both the same, a flow between them."""

import re
from collections.abc import Callable, Mapping

from agent.domain import Component, Edit, Mint, Origin
from agent.domain.changes.edits import PutComponent
from agent.domain.wording.names_in_sentences import joined
from agent.reading.commands.components.command_context import Bench, Change, Spans, acted, parts_of
from agent.reading.commands.components.part_edits import made_one, moved_home, redirected, renamed, taken_out, unlinked
from agent.reading.commands.components.slot_values import fresh_part, short_name, span
from agent.reading.commands.entity_lookup import Thing, bare, did_you_mean, is_phrase
from agent.reading.commands.templates import Match

MOST_NEW_WORDS = 14


def _replace(match: Match, bench: Bench) -> Change | None:
    """The new thing stands where the old one stood; where the old one is not known, the new one is read as told."""
    old, new = match.words("old"), match.words("new")
    if len(new.split()) > MOST_NEW_WORDS or not is_phrase(old) or not is_phrase(short_name(new)):
        return None
    keep = _read_on(match)
    meant = bench.meant(old)
    if not meant.things and _goes_on(old, bench):
        return None
    known = bool(meant.things) or bench.text.names_part(old) or bench.meant(new).one is not None
    if not known and not match.order:
        return None
    if meant.one is None and meant.things:
        return acted(match, bench, old, lambda thing: _replaced(thing, new, match, bench), "Put it in place of {name}.")
    if meant.one is None:
        return Change(_not_so(old, new, match, bench), keep=keep)
    return _replaced(meant.one, new, match, bench)


def _goes_on(words: str, bench: Bench) -> bool:
    """Whether words are a known name and something that is said of it: ``not Claude makes the payments``."""
    texts = words.replace(",", " ").split()
    return any(bench.meant(" ".join(texts[:cut])).one is not None for cut in range(1, min(len(texts), 4)))


def _not_so(old: str, new: str, match: Match, bench: Bench) -> tuple[Edit, ...]:
    """What the old thing would be a sign of, and the new one is not: ``a PIN instead of face recognition``.

    What can be so in many ways is not denied by one of them: without Pinecone others may still process the data.
    """
    signs = [
        {claim.fact for claim in bench.text.claims_in(f"We use {words}.") if claim.value is True}
        for words in (old, new)
    ]
    single = {one for one in signs[0] - signs[1] if not bench.catalog.facts[one].broad}
    return bench.text.denied(bench.text.closest(single), match.line, bench.turn)


def _replaced(old: Thing, new: str, match: Match, bench: Bench) -> Change:
    known = bench.meant(new).one
    keep = _read_on(match)
    if known is not None and known.id != old.id:
        return Change(made_one(known, (old,), bench.model) if type(known) is type(old) else
                      taken_out(old, bench, match.line, bare(new)), keep=keep, gone=old)  # fmt: skip
    if not isinstance(old, Component):
        keep = tuple(sorted([*span(match, "new"), *_only_before(match)]))
        return Change(taken_out(old, bench, match.line, bare(new)), keep=keep, corrects=True, gone=old)
    name, kind = bench.text.part_in(new)
    name = name or short_name(new)
    alone = not any(one.kind is old.kind for one in bench.model.components if one.id != old.id)
    edits = moved_home(renamed(old, name, bench, match.line, kind), new, bench.model)
    return Change(edits, keep=keep, corrects=alone, gone=old)


def _switched_to(match: Match, bench: Bench) -> Change | None:
    """What came for the thing that the sentence took out just before."""
    new = match.words("new")
    if bench.gone is None or len(new.split()) > MOST_NEW_WORDS:
        return None
    name, kind = bench.text.part_in(new)
    if isinstance(bench.gone, Component) and bench.meant(new).one is None:
        part = bench.gone.model_copy(
            update={"id": Mint(bench.model).take("C"), "name": name or short_name(new), "kind": kind or bench.gone.kind,
                    "origin": Origin.USER, "inferred": False, "quotes": bench.quotes(match.line)}
        )  # fmt: skip
        return Change((PutComponent(component=part),), keep=span(match, "new"))
    return Change(keep=span(match, "new"), corrects=True)


def _not_removed(match: Match, bench: Bench) -> Change | None:
    """What is said to stay stays; what comes beside it is another part."""
    if "new" not in match.slots or "old" not in match.slots:
        return Change() if "old" not in match.slots or bench.meant(match.words("old")).things else None
    if bench.meant(match.words("old")).one is None or bench.meant(match.words("new")).one is not None:
        return Change() if bench.meant(match.words("old")).things else None
    name, kind = bench.text.part_in(match.words("new"))
    return Change((fresh_part(name, kind, match, bench),), keep=span(match, "new")) if name and kind else None


def _merge(match: Match, bench: Bench) -> Change | None:
    """Several names of one thing: the things that they mean become one."""
    words = _names(match)
    if len(words) < 2 and not match.order:
        return None  # "the portal is the same", before it is said as what
    meant = [bench.meant(one) for one in words]
    things = list({one.one.id: one.one for one in meant if one.one is not None}.values())
    known = sum(one.one is not None for one in meant)
    if len(things) > 1 and (known == len(words) or len(things) == len(words) - 1 > 1):
        into = things[-1] if _INTO.search(match.words("names")) else None
        return _one_of(things, bench, into)
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
    return _one_of([first, second], bench)


def _one_of(things: list[Thing], bench: Bench, into: Thing | None = None) -> Change:
    """One thing of several: the one that they are merged into, or else the one with a proper name."""
    kinds = {type(thing) for thing in things}
    if len(kinds) > 1:
        names = joined([thing.name for thing in things])
        return Change(notes=(f"{names} are a part and people, so they cannot be one.",))
    kept = into or max(things, key=_told_by_name)
    others = [one for one in things if one is not kept]
    note = f"{joined([one.name for one in things])} are one now: {kept.name}. Say “undo” to take that back."
    return Change(made_one(kept, others, bench.model), notes=(note,))


def _told_by_name(thing: Thing) -> tuple[bool, bool]:
    """Whether a thing was told, and by a proper name."""
    return not getattr(thing, "inferred", False), bool(re.search("[A-Z0-9]", thing.name))


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


def _read_on(match: Match) -> Spans:
    """What is read of a replacement: the new thing, and what it is for."""
    new = match.slots["new"]
    others = [found.span() for found in _FOR.finditer(match.line) if not _within(found.start(), match)]
    return tuple(sorted([(new.start, new.end), *others]))


def _only_before(match: Match) -> Spans:
    """The word that says that nobody but these people use it."""
    return tuple(found.span() for found in re.finditer(r"\b(?:only|just)\b", match.line, re.IGNORECASE))


def _within(place: int, match: Match) -> bool:
    return any(slot.start <= place < slot.end for slot in match.slots.values())


def _names(match: Match) -> list[str]:
    return parts_of(match.words("names")) if "names" in match.slots else [match.words("thing"), match.words("other")]


PAIRS: Mapping[str, Callable[[Match, Bench], Change | None]] = {
    "not_removed": _not_removed,
    "redirect": _redirect,
    "replace": _replace,
    "switched_to": _switched_to,
    "unlink": _unlink,
    "merge": _merge,
    "merge_whole": _merge_whole,
}
"""What is done with a sentence of each intent; None where it is no sentence of that intent after all."""

_INTO = re.compile(r"\sinto\s", re.IGNORECASE)
_FOR = re.compile(r"\b(?:uses?|asks?|only|just|it|on|runs?)\b", re.IGNORECASE)
