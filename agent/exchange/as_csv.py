"""Threats and measures as a table: a row for each threat, then one for each measure, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterator

from agent.coverage.control_checks import Checked, checked
from agent.domain.findings.threat_ranking import sections
from agent.domain.model import ThreatModel
from agent.domain.threats import Control, Threat
from agent.exchange.csv_cells import guarded
from agent.exchange.reports.advice_section import advice_cells
from agent.exchange.reports.catalog_lookups import note_on_entry
from agent.exchange.reports.checks_section import TITLE
from agent.exchange.reports.harm_to_people import people_words
from agent.exchange.reports.test_result_lines import trial_lines
from knowledge.catalog import Catalog
from knowledge.vocabulary import DreadFactor

HEADER = (
    "Threat", "Title", "Statement", "Aspect", "Targets", "References", "Status", "Certainty",
    *(factor.value.replace("_", " ").capitalize() for factor in DreadFactor),
    "Inherent risk", "Current risk", "Target risk", "Band", "Mitigation", "Measure",
    "Measure status", "Effort", "Check", "What to do", "Measure owner", "Measure reason",
    "Measure due", "Evidence", "Usually done by", "Level", "Evidence to attach",
    "Note", "Words behind it", "Set by hand", "Decision", "Answers for it", "Review by", "Decided by",
    "Section", "Placed by hand", "Placed for people",
    "Scenario", "Told by", "What a language model says", "Words it names", "Tests", "Acts on",
)  # fmt: skip
_MARK = "\ufeff"
"""What tells a spreadsheet that the letters are UTF-8."""
_OF_A_THREAT, _OF_A_MEASURE = 17, 13


def to_csv(model: ThreatModel, catalog: Catalog) -> str:
    """The table with a fixed header, in the order of the model: a byte-order mark, UTF-8 text with CRLF line ends.

    A threat names its measures by id and title. Each measure follows once, with the cells of a threat empty and the
    threats that it acts on in the last cell; then control checks, with no id and no score.
    """
    out = io.StringIO()
    out.write(_MARK)
    writer = csv.writer(out, quoting=csv.QUOTE_MINIMAL)
    writer.writerow(HEADER)
    for row in _rows(model, catalog):
        writer.writerow([guarded(cell) for cell in row])
    return out.getvalue()


def _rows(model: ThreatModel, catalog: Catalog) -> Iterator[list[object]]:
    section = {one.id: title for title, threats in sections(model.threats, model.controls).named() for one in threats}
    for threat in model.threats:
        first, last = _threat(model, catalog, threat), _decision(threat, catalog)
        last += [section[threat.id], threat.placed or "", people_words(threat, catalog), *advice_cells(threat)]
        last += ["; ".join(trial_lines(threat)), ""]
        yield [*first, *_named([control for control in model.controls if threat.id in control.threats]), *last]
    left: list[object] = [""] * (len(HEADER) - _OF_A_THREAT - _OF_A_MEASURE - 1)
    for control in model.controls:
        yield [*[""] * _OF_A_THREAT, *_measure(control), *left, "; ".join(control.threats)]
    yield from (_check(one, catalog) for one in checked(model, catalog))


def _named(measures: list[Control]) -> list[object]:
    """The measures of a threat by id and title; what else is known of each stands in its own row."""
    names = ("; ".join(one.id for one in measures), "; ".join(one.title for one in measures))
    return [*names, *[""] * (_OF_A_MEASURE - len(names))]


def _check(one: Checked, catalog: Catalog) -> list[object]:
    """A safeguard that the system should have: no threat, so that it has no id and no score."""
    check = catalog.control_checks[one.check]
    cells: dict[str, object] = {
        "Title": one.title, "Statement": one.why, "Aspect": check.aspect.value, "Status": one.state.value,
        "References": "; ".join(check.references), "What to do": "; ".join(one.measures),
        "Words behind it": one.words, "Section": TITLE,
    }  # fmt: skip
    return [cells.get(name, "") for name in HEADER]


def _threat(model: ThreatModel, catalog: Catalog, threat: Threat) -> list[object]:
    levels = threat.current.levels() | {override.factor: override.level for override in threat.overrides}
    return [
        threat.id,
        threat.title,
        threat.statement,
        threat.aspect.value,
        "; ".join(model.name_of(target) for target in threat.targets),
        "; ".join(f"{r.id} {catalog.name_of(r)} ({r.framework.value} {r.edition})" for r in threat.references),
        threat.status.value,
        threat.certainty.value,
        *(levels[factor] for factor in DreadFactor),
        threat.inherent_rating.total,
        threat.rating.total,
        threat.target_rating.total,
        threat.rating.band.value,
    ]


def _measure(control: Control) -> list[object]:
    return [
        control.id, control.title, control.status.value, control.effort, control.verify, control.action, control.owner,
        control.reason, control.due or "", control.evidence, control.owner_role or "", control.level or "",
        control.evidence_asked,
    ]  # fmt: skip


def _decision(threat: Threat, catalog: Catalog) -> list[object]:
    """What changed, the owner's words, and what a person decided, with who answers for it and until when."""
    by_hand = "; ".join(
        f"{one.factor.value.replace('_', ' ')} {one.level} (computed {one.computed}) by {one.author}: {one.reason}"
        for one in threat.overrides
    )
    words = "; ".join(f"“{quote.text}” ({quote.place})" for quote in threat.evidence.quotes)
    decided = threat.treatment
    last = (decided.reason, decided.owner, decided.review_by or "", decided.author) if decided else ("",) * 4
    note = "; ".join(filter(None, (threat.note, note_on_entry(threat, catalog))))
    return [note, words, by_hand, *last]
