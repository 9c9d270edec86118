"""The spread of scores is measured as it says, and the pairs of systems rank as written."""

import json
from pathlib import Path

import pytest

from agent.domain.risk import Band
from agent.errors import InputError
from evals.__main__ import main
from evals.ordering.score_pairs import Pair, Scale, read_pairs
from evals.ordering.score_spread import Rated, shares
from knowledge import load_catalog

CATALOG = load_catalog()


def rated(table: dict[tuple[str, str], float]) -> list[Rated]:
    return [Rated(pattern, system, total, Band.MEDIUM) for (pattern, system), total in table.items()]


def test_totals_that_hang_on_the_pattern_alone_are_explained_by_it() -> None:
    found = shares(rated({("a", "x"): 3, ("a", "y"): 3, ("b", "x"): 7, ("b", "y"): 7}))
    assert (found.pattern, found.system, found.rest) == pytest.approx((1, 0, 0))


def test_totals_that_hang_on_both_alike_are_split_in_halves() -> None:
    found = shares(rated({("a", "x"): 3, ("a", "y"): 5, ("b", "x"): 5, ("b", "y"): 7}))
    assert (found.pattern, found.system, found.rest) == pytest.approx((0.5, 0.5, 0))


def test_what_one_pattern_does_in_one_system_alone_is_the_rest() -> None:
    found = shares(rated({("a", "x"): 3, ("a", "y"): 7, ("b", "x"): 7, ("b", "y"): 3}))
    assert (found.pattern, found.system, found.rest) == pytest.approx((0, 0, 1))


def test_there_are_twenty_pairs_at_least_each_with_its_reason() -> None:
    pairs = read_pairs()
    assert len(pairs) >= 20
    assert len({pair.id for pair in pairs}) == len(pairs)
    assert all(pair.less != pair.more and pair.fact not in pair.facts for pair in pairs)


@pytest.mark.parametrize("pair", read_pairs(), ids=lambda pair: pair.id)
def test_the_threats_of_a_pair_weigh_more_where_they_should(pair: Pair) -> None:
    scale = Scale(CATALOG)
    assert [one.pattern for one in scale.ranked([pair]) if not one.holds] == []


@pytest.mark.parametrize(
    ("change", "message"),
    [({"higher": ("no-such-threat",)}, "expected a threat pattern"), ({"fact": "no_such_fact"}, "no fact")],
)
def test_a_pair_that_names_what_is_not_there_is_an_error(change: dict[str, object], message: str) -> None:
    wrong = read_pairs()[0].model_copy(update=change)
    with pytest.raises(InputError, match=message):
        Scale(CATALOG).ranked([wrong])


def test_the_command_prints_the_pairs_and_writes_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "scores.json"
    assert main(["scores", "--pairs", "--json", str(out)]) == 0
    assert "pairs rank as written" in capsys.readouterr().out
    assert all(one["holds"] for one in json.loads(out.read_text())["pairs"])
