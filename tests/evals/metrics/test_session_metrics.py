"""What is judged beside the session: quotes, ids, scores, measures, effort."""

from datetime import UTC, datetime

import pytest

from agent.domain import Component, Control, DreadScore, Quote, Said, Session, Threat, ThreatModel, Turn, TurnStatus
from agent.domain.risk import FactorScore, Reason
from agent.domain.threats import Evidence
from evals.case_runs.modes import Talk
from evals.llm.llm_usage import Spent
from evals.metrics.determinism import determinism
from evals.metrics.dread import dread, monotone
from evals.metrics.effort import effort
from evals.metrics.grounding import grounding
from evals.metrics.interview import area, at, interview
from evals.metrics.mitigations import mitigation_match
from evals.metrics.unknown_ids import known_ids, unknown_among, unknown_ids
from evals.score import Score
from knowledge import Catalog, load_catalog
from knowledge.vocabulary import ComponentKind, DreadFactor, Framework, Reference

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


def values(scores: tuple[Score, ...]) -> dict[str, float | None]:
    return {score.name: score.value for score in scores}


def level(number: int, why: str = "because") -> FactorScore:
    return FactorScore(level=number, low=number, high=number, reasons=(Reason(text=why),) if why else ())


def score(number: int, why: str = "because") -> DreadScore:
    return DreadScore(**{factor.value: level(number, why) for factor in DreadFactor})


def threat(catalog: Catalog, key: str = "atlas:AML.T0051", quote: str = "the words", **changes: object) -> Threat:
    made = Threat(
        id="T-001", title="Talked round", statement="Someone talks it round.", targets=("C-1",),
        references=(catalog.reference(key),), evidence=Evidence(quotes=(Quote(turn=1, text=quote),)),
        inherent=score(7), current=score(7), target=score(5),
    )  # fmt: skip
    return made.model_copy(update=changes)


def session(*threats: Threat, controls: tuple[Control, ...] = ()) -> Session:
    part = Component(id="C-1", name="Bot", kind=ComponentKind.AGENT)
    model = ThreatModel(components=(part,), threats=threats, controls=controls)
    turn = Turn(number=1, said=Said(text="Here are the words.", key="turn-0001"), status=TurnStatus.DONE, at=NOW)
    return Session(id="s" * 16, version=1, model=model, turns=(turn,), created=NOW)


def test_a_quote_must_stand_verbatim_in_its_turn(catalog: Catalog) -> None:
    assert values(grounding(session(threat(catalog)), catalog)) == {"grounding": 1.0, "ungrounded_quotes": 0.0}
    bad = grounding(session(threat(catalog, quote="other words")), catalog)
    assert values(bad) == {"grounding": 0.5, "ungrounded_quotes": 1.0}
    assert "other words" in bad[1].reason


def test_a_threat_must_lead_to_a_published_item(catalog: Catalog) -> None:
    assert values(grounding(session(threat(catalog, references=())), catalog))["grounding"] == 0.5


def test_ids_and_editions_must_be_known(catalog: Catalog) -> None:
    assert values(unknown_ids(session(threat(catalog)).model, catalog)) == {"unknown_ids": 0.0}
    wrong = (
        Reference(framework=Framework.ATLAS, id="AML.T9999", edition="1"),
        catalog.reference("atlas:AML.T0051").model_copy(update={"edition": "0.1"}),
    )
    (found,) = unknown_ids(session(threat(catalog, references=wrong, pattern="no-such-pattern")).model, catalog)
    assert found.value == 3.0


def test_plain_ids_are_known_without_their_year(catalog: Catalog) -> None:
    assert {"AML.T0051", "LLM01", "ASI01", "T6", "ML01"} <= known_ids(catalog)
    assert values(unknown_among(["LLM01", "AML.T9999"], catalog)) == {"unknown_ids": 1.0}


def test_scores_without_reasons_or_off_the_tables_are_faults(catalog: Catalog) -> None:
    assert values(dread(session(threat(catalog)).model))["dread_sound"] == 1.0
    for changes in ({"inherent": score(7, why="")}, {"inherent": score(8)}, {"target": score(9)}):
        assert values(dread(session(threat(catalog).model_copy(update=changes)).model))["dread_sound"] == 0.0


def test_more_at_stake_must_not_make_a_threat_milder(catalog: Catalog) -> None:
    mild, severe = (session(threat(catalog, pattern="p", inherent=score(number))).model for number in (7, 5))
    assert values(monotone(mild, severe)) == {"dread_monotone": 0.0}
    assert values(monotone(severe, mild)) == {"dread_monotone": 1.0}


def test_a_measure_that_the_framework_links_counts(catalog: Catalog) -> None:
    linked = catalog.item("atlas:AML.T0051").mitigations[0]
    control = Control(id="M-1", title="Do it", threats=("T-001",), references=(catalog.reference(f"atlas:{linked}"),))
    assert values(mitigation_match(session(threat(catalog), controls=(control,)).model, catalog)) == {
        "mitigation_match": 1.0
    }
    assert values(mitigation_match(session(threat(catalog)).model, catalog)) == {"mitigation_match": 0.0}


def test_two_digests_that_differ_are_not_deterministic() -> None:
    assert values(determinism("a", "a")) == {"determinism": 1.0}
    assert values(determinism("a", "b")) == {"determinism": 0.0}


def test_what_no_model_was_asked_for_costs_nothing(catalog: Catalog) -> None:
    talk = Talk(opened=session(), answers=(), session=session(threat(catalog)))
    assert values(effort(talk, Spent())) == {
        "turns": 1.0, "calls": 0.0, "tokens": 0.0, "threats": 1.0, "unread_sentences": 0.0
    }  # fmt: skip
    assert values(effort(talk, None))["calls"] is None


def test_what_was_spent_is_told_by_what_was_counted() -> None:
    talk = Talk(opened=session(), answers=(), session=session())
    spent = Spent(turns=3, by_rules=1, requests=9, calls=8, prompt=900, cached=400, output=100, price=0.25)
    told = values(effort(talk, spent))
    assert (told["calls"], told["tokens"], told["tokens_sent"]) == (8.0, 1000.0, 900.0)
    assert (told["tokens_cached"], told["tokens_answered"], told["price"], told["turns_by_rules"]) == (
        400,
        100,
        0.25,
        1,
    )


def test_a_curve_that_ended_stays_where_it_was() -> None:
    assert at((0.5, 1.0), 6) == 1.0
    assert area((1.0,)) == 1.0
    scores = values(interview({"interview": (0.5, 1.0), "random": (0.5,) * 13}))
    assert scores["found_after_6"] == 1.0
    assert scores["area_over_random_order"] == pytest.approx(12 / 13 * 0.5)
    assert interview({}) == ()
