"""Reports of tools come back as proposals: once, with before and after, and never from another system.

The samples are output of garak 0.17.1 and promptfoo 0.121.20, run against a scripted address; long texts were left out.
"""

import json
from pathlib import Path

import pytest

from agent.domain import apply
from agent.domain.findings.trials import Proof
from agent.domain.model import ThreatModel
from agent.domain.threats import Certainty, ControlStatus, ThreatStatus
from agent.errors import InputError
from agent.exchange.probes.planned_tests import Plans
from agent.exchange.results.any_report import read_results
from agent.exchange.results.proposal_lines import as_data, lines_of
from agent.exchange.results.proposals import ProposedResults, results_of
from agent.exchange.results.tool_report import ToolReport
from tests.agent.exchange.probes.made import catalog, model

SAMPLES = Path(__file__).parent / "samples"


def content(name: str, of: ThreatModel | None = None) -> bytes:
    key = Plans(of or model(), catalog()).key
    return (SAMPLES / name).read_text(encoding="utf-8").replace("KEY", key).encode()


def report(name: str, of: ThreatModel | None = None) -> ToolReport:
    return read_results(name, content(name, of))


def proposed(*names: str, of: ThreatModel | None = None) -> ProposedResults:
    return results_of([report(name) for name in names], of or model(), catalog())


def applied(results: ProposedResults, to: ThreatModel | None = None) -> ThreatModel:
    outcome = apply(to or model(), results.edits, catalog(), author="Ida")
    assert outcome.refused == ()
    return outcome.model


def test_a_report_of_garak_says_tool_day_and_counts() -> None:
    found = report("garak.report.jsonl")
    assert (found.tool, found.version, str(found.day)) == ("garak", "0.17.1", "2026-11-29")
    assert {one.name: (one.passed, one.failed) for one in found.found} == {
        "goodside.Tag": (32, 0), "promptinject.HijackHateHumans": (134, 122),
    }  # fmt: skip


def test_a_probe_leads_to_the_threats_that_it_tests_and_others_are_told() -> None:
    results = proposed("garak.report.jsonl")
    assert [change.threat.id for change in results.changes] == ["T-002"]
    assert results.unmatched == ("garak.report.jsonl: goodside.Tag leads to no threat of this model",)
    trial = applied(results).threats[1].trials[0]
    assert (trial.passed, trial.failed, trial.matched) == (134, 122, "probe")
    assert trial.file == "garak.report.jsonl"
    assert len(trial.digest) == 64


def test_a_failed_test_makes_the_threat_sure_opens_it_and_takes_from_what_is_in_place() -> None:
    results = proposed("promptfoo.json")
    first = results.changes[0]
    assert first.threat.id == "T-001"
    assert first.proof == (Proof.UNTRIED, Proof.FAILED)
    assert first.certainty == (Certainty.ASSUMED, Certainty.SURE)
    assert first.status == (ThreatStatus.MITIGATED, ThreatStatus.OPEN)
    assert [one.id for one in first.not_proven] == ["M-1"], "M-2 only limits the damage, which no such test tries"
    after = applied(results)
    tried = after.threats[0]
    assert (tried.status, tried.certainty, tried.proof) == (ThreatStatus.OPEN, Certainty.SURE, Proof.FAILED)
    assert tried.current.exploitability.level == tried.inherent.exploitability.level == 9
    assert tried.current.damage.level == 5, "what limits the damage still counts"
    assert first.rating[1] == tried.rating
    assert first.rating[1].total > first.rating[0].total
    assert [one.status for one in after.controls] == [ControlStatus.DONE, ControlStatus.DONE]
    assert after.controls[0].reason.startswith("Not proven. A test of T-001 got through: promptfoo 0.121.20")


def test_a_passed_test_is_evidence_and_closes_nothing() -> None:
    after = applied(proposed("promptfoo.json")).threats[2]
    assert after.proof is Proof.PASSED
    assert (after.status, after.certainty) == (ThreatStatus.OPEN, Certainty.ASSUMED)
    assert after.rating == model().threats[2].rating


def test_the_same_reports_twice_change_nothing() -> None:
    names = ("promptfoo.json", "garak.report.jsonl")
    after = applied(proposed(*names))
    again = proposed(*names, of=after)
    assert again.edits == ()
    assert again.known == ("T-001", "T-002", "T-003")
    assert proposed("promptfoo.json", "promptfoo.json").edits == proposed("promptfoo.json").edits


def test_a_later_run_that_passes_lets_what_is_in_place_count_again() -> None:
    failed = applied(proposed("promptfoo.json"))
    text = content("promptfoo.json").decode().replace('"success": false', '"success": true')
    later = text.replace("2026-11-29T", "2026-12-24T").encode()
    results = results_of([read_results("later.json", later)], failed, catalog())
    after = applied(results, failed)
    assert after.threats[0].proof is Proof.PASSED
    assert after.threats[0].current.exploitability.level == 5
    assert after.threats[0].status is ThreatStatus.OPEN
    assert len(after.threats[0].trials) == 2


def test_a_log_of_hits_counts_only_where_the_report_of_its_run_is_missing() -> None:
    alone = proposed("garak.hitlog.jsonl")
    assert applied(alone).threats[1].trials[0].failed == 3
    assert any("does not say how often the system withstood" in one for one in alone.notes)
    both = proposed("garak.hitlog.jsonl", "garak.report.jsonl")
    assert both.edits == proposed("garak.report.jsonl").edits


def test_a_target_that_did_not_answer_is_no_failed_test() -> None:
    text = content("promptfoo.json").decode().replace('"failureReason": 1', '"failureReason": 2')
    results = results_of([read_results("errors.json", text.encode())], model(), catalog())
    assert applied(results).threats[0].trials[0].unjudged == 1
    assert not results.failed


def test_json_lines_of_promptfoo_say_the_same_without_day() -> None:
    rows = json.loads(content("promptfoo.json"))["results"]["results"]
    lines = "\n".join(map(json.dumps, rows)).encode()
    found = read_results("results.jsonl", lines)
    assert found.day is None
    assert found.found == report("promptfoo.json").found


def test_a_plugin_of_a_red_team_leads_to_the_threats_that_name_it() -> None:
    row = {"success": False, "failureReason": 1, "testCase": {"metadata": {"pluginId": "rag-poisoning"}}}
    whole = {"results": {"results": [row]}, "metadata": {}}
    results = results_of([read_results("red.json", json.dumps(whole).encode())], model(), catalog())
    assert [change.threat.id for change in results.changes] == ["T-003"]


def test_reports_of_older_garaks_say_how_many_there_were() -> None:
    lines = b'{"entry_type": "init"}\n{"entry_type": "eval", "probe": "dan.X", "passed": 3, "total": 5}'
    assert read_results("old.jsonl", lines).found[0].failed == 2


def test_what_a_target_answers_names_no_threat_and_acts_on_no_terminal() -> None:
    case = {"metadata": {"pluginId": "hijacking\x1b[31m"}}
    row = {"success": False, "failureReason": 1, "testCase": case, "metadata": {"pluginId": "rag-poisoning"}}
    found = read_results("red.json", json.dumps({"results": {"results": [row]}}).encode()).found[0]
    assert found.name.startswith("hijacking")
    assert "\x1b" not in found.name


@pytest.mark.parametrize("name", ["promptfoo.json", "garak.report.jsonl"])
def test_a_report_on_another_system_is_refused(name: str) -> None:
    other = model("Another system")
    with pytest.raises(InputError, match="is on another system"):
        results_of([report(name)], other, catalog())


def test_an_id_counts_only_with_its_pattern() -> None:
    text = content("promptfoo.json").decode().replace("outside-text-gives-orders", "answer-runs-as-a-script")
    results = results_of([read_results("moved.json", text.encode())], model(), catalog())
    assert [change.threat.id for change in results.changes] == ["T-003"]
    assert len(results.unmatched) == 2


@pytest.mark.parametrize(
    ("name", "made", "says"),
    [
        ("empty.json", b"  \n", "is empty"),
        ("picture.jsonl", b"\x89PNG\xff\xfe", "not text in UTF-8"),
        (
            "cut.jsonl",
            b'{"entry_type": "init"}\n{"entry_type": "eval", "pro',
            "line 2 is no whole",
        ),
        ("begun.jsonl", b'{"entry_type": "init"}\n', "no evaluation of a probe"),
        ("counts.jsonl", b'{"entry_type": "eval", "probe": "a.B", "passed": "many"}', "line 1: expected a count"),
        ("cut.json", b'{"results": {"results": [', "not whole JSON"),
        ("none.json", b'{"results": {"results": []}}', "holds no result"),
        ("odd.json", b'{"results": {"results": [{"success": 1}]}}', "result 0: expected an object with success"),
        ("foreign.json", b'{"vulnerabilities": []}', "no report that can be read here"),
        ("list.json", b"[1, 2]", "no report that can be read here"),
        ("cut.xml", b"<testsuites><testsuite", "not whole XML"),
        ("bomb.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "declares entities"),
        ("page.xml", b"<html></html>", "holds no test case"),
        ("deep.json", b'{"a":' * 100_000, "nested too deep|not whole JSON"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(name: str, made: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says):
        read_results(name, made)


def test_proposals_are_told_with_before_and_after_and_as_data() -> None:
    results = proposed("promptfoo.json")
    lines = "\n".join(lines_of(results))
    assert "status: mitigated → open" in lines
    assert "not proven here: M-1 Screen inputs" in lines
    data = as_data(results)
    assert data["changes"][0]["moved"]["tests"]["after"] == Proof.FAILED.value
    assert json.dumps(data)
