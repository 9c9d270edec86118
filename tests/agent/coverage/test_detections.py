"""Which published rules detect a threat is told by technique; what none names is told as a gap."""

import csv
import io

from agent.coverage.detections import Found, detection_line, detections_of, every_detection
from agent.domain.threats import Threat, ThreatStatus
from agent.exchange.packs.detections import HEADER, to_detections
from knowledge.publications.detections import detection_table
from knowledge.vocabulary import Framework, Reference
from tests.agent.exchange.interchange.models import dossier
from tests.ui.models import catalog, rich_model


def threat(*ids: str, framework: Framework = Framework.ATLAS, pattern: str | None = None) -> Threat:
    (first, *_) = rich_model().threats
    references = tuple(Reference(framework=framework, id=one, edition="x") for one in ids)
    return first.model_copy(update={"references": references, "status": ThreatStatus.OPEN, "pattern": pattern})


def test_every_technique_of_the_table_is_one_of_the_catalog_and_has_rules() -> None:
    known = {one.id for one in catalog().manifest_of(Framework.ATLAS).items}
    for row in detection_table().techniques:
        assert row.technique in known
        assert row.atr or row.sigma
        assert not row.atr_rules or len(row.atr_rules) == sum(row.atr.values()) <= 8
        assert bool(row.sigma) == bool(row.attack)


def test_few_rules_are_named_by_id() -> None:
    found = detections_of(threat("AML.T0046"))
    assert found.found is Found.NAMED
    (atr,) = found.detections
    assert len(atr.rules) == atr.count == 5
    assert all(one.startswith("ATR-") for one in atr.rules)


def test_rules_chosen_for_a_threat_of_the_catalog_go_before_those_of_its_techniques() -> None:
    found = detections_of(threat("AML.T0051", pattern="outside-text-gives-orders"))
    assert found.found is Found.NAMED
    first, broad = found.detections
    assert (first.technique, first.filter, first.count) == ("", "", len(first.rules))
    assert broad.count > 100
    assert detections_of(threat(pattern="review-is-a-rubber-stamp")).gap == ""


def test_at_most_three_rules_are_chosen_and_for_threats_of_the_catalog_alone() -> None:
    table = detection_table()
    assert len(table.patterns) >= 50
    assert [one for one in table.patterns if one not in catalog().patterns] == []
    assert all(1 <= len(set(rules)) == len(rules) <= 3 for rules in table.patterns.values())
    assert all(one.startswith("ATR-") for rules in table.patterns.values() for one in rules)


def test_many_rules_are_counted_and_found_by_a_filter() -> None:
    found = detections_of(threat("AML.T0051"))
    assert found.found is Found.COARSE
    (atr,) = found.detections
    assert atr.count > 100
    assert atr.rules == ()
    assert atr.filter == "references.mitre_atlas names AML.T0051"
    assert found.gap


def test_rules_of_attack_are_found_by_their_tag() -> None:
    sigma = [one for one in detections_of(threat("AML.T0049")).detections if one.source.id == "sigma"]
    assert [one.filter for one in sigma] == ["tags has attack.t1190"]


def test_a_threat_that_no_rule_names_is_a_gap() -> None:
    assert detections_of(threat("AML.T0031")).found is Found.NONE
    assert "AML.T0031" in detections_of(threat("AML.T0031")).gap
    assert detections_of(threat("LLM01", framework=Framework.OWASP_LLM)).found is Found.NO_TECHNIQUE


def test_settled_threats_are_not_counted() -> None:
    settled = threat("AML.T0046").model_copy(update={"status": ThreatStatus.MITIGATED})
    assert every_detection([settled, threat("AML.T0046")])[0].threat.status is ThreatStatus.OPEN
    assert len(every_detection([settled])) == 0


def test_the_line_names_what_has_none() -> None:
    line = detection_line([detections_of(threat("AML.T0046")), detections_of(threat("AML.T0031"))])
    assert line.startswith(
        "Of 2 open threats, 1 have detection rules by id, 0 only a filter over many, and 1 have none"
    )
    assert threat("x").id in line


def test_the_table_has_a_row_for_each_open_threat() -> None:
    model = rich_model()
    export = to_detections(dossier(model))
    rows = list(csv.reader(io.StringIO(str(export.content).removeprefix("\ufeff"))))
    assert tuple(rows[0]) == HEADER
    open_ones = {one.id for one in model.threats if one.status is ThreatStatus.OPEN}
    assert {row[0] for row in rows[1:]} == open_ones
