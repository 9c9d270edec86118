"""Which measures of a model are evidence for a requirement, and how that stands in a report."""

from agent.coverage.evidence import evidence, requirements, told
from agent.domain import ThreatModel
from agent.domain.threats import Control, ControlStatus
from agent.exchange.documents.document import Heading, Table, lines_of
from agent.exchange.reports.evidence_section import evidence_blocks
from knowledge.catalog import load_catalog
from knowledge.vocabulary import Framework
from tests.agent.builders import a_model

CATALOG = load_catalog()


def control(number: int, status: ControlStatus, *keys: str) -> Control:
    return Control(
        id=f"M-{number}", title=f"Measure {number}", threats=("T-001",), status=status, reason="so",
        references=tuple(map(CATALOG.reference, keys)),
    )  # fmt: skip


def model(*controls: Control) -> ThreatModel:
    return a_model({}).model_copy(update={"controls": controls})


MODEL = model(
    control(1, ControlStatus.PROPOSED, "owasp_aisvs:C9.2.1", "eu_ai_act:Article 14"),
    control(2, ControlStatus.DONE, "owasp_aisvs:C9.2.1", "atlas:AML.M0029"),
    control(3, ControlStatus.REJECTED, "owasp_aisvs:C9.2.2"),
)


def test_laws_and_standards_are_the_frameworks_of_requirements() -> None:
    assert set(requirements(CATALOG)) == {
        Framework.OWASP_AISVS, Framework.EU_AI_ACT, Framework.NIST_AI_RMF, Framework.ISO_42001,
    }  # fmt: skip


def test_each_requirement_stands_once_with_its_measures_those_in_place_first() -> None:
    rows = evidence(MODEL, CATALOG, Framework.OWASP_AISVS)
    assert len(rows) == 191
    found = {row.id: row for row in rows if row.controls}
    assert set(found) == {"C9.2.1"}, "a rejected measure is evidence for nothing"
    assert (found["C9.2.1"].controls, found["C9.2.1"].in_place, found["C9.2.1"].level) == (("M-2", "M-1"), 1, "1")
    assert told(rows) == "1 of 191 have a measure here, 1 one that is in place"


def test_the_report_names_article_day_and_measures_and_says_to_check() -> None:
    blocks = evidence_blocks(MODEL, CATALOG)
    text = "\n".join(line for block in blocks for line in lines_of(block))
    assert "Human Oversight (from 2027-12-02)" in text
    assert "Check before use" in text
    titles = [block.text for block in blocks if isinstance(block, Heading)]
    assert titles[1:] == [
        "EU AI Act, edition 2024/1689, changed 2026", "OWASP AI Security Verification Standard, edition 1.0",
    ]  # fmt: skip
    assert sum(len(block.rows) for block in blocks if isinstance(block, Table)) == 2


def test_without_evidence_there_is_no_section() -> None:
    assert evidence_blocks(model(control(1, ControlStatus.PROPOSED, "atlas:AML.M0029")), CATALOG) == ()
