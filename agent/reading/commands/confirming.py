"""Typed words on assumptions by their ids: confirmed, denied, or all claims of documents confirmed at once."""

import re

from agent.domain import Edit, Provenance, Session
from agent.domain.claims import claims_of, confirmed, denied
from agent.domain.names_in_sentences import clipped
from agent.domain.system import Assumption
from agent.reading.commands.orders import Command


def confirming_in(line: str, session: Session) -> Command | None:
    """What a line says of assumptions; None when it says nothing of them."""
    words = line.strip().replace("\u2019", "'")
    if match := _ALL.fullmatch(words):
        return _all_of(match["document"], session)
    for pattern, holds in _SAYINGS:
        if match := pattern.fullmatch(words):
            return _decided(_ids(match["ids"]), holds, session)
    return None


def _all_of(document: str | None, session: Session) -> Command:
    """All claims of documents; where one is named, those of that one alone."""
    claims = claims_of(session.model)
    if document is not None:
        wanted = {document.strip(_QUOTED).casefold(), document.rstrip(".!").strip(_QUOTED).casefold()}
        claims = tuple(one for one in claims if one.source.casefold() in wanted)
    if not claims:
        named = f"“{clipped(document, 80)}”" if document else "a document"
        return Command(notes=(f"No control that was read from {named} waits to be confirmed.",))
    return Command(tuple(confirmed(one, Provenance.STATED) for one in claims))


def _decided(ids: tuple[str, ...], holds: bool, session: Session) -> Command:
    known = {one.id: one for one in session.model.assumptions}
    missing = [one for one in ids if one not in known]
    if missing:
        return Command(notes=(f"There is no assumption {', '.join(missing)}; nothing was confirmed or denied.",))
    edits: list[Edit] = []
    notes: list[str] = []
    for one in (known[name] for name in ids):
        if holds:
            edits.append(confirmed(one, Provenance.STATED))
        elif _can_be_denied(one):
            edits.append(denied(one, Provenance.STATED))
        else:
            notes.append(f"{one.id} is a choice among several; say what holds instead.")
    return Command(tuple(edits), notes=tuple(notes))


def _can_be_denied(one: Assumption) -> bool:
    """Whether a no is enough: of a yes or no, of a document's claim, or of what no fact stands for."""
    return one.fact is None or isinstance(one.value, bool) or bool(one.source)


def _ids(written: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"A-{int(number)}" for number in re.findall(r"\d+", written)))


_IDS = r"(?P<ids>A-?\s?\d{1,6}(?:(?:,? and |, ?| )A-?\s?\d{1,6}){0,40})"
_PLEASE = r"(?:please )?"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"{pattern}[.!]?", re.IGNORECASE)


_SAYINGS = (
    (_compiled(rf"{_PLEASE}(?:yes,? )?(?:i )?confirm (?:assumptions? )?{_IDS}"), True),
    (_compiled(rf"(?:yes,? )?{_IDS} (?:is|are|holds?|applies|apply)(?: (?:so|true|right|correct|confirmed))?"), True),
    (_compiled(rf"{_PLEASE}(?:no,? )?(?:i )?(?:deny|reject) (?:assumptions? )?{_IDS}"), False),
    (
        _compiled(
            rf"(?:no,? )?{_IDS} (?:(?:is|are) (?:not (?:so|true|right|correct)|wrong|false|untrue|incorrect)"
            r"|isn't (?:so|true|right|correct)|(?:does|do) not hold|doesn't hold)"
        ),
        False,
    ),
)
_ALL = _compiled(
    rf"{_PLEASE}confirm all (?:the )?(?:controls|claims)"
    r"(?: (?:that (?:were|was) )?read from (?P<document>.{1,200}))?"
)
_QUOTED = "\"'\u201c\u201d\u2018\u2019 "
