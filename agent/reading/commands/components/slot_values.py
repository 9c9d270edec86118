"""What handlers of sentences about parts make of the words in a slot: a name, a span, a new part."""

import re

from agent.domain import Component, Mint, Origin
from agent.domain.changes.edits import PutComponent
from agent.reading.commands.components.command_context import Bench, Spans
from agent.reading.commands.components.part_edits import MOST_LETTERS
from agent.reading.commands.entity_lookup import bare
from agent.reading.commands.templates import Match
from knowledge.vocabulary import ComponentKind

MOST_NAME_WORDS = 8


def fresh_part(name: str, kind: ComponentKind, match: Match, bench: Bench) -> PutComponent:
    """The edit that adds a part which the owner names."""
    part = Component(
        id=Mint(bench.model).take("C"), name=name[:MOST_LETTERS], kind=kind, origin=Origin.USER,
        quotes=bench.quotes(match.line),
    )  # fmt: skip
    return PutComponent(component=part)


def span(match: Match, slot: str) -> Spans:
    """Where the words of a slot stand in the line."""
    return ((match.slots[slot].start, match.slots[slot].end),)


def short_name(words: str) -> str:
    """A name from words: what stands before anything that only says more about it."""
    return bare(re.split(r"\s(?:that|which|who|on|in|for|from|with|by|of|as)\s", words, maxsplit=1)[0])[:MOST_LETTERS]


def is_name(name: str) -> bool:
    """Whether words can be a name that somebody gives: any few words."""
    return bool(name) and len(name.split()) <= MOST_NAME_WORDS and len(name) <= MOST_LETTERS


def without_reason(words: str) -> str:
    """The names alone: behind a comma a sentence may go on to say why."""
    return _REASON.split(words, maxsplit=1)[0]


def new_name(words: str) -> str:
    """The name alone, without the small words around it."""
    name = bare(re.sub(r"^\s{0,3}(?:to|as|into|it)\s{1,3}", "", words))
    return re.sub(r"\s{1,3}(?:instead|from now on)$", "", name)


_REASON = re.compile(
    r"\s{0,3}[,;]\s{1,3}(?:(?:that|it|this|they|we|there|he|she)(?:['\u2019]?(?:s|re|ve))?|because|as|since|nobody)\s",
    re.IGNORECASE,
)
