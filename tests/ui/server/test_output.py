"""Output that nobody reads is kept up to a limit, then dropped and counted; it never waits."""

import os
from collections.abc import Iterator

import pytest

from ui.server.output import Pump

FULL = 4_000_000
"""More bytes than a pipe and the room for a slow reader hold together."""


@pytest.fixture
def ends() -> Iterator[tuple[int, int, int, int]]:
    """A pipe into a pump and one out of it: where to write, what the pump reads and writes, where to read."""
    source, into = os.pipe()
    out, target = os.pipe()
    opened = [source, into, out, target]
    yield into, source, target, out
    for one in opened:
        try:
            os.close(one)
        except OSError:
            continue


def read_all(out: int) -> bytes:
    return b"".join(iter(lambda: os.read(out, 65_536), b""))


def test_what_is_written_arrives_whole_and_in_order(ends: tuple[int, int, int, int]) -> None:
    into, source, target, out = ends
    pump = Pump(source, target)
    pump.start()
    for number in range(100):
        os.write(into, f"line {number}\n".encode())
    os.close(into)
    assert pump.finish(patience=60)
    os.close(target)
    assert read_all(out) == "".join(f"line {number}\n" for number in range(100)).encode()


def test_a_writer_is_never_kept_waiting_by_a_reader_that_does_not_read(ends: tuple[int, int, int, int]) -> None:
    into, source, target, _ = ends
    pump = Pump(source, target, room=10_000)
    pump.start()
    for _ in range(FULL // 1000):
        os.write(into, b"x" * 1000)
    os.close(into)
    assert not pump.finish(patience=0.05)


def test_a_reader_that_comes_back_is_told_how_much_is_missing(ends: tuple[int, int, int, int]) -> None:
    into, source, target, out = ends
    pump = Pump(source, target, room=100_000)
    pump.start()
    for _ in range(FULL // 1000):
        os.write(into, b"x" * 1000)
    os.close(into)
    assert not pump.finish(patience=0.05)
    arrived = b""
    while b"were dropped, as nobody read them" not in arrived:
        arrived += os.read(out, 65_536)
    missing = int(arrived.rpartition(b"[")[2].split()[0])
    assert arrived.count(b"x") + missing == FULL


def test_a_reader_that_has_gone_stops_nothing(ends: tuple[int, int, int, int]) -> None:
    into, source, target, out = ends
    os.close(out)
    pump = Pump(source, target, room=10_000)
    pump.start()
    for _ in range(FULL // 1000):
        os.write(into, b"x" * 1000)
    os.close(into)
    assert pump.finish(patience=60)
