"""Which threats a draft lists and names: nothing half assumed far down, nothing open that rests on likeness alone."""

import pytest

from agent.analyst.rules.confessing import CONFESSED, LIFTED, Confession
from agent.analyst.rules.drafting import LISTED, worth_listing
from agent.analyst.rules.ordering import Bearings, Orderer
from agent.domain import Threat
from agent.domain.threats import Evidence
from tests.agent.analyst.rules.drafts import CATALOG, TEAM, drafted
from tests.agent.builders import a_model

MODEL = drafted(a_model({"outside_content": True, "tools_write": True, "sensitivity": "special"}, TEAM))


def threat(number: int, facts: int = 2, assumed: int = 0) -> Threat:
    """A threat that rests on so many facts, of which so many are assumed."""
    names = tuple(f"fact_{place}" for place in range(facts))
    evidence = Evidence(facts=names, assumed=names[:assumed])
    return MODEL.threats[0].model_copy(
        update={"id": f"T-{number:03}", "pattern": f"pattern-{number}", "evidence": evidence}
    )


LONG = tuple(threat(number) for number in range(LISTED))
ORDER = tuple(one.pattern or "" for one in LONG)


@pytest.mark.parametrize(
    ("facts", "assumed", "listed"), [(2, 0, True), (3, 1, True), (2, 1, False), (3, 2, False), (1, 1, False)]
)
def test_behind_the_first_forty_nothing_is_listed_that_is_half_assumed(facts: int, assumed: int, listed: bool) -> None:
    last = threat(900, facts, assumed)
    kept = worth_listing((*LONG, last), (*ORDER, "pattern-900"))
    assert (last in kept) is listed
    assert set(LONG) <= set(kept)


def test_what_is_assumed_is_listed_among_the_first_and_where_it_was_listed_before() -> None:
    guessed = threat(900, 1, 1)
    assert guessed in worth_listing((*LONG, guessed), ("pattern-900", *ORDER))
    assert guessed in worth_listing((*LONG, guessed), (*ORDER, "pattern-900"), kept={"pattern-900"})


def confessed(gain: float) -> Confession:
    return Confession(fact="", means="one password opens it", words="the pin is on the wall", gain=gain)


def test_what_the_owners_own_words_lead_to_comes_before_what_only_systems_like_it_fear() -> None:
    last = MODEL.threats[-1].pattern or ""
    votes = {one.pattern or "": 0.3 for one in MODEL.threats if one.pattern != last}
    orderer = Orderer(CATALOG)

    def place(gain: float) -> int:
        found = orderer.computed(MODEL.threats, Bearings(votes=votes, confessed={last: confessed(gain)}))
        return [one.pattern for one in found].index(last)

    assert place(CONFESSED) < place(LIFTED)
