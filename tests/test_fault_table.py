"""The documentation's account of a language model that misbehaves has every fault that is tested."""

from tests.fault_table import STEPS, fault_table
from tests.stub_endpoint.faults import FAULTS
from tests.stub_endpoint.stream_faults import STREAM_FAULTS


def test_every_fault_has_its_place_in_one_row() -> None:
    rows = [line.split(" | ") for line in fault_table().splitlines() if line.startswith("| ")][2:]
    assert all(len(row) == len(STEPS) + 2 for row in rows)
    for faults, streaming in ((FAULTS, False), (STREAM_FAULTS, True)):
        told = [row for row in rows if row[1].startswith("while streaming: ") is streaming]
        for fault in faults:
            names = [
                row[1].removeprefix("while streaming: ").split("; ") for row in told if row[0] == f"| {fault.number}"
            ]
            assert sum(fault.name in one for one in names) == 1, fault.name
