"""An evidence pack resolves: each requirement stands in the catalog, each reference in the model, and gaps are told."""

import csv
import io
from datetime import date

import pytest

from agent.coverage.evidence import HEADINGS
from agent.coverage.evidence_pack import NOTHING, Pack, PackKind, PackRow
from agent.domain.findings.trials import Trial
from agent.domain.model import ThreatModel
from agent.domain.system import SystemProfile
from agent.domain.threats import Control, ControlStatus
from agent.exchange.formats import format_of, written
from agent.exchange.packs.as_tables import CAUTION, HEADER
from knowledge.vocabulary import Framework
from tests.agent.exchange.probes.made import catalog, dossier, model

PACKS = {
    "evidence-eu-ai-act": Framework.EU_AI_ACT, "evidence-nist-ai-rmf": Framework.NIST_AI_RMF,
    "evidence-iso-42001": Framework.ISO_42001, "evidence-aisvs": Framework.OWASP_AISVS,
}  # fmt: skip
FAILED = Trial(tool="garak", version="0.17.1", day=date(2026, 11, 29), tried=("dan.Dan",), passed=3, failed=1, file="r",
               digest="ab")  # fmt: skip
HELD = FAILED.model_copy(update={"failed": 0})


def with_trial_of(trial: Trial = FAILED) -> ThreatModel:
    """The ferry company with one trial, and measures that name requirements of each framework."""
    whole = model()
    keys = ("eu_ai_act:Article 15", "nist_ai_rmf:MEASURE 2.7", "iso_42001:A.6.2.4", "owasp_aisvs:C9.2.1")
    references = tuple(map(catalog().reference, keys))
    placed = whole.controls[0].model_copy(update={"references": references})
    coming = Control(id="M-3", title="Later", threats=("T-001",), references=references, owner="Bo")
    gone = Control(id="M-4", title="Never", references=references, status=ControlStatus.REJECTED, reason="No")
    threats = (whole.threats[0].model_copy(update={"trials": (trial,)}), *whole.threats[1:])
    return whole.model_copy(update={"threats": threats, "controls": (placed, coming, gone)})


def rows(framework: Framework, of: ThreatModel | None = None) -> tuple[PackRow, ...]:
    return Pack(of or with_trial_of(), catalog(), framework).rows


@pytest.mark.parametrize("framework", PACKS.values())
def test_every_row_resolves_and_every_requirement_has_one(framework: Framework) -> None:
    whole = with_trial_of()
    there = {
        PackKind.SCOPE: {"system"}, PackKind.THREAT: {one.id for one in whole.threats},
        PackKind.TEST: {one.id for one in whole.threats if one.trials},
        PackKind.MEASURE: {one.id for one in whole.controls}, PackKind.CHECK: set(catalog().control_checks),
        PackKind.FACT: set(catalog().facts), PackKind.NOTHING: {""},
    }  # fmt: skip
    items = {one.id: one for one in catalog().manifest_of(framework).items if one.kind not in HEADINGS}
    found = rows(framework)
    assert {one.requirement for one in found} == set(items)
    for one in found:
        assert one.title == items[one.requirement].name
        assert one.reference in there[one.kind], one
        assert one.kind is not PackKind.NOTHING or one.gap == NOTHING


def test_a_requirement_that_something_answers_is_never_said_to_have_nothing() -> None:
    for framework in PACKS.values():
        silent = [one.requirement for one in rows(framework) if one.kind is PackKind.NOTHING]
        others = {one.requirement for one in rows(framework) if one.kind is not PackKind.NOTHING}
        assert not others & set(silent)
        assert len(silent) == len(set(silent))


def of_kind(kind: PackKind, requirement: str, of: ThreatModel | None = None) -> list[PackRow]:
    return [one for one in rows(Framework.EU_AI_ACT, of) if (one.kind, one.requirement) == (kind, requirement)]


def test_the_act_takes_scope_threats_tests_and_facts_of_oversight() -> None:
    assert of_kind(PackKind.SCOPE, "Article 9")[0].owner == "Ida"
    assert {one.reference for one in of_kind(PackKind.THREAT, "Article 15")} == {f"T-00{n}" for n in (1, 2, 3, 4, 5)}
    test = of_kind(PackKind.TEST, "Article 15")[0]
    assert (test.state, test.gap, test.day) == ("withstood 3 of 4", "A test got through.", FAILED.day)
    assert "sha256 ab" in test.citation
    oversight = of_kind(PackKind.FACT, "Article 14")
    assert len(oversight) >= 5
    assert {one.gap for one in oversight} == {"Nobody has said."}


def test_a_measure_is_proven_only_where_it_is_in_place() -> None:
    placed, coming = of_kind(PackKind.MEASURE, "Article 15")
    assert (placed.reference, placed.state) == ("M-1", "verified")
    assert "Not proven: a test of T-001 got through." in placed.gap
    assert (coming.state, coming.owner, coming.gap) == ("proposed", "Bo", "It is not in place.")
    held, later = of_kind(PackKind.MEASURE, "Article 15", with_trial_of(HELD))
    assert held.state == "verified; tests of T-001 passed"
    assert later.state == "proposed", "what is not there was not tested"


@pytest.mark.parametrize("form", PACKS)
def test_the_table_is_safe_to_open_and_its_losses_are_told(form: str) -> None:
    hostile = with_trial_of().model_copy(update={"system": SystemProfile(name="=1+1", purpose="@SUM(1)", owner="+Ida")})
    export = written(format_of(form), dossier(hostile))
    table = list(csv.reader(io.StringIO(export.data.decode("utf-8-sig"))))
    assert tuple(table[0]) == (*HEADER, "System")
    assert not [cell for row in table for cell in row if cell[:1] in "=+-@" and cell]
    assert any("people and outside systems" in one.line for one in export.losses)


def test_the_document_holds_all_four_and_claims_nothing() -> None:
    text = written(format_of("evidence"), dossier(with_trial_of())).data.decode()
    for framework in PACKS.values():
        assert catalog().manifest_of(framework).title in text
    assert CAUTION in text
    assert NOTHING in text
