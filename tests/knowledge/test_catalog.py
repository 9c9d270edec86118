"""The catalog loads, links, and answers by id; what is wrong with it is said all at once."""

from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.catalog import Catalog, load_catalog, read_catalog
from knowledge.errors import CatalogError
from knowledge.loading.reading import fingerprint_of
from knowledge.vocabulary import Framework, Reference
from tests.counting import growth
from tests.knowledge.small import Data, fact, measure, pattern, small, write

Break = Callable[[dict[str, Data]], object]


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    return load_catalog(write(small(), tmp_path))


def test_a_sound_catalog_holds_every_entry(catalog: Catalog) -> None:
    assert list(catalog.patterns) == ["orders-in-mail", "copying-the-model"]
    assert len(catalog.facts) == 5
    assert set(catalog.frameworks) == {Framework.ATLAS, Framework.OWASP_LLM, Framework.STRIDE}


def test_a_retired_id_leads_to_its_successor(catalog: Catalog) -> None:
    assert catalog.item("atlas:AML.T9").id == "AML.T0001.001"
    assert catalog.reference("atlas:AML.T9") == catalog.reference("atlas:AML.T0001.001")


def test_an_unknown_item_is_answered_with_near_ones(catalog: Catalog) -> None:
    with pytest.raises(CatalogError, match=r"no framework item 'atlas:AML.T0011'.*did you mean atlas:AML\.T0001"):
        catalog.item("atlas:AML.T0011")


def test_a_reference_carries_the_edition_that_holds_the_item(catalog: Catalog) -> None:
    assert catalog.reference("atlas:AML.T0002").edition == "1"
    assert catalog.reference("atlas:AML.T0003").edition == "2"


@pytest.mark.parametrize(
    ("key", "edition", "known"),
    [
        ("atlas:AML.T0002", "1", True),
        ("atlas:AML.T0002", "2", False),
        ("atlas:AML.T0003", "2", True),
        ("atlas:AML.T0003", "1", False),
        ("atlas:AML.T9", "1", False),
        ("atlas:AML.T4444", "1", False),
    ],
)
def test_a_reference_counts_only_with_current_id_and_right_edition(
    catalog: Catalog, key: str, edition: str, known: bool
) -> None:
    assert catalog.has_reference(Reference.of(key, edition)) is known


def test_a_subtechnique_is_named_after_its_technique(catalog: Catalog) -> None:
    assert catalog.name_of(catalog.reference("atlas:AML.T0001.001")) == "Prompt Injection: Indirect"
    assert catalog.name_of(catalog.reference("owasp_llm:LLM01:2025")) == "Prompt Injection"


@pytest.mark.parametrize(
    ("key", "url"),
    [
        ("atlas:AML.T0001.001", "https://example.org/techniques/AML.T0001.001"),
        ("atlas:AML.TA0001", "https://example.org/tactics/AML.TA0001"),
        ("atlas:AML.M0001", "https://example.org/mitigations/AML.M0001"),
        ("owasp_llm:LLM01:2025", "https://example.org"),
    ],
)
def test_an_address_leads_to_the_item_or_to_its_framework(catalog: Catalog, key: str, url: str) -> None:
    assert catalog.url_of(catalog.reference(key)) == url


@pytest.mark.parametrize(
    ("key", "patterns"),
    [
        ("atlas:AML.T0001.001", ["orders-in-mail"]),
        ("atlas:AML.T9", ["orders-in-mail"]),
        ("atlas:AML.T0001", ["orders-in-mail"]),
        ("atlas:AML.T0001.002", ["orders-in-mail"]),
        ("stride:T", ["orders-in-mail", "copying-the-model"]),
        ("atlas:AML.T0003", []),
    ],
)
def test_a_pattern_reaches_what_it_names_with_parents_and_children(
    catalog: Catalog, key: str, patterns: list[str]
) -> None:
    assert [found.id for found in catalog.patterns_for(key)] == patterns


def test_patterns_are_found_by_the_facts_they_depend_on(catalog: Catalog) -> None:
    assert [found.id for found in catalog.patterns_on("reads_mail")] == ["orders-in-mail"]
    assert catalog.patterns_on("people") == ()


def test_measures_are_found_by_the_item_behind_them(catalog: Catalog) -> None:
    assert [found.id for found in catalog.mitigations_for("atlas:AML.M0001")] == ["keep-apart", "slow-down"]


def test_any_change_of_any_file_changes_the_fingerprint(tmp_path: Path) -> None:
    folder = write(small(), tmp_path)
    before = fingerprint_of(folder)
    assert fingerprint_of(folder) == before
    path = folder / "precedents.yaml"
    path.write_text(path.read_text() + "# a comment\n")
    assert fingerprint_of(folder) != before


def _first(section: str, file: str) -> Callable[[dict[str, Data]], Data]:
    return lambda files: files[file][section][0]


_pattern = _first("patterns", "threats/one.yaml")
_measure = _first("mitigations", "mitigations/one.yaml")
_fact = _first("facts", "facts.yaml")
_scale = _first("scales", "rating.yaml")
_precedent = _first("precedents", "precedents.yaml")


def _item(files: dict[str, Data], number: int) -> Data:
    return files["frameworks/atlas.yaml"]["items"][number]  # type: ignore[no-any-return]


FAULTS: dict[str, tuple[Break, str]] = {
    "an unknown fact": (lambda f: _pattern(f).update(when={"fact": "talk"}), "no fact 'talk'; did you mean talks?"),
    "an unknown value": (
        lambda f: _pattern(f).update(when={"fact": "reach", "is": ["nobody"]}),
        "when: reach has no value nobody; it has staff, public",
    ),
    "a choice without values": (lambda f: _pattern(f).update(when={"fact": "reach"}), "reach needs `is:`"),
    "a control in a condition": (
        lambda f: _pattern(f).update(when={"not": {"fact": "control_limits"}}),
        "control_limits states a control",
    ),
    "a control in a shift": (
        lambda f: _pattern(f).update(
            lowers=[{"factor": "damage", "when": {"fact": "control_limits"}, "because": "There is a limit."}]
        ),
        "lowers: control_limits states a control",
    ),
    "a safeguard that is no answer": (
        lambda f: f["facts.yaml"]["facts"][2].update(safeguard=["nobody"]),
        "safeguard and assets: 'nobody' is not an answer of this fact",
    ),
    "a denial that comes with no control": (
        lambda f: f["facts.yaml"]["facts"][0].update(denied_with=["reads_mail"]),
        "denied_with: reads_mail is no control",
    ),
    "a slot without a noun": (
        lambda f: f["facts.yaml"]["facts"][2]["choices"][0].pop("noun"),
        "slot: its choices need a noun each; staff have none",
    ),
    "an unknown scale": (lambda f: _pattern(f)["dread"].update(damage="by_each"), "no scale 'by_each'"),
    "a scale of another factor": (
        lambda f: _pattern(f)["dread"].update(discoverability="by_reach_test"),
        "the scale by_reach_test is for damage",
    ),
    "a level between levels": (lambda f: _pattern(f)["dread"].update(damage=4), "level 4 is not among"),
    "a missing factor": (lambda f: _pattern(f)["dread"].pop("damage"), "dread lacks damage"),
    "an unknown measure": (lambda f: _pattern(f).update(mitigations=["keep-a-part"]), "did you mean keep-apart?"),
    "an unknown item": (lambda f: _pattern(f).update(references=["atlas:AML.T0009"]), "no item 'atlas:AML.T0009'"),
    "an unknown framework": (lambda f: _pattern(f).update(references=["cwe:79"]), "no item 'cwe:79'"),
    "an unknown precedent": (lambda f: _pattern(f).update(precedents=["new-case"]), "no precedent 'new-case'"),
    "an unknown slot": (lambda f: _pattern(f).update(action="hits {targets}"), "unknown slot targets"),
    "an open slot": (lambda f: _pattern(f).update(impact="{target falls"), "a brace that opens or closes no slot"),
    "an unknown field": (lambda f: _pattern(f).update(severity="high"), "severity: Extra inputs are not permitted"),
    "an id given twice": (
        lambda f: f["threats/one.yaml"]["patterns"].append(pattern("orders-in-mail")),
        "the id is taken already in threats/one.yaml",
    ),
    "an id given in two files": (
        lambda f: f.update({"mitigations/two.yaml": {"mitigations": [measure("keep-apart")]}}),
        "mitigations/two.yaml: keep-apart: the id is taken already in mitigations/one.yaml",
    ),
    "a measure in place by no control": (lambda f: _measure(f).update(in_place={"fact": "talks"}), "does not state a"),
    "a fact without its meanings": (lambda f: _fact(f).pop("no_means"), "needs yes_means and no_means"),
    "an implied fact unknown": (
        lambda f: _fact(f).update(implies=[{"when": True, "fact": "walks", "value": True}]),
        "implies: no fact 'walks'",
    ),
    "an implied value unknown": (
        lambda f: _fact(f).update(implies=[{"when": True, "fact": "reach", "value": "nobody"}]),
        "implies: 'nobody' is not an answer of reach",
    ),
    "an implication of nothing": (lambda f: _fact(f).update(implies=[{"when": True}]), "neither a fact nor"),
    "an implication from no answer": (
        lambda f: _fact(f).update(implies=[{"when": "maybe", "component": "agent"}]),
        "'maybe' is not an answer of this fact",
    ),
    "a default that is no answer": (lambda f: _fact(f).update(defaults=[{"value": "some"}]), "defaults: 'some' is not"),
    "a scale with a level missing": (lambda f: _scale(f).update(levels={"staff": 1, "all": 3}), "has staff, public"),
    "a scale with another slot": (lambda f: _scale(f).update(because="{fact}"), "only the slot {meaning}"),
    "a kind without an entry": (lambda f: f["components.yaml"]["kinds"].pop(), "no entry for the kind device"),
    "a technique of a case unknown": (lambda f: _precedent(f).update(techniques=["atlas:X"]), "no item 'atlas:X'"),
    "a parent unknown": (lambda f: _item(f, 2).update(parent="AML.T7777"), "AML.T0001.001.parent: no item 'AML.T7777'"),
    "a group unknown": (lambda f: _item(f, 1).update(groups=["AML.TA9"]), "AML.T0001.groups: no item"),
    "a relation unknown": (lambda f: _item(f, 1).update(related=["owasp_llm:LLM99"]), "related: no item"),
    "an alias that is an id": (lambda f: _item(f, 1).update(aliases=["AML.T0002"]), "AML.T0002 is taken already"),
    "an item given twice": (lambda f: _item(f, 1).update(id="AML.T0002"), "AML.T0002: the id is given twice"),
    "an unknown section": (lambda f: f["facts.yaml"].update(questions=[]), "unknown section 'questions'"),
    "a section that is no list": (lambda f: f["facts.yaml"].update(facts="all"), "facts: expected a list"),
    "an item that lacks its name": (lambda f: _item(f, 4).pop("name"), "items.AML.T0002.name: Field required"),
}


@pytest.mark.parametrize(("fault", "message"), FAULTS.values(), ids=FAULTS)
def test_each_fault_is_refused_with_its_place(tmp_path: Path, fault: Break, message: str) -> None:
    files = small()
    fault(files)
    with pytest.raises(CatalogError) as refusal:
        load_catalog(write(files, tmp_path))
    assert message in str(refusal.value)
    assert ".yaml: " in str(refusal.value)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    files = small()
    files["facts.yaml"]["facts"].append(fact("late", yes_means=""))
    _pattern(files).update(mitigations=["nothing"], precedents=["nobody"])
    with pytest.raises(CatalogError, match="has 3 problems"):
        load_catalog(write(files, tmp_path))


def test_what_is_sound_can_be_read_beside_what_is_not(tmp_path: Path) -> None:
    files = small()
    _pattern(files).update(title="x" * 91)
    catalog, problems = read_catalog(write(files, tmp_path))
    assert list(catalog.patterns) == ["copying-the-model"]
    assert [problem.entry for problem in problems] == ["orders-in-mail"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("facts: [", "is not readable YAML"),
        ("facts: []\nfacts: []\n", "key given twice: facts"),
        ("", "expected a framework or one of facts"),
        ("scales:\n- {id: a, factor: damage, fact: talks, levels: {no: 1, yes: 9}, because: so}\n", "quote yes and no"),
        ("facts: !!python/object/apply:os.getcwd []\n", "is not readable YAML"),
        ("facts:\n- &a {id: x}\n- !unknown b\n", "is not readable YAML"),
    ],
)
def test_a_file_that_is_not_plain_yaml_is_refused(tmp_path: Path, text: str, message: str) -> None:
    folder = write(small(), tmp_path)
    (folder / "more.yaml").write_text(text)
    with pytest.raises(CatalogError) as refusal:
        load_catalog(folder)
    assert "more.yaml: " in str(refusal.value)
    assert message in str(refusal.value)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="found no such folder"):
        load_catalog(tmp_path / "nowhere")


def test_loading_grows_with_the_number_of_entries_and_no_faster(tmp_path: Path) -> None:
    folders = {}
    for count in (25, 50, 100):
        files = small()
        files["threats/more.yaml"] = {"patterns": [pattern(f"copy-{number}") for number in range(count)]}
        folders[count] = write(files, tmp_path / str(count))
    assert len(read_catalog(folders[100])[0].patterns) > 100
    assert growth(lambda count: read_catalog(folders[count]), 50) < 2.3


def test_a_folder_is_loaded_once(tmp_path: Path) -> None:
    folder = write(small(), tmp_path)
    assert load_catalog(folder) is load_catalog(folder)


def test_the_packaged_catalog_is_sound_and_has_every_framework() -> None:
    catalog, problems = read_catalog()
    assert not problems, "\n".join(map(str, problems))
    assert set(catalog.frameworks) == set(Framework) - {Framework.OWN}
