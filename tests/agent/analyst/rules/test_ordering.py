"""What an owner hears of first: risk, nearness to their words, and what systems like theirs worry about."""

from collections.abc import Sequence

import pytest

from agent.analyst.rules.analyst import RulesAnalyst
from agent.analyst.rules.ranking.diversity_reranking import OPENING
from agent.analyst.rules.ranking.ordering import (
    AT_ALL_NEAR,
    HAPPENED,
    NEAR,
    SPEAKS,
    VOTED,
    Bearings,
    Orderer,
    share_assumed,
)
from agent.domain import SYSTEM, Certainty, Threat, ThreatStatus
from agent.domain.changes.edits import SetFact
from agent.domain.system import SystemProfile
from knowledge import load_catalog
from knowledge.ranking.reference_library import Neighbour
from knowledge.search.retriever import Nearness
from tests.agent.analyst.rules.drafts import CATALOG, TEAM, changed, drafted, of
from tests.agent.builders import a_model, said

ORDERER = Orderer(CATALOG)
MODEL = drafted(a_model({"outside_content": True, "tools_write": True, "sensitivity": "special"}, TEAM))


def near(score: float) -> Nearness:
    return Nearness(score=score, sentence="mails steer it")


SPOKEN_OF = [one.pattern or "" for one in MODEL.threats if share_assumed(one) < 1]


def names(threats: tuple[Threat, ...]) -> list[str | None]:
    return [threat.pattern for threat in threats]


def test_without_bearings_the_order_is_that_of_risk() -> None:
    assert ORDERER.ordered(reversed(MODEL.threats), Bearings()) == MODEL.threats


def test_what_is_near_to_the_owners_words_comes_forward() -> None:
    last = SPOKEN_OF[-1]
    assert names(ORDERER.ordered(MODEL.threats, Bearings(nearness={last: near(12.0)})))[0] == last


def test_what_reference_systems_worry_about_comes_forward() -> None:
    last = SPOKEN_OF[-1]
    assert names(ORDERER.ordered(MODEL.threats, Bearings(votes={last: 1.0})))[0] == last


def test_what_was_set_aside_stays_behind_however_near_it_is() -> None:
    first = MODEL.threats[0].model_copy(update={"status": ThreatStatus.DISMISSED})
    ordered = ORDERER.ordered((first, *MODEL.threats[1:]), Bearings(nearness={first.pattern or "": near(50.0)}))
    assert ordered[-1] == first


def test_a_threat_of_a_persons_own_is_not_pushed_back_for_being_unknown() -> None:
    own = MODEL.threats[0].model_copy(update={"id": "T-900", "pattern": None})
    votes = dict.fromkeys(filter(None, names(MODEL.threats)), VOTED)
    ordered = ORDERER.ordered((own, *MODEL.threats), Bearings(votes=votes))
    assert own in ordered[:2]


def test_reasons_are_told_only_where_something_speaks_for_a_pattern() -> None:
    catalog = load_catalog()
    system = next(iter(catalog.reference_systems.values()))
    pattern = system.threats[0].pattern
    orderer = Orderer(catalog)
    weak = Bearings(nearness={pattern: near(NEAR - 0.1)}, votes={pattern: VOTED - 0.01})
    assert orderer.reasons(pattern, weak) == ()
    neighbours = (Neighbour(system=system.id, share=1.0),)
    strong = Bearings(nearness={pattern: near(NEAR)}, votes={pattern: VOTED}, neighbours=neighbours)
    assert orderer.reasons(pattern, strong) == (
        "it is closest to your words: “mails steer it”",
        f"systems like yours name it among the first: “{system.name}”",
    )


def test_the_vote_of_systems_like_it_names_what_nobody_confirmed_and_nearness_where_none_votes() -> None:
    assert Bearings(votes={"p": SPEAKS}).speaks_for("p")
    assert not Bearings(nearness={"p": near(50.0)}, votes={"p": SPEAKS - 0.01}).speaks_for("p")
    assert Bearings(nearness={"p": near(AT_ALL_NEAR)}, votes={"p": SPEAKS}).speaks_for("p")
    assert not Bearings(nearness={"p": near(AT_ALL_NEAR - 0.1)}, votes={"p": 0.9}).speaks_for("p")
    assert not Bearings(nearness={"q": near(50.0)}, votes={"p": 0.9}).speaks_for("p")
    assert Bearings(nearness={"p": near(NEAR)}).speaks_for("p")
    assert not Bearings(nearness={"p": near(NEAR - 0.1)}).speaks_for("p")


def test_sentences_of_the_description_are_compared_and_short_ones_are_not() -> None:
    asked: list[tuple[str, ...]] = []

    def compare(sentences: Sequence[str]) -> dict[str, Nearness]:
        asked.append(tuple(sentences))
        return {}

    analyst = RulesAnalyst(CATALOG, compare)
    profile = SystemProfile(description="It reads mails. Yes. Orders are booked by an agent.")
    analyst.orderer.bearings(MODEL.model_copy(update={"system": profile}))
    assert asked == [("It reads mails.", "Orders are booked by an agent.")]


def test_nearness_to_an_incident_of_this_system_counts_more() -> None:
    def compare(sentences: Sequence[str]) -> dict[str, Nearness]:
        return {"hidden-orders": Nearness(score=3.0, sentence=sentences[-1])} if "March" in sentences[-1] else {}

    def score(text: str) -> float:
        told = a_model({}).model_copy(update={"system": SystemProfile(description=text)})
        return Orderer(CATALOG, compare).bearings(told).nearness["hidden-orders"].score

    assert score("Mails are read. In March a customer tricked it.") == HAPPENED * 3.0
    assert score("Mails are read. In March we moved the mailbox.") == 3.0


def test_a_model_of_which_nothing_is_known_has_no_neighbours() -> None:
    orderer = Orderer(load_catalog())
    assert orderer.bearings(a_model({})).neighbours == ()
    known = changed(a_model({}), SetFact(value=said("uses_model", True)))
    assert orderer.bearings(known).neighbours


@pytest.mark.parametrize("name", ["typed-orders", "hidden-orders"])
def test_unconfirmed_threats_are_pulled_forward_like_others(name: str) -> None:
    threat = of(MODEL, name).model_copy(update={"certainty": Certainty.SUGGESTED})
    others = tuple(one for one in MODEL.threats if one.pattern != name)
    near = {name: Nearness(score=6.0, sentence="Orders are booked by an agent.")}
    before = min(OPENING, sum(one != name for one in SPOKEN_OF))
    assert names(ORDERER.ordered((*others, threat), Bearings(near, {name: 1.0})))[before] == name
    assert names(ORDERER.ordered((*others, threat), Bearings()))[0] != name
    assert SYSTEM not in names(others)
