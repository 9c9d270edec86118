"""What a user takes in lies over what we ship: the newest release wins, our own words stay, nothing gets lost."""

from pathlib import Path
from typing import Any

import pytest

from knowledge import Catalog, load_catalog
from knowledge.entries import Precedent
from knowledge.loading.overlay import file_name, merged, overlay_stamp
from knowledge.publications.editions import ChangeKind, compare_catalogs
from knowledge.publications.frameworks import FrameworkItem, FrameworkManifest, Ownership
from knowledge.publications.precedents import why_unlinked
from knowledge.publications.releases import Origin, Release, newer
from knowledge.vocabulary import Framework, Reference
from tests.knowledge.small import small, write

WHOLE = ("tactic", "technique", "subtechnique", "mitigation")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    files = small()
    files["frameworks/atlas.yaml"]["edition"] = "5"
    for item in files["frameworks/atlas.yaml"]["items"]:
        if item["id"] == "AML.T0002":
            item |= {"summary": "Our own words.", "ownership": "owner"}
        if item["id"] == "AML.T0003":
            item |= {"since": "7"}
    return write(files, tmp_path / "data")


def stated(**changes: Any) -> list[dict[str, Any]]:
    """The items of the small ATLAS as a release states them, with changes by id (dots as underscores)."""
    base: list[dict[str, Any]] = [
        {"id": "AML.TA0001", "name": "Execution", "kind": "tactic", "ownership": "navigation"},
        {"id": "AML.T0001", "name": "Prompt Injection", "kind": "technique", "groups": ["AML.TA0001"]},
        {"id": "AML.T0001.001", "name": "Indirect", "kind": "subtechnique", "parent": "AML.T0001"},
        {"id": "AML.T0001.002", "name": "Direct", "kind": "subtechnique", "parent": "AML.T0001"},
        {"id": "AML.T0002", "name": "Model Extraction", "kind": "technique", "mitigations": ["AML.M0001"]},
        {"id": "AML.M0001", "name": "Limit Queries", "kind": "mitigation", "ownership": "navigation"},
    ]
    found = []
    for item in base:
        change = changes.pop(str(item["id"]).replace(".", "_"), {})
        if change is not None:
            found.append(item | change)
    return [*found, *changes.values()]


def release(edition: str, items: list[dict[str, Any]]) -> Release:
    return Release(
        framework=Framework.ATLAS,
        edition=edition,
        origin=Origin(file="atlas.yaml", digest="0" * 64, shape="test"),
        whole=WHOLE,
        items=tuple(FrameworkItem.model_validate(item) for item in items),
    )


def over(data: Path, *releases: Release) -> Catalog:
    folder = data.parent / "catalog"
    folder.mkdir(exist_ok=True)
    for one in releases:
        (folder / file_name(one)).write_text(one.model_dump_json(by_alias=True), encoding="utf-8")
    return load_catalog(data, folder)


def atlas(catalog: Catalog) -> dict[str, FrameworkItem]:
    return {item.id: item for item in catalog.frameworks[Framework.ATLAS].items}


def test_a_newer_release_brings_names_links_and_prose_and_leaves_our_words(data: Path) -> None:
    change = {"name": "Model Theft", "prose": "Theirs.", "mitigations": [], "groups": ["AML.TA0001"]}
    catalog = over(data, release("6", stated(AML_T0001={"mitigations": ["AML.M0001"]}, AML_T0002=change)))
    item = atlas(catalog)["AML.T0002"]
    assert (item.name, item.prose, item.summary) == ("Model Theft", "Theirs.", "Our own words.")
    assert (item.mitigations, item.groups) == ((), ("AML.TA0001",))
    assert catalog.frameworks[Framework.ATLAS].taken_in == ("atlas.yaml, edition 6",)
    assert catalog.frameworks[Framework.ATLAS].edition == "6"


def test_an_older_release_changes_nothing_but_adds_what_was_lost_as_retired(data: Path) -> None:
    gone = {"id": "AML.T0077", "name": "Long gone", "kind": "technique"}
    catalog = over(data, release("3", stated(AML_T0002={"name": "Old name", "prose": "Old words."}, gone=gone)))
    items = atlas(catalog)
    assert items["AML.T0002"].name == "Model Extraction"
    assert items["AML.T0002"].prose == ""
    assert catalog.frameworks[Framework.ATLAS].edition == "5"
    lost = items["AML.T0077"]
    assert (lost.ownership, lost.attributes["retired_in"], lost.since) == (Ownership.NAVIGATION, "5", "3")


def test_a_release_that_says_the_same_leaves_the_edition_and_brings_its_prose(data: Path) -> None:
    catalog = over(data, release("6", stated(AML_T0002={"prose": "Theirs."})))
    assert catalog.frameworks[Framework.ATLAS].edition == "5"
    assert atlas(catalog)["AML.T0002"].prose == "Theirs."


def test_what_a_newer_release_no_longer_holds_is_kept_and_marked(data: Path) -> None:
    catalog = over(data, release("6", stated(AML_T0001_002=None)))
    item = atlas(catalog)["AML.T0001.002"]
    assert (item.attributes["retired_in"], item.since) == ("6", "5")
    assert atlas(catalog)["AML.T0001.001"].since is None


def test_an_item_that_came_later_than_the_release_is_not_retired_by_it(data: Path) -> None:
    catalog = over(data, release("6", stated(AML_T0001_002=None)))
    assert "retired_in" not in atlas(catalog)["AML.T0003"].attributes
    assert atlas(catalog)["AML.T0003"].since == "7"


def test_a_new_refinement_is_whose_business_its_parent_is(data: Path) -> None:
    files = small()
    for item in files["frameworks/atlas.yaml"]["items"]:
        if item["id"] == "AML.T0003":
            item |= {"ownership": "attacker_preparation", "reason": "It happens elsewhere."}
    fresh = {"id": "AML.T0003.000", "name": "New", "kind": "subtechnique", "parent": "AML.T0003"}
    again = {"id": "AML.T0003", "name": "Crafted Links", "kind": "technique"}
    catalog = over(write(files, data), release("9", stated(a=fresh, b=again)))
    assert atlas(catalog)["AML.T0003.000"].ownership is Ownership.ATTACKER_PREPARATION


def test_references_of_kept_models_stay_good_after_an_import(data: Path) -> None:
    before = load_catalog(data)
    kept = before.reference("atlas:AML.T0002")
    catalog = over(data, release("6", stated(AML_T0002={"name": "Model Theft"})))
    assert (kept.edition, catalog.reference("atlas:AML.T0002").edition) == ("5", "6")
    assert catalog.has_reference(kept)
    assert catalog.has_reference(catalog.reference("atlas:AML.T0002"))
    assert not catalog.has_reference(Reference(framework=Framework.ATLAS, id="AML.T0002", edition="4"))


def test_releases_are_laid_in_the_order_of_their_editions(data: Path) -> None:
    first = release("6", stated(AML_T0002={"name": "Six"}))
    second = release("10", stated(AML_T0002={"name": "Ten"}))
    assert atlas(over(data, second, first))["AML.T0002"].name == "Ten"


@pytest.mark.parametrize(
    ("edition", "other"),
    [
        ("5.6.1", "5.6.0"),
        ("5.10.0", "5.9.1"),
        ("2026.04", "5.6.1"),
        ("2025-06-20", "1 (2022)"),
        ("file-0a1b2c3d", "2026.09"),
    ],
)
def test_editions_are_compared_by_their_numbers(edition: str, other: str) -> None:
    assert newer(edition, other)
    assert not newer(other, edition)
    assert not newer(edition, edition)


def test_a_comparison_names_what_was_added_renamed_moved_retired_and_relinked(data: Path) -> None:
    before = load_catalog(data)
    after = over(
        data,
        release(
            "6",
            stated(
                AML_TA0001={"name": "Doing"},
                AML_T0001={"groups": [], "maturity": "realized"},
                AML_T0001_001={"parent": "AML.T0002"},
                AML_T0001_002=None,
                AML_T0002={"mitigations": []},
                AML_M0001={},
                fresh={"id": "AML.T0099", "name": "Fresh", "kind": "technique", "mitigations": ["AML.M0001"]},
            ),
        ),
    )
    changes = compare_catalogs(before, after)
    assert changes.editions == ("ATLAS: 5 → 6",)
    by_kind = {kind: [change.key for change in changes.of(kind)] for kind in ChangeKind}
    assert by_kind[ChangeKind.ADDED] == ["atlas:AML.T0099"]
    assert by_kind[ChangeKind.RENAMED] == ["atlas:AML.TA0001"]
    assert by_kind[ChangeKind.MOVED] == ["atlas:AML.T0001.001"]
    assert by_kind[ChangeKind.RETIRED] == ["atlas:AML.T0001.002"]
    assert by_kind[ChangeKind.RELINKED] == ["atlas:AML.T0002"]
    assert by_kind[ChangeKind.RESTATED] == ["atlas:AML.T0001"]
    assert "atlas:AML.T0099" not in changes.keys
    assert str(changes.of(ChangeKind.RENAMED)[0]).endswith("Doing: Execution → Doing")


def test_nothing_differs_from_itself(data: Path) -> None:
    assert compare_catalogs(load_catalog(data), load_catalog(data)).changes == ()


def test_a_framework_we_do_not_carry_stands_alone() -> None:
    manifest = merged(None, release("6", stated()))
    assert isinstance(manifest, FrameworkManifest)
    assert len(manifest.items) == 6


def test_an_empty_folder_leaves_the_packaged_catalog_as_it_is(tmp_path: Path) -> None:
    assert overlay_stamp(tmp_path) == ""
    assert load_catalog(overlay=tmp_path).fingerprint == load_catalog().fingerprint
    assert load_catalog(overlay=tmp_path / "none").fingerprint == load_catalog().fingerprint


def told(identity: str, *techniques: str) -> Precedent:
    values = {"id": identity, "title": identity, "date": "2026", "kind": "incident", "target": "A shop", "line": "So."}
    return Precedent.model_validate(values | {"techniques": [f"atlas:{one}" for one in techniques]})


def with_cases(*precedents: Precedent) -> Release:
    return release("6", stated()).model_copy(update={"precedents": precedents})


def test_a_precedent_taken_in_is_shown_beside_the_threat_whose_closest_technique_it_names(data: Path) -> None:
    before = load_catalog(data)
    catalog = over(data, with_cases(told("aml-cs0090", "AML.T0003", "AML.T9")))
    beside = [one.id for one in catalog.patterns.values() if "aml-cs0090" in one.precedents]
    assert beside == [one.id for one in before.patterns.values() if one.references[0] == "atlas:AML.T0001.001"]
    assert why_unlinked("aml-cs0090", catalog) == ""
    changes = compare_catalogs(before, catalog)
    assert {change.key for change in changes.of(ChangeKind.RELINKED)} == {*beside}
    assert not changes.of(ChangeKind.RESTATED)


def test_links_made_by_hand_stay_first_and_stay_all(data: Path) -> None:
    catalog = over(data, with_cases(told("aml-cs0090", "AML.T0002")))
    assert [one.precedents for one in catalog.patterns.values() if one.precedents] == [("old-case", "aml-cs0090")]


@pytest.mark.parametrize(
    ("techniques", "why"), [((), "names no technique"), (("AML.T0003",), "none of its techniques (AML.T0003)")]
)
def test_a_precedent_without_a_threat_says_why(data: Path, techniques: tuple[str, ...], why: str) -> None:
    catalog = over(data, with_cases(told("aml-cs0090", *techniques)))
    assert why in why_unlinked("aml-cs0090", catalog)


def test_a_case_study_that_is_told_here_under_another_name_is_not_told_twice(data: Path) -> None:
    files = small()
    files["precedents.yaml"]["precedents"][0]["references"] = ["MITRE ATLAS AML.CS0090 (2026.06 or later)"]
    catalog = over(write(files, data), with_cases(told("aml-cs0090", "AML.T0002"), told("aml-cs0091", "AML.T0002")))
    assert set(catalog.precedents) == {"old-case", "aml-cs0091"}
