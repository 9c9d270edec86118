"""The search is opened once, and says in plain words when it goes on without its store."""

from collections.abc import Mapping, Sequence

import pytest

from agent.graph.search import WITHOUT_MODEL, Searching
from knowledge.search.retriever import Nearness


class Store:
    """A search whose store can fail and come back."""

    def __init__(self) -> None:
        self.degraded = self.lacking = ""
        self.rechecked = 0

    def nearness(self, sentences: Sequence[str]) -> Mapping[str, Nearness]:
        return dict.fromkeys(sentences, Nearness(score=1.0, sentence="x"))

    def recheck(self) -> None:
        self.rechecked += 1


class Bare:
    """A search that knows nothing of its store."""

    def nearness(self, sentences: Sequence[str]) -> Mapping[str, Nearness]:
        return {}


def test_it_is_opened_when_it_is_first_needed_and_only_once() -> None:
    opened: list[Store] = []

    def opening() -> Store:
        opened.append(Store())
        return opened[-1]

    searching = Searching(opening)
    assert searching.trouble == ""
    assert not opened
    assert searching.nearness(["x"]) == {"x": Nearness(score=1.0, sentence="x")}
    searching.opened().nearness(["x"])
    assert len(opened) == 1


@pytest.mark.parametrize(
    ("server", "what", "do"),
    [(True, "Chroma server", "Start that server again"), (False, "data folder", "start Threatparley again")],
)
def test_trouble_says_what_it_means_and_what_to_do_and_goes_when_it_is_over(server: bool, what: str, do: str) -> None:
    store = Store()
    searching = Searching(lambda: store, server).opened()
    assert searching.trouble == ""
    store.degraded = "the vector store does not answer (secret place)"
    told = searching.trouble
    assert what in told
    assert do in told
    assert "the finds are the same and nothing is lost" in told
    assert "secret place" not in told
    assert store.rechecked == 1
    store.degraded = ""
    assert searching.trouble == ""


def test_a_sentence_model_that_cannot_be_used_is_told_without_the_cause() -> None:
    store = Store()
    searching = Searching(lambda: store).opened()
    store.lacking = "its file in a secret place is another one"
    assert searching.trouble == WITHOUT_MODEL
    store.degraded = "the vector store does not answer"
    assert "index in the data folder" in searching.trouble


def test_a_search_that_knows_nothing_of_a_store_has_no_trouble() -> None:
    assert Searching(Bare).opened().trouble == ""
