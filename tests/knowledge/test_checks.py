"""Each check finds what it is for, and the packaged catalog passes them all."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.__main__ import BESIDE, main
from knowledge.catalog import load_catalog
from knowledge.checks import CheckResult, Options, Severity, run_checks
from knowledge.checks.originality import copied
from knowledge.checks.texts import grade, our_texts
from tests.knowledge.small import Data, choice_fact, fact, measure, pattern, small, write

Change = Callable[[dict[str, Data]], object]


def results(files: dict[str, Data], folder: Path, **options: object) -> dict[str, CheckResult]:
    done = run_checks(Options.model_validate({"data": write(files, folder), **options}))
    return {result.name: result for result in done}


def first_pattern(files: dict[str, Data]) -> Data:
    found: Data = files["threats/one.yaml"]["patterns"][0]
    return found


def add(section: str, file: str, entry: Data) -> Change:
    return lambda files: files[file][section].append(entry)


def change(**values: object) -> Change:
    return lambda files: first_pattern(files).update(values)


def raised(when: Data) -> list[Data]:
    return [{"factor": "damage", "when": when, "because": "it makes it worse"}]


FOUND: dict[str, tuple[str, Change, Severity, str]] = {
    "a fact nobody needs": (
        "use",
        add("facts", "facts.yaml", fact("idle")),
        Severity.ERROR,
        "idle: no pattern, shift, scale or other fact depends on it",
    ),
    "a control that no measure takes up": (
        "use",
        add("facts", "facts.yaml", fact("control_idle", control=True)),
        Severity.WARNING,
        "control_idle: states a control that no measure takes",
    ),
    "a measure nobody uses": (
        "use",
        add("mitigations", "mitigations/one.yaml", measure("idle", title="Idle")),
        Severity.WARNING,
        "idle: no pattern and no control check uses it",
    ),
    "a condition against itself": (
        "conditions",
        change(when={"all": [{"fact": "talks"}, {"not": {"fact": "talks"}}]}),
        Severity.ERROR,
        "orders-in-mail: when: can never hold",
    ),
    "a condition against an implication": (
        "conditions",
        change(when={"all": [{"fact": "reads_mail"}, {"fact": "talks", "is": "no"}]}),
        Severity.ERROR,
        "orders-in-mail: when: can never hold",
    ),
    "a condition on another kind than the targets": (
        "conditions",
        change(when={"all": [{"fact": "talks"}, {"kind": ["dataset"]}]}),
        Severity.ERROR,
        "orders-in-mail: when: can never hold",
    ),
    "a condition that nothing rules out": (
        "conditions",
        change(when={"any": [{"fact": "talks"}, {"not": {"fact": "talks"}}]}),
        Severity.WARNING,
        "orders-in-mail: when: always holds",
    ),
    "a shift that cannot happen": (
        "conditions",
        change(raises=raised({"fact": "talks", "is": "no"})),
        Severity.ERROR,
        "raises: the shift on talks can never hold where the threat does",
    ),
    "a shift that always happens": (
        "conditions",
        change(lowers=raised({"fact": "talks"})),
        Severity.WARNING,
        "lowers: the shift on talks always holds where the threat does",
    ),
    "a hard text": (
        "texts",
        change(
            explanation="Organisational insufficiencies notwithstanding, adversarially manipulated informational "
            "artefacts incontrovertibly compromise architectural confidentiality."
        ),
        Severity.ERROR,
        "explanation: reads at grade",
    ),
    "a long sentence": (
        "texts",
        change(explanation="It is " + "so and so and " * 12 + "so."),
        Severity.ERROR,
        "explanation: has a sentence of 51 words; at most 32",
    ),
    "a text too short": ("texts", change(explanation="It is bad."), Severity.ERROR, "has 10 characters"),
    "no full stop": (
        "texts",
        change(explanation="The model cannot tell orders from text, so that whoever writes has a say"),
        Severity.ERROR,
        "instead of a full stop",
    ),
    "a line break inside": ("texts", change(title="Orders\nin mail"), Severity.ERROR, "title: has blanks or line"),
    "a title with a full stop": ("texts", change(title="Orders in mail."), Severity.ERROR, "a title has no full stop"),
    "a small source": ("texts", change(source="someone"), Severity.ERROR, "source: starts the sentence"),
    "a capital action": ("texts", change(action="Writes orders"), Severity.ERROR, "action: stands inside"),
    "an ended impact": ("texts", change(impact="it obeys."), Severity.ERROR, "impact: ends with a mark"),
    "a shared example": (
        "texts",
        add("patterns", "threats/one.yaml", pattern("third", title="Third")),
        Severity.ERROR,
        "third: shares the text 'the mail told our bot to pay' with orders-in-mail",
    ),
    "an example like the title": (
        "examples",
        change(title="Mail: told bot to pay"),
        Severity.ERROR,
        "the example 'the mail told our bot to pay' repeats the title",
    ),
    "an example with the official name": (
        "examples",
        change(examples=["somebody did a prompt injection on us", "b is so", "c is so"]),
        Severity.ERROR,
        "repeats the name of owasp_llm:LLM01:2025",
    ),
    "a title without a term": ("names", change(title="Orders in mail"), Severity.ERROR, "is not the field's term, one"),
    "a title with two colons": ("names", change(title="A: b: c"), Severity.ERROR, "one colon and the consequence"),
    "a title too long to be read at a glance": (
        "names",
        change(title="Prompt injection: one two three four five six seven eight nine ten eleven"),
        Severity.ERROR,
        "has 13 words; at most 12",
    ),
    "a title like another": (
        "names",
        change(title="Model theft by answers: it is rebuilt from answers"),
        Severity.ERROR,
        "copying-the-model: its title is nearly that of orders-in-mail",
    ),
    "a pattern without other names": ("names", change(also_known_as=[]), Severity.ERROR, "lists 0 names; 2 to 16"),
    "a name that is the title's term": (
        "names",
        change(also_known_as=["prompt injection", "XPIA"]),
        Severity.ERROR,
        "'prompt injection' is the term of its title",
    ),
    "a name of two patterns, with and without a word that tells nothing": (
        "names",
        change(also_known_as=["XPIA", "model theft attack"]),
        Severity.ERROR,
        "copying-the-model: 'Model theft' is also a name of orders-in-mail ('model theft attack')",
    ),
    "a slot that no fact fills": (
        "roles",
        lambda files: files["facts.yaml"]["facts"][3].pop("slot"),
        Severity.ERROR,
        "the slot 'users' is filled by no fact",
    ),
    "a slot that two facts fill": (
        "roles",
        lambda files: files["facts.yaml"]["facts"][2].update(slot="users"),
        Severity.ERROR,
        "the slot 'users' is filled by reach and people",
    ),
    "a control that is called a safeguard": (
        "roles",
        lambda files: files["facts.yaml"]["facts"][4].update(safeguard=[True]),
        Severity.WARNING,
        "control_limits: a control is a safeguard by itself",
    ),
    "an item nobody reaches": ("coverage", change(), Severity.WARNING, "AML.T0003: no pattern reaches 'Crafted Links'"),
    "a duty cited as a threat": (
        "coverage",
        lambda files: files["frameworks/atlas.yaml"].update(holds="requirements"),
        Severity.ERROR,
        "orders-in-mail: refers to atlas:AML.T0001.001, a duty and no threat; let one of its measures refer to it",
    ),
    "an item set aside in silence": (
        "coverage",
        lambda files: files["frameworks/atlas.yaml"]["items"][0].pop("reason"),
        Severity.ERROR,
        "AML.TA0001: is navigation, but no reason says why",
    ),
}


@pytest.mark.parametrize(("check", "fault", "severity", "message"), FOUND.values(), ids=FOUND)
def test_a_check_finds_what_it_is_for(
    tmp_path: Path, check: str, fault: Change, severity: Severity, message: str
) -> None:
    files = small()
    fault(files)
    found = results(files, tmp_path)[check]
    matching = [finding for finding in found.findings if message in str(finding)]
    assert matching, found.findings
    assert matching[0].severity is severity


def test_a_fact_is_needed_through_what_it_implies_or_presumes(tmp_path: Path) -> None:
    files = small()
    files["facts.yaml"]["facts"] += [
        fact("opens_mail", implies=[{"when": True, "fact": "reads_mail", "value": True}]),
        fact("sorts_mail", defaults=[{"when": {"fact": "has_mail"}, "value": True}]),
        fact("has_mail"),
    ]
    first_pattern(files)["when"]["all"].append({"fact": "sorts_mail"})
    first_pattern(files)["raises"] = raised({"fact": "people", "is": ["children"]})
    assert not [finding for finding in results(files, tmp_path)["use"].findings if finding.severity is Severity.ERROR]


def test_several_choices_are_tried_together(tmp_path: Path) -> None:
    files = small()
    files["facts.yaml"]["facts"].append(choice_fact("origin", "own", "bought", several=True))
    both = [{"fact": "origin", "is": ["own"]}, {"fact": "origin", "is": ["bought"]}]
    first_pattern(files)["when"] = {"all": both}
    assert not results(files, tmp_path)["conditions"].failed


def test_the_other_checks_go_on_without_a_broken_entry(tmp_path: Path) -> None:
    files = small()
    first_pattern(files).update(references=["atlas:AML.T7777"])
    files["threats/one.yaml"]["patterns"][1]["source"] = "someone"
    found = results(files, tmp_path)
    assert found["schema and links"].failed
    assert [finding.entry for finding in found["texts"].findings if "source" in finding.message] == [
        "copying-the-model"
    ]


def test_the_other_checks_wait_for_broken_facts(tmp_path: Path) -> None:
    files = small()
    files["rating.yaml"]["scales"][0]["fact"] = "nothing"
    assert results(files, tmp_path)["all others"].skipped


def test_strict_makes_unreached_items_errors(tmp_path: Path) -> None:
    assert not results(small(), tmp_path)["coverage"].failed
    assert results(small(), tmp_path, strict=True)["coverage"].failed


def test_eight_words_in_a_row_are_found_and_seven_are_not(tmp_path: Path) -> None:
    ours = "A model cannot tell orders from text. Whoever writes the text has a say"
    for words, found_out in ((7, False), (8, True)):
        upstream = tmp_path / f"upstream{words}"
        upstream.mkdir()
        (upstream / "deck.json").write_text(
            '"x: ' + " ".join(ours.upper().replace(".", ",").split()[:words]) + ' more"'
        )
        found = results(small(), tmp_path / "catalog", upstream=upstream)["originality"]
        assert found.failed is found_out, words


def test_copied_words_of_a_reference_system_are_found(tmp_path: Path) -> None:
    catalog = load_catalog()
    system = next(iter(catalog.reference_systems.values()))
    for text in (system.description, system.threats[0].worry):
        (tmp_path / "deck.md").write_text(" ".join(text.split()[:9]), encoding="utf-8")
        assert [one.entry for one in copied(catalog, tmp_path)] == [system.id]


def test_a_pattern_that_the_table_of_salience_lacks_is_told_with_what_to_run(tmp_path: Path) -> None:
    files = small()
    (name,) = (one["id"] for one in files["threats/one.yaml"]["patterns"][:1])
    rest = {one["id"]: 0.5 for one in files["threats/one.yaml"]["patterns"][1:]}
    folder = write(files, tmp_path)
    (folder / "salience.json").write_text(json.dumps({"salience": {**rest, "gone": 1.0}, "twins": {}}), "utf-8")
    (checked,) = (one for one in run_checks(Options(data=folder)) if one.name == "salience")
    found = {one.entry: one.message for one in checked.findings}
    assert found.keys() == {name, "gone"}
    assert all("python -m evals salience" in message for message in found.values())


def test_what_cannot_be_compared_is_skipped_and_said(tmp_path: Path) -> None:
    found = results(small(), tmp_path, upstream=tmp_path / "nowhere")
    assert found["originality"].skipped
    assert found["official data"].skipped
    assert "nowhere" in found["originality"].note


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (
            "entries:\n- {id: 'LLM01:2025', name: Prompt Injections, id_2025: A}\n",
            "name: published is 'Prompt Injections'",
        ),
        ("entries:\n- {id: 'LLM02:2025', name: Other, id_2025: A}\n", "LLM02:2025: is published, but not carried"),
        ("entries:\n- {id: 'LLM02:2025', name: Other, id_2025: A}\n", "LLM01:2025: is not in the published table"),
    ],
)
def test_a_drift_from_official_data_is_found(tmp_path: Path, table: str, message: str) -> None:
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "owasp_llm_2026.yaml").write_text(table)
    found = results(small(), tmp_path / "catalog", facts=tmp_path / "tables")["official data"]
    assert message in " ".join(map(str, found.findings))


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("The cat sat on the mat. It was warm.", -3, 2),
        ("Whoever writes the text has a say in what the system does next.", 2, 7),
        ("Adversarial perturbations compromise probabilistic classification architectures.", 18, 60),
        ("", 0, 0),
    ],
)
def test_harder_texts_have_higher_grades(text: str, low: float, high: float) -> None:
    assert low <= grade(text) <= high


def test_the_packaged_catalog_passes_every_check() -> None:
    done = run_checks(Options(upstream=BESIDE / "upstream", facts=BESIDE / "facts"))
    failed = [str(finding) for result in done if result.failed for finding in result.findings]
    assert not failed, "\n".join(failed[:40])


def test_every_text_of_the_packaged_catalog_is_looked_at() -> None:
    texts = list(our_texts(load_catalog()))
    assert {section for section, *_ in texts} == {
        "facts",
        "kinds",
        "patterns",
        "control_checks",
        "mitigations",
        "precedents",
        "frameworks",
    }


def test_check_exits_with_zero_when_all_is_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = small()
    first_pattern(files)["raises"] = raised({"fact": "people", "is": ["children"]})
    files["mitigations/one.yaml"]["mitigations"][0]["title"] = "Keep orders and text apart"
    data = str(write(files, tmp_path))
    code = main(["--data", data, "check", "--upstream", "nowhere", "--facts", "nowhere"])
    printed = capsys.readouterr().out
    assert code == 0, printed
    assert "ok      conditions" in printed
    assert "skipped originality" in printed


def test_check_exits_with_one_and_the_finding_when_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = small()
    first_pattern(files)["mitigations"] = ["nothing"]
    assert main(["--data", str(write(files, tmp_path)), "check"]) == 1
    printed = capsys.readouterr().out
    assert "FAILED  schema and links" in printed
    last = printed.splitlines()[-1]
    assert last.startswith("FAILED  "), "what fails stands last, below all old warnings"
    assert "error: " in last


@pytest.mark.parametrize("arguments", [[], ["guess"], ["search"], ["search", "x", "--what", "all"], ["index"]])
def test_a_wrong_call_exits_with_two(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_search_prints_the_best_entries(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = str(write(small(), tmp_path))
    assert main(["--data", data, "search", "a", "mail", "told", "our", "bot", "to", "pay"]) == 0
    assert "orders-in-mail" in capsys.readouterr().out.splitlines()[0]


def test_a_broken_catalog_is_told_and_not_searched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(tmp_path / "nowhere"), "search", "mail"]) == 1
    assert "found no such folder" in capsys.readouterr().err


def test_index_builds_and_says_where(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = str(write(small(), tmp_path / "catalog"))
    assert main(["--data", data, "index", str(tmp_path / "index")]) == 0
    assert "passages in" in capsys.readouterr().out
    assert len(list((tmp_path / "index").iterdir())) == 2


def test_an_id_of_an_earlier_edition_in_a_pattern_is_found(tmp_path: Path) -> None:
    files = small()
    files["frameworks/atlas.yaml"]["items"][0]["aliases"] = ["AML.T7777"]
    first = files["frameworks/atlas.yaml"]["items"][0]["id"]
    files["threats/one.yaml"]["patterns"][0]["references"] = ["atlas:AML.T7777", f"atlas:{first}"]
    told = " ".join(map(str, results(files, tmp_path)["editions"].findings))
    assert f"atlas:AML.T7777 is an id of an earlier edition; the one carried calls it atlas:{first}" in told
    assert f"atlas:{first} is named twice" in told


def test_an_edition_without_its_date_is_found_and_ages_are_told(tmp_path: Path) -> None:
    files = small()
    files["frameworks/owasp_llm.yaml"] |= {"published": "2001-01", "earlier": ["2025"]}
    del files["frameworks/atlas.yaml"]["published"]
    found = results(files, tmp_path)["editions"]
    told = " ".join(map(str, found.findings))
    assert "atlas: published: the date of its edition is missing" in told
    assert "owasp_llm: earlier: names 2025, which is the edition carried" in told
    assert "owasp_llm 2025 (" in found.note
    assert "years old)" in found.note


def test_measures_that_share_nothing_with_a_cited_technique_are_told(tmp_path: Path) -> None:
    files = small()
    items = files["frameworks/atlas.yaml"]["items"]
    items.append({"id": "AML.M0009", "name": "Other", "kind": "mitigation", "ownership": "navigation", "reason": "R."})
    technique = next(one for one in items if one["id"] == "AML.T0001.001")
    technique["mitigations"] = ["AML.M0009"]
    found = results(files, tmp_path)["alignment"]
    assert not found.failed
    assert "orders-in-mail: none of its measures refers to what ATLAS names for AML.T0001.001: AML.M0009" in " ".join(
        map(str, found.findings)
    )
    assert "1 share a mitigation, 1 do not" in found.note
    technique["mitigations"] = ["AML.M0001"]
    assert not results(files, tmp_path / "again")["alignment"].findings
