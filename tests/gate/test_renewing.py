"""A changed file is taken into the model it came from: what is new comes in, what people decided stays."""

from pathlib import Path

import pytest

from agent.domain.changes.apply import apply
from agent.domain.model import ThreatModel
from agent.domain.system import Component, DataFlow, Origin
from agent.exchange import from_json
from agent.exchange.readers.any_format import read_foreign
from agent.exchange.reimport import Renewal, renewal
from knowledge.vocabulary import ComponentKind
from tests.gate.repository import COMPOSE, MODEL, TODAY, first_model, repository, taken_in
from tests.ui.models import catalog, rich_model
from ui.cli import main


def renewed(model: ThreatModel, text: str, path: str = "compose.yaml") -> tuple[ThreatModel, Renewal]:
    form, read = read_foreign(text, catalog())
    change = renewal(model, read, path, form.id)
    outcome = apply(model, change.edits, catalog())
    assert not outcome.refused
    return outcome.model, change


def part(model: ThreatModel, name: str) -> Component:
    return next(one for one in model.components if one.name == name)


def test_the_same_file_again_changes_nothing() -> None:
    model, change = renewed(first_model(), COMPOSE)
    assert (change.added, change.removed, change.notes) == (0, 0, ())
    assert model.model_dump(exclude={"imported"}) == first_model().model_dump(exclude={"imported"})


def test_a_new_part_comes_with_its_connections_and_a_changed_one_is_renewed() -> None:
    text = COMPOSE.replace("redis:7", "redis:8") + "  queue:\n    image: rabbitmq:4\n    depends_on: [store]\n"
    model, change = renewed(first_model(), text)
    assert change.added == 2
    assert part(model, "cache").description.startswith("Image redis:8.")
    ends = {(model.name_of(one.source), model.name_of(one.target)) for one in model.flows}
    assert ("queue", "store") in ends


def test_a_part_that_is_gone_goes_with_its_connections() -> None:
    model, change = renewed(first_model(), COMPOSE.replace("  cache:\n    image: redis:7\n", ""))
    assert change.removed == 1
    assert "cache" not in {one.name for one in model.components}


def test_names_and_words_of_people_stay() -> None:
    model = first_model()
    named = tuple(
        one.model_copy(update={"name": "session memory"}) if one.name == "cache" else one for one in model.components
    )
    model, _ = renewed(model.model_copy(update={"components": named}), COMPOSE.replace("redis:7", "redis:8"))
    assert part(model, "session memory").description.startswith("Image redis:8.")
    assert "cache" not in {one.name for one in model.components}


def test_what_a_person_took_out_does_not_come_back() -> None:
    model = first_model()
    kept = tuple(one for one in model.components if one.name != "cache")
    again, change = renewed(model.model_copy(update={"components": kept}), COMPOSE)
    assert change.added == 0
    assert again.components == kept


def test_a_part_described_in_words_is_met_by_its_name_and_stays_when_the_file_loses_it() -> None:
    own = Component(id="C-6", name="Cache", kind=ComponentKind.DATA_STORE, description="Ours", origin=Origin.USER)
    start = rich_model(6)
    start = start.model_copy(update={"components": (*start.components, own), "issued": {**start.issued, "C": 6}})
    model = taken_in(start, {"compose.yaml": COMPOSE})
    assert [one.id for one in model.components if one.name.casefold() == "cache"] == ["C-6"]
    assert part(model, "Cache").description == "Ours"
    model, change = renewed(model, COMPOSE.replace("  cache:\n    image: redis:7\n", ""))
    assert part(model, "Cache") == own
    assert change.notes == ("C-6 Cache is no longer in compose.yaml; you described it in words",)


def test_what_two_files_have_stays_when_one_loses_it() -> None:
    model, _ = renewed(first_model(), COMPOSE, "compose.prod.yaml")
    assert len(model.components) == len(first_model().components)
    model, change = renewed(model, COMPOSE.replace("  cache:\n    image: redis:7\n", ""))
    assert change.removed == 0
    assert part(model, "cache")


def test_the_command_takes_a_file_in_drafts_anew_and_the_gate_is_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = repository(tmp_path)
    monkeypatch.chdir(tmp_path)
    made.change("compose.yaml", "  cache:", "  queue:\n    image: rabbitmq:4\n  cache:")
    check = ["check", MODEL, "--fail-on", "none", "--today", str(TODAY)]
    assert main(check) == 1
    assert main(["import", "compose.yaml", "--into", MODEL]) == 0
    assert "1 new, 0 gone" in capsys.readouterr().err
    assert main(check) == 0
    model = from_json(made.read(MODEL))
    assert len(model.threats) > len(first_model().threats)
    decided = {one.id: one.treatment for one in first_model().threats if one.treatment}
    assert decided
    assert {one.id: one.treatment for one in model.threats if one.id in decided} == decided


def test_a_model_of_another_tool_is_not_taken_into_one_and_not_noted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = repository(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert main(["export", MODEL, "-f", "otm", "-o", "shop.otm.json"]) == 0
    assert main(["import", "shop.otm.json", "--into", MODEL]) == 3
    assert "is a model of its own" in capsys.readouterr().err
    assert main(["import", "shop.otm.json", "-o", "again.json"]) == 0
    assert from_json(made.read("again.json")).imported == ()


def test_people_whom_the_model_knows_otherwise_stay() -> None:
    model = first_model()
    (outside,) = (one for one in model.actors if one.name == "callers from outside")
    flow = DataFlow(id=model.next_id("F"), source=outside.id, target="C-1", label="complaints")
    issued = {**model.issued, "F": int(flow.id[2:])}
    model = model.model_copy(update={"flows": (*model.flows, flow), "issued": issued})
    model, _ = renewed(model, COMPOSE.replace('    ports: ["8080:80"]\n', ""))
    assert outside in model.actors
    assert flow in model.flows


def test_a_broken_file_leaves_the_model_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = repository(tmp_path)
    monkeypatch.chdir(tmp_path)
    before = made.read(MODEL)
    made.write("compose.yaml", f"{COMPOSE}  half: [\n")
    assert main(["import", "compose.yaml", "--into", MODEL]) == 3
    assert main(["import", "compose.yaml", "--into", MODEL, "-o", "x.json"]) == 3
    assert main(["import", "-", "--into", MODEL]) == 3
    assert main(["import", "compose.yaml", "--into", MODEL, "--gone"]) == 3
    assert main(["import", "never.yaml", "--into", MODEL, "--gone"]) == 3
    assert "not valid YAML at line" in capsys.readouterr().err
    assert made.read(MODEL) == before


def test_an_imported_file_is_noted_in_the_model_it_becomes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("compose.yaml").write_text(COMPOSE, encoding="utf-8")
    assert main(["import", "compose.yaml", "-o", "new.json"]) == 0
    (noted,) = from_json(Path("new.json").read_text(encoding="utf-8")).imported
    assert (noted.file, noted.form) == ("compose.yaml", "compose")
    assert main(["check", "new.json"]) == 5
    assert "The model has no threats yet" in capsys.readouterr().out
