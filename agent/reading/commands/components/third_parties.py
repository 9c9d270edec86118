"""Sentences that say that somebody else runs a part, and such as deny what the model does not hold."""

import re
from collections.abc import Iterator

from agent.domain import Component, Edit, Origin
from agent.domain.changes.edits import PutComponent
from agent.domain.wording.names_in_sentences import capital, joined, small
from agent.reading.architecture.boundaries import THIRD_PARTIES
from agent.reading.commands.components.command_context import POINTING, Bench, Change, one_of_these
from agent.reading.commands.components.part_edits import taken_out
from agent.reading.commands.components.slot_values import fresh_part, is_name
from agent.reading.commands.entity_lookup import bare
from agent.reading.commands.templates import Match, matches
from knowledge.search.embedding import whole_words
from knowledge.search.words import singular
from knowledge.vocabulary import ComponentKind

_FURTHER = re.compile(r",\s(?!we\b|they\b|it\b|you\b|the\b)|;\s|\.\s|\s(?:because|since|as)\s", re.IGNORECASE)
"""Where a sentence goes on to say more than what is not there."""
_HOSTED = re.compile(r"\b(?:host(?:ed|s)?|provide[ds]?|supplie[ds]|built|delivered)\b", re.IGNORECASE)
MOST_WORDS = 4
"""What is denied in more words than these says more than that a thing is not there."""
WHO_DOES_IT = (
    "That somebody else does it does not say whether it is done. To a question, say yes, no or not sure. Of a part, "
    "say which: “the mail relay is run by the vendor”. Of a threat, say its number: “T-003 is transferred because the "
    "vendor answers for it”."
)


def run_by_others(match: Match, bench: Bench) -> Change | None:
    """``The mail relay is run by the vendor``: asked whether it stays as a service of others, or is left out.

    A model is read on: who runs it is said of the model. So is ``it is hosted by a provider``, which tells where all
    of it runs.
    """
    words = bare(match.words("thing"))
    if words.lower() in POINTING | {"that part", "this part", "all that", "all of that", "all this"}:
        if _HOSTED.search(match.line):
            return None
        return Change(notes=(WHO_DOES_IT,))
    meant = bench.meant(words)
    thing = meant.one
    if thing is None:
        return None if meant.things or not _is_proper(words) else _unknown(words, match, bench)
    if not isinstance(thing, Component) or thing.kind.value.endswith("_model"):
        return None
    lines = [*_as_service(thing, bench), (f"Leave {thing.name} out: it is not ours to look at.",
                                          taken_out(thing, bench, match.line))]  # fmt: skip
    note = f"{capital(thing.name)} is run by others. What shall become of it here?"
    return Change(notes=(note,), offers=one_of_these(lines))


def _as_service(thing: Component, bench: Bench) -> Iterator[tuple[str, tuple[Edit, ...]]]:
    """The part as a service of others, with third parties if they have a place of their own in the model."""
    theirs = next((one.id for one in bench.model.boundaries if one.name == THIRD_PARTIES[0]), thing.boundary)
    if thing.kind is ComponentKind.EXTERNAL_SERVICE and thing.boundary == theirs:
        return
    fresh = {"kind": ComponentKind.EXTERNAL_SERVICE, "boundary": theirs, "origin": Origin.USER, "inferred": False}
    yield (
        f"Keep {thing.name}, as an outside service that others run.",
        (PutComponent(component=thing.model_copy(update=fresh)),),
    )


def _unknown(name: str, match: Match, bench: Bench) -> Change:
    part = fresh_part(name, ComponentKind.EXTERNAL_SERVICE, match, bench)
    note = f"{name} is not in the model yet. If data go there, it belongs in it even where others run it."
    return Change(notes=(note,), offers=one_of_these([(f"Add {name} as an outside service that others run.", (part,))]))


def _is_proper(words: str) -> bool:
    """Whether words are written like a name of something: ``VetSoft``, neither ``everything`` nor ``Invoices``."""
    inside = any(letter.isupper() or letter.isdigit() for letter in words[1:])
    ordinary = all(one in whole_words() or one != singular(one) for one in words.lower().split())
    return is_name(words) and (inside or (words[:1].isupper() and not ordinary))


def denied_things(line: str, bench: Bench) -> Change | None:
    """What comes of words that only deny a thing which is not in the model: ``we don't have an agent``."""
    match = next(matches(_FURTHER.split(line, maxsplit=1)[0].strip(" .!"), "remove"), None)
    name = bare(match.words("thing")) if match is not None and not match.order else ""
    if not is_name(name) or len(name.split()) > MOST_WORDS or bench.meant(name).things:
        return None
    here = f"The model holds no part called “{name}”, so there was nothing to take out."
    facts = bench.text.named_in(name)
    so = [_meaning(one, bench) for one in facts if bench.model.value_of(one) is False]
    if so:
        return Change(notes=(f"{here} It is so in the model already: {joined(so)}.",))
    lines = [
        (f"{capital(_meaning(one, bench))}.", bench.text.denied((one,), line.strip(), bench.turn)) for one in facts
    ]
    return Change(notes=(here,), offers=one_of_these(lines))


def _meaning(fact: str, bench: Bench) -> str:
    return small(bench.catalog.facts[fact].meaning(False).rstrip("."))
