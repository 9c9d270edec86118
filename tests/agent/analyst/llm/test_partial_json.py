"""What is finished in an answer is found while the rest is still coming, and only what passes its check is told."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from agent.llm.answers.json_extraction import object_in
from agent.llm.answers.partial_json import MOST_GROWING, Passage, Passages
from agent.llm.answers.schemas import DRAFT, MOST_ITEMS, REPLY, Item, Ranked, Wanted
from agent.llm.answers.stream_filter import Following

ANSWER = {
    "kind": "other", "threats": [{"id": "a", "statement": "One \"}]\" [{ said. Two."}, {"id": "b"}],
    "first": ["T-1", "T-2"],
    "answer": "Ask them first. Then e.g. act! Or not?", "empty": [], "deep": [{"x": {"y": [1, {"z": 2}]}}],
}  # fmt: skip


def found(text: str, size: int = 1) -> list[Passage]:
    passages = Passages()
    return [one for start in range(0, len(text), size) for one in passages.feed(text[start : start + size])]


def whole(text: str, size: int = 1) -> list[tuple[str, Any]]:
    return [(one.field, one.data) for one in found(text, size) if one.whole]


def test_entries_and_strings_are_found_once_they_are_finished() -> None:
    assert whole(json.dumps(ANSWER)) == [
        ("kind", "other"), ("threats", ANSWER["threats"][0]), ("threats", {"id": "b"}), ("first", "T-1"),
        ("first", "T-2"), ("answer", ANSWER["answer"]), ("deep", {"x": {"y": [1, {"z": 2}]}}),
    ]  # fmt: skip


def test_an_entry_is_there_with_its_last_brace_and_not_before() -> None:
    passages, text = Passages(), '{"threats": [{"id": "a"}'
    assert not list(passages.feed(text[:-1]))
    assert [one.data for one in passages.feed(text[-1])] == [{"id": "a"}]


def test_a_string_grows_sentence_by_sentence() -> None:
    growing = [one.data for one in found(json.dumps({"answer": "One. Two! Thr"}))]
    assert growing == ["One.", "One. Two!", "One. Two! Thr"]


def test_words_and_thoughts_before_the_object_are_passed_over() -> None:
    told = json.dumps({"first": ["T-1"]})
    thought = '<think>Is {"first": ["T-9"]} right?</think>'
    for front in ("Sure, here it is:\n```json\n", thought, "<thinking> a </thinking><think>{</think>"):
        assert whole(front + told) == [("first", "T-1")]
    assert whole(f"<think>{told}") == []


def test_nothing_after_the_object_counts() -> None:
    assert whole('{"first": ["T-1"]} {"first": ["T-2"]}') == [("first", "T-1")]


def test_an_entry_that_is_not_sound_is_passed_over() -> None:
    assert whole('{"first": [{"a": 1, "a": 2}, {"b": NaN}, {"c": 3}]}') == [("first", {"c": 3})]


def test_an_endless_answer_is_followed_only_so_far() -> None:
    passages = Passages()
    count = sum(1 for _ in range(200) for _ in passages.feed('{"a": [' if _ == 0 else '{"b": "' + "x" * 990 + '"},'))
    assert 0 < count <= 101


JSON = st.recursive(
    st.one_of(st.text(max_size=12), st.integers(), st.booleans(), st.none()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(min_size=1, max_size=6), JSON, max_size=4), st.integers(1, 9))
def test_it_does_not_matter_how_the_answer_is_cut(answer: dict[str, Any], size: int) -> None:
    text = json.dumps(answer)
    assert found(text, size) == found(text, 1)


@given(st.text('{}[]":,\\ .ab<think>/', max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    found(text)


def test_only_what_passes_its_check_is_told() -> None:
    def passing(entry: Item) -> str:
        return entry.scenario if isinstance(entry, Ranked) and entry.n == 7 else ""

    told: list[str] = []
    good = {"n": 7, "scenario": "yes", "words": "", "why": ""}
    entries = [{**good, "n": 8, "scenario": "no"}, good, {"n": 7}, {**good, "scenario": "extra", "score": 0}, "good"]
    answer = {"order": entries, "aside": []}
    Following(DRAFT, passing, told.append).feed(json.dumps(answer))
    assert told == ["yes"]


def test_of_words_that_grow_only_the_new_sentence_is_told_and_none_after_one_that_fails() -> None:
    def passing(entry: Item) -> str:
        words = entry.answer if isinstance(entry, Wanted) and entry.kind == "other" else ""
        return "" if "evil" in words else words

    for text, expected in (
        ("One is so. Two is too. And three", ["One is so.", "Two is too.", "And three"]),
        ("One is so. Go to evil now. And three. And four.", ["One is so."]),
    ):
        told: list[str] = []
        following = Following(REPLY, passing, told.append)
        for letter in json.dumps({"kind": "other", "threat": "", "answer": text}):
            following.feed(letter)
        assert told == expected


def test_an_answer_is_not_told_before_it_is_known_what_it_is_for() -> None:
    told: list[str] = []
    following = Following(REPLY, lambda entry: entry.answer if isinstance(entry, Wanted) else "", told.append)
    following.feed('{"answer": "One is so. Two", "threat": "", ')
    assert told == []
    following.feed('"kind": "other"')
    assert told == ["One is so. Two"]


def test_a_string_without_end_is_not_read_anew_with_each_of_its_sentences() -> None:
    assert len(found('{"answer": "' + "A. " * 30_000, size=1_000)) <= MOST_GROWING / 3


def test_an_answer_that_says_its_fields_over_and_over_is_looked_at_so_often_and_no_more() -> None:
    looked: list[Item] = []

    def passing(entry: Item) -> str:
        looked.append(entry)
        return ""

    following = Following(REPLY, passing, lambda words: None)
    following.feed("{" + '"kind": "other", "answer": "A. B. C.", ' * 500)
    assert 0 < len(looked) <= MOST_ITEMS


def test_letters_that_grow_when_they_are_made_small_do_not_shift_where_an_answer_begins() -> None:
    thoughts = "<THINK>İİİİİİ {</Think>İ"
    assert whole(thoughts + '{"kind": "other"}') == [("kind", "other")]
    assert object_in(thoughts + '{"kind": "other"}') == {"kind": "other"}
