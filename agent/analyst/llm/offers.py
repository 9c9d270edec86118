"""Changes that a model took from a message, as typed edits that the owner may accept; nothing happens before."""

from agent.analyst.llm.guardrails.level_direction import contradicts
from agent.analyst.llm.guardrails.output_checks import has_markup, objection
from agent.analyst.llm.guardrails.quotes import verbatim
from agent.analyst.llm.prompt_context import Glossary, names_in
from agent.domain import SYSTEM, ControlStatus, Edit, Offer, Session, Threat, ThreatModel, ThreatStatus, apply
from agent.domain.changes.edits import (
    ConfirmThreat,
    DecideControl,
    DecideThreat,
    OverrideFactor,
    PlaceThreat,
    RewordThreat,
)
from agent.domain.secrets.redaction import mask
from agent.domain.wording.names_in_sentences import clipped, joined
from agent.llm.answers.schemas import Order
from agent.llm.turn_log import TurnLog
from agent.reading.commands.orders.reordering import edits_to_bring_back, place_beside
from agent.reading.commands.orders.threat_merging import merged
from agent.reading.commands.orders.threat_references import listed_threats, threat_meant
from agent.reading.text.names import key_of
from knowledge import Catalog
from knowledge.vocabulary import DreadFactor

MOST_OFFERS = 5
MOST_REASON = 240
MOST_TITLE = 120
INTRODUCTION = (
    "I take this as a wish to change the model. Nothing is changed until you agree: choose below, or answer "
    "*accept all* or *accept 1*."
)
Change = tuple[str, tuple[Edit, ...]]
"""What would change in plain words, and the edits that make it so."""
_NOTHING: Change = ("", ())
_ASKED = "You asked for it in the conversation."
_WAITS = "the change they ask for cannot be made"


class Proposer:
    """Turns what a model took from a message into offers that the model of the system allows."""

    def __init__(self, catalog: Catalog, glossary: Glossary) -> None:
        self._catalog, self._glossary = catalog, glossary

    def offers(
        self, orders: tuple[Order, ...], message: str, session: Session, made_by: str, turn_log: TurnLog
    ) -> tuple[Offer, ...]:
        """The changes that can be made, each once and each tried on the model as it is."""
        found: dict[str, Offer] = {}
        model = session.model
        for order in orders:
            line, edits = self._change(order, message, session)
            outcome = apply(model, edits, self._catalog)
            if not edits or outcome.refused or outcome.model == model:
                turn_log.drop(_WAITS)
            else:
                found.setdefault(line, Offer(line=clipped(line, 400), edits=edits, made_by=made_by))
        turn_log.drop("there were too many changes at once", max(0, len(found) - MOST_OFFERS))
        return tuple(found.values())[:MOST_OFFERS]

    def _change(self, order: Order, message: str, session: Session) -> Change:
        """A change in plain words with its edits; no edits where it names what is not there."""
        model, why = session.model, _reason(order.reason, message)
        if order.order == "control":
            return _control(order.threat.strip().upper(), order.text, why, model)
        threat = model.threat(threat_meant(order.threat or "it", session))
        if threat is None:
            return _NOTHING
        name, title = threat.id, f"{threat.id} {threat.title}"
        match order.order:
            case "level" if order.factor:
                return _level(threat, DreadFactor(order.factor), order.level, why, message)
            case "target":
                return _target(name, title, order.part, model)
            case "dismiss":
                edit = DecideThreat(threat=name, status=ThreatStatus.DISMISSED, reason=why)
                return f"Set {title} aside as not applicable. Reason: {why}", (edit,)
            case "reopen":
                return f"Open {title} again.", (DecideThreat(threat=name, status=ThreatStatus.OPEN),)
            case "merge":
                return _merge(title, name, order.other.strip().upper(), model)
            case "rename":
                return self._rename(name, title, order.text, message, model)
            case _:
                return _where(order, threat, session)

    def _rename(self, name: str, title: str, wanted: str, message: str, model: ThreatModel) -> Change:
        new = " ".join(wanted.split())
        if objection(new, MOST_TITLE, self._glossary.vocabulary(names_in(model), message), least=4):
            return _NOTHING
        return f"Call {title} “{new}” instead.", (RewordThreat(threat=name, title=new),)


def levels_now(threat: Threat) -> dict[DreadFactor, int]:
    """The five levels of a threat as they stand, those that were set by hand among them."""
    return threat.current.levels() | {override.factor: override.level for override in threat.overrides}


def _level(threat: Threat, factor: DreadFactor, level: int, why: str, message: str) -> Change:
    now = levels_now(threat)[factor]
    if now == level or contradicts(message, threat.id, now, level):
        return _NOTHING
    called = factor.value.replace("_", " ")
    line = f"Set the {called} of {threat.id} {threat.title} to {level} instead of {now}. Reason: {why}"
    return line, (OverrideFactor(threat=threat.id, factor=factor, level=level, reason=why),)


def _where(order: Order, threat: Threat, session: Session) -> Change:
    """Where a threat belongs: at a place of the list, here at all, or back on the list."""
    called = f"{threat.id} {threat.title}"
    if order.order == "place":
        other = threat_meant(order.other, session, beside=threat.id)
        return _place(threat, order.text.strip().lower(), other, session.model)
    if order.order == "confirm":
        line = f"Confirm that {called} belongs here, so that no language model sets it aside."
        return line, (ConfirmThreat(threat=threat.id),)
    if order.order == "bring_back":
        return f"Put {called} back on the list.", edits_to_bring_back(threat)
    return _NOTHING


def _place(threat: Threat, text: str, other: str, model: ThreatModel) -> Change:
    """A place by its number, at an end of the list, beside another threat, or the one that is computed."""
    ids = [one.id for one in listed_threats(model)]
    called = f"{threat.id} {threat.title}"
    if text == "computed":
        edits = (PlaceThreat(threat=threat.id, place=None),)
        return (f"Let {called} go back to its computed place.", edits) if threat.placed is not None else _NOTHING
    places = {"top": 1, "bottom": max(1, len(ids))}
    if text in ("above", "below") and other in ids and other != threat.id:
        places[text] = place_beside(ids, threat.id, other, text)
    place = places.get(text) or (int(text) if text.isdecimal() and len(text) < 4 else 0)
    if not 1 <= place <= max(1, len(ids)) or ids[place - 1 : place] == [threat.id]:
        return _NOTHING
    return f"Put {called} at place {place} of the list.", (PlaceThreat(threat=threat.id, place=place),)


def _target(name: str, title: str, parts: str, model: ThreatModel) -> Change:
    found = [_part(part, model) for part in parts.split(",") if part.strip()]
    targets = tuple(dict.fromkeys(one for one in found if one))
    if not targets or None in found:
        return _NOTHING
    names = joined([model.name_of(one) for one in targets])
    return f"Let {title} be about {names}.", (RewordThreat(threat=name, targets=targets),)


def _merge(title: str, gone: str, kept: str, model: ThreatModel) -> Change:
    edits = merged(model, gone, kept)
    if not edits:
        return _NOTHING
    first = model.threat(kept)
    beside = f", which then names {_names_after(edits[0], model)}" if len(edits) > 1 else ""
    return f"Merge {title} into {kept} {first.title if first else ''}{beside}; {gone} is set aside.", edits


def _control(name: str, status: str, why: str, model: ThreatModel) -> Change:
    control = model.control(name)
    wanted = next((one for one in ControlStatus if one.value == status.strip().lower().replace(" ", "_")), None)
    if control is None or wanted is None or wanted is control.status:
        return _NOTHING
    edit = DecideControl(control=name, status=wanted, reason=why)
    return f"Note that measure {name} {control.title} is {wanted.value.replace('_', ' ')}. Reason: {why}", (edit,)


def _part(written: str, model: ThreatModel) -> str | None:
    """The one part that a name means: by id, by its name, or by words that only its name holds."""
    name = written.strip()
    key = key_of(name)
    if key in ("system", "whole system", "system as whole"):
        return SYSTEM
    ids = {part.id for part in model.components} | {flow.id for flow in model.flows}
    exact = [part.id for part in model.components if key and key_of(part.name) == key]
    near = [part.id for part in model.components if key and set(key.split()) <= set(key_of(part.name).split())]
    if name.upper() in ids:
        return name.upper()
    return exact[0] if exact else near[0] if len(near) == 1 else None


def _names_after(edit: Edit, model: ThreatModel) -> str:
    targets = edit.targets if isinstance(edit, RewordThreat) else None
    return joined([model.name_of(one) for one in targets or ()])


def _reason(given: str, message: str) -> str:
    """The owner's own words where the message holds them; else what the owner asked for, or that they did.

    A reason stands in every report, so words with a secret in them, which show by its placeholder, are no reason.
    """
    message = mask(message).text
    words, whole = " ".join(verbatim(given, message).split()), " ".join(message.split())
    if words and not has_markup(words):
        return clipped(words, MOST_REASON)
    return f"You asked for it: “{whole}”" if whole and len(whole) <= MOST_REASON and not has_markup(whole) else _ASKED
