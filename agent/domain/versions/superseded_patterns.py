"""Threats of a kept model whose catalog pattern was taken over by another entry: they move on, and nothing is lost.

Of several threats that become one, the one with the strongest decision is kept and gets the others' places by hand,
levels by hand and measures; what people decided about the others stays in the list of what is gone, in their words. A
threat whose pattern became a control check stays as the owner's own where a person dealt with it, and goes otherwise.
"""

from collections.abc import Iterable, Mapping

from agent.domain.model import ThreatModel
from agent.domain.threats import Control, Threat, ThreatStatus

_STRENGTH = (
    ThreatStatus.ACCEPTED,
    ThreatStatus.TRANSFERRED,
    ThreatStatus.AVOIDED,
    ThreatStatus.MITIGATED,
    ThreatStatus.OPEN,
    ThreatStatus.DISMISSED,
    ThreatStatus.RETIRED,
)
"""From the strongest: a decision that keeps the risk in view beats none, and none beats setting a part of it aside."""
_MOST_REASON, _MOST_NOTE = 600, 600


def carried_over(model: ThreatModel, heirs: Mapping[str, str | None]) -> ThreatModel:
    """The model with each threat under the pattern of today; the same model where none has moved on.

    ``heirs`` gives, for the id of a former pattern, the pattern that took it over, or none for a control check.
    """
    if not any(threat.pattern in heirs for threat in model.threats):
        return model
    groups: dict[str, list[Threat]] = {}
    for threat in model.threats:
        pattern = heirs.get(threat.pattern or "", threat.pattern)
        groups.setdefault(pattern or threat.id, []).append(threat)
    moved, now = list[Threat](), dict[str, str]()
    for key, members in groups.items():
        moved += _one(key, members, heirs, now)
    places = {threat.id: place for place, threat in enumerate(model.threats)}
    threats = tuple(sorted(moved, key=lambda threat: places[threat.id]))
    here = {threat.id for threat in threats}
    controls = tuple(_relinked(control, now, here) for control in model.controls)
    fields = {name: getattr(model, name) for name in type(model).model_fields}
    return ThreatModel.model_validate({**fields, "threats": threats, "controls": controls})


def _one(key: str, members: list[Threat], heirs: Mapping[str, str | None], now: dict[str, str]) -> Iterable[Threat]:
    """What becomes of the threats of one pattern of today; ``now`` learns by which id each is known from here on."""
    if not any(threat.pattern in heirs for threat in members):
        return members
    if members[0].pattern in heirs and heirs[members[0].pattern or ""] is None:
        return [_own(threat) for threat in members if threat.decided]
    kept, *others = sorted(members, key=lambda threat: (_STRENGTH.index(threat.status), not threat.decided, threat.id))
    now |= {other.id: kept.id for other in others}
    told = [other for other in others if other.decided]
    return [_heir(kept, key, others), *(_gone(other, kept) for other in told)]


def _heir(kept: Threat, pattern: str, others: list[Threat]) -> Threat:
    """The kept threat under the pattern of today, with what people set on the others where it has none."""
    levels = {override.factor: override for one in (*reversed(others), kept) for override in one.overrides}
    places = [one.placed for one in (kept, *others) if one.placed is not None]
    told = [f"{other.id} “{other.title}”: {_decision(other)}" for other in others if other.decided]
    changes: dict[str, object] = {
        "pattern": pattern,
        "overrides": tuple(levels.values()),
        "placed": kept.placed if kept.placed is not None else min(places, default=None),
        "confirmed": any(one.confirmed for one in (kept, *others)),
        "advice": kept.advice or next((one.advice for one in others if one.advice is not None), None),
    }
    if told:
        words = f"It now stands for these too: {'; '.join(told)}."
        changes["note"] = _clipped(" ".join(filter(None, (kept.note, words))), _MOST_NOTE)
        if kept.treatment is not None:
            reason = _clipped(f"{kept.treatment.reason} {words}", _MOST_REASON)
            changes["treatment"] = kept.treatment.model_copy(update={"reason": reason})
    return kept.model_copy(update=changes)


def _gone(other: Threat, kept: Threat) -> Threat:
    """A threat that another one stands for now, with all that people decided about it."""
    status = other.status if other.status is ThreatStatus.DISMISSED else ThreatStatus.RETIRED
    was = "" if other.status is status else f" It was {other.status.value}."
    note = _clipped(" ".join(filter(None, (f"{kept.id} stands for it now.{was}", other.note))), _MOST_NOTE)
    return other.model_copy(update={"pattern": None, "status": status, "note": note})


def _own(threat: Threat) -> Threat:
    """A threat whose pattern became a control check, kept as the owner's own because a person dealt with it."""
    note = _clipped(" ".join(filter(None, ("It is asked as a control check now.", threat.note))), _MOST_NOTE)
    return threat.model_copy(update={"pattern": None, "note": note})


def _decision(threat: Threat) -> str:
    """What people did with a threat, in short."""
    if threat.treatment is not None:
        return f"{threat.status.value}, {threat.treatment.reason}".rstrip(".")
    by_hand = [
        "levels set by hand" if threat.overrides else "",
        "worded by hand" if threat.reworded else "",
        "place set by hand" if threat.placed is not None else "",
        "confirmed" if threat.confirmed else "",
    ]
    return ", ".join(filter(None, by_hand)) or "an own threat"


def _relinked(control: Control, now: Mapping[str, str], here: set[str]) -> Control:
    """A control that acts on the threats as they are now."""
    threats = tuple(
        dict.fromkeys(one for one in (now.get(threat, threat) for threat in control.threats) if one in here)
    )
    return control if threats == control.threats else control.model_copy(update={"threats": threats})


def _clipped(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
