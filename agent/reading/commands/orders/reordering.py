"""The typed orders about where a threat belongs: at a place of the list, here at all, or back on the list."""

from collections.abc import Callable, Mapping

from agent.domain import Edit, Session, Threat, ThreatModel, ThreatStatus
from agent.domain.changes.edits import ConfirmThreat, DecideThreat, DropAdvice, PlaceThreat
from agent.reading.commands.command import Command, Desk, told
from agent.reading.commands.orders.threat_references import listed_threats, threat_meant
from agent.reading.commands.templates import Match

BOTTOM = "bottom"
_GONE = frozenset({ThreatStatus.DISMISSED, ThreatStatus.RETIRED})


def _place(match: Match, desk: Desk) -> Command | None:
    meant = _meant(match, desk)
    if not meant:
        return None
    threat, listed = desk.session.model.threat(meant), listed_threats(desk.session.model)
    if threat is None:
        return Command((PlaceThreat(threat=meant, place=1),))  # refused, with the reason
    place = _place_in(match, meant, listed, desk.session)
    return None if place is None else placed(threat, min(place, max(1, len(listed))))


def _place_in(match: Match, meant: str, listed: tuple[Threat, ...], session: Session) -> int | None:
    """The place that is asked for, 1 for the top; none where the words name none."""
    ids = [one.id for one in listed]
    if match.value("side"):
        other = threat_meant(match.words("other"), session, beside=meant)
        return place_beside(ids, meant, other, match.value("side")) if other in ids and other != meant else None
    if match.value("step"):
        return max(1, ids.index(meant) + 1 + int(match.value("step"))) if meant in ids else None
    place = match.value("spot") or match.value("place") or "1"  # without a word for it, "first" stands in the template
    return len(ids) if place == BOTTOM else max(1, int(float(place)))


def place_beside(ids: list[str], moved: str, other: str, side: str) -> int:
    """The place by which a threat comes to stand right above or below another one of the list."""
    rest = [one for one in ids if one != moved]
    return rest.index(other) + (2 if side == "below" else 1)


def placed(threat: Threat, place: int) -> Command:
    """A threat at a place."""
    if threat.status in _GONE:
        return told(f"{threat.id} is {threat.status.value}, so it has no place; say “reopen {threat.id}” first.")
    if threat.placed == place:
        return told(f"{threat.id} stands at place {place} by your word already.")
    back = f"Say “{threat.id} back to the computed place” to take that back."
    note = f"{threat.id} stands at place {place} now, by your word. {back}"
    return Command((PlaceThreat(threat=threat.id, place=place),), notes=(note,))


def _unplace(match: Match, desk: Desk) -> Command | None:
    meant = _meant(match, desk) if match.words("threat") else threat_meant("it", desk.session)
    threat = desk.session.model.threat(meant) if meant else None
    if threat is None:
        return Command((PlaceThreat(threat=meant, place=None),)) if meant else None
    if threat.placed is None:
        return told(f"{threat.id} stands at its computed place already.")
    note = f"{threat.id} is back at its computed place."
    return Command((PlaceThreat(threat=threat.id, place=None),), notes=(note,))


def _confirm(match: Match, desk: Desk) -> Command | None:
    meant = _meant(match, desk)
    threat = desk.session.model.threat(meant) if meant else None
    if threat is None:
        return Command((ConfirmThreat(threat=meant),)) if meant else None
    if threat.status in _GONE:
        return brought_back(desk.session.model, threat)
    if threat.confirmed:
        return told(f"{threat.id} is confirmed already.")
    note = f"{threat.id} is confirmed: it stays on the list, whatever a language model says of it."
    return Command((ConfirmThreat(threat=threat.id),), notes=(note,))


def _unconfirm(match: Match, desk: Desk) -> Command | None:
    meant = _meant(match, desk)
    return Command((ConfirmThreat(threat=meant, confirmed=False),)) if meant else None


def _bring_back(match: Match, desk: Desk) -> Command | None:
    meant = _meant(match, desk)
    threat = desk.session.model.threat(meant) if meant else None
    if threat is None:
        return Command((DropAdvice(threat=meant),)) if meant else None
    return brought_back(desk.session.model, threat)


def brought_back(model: ThreatModel, threat: Threat) -> Command:
    """A threat on the list again, whoever took it from there."""
    if edits := edits_to_bring_back(threat):
        return Command(edits, notes=(f"{threat.id} is back on the list.",))
    if threat.status is ThreatStatus.RETIRED:
        return told(f"{threat.id} was ruled out by what is known of the system: {threat.note}".rstrip(": ") + ".")
    place = [one.id for one in listed_threats(model)].index(threat.id) + 1
    return told(f"{threat.id} was not set aside; it stands at place {place}.")


def edits_to_bring_back(threat: Threat) -> tuple[Edit, ...]:
    """The edits that put a threat on the list again; none where it stands there, or facts rule it out."""
    if threat.status is ThreatStatus.DISMISSED:
        return (DecideThreat(threat=threat.id, status=ThreatStatus.OPEN),)
    return (DropAdvice(threat=threat.id),) if threat.set_aside else ()


def _meant(match: Match, desk: Desk) -> str:
    return threat_meant(match.words("threat"), desk.session)


PLACING: Mapping[str, Callable[[Match, Desk], Command | None]] = {
    "place_threat": _place,
    "unplace_threat": _unplace,
    "confirm_threat": _confirm,
    "unconfirm_threat": _unconfirm,
    "bring_back": _bring_back,
}
