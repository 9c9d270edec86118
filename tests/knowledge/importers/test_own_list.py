"""A list of one's own becomes items, patterns and measures; each mistake in it is said with its line."""

from pathlib import Path

import pytest

from knowledge.conditions import AllOf, FactIs
from knowledge.importers.installation import Report, take_in
from knowledge.importers.own_format import OWN_FORMAT
from knowledge.vocabulary import ComponentKind, DreadFactor, Framework
from tests.knowledge.small import small, write

HEAD = "own_list: 1\nname: House list\nowner: We\nedition: '3'\nthreats:\n"
WHOLE = """\
- id: HB-1
  title: Mail gives orders
  explanation: Somebody writes <b>orders</b>.
  when: talks and reach = public|staff
  targets: [agent]
  aspect: safety
  stride: [T]
  maestro: [L3]
  dread: {damage: 9}
  examples: [a mail told it to, it obeyed a page]
  source: An outsider
  action: writes to {target}
  impact: it obeys
  measure: Read mail to it by hand
  check: Send one.
  mitigations: [keep-apart]
  references: ["atlas:AML.T0001"]
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write(small(), tmp_path / "data")


def taken(tmp_path: Path, data: Path, text: str, name: str = "list.yaml") -> Report:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return take_in(path, tmp_path / "catalog", data)


def said(report: Report) -> list[tuple[int, str]]:
    return [(note.line, note.message) for note in report.refused]


def test_a_threat_brings_an_item_a_pattern_and_a_measure(tmp_path: Path, data: Path) -> None:
    from knowledge import load_catalog

    report = taken(tmp_path, data, HEAD + WHOLE)
    assert report.sound, report.refused
    catalog = load_catalog(data, tmp_path / "catalog")
    pattern, measure = catalog.patterns["own-hb-1"], catalog.mitigations["own-hb-1"]
    assert pattern.when == AllOf(
        all=(FactIs(fact="talks"), FactIs.model_validate({"fact": "reach", "is": ["public", "staff"]}))
    )
    assert (pattern.targets, pattern.mitigations) == ((ComponentKind.AGENT,), ("own-hb-1", "keep-apart"))
    assert (pattern.dread[DreadFactor.DAMAGE].level, pattern.dread[DreadFactor.EXPLOITABILITY].level) == (9, 5)
    assert len(pattern.examples) == 3
    assert pattern.references == ("own:HB-1", "atlas:AML.T0001")
    assert (measure.action, measure.verify) == ("Read mail to it by hand", "Send one.")
    item = catalog.item("own:HB-1")
    assert (item.prose, catalog.reference("own:HB-1").edition) == ("Somebody writes orders.", "3")
    assert catalog.patterns_for("own:HB-1") == (pattern,)
    assert catalog.frameworks[Framework.OWN].owner == "We"


def test_a_threat_without_a_condition_is_listed_for_a_person_to_judge(tmp_path: Path, data: Path) -> None:
    report = taken(tmp_path, data, HEAD + "- {id: A, title: Something else}\n")
    assert report.held == {"threat": 1}
    assert sum(report.left_out.values()) == 1


def test_the_same_list_comes_in_as_csv(tmp_path: Path, data: Path) -> None:
    from knowledge import load_catalog

    rows = (
        "id,title,explanation,when,targets,aspect,stride,damage,examples,measure,check\n"
        'HB-1,"Mail, gives orders","Two\nlines.",talks and reach = public,agent;tool,safety,T;E,9,"one; two",Do,See\n'
        ",,,,,,,,,,\n"
        "HB-2,Another,,,,,,,,,\n"
    )
    report = taken(tmp_path, data, rows, "House list.csv")
    assert report.sound, report.refused
    pattern = load_catalog(data, tmp_path / "catalog").patterns["own-hb-1"]
    assert pattern.targets == (ComponentKind.AGENT, ComponentKind.TOOL)
    assert [letter.value for letter in pattern.stride] == ["T", "E"]
    assert pattern.examples[:2] == ("one", "two")
    assert (report.held["threat"], report.edition[:5]) == (2, "file-")
    assert report.kept_as is not None
    assert report.kept_as.name == "own-house-list.json"


def test_a_csv_parted_by_semicolons_parts_its_cells_by_commas(tmp_path: Path, data: Path) -> None:
    report = taken(tmp_path, data, 'id;title;when;targets;measure\nX;T;talks;"agent,tool";Do it\n', "x.csv")
    assert report.sound, report.refused


@pytest.mark.parametrize(
    ("entry", "line", "message"),
    [
        ("- {id: A, title: T, when: talkz, measure: M}", 6, "when: no fact 'talkz'; did you mean talks?"),
        ("- {id: A, title: T, when: reach, measure: M}", 6, "when: reach needs `is:`"),
        ("- {id: A, title: T, when: reach = mars, measure: M}", 6, "when: reach has no value mars"),
        ("- {id: A, title: T, when: control_limits, measure: M}", 6, "states a control"),
        ("- {id: A, title: T, when: talks and, measure: M}", 6, "expected the name of a fact"),
        ("- {id: A, title: T, when: {fact: talks, or: x}, measure: M}", 6, "Extra inputs are not permitted"),
        ("- {id: A, title: T, when: talks}", 6, "needs a measure, or mitigations"),
        ("- {id: A, title: T, when: talks, mitigations: [nope]}", 6, "no mitigation 'nope'"),
        ("- {id: A, title: T, when: talks, measure: M, references: ['atlas:AML.T99']}", 6, "no item 'atlas:AML.T99'"),
        ("- {id: A, title: T, when: talks, measure: M, source: '{evil}'}", 6, "unknown slot evil"),
        ("- id: A\n  title: T\n  when: talks\n  measure: M\n  targets: [wizard]", 10, "targets.0: Input should be"),
        ("- id: A\n  title: T\n  when: talks\n  measure: M\n  dread: {damage: 4}", 10, "level 4 is not among"),
        ("- id: A\n  title: T\n  surprise: 1", 8, "unknown field 'surprise'"),
        ("- id: A\n  title: " + "t" * 91, 7, "has 91 characters; at most 90"),
        ("- id: ../x\n  title: T", 6, "is not an id"),
        ("- id: A\n  title: T\n- id: A\n  title: U", 8, "the id stands twice, first in line 6"),
        ("- id: a.b\n  title: T\n- id: A-B\n  title: U", 8, "the id stands twice, first in line 6"),
        ("- title: T", 6, "id: is missing"),
        ("- just words", 6, "expected a mapping"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_mistake_is_said_with_its_line_and_nothing_comes_in(
    tmp_path: Path, data: Path, entry: str, line: int, message: str
) -> None:
    report = taken(tmp_path, data, f"{HEAD}{entry}\n- {{id: Z, title: Sound, when: talks, measure: M}}\n")
    assert any(where == line and message in words for where, words in said(report)), said(report)
    assert list((tmp_path / "catalog").glob("*")) == []


def test_all_mistakes_are_said_at_once(tmp_path: Path, data: Path) -> None:
    entries = (
        "- {id: A, title: T, when: talkz, measure: M}\n- {id: B, title: T, when: (, measure: M}\n- {id: A, title: T}\n"
    )
    report = taken(tmp_path, data, HEAD + entries.replace("when: (", "when: 'or'"))
    assert [line for line, _ in said(report)] == [6, 7, 8]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("title\nx\n", 1, "the column id is missing"),
        ("id,title,colour\nA,T,red\n", 1, "unknown columns 'colour'"),
        ("id,title,id\nA,T,B\n", 1, "the column id stands twice"),
        ("id,title\nA,T,extra\n", 2, "the row has 3 cells, the header 2"),
        ('id,title\nA,"open\n', 2, "is not readable CSV"),
        ("id,title,damage\nA,T,x\n\nB,U,3\nA,V,1\n", 5, "the id stands twice, first in line 2"),
        ("id,title,when,measure,damage\nA,T,talks,M,high\n", 2, "no scale 'high'"),
        ("id,title\n", 1, "the list is empty"),
    ],
)
def test_a_mistake_in_csv_is_said_with_its_line(tmp_path: Path, data: Path, text: str, line: int, message: str) -> None:
    report = taken(tmp_path, data, text, "x.csv")
    assert any(where == line and message in words for where, words in said(report)), said(report)


def test_facts_and_measures_of_ones_own_can_be_named_by_conditions(tmp_path: Path, data: Path) -> None:
    from knowledge import load_catalog

    text = """\
facts:
- {id: flies, stage: scope, type: yes_no, label: Flies, question: Does it fly?, example: 'Yes.', why: It can fall.,
   yes_means: it flies, no_means: it does not fly}
mitigations:
- {id: parachute, title: Give it a parachute, action: Fold it well., verify: Drop it., kind: respond,
   effects: [{factor: damage, by: 2}], effort: high, lifecycle: [operate]}
"""
    threat = "- {id: A, title: It falls, when: flies, mitigations: [parachute]}\n"
    assert taken(tmp_path, data, HEAD + threat + text).sound
    catalog = load_catalog(data, tmp_path / "catalog")
    assert (catalog.facts["flies"].label, catalog.patterns["own-a"].mitigations) == ("Flies", ("parachute",))


def test_what_we_ship_cannot_be_overwritten_by_a_list(tmp_path: Path, data: Path) -> None:
    text = "mitigations:\n- {id: keep-apart, title: Do nothing, action: Rest., verify: Look., kind: prevent,\n"
    text += "   effects: [{factor: damage, by: 2}], effort: low, lifecycle: [operate]}\n"
    report = taken(tmp_path, data, HEAD + "- {id: A, title: T}\n" + text)
    assert any("the id is taken already in mitigations/one.yaml" in message for _, message in said(report))


def test_a_newer_edition_of_a_list_takes_the_place_of_the_older(tmp_path: Path, data: Path) -> None:
    from knowledge import load_catalog

    taken(tmp_path, data, HEAD + WHOLE)
    taken(tmp_path, data, HEAD.replace("'3'", "'4'") + WHOLE.replace("HB-1", "HB-2"))
    catalog = load_catalog(data, tmp_path / "catalog")
    assert [item.id for item in catalog.frameworks[Framework.OWN].items] == ["HB-2"]
    assert catalog.reference("own:HB-2").edition == "4"


def test_two_lists_stand_side_by_side(tmp_path: Path, data: Path) -> None:
    from knowledge import load_catalog

    taken(tmp_path, data, HEAD + WHOLE)
    taken(tmp_path, data, HEAD.replace("House", "Other").replace("We", "They") + WHOLE.replace("HB-1", "OT-1"))
    manifest = load_catalog(data, tmp_path / "catalog").frameworks[Framework.OWN]
    assert ({item.id for item in manifest.items}, manifest.owner) == ({"HB-1", "OT-1"}, "We, They")


def test_the_documented_example_is_a_sound_list(tmp_path: Path) -> None:
    example = OWN_FORMAT.partition("as YAML:\n\n")[2].partition("\n\nMay be added")[0]
    path = tmp_path / "list.yaml"
    path.write_text("\n".join(line[2:] for line in example.splitlines()), encoding="utf-8")
    report = take_in(path, tmp_path / "catalog")
    assert report.sound, report.refused
    assert report.held == {"threat": 1, "patterns": 1, "mitigations": 1}
