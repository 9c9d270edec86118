"""What need not hold for now: waivers with an owner, a reason and a last day, and a baseline of what stood before."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from agent.errors import InputError
from agent.exchange.readers.parsing import data_of
from agent.exchange.readers.value_positions import Place
from agent.gate.findings import Demand, Fate, GateFinding

USUAL_FILE = "threatparley-waivers.yaml"
_BASELINE, _VERSION = "threatparley_baseline", 1
_FIELDS = ("finding", "owner", "reason", "expires")


@dataclass(frozen=True)
class DatedWaiver:
    """One finding that fails nothing until a day."""

    finding: str
    owner: str
    reason: str
    expires: date
    pointer: str

    def holds(self, today: date) -> bool:
        """Whether its last day has not passed."""
        return self.expires >= today


def waivers_in(text: str, file: str) -> tuple[DatedWaiver, ...]:
    """The waivers of a file; raises InputError with the place of one that lacks something."""
    try:
        top = Place(data_of(text))
        found = tuple(_waiver(one) for one in top.items("waivers"))
        unknown = [key for key in top.object() if key != "waivers"]
        if unknown:
            raise InputError(f"at /{unknown[0]}: expected a list named waivers alone")
    except InputError as problem:
        raise InputError(f"{file} holds no waivers that can be read: {problem}") from None
    return found


def _waiver(one: Place) -> DatedWaiver:
    unknown = [key for key in one.object() if key not in _FIELDS]
    if unknown:
        raise InputError(f"at {one.pointer}/{unknown[0]}: a waiver has {', '.join(_FIELDS)} and nothing else")
    day = one.needed("expires")
    try:
        expires = date.fromisoformat(day)
    except ValueError:
        raise InputError(f"at {one.pointer}/expires: expected a day such as 2026-12-31, found {day[:20]!r}") from None
    finding, owner, reason = (one.needed(name) for name in ("finding", "owner", "reason"))
    return DatedWaiver(finding, owner, reason, expires, one.pointer)


def waived(
    findings: Iterable[GateFinding], waivers: tuple[DatedWaiver, ...], today: date, file: str
) -> Iterator[GateFinding]:
    """The findings with those marked that are waived, and findings on waivers that are over or meet nothing.

    A waiver that is over fails as long as what it waived is still there; one that meets nothing is told.
    """
    held = {one.finding: one for one in waivers if one.holds(today)}
    met: set[str] = set()
    for finding in findings:
        met.add(finding.id)
        waiver = held.get(finding.id)
        if waiver is None or finding.fate is not Fate.FAILS:
            yield finding
            continue
        because = f"{waiver.owner}, until {waiver.expires}: {waiver.reason}"
        yield finding.model_copy(update={"fate": Fate.WAIVED, "because": because})
    for waiver in waivers:
        over = not waiver.holds(today)
        if over and waiver.finding in met and waiver.finding not in held:
            yield _on_waiver(waiver, file, f"The waiver for {waiver.finding} ended on {waiver.expires}", True)
        elif waiver.finding not in met:
            yield _on_waiver(waiver, file, f"The waiver for {waiver.finding} meets no finding", False)


def _on_waiver(waiver: DatedWaiver, file: str, title: str, fails: bool) -> GateFinding:
    action = "Mend what it waived, or give it another day." if fails else "Take it out of the file."
    return GateFinding(
        id=f"{Demand.WAIVER.value}:{waiver.finding}", demand=Demand.WAIVER, title=title, action=action,
        text=f"{waiver.owner}: {waiver.reason}", fate=Fate.FAILS if fails else Fate.TOLD, always=True,
        file=file, pointer=waiver.pointer,
    )  # fmt: skip


def baseline_text(findings: Iterable[GateFinding], system: str) -> str:
    """The file of a baseline: each finding with its weight, so that one that grows is noticed."""
    rows = [
        {"finding": one.id, "weight": one.weight, "title": one.title}
        for one in sorted(findings, key=lambda one: one.id)
        if not one.always
    ]
    return json.dumps({_BASELINE: _VERSION, "system": system, "findings": rows}, indent=2, ensure_ascii=False) + "\n"


def baseline_in(text: str, file: str) -> Mapping[str, float]:
    """The weight of each finding of a baseline, by its id; raises InputError with what is wrong and where."""
    try:
        top = Place(data_of(text))
        if top.object().get(_BASELINE) != _VERSION:
            raise InputError(f"at /{_BASELINE}: expected {_VERSION}; write one with --write-baseline")
        found: dict[str, Any] = {one.needed("finding"): one.number("weight") or 0 for one in top.items("findings")}
    except InputError as problem:
        raise InputError(f"{file} is no baseline: {problem}") from None
    return found


def stood_before(findings: Iterable[GateFinding], before: Mapping[str, float], where: str) -> Iterator[GateFinding]:
    """The findings with those marked that stood before and have not grown; ``where`` says in what."""
    for one in findings:
        if one.fate is Fate.FAILS and not one.always and one.id in before and one.weight <= before[one.id]:
            yield one.model_copy(update={"fate": Fate.OLD, "because": f"it stood before, in {where}"})
        else:
            yield one
