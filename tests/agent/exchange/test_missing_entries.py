"""A model outlives the list it was drafted with: what is not installed is shown, exported, explained and kept."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.analyst.factory import open_analyst
from agent.analyst.rules.analyst import RulesAnalyst
from agent.assembly import compose
from agent.coverage import standings, stride_grid
from agent.domain import Said, Session, ThreatModel
from agent.domain.facts import FactValue, Provenance, Quote
from agent.domain.sessions.quoted_turns import NO_TURNS, apart_from
from agent.domain.system import Assumption, Component
from agent.domain.threats import Control, ControlStatus, Evidence, Threat
from agent.exchange import (
    Dossier,
    Extent,
    from_json,
    native_file,
    to_csv,
    to_dot,
    to_html,
    to_json,
    to_markdown,
    to_mermaid,
    to_svg,
)
from agent.exchange.provenance_check import prove
from agent.facilitator import Facilitator
from agent.llm.gateway import Terms
from agent.settings import Settings
from knowledge.catalog import NOT_INSTALLED, load_catalog
from knowledge.vocabulary import ComponentKind, Framework, Reference, Stride
from tests.agent.analyst.llm.playing import Player
from tests.agent.domain.parts import score
from tests.agent.scripted import NoFinds

CATALOG = load_catalog()
SAID = Quote(turn=1, text="the harbour is open")
OWN = Reference(framework=Framework.OWN, id="HB-1", edition="2026-11")
OLD = Reference(framework=Framework.ATLAS, id="AML.T9999", edition="0.1")


def opened() -> ThreatModel:
    """A model with a threat, a measure, facts, an assumption, references and a precedent that are not installed."""
    known = CATALOG.reference("atlas:AML.T0051")
    return ThreatModel(
        components=(
            Component(id="C-1", name="chat model", kind=ComponentKind.LANGUAGE_MODEL),
            Component(id="C-2", name="orders API", kind=ComponentKind.TOOL),
        ),
        facts=(
            FactValue(fact="harbour_open", value=True, provenance=Provenance.STATED, quotes=(SAID,)),
            FactValue(fact="exposure", value="a_value_of_before", provenance=Provenance.ANSWERED),
            FactValue(fact="calls_tools", value="both", provenance=Provenance.STATED),
            FactValue(fact="harbour_part", subject="C-2", value=("one", "two"), provenance=Provenance.TABLE),
        ),
        assumptions=(Assumption(id="A-1", text="the harbour is open", fact="harbour_open", value=True),),
        threats=(
            Threat(
                id="T-001", pattern="own-hb-1", title="Somebody reads the orders", statement="A guest reads them.",
                targets=("C-2",), references=(OWN, OLD, known), stride=(Stride.INFORMATION_DISCLOSURE,),
                evidence=Evidence(
                    facts=("harbour_open", "calls_tools"), assumed=("harbour_part",), quotes=(SAID,),
                ),
                precedents=("a-precedent-of-before",), inherent=score(7), current=score(5), target=score(3),
            ),
        ),
        controls=(
            Control(id="M-1", mitigation="own-hb-1-measure", title="A login for each guest", references=(OWN,),
                    threats=("T-001",), owner="Ann"),
            Control(id="M-2", mitigation="own-hb-2-measure", title="Lock the gate", status=ControlStatus.PLANNED),
        ),
        issued={"C": 2, "T": 1, "M": 2, "A": 1},
    )  # fmt: skip


@pytest.fixture(params=["rules", "llm"])
def facilitator(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Facilitator]:
    rules = RulesAnalyst(CATALOG)
    analyst = open_analyst(CATALOG, rules, Player(), Terms(), None) if request.param == "llm" else rules
    made = compose(Settings(data_dir=tmp_path), CATALOG, analyst, rules, NoFinds, checkpointed=False)
    yield made
    made.close()


def reports(facilitator: Facilitator, model: ThreatModel) -> dict[str, str]:
    ledger, gaps = facilitator.ledger(model), facilitator.gaps(model)
    return {
        "md": to_markdown(Dossier(model, CATALOG, ledger, gaps), Extent.FULL),
        "html": to_html(Dossier(model, CATALOG, ledger, gaps), Extent.FULL),
        "csv": to_csv(model, CATALOG),
    }


def test_every_document_holds_it_with_a_plain_note(facilitator: Facilitator) -> None:
    for form, written in reports(facilitator, opened()).items():
        plain = written.replace("\\", "")
        assert "Somebody reads the orders" in plain, form
        assert f"own-hb-1: {NOT_INSTALLED}" in plain, form
        assert "A login for each guest" in plain, form
        for reference in (OWN, OLD):
            assert f"{reference.id} ({NOT_INSTALLED})" in plain, form


@pytest.mark.parametrize("form", ["md", "html"])
def test_facts_measures_and_precedents_say_it_too(facilitator: Facilitator, form: str) -> None:
    written = reports(facilitator, opened())[form].replace("\\", "")
    for words in (
        f"own-hb-1-measure: {NOT_INSTALLED}", f"own-hb-2-measure: {NOT_INSTALLED}", f"harbour open ({NOT_INSTALLED})",
        "a_value_of_before (not a value of this catalog)", f"harbour part ({NOT_INSTALLED}): one, two",
        f"a-precedent-of-before ({NOT_INSTALLED})", f"harbour part ({NOT_INSTALLED})",
    ):  # fmt: skip
        assert words in written


def test_diagrams_coverage_and_the_native_file_are_made_as_ever(facilitator: Facilitator) -> None:
    model = opened()
    ledger = facilitator.ledger(model)
    assert "orders API - 1 open" in to_mermaid(model, CATALOG)
    assert to_dot(model, CATALOG)
    assert to_svg(model, CATALOG)
    assert standings(model, CATALOG, ledger)
    cells = {(cell.component, cell.stride): cell.threats for cell in stride_grid(model, CATALOG, ledger)}
    assert cells["C-2", "I"] == ("T-001",)
    assert from_json(to_json(model, CATALOG)) == model
    assert len(prove(native_file(to_json(model, CATALOG)), CATALOG).faults) >= 6


def test_it_is_explained_by_what_stands_in_the_model(facilitator: Facilitator) -> None:
    session = facilitator.import_model(opened())
    session = facilitator.hear(session.id, Said(text="why T-001?", key="key-000001"))
    reply = session.turns[-1].reply
    assert reply is not None
    assert NOT_INSTALLED in reply.text
    assert "You brought this threat in yourself" not in reply.text
    assert "HB-1" in reply.text


def test_it_is_kept_when_the_conversation_goes_on(facilitator: Facilitator) -> None:
    before = apart_from(opened(), NO_TURNS)
    session = facilitator.import_model(before)
    for place, text in enumerate(("It answers customers from our help pages.", "It is public.", "draft now")):
        session = facilitator.hear(session.id, Said(text=text, key=f"key-{place:06}"))
        assert session.turns[-1].problem == ""
    model = session.model
    assert len(model.threats) > 5
    kept = model.threat("T-001")
    assert kept is not None
    assert kept.model_copy(update={"scoring": None}) == before.threats[0]  # the draft sets where "high" begins
    assert {"M-1", "M-2"} <= {control.id for control in model.controls}
    assert model.control("M-1") == before.controls[0]
    assert model.fact("harbour_open") == before.facts[0]


def test_it_can_be_decided_and_undone(facilitator: Facilitator) -> None:
    session = facilitator.import_model(opened())
    orders = ("dismiss T-001 because nobody reads it", "M-1 is done", "set the damage of T-001 to 9 because it hurts")
    for place, text in enumerate(orders):
        session = facilitator.hear(session.id, Said(text=text, key=f"key-{place:06}"))
        assert not _refused(session)
    threat = session.model.threat("T-001")
    assert threat is not None
    assert threat.treatment is not None
    assert threat.overrides[0].level == 9
    assert reports(facilitator, session.model)


def test_a_catalog_without_any_of_it_reads_every_format(tmp_path: Path) -> None:
    """Every id that a model can hold, replaced by one that no catalog has."""
    document = json.loads(to_json(opened(), CATALOG))
    for part in ("threats", "controls"):
        for thing in document["model"][part]:
            for reference in thing["references"]:
                reference["id"] = "no-such-item"
    model = from_json(json.dumps(document))
    rules = RulesAnalyst(CATALOG)
    made = compose(Settings(data_dir=tmp_path), CATALOG, rules, rules, NoFinds, checkpointed=False)
    for written in reports(made, model).values():
        assert "no-such-item" in written
    made.close()


def _refused(session: Session) -> tuple[object, ...]:
    reply = session.turns[-1].reply
    return reply.refused if reply else ("no reply",)
