"""Owners' words lead to patterns, items and measures; ids lead there at once."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from knowledge.catalog import Catalog, load_catalog
from knowledge.search.embedding import StaticEmbedder, Vectors
from knowledge.search.passages import What, passages_of
from knowledge.search.retriever import NAMED, Query, Retriever, open_retriever
from knowledge.search.scoring import Boards
from knowledge.search.words import LONGEST, stems
from knowledge.vocabulary import ComponentKind, Framework
from tests.counting import calls
from tests.knowledge.small import small, write


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return load_catalog(write(small(), tmp_path_factory.mktemp("catalog")))


@pytest.fixture(scope="module")
def retriever(catalog: Catalog) -> Retriever:
    return open_retriever(catalog, None, store="memory")


@pytest.fixture(scope="module")
def packaged() -> Retriever:
    return open_retriever(load_catalog(), None, store="memory")


def found(retriever: Retriever, text: str, what: What = "patterns", **more: object) -> list[str]:
    return [hit.id for hit in retriever.search(Query.model_validate({"text": text, "what": what, **more}))]


def test_every_entry_has_a_passage_and_every_example_its_own(catalog: Catalog) -> None:
    passages = passages_of(catalog)
    assert len({passage.id for passage in passages}) == len(passages)
    assert {p.entry for p in passages if p.what == "patterns"} == set(catalog.patterns)
    assert {p.entry for p in passages if p.what == "mitigations"} == set(catalog.mitigations)
    texts = {(p.entry, p.text) for p in passages}
    assert all((one.id, example) in texts for one in catalog.patterns.values() for example in one.examples)


def test_precedents_are_never_indexed(catalog: Catalog) -> None:
    assert all("asked a lot of questions" not in passage.text for passage in passages_of(catalog))


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("our bot pays because a mail told it", "orders-in-mail"),
        ("somebody put white letters into a document", "orders-in-mail"),
        ("a competitor asks a million questions to rebuild it", "copying-the-model"),
    ],
)
def test_everyday_words_find_the_pattern(retriever: Retriever, text: str, first: str) -> None:
    assert found(retriever, text)[0] == first


@pytest.mark.parametrize(
    ("text", "what", "first"),
    [
        ("AML.T0002", "patterns", "copying-the-model"),
        ("aml.t0002", "items", "atlas:AML.T0002"),
        ("is LLM01 about our bot in the mail?", "items", "owasp_llm:LLM01:2025"),
        ("owasp_llm:LLM01:2025", "patterns", "orders-in-mail"),
        ("AML.T9", "items", "atlas:AML.T0001.001"),
        ("copying-the-model", "patterns", "copying-the-model"),
        ("slow-down", "mitigations", "slow-down"),
        ("see AML.M0001.", "mitigations", "keep-apart"),
    ],
)
def test_an_id_finds_its_entry_at_once(retriever: Retriever, text: str, what: What, first: str) -> None:
    hit = retriever.search(Query(text=text, what=what))[0]
    assert hit.id == first
    assert hit.score >= NAMED / 2


def test_an_item_is_found_through_the_examples_of_a_pattern_that_names_it(retriever: Retriever) -> None:
    items = found(retriever, "our bot pays because a mail told it", "items", frameworks=["atlas"])
    assert items[0] == "atlas:AML.T0001.001"


def test_a_measure_is_found_through_the_pattern_it_helps(retriever: Retriever) -> None:
    assert found(retriever, "a rival rebuilds our scorer", "mitigations")[0] == "slow-down"


def test_kinds_leave_only_patterns_that_can_land_there(retriever: Retriever) -> None:
    text = "a rival asks often, and a mail tells the bot to pay"
    assert set(found(retriever, text)) == {"orders-in-mail", "copying-the-model"}
    assert found(retriever, text, kinds=[ComponentKind.PREDICTIVE_MODEL]) == ["copying-the-model"]
    assert found(retriever, text, "mitigations", kinds=[ComponentKind.AGENT]) == ["keep-apart"]


def test_frameworks_leave_only_entries_behind_them(retriever: Retriever) -> None:
    text = "a rival asks often, and a mail tells the bot to pay"
    assert found(retriever, text, frameworks=[Framework.OWASP_LLM]) == ["orders-in-mail"]
    assert all(item.startswith("atlas:") for item in found(retriever, text, "items", frameworks=[Framework.ATLAS]))


def test_each_hit_says_why_and_shows_the_best_passage(retriever: Retriever) -> None:
    hit = retriever.search(Query(text="white letters"))[0]
    assert hit.passage == "white letters in a CV"
    assert hit.reason == "words (rank 1) and meaning (rank 1)"
    assert hit.score > 0


def test_a_hit_says_through_which_pattern_it_came(retriever: Retriever) -> None:
    hit = retriever.search(Query(text="white letters in a CV", what="mitigations"))[0]
    assert hit.id == "keep-apart"
    assert hit.reason.endswith("through the pattern orders-in-mail")
    assert hit.passage == "white letters in a CV"


def test_no_more_hits_than_asked_for(packaged: Retriever) -> None:
    assert len(found(packaged, "model data attack", limit=3)) == 3
    assert found(packaged, "model data attack", limit=3) == found(packaged, "model data attack", limit=30)[:3]


@pytest.mark.parametrize("text", ["", "   ", "?!", "zebra xylophone", "the and of", "\ud800\x00\u202e", "дом"])
def test_a_query_without_known_words_finds_nothing(retriever: Retriever, text: str) -> None:
    assert found(retriever, text) == []


def test_a_huge_query_is_cut_and_costs_no_more_than_one_of_full_length(packaged: Retriever) -> None:
    words = "the model leaks data "
    full = calls(lambda: found(packaged, words * (LONGEST // len(words) + 1)))
    assert calls(lambda: found(packaged, words * 100_000)) < 1.1 * full
    assert found(packaged, words * 100_000)


def test_the_same_query_gets_the_same_answer_from_a_new_retriever(catalog: Catalog, retriever: Retriever) -> None:
    query = Query(text="a mail with orders for the model", what="items", limit=50)
    assert open_retriever(catalog, None, store="memory").search(query) == retriever.search(query)


def test_a_search_takes_as_many_calls_in_a_large_catalog_as_in_a_small_one(
    packaged: Retriever, retriever: Retriever
) -> None:
    """Arrays do the work; nothing is done once for each of thousands of passages."""
    texts = [one.examples[0] for one in load_catalog().patterns.values()][:20]
    assert packaged.size > 10 * retriever.size
    packaged.search(Query(text="what is made at the first search is made once"))
    for text in texts:
        assert calls(lambda text=text: packaged.search(Query(text=text))) < 2_000  # type: ignore[misc]


def test_an_example_leads_to_its_own_pattern(packaged: Retriever) -> None:
    examples = [(one.id, example) for one in load_catalog().patterns.values() for example in one.examples][::7]
    hits = sum(entry in found(packaged, text, limit=5) for entry, text in examples)
    assert hits / len(examples) > 0.93


def test_the_vectors_are_taken_from_the_folder_when_they_are_current(catalog: Catalog, tmp_path: Path) -> None:
    query = Query(text="orders in a mail", what="items")
    first = open_retriever(catalog, tmp_path, store="memory").search(query)
    second = open_retriever(catalog, tmp_path, store="memory", embedder=OnlyQueries())
    assert second.search(query) == first


class OnlyQueries(StaticEmbedder):
    """An embedder that may be asked for one text, but not for all passages again."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        assert len(texts) == 1, "the kept vectors were not used"
        return super().embed(texts)


class Letters:
    """An embedder of another make: counts letters."""

    name = kept_as = "letters"
    dimensions = 26

    def embed(self, texts: Sequence[str]) -> Vectors:
        rows = np.array([[text.lower().count(chr(97 + n)) for n in range(26)] for text in texts], dtype=np.float32)
        return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1), dtype=np.float32)


def test_another_embedder_can_take_its_place(catalog: Catalog, tmp_path: Path) -> None:
    for _ in range(2):
        other = open_retriever(catalog, tmp_path, store="memory", embedder=Letters())
        assert found(other, "white letters")[0] == "orders-in-mail"


def test_filters_cost_next_to_nothing_on_thousands_of_entries() -> None:
    packaged = load_catalog()
    patterns = {f"{id}-{n}": one.model_copy(update={"id": f"{id}-{n}"}) for id, one in packaged.patterns.items()
                for n in range(6)}  # fmt: skip
    measures = {f"{id}-{n}": one.model_copy(update={"id": f"{id}-{n}"}) for id, one in packaged.mitigations.items()
                for n in range(9)}  # fmt: skip
    large = replace(packaged, patterns=patterns, mitigations=packaged.mitigations | measures)
    passages = passages_of(large)
    boards = Boards(large, passages, np.zeros((len(passages), 2), dtype=np.float32))
    kinds, frameworks = (ComponentKind.AGENT, ComponentKind.DATASET), (Framework.ATLAS,)
    first = {what: boards.wanted(what, kinds, frameworks) for what in get_args(What)}
    for what, fits in first.items():
        np.testing.assert_array_equal(boards.wanted(what, kinds, frameworks), fits)
        assert calls(lambda what=what: boards.wanted(what, kinds, frameworks)) < 100  # type: ignore[misc]
    assert all(0 < fits.sum() < len(fits) for fits in first.values())


def test_numbers_are_worked_out_on_one_thread(packaged: Retriever) -> None:
    packaged.search(Query(text="a mail with orders"))
    assert {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"} == {1}


def test_a_name_that_is_the_whole_query_decides_at_once(packaged: Retriever) -> None:
    for name, pattern in (
        ("Slopsquatting", "invented-package-installed"),
        ("phantom packages attack", "invented-package-installed"),
        ("memorization", "training-text-recited"),
    ):
        hit = packaged.search(Query(text=name))[0]
        assert (hit.id, hit.reason) == (pattern, f"called {name}")
    assert packaged.search(Query(text="DP-SGD", what="mitigations"))[0].id == "train-with-privacy-noise"


def test_a_name_is_known_in_one_word_or_two_and_with_words_and_ids_around_it(packaged: Retriever) -> None:
    for name, pattern in (
        ("LLM jacking", "model-key-stolen-and-resold"),
        ("slop-squatting", "invented-package-installed"),
        ("what is a prompt injection?", "typed-orders-override-the-rules"),
        ("ASI06: memory poisoning", "false-memories-planted"),
        ("jailbreaking chatbots", "safety-rules-talked-away"),
    ):
        hit = packaged.search(Query(text=name))[0]
        assert (hit.id, hit.reason) == (pattern, f"called {name}")
    hits = packaged.search(Query(text="the agents of an assistant"))
    assert not any(hit.reason.startswith("called") for hit in hits)


def test_a_name_by_the_way_does_not_decide(packaged: Retriever) -> None:
    hits = packaged.search(Query(text="after the DoS of last year somebody copies our model through its answers"))
    assert "model-copied-through-its-answers" in [hit.id for hit in hits[:5]]
    assert not any(hit.reason.startswith("called") for hit in hits)


def test_both_spellings_have_the_same_stems() -> None:
    for british, american in (
        ("unauthorised behaviour of labellers", "unauthorized behavior of labelers"),
        ("catalogue of licences and artefacts", "catalog of licenses and artifacts"),
    ):
        assert stems(british) == stems(american)
    assert stems("noise") != stems("noize")


def test_a_pattern_reaches_the_item_that_its_fitting_passage_is_near_to(packaged: Retriever) -> None:
    found_items = found(packaged, "a sticker on the stop sign fools the camera", "items", frameworks=["atlas"], limit=3)
    assert any(item.startswith("atlas:AML.T0041") or item.startswith("atlas:AML.T0043") for item in found_items)


def test_a_sentence_is_compared_once_and_what_is_kept_of_it_is_bounded(
    catalog: Catalog, retriever: Retriever, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = open_retriever(catalog, None, store="memory")
    asked: list[int] = []
    usual = fresh._meaning.index.similarities

    def counted(vector: Vectors) -> Vectors:
        asked.append(1)
        return usual(vector)

    monkeypatch.setattr(fresh._meaning.index, "similarities", counted)
    monkeypatch.setattr("knowledge.search.retriever.SENTENCES_KEPT", 3)
    said = ("Our bot pays by mail.", "It copies the model.", "It keeps mail.")
    first = fresh.nearness(said)
    assert (fresh.nearness(said), len(asked)) == (first, 3)
    assert first == retriever.nearness(said)
    fresh.nearness(("Strangers write white letters.",))
    assert (len(asked), len(fresh._rows)) == (4, 1)
    assert fresh.nearness(said) == first
