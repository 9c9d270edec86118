"""Drawings made of words are read as what they draw: boxes are parts or people, arrows are flows."""

import pytest

from agent.domain import ThreatModel
from agent.reading.architecture.components import MOST_PARTS
from agent.reading.architecture.text_diagrams import drawing_of
from tests.agent.reading.readings import read, told


def flows_of(model: ThreatModel) -> set[tuple[str, str]]:
    names = {part.id: part.name for part in model.components} | {one.id: one.name for one in model.actors}
    return {(names[flow.source].lower(), names[flow.target].lower()) for flow in model.flows if not flow.inferred}


@pytest.mark.parametrize(
    ("lines", "flows"),
    [
        ("flowchart LR\n  u[Customer] --> w[Web chat]\n  w --> m[GPT-4o]",
         {("customer", "web chat"), ("web chat", "gpt-4o")}),
        ("graph TD;\n  w[Web chat]-->|asks|m[GPT-4o];", {("web chat", "gpt-4o")}),
        ("flowchart TB\n  w[Web chat] -- question --> m[GPT-4o]\n  m -.-> t[Refund tool]",
         {("web chat", "gpt-4o"), ("gpt-4o", "refund tool")}),
        ("flowchart LR\n  a[Web chat] & b[Phone line] ==> m[GPT-4o]",
         {("web chat", "gpt-4o"), ("phone line", "gpt-4o")}),
        ("flowchart LR\n  subgraph cloud\n  m[GPT-4o] <--> d[(Order database)]\n  end\n  style m fill:#fff",
         {("gpt-4o", "order database"), ("order database", "gpt-4o")}),
        ("sequenceDiagram\n  participant U as Customer\n  participant B as Support bot\n  U->>B: asks\n  B-->>U: tells",
         {("customer", "support bot")}),
    ],
)  # fmt: skip
def test_a_mermaid_block_gives_parts_and_flows(lines: str, flows: set[tuple[str, str]]) -> None:
    model = told(f"How data move in our system:\n\n```mermaid\n{lines}\n```\n")
    assert flows <= flows_of(model)
    assert all(quote.text in lines for part in model.components for quote in part.quotes)


@pytest.mark.parametrize(
    ("line", "flows"),
    [
        ("web app -> chat API -> GPT-4o", {("web app", "chat api"), ("chat api", "gpt-4o")}),
        ("- web app → GPT-4o", {("web app", "gpt-4o")}),
        ("- Nightly ingest <- public timetable feed", {("public timetable feed", "nightly ingest")}),
        ("- web app <-> GPT-4o", {("web app", "gpt-4o"), ("gpt-4o", "web app")}),
        ("1. Web chat --> Chat API", {("web chat", "chat api")}),
    ],
)
def test_a_line_of_names_with_arrows_gives_flows(line: str, flows: set[tuple[str, str]]) -> None:
    assert flows <= flows_of(told(f"Our support bot answers customers with GPT-4o.\n\n{line}\n"))


@pytest.mark.parametrize(
    "text",
    ["The score goes 1 -> 2 when it rains in the town and nobody is there to see it.", "x -> y: a rule",
     "It says: if a -> b, then c.", "a -- b"],
)  # fmt: skip
def test_a_sentence_with_an_arrow_is_no_drawing(text: str) -> None:
    assert drawing_of((), [(0, text)]).edges == []


def test_a_drawing_of_attacks_or_plans_is_no_drawing_of_the_system() -> None:
    block = "```mermaid\nflowchart LR\n  a[Attacker] --> m[Stolen model]\n```"
    assert not flows_of(told(f"# Bot\n\nIt answers with GPT-4o.\n\n## Threats\n\n{block}\n"))


COLOURS = (
    "red blue green grey pink white black brown gold silver plum peach lime teal ruby jade coral amber ivory navy "
    "olive sand slate rose wine mint"
)


def test_models_agents_and_tools_come_first_and_what_is_left_out_is_told() -> None:
    names = COLOURS.split()
    stores = " ".join(f"Orders are stored in the {name} database." for name in names)
    text = f"{stores} A refund agent built on GPT-4.1 answers customers in a web app."
    assert {"refund agent", "GPT-4.1", "web app"} <= {part.name for part in told(text).components}
    left = [note for note in read(text).notes if note.startswith("Left out of the draft")]
    assert len(left) == 1
    assert len(names) > MOST_PARTS
    assert "mint database" in left[0]
