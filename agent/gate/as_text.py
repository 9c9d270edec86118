"""The verdict as text for a terminal or a log."""

from collections.abc import Iterator, Sequence

from agent.gate.findings import Demand, Fate, GateFinding, GateReport, ThreatMove

FATES = {Fate.FAILS: "FAILS", Fate.OLD: "before", Fate.WAIVED: "waived", Fate.TOLD: "to know"}
HEADINGS = {
    Fate.FAILS: "To deal with", Fate.OLD: "Stood before", Fate.WAIVED: "Waived", Fate.TOLD: "To know",
}  # fmt: skip
_MOST, _MOST_BEFORE = 200, 10
_BEFORE = "it stood before, "


def to_text(report: GateReport) -> str:
    """Every finding with its place and what to do, the verdict on top."""
    return "\n".join(_lines(report)) + "\n"


def move_words(move: ThreatMove) -> str:
    """What happened to a threat, with how far its risk moved."""
    scores = [f"{score:.1f}" for score in (move.before, move.after) if score is not None]
    if move.how == "closed":
        return f"{scores[0]} {move.band}, now {move.status.replace('_', ' ')}"
    delta = f" ({move.after - move.before:+.1f})" if move.before is not None and move.after is not None else ""
    return f"{' → '.join(scores)} {move.band}{delta}"


def _lines(report: GateReport) -> Iterator[str]:
    yield f"{report.system or 'unnamed system'} ({report.file}): {report.verdict}"
    if report.base:
        yield f"Compared with {report.base}."
    if report.compared:
        yield f"Held against {', '.join(report.compared)}."
    yield from report.notes
    for fate, heading in HEADINGS.items():
        found = report.of(fate)
        if found:
            yield f"\n{heading} ({len(found)}){_where(found, fate)}:"
            most = _MOST_BEFORE if fate is Fate.OLD else _MOST
            for one in found[:most]:
                yield from _finding(one, fate)
            if len(found) > most:
                yield f"  … and {len(found) - most} more; -f json has them all"
    if report.moves:
        yield f"\nThreats that are otherwise ({len(report.moves)}):"
        yield from (f"  {one.how:<7} {one.id} {one.title}: {move_words(one)}" for one in report.moves[:_MOST])
    if report.actions:
        yield "\nWhat to do first:"
        yield from (f"  {place}. {action}" for place, action in enumerate(report.actions, 1))


def _where(found: Sequence[GateFinding], fate: Fate) -> str:
    """In what all of them stood before, where it is one thing."""
    reasons = {one.because for one in found} if fate is Fate.OLD else set()
    return f", {reasons.pop().removeprefix(_BEFORE)}" if len(reasons) == 1 else ""


def _finding(one: GateFinding, fate: Fate) -> Iterator[str]:
    if fate is Fate.OLD and one.demand is not Demand.DRIFT:
        yield f"  {one.place}: {one.title} (id: {one.id})"
        return
    whole = fate is Fate.FAILS
    yield f"  {one.place}: {one.title}"
    if one.because:
        yield f"      {one.because}"
    if one.text and (whole or one.demand is Demand.DRIFT):
        yield f"      {one.text}"
    if whole and one.action:
        yield f"      do: {one.action}"
    yield f"      id: {one.id}"
