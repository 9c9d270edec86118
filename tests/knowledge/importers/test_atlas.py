"""ATLAS of every shape comes in whole: same items whatever the shape, known quirks mended, broken links refused."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge import load_catalog
from knowledge.catalog import Catalog
from knowledge.importers.file_kind import Reading, read_source
from knowledge.importers.files import Source, open_source
from knowledge.publications.frameworks import FrameworkItem
from knowledge.publications.releases import Release

LATEST = "mitre-atlas/ATLAS.yaml"
SIX = "mitre-atlas-v6-synthetic/ATLAS-latest.yaml"
STIX = "mitre-atlas/stix-navigator/stix-atlas.json"
OLDER = [f"mitre-atlas/older-formats/ATLAS-{edition}.yaml" for edition in ("3.0.0", "4.4.0", "4.5.2", "4.9.0", "5.0.1")]


@pytest.fixture(scope="module")
def carried() -> Catalog:
    return load_catalog()


@pytest.fixture
def upstream(shared: Path) -> Path:
    folder = shared / "upstream"
    if not (folder / LATEST).is_file():
        pytest.skip("the published files of ATLAS are not here")
    return folder


def read(path: Path, carried: Catalog) -> Reading:
    return read_source(open_source(path), carried)


def release_of(path: Path, carried: Catalog) -> Release:
    reading = read(path, carried)
    assert not reading.notes.refused, reading.notes.refused[:3]
    assert reading.release is not None
    return reading.release


def by_id(release: Release) -> dict[str, FrameworkItem]:
    return {item.id: item for item in release.items}


@pytest.mark.parametrize("name", [LATEST, *OLDER])
def test_every_entry_of_a_published_file_comes_in_with_its_name_and_place(
    upstream: Path, carried: Catalog, name: str
) -> None:
    release = release_of(upstream / name, carried)
    raw = yaml.load((upstream / name).read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    matrix = raw["matrices"][0] if "matrices" in raw else raw
    expected = [*matrix["tactics"], *matrix["techniques"], *matrix.get("mitigations", [])]
    assert [item.id for item in release.items] == [one["id"] for one in expected]
    items = by_id(release)
    for one in expected:
        item = items[one["id"]]
        assert item.name == one["name"].strip()
        assert item.parent == one.get("subtechnique-of")
        assert item.prose
        if item.kind in ("technique", "subtechnique"):
            assert item.groups == tuple(one.get("tactics") or items[one["subtechnique-of"]].groups)
    assert release.edition == raw["version"]
    assert [one.id for one in release.precedents] == [
        one["id"].lower().replace(".", "-") for one in raw["case-studies"]
    ]


@pytest.mark.parametrize(("name", "shape"), [(SIX, "ATLAS format 6.0.0"), (STIX, "ATLAS as a STIX bundle")])
def test_other_shapes_bring_the_same_items_as_the_lists(
    upstream: Path, carried: Catalog, name: str, shape: str
) -> None:
    lists, other = (by_id(release_of(upstream / one, carried)) for one in (LATEST, name))
    assert read(upstream / name, carried).shape == shape
    assert other.keys() == lists.keys()
    recovered = {"AML.T0052.001"}
    for identity, item in lists.items():
        mine = other[identity]
        assert (mine.name, mine.kind, mine.parent) == (item.name, item.kind, item.parent)
        assert set(mine.groups) == set(item.groups)
        if name == SIX or identity not in recovered:
            assert mine.mitigations == item.mitigations, identity


def test_a_bundle_without_a_release_is_dated_by_its_matrix(upstream: Path, carried: Catalog) -> None:
    reading = read(upstream / STIX, carried)
    assert reading.release is not None
    assert reading.release.edition == "2026.04"
    assert any("names no release" in note.message for note in reading.notes.repaired)


def test_the_carried_catalog_says_what_the_published_file_says(upstream: Path, carried: Catalog) -> None:
    """What a later release renamed says how it was called; what it retired leads on to its successor."""
    for identity, item in by_id(release_of(upstream / LATEST, carried)).items():
        ours = carried.item(f"atlas:{identity}")
        if ours.id != identity:
            assert identity in ours.aliases
            continue
        assert (ours.attributes.get("was_named", ours.name), ours.parent) == (item.name, item.parent)
        gone = set(item.mitigations) - set(ours.mitigations)
        assert len(gone) <= 1, (identity, gone)


def test_links_that_stand_in_the_wrong_list_are_moved_and_said(upstream: Path, carried: Catalog) -> None:
    reading = read(upstream / LATEST, carried)
    moved = {(note.where, note.line) for note in reading.notes.repaired if "stood under ml-lifecycle" in note.message}
    assert {where for where, _ in moved} == {"AML.M0018", "AML.M0034"}
    lines = (upstream / LATEST).read_text(encoding="utf-8").splitlines()
    assert all("AML.T0052.001" in lines[line - 1] for _, line in moved)
    assert reading.release is not None
    assert {"AML.M0018", "AML.M0034"} <= set(by_id(reading.release)["AML.T0052.001"].mitigations)


def test_steps_sorted_by_name_come_back_into_their_order(upstream: Path, carried: Catalog) -> None:
    lists, six = (
        {one.id: one.techniques for one in release_of(upstream / name, carried).precedents} for name in (LATEST, SIX)
    )
    assert six.keys() == lists.keys()
    assert six == lists
    assert any(list(steps) != sorted(steps) for steps in lists.values())


def test_mark_up_in_prose_is_taken_out_and_said(upstream: Path, carried: Catalog) -> None:
    reading = read(upstream / LATEST, carried)
    assert [note.where for note in reading.notes.repaired if "mark-up" in note.message] == ["AML.T0077"]
    assert reading.release is not None
    assert all("<img" not in item.prose and "](/" not in item.prose for item in reading.release.items)


def small_lists() -> dict[str, Any]:
    return {
        "id": "ATLAS", "version": "9.9.9", "matrices": [{
            "tactics": [{"id": "AML.TA0001", "name": "One"}],
            "techniques": [
                {"id": "AML.T0001", "name": "First", "tactics": ["AML.TA0001"], "description": "D."},
                {"id": "AML.T0001.000", "name": "Fine", "subtechnique-of": "AML.T0001"},
            ],
            "mitigations": [{"id": "AML.M0001", "name": "Help", "techniques": [{"id": "AML.T0001", "use": "U"}]}],
        }],
    }  # fmt: skip


def six_of(lists: dict[str, Any]) -> dict[str, Any]:
    """The same small file in the shape of format 6."""
    matrix = lists["matrices"][0]
    keyed = {name: {one["id"]: one for one in matrix[name]} for name in ("tactics", "techniques", "mitigations")}
    related: dict[str, Any] = {}
    for one in matrix["techniques"]:
        above = one.get("subtechnique-of")
        kinds: dict[str, Any] = {"specializes": [{"source": one["id"], "target": above}]} if above else {}
        kinds["achieves"] = [{"source": one["id"], "target": tactic} for tactic in one.get("tactics", ["AML.TA0001"])]
        related[one["id"]] = kinds
    for one in matrix["mitigations"]:
        related[one["id"]] = {"mitigates": [{"source": one["id"], "target": link["id"]} for link in one["techniques"]]}
    return {"format-version": "6.0.0", "collection": {"version": "9.9.9"}, **keyed, "relationships": related}


def source_of(content: dict[str, Any]) -> Source:
    return Source(name="a.yaml", form="yaml", text=yaml.safe_dump(content, sort_keys=False), digest="0" * 64)


Break = Callable[[dict[str, Any]], object]
BROKEN: list[tuple[Break, str]] = [
    (lambda m: m["techniques"][1].update({"subtechnique-of": "AML.T0001.000"}), "refines itself"),
    (lambda m: m["techniques"][1].update({"subtechnique-of": "AML.T7777"}), "refines 'AML.T7777', which"),
    (lambda m: m["techniques"][0].update({"tactics": ["AML.TA9999"]}), "the tactic 'AML.TA9999', which"),
    (lambda m: m["mitigations"][0].update({"techniques": [{"id": "AML.T7777"}]}), "the technique 'AML.T7777', which"),
    (lambda m: m["techniques"][0].update({"id": "T1"}), "'T1' is not an id"),
    (lambda m: m["techniques"][0].pop("name"), "name: is missing"),
    (lambda m: m["techniques"][0].update({"name": "n" * 141}), "has 141 characters"),
    (lambda m: m["techniques"][0].update({"name": ["a"]}), "expected a text, found a list"),
    (lambda m: m["techniques"][0].update({"name": "\u200b"}), "nothing that can be seen"),
    (lambda m: m["techniques"][0].update({"maturity": "sure"}), "none of feasible"),
]


@pytest.mark.parametrize("shape", ["lists", "six"])
@pytest.mark.parametrize(("spoil", "said"), BROKEN, ids=[said for _, said in BROKEN])
def test_a_broken_file_is_refused_with_the_line(carried: Catalog, shape: str, spoil: Break, said: str) -> None:
    content = small_lists()
    spoil(content["matrices"][0])
    source = source_of(content if shape == "lists" else six_of(content))
    reading = read_source(source, carried)
    notes = [note for note in reading.notes.refused if said in note.message]
    assert notes, reading.notes.refused
    assert 1 <= notes[0].line <= source.text.count("\n") + 1
    assert reading.release is None


def test_the_sound_small_file_comes_in_by_both_shapes(carried: Catalog) -> None:
    for content in (small_lists(), six_of(small_lists())):
        reading = read_source(source_of(content), carried)
        assert not reading.notes.refused
        assert reading.release is not None
        assert by_id(reading.release)["AML.T0001.000"].groups == ("AML.TA0001",)
        assert by_id(reading.release)["AML.T0001"].mitigations == ("AML.M0001",)


def test_an_id_given_twice_is_refused_with_both_lines(carried: Catalog) -> None:
    content = small_lists()
    content["matrices"][0]["techniques"].append(deepcopy(content["matrices"][0]["techniques"][0]))
    reading = read_source(source_of(content), carried)
    (note,) = reading.notes.refused
    assert "stands twice, first in line" in note.message
    assert note.line > int(note.message.rpartition(" ")[2])


def test_an_entry_of_format_6_under_another_key_is_refused(carried: Catalog) -> None:
    content = six_of(small_lists())
    content["techniques"]["AML.T0002"] = content["techniques"].pop("AML.T0001")
    said = [note.message for note in read_source(source_of(content), carried).notes.refused]
    assert any("stands under 'AML.T0002'" in message for message in said)


def test_a_bundle_with_a_link_to_nothing_is_refused(upstream: Path, carried: Catalog) -> None:
    source = open_source(upstream / STIX)
    first = "attack-pattern--c02f812d-59cc-5366-b1aa-7eb05154b772"
    broken = source.text.replace(f'"target_ref": "{first}"', '"target_ref": "attack-pattern--none"', 1)
    reading = read_source(source.model_copy(update={"text": broken}), carried)
    assert any("attack-pattern--none" in note.message for note in reading.notes.refused)
    assert reading.release is None


def test_a_release_that_was_cut_off_at_a_clean_line_is_refused(
    tmp_path: Path, upstream: Path, carried: Catalog
) -> None:
    text = (upstream / LATEST).read_text(encoding="utf-8")
    path = tmp_path / "cut.yaml"
    path.write_text(text[: text.index("case-studies:")], encoding="utf-8")
    notes = read(path, carried).notes.refused
    assert [note.line for note in notes] == [text[: text.index("case-studies:")].count("\n")]
    assert "cut off here, so fetch it again" in notes[0].message
