"""Read JSON strictly: what a repeated key or NaN hides is refused, and so is what nobody sends in earnest."""

import json
from typing import Any, NoReturn

DEEPEST = 60
"""Levels of nesting beyond which nobody answers in earnest."""


class Unreadable(ValueError):
    """A text is not the strict JSON that is read here."""


def strict_json(text: str) -> Any:
    """Read JSON without its traps: repeated keys, NaN, endless numbers, bottomless nesting."""
    depth = 0
    for character in text:
        depth += (character in "[{") - (character in "]}")
        if depth > DEEPEST:
            raise Unreadable("it is nested too deeply")
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except json.JSONDecodeError as problem:
        raise Unreadable(f"it is not JSON: {problem.msg} at character {problem.pos}") from None
    except (ValueError, RecursionError) as problem:
        raise Unreadable(f"it is not JSON as it should be: {problem}") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key appears twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
