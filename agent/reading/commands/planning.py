"""The typed orders that plan a measure: by when, who does it, and what shows that it is done."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Literal

from agent.domain.edits import PlanControl
from agent.reading.commands.command import Command, Desk, told
from agent.reading.commands.naming import bare, plain_id
from agent.reading.commands.templates import Match

_DAY = (
    r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}(?:st|nd|rd|th)?\s[a-z]{3,9}\.?,?\s\d{4}"
    r"|[a-z]{3,9}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s\d{4}"
)
_DUE = re.compile(rf"\bdue(?: date| day)?(?: is|:)?(?: on| by)?:?\s{{1,3}}({_DAY})(?!\w)", re.IGNORECASE)
_EVIDENCE = re.compile(r"\b(?:evidence|proof)(?: is|:)?(?: at| in)?:?\s{1,3}(https?://\S+|\S[^;]*)", re.IGNORECASE)
_MARKS = " ,;"
_FORMS = ("%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y")
_CONTROL = re.compile(r"(M-?\s?\d{1,6})\b[\s:,]{0,3}(.*)", re.IGNORECASE | re.DOTALL)


def planned(control: str, rest: str) -> tuple[PlanControl | None, str]:
    """What the rest of an order plans for a measure, and what is left of the rest."""
    due, evidence = _DUE.search(rest), None
    day = day_in(due[1]) if due else None
    if due and day:
        rest = f"{rest[: due.start()].rstrip(_MARKS)} {rest[due.end() :]}"
    evidence = _EVIDENCE.search(rest)
    if evidence:
        rest = f"{rest[: evidence.start()].rstrip(_MARKS)} {rest[evidence.end() :]}"
    if day is None and evidence is None:
        return None, rest
    shown = evidence[1].strip().rstrip(".,") if evidence else None
    return PlanControl(control=control, due=day, evidence=shown[:600] if shown else None), rest


def day_in(words: str) -> date | None:
    """The day that words name, written as 2027-02-01 or as 1 February 2027; none where they are no day."""
    flat = " ".join(re.sub(r"(?<=\d)(?:st|nd|rd|th)\b|[.,]", " ", words.strip().lower()).split())
    try:
        return date.fromisoformat("-".join(part.zfill(2) for part in flat.split("-")))
    except ValueError:
        pass
    for form in _FORMS:
        try:
            return datetime.strptime(flat, form).date()
        except ValueError:
            continue
    return None


def _due(match: Match, desk: Desk) -> Command | None:
    control = _control(match)
    if control is None:
        return None
    words = match.words("rest").strip(" .!")
    plan, _ = planned(control, f"due {words}")
    if plan is None or plan.due is None:
        return told(f"Write the day such as 2027-02-01; “{bare(words)}” was not read as one, so nothing was changed.")
    owner = re.search(r"\b(?:owner(?: is|:)?|by)\s+([^,;.:]{1,80})$", words, re.IGNORECASE)
    return Command((plan.model_copy(update={"owner": owner[1].strip()}) if owner else plan,))


def _not_due(match: Match, desk: Desk) -> Command | None:
    none: Literal[""] = ""
    control = _control(match)
    return Command((PlanControl(control=control, due=none),)) if control else None


def _evidence(match: Match, desk: Desk) -> Command | None:
    control = _control(match)
    plan, _ = planned(control, f"evidence {match.words('rest')}") if control else (None, "")
    return Command((plan,)) if plan else None


def _owner(match: Match, desk: Desk) -> Command | None:
    control, owner = _control(match), bare(match.words("names"))
    return Command((PlanControl(control=control, owner=owner[:120]),)) if control and owner else None


PLANNING: Mapping[str, Callable[[Match, Desk], Command | None]] = {
    "control_not_due": _not_due,
    "control_due": _due,
    "control_evidence": _evidence,
    "control_owner": _owner,
}


def _control(match: Match) -> str | None:
    """The measure that an order names by its id, with nothing behind it."""
    found = _CONTROL.fullmatch(match.words("control").strip())
    return plain_id(found[1]) if found and not found[2].strip(" .!?,:'") else None
