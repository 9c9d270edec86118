"""What the reader of likely facts is learnt from, and that the table in the package was learnt from just that."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from agent.reading.likely_facts import TABLE, LikelyReader, digest_of, load, save
from evals.files import read_yaml
from evals.reading.learning import best_scores, learn, left_out_chances, left_out_scores
from evals.reading.training_material import (
    LANGUAGE,
    ExampleFile,
    Material,
    annotated,
    description_of,
    digest_of_data,
    material_of,
)
from knowledge import load_catalog

LEAST_EXAMPLES = 15
MOST_YOUNG = 31
"""So many facts are in no marked description yet, and may have fewer sentences; the number only falls."""


def test_the_table_was_learnt_from_the_sentences_in_the_repository() -> None:
    assert digest_of(TABLE) == digest_of_data(load_catalog()), "run once, when all else is green: python -m evals learn"


def test_every_value_of_every_fact_has_its_examples() -> None:
    counted: dict[tuple[str, object], int] = {}
    for path in sorted((LANGUAGE / "examples").glob("*.yaml")):
        for one in ExampleFile.model_validate(read_yaml(path)).examples:
            for value in one.value if isinstance(one.value, tuple) else (one.value,):
                counted[one.fact, value] = counted.get((one.fact, value), 0) + len(one.says)
    told = {marked.fact for one in annotated() for marked in one.facts}
    labels = material_of(load_catalog()).labels
    few = {(fact, value) for fact, value in labels if counted.get((fact, value), 0) < LEAST_EXAMPLES}
    lacking = [f"{fact}={value}" for fact, value in sorted(few, key=str) if fact in told]
    assert not lacking, f"write {LEAST_EXAMPLES} sentences or more for {', '.join(lacking)}"
    young = sorted({fact for fact, _ in few})
    assert len(young) <= MOST_YOUNG, f"write {LEAST_EXAMPLES} sentences or more for one of {', '.join(young)}"


def test_what_is_marked_in_a_description_stands_there_word_for_word() -> None:
    catalog = load_catalog()
    for one in annotated():
        text = description_of(one.reference, catalog)
        for marked in one.facts:
            assert " ".join(marked.quote.split()) in text, f"{one.reference}: {marked.quote}"
            assert not catalog.accepts_fact(marked.fact, marked.value), f"{one.reference}: {marked.fact}"


def test_no_sentence_tells_two_values_of_a_fact_with_one_value() -> None:
    material = material_of(load_catalog())
    for row in material.examples:
        assert not row.tells & (row.tells_not or frozenset())


def small(material: Material) -> Material:
    """A few facts and texts, so that learning takes a moment."""
    chosen = ("hears_speech", "recommends_items")
    places = [place for place, (fact, _) in enumerate(material.labels) if fact in chosen]
    renumbered = {place: number for number, place in enumerate(places)}

    def kept(labels: frozenset[int] | None) -> frozenset[int] | None:
        return None if labels is None else frozenset(renumbered[one] for one in labels if one in renumbered)

    rows = [
        replace(row, tells=kept(row.tells) or frozenset(), tells_not=kept(row.tells_not))
        for row in material.examples
        if (row.tells | (row.tells_not or frozenset())) & set(places)
    ]
    texts = tuple(
        (name, tuple(replace(row, tells=kept(row.tells) or frozenset()) for row in theirs))
        for name, theirs in material.texts[::8]
    )
    return Material(tuple(material.labels[place] for place in places), tuple(rows), texts)


def test_learning_tells_a_sentence_that_says_so_from_one_that_does_not() -> None:
    material = small(material_of(load_catalog()))
    learnt = learn(material, *left_out_scores(material))
    place = material.labels.index(("hears_speech", True))
    told = learnt.chances(best_scores(learnt, ["Drivers speak into the headset and it understands them."]))[place]
    other = learnt.chances(best_scores(learnt, ["The pump is switched on at night when power is cheap."]))[place]
    assert told > other


def test_learning_twice_gives_the_same() -> None:
    material = small(material_of(load_catalog()))
    one, other = (learn(material, *left_out_scores(material)) for _ in range(2))
    assert np.array_equal(one.words, other.words)
    assert np.array_equal(one.together, other.together)


def test_left_out_chances_are_chances_for_every_text() -> None:
    material = small(material_of(load_catalog()))
    best, stated = left_out_scores(material)
    chances = left_out_chances(material, best, stated)
    assert chances.shape == stated.shape == (len(material.texts), len(material.labels))
    assert ((chances >= 0) & (chances <= 1)).all()


def test_a_table_comes_back_as_it_was_written(tmp_path: Path) -> None:
    learnt = load(TABLE)
    path = tmp_path / "table.npz"
    save(learnt, "made for a test", path)
    again = load(path)
    assert digest_of(path) == "made for a test"
    assert again.labels == learnt.labels
    assert again.features == learnt.features
    assert np.abs(again.words - learnt.words).max() < 0.01


def test_the_reader_knows_only_facts_of_its_catalog() -> None:
    found = LikelyReader(load_catalog()).likely(["Callers dictate their order on the phone."], 0.0)
    assert found
    assert {one.fact for one in found} <= set(load_catalog().facts)
