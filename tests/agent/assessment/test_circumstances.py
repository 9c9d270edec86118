"""General circumstances move the factors of all threats that come about in one way, and harm has words of its own."""

from dataclasses import replace

import pytest

from agent.analyst.rules.mitigation import Measures
from agent.assessment.ledger import Bookkeeper
from agent.assessment.scoring.rating import Rater
from agent.domain import Mint, Provenance, ThreatModel, apply
from agent.domain.changes.edits import SetFact
from agent.domain.risk import DreadScore, FactorScore, rate
from knowledge import Catalog, load_catalog
from knowledge.rating import Move, Opening, Standing
from knowledge.rating_circumstances import is_unintended, measures_on, moving, openings_of
from knowledge.vocabulary import AnswerValue, DreadFactor
from tests.agent.builders import AnyTerms, a_model, pattern, said, small_catalog, with_patterns

OPENINGS = [
    Opening(id="use", label="users", scales=("by_exposure",)),
    Opening(id="inside", label="insiders", aspects=("security",), by={"damage": "by_data"}),
    Opening(id="nobody", label="nobody", unintended=True, aspects=("fairness",)),
]
MOVES = [
    Move(id="worse", factor="reproducibility", among={"opened_by": ["use"]}, fact="calls_tools", steps={"yes": 1},
         because="so it is: {meaning}"),
    Move(id="still-worse", factor="reproducibility", among={"opened_by": ["use"]}, fact="uses_index", steps={"yes": 1},
         because="{meaning}"),
    Move(id="by-tools-written", factor="reproducibility", among={"opened_by": ["use"]}, fact="tools_write",
         steps={"no": -1, "yes": 1}, because="{meaning}"),
    Move(id="reach", factor="affected_users", fact="exposure", steps={"own_device": -1, "public": 1},
         because="{meaning}"),
]  # fmt: skip


def moved_catalog() -> Catalog:
    catalog = small_catalog()
    one = pattern("asked", {"fact": "uses_model"}, dread={**_fives(), "exploitability": "by_exposure"})
    other = pattern("broken-into", {"fact": "uses_model"}, dread=_fives())
    unfair = pattern("unfair", {"fact": "uses_model"}, aspect="fairness", dread=_fives())
    found = with_patterns(catalog, [one, other, unfair])
    return replace(
        found,
        openings={one.id: one for one in OPENINGS},
        moves={one.id: one for one in MOVES},
        standing={"screen-input": Standing(measure="screen-input", among={"opened_by": ["use"]})},
    )


def _fives() -> dict[str, object]:
    return {factor.value: 5 for factor in DreadFactor}


CATALOG = moved_catalog()


def score(name: str, facts: dict[str, AnswerValue]) -> DreadScore:
    return Rater(CATALOG).score(CATALOG.patterns[name], a_model(facts))


def repeated(facts: dict[str, AnswerValue]) -> FactorScore:
    return score("asked", facts).reproducibility


def test_a_way_is_told_by_scales_before_the_side_and_by_the_pattern_before_both() -> None:
    ways = {name: [one.id for one in openings_of(CATALOG.patterns[name], CATALOG)] for name in CATALOG.patterns}
    assert ways == {"asked": ["use"], "broken-into": ["inside"], "unfair": ["nobody"]}
    named = pattern(
        "named", {"fact": "uses_model"}, opened_by=["inside"], dread={**_fives(), "exploitability": "by_exposure"}
    )
    assert [one.id for one in openings_of(named, CATALOG)] == ["inside"]


@pytest.mark.parametrize(
    ("facts", "level"),
    [
        ({}, 3),
        ({"calls_tools": True}, 5),
        ({"calls_tools": True, "uses_index": True}, 7),
        ({"calls_tools": True, "uses_index": True, "tools_write": True}, 9),
        ({"calls_tools": True, "uses_index": True, "tools_write": False}, 5),
        ({"tools_write": False, "calls_tools": False}, 1),
    ],
)
def test_one_circumstance_leaves_a_level_and_each_further_one_raises_it(
    facts: dict[str, AnswerValue], level: int
) -> None:
    assert repeated(facts).level == level


def test_what_is_only_usual_moves_nothing() -> None:
    assumed: dict[str, AnswerValue] = {"acts_alone": True, "calls_tools": True}
    assert repeated(assumed).level == 5  # acting alone, it is usual that tools write, which nobody has said
    model = apply(
        a_model({"calls_tools": True}),
        (SetFact(value=said("tools_write", False, provenance=Provenance.INFERRED)),),
        AnyTerms(),
    ).model
    guessed = Rater(CATALOG).score(CATALOG.patterns["asked"], model).reproducibility
    assert guessed.level == 5
    assert guessed.low == 3


def test_every_circumstance_that_counts_is_told_and_so_is_its_absence() -> None:
    assert [one.text for one in repeated({"calls_tools": True}).reasons][1:] == [
        "speaks for more: so it is: it calls tools indeed"
    ]
    assert repeated({}).reasons[-1].text == "one level lower: nothing that is known speaks for more"


def test_a_circumstance_leaves_alone_what_reads_its_fact_already() -> None:
    own = pattern("reached", {"fact": "uses_model"}, dread={**_fives(), "affected_users": "by_reach"})
    catalog = replace(with_patterns(CATALOG, [own]), openings=CATALOG.openings, moves=CATALOG.moves)
    assert Rater(catalog).score(own, a_model({"exposure": "public"})).affected_users.level == 9
    assert moving(own, catalog)[DreadFactor.AFFECTED_USERS].facts == {"exposure"}


def test_a_factor_without_a_scale_goes_by_the_one_of_its_way() -> None:
    assert score("broken-into", {"sensitivity": "special"}).damage.level == 7
    assert score("broken-into", {"sensitivity": "public"}).damage.level == 3


def test_an_assumed_value_never_takes_a_scale_below_its_middle() -> None:
    guess = said("sensitivity", "public", provenance=Provenance.INFERRED)
    model = apply(a_model(), (SetFact(value=guess),), AnyTerms()).model
    scale = with_patterns(CATALOG, [pattern("plain", {"fact": "uses_model"}, dread={**_fives(), "damage": "by_data"})])
    found = Rater(scale).score(scale.patterns["plain"], model).damage
    assert (found.low, found.level, found.high) == (1, 3, 7)
    assert Rater(scale).score(scale.patterns["plain"], a_model({"sensitivity": "public"})).damage.level == 1


def test_a_measure_in_place_acts_on_all_its_like() -> None:
    assert "screen-input" in measures_on(CATALOG)["asked"]

    def current(facts: dict[str, AnswerValue]) -> float:
        model: ThreatModel = a_model(facts)
        book = Bookkeeper(CATALOG)
        rater, one = Rater(CATALOG, book), CATALOG.patterns["asked"]
        measures = Measures(CATALOG, rater, model, book.painter.picture(model), Mint(model))
        return rate(measures.risk(rater.score(one, model), measures.for_pattern(one)).current).total

    base: dict[str, AnswerValue] = {"exposure": "public"}
    assert current({**base, "control_screening": True}) < current(base)
    assert current({**base, "control_screening": False}) == current(base)


def test_harm_without_an_adversary_is_read_in_words_of_its_own() -> None:
    assert is_unintended(CATALOG.patterns["unfair"], CATALOG)
    anchors = load_catalog().anchors
    for factor in (DreadFactor.REPRODUCIBILITY, DreadFactor.EXPLOITABILITY, DreadFactor.DISCOVERABILITY):
        assert anchors[factor].question(unintended=True) != anchors[factor].question()
        assert all(anchors[factor].at(level) != anchors[factor].at(level, unintended=True) for level in (1, 3, 5, 7, 9))
    told = score("unfair", {}).discoverability.reasons[0].text
    assert anchors[DreadFactor.DISCOVERABILITY].at(5, unintended=True) in told
