"""``kb update`` says in words what a newer edition changes, and takes it in only with a yes; ``watch`` tells models."""

import json
from pathlib import Path

import pytest

from agent.assembly import assemble
from agent.domain import SYSTEM
from agent.domain.model import DraftStamp
from agent.settings import load_settings
from knowledge import load_catalog
from knowledge.vocabulary import Framework
from tests.agent.builders import a_model
from tests.agent.domain.parts import threat
from tests.next_release import MEASURE, NEW, RENAMED, RETIRED, as_carried, list_of, six_of, the_next, written
from ui.cli import main

LLM = [(f"LLM{n:02d}:2028", f"Risk {n}", f"LLM{n:02d}:2026") for n in range(1, 10)]
OWN = "own_list: 1\nname: House list\nthreats:\n- {id: HB-1, title: Somebody reads the orders of others}\n"


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("THREATPARLEY_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


def keep_a_model(*keys: str) -> None:
    """A kept model whose one threat cites these items, as drafted with the catalog of today."""
    catalog = load_catalog()
    found = threat(1, None, targets=(SYSTEM,), references=tuple(map(catalog.reference, keys)))
    stamp = DraftStamp(catalog=catalog.fingerprint, digest="any")
    facilitator = assemble(load_settings())
    facilitator.import_model(a_model(name="Kept").model_copy(update={"threats": (found,), "drafted": stamp}))
    facilitator.close()


@pytest.mark.parametrize("shape", [lambda one: one, six_of], ids=["format 5", "format 6"])
def test_a_newer_release_is_told_part_by_part_and_nothing_is_taken_in(
    tmp_path: Path, data_dir: Path, capsys: pytest.CaptureFixture[str], shape: object
) -> None:
    keep_a_model(f"atlas:{RENAMED}", f"atlas:{RETIRED}")
    capsys.readouterr()
    file = written(tmp_path, the_next(), shape)  # type: ignore[arg-type]
    assert main(["kb", "update", str(file)]) == 0
    told = capsys.readouterr().out
    assert "MITRE ATLAS: 2026.09 → 2026.10" in told
    assert "New (2):" in told
    assert f"  {NEW} New Way 0051: stands behind " in told
    assert f"New mitigations (1):\n  {MEASURE} Test Every Door" in told
    assert "Renamed (1):\n  LLM Jailbreak → Model Jailbreak" in told
    assert f"Retired (1):\n  {RETIRED} " in told
    assert f"AML.T0051 LLM Prompt Injection: now {MEASURE}" in told
    assert "New cases: 1" in told
    assert f"safety-rules-talked-away ({load_catalog().patterns['safety-rules-talked-away'].title}): " in told
    assert f"{RENAMED} renamed" in told
    assert "Kept models judged again: 1; nothing is otherwise for 0." in told
    assert "renamed: AML.T0054 Model Jailbreak, formerly LLM Jailbreak [T-001]" in told
    assert told.endswith("Nothing was taken in; with --yes it is.\n")
    assert not (data_dir / "catalog").exists()


def test_with_a_yes_it_is_taken_in_and_the_watch_tells_it_until_the_next_draft(
    tmp_path: Path, data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep_a_model(f"atlas:{RETIRED}", "plot4ai:10")
    assert main(["watch", "--check"]) == 0
    assert "nothing is otherwise for 1" in capsys.readouterr().out
    assert main(["kb", "update", str(written(tmp_path, the_next())), "--yes"]) == 0
    assert "Taken in, and kept as" in capsys.readouterr().out
    assert (data_dir / "catalog" / "atlas-2026-10.json").is_file()
    assert main(["watch", "--check"]) == 1
    assert f"retired: {RETIRED}" in capsys.readouterr().out
    assert main(["watch", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(one["kind"], one["key"], one["threats"]) for one in rows[0]["news"]] == [
        ("retired", f"atlas:{RETIRED}", ["T-001"])
    ]
    assert main(["kb", "update", str(written(tmp_path, the_next()))]) == 3
    assert "holds edition 2026.10, and the catalog carries 2026.10" in capsys.readouterr().err


def test_the_numbers_of_a_new_list_lead_on_from_those_before(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a pattern and a kept model cite by the id of before is found under the new one."""
    keep_a_model("owasp_llm:LLM03:2026")
    file = tmp_path / "llm.yaml"
    file.write_text(list_of([*LLM, ("LLM10:2028", "Entirely New", "")]), encoding="utf-8")
    assert main(["kb", "update", str(file), "--yes"]) == 0
    told = capsys.readouterr().out
    assert "OWASP Top 10 for LLM Applications: 2026 → 2028" in told
    assert "LLM03:2026 Excessive Agency → LLM03:2028 Risk 3" in told
    assert "New (1):\n  LLM10:2028 Entirely New: no threat pattern says yet when it can happen" in told
    assert "Retired (1):\n  LLM10:2026 Improper Output Handling" in told
    assert "renamed: LLM03:2028 Risk 3, formerly LLM03:2026 Excessive Agency [T-001]" in told
    catalog = load_catalog(overlay=load_settings().own_catalog)
    for former in ("LLM03:2026", "LLM06:2025"):
        assert catalog.item(f"owasp_llm:{former}").id == "LLM03:2028"
    cited = catalog.reference("owasp_llm:LLM03:2026")
    assert (cited.id, cited.edition) == ("LLM03:2028", "2028")
    assert {one.id for one in catalog.patterns_for("owasp_llm:LLM03:2028")} == {
        one.id for one in load_catalog().patterns_for("owasp_llm:LLM03:2026")
    }


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (OWN, "it is a list of your own"),
        ("just: words\n", "has an unknown shape"),
        (list_of(LLM, edition="2025"), "the catalog carries 2026, which is no older"),
        (list_of(LLM, framework="atlas"), "'atlas' is none of"),
        (list_of([("LLM01:2028", "One", "LLM77:2026")]), "replaces 'LLM77:2026', which the catalog does not hold"),
        (list_of([("LLM01:2028", "One", ""), ("LLM01:2028", "Two", "")]), "the id stands twice"),
        (list_of([("ASI01", "One", "")]), "'ASI01' is not an id of this list"),
        (list_of([LLM[0], ("LLM02:2028", "Two", "LLM01:2026")]), "'LLM01:2026' is replaced twice"),
        ("framework_list: 1\nframework: owasp_llm\nedition: '2028'\nentries: []\n", "the list is empty"),
    ],
)
def test_a_file_that_is_no_newer_edition_is_refused_in_words(
    tmp_path: Path, data_dir: Path, capsys: pytest.CaptureFixture[str], text: str, why: str
) -> None:
    file = tmp_path / "file.yaml"
    file.write_text(text, encoding="utf-8")
    assert main(["kb", "update", str(file), "--yes"]) == 3
    captured = capsys.readouterr()
    assert why in captured.err
    assert captured.out == ""
    assert not (data_dir / "catalog").exists()


def test_an_older_list_can_be_imported_and_changes_no_id(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The numbers of 2025 are known as what they became; the words of the edition carried stay in force."""
    file = tmp_path / "llm-2025.yaml"
    rows = [(f"LLM{n:02d}:2025", f"Old name {n}", "") for n in range(1, 11)]
    file.write_text(list_of(rows, edition="2025"), encoding="utf-8")
    assert main(["kb", "import", str(file)]) == 0
    assert "The catalog carries 2026, which is newer: its names and links stay in force." in capsys.readouterr().out
    catalog = load_catalog(overlay=load_settings().own_catalog)
    assert catalog.item("owasp_llm:LLM06:2025").name == "Excessive Agency"
    assert len(catalog.frameworks[Framework.OWASP_LLM].items) == 10


def test_a_release_that_is_cut_off_leaves_everything_as_it_was(
    tmp_path: Path, data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = written(tmp_path, as_carried() | {"case-studies": []})
    assert main(["kb", "update", str(file), "--yes"]) == 3
    assert "it seems to be cut off here" in capsys.readouterr().err
    assert not (data_dir / "catalog").exists()


def test_one_model_can_be_judged_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keep_a_model(f"atlas:{RETIRED}")
    facilitator = assemble(load_settings())
    address = facilitator.sessions()[0].id
    facilitator.close()
    assert main(["watch", address, "--check"]) == 0
    assert "Kept models judged again: 1; nothing is otherwise for 1." in capsys.readouterr().out


def test_where_no_model_is_kept_the_watch_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["watch"]) == 0
    assert capsys.readouterr().out == "No model is kept here.\n"
