"""What the owner's own words lead to stands before what only likeness to other systems speaks for."""

from agent.analyst.rules.ranking.ordering import Bearings, Orderer
from agent.analyst.rules.ranking.rank_adjustments import CONFESSED, LIFTED, Confession
from tests.agent.analyst.rules.drafts import CATALOG, TEAM, drafted
from tests.agent.builders import a_model

MODEL = drafted(a_model({"outside_content": True, "tools_write": True, "sensitivity": "special"}, TEAM))


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
