"""The floor of the order: a draft's own threats, shuffled."""

from evals.case_runs.case_scores import Row
from evals.case_runs.transcript import Drafted
from evals.ordering.random_order import NAME, random_order_rows, shuffled_recall
from tests.evals.made import case, found, must

TECHNIQUES = [f"AML.T{1000 + number}" for number in range(60)]


def test_a_random_order_finds_about_the_share_that_is_cut() -> None:
    wanted = case(expected=[must(one).model_dump() for one in TECHNIQUES])
    values = {score.name: score.value or 0 for score in shuffled_recall(wanted, [found(one) for one in TECHNIQUES])}
    assert values == {"must_recall@10": 10 / 60, "must_recall@15": 15 / 60, "must_recall@20": 20 / 60}


def test_the_order_of_the_draft_does_not_matter_much_to_its_floor() -> None:
    wanted = case(expected=[must(one).model_dump() for one in TECHNIQUES[:10]])
    draft = [found(one) for one in TECHNIQUES]
    first, last = (shuffled_recall(wanted, order)[0].value or 0 for order in (draft, draft[::-1]))
    assert 0.05 < first < 0.35
    assert 0.05 < last < 0.35
    assert shuffled_recall(wanted, draft) == shuffled_recall(wanted, draft)


def test_each_draft_of_the_first_mode_has_a_floor() -> None:
    about = {"group": "g", "kinds": ("agent",), "grade": "A"}
    threats = (Drafted(title="t", owasp=("LLM01",)),)
    rows = [
        Row(case="a", mode="description", draft=threats, **about),
        Row(case="b", mode="description", problem="none", **about),
        Row(case="b", mode="cut", draft=threats, **about),
    ]
    (row,) = random_order_rows(rows, [case("a"), case("b")])
    assert (row.case, row.mode, row.value("must_recall@10")) == ("a", NAME, 1.0)
    assert random_order_rows([], [case("a")]) == ()
