"""Hear what the lines of a list say by their form: ticked boxes, ``logging: yes``, ``- no memory``, a heading above."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from agent.reading.commands.components.command_context import Bench, Told
from agent.reading.commands.components.part_edits import taken_out
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
    name, value = _form_of(line.strip(" .!"))
    edits = bench.text.denied(bench.text.listed(name), line, bench.turn, value=value) if name else ()
    if not edits:
        return told
    return replace(told, text=told.blanked(start, start + len(line)), edits=(*told.edits, *edits), heard=True)


def _form_of(line: str) -> tuple[str, bool]:
    """What a line names and whether it says yes to it; an empty name where it has no such form."""
    if box := _BOX.match(line):
        return line[box.end() :], True
    name, mark, word = _apart(line)
    if mark and word.strip().lower() in _SAYS_YES | _SAYS_NO:
        return name, word.strip().lower() in _SAYS_YES
    first, _, rest = line.partition(" ")
    if first.lower() in ("no", "without"):
        return rest.removeprefix("any "), False
    return "", False


def _apart(line: str) -> tuple[str, str, str]:
    """A line in two at its last mark that can stand for ``is``."""
    marks = list(_IS.finditer(line))
    return (line[: marks[-1].start()], marks[-1][0], line[marks[-1].end() :]) if marks else (line, "", "")


_BULLET = re.compile(r"\s{0,3}(?:[-*\u2022\u00b7\u2013]|\d{1,2}[.)])\s{1,3}")
_HEADING = re.compile(r"#{0,4}\s{0,3}\*{0,2}[\w][\w /&'-]{1,50}:?\*{0,2}:\s{0,3}|#{1,4}\s{1,3}[\w][\w /&'-]{1,50}")
_FLAT = re.compile(
    r"(?P<yes>yes|yep|yeah|sure|of course|it does|it can|we do)|no|nope|never|it does not|not at all", re.IGNORECASE
)
_OPEN_BOX = re.compile(r"\[\s?\]\s{1,3}\S")
_BOX = re.compile(r"\[[xXvV\u2713\u2714]\]\s")
_IS = re.compile(r"[:=]|\s[-\u2013\u2014]\s")
_SAYS_YES = frozenset({"yes", "on", "done", "true", "always", "in place", "enabled", "active", "\u2713", "\u2714", "x"})
_SAYS_NO = frozenset(
    {"no", "none", "off", "never", "false", "missing", "disabled", "inactive", "nothing", "\u2717", "\u2718"}
) | frozenset(
    f"not {word}"
    for word in ("yet", "there", "in place", "used", "stored", "kept", "done", "at all", "available", "possible",
                 "allowed", "enabled", "needed")
)  # fmt: skip
