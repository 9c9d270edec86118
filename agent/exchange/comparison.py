"""What differs between two versions of a model, counted and as Markdown to keep or send."""

from collections import Counter
from collections.abc import Iterator

from agent.domain.versions.version_diff import Comparison, How, Subject
from agent.exchange.documents.markdown_blocks import escaped

HOWS = {
    How.ADDED: "added",
    How.REMOVED: "removed",
    How.CHANGED: "changed",
    How.RESCORED: "rescored",
    How.MOVED: "status changed",
}
"""What happened to a thing, in words."""
SUBJECTS = {
    Subject.THREAT: "Threats",
    Subject.CONTROL: "Measures",
    Subject.SYSTEM: "System",
    Subject.COMPONENT: "Components",
    Subject.ACTOR: "Actors",
    Subject.FLOW: "Flows",
    Subject.BOUNDARY: "Trust boundaries",
    Subject.ASSET: "Assets",
    Subject.FACT: "Facts",
    Subject.ASSUMPTION: "Assumptions",
}
"""What things are called together, in the order in which they are told."""


def summary(comparison: Comparison) -> str:
    """The differences counted, such as ``Threats: 3 added, 1 rescored.``."""
    parts = []
    for subject, title in SUBJECTS.items():
        numbers = Counter(line.how for line in comparison.of(subject))
        if numbers:
            parts.append(f"{title}: {', '.join(f'{numbers[how]} {HOWS[how]}' for how in How if numbers[how])}.")
    return " ".join(parts)


def differences_to_markdown(comparison: Comparison, name: str, older: str, newer: str) -> str:
    """The differences as a document; ``older`` and ``newer`` say which versions they are between."""
    return "\n".join((*_head(comparison, name, older, newer), *_sections(comparison))).rstrip() + "\n"


def _head(comparison: Comparison, name: str, older: str, newer: str) -> Iterator[str]:
    yield f"# What changed in {escaped(name) or 'an untitled model'}"
    yield ""
    yield f"From {escaped(older)} to {escaped(newer)}."
    yield ""
    yield summary(comparison) or "These two versions are the same."
    yield ""


def _sections(comparison: Comparison) -> Iterator[str]:
    for subject, title in SUBJECTS.items():
        lines = comparison.of(subject)
        if not lines:
            continue
        yield f"## {title}"
        yield ""
        for line in lines:
            mark = f"{line.id} " if line.id.startswith(("T-", "M-")) else ""
            yield f"- {HOWS[line.how].capitalize()}: {mark}{escaped(line.text)}"
        yield ""
