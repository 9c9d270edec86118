"""What was understood of a description, held against a gold reading."""

from typing import Any

import pytest

from evals.metrics.facts import facts, tallied
from evals.metrics.flows import flows
from evals.metrics.parts import parts
from evals.metrics.people import people
from evals.reading.extracted_model import Flow, Known, Part, Understood
from evals.reading.pairing import nearness, paired
from evals.reading.reading_judge import READING, ReadingJudge
from evals.reading.readings import GoldPart, GoldReading
from evals.score import Score
from knowledge.vocabulary import AnswerValue


def gold(facts: dict[str, Any] | None = None, **more: Any) -> GoldReading:
    stated = {name: {"value": value, "quote": "words"} for name, value in (facts or {}).items()}
    return GoldReading.model_validate({"case": "desk", "facts": stated, **more})


def read(stated: dict[str, AnswerValue] | None = None, **more: Any) -> Understood:
    known = tuple(Known(fact=fact, value=value) for fact, value in (stated or {}).items())
    return Understood(stated=known, **more)


def values(scores: tuple[Score, ...]) -> dict[str, float | None]:
    return {score.name: score.value for score in scores}


def part(name: str, kind: str = "agent", number: int = 1, quote: str = "") -> Part:
    return Part(id=f"C-{number}", name=name, kind=kind, quotes=(quote,) if quote else ())


def drawn(*parts: tuple[str, str]) -> tuple[GoldPart, ...]:
    return tuple(GoldPart.model_validate({"name": name, "kind": kind}) for name, kind in parts)


def test_a_right_value_counts_for_a_wrong_one_against_and_an_allowed_one_for_nothing() -> None:
    known = read({"calls_tools": True, "exposure": "public", "plans_steps": True, "writes_code": True})
    tally = tallied(
        known.stated,
        gold({"calls_tools": True, "exposure": "internal", "sees_images": True}, allowed={"plans_steps": [True]}),
    )
    assert tally.right == {("calls_tools", True)}
    assert tally.wrong == {("exposure", "public"), ("writes_code", True)}
    assert tally.missing == {("exposure", "internal"), ("sees_images", True)}


def test_a_value_that_is_not_among_the_allowed_counts_against() -> None:
    tally = tallied(read({"plans_steps": False}).stated, gold(allowed={"plans_steps": [True]}))
    assert tally.wrong == {("plans_steps", False)}


def test_facts_with_several_values_count_value_by_value() -> None:
    known = read({"audience": ("employees", "public"), "model_origin": ("own", "vendor")})
    wanted = gold({"audience": ["employees", "customers"]}, allowed={"model_origin": [["own"], ["own", "hosted_api"]]})
    tally = tallied(known.stated, wanted)
    assert tally.right == {("audience", "employees")}
    assert tally.wrong == {("audience", "public"), ("model_origin", "vendor")}
    assert tally.missing == {("audience", "customers")}


def test_precision_and_recall_are_told_for_all_for_yes_and_for_controls() -> None:
    no = {"fact": "control_sandbox", "value": True, "stance": "planned", "quote": "soon"}
    wanted = gold({"calls_tools": True, "writes_code": False, "control_audit_log": True}, planned_or_denied=[no])
    known = read({"calls_tools": True, "writes_code": False, "control_sandbox": True})
    made = values(facts(known, wanted, {"control_audit_log", "control_sandbox"}))
    assert [made["facts_precision"], made["facts_recall"]] == pytest.approx([2 / 3, 2 / 3])
    assert (made["yes_precision"], made["yes_recall"]) == (0.5, 0.5)
    assert (made["controls_precision"], made["controls_recall"], made["false_controls"]) == (0.0, 0.0, 1.0)
    assert (made["not_so_stated"], made["facts_stated"]) == (1.0, 3.0)


def test_what_is_concluded_counts_as_known_and_not_as_said() -> None:
    known = Understood(concluded=(Known(fact="calls_tools", value=True),))
    made = values(facts(known, gold({"calls_tools": True}), ()))
    assert (made["facts_recall"], made["facts_known"], made["facts_precision"]) == (0.0, 1.0, None)


@pytest.mark.parametrize(
    ("name", "names", "near"),
    [
        ("the refund tools", ("refund tool",), True),
        ("policies index", ("index of the policy",), True),
        ("chat widget", ("customer chat widget",), True),
        ("hosted thing", ("language model", "hosted model"), False),
        ("vision model", ("recommendation model",), False),
    ],
)
def test_names_are_matched_by_their_telling_words(name: str, names: tuple[str, ...], near: bool) -> None:
    assert bool(nearness(name, names)) is near


def test_parts_are_found_doubled_misnamed_or_invented() -> None:
    wanted = drawn(("fraud model", "predictive_model"), ("ticket store", "data_store"), ("support agent", "agent"))
    known = (
        part("ticket store", "data_store"),
        part("store of tickets", "data_store"),
        part("it", "predictive_model", quote="It scores with the fraud model"),
        part("camera", "sensor", quote="a camera"),
    )
    pairs = paired(known, wanted)
    assert (pairs.found, pairs.doubled, pairs.misnamed, pairs.invented) == ({0: 1}, {1: 1}, {2: 0}, (3,))
    made = values(parts(read(parts=known), gold(parts=[one.model_dump() for one in wanted])))
    assert [made["parts_recall"], made["parts_precision"], made["parts_kind"]] == pytest.approx([1 / 3, 0.25, 1.0])
    assert (made["parts_doubled"], made["parts_misnamed"], made["parts_invented"]) == (1.0, 1.0, 1.0)


def test_the_nearest_name_wins_where_two_would_do() -> None:
    wanted = drawn(("model", "language_model"), ("vision model", "vision_model"))
    assert paired((part("vision model"), part("model")), wanted).found == {0: 1, 1: 0}


def test_people_are_found_or_invented() -> None:
    wanted = gold(people=[{"name": "claimants", "also": ["citizen"]}, {"name": "case worker"}])
    made = values(people(read(people=(part("citizens", ""), part("attacker", ""))), wanted))
    assert made == {"people_recall": 0.5, "people_precision": 0.5, "people_invented": 1.0}


def test_a_flow_counts_by_its_matched_ends_and_its_direction() -> None:
    wanted = gold(
        parts=[{"name": "support agent", "kind": "agent"}, {"name": "ticket store", "kind": "data_store"}],
        people=[{"name": "customers"}],
        flows=[{"from": "customers", "to": "support agent"}, {"from": "ticket store", "to": "support agent"}],
    )
    known = read(
        parts=(part("agent", number=1), part("tickets store", "data_store", 2), part("camera", "sensor", 3)),
        people=(Part(id="P-1", name="customer"),),
        flows=tuple(Flow(source=a, target=b) for a, b in (("P-1", "C-1"), ("C-1", "C-2"), ("C-3", "C-1"))),
    )
    made = values(flows(known, wanted))
    assert [made["flows_recall"], made["flows_precision"]] == pytest.approx([0.5, 1 / 3])
    assert (made["flows_either_way"], made["flows_invented"]) == (1.0, 2.0)


def test_a_reading_without_a_diagram_judges_facts_alone() -> None:
    judge = ReadingJudge({"desk": gold({"calls_tools": True})}, frozenset())
    names = {score.name for score in judge.scores("desk", read())}
    assert "facts_recall" in names
    assert not {"parts_recall", "people_recall", "flows_recall"} & names
    assert judge.scores("other", read()) == judge.scores("desk", None) == ()


def test_every_metric_of_reading_is_printed() -> None:
    wanted = gold(
        {"calls_tools": True},
        parts=[{"name": "Bot", "kind": "agent"}],
        people=[{"name": "clerk"}],
        flows=[{"from": "clerk", "to": "Bot"}],
    )
    made = ReadingJudge({"desk": wanted}, frozenset()).scores("desk", read({"calls_tools": True}))
    assert {score.name for score in made} == set(READING)
