"""Stored drafts of any tool are read, judged, compared and held against a baseline."""

import json
from pathlib import Path
from typing import Any

import pytest

from agent.errors import InputError
from evals.__main__ import main
from evals.case_runs.case_scores import Row
from evals.gate import failures, kept
from evals.other_tools.identifiers import identifiers_in
from evals.other_tools.predictions import read_predictions
from evals.score import Score
from tests.evals.made import content, write


def file(folder: Path, name: str, value: Any) -> Path:
    path = folder / name
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


def native(*threats: dict[str, Any], system: str = "a-case") -> dict[str, Any]:
    return {"format": "threatparley-predictions", "tool": "Guess", "systems": [{"id": system, "threats": threats}]}


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("see AML.T0051.001 and LLM01:2025", ("AML.T0051.001", "LLM01")),
        ("ASI02, ML03:2023", ("ASI02", "ML03")),
        ("T6", ("T6",)),
        ("OWASP T12; ATT&CK T1059", ("T12",)),
        ("a T1 line to LLM11 and AML.M0001", ()),
    ],
)
def test_identifiers_are_found_in_any_text(text: str, ids: tuple[str, ...]) -> None:
    assert identifiers_in(text) == ids


def test_our_own_format_is_scored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = write(tmp_path / "cases", content("a-case"))
    path = file(tmp_path, "p.json", native({"title": "Injection", "ids": ["LLM01:2025"], "component": "Bot"}))
    out = tmp_path / "out.json"
    assert main(["score", "--predictions", str(path), "--cases", str(cases), "--json", str(out), "--plain"]) == 0
    result = json.loads(out.read_text(encoding="utf-8"))
    assert result["summary"]["Guess"]["must_recall@10"]["mean"] == 1.0
    assert result["cases"]["a-case"]["Guess"]["draft"][0]["component"] == "Bot"
    assert "must recall @10" in capsys.readouterr().out


def test_foreign_ids_and_systems_are_named_and_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = write(tmp_path / "cases", content("a-case"))
    value = native({"title": "x", "ids": ["LLM01", "AML.T9999", "CAPEC-1"]})
    value["systems"].append({"id": "elsewhere", "threats": []})
    out = tmp_path / "out.json"
    path = file(tmp_path, "p.json", value)
    assert main(["score", "--predictions", str(path), "--cases", str(cases), "--json", str(out), "--plain"]) == 5
    result = json.loads(out.read_text(encoding="utf-8"))
    assert result["summary"]["Guess"]["unknown_ids"]["mean"] == 2.0
    told = capsys.readouterr().err
    assert "elsewhere is no case here" in told
    assert "AML.T9999" in told
    assert "CAPEC-1" in told


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("[]", "no JSON object"),
        ("{", "not JSON"),
        ({"systems": []}, "systems"),
        (native({"title": "x", "colour": "red"}), "colour"),
        ({"systems": [{"id": "a", "threats": []}] * 2}, "twice"),
    ],
)
def test_a_broken_file_of_predictions_is_refused(tmp_path: Path, value: Any, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read_predictions(file(tmp_path, "p.json", value))


def test_threat_dragon_keeps_its_numbers_and_parts(tmp_path: Path) -> None:
    late = {"number": 2, "title": "Late", "description": "see LLM02"}
    early = {"number": 1, "title": "Early", "description": "AML.T0051"}
    cells = [{"data": {"name": "Bot", "threats": [late]}}, {"data": {"name": "Store", "threats": [early]}}]
    value = {"summary": {}, "detail": {"diagrams": [{"cells": cells}]}}
    (draft,) = read_predictions(file(tmp_path, "desk.json", value)).drafts.values()
    assert [(t.title, t.atlas, t.owasp, t.component) for t in draft] == [
        ("Early", ("AML.T0051",), (), "Store"),
        ("Late", (), ("LLM02",), "Bot"),
    ]


def test_threat_composer_keeps_its_order_and_tags(tmp_path: Path) -> None:
    threats = [
        {"displayOrder": 2, "statement": "second", "tags": ["ASI02"]},
        {"displayOrder": 1, "threatAction": "plant text", "impactedAssets": ["index"], "tags": ["ATLAS:AML.T0070"]},
    ]
    value = {"schema": 1, "applicationInfo": {}, "threats": threats}
    (draft,) = read_predictions(file(tmp_path, "desk.json", value)).drafts.values()
    assert (draft[0].title, draft[0].atlas, draft[0].component) == ("plant text", ("AML.T0070",), "index")
    assert draft[1].owasp == ("ASI02",)


def test_open_threat_model_names_the_parts_that_refer_to_a_threat(tmp_path: Path) -> None:
    value = """
otmVersion: 0.2.0
components: [{name: Bot, threats: [{threat: t1}]}, {name: Store, threats: }]
threats: [{id: t1, name: Injection, attributes: {atlas: AML.T0051}}]
"""
    (draft,) = read_predictions(file(tmp_path, "desk.yaml", value)).drafts.values()
    assert [(t.title, t.atlas, t.component) for t in draft] == [("Injection", ("AML.T0051",), "Bot")]


def test_pytm_findings_are_read(tmp_path: Path) -> None:
    findings = [{"description": "Prompt injection", "target": "LLM", "references": "LLM01"}, "plain line"]
    value = {"elements": [], "boundaries": [], "findings": findings}
    (draft,) = read_predictions(file(tmp_path, "desk.json", value)).drafts.values()
    assert [(t.title, t.owasp, t.component) for t in draft] == [
        ("Prompt injection", ("LLM01",), "LLM"),
        ("plain line", (), ""),
    ]


def test_stride_gpt_is_read_in_both_of_its_shapes(tmp_path: Path) -> None:
    table = {"threat_model": [{"Threat Type": "Tampering", "Scenario": "Poisoned index", "OWASP_LLM": "LLM08"}]}
    report = {
        "subsystems": [{"name": "Agent", "threats": [{"Scenario": "Tool misuse", "OWASP_ASI": "ASI02"}]}],
        "cross_cutting_threats": [{"Scenario": "Cost", "Affected Subsystems": ["Agent", "API"]}],
    }
    (first,) = read_predictions(file(tmp_path, "a.json", table)).drafts.values()
    (second,) = read_predictions(file(tmp_path, "b.json", report)).drafts.values()
    assert [(t.title, t.owasp) for t in first] == [("Poisoned index", ("LLM08",))]
    assert [(t.title, t.component) for t in second] == [("Tool misuse", "Agent"), ("Cost", "Agent, API")]


def test_real_files_of_other_tools_are_read(shared: Path) -> None:
    for name in ("threat_dragon/minimal/rag-agent.json", "threat_composer/minimal/rag-agent.tc.json",
                 "otm/minimal/rag-agent.otm.json"):  # fmt: skip
        predictions = read_predictions(shared / "formats" / name)
        assert set(predictions.drafts) == {"rag-agent"}
        assert predictions.drafts["rag-agent"][0].atlas == ("AML.T0051.001",)


def row(case: str, **scores: float) -> Row:
    made = tuple(Score(name=name.replace("_AT_", "@"), value=value, reason="") for name, value in scores.items())
    return Row(case=case, mode="description", group=case, kinds=("agent",), grade="A", scores=made)


def test_the_gate_shuts_on_what_got_worse(tmp_path: Path) -> None:
    old = [row(f"c{n}", must_recall_AT_10=0.9, grounding=1.0, contradictions=0.0, unknown_ids=0.0) for n in range(8)]
    path = file(tmp_path, "baseline.json", kept(old))
    assert failures(old, path) == ()
    fallen = [row(f"c{n}", must_recall_AT_10=0.5, grounding=0.9, contradictions=0.1, unknown_ids=1.0) for n in range(8)]
    told = " ".join(failures(fallen, path))
    for words in ("must_recall@10 fell by 0.400", "grounding fell", "contradictions 0.100 are above", "unknown ids"):
        assert words in told


def test_a_fall_that_chance_explains_does_not_shut_the_gate(tmp_path: Path) -> None:
    path = file(tmp_path, "baseline.json", kept([row(f"c{n}", must_recall_AT_10=0.5) for n in range(8)]))
    mixed = [row(f"c{n}", must_recall_AT_10=0.4 if n % 2 else 0.58) for n in range(8)]
    assert failures(mixed, path) == ()


def test_what_one_set_wins_does_not_hide_what_another_loses(tmp_path: Path) -> None:
    sets = {f"c{n}": "more" if n < 8 else "dev" for n in range(24)}
    old = [row(name, must_recall_AT_10=0.5).model_copy(update={"case_set": one}) for name, one in sets.items()]
    path = file(tmp_path, "baseline.json", kept(old))
    new = [
        row(name, must_recall_AT_10=0.3 if one == "more" else 0.7).model_copy(update={"case_set": one})
        for name, one in sets.items()
    ]
    (line,) = failures(new, path)
    assert line.startswith("description, more: must_recall@10 fell by 0.200")


def test_two_runs_are_compared_case_by_case(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = file(tmp_path, "old.json", kept([row(f"c{n}", must_recall_AT_10=0.5) for n in range(4)]))
    new = file(tmp_path, "new.json", kept([row(f"c{n}", must_recall_AT_10=0.75) for n in range(4)]))
    assert main(["compare", str(old), str(new)]) == 0
    assert "+0.250" in capsys.readouterr().out
    assert main(["compare", str(old), str(file(tmp_path, "other.json", {}))]) == 3
