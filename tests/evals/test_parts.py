"""Parts and people are counted against the marks of descriptions; of the held-out third only counts are shown."""

import pytest

from evals.commands.parts import report
from evals.reading.extracted_model import Part, Understood
from evals.reading.parts_bench import counted, faults, is_held_out, rows_of
from evals.reading.training_material import Annotated, annotated

READ, HELD = "b", "a"


def drawn(*parts: tuple[str, str], people: tuple[str, ...] = ()) -> Understood:
    return Understood(
        parts=tuple(Part(id=name, name=name, kind=kind) for name, kind in parts),
        people=tuple(Part(id=name, name=name) for name in people),
    )


def marked(reference: str) -> Annotated:
    parts = {"ward list": "data_store", "Claude": "language_model"}
    return Annotated(reference=reference, facts=(), parts=parts, people=("nurses", "patients"))


def test_parts_kinds_and_people_are_counted() -> None:
    understood = drawn(("ward list", "content_source"), ("printer", "device"), people=("nurses",))
    (row,) = rows_of([marked(READ)], lambda name: name, lambda _: understood)
    sums = counted([row]).counts
    assert (sums["parts"], sums["drawn parts"], sums["found parts"], sums["right kinds"]) == (2, 2, 1, 0)
    assert (sums["people"], sums["drawn people"], sums["found people"]) == (2, 1, 1)
    assert list(faults(row)) == [
        "parts missing: Claude (language_model)",
        "parts too many: printer (device)",
        "kinds: ward list: content_source, not data_store",
        "people missing: patients",
    ]


def test_nothing_drawn_is_no_share() -> None:
    (row,) = rows_of([marked(READ)], lambda name: name, lambda _: drawn())
    assert counted([row]).share("found parts", "drawn parts") == 0.0


def test_read_and_held_out_texts_are_counted_apart() -> None:
    sides = {is_held_out(READ), is_held_out(HELD)}
    assert sides == {True, False}
    understood = drawn(("Claude", "language_model"))
    table = report(tuple(rows_of([marked(READ), marked(HELD)], lambda name: name, lambda _: understood)))
    assert table.count("0.50 (1 of 2)") == 2


def test_a_third_of_the_marked_descriptions_is_held_out() -> None:
    names = [one.reference for one in annotated()]
    assert sum(map(is_held_out, names)) / len(names) == pytest.approx(1 / 3, abs=0.05)
