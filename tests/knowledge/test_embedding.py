"""Vectors are the same every time, of one length, and near where the meaning is near; shared words score."""

import math
from pathlib import Path

import numpy as np
import pytest

from knowledge.search.embedding import Embedder, StaticEmbedder
from knowledge.search.lexical import LexicalIndex, SortedIndex
from knowledge.search.vectors import PassageVectors
from knowledge.search.words import stems

TEXTS = [
    "a mail told the assistant to pay a stranger",
    "the assistant obeys orders hidden in a mail",
    "orders in a document steer the assistant",
    "somebody copies the model by asking it often",
    "a rival rebuilds the model from its answers",
    "the model answers a rival too often",
]


@pytest.fixture(scope="module")
def embedder() -> StaticEmbedder:
    return StaticEmbedder()


def test_it_is_an_embedder(embedder: StaticEmbedder) -> None:
    assert isinstance(embedder, Embedder)
    assert embedder.embed(TEXTS).shape == (len(TEXTS), embedder.dimensions)
    assert embedder.embed([]).shape == (0, embedder.dimensions)


def test_vectors_have_length_one_and_unknown_signs_none(embedder: StaticEmbedder) -> None:
    known, empty, unknown = embedder.embed(["assistant and model", "", "\U0001f9a9"])
    assert np.linalg.norm(known) == pytest.approx(1, abs=1e-5)
    assert not empty.any()
    assert not unknown.any()


def test_texts_of_one_subject_are_nearer_than_those_of_two(embedder: StaticEmbedder) -> None:
    vectors = embedder.embed(TEXTS)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[3]
    assert vectors[3] @ vectors[4] > vectors[4] @ vectors[1]


@pytest.mark.parametrize(
    ("word", "near", "far"),
    [("physician", "doctor", "invoice"), ("e-mail", "message", "camera"), ("automobile", "vehicle", "password")],
)
def test_words_that_share_no_letters_are_near_where_they_mean_the_same(
    embedder: StaticEmbedder, word: str, near: str, far: str
) -> None:
    asked, good, bad = embedder.embed([word, near, far])
    assert asked @ good > asked @ bad + 0.2


def test_a_text_alone_and_among_others_gets_the_same_vector(embedder: StaticEmbedder) -> None:
    np.testing.assert_array_equal(embedder.embed(TEXTS)[2], embedder.embed([TEXTS[2]])[0])


def test_characters_that_are_no_text_are_left_out(embedder: StaticEmbedder) -> None:
    plain, broken = embedder.embed(["the model", "\ud800the model\ud800"])
    np.testing.assert_array_equal(plain, broken)


def test_only_the_first_part_of_a_huge_text_counts(embedder: StaticEmbedder) -> None:
    first, whole = embedder.embed(["model " * 4_000, "model " * 4_000 + "camera " * 100_000])
    np.testing.assert_allclose(first, whole, atol=1e-6)


def test_vectors_can_be_kept(embedder: StaticEmbedder, tmp_path: Path) -> None:
    ids = tuple(map(str, range(len(TEXTS))))
    PassageVectors("print", ids, embedder.embed(TEXTS)).save(tmp_path / "v.npz")
    kept = PassageVectors.load(tmp_path / "v.npz")
    assert (kept.fingerprint, kept.ids) == ("print", ids)
    np.testing.assert_array_equal(kept.matrix, embedder.embed(TEXTS))


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


def test_what_a_word_adds_is_the_formula_of_bm25() -> None:
    index = LexicalIndex(["mail mail agent", "mail tool", "tool tool tool agent"])  # three words each on average
    rare = math.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    long, short = 1.5 * (0.25 + 0.75 * 3 / 3), 1.5 * (0.25 + 0.75 * 2 / 3)
    assert index.scores("mail") == pytest.approx([rare * 2 / (2 + long), rare * 1 / (1 + short), 0])
    assert index.scores("mail mail") == pytest.approx(2 * index.scores("mail"))
    assert index.scores("mail tool") == pytest.approx(index.scores("mail") + index.scores("tool"))


def test_an_empty_index_answers_with_nothing() -> None:
    assert LexicalIndex([]).scores("model").shape == (0,)


def test_words_of_one_sort_do_not_count_as_common_in_another() -> None:
    texts = ["orders in a mail", "limit the mail", "limit the calls", "limit the size"]
    apart = SortedIndex(texts, ["threats", "measures", "measures", "measures"])
    alone = LexicalIndex(texts[:1])
    assert apart.scores("mail")[0] == alone.scores("mail")[0]
    assert apart.scores("limit")[0] == 0
    assert apart.scores("limit")[1:].all()
