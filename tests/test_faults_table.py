"""Every fault of the table names tests that are there, or says why it has none."""

import pytest

from tests.fault_rows import exists, faults_table, rows, stores_of

ROWS = rows()


def test_the_numbers_have_no_gap() -> None:
    assert [row.number for row in ROWS] == list(range(1, len(ROWS) + 1))
    assert len(ROWS) >= 77
    assert [row.number for row in ROWS if row.standing != "asserted"] == []


def test_every_test_of_a_row_is_there() -> None:
    assert {row.number: test for row in ROWS for test in row.tests if not exists(test)} == {}
    assert [row.number for row in ROWS if len(set(row.tests)) != len(row.tests)] == []


def test_a_row_has_tests_or_says_why_it_has_none() -> None:
    assert [row.number for row in ROWS if bool(row.tests) == bool(row.open)] == []
    assert [row.number for row in ROWS if row.open and row.missing] == []


def test_a_row_is_tried_on_every_store_that_it_names() -> None:
    tried = {row.number: {store for test in row.tests for store in stores_of(test)} for row in ROWS}
    assert [row.number for row in ROWS if not row.open and set(row.stores) - tried[row.number]] == []


def test_the_page_tells_of_every_row_with_its_tests() -> None:
    page = faults_table().splitlines()
    for row in ROWS:
        (line,) = [one for one in page if one.startswith(f"| {row.number} | ")]
        assert line.count("|") == 5, row.number
        assert line.count("`") == 2 * len(row.tests), row.number
        assert ("**Not yet:**" in line) is bool(row.missing or row.open), row.number


@pytest.mark.parametrize(
    "test", ["test_faults_table.py::test_nowhere", "nowhere.py::test_x", "test_faults_table.py", "fault_rows.py::rows"]
)
def test_a_test_that_is_not_there_is_noticed(test: str) -> None:
    assert not exists(test)


def test_the_stores_of_a_test_are_told_apart() -> None:
    assert stores_of("agent/store/test_database_errors.py::test_a_restarted_server_is_found_again") == {"postgres"}
    assert stores_of("agent/store/test_database_errors.py::test_a_read_only_folder_is_said_to_be_one") == {"sqlite"}
    assert stores_of("agent/store/test_sessions.py::test_the_same_key_is_heard_once") == {"sqlite", "postgres"}
