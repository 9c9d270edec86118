"""Where threats stand once a model has advised and people have put their hand to it."""

import pytest

from agent.domain.changes.apply import apply
from agent.domain.changes.edits import ConfirmThreat, DecideThreat, DropAdvice, PlaceThreat, PutThreat
from agent.domain.findings.llm_advice import done
from agent.domain.findings.threat_ranking import MAIN, MOST_MAIN, arranged, computed_sections, sections, weighed
from agent.domain.model import ThreatModel
from agent.domain.system import Origin
from agent.domain.threats import Advice, Certainty, ForPeople, Threat, ThreatStatus
from knowledge.vocabulary import Framework, Reference
from tests.agent.builders import small_catalog
from tests.agent.domain.parts import control, threat

CATALOG = small_catalog()


def listed(*threats: Threat) -> tuple[str, ...]:
    return tuple(one.id for one in arranged(threats))


def numbered(number: int, **changes: object) -> Threat:
    return threat(number, pattern=None).model_copy(update={"references": (), **changes})


def test_advice_moves_threats_to_the_front_in_its_order() -> None:
    threats = [numbered(1), numbered(2, advice=Advice(place=2)), numbered(3), numbered(4, advice=Advice(place=1))]
    assert listed(*threats) == ("T-004", "T-002", "T-001", "T-003")


def test_what_a_model_sets_aside_goes_behind_the_rest_and_before_what_people_dismissed() -> None:
    threats = [
        numbered(1, status=ThreatStatus.DISMISSED),
        numbered(2, advice=Advice(set_aside=True)),
        numbered(3),
    ]
    assert listed(*threats) == ("T-003", "T-002", "T-001")


@pytest.mark.parametrize("hand", [{"confirmed": True}, {"placed": 1}, {"reworded": True}])
def test_nobody_sets_aside_what_a_person_put_their_hand_to(hand: dict[str, object]) -> None:
    assert not numbered(1, advice=Advice(set_aside=True), **hand).set_aside


def test_a_place_given_by_hand_goes_before_advice() -> None:
    threats = [numbered(1, advice=Advice(place=1)), numbered(2, advice=Advice(place=2)), numbered(3, placed=1)]
    assert listed(*threats) == ("T-003", "T-001", "T-002")


def model_with(*threats: Threat) -> ThreatModel:
    return apply(ThreatModel(), [PutThreat(threat=one) for one in threats], CATALOG).model


def test_one_edit_brings_back_what_was_set_aside_and_one_lets_the_advice_count_again() -> None:
    model = model_with(numbered(1), numbered(2, advice=Advice(set_aside=True)), numbered(3))
    back = apply(model, [DropAdvice(threat="T-002")], CATALOG).model
    assert not sections(back.threats).probably_not
    again = apply(back, [DropAdvice(threat="T-002", dropped=False)], CATALOG).model
    assert [one.id for one in sections(again.threats).probably_not] == ["T-002"]


def test_a_new_draft_keeps_what_a_person_said_of_advice_and_place() -> None:
    model = model_with(numbered(1, advice=Advice(place=1)), numbered(2))
    placed, confirmed = PlaceThreat(threat="T-002", place=1), ConfirmThreat(threat="T-002")
    model = apply(model, (DropAdvice(threat="T-001"), placed, confirmed), CATALOG).model
    fresh = [numbered(1, advice=Advice(place=3)), numbered(2, advice=Advice(set_aside=True))]
    model = apply(model, [PutThreat(threat=one) for one in fresh], CATALOG).model
    first, second = model.threat("T-001"), model.threat("T-002")
    assert first is not None
    assert first.heeded is None
    assert second is not None
    assert second.placed == 1
    assert second.confirmed
    assert not second.set_aside


def test_taking_back_what_nobody_advised_is_refused_with_the_reason() -> None:
    outcome = apply(model_with(numbered(1)), [DropAdvice(threat="T-001")], CATALOG)
    assert "no language model said anything of T-001" in outcome.refused[0].reason


def test_every_threat_stands_in_just_one_section_and_the_main_list_is_short() -> None:
    threats = [numbered(number) for number in range(1, 60)]
    threats += [numbered(60, advice=Advice(set_aside=True))]
    dismissed = DecideThreat(threat="T-059", status=ThreatStatus.DISMISSED, reason="not ours")
    model = apply(model_with(*threats), [dismissed], CATALOG).model
    told = sections(arranged(model.threats))
    everything = (*told.main, *told.also, *told.unconfirmed, *told.probably_not, *told.gone)
    assert sorted(one.id for one in everything) == sorted(one.id for one in threats)
    assert len(told.main) == MAIN


def leading(name: str) -> tuple[Reference, ...]:
    return (Reference(framework=Framework.ATLAS, id=name, edition="5.6.1"),)


def test_no_two_of_the_ten_have_the_same_leading_reference() -> None:
    threats = [numbered(number, references=leading(f"AML.T{number // 2:04d}")) for number in range(2, 40)]
    told = sections(threats)
    assert [one.id for one in told.main] == [f"T-{number:03d}" for number in range(2, 22, 2)]
    assert told.also[0].id == "T-003"


def test_threats_at_one_part_with_the_same_measures_are_told_once() -> None:
    here = [numbered(1, targets=("C-1",)), numbered(2, targets=("C-1",)), numbered(3, targets=("C-2",))]
    controls = [control(1, "T-001", "T-002", "T-003"), control(2, "T-001", "T-002", "T-003")]
    assert [one.id for one in sections(here, controls).main] == ["T-001", "T-003"]
    assert [one.id for one in sections(here, controls[:1]).main] == ["T-001", "T-003"]
    assert len(sections(here).main) == 3


def test_what_a_model_put_in_order_side_by_side_it_has_told_apart() -> None:
    same = leading("AML.T0001")
    ranked = [numbered(place, references=same, advice=Advice(place=place)) for place in range(1, 4)]
    others = [numbered(4, references=same), numbered(5, references=leading("AML.T0002"))]
    assert [one.id for one in sections([*ranked, *others]).main] == ["T-001", "T-002", "T-003", "T-005"]


def test_harm_to_people_keeps_the_place_among_the_ten_that_a_model_gave_it() -> None:
    harm = ForPeople(among=3, rule="judges-people")
    ranked = [numbered(place, advice=Advice(place=place)) for place in range(1, 13)]
    kept = [one.model_copy(update={"people": harm}) if one.id == "T-008" else one for one in ranked]
    assert listed(*kept) == tuple(one.id for one in ranked)
    moved = [one.model_copy(update={"people": harm}) if one.id == "T-012" else one for one in ranked]
    assert listed(*moved)[2] == "T-012"


@pytest.mark.parametrize("hand", [{"placed": 12}, {"confirmed": True}])
def test_what_a_person_wants_among_the_first_stands_there_too_up_to_fifteen(hand: dict[str, object]) -> None:
    threats = [numbered(number) for number in range(1, 12)]
    threats += [numbered(number, **hand) for number in range(12, 40)]
    main = sections(threats).main
    assert [one.id for one in main] == [f"T-{number:03d}" for number in (*range(1, 11), *range(12, 17))]
    assert len(main) == MOST_MAIN


def test_what_a_model_puts_behind_others_stays_among_the_first_if_its_risk_is_high() -> None:
    ten = [numbered(number, advice=Advice(place=number)) for number in range(1, 11)]
    grave = [threat(number, pattern=None, level=9, references=()) for number in range(11, 20)]
    assert len(sections([*ten, *grave]).main) == MOST_MAIN
    by_rules = [one.model_copy(update={"advice": None}) for one in ten]
    assert len(sections([*by_rules, *grave]).main) == MAIN


def test_only_two_stand_among_the_ten_by_their_band_alone() -> None:
    grave = [threat(number, pattern=None, level=9, references=()) for number in range(11, 20)]
    main = sections([*(numbered(number) for number in range(1, 11)), *grave]).main
    assert [one.id for one in main] == [f"T-{number:03d}" for number in (*range(1, 9), 11, 12)]


def harming(number: int, among: int, **changes: object) -> Threat:
    return numbered(number, people=ForPeople(among=among, rule="judges-people"), **changes)


@pytest.mark.parametrize(("among", "place"), [(3, 3), (10, 10)])
def test_harm_to_people_moves_up_to_its_place_and_the_rest_keeps_its_order(among: int, place: int) -> None:
    threats = [*(numbered(number) for number in range(1, 20)), harming(20, among), harming(21, among)]
    after = listed(*threats)
    assert after[place - 1] == "T-020"
    assert after[-1] == "T-021"
    assert [one for one in after if one != "T-020"] == [one.id for one in threats if one.id != "T-020"]
    assert listed(*arranged(threats)) == after
    assert "T-020" in [one.id for one in sections(arranged(threats)).main]


def test_harm_to_people_that_stands_among_the_first_already_stays_where_it_is() -> None:
    threats = [harming(1, 3), *(numbered(number) for number in range(2, 9)), harming(9, 3), harming(10, 10)]
    assert listed(*threats) == tuple(one.id for one in threats)


@pytest.mark.parametrize("change", [{"placed": 20}, {"certainty": Certainty.SUGGESTED}])
def test_nothing_moves_where_a_person_gave_the_place_or_nobody_confirmed_the_harm(change: dict[str, object]) -> None:
    threats = [*(numbered(number) for number in range(1, 20)), harming(20, 3, **change)]
    assert listed(*threats) == tuple(one.id for one in threats)


def test_harm_to_people_is_no_twin_of_harm_to_something_else() -> None:
    same = leading("AML.T0048")
    assert len(sections([numbered(1, references=same), harming(2, 10, references=same)]).main) == 2
    assert len(sections([harming(1, 3, references=same), harming(2, 10, references=same)]).main) == 1


def in_places(model: ThreatModel, *moves: tuple[str, int]) -> str:
    """The last digits of the ids in order, after threats were moved by hand and the order was computed anew."""
    for one, place in moves:
        model = apply(model, [PlaceThreat(threat=one, place=place)], CATALOG).model
        computed = sorted(model.threats, key=lambda kept: kept.id)
        assert arranged(computed) == model.threats
    return "".join(one.id[-1] for one in model.threats)


@pytest.mark.parametrize(
    ("moves", "order"),
    [
        ([("T-004", 1)], "41235"),
        ([("T-004", 1), ("T-005", 1)], "54123"),
        ([("T-002", 1), ("T-001", 1)], "12345"),
        ([("T-005", 1), ("T-003", 2), ("T-005", 2)], "35124"),
        ([("T-005", 2), ("T-004", 2), ("T-003", 2)], "13452"),
        ([("T-001", 3), ("T-003", 3)], "21345"),
        ([("T-001", 5)], "23451"),
    ],
)
def test_a_threat_placed_by_hand_stands_there_and_those_placed_before_make_room(
    moves: list[tuple[str, int]], order: str
) -> None:
    model = model_with(*(numbered(number) for number in range(1, 6)))
    assert in_places(model, *moves) == order


def test_the_computed_sections_forget_advice_and_places_and_keep_the_threats_as_they_are() -> None:
    threats = arranged([numbered(1, advice=Advice(set_aside=True)), numbered(2), numbered(3, placed=1), numbered(4)])
    computed = computed_sections(threats, ("T-001", "T-002", "T-003", "T-004"))
    assert [one.id for one in computed.main] == ["T-001", "T-002", "T-003", "T-004"]
    assert computed.main[0].set_aside
    assert computed.main[2].placed == 1
    assert computed.probably_not == ()


def test_what_a_model_brought_counts_once_a_person_confirms_it_and_what_it_set_aside_counts_all_the_while() -> None:
    own = numbered(1, origin=Origin.MODEL)
    aside = numbered(2, advice=Advice(set_aside=True))
    assert [one.id for one in weighed([own, aside])] == ["T-002"]
    model = apply(model_with(own, aside), [ConfirmThreat(threat="T-001")], CATALOG).model
    assert [one.id for one in weighed(model.threats)] == ["T-001", "T-002"]


def test_what_a_model_did_is_counted_as_far_as_it_counts() -> None:
    threats = arranged([
        numbered(1), numbered(2, advice=Advice(place=1, scenario="Mallory asks twice.")),
        numbered(3, advice=Advice(place=2, scenario="Taken back.", dropped=True)), numbered(4, advice=Advice(place=3)),
        numbered(5, advice=Advice(set_aside=True)), numbered(6, advice=Advice(set_aside=True), confirmed=True),
        numbered(7, origin=Origin.MODEL), numbered(8, advice=Advice(place=4), placed=8),
    ])  # fmt: skip
    order = tuple(f"T-00{number}" for number in (4, 2, 1, 3, 5, 6, 7, 8))
    found = done(threats, order)
    assert (found.placed, found.moved, found.aside, found.told, found.own) == (2, 2, 1, 1, 1)
    stays = done(threats, ("T-002", "T-004"))
    assert stays.moved == 0
    assert found.line == "The language model moved 2, set 1 aside, told 1 in its words, and brought 1 of its own."
    assert done([numbered(1)], ("T-001",)).line == ""


def test_the_ten_hold_a_high_threat_from_further_down_in_the_place_of_the_last_that_is_none() -> None:
    threats = [*(numbered(number) for number in range(1, 15)), threat(15, pattern="leakage", level=8, references=())]
    main = [one.id for one in sections(threats).main]
    assert len(main) == MAIN
    assert main[-1] == "T-015"
    assert "T-010" not in main


def test_a_high_threat_that_nobody_confirmed_or_whose_like_stands_there_takes_no_place() -> None:
    alike = threat(15, level=8)
    first = threat(1, pattern="leakage")
    rest = [numbered(number) for number in range(2, 15)]
    assert alike not in sections([first, *rest, alike]).main
    unsure = numbered(15, certainty=Certainty.SUGGESTED, **{"current": alike.current, "inherent": alike.inherent})
    assert unsure not in sections([*rest, unsure]).main
