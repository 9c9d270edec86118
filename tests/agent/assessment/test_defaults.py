"""What is usual is assumed only where no word near it speaks of it; what is unknown stays unknown."""

import pytest

from agent.assessment.defaults import Defaults
from knowledge.catalog import load_catalog

DEFAULTS = Defaults(load_catalog().facts)
QUIET = "It sorts the post of our office into four trays."
SPEAKS = [
    ("tools_third_party", "It loads plugins of the community."),
    ("irreversible_actions", "It deletes old branches."),
    ("secrets_reachable", "Tokens lie in the environment."),
    ("artefacts_widely_accessible", "Everyone in the team can push."),
    ("shell_access", "It runs kubectl in the cluster."),
    ("moves_value", "The sum is paid out at once."),
    ("availability_critical", "In an outage the ambulances wait."),
    ("security_function", "It filters phishing."),
    ("model_valuable", "It is proprietary, and competitors want it."),
    ("impact_on_people", "It ranks the claims of patients."),
]


@pytest.mark.parametrize("fact", [fact for fact, _ in SPEAKS])
def test_it_is_assumed_where_nothing_is_said_of_it(fact: str) -> None:
    assert fact in DEFAULTS.fill({}, said=DEFAULTS.telling(QUIET))


@pytest.mark.parametrize(("fact", "sentence"), SPEAKS)
def test_it_is_not_assumed_beside_a_sentence_that_speaks_of_it(fact: str, sentence: str) -> None:
    assert fact not in DEFAULTS.fill({}, said=DEFAULTS.telling(sentence))
