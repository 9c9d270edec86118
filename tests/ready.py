"""What a first start of the program works out for seconds, made once for all tests and laid where they want it."""

import atexit
import shutil
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from tempfile import mkdtemp
from threading import Lock
from typing import Any

from agent.analyst.rules.analyst import RulesAnalyst
from agent.assembly import PARSED
from knowledge.catalog import load_catalog
from knowledge.loading import parsing, prepared
from knowledge.search import index
from knowledge.search.retriever import open_retriever
from knowledge.search.vectors import PassageVectors

_build_in_child, _CHILD = index._build_in_child, index.CHILD


class Ready:
    """Indexes by the fingerprint of their vectors, and the data folder of the packaged catalog."""

    def __init__(self) -> None:
        self._one_by_one = Lock()

    @cached_property
    def _folder(self) -> Path:
        folder = Path(mkdtemp(prefix="threatparley-ready-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        return folder

    def build(self, vectors: PassageVectors, folder: Path) -> None:
        """As the program builds an index, but that one which was built before is copied; a broken way stays broken."""
        if index.CHILD != _CHILD:
            return _build_in_child(vectors, folder)
        kept = self._folder / vectors.fingerprint
        with self._one_by_one:
            if kept.is_dir():
                shutil.copytree(kept, folder, dirs_exist_ok=True)
            else:
                _build_in_child(vectors, folder)
                shutil.copytree(folder, kept)
        return None

    def laid_into(self, folder: Path) -> Path:
        """Make a data folder look as after a first start."""
        if not (self._folder / "data").is_dir():
            self._start_once(self._folder / "data")
        shutil.copytree(self._folder / "data", folder, dirs_exist_ok=True)
        return folder

    def _start_once(self, data: Path) -> None:
        if prepared._kept.folder is None:  # pictures are made outside of pytest
            prepared.keep_prepared_in(self._folder / prepared.FOLDER)
        assert not open_retriever(load_catalog(), data / "index").degraded
        RulesAnalyst(load_catalog())
        kept = parsing._Kept()
        kept.path, kept.used, kept.new = data / PARSED, parsing._kept.used, True
        kept.save()
        prepared._kept.save()
        folder = prepared._kept.folder
        if folder is not None and folder.is_dir():
            shutil.copytree(folder, data / prepared.FOLDER)


def remembered(read: Callable[[Path], Any]) -> Callable[[Path], Any]:
    """Reads a file of prepared parts once for as long as it stays as it is; nobody changes what was read."""
    found: dict[Path, tuple[tuple[int, int], Any]] = {}

    def reading(path: Path) -> Any:
        try:
            looks = path.stat()
        except OSError:
            return None
        state = (looks.st_mtime_ns, looks.st_size)
        if path not in found or found[path][0] != state:
            found[path] = state, read(path)
        return found[path][1]

    return reading


READY = Ready()
