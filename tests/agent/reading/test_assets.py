"""What is worth protecting follows what is known, also when that is put right."""

import pytest

from agent.domain import apply
from tests.agent.reading.readings import catalog, reader, session_of, told, turn_of


@pytest.mark.parametrize(
    ("first", "then", "was", "now"),
    [
        ("Our assistant handles personal data of members.", "Correction: it handles only public data.",
         {"personal data"}, set()),
        ("The agent moves money between accounts.", "Sorry, the agent moves no money.", {"money and things of value"},
         set()),
        ("The assistant sees personal data.", "Wrong, it sees health data.", {"personal data"},
         {"very sensitive data"}),
    ],
)  # fmt: skip
def test_an_asset_goes_with_the_fact_that_told_of_it(first: str, then: str, was: set[str], now: set[str]) -> None:
    before = told(first)
    assert was <= {asset.name for asset in before.assets}
    after = apply(before, reader().read(turn_of(then, 2), session_of(before)).edits, catalog()).model
    names = {asset.name for asset in after.assets}
    assert now <= names
    assert not was & names


def test_an_asset_that_another_fact_tells_of_stays() -> None:
    before = told("We fine-tune the model on our tickets. It handles personal data.")
    after = apply(before, reader().read(turn_of("Correction: it handles public data.", 2), session_of(before)).edits,
                  catalog()).model  # fmt: skip
    assert "training data" in {asset.name for asset in after.assets}
