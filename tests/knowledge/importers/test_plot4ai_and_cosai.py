"""PLOT4ai decks of both editions and the CoSAI risk map come in as published, beside what we wrote ourselves."""

import json
from pathlib import Path
from typing import Any

import pytest

from knowledge import load_catalog
from knowledge.catalog import Catalog
from knowledge.importers.file_kind import Reading, read_source
from knowledge.importers.files import Source, open_source
from knowledge.importers.trees import Unreadable
from knowledge.publications.frameworks import Ownership
from knowledge.vocabulary import Framework


@pytest.fixture(scope="module")
def carried() -> Catalog:
    return load_catalog()


def deck(shared: Path, name: str) -> Path:
    path = shared / "upstream" / "plot4ai" / name
    if not path.is_file():
        pytest.skip("the published decks of PLOT4ai are not here")
    return path


def cosai(shared: Path, name: str) -> Path:
    path = shared / "upstream" / "cosai-risk-map" / name
    if not path.is_file():
        pytest.skip("the published files of the CoSAI risk map are not here")
    return path


def from_json(content: object) -> Source:
    return Source(name="deck.json", form="json", text=json.dumps(content, indent=1), digest="0" * 64)


def test_the_deck_of_today_is_the_one_we_carry(shared: Path, carried: Catalog) -> None:
    reading = read_source(open_source(deck(shared, "deck.json")), carried)
    assert not reading.notes.refused
    assert reading.release is not None
    ours = {item.id: item for item in carried.frameworks[Framework.PLOT4AI].items}
    assert [item.id for item in reading.release.items] == list(ours)
    for item in reading.release.items:
        mine = ours[item.id]
        assert (mine.name, mine.groups) == (item.name, item.groups), item.id
        if item.kind == "card":
            assert (item.prose, mine.attributes["threat_if_answer"]) != ("", ""), item.id
            assert mine.attributes["ref"] == item.attributes["ref"]


def test_the_first_edition_comes_in_beside_it_and_is_not_judged(shared: Path, carried: Catalog) -> None:
    reading = read_source(open_source(deck(shared, "deck-v1.json")), carried)
    assert reading.shape == "PLOT4ai deck, first edition"
    assert reading.release is not None
    cards = [item for item in reading.release.items if item.kind == "card"]
    assert len(cards) == 86
    assert all(item.id.startswith("v1-") and item.ownership is Ownership.NAVIGATION for item in reading.release.items)
    assert {item.attributes["threat_if_answer"] for item in cards} == {"yes", "no"}


def card(question: str, **more: Any) -> dict[str, Any]:
    return {
        "question": question,
        "threatif": "Yes",
        "label": question,
        "categories": ["A"],
        "phases": ["Design"],
    } | more


@pytest.mark.parametrize(
    ("cards", "said"),
    [
        ([card("Q?"), card("Q?")], "the same question stands in line"),
        ([card("Q?", threatif="perhaps")], "neither yes nor no"),
        ([card("")], "question: is missing"),
        ([card("Q?", label={"a": 1})], "expected a text"),
        (["no mapping"], "expected a mapping"),
    ],
)
def test_a_broken_deck_is_refused_with_the_line(carried: Catalog, cards: list[Any], said: str) -> None:
    reading = read_source(from_json([{"category": "A", "id": 1, "cards": cards}]), carried)
    notes = [note for note in reading.notes.refused if said in note.message]
    assert notes, reading.notes.refused
    assert notes[0].line > 0
    assert reading.release is None


@pytest.mark.parametrize(("name", "kind", "number"), [("risks.yaml", "risk", 36), ("controls.yaml", "control", 35)])
def test_risks_and_controls_come_in_with_links_as_we_carry_them(
    shared: Path, carried: Catalog, name: str, kind: str, number: int
) -> None:
    reading = read_source(open_source(cosai(shared, name)), carried)
    assert not reading.notes.refused
    assert reading.release is not None
    ours = {item.id: item for item in carried.frameworks[Framework.COSAI].items}
    found = [item for item in reading.release.items if item.kind == kind]
    assert len(found) == number
    for item in found:
        assert (ours[item.id].name, ours[item.id].groups) == (item.name, item.groups)
        assert set(ours[item.id].mitigations) == set(item.mitigations)
        assert set(item.related) <= set(ours[item.id].related)
        assert "{{" not in item.prose


def test_risks_lose_their_templates_and_mappings_we_do_not_carry_are_counted(shared: Path, carried: Catalog) -> None:
    reading = read_source(open_source(cosai(shared, "risks.yaml")), carried)
    assert any("mark-up" in note.message for note in reading.notes.repaired)
    assert all(number > 0 for number in reading.notes.left_out.values())


@pytest.mark.parametrize("name", ["components.yaml", "personas.yaml", "frameworks.yaml"])
def test_other_parts_of_the_risk_map_are_refused_by_name(shared: Path, carried: Catalog, name: str) -> None:
    with pytest.raises(Unreadable, match="of the CoSAI risk map, of which the catalog carries nothing"):
        read_source(open_source(cosai(shared, name)), carried)


def risks(**more: Any) -> Source:
    entry = {"id": "riskDataPoisoning", "title": "T", "category": "risksRuntimeDataSecurity", "controls": []} | more
    return from_json({"title": "Risks", "risks": [entry]})


def test_a_mapping_to_an_item_we_do_not_hold_is_left_out_and_said(carried: Catalog) -> None:
    reading = read_source(risks(mappings={"mitre-atlas": ["AML.T0051@5.0.1", "AML.T9999@9"], "nist": ["x"]}), carried)
    assert reading.release is not None
    assert reading.release.items[-1].related == ("atlas:AML.T0051",)
    assert any("AML.T9999" in note.message for note in reading.notes.repaired)
    assert reading.notes.left_out == {"mappings to nist": 1}


def read(source: Source, carried: Catalog) -> Reading:
    return read_source(source, carried)


@pytest.mark.parametrize(
    ("more", "said"),
    [({"id": "evil id"}, "is not an id"), ({"title": ""}, "title: is missing"), ({"category": "x"}, "is not an id")],
)
def test_a_broken_risk_is_refused(carried: Catalog, more: dict[str, Any], said: str) -> None:
    reading = read(risks(**more), carried)
    assert any(said in note.message for note in reading.notes.refused)
    assert reading.release is None


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"$schema": "x", "title": "y"}, "is a JSON schema"),
        ({"name": "layer", "domain": "atlas-atlas", "techniques": []}, "a layer for the Navigator"),
        ([{"release": "2026.04", "files": {}}], "a manifest of releases"),
        ({"surprise": 1}, "an unknown shape with the keys surprise"),
        ([1, 2], "an unknown shape: a list"),
    ],
)
def test_what_is_not_known_is_said_with_what_would_be(carried: Catalog, content: object, said: str) -> None:
    with pytest.raises(Unreadable, match=f"{said}.*expected ATLAS data"):
        read_source(from_json(content), carried)


def test_one_broken_category_does_not_hide_that_the_file_is_a_deck(shared: Path, carried: Catalog) -> None:
    content = json.loads(deck(shared, "deck.json").read_text(encoding="utf-8"))
    content[2]["cards"] = "none"
    text = json.dumps(content, indent=1)
    reading = read_source(Source(name="deck.json", form="json", text=text, digest="0" * 64), carried)
    assert any("expected a list of entries, found 'none'" in note.message for note in reading.notes.refused)


def test_a_risk_map_that_ends_within_a_line_is_refused(shared: Path, carried: Catalog) -> None:
    path = shared / "upstream" / "cosai-risk-map" / "risks.yaml"
    if not path.is_file():
        pytest.skip("the published risk map is not here")
    text = path.read_text(encoding="utf-8").rstrip()
    reading = read(Source(name="risks.yaml", form="yaml", text=text, digest="0" * 64), carried)
    assert [note.line for note in reading.notes.refused] == [text.count("\n") + 1]
