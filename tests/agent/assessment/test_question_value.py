"""What an answer is worth, worked out for all answers beside each other, is what judging each by itself comes to."""

import random
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings

from agent.assessment.conditions import Weights
from agent.assessment.interviewing import question_value
from agent.assessment.interviewing.interview import Interviewer
from agent.assessment.interviewing.priors import Weigher
from agent.assessment.interviewing.question_value import Appraiser, Worth
from agent.assessment.interviewing.trials import Outcome, Standing, Trials
from agent.assessment.known_facts import Picture
from agent.assessment.ledger import Bookkeeper, Rule
from agent.assessment.scoring.rating import Rater
from agent.assessment.supposed_answers import Odds
from agent.domain import ThreatModel, apply
from agent.domain.changes.edits import SetFact
from knowledge import Catalog, load_catalog
from knowledge.vocabulary import AnswerValue
from tests.agent.assessment.test_ledger import PARTS, known_facts
from tests.agent.builders import AnyTerms, a_model, said, small_catalog

SMALL = small_catalog()


class OneByOne(Trials):
    """Each answer by itself: every pattern that hangs on what it changes is judged and rated anew at every place."""

    def outcomes(self, fact: str, answer: AnswerValue) -> Iterator[Outcome]:
        after, changed, _ = self._trials[fact, answer]
        moving = self._rater.moving(changed)
        for name in self._book.depending(changed).union(moving) & self.alive.keys():
            before = self.alive[name]
            rule, drafted = before.rule, self._book.standing(before.rule, after)
            points = sum(self._rater.levels(rule, after)) if name in moving else before.points
            if drafted or before.drafted:
                if (drafted, points) != (before.drafted, before.points):
                    yield Outcome(before, drafted, points, before.chance)
            else:
                yield Outcome(before, drafted, points, self._likely(rule, after))

    def _likely(self, rule: Rule, after: Picture) -> float:
        spots = self._book.spots(rule, after)
        return max(rule.chance(Odds(spot.known(after), self._weights), spot.kind) for spot in spots)


def worths(catalog: Catalog, model: ThreatModel, trials: type[Trials] = Trials) -> dict[str, Worth]:
    book = Bookkeeper(catalog)
    picture = book.painter.picture(model)
    facts = [fact for fact in catalog.facts.values() if picture.value(fact.id) is None]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(question_value, "Trials", trials)
        return Appraiser(catalog, book, Rater(catalog, book)).appraise(picture, facts)


def check(catalog: Catalog, model: ThreatModel) -> None:
    quick, slow = worths(catalog, model), worths(catalog, model, OneByOne)
    assert list(quick) == list(slow)
    for name, one in quick.items():
        other = slow[name]
        assert (one.matters, one.hanging) == (other.matters, other.hanging), name
        assert [one.value, one.share] == pytest.approx([other.value, other.share]), name


@given(known_facts(SMALL), PARTS)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_every_answer_is_worth_what_it_is_worth_by_itself(
    facts: dict[str, AnswerValue], parts: list[tuple[str, str]]
) -> None:
    check(SMALL, a_model(facts, parts))


@pytest.mark.parametrize("seed", range(4))
def test_in_the_whole_catalog_every_answer_is_worth_what_it_is_worth_by_itself(seed: int) -> None:
    check(load_catalog(), some_system(seed))


@pytest.mark.parametrize("seed", range(2))
def test_what_is_said_of_single_components_counts_in_the_same_way(seed: int) -> None:
    catalog, chance, model = load_catalog(), random.Random(seed), some_system(seed)
    names = chance.sample(sorted(catalog.facts), 12)
    edits = [
        SetFact(
            value=said(name, chance.choice(catalog.facts[name].values()), subject=chance.choice(model.components).id)
        )
        for name in names
    ]
    model = apply(model, edits, AnyTerms()).model
    assert not all(one.plain for one in standings(catalog, model))
    check(catalog, model)


@pytest.mark.parametrize("seed", range(4))
def test_the_question_is_the_one_that_judging_one_by_one_would_ask(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    catalog, model = load_catalog(), some_system(seed)
    quick = Interviewer(catalog, Bookkeeper(catalog)).best_questions(model)
    monkeypatch.setattr(question_value, "Trials", OneByOne)
    assert Interviewer(catalog, Bookkeeper(catalog)).best_questions(model) == quick


def some_system(seed: int) -> ThreatModel:
    """A system of some parts, of which some two dozen facts are known."""
    catalog, chance = load_catalog(), random.Random(seed)
    known = {name: chance.choice(catalog.facts[name].values()) for name in chance.sample(sorted(catalog.facts), 24)}
    kinds = ("language_model", "agent", "tool", "retriever", "data_store", "client")
    return a_model(known, [(f"part {kind}", kind) for kind in chance.sample(kinds, 4)])


def standings(catalog: Catalog, model: ThreatModel) -> list[Standing]:
    book = Bookkeeper(catalog)
    picture = book.painter.picture(model)
    weights: Weights = Weigher(catalog).weights(picture)
    return list(Trials(book, Rater(catalog, book), picture, weights, ()).alive.values())
