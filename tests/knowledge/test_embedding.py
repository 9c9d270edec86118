"""The vectors are the same every time, of one length, and near where the meaning is near."""

from pathlib import Path

import numpy as np
import pytest

from knowledge.embedding import Embedder, LsaEmbedder
from knowledge.lexical import LexicalIndex
from knowledge.vectors import PassageVectors
from knowledge.words import stems

TEXTS = [
    "a mail told the assistant to pay a stranger",
    "the assistant obeys orders hidden in a mail",
    "orders in a document steer the assistant",
    "somebody copies the model by asking it often",
    "a rival rebuilds the model from its answers",
    "the model answers a rival too often",
]


@pytest.fixture
def fitted() -> LsaEmbedder:
    embedder = LsaEmbedder(dimensions=3)
    embedder.fit(TEXTS)
    return embedder


def test_it_is_an_embedder(fitted: LsaEmbedder) -> None:
    assert isinstance(fitted, Embedder)
    assert fitted.embed(TEXTS).shape == (len(TEXTS), fitted.dimensions)


def test_two_fits_give_the_same_vectors(fitted: LsaEmbedder) -> None:
    again = LsaEmbedder(dimensions=3)
    again.fit(TEXTS)
    np.testing.assert_allclose(again.embed(TEXTS), fitted.embed(TEXTS), atol=1e-6)


def test_each_direction_has_its_largest_entry_positive(fitted: LsaEmbedder) -> None:
    directions = fitted.state()["directions"]
    assert (directions[np.argmax(np.abs(directions), axis=0), np.arange(3)] > 0).all()


def test_vectors_have_length_one_and_unknown_words_none(fitted: LsaEmbedder) -> None:
    known, unknown = fitted.embed(["assistant and model", "zebra xylophone"])
    assert np.linalg.norm(known) == pytest.approx(1, abs=1e-5)
    assert not unknown.any()


def test_texts_of_one_subject_are_nearer_than_those_of_two(fitted: LsaEmbedder) -> None:
    vectors = fitted.embed(TEXTS)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[3]
    assert vectors[3] @ vectors[4] > vectors[4] @ vectors[1]


def test_what_was_learned_can_be_kept_and_restored(fitted: LsaEmbedder, tmp_path: Path) -> None:
    ids = tuple(map(str, range(len(TEXTS))))
    PassageVectors("print", ids, fitted.embed(TEXTS)).save(tmp_path / "v.npz", fitted)
    other = LsaEmbedder(dimensions=3)
    kept = PassageVectors.load(tmp_path / "v.npz", other)
    assert (kept.fingerprint, kept.ids) == ("print", ids)
    np.testing.assert_array_equal(other.embed(TEXTS), fitted.embed(TEXTS))


def test_a_state_of_other_dimensions_is_refused(fitted: LsaEmbedder) -> None:
    with pytest.raises(ValueError, match="expected 5 directions per word"):
        LsaEmbedder(dimensions=5).restore(fitted.state())


@pytest.mark.parametrize("texts", [["one text only"], ["a", "the"], ["same words", "same words"]])
def test_few_texts_are_no_trouble(texts: list[str]) -> None:
    embedder = LsaEmbedder(dimensions=4)
    embedder.fit(texts)
    assert np.isfinite(embedder.embed(texts)).all()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The assistants were obeying", ["assist", "obey"]),
        ("AML.T0051!", ["aml", "t0051"]),
        ("an LLM", ["llm", "larg", "languag", "model"]),
        ("\ud800 it's\x00 Größe", ["größe"]),
        ("", []),
    ],
)
def test_words_are_stemmed_and_spelled_out(text: str, expected: list[str]) -> None:
    assert [word for word in stems(text) if word != "s"] == expected


def test_shared_words_score_and_rare_ones_more() -> None:
    index = LexicalIndex(TEXTS)
    scores = index.scores("a stranger and the model")
    assert scores.argmax() == 0
    assert scores[3] > 0
    assert not index.scores("zebra").any()


def test_an_empty_index_answers_with_nothing() -> None:
    assert LexicalIndex([]).scores("model").shape == (0,)
