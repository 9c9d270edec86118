"""What measures lower is worked out from the same tables as the scores, and told in words."""

from agent.analyst.rules.analyst import RulesAnalyst
from agent.assessment.scoring.risk_reduction import Drop, Relief, Reliefs, told_drops
from agent.domain import Control, ControlStatus, Threat, ThreatModel, apply
from agent.domain.changes.edits import DecideControl, DecideThreat
from agent.domain.risk import rate_levels
from agent.domain.threats import ThreatStatus
from knowledge.vocabulary import DreadFactor
from tests.agent.analyst.rules.test_mitigation import CATALOG, control, drafted, settled
from tests.ui.models import rich_model

ANALYST = RulesAnalyst(CATALOG)


def named(model: ThreatModel, one: Control) -> Relief:
    return Reliefs(model, CATALOG).of(one)


def moved(model: ThreatModel, one: Control, status: ControlStatus) -> ThreatModel:
    return settled(apply(model, [DecideControl(control=one.id, status=status)], CATALOG).model)


def threat(model: ThreatModel, number: str) -> Threat:
    return next(one for one in model.threats if one.id == number)


def drop(number: str, before: int, after: int) -> Drop:
    levels = [dict.fromkeys(DreadFactor, level) for level in (before, after)]
    return Drop(number, "Title", rate_levels(levels[0]), rate_levels(levels[1]))


def test_what_a_measure_would_lower_is_what_it_lowers_once_it_is_done() -> None:
    model = drafted()
    for one in model.controls:
        promised = {drop.threat: (drop.before.total, drop.after.total) for drop in named(model, one).drops}
        after = moved(model, one, ControlStatus.DONE)
        moves = {
            now.id: (threat(model, now.id).rating.total, now.rating.total)
            for now in after.threats
            if threat(model, now.id).rating.total != now.rating.total
        }
        assert promised == moves
        done = next(now for now in after.controls if now.id == one.id)
        assert {drop.threat: (drop.before.total, drop.after.total) for drop in named(after, done).drops} == moves


def test_drops_are_told_by_the_bands_they_cross() -> None:
    drops = (drop("T-004", 9, 1), drop("T-003", 9, 5), drop("T-001", 9, 5), drop("T-002", 5, 4), drop("T-005", 6, 5))
    words = "lowers T-003 (Title) and 1 more from critical to medium; T-004 (Title) from critical to low"
    assert told_drops(drops) == f"{words}; 2 more within their band"


def test_drops_within_a_band_are_told_by_their_numbers() -> None:
    assert told_drops((drop("T-002", 6, 5),)) == "lowers T-002 (Title) from 6.0 to 5.0"
    both = (drop("T-002", 6, 5), drop("T-001", 6, 5))
    assert told_drops(both) == "lowers T-002 (Title) from 6.0 to 5.0, and 1 more by as much or less"
    model = drafted()
    relief = named(model, control(model, "screen-input"))
    first = relief.drops[0]
    assert relief.scores[0] == f"{first.threat}: {first.before.total} → {first.after.total}"


def test_the_first_measures_take_off_most_for_their_effort_and_each_adds_to_those_before() -> None:
    model = drafted()
    first = Reliefs(model, CATALOG).first()
    assert first
    assert first[0].per_effort == max(named(model, one).per_effort for one in model.controls)
    standing = model
    for relief in first:
        before = sum(one.rating.total for one in standing.threats)
        standing = moved(standing, relief.control, ControlStatus.DONE)
        assert sum(one.rating.total for one in standing.threats) < before


def test_what_is_done_or_rejected_is_no_longer_named_first() -> None:
    model = drafted()
    one = control(model, "screen-input")
    for status in (ControlStatus.DONE, ControlStatus.REJECTED):
        edit = DecideControl(control=one.id, status=status, reason="so decided")
        after = settled(apply(model, [edit], CATALOG).model)
        assert one.id not in {relief.control.id for relief in Reliefs(after, CATALOG).first()}


def test_only_open_threats_make_a_measure_worth_doing() -> None:
    model = drafted()
    closed = [
        DecideThreat(threat=one.id, status=ThreatStatus.AVOIDED, reason="the part goes away") for one in model.threats
    ]
    after = apply(model, closed, CATALOG).model
    assert Reliefs(after, CATALOG).first() == ()
    assert named(after, control(after, "screen-input")).drops


def test_the_measure_that_lowers_a_threat_most_comes_first() -> None:
    model = drafted()
    reliefs = Reliefs(model, CATALOG)
    for one in model.threats:
        drops = [drop.by for _, drop in reliefs.against(one.id)]
        assert drops == sorted(drops, reverse=True)
    assert any(reliefs.against(one.id) for one in model.threats)


def test_threats_that_no_entry_rates_are_left_alone_and_nothing_breaks() -> None:
    model = rich_model(30)
    assert all(one.pattern not in CATALOG.patterns for one in model.threats)
    reliefs = Reliefs(model, CATALOG)
    assert reliefs.first() == ()
    assert {relief.told for relief in reliefs.every.values()} <= {
        "lowers no score beyond what other measures do", "lowers no score by itself",
    }  # fmt: skip
