"""Hear what the lines of a list say by their form: ticked boxes, ``logging: yes``, ``- no memory``, a heading above."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from agent.domain import Edit
from agent.reading.commands.bench import Bench, Told
from agent.reading.commands.changing import taken_out
from agent.reading.commands.templates import fits
from agent.reading.text.sentences import sentences_of


def told_by_lists(text: str, bench: Bench) -> Told:
    """What the lists in a message say by their form, and the rest of its words."""
    told = Told(text)
    for start, end, heading in _items(text):
        told = _under(told, text[start:end], start, heading, bench)
    told = _answered(told, bench)
    for start, line in _lines(told.text):
        told = _ticked(told, line, start, bench)
    return told


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a text without their bullets, a line of several sentences in its sentences."""
    place = 0
    for line in text.split("\n"):
        bullet = _BULLET.match(line)
        lead = bullet.end() if bullet else len(line) - len(line.lstrip())
        inner = sentences_of(line[lead:])
        if len(inner) == 1:
            yield place + lead, line[lead:].rstrip()
        else:
            yield from ((place + lead + sentence.start, sentence.text) for sentence in inner)
        place += len(line) + 1


def _items(text: str) -> Iterator[tuple[int, int, str]]:
    """The lines that stand under a heading, the heading's own line among them, with its words."""
    heading, place = "", 0
    for line in text.split("\n"):
        words = line.strip()
        if _HEADING.fullmatch(words):
            heading = words.strip("#*:- ")
        elif words and not _BULLET.match(line):
            heading = ""
        if heading and words:
            yield place, place + len(line), heading
        place += len(line) + 1


def _under(told: Told, line: str, start: int, heading: str, bench: Bench) -> Told:
    """A line under a heading that says that nothing there is so, or that it is left aside."""
    aside = fits(heading, "aside_heading")
    if not aside and not fits(heading, "later_heading"):
        return told
    thing = bench.meant(_BULLET.sub("", line)).one if aside else None
    edits = taken_out(thing, bench, line.strip()) if thing else ()
    return replace(told, text=told.blanked(start, start + len(line)), edits=(*told.edits, *edits), heard=True)


def _answered(told: Told, bench: Bench) -> Told:
    """A question that the owner answers in the next breath, such as ``Can it send mails? No``."""
    sentences = sentences_of(told.text)
    for asked, answer in pairwise(sentences):
        flat = _FLAT.fullmatch(answer.text.strip(" .!"))
        if not asked.asks or asked.count < 2 or flat is None:
            continue
        claims = bench.text.claims_in(asked.text.rstrip("? "))
        facts = {claim.fact for claim in claims if claim.value is True}
        edits = bench.text.denied(facts, asked.text, bench.turn, value=flat["yes"] is not None)
        if edits:
            text = told.blanked(asked.start, answer.start + len(answer.text))
            told = replace(told, text=text, edits=(*told.edits, *edits), heard=True)
    return told


def _ticked(told: Told, line: str, start: int, bench: Bench) -> Told:
    """A line that says yes or no to what it names."""
    if _OPEN_BOX.match(line):
        return replace(told, text=told.blanked(start, start + len(line)), heard=True)
    edits: tuple[Edit, ...] = ()
    for pattern, value in _FORMS:
        match = pattern.fullmatch(line.strip(" .!"))
        facts = bench.text.listed(match["name"]) if match else ()
        if facts:
            edits = bench.text.denied(facts, line, bench.turn, value=value)
            break
    if not edits:
        return told
    return replace(told, text=told.blanked(start, start + len(line)), edits=(*told.edits, *edits), heard=True)


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_BULLET = re.compile(r"\s*(?:[-*\u2022\u00b7\u2013]|\d{1,2}[.)])\s+")
_HEADING = re.compile(r"#{0,4}\s*\*{0,2}[\w][\w /&'-]{1,50}:?\*{0,2}:\s*|#{1,4}\s+[\w][\w /&'-]{1,50}")
_FLAT = _form(r"(?P<yes>yes|yep|yeah|sure|of course|it does|it can|we do)|no|nope|never|it does not|not at all")
_OPEN_BOX = re.compile(r"\[\s?\]\s+\S")
_NAME = r"(?P<name>[^:=\n]{2,60}?)"
_IS = r"\s*(?:[:=]|\s[-\u2013\u2014])\s*"
_FORMS: tuple[tuple[re.Pattern[str], bool], ...] = (
    (_form(rf"\[[x\u2713\u2714v]\]\s+{_NAME}"), True),
    (_form(rf"{_NAME}{_IS}(?:yes|on|done|true|always|in place|enabled|active|\u2713|\u2714|x)"), True),
    (_form(
        rf"{_NAME}{_IS}(?:no|none|off|never|false|missing|disabled|inactive|nothing|\u2717|\u2718|not (?:yet|there"
        r"|in place|used|stored|kept|done|at all|available|possible|allowed|enabled|needed))"), False),
    (_form(rf"(?:no|without|without any) {_NAME}"), False),
    (_form(rf"{_NAME} (?:yes|in place)"), True),
)  # fmt: skip
