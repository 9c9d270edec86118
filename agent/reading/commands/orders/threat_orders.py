"""The typed orders about threats, their scores and controls, as edits."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from agent.domain import SYSTEM, Band, ControlStatus, ThreatModel, ThreatStatus
from agent.domain.changes.edits import (
    DecideControl,
    DecideThreat,
    OverrideFactor,
    PlanControl,
    PutThreat,
    Remove,
    RewordThreat,
)
from agent.domain.findings.own_threats import USUAL_LEVEL, own_threat
from agent.domain.wording.names_in_sentences import capital, clipped, joined
from agent.reading.commands.command import Command, Desk, told
from agent.reading.commands.entity_lookup import bare, parts_line, plain_id, threat_id
from agent.reading.commands.orders.own_measures import added
from agent.reading.commands.orders.plan_orders import planned
from agent.reading.commands.orders.tails import (
    MOST_OWNER,
    MOST_REASON,
    Tail,
    because,
    goes_on,
    opened,
    tail_of,
    without_why,
)
from agent.reading.commands.orders.threat_merging import merged
from agent.reading.commands.orders.threat_references import id_in, threat_meant
from agent.reading.commands.templates import Match, fits
from agent.reading.text.names import key_of
from knowledge.vocabulary import Aspect, DreadFactor

MOST_TITLE = 120
_WHY_NOT = "Why does {threat} not matter here?"
_ASKED_WHY = re.compile(_WHY_NOT.format(threat=r"(T-\d{3,})").replace("?", r"\?"))
TO_CHOOSE = "What is done about it is still to be chosen."


def _score(match: Match, desk: Desk) -> Command | None:
    threat, level = _only(match.words("threat"), "T"), round(float(match.value("level")))
    if threat is None:
        return None
    if level > 10:
        return told(f"A level runs from 0 to 10; {level} was not set.")
    reason = without_why(match.words("reason"))[:MOST_REASON]
    factor = DreadFactor(match.value("factor"))
    return Command((OverrideFactor(threat=threat_id(threat), factor=factor, level=level, reason=reason),))


def _computed(match: Match, desk: Desk) -> Command | None:
    threat = _only(match.words("threat"), "T")
    if threat is None:
        return None
    factor = DreadFactor(match.value("factor"))
    return Command((OverrideFactor(threat=threat_id(threat), factor=factor, level=None),))


def _decide(match: Match, desk: Desk) -> Command | None:
    named = _threat_and_rest(match.words("threat"), desk)
    if named is None or fits(match.line, "bring_back"):
        return None
    threat, rest = named
    if fits(match.line, "says_of_system") and not goes_on(match.words("rest"), desk.today):
        return None
    said = tail_of(f"{rest} {match.words('rest')}".strip(), desk.today)
    reason = said.reason
    status = ThreatStatus(match.value("decision") or match.value("aside") or ThreatStatus.DISMISSED.value)
    if status is ThreatStatus.DISMISSED and not reason:
        return told(f"{_WHY_NOT.format(threat=threat)} Say “because …”; the reason is kept with the threat.")
    decision = DecideThreat(threat=threat, status=status, reason=reason, owner=said.owner, review_by=said.day)
    if status is ThreatStatus.ACCEPTED and not (reason and said.owner and said.day):
        return told(_still_needed(threat, said if not _NO_DAY.match(reason) else replace(said, reason="")))
    return Command((decision,), notes=(_decided(decision),))


def _still_needed(threat: str, said: Tail) -> str:
    """What an acceptance lacks, and how it is said with what was given."""
    reason, owner, day = said.reason or "…", said.owner or "…", said.day.isoformat() if said.day else "2027-03-01"
    needs = ["why it is accepted"] * (not said.reason) + ["who answers for it"] * (not said.owner)
    needs += ["when to look again"] * (said.day is None)
    return (
        f"{threat} is not accepted yet: an accepted risk needs {joined(needs)}. "
        f"Say “accept {threat} because {reason}, owner {owner}, review {day}”."
    )


def _dropped(match: Match, desk: Desk) -> Command | None:
    """A threat is taken out by setting it aside, with its reason; only what is named by its id."""
    named = id_in(match.words("threat"), "T")
    if named is None:
        return None
    threat, behind = threat_id(named[0]), match.words("rest")
    if behind and not (because(behind) or match.line[: match.slots["rest"].start].rstrip()[-1:] in ",;:.-"):
        return None  # "T-001 can go last" is said of its place
    reason = _POLITE.sub("", tail_of(f"{named[1]} {behind}".strip(), desk.today).reason)
    if not reason:
        return told(f"{_WHY_NOT.format(threat=threat)} Say “because …”; the reason is kept with the threat.")
    decision = DecideThreat(threat=threat, status=ThreatStatus.DISMISSED, reason=reason)
    return Command((decision,), notes=(_decided(decision),))


def _band_wished(match: Match, desk: Desk) -> Command | None:
    """A band is nothing that can be set: the levels behind it are told, and how one of them is set."""
    named = id_in(match.words("threat"), "T")
    threat = desk.session.model.threat(threat_id(named[0])) if named and not named[1].strip(" .,") else None
    if threat is None:
        return None
    levels, rating = threat.levels, threat.rating
    told_levels = joined([f"{factor.value.replace('_', ' ')} {level}" for factor, level in levels.items()])
    rises = _rises(match, rating.band)
    pick = (min if rises else max)(levels, key=lambda factor: levels[factor]).value.replace("_", " ")
    return told(
        f"{threat.id} stands at {rating.total}, {rating.band.value}, by five levels: {told_levels}. Say which of them "
        f"is not so, such as “set {pick} of {threat.id} to {9 if rises else 3} because …”; if it does not concern you "
        f"at all, “{threat.id} is not relevant because …”."
    )


def _rises(match: Match, band: Band) -> bool:
    """Whether a higher band is wished: ``should be critical``, ``is too low``, ``is understated``."""
    words, wanted = match.line.lower(), match.value("band")
    if not wanted or "too" in words.split():
        return wanted == Band.LOW.value or "underrated" in words or "understated" in words
    return list(Band).index(Band(wanted)) < list(Band).index(band)


def reason_given(line: str, desk: Desk) -> Command | None:
    """``Because a person checks all of it``, where it was just asked why a threat does not matter here."""
    turns = desk.session.turns
    asked = _ASKED_WHY.search(turns[-1].reply.text) if turns and turns[-1].reply is not None else None
    reason = because(line)[:MOST_REASON]
    if asked is None or not reason or line.rstrip().endswith("?"):
        return None
    decision = DecideThreat(threat=asked[1], status=ThreatStatus.DISMISSED, reason=reason)
    return Command((decision,), notes=(_decided(decision),))


def _decided(decision: DecideThreat) -> str:
    """What was decided, in a sentence, and how it is taken back."""
    threat, because = decision.threat, f": “{decision.reason}”" if decision.reason else ""
    if decision.status is ThreatStatus.DISMISSED:
        return f"{threat} is set aside{because}. Say “bring {threat} back” to take that back."
    if decision.status is ThreatStatus.OPEN:
        return f"{threat} is open again."
    by = f" {capital(decision.owner)} answers for it." if decision.owner else ""
    when = f" It is looked at again on {decision.review_by.isoformat()}." if decision.review_by else ""
    return f"{threat} is {decision.status.value}{because}.{by}{when} Say “reopen {threat}” to take that back."


def _threat_and_rest(words: str, desk: Desk) -> tuple[str, str] | None:
    """The threat that words open with, by id, place or name, and what is said behind it."""
    named = id_in(words, "T")
    if named is not None:
        return threat_id(named[0]), named[1]
    first, behind = opened(words)
    meant = threat_meant(first, desk.session) if desk.session.model.threats else ""
    return (meant, behind) if meant else None


def _control(match: Match, desk: Desk) -> Command | None:
    named = id_in(match.words("control"), "M")
    if named is None:
        return None
    control, status = plain_id(named[0]), ControlStatus(match.value("stand") or ControlStatus.DONE.value)
    plan, said = planned(control, f"{named[1]} {match.words('rest')}", desk.today)
    known = desk.session.model.control(control)
    if known is not None and known.status is status and not (plan or said.reason or said.owner):
        return told(f"{control} {known.title} is {status.value.replace('_', ' ')} already.")
    decision = DecideControl(control=control, status=status, reason=said.reason, owner=said.owner)
    notes = (f"{control} {known.title} is {status.value.replace('_', ' ')} now.",) if known is not None else ()
    return Command((decision, plan) if plan else (decision,), notes=notes)


def _owned(match: Match, desk: Desk) -> Command | None:
    """Who answers for a threat, or does a measure, and by when: ``who owns T-002: Ada, by March 1``."""
    named = id_in(match.words("threat"), "TM") or _threat_and_rest(match.words("threat"), desk)
    if named is None:
        return None
    id_, rest = named
    if match.words("names") and tail_of(rest, desk.today).reason:
        return None
    said = tail_of(f"{match.words('names')}, {rest}", desk.today)
    owner = (said.owner or said.reason)[:MOST_OWNER]
    if not owner or owner.lower() in _POINTING:
        return None
    if id_[0] in "Mm":
        return Command((PlanControl(control=plain_id(id_), owner=owner, due=said.day),))
    threat = desk.session.model.threat(threat_id(id_))
    before = threat.treatment if threat is not None else None
    decision = DecideThreat(
        threat=threat_id(id_), status=threat.status if threat is not None else ThreatStatus.OPEN, owner=owner,
        reason=before.reason if before else TO_CHOOSE, review_by=said.day or (before.review_by if before else None),
    )  # fmt: skip
    when = f" and looks at it again on {decision.review_by.isoformat()}" if decision.review_by else ""
    ask = f"Ask “what would lower {decision.threat}?” for its measures."
    note = f"{capital(owner)} answers for {decision.threat}{when}. {ask}"
    return Command((decision,), notes=(note,))


def _merge(match: Match, desk: Desk) -> Command | None:
    ids = _only(match.words("threat"), "T"), _only(match.words("other"), "T")
    if ids[0] is None or ids[1] is None:
        return None
    gone, kept = threat_id(ids[0]), threat_id(ids[1])
    edits = merged(desk.session.model, gone, kept)
    return Command(edits) if edits else told(f"To merge two threats, name two that are listed; got {gone} and {kept}.")


def _add_threat(match: Match, desk: Desk) -> Command | None:
    """A threat of the owner's own, on the parts that its words name, with the usual levels until they say others."""
    words = re.sub(r"^(?:that|about|of|is|where|how|from|in which)\s{1,3}", "", match.words("rest").strip(" :.,-"))
    model = desk.session.model
    if not (words and (model.components or model.facts)):
        return None
    targets = _named_parts(words, model) or (SYSTEM,)
    said = capital(words)
    levels = dict.fromkeys(DreadFactor, USUAL_LEVEL)
    threat = own_threat(model, clipped(said, MOST_TITLE), said[:1_400], targets, Aspect.SECURITY, levels)
    note = (
        f"{threat.id} is on the list as your own threat. Each factor stands at {USUAL_LEVEL} of 10 until you say "
        f"otherwise, such as “set damage of {threat.id} to 8 because …”."
    )
    return Command((PutThreat(threat=threat),), notes=(note,))


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
    "drop_threat": _dropped,
    "wish_band": _band_wished,
    "decide": _decide,
    "name_owner": _owned,
    "merge_threats": _merge,
    "add_threat": _add_threat,
    "add_measure": added,
    "control": _control,
    "target": _target,
    "rename_threat": _rename,
    "remove_by_id": _remove,
}


def _only(words: str, letters: str) -> str | None:
    """The id that words are, with nothing behind it."""
    named = id_in(words, letters)
    return named[0] if named and not named[1].strip(" .!?,:'") else None


_POLITE = re.compile(r"^(?:please|now|then|thanks|thank you|again|for now|at once)\W{0,3}$", re.IGNORECASE)
_NO_DAY = re.compile(r"(?:until|till|by|for)\b", re.IGNORECASE)
"""How words begin that were meant as a day and are none: ``until summer``."""
_POINTING = frozenset({"it", "that", "this", "them", "me", "us"})


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
