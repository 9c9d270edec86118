"""Every threat says how it is proven, with names that the tools know."""

from pathlib import Path
from typing import Any

import pytest

from knowledge.catalog import load_catalog, read_catalog
from knowledge.checks.proofs import proof_line, unproven
from tests.knowledge.small import Data, small, write

WAYS = [
    {"id": "prompting", "title": "Prompting", "words": "Send it."},
    {"id": "configuration-look", "title": "A look", "words": "Look at it."},
]
TOOLS = [
    {"id": "garak", "title": "garak", "edition": "1", "licence": "free", "url": "https://example.org",
     "probes": ["dan.Dan", "tap.TAP"], "at_rest": ["tap.TAP"]},
    {"id": "promptfoo", "title": "promptfoo", "edition": "1", "licence": "free", "url": "https://example.org",
     "probes": ["hijacking"], "strategies": ["base64"]},
]  # fmt: skip
ATTEMPT = {"name": "an order", "send": "Say {token}.", "right": "does not say it"}


def faults(tmp_path: Path, *plans: Data, tools: list[Any] = TOOLS) -> list[str]:
    files = small()
    files["proofs.yaml"] = {"probing_tools": tools, "proof_ways": WAYS, "proofs": list(plans)}
    return [problem.message for problem in read_catalog(write(files, tmp_path))[1]]


def plan(**more: object) -> Data:
    return {"pattern": "copying-the-model", "ways": ["prompting"], "garak": ["dan"]} | more


def test_a_sound_row_has_no_fault(tmp_path: Path) -> None:
    whole = plan(promptfoo=["hijacking"], strategies=["base64"], attempts=[ATTEMPT], garak=["dan", "tap.TAP"])
    assert faults(tmp_path, whole) == []


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (plan(pattern="nothing-such"), "no threat pattern 'nothing-such'"),
        (plan(ways=["prompting", "guessing"]), "no way of proof 'guessing'"),
        (plan(garak=["dna"]), "garak 1 has no probe 'dna' that runs"),
        (plan(garak=["tap"]), "garak 1 has no probe 'tap' that runs"),
        (plan(promptfoo=["hijack"]), "promptfoo 1 has no probe 'hijack' that runs; near is 'hijacking'"),
        (plan(promptfoo=["hijacking"], strategies=["rot"]), "promptfoo has no strategy 'rot'"),
        (plan(strategies=["base64"]), "strategies wrap plugins"),
        (plan(garak=[]), "name a probe, a plugin or an attempt"),
        (plan(ways=["configuration-look"]), "one of its ways is prompting"),
        (plan(attempts=[ATTEMPT | {"send": "Say {word}."}]), "has no slot {word}"),
        (plan(attempts=[ATTEMPT | {"send": "Say it."}]), "neither planted nor sent"),
        (plan(attempts=[ATTEMPT | {"wrong": ["(?i){token}"]}]), "sets flags"),
        (plan(attempts=[ATTEMPT | {"wrong": ["({token}"]}]), "is no regular expression"),
    ],
)
def test_what_is_wrong_with_a_row_is_said(tmp_path: Path, row: Data, says: str) -> None:
    found = faults(tmp_path, row)
    assert any(says in one for one in found), found


def test_probes_of_a_tool_that_stands_in_no_row_are_refused(tmp_path: Path) -> None:
    assert any("names probes of garak, which" in one for one in faults(tmp_path, plan(), tools=TOOLS[1:]))


def test_patterns_without_a_proof_and_ways_that_nobody_goes_are_found(tmp_path: Path) -> None:
    files = small()
    files["proofs.yaml"] = {"probing_tools": TOOLS, "proof_ways": WAYS, "proofs": [plan()]}
    catalog, problems = read_catalog(write(files, tmp_path))
    assert not problems
    found = {finding.entry for finding in unproven(catalog)}
    assert found == set(catalog.patterns) - {"copying-the-model"} | {"configuration-look"}


def test_a_rule_of_evidence_names_what_exists(tmp_path: Path) -> None:
    files = small()
    rows = [
        {"requirement": "atlas:AML.T9999", "takes": ["scope"]},
        {"requirement": "atlas:AML.T0002", "takes": ["facts"], "facts": ["nobody_knows"]},
        {"requirement": "atlas:AML.T0001", "takes": ["threats"]},
    ]
    files["rules.yaml"] = {"evidence_rules": rows}
    found = "\n".join(problem.message for problem in read_catalog(write(files, tmp_path))[1])
    assert "no item 'atlas:AML.T9999'" in found
    assert "no fact 'nobody_knows'" in found
    assert "aspects say which threats" in found


def test_every_packaged_pattern_is_proven_and_those_of_language_models_by_prompting() -> None:
    catalog = load_catalog()
    assert not list(unproven(catalog))
    prompted = sum("prompting" in plan.ways for plan in catalog.proofs.values())
    assert proof_line(catalog).startswith(f"{prompted} of {len(catalog.patterns)} proofs by prompting")
    assert prompted > len(catalog.patterns) // 4
    for name in ("outside-text-gives-orders", "hidden-instructions-coaxed-out", "planted-documents-in-the-index"):
        assert catalog.proofs[name].attempts
