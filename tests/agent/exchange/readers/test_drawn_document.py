"""Flowcharts in a document are read as a drawing, with their lines; its other words are read as a description."""

import pytest

from agent.domain.model import ThreatModel
from agent.errors import InputError
from agent.exchange.readers.any_format import format_read, read_foreign
from agent.exchange.readers.read_result import Read
from tests.agent.exchange.interchange.models import catalog
from tests.agent.exchange.readers.setups import DOCUMENT


def block(*lines: str, head: str = "flowchart LR") -> str:
    return "\n".join(("```mermaid", head, *lines, "```", ""))


def read(text: str) -> Read:
    return read_foreign(text, catalog())[1]


def names(model: ThreatModel) -> list[str]:
    return [one.name for one in model.components]


def flows(model: ThreatModel) -> list[tuple[str, str]]:
    return [(model.name_of(one.source), model.name_of(one.target)) for one in model.flows]


def test_parts_people_zones_and_flows_come_with_the_lines_of_the_document() -> None:
    found = read(DOCUMENT)
    assert names(found.model) == ["Web app", "Support agent", "Log", "Orders"]
    assert [one.name for one in found.model.actors] == ["Customers"]
    assert [one.name for one in found.model.boundaries] == ["Own network"]
    places = {one.thing: one.pointer for one in found.taken}
    lines = DOCUMENT.splitlines()
    for part in found.model.components:
        assert part.name in lines[int(places[part.id].removeprefix("line ")) - 1]


def test_the_other_words_come_along_and_the_drawing_is_not_read_twice() -> None:
    prose = read(DOCUMENT).prose
    assert "an assistant answers from the order database" in prose
    assert "```mermaid" not in prose
    assert len(prose.splitlines()) == len(DOCUMENT.splitlines())


def test_the_same_words_in_two_drawings_are_one_part_whatever_its_id() -> None:
    text = block("a[Desk] --> b[Orders]") + "\nAnd at night:\n\n" + block("x[Orders] --> y[Archive]", "x --> a")
    model = read(text).model
    assert names(model) == ["Desk", "Orders", "Archive"]
    assert flows(model) == [("Desk", "Orders"), ("Orders", "Archive"), ("Orders", "Desk")]


def test_one_id_with_other_words_in_another_drawing_is_another_part() -> None:
    model = read(block("a[Desk] --> b[Orders]") + "\n" + block("a[Trainer] --> b[Model]")).model
    assert names(model) == ["Desk", "Orders", "Trainer", "Model"]
    assert flows(model) == [("Desk", "Orders"), ("Trainer", "Model")]


def test_a_drawing_of_what_is_planned_is_no_part_of_the_system() -> None:
    text = f"# Desk\n\n{block('a[Desk] --> b[Orders]')}\n## Future work\n\n{block('a --> c[Voice agent]')}"
    assert names(read(text).model) == ["Desk", "Orders"]


def test_a_sequence_stays_with_the_words() -> None:
    text = block("a[Desk] --> b[Orders]") + "\n" + block("Desk->>Bank: pays", head="sequenceDiagram")
    found = read(text)
    assert names(found.model) == ["Desk", "Orders"]
    assert "Desk->>Bank: pays" in found.prose


@pytest.mark.parametrize(
    "text",
    [
        "# Desk\n\nIt answers.\n",
        block("a->>b: x", head="sequenceDiagram"),
        "```text\nflowchart LR\na --> b\n```\n",
        "He drew a mermaid flowchart of it.\n",
    ],
)
def test_a_document_without_a_flowchart_is_a_description_alone(text: str) -> None:
    form = format_read(text)
    assert form is None or form.id != "mermaid-document"


def test_what_is_wrong_is_told_by_the_line_of_the_document() -> None:
    with pytest.raises(InputError, match="line 5: expected an 'end' that closes this subgraph"):
        read(f"# Desk\n\n{block('subgraph a', 'b --> c')}")


def test_an_arrow_at_a_frame_is_told_by_the_words_of_its_ends() -> None:
    text = block("subgraph s [Shop]", "b[Till]", "end", "c[Bank] --> s") + "\n" + block("c --> d[Audit]")
    assert [one.names for one in read(text).losses if "frame" in one.what] == [("Bank → Shop",)]


def test_an_id_that_means_people_tells_a_word_that_tells_nothing() -> None:
    model = read(block("user[Traveller] --> admin[Admin API]") + "\n" + block("x[Desk] --> user")).model
    assert [one.name for one in model.actors] == ["Traveller"]
    assert names(model) == ["Admin API", "Desk"]
