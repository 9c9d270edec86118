"""The vector index in Chroma, embedded or on a server: a cache of the catalog that may break at any time.

Three rules keep a broken index from breaking the product. Vectors are always given, so Chroma never embeds.
An embedded index is built and tried out in a child process, sealed, and opened only as a verified copy of one's own
(see ``sealed``); so damage leads to a rebuild, and no two processes open the same files. The vectors stay in memory
beside it: whenever Chroma fails, they answer, and ``degraded`` says why.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache, partial
from pathlib import Path
from threading import Lock, Thread
from time import monotonic
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit
from weakref import finalize

import numpy as np

from knowledge.address_masking import brief
from knowledge.deadline import Deadline
from knowledge.errors import IndexUnavailable
from knowledge.loading.verified_files import clear_others, copy_of, publish
from knowledge.search.embedding import Vectors
from knowledge.search.vector_search import cosines, try_out
from knowledge.search.vectors import MemoryIndex, PassageVectors, VectorIndex

BUILD_SECONDS = 120.0
SERVER_SECONDS = 5.0
RETRY_SECONDS = 10.0
CHILD = "import sys; from knowledge.search.index import build; build(*sys.argv[1:])"
INSTEAD = "vectors in memory are used instead"
_MAKING = Lock()
_IMPORTING = Lock()


class ChromaIndex:
    """Asks a Chroma collection, and the vectors in memory whenever that fails."""

    def __init__(self, connect: Callable[[], Any], vectors: PassageVectors, seconds: float | None = None) -> None:
        self.degraded = ""
        self._connect, self._deadline = connect, Deadline[Vectors](seconds)
        self._vectors, self._spare = vectors, MemoryIndex(vectors)
        self._collection: Any = None
        self._retry_at = 0.0
        self._probe: Thread | None = None
        if vectors.ids:
            self._ask(vectors.matrix[0])

    def similarities(self, vector: Vectors) -> Vectors:
        """The cosine with each passage; after a failure Chroma is tried again some seconds later."""
        if monotonic() >= self._retry_at and self._vectors.ids and vector.any():
            found = self._ask(vector)
            if found is not None:
                return found
        return self._spare.similarities(vector)

    def recheck(self) -> None:
        """Ask Chroma again beside whoever wants to know, once it is time after a failure."""
        probing = self._probe is not None and self._probe.is_alive()
        if self.degraded and not probing and self._vectors.ids and monotonic() >= self._retry_at:
            self._probe = Thread(target=self._ask, args=(self._vectors.matrix[0],), daemon=True, name="recheck")
            self._probe.start()

    def _ask(self, vector: Vectors) -> Vectors | None:
        try:
            found = self._deadline.run(lambda: self._query(vector))
        except _failures() as error:
            self._collection = None
            self._retry_at = monotonic() + RETRY_SECONDS
            self.degraded = f"the vector store does not answer ({brief(error)}); {INSTEAD}"
            return None
        self.degraded = ""
        return found

    def _query(self, vector: Vectors) -> Vectors:
        if self._collection is None:
            self._collection = self._connect()
        return cosines(self._collection, vector, self._vectors)


def open_local(vectors: PassageVectors, folder: Path, scratch: Path) -> VectorIndex:
    """The embedded index kept in a folder, rebuilt if it is missing, damaged or of another catalog."""
    sealed = folder / f"chroma-{vectors.fingerprint[:16]}"
    kept = _open_copy(sealed, scratch / "kept", vectors)
    if kept is not None:
        return kept
    loading = Thread(target=_load_chroma, daemon=True)
    loading.start()  # while the child builds with its own
    try:
        publish(sealed, lambda build: _build_in_child(vectors, build))
    except (OSError, IndexUnavailable) as error:
        return MemoryIndex(vectors, degraded=f"the vector store cannot be built ({brief(error)}); {INSTEAD}")
    finally:
        loading.join()  # two threads that load one library at once can block each other
    clear_others(sealed, "chroma-*")
    rebuilt = _open_copy(sealed, scratch / "rebuilt", vectors)
    return rebuilt or MemoryIndex(vectors, degraded=f"the vector store cannot be opened; {INSTEAD}")


def open_server(vectors: PassageVectors, url: str) -> VectorIndex:
    """The index on a Chroma server, filled if it lacks this catalog; vectors in memory while it does not answer."""
    return ChromaIndex(
        lambda: _held(_client_at(url), lambda client: _filled(client, vectors)), vectors, seconds=SERVER_SECONDS
    )


def build(given: str, folder: str) -> None:
    """Fill a new embedded index from a file of vectors and try it out; this is what the child process runs."""
    vectors = PassageVectors.load(Path(given))
    client = _client(Path(folder))
    _fill(_create(client, vectors), vectors)
    try_out(_collection_of(client, vectors), vectors)
    client.close()


def _open_copy(sealed: Path, copy: Path, vectors: PassageVectors) -> ChromaIndex | None:
    if not copy_of(sealed, copy):
        return None
    index = ChromaIndex(lambda: _held(_client(copy), lambda client: _collection_of(client, vectors)), vectors)
    return None if index.degraded else index


def _build_in_child(vectors: PassageVectors, folder: Path) -> None:
    """Build in a process of its own, since a fault in native code would end the process it happens in."""
    given = folder / "given.npz"
    np.savez(given, fingerprint=np.array(vectors.fingerprint), ids=np.array(vectors.ids), matrix=vectors.matrix)
    command = [sys.executable, "-c", CHILD, str(given), str(folder)]
    try:
        done = subprocess.run(
            command, cwd=Path(__file__).parents[2], capture_output=True, timeout=BUILD_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise IndexUnavailable(f"building took longer than {BUILD_SECONDS:.0f} s") from error
    if done.returncode != 0:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines() or [f"exit code {done.returncode}"]
        raise IndexUnavailable(lines[-1][:200])
    given.unlink()


def _load_chroma() -> None:
    with suppress(ImportError):
        _chroma()


def _chroma() -> Any:
    """Chroma, imported without its look at the environment and the .env of the working folder.

    It reads its own settings while it is imported, and a strange value there would end the import.
    """
    with _IMPORTING:
        if "chromadb" not in sys.modules:
            from pydantic_settings import BaseSettings

            usual: Any = BaseSettings.__dict__["settings_customise_sources"]
            replaced: Any = BaseSettings
            replaced.settings_customise_sources = classmethod(_only_given)
            try:
                import chromadb.config
            finally:
                replaced.settings_customise_sources = usual
        import chromadb

        return chromadb


def _only_given(_: Any, settings_cls: Any, init_settings: Any, *__: Any, **___: Any) -> tuple[Any, ...]:
    return (init_settings,)


def _client(folder: Path) -> Any:
    return _chroma().PersistentClient(str(folder), settings=_settings())


def _settings() -> Any:
    return _settings_kind()(anonymized_telemetry=False)


@lru_cache(maxsize=1)
def _settings_kind() -> Any:
    """Chroma's settings as we give them; its own would follow the environment, and the .env of any working folder.

    Those could have what it does reported to a collector, or another server asked in its place.
    """
    settings: Any = _chroma().config.Settings
    return type("Given", (settings,), {"settings_customise_sources": classmethod(_only_given)})


def _name(vectors: PassageVectors) -> str:
    return f"threatparley-{vectors.fingerprint[:24]}"


def _collection_of(client: Any, vectors: PassageVectors) -> Any:
    """The collection of exactly these vectors, or a complaint."""
    collection = client.get_collection(_name(vectors), embedding_function=None)
    found = (collection.metadata or {}).get("fingerprint"), collection.count()
    if found != (vectors.fingerprint, len(vectors.ids)):
        raise IndexUnavailable(f"expected {len(vectors.ids)} passages of this catalog, found {found[1]} of {found[0]}")
    return collection


def _client_at(url: str) -> Any:
    chroma = _chroma()
    address = urlsplit(url)
    secure = address.scheme == "https"
    with _asking_directly(secure):
        return chroma.HttpClient(
            host=address.hostname or "localhost",
            port=address.port or (443 if secure else 8000),
            ssl=secure,
            settings=_settings(),
        )


@contextmanager
def _asking_directly(secure: bool) -> Iterator[None]:
    """Chroma's client, while it is made, goes to its server and to no proxy that the environment names.

    Chroma makes it without an option for that, and asks its server before anybody else gets hold of it. Certificates
    are still looked for where the environment says.
    """
    import chromadb.api.fastapi

    maker: Any = chromadb.api.fastapi
    with _MAKING:
        usual = maker.httpx
        chosen = {"trust_env": False, **({"verify": usual.create_ssl_context()} if secure else {})}
        maker.httpx = SimpleNamespace(**{**vars(usual), "Client": partial(usual.Client, **chosen)})
        try:
            yield
        finally:
            maker.httpx = usual


def _filled(client: Any, vectors: PassageVectors) -> Any:
    """The server's collection of these vectors, filled if it is missing and refilled if it is wrong."""
    if _name(vectors) in {collection.name for collection in client.list_collections()}:
        try:
            try_out(_collection_of(client, vectors), vectors)
            return _collection_of(client, vectors)
        except IndexUnavailable:
            client.delete_collection(_name(vectors))
    _fill(_create(client, vectors), vectors)
    try_out(_collection_of(client, vectors), vectors)
    return _collection_of(client, vectors)


def _held(client: Any, collection_of: Callable[[Any], Any]) -> Any:
    """A collection that takes its client along when it goes."""
    try:
        collection = collection_of(client)
    except BaseException:
        _close(client)
        raise
    finalize(collection, _close, client)
    return collection


def _close(client: Any) -> None:
    """Close a client with its connections, which Chroma leaves open."""
    client.close()
    for part in (client, getattr(client, "_admin_client", None)):
        session = getattr(getattr(part, "_server", None), "_session", None)
        if session is not None:
            session.close()


def _create(client: Any, vectors: PassageVectors) -> Any:
    return client.get_or_create_collection(
        _name(vectors),
        metadata={"fingerprint": vectors.fingerprint},
        configuration={"hnsw": {"space": "cosine", "ef_construction": 200}},
        embedding_function=None,
    )


def _fill(collection: Any, vectors: PassageVectors) -> None:
    for ids, rows in _chunks(vectors):
        collection.upsert(ids=ids, embeddings=rows)


def _chunks(vectors: PassageVectors, size: int = 2000) -> Iterator[tuple[list[str], Vectors]]:
    for start in range(0, len(vectors.ids), size):
        yield list(vectors.ids[start : start + size]), vectors.matrix[start : start + size]


def _failures() -> tuple[type[Exception], ...]:
    """What can come from Chroma when its files, its server or its answers are not as they should be."""
    expected = (IndexUnavailable, ImportError, OSError, RuntimeError, ValueError, TypeError, LookupError,
                AttributeError)  # fmt: skip
    try:
        from chromadb.errors import ChromaError
        from httpx import HTTPError
    except (ImportError, ValueError):
        return expected
    return (*expected, ChromaError, HTTPError)
