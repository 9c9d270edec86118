"""What the documentation says of a language model that misbehaves, written from the tests' own tables."""

from collections.abc import Iterable, Iterator

from agent.prompts import tasks
from tests.agent.analyst.llm.test_attacker import CASES, PAYLOADS
from tests.stub_endpoint.attacker import HARMS
from tests.stub_endpoint.faults import FAULTS, Fault
from tests.stub_endpoint.stream_faults import HALFWAY, STREAM_FAULTS

STEPS = ("read", "draft", "mitigate", "ask", "reply")
"""The steps that ask a model, in the order of a turn."""
RULES, SOUND = "R", "S"


def fault_table() -> str:
    """The table and the counts."""
    assert set(STEPS) == set(tasks()), "a step that asks a model is missing here"
    head = ["", "fault", *STEPS]
    lines = [_line(head), _line("---" for _ in head), *map(_line, _rows(FAULTS, FAULTS))]
    lines += map(_line, _rows(STREAM_FAULTS, HALFWAY, "while streaming: "))
    return "\n".join([*lines, "", _counts()])


def _rows(faults: Iterable[Fault], by_step: Iterable[Fault], before: str = "") -> Iterator[list[str]]:
    """A row for the faults of one number that come to the same."""
    alone = [fault.name for fault in by_step]
    groups: dict[tuple[int, bool, bool], list[str]] = {}
    for fault in sorted(faults, key=lambda one: one.number):
        groups.setdefault((fault.number, fault.aloud, fault.name in alone), []).append(fault.name)
    for (number, aloud, tried), names in groups.items():
        cell = RULES if aloud else SOUND
        yield [str(number), f"{before}{'; '.join(names)}", *[cell if tried else f"({cell})"] * len(STEPS)]


def _counts() -> str:
    alone = (len(FAULTS) + len(HALFWAY)) * len(STEPS)
    everywhere = len(FAULTS) + len(STREAM_FAULTS)
    return (
        f"Injected over real HTTP: {alone} conversations with one fault at one step, {everywhere} with an endpoint\n"
        f"that has nothing but the fault, and one of 200 turns whose every second answer fails. Beside them\n"
        f"{len(CASES):,} cases of a model that obeys whatever a text tells it: {len(PAYLOADS)} texts "
        f"and {len(HARMS)} harms, two in three of these with each text."
    )


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
