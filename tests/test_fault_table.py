"""The README's account of a language model that misbehaves is the one the tests define."""

from tests.fault_table import STEPS, stands, written
from tests.stub_endpoint.faults import FAULTS
from tests.stub_endpoint.stream_faults import STREAM_FAULTS


def test_the_readme_lists_the_faults_that_are_tested() -> None:
    assert stands() == written(), "the README is behind; write it anew with: python -m tests.fault_table"


def test_every_fault_has_its_place_in_one_row() -> None:
    rows = [line.split(" | ") for line in written().splitlines() if line.startswith("| ")][2:]
    assert all(len(row) == len(STEPS) + 2 for row in rows)
    for faults, streaming in ((FAULTS, False), (STREAM_FAULTS, True)):
        told = [row for row in rows if row[1].startswith("while streaming: ") is streaming]
        for fault in faults:
            names = [
                row[1].removeprefix("while streaming: ").split("; ") for row in told if row[0] == f"| {fault.number}"
            ]
            assert sum(fault.name in one for one in names) == 1, fault.name
