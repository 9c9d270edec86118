"""How a model scores: its own bands, and a discoverability that is the same for every threat, are really used."""

import pytest
from pydantic import ValidationError

from agent.domain.changes.apply import apply
from agent.domain.changes.edits import OverrideFactor, PutThreat, SetScoring
from agent.domain.model import ThreatModel
from agent.domain.risk import IMPACT, LIKELIHOOD, USUAL, Band, Scoring, rate, standing_out
from agent.domain.versions.version_diff import compare
from agent.exchange import from_json, to_json
from knowledge.vocabulary import DreadFactor
from tests.ui.models import catalog, rich_model, score

STRICT = Scoring(medium=2, high=5, critical=8, discoverability=10)


def scored(model: ThreatModel, scoring: Scoring) -> ThreatModel:
    outcome = apply(model, (SetScoring(scoring=scoring),), catalog())
    assert outcome.refused == ()
    return outcome.model


@pytest.mark.parametrize(
    ("total", "usual", "strict"),
    [(1.9, Band.LOW, Band.LOW), (2.0, Band.LOW, Band.MEDIUM), (5.0, Band.MEDIUM, Band.HIGH),
     (7.0, Band.HIGH, Band.HIGH), (8.0, Band.HIGH, Band.CRITICAL), (9.0, Band.CRITICAL, Band.CRITICAL)],
)  # fmt: skip
def test_a_band_begins_where_the_model_says(total: float, usual: Band, strict: Band) -> None:
    assert (USUAL.band_of(total), STRICT.band_of(total)) == (usual, strict)


def test_bands_that_do_not_rise_are_refused() -> None:
    with pytest.raises(ValidationError, match="medium < high < critical"):
        Scoring(medium=7, high=4, critical=9)


def test_a_fixed_discoverability_takes_the_place_of_the_computed_one_but_not_of_a_persons() -> None:
    levels = score(5, 5, 5, 5, 0)
    assert rate(levels).total == 4.0
    assert rate(levels, (), Scoring(discoverability=10)).total == 6.0
    model = scored(rich_model(3), STRICT)
    by_hand = OverrideFactor(threat="T-001", factor=DreadFactor.DISCOVERABILITY, level=0, reason="nobody can see it")
    own = apply(model, (by_hand,), catalog()).model.threat("T-001")
    before = model.threat("T-001")
    assert own is not None
    assert before is not None
    assert own.rating.total == round(before.rating.total - 2, 1)


def test_every_threat_of_the_model_is_scored_so_and_controls_do_not_lower_what_is_fixed() -> None:
    before, after = rich_model(6), scored(rich_model(6), STRICT)
    for old, new in zip(before.threats, after.threats, strict=True):
        levels = old.target.levels() | {one.factor: one.level for one in old.overrides}
        levels[DreadFactor.DISCOVERABILITY] = 10
        assert new.target_rating.total == round(sum(levels.values()) / 5, 1)
        assert new.rating.band is STRICT.band_of(new.rating.total)
    assert [one.rating.band for one in before.threats] != [one.rating.band for one in after.threats]


def test_a_threat_that_comes_later_is_scored_so_too() -> None:
    model = scored(rich_model(3), STRICT)
    late = rich_model(4).threats[3]
    added = apply(model, (PutThreat(threat=late),), catalog()).model.threat(late.id)
    assert added is not None
    assert added.scored == STRICT


def test_the_usual_scoring_comes_back_and_leaves_no_trace() -> None:
    assert scored(scored(rich_model(3), STRICT), USUAL) == rich_model(3)


def test_scoring_is_in_the_file_and_in_what_changed_and_makes_a_draft_stale() -> None:
    before, after = rich_model(3), scored(rich_model(3), STRICT)
    assert from_json(to_json(after, catalog())) == after
    words = [line.text for line in compare(before, after).lines]
    assert any("critical from 8, high from 5, medium from 2; discoverability is fixed at 10" in one for one in words)
    assert before.digest() != after.digest()


@pytest.mark.parametrize(
    ("totals", "high"),
    [
        ([8.0] * 3 + [5.0] * 9, 7.0),
        ([6.2, 6.2, 5.8, 5.4] + [4.0] * 9, 5.4),
        ([8.2] * 2 + [7.8] * 3 + [7.4] * 8, 7.8),
        ([7.8] * 7 + [5.0] * 9, 7.8),
        ([4.6] * 3 + [3.0] * 9, 4.6),
        ([3.8] * 3 + [3.0] * 9, 4.2),
        ([6.2, 5.0, 4.0], 7.0),
    ],
)
def test_the_first_draft_sets_from_where_on_a_risk_is_high(totals: list[float], high: float) -> None:
    found = standing_out(totals)
    assert found.high == high
    assert found.fitted is (high != USUAL.high)


def test_a_fitted_bar_says_that_it_is_one() -> None:
    assert "as the first draft set it" in Scoring(high=6.2, fitted=True).words()


def test_bands_that_touch_are_refused_too() -> None:
    for medium, high, critical in ((5, 5, 9), (4, 9, 9)):
        with pytest.raises(ValidationError, match="medium < high < critical"):
            Scoring(medium=medium, high=high, critical=critical)


def test_one_high_risk_is_enough_for_the_usual_bands() -> None:
    assert standing_out([8.0] + [5.0] * 9) is USUAL
    assert standing_out([6.9] + [5.0] * 9).fitted


def test_the_sides_of_a_rating_are_means_to_one_decimal_of_their_own_factors() -> None:
    found = rate(score(1, 4, 9, 9, 10))
    assert found.total == 6.6
    assert found.without_discoverability == 5.8
    levels = score(1, 4, 9, 9, 10).levels()
    for side, factors in ((found.likelihood, LIKELIHOOD), (found.impact, IMPACT)):
        assert side == round(sum(levels[one] for one in factors) / len(factors), 1)
    assert {round(found.likelihood % 1, 1), round(found.impact % 1, 1)} - {0.0}
