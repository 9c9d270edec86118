"""Check that examples say it in everyday words and not in those of the title or the official name."""

from collections.abc import Iterator

from knowledge.catalog import Catalog
from knowledge.checks.finding import Finding, about
from knowledge.search.words import stems

TOO_MUCH = 0.8
"""The share of a title's words that an example may repeat."""


def echoing(catalog: Catalog) -> Iterator[Finding]:
    """Examples are worth their place in the index only where they bring words of their own."""
    for pattern in catalog.patterns.values():
        names = {key: _content(catalog.item(key).name) for key in pattern.references}
        title = _content(pattern.title)
        for example in pattern.examples:
            words = _content(example)
            if len(title & words) > TOO_MUCH * len(title):
                yield about(catalog, "patterns", pattern.id, f"the example {example!r} repeats the title")
            for key, name in names.items():
                if len(name) > 1 and _run(example, catalog.item(key).name):
                    yield about(catalog, "patterns", pattern.id, f"the example {example!r} repeats the name of {key}")


def _content(text: str) -> frozenset[str]:
    return frozenset(stems(text))


def _run(text: str, name: str) -> bool:
    """Whether the words of the name stand in the text, one after the other."""
    words, wanted = stems(text), stems(name)
    return any(words[start : start + len(wanted)] == wanted for start in range(len(words) - len(wanted) + 1))
