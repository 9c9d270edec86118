"""Hear in a message what it says of the model's parts, sentence by sentence, and leave the rest to be read."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from agent.reading.commands.components.command_context import Bench, Change, Told
from agent.reading.commands.components.parts import HANDLERS
from agent.reading.commands.components.unclear_corrections import recognised
from agent.reading.commands.list_lines import told_by_lists
from agent.reading.commands.templates import fits, matches
from agent.reading.text.sentences import sentences_of

MOST_SENTENCES = 8
MOST_CUTS = 4
MOST_ORDERS = 4
MOST_LETTERS = 1_200
"""A longer message describes the system and orders nothing."""


def told_of_parts(text: str, bench: Bench) -> Told:
    """What a message says of the parts of a model."""
    if len(text) > MOST_LETTERS or _MARKED.search(text):
        return Told(text)
    told = told_by_lists(text, bench)
    sentences = sentences_of(told.text)
    if len(sentences) > MOST_SENTENCES:
        return told
    for sentence in sentences:
        if not sentence.asks or _POLITE.match(sentence.text):
            told, bench = _heard(sentence.text, sentence.start, told, bench)
    return told


def _heard(line: str, start: int, told: Told, bench: Bench, orders: int = MOST_ORDERS) -> tuple[Told, Bench]:
    """One sentence, or what is left of it, which may hold so many orders more."""
    if fits(line.strip(" ,;:-"), *_TALK):
        return replace(told, text=told.blanked(start, start + len(line)), heard=True), bench
    found = _change_in(line, bench) if orders else None
    if found is None:
        asked = recognised(line, bench) if orders else None
        return (told, bench) if asked is None else (_with(told, asked, line, start), bench)
    change, cut = found
    told = _with(told, change, line[:cut], start)
    bench = bench.after(change)
    rest = line[cut:]
    if rest.strip(_MARKS):
        lead = len(rest) - len(rest.lstrip(_MARKS))
        if _REASONS.match(rest.lstrip(_MARKS)):
            return replace(told, text=told.blanked(start + cut, start + len(line))), bench
        return _heard(rest[lead:], start + cut + lead, told, bench, orders - 1)
    return told, bench


def _change_in(line: str, bench: Bench) -> tuple[Change, int] | None:
    """What a line, or its beginning up to a mark or a joining word, says of the parts; and where that ends."""
    lost: tuple[Change, int] | None = None
    for cut in _cuts(line):
        for match in matches(line[:cut].strip(), *HANDLERS):
            if match.whole and not _ENDS.match(line[cut:]):
                continue
            change = HANDLERS[match.intent](match, replace(bench, behind=line[cut:]))
            if change is not None and not change.lost:
                return change, cut
            names = not _POINTS.match(line[:cut]) and not (match.order and _STATES.search(line[:cut]))
            if change is not None and lost is None and names:
                lost = change, cut
    return lost


def _cuts(line: str) -> Iterator[int]:
    """Where a line may end: before another order first, then as a whole, then at its marks and joining words."""
    orders = (
        found.start() for found in _ORDERS.finditer(line) if found.start() and not _is_quoted(line, found.start())
    )
    joints = (found.start() for found in _JOINTS.finditer(line) if line[: found.start()].strip(_MARKS))
    yield from (*islice(orders, 1), len(line), *islice(joints, MOST_CUTS))


def _is_quoted(line: str, place: int) -> bool:
    """Whether a place lies within quotation marks that the line opens before it."""
    before = line[:place]
    return before.count('"') % 2 == 1 or before.count("\u201c") > before.count("\u201d")


def _with(told: Told, change: Change, line: str, start: int) -> Told:
    keep = ((0, len(line)),) if change.keep is None else change.keep
    text, at = told.text, 0
    for begin, end in (*keep, (len(line), len(line))):
        text = text[: start + at] + " " * max(0, begin - at) + text[start + max(at, begin) :]
        at = max(at, end)
    return Told(
        text=text,
        edits=(*told.edits, *change.edits),
        notes=(*told.notes, *change.notes),
        offers=(*told.offers, *change.offers),
        corrected=(*told.corrected, (start, start + len(line))) if change.corrects else told.corrected,
        heard=True,
    )


_POLITE = re.compile(r"(?:please,? )?(?:can|could|will|would) you\s", re.IGNORECASE)
"""An order that is worded as a question."""
_TALK = ("thanks", "aside")
_MARKED = re.compile(r"^[ ]{0,3}(?:#{1,6} |```|~~~|\|)", re.MULTILINE)
"""Headings, code or tables: a text that is written out like a document orders nothing."""
_MARKS = " ,;:.!\u2013\u2014-\n"
_JOINTS = re.compile(r"\s{0,3}[,;:]\s|\s[-\u2013\u2014]{1,2}\s|\s(?=(?:and|but|because|since|as|so)\s)", re.IGNORECASE)
_ORDERS = re.compile(
    r"(?:\s?[,;:]\s{1,3}(?:and\s{1,3})?|\sand\s{1,3})(?:(?:then|also|please|we|have|just)\s{1,3}){0,3}"
    r"(?:renamed?|removed?|deleted?|dropp?(?:ed)?|merged?|replaced?|swapp?(?:ed)?|add(?:ed)?|discard(?:ed)?|"
    r"get rid of|take out|leave out|call)\s(?=\S)",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[\s,;:.!\u2013\u2014-]{0,4}(?:$|(?:and|but|because|since|as|so|which|that)\s)", re.IGNORECASE)
"""What may follow a statement that is whole by itself."""
_STATES = re.compile(
    r"\s(?:is|are|was|were|needs?|takes?|must|can|will|has|have|should|may|gets?|goes|go|come|comes)\s", re.IGNORECASE
)
"""A line that orders something of no known part and has a verb of its own states something: ``Merge requests need a
reviewer``."""
_POINTS = re.compile(
    r"\A[a-z]{3,12}\s(?:(?:these|those|the|both|all)\s){0,2}"
    r"(?:first|second|third|last|other|next|previous|two|three|ones?|it|them)(?:\s(?:one|ones|two|three))?[.!?]?$",
    re.IGNORECASE,
)
"""A line that orders something of what was spoken of, and names nothing: ``Forget the second one.``"""
_REASONS = re.compile(r"(?:because|since|as|due to|for the reason)\s", re.IGNORECASE)
