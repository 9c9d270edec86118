"""The typed orders that plan a measure: by when, who does it, and what shows that it is done."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Literal

from agent.domain import ControlStatus
from agent.domain.changes.edits import DecideControl, PlanControl
from agent.domain.wording.names_in_sentences import joined
from agent.reading.commands.command import Command, Desk, told
from agent.reading.commands.entity_lookup import bare, number_in, plain_id
from agent.reading.commands.orders.tails import Tail, tail_of
from agent.reading.commands.templates import Match

_EVIDENCE = re.compile(r"\b(?:evidence|proof)(?: is|:)?(?: at| in)?:?\s{1,3}(https?://\S+|\S[^;]*)", re.IGNORECASE)
_MARKS = " ,;"
_ID = re.compile(r"M-?\s?\d{1,6}", re.IGNORECASE)
_ALL_IDS = re.compile(r"M-?\s?\d{1,6}(?:(?:,? and |, ?| |,? then )M-?\s?\d{1,6}){0,20}", re.IGNORECASE)
_CONTROL = re.compile(r"(M-?\s?\d{1,6})\b[\s:,]{0,3}(.*)", re.IGNORECASE | re.DOTALL)


def planned(control: str, rest: str, today: date) -> tuple[PlanControl | None, Tail]:
    """What the rest of an order plans for a measure, and what it says besides."""
    said = tail_of(rest, today)
    evidence = _EVIDENCE.search(said.reason)
    if evidence:
        left = f"{said.reason[: evidence.start()].rstrip(_MARKS)} {said.reason[evidence.end() :]}".strip()
        said = replace(said, reason=left)
    if said.day is None and evidence is None:
        return None, said
    shown = evidence[1].strip().rstrip(".,") if evidence else None
    return PlanControl(control=control, due=said.day, evidence=shown[:600] if shown else None), said


def _due(match: Match, desk: Desk) -> Command | None:
    control = _control(match)
    if control is None:
        return None
    words = match.words("rest").strip(" .!")
    plan, said = planned(control, f"due {words}", desk.today)
    if plan is None or plan.due is None:
        return told(f"Write the day such as 2027-02-01; “{bare(words)}” was not read as one, so nothing was changed.")
    return Command((plan.model_copy(update={"owner": said.owner}) if said.owner else plan,))


def _not_due(match: Match, desk: Desk) -> Command | None:
    none: Literal[""] = ""
    control = _control(match)
    return Command((PlanControl(control=control, due=none),)) if control else None


def _evidence(match: Match, desk: Desk) -> Command | None:
    control = _control(match)
    plan, _ = planned(control, f"evidence {match.words('rest')}", desk.today) if control else (None, "")
    return Command((plan,)) if plan else None


def _owner(match: Match, desk: Desk) -> Command | None:
    control, owner = _control(match), bare(match.words("names"))
    return Command((PlanControl(control=control, owner=owner[:120]),)) if control and owner else None


def _plan_several(match: Match, desk: Desk) -> Command | None:
    """Several measures into the plan: those that are named by their ids, or the first of those worth most."""
    model = desk.session.model
    if match.words("ids"):
        if not _ALL_IDS.fullmatch(match.words("ids").strip(" .!")):
            return None
        named = dict.fromkeys(plain_id(one) for one in _ID.findall(match.words("ids")))
    else:
        number = number_in(match.words("count")) if match.words("count") else 1
        if not (number and model.controls):
            return None
        named = dict.fromkeys(desk.first_measures(model, number))
    known = [one for name in named if (one := model.control(name)) is not None]
    open_ones = [one for one in known if one.status is ControlStatus.PROPOSED]
    lost = [name for name in named if model.control(name) is None]
    notes = [f"Planned: {joined([f'{one.id} {one.title}' for one in open_ones])}."] if open_ones else []
    notes += [f"{one.id} is {one.status.value.replace('_', ' ')} already." for one in known if one not in open_ones]
    notes += [f"There is no measure {joined(lost, 'or')}."] if lost else []
    return Command(
        tuple(DecideControl(control=one.id, status=ControlStatus.PLANNED) for one in open_ones), notes=tuple(notes)
    )


PLANNING: Mapping[str, Callable[[Match, Desk], Command | None]] = {
    "control_not_due": _not_due,
    "control_due": _due,
    "control_evidence": _evidence,
    "control_owner": _owner,
    "plan_first": _plan_several,
}


def _control(match: Match) -> str | None:
    """The measure that an order names by its id, with nothing behind it."""
    found = _CONTROL.fullmatch(match.words("control").strip())
    return plain_id(found[1]) if found and not found[2].strip(" .!?,:'") else None
