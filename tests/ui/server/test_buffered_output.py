"""Output that nobody reads is kept up to a limit, then dropped and counted; it never waits."""

import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from ui.server.buffered_output import Pump

FULL = 4_000_000
"""More bytes than a pipe and the room for a slow reader hold together."""


class Ends:
    """A pipe into a pump and one out of it: where to write, what the pump reads and writes, where to read."""

    def __init__(self) -> None:
        self.source, self.into = os.pipe()
        self.out, self.target = os.pipe()
        self.opened = {self.source, self.into, self.out, self.target}

    def close(self, *numbers: int) -> None:
        for number in numbers:
            self.opened.remove(number)
            os.close(number)

    def pump(self, room: int) -> Pump:
        pump = Pump(self.source, self.target, room)
        pump.start()
        return pump

    def flood(self) -> None:
        for _ in range(FULL // 1000):
            os.write(self.into, b"x" * 1000)


@pytest.fixture
def ends() -> Iterator[Ends]:
    made = Ends()
    yield made
    made.close(*made.opened)


def read_all(out: int) -> bytes:
    return b"".join(iter(lambda: os.read(out, 65_536), b""))


def test_what_is_written_arrives_whole_and_in_order(ends: Ends) -> None:
    pump = ends.pump(room=100_000)
    for number in range(100):
        os.write(ends.into, f"line {number}\n".encode())
    ends.close(ends.into)
    assert pump.finish(patience=60)
    ends.close(ends.target)
    assert read_all(ends.out) == "".join(f"line {number}\n" for number in range(100)).encode()


def test_a_writer_is_never_kept_waiting_by_a_reader_that_does_not_read(ends: Ends) -> None:
    pump = ends.pump(room=10_000)
    ends.flood()
    assert not pump.finish(patience=0.05)
    ends.close(ends.into)


def test_a_reader_that_comes_back_is_told_how_much_is_missing(ends: Ends) -> None:
    pump = ends.pump(room=100_000)
    ends.flood()
    ends.close(ends.into)
    with ThreadPoolExecutor(1) as late:
        reading = late.submit(read_all, ends.out)
        assert pump.finish(patience=60)
        ends.close(ends.target)
        arrived = reading.result()
    missing = [int(number) for number in re.findall(rb"\[(\d+) bytes of output were dropped", arrived)]
    assert missing
    assert arrived.count(b"x") + sum(missing) == FULL


def test_a_reader_that_has_gone_stops_nothing(ends: Ends) -> None:
    ends.close(ends.out)
    pump = ends.pump(room=10_000)
    ends.flood()
    ends.close(ends.into)
    assert pump.finish(patience=60)
