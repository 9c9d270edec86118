"""Gold readings are sound, fit the catalog and the texts, and follow facts that are renamed."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from agent.domain import Component, FactValue, Provenance, Quote, ThreatModel
from agent.domain.system import Actor, DataFlow
from agent.errors import InputError
from evals.__main__ import main
from evals.case import load_cases
from evals.case_runs.case_selection import PACKAGED
from evals.reading.extracted_model import understood
from evals.reading.readings import RENAMED, GoldReading, load_readings, renamed, strange
from knowledge import Catalog, load_catalog
from knowledge.vocabulary import AnswerValue, ComponentKind
from tests.evals.made import content, write


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


def reading(**changes: Any) -> dict[str, Any]:
    return {"case": "desk", "facts": {"calls_tools": {"value": True, "quote": "it calls tools"}}, **changes}


def file(folder: Path, content: dict[str, Any]) -> Path:
    (folder / "desk.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    return folder


def test_every_packaged_reading_fits_the_catalog_and_quotes_its_text(catalog: Catalog) -> None:
    texts = {case.id: _flat(case.description) for case in load_cases(PACKAGED)[0]}
    readings = load_readings()
    assert len(readings) == 43
    assert [line for one in readings.values() for line in strange(one, catalog)] == []
    for one in readings.values():
        quotes = [*(stated.quote for stated in one.facts.values()), *(no.quote for no in one.planned_or_denied)]
        missing = sum(_flat(quote) not in texts[one.case] for quote in quotes)
        assert missing == 0, f"{one.case}: {missing} quotes are not in the text"


def _flat(text: str) -> str:
    return " ".join(text.split()).lower()


def test_renamed_facts_exist(catalog: Catalog) -> None:
    assert [new for new in RENAMED.values() if new and new not in catalog.facts] == []


def test_a_reading_follows_facts_that_are_renamed_or_gone() -> None:
    no = {"fact": "old", "value": True, "stance": "planned", "quote": "soon"}
    content = reading(
        facts={"old": {"value": True, "quote": "q"}, "gone": {"value": True, "quote": "q"}},
        allowed={"other": [True]},
        planned_or_denied=[no, no | {"fact": "gone"}],
    )
    now = renamed(GoldReading.model_validate(content), {"old": "new", "gone": "", "other": "another"})
    assert (list(now.facts), list(now.allowed)) == (["new"], ["another"])
    assert [one.fact for one in now.planned_or_denied] == ["new"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"allowed": {"calls_tools": [True]}}, "stated and merely allowed at once"),
        ({"parts": [{"name": "Bot", "kind": "robot-arm"}]}, "kind"),
        ({"people": [{"name": "clerk"}], "flows": [{"from": "clerk", "to": "Bot"}]}, "flows end at Bot"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_broken_reading_is_refused_with_the_place(tmp_path: Path, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        load_readings(file(tmp_path, reading(**changes)))


def test_a_reading_that_names_no_fact_of_the_catalog_is_strange(catalog: Catalog) -> None:
    odd = GoldReading.model_validate(reading(facts={"no_such": {"value": True, "quote": "q"}}))
    assert list(strange(odd, catalog)) == ["desk: the catalog has no fact no_such"]


def kept(fact: str, value: AnswerValue, origin: Provenance, subject: str = "system") -> FactValue:
    quotes = (Quote(turn=1, text=f"words of {subject}"),)
    return FactValue(fact=fact, value=value, provenance=origin, subject=subject, quotes=quotes)


def test_only_what_is_said_is_stated_and_what_is_assumed_is_left_out(catalog: Catalog) -> None:
    model = ThreatModel(
        facts=(
            kept("calls_tools", True, Provenance.STATED),
            kept("plans_steps", True, Provenance.IMPLIED),
            kept("exposure", "internal", Provenance.ASSUMED),
        )
    )
    read = understood(model, catalog)
    assert [(one.fact, one.value, one.quotes) for one in read.stated] == [("calls_tools", True, ("words of system",))]
    assert [one.fact for one in read.concluded] == ["plans_steps"]


def test_what_is_said_of_parts_is_said_of_the_system(catalog: Catalog) -> None:
    parts = tuple(Component(id=f"C-{n}", name=f"Bot {n}", kind=ComponentKind.AGENT) for n in (1, 2))
    facts = (
        kept("calls_tools", False, Provenance.STATED),
        kept("calls_tools", True, Provenance.STATED, "C-1"),
        kept("exposure", "public", Provenance.STATED, "C-1"),
        kept("exposure", "internal", Provenance.STATED, "C-2"),
        kept("audience", ("public",), Provenance.STATED, "C-1"),
        kept("audience", ("employees",), Provenance.STATED, "C-2"),
    )
    read = understood(ThreatModel(components=parts, facts=facts), catalog)
    assert {one.fact: one.value for one in read.stated} == {
        "audience": ("employees", "public"), "calls_tools": True, "exposure": "public"
    }  # fmt: skip


def test_parts_people_and_flows_are_kept(catalog: Catalog) -> None:
    model = ThreatModel(
        components=(Component(id="C-1", name="Bot", kind=ComponentKind.AGENT),),
        actors=(Actor(id="P-1", name="clerk"),),
        flows=(DataFlow(id="F-1", source="P-1", target="C-1"),),
    )
    read = understood(model, catalog)
    assert [(one.name, one.kind) for one in (*read.parts, *read.people)] == [("Bot", "agent"), ("clerk", "")]
    assert [(one.source, one.target) for one in read.flows] == [("P-1", "C-1")]


def test_a_run_judges_what_was_understood_of_descriptions_by_gold_readings(tmp_path: Path) -> None:
    cases, gold, out = write(tmp_path / "cases", content("desk")), tmp_path / "gold", tmp_path / "out.json"
    gold.mkdir()
    file(gold, reading(facts={name: {"value": True, "quote": "words"} for name in ("reads_mail", "sends_money")}))
    more = ("--plain", "--jobs", "1", "--quiet", "--analyst", "tests.agent.scripted:scripted")
    assert main(["--cases", str(cases), "--gold", str(gold), "--json", str(out), *more]) == 0
    summary = json.loads(out.read_text(encoding="utf-8"))["summary"]
    assert summary["description"]["facts_recall"]["mean"] == 0.5
    assert summary["description"]["facts_precision"]["mean"] == 1.0
    assert "facts_recall" not in summary["interview"]
