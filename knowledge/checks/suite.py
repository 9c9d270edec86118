"""Run every check and gather what each one says."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TypeVar

from pydantic import Field

from knowledge.catalog import DATA, Catalog, read_catalog
from knowledge.checks.alignment import alignment, apart
from knowledge.checks.conditions import impossible
from knowledge.checks.coverage import cited_duties, reach, unreached
from knowledge.checks.derived_tables import left_behind
from knowledge.checks.edition_ids import ages, mixed_editions
from knowledge.checks.examples import echoing
from knowledge.checks.factor_changes import unmoved
from knowledge.checks.finding import Finding, Severity
from knowledge.checks.firing import misfiring
from knowledge.checks.names import misnamed
from knowledge.checks.official import differing
from knowledge.checks.originality import copied
from knowledge.checks.proofs import proof_line, unproven
from knowledge.checks.roles import missing_roles
from knowledge.checks.texts import hard_to_read
from knowledge.checks.usage import unused
from knowledge.ranking.salience import TABLE
from knowledge.validation.firing import FOLDER
from knowledge.validation.links import check_links
from knowledge.vocabulary import Value

Entry = TypeVar("Entry")


class Options(Value):
    """Where to look, and how strictly."""

    data: Path | None = Field(default=None, description="The catalog's folder; none: the packaged one.")
    upstream: Path | None = Field(default=None, description="Published texts that ours must not repeat.")
    facts: Path | None = Field(default=None, description="Tables of official ids and names to compare with.")
    strict: bool = Field(default=False, description="Items that no pattern reaches are errors.")


class CheckResult(Value):
    """What one check came to."""

    name: str = Field(description="The check.")
    note: str = Field(description="What was looked at, or why it was skipped.")
    skipped: bool = Field(default=False, description="It could not be run.")
    findings: tuple[Finding, ...] = Field(default=(), description="What it found, errors first.")

    @property
    def failed(self) -> bool:
        """Whether there is an error among the findings."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)


def run_checks(options: Options) -> tuple[CheckResult, ...]:
    """All checks in a fixed order, over as much of the catalog as can be read."""
    catalog, problems = read_catalog(options.data)
    links = tuple(Finding(file=problem.file, entry=problem.entry, message=problem.message) for problem in problems)
    size = (
        f"{len(catalog.patterns)} patterns, {len(catalog.control_checks)} control checks, {len(catalog.facts)} facts, "
        f"{len(catalog.mitigations)} measures, "
        f"{sum(len(manifest.items) for manifest in catalog.frameworks.values())} framework items"
    )
    results = [CheckResult(name="schema and links", note=size, findings=links)]
    sound = _sound(catalog)
    if sound is None:
        return (*results, CheckResult(name="all others", note="wait for sound facts and links", skipped=True))
    catalog = sound
    within: tuple[tuple[str, Callable[[Catalog], Iterator[Finding]], str], ...] = (
        ("use", unused, "facts, scales, measures and precedents that are used"),
        ("scores", unmoved, "factors that facts move"),
        ("roles", missing_roles, "slots that one fact fills, safeguards by their own names"),
        ("conditions", impossible, "conditions that can hold, shifts that can make a difference"),
        ("names", misnamed, "titles of term and consequence, names that lead to one entry"),
        ("texts", hard_to_read, "length, reading level and form of our sentences"),
        ("examples", echoing, "examples in words of their own"),
    )
    results += [_result(name, note, check(catalog)) for name, check, note in within]
    severity = Severity.ERROR if options.strict else Severity.WARNING
    results.append(_result("editions", ages(catalog), mixed_editions(catalog)))
    results.append(_result("proofs", proof_line(catalog), unproven(catalog)))
    results.append(_result("alignment", alignment(catalog), apart(catalog)))
    results.append(_result("coverage", reach(catalog), chain(unreached(catalog, severity), cited_duties(catalog))))
    data = options.data or DATA
    situations = data / FOLDER if (data / FOLDER).is_dir() else None
    results.append(_beside("firing", situations, lambda _: misfiring(catalog, data)))
    table = data / TABLE.name
    results.append(
        _result("salience", "a row for each pattern", left_behind(catalog, table))
        if table.is_file()
        else CheckResult(name="salience", note=f"no {table.name} in this catalog", skipped=True)
    )
    results.append(_beside("originality", options.upstream, lambda folder: copied(catalog, folder)))
    results.append(_beside("official data", options.facts, lambda folder: differing(catalog, folder)))
    return tuple(results)


def _sound(catalog: Catalog) -> Catalog | None:
    """The catalog without the entries whose links are broken, or None where facts, scales or frameworks are."""
    while problems := check_links(catalog):
        faulty = {problem.entry for problem in problems}
        less = replace(
            catalog,
            patterns=_without(catalog.patterns, faulty),
            control_checks=_without(catalog.control_checks, faulty),
            mitigations=_without(catalog.mitigations, faulty),
            precedents=_without(catalog.precedents, faulty),
            proofs=_without(catalog.proofs, faulty),
            reference_systems=_without(catalog.reference_systems, faulty),
        )
        if _size(less) == _size(catalog):
            return None
        catalog = less
    return catalog


def _without(entries: dict[str, Entry], faulty: set[str]) -> dict[str, Entry]:
    return {key: entry for key, entry in entries.items() if key not in faulty}


def _size(catalog: Catalog) -> int:
    examples = len(catalog.precedents) + len(catalog.reference_systems) + len(catalog.proofs)
    return len(catalog.patterns) + len(catalog.control_checks) + len(catalog.mitigations) + examples


def _result(name: str, note: str, findings: Iterator[Finding]) -> CheckResult:
    ordered = sorted(findings, key=lambda finding: (finding.severity is not Severity.ERROR, finding.file))
    return CheckResult(name=name, note=note, findings=tuple(ordered))


def _beside(name: str, folder: Path | None, check: Callable[[Path], Iterator[Finding]]) -> CheckResult:
    if folder is None or not folder.is_dir():
        return CheckResult(name=name, note=f"no folder {folder or 'given'} to compare with", skipped=True)
    return _result(name, f"compared with {folder}", check(folder))
