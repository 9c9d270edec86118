"""The line of a file at which something stands that a JSON pointer leads to."""

import re
from typing import Any

import yaml


def line_of(text: str, pointer: str) -> int:
    """The line, counted from 1; that of the deepest step that is found, and 0 where the text cannot be followed."""
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    try:
        # a tab is no indentation in YAML, and JSON files have them
        documents = list(yaml.compose_all(text.replace("\t", " "), getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    except (yaml.YAMLError, ValueError, RecursionError):
        return _searched(text, steps)
    node, line = (documents[0] if documents else None), 1
    if steps and steps[0].isdigit() and int(steps[0]) < len(documents) and not isinstance(node, yaml.SequenceNode):
        # what is read document by document has the number of the document first
        node = documents[int(steps.pop(0))]
        line = node.start_mark.line + 1
    for step in steps:
        found = _inner(node, step)
        if found is None:
            break
        node, line = found
    return line


def _inner(node: Any, step: str) -> tuple[Any, int] | None:
    """What stands under a key or a number, with the line of the key or the item."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value == step:
                return value, key.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode) and step.isdigit() and int(step) < len(node.value):
        item = node.value[int(step)]
        return item, item.start_mark.line + 1
    return None


def _searched(text: str, steps: list[str]) -> int:
    """Where the last key is named, each step behind the one before it."""
    place = 0
    for step in steps:
        found = re.compile(rf"[\"']?{re.escape(step)}[\"']?\s*:").search(text, place)
        place = found.start() if found else place
    return text.count("\n", 0, place) + 1 if place else 0
