"""The index is a cache: whatever happens to it, answers stay right and the process lives."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Event, Thread

import numpy as np
import pytest

from knowledge.catalog import Catalog, load_catalog
from knowledge.search import index as index_module
from knowledge.search.embedding import StaticEmbedder
from knowledge.search.index import ChromaIndex
from knowledge.search.passages import passages_of
from knowledge.search.retriever import Query, Retriever, open_retriever
from knowledge.search.vectors import PassageVectors
from tests.collector import Collector
from tests.knowledge.small import pattern, small, write
from tests.knowledge.test_verified_files import DAMAGES
from tests.waiting import until

BUILDS_INDEXES = True
QUERIES = [
    Query(text="a mail told our bot to pay"),
    Query(text="a rival rebuilds the model", what="items"),
    Query(text="white letters in a CV", what="mitigations"),
]


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    return load_catalog(write(small(), tmp_path_factory.mktemp("catalog")))


@pytest.fixture(scope="module")
def built(catalog: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a whole index; tests that damage one take a copy."""
    folder = tmp_path_factory.mktemp("index")
    assert not open_retriever(catalog, folder).degraded
    return folder


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "index"))


@pytest.fixture
def built_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Builds the index in this process, for tests that are about something else than the process that builds it."""

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        index_module.build(*command[3:])
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr("knowledge.search.index.subprocess.run", run)


def answers(retriever: Retriever) -> list[object]:
    return [retriever.search(query) for query in QUERIES]


def truth(catalog: Catalog) -> list[object]:
    return answers(open_retriever(catalog, None, store="memory"))


def builds(folder: Path) -> dict[str, int]:
    """Each build with its inode: a rebuilt one has another."""
    return {path.name: path.stat().st_ino for path in folder.iterdir()}


def test_chroma_answers_as_brute_force_does(tmp_path: Path) -> None:
    packaged = load_catalog()
    stored, exact = open_retriever(packaged, tmp_path), open_retriever(packaged, tmp_path, store="memory")
    assert not stored.degraded
    embedder = StaticEmbedder()
    passages = passages_of(packaged)
    for passage in passages[:: len(passages) // 25]:
        vector = embedder.embed([passage.text])[0]
        np.testing.assert_allclose(
            stored._meaning.index.similarities(vector),
            exact._meaning.index.similarities(vector),
            atol=1e-4,
            err_msg=passage.id,
        )
    for query in (Query(text="the assistant follows a hidden order", what=what) for what in ("patterns", "items")):
        assert [hit.id for hit in stored.search(query)] == [hit.id for hit in exact.search(query)]


def test_a_whole_index_is_opened_and_not_rebuilt(catalog: Catalog, folder: Path) -> None:
    before = builds(folder)
    retriever = open_retriever(catalog, folder)
    assert not retriever.degraded
    assert answers(retriever) == truth(catalog)
    assert builds(folder) == before


@pytest.mark.usefixtures("built_here")
@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_store_is_rebuilt(catalog: Catalog, folder: Path, damage: Callable[[Path], object]) -> None:
    store = next(folder.glob("chroma-*"))
    before = builds(folder)
    damage(store / "chroma.sqlite3")
    retriever = open_retriever(catalog, folder)
    assert not retriever.degraded
    assert answers(retriever) == truth(catalog)
    assert builds(folder)[store.name] != before[store.name]


@pytest.mark.usefixtures("built_here")
def test_damage_to_any_file_of_the_store_is_noticed(catalog: Catalog, folder: Path) -> None:
    names = sorted(path.name for path in next(folder.glob("chroma-*")).rglob("*") if path.is_file())
    assert {"chroma.sqlite3", "data_level0.bin", "manifest.json"} <= set(names)
    for name in names:
        before = builds(folder)
        path = next(folder.glob(f"chroma-*/**/{name}"))
        path.write_bytes(os.urandom(max(1, path.stat().st_size)))
        assert answers(open_retriever(catalog, folder)) == truth(catalog)
        assert builds(folder) != before, name


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_damaged_vectors_are_fitted_again(catalog: Catalog, folder: Path, damage: Callable[[Path], object]) -> None:
    damage(next(folder.glob("vectors-*")) / "vectors.npz")
    retriever = open_retriever(catalog, folder, store="memory")
    assert not retriever.degraded
    assert answers(retriever) == truth(catalog)


@pytest.mark.usefixtures("built_here")
def test_a_changed_catalog_gets_a_new_index_and_the_old_one_goes(
    catalog: Catalog, folder: Path, tmp_path: Path
) -> None:
    files = small()
    files["threats/one.yaml"]["patterns"].append(
        pattern("third", examples=["zebras in the yard", "a zebra", "stripes"])
    )
    changed = load_catalog(write(files, tmp_path / "changed-catalog"))
    before = set(builds(folder))
    retriever = open_retriever(changed, folder)
    assert not retriever.degraded
    assert retriever.search(Query(text="zebra"))[0].id == "third"
    after = {name for name in builds(folder) if name.startswith(("chroma-", "vectors-"))}
    assert len(after) == 2
    assert not after & before


@pytest.mark.usefixtures("built_here")
def test_a_store_sealed_with_other_passages_is_rebuilt(catalog: Catalog, folder: Path, tmp_path: Path) -> None:
    """A manifest can be right while the content is wrong; the collection's own fingerprint tells."""
    files = small()
    files["threats/one.yaml"]["patterns"].pop()
    other_folder = tmp_path / "other"
    open_retriever(load_catalog(write(files, tmp_path / "other-catalog")), other_folder)
    store = next(folder.glob("chroma-*"))
    shutil.rmtree(store)
    next(other_folder.glob("chroma-*")).rename(store)
    retriever = open_retriever(catalog, folder)
    assert not retriever.degraded
    assert answers(retriever) == truth(catalog)


@pytest.mark.parametrize(
    ("child", "reason"),
    [
        ("import os; os.abort()", "exit code -6"),
        ("raise SystemExit('no native code here')", "no native code here"),
        ("import time; time.sleep(60)", "longer than"),
    ],
)
def test_a_build_that_dies_leaves_the_vectors_in_memory(
    catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, child: str, reason: str
) -> None:
    monkeypatch.setattr(index_module, "CHILD", child)
    monkeypatch.setattr(index_module, "BUILD_SECONDS", 1.0)
    retriever = open_retriever(catalog, tmp_path)
    assert reason in retriever.degraded
    assert answers(retriever) == truth(catalog)


def test_a_folder_that_cannot_be_written_is_told_and_survived(catalog: Catalog, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    retriever = open_retriever(catalog, tmp_path / "file" / "index")
    assert "cannot be kept in" in retriever.degraded
    assert answers(retriever) == truth(catalog)


def test_processes_that_start_together_do_not_disturb_each_other(catalog: Catalog, tmp_path: Path) -> None:
    data = write(small(), tmp_path / "catalog")
    code = (
        "import sys; from pathlib import Path\n"
        "from knowledge.catalog import load_catalog\n"
        "from knowledge.search.retriever import Query, open_retriever\n"
        "r = open_retriever(load_catalog(Path(sys.argv[1])), Path(sys.argv[2]))\n"
        "print(repr(r.degraded), [hit.id for hit in r.search(Query(text='a mail told our bot to pay'))])\n"
    )
    command = [sys.executable, "-c", code, str(data), str(tmp_path / "index")]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    printed = [process.communicate(timeout=120)[0] for process in running]
    assert printed[0].startswith("'' ['orders-in-mail'")
    assert len(set(printed)) == 1


def test_no_copy_is_left_behind_when_a_retriever_goes(catalog: Catalog, folder: Path) -> None:
    retriever = open_retriever(catalog, folder)
    scratch = retriever._meaning.scratch
    path = scratch.path
    assert any(path.iterdir())
    del retriever, scratch
    assert not path.exists()


class Collection:
    """A stand-in for a Chroma collection that gives one prepared answer."""

    def __init__(self, answer: object) -> None:
        self.answer = answer

    def query(self, **_: object) -> object:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


VECTORS = PassageVectors("print", ("a", "b"), np.eye(2, dtype=np.float32))
WHOLE = {"ids": [["b", "a", "not ours"]], "distances": [[0.5, 0.25, 0.0]]}


def test_names_that_are_not_ours_are_dropped() -> None:
    found = ChromaIndex(lambda: Collection(WHOLE), VECTORS)
    assert found.similarities(VECTORS.matrix[0]).tolist() == [0.75, 0.5]
    assert not found.degraded


@pytest.mark.parametrize(
    "answer",
    [
        {"ids": [["a"]], "distances": [[0.0]]},
        {"ids": [[]], "distances": [[]]},
        {"ids": [["a", "b"]], "distances": [[0.0]]},
        {"ids": [["a", "b"]], "distances": [[None, "x"]]},
        {"ids": None, "distances": None},
        {},
        None,
        "<html>login</html>",
        ConnectionError("gone"),
        RuntimeError("panic"),
    ],
    ids=repr,
)
def test_an_answer_that_makes_no_sense_is_replaced_by_our_own(answer: object) -> None:
    found = ChromaIndex(lambda: Collection(answer), VECTORS)
    assert found.similarities(VECTORS.matrix[1]).tolist() == [0.0, 1.0]
    assert "vectors in memory are used instead" in found.degraded


def test_a_store_that_comes_back_is_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_module, "RETRY_SECONDS", 0.0)
    collection = Collection(ConnectionError("gone"))
    found = ChromaIndex(lambda: collection, VECTORS)
    assert found.degraded
    collection.answer = WHOLE
    assert found.similarities(VECTORS.matrix[0]).tolist() == [0.75, 0.5]
    assert not found.degraded


def test_a_recheck_brings_a_store_back_without_a_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_module, "RETRY_SECONDS", 0.0)
    collection = Collection(ConnectionError("gone"))
    found = ChromaIndex(lambda: collection, VECTORS)
    found.recheck()
    _ended(found)
    assert found.degraded
    collection.answer = WHOLE
    found.recheck()
    _ended(found)
    assert not found.degraded


def test_a_recheck_waits_for_nobody_and_asks_once_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_module, "RETRY_SECONDS", 0.0)
    go, asked = Event(), []

    def connect() -> Collection:
        asked.append(1)
        if len(asked) == 1:
            raise ConnectionError("gone")
        go.wait(20)
        return Collection(WHOLE)

    found = ChromaIndex(connect, VECTORS)
    found.recheck()
    found.recheck()
    assert found.degraded
    go.set()
    _ended(found)
    assert (len(asked), found.degraded) == (2, "")


def test_a_recheck_before_it_is_time_and_of_a_sound_store_asks_nothing() -> None:
    gone = ChromaIndex(lambda: Collection(ConnectionError("gone")), VECTORS)
    gone.recheck()
    assert gone._probe is None
    sound = ChromaIndex(lambda: Collection(WHOLE), VECTORS)
    sound.recheck()
    assert sound._probe is None


def test_what_is_told_of_a_failure_holds_no_address() -> None:
    error = ConnectionError("cannot reach https://someone:s3cret@chroma.example:8000/api/v2 now")
    found = ChromaIndex(lambda: Collection(error), VECTORS)
    assert "cannot reach the server now" in found.degraded
    assert "s3cret" not in found.degraded


def _ended(index: ChromaIndex) -> None:
    assert index._probe is not None
    index._probe.join(20)
    assert not index._probe.is_alive()


class Garbage(BaseHTTPRequestHandler):
    """Answers everything with something that is not what was asked for."""

    def do_GET(self) -> None:
        body = b'{"nanosecond heartbeat": "soon", "tenant": []}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def garbage() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Garbage)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def silent() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@pytest.fixture
def closed() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    return f"http://127.0.0.1:{port}"


@pytest.mark.parametrize("kind", ["garbage", "silent", "closed"])
def test_a_server_that_is_down_slow_or_odd_is_survived(
    catalog: Catalog, kind: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_module, "SERVER_SECONDS", 1.5)
    retriever = open_retriever(catalog, None, chroma_url=request.getfixturevalue(kind))
    assert "does not answer" in retriever.degraded
    assert answers(retriever) == truth(catalog)


def test_a_server_is_asked_directly_whatever_proxy_is_named(
    catalog: Catalog, garbage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Collector() as proxy:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
            monkeypatch.setenv(name.lower(), proxy.url)
        retriever = open_retriever(catalog, None, chroma_url=garbage)
    assert "does not answer" in retriever.degraded
    assert proxy.heard == []


def test_neither_the_environment_nor_a_folder_tells_chroma_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = index_module._settings().model_dump()
    (tmp_path / ".env").write_text("CHROMA_OTEL_GRANULARITY=all\nCHROMA_SERVER_HOST=elsewhere.example\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CHROMA_OTEL_COLLECTION_ENDPOINT", "http://collector.example:4317")
    monkeypatch.setenv("CHROMA_API_IMPL", "chromadb.api.fastapi.FastAPI")
    monkeypatch.setenv("CHROMA_PRODUCT_TELEMETRY_IMPL", "brought_along.Telemetry")
    found = index_module._settings().model_dump()
    assert found == usual
    assert (found["chroma_otel_granularity"], found["anonymized_telemetry"]) == (None, False)


OPENING = """
import sys
from pathlib import Path
from knowledge.catalog import load_catalog
from knowledge.search.retriever import open_retriever
print(open_retriever(load_catalog(Path(sys.argv[1])), Path(sys.argv[2])).degraded)
"""


def test_a_folder_with_strange_values_for_chroma_does_not_break_the_index(folder: Path, tmp_path: Path) -> None:
    pack, work = write(small(), tmp_path), tmp_path / "work"
    work.mkdir()
    (work / ".env").write_text("CHROMA_SERVER_HTTP_PORT=canary\nIS_PERSISTENT=canary\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", OPENING, str(pack), str(folder)],
        cwd=work, env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "CHROMA_SERVER_NOFILE": "canary"},
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == ""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """Chroma's own server on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    command = [str(Path(sys.executable).parent / "chroma"), "run", "--path", str(tmp_path / "server")]
    process = subprocess.Popen(
        [*command, "--host", "127.0.0.1", "--port", str(port)], cwd=tmp_path, stdout=subprocess.DEVNULL
    )
    until(lambda: _listens(port))
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(timeout=60)


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=60).close()
    except OSError:
        return False
    return True


def test_a_server_is_filled_used_and_refilled_when_its_content_is_wrong(catalog: Catalog, server: str) -> None:
    first = open_retriever(catalog, None, chroma_url=server)
    assert not first.degraded
    assert answers(first) == truth(catalog)
    client = index_module._client_at(server)
    (collection,) = client.list_collections()
    ids = collection.get(include=[])["ids"]
    collection.update(ids=ids, embeddings=[[1.0] + [0.0] * (StaticEmbedder().dimensions - 1)] * len(ids))
    second = open_retriever(catalog, None, chroma_url=server)
    assert not second.degraded
    assert answers(second) == truth(catalog)
    client.delete_collection(collection.name)
    index_module._close(client)
    assert answers(second) == truth(catalog)
    assert second.degraded
