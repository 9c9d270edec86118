"""Typed words on assumptions by their ids: confirmed, denied, or all claims of documents confirmed at once."""

import re
from collections.abc import Callable, Mapping

from agent.domain import Edit, Provenance, Session
from agent.domain.document_claims import claims_of, confirmed, denied
from agent.domain.system import Assumption
from agent.domain.wording.names_in_sentences import clipped
from agent.reading.commands.command import Command, Desk, told
from agent.reading.commands.templates import Match


def _all_of(match: Match, desk: Desk) -> Command:
    """All claims of documents; where one is named, those of that one alone."""
    claims, document = claims_of(desk.session.model), match.words("document")
    if document:
        wanted = {document.strip(_QUOTED).casefold(), document.rstrip(".!").strip(_QUOTED).casefold()}
        claims = tuple(one for one in claims if one.source.casefold() in wanted)
    if not claims:
        named = f"“{clipped(document, 80)}”" if document else "a document"
        return told(f"No control that was read from {named} waits to be confirmed.")
    return Command(tuple(confirmed(one, Provenance.STATED) for one in claims))


def _confirm(match: Match, desk: Desk) -> Command | None:
    return _decided(match.words("ids"), True, desk.session)


def _deny(match: Match, desk: Desk) -> Command | None:
    return _decided(match.words("ids"), False, desk.session)


CONFIRMING: Mapping[str, Callable[[Match, Desk], Command | None]] = {
    "confirm_claims": _all_of,
    "confirm": _confirm,
    "deny": _deny,
}


def _decided(written: str, holds: bool, session: Session) -> Command | None:
    if not _IDS.fullmatch(written.strip(" .!")):
        return None
    ids = tuple(dict.fromkeys(f"A-{int(number)}" for number in re.findall(r"\d+", written)))
    known = {one.id: one for one in session.model.assumptions}
    missing = [one for one in ids if one not in known]
    if missing:
        return told(f"There is no assumption {', '.join(missing)}; nothing was confirmed or denied.")
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


_IDS = re.compile(r"A-?\s?\d{1,6}(?:(?:,? and |, ?| )A-?\s?\d{1,6}){0,40}", re.IGNORECASE)
_QUOTED = "\"'\u201c\u201d\u2018\u2019 "
