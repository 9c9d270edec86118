"""A run goes on where the last one ended, and does nothing twice."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from agent.errors import InputError
from agent.portfolio import Item, Journal, Outcome, Standing, run_all
from agent.portfolio.items import set_aside
from tests.agent.portfolio.made import Benches, item, items


class Alone:
    """Runs items one after the other, and stops after some."""

    def __init__(self, benches: Benches, most: int = 1000) -> None:
        self._benches, self._most = benches, most
        self.ran: list[str] = []

    def run(self, given: Iterable[Item]) -> Iterator[Outcome]:
        with self._benches() as work:
            for one in given:
                if len(self.ran) == self._most:
                    raise KeyboardInterrupt
                self.ran.append(one.name)
                yield work(one)

    def close(self) -> None:
        self.ran.append("closed")


@pytest.fixture
def benches(tmp_path: Path) -> Benches:
    (tmp_path / "begun").mkdir()
    return Benches(tmp_path / "begun")


@pytest.fixture
def output(tmp_path: Path) -> Path:
    (tmp_path / "output").mkdir()
    return tmp_path / "output"


def ran(output: Path, given: Iterable[Item], runner: Alone) -> list[str]:
    journal = Journal(output)
    try:
        run_all(given, runner, journal, output)
    finally:
        journal.close()
    return [name for name in runner.ran if name != "closed"]


def test_a_run_that_was_broken_off_goes_on_with_what_is_missing(benches: Benches, output: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        ran(output, items(10), Alone(benches, most=4))
    assert ran(output, items(10), Alone(benches)) == [one.name for one in items(10)[4:]]
    assert all(benches.begun(one.name) == 1 for one in items(10))
    assert len(list(output.glob("*.json"))) == len(list(output.glob("*.md"))) == 10


def test_a_second_run_does_nothing(benches: Benches, output: Path) -> None:
    ran(output, items(5), Alone(benches))
    assert ran(output, items(5), Alone(benches)) == []


def test_a_half_written_line_costs_that_item_alone(benches: Benches, output: Path) -> None:
    ran(output, items(5), Alone(benches))
    file = output / "journal.jsonl"
    file.write_bytes(file.read_bytes()[:-30])
    assert ran(output, items(5), Alone(benches)) == ["system-004"]
    assert ran(output, items(5), Alone(benches)) == []
    assert len([line for line in file.read_text().splitlines() if line.endswith("}")]) == 5


@pytest.mark.parametrize("line", [b"\xff\xfe", b"{}", b"[" * 100_000, b'{"id": 3}', b"null"])
def test_a_strange_line_of_the_journal_is_passed_over(benches: Benches, output: Path, line: bytes) -> None:
    (output / "journal.jsonl").write_bytes(line + b"\n")
    assert len(ran(output, items(2), Alone(benches))) == 2


def test_a_changed_input_is_drafted_anew(benches: Benches, output: Path) -> None:
    ran(output, [item("shop", "one"), item("bank", "two")], Alone(benches))
    assert ran(output, [item("shop", "other"), item("bank", "two")], Alone(benches)) == ["shop"]
    assert (output / "shop.json").read_bytes() == b"other"


def test_another_catalog_or_model_makes_every_item_another(benches: Benches, output: Path) -> None:
    ran(output, [item("shop", terms="old")], Alone(benches))
    assert ran(output, [item("shop", terms="new")], Alone(benches)) == ["shop"]
    assert ran(output, [item("shop", terms="old")], Alone(benches)) == []


def test_a_model_that_was_deleted_or_changed_is_written_again(benches: Benches, output: Path) -> None:
    ran(output, items(3), Alone(benches))
    (output / "system-000.json").unlink()
    (output / "system-001.md").write_text("something else")
    assert ran(output, items(3), Alone(benches)) == ["system-000", "system-001"]


def test_what_was_set_aside_is_tried_again(benches: Benches, output: Path) -> None:
    journal = Journal(output)
    journal.add(set_aside(item("system-000"), "the machine was out of memory"))
    journal.close()
    assert ran(output, items(1), Alone(benches)) == ["system-000"]


def test_nothing_stays_of_a_system_that_is_set_aside_now(benches: Benches, output: Path) -> None:
    ran(output, [item("shop")], Alone(benches))
    journal = Journal(output)

    class Aside(Alone):
        def run(self, given: Iterable[Item]) -> Iterator[Outcome]:
            yield from (set_aside(one, "it is empty") for one in given)

    done = run_all([item("shop", "unusable")], Aside(benches), journal, output)
    journal.close()
    assert done["shop"].standing is Standing.ASIDE
    assert not list(output.glob("shop.*"))


def test_two_runs_in_one_folder_are_refused(output: Path) -> None:
    first = Journal(output)
    with pytest.raises(InputError, match="another run is at work"):
        Journal(output)
    first.close()
    Journal(output).close()


def test_the_runner_is_closed_however_a_run_ends(benches: Benches, output: Path) -> None:
    runner = Alone(benches, most=1)
    with pytest.raises(KeyboardInterrupt):
        ran(output, items(2), runner)
    assert runner.ran[-1] == "closed"


def test_a_line_of_the_journal_is_json(benches: Benches, output: Path) -> None:
    ran(output, items(1), Alone(benches))
    (line,) = (output / "journal.jsonl").read_text().splitlines()
    assert json.loads(line)["standing"] == "done"
