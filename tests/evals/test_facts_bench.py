"""Stated facts are counted against the marks of descriptions; of the held-out third only counts are shown."""

from evals.commands.facts import report
from evals.reading.extracted_model import Known, Understood
from evals.reading.facts_bench import counted, faults, groups_of, rows_of
from evals.reading.parts_bench import is_held_out
from evals.reading.training_material import Annotated, Marked
from knowledge.catalog import load_catalog

READ, HELD = "b", "a"
HEARD = Understood(
    stated=(
        Known(fact="audience", value=("employees", "customers"), quotes=("staff and guests ask it",)),
        Known(fact="calls_tools", value=True, quotes=("it books rooms",)),
    ),
    concluded=(Known(fact="tools_write", value=True),),
)


def marked(reference: str) -> Annotated:
    return Annotated(
        reference=reference,
        facts=(
            Marked(fact="audience", value=("employees",), quote="staff and guests ask it"),
            Marked(fact="calls_tools", value=False, quote="it books rooms"),
            Marked(fact="tools_write", value=True, quote="it books rooms"),
        ),
    )


def test_single_values_are_counted_and_what_differs_is_listed() -> None:
    (row,) = rows_of([marked(READ)], lambda name: name, lambda _: HEARD)
    assert counted([row], {"audience", "calls_tools", "tools_write"}).counts == {"said": 3, "marked": 3, "right": 1}
    assert list(faults(row)) == [
        "missed: calls_tools = false “it books rooms”",
        "missed, concluded: tools_write = true “it books rooms”",
        "unmarked: audience = customers “staff and guests ask it”",
        "unmarked: calls_tools = true “it books rooms”",
    ]


def test_read_and_held_out_texts_are_counted_apart() -> None:
    assert (is_held_out(READ), is_held_out(HELD)) == (False, True)
    rows = tuple(rows_of([marked(READ), marked(HELD)], lambda name: name, lambda _: HEARD))
    table = report(rows, {"all": frozenset({"audience"})})
    assert table.startswith("1 descriptions looked at, 1 held out")
    assert table.count("0.500 (1 of 2)") == 4


def test_every_fact_is_in_one_group_save_those_of_a_single_measure() -> None:
    facts = load_catalog().facts
    grouped = [fact for group in groups_of(load_catalog()).values() for fact in group]
    assert sorted(grouped) == sorted(name for name, fact in facts.items() if not fact.of_measure)
