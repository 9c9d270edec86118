"""Output that never waits: what nobody reads is kept up to a limit, and what is beyond it is dropped and counted."""

import atexit
import os
import sys
import threading
from collections import deque
from collections.abc import Iterator

ROOM = 1_000_000
"""Bytes that are kept for a slow reader."""
_PIECE = 65_536
_LAST_SECONDS = 1.0
"""How long the end of the program waits for a reader that makes no progress."""
_FLOWING: dict[int, "Pump"] = {}


def let_output_flow() -> None:
    """From now on nothing in this process waits for whoever reads its standard output and errors.

    A full pipe would otherwise stop the first thread that writes a line, and with it every page.
    """
    if _FLOWING:
        return
    _flush()
    for number, stream in ((1, sys.stdout), (2, sys.stderr)):
        if stream is None:
            continue  # it was closed by whoever started this process
        reading, writing = os.pipe()
        _FLOWING[number] = Pump(reading, os.dup(number))
        os.dup2(writing, number)
        os.close(writing)
        _FLOWING[number].start()
    atexit.register(_finish)


class Pump:
    """Carries bytes from one place to another: always ready to take, and never kept waiting by where they go."""

    def __init__(self, source: int, target: int, room: int = ROOM) -> None:
        self.target = target
        self._source, self._room = source, room
        self._kept: deque[bytes] = deque()
        self._size = self._dropped = self._steps = 0
        self._busy = self._gone = self._ended = False
        self._changed = threading.Condition()

    def start(self) -> None:
        """Begin, on two threads that end with the process."""
        for work, name in ((self._take, "output-in"), (self._give, "output-out")):
            threading.Thread(target=work, name=name, daemon=True).start()

    def finish(self, patience: float = _LAST_SECONDS) -> bool:
        """Once the source is closed, wait until everything is written; false if nothing moves any more."""
        with self._changed:
            while not self._done():
                before = self._steps
                self._changed.wait(patience)
                if self._steps == before:
                    return False
        return True

    def _take(self) -> None:
        for piece in iter(lambda: os.read(self._source, _PIECE), b""):
            with self._changed:
                self._keep(piece)
                self._step()
        with self._changed:
            self._ended = True
            self._step()

    def _keep(self, piece: bytes) -> None:
        if self._gone:
            return
        if self._size + len(piece) > self._room:
            self._dropped += len(piece)
            return
        self._tell_gap()
        self._kept.append(piece)
        self._size += len(piece)

    def _tell_gap(self) -> None:
        if self._dropped:
            told = f"\n[{self._dropped} bytes of output were dropped, as nobody read them]\n".encode()
            self._kept.append(told)
            self._size += len(told)
            self._dropped = 0

    def _give(self) -> None:
        try:
            for piece in self._pieces():
                rest = memoryview(piece)
                while rest:
                    rest = rest[os.write(self.target, rest) :]
        except OSError:
            # Nobody will ever read this: a closed pipe, a full disk. The app goes on without it.
            with self._changed:
                self._gone, self._busy, self._dropped = True, False, 0
                self._kept.clear()
                self._step()

    def _pieces(self) -> Iterator[bytes]:
        """What there is to write, piece by piece."""
        while True:
            with self._changed:
                self._busy = False
                self._step()
                self._changed.wait_for(lambda: self._kept or self._dropped)
                if not self._kept:
                    self._tell_gap()
                piece = self._kept.popleft()
                self._size -= len(piece)
                self._busy = True
            yield piece

    def _done(self) -> bool:
        return self._ended and not (self._kept or self._busy or self._dropped)

    def _step(self) -> None:
        self._steps += 1
        self._changed.notify_all()


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()


def _finish() -> None:
    """At the end of the process, hand the streams back and see the last lines out, if anybody reads them."""
    _flush()
    for number, pump in _FLOWING.items():
        os.dup2(pump.target, number)
        pump.finish()
