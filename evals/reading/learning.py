"""Learn which sentences tell which facts, and say how well it holds for texts that were left out."""

from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from agent.reading.likely_facts import MEANING, SOFT, Label, Learnt, features_of, sigmoid
from evals.reading.training_material import Material, Row
from knowledge.search.embedding import StaticEmbedder

Floats = NDArray[np.float64]

FOLDS = 5
ELSEWHERE = 0.1
"""How much it counts that an example is not known to tell other facts than its own."""
COMMON = 2
"""In how many sentences a feature must stand to be learnt."""
PENALTY, PENALTY_TOGETHER, PENALTY_OWN, PENALTY_BASE = 2.0, 1.0, 10.0, 0.05
"""How strongly weights are held back: of features, of other facts, of its own score from one, of base rates."""
STEPS, STEPS_TOGETHER = 60, 80


def learn(material: Material, best: Floats, stated: Floats) -> Learnt:
    """Both steps: sentences first, then which facts go together, on descriptions the first step had left out.

    ``best`` and ``stated`` are the scores of the descriptions that were left out.
    """
    first = _sentences_learnt(material, material.texts)
    together, own, base = _together_learnt(best, stated)
    return Learnt(**{**first.__dict__, "together": together, "own": own, "base": base})


def left_out_scores(material: Material, processes: int = 1) -> tuple[Floats, Floats]:
    """For each description the best score of its sentences, learnt without it, and what it states; (texts, L) each.

    The folds are learnt side by side where there is more than one process.
    """
    best = np.zeros((len(material.texts), len(material.labels)))
    stated = np.zeros_like(best)
    if processes > 1:
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            folds = list(pool.map(_scores_of_fold, [material] * FOLDS, range(FOLDS)))
    else:
        folds = [_scores_of_fold(material, fold) for fold in range(FOLDS)]
    for held, scores in folds:
        best[held] = scores
    for place, (_, rows) in enumerate(material.texts):
        stated[place, sorted({label for row in rows for label in row.tells})] = 1.0
    return best, stated


def _scores_of_fold(material: Material, fold: int) -> tuple[list[int], Floats]:
    """The places of the descriptions of a fold, and their scores learnt from all others."""
    held = [place for place, (name, _) in enumerate(material.texts) if crc32(name.encode()) % FOLDS == fold]
    learnt = _sentences_learnt(material, tuple(one for n, one in enumerate(material.texts) if n not in held))
    scores = [best_scores(learnt, [row.sentence for row in material.texts[place][1]]) for place in held]
    return held, np.array(scores).reshape(len(held), len(material.labels))


def left_out_chances(material: Material, best: Floats, stated: Floats) -> Floats:
    """How likely each label is for each description, both steps learnt without it, from its scores left out."""
    chances = np.zeros_like(best)
    names = [name for name, _ in material.texts]
    blank = _blank(material.labels)
    for fold in range(FOLDS):
        held = np.array([crc32(f"second {name}".encode()) % FOLDS == fold for name in names])
        together, own, base = _together_learnt(best[~held], stated[~held])
        learnt = Learnt(**{**blank.__dict__, "together": together, "own": own, "base": base})
        chances[held] = [learnt.chances(row) for row in best[held]]
    return chances


def best_scores(learnt: Learnt, sentences: Sequence[str]) -> Floats:
    """The best score of any sentence, by label."""
    vectors = StaticEmbedder().embed(sentences).astype(np.float64)
    return np.asarray(learnt.sentence_scores(sentences, vectors).max(axis=0))


def _sentences_learnt(material: Material, texts: Sequence[tuple[str, tuple[Row, ...]]]) -> Learnt:
    """The first step: a logistic regression for each label over features and meaning, all solved at once."""
    rows = [*material.examples, *(row for _, theirs in texts for row in theirs)]
    counted = Counter(one for row in rows for one in features_of(row.sentence))
    names = sorted(one for one, count in counted.items() if count >= COMMON)
    rarity = np.log((len(rows) + 1) / (np.array([counted[name] for name in names]) + 1))
    features = {name: place for place, name in enumerate(names)}
    words = _sparse(rows, features, rarity / rarity.mean())
    meaning = MEANING * StaticEmbedder().embed([row.sentence for row in rows]).astype(np.float64)
    tells, counts = _targets(rows, len(material.labels))
    sizes = (words.shape[1], meaning.shape[1], len(material.labels))

    def loss(tried: Floats) -> tuple[float, Floats]:
        weights = tried.reshape(-1, sizes[2])
        of_words, of_meaning, level = weights[: sizes[0]], weights[sizes[0] : -1], weights[-1]
        scores = words @ of_words + meaning @ of_meaning + level
        errors = counts * (sigmoid(scores) - tells)
        value = (counts * (np.logaddexp(0, scores) - tells * scores)).sum()
        value += PENALTY / 2 * ((of_words**2).sum() + (of_meaning**2).sum())
        slopes = [words.T @ errors + PENALTY * of_words, meaning.T @ errors + PENALTY * of_meaning, errors.sum(0)[None]]
        return float(value), np.vstack(slopes).ravel()

    start = np.zeros((sizes[0] + sizes[1] + 1, sizes[2]))
    start[-1] = -4.0
    found = _least(loss, start.ravel(), STEPS).reshape(-1, sizes[2])
    learnt = _blank(material.labels).__dict__ | {"features": features, "rarity": rarity / rarity.mean()}
    learnt |= {"words": found[: sizes[0]], "meaning": found[sizes[0] : -1], "level": found[-1]}
    return Learnt(**learnt)


def _together_learnt(best: Floats, stated: Floats) -> tuple[Floats, Floats, Floats]:
    """The second step: what a fact's own score and those of all others say of it."""
    size = best.shape[1]
    soft = sigmoid(best + SOFT)

    def loss(tried: Floats) -> tuple[float, Floats]:
        together = tried[: size * size].reshape(size, size)
        own, base = tried[-2 * size : -size], tried[-size:]
        odds = best * own + soft @ together + base
        errors = sigmoid(odds) - stated
        aside = base - base.mean()
        value = (np.logaddexp(0, odds) - stated * odds).sum()
        value += PENALTY_TOGETHER / 2 * (together**2).sum() + PENALTY_OWN / 2 * ((own - 1) ** 2).sum()
        value += PENALTY_BASE / 2 * (aside**2).sum()
        slopes = [(soft.T @ errors + PENALTY_TOGETHER * together).ravel(),
                  (errors * best).sum(0) + PENALTY_OWN * (own - 1), errors.sum(0) + PENALTY_BASE * aside]  # fmt: skip
        return float(value), np.concatenate(slopes)

    start = np.concatenate([np.zeros(size * size), np.ones(size), np.zeros(size)])
    found = _least(loss, start, STEPS_TOGETHER)
    return found[: size * size].reshape(size, size), found[-2 * size : -size], found[-size:]


def _least(loss: Any, start: Floats, steps: int) -> Floats:
    from scipy.optimize import minimize

    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": steps}).x)


def _sparse(rows: Sequence[Row], features: Mapping[str, int], rarity: Floats) -> Any:
    """Which features stand in which sentence, rare ones counting more, each row of length one."""
    from scipy.sparse import csr_matrix

    places, ends, values = list[int](), [0], list[float]()
    for row in rows:
        here = sorted(features[one] for one in features_of(row.sentence) if one in features)
        rare = rarity[here]
        values += list(rare / np.sqrt(rare @ rare)) if here else []
        places += here
        ends.append(len(places))
    return csr_matrix((values, places, ends), shape=(len(rows), len(features)))


def _targets(rows: Sequence[Row], size: int) -> tuple[Floats, Floats]:
    """What each row tells, and how much each row counts for each label."""
    tells, counts = np.zeros((len(rows), size)), np.full((len(rows), size), ELSEWHERE)
    for place, row in enumerate(rows):
        tells[place, sorted(row.tells)] = 1.0
        counts[place, sorted(row.tells | (row.tells_not or frozenset()))] = 1.0
        if row.tells_not is None:
            counts[place] = 1.0
    return tells, counts


def _blank(labels: tuple[Label, ...]) -> Learnt:
    size = len(labels)
    nothing, none = np.zeros((0, size)), np.zeros(size)
    return Learnt(labels, {}, np.zeros(0), nothing, nothing, none, np.zeros((size, size)), np.ones(size), none)
