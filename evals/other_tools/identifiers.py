"""Find framework identifiers in what other tools write, in the plain form that cases use."""

import re
from collections.abc import Iterable, Iterator

from evals.case_runs.transcript import Drafted

_FORMS = (
    re.compile(r"\bAML\.T\d{4}(?:\.\d{3})?\b"),
    re.compile(r"\bLLM(?:0[1-9]|10)\b"),
    re.compile(r"\bASI(?:0[1-9]|10)\b"),
    re.compile(r"\bML(?:0[1-9]|10)\b"),
    re.compile(r"(?:(?<=^)|(?<=OWASP[ :\-])|(?<=ASI[ :\-]))T(?:[1-9]|[1-4]\d)(?=$|[\s,;:)\].])"),
)
"""ATLAS techniques; OWASP lists for language models, agents and machine learning; OWASP agentic threats.

A bare T and a number means too many things, so it counts only alone or after the name of its list.
"""


def identifiers_in(text: str) -> tuple[str, ...]:
    """The identifiers of a text, in its order, each once."""
    found = [(match.start(), match.group()) for form in _FORMS for match in form.finditer(text)]
    return tuple(dict.fromkeys(name for _, name in sorted(found)))


def texts_in(value: object) -> Iterator[str]:
    """Every text inside a JSON value, in its order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_in(inner)


def drafted_from(title: str, ids: Iterable[str], component: str = "") -> Drafted:
    """A threat of another tool; its title is cut to one line."""
    names = tuple(dict.fromkeys(ids))
    return Drafted(
        title=" ".join(title.split())[:160] or "untitled",
        atlas=tuple(name for name in names if name.startswith("AML.T")),
        owasp=tuple(name for name in names if not name.startswith("AML.T")),
        component=component,
    )
