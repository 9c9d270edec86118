"""How likely answers are before they are asked: what nobody named stays unlikely, whatever would hang on it."""

import pytest

from agent.assessment.interviewing.priors import UNDECLARED, Weigher
from agent.assessment.ledger import Bookkeeper
from tests.agent.reading.readings import catalog, told


@pytest.mark.parametrize("technology", ["calls_tools", "uses_language_model", "writes_code"])
def test_a_technology_that_nobody_named_beside_others_stays_unlikely(technology: str) -> None:
    model = told("Users upload a photo and a convolutional network says which plant it shows.")
    picture = Bookkeeper(catalog()).painter.picture(model)
    shares = dict(Weigher(catalog()).weights(picture)[technology])
    assert shares[True] == pytest.approx(UNDECLARED)


def test_a_yes_is_no_likelier_than_what_it_needs() -> None:
    model = told("Users upload a photo and a convolutional network says which plant it shows.")
    weights = Weigher(catalog()).weights(Bookkeeper(catalog()).painter.picture(model))
    assert dict(weights["plans_steps"])[True] <= dict(weights["uses_language_model"])[True] + 1e-9
