"""A sentence that stands under every threat says nothing of any: in a draft each is told twice at most."""

import re
from collections import Counter

import pytest

from agent.domain.findings.threat_ranking import listed
from tests.agent.assessment.drafted import drafted, scenario
from tests.agent.assessment.told_systems import POOR, SYSTEMS

MOST = 2
OTHER_TRADES = (
    "A camera over the weir counts eels, and a model opens the sluice by itself. The miller looks once a "
    "week. Nobody has tested what happens when the lens is muddy.",
    "Our dairy sorts cheese wheels with a model that listens to a tap. What it calls faulty goes to the melting plant. "
    "The settings can be changed with a code that everyone knows.",
)


@pytest.mark.parametrize("text", [*(told.text for told in SYSTEMS), *POOR, *OTHER_TRADES], ids=lambda text: text[:12])
def test_no_last_sentence_is_told_more_than_twice(text: str) -> None:
    ends = Counter(_ends(text))
    assert not {one: count for one, count in ends.items() if count > MOST}


def _ends(text: str) -> list[str]:
    """The sentences behind the first of each scenario."""
    told = (scenario(threat.statement) for threat in listed(drafted(text).threats))
    return [sentence for one in told for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z])", one)[1:]]
