"""The typed orders about threats, their scores and controls, as edits."""

import re
from collections.abc import Callable, Mapping
from datetime import date

from agent.domain import SYSTEM, ControlStatus, ThreatModel, ThreatStatus
from agent.domain.edits import DecideControl, DecideThreat, OverrideFactor, Remove, RewordThreat
from agent.reading.commands.command import Command, Desk, told
from agent.reading.commands.merging import merged
from agent.reading.commands.naming import bare, parts_line, plain_id, threat_id
from agent.reading.commands.planning import planned
from agent.reading.commands.templates import Match
from agent.reading.text.names import key_of
from knowledge.vocabulary import DreadFactor


def id_in(words: str, letters: str) -> tuple[str, str] | None:
    """The id of one of some kinds that words open with, and what stands behind it; None where they do not."""
    found = re.fullmatch(rf"([{letters}]-?\s?\d{{1,6}})\b:?(.*)", words.strip(), re.IGNORECASE | re.DOTALL)
    return (found[1], found[2]) if found else None


def _score(match: Match, desk: Desk) -> Command | None:
    threat, level = _only(match.words("threat"), "T"), round(float(match.value("level")))
    if threat is None:
        return None
    if level > 10:
        return told(f"A level runs from 0 to 10; {level} was not set.")
    reason = _without_because(match.words("reason"))[:600]
    factor = DreadFactor(match.value("factor"))
    return Command((OverrideFactor(threat=threat_id(threat), factor=factor, level=level, reason=reason),))


def _computed(match: Match, desk: Desk) -> Command | None:
    threat = _only(match.words("threat"), "T")
    if threat is None:
        return None
    factor = DreadFactor(match.value("factor"))
    return Command((OverrideFactor(threat=threat_id(threat), factor=factor, level=None),))


def _decide(match: Match, desk: Desk) -> Command | None:
    named = id_in(match.words("threat"), "T")
    if named is None:
        return None
    reason, owner, review_by = _parts(f"{named[1]} {match.words('rest')}")
    status = ThreatStatus(match.value("decision"))
    decision = DecideThreat(
        threat=threat_id(named[0]), status=status, reason=reason, owner=owner, review_by=review_by
    )  # fmt: skip
    return Command((decision,))


def _control(match: Match, desk: Desk) -> Command | None:
    named = id_in(match.words("control"), "M")
    if named is None:
        return None
    control, status = plain_id(named[0]), ControlStatus(match.value("stand"))
    plan, rest = planned(control, f"{named[1]} {match.words('rest')}")
    reason, owner, _ = _parts(rest)
    decision = DecideControl(control=control, status=status, reason=reason, owner=owner)
    return Command((decision, plan) if plan else (decision,))


def _merge(match: Match, desk: Desk) -> Command | None:
    ids = _only(match.words("threat"), "T"), _only(match.words("other"), "T")
    if ids[0] is None or ids[1] is None:
        return None
    gone, kept = threat_id(ids[0]), threat_id(ids[1])
    edits = merged(desk.session.model, gone, kept)
    return Command(edits) if edits else told(f"To merge two threats, name two that are listed; got {gone} and {kept}.")


def _rename(match: Match, desk: Desk) -> Command | None:
    named = id_in(match.words("names"), "T")
    title = bare(re.sub(r"^\s{0,3}(?:to|as|into)\s{1,3}", "", named[1])) if named else ""
    return Command((RewordThreat(threat=threat_id(named[0]), title=title[:160]),)) if named and title else None


def _remove(match: Match, desk: Desk) -> Command | None:
    """What is taken out by its id; what is named in words is found among the parts."""
    thing = _only(match.words("thing"), "CFBPDAM")
    return Command((Remove(id=plain_id(thing)),)) if thing else None


def _target(match: Match, desk: Desk) -> Command | None:
    threat = _only(match.words("threat"), "T")
    if threat is None:
        return None
    model = desk.session.model
    targets = _named_parts(match.words("names"), model)
    if not targets:
        return told(f"I found no part called “{bare(match.words('names'))}”; {parts_line(model)}")
    return Command((RewordThreat(threat=threat_id(threat), targets=targets),))


ORDERS: Mapping[str, Callable[[Match, Desk], Command | None]] = {
    "score": _score,
    "computed": _computed,
    "decide": _decide,
    "merge_threats": _merge,
    "control": _control,
    "target": _target,
    "rename_threat": _rename,
    "remove_by_id": _remove,
}


def _only(words: str, letters: str) -> str | None:
    """The id that words are, with nothing behind it."""
    named = id_in(words, letters)
    return named[0] if named and not named[1].strip(" .!?,:'") else None


def _parts(rest: str) -> tuple[str, str, date | None]:
    """Reason, owner and review date from the rest of an order, in any sequence."""
    owner = re.search(r"\bowner(?: is|:)? +([^,;.:]{1,80}?)(?=[,;.]|$| +review| +because)", rest, re.IGNORECASE)
    review = re.search(r"\breview(?:ed)?(?: (?:by|on|at))?:? +(\d{4})-(\d{2})-(\d{2})", rest, re.IGNORECASE)
    reason = rest
    for found in (owner, review):
        reason = reason.replace(found.group(0), " ") if found else reason
    reason = _without_because(reason)
    return " ".join(reason.split()).strip(" ,;.")[:600], owner.group(1).strip() if owner else "", _date(review)


def _without_because(words: str) -> str:
    """A reason without the word or the mark that announces it."""
    return re.sub(r"^[\s:;,.\u2013\u2014-]{0,9}(?:because(?: of)?|since|as|due to|reason:?)?\s{0,3}", "", words).strip()


def _date(found: re.Match[str] | None) -> date | None:
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _named_parts(written: str, model: ThreatModel) -> tuple[str, ...]:
    """The parts that a phrase names, by id or by name, the closest names first."""
    ids = [plain_id(found) for found in re.findall(r"\b[CFcf]-?\d{1,6}\b", written)]
    known = {part.id for part in model.components} | {flow.id for flow in model.flows}
    if ids:
        return tuple(dict.fromkeys(one for one in ids if one in known))
    wanted = f" {key_of(written)} "
    if wanted.strip() in ("system", "system as a whole", "whole system"):
        return (SYSTEM,)
    exact = [part.id for part in model.components if f" {key_of(part.name)} " in wanted]
    near = [part.id for part in model.components if set(wanted.split()) <= set(key_of(part.name).split())]
    return tuple(exact or near[:1])
