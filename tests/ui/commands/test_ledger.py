"""``threatparley ledger`` prints where every item stands, for people and for programs."""

import json
from pathlib import Path

import pytest

from agent.exchange import to_json
from knowledge import Catalog, load_catalog
from tests.agent.builders import a_model
from ui.cli import main


@pytest.fixture
def native(tmp_path: Path) -> str:
    model = a_model({"exposure": "public", "plans_steps": False}, [("chat model", "language_model")])
    file = tmp_path / "model.json"
    file.write_text(to_json(model, load_catalog()), encoding="utf-8")
    return str(file)


def test_the_groups_of_every_framework_are_listed_with_a_caption(
    native: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ledger", native]) == 0
    written = capsys.readouterr().out
    assert "Coverage is not safety" in written
    for words in ("AML.TA0004 Initial Access", "L1 Foundation Models", "LLM01:2026 Prompt Injection", "category-4"):
        assert words in written


def test_one_framework_is_listed_item_by_item(native: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ledger", native, "--framework", "plot4ai"]) == 0
    written = capsys.readouterr().out
    cards = [line for line in written.splitlines() if line.startswith("  card ")]
    assert len(cards) == 138
    assert all(": " in line for line in cards)
    assert "AML.T" not in written


def test_programs_get_every_item_once(native: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ledger", native, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    items = [(one["framework"], one["id"]) for part in document["frameworks"] for one in part["items"]]
    assert len(items) == len(set(items)) == _listed(load_catalog())
    assert {one["place"] for part in document["frameworks"] for one in part["items"]} == {
        "applies", "open", "ruled_out", "not_the_owners",
    }  # fmt: skip
    assert len(document["stride_by_component"]) == 6


def _listed(catalog: Catalog) -> int:
    """How many items the frameworks hold that list threats as a whole."""
    return sum(len(catalog.frameworks[name].items) for name in catalog.of_threats)


def test_a_standard_is_listed_with_the_measures_that_are_evidence(
    native: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ledger", native, "--framework", "eu_ai_act"]) == 0
    written = capsys.readouterr().out
    assert "0 of 22 have a measure here, 0 one that is in place." in written
    assert "Check before use" in written
    assert "  Article 14 Human Oversight: no measure here" in written
    assert main(["ledger", native, "--framework", "owasp_aisvs", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["edition"], len(document["requirements"])) == ("1.0", 191)


def test_an_unknown_framework_is_refused_with_the_known_ones(native: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ledger", native, "--framework", "attack"]) == 3
    assert "choose one of atlas" in capsys.readouterr().err
