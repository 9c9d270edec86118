"""What reports of tests mean for a threat model: edits that are proposed, each with what it was before and would be."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from agent.assessment.scoring.control_effectiveness import current_risk, questioned
from agent.domain.changes.edits import DecideControl, DecideThreat, Edit, RecordTrial
from agent.domain.findings.threat_ranking import live
from agent.domain.findings.trials import MOST_TRIALS, Proof, Trial, proof_of, with_trial
from agent.domain.model import ThreatModel
from agent.domain.risk import DreadScore, Rating, rate
from agent.domain.threats import Certainty, Control, ControlStatus, Threat, ThreatStatus
from agent.errors import InputError
from agent.exchange.interchange.ids import Ids
from agent.exchange.results.tool_report import ToolOutcome, ToolReport
from knowledge.catalog import Catalog

_MOST_TRIED = 40


@dataclass(frozen=True)
class ThreatChange:
    """What results would change of one threat."""

    threat: Threat
    trials: tuple[Trial, ...]
    """The new ones."""
    proof: tuple[Proof, Proof]
    """Before and after, as the following."""
    rating: tuple[Rating, Rating]
    certainty: tuple[Certainty, Certainty]
    status: tuple[ThreatStatus, ThreatStatus]
    not_proven: tuple[Control, ...]
    """Measures in place that the failed test speaks against."""
    edits: tuple[Edit, ...]


@dataclass(frozen=True)
class ProposedResults:
    """What some reports mean for a model."""

    changes: tuple[ThreatChange, ...] = ()
    known: tuple[str, ...] = ()
    """Ids of threats that have one of these results already."""
    unmatched: tuple[str, ...] = ()
    """Outcomes that lead to no threat of the model, each in a line."""
    notes: tuple[str, ...] = ()
    """What to mind about the reports."""
    failing: tuple[str, ...] = ()
    """Ids of the threats that these reports speak of and whose newest tests got through."""

    @property
    def edits(self) -> tuple[Edit, ...]:
        """Everything that is proposed, in order."""
        return tuple(edit for change in self.changes for edit in change.edits)

    @property
    def failed(self) -> bool:
        """Whether a test of a threat got through, in what is new or in what was known."""
        return bool(self.failing)


def results_of(reports: Iterable[ToolReport], model: ThreatModel, catalog: Catalog) -> ProposedResults:
    """The proposals; raises InputError where a report is on another system."""
    every = _once_per_run(tuple(reports))
    key = Ids(model).uuid("proofs")
    for report in every:
        _check_system(report, key, model)
    sorted_out = [_sorted_out(report, model, catalog) for report in every]
    changes: list[ThreatChange] = []
    known: list[str] = []
    failing: list[str] = []
    reopened: set[str] = set()
    for threat in model.threats:
        trials = [one.trials[threat.id] for one in sorted_out if threat.id in one.trials]
        fresh = [one for one in trials if one not in threat.trials]
        if trials and proof_of((*threat.trials, *fresh)) is Proof.FAILED:
            failing.append(threat.id)
        if len(fresh) < len(trials):
            known.append(threat.id)
        if fresh:
            change = _change(threat, tuple(fresh[-MOST_TRIALS:]), model, reopened)
            reopened |= {one.id for one in change.not_proven}
            changes.append(change)
    unmatched = tuple(line for one in sorted_out for line in one.unmatched)
    silent = tuple(one.silent for one in sorted_out if one.silent)
    return ProposedResults(tuple(changes), tuple(known), unmatched, (*silent, *_notes(every)), tuple(failing))


@dataclass(frozen=True)
class _SortedOut:
    """A report by threats."""

    trials: dict[str, Trial]
    unmatched: tuple[str, ...]
    silent: str
    """Which threats it comes to no verdict on, in a line."""


def _sorted_out(report: ToolReport, model: ThreatModel, catalog: Catalog) -> _SortedOut:
    outcomes: dict[str, list[tuple[ToolOutcome, bool]]] = {}
    unmatched: list[str] = []
    for found in report.found:
        threats, by_id = _threats(report, found, model, catalog)
        for threat in threats:
            outcomes.setdefault(threat.id, []).append((found, by_id))
        if not threats:
            unmatched.append(f"{report.file}: {found.name} leads to no threat of this model")
    trials = {identity: _trial(report, several) for identity, several in outcomes.items()}
    without = [identity for identity, trial in trials.items() if trial.proof is Proof.UNTRIED]
    silent = f"{report.file}: no verdict on {', '.join(without)}, so nothing is recorded of them" if without else ""
    judged = {identity: trial for identity, trial in trials.items() if identity not in without}
    return _SortedOut(judged, tuple(unmatched), silent)


def _once_per_run(reports: tuple[ToolReport, ...]) -> tuple[ToolReport, ...]:
    """The reports without logs of failures whose run a full report tells, and each file once."""
    whole = {one.run for one in reports if one.run and not one.lists_failures_alone}
    kept = {one.digest: one for one in reports if not (one.lists_failures_alone and one.run in whole)}
    return tuple(kept.values())


def _check_system(report: ToolReport, key: str, model: ThreatModel) -> None:
    others = {one for one in (report.system, *(found.system for found in report.found)) if one and one != key}
    if others:
        name = model.system.name or "this system"
        raise InputError(
            f"{report.file} is on another system: it carries the key {sorted(others)[0][:40]}, and the model of {name} "
            f"has {key}; give the model whose tests it ran"
        )


def _threats(
    report: ToolReport, found: ToolOutcome, model: ThreatModel, catalog: Catalog
) -> tuple[tuple[Threat, ...], bool]:
    """The threats an outcome speaks of, and whether the report names them itself.

    An id counts only together with its pattern: ids of two models are alike. Where the pattern has moved to another
    threat, that one is meant.
    """
    standing = live(model.threats)
    if found.threat or found.pattern:
        exact = tuple(
            one for one in standing
            if one.id == found.threat and (one.pattern or "") == found.pattern
        ) or tuple(one for one in standing if found.pattern and one.pattern == found.pattern)  # fmt: skip
        return exact, True
    named = tuple(
        one
        for one in standing
        if (plan := catalog.proofs.get(one.pattern or "")) and _tests(plan.probes_of(report.tool), found.name)
    )
    return named, False


def _tests(probes: tuple[str, ...], name: str) -> bool:
    return any(name == one or name.startswith(f"{one}.") for one in probes)


def _trial(report: ToolReport, several: list[tuple[ToolOutcome, bool]]) -> Trial:
    found = [one for one, _ in several]
    return Trial(
        tool=report.tool,
        version=report.version,
        day=report.day,
        tried=tuple(dict.fromkeys(one.name for one in found))[:_MOST_TRIED],
        passed=sum(one.passed for one in found),
        failed=sum(one.failed for one in found),
        unjudged=sum(one.unjudged for one in found),
        file=report.file[-200:],
        digest=report.digest,
        matched="id" if all(by_id for _, by_id in several) else "probe",
    )


def _change(threat: Threat, fresh: tuple[Trial, ...], model: ThreatModel, already: set[str]) -> ThreatChange:
    trials = threat.trials
    for one in fresh:
        trials = with_trial(trials, one)
    before, after = threat.proof, proof_of(trials)
    turned = (before is Proof.FAILED) != (after is Proof.FAILED)
    current = current_risk(threat, model, after) if turned else None
    broken = after is Proof.FAILED
    doubted = tuple(one for one in model.controls if broken and threat.id in one.threats and questioned(one))
    reopens = broken and threat.status is ThreatStatus.MITIGATED
    last = next((one for one in reversed(fresh) if one.proof is Proof.FAILED), fresh[-1])
    return ThreatChange(
        threat=threat,
        trials=fresh,
        proof=(before, after),
        rating=(threat.rating, rate(current or threat.current, threat.overrides, threat.scored)),
        certainty=(threat.certainty, Certainty.SURE if broken else threat.certainty),
        status=(threat.status, ThreatStatus.OPEN if reopens else threat.status),
        not_proven=doubted,
        edits=tuple(_edits(threat, fresh, current, [one for one in doubted if one.id not in already], reopens, last)),
    )


def _edits(
    threat: Threat, fresh: tuple[Trial, ...], current: DreadScore | None, doubted: list[Control], reopens: bool,
    last: Trial,
) -> Iterator[Edit]:  # fmt: skip
    for number, one in enumerate(fresh, start=1):
        yield RecordTrial(threat=threat.id, trial=one, current=current if number == len(fresh) else None)
    why = f"A test of {threat.id} got through: {last.words}"[:600]
    if reopens:
        owner = threat.treatment.owner if threat.treatment else ""
        yield DecideThreat(threat=threat.id, status=ThreatStatus.OPEN, reason=why, owner=owner)
    for control in doubted:
        if control.status is ControlStatus.VERIFIED:
            yield DecideControl(control=control.id, status=ControlStatus.DONE, reason=f"Not proven. {why}"[:600])


def _notes(reports: tuple[ToolReport, ...]) -> Iterator[str]:
    for one in reports:
        yield from (f"{one.file}: {note}" for note in one.notes)
        if not one.system and not all(found.system for found in one.found):
            target = f"; it tested {one.target}" if one.target else ""
            yield f"{one.file}: nothing in it says that it is on this system{target}, so make sure that it is"
