"""Measures that the catalog does not know and the owner does, added by a typed order."""

import re

from agent.domain import Control, ControlStatus, Mint, Origin
from agent.domain.changes.edits import PutControl
from agent.domain.wording.names_in_sentences import capital, clipped, joined
from agent.reading.commands.command import Command, Desk
from agent.reading.commands.entity_lookup import bare, threat_id
from agent.reading.commands.orders.tails import MOST_OWNER, tail_of
from agent.reading.commands.templates import Match

MOST_TITLE, MOST_ACTION = 150, 1_000


def added(match: Match, desk: Desk) -> Command | None:
    """A measure of the owner's own in the plan, with who does it and by when, and the threats that are named."""
    model = desk.session.model
    said = tail_of(match.words("rest"), desk.today)
    named = [threat_id(one) for one in _THREAT.findall(said.reason)]
    threats = tuple(dict.fromkeys(one for one in named if model.threat(one) is not None))
    words = bare(_OPENING.sub("", _AGAINST.sub(" ", said.reason)).strip(_MARKS))
    if not words or not (model.components or model.threats):
        return None
    title = capital(words)
    control = Control(
        id=Mint(model).take("M"), title=clipped(title, MOST_TITLE), action=title[:MOST_ACTION], threats=threats,
        status=ControlStatus.PLANNED, owner=said.owner[:MOST_OWNER], due=said.day, decided=True, origin=Origin.USER,
    )  # fmt: skip
    who = f" {capital(control.owner)} does it." if control.owner else f" Say who does it: “owner of {control.id} is …”."
    when = f" It is due on {control.due.isoformat()}." if control.due else ""
    acts = f", against {joined(list(threats))}" if threats else ""
    note = f"{control.id} “{control.title}” is in the plan as your own measure{acts}.{who}{when}"
    return Command((PutControl(control=control),), notes=(f"{note} No score is moved by it.",))


_THREAT = re.compile(r"\bT-?\d{1,6}\b", re.IGNORECASE)
_AGAINST = re.compile(
    r"\b(?:against|for|to lower|to stop|on) (?:threats? |risks? )?T-?\d{1,6}(?:(?:, | and |, and )T-?\d{1,6}){0,9}\b:?",
    re.IGNORECASE,
)
_OPENING = re.compile(r"^\W{0,3}(?:(?:called|named|which says|that|to)\s)?", re.IGNORECASE)
_MARKS = " \t,;:.!-\u2013\u2014"
