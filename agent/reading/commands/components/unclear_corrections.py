"""Ask about a correction that names things of the model in a way nobody has foreseen; never read it as a statement."""

import re
from collections.abc import Iterator
from itertools import combinations

from agent.domain import DataFlow, Edit, Mint
from agent.domain.changes.edits import PutFlow
from agent.domain.system import TrustBoundary
from agent.domain.wording.names_in_sentences import capital, joined
from agent.reading.commands.components.command_context import Bench, Change, one_of_these
from agent.reading.commands.components.part_edits import made_one, renamed, taken_out, unlinked
from agent.reading.commands.components.slot_values import is_name
from agent.reading.commands.entity_lookup import Thing, bare
from agent.reading.text.names import key_of

MOST_WORDS = 12
MOST_ASKED = 2
"""Beyond so many things nobody can tell what is to become of them."""


def recognised(line: str, bench: Bench) -> Change | None:
    """What may be meant by words that look like an order or a correction and name one or two things of the model."""
    words = line.strip(" .!,;:")
    if not words or len(words.split()) > MOST_WORDS or line.rstrip().endswith("?"):
        return None
    if not (_ORDER.match(words) or _EQUATES.search(words)):
        return None
    things = _named_in(words, bench)
    if not _ORDER.match(words) and not _named_in(_EQUATES.split(words, maxsplit=1)[0], bench):
        return None  # "the second one is really about the index" is said of something else
    if not 0 < len(things) <= MOST_ASKED or (_ORDER.match(words) and not _is_order(words, things)):
        return None
    names = joined([thing.name for thing in things])
    note = f"I understood “{names}”, but not what is to become of {'it' if len(things) == 1 else 'them'}."
    lines = [(f"Take {thing.name} out.", taken_out(thing, bench, line)) for thing in things]
    lines = [*_other_name(words, things, bench, line), *lines]
    for one, other in combinations(things, 2):
        if type(one) is type(other):
            lines.insert(0, (f"{capital(one.name)} and {other.name} are one and the same.",
                             made_one(one, (other,), bench.model)))  # fmt: skip
        between = unlinked(one, other, bench.model)
        flow = DataFlow(id=Mint(bench.model).take("F"), source=one.id, target=other.id, label="")
        lines.append((f"Nothing flows between {one.name} and {other.name}.", between) if between else
                     (f"{capital(one.name)} sends data to {other.name}.", (PutFlow(flow=flow),)))  # fmt: skip
    return Change(notes=(f"{note} Nothing is changed until you say.",), offers=one_of_these(lines))


def _other_name(
    words: str, things: tuple[Thing, ...], bench: Bench, line: str
) -> Iterator[tuple[str, tuple[Edit, ...]]]:
    """The other side of ``X -> Y`` or ``X is now Y`` as the new name of the one thing that is known."""
    sides = _EQUATES.split(words, maxsplit=1)
    if len(sides) == 2 and len(things) == 1 and bench.meant(sides[0]).one is things[0] and is_name(bare(sides[1])):
        name = bare(sides[1])
        yield f"Call {things[0].name} “{name}” from now on.", renamed(things[0], name, bench, line)


def _named_in(words: str, bench: Bench) -> tuple[Thing, ...]:
    """The parts and people whose whole names stand in the words, in their order there."""
    flat = f" {key_of(words)} "
    things: tuple[Thing, ...] = (*bench.model.components, *bench.model.actors)
    found = {thing.id: (flat.find(f" {key_of(thing.name)} "), key_of(thing.name)) for thing in things}
    there = [one for one in things if found[one.id][0] >= 0 and not isinstance(one, TrustBoundary)]
    inner = {one.id for one in there for other in there if _lies_in(found[one.id], found[other.id])}
    return tuple(sorted((one for one in there if one.id not in inner), key=lambda one: found[one.id][0]))


def _lies_in(inner: tuple[int, str], outer: tuple[int, str]) -> bool:
    inside = outer[0] <= inner[0] and inner[0] + len(inner[1]) <= outer[0] + len(outer[1])
    return inside and len(inner[1]) < len(outer[1])


def _is_order(words: str, things: tuple[Thing, ...]) -> bool:
    """Whether the verb has its object right behind it; ``call centres use it`` and ``swap space is full`` give none."""
    behind = _ORDER.sub("", words, count=1)
    article = re.match(r"(?:the|our|my|that|this|both|all)\s", behind, re.IGNORECASE)
    return article is not None or any(key_of(behind).startswith(key_of(thing.name)) for thing in things)


_ORDER = re.compile(
    r"(?:(?:ok|please|now|also|and|then|just|can you|could you|we should|you should|let's|let us)[\s,]{1,3}){0,3}"
    r"(?:rename|remove|delete|drop|merge|combine|unite|replace|swap|exchange|move|shift|split|call|name|join|connect|"
    r"disconnect|link|unlink|hide|fix|correct|change|update|edit|switch|turn|make|put|set|add|kill|scrap)\s",
    re.IGNORECASE,
)
_EQUATES = re.compile(
    r"\s(?:[-=]{1,2}>|\u2192|=|(?:is|are) (?:now|really|actually|in fact|the same as|also)|should be)\s", re.IGNORECASE
)
