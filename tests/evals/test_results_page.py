"""The results page holds everything itself, and hostile words stay words."""

import re
import xml.etree.ElementTree as ET

from evals.case import Case
from evals.case_runs.analysts import Subject
from evals.case_runs.case_scores import Row
from evals.case_runs.transcript import Drafted
from evals.llm.llm_usage import Spent
from evals.other_tools.predictors import most_frequent, predicted
from evals.reporting.plots import Line, dot_plot, line_plot
from evals.reporting.results_page import page
from evals.reporting.summary import document
from tests.evals.made import case, entry

HOSTILE = "<script>alert(1)</script>\"'&"


def results() -> dict[str, object]:
    cases = [case("one"), case("two", group=HOSTILE)]
    rows = [predicted(c, "description", ("AML.T0051", "AML.T0041"), cases) for c in cases]
    threats = (Drafted(title=HOSTILE, component=HOSTILE),)
    rows[0] = rows[0].model_copy(update={"draft": threats, "asked": (HOSTILE,), "curve": {"interview": (0.5, 1.0)}})
    rows[1] = rows[1].model_copy(update={"problem": HOSTILE})
    return document(rows, (), [HOSTILE])


def test_hostile_words_stay_words() -> None:
    text = page(results())
    assert "<script" not in text
    assert "&lt;script&gt;" in text


def test_what_a_model_cost_and_added_is_on_the_page() -> None:
    change = {"mean": 0.125, "low": -0.1, "high": 0.25, "n": 2}
    content = results() | {
        "analyst": Subject(name="llm", model=HOSTILE, host="model.test").model_dump(),
        "spent": {"description": Spent(turns=2, by_rules=1, requests=9, calls=8, reasons={HOSTILE: 1}).model_dump()},
        "less_the_rules": {"description": {"must_recall@10": change}},
    }
    text = page(content)
    assert "less the rules" in text
    assert "<td>0.125<small>-0.100 to 0.250</small></td>" in text
    assert "8 calls (9 requests)" in text
    assert "in 1 of 2 turns" in text
    assert "<script" not in text


def test_nothing_is_loaded_from_elsewhere() -> None:
    text = page(results())
    assert "default-src 'none'" in text
    assert not re.search(r"(?:src|href|url)\s*[=(]", text)
    assert "@import" not in text


def test_plots_are_well_formed_and_named() -> None:
    lines = [Line("a & b", ((10.0, 0.5), (15.0, 0.6)), ((0.4, 0.6), (0.5, 0.7))), Line("c", ((10.0, 0.4),))]
    for plot in (line_plot("Title <x>", lines, "across"), dot_plot("Dots", {"one": {"description": 0.5, "cut": 1.0}})):
        root = ET.fromstring(plot)
        assert root.attrib["role"] == "img"
        assert root.attrib["aria-label"] in ("Title <x>", "Dots")


def test_a_page_without_cases_in_one_mode_is_still_a_page() -> None:
    row = Row(case="one", mode="interview", group="one", kinds=("agent",), grade="A", problem="no draft")
    assert "no draft" in page(document([row], (), []))


def expecting(name: str, kind: str, *techniques: str) -> Case:
    return case(name, kind=[kind], expected=[entry(atlas=[one]).model_dump() for one in techniques])


def test_predictors_learn_from_other_groups_of_the_same_kind() -> None:
    cases = [
        expecting("own", "agent", "AML.T0001"),
        expecting("first", "agent", "AML.T0002", "AML.T0003"),
        expecting("second", "agent", "AML.T0003"),
        expecting("vision", "vision", "AML.T0004"),
    ]
    assert most_frequent(cases[0], cases) == ("AML.T0003", "AML.T0002")


def test_a_predictor_may_repeat_itself_but_shows_each_technique_once() -> None:
    one = expecting("own", "agent", "AML.T0001.000", "AML.T0001.001")
    row = predicted(one, "guess", ("AML.T0001",), [one])
    assert row.value("must_recall@10") == 1.0
    assert len(row.draft) == 1
