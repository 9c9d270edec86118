"""A description stays a description, also where a sentence of it begins like an order."""

import pytest

from tests.agent.reading.readings import told


@pytest.mark.parametrize(
    "text",
    [
        "Codefox comments on pull requests. A hosted language model reads the diff. Merge requests need one reviewer.",
        "Call centre agents take over when the voice assistant is unsure. It answers from our tariff pages.",
        "Remove requests from data subjects are handled by a clerk; our assistant drafts the reply.",
        "A recommender proposes more to buy. Name badges are printed from photos that a face model checks.",
        "Replace parts can be ordered by our agent. It looks them up in the supplier portal.",
        "Drop boxes must be emptied daily. An assistant on a tablet plans the tour with a language model.",
    ],
)
def test_nouns_that_sound_like_orders_give_none(text: str) -> None:
    assert told(text).system.description == text
