"""Two parts of one name are told apart wherever they are named; a name that stands once stays as it is."""

from pathlib import Path

import pytest

from agent.analyst.rules.analyst import RulesAnalyst
from agent.assembly import compose
from agent.domain import Said
from agent.domain.changes.edits import PutComponent
from agent.domain.facts import FactValue, Provenance
from agent.domain.model import ThreatModel
from agent.domain.system import Actor, Asset, Component, DataFlow, Origin, TrustBoundary
from agent.domain.versions.version_diff import compare
from agent.domain.wording.names import parted, shortened
from agent.exchange import Dossier, Extent, to_csv, to_dot, to_html, to_markdown, to_mermaid, to_svg
from agent.settings import Settings
from knowledge import load_catalog
from knowledge.vocabulary import ComponentKind
from tests.agent.scripted import NoFinds

CATALOG = load_catalog()


def twins(second: str = "Orders  API") -> ThreatModel:
    return ThreatModel(
        boundaries=(TrustBoundary(id="B-1", name="orders api"),),
        actors=(Actor(id="P-1", name="clerk"),),
        components=(
            Component(id="C-1", name="chat model", kind=ComponentKind.LANGUAGE_MODEL, boundary="B-1"),
            Component(id="C-2", name="orders API", kind=ComponentKind.TOOL, boundary="B-1"),
            Component(id="C-3", name=second, kind=ComponentKind.TOOL),
        ),
        flows=(
            DataFlow(id="F-1", source="C-1", target="C-2", label="calls"),
            DataFlow(id="F-2", source="C-1", target="C-3"),
            DataFlow(id="F-3", source="P-1", target="C-1", untrusted=True),
        ),
        facts=tuple(
            FactValue(fact=fact, value=True, provenance=Provenance.ANSWERED)
            for fact in ("uses_language_model", "calls_tools", "tools_write")
            if fact in CATALOG.facts
        ),
        assets=(Asset(id="D-1", name="orders", held_by=("C-2", "C-3")),),
        issued={"C": 3, "P": 1, "F": 3, "B": 1, "D": 1},
    )


def test_a_name_that_stands_twice_gets_its_id_and_no_other_does() -> None:
    model = twins()
    assert [model.name_of(one) for one in ("C-1", "C-2", "C-3", "P-1", "B-1")] == [
        "chat model", "orders API (C-2)", "Orders  API (C-3)", "clerk", "orders api",
    ]  # fmt: skip
    assert model.name_of("F-1") == "chat model → orders API (C-2)"
    assert twins("billing API").name_of("C-2") == "orders API"
    assert model.name_of("C-9") == "C-9"


def test_a_changed_model_is_named_anew() -> None:
    model = twins()
    assert model.name_of("C-2") == "orders API (C-2)"
    alone = model.model_copy(update={"components": model.components[:2], "flows": (), "assets": ()})
    assert alone.name_of("C-2") == "orders API"
    assert model == twins()


def test_a_name_is_cut_before_its_mark() -> None:
    assert parted("orders API (C-2)") == ("orders API", " (C-2)")
    assert parted("orders (all)") == ("orders (all)", "")
    assert shortened("the API of the orders (C-12)", 16) == "the API… (C-12)"
    assert shortened("short (C-1)", 16) == "short (C-1)"


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> tuple[ThreatModel, str, tuple[str, ...]]:
    """The twins after a turn that drafted, the reply, and the lines of what changed."""
    rules = RulesAnalyst(CATALOG)
    folder: Path = tmp_path_factory.mktemp("twins")
    facilitator = compose(Settings(data_dir=folder), CATALOG, rules, rules, NoFinds, checkpointed=False)
    session = facilitator.import_model(twins("billing API"))
    third = Component(id="C-3", name="orders API", kind=ComponentKind.TOOL, origin=Origin.USER)
    session = facilitator.hear(session.id, Said(edits=(PutComponent(component=third),), key="key-000001"))
    session = facilitator.hear(session.id, Said(text="draft now", key="key-000002"))
    replies = [turn.reply for turn in session.turns if turn.reply]
    facilitator.close()
    return session.model, "\n".join(r.text for r in replies), tuple(line for r in replies for line in r.changes)


def test_every_document_tells_them_apart(drafted: tuple[ThreatModel, str, tuple[str, ...]]) -> None:
    model = drafted[0]
    rules = RulesAnalyst(CATALOG)
    dossier = Dossier(model, CATALOG, rules.ledger(model), rules.gaps(model))
    assert model.threats
    drawn = to_mermaid(model, CATALOG).replace("#40;", "(").replace("#41;", ")")
    for written in (
        to_markdown(dossier, Extent.FULL), to_html(dossier, Extent.FULL), to_csv(model, CATALOG),
        to_dot(model, CATALOG), to_svg(model, CATALOG), drawn,
    ):  # fmt: skip
        assert "orders API (C-2)" in written
        assert "orders API (C-3)" in written


def test_replies_changes_and_statements_tell_them_apart(drafted: tuple[ThreatModel, str, tuple[str, ...]]) -> None:
    model, text, changes = drafted
    assert "orders API (C-3)" in text
    assert any("orders API (C-3)" in line for line in changes)
    statements = " ".join(threat.statement for threat in model.threats if {"C-2", "C-3"} <= set(threat.targets))
    assert "the orders API (C-2)" in statements


def test_a_second_part_of_a_name_is_no_change_of_the_first() -> None:
    lines = compare(twins("billing API"), twins()).lines
    assert [(line.id, line.how.value) for line in lines if line.id.startswith("C-")] == [("C-3", "changed")]
    assert any("Orders  API (C-3)" in line.text for line in lines)
