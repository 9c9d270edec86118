"""Server-sent events, however the bytes are cut."""

import json

from hypothesis import given
from hypothesis import strategies as st

from agent.llm.endpoint.sse import Event, events, lines


def data_of(*pieces: bytes) -> list[str]:
    return [event.data for event in events(pieces)]


def test_each_event_ends_with_an_empty_line() -> None:
    assert data_of(b"data: a\n\ndata: b\n\n") == ["a", "b"]


def test_lines_of_one_event_belong_together() -> None:
    assert data_of(b"data: a\ndata: b\n\n") == ["a\nb"]


def test_all_three_line_ends_are_read_also_mixed() -> None:
    assert data_of(b"data: a\r\n\r\ndata: b\r\rdata: c\n\n") == ["a", "b", "c"]


def test_a_line_end_that_is_cut_in_two_is_one() -> None:
    assert data_of(b"data: a\r", b"\n", b"\r", b"\ndata: b\r\n\r\n") == ["a", "b"]


def test_comments_and_fields_that_nobody_needs_are_passed_over() -> None:
    assert data_of(b": ping\n\nid: 7\nretry: 1\ndata: a\nnonsense\n\n: bye\n\n") == ["a"]


def test_only_one_blank_after_the_colon_belongs_to_the_format() -> None:
    assert data_of(b"data:a\n\ndata:  b\n\n") == ["a", " b"]


def test_an_event_may_have_a_name_and_the_next_has_none() -> None:
    assert list(events([b"event: error\ndata: a\n\ndata: b\n\n"])) == [Event("error", "a"), Event("", "b")]


def test_an_event_without_data_is_none() -> None:
    assert data_of(b"event: ping\n\n\n\n") == []


def test_what_the_end_cuts_short_is_given_as_far_as_it_came() -> None:
    assert data_of(b'data: {"a"') == ['{"a"']


def test_a_mark_at_the_beginning_is_no_part_of_the_first_line() -> None:
    assert data_of(b"\xef\xbb\xbfdata: a\n\n") == ["a"]


def test_bytes_that_are_no_text_are_replaced() -> None:
    assert data_of(b"data: \xff\xfe\n\n") == ["\ufffd\ufffd"]


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), max_size=6),
    st.lists(st.integers(1, 12), min_size=1),
)
def test_it_does_not_matter_where_the_bytes_are_cut(texts: list[str], cuts: list[int]) -> None:
    told = [json.dumps(text, ensure_ascii=place % 2 == 0) for place, text in enumerate(texts)]
    body = "".join(f"data: {one}\n\n" for one in told).encode()
    pieces, start, turn = [], 0, 0
    while start < len(body):
        pieces.append(body[start : start + cuts[turn % len(cuts)]])
        start, turn = start + cuts[turn % len(cuts)], turn + 1
    assert [json.loads(one) for one in data_of(*pieces)] == texts


@given(st.lists(st.binary(max_size=30), max_size=8))
def test_no_bytes_break_it(pieces: list[bytes]) -> None:
    assert all("\n" not in line and "\r" not in line for line in lines(pieces))
