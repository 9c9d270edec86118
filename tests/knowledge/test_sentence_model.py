"""The sentence model finds what is said in other words; without it, or where it fails, the table of words goes on."""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from knowledge.catalog import Catalog, load_catalog
from knowledge.errors import SentenceModelUnavailable
from knowledge.search import sentence_model
from knowledge.search.embedding import Embedder, pieces_of
from knowledge.search.retriever import Query, Retriever, open_retriever
from knowledge.search.scoring import NamedBoard
from knowledge.search.sentence_model import DIMENSIONS, MOST_PIECES, SentenceEmbedder, open_sentence_model
from knowledge.search.words import stems
from tests.knowledge.small import small, write

BUILDS_INDEXES = True
ROOT = Path(__file__).resolve().parents[2]
INSTALLED = find_spec(sentence_model.PACKAGE) is not None
real = pytest.mark.skipif(not INSTALLED, reason="the extra semantic is not installed")
QUERIES = [
    Query(text="a mail told our bot to pay"),
    Query(text="a rival rebuilds the model", what="items"),
    Query(text="white letters in a CV", what="mitigations"),
]
ELSEWHERE = "competitor clones classifier"


class Table:
    """A network that looks each piece up in the table of words, and fails once it has run so many times."""

    def __init__(self, most: int = 10_000) -> None:
        self.most = most
        self.given: list[list[int]] = []

    def run(self, _: None, given: Mapping[str, NDArray[np.int64]], /) -> Sequence[NDArray[np.float32]]:
        if len(self.given) >= self.most:
            raise MemoryError
        rows = given["input_ids"]
        assert rows.shape == given["attention_mask"].shape == given["token_type_ids"].shape
        self.given.append(rows[0].tolist())
        found = pieces_of().vectors[rows].astype(np.float32)
        return [np.pad(found, ((0, 0), (0, 0), (0, DIMENSIONS - found.shape[2])))]


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return load_catalog(write(small(), tmp_path_factory.mktemp("catalog")))


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Table:
    """A network that stands in for the model, installed or not."""
    made = Table()
    monkeypatch.setattr(sentence_model, "_content", lambda: b"")
    monkeypatch.setattr(sentence_model, "_loaded", lambda content: made)
    return made


@pytest.fixture(scope="module")
def model() -> SentenceEmbedder:
    return open_sentence_model()


def opened(catalog: Catalog, folder: Path | None = None, semantic: bool = True) -> Retriever:
    return open_retriever(catalog, folder, store="memory", semantic=semantic)


def answers(retriever: Retriever) -> list[object]:
    return [retriever.search(query) for query in QUERIES]


def test_a_text_is_framed_cut_and_averaged() -> None:
    network = Table()
    embedder = SentenceEmbedder(network)
    assert isinstance(embedder, Embedder)
    vectors = embedder.embed(["Hello world", "hello " * 1_000])
    assert network.given[0] == [101, 7592, 2088, 102]  # as the encoder numbers its pieces
    assert len(network.given[1]) == MOST_PIECES + 2
    mean = pieces_of().vectors[network.given[0]].astype(np.float32).mean(axis=0)
    np.testing.assert_allclose(vectors[0, : len(mean)], mean / np.linalg.norm(mean), atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_text_of_unknown_signs_has_no_vector_and_is_not_asked_about() -> None:
    network = Table()
    vectors = SentenceEmbedder(network).embed(["", "\U0001f9a9", "\ud800"])
    assert vectors.shape == (3, DIMENSIONS)
    assert not vectors.any()
    assert network.given == []


@pytest.mark.parametrize("output", [np.zeros((1, 3, DIMENSIONS)), np.full((1, 3, DIMENSIONS), np.nan), np.ones((1, 3))])
def test_what_is_no_vector_is_refused(output: NDArray[np.float64], monkeypatch: pytest.MonkeyPatch) -> None:
    network = Table()
    monkeypatch.setattr(network, "run", lambda *_: [output])
    with pytest.raises(SentenceModelUnavailable):
        SentenceEmbedder(network).embed(["hello"])


def test_vectors_are_worked_out_once_and_each_embedder_keeps_its_own(
    catalog: Catalog, network: Table, tmp_path: Path
) -> None:
    first = answers(opened(catalog, tmp_path))
    assert len(network.given) > opened(catalog, semantic=False).size
    opened(catalog, tmp_path, semantic=False)
    network.given.clear()
    again = opened(catalog, tmp_path)
    assert len(network.given) == len(sentence_model.TRIAL)
    assert answers(again) == first
    assert sorted(path.name.rpartition("-")[0] for path in tmp_path.iterdir()) == ["sentence-vectors", "vectors"]


def test_which_passages_speak_for_an_item_that_a_pattern_names_goes_by_the_table(
    catalog: Catalog, network: Table
) -> None:
    by_model, usual = (opened(catalog, semantic=on)._boards.of("items") for on in (True, False))
    assert isinstance(by_model, NamedBoard)
    assert isinstance(usual, NamedBoard)
    np.testing.assert_array_equal(by_model._near, usual._near)


def test_the_vector_store_answers_as_memory_does(catalog: Catalog, network: Table, tmp_path: Path) -> None:
    stored = open_retriever(catalog, tmp_path, semantic=True)
    assert (stored.degraded, stored.lacking) == ("", "")
    assert answers(stored) == answers(opened(catalog))


def test_the_model_is_not_looked_for_unless_it_is_asked_for(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentence_model, "_content", lambda: pytest.fail("it was looked for"))
    assert opened(catalog, semantic=False).lacking == ""


def missing(monkeypatch: pytest.MonkeyPatch, folder: Path) -> str:
    monkeypatch.setattr(sentence_model, "PACKAGE", "no_such_package_of_a_model")
    return "not installed"


def without_file(monkeypatch: pytest.MonkeyPatch, folder: Path) -> str:
    _package(monkeypatch, folder)
    return "cannot be read"


def another_file(monkeypatch: pytest.MonkeyPatch, folder: Path) -> str:
    (_package(monkeypatch, folder) / sentence_model.FILE).write_bytes(b"another model")
    return "SHA-256 differs"


def damaged(monkeypatch: pytest.MonkeyPatch, folder: Path) -> str:
    monkeypatch.setattr(sentence_model, "_content", lambda: b"no model")
    return "onnxruntime cannot run it"


def useless(monkeypatch: pytest.MonkeyPatch, folder: Path) -> str:
    network = Table()
    monkeypatch.setattr(network, "run", lambda *_: [np.ones((1, 3, DIMENSIONS))])
    return _standing_in(monkeypatch, network, "does not tell what is near")


def failing_midway(monkeypatch: pytest.MonkeyPatch, folder: Path) -> str:
    return _standing_in(monkeypatch, Table(most=5), "it fails (MemoryError)")


def _package(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Path:
    package = folder / "some_package_of_a_model"
    package.mkdir()
    (package / "__init__.py").write_text("raise SystemExit('the package was run')")
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setattr(sentence_model, "PACKAGE", package.name)
    return package


def _standing_in(monkeypatch: pytest.MonkeyPatch, network: Table, why: str) -> str:
    monkeypatch.setattr(sentence_model, "_content", lambda: b"")
    monkeypatch.setattr(sentence_model, "_loaded", lambda content: network)
    return why


@pytest.mark.parametrize("way", [missing, without_file, another_file, damaged, useless, failing_midway])
def test_where_it_cannot_be_used_the_table_answers_and_says_why(
    way: object, catalog: Catalog, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert callable(way)
    why = way(monkeypatch, tmp_path)
    retriever = opened(catalog)
    assert why in retriever.lacking
    assert retriever.degraded == ""
    assert answers(retriever) == answers(opened(catalog, semantic=False))


def test_where_it_fails_later_the_table_takes_over(catalog: Catalog, network: Table) -> None:
    retriever = opened(catalog)
    network.most = 0
    assert retriever.lacking == ""
    assert answers(retriever) == answers(opened(catalog, semantic=False))
    assert "MemoryError" in retriever.lacking
    assert retriever.nearness(["white letters in a CV"])


@real
def test_a_text_alone_and_among_others_gets_the_same_vector(model: SentenceEmbedder) -> None:
    texts = ["the model leaks data", "a mail told the assistant to pay", ELSEWHERE]
    np.testing.assert_array_equal(model.embed(texts)[1], model.embed(texts[1:2])[0])


@real
def test_a_worry_is_found_that_shares_no_word_with_what_it_finds(catalog: Catalog) -> None:
    retriever, usual = opened(catalog), opened(catalog, semantic=False)
    for said in ("duplicated classifier", "competitor clones classifier"):
        assert not usual._lexical.scores(said).any(), stems(said)
        first = retriever.search(Query(text=said))[0]
        assert (first.id, first.reason) == ("copying-the-model", "meaning (rank 1)")


@real
@pytest.mark.parametrize("text", ["", "?!", "zebra xylophone", "the and of", "\ud800\x00\u202e", "дом"])
def test_a_query_that_means_nothing_here_finds_nothing(catalog: Catalog, text: str) -> None:
    assert opened(catalog).search(Query(text=text)) == ()


@real
def test_it_leaves_nothing_in_the_home_and_starts_no_thread(tmp_path: Path) -> None:
    """Unless it is told not to, onnxruntime keeps an id of the machine there, and threads that report."""
    code = (
        "import os, numpy\n"
        "before = len(os.listdir('/proc/self/task')) if os.path.isdir('/proc/self/task') else 0\n"
        "from knowledge.search.sentence_model import open_sentence_model\n"
        "open_sentence_model().embed(['a mail'])\n"
        "after = len(os.listdir('/proc/self/task')) if before else 0\n"
        "print(after - before)\n"
    )
    home = {"HOME": str(tmp_path), "PATH": "", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, "-c", code], env=home, cwd=ROOT, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("0\n", "")
    assert list(tmp_path.iterdir()) == []
